"""`before_after(a, b)`: two pictures over one another with a line between them that is pushed; before and after.

It is one piece of HTML without a widget: the two pictures side by side, which is what print and a page without scripts
show. Where scripts may run, the last picture's own `onload` wakes `static/before_after.js`. So it is the same in
JupyterLab, Colab, Voila, a saved notebook and a page of nbconvert, and no kernel is asked.
"""

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from ..engine import BadInput
from ..files import write_file
from ..locale import language, language_of, say
from ..media import Picture
from ..playing import ALONE

STATIC = Path(__file__).parent / "static"
LONGEST_SIDE = 1024  # px of a picture in a cell
LEAST_WIDTH = 384  # px on the page: the pictures of a small model have 64
LONGEST_WORDS = 300  # letters
GAP = 12  # px between two pictures of a sheet


@dataclass(frozen=True, eq=False, repr=False)
class BeforeAfter:
    """Pairs of pictures that show themselves, one pair at a time; `save("pairs.png")` keeps them side by side.

    pairs: (one, other) each. names: what the ones and the others are called. words: what stands above each pair.
    """

    pairs: tuple[tuple[Picture, Picture], ...]
    names: tuple[str, str] = ("base", "tuned")
    words: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        """All of it as one piece of HTML."""
        last = len(self.pairs) - 1
        parts = "".join(
            _pair(pair, self.names, words, wakes=number == last)
            for number, (pair, words) in enumerate(zip(self.pairs, self.words, strict=True))
        )
        turn = "" if last == 0 else _turn()
        style = f"<style>{_static('before_after.css')}</style>"
        return f'<div class="story-pairs" lang="{language()}">{style}{parts}{turn}</div>'

    @property
    def sheet(self) -> Image.Image:
        """The pairs side by side, a row each, without names: those are for whoever shows it."""
        rows = [_row(pair) for pair in self.pairs]
        width = max(row.width for row in rows)
        paper = Image.new("RGB", (width, sum(row.height + GAP for row in rows) - GAP), "white")
        top = 0
        for row in rows:
            paper.paste(row, (0, top))
            top += row.height + GAP
        return paper

    def save(self, path) -> Path:
        """Writes the sheet as PNG, or the slider as an HTML page when the name ends in .html. Raises BookTrouble."""
        if str(path).lower().endswith((".html", ".htm")):
            title = html.escape(" / ".join(self.names))
            page = (
                f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8"><title>{title}</title>'
                '<meta name="viewport" content="width=device-width"></head>'
                f"<body><main>{self.html}</main></body></html>"
            )
            return write_file(path, page.encode())
        if not str(path).lower().endswith(".png"):
            raise BadInput(f'A before and after is saved as .png or .html, not as {path}: save("pair.png").')
        out = io.BytesIO()
        self.sheet.save(out, "PNG")
        return write_file(path, out.getvalue())

    def __repr__(self):
        return f"BeforeAfter({len(self.pairs)} pair(s), {self.names[0]!r} and {self.names[1]!r})"

    def _repr_html_(self):
        return self.html


def before_after(
    a: Picture | Sequence[Picture],
    b: Picture | Sequence[Picture],
    names: tuple[str, str] = ("base", "tuned"),
    words: str | Sequence[str] = "",
) -> BeforeAfter:
    """Two pictures to compare by pushing a line between them; lists give several pairs, with buttons to turn.

    names: of the two sides. words: what stands above, the prompt if left out and both have the same; a list for lists.
    The two may differ in size; each is then as large as the other, and whole. Raises BadInput when they do not pair.
    """
    ones, others = (list(side) if isinstance(side, list | tuple) else [side] for side in (a, b))
    for picture in (*ones, *others):
        if not isinstance(picture, Picture):
            raise BadInput(
                f"before_after needs pictures, not {type(picture).__name__}: "
                "before_after(studio.draw(prompt, seed=1), tuned.draw(prompt, seed=1))."
            )
    if not ones or len(ones) != len(others):
        raise BadInput(
            f"before_after pairs the pictures of two lists; these have {len(ones)} and {len(others)}. "
            "Give as many of one as of the other."
        )
    if not isinstance(names, list | tuple) or len(names) != 2:
        raise BadInput(f'names are two, such as ("base", "tuned"), not {names!r:.80}.')
    told = [words] * len(ones) if isinstance(words, str) else [str(one) for one in words]
    if len(told) != len(ones):
        raise BadInput(
            f"There are {len(ones)} pairs and {len(told)} words for them. Give as many, or one text for all."
        )
    told = [
        text or (one.words if one.words == other.words else "")
        for text, one, other in zip(told, ones, others, strict=True)
    ]
    return BeforeAfter(tuple(zip(ones, others, strict=True)), (str(names[0]), str(names[1])), tuple(told))


