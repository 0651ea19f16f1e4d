"""The machine: its Python, where books and models are kept, its fonts, its keys, and whether there is internet."""

import os
import platform
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from .. import environment
from ..environment import Question
from ..tables import Code
from .places import cure
from .report import Finding

ROOM = "This machine"
KEYS_ROOM = "Keys"
SOON = 1.0  # seconds for the internet: a notebook without one must not wait for it
LEAST_DISK = 0.2  # GB for books
FONTS = ("WenQuanYi", "Noto Sans CJK", "Noto Sans TC", "PingFang", "Heiti", "Microsoft JhengHei", "Droid Sans Fallback")
NAMES = {"kaggle": "Kaggle", "colab": "Colab", "local": "your own machine"}
LASTS = {  # place → what becomes of the books folder
    "kaggle": "books there stay with a saved version (Save Version); a session that only ends loses them",
    "colab": "books there are gone when the session ends",
    "drive": "books there stay in your Google Drive",
}


def python(place: str) -> Finding:
    """The version of Python, and where we are."""
    new = sys.version_info >= (3, 11)
    told = f"{platform.python_version()} on {platform.system()}, {NAMES[place]}"
    return Finding("Python", new, told, "" if new else "install Python 3.11, 3.12 or 3.13", ROOM)


def books(place: str) -> Finding:
    """Where books are kept, how much room there is, and what becomes of them."""
    folder = environment.books_folder()
    there, free = environment.room_of(folder)
    if not os.access(there, os.W_OK):
        return Finding("books folder", False, f"{folder} may not be written to",
                       "set STORY_BOOKS to a folder of yours", ROOM)  # fmt: skip
    if free / 1e9 <= LEAST_DISK:
        return Finding("books folder", False, f"{folder} ({free / 1e9:.1f} GB free)", "free some disk space", ROOM)
    told, mount = f"{folder} ({free / 1e9:.0f} GB free)", ""
    if not os.environ.get("STORY_BOOKS", "").strip() and place != "local":
        on_drive = folder.is_relative_to(environment.DRIVE)
        told += f"; {LASTS['drive' if on_drive else place]}"
        mount = "to keep books: Files (the folder icon on the left) → Mount Drive" if place == "colab" else ""
        mount = "" if on_drive else mount
    return Finding("books folder", True, told, mount, ROOM)


def model_files() -> Finding:
    """Where model files are kept, and whether more can come."""
    folder = Path(os.environ.get("HF_HUB_CACHE") or os.environ.get("HF_HOME") or "~/.cache/huggingface").expanduser()
    told = f"{folder} ({environment.room_of(folder)[1] / 1e9:.0f} GB free)"
    if is_offline():
        return Finding("model files", None, f"{told}; nothing is downloaded", "unset HF_HUB_OFFLINE to download", ROOM)
    return Finding("model files", None, told, room=ROOM)


def is_offline() -> bool:
    """Whether HF_HUB_OFFLINE says that nothing may be downloaded."""
    return os.environ.get("HF_HUB_OFFLINE", "").strip().lower() in ("1", "true", "yes", "on")


# ---- fonts ----


def font_of_system() -> str:
    """What fontconfig knows of Chinese fonts, a line each; "" where it is not here or does not answer."""
    if os.environ.get("STORY_FONT") or platform.system() in ("Windows", "Darwin") or not shutil.which("fc-list"):
        return ""
    try:
        done = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, timeout=environment.PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip()


def font(listed: str) -> Finding:
    """Whether Chinese can be shown. listed: what `font_of_system` said."""
    if told := os.environ.get("STORY_FONT"):
        here = Path(told).is_file()
        return Finding("Chinese font", here, told, "" if here else "set STORY_FONT to a .ttf file", ROOM)
    if platform.system() in ("Windows", "Darwin"):
        return Finding("Chinese font", True, "the system's own", room=ROOM)
    for name in FONTS:
        if name.lower() in listed.lower():
            return Finding("Chinese font", True, name, room=ROOM)
    if listed:
        return Finding("Chinese font", True, listed.splitlines()[0], room=ROOM)
    typed = (
        "apt-get install fonts-wqy-microhei"
        if environment.where() == "local"
        else "!apt-get -qq install fonts-wqy-microhei"
    )
    return Finding("Chinese font", None, "none found; only needed to show Chinese here", Code(typed), ROOM)


# ---- internet and keys ----


def internet(host: str) -> Question:
    """Asks whether the models' host can be reached, or the proxy on the way: "" or the reason why not is the answer."""
    return Question(lambda: _knock(host))


def told_of_internet(question: Question | None, place: str) -> Finding:
    """What has been answered within a second. question: None where HF_HUB_OFFLINE forbids to ask."""
    if question is None:
        return Finding("internet", None, "not asked, because HF_HUB_OFFLINE is set", room=ROOM)
    if why := question.answer(SOON, f"no answer within {SOON:.0f} second"):
        return Finding("internet", None, f"off, or too slow: {why}", cure("internet", place), ROOM)
    return Finding("internet", True, "on", room=ROOM)


def door(host: str) -> tuple[str, int]:
    """(host, port) to knock at: of HF_ENDPOINT, else of the host itself; of the proxy where one is set for it.

    Raises ValueError for an address that is none.
    """
    address = urlsplit(os.environ.get("HF_ENDPOINT", "").strip() or f"https://{host}")
    proxy = getproxies().get(address.scheme, "")
    if proxy and not proxy_bypass(address.hostname or ""):
        address = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    return address.hostname or host, address.port or (80 if address.scheme == "http" else 443)


def _knock(host: str) -> str:
    try:
        name, port = door(host)
        try:
            socket.create_connection((name, port), timeout=SOON).close()
        except OSError as error:  # no such name, no route, refused, too slow
            return f"{name} does not answer ({(error.strerror or str(error)).rstrip('.')})"
    except ValueError as error:
        return f"HF_ENDPOINT or the proxy is no address ({error})"
    return ""


def keys(place: str) -> list[Question] | None:
    """Asks Kaggle's secrets for each key, all at once, since each is a question over the network; None elsewhere."""
    return [Question(lambda name=name: _is_set(name)) for name in environment.KEYS] if place == "kaggle" else None


def told_of_keys(questions: list[Question] | None, place: str, reachable: bool) -> list[Finding]:
    """Which keys are set; never what they are. reachable: whether Kaggle's secrets can be asked at all."""
    here = {
        name: questions[number].answer(environment.SECRETS + 1 if reachable else 0.0) if questions else _is_set(name)
        for number, name in enumerate(environment.KEYS)
    }
    if here["GOOGLE_API_KEY"] and not here["GEMINI_API_KEY"]:  # two names for one key: the one that is set is told
        del here["GEMINI_API_KEY"]
    elif not here["GOOGLE_API_KEY"]:
        del here["GOOGLE_API_KEY"]
    return [_key(name, is_set, place, reachable) for name, is_set in here.items()]


def _key(name: str, is_set: bool | None, place: str, reachable: bool) -> Finding:
    if is_set:
        return Finding(name, True, "set", room=KEYS_ROOM)
    if is_set is None:
        told = "Kaggle's secrets do not answer" if reachable else "Kaggle's secrets cannot be asked without internet"
        return Finding(name, None, told, "" if reachable else cure("internet", place), KEYS_ROOM)
    return Finding(name, None, "not set", cure("hub token" if name == "HF_TOKEN" else "Gemini key", place), KEYS_ROOM)


def _is_set(name: str) -> bool:
    return environment.secret(name) is not None
