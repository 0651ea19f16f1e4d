"""What Kaggle and Colab have installed, against what the package asks for: read from lists, nothing is installed."""

import json
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places import environments
from places.environments import BROUGHT, HERE, LISTS, ROOT, freeze, requires

PLACES = ("kaggle", "colab")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ASKED = {"core": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
OUT_OF_ORDER = {"kaggle": set(), "colab": {"ipython needs jedi>=0.16, None is there"}}  # Colab ships it without
IN_LESSONS = ("core", "gpu", "train", "gemini", "serve")


def needs(*extras):
    """The requirements of these extras, without the package itself."""
    return [r for extra in extras for r in map(Requirement, ASKED[extra]) if r.name != PROJECT["name"]]


@pytest.mark.parametrize("place", PLACES)
def test_what_a_place_has_is_new_enough_for_the_lessons(place):
    here = freeze(place)
    old = {
        str(need): here[name]
        for need in needs(*IN_LESSONS)
        if (name := canonicalize_name(need.name)) in here and not need.specifier.contains(here[name], prereleases=True)
    }
    assert not old, f"{place} has older ones: lower the bound, or say in docs/ that the set-up replaces them"


@pytest.mark.parametrize("place", PLACES)
def test_what_a_place_lacks(place):
    """A list that grows is a longer first cell; a list that shrinks is a line less in the docs."""
    lacks = {need.name for need in needs(*IN_LESSONS) if canonicalize_name(need.name) not in freeze(place)}
    assert lacks == {*BROUGHT, "bitsandbytes"}


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_in_order_before_we_come(place):
    """The record knows all that the lessons reach there, and it fits: else a later complaint would not be ours."""
    here, broken = freeze(place), set()
    for name in environments.reached([need.name for need in needs(*IN_LESSONS)], here):
        for need in map(Requirement, requires(name, here[name])):
            there = here.get(canonicalize_name(need.name))
            if not there or not need.specifier.contains(there, prereleases=True):
                broken.add(f"{name} needs {need}, {there} is there")
    assert broken == OUT_OF_ORDER[place]


def test_the_record_is_whole():
    """Of each package that is recorded, all that it requires is recorded too, in some version that will do."""
    versions: dict[str, list[str]] = {}
    for pin in environments.metadata():
        name, version = pin.split("==")
        versions.setdefault(name, []).append(version)
    for pin, lines in environments.metadata().items():
        for need in map(Requirement, lines):
            assert any(need.specifier.contains(v, prereleases=True) for v in versions[need.name]), f"{pin}: {need}"


def test_the_lists_hold_names_and_versions_only():
    for path in LISTS.values():
        for line in path.read_text("utf-8").splitlines():
            assert line.startswith("#") or len(line.split("==")) == 2 and "/" not in line, line
    assert not any("/" in text for text in json.loads((HERE / "metadata.json").read_text("utf-8")))
