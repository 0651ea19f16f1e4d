"""Clicks on pictures with and without their own outlines: what comes back, and that no input upsets it."""

import threading
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from storyhelpers import language
from storyhelpers.crafts import segmenter
from storyhelpers.crafts.segmenter import offline, pieces, suggest
from storyhelpers.media import Picture, Point
from storyhelpers.scenegraph import Figure, Scene

NAMES = ("cat", "house", "sun")


def drawn(width=320, height=200, noise=3, seed=0) -> np.ndarray:
    """A yellow ball, a blue box with a white window, and green ground under a grey sky."""
    image = Image.new("RGB", (width, height), (170, 190, 205))
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, height * 0.7, width, height], fill=(90, 150, 80))
    draw.ellipse([40, 40, 100, 100], fill=(240, 200, 60))
    draw.rectangle([180, 60, 270, 170], fill=(60, 90, 180))
    draw.rectangle([210, 90, 235, 115], fill=(245, 245, 240))
    grain = np.random.default_rng(seed).normal(0, noise, (height, width, 1))
    return np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8)


def ball() -> np.ndarray:
    rows, columns = np.indices((200, 320))
    return np.hypot(rows - 70, columns - 70) <= 30


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return (one & other).sum() / (one | other).sum()


@pytest.fixture(scope="module")
def photo() -> Picture:
    return Picture(Image.fromarray(drawn()))


@pytest.fixture(scope="module")
def town() -> Picture:
    """Three figures and scenery; the labels deliberately do not follow the colours."""
    labels = np.zeros((200, 320), np.uint16)
    labels[30:110, 30:110] = 1
    labels[60:170, 180:270] = 2
    labels[10:40, 280:310] = 3
    figures = tuple(Figure(name, hidden=name == "house", asked=name != "sun") for name in NAMES)
    return Picture(Image.fromarray(drawn()), scene=Scene(figures=figures, labels=labels))


def figure(town: Picture, number: int) -> np.ndarray:
    return town.scene.mask(number)


def test_the_first_engine_is_the_offline_one():
    assert next(iter(segmenter.ENGINES.items())) == ("offline", offline)


# pictures that know their outlines


def test_a_click_on_a_figure_gives_its_own_outline_and_says_so(town):
    region = offline(town, (Point(35, 35),))
    assert np.array_equal(region.mask, figure(town, 0))
    assert region.made_by == "paper town outline" and "own outline" in region.note
    assert region.figure.name == "cat" and region.score == 1.0
    language("zh-TW")
    assert "輪廓" in offline(town, (Point(35, 35),)).note


def test_clicks_on_several_figures_unite_them_and_a_negative_one_removes_its_figure(town):
    both = (Point(35, 35), Point(200, 100))
    assert np.array_equal(offline(town, both).mask, figure(town, 0) | figure(town, 1))
    three = (*both, Point(290, 20))
    assert np.array_equal(offline(town, three).mask, town.scene.labels > 0)
    box_and_sun = offline(town, (Point(200, 100), Point(290, 20), Point(35, 35, keep=False))).mask
    assert np.array_equal(box_and_sun, figure(town, 1) | figure(town, 2))


def test_a_negative_click_elsewhere_changes_nothing(town):
    assert np.array_equal(offline(town, (Point(35, 35), Point(200, 100, keep=False))).mask, figure(town, 0))


def test_this_but_not_that_within_one_figure_is_a_part_of_it(town):
    region = offline(town, (Point(222, 100), Point(190, 160, keep=False)))
    assert region.mask[100, 222] and not region.mask[160, 190]
    assert not (region.mask & ~figure(town, 1)).any()
    assert "part" in region.note


def test_a_box_takes_the_figures_mostly_inside_it(town):
    assert np.array_equal(offline(town, (), box=(20, 20, 120, 120)).mask, figure(town, 0))
    assert np.array_equal(offline(town, (), box=(275, 200, 170, 0)).mask, figure(town, 1))
    assert np.array_equal(offline(town, (), box=(0, 0, 320, 200)).mask, town.scene.labels > 0)
    assert np.array_equal(offline(town, (), box=(190, 70, 205, 80)).mask, figure(town, 1))  # within one figure


