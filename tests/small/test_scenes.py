"""Small scenes: what they say is what they show, the same again and again."""

import csv
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import BadInput, small
from storyhelpers.engine import BookTrouble
from storyhelpers.scenegraph import COLOURS
from storyhelpers.small.scenes import GROUNDS, HATS, SKIES, THINGS, SmallScene, SmallThing, caption, draw, sample
from storyhelpers.small.sketching import sketch


def pixels(image):
    return np.asarray(image).astype(int)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1 << 30))
def test_a_caption_names_things_hats_and_nothing_else(seed):
    rng = random.Random(seed)
    scene = sample(rng)
    words = caption(scene, rng).split()
    named = [word for word in words if word in THINGS]
    assert sorted(named) == sorted(thing.name for thing in scene.things)
    assert words.count("hat") == sum(bool(thing.hat) for thing in scene.things)
    told = {word for word in words if word in COLOURS}
    assert told <= {colour for thing in scene.things for colour in (thing.colour, thing.hat)} | {"green"}  # green hills
    assert not small.unknown_words(" ".join(words))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 1 << 30))
def test_left_is_said_of_what_is_left(seed):
    rng = random.Random(seed)
    scene = sample(rng, pairs=1)
    words = caption(scene, rng, opening="")
    for thing in scene.things:
        other = {"left": "right", "right": "left"}[thing.side]
        after = words.split(thing.name)[1].split(" and ")[0]
        assert f"on the {other}" not in after


def test_scenes_are_what_was_asked_for():
    rng = random.Random(0)
    scenes = [sample(rng, pairs=1, hats=1) for _ in range(200)]
    assert {scene.ground for scene in scenes} == set(GROUNDS) and {scene.sky for scene in scenes} == set(SKIES)
    assert all(len(scene.things) == 2 and scene.things[0].name != scene.things[1].name for scene in scenes)
    assert all(bool(thing.hat) == THINGS[thing.name].hats for scene in scenes for thing in scene.things)
    assert {thing.name for scene in scenes for thing in scene.things} == set(THINGS)
    assert all(scene.ground == "snow" for scene in scenes for thing in scene.things if thing.name == "snowman")


@pytest.mark.parametrize("name", THINGS)
def test_every_thing_is_large_whole_and_of_its_colour(name):
    place = SmallScene("beach", "sunny", (), 4)
    empty = pixels(draw(place, 64))
    seen = {}
    for colour in THINGS[name].colours:
        picture = pixels(draw(SmallScene("beach", "sunny", (SmallThing(name, colour),), 4), 64))
        changed = np.abs(picture - empty).max(axis=2) > 24
        rows, columns = np.nonzero(changed)
        assert 0.05 < changed.mean() < 0.45
        assert columns.min() > 0 and columns.max() < 63 and rows.min() > 0
        seen[colour] = picture[changed].mean(axis=0)
    assert all(np.abs(seen[a] - seen[b]).max() > 12 for a in seen for b in seen if a != b)


@pytest.mark.parametrize("side, where", [("left", 0.27), ("", 0.5), ("right", 0.73)])
def test_a_thing_stands_at_its_side(side, where):
    empty = pixels(draw(SmallScene("snow", "night", (), 4), 64))
    picture = pixels(draw(SmallScene("snow", "night", (SmallThing("cat", "orange", side=side, size=0.84),), 4), 64))
    columns = np.nonzero(np.abs(picture - empty).max(axis=2) > 40)[1]
    assert columns.mean() / 64 == pytest.approx(where, abs=0.08)


def test_hats_are_seen():
    bare, *hatted = (
        pixels(draw(SmallScene("hills", "sunny", (SmallThing("dog", "grey", hat),), 1), 64)) for hat in ("", *HATS)
    )
    tops = [picture[20:34, 26:38].reshape(-1, 3).mean(axis=0) for picture in (bare, *hatted)]
    assert all(np.abs(a - b).max() > 20 for n, a in enumerate(tops) for b in tops[:n])


@pytest.mark.parametrize("size", [16, 64, 250])
def test_equal_scenes_give_equal_pictures(size):
    scene = sample(random.Random(3))
    one, two = draw(scene, size), draw(scene, size)
    assert one.size == (size, size) and one.mode == "RGB" and (pixels(one) == pixels(two)).all()


