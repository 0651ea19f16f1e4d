"""The segmenter gets ready in the background while a person looks at the picture."""

import threading

import numpy as np
import pytest
from PIL import Image

from storyhelpers import BadInput, Picture, Point, Region, StoryError, Studio, click
from storyhelpers.crafts.segmenter import offline, pieces
from storyhelpers.engine import NotHere
from storyhelpers.scenegraph import Figure, Scene


class Slow:
    """A segmenter whose preparing ends when it is told to, and which may fail."""

    def __init__(self, trouble=None):
        self.go, self.done = threading.Event(), []
        self.trouble = trouble

    def prepare(self, picture):
        assert self.go.wait(20)
        self.done.append(f"prepared in {threading.current_thread().name}")
        if self.trouble:
            raise self.trouble

    def __call__(self, picture, points, *, box=None):
        self.done.append("cut")
        mask = np.zeros(picture.size[::-1], bool)
        mask[int(points[0].y), int(points[0].x)] = True
        return Region(picture, mask, points)


MARK = [{"x": 30, "y": 30, "keep": True}]


@pytest.mark.parametrize("through_the_studio", [True, False])
def test_showing_the_picture_prepares_and_the_first_click_waits_for_it(picture, through_the_studio):
    slow = Slow()
    spot = click(picture, Studio("offline", segmenter=slow).cut_out if through_the_studio else slow)
    assert spot._preparing is None  # nothing is shown yet
    canvas = spot.canvas  # and showing does not wait
    assert slow.done == []
    threading.Timer(0.2, slow.go.set).start()
    canvas.marks = MARK
    assert slow.done == ["prepared in look at the picture", "cut"] and spot.region.mask[30, 30]
    canvas.marks = [*MARK, {"x": 40, "y": 30, "keep": True}]
    assert slow.done[1:] == ["cut", "cut"]


def test_marks_that_need_no_segmenter_do_not_wait(picture):
    slow = Slow()
    canvas = click(picture, slow).canvas
    canvas.marks = [{"x": 30, "y": 30, "keep": False}]
    canvas.marks = []
    assert slow.done == [] and canvas.words == ""
    slow.go.set()


def test_what_was_marked_from_the_start_needs_no_preparing(picture):
    slow = Slow()
    spot = click(picture, slow, at=(30, 30))
    assert spot.canvas.mask and slow.done == ["cut"] and spot._preparing is None


@pytest.mark.parametrize(
    "trouble, said", [(NotHere("No model here."), "No model here."), (OSError("line cut"), "OSError: line cut")]
)
def test_trouble_in_the_background_comes_up_at_the_first_click_and_only_there(picture, trouble, said):
    slow = Slow(trouble)
    slow.go.set()
    spot = click(picture, slow)
    canvas = spot.canvas
    spot._preparing.join()
    assert canvas.words == ""
    canvas.marks = MARK
    assert said in canvas.words and not canvas.busy and spot.regions == [] and "cut" not in slow.done
    canvas.marks = [*MARK, {"x": 40, "y": 30, "keep": True}]
    assert said not in canvas.words and spot.region.mask[30, 30]


def test_the_cause_of_the_trouble_is_kept(picture):
    slow = Slow(ZeroDivisionError("odd"))
    slow.go.set()
    spot = click(picture, slow)
    _ = spot.canvas
    with pytest.raises(StoryError, match="could not be looked at") as caught:
        spot.mark([Point(30, 30)])
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_segmenters_without_preparing_and_none_at_all(picture):
    def plain(picture, points, *, box=None):
        raise BadInput("No luck today.")

    for cut_out in (plain, None):
        spot = click(picture, cut_out)
        assert spot.canvas.words == "" and spot._preparing is None


def test_the_offline_segmenter_takes_photographs_apart_ahead(picture, monkeypatch):
    spot = click(picture, Studio("offline").cut_out)
    _ = spot.canvas
    spot._preparing.join()
    monkeypatch.setattr(pieces, "take_apart", lambda image: pytest.fail("taken apart at the click"))
    spot.canvas.marks = MARK
    assert spot.region.mask[30, 30]


def test_the_offline_segmenter_leaves_pictures_with_outlines_alone(monkeypatch):
    taken = []
    monkeypatch.setattr(pieces, "pieces_of", lambda picture: taken.append(picture.size))
    labels = np.zeros((40, 60), np.uint16)
    labels[5:20, 5:20] = 1
    town = Picture(Image.new("RGB", (60, 40)), scene=Scene(figures=(Figure("cat"),), labels=labels))
    offline.prepare(town)
    assert taken == []
    offline.prepare(Picture(town.image.resize((30, 20)), scene=town.scene))  # outlines of another size are no use
    offline.prepare(Picture(town.image))
    assert taken == [(30, 20), (60, 40)]
