"""The cover of a printed book: its picture, with the title on a ground in a colour of the picture."""

from dataclasses import replace

from .manuscript import Manuscript
from .palette import Palette
from .press import Press, Type
from .sheets import Sheet
from .things import shortened

LONGEST_TITLE, LONGEST_AUTHOR = 240, 120  # letters on the cover; the file's properties have them whole
TITLES = (64, 58, 52, 46, 42, 38, 34, 30, 27, 24, 21, 18, 16, 14, 12, 10, 8)  # points on A4


def add_cover(press: Press, told: Manuscript, sheet: Sheet, own: Type, colours: Palette) -> None:
    """The picture from edge to edge, under the title or beside it; inset where its shape asks for that."""
    press.sheet(shortened(told.title, 80))
    press.panel(0, 0, sheet.width, sheet.height, colours.deep)
    image, alt = told.cover.image, told.cover_alt
    shape, inset = image.width / image.height, 14 * sheet.unit
    above, beside = sheet.height - sheet.width / shape, sheet.width - sheet.height * shape
    if 0.2 * sheet.height <= above <= 0.5 * sheet.height:
        press.picture(image, 0, above, sheet.width, sheet.width / shape, alt)
        _title(press, told, sheet, own, colours, (inset, 0, sheet.width - 2 * inset, above), with_author=True)
    elif 0.3 * sheet.width <= beside <= 0.62 * sheet.width:
        press.picture(image, 0, 0, sheet.height * shape, sheet.height, alt)
        box = (sheet.width - beside + 0.7 * inset, 0, beside - 1.4 * inset, sheet.height)
        _title(press, told, sheet, own, colours, box, with_author=True)
    else:
        height = min(0.62 * sheet.height, (sheet.width - 2 * inset) / shape)
        width, free = height * shape, sheet.height - height
        foot = max(inset, 0.28 * free)
        _title(press, told, sheet, own, colours, (inset, 0, sheet.width - 2 * inset, free - foot), with_author=False)
        press.picture(image, (sheet.width - width) / 2, free - foot, width, height, alt, radius=4 * sheet.unit)
        name, lines = _author(told, sheet, own, colours, sheet.width - 2 * inset)
        middle = sheet.height - foot / 2 - len(lines) * name.line / 2
        if lines:
            press.words(lines, inset, middle, name, width=sheet.width - 2 * inset, align="center")


def _title(
    press: Press, told: Manuscript, sheet: Sheet, own: Type, colours: Palette, box: tuple[float, float, float, float],
    *, with_author: bool,
) -> None:  # fmt: skip
    """The title in the middle of a box (x, y, width, height), as large as it may be; below it the author."""
    x, y, width, height = box
    edge = 9 * sheet.unit
    name, lines = _author(told, sheet, own, colours, width) if with_author else (own, [])
    below = 0.35 * edge + len(lines) * name.line if lines else 0.0
    heading = replace(own, colour=colours.cream, bold=True, leading=1.18 if own.leading < 1.45 else 1.3)
    heading, title = _largest(shortened(told.title, LONGEST_TITLE), heading, width, height - 1.6 * edge - below, sheet)
    top = y + (height - len(title) * heading.line - below) / 2
    top = press.words(title, x, top, heading, width=width, align="center", tag="H1")
    if lines:
        press.words(lines, x, top + 0.35 * edge, name, width=width, align="center")


def _author(told: Manuscript, sheet: Sheet, own: Type, colours: Palette, width: float) -> tuple[Type, list[str]]:
    name = replace(own, size=max(10.0, 15 * sheet.unit), colour=colours.cream)
    if not told.author:
        return name, []
    return name, name.lines(told.tongue.say("by", author=shortened(told.author, LONGEST_AUTHOR)), width, even=True)[:3]


def _largest(text: str, how: Type, width: float, height: float, sheet: Sheet) -> tuple[Type, list[str]]:
    """The title in the largest type in which it takes few lines and no word is cut."""
    for points in TITLES:
        how = replace(how, size=points * sheet.unit)
        most = 3 if points > 34 else 5
        lines = how.lines(text, width, even=True)
        longest = max((how.width(word) for word in text.split()), default=0) if own_words(how) else 0
        if len(lines) * how.line <= height and (longest <= width or points <= 16) and len(lines) <= most:
            break
    return how, lines


def own_words(how: Type) -> bool:
    """Whether the language puts spaces between its words."""
    return not how.tag.startswith(("zh", "ja", "ko"))
