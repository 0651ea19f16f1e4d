"""The printed book: what goes wrong is said, nothing overflows, and the file is small and quickly made."""

import re
import time
import warnings
import zlib
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from amounts import examples, some
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from publish.books import STORIES, book, drawing, needs_fonts

from storyhelpers import BadInput, BookTrouble, NotHere, Page, Picture, StoryError
from storyhelpers.publish import fonts
from storyhelpers.publish.colophon import ALGORITHMIC, TRAINED, colophon, grouped, source_type
from storyhelpers.publish.manuscript import manuscript
from storyhelpers.publish.palette import contrast, palette_of
from storyhelpers.publish.pdf import pdf
from storyhelpers.publish.press import plain_type
from storyhelpers.publish.sheets import (
    LAYOUTS,
    SIZES,
    plans_for,
    room_for_words,
    set_words,
    sheet_for,
)

pytestmark = needs_fonts
LINK = "https://school.example/books/the-cat?class=3B&page=1"


def streams(data):
    """The page contents of a PDF as text, one after the other."""
    found = []
    for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(raw).decode("latin-1"))
        except zlib.error:
            continue
    return found


def numbered(data):
    return len(re.findall(rb"/Type /Page\b", data))


TONGUES = [("en", None), ("zh-TW", "es"), ("es", "zh-TW")]


def pairs(size, layout, tongue):
    """Every two of the three meet in one of these."""
    return (list(SIZES).index(size) + list(LAYOUTS).index(layout) + TONGUES.index(tongue)) % 3 == 0


@pytest.mark.parametrize(("size", "layout", "tongue"), some(product(SIZES, LAYOUTS, TONGUES), pairs))
def test_a_book_in_every_size_and_layout(tmp_path, size, layout, tongue):
    language, second = tongue
    told = book(language, second, pages=2, link=LINK)
    path = pdf(told, tmp_path, size=size, layout=layout, bilingual=second)
    data = path.read_bytes()
    assert data.startswith(b"%PDF") and numbered(data) == 4, "cover, two pages, the last one"


def test_ten_pages_are_small_and_quickly_made(tmp_path):
    told = book(pages=10)
    pdf(told, tmp_path / "warm.pdf", link=LINK)
    start = time.process_time()
    path = pdf(told, tmp_path / "book.pdf", link=LINK)
    assert time.process_time() - start < 5
    assert path.stat().st_size < 3_000_000


def test_photographs_full_of_detail_still_fit_into_three_hundred_kilobytes_a_page(tmp_path):
    dice = np.random.default_rng(1)
    pages = []
    for _ in range(5):
        rough = dice.integers(0, 255, (450, 800, 3), np.uint8)
        image = Image.blend(Image.fromarray(rough).resize((1600, 900)), drawing(0).image.resize((1600, 900)), 0.6)
        pages.append(Page(words="Look!", picture=Picture(image)))
    told = book(pages=1)
    told.pages = pages
    assert pdf(told, tmp_path / "book.pdf").stat().st_size < 1_650_000


def test_the_file_tells_what_it_is(tmp_path):
    data = pdf(book("zh-TW", "es", link=LINK), tmp_path / "b.pdf", bilingual="es").read_bytes()
    assert b"/Lang (zh-Hant-TW)" in data and b"/DisplayDocTitle true" in data and b"/MarkInfo" in data
    xmp = data[data.index(b"<x:xmpmeta") : data.index(b"</x:xmpmeta>")].decode()
    assert "尋找月亮的小貓" in xmp and ALGORITHMIC in xmp and "<rdf:li>zh-Hant-TW</rdf:li>" in xmp
    assert data.count(b"/Title") >= 6, "bookmarks of cover, four pages and the last one"
    assert LINK.encode() in data
    contents = "".join(streams(data))
    assert "/Lang (es)" in contents and "/Artifact BMC" in contents and "/H1 <<" in contents
    assert contents.count("BDC") + contents.count("BMC") == contents.count("EMC")
    alts = data.count(b"/Alt ")
    assert alts == 7, "cover, four pictures, the code and its link"
    assert not re.search(rb"/BaseFont /(Helvetica|Times|Courier)", data), "no font that is not embedded"


def test_where_pictures_come_from_is_told_truly():
    ours, own, model = (Picture(Image.new("RGB", (20, 20)), made_by=by) for by in ("paper town", "own picture", "sdxl"))
    assert source_type([ours, own]) == ALGORITHMIC
    assert source_type([ours, own, model]) == TRAINED
    assert source_type([own]) == ""


def test_the_card_says_nothing_twice():
    told = manuscript(book())
    groups = grouped(colophon(told.leaves, told.tongue), told.tongue)
    assert ("Page 1–4", ["Made by: paper town", "Source and licence: Storybook Studio, Apache-2.0"]) in groups
    rows = [row for _, rows in groups for row in rows]
    assert len(rows) == len(set(rows))


# ---- Words have room


@settings(max_examples=examples(25), deadline=None)
@given(
    st.sampled_from(list(SIZES)), st.sampled_from(LAYOUTS), st.sampled_from(["en", "zh-TW"]),
    st.lists(st.integers(0, 60), min_size=1, max_size=4), st.sampled_from([(160, 90), (90, 90), (90, 120), (120, 90)]),
    st.booleans(),
)  # fmt: skip
def test_words_fit_beside_the_picture(size, layout, language, amounts, shape, bilingual):
    """Up to sixty words, or Chinese phrases, a page: all in their room, and not small."""
    word = {"en": "little ", "zh-TW": "小貓，"}[language]
    picture = Picture(Image.new("RGB", shape))
    pages = [Page(words=word * amount, picture=picture) for amount in amounts]
    for page in pages:
        page.translations["es"] = page.words
    told = book(pages=1, title="x")
    told.pages, told.language = pages, language
    made = manuscript(told, bilingual="es" if bilingual else None)
    sheet = sheet_for(made, size, layout)
    own = plain_type(made.tongue.book)
    for leaf, plan in zip(made.leaves, plans_for(made, sheet, own, own if bilingual else None), strict=True):
        words, (width, height) = set_words(leaf, plan), room_for_words(leaf, plan)
        for how, lines in words.blocks:
            assert how.size >= 8
            assert all(how.width(line) <= width + 0.01 for line in lines)
        assert words.height <= height + 0.01


