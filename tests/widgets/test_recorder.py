"""The recorder: what a page sends becomes a Sound, or a sentence; nobody there is fine too. And in a real kernel."""

import io
import itertools
import json
import warnings

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from widgets.kernels import Kernel

from storyhelpers import BadInput, Sound, StoryError, language
from storyhelpers.widgets import record
from storyhelpers.widgets.recorded import MOST_BYTES, Pieces, sound_of

pytest.importorskip("ipywidgets")
pytest.importorskip("anywidget")


def tone(seconds=1.0, rate=16000, channels=1):
    t = np.arange(round(seconds * rate)) / rate
    return np.tile(0.5 * np.sin(2 * np.pi * 440 * t)[:, None], (1, channels)).astype(np.float32)


def file(samples=None, rate=16000, kind="WAV", subtype="PCM_16"):
    out = io.BytesIO()
    soundfile.write(out, tone() if samples is None else samples, rate, format=kind, subtype=subtype)
    return out.getvalue()


CLOCK = itertools.count()


class Page:
    """A page in front of a recorder: sends as `sending.js` does, and reads the answers."""

    def __init__(self, seconds=10, **more):
        self.spot = record(seconds, **more)
        self.microphone = self.spot.widget.microphone
        self.number = 0

    def send(self, data, most=None, by="page", **about):
        self.number += 1
        most = most or max(1, len(data))
        pieces = max(1, -(-len(data) // most))
        for n in range(pieces):
            self.piece(data[n * most : (n + 1) * most], by=by, take=self.number, piece=n, pieces=pieces,
                       **{"length": len(data), "name": "", "problem": "", **about})  # fmt: skip
        return self.microphone.words

    def piece(self, data, **sent):
        self.microphone.set_state({"piece": memoryview(data), "sent": {**sent, "time": next(CLOCK)}})


@pytest.fixture
def page():
    return Page()


# ---- nobody is there


def test_without_a_page_it_returns_at_once():
    spot = record()
    assert spot.sound is None and "no sound yet" in repr(spot) and spot._place is None
    assert list(spot._repr_mimebundle_()) == ["text/plain"]


def test_at_is_the_answer_when_nobody_is_there(sound):
    spot = record(seconds=5, at=sound)
    assert spot.sound is sound
    assert "<audio" in spot._repr_mimebundle_()["text/html"] and "<audio" in spot.widget.player.value


@pytest.mark.parametrize("seconds", [0, -1, 0.5, 61, 1e9, float("nan"), float("inf"), "ten", None, True, [10], 2 + 0j])
def test_other_lengths_are_a_sentence(seconds):
    with pytest.raises(BadInput, match="1 to 60 seconds"):
        record(seconds)


def test_colab_takes_less(monkeypatch):
    monkeypatch.setattr("storyhelpers.widgets.recorder.where", lambda: "colab")
    monkeypatch.setattr("storyhelpers.widgets.microphone.where", lambda: "colab")
    with pytest.raises(BadInput, match="1 to 30 seconds"):
        record(31)
    microphone = record(30).widget.microphone
    assert microphone.most < 1_000_000 * 3 / 4, "a message, in base64, must have less than 1 MB there"
    assert microphone.rate == 24000


@pytest.mark.parametrize("other", ["dog.wav", b"RIFF", np.zeros(9)])
def test_at_and_take_want_a_sound(other):
    with pytest.raises(BadInput, match="Sound"):
        record(at=other)
    with pytest.raises(BadInput, match="Sound"):
        record().take(other)


# ---- what a page sends


def test_a_recording_becomes_a_sound_and_those_who_listen_are_told(page):
    told = []
    page.spot.on_sound(told.append)
    assert page.send(file()) == "Recorded: 1.0 s."
    sound = page.spot.sound
    assert told == [sound] and sound.rate == 16000 and sound.samples.shape == (16000, 1) and sound.seconds == 1
    assert np.allclose(sound.samples, tone(), atol=1e-4)
    assert "<audio" in page.spot.widget.player.value and page.microphone.has_sound and not page.microphone.wrong
    assert page.microphone.heard["done"] and page.microphone.piece == b"", (
        "a page that is loaded again need not have it"
    )


def test_it_arrives_in_pieces_one_of_them_twice(page):
    data = file()
    for n in (0, 1, 1, 2):  # the answer to the second one was lost
        page.piece(data[n * 12_000 : (n + 1) * 12_000], by="p", take=1, piece=n, pieces=3, length=len(data), name="")
        assert page.microphone.heard["piece"] == n and page.microphone.heard["done"] == (n == 2)
    assert page.spot.sound.seconds == 1


def test_two_pages_at_once_do_not_mix(page):
    one, other = file(tone(1)), file(tone(2))
    for n in (0, 1):
        for by, data in (("a", one), ("b", other)):
            half = -(-len(data) // 2)
            page.piece(data[n * half : (n + 1) * half], by=by, take=1, piece=n, pieces=2, length=len(data), name="")
            if n:
                assert page.spot.sound.seconds == (1 if by == "a" else 2)


def test_a_take_that_was_given_up_does_not_get_into_the_next_one(page):
    page.piece(b"x" * 100, by="p", take=1, piece=0, pieces=2, length=200, name="")
    page.number = 1
    assert page.send(file(), most=9_000, by="p") == "Recorded: 1.0 s."


def test_a_take_that_is_sent_twice_is_taken_once(page):
    """The page asks again when no answer comes for ten seconds: Python worked on another cell."""
    told, heard = [], []
    page.spot.on_sound(told.append)
    page.microphone.observe(lambda change: heard.append(change.new), "heard")
    for _ in range(3):
        page.number = 0
        page.send(file())
    assert len(told) == 1 and [bool(h.get("came")) for h in heard] == [True, False, False, False]
    assert all(h["done"] for h in heard[1:]) and page.microphone.words == "Recorded: 1.0 s."
    page.send(file())
    assert len(told) == 2


def test_the_page_knows_that_the_sound_came_before_those_who_listen_are_through(page):
    seen = []
    page.spot.on_sound(lambda _: seen.append((dict(page.microphone.heard), page.spot.widget.player.value)))
    page.send(file())
    assert seen[0][0]["came"] and "<audio" in seen[0][1]


def test_a_file_is_cut_to_what_was_asked_and_says_so():
    page = Page(2)
    assert page.send(file(tone(3)), name="dog.wav", whole=3.0) == "The file is here: 2.0 s."
    assert page.spot.sound.seconds == 2
    assert page.spot.sound.note == "These are the first 2 s of dog.wav, which lasts 3.0 s."
    page.send(file(tone(2)), name="long.mp3", whole=14.2)  # the page cut it
    assert "lasts 14.2 s" in page.spot.sound.note
    page.send(file(tone(2)), name="right.wav", whole=2.0)
    assert page.spot.sound.note == ""


@pytest.mark.parametrize(
    ("kind", "subtype"), [("WAV", "FLOAT"), ("WAV", "PCM_U8"), ("FLAC", "PCM_24"), ("OGG", "VORBIS"),
                          ("MP3", "MPEG_LAYER_III"), ("AIFF", "PCM_16")])  # fmt: skip
@pytest.mark.parametrize("channels", [1, 2])
def test_what_the_browser_cannot_open_python_may(page, kind, subtype, channels):
    page.send(file(tone(1, channels=channels), kind=kind, subtype=subtype), name=f"a.{kind}")
    assert page.spot.sound.samples.shape[1] == channels
    assert page.spot.sound.seconds == pytest.approx(1, abs=0.1)


def test_silence_is_told():
    page = Page()
    assert "nothing is to be heard" in page.send(file(np.zeros(16000, np.float32)))
    assert page.spot.sound.seconds == 1


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 300
BAD = {
    "a picture": (PNG, {"name": "cat.wav"}, "cat.wav is not a sound that can be read"),
    "text": (b"hello " * 50, {"name": "a.mp3"}, "not a sound"),
    "an empty file": (b"", {"name": "a.wav", "problem": "empty"}, "a.wav is empty"),
    "no bytes": (b"", {}, "The recording is empty"),
    "no frames": (file(tone(0)), {}, "is shorter than 0.1 s"),
    "three samples": (file(tone(3 / 16000)), {}, "The recording is shorter than 0.1 s."),
    "cut short": (file()[:30], {"length": 30}, "not a sound"),
    "fewer bytes than told": (file()[:900], {"length": 32044}, "did not arrive whole"),
    "a length that is none": (file(), {"length": "many"}, "did not arrive whole"),
    "large": (b"", {"name": "a.wav", "problem": "large", "size": 400e6}, "a.wav has 400 MB"),
    "a length of a broken page": (b"", {"name": "a.mp3", "problem": "long", "whole": "x"}, "a.mp3 lasts 0 minutes"),
    "two hours": (b"", {"name": "a.mp3", "problem": "long", "whole": 7200}, "a.mp3 lasts 120 minutes; up to 10 fit"),
    "unreadable": (b"", {"name": "a.mid", "problem": "unreadable"}, "a.mid is not a sound"),
    "a problem of its own": (b"", {"problem": ["?"]}, "not a sound"),
    "not a number": (file(np.full(16000, np.nan), subtype="FLOAT"), {}, "numbers that are no sound"),
    "an absurd rate": (file(tone(), rate=1), {"name": "a.wav"}, "not a sound"),
    "a name": (PNG, {"name": "<script>x</script>"}, "<script>x</script> is not a sound"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_sound_is_a_sentence_each_and_nothing_is_lost(page, case):
    data, about, words = BAD[case]
    page.send(file(tone(0.5)))
    before, told = page.spot.sound, []
    page.spot.on_sound(told.append)
    assert words in page.send(data, **about) and page.microphone.wrong
    assert page.spot.sound is before and told == [] and "<audio" in page.spot.widget.player.value
    assert page.send(file()) == "Recorded: 1.0 s." and not page.microphone.wrong


def test_a_small_file_that_lasts_for_hours_is_not_read(page):
    data = file(np.zeros(8000 * 7200, np.int16), rate=8000, kind="FLAC")
    assert len(data) < 1_000_000
    assert "lasts 120 minutes" in page.send(data, name="night.flac")


BROKEN = [
    {"by": "p", "take": 1, "piece": 5, "pieces": 2}, {"by": "p", "take": 1, "piece": -1, "pieces": 2},
    {"by": "p", "take": 1, "piece": 0, "pieces": 0}, {"by": "p", "take": 1, "piece": 0, "pieces": 10**9},
    {"by": "p", "take": 1, "piece": 1, "pieces": 3}, {"by": "p"}, {"take": "x"}, {"by": "p", "take": None},
]  # fmt: skip


@pytest.mark.parametrize("sent", BROKEN)
def test_a_broken_page_gets_a_sentence(page, sent):
    page.piece(b"1234", **sent)
    assert page.microphone.wrong and page.microphone.words and page.microphone.heard["done"]
    assert page.send(file()) == "Recorded: 1.0 s."


def test_no_page_can_fill_the_memory():
    pieces, half = Pieces(), b"0" * (MOST_BYTES // 2)
    pieces.add(half, "p", 1, 0, 4)
    pieces.add(half, "p", 1, 1, 4)
    with pytest.raises(BadInput):
        pieces.add(half, "p", 1, 2, 4)
    for number in range(50):
        pieces.add(b"0", f"page {number}", 1, 0, 2)
    assert len(pieces.pages) < 10


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_bytes_come_it_is_a_sound_or_a_sentence(data):
    good = file()
    cut = data.draw(st.integers(0, len(good)))
    noise = data.draw(st.binary(max_size=200))
    at = data.draw(st.integers(0, 60))
    about = {"name": data.draw(st.text(max_size=9)), "whole": data.draw(st.floats(0, 1e6)),
             "problem": data.draw(st.sampled_from(["", "", "", "long", "?"]))}  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            sound = sound_of(good[:at] + noise + good[at + len(noise) : cut], about, 5)
        except BadInput as error:
            assert error.kind == "said" and str(error).strip()
        else:
            assert 0.1 <= sound.seconds <= 5 and np.isfinite(sound.samples).all()


@given(st.binary(min_size=1, max_size=300), st.integers(5, 50), st.data())
def test_pieces_make_the_whole_again(data, most, draw):
    parts = [data[i : i + most] for i in range(0, len(data), most)]
    pieces, whole = Pieces(), None
    for number, part in enumerate(parts):
        for _ in range(draw.draw(st.integers(1, 2)) if number < len(parts) - 1 else 1):
            whole = pieces.add(part, "p", 1, number, len(parts))
    assert whole == data and not pieces.pages


def test_those_who_listen_may_fail_and_the_sound_is_there_all_the_same(page):
    others = []
    page.spot.on_sound(lambda sound: 1 / 0)
    page.spot.on_sound(others.append)
    assert "ZeroDivisionError" in page.send(file()) and page.microphone.wrong and page.microphone.heard["done"]
    assert others == [page.spot.sound]
    with pytest.raises(StoryError, match="ZeroDivisionError"):
        page.spot.take(Sound(tone(), 16000))


def test_clear_forgets_the_sound(page, sound):
    told = []
    page.spot.on_sound(told.append)
    page.spot.take(sound)
    page.spot.clear()
    assert page.spot.sound is None and page.spot.widget.player.value == "" and told == [sound]
    assert not page.microphone.has_sound


def test_it_speaks_the_language_of_now(page):
    page.send(file(tone(1.5)))
    language("es")
    page.spot.relabel()
    assert page.microphone.labels["record"] == "Grabar" and "Duración" in page.spot.widget.player.value
    assert page.send(file(tone(1.5))) == "Grabado: 1,5 s."
    language("zh-TW")
    page.spot.relabel()
    assert page.microphone.labels["record"] == "錄音" and page.spot.widget.plain.description == "選擇聲音檔"
    assert page.microphone.words == "", "the sentence of before is in another language"


# ---- where our own field is not alive


def put(plain, name, data):
    """What the core field does when a file is chosen, in ipywidgets 7 and 8."""
    if isinstance(plain.value, dict):
        plain.metadata, plain.data = [{"name": name}], [data]
        plain._counter = 1
        return
    import datetime

    plain.value = ({"name": name, "type": "audio/wav", "size": len(data), "content": memoryview(data),
                    "last_modified": datetime.datetime.now(datetime.UTC)},)  # fmt: skip


def test_the_core_field_stands_in(page):
    place = page.spot.widget
    put(place.plain, "dog.wav", file())
    assert page.spot.sound.seconds == 1 and place.said.value == ""
    put(place.plain, "<b>.wav", PNG)
    assert "&lt;b&gt;.wav is not a sound" in place.said.value and page.spot.sound.seconds == 1


def test_without_anywidget_there_is_still_the_core_field(monkeypatch):
    import builtins

    from storyhelpers.widgets import microphone

    real = builtins.__import__

    def without(name, *args, **more):
        if name == "anywidget":
            raise ImportError(name)
        return real(name, *args, **more)

    microphone.microphone_class.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    spot = record()
    place = spot.widget
    assert place.microphone is None and place.metadata == {}
    put(place.plain, "dog.wav", file())
    assert spot.sound.seconds == 1 and "<audio" in place.player.value


# ---- in a kernel


def test_in_a_kernel_a_page_records(tmp_path):
    pytest.importorskip("jupyter_client", reason="no kernel here: pip install '.[lab]'")
    with Kernel("here", tmp_path) as kernel:
        ids = kernel.run(
            "from storyhelpers import record\nspot = record(5)\ndisplay(spot)\ntold = []\n"
            "spot.on_sound(lambda sound: told.append(sound.seconds))\n"
            "answer = dict(id=spot.widget.microphone.model_id, none=spot.sound is None)"
        )
        assert ids["none"]
        assert any("application/vnd.jupyter.widget-view+json" in data for data in kernel.shown)
        data = file(tone(1.5))
        half = len(data) // 2 + 1
        for n, part in enumerate((data[:half], data[half:])):
            sent = {"by": "page", "take": 1, "piece": n, "pieces": 2, "length": len(data), "name": "", "problem": ""}
            heard = kernel.set_bytes(ids["id"], "piece", part, sent=sent, alive=True)
            states = [m["content"]["data"].get("state", {}) for m in heard if m["msg_type"] == "comm_msg"]
            answers = [state["heard"] for state in states if "heard" in state]
            assert answers and answers[-1]["piece"] == n and answers[-1]["done"] == bool(n)
        assert any("<audio" in json.dumps(state) for state in states), "the player has it in the same breath"
        assert kernel.run("answer = [told, spot.sound.rate, spot.widget.microphone.words]") == [
            [1.5], 16000, "Recorded: 1.5 s."]  # fmt: skip
