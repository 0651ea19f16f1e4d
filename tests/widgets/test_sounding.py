"""The sounding picture: what is in its HTML, in which order, and what is refused. What it does is in tests/browser."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from browser.street import THINGS, street
from PIL import Image
from widgets.markup import Parts, data

from storyhelpers import BadInput, Page, Picture, Region, language
from storyhelpers.outlines import outline
from storyhelpers.widgets.sounding import sounding_html, sounding_picture


def outlines(text):
    return {int(g["data-thing"]): g for g in Parts(text).all("g")}


def test_every_thing_is_drawn_named_and_heard():
    page = street()
    shown = Parts(sounding_html(page))
    assert [item["data-name"] for item in shown.all("li")] == list(THINGS)
    paths = {path["d"] for path in shown.all("path") if "d" in path}
    assert paths == {outline(region.mask) for region in page.regions}
    assert [data(audio["src"]) for audio in shown.all("audio")] == [
        ("audio/mpeg", sound.mp3) for sound in page.sounds if sound is not None
    ]
    assert all("autoplay" not in audio and "loop" not in audio for audio in shown.all("audio"))
    for name in THINGS:
        assert f"Here is the {name}." in shown.text
    labels = [g["aria-label"] for g in outlines(sounding_html(page)).values()]
    assert sorted(labels) == sorted(f"{n}: {'no sound' if n == 'lamp' else 'play its sound'}" for n in THINGS)
    assert shown.all("img")[0]["alt"] == page.picture.words


def test_what_lies_on_top_comes_last():
    page = street()
    order = list(outlines(sounding_html(page)))
    areas = [page.regions[i].mask.sum() for i in order]
    assert areas == sorted(areas, reverse=True)


def test_boxes_and_middles_are_pixels_of_the_picture():
    page = street()
    for i, drawn in outlines(sounding_html(page)).items():
        x0, y0, x1, y1 = (int(n) for n in drawn["data-box"].split())
        assert (x0, y0, x1, y1) == page.regions[i].bounds
        x, y = (float(n) for n in drawn["data-centre"].split())
        assert page.regions[i].mask[int(y), int(x)]


def test_a_large_picture_is_shrunk_and_its_outlines_stay_true():
    mask = np.zeros((2000, 3000), bool)
    mask[500:700, 1000:1400] = True
    picture = Picture(Image.new("RGB", (3000, 2000), "teal"))
    text = sounding_html([Region(picture, mask, name="box")])
    with Image.open(io.BytesIO(data(Parts(text).all("img")[0]["src"])[1])) as image:
        assert image.size == (1600, 1067)
    assert 'data-box="1000 500 1400 700"' in text and "0 0 3000 2000" in text


def test_names_come_from_the_words_and_are_told_apart():
    page = street(("red bus", "tower", "cat"))
    bus, tower, cat = page.regions
    page.regions = [replace(bus, name="", words="A bus, red and loud. It waits."), replace(tower, name="", words="")]
    page.regions.append(replace(cat, name="a bus"))
    names = [item["data-name"] for item in Parts(sounding_html(page)).all("li")]
    assert names == ["A bus 1", "Thing 2", "a bus 2"]


@pytest.mark.parametrize("tag, word", [("zh-TW", "停止"), ("es", "Parar|Detener")])
def test_it_speaks_the_persons_language(tag, word):
    language(tag)
    shown = Parts(sounding_html(street()))
    assert re.search(word, shown.text) and shown.all("div")[0]["lang"] == tag
    assert "Touch something" not in shown.text


def test_regions_with_their_sounds_will_do():
    page = street()
    pairs = list(zip(page.regions, page.sounds, strict=True))
    assert sounding_html(pairs) == sounding_html(page)


def test_sounds_may_be_fewer_than_things():
    page = street()
    page.sounds = page.sounds[:1]
    shown = Parts(sounding_html(page))
    assert len(shown.all("audio")) == 1 and len(shown.all("li")) == len(THINGS)


def test_a_page_without_things_says_so():
    page = Page(picture=street().picture)
    assert "No thing of this picture has been kept yet." in Parts(sounding_html(page)).text


def test_an_empty_region_is_in_the_list_only():
    page = street(("cat",))
    page.regions = [replace(page.regions[0], mask=np.zeros((360, 640), bool))]
    shown = Parts(sounding_html(page))
    assert not shown.all("g") and len(shown.all("li")) == 1 and len(shown.all("audio")) == 1


def other_region():
    return Region(Picture(Image.new("RGB", (20, 20))), np.ones((20, 20), bool))


@pytest.mark.parametrize(
    "given, sentence",
    [
        (None, "needs a page, not NoneType"),
        ([], "regions with their sounds"),
        ([3], "regions with their sounds"),
        ([(1, 2, 3)], "regions with their sounds"),
        (Page("an idea"), "has no picture yet"),
        ([(other_region(), "meow.wav")], "a Sound or None, not str"),
        ([*street(("cat",)).regions, other_region()], "different pictures"),
    ],
)
def test_what_cannot_sound_is_refused_in_a_sentence(given, sentence):
    with pytest.raises(BadInput, match=sentence):
        sounding_picture(given)


def test_what_people_write_stays_text():
    nasty = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>'"
    page = street(("cat",))
    page.regions = [replace(page.regions[0], name=nasty, words=nasty)]
    page.picture = replace(page.picture, words=nasty)
    shown = Parts(sounding_html(page))
    assert not shown.all("script") and len(shown.all("img")) == 1 and "<script>" in shown.text


def test_no_network_is_asked_for():
    text = re.sub(r"base64,[\w+/=]+", "", sounding_html(street()))
    assert not re.search(r"https?:|url\(|@import|fetch\(|import\(", text)


def test_the_widget_leaves_it_in_the_notebook():
    shown = sounding_picture(street())
    bundle = shown._repr_mimebundle_()
    assert bundle["text/html"] == shown.value == sounding_html(street())
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == shown.model_id
    assert "5 thing(s)" in bundle["text/plain"]
