"""Whether the packages of the suite fit each other, and whether this session has old ones in memory.

`pip check` looks at all that is installed, and on Kaggle and Colab that is never in order; here only what the suite
needs is looked at, with all that it needs in turn.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from .needs import described, installed, meets

MODULES = {  # distribution → the module that says its version, where the names differ
    "pillow": "PIL", "scikit-image": "skimage", "scikit-learn": "sklearn", "fpdf2": "fpdf", "fonttools": "fontTools",
    "google-genai": "google.genai", "pyyaml": "yaml", "protobuf": "google.protobuf",
}  # fmt: skip

ONLY_FOR_EXTRA = re.compile(r";[^;]*\bextra\s*==")  # such lines are most of all, and slow to read: half a second of 0.6


@dataclass(frozen=True)
class Misfit:
    """A package that is here and needs another one, which is not here or in a version that will not do.

    name, version: of the one that needs; found: the version that is here, None where there is none.
    """

    name: str
    version: str
    needs: Requirement
    found: str | None

    def __str__(self):
        here = f"{self.found} is here" if self.found else "which is not here"
        return f"{self.name} {self.version} needs {self.needs.name}{self.needs.specifier}, {here}"


def closure(roots: Iterable[Requirement]) -> tuple[dict[str, str], list[Misfit]]:
    """(name → version of all that these requirements need, what of it does not fit).

    Only what is installed is followed: a root that is missing is no misfit, because nothing here uses it.
    """
    seen: dict[str, str] = {}
    followed: set[tuple[str, str]] = set()
    broken: dict[str, Misfit] = {}
    todo = [(root.name, frozenset({"", *root.extras})) for root in roots]
    while todo:
        name, extras = todo.pop()
        key = canonicalize_name(name)
        if (found := described(name)) is None:
            continue
        seen[key], lines = found
        fresh = {extra for extra in extras if (key, extra) not in followed}
        followed |= {(key, extra) for extra in fresh}
        if not fresh:
            continue
        for line in lines:
            if fresh == {""} and ONLY_FOR_EXTRA.search(line):
                continue
            try:
                needed = Requirement(line)
            except InvalidRequirement:  # some old packages write "pytz (>dev)"; no installer follows that either
                continue
            if needed.marker and not any(needed.marker.evaluate({"extra": extra}) for extra in fresh):
                continue
            version = installed(needed.name)
            if version is None or not meets(version, needed):
                misfit = Misfit(key, seen[key], needed, version)
                broken[str(misfit)] = misfit
            todo.append((needed.name, frozenset({"", *needed.extras})))
    return seen, list(broken.values())


def stale(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Of these distributions the modules in memory that are of another version: name → (in memory, installed)."""
    found = {}
    for name in map(canonicalize_name, names):
        module = sys.modules.get(MODULES.get(name, name.replace("-", "_")))
        said, there = getattr(module, "__version__", None), installed(name)
        if isinstance(said, str) and there is not None and _differ(said, there):
            found[name] = (said, there)
    return found


def _differ(one: str, other: str) -> bool:
    """Whether two versions differ; what comes after a "+" says how it was built, and modules often leave it out."""
    try:
        return Version(one).public != Version(other).public
    except InvalidVersion:  # a module may say anything
        return False
