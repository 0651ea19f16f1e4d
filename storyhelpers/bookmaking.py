"""From a photograph to a book that is printed, sent and heard, without a person: lessons 06, 09 and 07 headless."""

import time
from pathlib import Path

from . import checks
from .book import INDEX, Book, folder_of
from .demo import notebook_path, run_notebook, slug
from .engine import BadInput
from .gallery import photo as find_photo
from .publish import checked_link

LESSONS = ("06_photo_to_story.ipynb", "09_translate_and_read_aloud.ipynb", "07_make_a_book.ipynb")
WITHOUT = ("Look inside",)  # a book needs none of it


def make_book(
    photo: str = "cat",
    *,
    about: str = "",
    language: str = "en",
    bilingual: str = "",
    pages: int = 4,
    age: int = 6,
    tone: str = "",
    author: str = "",
    link: str = "",
    size: str = "A4",
    book: str = "",
) -> tuple[Path, list[Path]]:
    """(book folder, exported files) of a photograph: a name of the gallery or the path of a file.

    bilingual: a second language. Run again it goes on where it was stopped. Raises StoryError, before a notebook is
    started for what cannot be used, else with the sentence that a cell stopped at.
    """
    language = checks.tag(language)
    second = checks.tag(bilingual) if bilingual else ""
    if second == language:
        raise BadInput(f"A bilingual book needs two languages, not {language} twice: make book BILINGUAL=es.")
    link = checked_link(link)
    picture = find_photo(photo)  # says what is wrong with it before anything is started
    given = (
        photo if Path(photo).name == photo and not Path(photo).is_file() else str(Path(photo).expanduser().absolute())
    )
    folder = folder_of(book or f"{slug(picture.name or Path(photo).stem)}-{'-'.join(filter(None, (language, second)))}")
    values = {
        LESSONS[0]: {
            "PHOTO": given, "ABOUT": about, "LANGUAGE": language, "PAGES": checks.whole(pages, "PAGES", 1, 24),
            "AGE": checks.whole(age, "AGE", 2, 18), "TONE": tone,
        },
        LESSONS[1]: {"TO": second},
        LESSONS[2]: {"AUTHOR": author, "LINK": link, "BILINGUAL": second, "SIZE": size},
    }  # fmt: skip
    if (folder / INDEX).is_file() and (pages := Book.open(str(folder)).pages):
        print(
            f"The book {folder.name} is there already, with {len(pages)} page(s): its story and pictures stay as they "
            "are, and it goes on from there. For a new one, give it a name of its own: BOOK=another-name."
        )
    started = time.perf_counter()
    for lesson in LESSONS:
        print(f"{lesson.removesuffix('.ipynb')}:", flush=True)
        run_notebook(notebook_path(lesson), {"BOOK": str(folder), **values[lesson]}, without=WITHOUT)
    print(f"done in {time.perf_counter() - started:.0f} s")
    made = Book.open(str(folder))
    for note in filter(None, (made.note, made.cover.note)):
        print(note)
    files = [folder / f"{folder.name}{ending}" for ending in (".pdf", "-quiz.pdf", ".epub", ".html", ".h5p", ".zip")]
    return folder, [path for path in files if path.is_file()]
