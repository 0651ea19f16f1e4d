"""The wheel of storyhelpers, and the wheels of what it needs and Kaggle lacks: an installation without internet."""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from . import image
from .lessons import ROOT
from .trouble import KitTrouble

EXTRAS = ("gpu", "train", "gemini", "serve")  # what the lessons use
GLIBC = range(35, 16, -1)  # Kaggle's Ubuntu 22.04 has 2.35: wheels for that and for anything older run there
PLATFORMS = (*(f"manylinux_2_{minor}_x86_64" for minor in GLIBC), "manylinux2014_x86_64", "linux_x86_64")
PYTHON = re.compile(r"3\.\d{1,2}")
CUT_OFF = re.compile(
    r"Retrying \(Retry\(total=0\b|Max retries exceeded|^(?!WARNING: Retrying).*(Read timed out|ReadTimeout)", re.M
)


@dataclass(frozen=True)
class Wheel:
    """One file of the bundle."""

    path: Path
    name: str
    version: str
    licence: str

    @property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size


def build(folder: Path, root: Path = ROOT) -> Path:
    """The wheel of storyhelpers, built into a folder; the same bytes for the same files. Raises KitTrouble."""
    stamp = {"SOURCE_DATE_EPOCH": "1577836800"}  # 2020: the time in the zip must not be today's
    words = ["wheel", "--no-deps", "--wheel-dir", str(folder), str(root)]
    if importlib.util.find_spec("hatchling"):  # what builds it is here already: no network is needed
        words.append("--no-build-isolation")
    _pip(words, "storyhelpers could not be built", stamp)
    return _only(folder.glob("storyhelpers-*.whl"))


def download(wheel: Path, folder: Path, pythons: list[str], root: Path = ROOT) -> None:
    """Into a folder: the wheel, and all that it needs and Kaggle lacks, for these versions of Python.

    What Kaggle has keeps its version, what it lacks comes in the version that our own tests run with. Raises KitTrouble
    where the two cannot go together, or something has no wheel for Kaggle.
    """
    there = image.installed()
    with tempfile.TemporaryDirectory() as scratch:
        held = image.stand_ins(Path(scratch), there)
        ours = Path(scratch) / "ours.txt"
        ours.write_text("".join(_tested(root, there)), "utf-8")
        for python in pythons:
            words = ["download", "--only-binary", ":all:", "--implementation", "cp", "--python-version", python]
            words += [word for platform in PLATFORMS for word in ("--platform", platform)]
            words += ["--find-links", scratch, "--constraint", str(held), "--constraint", str(ours)]
            words += ["--dest", str(folder), f"storyhelpers[{','.join(EXTRAS)}] @ {wheel.resolve().as_uri()}"]
            _pip(words, f"the wheels for Python {python} could not be had")
    for path in folder.glob("*.whl"):
        if image.is_stand_in(path):
            path.unlink()


def described(path: Path) -> Wheel:
    """Name, version and licence, as the wheel's own metadata say."""
    with zipfile.ZipFile(path) as wheel:
        inside = _only(name for name in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        head = HeaderParser().parsestr(wheel.read(inside).decode("utf-8", "replace"))
    classifiers = [
        line.rpartition(" :: ")[2] for line in head.get_all("Classifier", []) if line.startswith("License ::")
    ]
    licence = head["License-Expression"] or (head["License"] or "").strip().partition("\n")[0] or ", ".join(classifiers)
    return Wheel(path, image.canonical(head["Name"]), head["Version"], licence[:60] or "see the wheel")


def _tested(root: Path, there: dict[str, str]) -> list[str]:
    """Lines of constraints/ci.txt for what Kaggle lacks."""
    lines = (root / "constraints" / "ci.txt").read_text("utf-8").splitlines()
    pins = (line.partition("#")[0].strip() for line in lines)
    return [f"{pin}\n" for pin in pins if "==" in pin and image.canonical(pin.partition("==")[0]) not in there]


def _only(found) -> Path | str:
    found = list(found)
    if len(found) != 1:
        raise KitTrouble(f"One file was expected, and there are {len(found)}: {', '.join(map(str, found)) or 'none'}.")
    return found[0]


def _pip(words: list[str], trouble: str, more: dict[str, str] | None = None) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *words]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | (more or {}), check=False)
    if done.returncode == 0:
        return
    if "No module named pip" in done.stderr:
        raise KitTrouble(f"This Python has no pip: type {sys.executable} -m ensurepip")
    if CUT_OFF.search(done.stderr):  # pip itself goes on to say that there is no such package
        raise KitTrouble(
            f"{trouble}: the network does not answer; look at it (and at a proxy in HTTPS_PROXY), then try again."
        )
    reasons = [line.removeprefix("ERROR: ").strip() for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
    conflict = [
        line.strip() for line in done.stdout.splitlines() if re.match(r"\s+(The user requested|\S+ .*depends on)", line)
    ]
    raise KitTrouble(
        f"{trouble}:", *(f"  {line[:300]}" for line in [*conflict, *reasons[:3]] or [done.stderr.strip()[-300:]])
    )
