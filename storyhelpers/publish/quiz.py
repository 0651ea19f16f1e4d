"""The find-it and listening sheet of a book, for print: questions on one sheet, their answers on the next.

Every picture stands there without a mark, with the names of things to be found and boxes to tick. For the sounds
somebody plays the page (the sounding book, or the cards of the studio), and the children write down whose sound it is.
"""

import os
import random
import re
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from ..engine import BadInput
from ..files import write_file
from .colophon import source_type
from .fonts import check_letters
from .manuscript import Leaf, Manuscript, destination, manuscript
from .palette import PAPER, Palette, palette_of
from .press import POINT, Press, Type, plain_type, runs_left
from .sheets import Sheet, sheet_size
from .things import Thing

MOST_THINGS = 8  # asked for in one picture
BETWEEN = 1.4  # gaps between two pictures on a sheet
MARK = (232, 84, 32)  # of the outlines among the answers


@dataclass(frozen=True, eq=False)
class Questions:
    """What is asked about a page: things to be found in this order, and which of them is heard, sound by sound."""

    leaf: Leaf
    find: tuple[Thing, ...]
    hear: tuple[Thing, ...]


def quiz(
    book, path: str | os.PathLike, *, size: str = "A4", title: str | None = None, author: str | None = None
) -> Path:
    """Writes the find-it and listening sheet of a book as a PDF and returns its path.

    path: the file, or a folder that is there, which then gets a file named after the book. Raises BadInput when there
    is nothing to ask, NotHere for letters that no font here has, BookTrouble when the file cannot be written.
    """
    told = manuscript(book, title=title, author=author, link="")
    width, height = sheet_size(size)
    sheet = Sheet(width, height)
    own = plain_type(told.tongue.book)
    heading = f"{told.tongue.words['quiz']}: {told.title}"
    press = Press(
        width, height, title=heading, author=told.author, tag=told.tongue.book,
        source=source_type(leaf.picture for leaf in told.leaves),
    )  # fmt: skip
    add_quiz(press, told, sheet, own)
    path = destination(path, replace(told, slug=f"{told.slug}-quiz"), ".pdf")
    return write_file(path, press.bytes())


def asked(told: Manuscript) -> list[Questions]:
    """The questions of a book, the same every time. Raises BadInput when there is nothing to ask."""
    found = [questions for leaf in told.leaves if (questions := _about(leaf, told)).find]
    if not found:
        raise BadInput(
            "There is nothing to ask: no page has a thing that was cut out. Keep one: "
            "page.keep(studio.cut_out(page.picture, [(310, 240)]))."
        )
    return found


def _about(leaf: Leaf, told: Manuscript) -> Questions:
    dice = random.Random(f"{told.slug} {leaf.number}")
    things = [thing for thing in leaf.things if thing.line]
    alone = Counter(thing.kind.casefold() for thing in things)
    # "Find the tree" has two answers where there are two trees, unless there is nothing else to find.
    things = [thing for thing in things if alone[thing.kind.casefold()] == 1] or things
    dice.shuffle(things)
    things.sort(key=lambda thing: not thing.hidden)  # the one that hides is never left out
    things = things[:MOST_THINGS]
    dice.shuffle(things)
    alike = Counter(thing.heard for thing in leaf.things)
    hear = [thing for thing in things if thing.sound is not None and alike[thing.heard] == 1]
    dice.shuffle(hear)
    return Questions(leaf, tuple(things), tuple(hear))


# ---- On paper


def add_quiz(press: Press, told: Manuscript, sheet: Sheet, own: Type) -> None:
    """Adds the sheets: questions, then their answers, so that they lie back to back when both sides are printed."""
    names = [("among the things of the quiz", thing.name) for one in asked(told) for thing in one.find]
    for sentence in sorted(check_letters(own.shelf, names)):
        warnings.warn(sentence, stacklevel=3)
    sheets: list[list[Questions]] = [[]]
    left = _room(sheet)
    for questions in asked(told):
        need = _height(questions, told, sheet, own)
        if sheets[-1] and need > left + 0.1:
            sheets.append([])
            left = _room(sheet)
        sheets[-1].append(questions)
        left -= need + BETWEEN * sheet.gap
    for number, some in enumerate(sheets):
        _sheet(press, told, sheet, own, some, answers=False, first=number == 0)
        _sheet(press, told, sheet, own, some, answers=True, first=number == 0)


