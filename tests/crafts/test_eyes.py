"""Florence-2, BLIP, LLaVA, Qwen3-VL with tiny weights: what they say, stream and refuse."""

import threading

import numpy as np
import pytest
from crafts.looking import BEACH, KINDS, LEFT, NAMES, REPOS, RIGHT, STREET, eye, scene, seated  # noqa: F401

from storyhelpers import BadInput, Region, Studio
from storyhelpers.crafts.describer.blip import Blip
from storyhelpers.crafts.describer.qwen_vl import QwenVL
from storyhelpers.engine import Cancelled, NoRoom

pytestmark = pytest.mark.models


# ---- what they say ----


@pytest.mark.parametrize("name", NAMES)
def test_the_words_change_with_picture_region_and_length(eye, name):
    studio = Studio("offline", describer=eye(name))
    street, beach = studio.describe(STREET), studio.describe(BEACH)
    left, right = studio.describe(LEFT), studio.describe(RIGHT)
    assert len({street, beach, left, right}) == 4
    assert all(len(words.split()) >= 1 and words == words.strip() for words in (street, beach, left, right))
    assert studio.describe(LEFT) == left  # the likeliest word each time
    assert studio.describe(LEFT, length="long") != left


@pytest.mark.parametrize("name", NAMES)
def test_the_studio_finds_them_by_name(zoo, name):
    zoo[REPOS[name]]
    engine = Studio("offline", describer=name).describer
    assert isinstance(engine, KINDS[name]) and not engine.loaded
    assert engine.repo == REPOS[name] and engine.licence and REPOS[name] in engine.made_by


def test_qwen_answers_in_the_language_and_tone_it_is_asked_for(eye, zoo):
    studio = Studio("offline", describer=eye("qwen-vl"))
    said = {language: studio.describe(STREET, language=language) for language in ("en", "zh-TW", "es")}
    assert len(set(said.values())) == 3
    gentle = seated(QwenVL(tone="like a bedtime story"))
    assert gentle(STREET) != said["en"]
    tokenizer = eye("qwen-vl")._loaded.tokenizer
    asked = tokenizer.decode(gentle.inputs(eye("qwen-vl")._loaded, LEFT, "zh-TW", "long")["input_ids"][0])
    assert "繁體中文" in asked and "two to four" in asked and asked.rstrip().endswith("assistant")
    assert "like a bedtime story." in asked and asked.count("<|vision_start|>") == 2


@pytest.mark.parametrize("name", ("florence", "blip", "llava"))
def test_those_who_speak_english_only_say_who_speaks_more(name):
    engine = KINDS[name]()
    with pytest.raises(BadInput, match='English only.*"offline", "qwen-vl"'):
        Studio("offline", describer=engine).describe(LEFT, language="es")
    with pytest.raises(BadInput, match="繁體中文"):
        next(engine.stream(LEFT, language="zh"))
    assert not engine.loaded


def test_what_cannot_be_described_is_refused_before_anything_loads():
    engine = Blip()
    for thing, options in ((Region(STREET, np.zeros((96, 160), bool)), {}), ("street.png", {}), (LEFT, {"length": 3})):
        with pytest.raises(BadInput):
            engine(thing, **options)
    assert not engine.loaded


# ---- word by word ----


@pytest.mark.parametrize("name", NAMES)
def test_streamed_pieces_are_the_whole_text(eye, name):
    for thing, length in ((BEACH, "short"), (RIGHT, "long")):
        assert "".join(eye(name).stream(thing, length=length)).strip() == eye(name)(thing, length=length)


def test_a_stream_comes_in_pieces_and_can_be_left(eye):
    engine = eye("florence")
    whole = list(engine.stream(BEACH))
    assert len(whole) > 5
    counted = []
    hook = engine._loaded.model.register_forward_hook(lambda *given: counted.append(1))
    pieces = engine.stream(BEACH)
    assert next(pieces) == whole[0]
    pieces.close()  # waits for the model to stop
    hook.remove()
    assert len(counted) < engine.MOST["short"] - 5
    assert not [thread for thread in threading.enumerate() if "speaks" in thread.name]
    assert list(engine.stream(BEACH)) == whole


@pytest.mark.parametrize("name", NAMES)
def test_cancel_stops_at_once_and_the_model_stays_usable(eye, name):
    engine, steps = eye(name), []
    before = engine(BEACH)

    def on_step(done, total):
        steps.append((done, total))
        if done == 3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        engine(BEACH, on_step=on_step)
    assert steps == [(i, engine.MOST["short"]) for i in (1, 2, 3)]
    assert engine.loaded and engine(BEACH) == before


def test_an_error_of_the_model_reaches_who_reads_the_stream(eye, monkeypatch):
    engine = eye("blip")
    engine(BEACH)
    monkeypatch.setattr(type(engine._loaded.model), "generate", _raise(RuntimeError("a cable is loose")))
    with pytest.raises(RuntimeError, match="cable"):
        list(engine.stream(BEACH))


def _raise(error, times=10**9, then=None):
    left = [times]

    def raising(*given, **named):
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return then(*given, **named)

    return raising


def test_out_of_memory_is_tried_once_more_with_smaller_pictures(eye, monkeypatch):
    engine, sizes = eye("qwen-vl"), []
    engine(LEFT)
    large = scene(3, 800, 480)
    model = type(engine._loaded.model)
    generate, inputs = model.generate, engine.inputs
    monkeypatch.setattr(engine, "inputs", lambda *a, **k: sizes.append(k["small"]) or inputs(*a, **k))
    monkeypatch.setattr(model, "generate", _raise(RuntimeError("CUDA out of memory."), 1, generate))
    assert engine(large) and sizes == [False, True]
    monkeypatch.setattr(model, "generate", _raise(RuntimeError("CUDA out of memory.")))
    with pytest.raises(NoRoom):
        engine(large)
    monkeypatch.setattr(model, "generate", generate)
    assert engine(large)
