"""How a page of a printed picture book is laid out: the sheet, the size of the words, where picture and words stand.

"below": the picture with the words under it. "beside": the words to its right. "full": the picture over the whole
sheet with the words on a calm panel; where that would cut off more than a quarter of it, the whole picture across the
sheet with the words on a ground of its own colour. Nothing else is ever cut off.
"""

from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from ..engine import BadInput, nearest
from .manuscript import Leaf, Manuscript
from .palette import INK, PAPER, Palette
from .press import POINT, Press, Type, runs_left

SIZES = {"A4": (210, 297), "A5": (148, 210), "square": (210, 210), "letter": (215.9, 279.4)}  # mm, upright
LAYOUTS = ("below", "beside", "full")
SCALE = (28, 26, 24, 22, 20, 18.5, 17, 16, 15, 14, 13, 12, 11, 10)  # points on A4; smaller paper takes smaller type
LEAST = 9.0  # points
SECOND = 0.8  # the size of the second language, as a part of the first
MOST_CUT = 0.25  # of a picture that fills the sheet
LONG_LINE = 34  # ems; longer ones are hard to follow


@dataclass(frozen=True)
class Sheet:
    """The paper and what is the same on all pages. unit: 1 on A4, less on smaller paper; lengths in mm."""

    width: float
    height: float
    layout: str

    @property
    def unit(self) -> float:
        return min(self.width, self.height) / 210

    @property
    def margin(self) -> float:
        return 14 * self.unit

    @property
    def foot(self) -> float:
        """The strip at the bottom with the page number."""
        return 13 * self.unit

    @property
    def gap(self) -> float:
        return 6 * self.unit


@dataclass(frozen=True)
class Words:
    """The words of one page, broken into lines. columns: beside each other; else one below the other."""

    blocks: tuple[tuple[Type, tuple[str, ...]], ...]
    columns: bool
    gap: float

    @property
    def height(self) -> float:
        heights = [how.line * len(lines) for how, lines in self.blocks]
        if not heights:
            return 0.0
        return max(heights) if self.columns else sum(heights) + self.gap * (len(heights) - 1)


def sheet_for(told: Manuscript, size: str, layout: str) -> Sheet:
    """The sheet: upright for upright and square pictures, else lying. Raises BadInput for a size there is not."""
    by_name = {name.casefold(): name for name in SIZES}
    if str(size).casefold() not in by_name:
        raise BadInput(f'There is no size "{size!s:.30}".{nearest(size, SIZES)} There is: {", ".join(SIZES)}.')
    if layout not in LAYOUTS:
        raise BadInput(
            f'There is no layout "{layout!s:.30}".{nearest(layout, LAYOUTS)} There is: {", ".join(LAYOUTS)}.'
        )
    short, long = SIZES[by_name[str(size).casefold()]]
    shape = median(leaf.picture.image.width / leaf.picture.image.height for leaf in told.leaves)
    lies = layout == "beside" or shape > 1.15
    return Sheet(long, short, layout) if lies else Sheet(short, long, layout)


def type_for(told: Manuscript, sheet: Sheet, main: Type, second: Type | None) -> Type:
    """The largest type in which the words of every page fit beside a picture of a good size; one for the whole book."""
    for points in SCALE:
        how = replace(main, size=max(LEAST, points * sheet.unit**0.6))
        if all(_fits(leaf, sheet, how, second) for leaf in told.leaves):
            break
    return how


def _fits(leaf: Leaf, sheet: Sheet, main: Type, second: Type | None) -> bool:
    width, height = room_for_words(leaf, sheet)
    return set_words(leaf, main, second, width, sheet).height <= height


