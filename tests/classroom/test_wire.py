"""What goes over the wire comes back as it was, and what a stranger sends is refused with a sentence."""

import inspect
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import (
    BadInput,
    Character,
    NoAnswer,
    NoRoom,
    Page,
    Picture,
    Point,
    Region,
    Sound,
    Story,
    StoryError,
    Studio,
)
from storyhelpers.classroom.pipe import packing, wire
from storyhelpers.heard import Heard, Moment
from storyhelpers.media import Words, WordTiming
from storyhelpers.scenegraph import Clothing, Figure, Relation, Scene

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
QUICK = settings(max_examples=25, deadline=None)


class Server:
    """The files of a server that is not there."""

    def __init__(self):
        self.files = {}

    def keep(self, data, ending):
        self.files[name := f"/results/{len(self.files)}{ending}"] = data
        return wire.file_of(name, len(data))

    def fetch(self, file):
        return self.files[file["path"]]

    def send(self, thing):
        return self.keep(thing.png, ".png") if isinstance(thing, Picture) else self.keep(thing.wav, ".wav")

    def picture(self, file):
        return Picture.open(self.fetch(file))

    def sound(self, file):
        return Sound.open(self.fetch(file))


def there_and_back(verb, made, **given):
    """What the client gets of what the server made, every message being JSON in between."""
    server = Server()
    value, status = json.loads(json.dumps([wire.answered(made, server.keep), wire.carried(made)]))
    return wire.result(verb, value, status, server.fetch, given)


def arrived(verb, **given):
    """The arguments that the server gets of what the client gave."""
    server = Server()
    values = json.loads(json.dumps(wire.sent(verb, given, server.send)))
    fields = [field.name for field in wire.VERBS[verb].fields]
    return wire.received(verb, dict(zip(fields, values, strict=True)), server.picture, server.sound)


@st.composite
def pictures(draw):
    width, height = draw(st.integers(16, 40)), draw(st.integers(16, 40))
    pixels = np.random.default_rng(draw(st.integers(0, 99))).integers(0, 255, (height, width, 3), dtype=np.uint8)
    scene = None
    if draw(st.booleans()):
        labels = np.zeros((height, width), np.uint16)
        labels[2:9, 3:8] = 1
        figure = Figure("cat", draw(st.sampled_from(["red", ""])), clothes=(Clothing("hat", "blue"),), box=(3, 2, 8, 9))
        scene = Scene((figure, Figure("dog")), (Relation(0, "behind", 1),), unknown=(draw(TEXT),), labels=labels)
    return Picture(Image.fromarray(pixels), draw(TEXT), draw(TEXT), draw(st.none() | st.integers(0, 2**32 - 1)), scene,
                   draw(TEXT), draw(TEXT), draw(TEXT), draw(TEXT))  # fmt: skip


@st.composite
def regions(draw):
    picture = draw(pictures())
    mask = np.random.default_rng(draw(st.integers(0, 99))).random(picture.size[::-1]) < draw(st.floats(0, 1))
    points = draw(st.lists(st.builds(Point, st.floats(0, 15), st.floats(0, 15), st.booleans()), max_size=3))
    box = draw(st.none() | st.tuples(*[st.floats(0, 15)] * 4))
    return Region(picture, mask, tuple(points), box, draw(st.floats(0, 1)), *(draw(TEXT) for _ in range(6)))


@st.composite
def sounds(draw):
    frames, rate = draw(st.integers(1, 4000)), draw(st.sampled_from([8000, 16000, 44100, 48000]))
    samples = np.random.default_rng(draw(st.integers(0, 99))).uniform(-1, 1, (frames, draw(st.integers(1, 2))))
    second = st.floats(0, 600)
    timings = draw(st.lists(st.builds(WordTiming, second, second, st.integers(0, 99), st.integers(0, 99)), max_size=3))
    return Sound(samples, rate, draw(TEXT), draw(TEXT), draw(st.none() | st.integers(0, 2**32 - 1)), draw(TEXT),
                 draw(TEXT), draw(st.none() | st.floats(0.1, 30)), tuple(timings))  # fmt: skip


@st.composite
def stories(draw):
    page = st.builds(lambda a, w, wb, p, pb: Page(a, Words(w, wb), Words(p, pb)), TEXT, TEXT, TEXT, TEXT, TEXT)
    who = st.builds(Character, TEXT, TEXT, TEXT, TEXT)
    return Story(
        draw(st.lists(page, max_size=3)), title=draw(TEXT), language=draw(st.sampled_from(["en", "zh-TW", "pt-BR"])),
        characters=draw(st.lists(who, max_size=2)), caption=draw(TEXT), age=draw(st.integers(2, 18)), note=draw(TEXT),
        made_by=draw(TEXT), origin=draw(TEXT),
    )  # fmt: skip


def told(thing, *without):
    """What a thing says of itself, to compare."""
    return {name: value for name, value in vars(thing).items() if name not in without and not name.startswith("_")}


FILES = ("image", "samples", "picture", "mask", "scene", "sound", "png", "wav", "array", "fingerprint", "mask_png")


@QUICK
@drawn(pictures(), st.integers(0, 2))
def test_pictures_come_back_with_words_seed_and_scene(picture, more):
    made = [picture, *[replace(picture, seed=n) for n in range(more)]] if more else picture
    back = there_and_back("draw", made)
    assert isinstance(back, list) == bool(more)
    for one, other in zip(made if more else [made], back if more else [back], strict=True):
        assert other.fingerprint == one.fingerprint and told(other, *FILES) == told(one, *FILES)
        assert other.scene == one.scene
        if one.scene:
            assert np.array_equal(other.scene.labels, one.scene.labels)


