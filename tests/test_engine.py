"""Picking and calling engines."""

import pytest

from storyhelpers import BadInput, NotHere, StoryError
from storyhelpers.engine import call, name_of_engine, pick


def plain(region):
    """An engine of one argument."""
    return region


class Loud:
    """An engine as a class."""

    name = "very loud"

    def __call__(self, words, *, language="en", **others):
        return words, language, others


ENGINES = {"offline": plain, "loud": Loud}


def test_pick_by_name_class_object_function():
    assert pick("describer", "offline", ENGINES) is plain
    assert isinstance(pick("describer", "loud", ENGINES), Loud)
    assert isinstance(pick("describer", Loud, ENGINES), Loud)
    loud = Loud()
    assert pick("describer", loud, ENGINES) is loud


def test_a_wrong_name_lists_the_right_ones_and_the_nearest():
    with pytest.raises(
        NotHere, match=r'no describer called "ofline".*mean "offline".*offline, loud.*describer=my_function'
    ):
        pick("describer", "ofline", ENGINES)
    with pytest.raises(BadInput, match="something to call"):
        pick("describer", 7, ENGINES)


def test_call_gives_only_what_the_engine_takes():
    assert call(plain, 3, language="es", length="long") == 3
    assert call(Loud(), "a", language="es", length="long") == ("a", "es", {"length": "long"})


def test_names_for_the_card():
    assert [name_of_engine(e) for e in (plain, Loud(), Loud)] == ["plain", "very loud", "very loud"]


def test_ipython_shows_the_sentence_alone():
    assert StoryError("One sentence.")._render_traceback_() == ["StoryError: One sentence."]
