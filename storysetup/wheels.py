"""Wheels in datasets that are attached to a Kaggle notebook: the package and what Kaggle lacks, without internet."""

import importlib.metadata
import re
import sys
from pathlib import Path

ATTACHED = Path("/kaggle/input")
WAYS = (
    "*",
    "datasets/*/*",
)  # both ways in which Kaggle mounts a dataset; nothing deeper, where a million photos may lie


def attached(root: Path = ATTACHED) -> list[Path]:
    """The folders of attached datasets that hold a wheel of storyhelpers."""
    found = {wheel.parent for way in WAYS for wheel in root.glob(f"{way}/storyhelpers-*.whl")}
    return sorted(found)


def running_from() -> Path | None:
    """The wheel that this session imports the package from; None when it is installed too, or stands in a folder."""
    home = Path(__file__).parents[1]
    if home.suffix != ".whl" or not home.is_file():
        return None
    homes = (str(found.locate_file("")) for found in importlib.metadata.distributions(name="storyhelpers"))
    return None if any(not place.startswith(str(home)) for place in homes) else home


def leave() -> None:
    """Takes our wheels off Python's path: from now on what was installed from them is found."""
    sys.path[:] = [entry for entry in sys.path if not re.search(r"[/\\]storyhelpers-[^/\\]*\.whl$", entry)]
