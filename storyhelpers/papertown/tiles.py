"""Figures as pixels: a drawing (`Pen`) at a size becomes a small RGBA tile with the place of its foot."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from .backdrop import render
from .figures.pen import Pen


@dataclass
class Tile:
    """A rendered figure.

    image: RGBA. left, top: where its upper left corner lies from the figure's foot, in pixels. mask: bool (H, W), where
    alpha is ≥ 50 %.
    """

    image: Image.Image
    left: int
    top: int
    mask: np.ndarray

    @property
    def area(self) -> int:
        """Pixels of the whole outline."""
        return int(self.mask.sum())

    def without(self, share: float) -> "Tile":
        """The tile without that share of its height, from below."""
        keep = max(1, round(self.image.height * (1 - share)))
        return Tile(self.image.crop((0, 0, self.image.width, keep)), self.left, self.top, self.mask[:keep])


def cut(pen: Pen, unit: float, mirror: bool = False) -> Tile:
    """Render what `pen` holds at `unit` pixels per pen unit."""
    x0, y0, x1, y1 = pen.bounds
    if mirror:
        x0, x1 = -x1, -x0
    left, top = int(np.floor(x0 * unit)) - 1, int(np.floor(-y1 * unit)) - 1
    width, height = max(3, int(np.ceil(x1 * unit)) + 1 - left), max(3, int(np.ceil(-y0 * unit)) + 1 - top)
    turn = f"translate({-left},{-top}) scale({-unit if mirror else unit:.4f},{unit:.4f})"
    image = render(f'<g transform="{turn}">{pen.svg()}</g>', width, height)
    return Tile(image, left, top, np.asarray(image)[..., 3] >= 128)


def window(tile: Tile, x: float, y: float, size: tuple[int, int]):
    """Slices (of the picture, of the tile) where a tile with its foot at (x, y) is seen; None if nowhere."""
    width, height = size
    x0, y0 = round(x) + tile.left, round(y) + tile.top
    x1, y1 = x0 + tile.mask.shape[1], y0 + tile.mask.shape[0]
    a0, b0, a1, b1 = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
    if a0 >= a1 or b0 >= b1:
        return None
    return (slice(b0, b1), slice(a0, a1)), (slice(b0 - y0, b1 - y0), slice(a0 - x0, a1 - x0))
