"""What every exporter starts from: a book, checked once and made plain.

`manuscript(book)` answers frozen data. Its texts hold no control characters and no broken letters, and are as long as
they were, so that the timings of a reading still fit. Nothing is escaped: HTML, XML and PDF each do that themselves.
"""

import os
import re
import unicodedata
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from .. import checks
from ..encoding import encode_together
from ..engine import BadInput, StoryError
from ..locale import known, language_of
from ..media import Picture, Sound
from .qr import checked_link
from .things import LONGEST_ALT, Thing, shortened, things_of
from .words import Tongue, line, readable, tongue_of

LONGEST_HEADING = 40  # letters of a page's heading in a table of contents
LONGEST_SLUG = 50  # letters of a file name
NOT_ON_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Leaf:
    """A page of a book as it is published.

    number: from 1. heading: what a table of contents calls it. words, translated: the story in the book's language and
    in the second one, "" where there is none. alt: the picture in words. reading, reading_translated: those words read
    aloud, or None. words_by: who wrote the words, where that is known. page: the Page itself.
    """

    number: int
    heading: str
    words: str
    translated: str
    picture: Picture
    alt: str
    things: tuple[Thing, ...]
    reading: Sound | None
    reading_translated: Sound | None
    words_by: str
    page: object


@dataclass(frozen=True, eq=False)
class Manuscript:
    """A book as it is published.

    title: never empty. author, link: "" where there is none. tongue: the book's language, and our own words in it.
    second: the language of the translated words, or None. cover: the picture on the front; own_cover: whether it is no
    page's picture, cover_alt: it in words. slug: a name for files, safe everywhere. book: what it was made from.
    """

    title: str
    author: str
    tongue: Tongue
    second: Tongue | None
    cover: Picture
    cover_alt: str
    own_cover: bool
    link: str
    leaves: tuple[Leaf, ...]
    slug: str
    book: object

    def encode(self) -> "Manuscript":
        """Encodes everything that is heard, on all cores at once, before it is written; answers itself."""
        readings = [reading for leaf in self.leaves for reading in (leaf.reading, leaf.reading_translated) if reading]
        sounds = [thing.sound for leaf in self.leaves for thing in leaf.things if thing.sound is not None]
        folder = getattr(self.book, "folder", None)
        encode_together(sounds, readings, kept_in=folder and Path(folder) / ".mp3")
        return self


def manuscript(
    book, *, title: str | None = None, author: str | None = None, language: str | None = None,
    bilingual: str | None = None, link: str | None = None,
) -> Manuscript:  # fmt: skip
    """A Book, a Page, or anything with `pages`, as a Manuscript; what is given by keyword goes before the book's own.

    Raises BadInput: no page, a page without its picture, no words in the second language, a link that is none.
    """
    alone = not hasattr(book, "pages")
    pages = [book] if alone else list(book.pages)
    if not pages:
        raise BadInput(
            "The book has no page yet. Add one: book.pages = [Page(picture=studio.draw(prompt))].", "no page"
        )
    for number, page in enumerate(pages, 1):
        _check(page, f"Page {number}" if len(pages) > 1 else "The page", alone, number)
    spoken = language or getattr(book, "language", None) or "en"
    tongue = tongue_of(spoken)
    second = _second(pages, bilingual, tongue)
    cover = getattr(book, "cover", None)
    if cover is not None and not isinstance(cover, Picture):
        raise BadInput(
            f"The book's cover is no picture but {type(cover).__name__}. Set it: book.cover = Picture.open(…)."
        )
    told = line(title or getattr(book, "title", "") or "")
    own = cover is not None and all(cover.fingerprint != page.picture.fingerprint for page in pages)
    return Manuscript(
        title=told or tongue.words["untitled"],
        author=line(getattr(book, "author", "") if author is None else author),
        tongue=tongue,
        second=second and tongue_of(second),
        cover=cover or pages[0].picture,
        cover_alt=alt_of(SimpleNamespace(picture=cover or pages[0].picture, words=told), tongue),
        own_cover=own,
        link=checked_link(getattr(book, "link", "") if link is None else link),
        leaves=tuple(_leaf(number, page, tongue, second) for number, page in enumerate(pages, 1)),
        slug=slug(getattr(getattr(book, "folder", None), "name", "") or told),
        book=book,
    )


def destination(path: str | os.PathLike, told: Manuscript, ending: str) -> Path:
    """The file that is meant: `path`, with `ending` (".pdf") where it lacks it, or a file in the folder `path`."""
    if not isinstance(path, (str, os.PathLike)) or not str(path).strip() or "\0" in str(path):
        raise BadInput(f'A file name is needed, for example "{told.slug}{ending}", not {path!r:.60}.')
    path = Path(path).expanduser()
    if path.is_dir():
        return path / f"{told.slug}{ending}"
    return path if path.name.lower().endswith(ending) else path.with_name(path.name + ending)


