"""What the set-up may not change: the packages that a graphics card's place was built with, and what is in use."""

import contextlib
import importlib.metadata
import re
import sys
from collections.abc import Iterable

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

# The packages below torch and the notebook itself. A place such as Kaggle was built with exactly these; another version
# of one of them takes the graphics card, or the running notebook, away. protobuf and sentencepiece belong together.
PROTECTED = re.compile(
    r"torch(vision|audio|codec|ao|data|tune)?|triton|xformers|nvidia-.*|cuda-.*|cupy-.*|jax.*|tensorflow.*|tf-keras|keras"
    r"|numpy|scipy|pillow|protobuf|sentencepiece|ipython|ipykernel|ipywidgets|jupyter.*|tornado|pyzmq|traitlets"
)

NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


def protected(name: str) -> bool:
    """Whether the distribution of this name belongs to what may not change."""
    return PROTECTED.fullmatch(canonicalize_name(name)) is not None


def freeze() -> dict[str, str]:
    """What is installed: canonical name → version. Of two of the same name the one that Python finds first."""
    found = {}
    for distribution in importlib.metadata.distributions():
        name = distribution.metadata["Name"] or ""  # none is what a broken installation leaves behind
        if NAME.fullmatch(name):
            with contextlib.suppress(InvalidVersion):  # one that is none cannot be written into a list of constraints
                Version(distribution.version)
                found.setdefault(canonicalize_name(name), distribution.version)
    return found


def in_use() -> set[str]:
    """The distributions of which this session has imported something: another version would not be seen, or half."""
    homes = importlib.metadata.packages_distributions()
    modules = {module.partition(".")[0] for module in list(sys.modules)}
    return {canonicalize_name(name) for module in modules for name in homes.get(module, ())}


def held(frozen: dict[str, str], lacks: Iterable[str] = ()) -> dict[str, str]:
    """Of what is installed, what has to stay as it is: name → version.

    lacks: names that are here in a version that will not do; one that is not in use may change, protected or not,
    unless it is the graphics card's.
    """
    used, lacks = in_use(), set(lacks)
    return {
        name: version
        for name, version in frozen.items()
        if (protected(name) and name not in lacks) or name in used or _of_the_card(name)
    }


def _of_the_card(name: str) -> bool:
    return re.fullmatch(r"torch(vision|audio)?|triton|nvidia-.*|cuda-.*", name) is not None
