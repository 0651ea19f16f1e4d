"""Where we are: Kaggle, Colab or a machine of one's own; its keys, its cards, its libraries; where books are kept."""

import importlib.util
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .engine import BadInput, BookTrouble

KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY", "HF_TOKEN")  # only whether they are set is ever shown
LEAST_ABILITY = 7.0  # compute capability: Kaggle's P100 has 6.0, and its torch no programs for it
PATIENCE = 10.0  # seconds for nvidia-smi: a cold driver takes three of them, a broken one never answers
SECRETS = 5.0  # seconds for Kaggle's secrets: their own client waits forty for each
KAGGLE = Path("/kaggle")
DRIVE = Path("/content/drive/MyDrive")  # where Colab shows Google Drive once it is mounted
MODEL_LIBRARIES = {  # cast → package to import: its distribution
    "gpu": {"torch": "torch", "transformers": "transformers", "diffusers": "diffusers", "accelerate": "accelerate"},
    "train": {
        "torch": "torch", "diffusers": "diffusers", "accelerate": "accelerate", "peft": "peft",
        "matplotlib": "matplotlib", "tensorboard": "tensorboard", "datasets": "datasets",
    },
    "gemini": {"google.genai": "google-genai"},
}  # fmt: skip


def where() -> str:
    """ "kaggle", "colab" or "local"."""
    if "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        return "kaggle"
    return "colab" if importlib.util.find_spec("google") and importlib.util.find_spec("google.colab") else "local"


# ---- libraries ----


def missing(cast: str) -> tuple[str, ...]:
    """The distributions that a cast needs and this machine lacks; nothing is imported to find out."""
    return tuple(name for package, name in MODEL_LIBRARIES.get(cast, {}).items() if not is_installed(package))


def is_installed(package: str) -> bool:
    """Whether a package can be imported, without doing so."""
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:  # the parent of a dotted name
        return False


# ---- questions that may never be answered ----


class Question:
    """A function that is asked in a thread of its own, because it may take long or never come back.

    An unanswered question does not keep the process from ending.
    """

    def __init__(self, ask: Callable[[], Any]):
        self._ask, self._said, self._error = ask, None, None
        self._since, self._done = time.monotonic(), threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._said = self._ask()
        except BaseException as error:  # raised again where the answer is asked for
            self._error = error
        self._done.set()

    @property
    def age(self) -> float:
        """The seconds since it was asked."""
        return time.monotonic() - self._since

    def answer(self, seconds: float, otherwise: Any = None) -> Any:
        """What came within so many seconds after it was asked, else `otherwise`. What it raised is raised here."""
        if not self._done.wait(max(0.0, min(self._since + seconds - time.monotonic(), threading.TIMEOUT_MAX))):
            return otherwise
        if self._error is not None:
            raise self._error
        return self._said


# ---- graphics cards ----


@dataclass(frozen=True)
class Card:
    """A graphics card as its driver names it. total, free: bytes, 0 where the driver does not say.

    ability: the compute capability, such as 7.5; None where an old driver does not say.
    """

    title: str
    total: int
    free: int
    ability: float | None
    uuid: str = ""


FIELDS = ("name", "memory.total", "memory.free", "compute_cap", "uuid")
CARD = re.compile(r"(.+?), *(\d{1,9}|\[.+?\]), *(\d{1,9}|\[.+?\]), *(\d{1,2}\.\d|\[.+?\]), *((?:GPU|MIG)-[\w-]+)")
MEBIBYTE = 1 << 20


def look_again() -> None:
    """From now on the driver is asked anew, and so is a place whose secrets did not answer."""
    _driver.cache_clear()
    _silent.clear()


def has_card() -> bool:
    """Whether an NVIDIA card answers that today's torch can use; torch is not asked, because it takes seconds."""
    return any(card.ability is None or card.ability >= LEAST_ABILITY for card in cards())


def cards() -> tuple[Card, ...]:
    """The graphics cards that nvidia-smi names and CUDA_VISIBLE_DEVICES does not hide, in the order of the driver.

    The driver is asked once in a process, and after each `look_again`.
    """
    return _visible(_driver()[0])


def trouble_with_cards() -> str:
    """Why the driver names no cards although it is there, as it said it; "" where all is well or there is none."""
    return _driver()[1]


@cache
def _driver() -> tuple[tuple[Card, ...], str]:
    """(the cards, what went wrong)."""
    if not shutil.which("nvidia-smi"):
        return (), ""
    said, code = _nvidia_smi(FIELDS)
    if code and "compute_cap" in said:  # a driver from before 2021 does not know this field, and names it
        said, code = _nvidia_smi([field for field in FIELDS if field != "compute_cap"])
        said = re.sub(r", *(\S+)$", r", [N/A], \1", said, flags=re.MULTILINE)
    if code is None:
        return (), f"nvidia-smi does not answer within {PATIENCE:.0f} seconds"
    found = tuple(_card(match) for match in map(CARD.fullmatch, map(str.strip, said.splitlines())) if match)
    if found:
        return found, ""
    first = next((line.strip() for line in said.splitlines() if line.strip()), "")
    told = "".join(letter for letter in first if letter.isprintable())[:160].rstrip(".")
    if "No devices were found" in told:  # the image has the driver's programs, the machine no card
        return (), ""
    return (), f"nvidia-smi names no card: {told}" if told else "nvidia-smi says nothing"


