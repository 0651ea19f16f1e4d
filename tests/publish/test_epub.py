"""The EPUB: read aloud in step with its words, whole whatever the book holds. (What epubcheck says: tests/browser.)"""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from publish import books
from publish.opened import DC, HTML, OPS, Opened, seconds_of, small_page, spoken, strange

from storyhelpers import BadInput, Book, Sound
from storyhelpers.media import WordTiming
from storyhelpers.publish.epub import epub
from storyhelpers.publish.epub.fitting import HEIGHT, WIDTH, estimate, lines_of, plan
from storyhelpers.publish.epub.overlay import clock, pieces_of

HOUR = datetime(2026, 1, 31, 12, tzinfo=UTC)


def made(book, tmp_path, **options):
    return Opened(epub(book, tmp_path / "book.epub", modified=HOUR, **options).read_bytes())


# ---- Read aloud


@pytest.mark.parametrize(("language", "second"), [("en", None), ("es", None), ("en", "es")])
def test_the_overlays_last_as_long_as_the_narration(language, second, tmp_path):
    book = spoken(language, second, pages=2)
    opened = made(book, tmp_path, bilingual=second)
    total, pages = 0.0, 0
    for page, overlay, clips in opened.overlays():
        assert page.get("href").startswith("pages/page-")
        for file in dict.fromkeys(clip[1] for clip in clips):
            own = [clip for clip in clips if clip[1] == file]
            heard = Sound.open(opened.files[file]).seconds
            assert own[0][2] == 0 and own[-1][3] == pytest.approx(heard, abs=0.05)
            assert all(one[3] == other[2] for one, other in zip(own, own[1:], strict=False))  # no gap, no overlap
            assert all(begin < end for _, _, begin, end in own)
        lasts = sum(end - begin for _, _, begin, end in clips)
        (told,) = opened.meta("media:duration", overlay.get("id"))
        assert seconds_of(told) == pytest.approx(lasts, abs=0.01)
        total, pages = total + lasts, pages + 1
    assert pages == 2
    assert seconds_of(opened.meta("media:duration")[0]) == pytest.approx(total, abs=0.05)
    assert opened.meta("media:active-class") == ["-epub-media-overlay-active"]
    assert "-epub-media-overlay-active" in opened.files["EPUB/style/book.css"].decode()


def test_every_word_lights_up_when_it_is_heard(tmp_path):
    book = spoken("en", "es", pages=1)
    opened = made(book, tmp_path, bilingual="es")
    ((_, _, clips),) = opened.overlays()
    page = book.pages[0]
    for file, words, reading in (("page-001", page.words, page.reading),
                                 ("page-001-second", page.translations["es"], page.readings["es"])):  # fmt: skip
        own = [clip for clip in clips if clip[1] == f"EPUB/audio/{file}.mp3"]
        assert [opened.text_of(clip[0]) for clip in own] == words.split()
        starts = [timing.start for timing in reading.timings]
        assert [clip[2] for clip in own] == pytest.approx(starts, abs=0.001)


def test_a_narrator_who_knows_no_times_lights_up_the_whole_text(tmp_path):
    opened = made(strange(), tmp_path)
    read = {page.get("href"): clips for page, _, clips in opened.overlays()}
    assert [(clip[0].split("#")[1], *clip[2:]) for clip in read["pages/page-004.xhtml"]] == [("words-1", 0.0, 0.7)]
    assert [(clip[0].split("#")[1], *clip[2:]) for clip in read["pages/page-003.xhtml"]] == [("picture", 0.0, 0.5)]


def test_long_words_go_on_over_pages_and_are_still_read(tmp_path):
    book = strange()
    opened = made(book, tmp_path)
    sheets = [(page, clips) for page, _, clips in opened.overlays() if "page-001" in page.get("href")]
    assert len(sheets) > 2
    clips = [clip for _, some in sheets for clip in some]
    assert [opened.text_of(clip[0]) for clip in clips] == book.pages[0].words.split()
    assert clips[-1][3] == pytest.approx(book.pages[0].reading.seconds, abs=0.01)
    shown = "".join(
        text for name, tree in opened.pages if "page-001" in name
        for part in tree.iter(HTML + "div") if "words" in part.get("class", "").split() for text in part.itertext()
    )  # fmt: skip
    assert shown.split() == book.pages[0].words.split()


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_the_timings_say_the_words_stay_and_the_clips_fit(data):
    words = data.draw(st.text(st.sampled_from("ab ，。\n"), max_size=40))
    times = st.floats(-1, 3, allow_nan=False)
    timings = data.draw(st.lists(st.tuples(times, times, st.integers(-3, 45), st.integers(-3, 45)), max_size=12))
    reading = books.tone(300, words.replace("\n", " "), 2.0, tuple(WordTiming(*timing) for timing in timings))
    pieces = pieces_of(words, reading)
    assert "".join(piece.text for piece in pieces) == words
    clips = [piece.clip for piece in pieces if piece.clip]
    assert not clips or (clips[0][0] == 0 and clips[-1][1] == 2.0)
    assert all(begin < end for begin, end in clips)
    assert all(one[1] == other[0] for one, other in zip(clips, clips[1:], strict=False))


