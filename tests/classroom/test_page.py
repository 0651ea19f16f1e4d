"""The pupils' page without a browser: what is typed on two sides, errands, taps, sentences, files."""

import asyncio
import io
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import Picture, Point, Sound, Studio
from storyhelpers.classroom.entrance.login import spoken_by
from storyhelpers.classroom.page.acts import Acts, point_in, understood
from storyhelpers.classroom.page.errands import Errand
from storyhelpers.classroom.page.fields import EMPTY, TYPED, take, values_of
from storyhelpers.classroom.page.files import Files, outline_png
from storyhelpers.classroom.page.pupils import MOST_PUPILS, MOST_THINGS, MOST_WORKS, Pupil, Pupils
from storyhelpers.classroom.page.sentences import OURS, sentence_of
from storyhelpers.classroom.queue.ticket import Update
from storyhelpers.engine import BadInput, Cancelled, NoAnswer, NoRoom, NotHere, StoryError
from storyhelpers.locale import language, say, speaking
from storyhelpers.media import Region

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=8,
)  # fmt: skip


class Desk:
    """A desk at which the offline studio answers at once, and which can be told to hold or to fail."""

    def __init__(self, folder: Path, studio=None):
        self.studio, self.others, self.cancelled, self.asked = studio or Studio("offline"), {}, [], []
        self.held: asyncio.Event | None = None
        self.error: StoryError | None = None
        self.results = SimpleNamespace(keep=self._keep)
        self._folder = folder

    def _keep(self, data: bytes, suffix: str, pupil: str) -> Path:
        path = self._folder / f"{len(list(self._folder.iterdir()))}{suffix}"
        path.write_bytes(data)
        return path

    async def ask(self, verb, given, *, pupil, ticket="", studio=""):
        self.asked.append((verb, given, pupil, language()))
        yield Update("waiting", before=2)
        if self.held is not None:
            await self.held.wait()
        if self.error is not None:
            yield Update("failed", error=self.error)
            return
        yield Update("done", result=await asyncio.to_thread(getattr(self.studio, verb), **given))

    def cancel(self, ticket, pupil):
        self.cancelled.append((ticket, pupil))
        return True


@pytest.fixture
def desk(tmp_path):
    """A desk for one test."""
    return Desk(tmp_path)


async def over(errand: Errand) -> None:
    """Waits for an errand, and for those that it started."""
    while errand is not None:
        async for _ in errand.changes():
            pass
        errand = errand.next


def run(work) -> None:
    asyncio.run(asyncio.wait_for(work, 60))


# ---- the whole chain ----


def test_the_chain_from_an_idea_to_a_page(desk):
    acts, pupil = Acts(desk), Pupil("ada", "zh-TW")

    async def chain():
        story = pupil.story
        story.idea, story.count = "a dog in a park", 2
        await over(acts.draw(pupil))  # the prompt is written on the way
        assert story.prompt.now and len(story.pictures) == 2
        await over(acts.tell(pupil, json.dumps({"do": "choose", "picture": story.pictures[1].fingerprint}), False))
        picture = story.work.picture
        assert picture is story.pictures[1]
        point = Studio("offline").find_things(picture, 1)[0]
        pupil.automatic = True
        tap = {"do": "tap", "picture": picture.fingerprint, "x": point.x, "y": point.y}
        await over(acts.tell(pupil, json.dumps(tap), False))
        thing = story.thing
        assert thing.words.now and thing.sound_prompt.now and thing.sound.seconds == 5
        await over(acts.keep(pupil))
        page = Path(pupil.file[0]).read_text("utf-8")
        assert thing.words.now in page and "audio/mpeg" in page and thing.kept == thing.holds()

    run(chain())
    assert {asked[2] for asked in desk.asked} == {"ada"} and {asked[3] for asked in desk.asked} == {"zh-TW"}
    assert [asked[0] for asked in desk.asked] == [
        "write_prompt", "draw", "cut_out", "describe", "write_sound_prompt", "make_sound",
    ]  # fmt: skip


