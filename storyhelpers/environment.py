"""Where we are: Kaggle, Colab or a machine of one's own; where books may be written; what works here (`doctor`)."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .tables import Code, table

KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY", "HF_TOKEN")  # only whether they are set is ever shown
NEEDED = {  # package to import → what it is for
    "numpy": "pictures and sounds as numbers",
    "PIL": "picture files",
    "scipy": "synthesised sounds",
    "skimage": "cutting things out of photographs",
    "soundfile": "sound files",
    "pyloudnorm": "even loudness",
    "resvg_py": "drawing the paper town",
    "filelock": "books opened twice",
    "anywidget": "clicking in a notebook",
}
DISTRIBUTIONS = {"PIL": "pillow", "skimage": "scikit-image"}
FONTS = ("WenQuanYi", "Noto Sans CJK", "Noto Sans TC", "PingFang", "Heiti", "Microsoft JhengHei", "Droid Sans Fallback")


def where() -> str:
    """ "kaggle", "colab" or "local"."""
    if "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        return "kaggle"
    return "colab" if importlib.util.find_spec("google") and importlib.util.find_spec("google.colab") else "local"


def books_folder() -> Path:
    """Where books live: STORY_BOOKS, else /kaggle/working/books there, else `books` beside the notebook."""
    if told := os.environ.get("STORY_BOOKS", "").strip():
        return Path(told).expanduser()
    return Path("/kaggle/working/books") if where() == "kaggle" else Path.cwd() / "books"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report: works is True, False, or None for "not needed, nice to have"."""

    what: str
    works: bool | None
    found: str
    cure: str = ""


class Report(tuple):
    """The doctor's findings; shows itself as a table. `report.healthy` is False when something needed is missing."""

    @property
    def healthy(self) -> bool:
        """Whether everything that is needed works."""
        return all(f.works is not False for f in self)

    def __repr__(self):
        signs = {True: "works", False: "MISSING", None: "–"}
        rows = [f"{signs[f.works]:8}{f.what:22}{f.found}" + (f"  → {f.cure}" if f.cure else "") for f in self]
        return "\n".join(rows)

    def _repr_html_(self):
        signs = {True: "✔ works", False: "✘ missing", None: "– not here"}
        rows = [(signs[f.works], f.what, f.found, Code(f.cure)) for f in self]
        return table(("", "what", "found", "what to type"), rows)


def doctor() -> Report:
    """What is here, what works, and what to type where something does not. Nothing is installed or sent anywhere."""
    version = platform.python_version()
    findings = [
        Finding("Python", sys.version_info >= (3, 11), f"{version} on {platform.system()} ({where()})",
                "" if sys.version_info >= (3, 11) else "install Python 3.11, 3.12 or 3.13"),
        *map(_package, NEEDED),
        _folder(),
        _font(),
        _gpu(),
        *(Finding(key, bool(os.environ.get(key)) or None, "set" if os.environ.get(key) else "not set") for key in KEYS),
    ]  # fmt: skip
    return Report(findings)


def _package(name: str) -> Finding:
    distribution = DISTRIBUTIONS.get(name, name)
    if importlib.util.find_spec(name) is None:
        return Finding(distribution, False, f"not installed ({NEEDED[name]})", f"pip install {distribution}")
    try:
        __import__(name)
    except Exception as error:  # a package may fail in any way while it is imported; the person needs to see which
        return Finding(
            distribution, False, f"{type(error).__name__}: {error}", f"pip install --force-reinstall {distribution}"
        )
    try:
        version = importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        version = "?"
    return Finding(distribution, True, f"{version} ({NEEDED[name]})")


def _folder() -> Finding:
    folder = books_folder()
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(there).free / 1e9
    if not os.access(there, os.W_OK):
        return Finding("books folder", False, f"{folder} may not be written to", "set STORY_BOOKS to a folder of yours")
    return Finding(
        "books folder", free > 0.2, f"{folder} ({free:.0f} GB free)", "" if free > 0.2 else "free some disk space"
    )


def _font() -> Finding:
    cure = "apt-get install fonts-wqy-microhei"
    if told := os.environ.get("STORY_FONT"):
        return Finding(
            "Chinese font", Path(told).is_file(), told, "" if Path(told).is_file() else "set STORY_FONT to a .ttf file"
        )
    if platform.system() in ("Windows", "Darwin"):
        return Finding("Chinese font", True, "the system's own")
    if shutil.which("fc-list"):
        found = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=20).stdout
        for font in FONTS:
            if font.lower() in found.lower():
                return Finding("Chinese font", True, font)
        if found.strip():
            return Finding("Chinese font", True, found.splitlines()[0])
    return Finding("Chinese font", None, "none found; only needed to show Chinese here", cure)


def _gpu() -> Finding:
    if not shutil.which("nvidia-smi"):
        return Finding("GPU", None, "none, and none is needed for the paper town")
    try:
        query = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"]
        found = subprocess.run(query, capture_output=True, text=True, timeout=20).stdout.strip()
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("GPU", None, f"nvidia-smi does not answer ({error})")
    return Finding(
        "GPU", None, (found.replace("\n", "; ") or "no card answers") + " (this release does not use it yet)"
    )
