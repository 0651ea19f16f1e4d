"""The sound guard: what it keeps, what it puts right, what it makes again, and what it says."""

import re

import numpy as np
import pyloudnorm
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storyhelpers import Sound
from storyhelpers.crafts.sound_maker import Unsound, best_of, foley, guarded
from storyhelpers.crafts.sound_maker.guard import (
    CLIPPED,
    SILENT_DB,
    asks_for_silence,
    clipped,
    level,
    numbers,
    put_right,
)
from storyhelpers.engine import BadInput, Cancelled
from storyhelpers.papertown.foley import SOUNDS, play
from storyhelpers.papertown.foley.mastering import true_peak

RATE = 44100


def tone(seconds=1.0, loud=0.1, rate=RATE, channels=2, pitch=440.0, offset=0.0):
    """A sine, as a sound."""
    wave = loud * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate) + offset
    return Sound(np.repeat(wave[:, None], channels, 1), rate, made_by="test")


def noise(seconds=1.0, loud=0.1, seed=0, rate=RATE):
    """White noise, as a sound."""
    chance = np.random.default_rng(seed)
    return Sound(chance.normal(0, loud, (round(seconds * rate), 2)), rate, made_by="test")


def loudness(sound):
    """LUFS as an independent program measures it."""
    return pyloudnorm.Meter(sound.rate).integrated_loudness(sound.samples.astype(float))


class Engine:
    """Gives one sound after the other, and remembers the seeds it was asked for."""

    def __init__(self, *sounds):
        self.sounds, self.seeds = list(sounds), []

    def __call__(self, seed):
        self.seeds.append(seed)
        sound = self.sounds[min(len(self.seeds), len(self.sounds)) - 1]
        if isinstance(sound, Exception):
            raise sound
        return sound() if callable(sound) else sound


def not_numbers():
    return Sound(np.full((RATE, 2), np.nan))


SILENT = Sound(np.zeros((RATE, 2)))
FLAT = Sound(np.sign(np.sin(np.arange(RATE) / 9.0)))
BURST = Sound(np.concatenate([np.full((RATE, 2), 1e-5), noise(0.1).samples]))

# ---- what is kept ----


def test_a_good_sound_is_made_once_and_gets_one_loudness():
    engine = Engine(tone(5.0, 0.02))
    made = guarded(engine, "a hum", seconds=5, seed=7)
    assert engine.seeds == [7] and made.seed == 7 and made.note == ""
    assert len(made.samples) == 5 * RATE
    assert loudness(made) == pytest.approx(-16, abs=0.5)
    assert np.abs(made.samples).max() <= 10 ** (-1 / 20)


@pytest.mark.parametrize("loud", [0.002, 0.1, 0.9, 4.0])
@pytest.mark.parametrize("rate, channels", [(44100, 2), (48000, 1), (16000, 2)])
def test_loud_and_soft_sounds_come_out_alike(loud, rate, channels):
    made = guarded(Engine(tone(2.0, loud, rate, channels)), "a hum", seconds=2)
    assert len(made.samples) == round(2 * made.rate) and made.samples.shape[1] == channels
    assert loudness(made) == pytest.approx(-16, abs=0.5)
    assert true_peak(made.samples.T) <= 10 ** (-1 / 20) + 1e-3


def test_a_resampled_sound_keeps_its_pitch():
    made = guarded(Engine(tone(2.0, 0.2, 16000, 1, pitch=1000.0)), "a beep", seconds=2)
    spectrum = np.abs(np.fft.rfft(made.samples[:, 0]))
    assert np.argmax(spectrum) / 2.0 == pytest.approx(1000.0, abs=1)


def test_direct_current_is_taken_out():
    made = guarded(Engine(tone(2.0, 0.1, offset=0.4)), "a hum", seconds=2)
    assert np.abs(made.samples.mean(axis=0)).max() < 1e-4
    assert loudness(made) == pytest.approx(-16, abs=0.5)


