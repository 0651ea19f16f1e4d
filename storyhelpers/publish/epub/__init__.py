"""A book becomes an EPUB 3.3: pages of fixed layout that are read aloud while the words light up.

Every page is one XHTML file of 1600 × 1200 px, its media overlay says when which word is heard. The things that sound
stand with their sounds on pages behind the story, the card on where everything comes from is last.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from ...files import write_file
from ..colophon import colophon
from ..manuscript import Leaf, Manuscript, destination, manuscript
from ..metadata import picture_file
from ..words import STATIC, line
from ..zips import zipped
from .lettering import Lettering, lettering
from .overlay import smil
from .package import CONTAINER, Item, contents, package
from .pages import card_pages, cover_page, sounds_pages, story_page
from .sheets import sheets_of, tapes_of

LONGEST_SIDE = 2048  # px of a picture
CUT_SIDE = 480  # px of a thing that was cut out
QUALITY = 88


def epub(
    book, path: str | os.PathLike, *, title: str | None = None, author: str | None = None, language: str | None = None,
    bilingual: str | None = None, link: str | None = None, modified: datetime | None = None,
) -> Path:  # fmt: skip
    """Writes a book as an EPUB that reads itself aloud where its pages have readings, and returns its path.

    path: the file, or a folder that is there already. title, author, language and link are the book's own when left
    out. bilingual: the tag of a second language whose words go on the page too. modified: the hour of the last change;
    that of the book's folder when left out. Raises BadInput, BookTrouble when the file cannot be written.
    """
    told = manuscript(book, title=title, author=author, language=language, bilingual=bilingual, link=link).encode()
    return write_file(destination(path, told, ".epub"), epub_bytes(told, modified))


def epub_bytes(told: Manuscript, modified: datetime | None = None) -> bytes:
    """The bytes of the EPUB of a manuscript: the same for the same book and hour."""
    card = colophon(told.leaves, told.tongue, told.cover if told.own_cover else None)
    letters = lettering(told, card)
    items = [Item("style/book.css", (STATIC / "epub.css").read_bytes().replace(b"/* FONTS */", letters.css.encode()))]
    items += [Item(name, data) for name, data in letters.files]
    pictures = _pictures(told, card.rights)
    items += pictures.values()
    cover = pictures["cover"].name
    items.append(Item("pages/cover.xhtml", cover_page(told, cover, _cover_alt(told), letters.measures[0]), order=True,
                      centred=True))  # fmt: skip
    behind: list[Item] = []
    for leaf in told.leaves:
        sounding, files = _sounding(told, leaf, card.rights)
        pages = sounds_pages(told, leaf, sounding)
        names = [f"sounds-{leaf.number:03d}" + (f"-{n}" if n > 1 else "") for n in range(1, len(pages) + 1)]
        behind += [Item(f"pages/{n}.xhtml", page, order=True) for n, page in zip(names, pages, strict=True)]
        items += files
        items += _leaf(told, leaf, letters, pictures[leaf.picture.fingerprint].name, names)
    cards = card_pages(told, card, letters.measures[0])
    behind += [Item(f"pages/card-{n}.xhtml", page, order=True) for n, page in enumerate(cards, 1)]
    items += behind
    items.append(Item("nav.xhtml", _contents(told, behind), properties="nav"))
    narrators = dict.fromkeys(
        line(tape.sound.made_by) for leaf in told.leaves for tape in tapes_of(leaf).values() if line(tape.sound.made_by)
    )
    hour = f"{(modified or _last_change(told)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    files = [("mimetype", b"application/epub+zip"), ("META-INF/container.xml", CONTAINER)]
    files.append(("EPUB/package.opf", package(told, items, card.rights, list(narrators), hour)))
    return zipped(files + [(f"EPUB/{item.name}", item.data) for item in items], stored_first=True)


def _pictures(told: Manuscript, rights: str) -> dict[str, Item]:
    """The picture files by fingerprint; the cover's once more under "cover"."""
    made: dict[str, Item] = {}
    language = told.tongue.book

    def file(name, picture, alt, properties=""):
        data = picture_file(
            picture, "JPEG", quality=QUALITY, longest=LONGEST_SIDE, alt=alt, rights=rights, language=language
        )
        return Item(name, data, properties)

    made["cover"] = file("images/cover.jpg", told.cover, _cover_alt(told), "cover-image")
    for leaf in told.leaves:
        mark = leaf.picture.fingerprint
        if mark not in made:
            made[mark] = file(f"images/page-{leaf.number:03d}.jpg", leaf.picture, leaf.alt)
    return made


