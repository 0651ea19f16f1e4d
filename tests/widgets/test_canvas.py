"""The canvas from Python: what the page asks is done in its order, and nothing that a segmenter does stops it."""

import asyncio
import io
import sys
import time

import numpy as np
import pytest
from conftest import square_picture
from PIL import Image

from storyhelpers import BadInput, Picture, Point, Region, StoryError, Studio, click
from storyhelpers.widgets.board import inner_point, mask_png, merged
from storyhelpers.widgets.clicking import COLOURS

HERE, THERE = {"x": 30, "y": 30, "keep": True}, {"x": 80, "y": 50, "keep": True}


class Cutter:
    """A segmenter that cuts 5 × 5 pixels out around every kept point, counts, and lasts as long as it is told to."""

    def __init__(self, seconds=0.0, troubles=()):
        self.seconds, self.calls, self.troubles = seconds, [], list(troubles)

    def __call__(self, picture, points, *, box=None):
        self.calls.append(points)
        time.sleep(self.seconds)
        if self.troubles and (trouble := self.troubles.pop(0)):
            raise trouble
        mask = np.zeros(picture.size[::-1], bool)
        for p in points:
            if p.keep:
                mask[max(0, int(p.y) - 2) : int(p.y) + 3, max(0, int(p.x) - 2) : int(p.x) + 3] = True
        if box:
            x0, y0, x1, y1 = map(int, box)
            mask[y0:y1, x0:x1] = True
        return Region(picture, mask, points, box)


class Page:
    """What a page does: it asks in numbered bundles."""

    def __init__(self, canvas, me="page"):
        self.canvas, self.me, self.n = canvas, me, 0

    def ask(self, *acts, n=None):
        self.n = n or self.n + 1
        self.canvas.set_state({"asked": {"by": self.me, "n": self.n, "acts": list(acts), "time": time.time()}})
        return self.canvas.answered.get(self.me)