def test_what_is_mastered_already_is_not_touched():
    made = guarded(lambda seed: foley("a dog barks", seconds=1.5, seed=seed), "a dog barks", seconds=1.5, seed=3,
                   mastered=foley.mastered)  # fmt: skip
    assert np.array_equal(made.samples, foley("a dog barks", seconds=1.5, seed=3).samples) and made.note == ""


def test_every_offline_sound_passes():
    for name in SOUNDS:
        sound = Sound(play(name, 1.0, 0))
        assert np.array_equal(put_right(sound, name, 1.0, mastered=True).samples, sound.samples)


# ---- length ----


@pytest.mark.parametrize("length", [0.951, 1.0, 1.049, 3.0])
def test_a_surplus_is_cut_and_a_little_that_is_missing_is_filled(length):
    made = guarded(Engine(tone(length)), "a hum", seconds=1)
    assert len(made.samples) == RATE and made.note == ""


def test_much_too_short_is_a_fault_that_says_what_to_type():
    with pytest.raises(Unsound, match=r"is 0\.90 seconds long instead of 1, with the seeds 4 and 5.*seconds=0\.9\)"):
        guarded(Engine(tone(0.9)), "a hum", seconds=1, seed=4)


@given(
    asked=st.floats(0.1, 3.0),
    more=st.floats(-0.049, 0.4),
    loud=st.floats(0.005, 3.0),
    seed=st.integers(0, 2**32 - 1),
    rate=st.sampled_from([22050, 44100, 48000]),
)
@settings(max_examples=30, deadline=None)
@example(asked=0.1, more=-0.049, loud=0.005, seed=2**32 - 1, rate=22050)
def test_whatever_is_kept_has_the_asked_length_and_no_high_peak(asked, more, loud, seed, rate):
    made = guarded(Engine(noise(asked + more, loud, seed % 1000, rate)), "wind", seconds=asked, seed=seed)
    assert abs(made.seconds - asked) < 1e-4 and made.seed == seed
    assert np.isfinite(made.samples).all() and np.abs(made.samples).max() <= 10 ** (-1 / 20)


# ---- faults ----


@pytest.mark.parametrize(
    "sound, says",
    [
        (SILENT, "is silent"),
        (Sound(np.full((RATE, 2), 0.3)), "is silent"),  # direct current is not heard
        (tone(1.0, 0.0005), "is silent"),
        (not_numbers, "holds samples that are not numbers"),
        (FLAT, r"is clipped \(100% of it is at full scale\)"),
        (tone(0.5), "is 0.50 seconds long instead of 1"),
        (Unsound("from Tango holds samples that are not numbers (fp16 ran over)"), r"fp16 ran over"),
    ],
)
def test_a_fault_is_made_once_more_with_another_seed_and_the_note_says_so(sound, says):
    engine = Engine(sound, tone())
    made = guarded(engine, "a hum", seconds=1, seed=11)
    assert engine.seeds == [11, 12] and made.seed == 12
    assert made.note.startswith("With seed 11 the sound ") and made.note.endswith("so this is seed 12.")
    assert re.search(says, made.note)
    always = Engine(sound)
    with pytest.raises(Unsound, match=says + r".*, with the seeds 11 and 12\. .+"):
        guarded(always, "a hum", seconds=1, seed=11)
    assert always.seeds == [11, 12]


def test_two_different_faults_are_both_named():
    with pytest.raises(Unsound, match="is silent, then is clipped"):
        guarded(Engine(SILENT, FLAT), "a hum", seconds=1)


def test_the_last_seed_of_all_is_followed_by_the_first():
    engine = Engine(SILENT, tone())
    guarded(engine, "a hum", seconds=1, seed=2**32 - 1)
    assert engine.seeds == [2**32 - 1, 0]


def test_half_precision_gets_its_own_advice():
    good = np.zeros((3, 2), np.float32)
    assert numbers(good, "TangoFlux", "fp16") is good
    bad = np.array([[0.0, np.inf]])
    with pytest.raises(Unsound, match=r'fp16 ran over.*dtype="fp32"'):
        numbers(bad, "TangoFlux", "fp16")
    with pytest.raises(Unsound, match=r"not numbers\. Try another seed"):
        numbers(bad, "TangoFlux", "fp32")


