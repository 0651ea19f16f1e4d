"""A few colours that suit a picture, so that a cover and its title belong together."""

import colorsys
from dataclasses import dataclass

import numpy as np
from PIL import Image

Colour = tuple[int, int, int]
PAPER: Colour = (255, 255, 255)
INK: Colour = (38, 36, 42)  # of words: softer than black


@dataclass(frozen=True)
class Palette:
    """deep: a dark tone for grounds and titles; cream: light words on it; pale: a calm light ground; quiet: for what
    stands back, the second language and page numbers. All pairs that are read have a contrast of 4.5 : 1 or more."""

    deep: Colour
    cream: Colour
    pale: Colour
    quiet: Colour


def palette_of(image: Image.Image) -> Palette:
    """The colours for a picture: the hue that most of its strong colours share, a calm blue where it has none."""
    small = np.asarray(image.resize((48, 48)).convert("HSV")).reshape(-1, 3) / 255.0
    hue, saturation, value = small.T
    strength = saturation * np.clip(value * 1.5, 0, 1)
    votes, _ = np.histogram(hue, bins=24, range=(0, 1), weights=strength * (strength > 0.2))
    votes = votes + 0.5 * (np.roll(votes, 1) + np.roll(votes, -1))  # hue is a circle
    tone = (int(votes.argmax()) + 0.5) / 24 if votes.sum() > 20 else 0.6
    return Palette(
        _toned(tone, 0.20, 0.52), _toned(tone, 0.965, 0.55), _toned(tone, 0.945, 0.45), _readable_on_white(tone)
    )


def _toned(hue: float, lightness: float, saturation: float) -> Colour:
    return tuple(round(255 * part) for part in colorsys.hls_to_rgb(hue, lightness, saturation))


def _readable_on_white(hue: float) -> Colour:
    for lightness in (0.42, 0.38, 0.34, 0.3, 0.26):
        colour = _toned(hue, lightness, 0.32)
        if contrast(colour, _toned(hue, 0.945, 0.45)) >= 4.5:
            return colour
    return INK


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours, 1 … 21 (WCAG 2)."""
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
