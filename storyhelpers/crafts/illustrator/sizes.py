"""How large a picture becomes: from an aspect ratio to pixels, for paper and for what a model was trained on."""

import math

from ...engine import BadInput

PIXELS = 1024 * 576
STEP = 8  # sides are multiples of this


def ratio_of(aspect: str) -> float:
    """Width over height of an aspect such as "16:9". Raises BadInput for anything that is not from 1:5 to 5:1."""
    try:
        wide, high = (float(part) for part in str(aspect).replace("：", ":").split(":"))
        ratio = wide / high
        if not (math.isfinite(ratio) and wide > 0 and high > 0 and 0.2 <= ratio <= 5):
            raise ValueError
    except (ValueError, ZeroDivisionError) as error:
        raise BadInput(
            f'"{str(aspect)[:40]}" is not an aspect ratio. Type it as width:height from 1:5 to 5:1, such as "16:9".'
        ) from error
    return ratio


def size_for(aspect: str) -> tuple[int, int]:
    """(width, height) in pixels for an aspect such as "16:9": about 1024 × 576 pixels in all, sides multiples of 8.

    Raises BadInput for anything but two positive numbers whose ratio is at most 5.
    """
    ratio = ratio_of(aspect)
    return tuple(
        max(STEP, STEP * round(side / STEP)) for side in (math.sqrt(PIXELS * ratio), math.sqrt(PIXELS / ratio))
    )


def trained_sizes(side: int, unit: int = 8) -> list[tuple[int, int]]:
    """The (width, height)s that a model trained at side × side pixels draws well.

    Sides are sixteenths of `side` from a half to twice of it, and the picture has 90 to 100 % of the pixels: for 1024
    these are the sizes that SDXL was trained on (appendix I of arXiv:2307.01952). unit: what sides must divide by.
    """
    grid = max(1, round(side / 16 / unit)) * unit
    lengths = range(grid * math.ceil(side / 2 / grid), 2 * side + 1, grid)
    return [(w, h) for w in lengths for h in lengths if 0.9 * side * side <= w * h <= side * side]


def trained_size(aspect: str, side: int, unit: int = 8) -> tuple[int, int]:
    """Of those sizes the one whose ratio is nearest to an aspect such as "16:9", the largest of equals."""
    ratio = ratio_of(aspect)
    sizes = trained_sizes(side, unit)
    return min(sizes, key=lambda size: (round(abs(math.log(size[0] / size[1] / ratio)), 6), -size[0] * size[1]))
