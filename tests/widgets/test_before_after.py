"""Before and after: what is in its HTML, what is refused, what is saved. What it does is in tests/browser."""

import io
import re
from dataclasses import replace

import pytest
from conftest import square_picture
from PIL import Image
from widgets.markup import Parts, data

from storyhelpers import BadInput, Picture, language
from storyhelpers.widgets.before_after import LONGEST_SIDE, before_after


@pytest.fixture
def two():
    one = replace(square_picture(), seed=3)
    return one, replace(one, image=one.image.convert("L").convert("RGB"))


def test_both_pictures_are_there_and_named(two):
    parts = Parts(before_after(*two).html)
    images = parts.all("img")
    assert [img["alt"] for img in images] == ["base", "tuned"]
    for img, picture in zip(images, two, strict=True):
        with Image.open(io.BytesIO(data(img["src"])[1])) as shown:
            assert shown.size == picture.size
    assert "base" in parts.text and "tuned" in parts.text and "a red square" in parts.text and "Seed 3" in parts.text
    slider = parts.all("input")[0]
    assert slider["type"] == "range" and slider["aria-label"] == "From base to tuned"
    assert [("onload" in img) for img in images] == [False, True] and not parts.all("button")


def test_pairs_have_buttons_and_wake_once(two):
    one, other = two
    shown = before_after([one, one], [other, other], names=("before", "after"), words=["first", "second"])
    parts = Parts(shown.html)
    assert len(parts.all("section")) == 2 and len(parts.all("button")) == 2 and "first" in parts.text
    assert sum("onload" in img for img in parts.all("img")) == 1
    assert repr(shown) == "BeforeAfter(2 pair(s), 'before' and 'after')"


def test_words_and_seed_are_told_only_where_both_have_them(two):
    one, other = two
    text = Parts(before_after(one, replace(other, words="a circle", seed=4)).html).text
    assert "a red square" not in text and "Seed" not in text
    assert "a comparison" in Parts(before_after(one, other, words="a comparison").html).text


def test_a_large_picture_is_shrunk_and_the_stage_has_the_wider_shape(two):
    large = Picture(Image.new("RGB", (3000, 1500), "teal"))
    text = before_after(two[0], large).html
    with Image.open(io.BytesIO(data(Parts(text).all("img")[1]["src"])[1])) as image:
        assert image.size == (LONGEST_SIDE, LONGEST_SIDE // 2)
    assert "--ratio:2.0000" in text


@pytest.mark.parametrize(
    "given, sentence",
    [
        ((None, None), "needs pictures, not NoneType"),
        (([], []), "0 and 0"),
        (([square_picture()], [square_picture()] * 2), "1 and 2"),
        ((square_picture(), square_picture(), "ab"), "names are two"),
        (([square_picture()] * 2, [square_picture()] * 2, ("a", "b"), ["one"]), "2 pairs and 1 words"),
    ],
)
def test_what_does_not_pair_is_refused_in_a_sentence(given, sentence):
    with pytest.raises(BadInput, match=sentence):
        before_after(*given)


def test_the_sheet_has_a_row_a_pair(two, tmp_path):
    one, other = two
    tall = Picture(Image.new("RGB", (50, 128), "red"))
    shown = before_after([one, one], [other, tall])
    with Image.open(shown.save(tmp_path / "pairs.png")) as sheet:
        assert sheet.size == (192 + 12 + 50, 64 + 12 + 128)
        assert sheet.getpixel((25, 20)) == one.image.getpixel((25, 20))
    page = shown.save(tmp_path / "pairs.html").read_text("utf-8")
    assert page.startswith("<!doctype html>") and shown.html in page
    with pytest.raises(BadInput, match=r"\.png or \.html"):
        shown.save(tmp_path / "pairs.jpg")


def test_what_people_write_stays_text(two):
    nasty = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'"
    parts = Parts(before_after(*two, names=(nasty, nasty), words=nasty).html)
    assert not parts.all("script") and len(parts.all("img")) == 2 and nasty in parts.text


@pytest.mark.parametrize("tag", ["zh-TW", "es"])
def test_it_speaks_the_persons_language(two, tag):
    language(tag)
    parts = Parts(before_after([two[0]] * 2, [two[1]] * 2).html)
    assert parts.all("div")[0]["lang"] == tag
    labels = {part["aria-label"] for part in parts.all("button") + parts.all("input")}
    assert not labels & {"Next pair", "Previous pair", "From base to tuned"}


def test_no_network_is_asked_for(two):
    text = re.sub(r"base64,[\w+/=]+", "", before_after(*two).html)
    assert not re.search(r"https?:|url\(|@import|fetch\(|import\(", text)