# ---- sketches ----


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 80), st.integers(1, 80), st.integers(0, 5))
def test_any_picture_can_be_sketched(width, height, seed):
    noise = np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)
    drawn = sketch(Image.fromarray(noise), seed)
    assert drawn.size == (width, height) and drawn.mode == "RGB"
    assert (pixels(drawn) == pixels(sketch(Image.fromarray(noise), seed))).all()


def test_a_sketch_is_grey_light_and_has_outlines():
    for number in range(8):
        picture = draw(sample(random.Random(number)), 64)
        drawn = pixels(sketch(picture, number))
        assert (drawn.max(axis=2) - drawn.min(axis=2)).max() <= 10
        assert 110 < drawn.mean() < 240 and (drawn < 110).mean() > 0.01
    assert (pixels(sketch(picture, 1)) != pixels(sketch(picture, 2))).any()


def test_an_outline_is_where_the_edge_is():
    flat = np.full((64, 64, 3), 230, np.uint8)
    flat[20:44, 20:44] = (220, 60, 60)
    drawn = pixels(sketch(Image.fromarray(flat))).mean(axis=2)
    assert drawn[20:44, 20:22].mean() + 60 < drawn[28:36, 28:36].mean()
    assert drawn[28:36, 28:36].mean() < drawn[2:10, 2:10].mean() - 10, "what is darker gets some tone"


def test_dark_parts_are_hatched_and_light_ones_are_not():
    dark = pixels(sketch(Image.new("RGB", (64, 64), (30, 30, 60))))[..., 0]
    light = pixels(sketch(Image.new("RGB", (64, 64), (230, 230, 230))))[..., 0]
    assert dark.std() > 3 * light.std() and dark.mean() < light.mean() - 60


def test_a_full_disk_is_said_and_leaves_the_old_table(tmp_path, full_disk):
    folder = small.sketchbook(tmp_path, pictures=2, seed=1)
    before = (folder / "metadata.csv").read_bytes()
    with full_disk(), pytest.raises(BookTrouble, match="disk is full"):
        small.sketchbook(folder, pictures=2, seed=2, size=400)
    assert (folder / "metadata.csv").read_bytes() == before


def test_a_sketchbook_is_an_imagefolder(tmp_path):
    folder = small.sketchbook(tmp_path / "a", pictures=6, seed=1)
    rows = list(csv.DictReader((folder / "metadata.csv").open(encoding="utf-8")))
    assert [row["file_name"] for row in rows] == sorted(path.name for path in folder.glob("*.png")) and len(rows) == 6
    assert all(row["text"].startswith("a pencil sketch of a") for row in rows)
    assert all(Image.open(folder / row["file_name"]).size == (64, 64) for row in rows)
    again = small.sketchbook(tmp_path / "b", pictures=6, seed=1, size=64)
    assert all((folder / path.name).read_bytes() == path.read_bytes() for path in again.iterdir())
    other = small.sketchbook(tmp_path / "c", pictures=6, seed=2)
    assert (other / "metadata.csv").read_text("utf-8") != (folder / "metadata.csv").read_text("utf-8")


@pytest.mark.parametrize("wrong", [{"pictures": 0}, {"size": 8}, {"size": 5000}])
def test_a_sketchbook_that_cannot_be(tmp_path, wrong):
    with pytest.raises(BadInput):
        small.sketchbook(tmp_path, **wrong)


# ---- words ----


def test_unknown_words_are_named_once_and_in_order():
    assert small.unknown_words("A zebra and two cats; the ZEBRA rides a dragon by the sea") == [
        "zebra",
        "two",
        "rides",
        "dragon",
    ]
    assert small.unknown_words("") == [] == small.unknown_words("an orange cat, 3 cars & trees!")
    assert {"cat", "snow", "sunset"} <= set(small.known_words())


def test_the_sixteen_are_in_the_vocabulary():
    assert len(small.SIXTEEN) == 16
    for words, scene in small.CONTENT.items():
        assert not small.unknown_words(words)
        assert scene.ground in GROUNDS and any(phrase in words for phrase in GROUNDS[scene.ground])
        assert any(phrase in words for phrase in SKIES[scene.sky])
        for thing in scene.things:
            assert thing.colour in THINGS[thing.name].colours and f"{thing.colour} {thing.name}" in words
            assert not thing.hat or f"{thing.hat} hat" in words
