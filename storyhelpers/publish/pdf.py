"""A book becomes a PDF to be printed: cover, a page for every page, and on the last the QR code and the origin card.

The file holds parts of fonts only, a bookmark for every page, its language, tags and alt texts for screen readers.
"""

import os
import warnings
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..files import write_file
from .colophon import Card, colophon, grouped, source_type
from .cover import add_cover
from .fonts import Shelf, check_letters
from .layouts import lay_out
from .manuscript import Manuscript, destination, manuscript
from .palette import Palette, palette_of
from .press import POINT, Press, Type, plain_type
from .quiz import add_quiz, asked
from .sheets import Sheet, plans_for, sheet_for

QUALITIES = (88, 80, 72, 64)  # of JPEG; the first with which the file is no larger than it may be
ROOM = 290_000  # bytes for a page: 3 MB for ten


def pdf(
    book, path: str | os.PathLike, *, size: str = "A4", layout: str = "below", bilingual: str | None = None,
    link: str | None = None, title: str | None = None, author: str | None = None, quiz: bool = False,
) -> Path:  # fmt: skip
    """Writes a book as a PDF for print and returns its path.

    path: the file, or a folder that is there, which then gets a file named after the book. size: "A4", "A5", "square",
    "letter"; it lies where the pictures do. layout: "below", "beside" or "full" (the words under the picture, beside
    it, or on it). bilingual: the tag of a second language in `page.translations`. link: where the book can be fetched,
    for the QR code on the last page; the book's own when left out. quiz: with the sheet of questions at the end.
    Pictures have 150 dpi. Emoji that no font here has are left out with a warning. Raises BadInput for a book that
    cannot be printed, NotHere for letters that no font here has, BookTrouble when the file cannot be written.
    """
    told = manuscript(book, title=title, author=author, bilingual=bilingual, link=link)
    sheet = sheet_for(told, size, layout)
    path = destination(path, told, ".pdf")
    if quiz:
        asked(told)  # where there is nothing to ask, that is said before anything is made
    card = colophon(told.leaves, told.tongue, told.cover if told.own_cover else None)
    _check(told, card)
    data = b""
    for quality in QUALITIES:
        data = _printed(told, sheet, card, quality, quiz)
        if len(data) <= ROOM * (len(told.leaves) + 0.5):
            break
    return write_file(path, data)


def _printed(told: Manuscript, sheet: Sheet, card: Card, quality: int, quiz: bool) -> bytes:
    tongue, second = told.tongue, told.second
    own = plain_type(tongue.book)
    other = second and plain_type(second.book)
    cover = palette_of(told.cover.image)
    press = Press(
        sheet.width, sheet.height, title=told.title, author=told.author, tag=tongue.book, quality=quality,
        source=source_type([told.cover, *(leaf.picture for leaf in told.leaves)]),
    )  # fmt: skip
    add_cover(press, told, sheet, own, cover)
    for leaf, plan in zip(told.leaves, plans_for(told, sheet, own, other), strict=True):
        colours = palette_of(leaf.picture.image)
        quiet = other and replace(other, colour=colours.quiet)
        lay_out(press, leaf, replace(plan, second=quiet), colours)
    if quiz:
        add_quiz(press, told, sheet, own)
    _last(press, told, sheet, own, cover, card)
    return press.bytes()


def _check(told: Manuscript, card: Card) -> None:
    """Raises NotHere for words that no font can write; warns of emoji, which a text can do without."""
    shelf = Shelf(told.tongue.book)
    texts = [("in the title", told.title), ("in the author's name", told.author)]
    texts += [(f"on page {leaf.number}", leaf.words) for leaf in told.leaves]
    lost = check_letters(shelf, texts)
    if told.second is not None:
        lost |= check_letters(
            Shelf(told.second.book), [(f"on page {leaf.number}", leaf.translated) for leaf in told.leaves]
        )
    rows = [row for heading, group in grouped(card, told.tongue) for row in (heading, *group)]
    lost |= check_letters(shelf, [("in the origin card", row) for row in [*rows, *card.notes]], may_lack=True)
    for sentence in sorted(lost):
        warnings.warn(sentence, stacklevel=3)


# ---- The last page


def _last(press: Press, told: Manuscript, sheet: Sheet, own: Type, colours: Palette, card: Card) -> None:
    """Where the book can be read and heard, and where everything in it comes from."""
    words = told.tongue.words
    press.sheet(card.title)
    y = sheet.margin
    if told.link:
        side = 46 * sheet.unit
        press.code(told.link, (sheet.width - side) / 2, y, side, told.tongue.say("code_of", link=told.link))
        call = replace(own, size=max(11.0, 17 * sheet.unit), colour=colours.deep, bold=True)
        inner = sheet.width - 2 * sheet.margin
        y = press.words(
            call.lines(words["scan"], inner, even=True), sheet.margin, y + side + 1.5 * sheet.unit, call,
            width=inner, align="center",
        )  # fmt: skip
        address = replace(own, size=max(7.5, 10 * sheet.unit), colour=colours.quiet, leading=1.3)
        y = press.words(
            address.lines(told.link, inner)[:8], sheet.margin, y, address, width=inner, align="center"
        ) + 2 * sheet.gap  # fmt: skip
    _card(press, told, sheet, own, colours, card, y)


def _card(press: Press, told: Manuscript, sheet: Sheet, own: Type, colours: Palette, card: Card, y: float) -> None:
    """The origin and licence card in small type, in columns, over as many sheets as it needs."""
    words, inner = told.tongue.words, sheet.width - 2 * sheet.margin
    small = replace(
        own, size=max(6.5, 7.6 * sheet.unit), leading=1.35 if own.leading < 1.45 else 1.5, tag=told.tongue.page
    )
    title = replace(small, size=max(9.0, 12 * sheet.unit), colour=colours.deep, bold=True)
    y = press.words([card.title], sheet.margin, y, title, tag="H2") + 0.3 * sheet.gap
    rights = [card.rights, *card.notes]
    if told.tongue.foreign:
        rights.insert(0, told.tongue.say("tongue_note", language=told.tongue.book))
    for text in rights:
        y = (
            press.words(small.lines(text, min(inner, 60 * small.size * POINT)), sheet.margin, y, small)
            + 0.2 * sheet.gap
        )
    made = f"{words['made_with']}, {date.today().isoformat()}"
    y = press.words([made], sheet.margin, y, replace(small, colour=colours.quiet)) + 0.5 * sheet.gap
    count = max(1, int(inner / (62 * sheet.unit)))
    wide = (inner - (count - 1) * sheet.gap) / count
    strong = replace(small, bold=True, colour=colours.deep)
    column, top, bottom = 0, y, sheet.height - sheet.margin
    for heading, rows in grouped(card, told.tongue):
        parts = [(strong, strong.lines(heading, wide))] + [(small, small.lines(row, wide)) for row in rows]
        tall = sum(how.line * len(lines) for how, lines in parts)
        if y + tall > bottom and y > top and tall < bottom - sheet.margin:
            column, y = column + 1, top
        for how, lines in parts:
            for text in lines:
                if y + how.line > bottom:
                    column, y = column + 1, top
                if column == count:
                    press.sheet()
                    column, top = 0, sheet.margin
                    y = top
                y = press.words([text], sheet.margin + column * (wide + sheet.gap), y, how)
        y += 0.5 * small.line