def _room(sheet: Sheet) -> float:
    return sheet.height - 2 * sheet.margin - _head(sheet)


def _head(sheet: Sheet) -> float:
    return 17 * sheet.unit


def _size(questions: Questions, told: Manuscript, sheet: Sheet, own: Type) -> tuple[float, float]:
    """(width, height) of the picture: large, for things are small in it; two fit on an upright sheet."""
    picture = questions.leaf.picture
    shape = picture.image.width / picture.image.height
    upright = sheet.height > 1.2 * sheet.width
    share = (_room(sheet) - BETWEEN * sheet.gap) / 2 if upright else _room(sheet)
    height = max(0.24 * sheet.height, share - _words_height(questions, told, sheet, own))
    width = min(sheet.inner, height * shape)
    return width, width / shape


def _types(own: Type, sheet: Sheet, colours: Palette) -> tuple[Type, Type]:
    """The type of an item, and of what is to be done."""
    item = replace(own, size=max(9.0, 13.5 * sheet.unit), leading=1.62)
    return item, replace(item, size=item.size * 0.82, colour=colours.quiet, leading=1.5)


def _columns(questions: Questions, told: Manuscript, item: Type, sheet: Sheet) -> int:
    """How many items stand beside each other: as many as the longest name allows."""
    longest = max(item.width(thing.name) for thing in questions.find) + 15 * sheet.unit
    return max(1, min(4, len(questions.find), int((sheet.inner) / longest)))


def _height(questions: Questions, told: Manuscript, sheet: Sheet, own: Type) -> float:
    return _size(questions, told, sheet, own)[1] + _words_height(questions, told, sheet, own)