def room_for_words(leaf: Leaf, sheet: Sheet) -> tuple[float, float]:
    """(width, height) of what the words may take where the picture has a good size."""
    inner = sheet.width - 2 * sheet.margin
    shape = leaf.picture.image.width / leaf.picture.image.height
    if sheet.layout == "beside":
        return inner - _beside_width(sheet, shape) - 1.6 * sheet.gap, sheet.height - 2 * sheet.margin - sheet.foot
    if sheet.layout == "full":
        cut = _cut_off(sheet, shape)
        if cut <= MOST_CUT:
            return 0.74 * sheet.width, 0.27 * sheet.height
        return inner, max(0.2 * sheet.height, sheet.height - sheet.width / shape) - sheet.foot - 2 * sheet.gap
    full = min(inner / shape, 0.7 * sheet.height)  # the height of the picture
    return inner, sheet.height - sheet.margin - 0.84 * full - sheet.gap - sheet.foot


def _beside_width(sheet: Sheet, shape: float) -> float:
    inner = sheet.width - 2 * sheet.margin
    return min(0.62 * inner, (sheet.height - 2 * sheet.margin - sheet.foot) * shape)


def _cut_off(sheet: Sheet, shape: float) -> float:
    paper = sheet.width / sheet.height
    return 1 - min(shape, paper) / max(shape, paper)


def set_words(leaf: Leaf, main: Type, second: Type | None, width: float, sheet: Sheet) -> Words:
    """The words of a page in lines; in two columns where the sheet is wide and there are two languages."""
    texts = [(main, leaf.words)]
    if second is not None:
        texts.append((replace(second, size=max(LEAST * 0.9, main.size * SECOND)), leaf.translated))
    texts = [(how, text) for how, text in texts if text.strip()]
    gap = sheet.gap * (1.0 if sheet.layout == "beside" else 0.6)
    columns = len(texts) == 2 and width > 1.05 * sheet.height
    each = (width - 2 * sheet.gap) / 2 if columns else width
    blocks = tuple((how, _lines(how, text, min(each, LONG_LINE * how.size * POINT))) for how, text in texts)
    return Words(blocks, columns, gap)


def _lines(how: Type, text: str, width: float) -> tuple[str, ...]:
    """A text in lines; a short one is broken by sense, like a title, for those who read line by line."""
    lines = how.lines(text, width)
    return tuple(how.lines(text, width, even=True) if 1 < len(lines) <= 4 else lines)


# ---- Putting it on paper


def lay_out(press: Press, leaf: Leaf, sheet: Sheet, main: Type, second: Type | None, colours: Palette) -> None:
    """One page of the story, and further ones where its words are too many for one."""
    press.sheet(leaf.heading)
    {"below": _below, "beside": _beside, "full": _full}[sheet.layout](press, leaf, sheet, main, second, colours)


def _below(press: Press, leaf: Leaf, sheet: Sheet, main: Type, second: Type | None, colours: Palette) -> None:
    inner, shape = sheet.width - 2 * sheet.margin, leaf.picture.image.width / leaf.picture.image.height
    words = set_words(leaf, main, second, inner, sheet)
    room = sheet.height - sheet.margin - sheet.foot - (words.height + sheet.gap if words.blocks else 0)
    highest = min(inner / shape, 0.7 * sheet.height if words.blocks else sheet.height)
    height = min(highest, max(room, 0.55 * highest))
    width = height * shape
    spare = max(0.0, room - height)
    top = sheet.margin + (spare * 0.4 if not words.blocks or sheet.height > sheet.width else min(spare * 0.4, 4))
    _framed(press, leaf, (sheet.width - width) / 2, top, width, height, sheet)
    below = top + height + sheet.gap
    space = sheet.height - sheet.foot - below
    start = below + max(0.0, space - words.height) * (0.32 if sheet.height > sheet.width else 0.25)
    rest = _put(press, words, sheet.margin, start, inner, space, sheet, centred=True)
    _folio(press, leaf, sheet, main, colours)
    _go_on(press, rest, leaf, sheet, main, colours)


