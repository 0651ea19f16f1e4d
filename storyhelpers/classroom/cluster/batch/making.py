"""One row becomes one book, step by step: what is there already stays, so a killed row goes on where it was."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .... import locale, publish
from ....book import INDEX, Book
from ....engine import BadInput
from ....files import write_file
from ....gallery import photo
from .rows import Row

NOTE = "batch.json"  # in the book's folder: which row it is of, and, when it is done, its files
ASPECT = "4:3"  # of the pictures
SECONDS = 3.0  # of the sound of a thing
FORMATS = {  # format → (how its file's name ends, what writes it, whether it takes a second language)
    "html": (".html", publish.sounding_book, True),
    "pdf": (".pdf", publish.pdf, True),
    "epub": (".epub", publish.epub, True),
    "quiz": ("-quiz.pdf", publish.quiz, False),
    "h5p": (".h5p", publish.h5p, False),
    "zip": (".zip", publish.archive, False),
}
USUAL = ("html", "pdf", "epub")


def is_done(row: Row, folder: Path, formats: Sequence[str]) -> bool:
    """Whether the book of a row is whole: noted as done, and every file of the formats there as it was written.

    Raises BadInput where the folder holds the book of another row.
    """
    kept = _note(folder)
    if kept is None:
        return False
    if kept.get("row") != row.mark:
        raise BadInput(
            f"The folder {folder.name} holds a book of other wishes than row {row.number} has now. Delete the folder, "
            'or give the row another name in the column "book".'
        )
    sizes = kept.get("files") or {}
    files = [_file(folder, kind).name for kind in formats]
    return (folder / INDEX).is_file() and all(
        name in sizes and (folder / name).is_file() and (folder / name).stat().st_size == sizes[name] for name in files
    )


def make(row: Row, folder: Path, studio, formats: Sequence[str] = USUAL, on_step: Callable | None = None) -> list[Path]:
    """Makes the book of a row in `folder`, or goes on with it; answers its files. Raises StoryError.

    on_step(words): called before every step, "page 2: its picture"; may raise Cancelled.
    """
    step = on_step or (lambda words: None)
    wishes, begun = row.wishes, time.perf_counter()
    picture = photo(row.photo) if row.photo else None  # before there is a folder: it may not be there
    book = _begun(row, folder)
    locale.language(locale.ours(book.language))
    book.cover = book.cover or picture
    if not book.pages:
        step("the story")
        asked = {key: wishes[key] for key in ("pages", "language", "age", "tone", "about")}
        book.tell(studio.tell_story(picture or wishes["idea"], **asked))
        book.title = wishes["title"] or book.title
    book.style = wishes["style"]
    book.save()
    for number, page in enumerate(book.pages, 1):
        _fill(page, book, studio, wishes, lambda what, number=number: step(f"page {number}: {what}"))
    files = []
    for kind in formats:
        step(f"the {kind} file")
        _, write, speaks = FORMATS[kind]
        second = {"bilingual": wishes["bilingual"] or None} if speaks else {}
        files.append(Path(write(book, _file(folder, kind), **second)))
    sizes = {**((_note(folder) or {}).get("files") or {}), **{file.name: file.stat().st_size for file in files}}
    done = {"row": row.mark, "wishes": wishes, "files": sizes, "seconds": round(time.perf_counter() - begun, 1)}
    _write(folder, done)
    return files


def _begun(row: Row, folder: Path) -> Book:
    """The row's book, new or as far as it is; a book that is somebody's own is left alone."""
    about = {key: row.wishes[key] for key in ("title", "author", "language")}
    book = Book.open(str(folder), **about)
    if _note(folder) is None:
        if book.pages or book.cover:
            raise BadInput(
                f"The folder {folder.name} holds a book already that no list has begun. Give row {row.number} another "
                'name in the column "book".'
            )
        _write(folder, {"row": row.mark, "wishes": row.wishes})
    book.link = row.wishes["link"]
    return book


def _fill(page, book: Book, studio, wishes: dict, step: Callable) -> None:
    """Everything of one page that is missing; saved after every piece of work."""
    if page.picture is None:
        step("its picture")
        page.picture = studio.draw(book.prompt_for(page), aspect=ASPECT, seed=wishes["seed"])
        book.save()
    if page.heard() is None:
        step("reading aloud")
        page.reading = studio.read_aloud(page.words, language=book.language)
        book.save()
    if second := wishes["bilingual"]:
        if second not in page.translations:
            step(f"translating into {second}")
            page.translations[second] = studio.translate(page.words, second, source=book.language)
            book.save()
        if page.heard(second) is None:
            step(f"reading aloud in {second}")
            page.readings[second] = studio.read_aloud(page.translations[second], language=second)
            book.save()
    for point in studio.find_things(page.picture, wishes["things"]) if wishes["things"] else ():
        if not page.thing_at(point):
            step("a thing and its sound")
            try:
                thing = studio.cut_out(page.picture, point)
            except BadInput as error:
                if error.kind != "nothing there":
                    raise
                continue  # a thing less; nobody chose this point
            thing = thing.saying(studio.describe(thing))
            page.keep(thing, studio.make_sound(studio.write_sound_prompt(thing.words), seconds=SECONDS))
            book.save()


def _file(folder: Path, kind: str) -> Path:
    return folder / f"{folder.name}{FORMATS[kind][0]}"


def _note(folder: Path) -> dict | None:
    """What the note in the folder says; None where there is none. Raises BadInput for one that is not ours."""
    try:
        kept = json.loads((folder / NOTE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadInput(f"{folder / NOTE} cannot be read: {error}. Delete it to go on with the book.") from error
    return kept if isinstance(kept, dict) else {}


def _write(folder: Path, note: dict) -> None:
    write_file(folder / NOTE, json.dumps(note, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
