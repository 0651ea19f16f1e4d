"""The canvas under `click`: an anywidget over a Board (board.py). Imported when it is first shown."""

import anywidget

from .board import Board, mask_png
from .clicking import Click
from .page import script, style


class Canvas(Board, anywidget.AnyWidget):
    """A picture, a mask over it and marks."""

    _esm = script()
    _css = style()


def canvas_of(clicked: Click) -> Canvas:
    """A canvas that marks `clicked` and shows its mask; the segmenter gets ready while the picture is looked at."""
    clicked.prepare()
    canvas = Canvas()
    canvas.bind(clicked)
    return canvas


__all__ = ["Canvas", "canvas_of", "mask_png"]
