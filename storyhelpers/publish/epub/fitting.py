"""How large the picture and the words of a page can be: text is measured, so that nothing runs out of its page.

All lengths are pixels of the page, which is 1600 × 1200; a reading program scales the page to its screen.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1600, 1200
EDGE = 80  # px that stay free left and right of words
LEADING = 1.42  # line height in em
BETWEEN = 0.35  # em between paragraphs
ROOM_LEFT = 0.94  # of a line is used when lines are counted: no two browsers break lines quite alike
COLUMN_GAP = 72  # px between two languages side by side
OVER = 1.2  # a picture wider than this (width : height) stands over the words, any other beside them
TEXT_PAGE_FONT = 42  # px on a page that has nothing but words
OVER_CHOICES = (  # (share of the full width that the picture takes, px of the letters): the first that fits
    (1.0, 54), (1.0, 48), (1.0, 44), (0.88, 48), (0.88, 42), (0.76, 44), (0.76, 40), (0.64, 40), (0.5, 38),
)  # fmt: skip
BESIDE_CHOICES = ((0.62, 56), (0.62, 48), (0.55, 46), (0.48, 44), (0.42, 40), (0.36, 38))
TITLE_FONTS = (112, 96, 84, 74, 66, 58, 50)
PART = re.compile(r"[ \t]+|\n|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+|.", re.DOTALL)
SENTENCE_END = re.compile(r"[.!?。！？…][.!?。！？…」』”’)）»]*\s*")

Measure = Callable[[str], float]  # a text → its width in em


@dataclass(frozen=True)
class Box:
    """A rectangle of the page."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Plan:
    """Where things stand on a page: the picture, a box for each language, the size of the letters, and what fits.

    fits: how many letters of each language; the rest goes on to pages of words alone. lines: of each language.
    """

    picture: Box | None
    words: tuple[Box, ...]
    font: int
    fits: tuple[int, ...]
    lines: tuple[int, ...]