def test_a_second_tap_elsewhere_is_another_thing_and_a_refined_one_takes_over(desk):
    acts, pupil = Acts(desk), Pupil("ada")
    image = np.full((300, 400, 3), 200, np.uint8)
    image[50:150, 50:150], image[150:250, 250:350] = (220, 30, 30), (30, 30, 220)
    picture = Picture(Image.fromarray(image))

    async def taps():
        pupil.choose(picture, "own")
        tap = {"do": "tap", "picture": picture.fingerprint}
        await over(acts.tap(pupil, {**tap, "x": 100, "y": 100}, keep=True))
        red = pupil.story.thing
        await over(acts.tap(pupil, {**tap, "x": 300, "y": 200}, keep=True))
        blue = pupil.story.thing
        assert [point.x for point in pupil.points] == [300] and blue is not red
        assert [thing for _, _, thing in pupil.wanted()] == [red, blue]
        await over(acts.tap(pupil, {**tap, "x": 320, "y": 220}, keep=True))  # inside: it says more about the same
        assert [point.x for point in pupil.points] == [300, 320]
        assert red in (kept := [thing for _, _, thing in pupil.wanted()]) and len(kept) == 2
        acts.undo(pupil) and await over(pupil.errands["cut"])
        assert [point.x for point in pupil.points] == [300] and pupil.story.thing is blue
        assert acts.undo(pupil) is None and pupil.story.thing is None and blue in pupil.story.work.things.values()
        desk.error = BadInput("nothing there", "nothing there")
        await over(acts.tap(pupil, {**tap, "x": 10, "y": 10}, keep=True))
        assert pupil.points == [] and "cut out" in sentence_of(pupil.errands["cut"].error)[0]

    run(taps())


# ---- errands ----


def test_stop_is_at_once_and_the_next_may_begin(desk):
    acts, pupil = Acts(desk), Pupil("ada")
    pupil.story.idea = "a cat"

    async def stop():
        desk.held = asyncio.Event()
        first = acts.enhance(pupil)
        assert acts.enhance(pupil) is first  # pressed twice, it is one
        await asyncio.sleep(0.05)
        assert pupil.busy("prompt") and first.states[""].update.before == 2
        pupil.stop("prompt")
        await over(first)
        assert isinstance(first.error, Cancelled) and len(desk.cancelled) == 1 and not pupil.story.prompt.now
        desk.held.set()
        await over(acts.enhance(pupil))
        assert pupil.story.prompt.now

    run(stop())


def test_whatever_goes_wrong_ends_in_a_sentence_and_changes_nothing(desk, caplog):
    acts, pupil = Acts(desk), Pupil("ada", "es")

    async def wrong():
        await over(acts.enhance(pupil))
        assert "vacía" in told(pupil, "prompt")
        pupil.story.idea = "a cat"
        desk.error = NoRoom("no")
        await over(acts.enhance(pupil))
        assert told(pupil, "prompt") and "no" not in told(pupil, "prompt").split()[:1]
        desk.error, desk.studio = None, SimpleNamespace(write_prompt=lambda idea: 1 / 0)
        await over(acts.enhance(pupil))
        assert isinstance(pupil.errands["prompt"].error, ZeroDivisionError) and "division" not in told(pupil, "prompt")

    run(wrong())
    assert not pupil.story.prompt.now and "An errand failed" in caplog.text


def told(pupil, name) -> str:
    with speaking(pupil.language):
        return sentence_of(pupil.errands[name].error)[0]


# ---- sentences ----


@pytest.mark.parametrize("kind", OURS)
def test_every_sentence_has_its_facts(kind):
    facts = {
        "empty": {"of": "idea"}, "too long": {"of": "idea", "length": 9000, "most": 4000}, "stop word": {"word": "x"},
        "unreadable": {"name": "x"}, "damaged": {"name": "x"}, "held back": {"engine": "x"},
        "too small": {"name": "x", "width": 1, "height": 1, "least": 16},
        "too large": {"name": "x", "width": 1, "height": 1, "most": 16},
        "too long a job": {"craft": "x", "seconds": 9.0}, "stumbled": {"craft": "x", "reason": "ValueError"},
    }.get(kind, {})  # fmt: skip
    words, calm = sentence_of(BadInput("for those who type: studio.draw()", kind, **facts))
    assert words and not calm and "studio.draw" not in words


