"""MMS: tiny VITS of the real hop and rate; its own durations give the time of every word."""

import json
import shutil

import numpy as np
import pytest
from conftest import seated
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers import Cancelled, Studio
from storyhelpers.crafts import narrator
from storyhelpers.crafts.narrator import ENGINES, MODELS, Mms, reading
from storyhelpers.crafts.narrator.numbers import in_words
from storyhelpers.engine import BadInput, NotHere, pick

pytestmark = pytest.mark.models

TALE = "Once there was a cat, who slept. “Don't go,” said the well-known dog!"
HOP, RATE = 256, 16000


@pytest.fixture(scope="module")
def mms(zoo):
    """One engine for all tests that do not change it."""
    for code in ("eng", "spa", "kor"):
        assert zoo[f"facebook/mms-tts-{code}"].is_dir()
    return seated_mms()


def seated_mms(*given, **options):
    engine = Mms(*given, device="cpu", **options)
    seated(engine)
    return engine


def lit(sound, text):
    return [text[word.first : word.last] for word in sound.timings]


def test_every_word_has_its_time(mms):
    sound = mms(TALE, language="en")
    assert " ".join(lit(sound, TALE)) == "Once there was a cat who slept Don't go said the well-known dog"
    assert sound.rate == RATE and sound.samples.shape[1] == 1 and np.isfinite(sound.samples).all()
    latest = 0.0
    for word in sound.timings:
        assert latest <= word.start < word.end <= sound.seconds
        latest = word.end
    assert sound.timings[0].start == pytest.approx(0.15, abs=0.001)
    assert sound.timings[-1].end == pytest.approx(sound.seconds - 0.15, abs=0.001)
    assert sound.made_by == "MMS eng (facebook/mms-tts-eng)" and "CC-BY-NC-4.0" in sound.origin and sound.seed == 0


def test_letters_are_those_of_the_models_own_tokenizer(mms, zoo):
    from transformers import VitsTokenizer

    theirs = VitsTokenizer.from_pretrained(zoo["facebook/mms-tts-eng"])
    for text in ("Don't stop", "A well-known CAT!", "x, y; z.", "Éclair über", "two  words"):
        ids, where, _ = mms.work(lambda voice, _, t=text: voice.letters(t, reading.Piece(0, len(t), 0), "en"))
        assert ids == theirs(" ".join(text.split())).input_ids and len(ids) == 2 * len(where) + 1


def test_times_are_the_durations_that_made_the_sound(mms):
    """The sum of the durations is the sound's length to the sample, and a word is where its letters are."""
    text = "one cat slept"

    def job(voice, _):
        ids, where, _ = voice.letters(text, reading.Piece(0, len(text), 0), "en")
        return ids, where, *voice.speak(ids, 1.0)

    ids, where, samples, begins = mms.work(job)
    assert len(begins) == len(ids) + 1 and begins[-1] * RATE == len(samples) and len(samples) % HOP == 0
    assert (np.diff(begins) >= 0).all()
    sound = mms(text, language="en")
    assert sound.seconds - 0.3 == pytest.approx(len(samples) / RATE, abs=0.05)
    for word in sound.timings:
        letters = [n for n, at in enumerate(where) if word.first <= at < word.last]
        assert word.start - 0.15 == pytest.approx(begins[2 * letters[0]], abs=0.001)
        assert word.end - 0.15 == pytest.approx(begins[2 * letters[-1] + 3], abs=0.001)


def test_a_letter_is_where_its_time_says(mms):
    """Frame by frame: what the network's decoder is given there is what its encoder says of that letter."""

    def job(voice, _):
        seen = {}
        hooks = [
            voice.model.text_encoder.register_forward_hook(lambda _, given, made: seen.update(means=made.prior_means)),
            voice.model.flow.register_forward_pre_hook(lambda _, given: seen.update(frames=given[0])),
        ]
        noise, voice.model.noise_scale = voice.model.noise_scale, 0.0
        try:
            ids, _, _ = voice.letters("one cat", reading.Piece(0, 7, 0), "en")
            _, begins = voice.speak(ids, 1.0)
        finally:
            voice.model.noise_scale = noise
            for hook in hooks:
                hook.remove()
        return seen["means"][0].numpy(), seen["frames"][0].T.numpy(), begins

    means, frames, begins = mms.work(job)
    middle = (np.arange(len(frames)) + 0.5) * HOP / RATE
    letters = np.searchsorted(begins, middle, side="right") - 1
    assert len(set(letters)) == len(means) and np.allclose(frames, means[letters], atol=1e-5)


def test_the_same_words_sound_the_same_and_the_worlds_chance_stays(mms):
    import torch

    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first = mms(TALE, language="en")
    assert torch.equal(torch.rand(3), expected)
    torch.manual_seed(6)
    assert np.array_equal(mms(TALE, language="en").samples, first.samples)
    assert not np.array_equal(mms(TALE.replace("cat", "dog"), language="en").samples, first.samples)


def test_speed_and_pauses(mms):
    usual, slow, fast = (mms("a cat slept in the house", language="en", speed=speed) for speed in (1.0, 0.5, 2.0))
    assert slow.seconds > 1.25 * usual.seconds > 1.25 * fast.seconds  # frames are whole: short letters cannot halve
    comma, plain = mms("a cat, a dog", language="en").timings, mms("a cat a dog", language="en").timings
    assert comma[2].start - comma[1].end == pytest.approx(plain[2].start - plain[1].end + 0.2, abs=0.02)
    stop = mms("A cat. A dog.", language="en").timings
    assert stop[2].start - stop[1].end == pytest.approx(0.5, abs=0.02)


