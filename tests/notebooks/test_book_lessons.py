"""Lessons 06, 07 and 09: a photograph becomes a book; killed in the middle it goes on; make book does it all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kaggle_stand_in.batch import is_saved_well, on_kaggle

from storyhelpers import Book, demo
from storyhelpers.__main__ import main

LESSONS = ("06_photo_to_story", "07_make_a_book", "09_translate_and_read_aloud")
ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.notebooks, pytest.mark.timeout(900)]


def pages_on_disk(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mtime_ns for file in folder.glob("page-*")}


def test_the_lessons_twice(tmp_path, monkeypatch, capsys):
    """First as Kaggle's Save & Run All, then here with the books from there."""
    with on_kaggle(tmp_path) as kaggle:
        for lesson in LESSONS:
            assert is_saved_well(kaggle.run(lesson)), lesson
    monkeypatch.setenv("STORY_BOOKS", str(kaggle.working / "books"))
    book = Book.open("my-picture-book")
    states = [pages_on_disk(book.folder)]
    for lesson in LESSONS:
        demo.run_notebook(demo.notebook_path(f"{lesson}.ipynb"), {})
    book = Book.open("my-picture-book")
    states.append(pages_on_disk(book.folder))
    assert states[0] == states[1], "running them again made nothing anew"
    assert len(book.pages) == 4 and book.characters and book.cover.name == "cat"
    for page in book.pages:
        assert page.words and page.picture and page.regions and all(page.sounds)
        assert page.reading.timings and page.translations["es"] and page.readings["es"].seconds > 1
    made = {file.suffix for file in book.folder.glob(f"{book.folder.name}*")}
    assert made == {".pdf", ".epub", ".html", ".h5p", ".zip"}


def test_make_book_from_a_photo_in_two_languages(tmp_path, capsys):
    from skimage import data
    from skimage.io import imsave

    imsave(tmp_path / "Mein Kaffee.jpg", data.coffee())
    asked = ["book", "--photo", str(tmp_path / "Mein Kaffee.jpg"), "--language", "zh-TW", "--bilingual", "en",
             "--pages", "2", "--author", "Ana <b>", "--link", "https://example.org/b"]  # fmt: skip
    assert main(asked) == 0
    shown = capsys.readouterr().out
    book = Book.open("mein-kaffee-zh-TW-en")
    assert str(book.folder) in shown and shown.count(" MB ") == 6
    assert book.language == "zh-TW" and book.author == "Ana <b>" and book.link == "https://example.org/b"
    assert all(page.translations["en"] and page.readings["en"] for page in book.pages)


def test_killed_on_page_5_it_goes_on_there():
    command = [sys.executable, "-m", "storyhelpers", "book", "--photo", "cat", "--pages", "7", "--book", "killed"]
    folder = Path(os.environ["STORY_BOOKS"]) / "killed"
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        pictures: list[Path] = []
        deadline = time.monotonic() + 120
        while len(pictures) < 4 and time.monotonic() < deadline:
            assert process.poll() is None, "it ended before it could be killed"
            pictures = list(folder.glob("page-*-picture-*.png"))
            time.sleep(0.02)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    book = Book.open("killed")
    done = [page for page in book.pages if page.picture]
    assert len(book.pages) == 7 and 3 <= len(done) <= 5, "it was killed around page 5"
    before = {file.name: file.read_bytes() for file in folder.glob("page-*-picture-*.png")}
    words = [page.words for page in book.pages]
    demo.run_notebook(demo.notebook_path("06_photo_to_story.ipynb"), {"BOOK": "killed", "PAGES": 7, "ENLARGE": 1.0})
    after = Book.open("killed")
    assert [page.words for page in after.pages] == words and all(page.picture for page in after.pages)
    kept = {file.name for file in folder.glob("page-*-picture-*.png")}
    assert len(kept) == 7
    for name, content in before.items():
        if name in kept:
            assert (folder / name).read_bytes() == content
    assert sum(name in kept for name in before) >= 4
