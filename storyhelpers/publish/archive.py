"""A book becomes a zip of plain files: pictures, sounds and words, for whoever makes something else of them."""

import os
import re
import unicodedata
from pathlib import Path

from ..files import write_file
from .colophon import Card, colophon
from .manuscript import Leaf, Manuscript, destination, manuscript, slug
from .metadata import picture_file
from .words import line, readable
from .zips import zipped

LONGEST_NAME = 40  # letters of a thing's name in a file name
LONGEST_PATH = 24  # letters of a language tag there


def archive(
    book, path: str | os.PathLike, *, title: str | None = None, author: str | None = None, language: str | None = None,
    link: str | None = None,
) -> Path:  # fmt: skip
    """Writes a book's pictures (PNG), sounds (MP3), words (a text file for each language) and credits as a zip.

    path: the file, or a folder that is there already. title, author, language and link are the book's own when left
    out. Raises BadInput, BookTrouble when the file cannot be written.
    """
    told = manuscript(book, title=title, author=author, language=language, link=link).encode()
    return write_file(destination(path, told, ".zip"), archive_bytes(told))


def archive_bytes(told: Manuscript) -> bytes:
    """The bytes of the zip of a manuscript: the same for the same book."""
    card = colophon(told.leaves, told.tongue, told.cover if told.own_cover else None)
    language = told.tongue.book
    files = [(f"words-{tag}.txt", text) for tag, text in _words(told).items()]
    files.append(("credits.txt", _text(credits_text(told, card))))
    if told.own_cover:
        files.append(("cover.png", picture_file(told.cover, "PNG", rights=card.rights, language=language)))
    for leaf in told.leaves:
        files += _leaf(leaf, card, language)
    return zipped(files)


def _leaf(leaf: Leaf, card: Card, language: str):
    """The files of one page, as (name, bytes)."""
    start = f"page-{leaf.number:03d}"
    yield f"{start}-picture.png", picture_file(leaf.picture, "PNG", alt=leaf.alt, rights=card.rights, language=language)
    if leaf.reading is not None and len(leaf.reading.samples):
        yield f"{start}-reading-{_tag(language)}.mp3", leaf.reading.steady_mp3
    used = {_tag(language)}
    for tag, reading in (getattr(leaf.page, "readings", None) or {}).items():
        if len(reading.samples):
            yield f"{start}-reading-{_other(_tag(tag), used)}.mp3", reading.steady_mp3
    for number, thing in enumerate(leaf.things, 1):
        if thing.sound is not None and len(thing.sound.samples):
            yield f"{start}-sound-{number:02d}-{_plain(thing.name)}.mp3", thing.sound.mp3


def _words(told: Manuscript) -> dict[str, bytes]:
    """The book as plain text by language tag: its own, then what it was translated into."""
    made, used = {}, {_tag(told.tongue.book)}
    by = told.tongue.say("by", author=told.author) if told.author else ""
    head = "\n".join(filter(None, (told.title, by)))
    made[_tag(told.tongue.book)] = _text(_told(head, [(leaf.number, leaf.words) for leaf in told.leaves]))
    pages = [(leaf.number, getattr(leaf.page, "translations", None) or {}) for leaf in told.leaves]
    for tag in dict.fromkeys(tag for _, words in pages for tag in words):
        texts = [(number, readable(words.get(tag, ""))) for number, words in pages]
        made[_other(_tag(tag), used)] = _text(_told(told.title, texts))
    return made


def _told(head: str, pages: list[tuple[int, str]]) -> str:
    return "\n\n".join([head, *(f"{number}\n{words.strip()}".strip() for number, words in pages)])


def credits_text(told: Manuscript, card: Card) -> str:
    """The card on where everything comes from, as plain text."""
    parts = [told.title, card.title, card.rights, *card.notes]
    for entry in card.entries:
        parts.append("\n".join([entry.heading, *(f"  {label}: {line(value)}" for label, value in entry.rows)]))
    for leaf in told.leaves:  # the card knows those in the book's language
        for tag, reading in (getattr(leaf.page, "readings", None) or {}).items():
            by = ", ".join(filter(None, (line(reading.made_by), line(reading.origin))))
            label = told.tongue.say("page", number=leaf.number)
            parts.append(f"{label}: {told.tongue.words['reading']} ({line(tag)}): {by or told.tongue.words['unknown']}")
    return "\n\n".join([*filter(None, (*parts, told.link)), f"{told.tongue.words['made_with']}."])


def _text(text: str) -> bytes:
    """A text file that every editor opens with the right letters, also the one of Windows."""
    return ("\ufeff" + readable(text).replace("\n", "\r\n") + "\r\n").encode("utf-8", "replace")


def _tag(tag) -> str:
    """A language tag as part of a file name."""
    return re.sub(r"[^A-Za-z0-9]+", "-", str(tag))[:LONGEST_PATH].strip("-") or "other"


def _other(name: str, used: set[str]) -> str:
    """The name, with a number where it is taken."""
    found, number = name, 2
    while found.casefold() in {one.casefold() for one in used}:
        found, number = f"{name}-{number}", number + 1
    used.add(found)
    return found


def _plain(name: str) -> str:
    """A thing's name as part of a file name, in its own script."""
    return unicodedata.normalize("NFC", slug(line(name))[:LONGEST_NAME]).strip("-") or "thing"
