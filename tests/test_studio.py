"""The verbs: what they check for every engine, and what they promise."""

import math

import numpy as np
import pytest
from conftest import square_picture
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import CASTS, BadInput, NotHere, Picture, Point, Region, Sound, StoryError, Studio


@pytest.fixture(scope="module")
def studio():
    return Studio("offline")


# ---- casting ----


def test_the_offline_cast_is_what_suits(monkeypatch):
    assert Studio().cast == "offline" and "any machine" in Studio().why
    monkeypatch.setenv("STORY_CAST", "offline")
    assert "STORY_CAST" in Studio().why


def test_unknown_casts_and_crafts_list_what_there_is():
    with pytest.raises(NotHere, match='no cast "ofline".*mean "offline"'):
        Studio("ofline")
    with pytest.raises(BadInput, match='no craft "describr".*mean "describer"'):
        Studio().recast(describr="offline")
    with pytest.raises(TypeError):
        Studio(describr="offline")


def test_recast_changes_one_craft_and_leaves_the_studio_alone(studio, region):
    def poet(region):
        return "a small orange silence"

    other = studio.recast(describer=poet)
    assert other.describe(region) == "a small orange silence"
    assert studio.describer is not poet and other.illustrator is studio.illustrator


def test_the_card_names_every_craft_engine_and_file(studio):
    def poet(region):
        """Speaks in <verse>."""

    shown = studio.recast(describer=poet)._repr_html_()
    for word in (
        "prompt writer",
        "illustrator",
        "segmenter",
        "describer",
        "sound maker",
        "poet",
        "storyhelpers/crafts/describer<",
        "storyhelpers/crafts/illustrator<",
        "Apache-2.0",
    ):
        assert word in shown
    assert "&lt;verse&gt;" in shown


@pytest.mark.parametrize("answer", [None, 7, "", "  ", b"x"])
def test_an_engine_that_answers_nonsense_is_named(studio, region, answer):
    def poet(region):
        return answer

    with pytest.raises(StoryError, match="describer poet answered"):
        studio.recast(describer=poet).describe(region)


# ---- words ----


@pytest.mark.parametrize("idea", ["", "   ", "\n\t", "\0\x07"])
def test_empty_ideas(studio, idea):
    with pytest.raises(BadInput, match="idea is empty"):
        studio.write_prompt(idea)
    with pytest.raises(BadInput, match="prompt is empty"):
        studio.draw(idea)


def test_ten_thousand_characters(studio):
    with pytest.raises(BadInput, match=r"10,001 characters; up to 2,000"):
        studio.write_prompt("a cat and " * 1000 + "a")


@pytest.mark.parametrize("idea", [None, 7, b"a cat", ["a cat"]])
def test_ideas_that_are_no_words(studio, idea):
    with pytest.raises(BadInput, match="must be words"):
        studio.write_prompt(idea)


@pytest.mark.parametrize(
    "idea", ["🐱🎩", "😀", "قطة صغيرة تختبئ في الشارع", "חתול קטן", "!!!", "a\u202ecat\u202c", "é" * 300]
)
def test_odd_ideas_still_give_a_picture_and_say_what_was_not_understood(studio, idea):
    prompt = studio.write_prompt(idea)
    picture = studio.draw(prompt, aspect="1:1")
    assert picture.size[0] == picture.size[1]
    assert picture.image.getextrema()[0][0] < picture.image.getextrema()[0][1]


def test_what_cannot_be_drawn_is_said(studio):
    picture = studio.draw(studio.write_prompt("a cat with a trombone"))
    assert "trombone" in picture.note
    assert any(f.name == "cat" for f in picture.scene.figures)


# ---- pictures ----


def test_same_seed_same_picture_other_seed_other_picture(studio):
    one, two = studio.draw("a dog on a beach", n=2, seed=4, aspect="4:3")
    again = studio.draw("a dog on a beach", seed=5, aspect="4:3")
    assert one.seed == 4 and two.seed == 5
    assert two.fingerprint == again.fingerprint != one.fingerprint


@pytest.mark.parametrize("aspect", ["16:9", "9:16", "1:1", "4:3", "21:9", " 3 x 2 "])
def test_aspects(studio, aspect):
    width, height = studio.draw("a house", aspect=aspect).size
    a, b = (int(v) for v in aspect.replace("x", ":").split(":"))
    assert abs(width / height - a / b) < 0.04 * a / b


