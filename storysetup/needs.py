"""What the package asks for, and what of it is missing on this machine. Nothing is imported to find out."""

import importlib.metadata
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from email.parser import HeaderParser
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGE = "storyhelpers"
IN_LESSONS = ("gpu", "train", "gemini", "serve")
FOR_PEOPLE = (*IN_LESSONS, "cluster", "lab")  # the extras that somebody may ask for


class SetUpTrouble(Exception):
    """One sentence for a person: what happened, what there is, what to type. IPython shows it without a traceback."""

    def _render_traceback_(self):
        return [f"{type(self).__name__}: {self}"]


@dataclass(frozen=True)
class Lack:
    """A requirement that is not met. found: the version that is here, None where there is none."""

    requirement: Requirement
    found: str | None

    @property
    def name(self) -> str:
        """The distribution's name in its canonical spelling."""
        return canonicalize_name(self.requirement.name)

    def __str__(self):
        here = f"{self.found} is here" if self.found else "not installed"
        return f"{self.requirement.name}{self.requirement.specifier} ({here})"


def source() -> Path | None:
    """The folder with the pyproject.toml that this package stands in; None when it was installed, or is in a wheel."""
    folder = Path(__file__).parents[1]
    return folder if (folder / "pyproject.toml").is_file() and (folder / PACKAGE).is_dir() else None


def requirements(extras: Iterable[str] = ()) -> list[Requirement]:
    """What the package's core and these extras ask for on this machine.

    From pyproject.toml where the package is a folder, which may be newer than what was installed from it, else from the
    package's metadata. Raises SetUpTrouble for an extra that there is none of.
    """
    core, optional = _declared()
    asked, seen = list(core), set()
    todo = list(extras)
    while todo:
        extra = todo.pop(0)
        if extra not in optional:
            there = ", ".join(f'"{name}"' for name in optional if name in FOR_PEOPLE)
            raise SetUpTrouble(
                f'There is no "{extra}" to set up. There is: {there}. Type set_up() for the lessons alone.'
            )
        if extra in seen:
            continue
        seen.add(extra)
        for requirement in optional[extra]:
            if canonicalize_name(requirement.name) == PACKAGE:  # "storyhelpers[gpu]" within "train"
                todo.extend(sorted(requirement.extras))
            else:
                asked.append(requirement)
    return [each for each in dict.fromkeys(asked) if each.marker is None or each.marker.evaluate({"extra": ""})]


def in_lessons() -> list[Requirement]:
    """What the core and the extras of a lesson ask for: all that the suite may use in a notebook."""
    return requirements(IN_LESSONS)


def lacking(asked: Iterable[Requirement]) -> list[Lack]:
    """Those that are missing here, or here in a version that will not do."""
    found = ((each, installed(each.name)) for each in asked)
    return [Lack(each, version) for each, version in found if version is None or not meets(version, each)]


def installed(name: str) -> str | None:
    """The version of a distribution that is installed here; None where it is not."""
    found = described(name)
    return found[0] if found else None


@cache
def described(name: str) -> tuple[str, tuple[str, ...]] | None:
    """(version, requirements) of an installed distribution; None where it is not. `described.cache_clear()` looks anew.

    Only the head of its METADATA is read: below it stands the whole README, which takes most of the time.
    """
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    text = distribution.read_text("METADATA")
    if not text:  # older kinds of packages
        return distribution.version, tuple(distribution.requires or ())
    head = HeaderParser().parsestr(text.partition("\n\n")[0])
    return head["Version"], tuple(head.get_all("Requires-Dist") or ())


def meets(version: str, requirement: Requirement) -> bool:
    """Whether a version is allowed; a pre-release is, because a place that ships one means it."""
    return requirement.specifier.contains(version, prereleases=True)


def _declared() -> tuple[list[Requirement], dict[str, list[Requirement]]]:
    """(the core's requirements, extra → its requirements)."""
    if folder := source():
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
        optional = project["optional-dependencies"]
        return _parsed(project["dependencies"]), {extra: _parsed(lines) for extra, lines in optional.items()}
    distribution = importlib.metadata.distribution(PACKAGE)
    optional = {extra: [] for extra in distribution.metadata.get_all("Provides-Extra") or ()}
    core = []
    for requirement in _parsed(distribution.requires or ()):
        extras = [name for name in optional if _only_for(requirement, name)]
        for extra in extras:
            optional[extra].append(requirement)
        if not extras:
            core.append(requirement)
    for requirement in (each for lines in optional.values() for each in lines):
        requirement.marker = None  # it holds on this machine, as was just found
    return core, optional


def _only_for(requirement: Requirement, extra: str) -> bool:
    marker = requirement.marker
    return marker is not None and marker.evaluate({"extra": extra}) and not marker.evaluate({"extra": ""})


def _parsed(lines: Iterable[str]) -> list[Requirement]:
    return list(map(Requirement, lines))