def _words_height(questions: Questions, told: Manuscript, sheet: Sheet, own: Type) -> float:
    colours = palette_of(questions.leaf.picture.image)
    item, how = _types(own, sheet, colours)
    words, inner = told.tongue.words, sheet.inner
    rows = -(-len(questions.find) // _columns(questions, told, item, sheet))
    tall = 0.7 * sheet.gap + len(how.lines(words["quiz_find"], inner)) * how.line + rows * item.line
    if questions.hear:
        rows = -(-len(questions.hear) // _sounds_across(sheet))
        told_lines = max(len(how.lines(words[key], inner)) for key in ("quiz_listen", "quiz_play"))
        tall += 0.4 * sheet.gap + told_lines * how.line + rows * 1.25 * item.line
    return tall


def _sounds_across(sheet: Sheet) -> int:
    return max(2, int((sheet.inner) / (45 * sheet.unit)))


def _sheet(
    press: Press, told: Manuscript, sheet: Sheet, own: Type, some: list[Questions], *, answers: bool, first: bool
) -> None:
    words, inner = told.tongue.words, sheet.inner
    colours = palette_of(told.cover.image)
    title = words["quiz_answers" if answers else "quiz"]
    press.sheet(title if first else "")
    big = replace(own, size=max(13.0, 20 * sheet.unit), bold=True, colour=colours.deep, leading=1.3)
    press.words([title], sheet.margin, sheet.margin - 0.25 * big.line, big, tag="H1", width=inner)
    small = replace(own, size=max(8.0, 10.5 * sheet.unit), colour=colours.quiet)
    beside = sheet.margin + big.width(title) + 2 * sheet.gap
    right = sheet.width - sheet.margin
    if answers:
        text = small.lines(told.title, right - beside)[0] if right - beside > 20 else ""
        press.words([text], beside, sheet.margin, small, width=right - beside, align="right")
    else:
        label = words["quiz_name"]
        begin = max(beside, right - 80 * sheet.unit - small.width(label))
        press.words([label], begin, sheet.margin, small)
        base = sheet.margin + small.base + 0.8
        start = begin + small.width(label) + 1.5
        press.outline([[(start, base), (right, base)]], colours.quiet, 0.25)
    y = sheet.margin + _head(sheet)
    for questions in some:
        y = _block(press, told, sheet, own, questions, y, answers) + BETWEEN * sheet.gap


def _block(
    press: Press, told: Manuscript, sheet: Sheet, own: Type, questions: Questions, y: float, answers: bool
) -> float:
    """One picture with what is asked about it; answers where the next one may begin."""
    words, inner, leaf = told.tongue.words, sheet.inner, questions.leaf
    colours = palette_of(leaf.picture.image)
    item, how = _types(own, sheet, colours)
    width, height = _size(questions, told, sheet, own)
    x = (sheet.width - width) / 2
    press.picture(leaf.picture.image, x, y, width, height, leaf.alt, radius=2.5 * sheet.unit)
    if answers:
        _marks(press, questions, x, y, width / leaf.picture.image.width, item, sheet)
    y += height + 0.7 * sheet.gap
    y = press.words(how.lines(words["quiz_find"], inner), sheet.margin, y, how)
    across = _columns(questions, told, item, sheet)
    box = item.size * POINT * 0.92
    for number, thing in enumerate(questions.find):
        row, column = divmod(number, across)
        left, top = sheet.margin + column * inner / across, y + row * item.line
        press.frame(left, top + (item.line - box) / 2, box, box, colours.quiet, 0.3, radius=0.6)
        if answers:
            _tick(press, left, top + (item.line - box) / 2, box)
        _named(press, f"{number + 1}", thing.name, left + box + 2, top, item)
    y += -(-len(questions.find) // across) * item.line
    if not questions.hear:
        return y
    listen = words["quiz_play" if answers else "quiz_listen"]
    y = press.words(how.lines(listen, inner), sheet.margin, y + 0.4 * sheet.gap, how)
    across, tall = _sounds_across(sheet), 1.25 * item.line
    for number, thing in enumerate(questions.hear):
        row, column = divmod(number, across)
        left, top = sheet.margin + column * inner / across, y + row * tall + 0.12 * item.line
        label = told.tongue.say("quiz_sound", letter=chr(ord("A") + number))
        press.words([label], left, top, item)
        slot = left + item.width(label) + 2
        press.frame(slot, top + 0.04 * item.line, 1.5 * item.line, 0.92 * item.line, colours.quiet, 0.3, radius=1)
        if answers:
            told_number = str(questions.find.index(thing) + 1)
            strong = replace(item, colour=MARK, bold=True)
            press.words([told_number], slot, top, strong, width=1.5 * item.line, align="center")
    return y + -(-len(questions.hear) // across) * tall


def _named(press: Press, number: str, name: str, x: float, y: float, item: Type) -> None:
    strong = replace(item, bold=True)
    press.words([f"{number}  {name}"] if runs_left(name) else [number], x, y, item if runs_left(name) else strong)
    if not runs_left(name):
        press.words([name], x + strong.width("88") + 1, y, item)


def _tick(press: Press, x: float, y: float, box: float) -> None:
    points = [(x + 0.2 * box, y + 0.5 * box), (x + 0.43 * box, y + 0.76 * box), (x + 0.95 * box, y + 0.08 * box)]
    press.outline([[points[0], points[1]], [points[1], points[2]]], MARK, 0.55)


def _marks(press: Press, questions: Questions, x: float, y: float, scale: float, item: Type, sheet: Sheet) -> None:
    """Outlines and numbers over the picture."""
    for thing in questions.find:
        lines = [[(x + px * scale, y + py * scale) for px, py in ring] for ring in rings(thing.line)]
        press.outline(lines, PAPER, 1.3 * sheet.unit)
        press.outline(lines, MARK, 0.7 * sheet.unit)
    for number, thing in enumerate(questions.find, 1):
        radius = 3.4 * sheet.unit
        px, py = x + thing.centre[0] * scale, y + thing.centre[1] * scale
        press.disc(px, py, radius + 0.4, PAPER)
        press.disc(px, py, radius, MARK)
        strong = replace(item, size=max(7.0, 10 * sheet.unit), colour=PAPER, bold=True)
        press.words([str(number)], px - radius, py - strong.line / 2, strong, width=2 * radius, align="center", tag="")


def rings(line: str) -> list[list[tuple[float, float]]]:
    """The closed lines of an outline as points: the d of a path as `outlines.outline` writes it."""
    found = []
    for part in line.split("z"):
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", part)]
        points, at = [], (0.0, 0.0)
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            at = at[0] + dx, at[1] + dy
            points.append(at)
        if len(points) > 2:
            found.append(points)
    return found
