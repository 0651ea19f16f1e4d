"""The H5P file: what a site checks before it takes one, and that nothing in it can do anything."""

import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from PIL import Image
from publish import books
from publish.opened import small_page, spoken

from storyhelpers import BadInput, Page, Sound
from storyhelpers.publish.h5p import MOST_PAGES, h5p

TEXT, LIST, YES_NO = {"type": "string"}, {"type": "array"}, {"type": "boolean"}
NUMBER = {"type": "integer", "minimum": 1}
LIBRARY = {"type": "string", "pattern": r"^H5P\.[A-Za-z]+ \d+\.\d+$"}


def record(**fields):
    """Exactly these fields; those whose name ends in _ may be missing."""
    names = {name.rstrip("_"): kind for name, kind in fields.items()}
    wanted = [name for name in fields if not name.endswith("_")]
    return {"type": "object", "properties": names, "required": wanted, "additionalProperties": False}


# What the sites of H5P check of h5p.json (its core's own patterns), and what its content types call their fields.
ABOUT = record(
    title={"type": "string", "pattern": r"^.{1,255}$"},
    language={"type": "string", "pattern": r"^[-a-zA-Z]{1,10}$"},
    defaultLanguage={"type": "string", "pattern": r"^[-a-zA-Z]{1,10}$"},
    mainLibrary={"const": "H5P.InteractiveBook"},
    embedTypes={"const": ["iframe"]},
    license={"const": "U"},
    licenseExtras={"type": "string", "minLength": 1, "maxLength": 5000},
    authors={"type": "array", "minItems": 1, "items": record(name={"type": "string", "pattern": r"^.{1,255}$"},
             role={"enum": ["Author", "Editor", "Licensee", "Originator"]})},
    authorComments={"type": "string", "minLength": 1, "maxLength": 5000},
    changes=LIST,
    preloadedDependencies={"type": "array", "items": record(
        machineName={"type": "string", "pattern": r"^[\w.-]{1,255}$"}, majorVersion=NUMBER,
        minorVersion={"type": "integer"})},
)  # fmt: skip
METADATA = record(contentType=TEXT, license={"const": "U"}, title={"type": "string", "minLength": 1}, authors=LIST,
                  changes=LIST, licenseExtras_=TEXT)  # fmt: skip
