"""What a training run looked like: its curves, and its validation pictures by step, from the events of its journal.

`curves(events)` draws loss, validation, learning rate, gradient norm and memory; `strip(events, folder)` puts the
validation pictures below one another. Both take a list of dicts, such as `journal.events()`, and need no torch.
"""

import base64
import html
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from ..engine import BadInput
from ..files import write_file
from ..locale import language, say
from .drawing_curves import Drawn, draw

MOST_ROWS = 12  # of a strip: with more of them, evenly chosen ones
ROW_WIDTH = 1024  # px
MARGIN = 92  # px at the left of a saved strip, for the number of the step
STYLE = (
    "font:15px/1.5 system-ui,&quot;Segoe UI&quot;,&quot;Microsoft JhengHei&quot;,&quot;PingFang TC&quot;,"
    "&quot;Noto Sans CJK TC&quot;,&quot;WenQuanYi Micro Hei&quot;,sans-serif;max-width:1024px;overflow-wrap:anywhere"
)


@dataclass(frozen=True, eq=False, repr=False)
class Curves:
    """The curves of a run; they show themselves, wide or for a phone. `save("curves.png")` or ".svg" keeps them."""

    drawn: Drawn

    def figure(self, narrow: bool = False):
        """A matplotlib Figure of its own, not known to pyplot; narrow: one panel below the other, for a phone."""
        return draw(self.drawn, narrow)

    @cached_property
    def png(self) -> bytes:
        """The wide figure as a PNG file."""
        return picture_of(self.figure(), "png")

    @cached_property
    def svg(self) -> bytes:
        """The wide figure as an SVG file, its words as outlines."""
        return picture_of(self.figure(), "svg")

    def save(self, path) -> Path:
        """Writes PNG or SVG, by the name's ending. Raises BadInput, BookTrouble."""
        ending = Path(path).suffix.lower()
        if ending not in (".png", ".svg"):
            raise BadInput(f'Curves are saved as .png or .svg, not as {path}: curves.save("curves.png").')
        return write_file(path, self.png if ending == ".png" else self.svg)

    @property
    def words(self) -> str:
        """What the curves show, as a sentence: for those who cannot see them."""
        drawn = self.drawn
        if not drawn.steps:
            return say("No step has been taken yet.")
        if drawn.best is None:
            return say("{steps} steps; no validation loss has been measured yet.", steps=drawn.steps)
        return say(
            "{steps} steps. The validation loss began at {first}; the best, {best}, was at step {step}.",
            steps=drawn.steps, first=_figure(drawn.first), best=_figure(drawn.best[1]), step=drawn.best[0],
        )  # fmt: skip

    @property
    def marks(self) -> tuple[tuple[int, str], ...]:
        """(step, what was said) of the numbered lines in the figure, the first is number 1."""
        return self.drawn.marks

    def __repr__(self):
        return f"Curves({self.drawn.steps} steps, best validation loss {self.drawn.best})"

    def _repr_html_(self):
        if not self.drawn.steps and not len(self.drawn.validation):
            return f'<p lang="{language()}" style="{STYLE}">{html.escape(self.words)}</p>'
        narrow = base64.b64encode(picture_of(self.figure(narrow=True), "png")).decode()
        source = f'<source media="(max-width: 640px)" srcset="data:image/png;base64,{narrow}">'
        said = "".join(f'<li value="{n}">{html.escape(text)}</li>' for n, (_, text) in enumerate(self.marks, 1))
        return self._html(source, f'<ol style="margin:4px 0 0;padding-left:1.8em">{said}</ol>' if said else "")

    @property
    def live(self) -> str:
        """As HTML while it grows: one picture only, because it is drawn again and again."""
        return self._html() if self.drawn.steps else ""

    def _html(self, source: str = "", below: str = "") -> str:
        words, wide = html.escape(self.words, quote=True), base64.b64encode(self.png).decode()
        return (
            f'<figure lang="{language()}" style="margin:0;{STYLE}"><picture>{source}'
            f'<img src="data:image/png;base64,{wide}" alt="{words}" '
            f'style="display:block;max-width:100%;height:auto;border-radius:12px"></picture>'
            f"<figcaption>{words}{below}</figcaption></figure>"
        )


def curves(events: Iterable[Mapping], pictures: int | None = None) -> Curves:
    """The curves of a run from its events, whatever there is of them: none yet, a few, or losses that are no numbers.

    events: dicts with a "kind": "step" (step, loss, rate, grad, memory in bytes, seen), "validation" (step, loss),
    "said" (step, text). pictures: how many are learned in an epoch (those that are kept back do not count).
    """
    return Curves(Drawn.of(events, pictures))


