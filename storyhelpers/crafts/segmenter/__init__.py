"""Points on a picture → the thing under them: engines of the craft "segmenter".

The offline engine knows the true outlines of a paper-town picture, because such a picture carries its scene. Any other
picture, a photograph for one, is cut by a classical method (`cutting`). `Sam` and `Sam2` are models (`sam`, `sam2`).
"""

from dataclasses import replace
from functools import partial
from typing import Protocol

import numpy as np

from ...locale import say
from ...media import Picture, Point, Region
from .models import MODELS
from .sam import Sam
from .sam2 import Sam2

Box = tuple[float, float, float, float]

OUTLINE = "paper town outline"
CLASSICAL = "superpixel trees"


class Segmenter(Protocol):
    """Anything callable that finds the region which points (and a box) mean.

    points: pixels of the original picture, in the order in which they were clicked; keep=False takes away.
    box: (x0, y0, x1, y1) in pixels around the thing, or None.

    An engine to which a picture's first click costs more than the next ones may have `prepare(picture)`: it does that
    part ahead, and `click` calls it in the background while the person is still looking.
    """

    def __call__(self, picture: Picture, points: tuple[Point, ...], *, box: Box | None = None) -> Region: ...


def offline(picture: Picture, points: tuple[Point, ...], *, box: Box | None = None) -> Region:
    """The figure's own outline in a paper-town picture, a classical cut in any other.

    The region's mask is bool (H, W) of the original picture and holds every point with keep=True. The verb
    `studio.cut_out` has checked the arguments: the points lie inside, and there is a point or a box.
    """
    points = tuple(points)
    scene = picture.scene
    if scene is None or scene.labels is None or scene.labels.shape != picture.size[::-1]:
        return _classical(picture, points, box)
    label_of = {point: int(scene.labels[int(point.y), int(point.x)]) for point in points}
    kept = {label_of[point] for point in points if point.keep}
    if not kept and box is not None:
        kept = set(_labels_in(scene.labels, box))
    # Scenery has no outline, and "this, but not that" within one figure means a part of it: those are cut classically.
    uncertain = kept & {0, *(label_of[point] for point in points if not point.keep)} if kept else {0}
    chosen = kept - uncertain - {0}
    own = Region(picture, np.isin(scene.labels, list(chosen)), points=points, box=box, made_by=OUTLINE)
    if not uncertain:
        if len(chosen) == 1:
            return replace(
                own, note=say("This is the figure's own outline: a paper-town picture knows what stands where.")
            )
        return replace(
            own, note=say("These are the figures' own outlines: a paper-town picture knows what stands where.")
        )
    there = tuple(point for point in points if not point.keep or label_of[point] in uncertain)
    cut = _classical(picture, there, None if chosen else box, allowed=np.isin(scene.labels, list(uncertain)))
    if 0 in uncertain:
        note = say("Scenery has no outline of its own, so it was cut by its colours and edges.")
    else:
        note = say("This is a part of a figure, cut by its colours and edges.")
    return replace(cut, mask=cut.mask | own.mask, points=points, box=box, note=note)


def _prepare(picture: Picture) -> None:
    """Takes a picture without outlines apart ahead of its first click, half a second for a photograph."""
    scene = picture.scene
    if scene is None or scene.labels is None or scene.labels.shape != picture.size[::-1]:
        from . import pieces

        pieces.pieces_of(picture)


offline.prepare = _prepare


def _classical(
    picture: Picture, points: tuple[Point, ...], box: Box | None, allowed: np.ndarray | None = None
) -> Region:
    from . import cutting

    mask, score = cutting.cut(picture, points, box, allowed)
    return Region(picture, mask, points=points, box=box, score=score, made_by=CLASSICAL)


def _labels_in(labels: np.ndarray, box: Box) -> list[int]:
    """The labels of the figures that are mostly inside the box; else of what fills most of the box."""
    x0, y0, x1, y1 = _whole(box, labels.shape)
    inside = np.bincount(labels[y0:y1, x0:x1].ravel(), minlength=int(labels.max()) + 1)
    whole = np.bincount(labels.ravel(), minlength=len(inside))
    found = [int(label) for label in np.flatnonzero(inside * 2 > whole) if label]
    return found or [int(inside.argmax())]


def _whole(box: Box, shape: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box in whole pixels, inside the picture, at least one pixel wide and high."""
    height, width = shape
    x0, x1 = sorted((box[0], box[2]))
    y0, y1 = sorted((box[1], box[3]))
    x0, y0 = min(max(int(x0), 0), width - 1), min(max(int(y0), 0), height - 1)
    return x0, y0, max(x0 + 1, min(int(np.ceil(x1)), width)), max(y0 + 1, min(int(np.ceil(y1)), height))


def suggest(picture: Picture, n: int = 8, seed: int = 0) -> list[Point]:
    """Up to n good points to click when nobody is there, the most telling first.

    With a scene: the hidden figure, then the figures that were asked for, then large ones of different kinds, each at
    its most inner visible pixel. Without: things that stand out from the picture, well apart from each other. There is
    always at least one.
    """
    from . import spots

    return spots.points(picture, n, seed)


ENGINES: dict[str, Segmenter] = {
    "offline": offline,
    "sam": Sam,
    **{name: partial(Sam, name) for name in Sam.MODELS if name != Sam.DEFAULT},
    "sam2": Sam2,
    **{name: partial(Sam2, name) for name in Sam2.MODELS if name != Sam2.DEFAULT},
}

__all__ = ["ENGINES", "MODELS", "Sam", "Sam2", "Segmenter", "offline", "suggest"]