def test_one_long_page_does_not_make_the_others_small():
    told = book(pages=3)
    told.pages[1].words = "word " * 900
    made = manuscript(told)
    sheet = sheet_for(made, "A4", "below")
    sizes = [plan.main.size for plan in plans_for(made, sheet, plain_type("en"), None)]
    assert sizes[0] == sizes[2] >= 18 > sizes[1]


def test_words_that_are_too_many_go_on_on_further_sheets(tmp_path):
    told = book(pages=1, things=0)
    for layout in LAYOUTS:
        told.pages[0].words = " ".join(f"w{number}" for number in range(1200))
        data = pdf(told, tmp_path / "b.pdf", layout=layout).read_bytes()
        assert numbered(data) > 3
        shown = sum(text.count("Tj") + text.count("TJ") for text in streams(data))
        assert shown > 60


# ---- What goes wrong is said


def test_wrong_words_for_size_and_layout(tmp_path):
    with pytest.raises(
        BadInput, match='There is no size "squar". Did you mean "square"\\? There is: A4, A5, square, letter'
    ):
        pdf(book(pages=1), tmp_path / "b.pdf", size="squar")
    with pytest.raises(BadInput, match='There is no layout "belw". Did you mean "below"'):
        pdf(book(pages=1), tmp_path / "b.pdf", layout="belw")
    with pytest.raises(BadInput, match="cannot be used"):
        pdf(book(pages=1), tmp_path / "b.pdf", link="javascript:alert(1)")
    with pytest.raises(BadInput, match="There is nothing to ask"):
        pdf(book(pages=1, things=0), tmp_path / "b.pdf", quiz=True)
    told = book(pages=2)
    told.pages[1].picture = None
    with pytest.raises(BadInput, match="Page 2 has no picture yet, or has lost it"):
        pdf(told, tmp_path / "b.pdf")
    assert not list(tmp_path.iterdir())


def test_a_letter_without_a_font_is_named_with_its_page(tmp_path):
    told = book(pages=2)
    told.pages[1].words = "A \U000f1234 letter"
    with pytest.raises(NotHere, match=r"No font here has “.” \(U\+F1234\), on page 2\. Install"):
        pdf(told, tmp_path / "b.pdf")
    assert not list(tmp_path.iterdir())


def test_emoji_without_a_font_are_left_out_with_a_warning(tmp_path, monkeypatch):
    found = [font for font in fonts.fonts_here() if font.works and not font.has("🐱")]
    if not found:
        pytest.skip("no font on this machine that lacks a cat")
    monkeypatch.setattr(fonts, "fonts_here", lambda: tuple(found))
    told = book(pages=1, title="The cat 🐱")
    with pytest.warns(UserWarning, match=r"“🐱” \(U\+1F431\), in the title, was left out of the print"):
        pdf(told, tmp_path / "b.pdf")


def test_words_from_right_to_left_need_a_helper(tmp_path, monkeypatch):
    import sys

    if not any(font.has("ש") for font in fonts.fonts_here() if font.works):
        pytest.skip("no Hebrew font on this machine")
    told = book(pages=1, title="שלום")
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    with pytest.raises(NotHere, match="pip install uharfbuzz"):
        pdf(told, tmp_path / "b.pdf")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_file(tmp_path, full_disk):
    path = pdf(book(pages=1), tmp_path / "b.pdf")
    before = path.read_bytes()
    with full_disk(), pytest.raises(BookTrouble, match="full"):
        pdf(book(pages=2), path)
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir()] == ["b.pdf"]


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(max_codepoint=0x2FF) | st.sampled_from("\ud800貓🐱()\\<>{}%"), max_size=600))
def test_any_text_prints_or_is_explained(tmp_path, text):
    picture = Picture(Image.new("RGB", (64, 36), "teal"), words=text, made_by=text, note=text)
    page = Page(text, text, text, picture)
    told = book(pages=1)
    told.pages, told.title, told.author = [page], text, text
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            path = pdf(told, tmp_path / "b.pdf", size="A5")
        except StoryError:
            return
    data = path.read_bytes()
    assert data.startswith(b"%PDF") and data.rstrip().endswith(b"%%EOF")
    contents = "".join(streams(data))
    assert contents.count("BDC") + contents.count("BMC") == contents.count("EMC")


def test_colours_can_be_read_on_each_other():
    for colour in ("red", "navy", "gold", "grey", "white", "black", "lime", "#7fa"):
        found = palette_of(Image.new("RGB", (40, 40), colour))
        assert contrast(found.deep, found.cream) >= 7
        assert contrast(found.quiet, found.pale) >= 4.5 and contrast(found.deep, (255, 255, 255)) >= 7


def test_a_cover_that_is_no_page_and_pages_without_anything(tmp_path):
    bare = [Page(picture=drawing(0)), Page(picture=Picture(Image.new("RGB", (30, 300))))]
    told = book(pages=1, cover=replace(drawing(1), words="my cat"), title="", author="")
    told.pages = bare
    for layout in LAYOUTS:
        assert pdf(told, tmp_path / "b.pdf", layout=layout).stat().st_size > 10_000


def test_all_stories_have_words_for_four_pages():
    assert {len(words) for _, words in STORIES.values()} == {4}
