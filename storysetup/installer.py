"""One resolve: everything that the suite needs is named at once, so that no package is chosen without the others.

A resolver that is asked for one package only (`pip install gradio`) takes the newest of what that one needs and breaks
what was not named, and neither pip nor uv says so. Here all is named, nothing is upgraded for its own sake, and what is
here is pinned: first all of it; only when that has no answer, what may not change at all.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from packaging.requirements import Requirement

from .needs import SetUpTrouble, described, in_lessons
from .stack import freeze

SECONDS = 3600  # an hour for a slow network: torch alone is some GB where it is missing
NO_ANSWER = re.compile(
    r"no solution found|resolutionimpossible|conflict|no matching distribution|could not find a version", re.I
)
NO_NETWORK = re.compile(
    r"name resolution|name or service not known|nodename nor servname|failed to (fetch|establish)|dns error|connection"
    r" (error|refused|broken)|network is unreachable|timed out|error sending request|could not connect",
    re.I,
)
AN_OWN = "Make an environment of your own, in a terminal: python -m venv story; then start Jupyter from it."
CURES = (  # what the installer says → what a person is told, the first that fits
    (
        re.compile(r"externally.managed|virtualenv|virtual environment", re.I),
        f"This Python belongs to the system, which lets nobody install into it. {AN_OWN}",
    ),
    (
        re.compile(r"permission denied|read-only file system|not writeable|not writable|errno 13|errno 30", re.I),
        f"Nothing may be written where this Python keeps its packages. {AN_OWN}",
    ),
    (re.compile(r"no space left|errno 28|disk quota", re.I), "The disk is full. Make room, then run this cell again."),
    (
        re.compile(r"(http|status|error)\D{0,40}\b40[13]\b|forbidden|unauthorized", re.I),
        "The index of packages does not let us in. Look at the index that pip is set to, or ask who set it.",
    ),
    (
        NO_NETWORK,
        "Packages are missing and the network does not answer. Turn the internet on (on Kaggle: Settings → Internet → "
        "On), or attach a dataset with the package's wheels. Then run this cell again.",
    ),
    (
        NO_ANSWER,
        "What is missing does not fit what is installed here, and nothing was changed. Restart the session and run "
        f"this cell before any other. If it stays so: {AN_OWN[0].lower()}{AN_OWN[1:]}",
    ),
)
SECRETS = re.compile(r"(?<=//)[^/\s]+@")  # a name and a password in an address


@dataclass(frozen=True)
class Installed:
    """What one installation did. changed: name → (version before or None, version after or None); by: "uv" or "pip"."""

    changed: Mapping[str, tuple[str | None, str | None]]
    seconds: float
    by: str

    @property
    def replaced(self) -> dict[str, tuple[str, str | None]]:
        """Those that were here before in another version."""
        return {name: (old, new) for name, (old, new) in self.changed.items() if old}


def install(
    wanted: Sequence[Requirement | Path],
    frozen: Mapping[str, str],
    held: Mapping[str, str],
    wheels: Iterable[Path] = (),
) -> Installed:
    """Installs what is missing of `wanted` (requirements, and wheels by their paths) in one resolve.

    frozen: all that is installed, name → version, but for what must change; held: the part that may not change at all.
    wheels: folders of wheels; they are tried alone before any index is asked, so no network is needed for them. Raises
    SetUpTrouble with what to do: no network, no answer to what fits together, no installer.
    """
    by, command = installer()
    wheels, before, started, said = list(wheels), freeze(), time.perf_counter(), ""
    for pins, offline in product((frozen, held), (True, False) if wheels else (False,)):
        done = _run(command, wanted, pins, wheels, offline)
        if done.returncode == 0:
            importlib.invalidate_caches()
            described.cache_clear()
            after = freeze()
            changed = {
                name: (before.get(name), after.get(name))
                for name in sorted({*before, *after})
                if before.get(name) != after.get(name)
            }
            return Installed(changed, time.perf_counter() - started, by)
        if offline:
            continue
        said = SECRETS.sub("", done.stderr.strip() or done.stdout.strip())
        if not NO_ANSWER.search(said):
            break  # looser pins do not mend a network or a disk
    raise SetUpTrouble(_why(said))


def installer() -> tuple[str, list[str]]:
    """("uv" or "pip", the command up to its options).

    uv where there is one, because it needs a second where pip needs ten; but only where all that is here lies in this
    Python's own folder: uv looks nowhere else, and would fetch second copies of what a system or a user has.
    """
    options = ["--disable-pip-version-check", "--no-input", "--retries", "1"]
    if not _all_in_one_place() and importlib.util.find_spec("pip"):
        return "pip", [sys.executable, "-m", "pip", *options, "install"]
    if uv := shutil.which("uv"):
        return "uv", [uv, "pip", "install", "--python", sys.executable]
    if importlib.util.find_spec("uv"):
        return "uv", [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable]
    if importlib.util.find_spec("pip"):
        return "pip", [sys.executable, "-m", "pip", *options, "install"]
    raise SetUpTrouble(
        "There is neither pip nor uv beside this Python, so nothing can be installed. Type in a terminal: "
        f"{sys.executable} -m ensurepip"
    )


def homes() -> set[str]:
    """The folders in which this Python's own packages lie."""
    return {os.path.realpath(sysconfig.get_path(name)) for name in ("purelib", "platlib")}


def _all_in_one_place() -> bool:
    found = (_home(requirement.name) for requirement in in_lessons())
    return {home for home in found if home} <= homes()


def _home(name: str) -> str | None:
    try:
        return os.path.realpath(str(importlib.metadata.distribution(name).locate_file("")))
    except importlib.metadata.PackageNotFoundError:
        return None


def _run(command, wanted, pins, wheels, offline) -> subprocess.CompletedProcess:
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder, "constraints.txt")
        constraints.write_text("".join(f"{name}=={version}\n" for name, version in sorted(pins.items())), "utf-8")
        words = [*command, "--constraint", str(constraints), *(["--no-index"] if offline else [])]
        for place in wheels:
            words += ["--find-links", str(place)]
        try:
            return subprocess.run([*words, *map(str, wanted)], capture_output=True, text=True, timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            raise SetUpTrouble(
                f"The installation was not done after {SECONDS // 60} minutes. Run the cell again: what came is kept."
            ) from error


def _why(said: str) -> str:
    """What to do, from what the installer said; its own words from the first that are an error on."""
    cure = next((cure for pattern, cure in CURES if pattern.search(said)), "The installer stopped.")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    first = next((n for n, line in enumerate(lines) if re.match(r"error|×", line, re.I)), max(0, len(lines) - 3))
    return f"{cure} The installer said: {' '.join(lines[first : first + 4])[:400] or 'nothing'}"
