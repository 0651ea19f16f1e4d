"""Paper-town pictures with their true masks, and where to click: what the segmenter's benchmarks and its fit share."""

import random

import numpy as np

LEAST = 300  # visible pixels of a figure in a crowd
PLACES = ("street", "square", "market", "park", "hills", "forest", "beach", "sea", "snow", "farm", "station")
TIMES = ("morning", "day", "day", "sunset", "night")
WEATHERS = ("clear", "clear", "cloudy", "rain", "snow", "wind", "fog")


def town(seed: int, *, crowd: bool) -> tuple[np.ndarray, list[np.ndarray]]:
    """A paper-town picture of 1024 × 576 as pixels, and true masks: the asked figure, or ten figures of a crowd."""
    from storyhelpers.papertown.figures import KINDS
    from storyhelpers.papertown.painter import paint
    from storyhelpers.scenegraph import Figure, Scene

    chance = random.Random(seed)
    name = chance.choice([kind for kind in KINDS if kind not in ("rain", "snow", "sea", "hill", "mountain")])
    place, time = chance.choice(PLACES), chance.choice(TIMES)
    scene = Scene(
        figures=(Figure(name, hidden=crowd),), place=place, time=time, weather=chance.choice(WEATHERS), crowd=crowd
    )
    picture = paint(scene, (1024, 576), seed)
    scene = picture.scene
    if not crowd:
        asked = [scene.mask(i) for i, figure in enumerate(scene.figures) if figure.asked]
        return picture.array, [mask for mask in asked if mask.sum() >= LEAST][:1]
    seen = np.bincount(scene.labels.ravel(), minlength=len(scene.figures) + 1)[1:]
    chosen = [i for i in range(len(scene.figures)) if seen[i] >= LEAST]
    return picture.array, [scene.mask(i) for i in chance.sample(chosen, min(10, len(chosen)))]


def centre(area: np.ndarray) -> tuple[float, int, int]:
    """The most inner pixel of an area: (its distance to the outside, x, y)."""
    from scipy.ndimage import distance_transform_edt

    rows, columns = np.flatnonzero(area.any(1)), np.flatnonzero(area.any(0))
    if not len(rows):
        return 0.0, 0, 0
    part = np.pad(area[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
    inner = distance_transform_edt(part)
    y, x = np.unravel_index(inner.argmax(), inner.shape)
    return float(inner[y, x]), int(x) - 1 + int(columns[0]), int(y) - 1 + int(rows[0])
