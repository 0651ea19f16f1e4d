"""The sounding page as a file: what is in it, that nothing can break out of it, and that nothing is half-written."""

import base64
import io
import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from string import Formatter

import numpy as np
import pytest
from amounts import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import Book, BookTrouble, Page, Picture, Region, Sound, StoryError, sounding_page
from storyhelpers.crafts.describer import plain_eye, short_name
from storyhelpers.publish.sounding_page import page_html
from storyhelpers.publish.words import STATIC, tongue_of
from storyhelpers.scenegraph import Figure, Scene

NASTY = "</script><script>alert('1')</script> \"quoted\" & <b>b</b> שלום 🐱 \u2028 \x00 {name} $title"


class Reader(HTMLParser):
    """Collects the elements of a page and the text inside each kind."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.texts, self.open = [], {}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        for tag in self.open[-1:]:
            self.texts.setdefault(tag, []).append(data)

    def all(self, tag, **wanted):
        return [a for t, a in self.elements if t == tag and all(a.get(k) == v for k, v in wanted.items())]

    def one(self, tag, **wanted):
        (found,) = self.all(tag, **wanted)
        return found

    @property
    def story(self):
        (text,) = [t for t in self.texts["script"] if t.startswith("{")]
        return json.loads(text)


class Shelf:
    """A book as the page sees it, without a folder."""

    def __init__(self, *pages, title="The street", author="", language="en"):
        self.pages, self.title, self.author, self.language = list(pages), title, author, language


@pytest.fixture
def page(picture, region, sound):
    """One page with a square that sounds and a small patch that does not."""
    patch = np.zeros(picture.size[::-1], bool)
    patch[50:56, 70:80] = True
    regions = [region, Region(picture, patch, name="patch")]
    return Page("a street", "A red square.", "a red square", picture, regions, [sound, None])


def data_of(uri):
    kind, _, text = uri.removeprefix("data:").partition(";base64,")
    return kind, base64.b64decode(text, validate=True)


def test_a_real_book(page, tmp_path):
    book = Book.open(str(tmp_path / "street"), title="La calle", author="3B", language="es")
    book.pages.append(page)
    book.save()
    read = Reader(sounding_page(Book.open(str(tmp_path / "street")), tmp_path / "page.html").read_text("utf-8"))
    assert read.texts["h1"] == ["La calle"] and read.texts["p"][0] == "de 3B"
    assert [t["name"] for t in read.story["pages"][0]["things"]] == ["square", "patch"]


def test_everything_is_inside_the_file(page, tmp_path):
    path = sounding_page(Shelf(page), tmp_path / "deep" / "street.html")
    assert path == tmp_path / "deep" / "street.html"
    read = Reader(path.read_text("utf-8"))
    kind, webp = data_of(read.one("img")["src"])
    assert kind == "image/webp" and Image.open(io.BytesIO(webp)).size == page.picture.size
    kind, mp3 = data_of(read.one("audio", id="sound-0-0")["src"])
    assert kind == "audio/mpeg"
    assert Sound.open(mp3).seconds == pytest.approx(0.5, abs=0.1)
    for tag, attributes in read.elements:
        for key in ("src", "href", "xlink:href"):
            assert attributes.get(key, "#").startswith(("data:", "#")), (tag, key)
        assert "style" not in attributes and not any(k.startswith("on") for k in attributes)
    policy = read.one("meta", **{"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; img-src data:; media-src data:;")
    assert "unsafe" not in policy and "http" not in policy


def test_what_the_page_shows(page):
    read = Reader(page_html(Shelf(page, author="Class 3B")))
    assert read.texts["h1"] == ["The street"] and read.texts["p"][0] == "by Class 3B"
    assert [a["aria-label"] for a in read.all("g", role="button")] == ["square: play its sound", "patch: no sound"]
    assert [a["id"] for a in read.all("button", **{"class": "item"})] == ["item-0-0", "item-0-1"]
    assert read.one("img")["alt"] == page.picture.words
    square, patch = read.story["pages"][0]["things"]
    x, y = square.pop("centre")
    assert page.regions[0].mask[int(y), int(x)]
    told = {"name": "square", "words": "A red square.", "box": [20, 15, 50, 45], "hidden": False, "seconds": 0.5,
            "kind": "square", "like_another": False}  # fmt: skip
    assert square == told
    assert patch["seconds"] == 0


def test_small_things_lie_above_large_ones(picture, region):
    inner = np.zeros_like(region.mask)
    inner[25:30, 30:36] = True
    page = Page(picture=picture, regions=[Region(picture, inner, name="button"), region], sounds=[None, None])
    assert [a["id"] for a in Reader(page_html(Shelf(page))).all("g", role="button")] == ["thing-0-1", "thing-0-0"]


def test_a_page_alone_is_enough(page, tmp_path):
    path = sounding_page(page, tmp_path, title="Alone", language="es")
    assert path == tmp_path / "sounding_page.html"
    read = Reader(path.read_text("utf-8"))
    assert read.texts["h1"] == ["Alone"] and read.one("html")["lang"] == "es"


@pytest.mark.parametrize(
    ("language", "book", "own", "word"),
    [
        ("en", "en", "en", "Find it"), ("zh-TW", "zh-Hant-TW", "zh-Hant-TW", "找一找"),
        ("zh_TW", "zh-Hant-TW", "zh-Hant-TW", "找一找"), ("zh", "zh-Hant-TW", "zh-Hant-TW", "找一找"),
        ("zh-CN", "zh-Hans", "zh-Hant-TW", "找一找"), ("es-MX", "es-MX", "es-MX", "Busca"),
        ("fr", "fr", "en", "Find it"), ("", "en", "en", "Find it"), (None, "en", "en", "Find it"),
    ],
)  # fmt: skip
def test_the_page_speaks_the_language_of_the_book(page, language, book, own, word):
    text = page_html(Shelf(page, language=language))
    read = Reader(text)
    assert (read.one("html")["lang"], read.one("body")["lang"]) == (book, own)
    assert word in read.texts["button"]
    assert read.one("h1")["lang"] == book
    note = tongue_of(language).say("tongue_note", language=language)
    assert (note in text) == (book != own), "words of another language are never mixed in silently"


def test_the_words_are_the_same_in_every_language():
    words = json.loads((STATIC / "words.json").read_text("utf-8"))

    def shape(value):
        if isinstance(value, list):
            return [shape(v) for v in value]
        return {field for _, field, *_ in Formatter().parse(value) if field}

    assert set(words) == {"en", "zh-TW", "es"}
    shapes = [{key: shape(value) for key, value in own.items()} for own in words.values()]
    assert shapes[0] == shapes[1] == shapes[2]
    used = {word for path in STATIC.glob("*.html") for word in re.findall(r"\$w_(\w+)", path.read_text("utf-8"))}
    for path in STATIC.glob("*.js"):
        used |= set(re.findall(r"(?:say\(\"|story\.words\.)(\w+)", path.read_text("utf-8")))
    assert used <= set(words["en"])


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.just(NASTY))
def test_no_text_breaks_out(picture, region, sound, text):
    def told(text):
        own = {"words": text, "made_by": text, "note": text}
        told_sound = replace(sound, **own)
        page = Page(
            text, text, text, replace(picture, **own), [replace(region, name=text, **own)], [told_sound], told_sound
        )
        return Reader(page_html(Shelf(page, title=text, author=text)))

    read, calm = told(text), told("x")
    assert {tag for tag, _ in read.elements} <= {tag for tag, _ in calm.elements}
    assert len(read.all("script")) == 2
    assert read.story["pages"][0]["things"][0]["words"] == text


def test_a_long_text_is_whole_in_the_card_and_short_elsewhere(page):
    page.picture = replace(page.picture, words="street " * 1500)
    read = Reader(page_html(Shelf(page)))
    assert len(read.one("img")["alt"]) <= 300
    assert max(len(t) for t in read.texts["dd"]) == len("street " * 1500)


def test_the_card_tells_where_everything_comes_from(page):
    page.picture = replace(page.picture, made_by="paper town", seed=7, note="I cannot draw a trombone.")
    page.sounds[0] = replace(page.sounds[0], made_by="foley", seed=11, words="a square hums")
    text = page_html(Shelf(page))
    told = Reader(text).texts["dd"]
    assert {"paper town", "7", "a red square", "I cannot draw a trombone."} <= set(told)
    assert {"foley, 0.5 s", "11", "a square hums"} <= set(told)
    words = tongue_of("en").words
    assert "Made with Storybook Studio" in text
    assert words["card_offline"] in unescape(text)
    page.sounds[0] = replace(page.sounds[0], made_by="tangoflux")
    text = page_html(Shelf(page))
    assert words["card_mixed"] in unescape(text) and words["card_offline"] not in unescape(text)
    assert "tangoflux, 0.5 s" in text
    page.picture = replace(page.picture, made_by="")
    text = page_html(Shelf(page))
    assert words["card_other"] in unescape(text) and "not known" in Reader(text).texts["dd"]


def test_a_name_is_found_for_everything(picture, region, sound):
    regions = [replace(region, name=""), replace(region, name="", words=""), replace(region, name="x" * 90)]
    page = Page(picture=picture, regions=regions, sounds=[None, None, None, sound])
    names = [t["name"] for t in Reader(page_html(Shelf(page))).story["pages"][0]["things"]]
    assert names[:2] == ["A red square", "Thing 2"] and len(names[2]) == 60 and names[3] == "The whole picture"


@pytest.mark.parametrize(
    ("language", "name"), [("en", "red bus"), ("zh-TW", "紅色的公車"), ("es", "autobús rojo"), ("fr", "red bus")]
)
def test_a_paper_town_figure_is_named_in_the_language_of_the_book(picture, language, name):
    labels = np.zeros(picture.size[::-1], np.uint16)
    labels[20:40, 20:60] = 1
    town = Picture(picture.image, scene=Scene((Figure("bus", "red", hidden=True),), labels=labels))
    page = Page(picture=town, regions=[Region(town, labels == 1, name=called) for called in ("red bus", "", "Bussy")])
    things = Reader(page_html(Shelf(page, language=language))).story["pages"][0]["things"]
    assert [thing["kind"] for thing in things] == [name, "Thing 2" if language == "fr" else name, "Bussy"]
    assert all(thing["hidden"] for thing in things)


def test_a_mask_of_another_size_still_fits(picture, region):
    large = Picture(picture.image.resize((picture.size[0] * 2, picture.size[1] * 2)))
    page = Page(picture=large, regions=[region], sounds=[None])
    (thing,) = Reader(page_html(Shelf(page))).story["pages"][0]["things"]
    assert thing["box"] == [40, 30, 100, 90]


def test_an_empty_mask_is_in_the_list_only(picture, sound):
    ghost = Region(picture, np.zeros(picture.size[::-1], bool), name="ghost")
    page = Page(picture=picture, regions=[ghost], sounds=[sound])
    read = Reader(page_html(Shelf(page)))
    assert not read.all("g", role="button") and read.one("button", id="item-0-0")


def test_a_large_picture_is_shrunk_but_keeps_its_coordinates():
    picture = Picture(Image.new("RGB", (3000, 300), "teal"))
    mask = np.zeros((300, 3000), bool)
    mask[100:200, 2800:2900] = True
    read = Reader(page_html(Shelf(Page(picture=picture, regions=[Region(picture, mask)]))))
    assert Image.open(io.BytesIO(data_of(read.one("img")["src"])[1])).size == (2048, 205)
    assert read.one("svg", viewbox="0 0 3000 300")
    assert read.story["pages"][0]["things"][0]["box"] == [2800, 100, 2900, 200]


def test_pages_and_regions_that_are_not_there(picture, page):
    with pytest.raises(StoryError, match="no page yet"):
        page_or_error(Shelf())
    with pytest.raises(StoryError, match="The page has no picture yet"):
        page_or_error(Page("a cat"))
    with pytest.raises(StoryError, match="Page 2 has no picture yet"):
        page_or_error(Shelf(page, Page("a cat")))
    assert "No thing of this picture" in page_html(Shelf(Page(picture=picture)))


def page_or_error(given):
    return sounding_page(given, "never-written.html")


def test_a_folder_that_may_not_be_written_to(page, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(BookTrouble):
        sounding_page(page, tmp_path / "file" / "page.html")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "not a folder"


def test_a_full_disk_leaves_the_old_page(page, tmp_path, full_disk):
    path = sounding_page(page, tmp_path / "page.html")
    before = path.read_bytes()
    with full_disk(), pytest.raises(BookTrouble, match="full"):
        sounding_page(page, path, title="Another")
    assert path.read_bytes() == before and [p.name for p in tmp_path.iterdir() if p.suffix != ".png"] == ["page.html"]


def test_things_of_one_name_are_numbered_and_those_of_one_sound_are_marked(picture, region, sound):
    dog, cat = replace(region, name="dog"), replace(region, name="cat")
    other = replace(sound, words="another sound")
    page = Page(picture=picture, regions=[dog, cat, dog], sounds=[sound, other, sound])
    things = Reader(page_html(Shelf(page))).story["pages"][0]["things"]
    assert [thing["name"] for thing in things] == ["dog 1", "cat", "dog 2"]
    assert [thing["like_another"] for thing in things] == [True, False, True]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "the straight-sided red thing, upper left"),
        ("zh-TW", "左上方紅色的方形東西"),
        ("es", "la cosa roja de lados rectos, arriba a la izquierda"),
    ],
)
def test_a_measured_thing_has_a_name_in_the_language_of_the_book(language, name):
    image = Image.new("RGB", (120, 90), (60, 120, 60))
    image.paste((200, 40, 40), (5, 5, 35, 30))
    picture = Picture(image)
    mask = np.zeros((90, 120), bool)
    mask[5:30, 5:35] = True
    region = Region(picture, mask)
    regions = [replace(region, words=plain_eye(region, language=language)), replace(region, name=short_name(region))]
    things = Reader(page_html(Shelf(Page(picture=picture, regions=regions), language=language))).story["pages"][0]
    assert [thing["kind"] for thing in things["things"]] == [name, name]


def test_what_could_not_be_drawn_is_said_under_the_picture(page):
    page.picture = replace(page.picture, note="I cannot draw a <trombone>.")
    assert "I cannot draw a <trombone>." in Reader(page_html(Shelf(page))).texts["p"]


def test_a_note_that_several_things_share_is_in_the_card_once(picture, region):
    regions = [replace(region, name=name, note="Its own outline.") for name in ("dog", "cat", "hen")]
    assert page_html(Shelf(Page(picture=picture, regions=regions))).count("Its own outline.") == 1
