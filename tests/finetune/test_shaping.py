"""Centre crops and aspect buckets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers.finetune.shaping import buckets, fit, nearest_bucket


@pytest.mark.parametrize("side, unit", [(64, 8), (96, 16), (256, 64), (512, 64), (768, 64), (1024, 64)])
def test_buckets_have_about_one_area(side, unit):
    shapes = buckets(side, unit)
    assert shapes[0] == (side, side) and len(set(shapes)) == len(shapes) > 1
    for width, height in shapes[1:]:
        assert width % unit == height % unit == 0 and (height, width) in shapes
        assert 0.7 * side**2 < width * height <= side**2
        assert max(width, height) <= 2 * min(width, height)


def test_the_usual_buckets_of_sdxl_are_there():
    assert {(1024, 1024), (896, 1152), (832, 1216), (768, 1344)} <= set(buckets(1024, 64))


@settings(max_examples=200, deadline=None)
@given(st.integers(16, 3000), st.integers(16, 3000))
def test_the_nearest_bucket_cuts_least(width, height):
    shapes = buckets(512, 64)

    def left(shape):
        scale = max(shape[0] / width, shape[1] / height)
        return shape[0] * shape[1] / (width * height * scale**2)

    chosen = nearest_bucket((width, height), shapes)
    assert left(chosen) >= max(map(left, shapes)) - 1e-9


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 200), st.integers(1, 200), st.sampled_from([(64, 64), (48, 80), (80, 48)]))
def test_a_picture_fills_its_shape(width, height, shape):
    pixels, sizes = fit(Image.new("RGB", (width, height), (255, 0, 127)), shape)
    assert pixels.shape == (3, shape[1], shape[0]) and pixels.dtype == np.float32
    assert np.allclose(pixels[0], 1) and np.allclose(pixels[1], -1) and np.abs(pixels[2]).max() < 0.01
    assert sizes[:2] == (height, width) and sizes[4:] == (shape[1], shape[0])
    assert sizes[2] == 0 or sizes[3] == 0, "only one pair of sides is cropped"


def test_the_crop_is_the_middle():
    image = Image.new("RGB", (120, 60), "black")
    image.paste("white", (30, 0, 90, 60))
    pixels, sizes = fit(image, (60, 60))
    assert pixels.min() == 1 and sizes == (60, 120, 0, 30, 60, 60)
