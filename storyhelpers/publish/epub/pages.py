"""The pages of an EPUB as XHTML: cover, story, things that sound, and where it all comes from."""

from collections.abc import Sequence

from ..colophon import Card
from ..manuscript import Leaf, Manuscript
from ..marks import mark, written
from ..things import Thing, shortened
from ..words import Tongue, line
from .fitting import HEIGHT, WIDTH, Box, Measure, cover_plan, lines_of
from .overlay import Piece
from .sheets import Block, Sheet

LIT, PLAYING = "-epub-media-overlay-active", "-epub-media-overlay-playing"  # names that reading programs know
CARDS = 6  # things on a page of sounds
CARD_FONT, CARD_WIDTH, CARD_TOP, CARD_BOTTOM = 24, 690, 180, HEIGHT - 90
LONGEST_VALUE = 200  # letters of one value on the card
RIGHT_TO_LEFT = ("ar", "he", "fa", "ur", "yi", "ps", "dv", "ug", "sd", "ckb")


def is_right_to_left(tongue: Tongue) -> bool:
    """Whether a language is written from right to left."""
    return tongue.book.split("-")[0] in RIGHT_TO_LEFT


def _document(told: Manuscript, title: str, kind: str, *content, tongue: Tongue | None = None) -> bytes:
    """An XHTML page of the book's size."""
    language = (tongue or told.tongue).book
    head = mark(
        "head", None, mark("meta", {"charset": "utf-8"}), mark("title", None, line(title)),
        mark("meta", {"name": "viewport", "content": f"width={WIDTH}, height={HEIGHT}"}),
        mark("link", {"rel": "stylesheet", "type": "text/css", "href": "../style/book.css"}),
    )  # fmt: skip
    names = {"xmlns": "http://www.w3.org/1999/xhtml", "xmlns:epub": "http://www.idpf.org/2007/ops"}
    main = mark("main", None, *content)
    body = mark("body", {"class": kind, "dir": "rtl" if is_right_to_left(told.tongue) else None}, main)
    root = mark("html", {**names, "lang": language, "xml:lang": language}, head, body)
    return written(root, before="<!DOCTYPE html>\n")


def _at(box: Box, **more) -> str:
    """A box as style."""
    sides = {"left": box.left, "top": box.top, "width": box.width, "height": box.height, **more}
    return "; ".join(f"{name.replace('_', '-')}: {value:.1f}px" for name, value in sides.items())


def _figure(box: Box, source: str, alt: str, tongue: Tongue):
    full = box.left <= 0 or box.top <= 0
    return mark(
        "div", {"class": "picture" + ("" if full else " framed"), "style": _at(box), "id": "picture"},
        mark("img", {"src": f"../{source}", "alt": alt, "lang": tongue.book, "xml:lang": tongue.book}),
    )  # fmt: skip


def cover_page(told: Manuscript, source: str, alt: str, measure: Measure) -> bytes:
    """The cover: the picture, the title and the author."""
    by = told.tongue.say("by", author=told.author) if told.author else ""
    picture, words, font, title = cover_plan(told.cover.size, told.title, by, measure)
    text = mark(
        "div", {"class": "front", "style": _at(words)},
        mark("h1", {"dir": "auto", "style": f"font-size: {font}px"}, title),
        mark("p", {"class": "author", "dir": "auto"}, shortened(by, 120)) if by else None,
    )  # fmt: skip
    section = mark("section", {"epub:type": "cover", "aria-label": told.tongue.words["cover"]})
    section.extend([_figure(picture, source, alt, told.tongue), text])
    return _document(told, told.title, "cover", section)


def story_page(told: Manuscript, sheet: Sheet, source: str, sounds: str) -> bytes:
    """A page of the story. sounds: the page with the sounds of its things, as seen from here, or ""."""
    leaf, words = sheet.leaf, told.tongue.words
    number, parts = 0, []
    from_top = sheet.plan.picture is None or len({box.left for box in sheet.plan.words}) > 1
    for place, (block, box) in enumerate(zip(sheet.blocks, sheet.plan.words, strict=True), 1):
        if block.text.strip():
            few = len(sheet.blocks) == 1 and sheet.first and sheet.plan.lines[0] <= 3
            look = "words" + (" few" if few else "") + (" second" if place == 2 else "") + (" top" if from_top else "")
            lines, number = _paragraphs(block, number)
            style = f"{_at(box)}; font-size: {sheet.plan.font}px"
            tag = block.tongue.book
            parts.append(
                mark("div", {"class": look, "id": f"words-{place}", "style": style, "lang": tag, "xml:lang": tag,
                             "dir": "auto"}, *lines)
            )  # fmt: skip
    label = told.tongue.say("page", number=leaf.number)
    page_break = {"epub:type": "pagebreak", "role": "doc-pagebreak", "id": "break", "title": label}
    section = mark("section", {"epub:type": "bodymatter", "aria-label": label})
    if sheet.first:
        section.append(mark("span", page_break))
        section.append(_figure(sheet.plan.picture, source, leaf.alt, told.tongue))
    section.extend(parts)
    over_picture = sheet.plan.picture is not None and not parts
    section.append(
        mark("div", {"class": "foot" + (" on-picture" if over_picture else "")},
             mark("a", {"href": sounds, "class": "hear"}, "♪ ", words["to_sounds"]) if sounds else None,
             mark("span", {"class": "folio", "aria-hidden": "true"}, str(leaf.number)))
    )  # fmt: skip
    return _document(told, leaf.heading, "story", section)


