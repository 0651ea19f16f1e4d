"""How a page of a printed picture book is laid out: the sheet, the size of the words, where picture and words stand.

"below": the picture with the words under it. "beside": the words to its right. "full": the picture over the whole
sheet with the words on a calm panel; where that would cut off more than a tenth of it, the whole picture across the
sheet with the words on a ground of its own colour. Nothing else is ever cut off.
"""

from dataclasses import replace

import numpy as np

from .manuscript import Leaf
from .palette import INK, PAPER, Palette
from .press import POINT, Press, Type, runs_left
from .sheets import (
    LONG_LINE,
    MOST_CUT,
    Plan,
    Sheet,
    Words,
    beside_width,
    highest_below,
    room_for_words,
    set_words,
    shape_of,
    widest,
)


def lay_out(press: Press, leaf: Leaf, plan: Plan, colours: Palette) -> None:
    """One page of the story, and further ones where its words are too many for one."""
    press.sheet(leaf.heading)
    {"below": _below, "beside": _beside, "full": _full}[plan.sheet.layout](press, leaf, plan, colours)


def _below(press: Press, leaf: Leaf, plan: Plan, colours: Palette) -> None:
    sheet, words = plan.sheet, set_words(leaf, plan)
    room = sheet.height - sheet.margin - sheet.foot - (words.height + sheet.gap if words.blocks else 0)
    if words.blocks:
        highest = highest_below(leaf, sheet)
        height = min(highest, max(room, 0.5 * highest))
    else:
        height = min(sheet.inner / shape_of(leaf), room)
    # Pictures begin at one height on all pages, whatever the words of each; without words, they stand in the middle.
    spare = max(0.0, room - height - (plan.tallest - words.height if words.blocks else 0))
    top = sheet.margin + spare * (0.4 if sheet.upright else 0.2 if words.blocks else 0.5)
    width = height * shape_of(leaf)
    _framed(press, leaf, (sheet.width - width) / 2, top, width, height, sheet)
    below = top + height + sheet.gap
    space = sheet.height - sheet.foot - below
    start = below + max(0.0, space - words.height) * (0.3 if sheet.upright else 0.25)
    rest = _put(press, words, sheet.margin, start, sheet.inner, space, sheet, centred=True)
    _folio(press, leaf, plan, colours)
    _go_on(press, rest, leaf, plan, colours)


def _beside(press: Press, leaf: Leaf, plan: Plan, colours: Palette) -> None:
    sheet, words = plan.sheet, set_words(leaf, plan)
    full = sheet.height - 2 * sheet.margin - sheet.foot
    width, left = beside_width(leaf, plan), sheet.margin
    if not words.blocks:
        width = min(sheet.inner, full * shape_of(leaf))
        left = (sheet.width - width) / 2
    height = width / shape_of(leaf)
    _framed(press, leaf, left, sheet.margin + (full - height) / 2, width, height, sheet)
    across, space = room_for_words(leaf, plan)
    start = sheet.margin + max(0.0, space - words.height) / 2
    rest = _put(press, words, left + width + 1.6 * sheet.gap, start, across, space, sheet)
    _folio(press, leaf, plan, colours)
    _go_on(press, rest, leaf, plan, colours)


def _full(press: Press, leaf: Leaf, plan: Plan, colours: Palette) -> None:
    sheet, words = plan.sheet, set_words(leaf, plan)
    across, space = room_for_words(leaf, plan)
    if sheet.cut_off(shape_of(leaf)) > MOST_CUT:
        _band(press, leaf, plan, words, colours)
        return
    box, weights = _window(leaf, sheet)
    press.picture(leaf.picture.image.crop(box), 0, 0, sheet.width, sheet.height, leaf.alt)
    if not words.blocks:
        _folio(press, leaf, plan, colours, ground=True)
        return
    pad = 5.5 * sheet.unit
    height = min(words.height, space) + 2 * pad
    used = max(widest(how, lines) for how, lines in words.blocks)
    width = (across if words.columns else min(across, used)) + 2.6 * pad
    left, edge = (sheet.width - width) / 2, 9 * sheet.unit
    # Where less is going on: the top or the bottom.
    rows = max(1, round(weights.shape[0] * (height + edge) / sheet.height))
    top = edge if weights[:rows].sum() < 0.6 * weights[-rows:].sum() else sheet.height - height - edge
    press.panel(left, top, width, height, PAPER, radius=4 * sheet.unit, cover=0.9)
    rest = _put(press, words, left + 1.3 * pad, top + pad, width - 2.6 * pad, space, sheet, centred=True)
    _folio(press, leaf, plan, colours, ground=True, upper=top > sheet.height / 2)
    _go_on(press, rest, leaf, plan, colours)


