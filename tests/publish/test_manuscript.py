"""What all exporters start from: a book checked once, its texts fit for any file, its name for any file system."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from publish.books import book, reading

from storyhelpers import BadInput, Book, Page, Picture, StoryError
from storyhelpers.media import Words
from storyhelpers.publish.colophon import colophon
from storyhelpers.publish.manuscript import destination, manuscript, slug
from storyhelpers.publish.qr import checked_link, qr
from storyhelpers.publish.words import line, readable, tongue_of

NASTY = "<script>alert('1')</script> \"q\" & / \\ .. 🐱 שלום \x00\x1b\ud800 \u2028 {name} %s"


def test_a_book_as_it_is_published():
    told = manuscript(book("zh-TW", link="https://school.example/cat"))
    assert (told.title, told.author, told.link) == ("尋找月亮的小貓", "3B", "https://school.example/cat")
    assert told.tongue.book == "zh-Hant-TW" and told.second is None
    assert [leaf.number for leaf in told.leaves] == [1, 2, 3, 4]
    first = told.leaves[0]
    assert first.words.startswith("從前有一隻小貓") and first.translated == "" and first.things
    assert told.cover is first.picture and not told.own_cover


def test_a_picture_is_told_in_the_language_of_the_book():
    alts = {language: manuscript(book(language)).leaves[0].alt for language in ("en", "zh-TW", "es")}
    assert "cat" in alts["en"] and "貓" in alts["zh-TW"] and "gat" in alts["es"]


def test_a_picture_without_a_scene_is_told_by_what_is_in_the_language_of_the_book(picture):
    page = Page("畫圖", "小貓在睡覺。", "a cat naps", replace(picture, words="a small cat naps in the sun"))
    told = manuscript(Shelf([page], language="zh-TW"))
    assert told.leaves[0].alt == "畫圖"
    assert manuscript(Shelf([page])).leaves[0].alt == "a small cat naps in the sun"
    bare = Page(picture=Picture(picture.image))
    assert manuscript(Shelf([bare], language="es")).leaves[0].alt == "El dibujo"


class Shelf:
    """The least that is a book."""

    def __init__(self, pages, **more):
        self.pages, self.title, self.author, self.language = pages, "The street", "", "en"
        vars(self).update(more)


def test_the_second_language_is_found_however_its_tag_is_written():
    told = book("en")
    for page in told.pages:
        page.translations["zh_Hant"] = "小貓"
        page.readings["zh_Hant"] = reading("小貓")
    made = manuscript(told, bilingual="zh-TW")
    assert made.second.book == "zh-Hant-TW"
    assert {leaf.translated for leaf in made.leaves} == {"小貓"} and made.leaves[0].reading_translated is not None


def test_a_second_language_that_is_not_there():
    told = book("en", second="es")
    told.pages[2].translations.clear()
    with pytest.raises(BadInput, match=r'Page 3 has no words in "es".*translations\["es"\] = studio.translate'):
        manuscript(told, bilingual="es")
    with pytest.raises(BadInput, match=r'Page 1 has no words in "fr". There is: es.'):
        manuscript(told, bilingual="fr")
    with pytest.raises(BadInput, match='The book is in "en" already'):
        manuscript(told, bilingual="en")
    with pytest.raises(BadInput, match="A language is a short tag"):
        manuscript(told, bilingual="<b>")
    told.pages[2].words = ""
    assert manuscript(told, bilingual="es").leaves[2].translated == "", "no words need no translation"


def test_what_lacks_is_named(picture):
    with pytest.raises(BadInput, match="no page yet"):
        manuscript(Shelf([]))
    with pytest.raises(BadInput, match=r"Page 2 has no picture yet, or has lost it.*book.pages\[1\].picture ="):
        manuscript(Shelf([Page(picture=picture), Page("a cat")]))
    with pytest.raises(BadInput, match="Page 1 has a picture that is str"):
        manuscript(Shelf([Page(picture="cat.png"), Page(picture=picture)]))
    with pytest.raises(BadInput, match="cover is no picture but str"):
        manuscript(Shelf([Page(picture=picture)], cover="cat.png"))


def test_a_cover_of_its_own_is_in_the_card(picture):
    other = replace(picture, image=picture.image.rotate(180), words="my cat", made_by="own picture")
    told = manuscript(book(cover=other))
    assert told.own_cover and told.cover is other
    card = colophon(told.leaves, told.tongue, told.cover)
    assert card.entries[0].heading == "Cover" and ("Made by", "own picture") in card.entries[0].rows
    assert card.rights == told.tongue.words["card_mixed"]


def test_who_wrote_the_story_is_in_the_card():
    told = book()
    told.pages[0].words = Words("Once.", by="gemini-x")
    leaves = manuscript(told).leaves
    assert ("Story by", "gemini-x") in colophon(leaves, tongue_of("en")).entries[0].rows


@given(st.text(st.characters() | st.sampled_from("\ud800\x00\u2028<&")))
@example(NASTY)
def test_texts_are_fit_for_any_file_and_as_long_as_before(text):
    clean = readable(text)
    assert len(clean) == len(text)
    clean.encode("utf-8")
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") for c in clean)
    assert readable(clean) == clean
    assert "\n" not in line(text)


@given(st.text(st.characters() | st.sampled_from("./\\:con ")))
@example(NASTY)
@example("x" * 500)
@example("貓" * 500)
@example("CON")
@example("..")
def test_a_file_name_is_safe_everywhere(text):
    name = slug(text)
    assert name and len(name.encode()) <= 250 and not set(name) & set('/\\:*?"<>|. ') and name.isprintable()
    assert name.upper() not in ("CON", "NUL", "AUX", "PRN", "COM1")


def test_where_a_file_goes(tmp_path):
    told = manuscript(book("es"))
    assert destination(tmp_path, told, ".pdf") == tmp_path / "la-gatita-que-buscaba-la-luna.pdf"
    assert destination(tmp_path / "a.PDF", told, ".pdf") == tmp_path / "a.PDF"
    assert destination(str(tmp_path / "v1.2"), told, ".pdf") == tmp_path / "v1.2.pdf"
    for wrong in ("", None, 7, "a\0b"):
        with pytest.raises(BadInput, match="file name"):
            destination(wrong, told, ".pdf")


def test_a_real_book_is_named_after_its_folder(tmp_path, picture):
    real = Book.open(str(tmp_path / "the-cat"), title="Katze / Cat")
    real.pages.append(Page(picture=picture))
    assert destination(tmp_path, manuscript(real), ".epub").name == "the-cat.epub"


@pytest.mark.parametrize("language", ["<script>", "", None, "x" * 500, "中文", "en\x00", 'es"', 7])
def test_a_language_that_is_none_gives_a_tag_that_is_one(language):
    assert tongue_of(language).book.replace("-", "").isascii()
    assert all(1 <= len(part) <= 8 and part.isalnum() for part in tongue_of(language).book.split("-"))


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "file:///etc/passwd", "school.example", "https://", "https://a b", "http://[x", "https://é\nx",
     "https://x.example/" + "a" * 1000, "https://x.example/\x00", "https://x.example/\ud800", "data:text/html,x",
     "https://x.example:99999999/", 'https://x.example/"onclick="'],
)  # fmt: skip
def test_links_that_are_none(link):
    with pytest.raises(BadInput, match="cannot be used"):
        checked_link(link)


def test_links():
    assert checked_link("") == checked_link(None) == ""
    assert checked_link(" https://school.example/libro/ñ?x=1&y=2#p1 ") == "https://school.example/libro/ñ?x=1&y=2#p1"
    assert qr("https://school.example").startswith("<svg") and "school" not in qr("https://school.example")
    with pytest.raises(BadInput, match="needs a link"):
        qr("")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_text_in_a_book_is_published_or_explained(picture, title, author, language):
    try:
        told = manuscript(Shelf([Page(picture=picture)], title=title, author=author, language=language))
    except StoryError:
        return
    assert told.title and Path(told.slug).name == told.slug


def test_things_keep_their_numbers_and_names():
    told = manuscript(book("es", things=6)).leaves[0]
    assert len({thing.name for thing in told.things}) == len(told.things)
    assert [thing.sound is not None for thing in told.things] == [i % 2 == 0 for i in range(len(told.things))]
