"""Chinese letters for printed books, on Kaggle and Colab, whose machines have none and belong to nobody."""

import os
import shutil
import subprocess
from functools import cache

FONT = "fonts-wqy-microhei"
SECONDS = 60


def lacking() -> bool:
    """Whether this is a machine that lists its fonts and has no Chinese one."""
    if os.environ.get("STORY_FONT", "").strip() or not shutil.which("fc-list"):
        return False
    try:
        done = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=20)
    except subprocess.TimeoutExpired:  # it makes its cache anew; the next session will know
        return False
    return not done.stdout.strip()


@cache  # what could not be had once is not waited for by every lesson of this session
def install() -> str:
    """Installs one with the system's own installer; answers why it could not, else ''."""
    if not shutil.which("apt-get"):
        return "there is no apt-get here"
    wanted = ("install", "--yes", "--no-install-recommends", FONT)
    if why := _apt(*wanted):  # the lists of an image are as old as the image
        why = _apt("update") or _apt(*wanted)
    return why


def _apt(*words: str) -> str:
    command = ["apt-get", "--quiet", "-o", "Acquire::Retries=0", *words]
    silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=silent)
    except subprocess.TimeoutExpired:
        return f"apt-get {words[0]} was not done after {SECONDS} seconds"
    except OSError as error:
        return str(error)
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return "" if done.returncode == 0 else (said[-1] if said else f"apt-get answered {done.returncode}")
