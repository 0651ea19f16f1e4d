"""Clicking: what comes of marks, from `at=` and from the canvas, without a browser."""

import io

import numpy as np
import pytest
from conftest import square_picture
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import BadInput, Picture, Point, Region, Studio, click
from storyhelpers.widgets.canvas import mask_png


@pytest.fixture
def cut_out():
    return Studio("offline").cut_out


def test_at_answers_when_nobody_is_there(picture, cut_out):
    spot = click(picture, cut_out, at=(30, 30))
    assert spot.region.mask[30, 30] and not spot.region.mask[2, 2]
    assert spot.points == (Point(30, 30),) and spot.regions == [spot.region]


def test_a_box_and_several_points(picture, cut_out):
    assert click(picture, cut_out, box=(18, 12, 53, 48)).region.mask[30, 30]
    spot = click(picture, cut_out, at=[(30, 30), Point(80, 50, keep=False)])
    assert len(spot.points) == 2 and not spot.region.mask[50, 80]


def test_nothing_clicked_says_what_to_do(picture, cut_out):
    with pytest.raises(BadInput, match=r"Click the picture above.*at=\(310, 240\)"):
        _ = click(picture, cut_out).region
    with pytest.raises(BadInput, match="only collects points"):
        _ = click(picture, at=(3, 3)).region


@pytest.mark.parametrize("at", [(500, 3), (-1, 3), 7, "here", [7], [(1, 2, 3, 4, 5)]])
def test_marks_that_cannot_be(picture, cut_out, at):
    with pytest.raises(BadInput):
        click(picture, cut_out, at=at)
    with pytest.raises(BadInput, match="needs a Picture"):
        click("cat.png", cut_out)


def test_the_canvas_marks_and_shows_the_mask(picture, cut_out):
    spot = click(picture, cut_out)
    spot.canvas.marks = [{"x": 30, "y": 30, "keep": True}]
    assert spot.region.mask[30, 30]
    with Image.open(io.BytesIO(spot.canvas.mask)) as mask:
        alpha = np.asarray(mask.convert("RGBA"))[:, :, 3]
    assert ((alpha > 0) == spot.region.mask).all()
    spot.canvas.marks = []
    assert spot.canvas.mask == b"" and spot.regions == []


def test_an_error_is_shown_in_place_and_the_last_region_stays(picture, cut_out):
    spot = click(picture, cut_out, at=(30, 30))
    spot.canvas.marks = [{"x": 30, "y": 30, "keep": True}, {"x": 5000, "y": 3, "keep": True}]
    assert "lies outside" in spot.canvas.words and spot.region.mask[30, 30]


def test_an_engine_that_breaks_does_not_break_the_canvas(picture):
    def broken(picture, points, box=None):
        raise BadInput("No luck today.")

    spot = click(picture, broken)
    spot.canvas.marks = [{"x": 30, "y": 30, "keep": True}]
    assert spot.canvas.words == "No luck today." and not spot.canvas.busy


def test_without_a_kernel_it_shows_a_plain_picture(picture, cut_out):
    shown = click(picture, cut_out, at=(30, 30))._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/html"} and "data:image/webp" in shown["text/html"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 95), st.integers(0, 63), st.booleans()), max_size=6))
def test_any_marks_inside_give_a_region_or_a_sentence(marks):
    def disc(picture, points, box=None):
        mask = np.zeros(picture.size[::-1], bool)
        for p in points:
            mask[int(p.y), int(p.x)] = p.keep
        return Region(picture, mask, points)

    spot = click(square_picture(), disc)
    spot.canvas.marks = [{"x": x, "y": y, "keep": keep} for x, y, keep in marks]
    assert bool(spot.regions) == any(keep for *_, keep in marks)
    assert [(p.x, p.y, p.keep) for p in spot.points] == [tuple(m) for m in marks]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_mask_png_shows_exactly_the_mask(width, height, seed):
    mask = np.random.default_rng(seed).random((height, width)) > 0.5
    with Image.open(io.BytesIO(mask_png(mask))) as image:
        assert ((np.asarray(image.convert("RGBA"))[:, :, 3] > 0) == mask).all()


def test_canvas_alternative_text(cut_out):
    assert click(Picture(square_picture().image, words="a cat"), cut_out).canvas.label == "a cat"