@pytest.mark.parametrize("error", [StoryError("x"), BadInput("x"), NotHere("x"), NoAnswer("x"), KeyError("x")])
def test_what_no_kind_tells_is_told_by_its_family(error):
    words, calm = sentence_of(error)
    assert len(words) > 20 and not calm and words.endswith(".")
    assert sentence_of(Cancelled("x")) == (say("Cancelled. Nothing was changed."), True)


def test_a_stop_word_is_told_without_python():
    with pytest.raises(BadInput) as caught:
        Studio("offline", stop_words=["homework"]).write_prompt("a cat does homework")
    assert "“homework”" in sentence_of(caught.value)[0]


# ---- what is typed ----


def filled(**values) -> dict:
    return {**EMPTY, **values}


def test_what_the_browser_has_not_seen_yet_is_not_taken():
    pupil = Pupil("ada")
    take(pupil, 0, filled(idea="a cat"))
    assert pupil.story.idea == "a cat"
    pupil.story.prompt.write("a cat, drawn well", "a cat")  # by the server
    take(pupil, 0, filled(idea="a cat and a dog"))  # pressed before the prompt had come
    assert pupil.story.prompt.now == "a cat, drawn well" and pupil.story.idea == "a cat and a dog"
    take(pupil, pupil.editions.now, filled(idea="a cat", prompt="mine"))
    assert pupil.story.prompt.now == "mine"
    assert values_of(pupil)["prompt"] == "mine"


def test_words_of_one_thing_do_not_become_those_of_the_next():
    pupil = Pupil("ada")
    work = pupil.choose(Picture(Image.new("RGB", (40, 40))))
    masks = np.zeros((2, 40, 40), bool)
    masks[0, :9], masks[1, 20:] = True, True
    pupil.mark(work, Region(work.picture, masks[0]), None).words.write("the first", "region")
    take(pupil, 0, filled())
    seen = pupil.editions.now
    take(pupil, seen, filled(words="the first, by hand"))
    pupil.mark(work, Region(work.picture, masks[1]), None)
    take(pupil, seen, filled(words="the first, by hand"))
    assert pupil.story.thing.words.now == ""
    assert [thing.words.now for thing in work.things.values()] == ["the first, by hand", ""]


@given(values=st.dictionaries(st.sampled_from(TYPED), JSON), seen=st.integers(-5, 2**40))
def test_anything_may_come_from_a_browser(values, seen):
    pupil = Pupil("ada")
    take(pupil, seen, values)
    assert all(isinstance(value, type(EMPTY[name]) | int | float) for name, value in values_of(pupil).items())
    assert isinstance(pupil.story.idea, str) and isinstance(pupil.story.aspect, str)


@given(st.text(max_size=200) | JSON.map(json.dumps) | JSON)
def test_any_message_is_understood_or_left_alone(message):
    assert isinstance(understood(message), dict)


@given(JSON)
def test_a_message_never_harms(told):
    pupil, acts = Pupil("ada"), Acts(SimpleNamespace(studio=Studio("offline")))
    pupil.choose(Picture(Image.new("RGB", (40, 40))))
    for do in ("tap", "choose", "leave", "else"):
        assert acts.tell(pupil, json.dumps({"do": do, "picture": told, "thing": told, "x": told}), False) is None
    acts.tell(pupil, json.dumps(told), True)
    assert pupil.points == []


@given(st.floats() | st.integers() | st.none() | st.booleans() | st.text(), st.floats() | st.integers())
def test_a_point_is_inside_or_none(x, y):
    point = point_in(SimpleNamespace(size=(100, 50)), {"x": x, "y": y}, True)
    assert point is None or (0 <= point.x < 100 and 0 <= point.y < 50 and point == Point(float(x), float(y)))


# ---- pupils and their files ----


def asks(pupil="", session="s", spoken="en"):
    return SimpleNamespace(headers={"x-story-pupil": pupil, "accept-language": spoken}, session_hash=session)


def test_everybody_is_found_again_and_the_longest_away_forgotten():
    pupils = Pupils()
    ada, bob = pupils.of(asks("ada")), pupils.of(asks("bob"))
    assert pupils.of(asks("ada", session="another tab")) is ada and ada is not bob
    assert pupils.of(asks(session="x")) is not pupils.of(asks(session="y"))
    for number in range(MOST_PUPILS):
        pupils.of(asks(f"p{number}"))
    assert len(pupils) <= MOST_PUPILS and pupils.of(asks("ada")) is not ada
    pupils.kept = -1.0
    assert pupils.of(asks("ada")) and len(pupils) == 1


