"""The sounding book as a file: what is in it, that nothing can break out of it, and that nothing is half-written."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from amounts import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from publish.test_sounding_page import NASTY, Reader, data_of

from storyhelpers import BadInput, Book, BookTrouble, Page, Picture, Sound
from storyhelpers.media import WordTiming
from storyhelpers.publish import sounding_book
from storyhelpers.publish.manuscript import manuscript
from storyhelpers.publish.sounding_book import CLOTHS, book_html
from storyhelpers.publish.spoken import heard_in


class Shelf:
    """A book as an export sees it, without a folder."""

    def __init__(self, *pages, title="The street", author="", language="en", **more):
        self.pages, self.title, self.author, self.language = list(pages), title, author, language
        vars(self).update(more)


def read_aloud(words, rate=8000):
    """A voice that needs a quarter of a second for each word."""
    spans = [found.span() for found in re.finditer(r"\S+", words)]
    samples = np.sin(np.arange(rate * (len(spans) + 1) // 4) / 5) * 0.2
    timings = tuple(WordTiming(i / 4, (i + 1) / 4, *span) for i, span in enumerate(spans))
    return Sound(samples.astype(np.float32), rate, words, "a voice", timings=timings)


@pytest.fixture
def page(picture, region, sound):
    """A page with a thing that sounds, words, and a voice for them."""
    words = "A red square  sings."
    return Page("a street", words, "a street", picture, [region], [sound], read_aloud(words))


def written(*pages, bilingual=None, link=None, **more):
    return Reader(book_html(manuscript(Shelf(*pages, **more), bilingual=bilingual, link=link)))


# ---- What is in the file


def test_a_real_book_gets_a_file_in_a_folder(page, tmp_path):
    book = Book.open(str(tmp_path / "street"), title="La calle", author="3B", language="es")
    book.pages.append(page)
    book.save()
    path = sounding_book(Book.open(str(tmp_path / "street")), tmp_path)
    assert path == tmp_path / "street.html"
    read = Reader(path.read_text("utf-8"))
    assert read.texts["h1"] == ["La calle"] and "de 3B" in read.texts["p"]
    words = read.story["pages"][0]["readings"][0]["words"]
    assert words == [[0, 0.25], [0.25, 0.5], [0.5, 0.75], [0.75, 1.0]], "the timings came through the folder"


def test_there_is_a_cover_then_the_pages_and_an_end(page, picture):
    read = written(page, Page(picture=picture), Page(picture=picture), cover=Picture(Image.new("RGB", (40, 30))))
    leaves = [a["id"] for a in read.all("section") if "leaf" in a.get("class", "").split()]
    assert leaves == ["cover", "page-1", "page-2", "page-3", "end"]
    assert [a["href"] for a in read.all("a", **{"class": "dot"})] == [f"#{leaf}" for leaf in leaves]
    cover = data_of(read.all("img")[0]["src"])[1]
    assert Image.open(io.BytesIO(cover)).size == (40, 30)
    assert read.one("section", id="page-2")["aria-label"] == "Page 2 of 3"
    first = written(page).all("img")
    assert first[0]["src"] == first[1]["src"], "without a cover of its own, the first picture is on it"


def test_everything_is_inside_the_file(page):
    read = written(page, link="https://school.example/books/7")
    for tag, attributes in read.elements:
        for key in ("src", "href", "xlink:href"):
            outside = (tag, attributes.get(key)) == ("a", "https://school.example/books/7")
            assert outside or attributes.get(key, "#").startswith(("data:", "#")), (tag, key)
        assert "style" not in attributes and not any(key.startswith("on") for key in attributes)
    policy = read.one("meta", **{"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; img-src data:; media-src data:;")
    assert "unsafe" not in policy and "http" not in policy
    kind, voice = data_of(read.one("audio", id="reading-0-0")["src"])
    assert kind == "audio/mpeg" and Sound.open(voice).seconds == pytest.approx(page.reading.seconds, abs=0.1)


def test_every_word_that_is_heard_is_marked_once(page):
    text = book_html(manuscript(Shelf(page)))
    (told,) = re.findall(r'<p class="text".*?>(.*?)</p>', text)
    assert re.findall(r'<span class="w">(.*?)</span>', told) == ["A", "red", "square", "sings."]
    assert re.sub("<[^>]*>", "", told) == page.words, "not a letter is changed"


def test_two_languages_stand_on_the_page_and_one_is_read(page):
    page.translations["es"] = "Un cuadrado rojo canta."
    page.readings["es"] = read_aloud("Un cuadrado rojo canta.")
    read = written(page, bilingual="es")
    assert [a["lang"] for a in read.all("p") if a.get("class") == "text"] == ["en", "es"]
    assert [a["lang"] for a in read.all("button") if "choose" in a.get("class", "")] == ["en", "es"]
    readings = read.story["pages"][0]["readings"]
    assert [len(one["words"]) for one in readings] == [4, 4]
    assert {"reading-0-0", "reading-0-1"} <= {a.get("id") for a in read.all("audio")}
    assert not [a for a in written(page).all("button") if "choose" in a.get("class", "")], "one language, no switch"
    with pytest.raises(BadInput, match='no words in "fr".*There is: es'):
        written(page, bilingual="fr")


def test_what_is_not_there_is_left_out(page, picture):
    silent = Page(words="Nobody reads this.", picture=picture)
    empty = Page(picture=picture)
    read = written(page, silent, empty)
    assert [one["readings"][0] is None for one in read.story["pages"]] == [False, True, True]
    assert ["wordless" in a["class"].split() for a in read.all("section") if "page" in a.get("class", "").split()] == [
        False, False, True,
    ]  # fmt: skip
    assert read.all("button", id="read-whole") and not written(silent).all("button", id="read-whole")


def test_the_end_has_the_code_of_the_link_and_the_card(page):
    link = "https://school.example/books/7?a=1&b=2"
    read = written(page, link=link)
    assert read.one("a", rel="noopener noreferrer")["href"] == link
    assert [a for a in read.all("div", role="img") if "QR" in a["aria-label"]]
    assert "a voice, 1.2 s" in read.texts["dd"], "who read it aloud is in the card"
    assert not written(page).all("div", role="img")
    assert written(page, link="").all("section", id="end")
    with pytest.raises(BadInput, match="cannot be used"):
        written(page, link="javascript:alert(1)")


@pytest.mark.parametrize(
    ("language", "button"), [("en", "Read to me"), ("zh-TW", "唸給我聽"), ("es", "Léemelo"), ("fr", "Read to me")]
)
def test_the_book_speaks_its_language(page, language, button):
    read = written(page, language=language)
    assert button in read.texts["span"] and read.one("h1")["lang"] == read.one("html")["lang"]
    foreign = [text for text in read.texts["p"] if "does not know the language of the book (fr)" in text]
    assert len(foreign) == (language == "fr")


def test_a_long_book_has_no_dots(picture):
    assert not written(*[Page(picture=picture)] * 15).all("a", **{"class": "dot"})
    assert len(written(*[Page(picture=picture)] * 14).all("a", **{"class": "dot"})) == 16


def test_the_pictures_say_how_they_came_to_be(page):
    page.picture = replace(page.picture, made_by="paper town")
    cover, picture = (data_of(img["src"])[1] for img in written(page).all("img"))
    assert b"digitalsourcetype/algorithmicMedia" in cover and b"digitalsourcetype/algorithmicMedia" in picture


@pytest.mark.parametrize("cloth", CLOTHS.values())
def test_cream_letters_can_be_read_on_every_cloth(cloth):
    def bright(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))

    assert (bright("#fff7e6") + 0.05) / (bright(cloth) + 0.05) >= 7


@pytest.mark.parametrize(("colour", "cloth"), [("#2244cc", 0.6), ("#cc2222", 0.0), ("#22aa33", 0.33), ("#888", 0.6)])
def test_the_cloth_goes_with_the_picture(colour, cloth):
    read = book_html(manuscript(Shelf(Page(picture=Picture(Image.new("RGB", (64, 48), colour))))))
    assert f"--cloth: {CLOTHS[cloth]};" in read


# ---- Which letters are heard when


def spans(words, reading):
    return [words[one.first : one.last] for one in heard_in(words, reading)]


def test_spaces_do_not_matter_and_other_words_do():
    reading = read_aloud("A cat and 小 貓 sing.")
    assert spans("A cat\n  and 小貓 sing.", reading) == ["A", "cat", "and", "小", "貓", "sing."]
    assert spans("A dog and 小貓 sing.", reading) == [], "these words were not read: better no light than a wrong one"
    assert spans("A cat", None) == [] and spans("A cat", replace(reading, timings=())) == []


def test_timings_that_cannot_be_are_left_out():
    good = WordTiming(0.0, 0.2, 0, 1)
    bad = [WordTiming(float("nan"), 1, 2, 5), WordTiming(-1, 0.1, 2, 5), WordTiming(99, 100, 2, 5),
           WordTiming(0.3, 0.4, 0, 3), WordTiming(0.3, 0.4, 5, 5), WordTiming(0.3, 0.4, 90, 99)]  # fmt: skip
    reading = replace(read_aloud("A cat sings"), timings=(good, *bad, WordTiming(0.4, 9, 6, 11)))
    assert spans("A cat sings", reading) == ["A", "sings"]
    assert heard_in("A cat sings", reading)[-1].end == reading.seconds


numbers = st.integers(-5, 60)
times = st.floats(allow_nan=True, allow_infinity=True) | st.floats(0, 3)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.lists(st.builds(WordTiming, times, times, numbers, numbers)))
def test_any_timings_give_words_in_order(words, other, timings):
    for shown in (words, " ".join(words.split()), other):
        sound = Sound(np.zeros(16000), 8000, words, timings=tuple(timings))
        heard = heard_in(shown, sound)
        assert all(0 <= one.first < one.last <= len(shown) and 0 <= one.start <= one.end <= 2 for one in heard)
        assert all(a.last <= b.first and a.start <= b.start for a, b in zip(heard, heard[1:], strict=False))


# ---- Nothing breaks out, nothing is half-written

tags = st.text(max_size=12) | st.sampled_from(["en", "zh_Hant", "es-MX", '"><script>', "x" * 300])


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.just(NASTY) | st.text(st.characters(categories=["Cs", "Cc", "Lo"])), tags)
def test_no_text_breaks_out(picture, region, sound, text, tag):
    def told(text, tag):
        own = {"words": text, "made_by": text, "note": text}
        voice = replace(sound, **own, timings=(WordTiming(0, 0.2, 0, 1), WordTiming(0.2, 0.4, 1, 900)))
        page = Page(text, text, text, replace(picture, **own), [replace(region, name=text, **own)],
                    [replace(sound, **own)], voice, {"es": text or "x"}, {"es": voice, text: voice})  # fmt: skip
        return Reader(book_html(manuscript(Shelf(page, title=text, author=text, language=tag))))

    read, calm = told(text, tag), told("x", "en")
    assert {kind for kind, _ in read.elements} <= {kind for kind, _ in calm.elements}
    assert len(read.all("script")) == 2 and len(read.all("style")) == 1
    policy = [one.one("meta", **{"http-equiv": "Content-Security-Policy"})["content"] for one in (read, calm)]
    assert policy[0] == policy[1], "what is allowed does not depend on the words"
    for _, attributes in read.elements:
        assert not any(key.startswith("on") or key == "style" for key in attributes)


def test_a_page_that_lost_its_picture_is_named(page, tmp_path):
    with pytest.raises(BadInput, match="Page 2 has no picture"):
        sounding_book(Shelf(page, Page("a cat")), tmp_path / "book.html")
    with pytest.raises(BadInput, match="no page yet"):
        sounding_book(Shelf(), tmp_path / "book.html")
    assert not (tmp_path / "book.html").exists()


@pytest.mark.parametrize("title", ["../../etc/passwd", "<script>", "a/b\\c:d", "🐱" * 500, "con", "\ud800", ""])
def test_a_file_name_is_safe_whatever_the_title(page, tmp_path, title):
    path = sounding_book(Shelf(page, title=title), tmp_path)
    assert path.parent == tmp_path and re.fullmatch(r"[\w-]{1,60}\.html", path.name)


def test_a_full_disk_leaves_the_old_book(page, tmp_path, full_disk):
    path = sounding_book(Shelf(page), tmp_path / "book.html")
    before = path.read_bytes()
    with full_disk(), pytest.raises(BookTrouble, match="full"):
        sounding_book(Shelf(page, title="Another"), path)
    assert path.read_bytes() == before and [p.name for p in tmp_path.glob("*.html")] == ["book.html"]


def test_a_page_read_aloud_is_not_too_large(sound):
    noise = np.random.default_rng(0)  # the worst that an encoder can meet
    picture = Picture(Image.fromarray(noise.integers(0, 255, (96, 171, 3), np.uint8)).resize((1366, 768)))
    voice = Sound(noise.standard_normal(22050 * 25).astype(np.float32) * 0.1, 22050, "Once.", "a voice")
    page = Page(words="Once.", picture=picture, sounds=[sound] * 5, reading=voice)
    one, two = (len(book_html(manuscript(Shelf(*[page] * count))).encode()) for count in (1, 2))
    assert two - one < 1.5e6, "ten pages fit into 15 MB"
