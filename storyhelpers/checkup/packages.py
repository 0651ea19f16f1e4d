"""The packages: which are here, in which version, and whether that will do. None is imported to find out."""

import contextlib
import importlib.metadata
from functools import cache

from .. import environment
from .places import to_install
from .report import Finding

ROOM = "Packages"
PACKAGES = {  # extra → package to import: (distribution, what it is for); "" is the light set, which everybody needs
    "": {
        "numpy": ("numpy", "pictures and sounds as numbers"),
        "PIL": ("pillow", "picture files"),
        "scipy": ("scipy", "synthesised sounds"),
        "skimage": ("scikit-image", "cutting things out of photographs"),
        "sklearn": ("scikit-learn", "learning how things sound"),
        "soundfile": ("soundfile", "sound files"),
        "pyloudnorm": ("pyloudnorm", "even loudness"),
        "resvg_py": ("resvg_py", "drawing the paper town"),
        "espeakng_loader": ("espeakng-loader", "reading aloud"),
        "packaging": ("packaging", "comparing versions"),
        "filelock": ("filelock", "books opened twice"),
        "fpdf": ("fpdf2", "printed books"),
        "fontTools": ("fonttools", "fonts of printed books"),
        "segno": ("segno", "QR codes"),
        "ipywidgets": ("ipywidgets", "buttons and sliders"),
        "anywidget": ("anywidget", "clicking in a notebook"),
        "httpx": ("httpx", "joining a class"),
    },
    "gpu": {
        "torch": ("torch", "models on this machine"),
        "transformers": ("transformers", "SAM, describers, writers, TangoFlux"),
        "diffusers": ("diffusers", "Stable Diffusion and its family, TangoFlux"),
        "accelerate": ("accelerate", "loading large models"),
        "peft": ("peft", "styles"),
        "safetensors": ("safetensors", "files of weights"),
        "huggingface_hub": ("huggingface_hub", "fetching models"),
        "sentencepiece": ("sentencepiece", "tokenizers"),
        "google.protobuf": ("protobuf", "tokenizers"),
        "bitsandbytes": ("bitsandbytes", "weights of 4 bits (nf4)"),
    },
    "train": {
        "matplotlib": ("matplotlib", "curves of a training"),
        "tensorboard": ("tensorboard", "the curves as event files"),
        "datasets": ("datasets", "pictures from the hub"),
    },
    "gemini": {"google.genai": ("google-genai", "Gemini writes and draws")},
    "serve": {"gradio": ("gradio", "serving a class")},
}


def findings(place: str) -> list[Finding]:
    """A finding for each package: a lacking one of the light set is a fault; of the others it may be missing."""
    return [
        _package(package, *row, extra, place)
        for extra, packages in PACKAGES.items()
        for package, row in packages.items()
    ]


@cache
def bounds() -> dict:
    """Distribution, in its canonical spelling → the versions that this release can use (a SpecifierSet).

    Empty where nothing states them: neither a pyproject.toml beside the package nor an installation.
    """
    from packaging.specifiers import SpecifierSet
    from packaging.utils import canonicalize_name

    from storysetup import needs

    found: dict = {}
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        for each in needs.in_lessons():
            name = canonicalize_name(each.name)
            found[name] = found.get(name, SpecifierSet()) & each.specifier
    return found


def version_of(distribution: str) -> str:
    """The installed version, "" where no package of this name says one."""
    from storysetup.needs import installed

    return installed(distribution) or ""


def wrong(distribution: str) -> str:
    """ "found 4.57.1, needs >=5.0,<6" of an installed version that will not do; "" for one that will."""
    from packaging.version import InvalidVersion, Version

    version, needed = version_of(distribution), _needed(distribution)
    with contextlib.suppress(InvalidVersion):  # somebody's own build, such as "2.8-ours": nobody can say
        if version and needed is not None and not needed.contains(Version(version), prereleases=True):
            return f"found {version}, needs {_told(needed)}"
    return ""


def _package(package: str, distribution: str, purpose: str, extra: str, place: str) -> Finding:
    cure = to_install(extra, place)
    if not environment.is_installed(package):
        return Finding(distribution, None if extra else False, f"not installed ({purpose})", cure, ROOM)
    if fault := wrong(distribution):
        return Finding(distribution, False, f"{fault} ({purpose})", cure, ROOM)
    return Finding(distribution, True, f"{version_of(distribution) or 'here'} ({purpose})", room=ROOM)


def _needed(distribution: str):
    from packaging.utils import canonicalize_name

    return bounds().get(canonicalize_name(distribution))


def _told(needed) -> str:
    """The bounds as people write them, the lower one first."""
    return ",".join(sorted(map(str, needed), key=lambda part: (not part.startswith((">", "=", "~")), part)))
