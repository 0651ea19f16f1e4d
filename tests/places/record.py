"""Writes metadata.json: what the packages in question themselves require, as their index says it.

    python -m tests.places.record      (in the project's folder; minutes; needs the index, uv and pip)

The tests then need no index: they make small wheels of these facts, so that a resolve always goes the same way.
Recorded are the versions that Kaggle and Colab have, of all that our extras reach there; and the newest versions of
that day of what one might install on top: all our extras, a newer gradio, and the tangoflux package. Only names and
versions: requirements under an extra are left out, except for the extras that somebody asks for.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .environments import HERE, ROOT, freeze

PYTHON = {"kaggle": "3.12", "colab": "3.13"}
REACHED = ("core", "gpu", "train", "gemini", "serve")  # the extras that have a meaning on Kaggle and Colab
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64",
         "implementation_name": "cpython", "platform_python_implementation": "CPython"}  # fmt: skip
TAGS = [f"manylinux_2_{n}_x86_64" for n in range(5, 36)] + ["manylinux2014_x86_64", "manylinux1_x86_64", "any"]


def ours() -> list[str]:
    """What pyproject's core and the extras of REACHED name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = {"core": project["dependencies"], **project["optional-dependencies"]}
    return [need for extra in REACHED for need in lists[extra] if not need.startswith("storyhelpers")]


def needs(lines: list[str], python: str, extras=()) -> list[Requirement]:
    """The requirements among these lines that hold on Linux with this Python, for these extras."""
    found = []
    for need in map(Requirement, lines):
        there = {**LINUX, "python_version": python, "python_full_version": f"{python}.13"}
        if not need.marker or any(need.marker.evaluate({**there, "extra": extra}) for extra in ("", *extras)):
            found.append(need)
    return found


def published(pins: dict[str, str], python: str) -> dict[str, list[str]]:
    """What these versions require, from the index: {"torch": ["filelock", …]}."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, report = Path(folder, "wanted.txt"), Path(folder, "report.json")
        wanted.write_text("".join(f"{name}=={version.split('+')[0]}\n" for name, version in pins.items()))
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "--quiet",
             "--python-version", python, *(f"--platform={tag}" for tag in TAGS), "--only-binary=:all:",
             "--target", folder, "--report", str(report), "-r", str(wanted)], check=True,
        )  # fmt: skip
        found = [item["metadata"] for item in json.loads(report.read_text())["install"]]
    return {canonicalize_name(data["name"]): data.get("requires_dist", []) for data in found}


def newest(wanted: list[str], python: str) -> dict[str, str]:
    """The versions that a resolve from nothing takes."""
    done = subprocess.run(
        ["uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--only-binary=:all:",
         "--python-version", python, "--python-platform", "x86_64-manylinux_2_28", "-"],
        input="\n".join(wanted), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {canonicalize_name(n): v for n, v in (line.split("==") for line in done.stdout.split())}


def closure(roots: list[Requirement], pins: dict[str, str], python: str) -> dict[str, list[str]]:
    """{"name==version": requirements} of all that these roots reach among the pins."""
    asked: dict[str, set] = {}
    book: dict[str, list[str]] = {}
    said: dict[str, list[str]] = {}
    todo = list(roots)
    while todo:
        for need in todo:
            asked.setdefault(canonicalize_name(need.name), set()).update(need.extras)
        if new := {name: pins[name] for name in asked if name in pins and name not in said}:
            said.update(published(new, python))
        book = {name: needs(said[name], python, extras) for name, extras in asked.items() if name in said}
        todo = [need for wants in book.values() for need in wants
                if (name := canonicalize_name(need.name)) not in asked or not need.extras <= asked[name]]  # fmt: skip
    return {
        f"{name}=={pins[name]}": sorted({line for need in wants if (line := plain(need, pins, pins[name]))})
        for name, wants in book.items()
    }


def plain(need: Requirement, pins: dict[str, str], version: str) -> str:
    """A requirement without its marker, which has been answered, and without its extras, which have been followed.

    A build such as 2.11.0+cu128 is not on the index, where the same version is built for CUDA 13 and says so: of CUDA's
    packages the build requires the ones for 12, and a place that has it has them. "" for what the place does not have.
    """
    name = canonicalize_name(need.name)
    if "+cu12" in version and re.match("nvidia-|cuda-", name):
        name = name.replace("-cu13", "-cu12")
        return f"{name}=={pins[name]}" if name in pins else ""
    return f"{name}{need.specifier}"


def main():
    """Asks the index and writes the file."""
    book = {}
    for place, python in PYTHON.items():
        book |= closure(needs(ours(), python), freeze(place), python)
    flux = [need for need in requires("tangoflux") if "extra" not in need]
    for wanted in (ours(), ["gradio>=6.16"], flux):
        book |= closure(needs(wanted, "3.12"), newest(wanted, "3.12"), "3.12")
    book["tangoflux==0.1.0"] = sorted({plain(need, {}, "0.1.0") for need in needs(flux, "3.12")})
    (HERE / "metadata.json").write_text(json.dumps(dict(sorted(book.items())), indent=0) + "\n", "utf-8")
    print(f"{len(book)} packages")


if __name__ == "__main__":
    main()