def slug(name: str) -> str:
    """A text as a file name for any system: letters and digits of any script with "-" between them, never empty."""
    name = unicodedata.normalize("NFKC", str(name))
    name = "".join(c if unicodedata.category(c)[0] in "LNM" else "-" for c in name)
    name = re.sub("-{2,}", "-", name).strip("-")[:LONGEST_SLUG].strip("-").lower()
    return f"{name}-book" if NOT_ON_WINDOWS.fullmatch(name) else name or "book"


# ---- One page


def _check(page, which: str, alone: bool, number: int) -> None:
    picture = getattr(page, "picture", None)
    here = "page" if alone else f"book.pages[{number - 1}]"
    if picture is None:
        raise BadInput(
            f"{which} has no picture yet, or has lost it. Draw it: {here}.picture = studio.draw({here}.prompt).",
            "no picture", number=number,
        )  # fmt: skip
    if not isinstance(picture, Picture):
        raise BadInput(
            f'{which} has a picture that is {type(picture).__name__}. Set it: {here}.picture = Picture.open("cat.jpg").'
        )
    for region in getattr(page, "regions", ()):
        if region.mask.ndim != 2:
            raise BadInput(f"{which} has a region whose mask is {region.mask.shape}; it must be (height, width).")


def _leaf(number: int, page, tongue: Tongue, second: str | None) -> Leaf:
    words = readable(getattr(page, "words", ""))
    reading = getattr(page, "reading", None)
    if reading is not None and reading.words and "".join(readable(reading.words).split()) != "".join(words.split()):
        warnings.warn(
            f"The voice of page {number} reads other words than the page has now: it was changed since. To read it "
            f"again: book.pages[{number - 1}].reading = studio.read_aloud(book.pages[{number - 1}].words).",
            stacklevel=4,
        )
    return Leaf(
        number=number,
        heading=_heading(page, words, tongue, number),
        words=words,
        translated=readable(_in(getattr(page, "translations", None), second) or ""),
        picture=page.picture,
        alt=alt_of(page, tongue),
        things=things_of(page, tongue),
        reading=reading,
        reading_translated=_in(getattr(page, "readings", None), second),
        words_by=line(getattr(getattr(page, "words", ""), "by", "")),
        page=page,
    )


def alt_of(page, tongue: Tongue) -> str:
    """The picture in words: what its scene graph tells in the book's language, else what it was asked for.

    A prompt in another language than the book's gives way to what the page is about, and that to its words.
    """
    picture = page.picture
    if picture.scene is not None and not tongue.foreign:
        from ..crafts.describer import plain_eye

        told = plain_eye(picture, language=known(tongue.book))
        return shortened(line(told), LONGEST_ALT)
    asked, about, words = (
        line(text) for text in (picture.words, getattr(page, "about", ""), getattr(page, "words", ""))
    )
    own = [text for text in (asked, about, words) if text and _speaks(text, tongue)]
    return shortened((own or [asked or words or tongue.words["picture"]])[0], LONGEST_ALT)


def _speaks(text: str, tongue: Tongue) -> bool:
    """Whether a text seems to be in the book's language; for languages that we cannot tell apart, yes."""
    return tongue.foreign or language_of(text) == known(tongue.book)


def _heading(page, words: str, tongue: Tongue, number: int) -> str:
    about = line(getattr(page, "title", "") or "")
    told = about if about and _speaks(about, tongue) else re.split(r"(?<=[.!?。！？])|\n", words.strip(), maxsplit=1)[0]
    return shortened(line(told), LONGEST_HEADING) or tongue.say("page", number=number)


# ---- The second language


def _second(pages: list, bilingual: str | None, tongue: Tongue) -> str | None:
    """The second language's tag, once every page that has words has them in it."""
    if bilingual is None:
        return None
    wanted = checks.tag(bilingual)
    if _same(wanted, tongue.book):
        raise BadInput(f'The book is in "{wanted}" already. bilingual takes another language, for example "es".')
    for number, page in enumerate(pages, 1):
        if line(getattr(page, "words", "")) and not line(_in(getattr(page, "translations", None), wanted) or ""):
            there = sorted({key for p in pages for key in getattr(p, "translations", None) or ()}, key=str)
            has = f" There is: {', '.join(f'{key!s:.20}' for key in there[:8])}." if there else ""
            raise BadInput(
                f'Page {number} has no words in "{wanted}".{has} Type page = book.pages[{number - 1}]; '
                f'page.translations["{wanted}"] = studio.translate(page.words, "{wanted}").'
            )
    return wanted


def _in(by_language: Mapping | None, tag: str | None):
    """What is kept under a language tag, however that was written ("zh_Hant" for "zh-TW")."""
    if not by_language or tag is None:
        return None
    found = [made for key, made in by_language.items() if _same(key, tag)]
    return found[0] if found else None


def _same(one, other) -> bool:
    try:
        return checks.tag(one) == checks.tag(other)
    except StoryError:  # a key that is no language
        return False
