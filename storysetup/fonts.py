"""Chinese letters for printed books, on Kaggle and Colab, whose machines have none and belong to nobody."""

import os
import shutil
import subprocess

FONT = "fonts-wqy-microhei"
SECONDS = 120


def lacking() -> bool:
    """Whether this is a machine that lists its fonts and has no Chinese one."""
    if os.environ.get("STORY_FONT", "").strip() or not shutil.which("fc-list"):
        return False
    done = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=20)
    return not done.stdout.strip()


def install() -> str:
    """Installs one with the system's own installer; answers why it could not, else ''."""
    if not shutil.which("apt-get"):
        return "there is no apt-get here"
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", FONT]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    said = (done.stderr.strip() or done.stdout.strip()).splitlines()
    return "" if done.returncode == 0 else (said[-1] if said else f"apt-get answered {done.returncode}")
