"""The zip of plain files: what is in it, under names that are safe on every machine."""

import io
import re
import unicodedata
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image
from publish import books
from publish.opened import small_page, spoken

from storyhelpers import BadInput, Page, Sound
from storyhelpers.publish.archive import archive
from storyhelpers.publish.zips import zipped


def opened(path):
    file = zipfile.ZipFile(path)
    assert file.testzip() is None
    return {name: file.read(name) for name in file.namelist()}


def test_what_is_in_it(tmp_path):
    book = spoken("en", "zh-TW", pages=2, link="https://school.example", cover=books.drawing(3))
    book.pages[0].readings["zh-TW"] = replace(book.pages[0].readings["zh-TW"], made_by="espeak", origin="GPL-3.0")
    files = opened(archive(book, tmp_path / "cat.zip"))
    assert list(files)[:4] == ["words-en.txt", "words-zh-TW.txt", "credits.txt", "cover.png"]
    assert [name for name in files if name.startswith("page-001")] == [
        "page-001-picture.png", "page-001-reading-en.mp3", "page-001-reading-zh-TW.mp3",
        "page-001-sound-01-white-house.mp3", "page-001-sound-03-green-tree.mp3",
    ]  # fmt: skip
    words = files["words-zh-TW.txt"].decode("utf-8-sig")
    assert book.pages[1].translations["zh-TW"] in words and "\r\n2\r\n" in words
    credits = files["credits.txt"].decode("utf-8-sig")
    assert "paper town" in credits and "espeak, GPL-3.0" in credits and "https://school.example" in credits
    picture = Image.open(io.BytesIO(files["page-001-picture.png"]))
    assert picture.tobytes() == book.pages[0].picture.image.tobytes()
    assert picture.getxmp()["xmpmeta"]["RDF"]["Description"]["DigitalSourceType"].endswith("/algorithmicMedia")
    assert Sound.open(files["page-001-reading-en.mp3"]).seconds == pytest.approx(
        book.pages[0].reading.seconds, abs=0.05
    )


def test_two_tags_that_look_alike_in_a_file_name(tmp_path):
    page = Page("a", "one", picture=books.drawing(0), translations={"en": "two", "e/n": "three", "E.N": "four"})
    files = opened(archive(SimpleNamespace(title="t", language="en", pages=[page]), tmp_path / "t.zip"))
    found = {name: data.decode("utf-8-sig").split()[-1] for name, data in files.items() if name.startswith("words")}
    assert found == {
        "words-en.txt": "one",
        "words-en-2.txt": "two",
        "words-e-n.txt": "three",
        "words-E-N-2.txt": "four",
    }


def test_the_same_book_has_the_same_bytes(tmp_path):
    one, other = (archive(spoken(pages=1), tmp_path / name).read_bytes() for name in ("a.zip", "b.zip"))
    assert one == other


def test_a_page_that_lost_its_picture(tmp_path):
    with pytest.raises(BadInput, match="Page 2"):
        archive(SimpleNamespace(title="t", pages=[books.page(0, "a"), Page("x")]), tmp_path / "t.zip")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "a/../../x", "a//b", "", "a/", "c:x", "a\\b", "..", "a\0"])
def test_no_name_leads_out_of_the_zip(name):
    with pytest.raises(ValueError):
        zipped([(name, b"")])
    with pytest.raises(ValueError):
        zipped([("a.txt", b""), ("A.TXT", b"")])


def is_safe(name):
    """Whether a file name has nothing but letters, marks on letters and digits, and is short enough for any disk."""
    plain = re.sub(r"\.(zip|png|mp3|txt)$", "", name)
    kinds = {unicodedata.category(letter)[0] for letter in plain.replace("-", "")}
    return plain != name and kinds <= {"L", "N", "M"} and len(name.encode()) < 255


NASTY = st.text(st.characters(), max_size=40) | st.sampled_from(
    ["../../etc/passwd", "C:\\x", "con", "\ud800\x00", "a/b", "y" * 400, "e\u0301" * 90, ".", "🐱", "\u202efdp.exe"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@example(title="¯", name="¯", tag="", words="")
@given(title=NASTY, name=NASTY, tag=NASTY, words=NASTY)
def test_names_are_safe_whatever_the_book_holds(tmp_path, title, name, tag, words):
    page = small_page(words)
    page.regions = [replace(one, name=name) for one in page.regions]
    page.translations, page.readings = {tag: words}, {tag: books.tone(seconds=0.1)}
    book = SimpleNamespace(title=title, author=title, language=tag, pages=[page])
    folder = tmp_path / "out"
    folder.mkdir(exist_ok=True)
    path = archive(book, folder)
    assert path.parent == folder and is_safe(path.name)
    files = opened(path)
    for inside in files:
        assert is_safe(inside)
    for inside, data in files.items():
        if inside.endswith(".txt"):
            assert "\x00" not in data.decode("utf-8-sig")