@pytest.mark.parametrize("options", [
    {"aspect": "wide"}, {"aspect": "0:1"}, {"aspect": "100:1"}, {"aspect": None}, {"aspect": "16:9:1"},
    {"n": 0}, {"n": 9}, {"n": 1.5}, {"n": True}, {"seed": -1}, {"seed": 2**32}, {"seed": "7"}, {"seed": math.nan},
    {"steps": 0}, {"steps": 501},
])  # fmt: skip
def test_bad_picture_options(studio, options):
    with pytest.raises(BadInput, match=next(iter(options))):
        studio.draw("a cat", **options)


# ---- regions ----


@pytest.mark.parametrize(
    "point", [(-1, 5), (5, -1), (96, 5), (5, 64), (math.nan, 5), (5, math.inf), ("a", 5), (None, None)]
)
def test_points_outside_say_how_large_the_picture_is(studio, picture, point):
    with pytest.raises(BadInput, match=r"96 × 64|two numbers"):
        studio.cut_out(picture, [point])


@pytest.mark.parametrize("points", [(), [], Point(5, 5, keep=False)])
def test_nothing_clicked(studio, picture, points):
    with pytest.raises(BadInput, match="Nothing was clicked"):
        studio.cut_out(picture, points)


@pytest.mark.parametrize("points", ["here", 7, [7], [(1,)], [(1, 2, 3, 4)], ["ab"]])
def test_points_that_are_none(studio, picture, points):
    with pytest.raises(BadInput):
        studio.cut_out(picture, points)


@pytest.mark.parametrize("box", [(1, 2, 3), "abcd", (5, 5, 5, 5), (200, 200, 300, 300), (0, 0, math.nan, 5), 7])
def test_bad_boxes(studio, picture, box):
    with pytest.raises(BadInput, match="box"):
        studio.cut_out(picture, box=box)


@settings(max_examples=40, deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True), st.floats(allow_nan=True, allow_infinity=True))
def test_any_point_is_a_region_or_one_sentence(x, y):
    picture = square_picture()
    try:
        region = Studio("offline").cut_out(picture, (x, y))
        assert region.mask.shape == (64, 96) and 0 <= x < 96 and 0 <= y < 64
        assert region.mask[int(y), int(x)]
    except BadInput as error:
        assert not (0 <= x < 96 and 0 <= y < 64), error


def test_a_paper_town_click_gives_the_figure_and_says_so(studio):
    picture = studio.draw("an orange cat next to a red car", seed=1)
    index = next(i for i, f in enumerate(picture.scene.figures) if f.name == "cat")
    x, y = np.argwhere(picture.scene.mask(index)).mean(0)[::-1]
    region = studio.cut_out(picture, studio.find_things(picture, 1)[0])
    assert region.note and region.figure.asked
    found = [studio.cut_out(picture, p).figure.name for p in studio.find_things(picture, 4)]
    assert {"cat", "car"} <= set(found)
    assert "cat" in studio.cut_out(picture, (x, y)).name


def test_empty_region_is_said(studio, picture):
    nothing = Region(picture, np.zeros((64, 96), bool))
    with pytest.raises(BadInput, match="empty"):
        studio.describe(nothing)
    with pytest.raises(BadInput, match="Nothing could be cut out"):
        studio.recast(segmenter=lambda picture, points: nothing).cut_out(picture, (3, 3))


@pytest.mark.parametrize("given", [None, "a cat", 7])
def test_things_that_are_no_picture_or_region(studio, given):
    with pytest.raises(BadInput, match="no picture"):
        studio.cut_out(given, (3, 3))
    with pytest.raises(BadInput, match="no region"):
        studio.describe(given)


def test_describe_speaks_three_languages_and_names_them(studio, region):
    texts = {studio.describe(region, language=l) for l in ("en", "zh-TW", "es", "zh_TW", "es-MX")}
    assert len(texts) == 3
    with pytest.raises(BadInput, match="English.*español"):
        studio.describe(region, language="fr")
    with pytest.raises(BadInput, match="short"):
        studio.describe(region, length="medium")


# ---- sounds ----


@pytest.mark.parametrize("seconds", [0, -1, math.nan, math.inf, 10_000, "5", None, True, 0.01])
def test_bad_lengths(studio, seconds):
    with pytest.raises(BadInput, match="seconds"):
        studio.make_sound("a cat", seconds=seconds)


@pytest.mark.parametrize("seconds", [0.1, 1, 4.321, 5, 30])
def test_a_sound_is_as_long_as_was_asked(studio, seconds):
    sound = studio.make_sound("a dog barks", seconds=seconds)
    assert abs(sound.seconds - seconds) < 1e-3
    assert abs(Sound.open(sound.wav).seconds - seconds) < 1e-3