def _cover_alt(told: Manuscript) -> str:
    own = [leaf.alt for leaf in told.leaves if leaf.picture.fingerprint == told.cover.fingerprint]
    return own[0] if own else line(told.cover.words) or told.tongue.words["cover"]


def _leaf(told: Manuscript, leaf: Leaf, letters: Lettering, picture: str, sounds: list[str]) -> list[Item]:
    """The sheets of a leaf with their overlays and readings."""
    items = [Item(tape.name, tape.sound.steady_mp3) for tape in tapes_of(leaf).values()]
    for sheet in sheets_of(told, leaf, letters.measures):
        overlay = f"overlays/{sheet.name}.smil" if sheet.spoken else ""
        page = story_page(told, sheet, picture, f"{sounds[0]}.xhtml" if sounds and sheet.first else "")
        items.append(Item(f"pages/{sheet.name}.xhtml", page, overlay=overlay, order=True))
        if overlay:
            items.append(Item(overlay, smil(sheet.name, sheet.spoken), seconds=sheet.seconds))
    return items


def _sounding(told: Manuscript, leaf: Leaf, rights: str):
    """The things of a leaf that sound as (thing, picture, sound), and the files that those are in."""
    from PIL import Image

    found, files = [], []
    for number, thing in enumerate((t for t in leaf.things if t.sound is not None and len(t.sound.samples)), 1):
        name = f"page-{leaf.number:03d}-thing-{number:02d}"
        image, region = "", thing.region
        if region is not None and not region.empty and region.mask.shape == region.picture.size[::-1]:
            image = f"images/{name}.png"
            ground = Image.fromarray(region.mask.astype("uint8") * 255).crop(region.bounds)
            cut = _cropped(leaf.picture if region.picture.size == leaf.picture.size else region.picture, region.bounds)
            data = picture_file(cut, "PNG", longest=CUT_SIDE, ground=ground, alt=thing.name, rights=rights,
                                language=told.tongue.book)  # fmt: skip
            files.append(Item(image, data))
        files.append(Item(f"audio/{name}.mp3", thing.sound.mp3))
        found.append((thing, image, f"audio/{name}.mp3"))
    return found, files


def _cropped(picture, box):
    from dataclasses import replace

    return replace(picture, image=picture.image.crop(box), scene=None)


def _contents(told: Manuscript, behind: list[Item]) -> bytes:
    words = told.tongue.words
    first = "pages/page-001.xhtml"
    chapters = [(words["cover"], "pages/cover.xhtml")]
    chapters += [(leaf.heading, f"pages/page-{leaf.number:03d}.xhtml") for leaf in told.leaves]
    sounds = [item.name for item in behind if item.name.startswith("pages/sounds-")]
    chapters += [(words["things_that_sound"], sounds[0])] if sounds else []
    chapters.append((words["card"], "pages/card-1.xhtml"))
    pages = [(str(leaf.number), f"pages/page-{leaf.number:03d}.xhtml#break") for leaf in told.leaves]
    landmarks = [("cover", words["cover"], "pages/cover.xhtml"), ("bodymatter", told.title, first),
                 ("colophon", words["card"], "pages/card-1.xhtml")]  # fmt: skip
    return contents(told, chapters, pages, landmarks)


def _last_change(told: Manuscript) -> datetime:
    """When the book's folder was last saved; now, where it lies in no folder."""
    folder = getattr(told.book, "folder", None)
    try:
        return datetime.fromtimestamp((Path(folder) / "book.json").stat().st_mtime, UTC)
    except (OSError, TypeError, ValueError):
        return datetime.now(UTC)


__all__ = ["epub", "epub_bytes"]
