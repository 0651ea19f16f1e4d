"""One resolve: everything that the suite needs is named at once, so that no package is chosen without the others.

A resolver that is asked for one package only (`pip install gradio`) takes the newest of what that one needs and breaks
what was not named, and neither pip nor uv says so. Here all is named, nothing is upgraded for its own sake, and what is
here is pinned: first all of it; only when that has no answer, what may not change at all.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from packaging.requirements import Requirement

from .needs import SetUpTrouble, described
from .stack import freeze

SECONDS = 3600  # an hour for a slow network: torch alone is some GB where it is missing
NO_NETWORK = re.compile(
    r"name resolution|name or service not known|nodename nor servname|failed to (fetch|establish)|dns error|connection"
    r" (error|refused|broken)|network is unreachable|timed out|error sending request|could not connect",
    re.I,
)
NO_ANSWER = re.compile(
    r"no solution found|resolutionimpossible|conflict|no matching distribution|could not find a version", re.I
)
SECRETS = re.compile(r"(?<=//)[^/@\s]+@")  # a name and a password in an address


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
    raise SetUpTrouble(_why(said, wheels))


def installer() -> tuple[str, list[str]]:
    """("uv" or "pip", the command up to its options), uv where there is one: it needs a second where pip needs ten."""
    if uv := shutil.which("uv"):
        return "uv", [uv, "pip", "install", "--python", sys.executable]
    if importlib.util.find_spec("uv"):
        return "uv", [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable]
    if importlib.util.find_spec("pip"):
        return "pip", [sys.executable, "-m", "pip", "--disable-pip-version-check", "--retries", "1", "install"]
    raise SetUpTrouble(
        "There is neither pip nor uv beside this Python, so nothing can be installed. Type in a terminal: "
        f"{sys.executable} -m ensurepip"
    )


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


def _why(said: str, wheels: Sequence[Path]) -> str:
    """What to do, from what the installer said."""
    last = " ".join(said.split())[-600:]
    if NO_NETWORK.search(said):
        attached = f" (the wheels in {wheels[0]} were not enough)" if wheels else ""
        return (
            f"Packages are missing and the network does not answer{attached}. On Kaggle: Settings → Internet → on, or "
            f"attach the dataset that kaggle/bundle.py makes. Then run this cell again. The installer said: {last}"
        )
    if NO_ANSWER.search(said):
        return (
            "What is missing does not fit what is installed here, and nothing was changed. Restart the session and run "
            f"this cell before any other; if it stays so, make a fresh environment. The installer said: {last}"
        )
    return f"The installer stopped, and says why: {last or 'nothing'}. Run the cell again."
