"""A painted scene: pixels that please, labels that are true."""

import numpy as np
import pytest

from storyhelpers.engine import Cancelled
from storyhelpers.papertown.painter import paint
from storyhelpers.scenegraph import Figure, Relation, Scene

SMALL = (512, 288)
PAIR = Scene(
    (Figure("cat", colour="orange"), Figure("house", colour="red")), (Relation(0, "next to", 1),), place="hills"
)


def about(**changes):
    from dataclasses import replace

    return replace(PAIR, **changes)


def test_labels_boxes_and_looks_are_true():
    picture = paint(PAIR, SMALL, 3)
    scene = picture.scene
    assert picture.size == SMALL
    assert scene.labels.dtype == np.uint16 and scene.labels.shape == (SMALL[1], SMALL[0])
    assert not scene.labels.flags.writeable
    assert scene.labels.max() == len(scene.figures)
    for index, figure in enumerate(scene.figures):
        rows, columns = np.nonzero(scene.mask(index))
        assert figure.box == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert [(f.name, f.colour) for f in scene.figures[:2]] == [("cat", "orange"), ("house", "red")]
    assert all(f.colour for f in scene.figures)


def test_the_cat_is_orange_where_its_mask_says():
    picture = paint(PAIR, SMALL, 3)
    red, green, blue = np.median(picture.array[picture.scene.mask(0)], axis=0)
    assert red > green > blue and red - blue > 60


def test_weather_falls_over_the_figures_not_through_their_outlines():
    still, rain = paint(about(weather="wind"), SMALL, 2), paint(about(weather="rain"), SMALL, 2)
    names = [f.name for f in still.scene.figures[:2]]
    assert names == ["cat", "house"]
    for index in range(2):
        assert (still.scene.mask(index) == rain.scene.mask(index)).all()
    assert (still.array != rain.array).any()


def test_the_hour_changes_the_light():
    brightness = {time: paint(about(time=time), SMALL, 1).array.mean() for time in ("day", "night")}
    assert brightness["night"] < 0.7 * brightness["day"]


@pytest.mark.parametrize(
    "place", ["street", "square", "market", "park", "hills", "forest", "beach", "sea", "snow", "farm", "station"]
)
def test_every_place_can_be_painted_alone(place):
    picture = paint(Scene(place=place), SMALL)
    assert picture.scene.place == place
    assert picture.array.std() > 12  # not a blank sheet


def test_the_same_seed_paints_the_same_and_another_does_not():
    one, again, other = (paint(PAIR, SMALL, seed) for seed in (1, 1, 2))
    assert (one.array == again.array).all() and (one.scene.labels == again.scene.labels).all()
    assert (one.array != other.array).mean() > 0.2
    assert [f.box for f in one.scene.figures] != [f.box for f in other.scene.figures]


def test_progress_reaches_the_end_and_can_be_cancelled():
    steps = []
    picture = paint(PAIR, SMALL, on_step=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (len(picture.scene.figures), len(picture.scene.figures))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)

    def stop(done, total):
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        paint(PAIR, SMALL, on_step=stop)


def test_nobody_is_in_the_scene_without_being_in_the_picture():
    picture = paint(Scene((Figure("clown"),), crowd=True, place="market"), (768, 432), 4)
    seen = np.bincount(picture.scene.labels.ravel(), minlength=len(picture.scene.figures) + 1)[1:]
    assert len(picture.scene.figures) >= 60
    assert (seen > 0).all() and all(f.box for f in picture.scene.figures)