@QUICK
@drawn(regions())
def test_regions_come_back_and_arrive(region):
    back = there_and_back("cut_out", region, picture=region.picture)
    assert np.array_equal(back.mask, region.mask) and told(back, *FILES) == told(region, *FILES)
    thing = arrived("describe", thing=region, language="es")["thing"]
    assert np.array_equal(thing.mask, region.mask) and thing.picture.fingerprint == region.picture.fingerprint


@QUICK
@drawn(sounds())
def test_sounds_come_back_with_their_timings(sound):
    back = there_and_back("read_aloud", sound)
    assert back.rate == sound.rate and np.allclose(back.samples, sound.samples, atol=2 / 32768)
    assert told(back, *FILES) == told(sound, *FILES)


@QUICK
@drawn(stories())
def test_stories_come_back_and_arrive(story):
    for back in (there_and_back("tell_story", story), arrived("retell", story=story, how="shorten")["story"]):
        assert told(back) == told(story) and list(back) == list(story)
        assert [(p.words.by, p.prompt.by) for p in back] == [(p.words.by, p.prompt.by) for p in story]


@QUICK
@drawn(st.lists(st.tuples(TEXT, st.floats(0, 1)), max_size=3), st.lists(st.tuples(TEXT, st.floats(0, 1)), max_size=3))
def test_what_was_heard_comes_back(overall, scored):
    sound = Sound(np.zeros(800), 8000)
    heard = Heard(sound, (Moment(0.0, 0.1, tuple(scored)),), tuple(overall), "ears", "a note", "from here")
    back = there_and_back("listen", heard, sound=sound)
    assert told(back, "timeline") == told(heard, "timeline")


def test_texts_remember_who_wrote_them():
    back = there_and_back("translate", Words("un gato", "a translator"))
    assert back == "un gato" and back.by == "a translator"


def test_the_fields_are_the_arguments_of_the_verbs():
    """What Studio's verbs take is what the endpoints take: names, order, defaults; things and tales take two fields."""
    for name, verb in wire.VERBS.items():
        parameters = list(inspect.signature(getattr(Studio, name)).parameters.values())[1:]
        theirs = [p for p in parameters if not p.name.startswith("on_")]
        two = {"thing": ["picture", "region"], "given": ["idea", "picture"]}
        names = [one for p in theirs for one in two.get(p.name, [p.name])]
        assert [field.name for field in verb.fields] == names, name
        for p in theirs:
            if p.name not in two:
                default = next(field.default for field in verb.fields if field.name == p.name)
                assert default == (wire.NEEDED if p.default is p.empty else p.default), (name, p.name)


def test_a_story_may_be_told_of_a_picture_or_of_an_idea(picture):
    assert arrived("tell_story", given="a cat", pages=2)["given"] == "a cat"
    given = arrived("tell_story", given=picture, about="my cat")
    assert given["given"].fingerprint == picture.fingerprint and given["about"] == "my cat"
    assert arrived("describe", thing=picture)["thing"].fingerprint == picture.fingerprint


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from([10**400, -0.0, "iVBORw0KGgo="]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["path", "mask", "points", "box", "score", "pages", "by", "characters", "age", "words", "x"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@drawn(st.sampled_from(list(wire.VERBS)), st.data())
def test_whatever_arrives_is_taken_or_refused_with_a_sentence(verb, data):
    small = Picture(Image.new("RGB", (16, 16)))
    values = {field.name: data.draw(JSON) for field in wire.VERBS[verb].fields}
    try:
        wire.received(verb, values, lambda file: small, lambda file: Sound(np.zeros(80), 8000))
    except BadInput as error:
        assert str(error).endswith((".", "…")) or "{" in str(error)


@settings(max_examples=200, deadline=None)
@drawn(st.sampled_from(list(wire.VERBS)), JSON, JSON)
def test_an_answer_that_is_none_is_told(verb, value, status):
    given = {"picture": Picture(Image.new("RGB", (16, 16))), "sound": Sound(np.zeros(80), 8000)}
    status = status if isinstance(status, dict) else {}
    try:
        wire.result(verb, value, status, lambda file: b"no file", given)
    except NoAnswer as error:
        assert verb in str(error)


def test_a_mask_that_claims_to_be_huge_is_not_opened():
    import base64
    import io

    bomb = io.BytesIO()
    Image.new("1", (5000, 5000)).save(bomb, "PNG")
    data = {"mask": base64.b64encode(bomb.getvalue()).decode()}
    with pytest.raises(BadInput, match="must be equal"):
        packing.region_from_json(data, Picture(Image.new("RGB", (16, 16))))


class Busy(NoRoom):
    """As a server has it."""


def test_errors_keep_class_sentence_and_facts():
    error = Busy("The line is full.", "full", most=64, who=Point(1, 2))
    back = packing.error_from_json(json.loads(json.dumps(packing.error_to_json(error))))
    assert type(back) is NoRoom and str(back) == "The line is full." and back.kind == "full"
    assert back.facts["most"] == 64
    assert type(packing.error_from_json({"error": "KeyboardInterrupt", "facts": []})) is StoryError