UUID = {"type": "string", "pattern": r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
FILE = {"path": TEXT, "mime": TEXT, "copyright": record(license={"const": "U"})}
PARAMETERS = {
    "H5P.Image 1.1": record(file=record(**FILE, width=NUMBER, height=NUMBER),
                            decorative=YES_NO, alt={"type": "string", "minLength": 1}, contentName=TEXT),
    "H5P.Audio 1.5": record(files={"type": "array", "items": record(**FILE), "minItems": 1},
                            playerMode={"const": "full"}, fitToWrapper=YES_NO, controls={"const": True},
                            autoplay={"const": False}, contentName=TEXT, playAudio=TEXT, pauseAudio=TEXT),
    "H5P.AdvancedText 1.1": record(text=TEXT),
    "H5P.Text 1.1": record(text=TEXT),
    "H5P.Column 1.18": record(content={"type": "array", "minItems": 1, "items": record(
        content={"type": "object"}, useSeparator={"enum": ["auto", "disabled", "enabled"]})}),
    "H5P.ImageHotspots 1.10": record(
        image=record(**FILE, width={"type": "integer"}, height={"type": "integer"}), backgroundImageAltText=TEXT,
        globalIconType={"enum": ["icon", "image"]}, globalIcon={"enum": ["plus", "info"]},
        globalColor={"type": "string", "pattern": "^#[0-9a-f]{6}$"}, untitledHotspotLabel=TEXT, closeButtonLabel=TEXT,
        containsAudioVideoLabel=TEXT,
        hotspots={"type": "array", "minItems": 1, "items": record(
            position=record(x={"type": "number", "minimum": 0, "maximum": 100},
                            y={"type": "number", "minimum": 0, "maximum": 100}, legacyPositioning={"const": False}),
            hotspotIconType={"const": "default"}, alwaysFullscreen=YES_NO, header=TEXT,
            content={"type": "array", "minItems": 1})}),
}  # fmt: skip
MAY_HOLD = {
    "H5P.Column 1.18": {"H5P.Audio 1.5", "H5P.AdvancedText 1.1", "H5P.Image 1.1", "H5P.ImageHotspots 1.10"},
    "H5P.ImageHotspots 1.10": {"H5P.Text 1.1", "H5P.Audio 1.5"},
}
TAGS = {"p", "span", "strong", "a", "ul", "li"}


class Marks(HTMLParser):
    """The tags and attributes of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def opened(path):
    """(what h5p.json says, the content, the files) of a file, after what a site would check."""
    file = zipfile.ZipFile(path)
    files = {name: file.read(name) for name in file.namelist()}
    about, content = json.loads(files.pop("h5p.json")), json.loads(files.pop("content/content.json"))
    Draft202012Validator(ABOUT).validate(about)
    parts = list(parts_of(content))
    used = {part["library"] for part in parts} | {"H5P.InteractiveBook 1.11"}
    named = {f"{d['machineName']} {d['majorVersion']}.{d['minorVersion']}" for d in about["preloadedDependencies"]}
    assert used == named
    for part in parts:
        Draft202012Validator(record(library=LIBRARY, params={}, subContentId=UUID, metadata=METADATA)).validate(part)
        Draft202012Validator(PARAMETERS[part["library"]]).validate(part["params"])
        inside = {one["library"] for one in parts_of(part["params"], deep=False)}
        assert inside <= MAY_HOLD.get(part["library"], set())
    marks = [part["subContentId"] for part in parts]
    assert len(set(marks)) == len(marks)
    paths = [path for path, _ in leaves_of(content) if path.endswith(".path")]
    named = {"content/" + value for path, value in leaves_of(content) if path in paths}
    assert named == set(files)
    assert all(re.fullmatch(r"content/(images|audios)/[a-z0-9-]+\.(jpg|mp3)", name) for name in files)
    return about, content, files


def parts_of(data, deep=True):
    """Every part with a library of its own."""
    if isinstance(data, dict) and "library" in data:
        yield data
        if not deep:
            return
        data = data["params"]
    if isinstance(data, (dict, list)):
        for value in data.values() if isinstance(data, dict) else data:
            yield from parts_of(value, deep)


def leaves_of(data, path=""):
    """(path, text) of every text."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, (dict, list)):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves_of(value, f"{path}.{key}")


def test_a_book_of_two_languages(tmp_path):
    book = spoken("es", "zh-TW", pages=2, link="https://school.example")
    about, content, files = opened(h5p(book, tmp_path / "book.h5p", bilingual="zh-TW"))
    assert (about["title"], about["language"], about["authors"][0]["name"]) == (book.title, "es", "3B")
    assert content["nextPage"] == "Página siguiente" and len(content["chapters"]) == 3  # two pages and the card
    kinds = [one["content"]["library"].split()[0] for one in content["chapters"][0]["params"]["content"]]
    assert kinds == ["H5P.ImageHotspots", "H5P.AdvancedText", "H5P.Audio", "H5P.AdvancedText", "H5P.Audio"]
    texts = [Marks(part["params"]["text"]) for part in parts_of(content) if "AdvancedText" in part["library"]]
    assert [t.text for t in texts[:2]] == [book.pages[0].words, book.pages[0].translations["zh-TW"]]
    assert [t.found[0][1]["lang"] for t in texts[:2]] == ["es", "zh-Hant-TW"]
    assert Sound.open(files["content/audios/page-001.mp3"]).seconds == pytest.approx(3.2, abs=0.05)
    image = Image.open(io.BytesIO(files["content/images/page-001.jpg"]))
    assert image.getxmp()["xmpmeta"]["RDF"]["Description"]["DigitalSourceType"].endswith("algorithmicMedia")
    told = content["chapters"][0]["params"]["content"][0]["content"]["params"]["image"]
    assert (told["width"], told["height"]) == image.size


def test_the_spots_lie_on_their_things_and_sound(tmp_path):
    page = books.page(0, "Words.", things=5)
    _, content, _ = opened(h5p(page, tmp_path / "x.h5p"))
    spots = content["chapters"][0]["params"]["content"][0]["content"]["params"]["hotspots"]
    assert len(spots) == 5
    width, height = page.picture.size
    for spot, region, sound in zip(spots, page.regions, page.sounds, strict=True):
        x, y = spot["position"]["x"] * width / 100, spot["position"]["y"] * height / 100
        assert region.mask[int(y), int(x)]
        assert ("H5P.Audio 1.5" in {part["library"] for part in spot["content"]}) == (sound is not None)


def test_a_page_without_things_or_words_is_a_picture(tmp_path):
    _, content, _ = opened(h5p(Page("a", picture=books.drawing(0)), tmp_path / "x.h5p"))
    kinds = [one["content"]["library"] for one in content["chapters"][0]["params"]["content"]]
    assert kinds == ["H5P.Image 1.1"]


def test_too_many_pages_and_lost_pictures(tmp_path):
    page = Page("a", "b", picture=books.drawing(0))
    book = SimpleNamespace(title="t", language="en", pages=[page] * (MOST_PAGES + 1))
    with pytest.raises(BadInput, match="49 pages"):
        h5p(book, tmp_path / "x.h5p")
    with pytest.raises(BadInput, match="Page 2"):
        h5p(SimpleNamespace(title="t", language="en", pages=[page, Page("x")]), tmp_path / "x.h5p")
    assert not list(tmp_path.iterdir())


def test_the_same_book_has_the_same_bytes(tmp_path):
    one, other = (h5p(spoken(pages=1), tmp_path / name).read_bytes() for name in ("a.h5p", "b.h5p"))
    assert one == other


NASTY = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["<img src=x onerror=alert(1)>", "</p><script>alert(1)</script>", "&lt;script&gt;", "../../x", "\ud800\x00",
     "y" * 600, "\" onclick='x'"]
)  # fmt: skip


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=NASTY, author=NASTY, words=NASTY, name=NASTY, language=NASTY, prompt=NASTY, told=NASTY)
def test_nothing_breaks_out_whatever_the_book_holds(tmp_path, title, author, words, name, language, prompt, told):
    page = small_page(words)
    page.picture = replace(page.picture, words=prompt, made_by=told, origin=prompt, scene=None)
    page.regions = [replace(one, name=name, words=told, picture=page.picture) for one in page.regions]
    page.reading = books.tone(200, words, 0.1)
    book = SimpleNamespace(title=title, author=author, language=language, pages=[page], link="")
    about, content, _ = opened(h5p(book, tmp_path / "x.h5p"))
    assert "<" not in about["title"]
    for path, text in leaves_of(content):
        for tag, attributes in Marks(text).found:  # every text may end up in a page as it stands
            assert tag in TAGS and set(attributes) <= {"lang", "dir", "style", "href"}, (path, text)
            assert attributes.get("style", "font-size: 1.5em;") in ("font-size: 1.5em;", "text-align: center;")