def test_a_reading_of_other_words_is_heard_whole():
    pieces = pieces_of("The words were changed.", books.reading("The words were kept."))
    assert [(piece.text, piece.clip) for piece in pieces] == [("The words were changed.", None)]


def test_a_reading_finds_its_words_across_line_ends():
    pieces = pieces_of("One two.\n\nThree.", books.reading("One two. Three."))
    assert [piece.text for piece in pieces if piece.clip] == ["One", "two.", "Three."]


def test_the_clock():
    assert [clock(s) for s in (0, 1.2345, 61.5, 3661)] == ["0:00:00.000", "0:00:01.234", "0:01:01.500", "1:01:01.000"]


# ---- What the file says of itself


def test_who_can_read_it(tmp_path):
    opened = made(spoken("zh-TW", "en", pages=1, link="https://a.example"), tmp_path, bilingual="en")
    assert opened.meta("rendition:layout") == ["pre-paginated"]
    assert opened.meta("dcterms:modified") == ["2026-01-31T12:00:00Z"]
    assert [e.text for e in opened.package.iter(DC + "language")] == ["zh-Hant-TW", "en"]
    assert set(opened.meta("schema:accessibilityFeature")) >= {
        "synchronizedAudioText", "alternativeText", "tableOfContents", "pageNavigation", "readingOrder"
    }  # fmt: skip
    assert opened.meta("schema:accessibilityHazard") == ["none"]
    assert opened.meta("schema:accessMode") == ["textual", "visual", "auditory"]
    assert "朗讀" in opened.meta("schema:accessibilitySummary")[0]
    silent = made(books.book(pages=1, things=0), tmp_path)
    assert "synchronizedAudioText" not in silent.meta("schema:accessibilityFeature")
    assert silent.meta("schema:accessMode") == ["textual", "visual"] and not silent.meta("media:duration")


def test_every_page_has_its_size_language_and_described_pictures(tmp_path):
    for name, tree in made(spoken("es", pages=2), tmp_path).pages:
        views = [e.get("content") for e in tree.iter(HTML + "meta") if e.get("name") == "viewport"]
        assert views == [f"width={WIDTH}, height={HEIGHT}"]
        assert tree.get("lang") == "es"
        large = [e for e in tree.iter(HTML + "img") if e.get("src").endswith(".jpg")]
        assert all(e.get("alt") for e in large) and (large or "sounds" in name or "card" in name)
        assert not any(key.startswith("on") for e in tree.iter() for key in e.attrib)
        assert not list(tree.iter(HTML + "script"))


def test_contents_and_pages(tmp_path):
    nav = made(spoken(pages=2), tmp_path).trees["EPUB/nav.xhtml"]
    kinds = {e.get(OPS + "type"): [a.text for a in e.iter(HTML + "a")] for e in nav.iter(HTML + "nav")}
    assert kinds["page-list"] == ["1", "2"]
    assert kinds["toc"][0] == "Cover" and kinds["toc"][-2:] == ["Things that sound", "Where this comes from"]


def test_things_sound_in_their_own_place(tmp_path):
    book = books.book(pages=1, things=3)  # the second of them is silent
    opened = made(book, tmp_path)
    (page,) = [tree for name, tree in opened.pages if "sounds" in name]
    heard = [audio.get("src") for audio in page.iter(HTML + "audio")]
    assert len(heard) == 2
    for source, sound in zip(heard, [s for s in book.pages[0].sounds if s], strict=True):
        assert Sound.open(opened.files["EPUB/" + source[3:]]).seconds == pytest.approx(sound.seconds, abs=0.05)
    for image in page.iter(HTML + "img"):
        assert Image.open(io.BytesIO(opened.files["EPUB/" + image.get("src")[3:]])).mode == "RGBA"


