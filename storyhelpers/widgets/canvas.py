"""The canvas under `click`: an anywidget whose only state is the list of marks. Imported when it is first shown."""

import io
import textwrap
from pathlib import Path

import anywidget
import numpy as np
import traitlets
from PIL import Image

from ..engine import StoryError
from .clicking import Click, answer

STATIC = Path(__file__).parent / "static"
TINT, RIM = (64, 140, 255), (255, 255, 255)


class Canvas(anywidget.AnyWidget):
    """A picture, a mask over it and marks: {"x", "y", "keep"} or {"box": [x0, y0, x1, y1]} in picture pixels."""

    _esm = STATIC / "canvas.js"
    _css = STATIC / "canvas.css"
    image = traitlets.Bytes().tag(sync=True)
    mask = traitlets.Bytes().tag(sync=True)
    size = traitlets.Tuple(traitlets.Int(), traitlets.Int(), default_value=(1, 1)).tag(sync=True)
    marks = traitlets.List(traitlets.Dict()).tag(sync=True)
    suggested = traitlets.Bool(False).tag(sync=True)  # the first marks came from `at`, not from a person
    kept = traitlets.Int(0).tag(sync=True)  # the page counts it up when "Keep" is pressed
    busy = traitlets.Bool(False).tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("Picture").tag(sync=True)


def canvas_of(clicked: Click) -> Canvas:
    """A canvas that marks `clicked` and shows its mask; the segmenter gets ready while the picture is looked at."""
    clicked.prepare()
    marks = [{"x": p.x, "y": p.y, "keep": p.keep} for p in clicked.points]
    marks += [{"box": list(clicked.box)}] if clicked.box else []
    picture = clicked.picture
    canvas = Canvas(
        image=picture.webp(92), size=picture.size, marks=marks, suggested=bool(marks),
        label=textwrap.shorten(picture.words, 160, placeholder=" …") or "Picture", **_state(clicked),
    )  # fmt: skip

    def marked(change):
        canvas.busy = True
        sentence = answer(clicked, change.new)
        with canvas.hold_sync():
            for name, value in (_state(clicked) | ({"words": sentence} if sentence else {})).items():
                setattr(canvas, name, value)
            canvas.busy = False

    def keep(_):
        try:
            sentence = f"Kept: {clicked.keep().name or 'a thing'}. Mark the next one."
        except StoryError as error:
            sentence = str(error)
        canvas.unobserve(marked, "marks")
        with canvas.hold_sync():
            canvas.marks, canvas.mask, canvas.words = [], b"", sentence
        canvas.observe(marked, "marks")

    canvas.observe(marked, "marks")
    canvas.observe(keep, "kept")
    return canvas


def _state(clicked: Click) -> dict:
    region = clicked.marked
    if region is None:
        return {"mask": b"", "words": ""}
    share = (
        f"{region.mask.mean():.1%} of the picture" if region.mask.mean() >= 0.001 else "less than 0.1% of the picture"
    )
    return {"mask": mask_png(region.mask), "words": " · ".join(filter(None, (region.name, share, region.note)))}


def mask_png(mask: np.ndarray) -> bytes:
    """A bool mask (H, W) as a small indexed PNG: clear outside, tinted inside, an opaque rim."""
    inner = mask.copy()
    for axis in (0, 1):
        for step in (-2, 2):
            inner &= np.roll(mask, step, axis)
    image = Image.fromarray(mask.astype(np.uint8) + (mask & ~inner), "P")
    image.putpalette([0, 0, 0, *TINT, *RIM])
    out = io.BytesIO()
    image.save(out, "PNG", transparency=bytes((0, 75, 255)), bits=2, compress_level=4)
    return out.getvalue()
