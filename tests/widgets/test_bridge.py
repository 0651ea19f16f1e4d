"""What takes over where the canvas' script does not come alive: core widgets, then sliders, then a plain picture."""

import base64
import html
import io
import json
import sys

import numpy as np
import pytest
from PIL import Image

from storyhelpers import Region, click
from storyhelpers.widgets.bridge import Bridge, bundle, run_in_page
from storyhelpers.widgets.page import script

HERE = {"x": 30, "y": 30, "keep": True}


def square(picture, points, *, box=None):
    mask = np.zeros(picture.size[::-1], bool)
    for p in points:
        mask[int(p.y) - 5 : int(p.y) + 6, int(p.x) - 5 : int(p.x) + 6] = p.keep
    return Region(picture, mask, points, box)


@pytest.fixture
def place(picture):
    return click(picture, square).widget


@pytest.fixture
def bridge(place):
    place._help.value = "bridge 1"
    return place.children[0]


def told(bridge):
    """What the page reads."""
    return {**json.loads(html.unescape(bridge._still.value)), **json.loads(html.unescape(bridge._moving.value))}


def ask(bridge, n, *acts):
    bridge._up.value = json.dumps({"asked": {"by": "p", "n": n, "acts": acts}, "alive": True})


def test_the_bridge_comes_when_it_is_called_and_only_once(place):
    first = place.children[0]
    place._help.value = ""
    assert place.children[0] is first and not isinstance(first, Bridge)
    place._help.value = "bridge 1"
    bridge = place.children[0]
    assert isinstance(bridge, Bridge) and len(place.children) == 4
    place._help.value = "bridge 2"
    assert place.children[0] is bridge


def test_the_page_is_told_all_that_the_canvas_is_told(bridge, picture):
    state = told(bridge)
    assert base64.b64decode(state["image"]["base64"]) == picture.webp(92) and state["size"] == [96, 64]
    ask(bridge, 1, {"marks": [HERE]}, {"keep": "a"}, {"marks": [HERE]})
    state = told(bridge)
    assert state["answered"] == {"p": 1} and state["marks"] == [HERE] and not state["busy"]
    with Image.open(io.BytesIO(base64.b64decode(state["things"][0]["mask"]["base64"]))) as mask:
        assert mask.size == picture.size
    assert bridge.board.alive and len(bridge.board._click.regions) == 2


def test_one_click_is_few_messages_and_the_picture_travels_once(bridge):
    sent = []
    bridge._still.observe(lambda _: sent.append("still"), "value")
    bridge._moving.observe(lambda _: sent.append("moving"), "value")
    ask(bridge, 1, {"marks": [HERE]})
    assert sent == ["moving", "moving"]  # heard, answered


def test_text_in_the_hidden_field_that_is_no_message(bridge):
    for text in ("hello", "", "[1]", "{}", '{"image": "x"}'):
        bridge._up.value = text
    ask(bridge, 1, {"marks": [HERE]})
    assert bridge.board.marks == [HERE]


def test_names_that_want_to_be_code_are_text(bridge):
    ask(bridge, 1, {"marks": [HERE]}, {"keep": "a"}, {"rename": ["a", "</div><script>alert(1)</script>"]})
    assert "<script" not in bridge._moving.value and told(bridge)["things"][0]["name"].startswith("</div><script")


def test_the_same_script_travels():
    source = run_in_page("let a = '\"<&';")
    assert "&quot;&lt;&amp;" in source and source.count('"') == 8
    assert "export default" in script()


def test_sliders_mark_keep_and_clear(picture):
    spot = click(picture, square)
    plain = spot.widget.sliders
    assert len(plain.children) == 1  # the picture is not sent twice for nothing
    plain.opener.click()
    assert len(plain.children) == 5 and plain.picture.value[:2] == b"\xff\xd8"
    before = plain.picture.value
    plain.x.value, plain.y.value = 30, 20
    assert plain.picture.value != before
    plain.yes.click()
    assert spot.region.mask[20, 30] and "of the picture" in plain.words.value and spot.canvas.marks
    plain.x.value = 33
    plain.no.click()
    assert not spot.region.mask[20, 33] and len(spot.points) == 2
    plain.keep.click()
    assert len(spot.kept) == 1 and "Kept" in plain.words.value
    plain.keep.click()
    assert "nothing to keep" in plain.words.value
    plain.clear.click()
    assert spot.points == ()


def test_a_slider_mark_replaces_what_at_suggested(picture):
    spot = click(picture, square, at=(10, 10))
    plain = spot.widget.sliders
    plain.opener.click()
    plain.yes.click()
    assert [(p.x, p.y) for p in spot.points] == [(48, 32)]


def test_without_anywidget_there_is_the_bridge_at_once(picture, monkeypatch):
    monkeypatch.setitem(sys.modules, "storyhelpers.widgets.canvas", None)  # importing it fails
    spot = click(picture, square, at=(30, 30))
    place = spot.widget
    assert isinstance(place.children[0], Bridge)
    ask(place.children[0], 1, {"marks": [{"x": 50, "y": 50, "keep": True}]})
    assert spot.region.mask[50, 50] and told(place.children[0])["answered"] == {"p": 1}
    data, metadata = bundle(place)
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == place.model_id and metadata == {}


def test_what_a_notebook_shows(picture, monkeypatch):
    import IPython

    spot = click(picture, square)
    monkeypatch.setattr(IPython, "get_ipython", lambda: type("Shell", (), {"kernel": object()}))
    data, _ = spot._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/plain", "text/html"}
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == spot.widget.model_id
