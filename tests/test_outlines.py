"""The drawn outline keeps its promise: deep pixels keep their side, holes stay holes, paths stay small."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import distance_transform_edt, gaussian_filter
from skimage.measure import points_in_poly

from storyhelpers.outlines import FARTHEST, MOST_POINTS, middle, outline

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def rings(d):
    """The closed lines of a path as arrays of absolute points; fails on anything that is not ours."""
    assert re.fullmatch(r"(M-?[\d.]+ -?[\d.]+l(-?[\d.]+ -?[\d.]+ ?)+z)*", d), d[:80]
    found = []
    for part in d.split("z")[:-1]:
        numbers = np.array([float(n) for n in NUMBER.findall(part)]).reshape(-1, 2)
        found.append(np.cumsum(numbers, axis=0))
    return found


def inside(d, shape):
    """Which pixel centres the even-odd rule fills."""
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    centres = np.stack([columns.ravel(), rows.ravel()], 1) + 0.5
    filled = np.zeros(len(centres), bool)
    for ring in rings(d):
        filled ^= points_in_poly(centres, ring)
    return filled.reshape(shape)


def depth(mask):
    """How far each pixel's centre is from the edge of its side, in pixels; what lies beyond the picture is outside."""
    padded = np.pad(mask, 4)
    deep = np.maximum(distance_transform_edt(padded), distance_transform_edt(~padded)) - 0.5
    return deep[4:-4, 4:-4]


@st.composite
def blobs(draw):
    """Masks like those of pictures: smooth or ragged patches with holes, often touching the border."""
    height, width = draw(st.integers(1, 70)), draw(st.integers(1, 70))
    noise = np.random.default_rng(draw(st.integers(0, 2**32 - 1))).normal(size=(height, width))
    smooth = gaussian_filter(noise, draw(st.sampled_from([0.0, 0.7, 2.0, 5.0])))
    return smooth > draw(st.sampled_from([-1.0, 0.0, 0.0, 0.02]))


@settings(max_examples=150, deadline=None)
@given(blobs())
def test_every_deep_pixel_keeps_its_side(mask):
    d = outline(mask)
    assert bool(d) == bool(mask.any())
    deep = depth(mask) > FARTHEST
    assert (inside(d, mask.shape) == mask)[deep].all()


@settings(max_examples=60, deadline=None)
@given(blobs())
def test_the_line_stays_at_the_edge(mask):
    for ring in rings(outline(mask)):
        assert (ring >= -0.1).all() and (ring <= np.array(mask.shape[::-1]) + 0.1).all()
    if mask.any():
        x, y = middle(mask)
        assert mask[int(y), int(x)]


def test_a_ring_keeps_its_hole():
    rows, columns = np.mgrid[:80, :100]
    distance = np.hypot(columns - 50, rows - 40)
    d = outline((distance < 35) & (distance > 15))
    assert d.count("M") == 2
    filled = inside(d, (80, 100))
    assert not filled[40, 50] and filled[40, 75] and not filled[2, 2]


def test_a_circle_is_smooth_and_small():
    rows, columns = np.mgrid[:200, :200] + 0.5
    d = outline(np.hypot(columns - 100, rows - 100) < 80)
    (ring,) = rings(d)
    assert np.abs(np.hypot(*(ring - 100).T) - 80).max() < 1
    assert 12 <= len(ring) <= 80


def test_a_full_mask_is_its_frame():
    filled = inside(outline(np.ones((30, 40), bool)), (30, 40))
    assert filled[2:-2, 2:-2].all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2)])
def test_tiny_masks_are_still_drawn(shape):
    mask = np.zeros((12, 12), bool)
    mask[3 : 3 + shape[0], 4 : 4 + shape[1]] = True
    (ring,) = rings(outline(mask))
    assert (np.ptp(ring, axis=0) >= 0.9).all()


def test_specks_are_left_out_but_not_the_thing():
    mask = np.zeros((60, 60), bool)
    mask[10:40, 10:40] = True
    mask[50, 50] = mask[20, 20] = True
    mask[30, 30] = False
    assert outline(mask).count("M") == 1


def test_a_hopeless_mask_stays_small_enough_to_send():
    mask = np.random.default_rng(3).random((400, 640)) > 0.5
    d = outline(gaussian_filter(mask.astype(float), 1) > 0.5)
    assert d.count(" ") < 6 * MOST_POINTS


def test_what_is_no_mask():
    assert outline(np.zeros((5, 5), bool)) == ""
    with pytest.raises(ValueError, match="height, width"):
        outline(np.ones((2, 2, 3), bool))