def _nvidia_smi(fields: Sequence[str]) -> tuple[str, int | None]:
    """(what it prints, its exit status); ("", None) where it does not answer or cannot be run."""
    query = ["nvidia-smi", f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits"]

    def ask() -> tuple[str, int]:
        done = subprocess.run(query, capture_output=True, timeout=PATIENCE)
        return (done.stdout + done.stderr).decode("utf-8", "replace"), done.returncode

    try:
        # In a thread, because one that hangs in a broken driver cannot even be killed.
        return Question(ask).answer(PATIENCE + 1, ("", None))
    except (OSError, subprocess.TimeoutExpired):
        return "", None


def _card(line: re.Match) -> Card:
    title, total, free, ability, uuid = line.groups()
    sizes = [int(size) * MEBIBYTE if size.isdecimal() else 0 for size in (total, free)]
    return Card(title, *sizes, None if ability.startswith("[") else float(ability), uuid)


def _visible(found: tuple[Card, ...]) -> tuple[Card, ...]:
    """Those that CUDA_VISIBLE_DEVICES names, in its order: numbers or uuids, up to the first that is not here."""
    told = os.environ.get("CUDA_VISIBLE_DEVICES")
    if told is None:
        return found
    shown = []
    for name in (part.strip() for part in told.split(",")):
        by_number = [found[int(name)]] if name.isdecimal() and int(name) < len(found) else []
        by_uuid = [card for card in found if name.startswith(("GPU-", "MIG-")) and card.uuid.startswith(name)]
        if not by_number + by_uuid:
            break
        shown += (by_number + by_uuid)[:1]
    return tuple(shown)


# ---- keys ----


def secret(*names: str) -> str | None:
    """The value of the first of these names that is set: in the environment, else in Kaggle's or Colab's secrets.

    Never shown to anybody: callers hand it to a client and to nothing else.
    """
    for name in names:
        if value := os.environ.get(name, "").strip():
            return value
    place = where()
    for name in names:
        value = _from_kaggle(name) if place == "kaggle" else _from_colab(name) if place == "colab" else None
        if value and value.strip():
            return value.strip()
    return None


_silent: list[str] = []  # the places that did not answer once: nobody waits for them again


def _from_kaggle(name: str) -> str | None:
    if _silent:
        return None

    def ask() -> str:
        from kaggle_secrets import UserSecretsClient

        return UserSecretsClient().get_secret(name) or ""

    try:
        said = Question(ask).answer(SECRETS)
    except Exception:  # no such secret, no internet, not attached to this notebook: its errors have no common class
        return None
    if said is None:
        _silent.append("kaggle")
    return said


def _from_colab(name: str) -> str | None:
    if _silent:
        return None
    try:
        from google.colab import userdata

        return userdata.get(name)
    except Exception as error:  # four classes of errors: not there, not granted, nobody to ask (run headless), too slow
        if "timeout" in type(error).__name__.lower():
            _silent.append("colab")
        return None


# ---- where books are kept ----


def books_folder() -> Path:
    """Where books live: STORY_BOOKS, else what the place has for what shall last, else `books` beside the notebook.

    Kaggle: /kaggle/working/books. Colab: storybooks in Google Drive where that is mounted, else /content/books.
    Raises BadInput where STORY_BOOKS names a user whom nobody knows, BookTrouble where the working folder is gone.
    """
    if told := os.environ.get("STORY_BOOKS", "").strip():
        try:
            return Path(told).expanduser()
        except RuntimeError:
            raise BadInput(f"STORY_BOOKS is {told}, and there is no such user. Set it to a folder of yours.") from None
    if where() == "kaggle":
        return KAGGLE / "working" / "books"
    if where() == "colab":
        return DRIVE / "storybooks" if drive_is_mounted() else Path("/content/books")
    return _working_folder() / "books"


def styles_folder() -> Path:
    """Where styles are taught and kept: the folder "styles" beside that of the books; on Drive, inside it."""
    books = books_folder()
    return books / "styles" if books.parent == DRIVE else books.parent / "styles"


def drive_is_mounted() -> bool:
    """Whether Google Drive can be written to from here, as a person mounts it on Colab."""
    return os.path.isdir(DRIVE)  # not Path.is_dir: where the mount has died, that raises


def room_of(folder: Path) -> tuple[Path, int]:
    """(what is nearest above and exists, a file perhaps, the bytes that are free there). Raises BookTrouble."""
    whole = folder if folder.is_absolute() else _working_folder() / folder
    there = next(path for path in (whole, *whole.parents) if os.path.exists(path))  # Path.exists raises where locked
    return there, shutil.disk_usage(there).free


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        told = "The folder that this program was started in has been deleted."
        raise BookTrouble(f"{told} Start it in another folder, or set STORY_BOOKS to a folder of yours.") from None