def test_a_click_on_scenery_stays_off_the_figures(town):
    region = offline(town, (Point(150, 190),))
    assert region.mask[190, 150] and not region.mask[town.scene.labels > 0].any()
    assert region.made_by != "paper town outline" and "cenery" in region.note


def test_a_figure_and_scenery_together_hold_both_clicks(town):
    region = offline(town, (Point(35, 35), Point(150, 190)))
    assert region.mask[figure(town, 0)].all() and region.mask[190, 150]


def test_labels_of_another_size_are_not_trusted(town):
    small = Picture(town.image.resize((160, 100)), scene=town.scene)
    assert offline(small, (Point(35, 35),)).mask.shape == (100, 160)


# any other picture


def test_a_click_cuts_out_the_ball(photo):
    region = offline(photo, (Point(70, 70),))
    assert overlap(region.mask, ball()) > 0.9
    assert region.mask.dtype == bool and 0 <= region.score <= 1 and region.made_by


def test_a_box_cuts_out_what_fills_it(photo):
    assert overlap(offline(photo, (), box=(36, 36, 104, 104)).mask, ball()) > 0.85


def test_a_second_click_adds_and_a_negative_click_takes_away(photo):
    both = offline(photo, (Point(70, 70), Point(195, 140))).mask
    assert both[70, 70] and both[140, 195]
    less = offline(photo, (Point(70, 70), Point(195, 140), Point(190, 75, keep=False))).mask
    assert less[70, 70] and less[140, 195] and not less[75, 190]


def test_only_negative_points_leave_all_the_rest(photo):
    mask = offline(photo, (Point(70, 70, keep=False),)).mask
    assert not mask[70, 70] and mask.mean() > 0.5


def test_the_same_clicks_give_the_same_mask(photo):
    again = Picture(Image.fromarray(drawn()))
    clicks = (Point(70, 70), Point(300, 20, keep=False))
    assert np.array_equal(offline(photo, clicks).mask, offline(again, clicks).mask)


def test_small_holes_are_filled_and_no_stray_islands_stay():
    from scipy.ndimage import label

    pixels = drawn(noise=6)
    pixels[70:72, 60:62] = (20, 20, 20)
    mask = offline(Picture(Image.fromarray(pixels)), (Point(75, 75),)).mask
    assert mask[70, 60]
    assert label(mask)[1] == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 2), (3, 5), (16, 16)])
def test_tiny_pictures(size):
    pixels = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
    picture = Picture(Image.fromarray(pixels))
    for x, y in ((0, 0), (size[0] - 1, size[1] - 1), (size[0] - 0.5, size[1] - 0.5)):
        region = offline(picture, (Point(x, y),))
        assert region.mask.shape == size[::-1] and region.mask[int(y), int(x)]
    assert offline(picture, (), box=(0, 0, *size)).mask.any()
    assert suggest(picture)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (90, 150, 80)])
def test_a_picture_of_one_colour(colour):
    picture = Picture(Image.new("RGB", (120, 80), colour))
    assert offline(picture, (Point(60, 40),)).mask[40, 60]
    assert offline(picture, (), box=(10, 10, 50, 50)).mask.any()
    assert len(suggest(picture)) >= 1


def test_a_grey_picture():
    grey = Image.fromarray(drawn()).convert("L").convert("RGB")
    assert (
        overlap(offline(Picture(grey), (Point(225, 150),)).mask, np.asarray(Image.fromarray(drawn()))[..., 2] > 170) < 1
    )
    assert offline(Picture(grey), (Point(225, 150),)).mask[150, 225]


def test_a_huge_picture_is_cut_at_a_smaller_size():
    huge = Picture(Image.fromarray(drawn()).resize((8_000, 5_000), Image.NEAREST))
    region = offline(huge, (Point(1750, 1750),))
    assert region.mask.shape == (5_000, 8_000) and region.mask[1750, 1750]
    assert 0.01 < region.mask.mean() < 0.5


def test_a_large_photo_gives_a_mask_of_its_own_size():
    large = Picture(Image.fromarray(drawn(noise=0)).resize((1600, 1000), Image.LANCZOS))
    truth = np.asarray(Image.fromarray(ball()).resize((1600, 1000)))
    assert overlap(offline(large, (Point(350, 350),)).mask, truth) > 0.9


points = st.builds(
    Point,
    st.floats(0, 319.99, allow_nan=False),
    st.floats(0, 199.99, allow_nan=False),
    st.booleans(),
)


