"""make book: what cannot be used is said before anything starts."""

import pytest

from storyhelpers import BadInput, NotHere, StoryError, bookmaking
from storyhelpers.__main__ import main


@pytest.fixture(autouse=True)
def nothing_starts(monkeypatch):
    def fail(*_, **__):
        raise AssertionError("a notebook was started")

    monkeypatch.setattr(bookmaking, "run_notebook", fail)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"photo": "no-such.jpg"}, "no-such.jpg"),
        ({"language": "French, please"}, "short tag"),
        ({"language": "es", "bilingual": "es"}, "two languages"),
        ({"pages": 0}, "PAGES is a whole number from 1 to 24"),
        ({"pages": 200}, "PAGES"),
        ({"pages": "many"}, "PAGES"),
        ({"age": 99}, "AGE"),
        ({"link": "notalink"}, "cannot be used"),
    ],
)
def test_what_cannot_be_used_is_said_first(wishes, said):
    with pytest.raises(StoryError, match=said):
        bookmaking.make_book(**wishes)


def test_a_pdf_named_jpg_is_refused(tmp_path):
    (tmp_path / "cat.jpg").write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(BadInput, match="not a picture"):
        bookmaking.make_book(str(tmp_path / "cat.jpg"))


def test_the_command_line_says_it_in_a_sentence(capsys):
    assert main(["book", "--photo", "cofee", "--pages", "x"]) == 1
    said = capsys.readouterr().err
    assert "cofee" in said and "Traceback" not in said


def test_the_folder_is_named_after_photo_and_languages(monkeypatch, capsys):
    started = []

    def note(path, values, *, without):
        started.append((path.name, values))
        raise NotHere("enough")

    monkeypatch.setattr(bookmaking, "run_notebook", note)
    with pytest.raises(NotHere, match="enough"):
        bookmaking.make_book("coffee", language="zh", bilingual="en", pages=3)
    ((name, values),) = started
    assert name == "06_photo_to_story.ipynb" and values["LANGUAGE"] == "zh-TW" and values["PAGES"] == 3
    assert values["BOOK"].endswith("coffee-zh-TW-en")
