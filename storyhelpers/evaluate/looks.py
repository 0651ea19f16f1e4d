"""What can be measured of a picture's look without any model: how colourful, how light, how full of edges it is."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from ..media import Picture

SIDE = 64  # pixels of the square that everything is measured at, so that a picture's size does not count
LOOKS = ("colourfulness", "saturation", "lightness", "contrast", "white", "edges", "fine edges")


def looks(pictures: Sequence[Picture | Image.Image]) -> np.ndarray:
    """float32 (n, 7), in the order of LOOKS.

    colourfulness: Hasler & Süsstrunk, Measuring colourfulness in natural images (2003), over 255; saturation of HSV;
    lightness and its deviation, 0 … 1; white: share of pixels lighter than 0.9; edges: mean step to the neighbour;
    fine edges: mean step that is left after a blur was taken off.
    """
    return np.stack([_look(getattr(one, "image", one)) for one in pictures]) if len(pictures) else np.zeros((0, 7))


def _look(image: Image.Image) -> np.ndarray:
    rgb = np.asarray(image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX), np.float32) / 255
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    first, second = red - green, (red + green) / 2 - blue
    colourful = np.hypot(first.std(), second.std()) + 0.3 * np.hypot(first.mean(), second.mean())
    highest, lowest = rgb.max(2), rgb.min(2)
    light = rgb @ np.array([0.299, 0.587, 0.114], np.float32)
    fine = light[1:-1, 1:-1] - (light[:-2, 1:-1] + light[2:, 1:-1] + light[1:-1, :-2] + light[1:-1, 2:]) / 4
    return np.array([
        colourful, ((highest - lowest) / np.maximum(highest, 1e-3)).mean(), light.mean(), light.std(),
        (light > 0.9).mean(), np.abs(np.diff(light, axis=0)).mean() + np.abs(np.diff(light, axis=1)).mean(),
        np.abs(fine).mean(),
    ], np.float32)  # fmt: skip