def _beside(press: Press, leaf: Leaf, sheet: Sheet, main: Type, second: Type | None, colours: Palette) -> None:
    shape = leaf.picture.image.width / leaf.picture.image.height
    width = _beside_width(sheet, shape)
    height, full = width / shape, sheet.height - 2 * sheet.margin - sheet.foot
    if not leaf.words.strip() and not leaf.translated.strip():
        width = min(sheet.width - 2 * sheet.margin, full * shape)
        height = width / shape
        left = (sheet.width - width) / 2
    else:
        left = sheet.margin
    _framed(press, leaf, left, sheet.margin + (full - height) / 2, width, height, sheet)
    across, space = room_for_words(leaf, sheet)
    words = set_words(leaf, main, second, across, sheet)
    start = sheet.margin + max(0.0, space - words.height) / 2
    rest = _put(press, words, left + width + 1.6 * sheet.gap, start, across, space, sheet)
    _folio(press, leaf, sheet, main, colours)
    _go_on(press, rest, leaf, sheet, main, colours)


def _full(press: Press, leaf: Leaf, sheet: Sheet, main: Type, second: Type | None, colours: Palette) -> None:
    image = leaf.picture.image
    shape = image.width / image.height
    across, space = room_for_words(leaf, sheet)
    words = set_words(leaf, main, second, across, sheet)
    if _cut_off(sheet, shape) > MOST_CUT:
        _band(press, leaf, sheet, words, across, colours, main)
        return
    box, weights = _window(leaf, sheet)
    press.picture(image.crop(box), 0, 0, sheet.width, sheet.height, leaf.alt)
    if not words.blocks:
        _folio(press, leaf, sheet, main, colours, ground=True)
        return
    pad = 5.5 * sheet.unit
    height = min(words.height, space) + 2 * pad
    used = max(how.width(line) for how, lines in words.blocks for line in lines)
    width = (across if words.columns else min(across, used)) + 2.6 * pad
    left, edge = (sheet.width - width) / 2, 9 * sheet.unit
    # Where less is going on: the top or the bottom.
    rows = max(1, round(weights.shape[0] * (height + edge) / sheet.height))
    top = edge if weights[:rows].sum() < 0.6 * weights[-rows:].sum() else sheet.height - height - edge
    press.panel(left, top, width, height, PAPER, radius=4 * sheet.unit, cover=0.9)
    rest = _put(press, words, left + 1.3 * pad, top + pad, width - 2.6 * pad, space, sheet, centred=True)
    _folio(press, leaf, sheet, main, colours, ground=True, upper=top > sheet.height / 2)
    _go_on(press, rest, leaf, sheet, main, colours)


def _band(press: Press, leaf: Leaf, sheet: Sheet, words: Words, across: float, colours: Palette, main: Type) -> None:
    """The whole picture from edge to edge, and the words on a ground of its colour."""
    shape = leaf.picture.image.width / leaf.picture.image.height
    press.panel(0, 0, sheet.width, sheet.height, colours.pale)
    least = 0.2 * sheet.height if words.blocks else sheet.foot
    height = min(sheet.width / shape, sheet.height - least)
    width = height * shape
    press.picture(leaf.picture.image, (sheet.width - width) / 2, 0, width, height, leaf.alt)
    space = sheet.height - height - sheet.foot - 2 * sheet.gap
    start = height + sheet.gap + max(0.0, space - words.height) * 0.4
    rest = _put(press, words, sheet.margin, start, across, space, sheet, centred=True)
    _folio(press, leaf, sheet, main, colours)
    _go_on(press, rest, leaf, sheet, main, colours)


def _window(leaf: Leaf, sheet: Sheet) -> tuple[tuple[int, int, int, int], np.ndarray]:
    """The part of a picture that fills the sheet, around what is in it; and how much goes on in each place of it."""
    image = leaf.picture.image
    paper = sheet.width / sheet.height
    width = min(image.width, round(image.height * paper))
    height = min(image.height, round(image.width / paper))
    small = image.convert("L").resize((96, max(1, round(96 * image.height / image.width))))
    grey = np.asarray(small, float)
    weights = np.abs(np.gradient(grey, axis=0)) + np.abs(np.gradient(grey, axis=1)) if min(grey.shape) > 1 else grey
    scale = grey.shape[1] / image.width
    for thing in leaf.things:  # what was cut out matters more than anything around it
        x0, y0, x1, y1 = (int(side * scale) for side in thing.box)
        weights[y0 : y1 + 1, x0 : x1 + 1] += 20
    left = _best_start(weights.sum(0), width * scale, scale)
    top = _best_start(weights.sum(1), height * scale, scale)
    left, top = min(left, image.width - width), min(top, image.height - height)
    rows = slice(int(top * scale), max(int(top * scale) + 1, int((top + height) * scale)))
    columns = slice(int(left * scale), max(int(left * scale) + 1, int((left + width) * scale)))
    return (left, top, left + width, top + height), weights[rows, columns]