class Clock:
    """Time that passes only where somebody sleeps."""

    now = 0.0

    def perf_counter(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    """The canvas finds that a cut lasts exactly as long as its Cutter is told, however busy the machine is."""
    clock = Clock()
    monkeypatch.setattr("storyhelpers.widgets.clicking.time", clock)
    monkeypatch.setattr(sys.modules[__name__], "time", clock)


@pytest.fixture
def cutter():
    return Cutter()


@pytest.fixture
def spot(picture, cutter):
    return click(picture, cutter)


@pytest.fixture
def page(spot):
    return Page(spot.canvas)


def test_what_the_page_asks_is_done_heard_and_answered(spot, page):
    told = []
    spot.canvas.observe(lambda change: told.append((change.name, change.new)), ["busy", "heard", "answered", "mask"])
    assert page.ask({"marks": [HERE]}) == 1
    assert spot.region.mask[30, 30] and spot.canvas.marks == [HERE]
    names = [name for name, _ in told]
    assert names[:2] == ["busy", "heard"] and set(names[2:]) == {"mask", "busy", "answered"}
    assert not spot.canvas.busy and spot.canvas.heard == {"page": 1}


def test_a_bundle_that_is_sent_twice_is_done_once_and_answered_twice(spot, page, cutter):
    page.ask({"marks": [HERE]})
    answers = []
    spot.canvas.observe(lambda change: answers.append(change.new), "answered")
    page.ask({"marks": [HERE]}, n=1)
    assert len(cutter.calls) == 1 and answers[-1]["page"] == 1


def test_two_pages_do_not_get_in_each_others_way(spot, page):
    other = Page(spot.canvas, "other")
    page.ask({"marks": [HERE]})
    assert other.ask({"marks": [HERE, THERE]}) == 1
    assert spot.canvas.answered["page"] == 1 and spot.region.mask[50, 80]


def test_keep_name_remove_and_take_back(spot, page):
    page.ask({"marks": [HERE]}, {"keep": "a"}, {"marks": [THERE]})
    assert [t["id"] for t in spot.canvas.things] == ["a"] and spot.canvas.things[0]["name"] == "Thing 1"
    assert len(spot.regions) == 2 and spot.regions[0].mask[30, 30] and spot.region.mask[50, 80]
    page.ask({"keep": "b"})
    assert spot.canvas.marks == [] and spot.canvas.mask == b"" and "Kept: Thing 2" in spot.canvas.words
    page.ask({"rename": ["a", "  a <script>alert(1)</script>\n cat "]})
    assert spot.kept[0].name == "a <script>alert(1)</script> cat" == spot.canvas.things[0]["name"]
    page.ask({"remove": "a"})
    assert [t["id"] for t in spot.canvas.things] == ["b"] and spot.regions == spot.kept
    page.ask({"restore": "a"})
    assert [t["id"] for t in spot.canvas.things] == ["a", "b"] and spot.kept[0].mask[30, 30]
    for act in ({"remove": "no"}, {"restore": "no"}, {"rename": ["no", "cat"]}):
        page.ask(act)
        assert spot.canvas.wrong and spot.canvas.words and len(spot.kept) == 2


def test_colours_differ_and_the_masks_wear_them(spot, page):
    for number in range(10):
        page.ask({"marks": [HERE]}, {"keep": f"t{number}"})
    colours = [thing["colour"] for thing in spot.canvas.things]
    assert colours[:8] == list(COLOURS) and set(colours[8:]) <= set(COLOURS)
    with Image.open(io.BytesIO(spot.canvas.things[1]["mask"])) as mask:
        tinted = np.asarray(mask.convert("RGBA"))
    assert ((tinted[:, :, 3] > 0) == spot.kept[1].mask).all()
    assert tuple(tinted[30, 30, :3]) == tuple(bytes.fromhex(colours[1][1:]))
    page.ask({"remove": "t2"}, {"marks": [HERE]}, {"keep": "new"})
    assert spot.canvas.things[-1]["colour"] == colours[2]  # the colour that is free again


def test_nothing_to_keep_says_so(spot, page):
    page.ask({"keep": "a"})
    assert "nothing to keep" in spot.canvas.words and spot.canvas.wrong and spot.canvas.things == []
    with pytest.raises(BadInput, match="nothing to keep"):
        spot.keep()


def test_python_may_mark_keep_and_clear_too(spot, page):
    canvas = spot.canvas
    spot.mark([Point(30, 30)])
    assert canvas.marks == [HERE] and canvas.mask
    spot.keep("my cat")
    assert canvas.things[0]["name"] == "my cat" and canvas.marks == [] and canvas.mask == b""
    spot.mark(box=(3, 4, 20, 30))
    assert canvas.marks == [{"box": [3, 4, 20, 30]}]
    spot.clear()
    assert canvas.marks == [] and spot.region.name == "my cat"


def test_who_listens_is_told_of_everything(spot, page):
    told = []
    assert spot.on_change(lambda one: told.append((len(one.points), len(one.kept)))) is not None
    page.ask({"marks": [HERE]})
    page.ask({"keep": "a"})
    page.ask({"rename": ["a", "cat"]})
    page.ask({"remove": "a"})
    page.ask({"restore": "a"})
    spot.mark([Point(3, 3), Point(9, 9)])
    spot.clear()
    assert told == [(1, 0), (0, 1), (0, 1), (0, 0), (0, 1), (2, 1), (0, 1)]


def test_a_listener_that_breaks_is_named_and_the_others_are_told(spot, page):
    told = []
    spot.on_change(lambda one: 1 / 0)
    spot.on_change(lambda one: told.append(len(one.points)))
    page.ask({"marks": [HERE]})
    assert told == [1] and "what listens to them stopped: ZeroDivisionError" in spot.canvas.words
    assert spot.region.mask[30, 30] and spot.canvas.mask and not spot.canvas.busy
    with pytest.raises(StoryError, match="ZeroDivisionError"):
        spot.clear()


@pytest.mark.parametrize(
    "trouble",
    [BadInput("No luck today."), ValueError("odd\n  numbers"), MemoryError(), RuntimeError("CUDA out of memory. " * 99),
     KeyboardInterrupt(), SystemExit(3), asyncio.CancelledError(), type("Strange", (BaseException,), {})("x")],
    ids=lambda trouble: type(trouble).__name__,
)  # fmt: skip
def test_whatever_a_segmenter_raises_is_a_sentence_and_the_next_click_works(picture, trouble):
    spot = click(picture, Cutter(troubles=[None, trouble]))
    page = Page(spot.canvas)
    page.ask({"marks": [HERE]})
    assert page.ask({"marks": [HERE, THERE]}, {"keep": "a"}) == 2
    words = spot.canvas.words
    assert words.endswith((".", 'offline").')) and "\n" not in words and len(words) < 400 and spot.canvas.wrong
    assert not spot.canvas.busy and spot.canvas.marks == [HERE] and spot.region.mask[30, 30] and spot.kept == []
    page.ask({"marks": [THERE]})
    assert spot.region.mask[50, 80] and not spot.canvas.wrong and words != spot.canvas.words


@pytest.mark.parametrize("answer", [None, "a mask", np.ones((64, 96)), 7])
def test_a_segmenter_that_answers_nonsense(picture, answer):
    spot = click(picture, lambda picture, points, box=None: answer)
    spot.canvas.marks = [HERE]
    assert "it must answer a Region" in spot.canvas.words and spot.canvas.marks == [] and spot.regions == []


def test_a_region_of_another_picture(picture):
    other = square_picture(40, 40)
    spot = click(picture, lambda *_, **__: Region(other, np.ones((40, 40), bool)))
    spot.canvas.marks = [HERE]
    assert "(40, 40)" in spot.canvas.words and spot.regions == []


@pytest.mark.parametrize(
    "marks", [[{"x": "left", "y": 3}], [{"x": 3}], [{"box": [1, 2]}], [{"x": float("nan"), "y": 1}]]
)
def test_marks_that_are_none_do_not_stop_the_canvas(spot, page, marks):
    page.ask({"marks": [HERE]})
    page.ask({"marks": marks})
    page.ask({"marks": [THERE]})
    assert spot.region.mask[50, 80] and not spot.canvas.busy


def test_what_is_merged():
    a, b, keep = {"marks": [1]}, {"marks": [2]}, {"keep": "x"}
    assert merged([a, b]) == [b] and merged([a, keep, b, a]) == [a, keep, a] and merged([]) == []


def test_clicks_that_pile_up_are_done_in_one(picture):
    """200 messages within a cut of 0.3 s: the last one counts, and the cell that runs next sees it."""
    cutter = Cutter(0.05)
    spot = click(picture, cutter)
    canvas = spot.canvas

    async def storm():
        for number in range(200):
            Page(canvas).ask({"marks": [{"x": number % 90, "y": 30, "keep": True}]}, n=number + 1)
            await asyncio.sleep(0)
        region = spot.region  # as a cell would read it, before any pause
        assert region.mask[30, 199 % 90] and len(spot.points) == 1
        await asyncio.sleep(0.1)

    asyncio.run(storm())
    assert len(cutter.calls) <= 20, "three on a quiet machine; more where the test had to wait for its turn"
    assert canvas.answered["page"] == 200 and not canvas.busy
    assert canvas.marks == [{"x": 199 % 90, "y": 30, "keep": True}]


def test_nothing_is_lost_between_marks_that_pile_up(picture):
    cutter = Cutter(0.01)
    spot = click(picture, cutter)

    async def storm():
        page = Page(spot.canvas)
        for number in range(20):
            page.ask({"marks": [{"x": 4 * number, "y": 30, "keep": True}]})
            page.ask({"keep": f"t{number}"})
            await asyncio.sleep(0)
        await asyncio.sleep(0.5)

    asyncio.run(storm())
    assert [bool(r.mask[30, 4 * n]) for n, r in enumerate(spot.kept)] == [True] * 20


def test_on_colab_nothing_waits_for_later(picture, monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", object())
    spot = click(picture, Cutter())

    async def two():
        page = Page(spot.canvas)
        for mark in (HERE, THERE):
            page.ask({"marks": [mark]})
            assert spot.canvas.marks == [mark]

    asyncio.run(two())


def test_hints_come_from_fast_segmenters_only_and_change_nothing(picture, clock):
    cutter = Cutter()
    spot = click(picture, cutter, at=(30, 30))
    canvas = spot.canvas
    told = []
    spot.on_change(told.append)
    canvas.set_state({"wondered": {"by": "page", "n": 1, "marks": [THERE]}})
    with Image.open(io.BytesIO(canvas.hint)) as hint:
        assert np.asarray(hint.convert("RGBA"))[50, 80, 3] > 0
    assert canvas.hinted == ["page", 1] and canvas.hints
    assert told == [] and spot.points == (Point(30, 30),) and spot.region.mask[30, 30] and not spot.region.mask[50, 80]
    assert canvas.marks == [HERE] and not canvas.busy
    cutter.seconds = 0.1  # slow from now on
    for n in range(2, 6):
        canvas.set_state({"wondered": {"by": "page", "n": n, "marks": [THERE]}})
    assert not canvas.hints and canvas.hint == b"" and canvas.hinted == ["page", 5]
    calls = len(cutter.calls)
    canvas.set_state({"wondered": {"by": "page", "n": 6, "marks": [THERE]}})
    assert len(cutter.calls) == calls, "a slow segmenter is not asked"


def test_no_hints_before_the_first_cut_and_none_from_one_that_breaks(picture, clock):
    cutter = Cutter(troubles=[None, ValueError("no")])
    spot = click(picture, cutter)
    assert not spot.canvas.hints
    spot.canvas.set_state({"wondered": {"by": "p", "n": 1, "marks": [HERE]}})
    assert cutter.calls == [] and spot.canvas.hinted == ["p", 1]
    spot.canvas.marks = [HERE]
    assert spot.canvas.hints
    spot.canvas.set_state({"wondered": {"by": "p", "n": 2, "marks": [THERE]}})
    assert spot.canvas.hint == b"" and spot.canvas.words != "" and not spot.canvas.wrong


def test_the_first_slow_cut_of_a_segmenter_that_was_not_prepared_does_not_count(picture, clock):
    class Model(Cutter):
        def prepare(self, picture): ...

    model = Model(0.2)
    spot = click(picture, model, at=(30, 30))
    model.seconds = 0
    spot.canvas.marks = [HERE, THERE]
    assert spot.canvas.hints


def test_the_words_are_in_the_language_of_the_person(picture, cutter):
    labels = click(picture, cutter).canvas.labels
    assert all(labels.values()) and len(set(labels.values())) == len(labels)
    assert "{seconds}" in labels["silent"] and "{name}" in labels["remove"]


@pytest.mark.parametrize("shape", ["ring", "dot", "edge"])
def test_the_number_stands_inside_the_thing(shape):
    y, x = np.mgrid[:400, :600]
    distance = np.hypot(x - 300, y - 200)
    masks = {"ring": (distance < 150) & (distance > 100), "dot": (x == 599) & (y == 399), "edge": x < 3}
    region = Region(Picture(Image.new("RGB", (600, 400))), masks[shape])
    px, py = inner_point(region)
    assert region.mask[int(py), int(px)]


def test_a_mask_of_a_large_picture_is_small_and_quick():
    y, x = np.mgrid[:576, :1024]
    mask = np.hypot(x - 500, y - 300) < 180
    start = time.process_time()
    data = mask_png(mask)
    assert len(data) < 4000 and time.process_time() - start < 0.2


def test_the_picture_is_sent_once(spot, page):
    sent = []
    spot.canvas.observe(sent.append, "image")
    page.ask({"marks": [HERE]})
    assert sent == []


def test_the_offline_studio_gives_hints_after_its_first_click(monkeypatch):
    monkeypatch.setattr("storyhelpers.widgets.clicking.FAST", 60)  # however busy the machine is
    spot = click(square_picture(), Studio("offline").cut_out)
    canvas = spot.canvas
    spot._preparing.join()
    canvas.marks = [HERE]
    canvas.marks = [THERE]
    assert canvas.hints
