"""Where we are: Kaggle, Colab or a machine of one's own; where books may be written; what works here (`findings`)."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .tables import Code, table

KEYS = ("GEMINI_API_KEY", "GOOGLE_API_KEY", "HF_TOKEN")  # only whether they are set is ever shown
NEEDED = {  # package to import → what it is for
    "numpy": "pictures and sounds as numbers",
    "PIL": "picture files",
    "scipy": "synthesised sounds",
    "skimage": "cutting things out of photographs",
    "sklearn": "learning how things sound",
    "soundfile": "sound files",
    "pyloudnorm": "even loudness",
    "resvg_py": "drawing the paper town",
    "filelock": "books opened twice",
    "fpdf": "printed books",
    "fontTools": "fonts of printed books",
    "segno": "QR codes",
    "anywidget": "clicking in a notebook",
}
DISTRIBUTIONS = {
    "PIL": "pillow",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "fpdf": "fpdf2",
    "fontTools": "fonttools",
}
FONTS = ("WenQuanYi", "Noto Sans CJK", "Noto Sans TC", "PingFang", "Heiti", "Microsoft JhengHei", "Droid Sans Fallback")


def where() -> str:
    """ "kaggle", "colab" or "local"."""
    if "KAGGLE_KERNEL_RUN_TYPE" in os.environ:
        return "kaggle"
    return "colab" if importlib.util.find_spec("google") and importlib.util.find_spec("google.colab") else "local"


LEAST_ABILITY = 7.0  # compute capability: Kaggle's P100 has 6.0, and its torch no programs for it
MODEL_LIBRARIES = {  # cast → (package to import, distribution, what it is for)
    "gpu": (
        ("torch", "torch", "models on this machine"),
        ("transformers", "transformers", "SAM, describers, writers, TangoFlux"),
        ("diffusers", "diffusers", "Stable Diffusion and its family, TangoFlux"),
        ("accelerate", "accelerate", "loading large models"),
    ),
    "train": (
        ("torch", "torch", "teaching a style"),
        ("diffusers", "diffusers", "teaching a style"),
        ("accelerate", "accelerate", "teaching a style"),
        ("peft", "peft", "teaching a style"),
        ("matplotlib", "matplotlib", "curves"),
        ("tensorboard", "tensorboard", "the curves as event files"),
        ("datasets", "datasets", "pictures from the hub"),
    ),
    "gemini": (("google.genai", "google-genai", "Gemini writes and draws"),),
}


def missing(cast: str) -> tuple[str, ...]:
    """The distributions that a cast needs and this machine lacks; nothing is imported to find out."""
    return tuple(name for package, name, _ in MODEL_LIBRARIES.get(cast, ()) if not is_installed(package))


def is_installed(package: str) -> bool:
    """Whether a package can be imported, without doing so."""
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:  # the parent of a dotted name
        return False


@cache
def has_card() -> bool:
    """Whether an NVIDIA card answers that today's torch can use; torch is not asked, because it takes seconds."""
    return any(_ability(card) >= LEAST_ABILITY for card in cards())


def _ability(card: str) -> float:
    try:
        return float(card.rsplit(",", 1)[1])
    except (IndexError, ValueError):  # an old nvidia-smi does not say: torch will
        return LEAST_ABILITY


def cards() -> list[str]:
    """The graphics cards that nvidia-smi names, "Tesla T4, 15360 MiB, 7.5" each (the last: what it can compute)."""
    if not shutil.which("nvidia-smi"):
        return []
    query = ["nvidia-smi", "--query-gpu=name,memory.total,compute_cap", "--format=csv,noheader"]
    try:
        done = subprocess.run(query, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return [line.strip() for line in done.stdout.splitlines() if line.strip()] if done.returncode == 0 else []


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


def _from_kaggle(name: str) -> str | None:
    try:
        from kaggle_secrets import UserSecretsClient

        return UserSecretsClient().get_secret(name)
    except Exception:  # no such secret, no internet, not attached to this notebook: its errors have no common class
        return None


def _from_colab(name: str) -> str | None:
    try:
        from google.colab import userdata

        return userdata.get(name)
    except Exception:  # four classes of errors: not there, not granted, nobody to ask (run headless), too slow
        return None


def books_folder() -> Path:
    """Where books live: STORY_BOOKS, else /kaggle/working/books there, else `books` beside the notebook."""
    if told := os.environ.get("STORY_BOOKS", "").strip():
        return Path(told).expanduser()
    return Path("/kaggle/working/books") if where() == "kaggle" else Path.cwd() / "books"


def styles_folder() -> Path:
    """Where styles are taught and kept: the folder "styles" beside that of the books."""
    return books_folder().parent / "styles"


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


def findings() -> Report:
    """What is here and what works, without a look at the graphics cards' memory: that is `checkup.doctor`."""
    version = platform.python_version()
    found = [
        Finding("Python", sys.version_info >= (3, 11), f"{version} on {platform.system()} ({where()})",
                "" if sys.version_info >= (3, 11) else "install Python 3.11, 3.12 or 3.13"),
        *map(_package, NEEDED),
        _library("espeakng_loader", "espeakng-loader", "reading aloud"),
        *(_library(*row) for rows in MODEL_LIBRARIES.values() for row in rows),
        _folder(),
        _font(),
        _gpu(),
        _hub(),
        *map(_key, KEYS),
    ]  # fmt: skip
    return Report(found)


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


def _key(name: str) -> Finding:
    """Whether a key is set; never what it is."""
    there = secret(name) is not None
    return Finding(name, there or None, "set" if there else "not set")


def _library(package: str, distribution: str, purpose: str) -> Finding:
    """A library of the real models: nobody needs it for the paper town, so it may be missing. It is not imported."""
    if not is_installed(package):
        return Finding(distribution, None, f"not installed ({purpose})", f"pip install {distribution}")
    try:
        version = importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        version = "?"
    return Finding(distribution, True, f"{version} ({purpose})")


def _gpu() -> Finding:
    found = cards()
    if not found:
        return Finding("GPU", None, "none, and none is needed for the paper town")
    return Finding("GPU", not missing("gpu") or None, "; ".join(found))


def _hub() -> Finding:
    """Where model files are kept, and whether more can come."""
    folder = Path(os.environ.get("HF_HOME") or "~/.cache/huggingface").expanduser()
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    free = f"{folder} ({shutil.disk_usage(there).free / 1e9:.0f} GB free)"
    if os.environ.get("HF_HUB_OFFLINE", "").strip().lower() in ("1", "true", "yes", "on"):
        return Finding("model files", None, f"{free}; nothing is downloaded", "unset HF_HUB_OFFLINE to download")
    return Finding("model files", None, free)
