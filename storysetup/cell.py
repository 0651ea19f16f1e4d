"""The Set up cell: the same in all notebooks, which `make links` writes."""

CELL = """\
SOURCE = "git+{repository}"  # @param {{type:"string"}}
import sys
from glob import glob
from importlib.util import find_spec

wheels = glob("/kaggle/input/*/storyhelpers-*.whl") + glob("/kaggle/input/datasets/*/*/storyhelpers-*.whl")
sys.path += ["..", *wheels]  # beside this notebook, or attached to it
if not find_spec("storysetup"):  # else fetched: needs the internet (on Kaggle: Settings → Internet)
    %pip install --quiet --no-deps {{SOURCE}}

from storysetup import set_up

set_up()"""


def cell(repository: str) -> str:
    """The text of the cell. repository: the https address that the package can be fetched from with git."""
    return CELL.format(repository=repository)
