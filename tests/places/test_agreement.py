"""pyproject, requirements.txt, requirements-nodeps.txt, constraints/ and what the Set up cell installs say the same."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places.environments import ROOT
from places.test_freezes import ASKED, needs

from storysetup import needs as asks

WHOLE = ("core", "gpu", "train", "gemini", "serve", "lab")  # what requirements.txt is the whole of


def lines(path):
    """(requirement, the reason beside it) for each line of a requirements file."""
    found = []
    for line in (ROOT / path).read_text("utf-8").splitlines():
        need, _, reason = line.partition("#")
        if need.strip():
            found.append((Requirement(need.strip()), reason.strip()))
    return found


def spelled(needs):
    """{canonical name: specifier}; a name that stands twice has to say the same."""
    found = {}
    for need in needs:
        name, specifier = canonicalize_name(need.name), str(need.specifier)
        assert found.setdefault(name, specifier) == specifier, f"{name} is asked for in two ways"
    return found


def test_requirements_txt_is_the_core_and_the_extras():
    assert spelled(need for need, _ in lines("requirements.txt")) == spelled(needs(*WHOLE))


def test_each_line_of_the_requirements_has_its_reason():
    for need, reason in lines("requirements.txt") + lines("requirements-nodeps.txt"):
        assert reason, f"{need}: why this one, and why this bound?"


def test_what_goes_in_without_its_dependencies_is_asked_for_nowhere_else():
    without = {need.name for need, _ in lines("requirements-nodeps.txt")}
    assert without == {"tangoflux"}
    assert not without & {need.name for extra in ASKED for need in needs(extra)}


@pytest.mark.parametrize("extras", [(), ("gpu",), ("train",), ("gemini",), ("serve",), ("gpu", "serve"), ("lab",)])
def test_the_set_up_asks_for_what_pyproject_says(extras):
    told = needs("core", *extras, *(["gpu"] if "train" in extras else []))
    assert spelled(asks.requirements(extras)) == spelled(told)


def test_what_the_suite_may_use_in_a_lesson():
    assert spelled(asks.in_lessons()) == spelled(needs("core", *asks.IN_LESSONS))


def test_our_own_versions_are_within_the_bounds():
    """constraints/ pins what our machines have: a pin outside a bound would test something else than is installed."""
    pins = {canonicalize_name(need.name): str(need.specifier)[2:] for need, _ in lines("constraints/ci.txt")}
    for extra in ASKED:
        for need in needs(extra):
            name = canonicalize_name(need.name)
            if extra == "cluster" and name not in pins:  # several machines: not installed on ours
                continue
            assert name in pins, f"{need} has no pin"
            assert need.specifier.contains(pins[name], prereleases=True), f"{need}, but constraints say {pins[name]}"


def test_a_bound_is_a_bound():
    """Lower bounds, and an upper one only before the next great version: an exact pin would tear a place apart."""
    for need in needs(*WHOLE):
        assert re.fullmatch(r"(<\d+,)?>=[\d.]+(,<\d+)?", str(need.specifier)), need
