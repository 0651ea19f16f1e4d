"""What a published picture says of itself, read back from its file."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from publish import books

from storyhelpers import Picture
from storyhelpers.publish.metadata import SOURCE_TYPES, picture_file, source_type, xmp
from storyhelpers.publish.sounding_page import page_html

KINDS = ("JPEG", "PNG", "WEBP")
SDXL = {"made_by": "sdxl (stabilityai/sdxl)", "origin": "huggingface.co/stabilityai/sdxl, CreativeML Open RAIL++-M"}
GEMINI = {"made_by": "gemini", "origin": "https://ai.google.dev/gemini-api, Gemini API terms"}
ANYTHING = st.text(st.characters(), max_size=60)


def plain(**about):
    return Picture(Image.new("RGB", (40, 30), "teal"), **about)


def told(data):
    """What a picture file says of itself, as Pillow reads it."""
    return Image.open(io.BytesIO(data)).getxmp()["xmpmeta"]["RDF"]["Description"]


@pytest.mark.parametrize(
    ("about", "kind"),
    [
        ({"made_by": "paper town", "origin": "Storybook Studio, Apache-2.0"}, "algorithmicMedia"),
        ({"made_by": "paper town", "note": "Enlarged by Lanczos."}, "algorithmicMedia"),
        (SDXL, "trainedAlgorithmicMedia"),
        (GEMINI, "trainedAlgorithmicMedia"),
        ({**SDXL, "note": "Enlarged by Lanczos."}, "trainedAlgorithmicMedia"),
        ({"made_by": "own picture"}, ""),
        ({"made_by": ""}, ""),
        ({"made_by": "poet"}, ""),
        ({"made_by": "own picture", "note": "Enlarged by Lanczos."}, "algorithmicallyEnhanced"),
        ({"made_by": "own picture", "note": "Turned. Enlarged by swin2sr."}, "compositeWithTrainedAlgorithmicMedia"),
        ({"made_by": "paper town", "note": "Enlarged by swin2sr."}, "compositeWithTrainedAlgorithmicMedia"),
    ],
)
def test_how_a_picture_came_to_be(about, kind):
    assert source_type(plain(**about)) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_a_model_says_so(kind):
    data = picture_file(
        plain(words="a cat & a <dog>", **SDXL), kind, alt="一隻貓", rights="Ask first.", language="zh-TW"
    )
    found = told(data)
    assert found["DigitalSourceType"] == SOURCE_TYPES + "trainedAlgorithmicMedia"
    assert found["creator"]["Seq"]["li"] == found["AISystemUsed"] == SDXL["made_by"]
    assert found["AIPromptInformation"] == "a cat & a <dog>"
    assert {one["lang"]: one["text"] for one in found["description"]["Alt"]["li"]} == {
        "x-default": "一隻貓",
        "zh-TW": "一隻貓",
    }
    assert found["rights"]["Alt"]["li"]["text"] == f"{SDXL['origin']}. Ask first."


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_says_nothing_of_how_it_came_to_be(kind):
    photo = Image.new("RGB", (64, 48), "teal")
    exif = Image.Exif()
    exif[0x010E], exif.get_ifd(0x8825)[1] = "at home", "N"  # a description, and a place
    out = io.BytesIO()
    photo.save(out, "JPEG", exif=exif)
    data = picture_file(Picture.open(out.getvalue()), kind)
    assert "DigitalSourceType" not in told(data) and "creator" not in told(data)
    assert not Image.open(io.BytesIO(data)).getexif()


def test_pixels_stay_and_large_ones_shrink():
    picture = books.drawing(0)
    same = Image.open(io.BytesIO(picture_file(picture, "PNG")))
    assert same.tobytes() == picture.image.tobytes()
    assert max(Image.open(io.BytesIO(picture_file(picture, "JPEG", longest=200))).size) == 200


@settings(max_examples=60, deadline=None)
@given(made_by=ANYTHING, origin=ANYTHING, words=ANYTHING, alt=ANYTHING, rights=ANYTHING, note=ANYTHING)
def test_nothing_breaks_out_of_the_packet(made_by, origin, words, alt, rights, note):
    from xml.etree import ElementTree

    picture = plain(made_by=made_by, origin=origin, words=words, note=note)
    packet = xmp(picture, alt=alt, rights=rights)
    root = ElementTree.fromstring(packet.decode().split("?>", 1)[1].rsplit("<?", 1)[0])
    assert {element.tag.split("}")[1] for element in root.iter()} <= {
        "xmpmeta", "RDF", "Description", "creator", "Seq", "li", "description", "Alt", "AltTextAccessibility", "rights",
        "DigitalSourceType", "AISystemUsed", "AIPromptInformation", "CreatorTool",
    }  # fmt: skip


def test_even_the_longest_words_fit_into_a_jpeg():
    huge = plain(words="字" * 9000, made_by="m" * 9000, origin="huggingface.co/" + "漢" * 9000)
    assert told(picture_file(huge, "JPEG", alt="圖" * 9000, rights="權" * 9000))["DigitalSourceType"]


def test_the_sounding_page_carries_it():
    import base64
    import re

    book = books.book(pages=1, things=1)
    book.pages[0].picture = replace(book.pages[0].picture, **SDXL)
    found = re.search(r"data:image/webp;base64,([^\"]+)", page_html(book))
    about = told(base64.b64decode(found[1]))
    assert about["DigitalSourceType"] == SOURCE_TYPES + "trainedAlgorithmicMedia"