def test_a_sound_engine_of_the_wrong_length_is_put_right(studio):
    def ten_seconds(words):
        return Sound(np.sin(np.arange(441000) / 20).astype(np.float32) * 0.1)

    sound = studio.recast(sound_maker=ten_seconds).make_sound("a cat", seconds=5)
    assert sound.seconds == 5.0 and sound.made_by == "ten_seconds" and sound.words == "a cat"


def test_a_sound_that_cannot_be_kept_is_made_once_more_and_then_refused(studio):
    from storyhelpers import NoAnswer

    seeds = []

    def silent_at_first(words, seed):
        seeds.append(seed)
        return Sound(np.sin(np.arange(44100) / 20).astype(np.float32) * (0.1 if seed == 8 else 0))

    sound = studio.recast(sound_maker=silent_at_first).make_sound("a cat", seconds=1, seed=7)
    assert seeds == [7, 8] and sound.seed == 8 and "seed 7" in sound.note
    with pytest.raises(NoAnswer, match="silent, with the seeds 1 and 2"):
        studio.recast(sound_maker=silent_at_first).make_sound("a cat", seconds=1, seed=1)


def test_steps_are_the_engines_own_unless_somebody_says(studio):
    told = []

    def careful(words, steps=33):
        told.append(steps)
        return Sound(np.sin(np.arange(44100) / 20).astype(np.float32) * 0.1)

    careful_studio = studio.recast(sound_maker=careful)
    careful_studio.make_sound("a cat", seconds=1)
    careful_studio.make_sound("a cat", seconds=1, steps=5)
    assert told == [33, 5]


def test_everything_made_says_where_it_comes_from(studio):
    picture = studio.draw("a cat on a bench")
    region = studio.cut_out(picture, studio.find_things(picture, 1))
    sound = studio.make_sound("a cat meows", seconds=0.5)
    assert {thing.origin for thing in (picture, region, sound)} == {"Storybook Studio, Apache-2.0"}
    assert Picture.open(picture.png).origin == picture.origin

    def mine(prompt):
        return Picture(picture.image)

    mine.licence, mine.source = "CC0", "my own hand"
    assert studio.recast(illustrator=mine).draw("a cat").origin == "my own hand, CC0"


def test_the_offline_studio_has_nobody_to_seat(studio):
    assert studio.models == {}
    assert studio.plan().rows == ()


@pytest.mark.parametrize(
    ("card", "lacking", "key", "expected"),
    [
        (False, (), None, "offline"),
        (True, ("torch",), None, "offline"),
        (True, (), None, "gpu"),
        (False, (), "k", "gemini"),
        (True, (), "k", "gemini"),
    ],
)
def test_the_cast_is_what_suits_the_machine(monkeypatch, card, lacking, key, expected):
    from storyhelpers import environment, reach
    from storyhelpers.casts import AS_GPU, engine_of, what_suits

    monkeypatch.setattr(reach, "is_here", lambda repo: True)
    monkeypatch.setattr(environment, "has_card", lambda: card)
    monkeypatch.setattr(environment, "missing", lambda cast: lacking if cast == "gpu" else ())
    if key:
        monkeypatch.setenv("GEMINI_API_KEY", key)
    assert what_suits()[0] == expected
    heavy = card and not lacking
    assert engine_of("gemini", "segmenter") == (CASTS["gpu"]["segmenter"] if heavy else "offline")
    assert AS_GPU not in {engine_of(cast, craft) for cast in CASTS for craft in CASTS[cast]}
    monkeypatch.setenv("STORY_CAST", "offline")
    assert what_suits() == ("offline", "STORY_CAST says so")


def test_every_cast_names_engines_that_there_are():
    from storyhelpers.casts import CRAFTS, engine_of

    for cast in set(CASTS) - {"remote"}:
        for craft, room in CRAFTS.items():
            assert engine_of(cast, craft) in room.ENGINES


def test_cancel_reaches_the_person(studio):
    from storyhelpers import Cancelled

    def stop(done, total):
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        studio.draw("a busy street with many people", on_step=stop)


def test_a_photo_needs_no_scene(studio):
    photo = Picture(Image.effect_noise((200, 150), 40))
    region = studio.cut_out(photo, (100, 75))
    assert region.figure is None and region.mask[75, 100] and region.name
    assert studio.describe(region) and studio.find_things(photo, 3)
