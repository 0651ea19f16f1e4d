"""The same lessons, unchanged, with models on this machine (tiny ones) and with Gemini (a local server).

With Gemini the first lessons run as Kaggle's Save & Run All, where the key is a secret of the notebook.
"""

import nbformat
import pytest
from gemini_server import KEY, server  # noqa: F401
from kaggle_stand_in.batch import is_saved_well, on_kaggle
from notebooks.test_notebooks import LESSONS

from storyhelpers import Book, Studio, demo
from storyhelpers.casts import CRAFTS
from storyhelpers.gemini.keys import KEYS

pytestmark = [pytest.mark.notebooks, pytest.mark.models, pytest.mark.timeout(900)]


SHORT = {"05_the_whole_chain": {"THINGS": 3}}  # the offline lessons run with all twenty


def run_lessons() -> Book:
    for lesson in LESSONS:
        demo.run_notebook(demo.notebook_path(f"{lesson}.ipynb"), SHORT.get(lesson, {}))
    return Book.open("my-first-book")


def test_the_lessons_with_models_on_this_machine(zoo, monkeypatch, capsys):
    zoo.all()
    monkeypatch.setenv("STORY_CAST", "gpu")
    book = run_lessons()
    page = book.page()
    assert "SDXL" in page.picture.made_by and "huggingface.co/" in page.picture.origin
    assert page.regions and all("SAM" in region.made_by and region.words for region in page.regions)
    for sound in filter(None, page.sounds):
        assert "TangoFlux" in sound.made_by and sound.seconds == 5.0


def test_the_lessons_with_gemini_whose_key_is_a_secret_of_the_notebook(server, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("STORY_CAST", "gemini")
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    with on_kaggle(tmp_path, GEMINI_API_KEY=KEY) as kaggle:
        made = {lesson: kaggle.run(lesson, SHORT.get(lesson, {})) for lesson in LESSONS}
        page = Book.open("my-first-book").page()
        assert "GEMINI_API_KEY" in kaggle.secrets.asked and kaggle.proxy.asked == [], "Kaggle's proxy reads nothing"
    assert "gemini" in page.picture.made_by.lower() and "Gemini" in page.picture.origin
    assert page.prompt and page.regions and all(sound.seconds == 5.0 for sound in page.sounds)
    assert all(is_saved_well(notebook) for notebook in made.values())
    shown = capfd.readouterr()
    assert KEY not in shown.out + shown.err and not any(KEY in nbformat.writes(notebook) for notebook in made.values())
    kept = [file for file in kaggle.root.rglob("*") if file.is_file()]
    assert len(kept) > 10 and not any(KEY.encode() in file.read_bytes() for file in kept)


BOOK_LESSONS = {  # lesson → what makes it short
    "06_photo_to_story": {"PAGES": 2, "ENLARGE": 1.0},
    "09_translate_and_read_aloud": {},
    "07_make_a_book": {"THINGS": 1},
}


def run_book_lessons() -> Book:
    for lesson, values in BOOK_LESSONS.items():
        demo.run_notebook(demo.notebook_path(f"{lesson}.ipynb"), values)
    book = Book.open("my-picture-book")
    assert len(book.pages) == 2 and book.title and all(page.words and page.prompt for page in book.pages)
    made = {file.suffix for file in book.folder.glob(f"{book.folder.name}*")}
    assert made == {".pdf", ".epub", ".html", ".h5p", ".zip"}
    return book


def test_the_book_lessons_with_models_on_this_machine(zoo, monkeypatch, capsys):
    zoo.all()
    monkeypatch.setenv("STORY_CAST", "gpu")
    book = run_book_lessons()
    for page in book.pages:
        assert "SDXL" in page.picture.made_by and "SAM" in page.regions[0].made_by
        assert "MMS" in page.reading.made_by and page.reading.timings and page.readings["es"].seconds > 0.3
        assert page.translations["es"] and "TangoFlux" in page.sounds[0].made_by


def test_the_book_lessons_with_gemini(server, monkeypatch, capsys):
    monkeypatch.setenv("STORY_CAST", "gemini")
    book = run_book_lessons()
    for page in book.pages:
        assert "gemini" in page.picture.made_by.lower() and "gemini" in page.reading.made_by.lower()
        assert page.translations["es"] and page.readings["es"].seconds > 0.3
    assert KEY not in capsys.readouterr().out
    assert not any(KEY.encode() in file.read_bytes() for file in book.folder.rglob("*") if file.is_file())


def test_every_craft_of_every_cast_is_somebody():
    for cast in ("offline", "gpu"):
        studio = Studio(cast)
        assert all(callable(getattr(studio, craft)) for craft in CRAFTS)
