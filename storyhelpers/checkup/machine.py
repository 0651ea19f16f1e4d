"""The machine: its Python, where books and models are kept, its fonts, its keys, and whether the model hub answers."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from .. import environment, reach
from ..engine import StoryError
from ..environment import Question
from ..tables import Code
from .places import cure, to_set
from .report import Finding

ROOM = "This machine"
KEYS_ROOM = "Keys"
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
    move = to_set("STORY_BOOKS", "FOLDER", place)
    try:
        folder = environment.books_folder()
        there, free = environment.room_of(folder)
    except StoryError as trouble:  # a user whom nobody knows, a working folder that is gone
        return Finding("books folder", False, str(trouble), move, ROOM)
    if not there.is_dir():
        return Finding("books folder", False, f"{folder} can be no folder: {there} is a file", move, ROOM)
    if not os.access(there, os.W_OK):
        return Finding("books folder", False, f"{folder} may not be written to", move, ROOM)
    if free / 1e9 <= LEAST_DISK:
        return Finding("books folder", False, f"{folder} ({free / 1e9:.1f} GB free)", "free some disk space", ROOM)
    told, mount = f"{folder} ({free / 1e9:.0f} GB free)", ""
    if not os.environ.get("STORY_BOOKS", "").strip() and place != "local":
        on_drive = folder.is_relative_to(environment.DRIVE)
        told += f"; {LASTS['drive' if on_drive else place]}"
        mount = "to keep books: Files (the folder icon on the left) → Mount Drive" if place == "colab" else ""
        mount = "" if on_drive else mount
    return Finding("books folder", True, told, mount, ROOM)


def model_files(place: str) -> Finding:
    """Where model files are kept, and whether more can come."""
    folder = reach.cache_folder()
    try:
        there, free = environment.room_of(folder)
    except StoryError as trouble:
        return Finding("model files", None, str(trouble), room=ROOM)
    if str(folder).startswith("~"):
        told = f"HF_HOME or HF_HUB_CACHE says {folder}, and there is no such user"
        return Finding("model files", None, told, to_set("HF_HOME", "FOLDER", place, restart=True), ROOM)
    if not there.is_dir():
        return Finding("model files", None, f"{folder} can be no folder: {there} is a file", room=ROOM)
    told = f"fetched models are kept in {folder}, where {free / 1e9:.0f} GB are free"
    if reach.is_offline():
        allow = f"to fetch models: {to_set('HF_HUB_OFFLINE', '0', place, restart=True)}"
        return Finding("model files", None, f"{told}; HF_HUB_OFFLINE is set: no more can come", allow, ROOM)
    return Finding("model files", None, told, room=ROOM)


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
    from storysetup.fonts import FONT

    typed = f"apt-get install {FONT}" if environment.where() == "local" else f"!apt-get -qq install {FONT}"
    return Finding("Chinese font", None, "none found; only needed to show Chinese here", Code(typed), ROOM)


# ---- the hub and keys ----


def told_of_hub(question: Question | None, place: str) -> Finding:
    """What has been answered within a second. question: None where HF_HUB_OFFLINE forbids to ask.

    Only the hub was asked: a school may block it, and have internet.
    """
    if question is None:
        return Finding("model hub", None, "not asked, because HF_HUB_OFFLINE is set", room=ROOM)
    if why := question.answer(reach.SOON, f"no answer within {reach.SOON:.0f} second"):
        told = f"{why}: no internet, or this network blocks it; what was fetched before goes on working"
        return Finding("model hub", None, told, cure("internet", place), ROOM)
    return Finding("model hub", True, f"{reach.HUB} answers: models can be fetched", room=ROOM)


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
    if name == "HF_TOKEN":
        told = "not set; only a model that wants its licence accepted first needs it"
        return Finding(name, None, told, cure("hub token", place), KEYS_ROOM)
    return Finding(name, None, "not set", cure("Gemini key", place), KEYS_ROOM)


def _is_set(name: str) -> bool:
    return environment.secret(name) is not None
