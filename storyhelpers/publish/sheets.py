"""The sheet of a printed book and how large its words are: sizes of paper, room for words and pictures, lines.

All of this is arithmetic; `layouts` puts it on paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ..engine import BadInput, nearest
from .manuscript import Leaf, Manuscript
from .press import POINT, Type

SIZES = {"A4": (210, 297), "A5": (148, 210), "square": (210, 210), "letter": (215.9, 279.4)}  # mm, upright
LAYOUTS = ("below", "beside", "full")
SCALE = (28, 26, 24, 22, 20, 18.5, 17, 16, 15, 14, 13, 12, 11, 10)  # points on A4; smaller paper takes smaller type
COMFORTABLE = 14  # points on A4; before the words get smaller than that, the pictures do
LEAST = 9.0  # points
SECOND = 0.8  # the size of the second language, as a part of the first
MOST_CUT = 0.1  # of a picture that fills the sheet
LONG_LINE = 36  # ems; longer ones are hard to follow


@dataclass(frozen=True)
class Sheet:
    """The paper and what is the same on all pages. unit: 1 on A4, less on smaller paper; lengths in mm."""

    width: float
    height: float
    layout: str = "below"

    @property
    def unit(self) -> float:
        return min(self.width, self.height) / 210

    @property
    def upright(self) -> bool:
        return self.height >= self.width

    @property
    def margin(self) -> float:
        return 14 * self.unit

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @property
    def foot(self) -> float:
        """The strip at the bottom with the page number."""
        return 13 * self.unit

    @property
    def gap(self) -> float:
        return 6 * self.unit

    def cut_off(self, shape: float) -> float:
        """How much of a picture of this shape (width / height) is lost where it fills the whole sheet."""
        paper = self.width / self.height
        return 1 - min(shape, paper) / max(shape, paper)


@dataclass(frozen=True)
class Words:
    """The words of one page, broken into lines. columns: beside each other; else one below the other."""

    blocks: tuple[tuple[Type, tuple[str, ...]], ...]
    columns: bool
    gap: float

    @property
    def height(self) -> float:
        heights = [self.lowered(how) + how.line * len(lines) for how, lines in self.blocks]
        if not heights:
            return 0.0
        return max(heights) if self.columns else sum(heights) + self.gap * (len(heights) - 1)

    def lowered(self, how: Type) -> float:
        """How much lower a column begins, so that the first lines of both stand on one height.

        The second one is a hair lower where its font rises higher than the first one's: who reads the file aloud takes
        the column first that begins first.
        """
        if not self.columns:
            return 0.0
        first = self.blocks[0][0]
        lowest = max(other.base for other, _ in self.blocks)
        down = lowest - how.base
        return down if how is first else down + max(0.0, lowest - first.base + first.top - down - how.top + 0.2)


@dataclass(frozen=True)
class Plan:
    """How all pages of a book are set. tallest: the height of the longest page's words."""

    sheet: Sheet
    main: Type
    second: Type | None
    tallest: float = 0.0
    small_pictures: bool = False


def sheet_size(size: str) -> tuple[float, float]:
    """(width, height) of a size of paper that stands upright. Raises BadInput for one that there is not."""
    for name, sides in SIZES.items():
        if name.casefold() == str(size).strip().casefold():
            return sides
    raise BadInput(f'There is no size "{size!s:.30}".{nearest(size, SIZES)} There is: {", ".join(SIZES)}.')


def sheet_for(told: Manuscript, size: str, layout: str) -> Sheet:
    """The sheet: upright for upright and square pictures, else lying. Raises BadInput for what there is not."""
    short, long = sheet_size(size)
    if layout not in LAYOUTS:
        raise BadInput(
            f'There is no layout "{layout!s:.30}".{nearest(layout, LAYOUTS)} There is: {", ".join(LAYOUTS)}.'
        )
    shape = median(shape_of(leaf) for leaf in told.leaves)
    lies = layout == "beside" or shape > 1.15
    return Sheet(long, short, layout) if lies else Sheet(short, long, layout)


def shape_of(leaf: Leaf) -> float:
    """The width of a page's picture as a multiple of its height."""
    return leaf.picture.image.width / leaf.picture.image.height