@settings(max_examples=40, deadline=None)
@given(clicks=st.lists(points, min_size=1, max_size=12))
def test_any_clicks_give_a_mask_that_obeys_them(photo, town, clicks):
    clicks = (Point(70, 70), *clicks)
    kept = {(int(p.x), int(p.y)) for p in clicks if p.keep}
    for picture in (photo, town):
        mask = offline(picture, clicks).mask
        assert mask.shape == (200, 320) and mask.dtype == bool
        assert all(mask[y, x] for x, y in kept)
    mask = offline(photo, clicks).mask
    assert not any(mask[int(p.y), int(p.x)] for p in clicks if not p.keep and (int(p.x), int(p.y)) not in kept)


@settings(max_examples=15, deadline=None)
@given(
    corner=st.tuples(st.floats(0, 319), st.floats(0, 199)),
    far=st.tuples(st.floats(0, 320), st.floats(0, 200)),
    clicks=st.lists(points, max_size=3),
)
def test_any_box_gives_a_mask(photo, town, corner, far, clicks):
    for picture in (photo, town):
        assert offline(picture, tuple(clicks), box=(*corner, *far)).mask.any() or any(not p.keep for p in clicks)


@settings(max_examples=20, deadline=None)
@given(width=st.integers(1, 60), height=st.integers(1, 60), seed=st.integers(0, 99), data=st.data())
def test_any_size_of_noise(width, height, seed, data):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    mask = offline(Picture(Image.fromarray(pixels)), (Point(x, y),)).mask
    assert mask.shape == (height, width) and mask[y, x]


def test_the_same_pixel_kept_and_dropped_is_kept(photo):
    mask = offline(photo, (Point(70, 70), Point(70, 70, keep=False))).mask
    assert mask[70, 70]


# speed, memory, threads


def test_a_second_click_does_not_take_the_picture_apart_again(photo, monkeypatch):
    offline(photo, (Point(70, 70),))
    monkeypatch.setattr(pieces, "take_apart", lambda image: pytest.fail("taken apart twice"))
    start = time.process_time()
    offline(photo, (Point(200, 100),))
    assert time.process_time() - start < 1


def test_only_the_last_few_pictures_are_kept():
    for number in range(pieces.KEPT + 3):
        offline(Picture(Image.new("RGB", (20, 20), (number, 0, 0))), (Point(3, 3),))
    assert len(pieces._kept) <= pieces.KEPT


def test_threads_may_click_at_the_same_time():
    pictures = [Picture(Image.fromarray(drawn(seed=number))) for number in range(6)]
    found = {}

    def work(number):
        found[number] = offline(pictures[number % 6], (Point(70, 70),)).mask

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(found) == 12
    assert all(np.array_equal(found[number], found[number + 6]) for number in range(6))


# where to click


def test_suggestions_begin_with_the_hidden_figure_then_the_asked_ones(town):
    found = suggest(town, 3)
    assert [town.scene.figure_at(p.x, p.y) for p in found] == [1, 0, 2]
    assert all(p.keep for p in found)


def test_suggestions_on_a_photograph_are_inside_apart_and_hit_the_ball(photo):
    found = suggest(photo, 4)
    assert 1 <= len(found) <= 4
    assert any(ball()[int(p.y), int(p.x)] for p in found)
    apart = [np.hypot(a.x - b.x, a.y - b.y) for i, a in enumerate(found) for b in found[:i]]
    assert all(distance > 20 for distance in apart)
    assert found == suggest(photo, 4)


def test_suggestions_on_a_photograph_are_no_specks_and_no_slivers():
    rng = np.random.default_rng(4)
    image = Image.fromarray(rng.normal(150, 4, (240, 320, 3)).clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    pen.rectangle((10, 200, 310, 203), fill=(240, 30, 30))  # a sliver
    pen.ellipse((20, 20, 32, 32), fill=(250, 240, 20))  # a speck
    pen.ellipse((120, 60, 200, 140), fill=(40, 90, 200))
    first = suggest(Picture(image), 3)[0]
    assert np.hypot(first.x - 160, first.y - 100) < 40
    for point in suggest(Picture(image), 3):
        assert not (198 <= point.y <= 205) and np.hypot(point.x - 26, point.y - 26) > 8
