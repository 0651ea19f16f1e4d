"""Pictures of one's own on the studio page: good ones, and a sentence for each that is none; samples; a bad book."""

import io
import json

import pytest
from PIL import Image
from widgets.studio_hands import Hands, marks

pytest.importorskip("ipywidgets")

from storyhelpers import BadInput, Book, Picture, Studio
from storyhelpers.widgets import studio_page
from storyhelpers.widgets.made import SKIPPED


@pytest.fixture
def hands():
    return Hands()


def jpeg(size=(300, 200)):
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def upload(page, data, **about):
    """What the browser does: it sets these traits in one message."""
    field = page.start.place.upload
    field.set_state({
        "data": memoryview(data), "sent": field.sent + 1,
        "about": {"name": "holiday.jpg", "size": len(data), "length": len(data), "problem": "", **about},
    })  # fmt: skip
    return page.start.place.said.value


def test_an_own_picture_is_explored_at_once(hands):
    assert upload(hands.page, jpeg(), was=[6000, 4000], now=[300, 200]) == ""
    work = hands.page.story.work
    assert work.origin == "own" and work.about == "holiday.jpg" and work.picture.size == (300, 200)
    assert "6000 × 4000" in hands.page.thing.note.value
    assert marks(hands.page.story)[:3] == [SKIPPED] * 3 and hands.page.start.place.upload.data == b""
    hands.mark()
    assert hands.press(hands.page.keeping.keep) == "" and Book.open("the-test").page().about == "holiday.jpg"


def test_a_picture_of_ours_keeps_its_outlines(hands):
    drawn = Studio("offline").draw("a red balloon next to a cat", seed=2)
    assert upload(hands.page, drawn.png) == ""
    assert hands.page.story.work.picture.scene is not None


@pytest.mark.parametrize(
    ("data", "about", "words"),
    [
        (b"", {"problem": "heic"}, "HEIC"),
        (b"\0\0\0\x18ftypheic" + b"0" * 40, {}, "HEIC"),
        (b"%PDF-1.7 and so on", {}, "is a PDF"),
        (b"", {"problem": "large", "size": 400_000_000}, "400 MB"),
        (b"", {"problem": "cut"}, "cut short"),
        (jpeg()[:2000], {"length": 9000}, "cut short"),
        (jpeg()[:2000], {}, "cut short"),
        (b"nothing that is a picture", {}, "not a picture"),
        (b"", {}, "not a picture"),
        (b"", {"problem": "heic", "name": "<script>x</script>.heic"}, "&lt;script&gt;"),
    ],
)
def test_what_is_no_picture_is_a_sentence_each(hands, data, about, words):
    said = upload(hands.page, data, **about)
    assert words in said and "<script" not in said and said.count('role="alert"') == 1
    assert hands.page.story.work is None
    assert upload(hands.page, jpeg()) == "" and hands.page.story.work is not None


def test_the_core_field_stands_in(hands):
    place = hands.page.start.place
    if isinstance(place.plain.value, dict):  # ipywidgets 7
        place.plain.metadata, place.plain.data = [{"name": "a.jpg"}], [jpeg()]
        place.plain._counter = 1
    else:
        import datetime

        file = {"name": "a.jpg", "type": "image/jpeg", "size": 1, "content": memoryview(jpeg()),
                "last_modified": datetime.datetime.now(datetime.UTC)}  # fmt: skip
        place.plain.value = (file,)
    assert hands.page.story.work.about == "a.jpg"


def test_samples_are_drawn_when_they_are_asked_for(hands, monkeypatch):
    from storyhelpers.widgets.studio_page import start

    monkeypatch.setattr(start, "SAMPLES", start.SAMPLES[1:3])
    assert hands.page.start.gallery.children == ()
    hands.press(hands.page.start.job)
    assert len(hands.page.start.gallery.children) == 2
    hands.page.start.gallery.children[1].pick.click()
    assert hands.page.story.work.origin == "sample" and hands.page.story.status("idea") == SKIPPED


def test_a_book_that_cannot_be_opened_is_told_when_something_is_kept(tmp_path):
    folder = tmp_path / "books" / "the-test"
    folder.mkdir(parents=True)
    (folder / "book.json").write_text(json.dumps({"format": 99, "revision": 1}))
    hands = Hands()
    hands.pictures()
    hands.choose()
    hands.mark()
    assert "format 99" in hands.press(hands.page.keeping.keep)
    assert json.loads((folder / "book.json").read_text()) == {"format": 99, "revision": 1}


def test_bad_input_of_the_studio_page_is_told_at_once():
    with pytest.raises(BadInput):
        studio_page(Studio("offline"), book=3)


def test_pictures_of_the_engine_are_pictures(hands):
    hands.pictures()
    assert all(isinstance(picture, Picture) for picture in hands.page.story.pictures)