@pytest.mark.parametrize("error", [Cancelled("stopped"), BadInput("no such length"), ZeroDivisionError("a bug")])
def test_other_errors_go_through_at_once(error):
    engine = Engine(error)
    with pytest.raises(type(error), match=str(error)):
        guarded(engine, "a hum", seconds=1)
    assert engine.seeds == [0]


# ---- what counts as silent, or clipped ----


def test_the_softest_thing_the_offline_engine_records_is_no_silence():
    softest = min(level(Sound(play(name, 1.0, 0))) for name in SOUNDS)
    assert softest > SILENT_DB + 30


def test_a_short_thing_in_a_long_silence_is_heard():
    assert level(BURST) > -25 and guarded(Engine(BURST), "a drop falls", seconds=1.1).note == ""


@given(decibels=st.floats(-90, -10))
@settings(max_examples=40, deadline=None)
def test_silence_begins_at_sixty_decibels(decibels):
    sound = tone(0.5, 10 ** (decibels / 20) * 2**0.5)
    assert level(sound) == pytest.approx(decibels, abs=0.1)


@pytest.mark.parametrize("words", ["silence", "A silent night.", "Silencio en la calle", "一片寂靜的雪地", "寂静"])
def test_who_asks_for_silence_gets_it(words):
    assert asks_for_silence(words)
    engine = Engine(SILENT)
    made = guarded(engine, words, seconds=1)
    assert engine.seeds == [0] and not made.samples.any() and made.note == "It is silent, as you asked."


@pytest.mark.parametrize("words", ["a quiet street", "a cat meows", "下雨", "an unsilenced horn"])
def test_other_words_do_not_ask_for_silence(words):
    assert not asks_for_silence(words)


def test_a_soft_sound_for_a_silent_scene_is_not_lifted():
    soft = noise(2.0, 0.003)
    made = guarded(Engine(soft), "a silent room", seconds=2)
    assert loudness(made) < loudness(soft) + 1


@given(over=st.floats(1.1, 20))
@settings(max_examples=30, deadline=None)
def test_a_tone_that_was_cut_off_is_clipped_and_one_that_only_is_loud_is_not(over):
    wave = over * np.sin(np.arange(RATE) / 9.0)
    assert clipped(Sound(np.clip(wave, -1, 1))) > CLIPPED
    assert clipped(Sound(wave)) < CLIPPED  # floats go beyond full scale without harm: mastering brings them back


# ---- the best of several ----


def judge(words, sounds):
    """Likes seed 6 best."""
    return [1.0 if sound.seed == 6 else -0.5 for sound in sounds]


def test_the_best_of_several_is_chosen_and_the_scores_are_told():
    engine = Engine(*(noise(1.0, 0.1, seed) for seed in (5, 6, 7)))
    made = best_of(engine, "wind", 3, seconds=1, seed=5, judge=judge)
    assert engine.seeds == [5, 6, 7] and made.seed == 6
    assert made.note == "The best of 3, as CLAP hears it: seed 5 -0.50, seed 6 1.00, seed 7 -0.50."


def test_those_with_a_fault_are_left_out():
    made = best_of(Engine(SILENT, tone()), "a hum", 2, seconds=1, seed=5, judge=judge)
    assert made.seed == 6 and made.note.endswith("seed 6 1.00; 1 left out (is silent).")
    with pytest.raises(Unsound, match="is silent, with all 3 seeds from 5 on"):
        best_of(Engine(SILENT), "a hum", 3, seconds=1, seed=5, judge=judge)


@pytest.mark.parametrize("n", [0, -1, 9])
def test_how_many_is_checked(n):
    with pytest.raises(BadInput, match=r"best_of is 1 to 8.*best_of=3"):
        best_of(Engine(tone()), "a hum", n, seconds=1, judge=judge)
