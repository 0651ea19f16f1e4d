"""How a picture becomes a tensor of the size that a base is taught in: centre crop, or the nearest aspect bucket."""

import math

import numpy as np
from PIL import Image

LONGEST_RATIO = 2.0  # of a bucket's sides; longer pictures are cropped


def buckets(side: int, unit: int) -> list[tuple[int, int]]:
    """(width, height) of about side × side pixels, no more, in multiples of unit; the square first.

    Each width has its tallest height, and no side is more than twice the other.
    """
    shapes = [(side, side)]
    for width in range(unit, int(side * LONGEST_RATIO**0.5) + 1, unit):
        height = side * side // width // unit * unit
        if height and max(width, height) <= LONGEST_RATIO * min(width, height):
            shapes += [shape for shape in ((width, height), (height, width)) if shape not in shapes]
    return shapes


def nearest_bucket(size: tuple[int, int], shapes: list[tuple[int, int]]) -> tuple[int, int]:
    """The shape from which the least of a picture of this (width, height) is cropped; the first of equals."""
    return min(shapes, key=lambda shape: abs(math.log(shape[0] * size[1] / (shape[1] * size[0]))))


def fit(image: Image.Image, shape: tuple[int, int]) -> tuple[np.ndarray, tuple[int, ...]]:
    """(pixels, sizes) of a picture that fills a shape (width, height): resized to cover it, what sticks out cut off.

    pixels: float32 (3, height, width) in -1 … 1. sizes: height and width of the original, top and left of the crop
    in the resized picture, height and width of the shape; SDXL's family is told them.
    """
    width, height = shape
    factor = max(width / image.width, height / image.height)
    large = (max(width, round(image.width * factor)), max(height, round(image.height * factor)))
    left, top = (large[0] - width) // 2, (large[1] - height) // 2
    resized = image if image.size == large else image.resize(large, Image.Resampling.LANCZOS)
    pixels = np.asarray(resized.crop((left, top, left + width, top + height)), dtype=np.float32)
    return pixels.transpose(2, 0, 1) / 127.5 - 1, (image.height, image.width, top, left, height, width)