# ---- How it is written


def _pair(pair, names, words: str, wakes: bool) -> str:
    one, other = pair
    # The stage has the shape of the wider of the two; the other one stands in its middle.
    ratio = max(one.size[0] / one.size[1], other.size[0] / other.size[1])
    wide = max(LEAST_WIDTH, min(LONGEST_SIDE, max(one.size[0], other.size[0])))
    words = " ".join(words.split())
    words = words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1].rstrip() + "…"
    told = f'<p lang="{language_of(words)}" dir="auto">{_escaped(words)}</p>' if words else ""
    return (
        f'<section class="story-pair" aria-label="{_escaped(words or " / ".join(names))}">{told}{_seed(one, other)}'
        f'<div class="story-two" style="--ratio:{ratio:.4f};--wide:{wide}px">'
        f"{_figure(one, names[0])}{_figure(other, names[1], wakes)}"
        f'<i class="story-bar" aria-hidden="true"></i>'
        f'<input type="range" min="0" max="100" step="0.25" value="50" {ALONE} '
        f'aria-label="{_escaped(say("From {one} to {other}", one=names[0], other=names[1]))}"></div></section>'
    )


def _figure(picture: Picture, name: str, wakes: bool = False) -> str:
    image = picture.image
    if max(image.size) > LONGEST_SIDE:
        image = image.copy()
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    source = base64.b64encode(Picture(image).webp(90)).decode()
    script = f"(function (root) {{{_static('before_after.js')}}})(this.closest('.story-pairs'))"
    wake = f' onload="{_escaped(script)}"' if wakes else ""
    return (
        f'<figure><img alt="{_escaped(name)}" width="{image.width}" height="{image.height}" draggable="false" '
        f'src="data:image/webp;base64,{source}"{wake}><figcaption dir="auto">{_escaped(name)}</figcaption></figure>'
    )


def _seed(one: Picture, other: Picture) -> str:
    """The seed that both were drawn with: it says that only the model differs."""
    if one.seed is None or one.seed != other.seed:
        return ""
    return f'<p class="story-seed">{_escaped(say("Seed {seed}", seed=one.seed))}</p>'


def _turn() -> str:
    """The buttons from pair to pair; how many there are is filled in by the page."""
    back, on = _escaped(say("Previous pair")), _escaped(say("Next pair"))
    where = _escaped(say("Pair {number} of {all}"))
    return (
        f'<p class="story-turn" data-where="{where}"><button type="button" {ALONE} aria-label="{back}">◀</button>'
        f'<span role="status"></span><button type="button" {ALONE} aria-label="{on}">▶</button></p>'
    )


def _row(pair) -> Image.Image:
    """Two pictures side by side, both as high as the higher."""
    height = max(picture.size[1] for picture in pair)
    images = [
        picture.image.resize((max(1, round(picture.size[0] * height / picture.size[1])), height))
        for picture in pair
    ]  # fmt: skip
    row = Image.new("RGB", (images[0].width + GAP + images[1].width, height), "white")
    row.paste(images[0], (0, 0))
    row.paste(images[1], (images[0].width + GAP, 0))
    return row


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)


@cache
def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
