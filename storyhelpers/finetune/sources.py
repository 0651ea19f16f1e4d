"""Where pictures to learn from may come from: a folder, a data set of the hub, or a book."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from ..book import INDEX, Book
from ..engine import BadInput
from .folders import look_into
from .hubsets import open_hub

HUB_ID = re.compile(r"[\w-][\w.-]*/[\w.-]+")
LICENCE = re.compile(r"^---\s.*?^license:\s*(\S+)\s*$.*?^---", re.MULTILINE | re.DOTALL)


@dataclass
class Raw:
    """What a source holds, not yet looked at: (name, caption, how to read it, path)."""

    name: str
    source: str
    licence: str
    captions: str | None
    rows: Sequence[tuple[str, str, Callable[[], bytes], Path | None]]
    skipped: list[tuple[str, str]]
    said: list[str]


def find(source, captions: str | None, limit: int | None) -> Raw:
    """Any source. Raises BadInput for what is none, NotHere from the hub."""
    if isinstance(source, Book):
        return _book(source, limit)
    folder = Path(source).expanduser()
    if (folder / INDEX).is_file():
        return _book(Book.open(str(folder)), limit)
    if folder.is_dir():
        return _folder(folder, captions, limit)
    if folder.is_file():
        raise BadInput(f"{source} is a file. Give the folder that holds the pictures (unpack it first if it is a zip).")
    if HUB_ID.fullmatch(str(source)) and not str(source).startswith("."):
        raw = open_hub(str(source), captions, limit)
        return Raw(str(source), str(source), raw.licence, captions, raw.rows, [], raw.said)
    raise BadInput(
        f"There is no folder {source} (looked in {Path.cwd()}). Give a folder of pictures, a hub id such as "
        '"lambdalabs/naruto-blip-captions", or a Book.'
    )


def _folder(folder: Path, captions: str | None, limit: int | None) -> Raw:
    found = look_into(folder, captions)
    rows = [(path.relative_to(folder).as_posix(), words, path.read_bytes, path) for path, words in found.pairs[:limit]]
    card = folder / "README.md"
    licence = LICENCE.search(card.read_text("utf-8", errors="replace")) if card.is_file() else None
    return Raw(
        folder.resolve().name, str(folder.resolve()), licence[1] if licence else "", captions, rows, found.skipped,
        found.said,
    )  # fmt: skip


def _book(book: Book, limit: int | None) -> Raw:
    """A book's pages: the picture, and the prompt it was drawn from, else the page's words."""
    rows = [
        (f"page {number}", " ".join((book.prompt_for(page) if page.prompt else page.words).split()),
         partial(_png, page.picture.image), None)
        for number, page in enumerate(book.pages, 1) if page.picture is not None
    ]  # fmt: skip
    skipped = [(f"page {n}", "it has no picture yet") for n, page in enumerate(book.pages, 1) if page.picture is None]
    return Raw(book.title, str(book.folder), "", "text", rows[:limit], skipped, [])


def _png(image: Image.Image) -> bytes:
    """The pixels alone, as a file."""
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