def test_pictures_and_fonts_inside(tmp_path):
    from fontTools.ttLib import TTFont

    opened = made(spoken("en", "zh-TW", pages=1), tmp_path, bilingual="zh-TW")
    for name in opened.files:
        if name.startswith("EPUB/images/"):
            about = Image.open(io.BytesIO(opened.files[name])).getxmp()["xmpmeta"]["RDF"]["Description"]
            assert about["DigitalSourceType"].endswith("/algorithmicMedia")
    fonts = [TTFont(io.BytesIO(data)) for name, data in opened.files.items() if name.startswith("EPUB/fonts/")]
    if not fonts:
        pytest.skip("no font on this machine may go along")
    letters = set().union(*(font.getBestCmap() for font in fonts))
    assert {ord(c) for c in "Once the moon"} <= letters
    assert all(len(font.getGlyphOrder()) < 700 for font in fonts)


@pytest.fixture
def no_fonts(monkeypatch):
    """A machine without fonts."""
    from storyhelpers.publish import fonts

    monkeypatch.setattr(fonts, "fonts_here", lambda: ())


def test_without_any_font_it_is_still_a_book(tmp_path, no_fonts):
    opened = made(spoken("zh-TW", pages=1), tmp_path)
    assert not [name for name in opened.files if "fonts" in name]
    assert b"@font-face" not in opened.files["EPUB/style/book.css"]


def test_the_same_book_has_the_same_bytes(tmp_path):
    one = epub(spoken(pages=1), tmp_path / "a.epub", modified=HOUR).read_bytes()
    assert epub(spoken(pages=1), tmp_path / "b.epub", modified=HOUR).read_bytes() == one
    other = spoken(pages=1)
    other.pages[0].words += " The end."
    names = {
        Opened(data).package.find(f".//{DC}identifier").text for data in (one, epub(other, tmp_path / "c").read_bytes())
    }
    assert len(names) == 2 and all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", name) for name in names)


# ---- What is given


def test_a_saved_book_into_a_folder(tmp_path):
    book = Book.open(str(tmp_path / "the-cat"), title="The cat", author="3B")
    book.pages = spoken(pages=1).pages
    book.save()
    path = epub(Book.open(str(tmp_path / "the-cat")), tmp_path)
    assert path == tmp_path / "the-cat.epub"
    opened = Opened(path.read_bytes())
    assert opened.package.find(f".//{DC}creator").text == "3B"
    assert len(list(opened.overlays())) == 1


def test_a_page_that_lost_its_picture_is_named(tmp_path):
    book = spoken(pages=2)
    book.pages[1].picture = None
    with pytest.raises(BadInput, match="Page 2"):
        epub(book, tmp_path / "x.epub")
    assert not list(tmp_path.iterdir())


TAGS = {"html", "head", "meta", "title", "link", "body", "main", "section", "div", "img", "p", "span", "a", "h1", "h2",
        "b", "ul", "li", "audio"}  # fmt: skip
NASTY = st.text(st.characters(), max_size=30) | st.sampled_from(
    [
        "</p><script>alert(1)</script>",
        "]]>",
        "&amp;<![CDATA[",
        "../../etc/passwd",
        "\ud800 \x00 \x1b",
        "\u202eabc",
        "x" * 500,
    ]
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=NASTY, author=NASTY, words=NASTY, name=NASTY, language=NASTY, prompt=NASTY, told=NASTY)
def test_nothing_breaks_out_whatever_the_book_holds(
    tmp_path, no_fonts, title, author, words, name, language, prompt, told
):
    page = small_page(words)
    page.picture = replace(page.picture, words=prompt, made_by=told, scene=None)
    page.regions = [replace(one, name=name, words=told, picture=page.picture) for one in page.regions]
    page.reading = books.tone(200, words, 0.3, (WordTiming(0, 0.3, 0, 5),))
    book = SimpleNamespace(title=title, author=author, language=language, pages=[page], link="")
    opened = made(book, tmp_path)
    assert {e.tag.removeprefix(HTML) for _, tree in opened.pages for e in tree.iter()} <= TAGS
    assert all(re.fullmatch(r"[A-Za-z0-9/.-]+", file) and ".." not in file for file in opened.files)


# ---- Measuring


@settings(max_examples=100, deadline=None)
@given(width=st.integers(16, 4000), height=st.integers(16, 4000), one=st.integers(0, 900), other=st.integers(0, 900))
def test_all_stands_within_the_page(width, height, one, other):
    texts = ["word " * one, "字" * other]
    laid = plan((width, height), texts, [estimate, estimate])
    for box in (laid.picture, *laid.words):
        assert box.left >= -0.01 and box.top >= -0.01
        assert box.left + box.width <= WIDTH + 0.01 and box.top + box.height <= HEIGHT + 0.01
    assert laid.picture.width / laid.picture.height == pytest.approx(width / height, rel=0.01)
    for text, box, count in zip(texts, laid.words, laid.fits, strict=True):
        if text and count > 1:
            assert lines_of(text[:count], box.width / laid.font, estimate) * laid.font * 1.42 <= box.height + 0.01
