"""What this release needs of other packages: its own bounds, as the checkout or the installed package states them."""

import importlib.metadata
import re
import tomllib
from functools import cache
from pathlib import Path

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def plain(name: str) -> str:
    """A distribution's name as all tools compare it: "resvg_py" and "resvg-py" are one."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def bounds() -> dict:
    """Distribution (as `plain` has it) → the versions that will do (a SpecifierSet); empty where nothing states them.

    A checkout's pyproject.toml comes first, because an installation beside it may be of another day.
    """
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

    lines = _of_checkout() or _of_installation()
    needed = {}
    for line in map(Requirement, lines):
        name = plain(line.name)
        needed[name] = needed.get(name, SpecifierSet()) & line.specifier
    return needed


def _of_checkout() -> list[str]:
    if not PYPROJECT.is_file():
        return []
    project = tomllib.loads(PYPROJECT.read_text("utf-8")).get("project", {})
    if project.get("name") != "storyhelpers":  # of whoever carries a copy of the package
        return []
    return [*project["dependencies"], *(line for lines in project["optional-dependencies"].values() for line in lines)]


def _of_installation() -> list[str]:
    try:
        return importlib.metadata.requires("storyhelpers") or []
    except importlib.metadata.PackageNotFoundError:
        return []
