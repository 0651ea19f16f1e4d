"""The Set up cell: the same in all notebooks, which `make links` writes."""

CELL = """\
SOURCE = "{address}"  # @param {{type:"string"}}
import sys
from glob import glob
from importlib.util import find_spec

wheels = glob("/kaggle/input/*/storyhelpers-*.whl") + glob("/kaggle/input/datasets/*/*/storyhelpers-*.whl")
sys.path = glob("../storysetup/..") + sys.path + wheels  # beside this notebook, or attached to it
if not find_spec("storysetup"):  # else it is fetched
    !"{{sys.executable}}" -m pip install --quiet --no-deps "{{SOURCE}}"
if not find_spec("storysetup"):
    sys.exit("The package did not come. Is there internet? On Kaggle: Settings → Internet → On. Then run this again.")

from storysetup import set_up

set_up()"""


def cell(repository: str, branch: str = "main") -> str:
    """The text of the cell. repository: its https address on GitHub; an archive needs no git and asks no password.

    SOURCE may be anything that pip takes: "git+https://…", a wheel's address or path, "storyhelpers".
    """
    return CELL.format(address=f"{repository}/archive/refs/heads/{branch}.zip")