def _paragraphs(block: Block, number: int) -> tuple[list, int]:
    """The paragraphs of a block; every piece that is lit in its turn is a span with an id."""
    rows: list[list[Piece]] = [[]]
    for piece in block.pieces:
        if piece.clip:
            rows[-1].append(Piece(piece.text.replace("\n", " "), piece.clip))
            continue
        first, *others = piece.text.split("\n")
        rows[-1].append(Piece(first))
        rows += [[Piece(other)] for other in others]
    made = []
    for row in rows:
        if not "".join(piece.text for piece in row).strip():
            continue
        content = []
        for piece in row:
            number += bool(piece.clip)
            content.append(mark("span", {"id": f"word-{number}"}, piece.text) if piece.clip else piece.text)
        made.append(mark("p", None, *content))
    return made, number


def sounds_pages(told: Manuscript, leaf: Leaf, things: Sequence[tuple[Thing, str, str]]) -> list[bytes]:
    """The pages of a leaf's things that sound. things: (thing, its picture or "", its sound), files of the book."""
    words = told.tongue.words
    pages = []
    for first in range(0, len(things), CARDS):
        cards = [_card(told, thing, image, sound) for thing, image, sound in things[first : first + CARDS]]
        label = told.tongue.say("back_to", number=leaf.number)
        section = mark(
            "section", {"epub:type": "appendix", "role": "doc-appendix", "aria-labelledby": "title"},
            mark("h1", {"id": "title"}, words["things_that_sound"]),
            mark("p", {"class": "back"}, mark("a", {"href": f"page-{leaf.number:03d}.xhtml"}, label)),
            mark("ul", {"class": f"cards of-{len(cards)}"}, *cards),
        )  # fmt: skip
        pages.append(_document(told, f"{words['things_that_sound']}: {leaf.heading}", "sounds", section))
    return pages


def _card(told: Manuscript, thing: Thing, image: str, sound: str):
    tag = {"lang": told.tongue.book, "xml:lang": told.tongue.book, "dir": "auto"}
    name, told_of = shortened(thing.name, 40), shortened(thing.words, 80)
    cut = "♪"
    if image:  # what is small in the picture is not blown up to more than twice its size
        x0, y0, x1, y1 = thing.region.bounds
        most = f"max-width: {2 * (x1 - x0)}px; max-height: {2 * (y1 - y0)}px"
        cut = mark("img", {"src": f"../{image}", "alt": "", "style": most})
    return mark(
        "li", None,
        mark("div", {"class": "cut"}, cut),
        mark("div", {"class": "says"}, mark("h2", tag, name),
             mark("p", tag, told_of) if told_of and told_of.casefold().rstrip(".") != name.casefold() else None,
             mark("audio", {"controls": "controls", "preload": "none", "src": f"../{sound}", "aria-label": name},
                  name)),
    )  # fmt: skip


def card_pages(told: Manuscript, card: Card, measure: Measure) -> list[bytes]:
    """Where everything comes from, and its licences: as many pages as it takes, two columns each."""
    tag = {"lang": told.tongue.book, "xml:lang": told.tongue.book, "dir": "auto"}
    own = {"lang": told.tongue.page, "xml:lang": told.tongue.page}
    rows = [(mark("p", {"class": "rights", **own}, card.rights), card.rights)]
    rows += [(mark("p", {"dir": "auto"}, line(note)), line(note)) for note in card.notes]
    if told.link:
        rows.append((mark("p", None, mark("a", {"href": told.link}, told.link)), told.link))
    for entry in card.entries:
        values = [f"{label}: {shortened(value, LONGEST_VALUE)}" for label, value in entry.rows]
        text = " · ".join(values)
        head = mark("b", tag if entry.named else None, entry.heading)
        rows.append((mark("p", {"dir": "auto"}, head, f" {text}" if text else ""), f"{entry.heading} {text}"))
    made_with = f"{told.tongue.words['made_with']}."
    rows.append((mark("p", own, made_with), made_with))
    columns, room = [[]], 0.0
    for element, text in rows:
        height = lines_of(text, CARD_WIDTH / CARD_FONT, measure) * CARD_FONT * 1.4 + 14
        if columns[-1] and room + height > CARD_BOTTOM - CARD_TOP:
            columns.append([])
            room = 0.0
        columns[-1].append(element)
        room += height
    pages = []
    for first in range(0, len(columns), 2):
        boxes = [Box(80 + place * (CARD_WIDTH + 60), CARD_TOP, CARD_WIDTH, CARD_BOTTOM - CARD_TOP) for place in (0, 1)]
        section = mark(
            "section", {"epub:type": "colophon", "role": "doc-colophon", "aria-labelledby": "title"},
            mark("h1", {"id": "title"}, card.title),
            *(mark("div", {"class": "column", "style": _at(box)}, *column)
              for box, column in zip(boxes, columns[first : first + 2], strict=False)),
        )  # fmt: skip
        pages.append(_document(told, card.title, "card", section))
    return pages