def test_each_language_has_its_own_model_and_they_take_turns(mms):
    hola = mms("Hola, niño pequeño.", language="es-MX")
    assert lit(hola, "Hola, niño pequeño.") == ["Hola", "niño", "pequeño"] and "mms-tts-spa" in hola.made_by
    spanish = mms.of("es")
    assert spanish is mms.of("es-419") and spanish is not mms and mms.of("en-GB") is mms
    assert spanish.loaded and spanish.seating is mms.seating
    again = seated_mms("mms-spa")
    assert again.of("en") is again  # a model that was asked for reads everything
    mms.unload()
    assert not spanish.loaded and mms("a cat", language="en").seconds > 0.3


@pytest.mark.parametrize("tag, what", [("zh-TW", "Chinese"), ("ja", "Japanese"), ("it", "Italian"), ("xq", "xq")])
def test_languages_that_it_has_not_say_what_to_type(mms, tag, what):
    with pytest.raises(BadInput, match=rf'{what}.*Studio\(narrator="offline"\)'):
        mms("hello", language=tag)


def test_a_language_that_needs_uroman_is_said(mms):
    with pytest.raises(NotHere, match="uroman"):
        mms("안녕", language="ko")


def test_letters_without_a_sound_are_named_and_left_out(mms):
    text = "the 貓 slept 😀 in 1,234 beds"
    sound = mms(text, language="en")
    assert lit(sound, text) == ["the", "slept", "in", "1,234", "beds"]
    assert sound.note == "MMS eng cannot read, and left out: 貓."
    with pytest.raises(NotHere, match="none of these letters"):
        mms("貓狗", language="en")
    for nothing in ("", "…", " 😀 "):
        with pytest.raises(BadInput, match="nothing to read"):
            mms(nothing, language="en")


def test_a_sentence_without_an_end_is_read_in_parts(mms, monkeypatch):
    monkeypatch.setattr(narrator.mms, "LONGEST", 50)  # not 400: the sound of so many letters takes many seconds
    parts = []
    sound = mms(("a cat in a bed " * 5).strip(), language="en", on_step=lambda done, total: parts.append(total))
    assert len(sound.timings) == 25 and max(parts) > 1
    assert mms("a" * 60, language="en").timings[0].first == 0


@settings(max_examples=25, deadline=None)
@given(text=st.text(st.sampled_from("ab cé,.'-1 “”貓\n"), max_size=30))
def test_any_text_gives_ordered_words_or_a_sentence(mms, text):
    try:
        sound = mms(text, language="en")
    except (BadInput, NotHere) as error:
        assert str(error)
        return
    latest = at = 0
    for word in sound.timings:
        assert latest <= word.start <= word.end <= sound.seconds and at <= word.first < word.last <= len(text)
        latest, at = word.end, word.last


def test_cancelling_between_sentences(mms):
    def stop(done, total):
        if done == 1:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        mms("A cat. A dog.", language="en", on_step=stop)
    told = []
    mms("A cat. A dog.", language="en", on_step=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_what_cannot_be_chosen_is_said(mms):
    with pytest.raises(NotHere, match="one voice a language"):
        mms("a cat", language="en", voice="child")
    with pytest.raises(BadInput, match="stays whole"):
        Mms(dtype="nf4")


def test_the_forecast_is_what_it_takes_and_the_real_size_what_is_declared(mms, tmp_path):
    need = mms.need("fp32")
    held = mms.work(lambda voice, _: sum(t.numel() * t.element_size() for t in voice.model.parameters()))
    assert not need.declared and held == pytest.approx(need.weights, rel=0.01)
    from transformers import VitsConfig

    VitsConfig(architectures=["VitsModel"]).save_pretrained(tmp_path)
    assert Mms(tmp_path).need("fp32").weights / 1e9 == pytest.approx(MODELS["mms-eng"].weights["fp32"], rel=0.02)


def test_a_folder_without_letters_is_named(mms, zoo, tmp_path):
    shutil.copytree(zoo["facebook/mms-tts-eng"], tmp_path / "half")
    (tmp_path / "half" / "vocab.json").unlink()
    with pytest.raises(NotHere, match=r"lacks vocab\.json"):
        seated_mms(tmp_path / "half")("a cat", language="en")
    (tmp_path / "half" / "config.json").write_text(json.dumps({"model_type": "bert"}))
    with pytest.raises(NotHere, match="vits"):
        seated_mms(tmp_path / "half")("a cat", language="en")


def test_the_studio_reads_with_it(mms):
    sound = Studio("offline", narrator=mms).read_aloud("A cat slept.", language="en")
    assert lit(sound, "A cat slept.") == ["A", "cat", "slept"] and "CC-BY-NC" in sound.origin
    engine = pick("narrator", "mms", ENGINES)
    assert isinstance(engine, Mms) and "CC-BY-NC-4.0" in engine.licence


@pytest.mark.parametrize(
    "number, language, words",
    [
        ("0", "en", "zero"), ("15", "en", "fifteen"), ("42", "en", "forty-two"), ("100", "en", "one hundred"),
        ("1,234", "en", "one thousand two hundred thirty-four"), ("2000001", "en", "two million one"),
        ("21", "es", "veintiuno"), ("35", "es", "treinta y cinco"), ("100", "es", "cien"), ("101", "es", "ciento uno"),
        ("1000", "es", "mil"), ("21000", "es", "veintiún mil"), ("1.234", "es", "mil doscientos treinta y cuatro"),
        ("31000000", "es", "treinta y un millones"), ("7", "fr", None), ("1234567890", "en", None),
    ],
)  # fmt: skip
def test_numbers_in_words(number, language, words):
    assert in_words(number, language) == words