def estimate(text: str) -> float:
    """The width of a text in em where the font is the reader's own: rather too wide than too narrow."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter == " ":
        return 0.32
    if letter in "il.,;:'|!jt()[]":
        return 0.38
    return 0.86 if letter in "mwMW@%" else 0.7 if letter.isupper() or not letter.isascii() else 0.58


def lines_of(text: str, width: float, measure: Measure) -> float:
    """How many lines a text takes that is `width` em wide; gaps between paragraphs count as parts of a line."""
    width *= ROOM_LEFT
    lines, paragraphs = 0.0, [part for part in text.split("\n") if part.strip()]
    for paragraph in paragraphs:
        at, lines = 0.0, lines + 1
        for part in PART.findall(paragraph):
            wide = measure(part)
            if at and at + wide > width and not part.isspace():
                lines, at = lines + 1, 0.0
            if wide > width:  # a word longer than a line is broken
                lines += int(wide // width)
                wide %= width
            at += wide
    return lines + BETWEEN / LEADING * max(0, len(paragraphs) - 1)


def plan(size: tuple[int, int], texts: Sequence[str], measures: Sequence[Measure]) -> Plan:
    """Where the picture of this size and the texts (one for each language, "" for none) stand on their page."""
    aspect = size[0] / size[1]
    texts = [text if text.strip() else "" for text in texts]
    over = aspect > OVER
    if not any(texts):
        return Plan(_centred(aspect), tuple(Box(0, 0, 0, 0) for _ in texts), 48, tuple(map(len, texts)), ())
    found = None
    for share, font in OVER_CHOICES if over else BESIDE_CHOICES:
        picture, room = _over(aspect, share) if over else _beside(aspect, share)
        boxes = _parted(room, texts, side_by_side=over)
        lines = [lines_of(t, b.width / font, m) for t, b, m in zip(texts, boxes, measures, strict=True)]
        found = Plan(picture, boxes, font, tuple(map(len, texts)), tuple(round(n) for n in lines))
        if all(n * font * LEADING <= box.height for n, box in zip(lines, boxes, strict=True)):
            return found
    fits = tuple(
        _most(text, box, found.font, measure) for text, box, measure in zip(texts, found.words, measures, strict=True)
    )
    return Plan(found.picture, found.words, found.font, fits, found.lines)


def text_plan(texts: Sequence[str], measures: Sequence[Measure]) -> Plan:
    """The plan of a page that has nothing but the rest of the words."""
    room = Box(EDGE, EDGE, WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE - 30)
    boxes = _parted(room, texts, side_by_side=True)
    fits = tuple(_most(t, b, TEXT_PAGE_FONT, m) for t, b, m in zip(texts, boxes, measures, strict=True))
    return Plan(None, boxes, TEXT_PAGE_FONT, fits, (99,) * len(texts))


def cover_plan(size: tuple[int, int], title: str, by: str, measure: Measure) -> tuple[Box, Box, int, str]:
    """(picture, box of the words, px of the title, the title as it fits) of the cover."""
    aspect = size[0] / size[1]
    over = aspect > OVER
    for share in (1.0, 0.88, 0.76, 0.64) if over else (0.62, 0.55, 0.48):
        picture, box = _over(aspect, share) if over else _beside(aspect, share)
        room = box.height - (70 + 46 * (lines_of(by, box.width / 36, measure) - 1) if by else 0)
        for font in TITLE_FONTS:
            if lines_of(title, box.width / font / 1.06, measure) * font * 1.16 <= room:
                return picture, box, font, title
    smallest = TITLE_FONTS[-1]
    fits = _most(title, Box(0, 0, box.width / 1.06, room * LEADING / 1.16), smallest, measure)
    return picture, box, smallest, title[: fits - 1].rstrip() + "…"


def _most(text: str, box: Box, font: float, measure: Measure) -> int:
    """How many letters of a text fit into a box, cut where a word ends; at least one."""

    def fits(count):
        return lines_of(text[:count], box.width / font, measure) * font * LEADING <= box.height

    if fits(len(text)):
        return len(text)
    low, high = 0, len(text)
    while high - low > 1:
        half = (low + high) // 2
        low, high = (half, high) if fits(half) else (low, half)
    sentences = [found.end() for found in SENTENCE_END.finditer(text, 0, low)]
    if sentences and sentences[-1] > 0.6 * low:
        return sentences[-1]
    ends = [found.end() for found in PART.finditer(text, 0, low + 1) if found.end() <= low]
    return max(1, ends[-1] if ends else low)


def _centred(aspect: float) -> Box:
    """A picture without words: as large as the page allows."""
    width = min(WIDTH, HEIGHT * aspect)
    return Box((WIDTH - width) / 2, (HEIGHT - width / aspect) / 2, width, width / aspect)


def _over(aspect: float, share: float) -> tuple[Box, Box]:
    """The picture over the words. At full width it touches the edges of the page, else it stands on paper."""
    width = WIDTH * share
    if width / aspect > HEIGHT * 0.76 * share:
        width = HEIGHT * 0.76 * share * aspect
    full = width >= WIDTH - 1
    top = 0 if full else 44
    picture = Box((WIDTH - width) / 2, top, width, width / aspect)
    under = top + picture.height + 34
    return picture, Box(EDGE, under, WIDTH - 2 * EDGE, HEIGHT - under - 52)


def _beside(aspect: float, share: float) -> tuple[Box, Box]:
    """The picture at the left of the words."""
    width = min(WIDTH * share, HEIGHT * aspect)
    height = width / aspect
    full = height >= HEIGHT - 1
    left = 0 if full else 56
    picture = Box(left, (HEIGHT - height) / 2, width, height)
    at = left + width + 64
    return picture, Box(at, EDGE, WIDTH - at - 64, HEIGHT - 2 * EDGE)


def _parted(room: Box, texts: Sequence[str], *, side_by_side: bool) -> tuple[Box, ...]:
    """A box for each text that is there: columns side by side, or one under the other."""
    count = sum(map(bool, texts))
    boxes, done = [], 0
    for text in texts:
        if not text:
            boxes.append(Box(room.left, room.top, 0, 0))
            continue
        if side_by_side:
            width = (room.width - COLUMN_GAP * (count - 1)) / count
            boxes.append(Box(room.left + done * (width + COLUMN_GAP), room.top, width, room.height))
        else:
            height = (room.height - 40 * (count - 1)) / count
            boxes.append(Box(room.left, room.top + done * (height + 40), room.width, height))
        done += 1
    return tuple(boxes)