def plans_for(told: Manuscript, sheet: Sheet, main: Type, second: Type | None) -> list[Plan]:
    """How each page is set: in one type, the largest in which the words of every page fit beside a good picture.

    Long words make the pictures smaller before they get uncomfortably small themselves. A page with far more words than
    the others has a smaller type of its own.
    """
    comfortable = Plan(sheet, _sized(main, COMFORTABLE, sheet), second, small_pictures=True)
    usual = [leaf for leaf in told.leaves if _fits(leaf, comfortable)] or list(told.leaves)
    common = _plan(usual, sheet, main, second)
    return [common if leaf in usual else _plan([leaf], sheet, main, second) for leaf in told.leaves]


def _plan(leaves: Sequence[Leaf], sheet: Sheet, main: Type, second: Type | None) -> Plan:
    tries = [(points, False) for points in SCALE if points >= COMFORTABLE]
    tries += [(points, True) for points in SCALE if points <= COMFORTABLE + 2]
    for points, small in tries:
        plan = Plan(sheet, _sized(main, points, sheet), second, small_pictures=small)
        if all(_fits(leaf, plan) for leaf in leaves):
            break
    return replace(plan, tallest=max(set_words(leaf, plan).height for leaf in leaves))


def _sized(main: Type, points: float, sheet: Sheet) -> Type:
    return replace(main, size=max(LEAST, points * sheet.unit**0.6))


def _fits(leaf: Leaf, plan: Plan) -> bool:
    return set_words(leaf, plan).height <= room_for_words(leaf, plan)[1]


def room_for_words(leaf: Leaf, plan: Plan) -> tuple[float, float]:
    """(width, height) of what the words may take where the picture has a good size, or a small one."""
    sheet, shape = plan.sheet, shape_of(leaf)
    if sheet.layout == "beside":
        return sheet.inner - beside_width(leaf, plan) - 1.6 * sheet.gap, sheet.height - 2 * sheet.margin - sheet.foot
    if sheet.layout == "full":
        if sheet.cut_off(shape) <= MOST_CUT:
            return 0.76 * sheet.width, (0.55 if plan.small_pictures else 0.27) * sheet.height
        least = 0.5 if plan.small_pictures else 0.2
        band = max(least * sheet.height, sheet.height - sheet.width / shape)
        return sheet.inner, band - sheet.foot - 2 * sheet.gap
    share = 0.55 if plan.small_pictures else 0.84
    return sheet.inner, sheet.height - sheet.margin - share * highest_below(leaf, sheet) - sheet.gap - sheet.foot


def highest_below(leaf: Leaf, sheet: Sheet) -> float:
    """The height of a picture with words below it, where these are few."""
    return min(sheet.inner / shape_of(leaf), 0.7 * sheet.height)


def beside_width(leaf: Leaf, plan: Plan) -> float:
    """The width of a picture with words beside it."""
    sheet = plan.sheet
    most = (0.45 if plan.small_pictures else 0.62) * sheet.inner
    return min(most, (sheet.height - 2 * sheet.margin - sheet.foot) * shape_of(leaf))


def set_words(leaf: Leaf, plan: Plan) -> Words:
    """The words of a page in lines; in two columns where the sheet is wide and there are two languages."""
    sheet, width = plan.sheet, room_for_words(leaf, plan)[0]
    texts = [(plan.main, leaf.words)]
    if plan.second is not None:
        size = max(LEAST * 0.9, plan.main.size * SECOND)
        texts.append((replace(plan.second, size=size), leaf.translated))
    texts = [(how, text) for how, text in texts if text.strip()]
    gap = sheet.gap * (1.0 if sheet.layout == "beside" else 0.6)
    columns = len(texts) == 2 and width > 1.05 * sheet.height
    each = (width - 2 * sheet.gap) / 2 if columns else width
    return Words(tuple((how, lines_of(how, text, each)) for how, text in texts), columns, gap)


def lines_of(how: Type, text: str, width: float) -> tuple[str, ...]:
    """A text in lines; a short one is broken by sense, like a title, for those who read line by line."""
    width = min(width, LONG_LINE * how.size * POINT)
    lines = how.lines(text, width)
    return tuple(how.lines(text, width, even=True) if 1 < len(lines) <= 4 else lines)


def widest(how: Type, lines: Sequence[str]) -> float:
    """The width of the longest line."""
    return max((how.width(line) for line in lines), default=0.0)