def _best_start(weights: np.ndarray, length: float, scale: float) -> int:
    """Where a window of this length holds most; near the middle where several do."""
    length = max(1, min(len(weights), round(length)))
    starts = np.arange(len(weights) - length + 1)
    sums = np.array([weights[start : start + length].sum() for start in starts])
    off = np.abs(starts - (len(weights) - length) / 2)
    best = int(starts[np.lexsort((off, -np.round(sums / max(1e-9, sums.max()), 2)))[0]])
    return int(best / scale)


def _framed(press: Press, leaf: Leaf, x: float, y: float, width: float, height: float, sheet: Sheet) -> None:
    press.picture(leaf.picture.image, x, y, width, height, leaf.alt, radius=3 * sheet.unit)


def _put(
    press: Press, words: Words, x: float, y: float, width: float, space: float, sheet: Sheet, *, centred: bool = False
) -> list[tuple[Type, list[str]]]:
    """Sets the words of a page into their room; answers what did not fit."""
    rest, left = [], space
    each = (width - 2 * sheet.gap) / 2 if words.columns else width
    for number, (how, lines) in enumerate(words.blocks):
        fit = len(lines) if words.height <= space + 0.1 else max(0, int(left / how.line))
        used = max((how.width(line) for line in lines), default=0)
        at = x + number * (each + 2 * sheet.gap) if words.columns else x
        room = each
        if centred and not words.columns:  # the block stands in the middle, its lines begin below each other
            at, room = x + (width - used) / 2, used
        right = runs_left(" ".join(lines))
        end = press.words(lines[:fit], at, y, how, width=room, align="right" if right else "left")
        if fit < len(lines):
            rest.append((how, list(lines[fit:])))
        if not words.columns:
            y, left = end + words.gap, left - (end - y) - words.gap
    return rest


def _go_on(press: Press, rest, leaf: Leaf, sheet: Sheet, main: Type, colours: Palette) -> None:
    """Pages with words only, for what did not fit under the picture."""
    while rest:
        press.sheet()
        y, end = sheet.margin, sheet.height - sheet.foot - sheet.gap
        later = []
        for how, lines in rest:
            fit = max(1, int((end - y) / how.line)) if not later and y + how.line <= end else 0
            used = min(sheet.width - 2 * sheet.margin, LONG_LINE * how.size * POINT)
            align = "right" if runs_left(" ".join(lines)) else "left"
            if fit:
                x = (sheet.width - used) / 2
                y = press.words(lines[:fit], x, y, how, width=used, align=align) + sheet.gap
            if fit < len(lines):
                later.append((how, lines[fit:]))
        _folio(press, leaf, sheet, main, colours)
        rest = later


def _folio(
    press: Press, leaf: Leaf, sheet: Sheet, main: Type, colours: Palette, *, ground: bool = False, upper: bool = False
) -> None:
    """The page number: at the foot in the middle; on a picture, on a small disc in a corner."""
    size = max(8.0, 10 * sheet.unit)
    how = replace(main, size=size, colour=colours.quiet if not ground else INK, bold=False)
    middle = sheet.width / 2, sheet.height - 0.62 * sheet.foot
    if ground:
        middle = sheet.width - 9 * sheet.unit, (9 * sheet.unit if upper else sheet.height - 9 * sheet.unit)
        press.disc(*middle, 4.4 * sheet.unit, PAPER)
    press.words([str(leaf.number)], middle[0] - 10, middle[1] - how.line / 2, how, width=20, align="center", tag="")
