"""Small examples that the lessons look inside with."""

import random
from dataclasses import dataclass

import numpy as np

PLACES = ("street", "park", "beach", "sea", "snow", "forest", "farm", "hills")
DOTS = (8, 6)  # coloured dots across and down that a picture is made into
SIZE = (80, 60)  # px of the pictures that are looked at


@dataclass(frozen=True)
class Seen:
    """Pictures as numbers, and the word that belongs to each.

    x: float (n, 145), the red, green and blue of 8 × 6 dots from 0 to 1, and a 1. y: float (n, 8), 1 at the right word.
    words: the eight words.
    """

    x: np.ndarray
    y: np.ndarray
    words: tuple[str, ...]


def things_to_see(n: int, seed: int = 0) -> Seen:
    """`n` empty places of the paper town, at different hours, each with the word for it."""
    from .papertown.painter import paint
    from .scenegraph import Scene

    draw = random.Random(seed)
    rows, right = [], []
    for number in range(n):
        place = draw.randrange(len(PLACES))
        hour = draw.choice(("morning", "day", "sunset"))
        image = paint(Scene(place=PLACES[place], time=hour), SIZE, seed=seed * 10_000 + number).image
        rows.append(np.append(np.asarray(image.resize(DOTS), float).ravel() / 255, 1.0))
        right.append(place)
    return Seen(np.array(rows), np.eye(len(PLACES))[right], PLACES)
