"""What was heard as data: categories are merged, broader ones dropped, sentences made, the timeline drawn."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storyhelpers import Sound
from storyhelpers.heard import Heard, Moment
from storyhelpers.heard.categories import NARROWER, broader, merged
from storyhelpers.heard.sentences import KINDS, idea_of, kind_of, phrase
from storyhelpers.papertown.foley import SOUNDS

SOUND = Sound(np.sin(np.arange(44100) / 20) * 0.3)


def test_the_broader_name_is_dropped_where_a_narrower_one_was_heard():
    heard = Heard(SOUND, (), [("Animal", 0.8), ("Domestic animals, pets", 0.7), ("Dog", 0.6), ("Bark", 0.5)])
    assert heard.get_top_categories() == [("Bark", 0.5)]
    assert heard.idea == "a dog barks"


def test_a_narrower_name_that_was_hardly_heard_drops_nothing():
    heard = Heard(SOUND, (), [("Animal", 0.8), ("Dog", 0.05)])
    assert heard.get_top_categories() == [("Animal", 0.8), ("Dog", 0.05)]
    assert heard.idea == "an animal calls", "and what was hardly heard is not told"


def test_moments_are_merged_and_keep_their_scores():
    moments = [Moment(0, 1, (("Dog", 0.8),)), Moment(1, 2, (("Dog", 0.4), ("Rain", 0.6))), Moment(2, 4, ())]
    heard = Heard(SOUND, moments)
    assert heard.get_top_categories() == [("Dog", pytest.approx(0.3)), ("Rain", pytest.approx(0.15))]
    assert [tuple(moment) for moment in heard.moments][0] == (0, 1, [("Dog", 0.8)])
    assert str(heard.moments[0]) == "0: Dog (0.80)", "as the first such notebooks printed them"
    assert heard.get_top_categories(1) == heard.get_top_categories()[:1] and heard.get_top_categories(0) == []


def test_the_whole_counts_where_it_is_surer():
    heard = Heard(SOUND, [(0, 1, [("dog", 0.2)])], [("dog", 0.9), ("rain", 0.4)])
    assert heard.get_top_categories() == [("dog", 0.9), ("rain", 0.4)]
    assert heard.idea == "a dog barks while rain falls steadily"


SCORES = st.lists(st.tuples(st.sampled_from([*SOUNDS, *NARROWER]), st.floats(0, 1)), max_size=6)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 5), SCORES), max_size=4), SCORES)
def test_nothing_merged_is_invented_and_no_broader_name_stays_alone(moments, overall):
    found = merged(moments, overall)
    given_names = {name for name, _ in overall} | {name for _, row in moments for name, _ in row}
    assert {name for name, _ in found} <= given_names
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    best = {}
    for name, score in overall:
        best[name] = max(score, best.get(name, 0))
    if any(score >= 0.02 for _, score in overall):
        assert found, "something always stays"


def test_no_category_is_broader_than_itself():
    for name, wide in broader().items():
        assert name not in wide, name
    assert "Animal" in broader()["Bark"] and "farm" in broader()["cow"]


def test_every_kind_of_the_paper_town_can_be_said():
    for kind in SOUNDS:
        assert kind_of(kind) == kind and phrase(kind) == SOUNDS[kind].one
    for kind, labels in KINDS.items():
        assert kind in SOUNDS and all(kind_of(label) == kind for label in labels.split("; ")), kind


def test_three_things_are_one_sentence():
    assert idea_of(["Bark", "Rain", "Dog", "Bell"]) == "a dog barks while rain falls steadily and a bell rings"
    assert idea_of(["Theremin (electronic)"]) == "something that sounds like theremin"
    assert idea_of([]) == ""


@pytest.mark.parametrize("seconds", [0.1, 1.0, 7.3, 125.0])
@pytest.mark.parametrize("rate", [8000, 48000])
def test_a_timeline_of_any_length_is_drawn(seconds, rate):
    samples = np.random.default_rng(0).standard_normal((round(seconds * rate), 2)).astype(np.float32) * 0.1
    moments = [(s, min(s + 2, seconds), [("dog", 0.9), ("rain", 0.3)]) for s in np.arange(0, seconds, 1)]
    heard = Heard(Sound(samples, rate), moments, [("dog", 0.9)])
    image = heard.timeline
    assert image.width == 1024 and 350 < image.height < 600
    assert len(image.getcolors(1 << 20)) > 50


def test_silence_and_nothing_known_are_drawn_too():
    heard = Heard(Sound(np.zeros(2000, np.float32)))
    assert heard.timeline.width == 1024 and not heard.known
    assert "I do not know this sound" in heard._repr_html_() and "<img" in heard._repr_html_()
    assert "nothing known" in repr(heard) and heard.picture.size[0] == 1024


def test_the_timeline_shows_when_something_was_heard():
    known = [(0, 1, [("dog", 1.0)])]
    early = Heard(Sound(np.zeros(88200, np.float32) + 0.1), known).timeline
    late = Heard(Sound(np.zeros(88200, np.float32) + 0.1), [(1, 2, [("dog", 1.0)])]).timeline
    row = early.height - 30
    orange = (222, 104, 52)
    assert early.getpixel((400, row)) == orange != late.getpixel((400, row))
    assert late.getpixel((900, row)) == orange != early.getpixel((900, row))