def _band(press: Press, leaf: Leaf, plan: Plan, words: Words, colours: Palette) -> None:
    """The whole picture from edge to edge, and the words on a ground of its colour."""
    sheet, space = plan.sheet, room_for_words(leaf, plan)[1]
    press.panel(0, 0, sheet.width, sheet.height, colours.pale)
    band = min(words.height, space) + sheet.foot + 2 * sheet.gap if words.blocks else sheet.foot
    height = min(sheet.width / shape_of(leaf), sheet.height - band)
    width = height * shape_of(leaf)
    press.picture(leaf.picture.image, (sheet.width - width) / 2, 0, width, height, leaf.alt)
    space = sheet.height - height - sheet.foot - 2 * sheet.gap
    start = height + sheet.gap + max(0.0, space - words.height) * 0.4
    rest = _put(press, words, sheet.margin, start, sheet.inner, space, sheet, centred=True)
    _folio(press, leaf, plan, colours)
    _go_on(press, rest, leaf, plan, colours)


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
        used = widest(how, lines)
        at = x + number * (each + 2 * sheet.gap) if words.columns else x
        room = each
        if centred and not words.columns:  # the block stands in the middle, its lines begin below each other
            at, room = x + (width - used) / 2, used
        right = runs_left(" ".join(lines))
        end = press.words(lines[:fit], at, y + words.lowered(how), how, width=room, align="right" if right else "left")
        if fit < len(lines):
            rest.append((how, list(lines[fit:])))
        if not words.columns:
            y, left = end + words.gap, left - (end - y) - words.gap
    return rest


def _go_on(press: Press, rest, leaf: Leaf, plan: Plan, colours: Palette) -> None:
    """Pages with words only, for what did not fit under the picture."""
    sheet = plan.sheet
    while rest:
        press.sheet()
        y, end = sheet.margin, sheet.height - sheet.foot - sheet.gap
        later = []
        for how, lines in rest:
            fit = max(1, int((end - y) / how.line)) if not later and y + how.line <= end else 0
            used = min(sheet.inner, LONG_LINE * how.size * POINT)
            align = "right" if runs_left(" ".join(lines)) else "left"
            if fit:
                x = (sheet.width - used) / 2
                y = press.words(lines[:fit], x, y, how, width=used, align=align) + sheet.gap
            if fit < len(lines):
                later.append((how, lines[fit:]))
        _folio(press, leaf, plan, colours)
        rest = later


def _folio(
    press: Press, leaf: Leaf, plan: Plan, colours: Palette, *, ground: bool = False, upper: bool = False
) -> None:
    """The page number: at the foot in the middle; on a picture, on a small disc in a corner."""
    sheet = plan.sheet
    size = max(8.0, 10 * sheet.unit)
    how = replace(plan.main, size=size, colour=colours.quiet if not ground else INK, bold=False)
    middle = sheet.width / 2, sheet.height - 0.62 * sheet.foot
    if ground:
        middle = sheet.width - 9 * sheet.unit, (9 * sheet.unit if upper else sheet.height - 9 * sheet.unit)
        press.disc(*middle, 4.4 * sheet.unit, PAPER)
    press.words([str(leaf.number)], middle[0] - 10, middle[1] - how.line / 2, how, width=20, align="center", tag="")