def picture_of(figure, kind: str, dots: int = 110) -> bytes:
    """A figure as the bytes of a PNG or SVG file."""
    out = io.BytesIO()
    figure.savefig(out, format=kind, dpi=dots, metadata={"Date": None} if kind == "svg" else None)
    return out.getvalue()


@dataclass(frozen=True, eq=False, repr=False)
class Strip:
    """Validation pictures by step, the first on top; `save("strip.png")` keeps them as one contact sheet.

    rows: (step, image), each image the pictures of one step. lost: names of files that could not be read.
    """

    rows: tuple[tuple[int, Image.Image], ...]
    lost: tuple[str, ...] = ()

    @cached_property
    def image(self) -> Image.Image:
        """The sheet: a row a step, its number on the left. Raises BadInput when there is no picture."""
        from PIL import ImageDraw, ImageFont

        if not self.rows:
            raise BadInput("No validation pictures have been drawn yet. Train up to the first ones (show_every).")
        rows = [(step, _fitted(image)) for step, image in self.rows]
        gap = 10
        sheet = Image.new("RGB", (MARGIN + ROW_WIDTH, sum(row.height + gap for _, row in rows) - gap), "#fffaf0")
        pen, top = ImageDraw.Draw(sheet), 0
        for step, row in rows:
            size = 30 if step < 10_000 else 22
            pen.text((MARGIN - 14, top + row.height / 2), f"{step}", "#3a2a20", ImageFont.load_default(size), "rm")
            sheet.paste(row, (MARGIN, top))
            top += row.height + gap
        return sheet

    @property
    def newest(self) -> str:
        """The last row as HTML, with its step; "" before there is one."""
        return row_html(*self.rows[-1]) if self.rows else ""

    def save(self, path) -> Path:
        """Writes the sheet as PNG or WebP, by the name's ending. Raises BadInput, BookTrouble."""
        kinds = {".png": "PNG", ".webp": "WEBP"}
        kind = kinds.get(Path(path).suffix.lower())
        if kind is None:
            raise BadInput(f'A strip is saved as .png or .webp, not as {path}: strip.save("strip.png").')
        out = io.BytesIO()
        self.image.save(out, kind)
        return write_file(path, out.getvalue())

    def __repr__(self):
        return f"Strip(steps {', '.join(str(step) for step, _ in self.rows) or 'none'})"

    def _repr_html_(self):
        parts = "".join(row_html(step, image) for step, image in self.rows)
        parts = parts or html.escape(say("No validation pictures have been drawn yet."))
        lost = html.escape(say("These could not be read: {names}.", names=", ".join(self.lost))) if self.lost else ""
        return f'<div lang="{language()}" style="{STYLE}">{parts}{f"<p>⚠ {lost}</p>" if lost else ""}</div>'


def strip(events: Iterable[Mapping], folder, most: int = MOST_ROWS) -> Strip:
    """The validation pictures of a run by step, at most `most` rows: the first, the last, and evenly some between.

    events: those of kind "pictures" (step, file) count. folder: the run's, in which the files lie. A file that is
    missing or damaged is named and left out.
    """
    named = {}
    for event in events:
        if event.get("kind") == "pictures" and event.get("file") and _number(event.get("step")) is not None:
            named[int(event["step"])] = str(event["file"])
    rows, lost = [], []
    for step in _chosen(sorted(named), most):
        try:
            with Image.open(Path(folder) / named[step]) as image:
                rows.append((step, image.convert("RGB")))
        except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Image.DecompressionBombError):
            lost.append(named[step])
    return Strip(tuple(rows), tuple(lost))


def row_html(step: int, image: Image.Image) -> str:
    """The pictures of one step with their caption."""
    image = _fitted(image)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=88)
    label = html.escape(say("Step {step}", step=step), quote=True)
    return (
        f'<figure style="margin:0 0 10px"><figcaption style="font-weight:600">{label}</figcaption>'
        f'<img alt="{label}" src="data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}" '
        f'style="display:block;width:100%;height:auto;border-radius:8px"></figure>'
    )


def _fitted(image: Image.Image) -> Image.Image:
    """A row as wide as all others."""
    height = max(1, round(image.height * ROW_WIDTH / image.width))
    return image.resize((ROW_WIDTH, height), Image.Resampling.LANCZOS)


def _chosen(steps: list[int], most: int) -> list[int]:
    if len(steps) <= most:
        return steps
    return [steps[round(i * (len(steps) - 1) / (most - 1))] for i in range(most)] if most > 1 else steps[-1:]


def _number(value) -> float | None:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def _figure(value: float) -> str:
    return f"{value:.3g}"
