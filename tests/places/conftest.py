"""Fresh environments of Kaggle and Colab for the tests that install something there."""

import itertools
import shutil

import pytest
from places.environments import Place, index


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """The wheels that installers take in these tests: every package that was recorded, without its programs."""
    return index(tmp_path_factory.mktemp("shelf") / "wheels")


@pytest.fixture(scope="session")
def working_shelf(tmp_path_factory):
    """The same, but that what the core brings to Kaggle and Colab is real."""
    return index(tmp_path_factory.mktemp("shelf") / "wheels", working=True)


@pytest.fixture
def place(tmp_path, shelf):
    """place("kaggle"): a fresh one without programs; place("kaggle", transformers="4.44.0"): with another version."""
    yield from _places(tmp_path / "plain", shelf, core=False)


@pytest.fixture
def working(tmp_path, working_shelf):
    """The same with what the package's core uses really there, so that set_up() and the doctor run to their end."""
    yield from _places(tmp_path / "working", working_shelf, core=True)


def _places(folder, shelf, core):
    folder.mkdir()
    number = itertools.count()

    def made(name, **replaced):
        replaced = {package.replace("_", "-"): version for package, version in replaced.items()}
        return Place(name, folder / f"{name}-{next(number)}", shelf, core, replaced)

    yield made
    shutil.rmtree(folder)  # thousands of files, which pytest would keep for three runs