def test_whoever_waits_for_something_is_not_pushed_out_by_many_others():
    async def crowd():
        pupils = Pupils()
        ada, idle = pupils.of(asks("ada")), pupils.of(asks("idle"))

        async def work(errand):
            await asyncio.sleep(60)

        errand = ada.start(None, "pictures", work)
        for number in range(2 * MOST_PUPILS):
            pupils.of(asks(f"p{number}"))
        assert not errand.over and pupils.of(asks("ada")) is ada and pupils.of(asks("idle")) is not idle
        errand.stop()

    asyncio.run(crowd())


@pytest.mark.parametrize(
    ("header", "tag"),
    [("zh-TW,zh;q=0.9,en", "zh-TW"), ("fr-FR,es;q=0.5", "es"), ("de", "en"), ("", "en"), ("zh_Hant", "zh-TW")],
)
def test_a_browser_says_its_language(header, tag, monkeypatch):
    monkeypatch.setenv("STORY_LANGUAGE", "en")
    assert spoken_by(asks(spoken=header).headers) == tag


def test_what_a_pupil_keeps_is_bounded():
    pupil, rng = Pupil("ada"), np.random.default_rng(3)
    for _ in range(MOST_WORKS + 3):
        work = pupil.choose(Picture(Image.fromarray(rng.integers(0, 255, (20, 20, 3), np.uint8))))
    assert len(pupil.story.works) == MOST_WORKS and pupil.story.work is work
    for number in range(MOST_THINGS + 4):
        mask = np.zeros((20, 20), bool)
        mask[number] = True
        thing = pupil.mark(work, Region(work.picture, mask), None)
        thing.words.now = "kept" if number < 3 else ""
    assert len(work.things) == MOST_THINGS and pupil.story.thing is thing
    assert [thing.words.now for _, _, thing in pupil.wanted()] == ["kept"] * 3  # what has no words goes first


def test_files_are_written_once_and_again_when_they_are_gone(desk):
    pupil = Pupil("ada")
    files, picture = Files(desk.results, pupil), Picture(Image.new("RGB", (1400, 700), "red"), "a wall", "me", 3)
    address = files.whole(picture)
    assert address.startswith("gradio_api/file=/") and files.whole(picture) == address
    path = files.path(picture)
    assert Picture.open(path).words == "a wall" and "png" not in vars(picture)
    Path(path).unlink()
    assert files.whole(picture) and Path(files.path(picture)).exists()
    with Image.open(Path(files.small(picture).removeprefix("gradio_api/file="))) as small:
        assert small.size == (1024, 512)
    sound = Sound(np.sin(np.arange(8000) / 10).astype(np.float32), 8000)
    assert Sound.open(files.sound(sound, "wav").removeprefix("gradio_api/file=")).seconds == 1


def test_the_outline_is_clear_inside_and_pale_outside():
    mask = np.zeros((600, 800), bool)
    mask[200:400, 300:500] = True
    png = outline_png(Region(Picture(Image.new("RGB", (800, 600))), mask))
    layer = np.array(Image.open(io.BytesIO(png)).convert("RGBA"))
    assert layer.shape == (600, 800, 4) and layer[300, 400, 3] == 0 and 120 < layer[50, 50, 3] < 200
    rim = layer[199, 400]
    assert rim[3] > 250 and rim[0] > 200 > rim[1] > rim[2]


def test_an_errand_that_is_stopped_before_its_first_step_is_over_too():
    async def two_quick_taps():
        async def work(errand):
            await asyncio.sleep(60)

        pupil = Pupil("ada")
        pupil.start(None, "pictures", work).stop()
        errand = pupil.errands["pictures"]
        async with asyncio.timeout(5):
            async for _ in errand.changes():
                pass
        assert errand.over and isinstance(errand.error, Cancelled) and not pupil.busy("pictures")

    asyncio.run(two_quick_taps())


def test_what_is_typed_without_end_is_not_taken():
    pupil = Pupil("ada")
    take(pupil, pupil.editions.now, {**EMPTY, "idea": "a cat"})
    take(pupil, pupil.editions.now, {**EMPTY, "idea": "a" * 30_000})
    assert pupil.story.idea == "a cat"
