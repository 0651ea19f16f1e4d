"""Packages of exact versions in a folder of their own, made once and laid over ours: torch stays the host's."""

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock, Timeout

from ..engine import BadInput, NotHere

PATIENCE = 1200  # seconds for one installation, or for waiting until another notebook has made it
MARK = "overlay.json"
# What people set for their usual installations and what would spoil one into a folder.
SPOILERS = ("CONSTRAINT", "TARGET", "PREFIX", "USER", "REQUIRE_VIRTUALENV", "REQUIREMENT", "BUILD_CONSTRAINT")


def cache_folder() -> Path:
    """Where overlays are kept: the user's cache folder, or the system's temporary one where that may not be written."""
    home = Path.home()
    usual = {"Windows": home / "AppData" / "Local", "Darwin": home / "Library" / "Caches"}
    told = os.environ.get("LOCALAPPDATA" if platform.system() == "Windows" else "XDG_CACHE_HOME")
    base = Path(told) if told else usual.get(platform.system(), home / ".cache")
    there = next(p for p in (base, *base.parents) if p.exists())
    if not os.access(there, os.W_OK):
        base = Path(tempfile.gettempdir())
    return base / "storyhelpers" / "overlays"


def overlay(name: str, pins: Iterable[str], cache: Path | None = None) -> Path:
    """The folder with exactly these packages ("numpy==1.26.4", …), installed now if it is not there yet.

    name: what people read in the progress line; engines with the same pins share one folder. The list has to be
    complete: nothing else is brought in. Made in a side folder and moved into place, so that a broken installation
    never looks finished; two notebooks make it once.
    Raises NotHere with the way out, BadInput for a pin that is not exact.
    """
    pins = sorted({pin.strip() for pin in pins})
    for pin in pins:
        if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", pin):
            raise BadInput(f'A pin has one exact version, such as "numpy==1.26.4", not "{pin}".')
    folder = (cache or cache_folder()) / _fingerprint(pins)
    try:
        if _finished(folder):
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{folder}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            print(f"Another notebook is making the environment of {name}; waiting for it …", flush=True)
            lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise NotHere(
            f"Another notebook has been making the environment of {name} for {PATIENCE // 60} minutes. "
            f"Stop that notebook, or delete {folder}.lock, and try again."
        ) from None
    except (OSError, NotImplementedError) as error:  # the latter from filelock, on some network disks
        why = getattr(error, "strerror", None) or error
        raise NotHere(
            f"{folder.parent} cannot be written to ({why}). Set XDG_CACHE_HOME to a folder of yours."
        ) from None
    try:
        if not _finished(folder):
            _make(name, pins, folder)
    finally:
        lock.release()
    return folder


def _make(name: str, pins: list[str], folder: Path) -> None:
    """Installs into a side folder and moves it into place. The lock is held."""
    for left in folder.parent.glob(f"{folder.name}.*.part"):
        shutil.rmtree(left, ignore_errors=True)  # of an installation that was killed
    shutil.rmtree(folder, ignore_errors=True)
    side = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    print(f"Making the environment of {name}: {len(pins)} packages, once …", flush=True)
    began = time.monotonic()
    try:
        _install(name, pins, side)
        _look_through(name, pins, side)
        (side / MARK).write_text(json.dumps({"pins": pins, "python": sys.version}, indent=1), "utf-8")
        _move(side, folder)
    except OSError as error:
        raise NotHere(
            f"The environment of {name} could not be saved in {folder.parent} ({error.strerror or error}). "
            "Free some disk space and try again."
        ) from error
    finally:
        shutil.rmtree(side, ignore_errors=True)
    print(f"The environment of {name} is ready ({time.monotonic() - began:.0f} s).", flush=True)


def _install(name: str, pins: list[str], side: Path) -> None:
    """Runs uv, or else pip; if uv fails, pip has the last word."""
    said = ""
    spoilers = {f"{tool}_{name}" for tool in ("PIP", "UV") for name in SPOILERS}
    environment = {name: value for name, value in os.environ.items() if name not in spoilers}
    installers = _installers(side)
    if not installers:
        raise NotHere("Neither uv nor pip is here to install packages with: python -m ensurepip, then try again.")
    for number, command in enumerate(installers):
        if number:
            shutil.rmtree(side, ignore_errors=True)
            print(f"uv could not make the environment of {name}; trying pip …", flush=True)
        try:
            done = subprocess.run(
                [*command, *pins], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace", timeout=PATIENCE,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            said = f"no end after {PATIENCE // 60} minutes"
            continue
        if done.returncode == 0:
            return
        said = done.stdout
    raise NotHere(_why(name, said))


def _installers(side: Path) -> list[list[str]]:
    # Wheels only: a package built from source here might run for an hour, and would want a compiler.
    options = ["--target", str(side), "--no-deps", "--only-binary", ":all:"]
    found = []
    if uv := shutil.which("uv"):
        found.append([uv, "pip", "install", *options, "--python", sys.executable, "--no-config", "--quiet"])
    if importlib.util.find_spec("pip"):
        found.append(
            [sys.executable, "-m", "pip", "install", *options, "--disable-pip-version-check", "--no-input", "--quiet"]
        )
    return found


def _why(name: str, said: str) -> str:
    """What an installer printed → one sentence with the way out."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if re.search(r"error|no end|×|╰", line, re.IGNORECASE)] or lines
    line = re.sub(r"^(ERROR|error)\s*:\s*", "", errors[-1])[:300] if errors else "the installer said nothing"
    start = f"The environment of {name} could not be made ({line})."
    if re.search(r"No space left|disk is full|Errno 28", said):
        return f"{start} The disk is full: free some space and try again."
    offline = r"name resolution|NewConnectionError|Failed to establish|dns error|ConnectTimeout|Network is unreachable"
    if re.search(offline, said):
        return (
            f"{start} The package index cannot be reached: turn the internet on (on Kaggle: Settings, Internet), "
            "or set PIP_FIND_LINKS and UV_FIND_LINKS to a folder with the wheels."
        )
    return f"{start} Try again later, or take an engine that needs no environment of its own."


def _look_through(name: str, pins: list[str], side: Path) -> None:
    """Raises NotHere unless every pin is there in its version."""
    found = {_plain(d.name): d.version for d in importlib.metadata.distributions(path=[str(side)])}
    for pin in pins:
        package, _, version = pin.partition("==")
        if found.get(_plain(package)) != version:
            raise NotHere(
                f"The environment of {name} came without {pin} (found: {found.get(_plain(package))}). "
                "Check PIP_INDEX_URL and PIP_FIND_LINKS, then try again."
            )


def _move(side: Path, folder: Path) -> None:
    for rest in range(5, -1, -1):
        try:
            os.replace(side, folder)
            return
        except PermissionError:  # Windows, while a virus scanner still reads the new files
            if not rest:
                raise
            time.sleep(1)


def _finished(folder: Path) -> bool:
    return (folder / MARK).is_file()


def _fingerprint(pins: list[str]) -> str:
    """Changes with the pins, the Python and the kind of machine."""
    about = [*pins, sys.implementation.cache_tag, sysconfig.get_platform(), platform.machine()]
    return hashlib.sha256("\n".join(map(str, about)).encode()).hexdigest()[:12]


def _plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()
