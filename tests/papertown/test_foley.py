"""The foley artist: every kind has a sound, every sound keeps its promises, and some sound like what they are."""

from functools import cache

import numpy as np
import pyloudnorm
import pytest
from amounts import examples, some
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from storyhelpers.papertown.foley import RATE, SOUNDS, Layer, play
from storyhelpers.papertown.lexicon import KINDS

NAMES = sorted(SOUNDS)


@cache
def recorded(name):
    """A second and a half of it, for every test that looks at all of them."""
    samples = play(name, 1.5, seed=3)
    samples.setflags(write=False)
    return samples


def true_peak_db(samples):
    return 20 * np.log10(np.abs(signal.resample_poly(samples.astype(float), 4, 1, axis=0)).max())


def loudness(samples):
    if len(samples) < 0.4 * RATE:
        return 10 * np.log10(np.mean(samples.astype(float) ** 2))
    return pyloudnorm.Meter(RATE).integrated_loudness(samples.astype(float))


def level(samples, hertz=100):
    """The envelope of a recording, `hertz` values a second."""
    size = RATE // hertz
    mono = samples.astype(float).mean(axis=1)[: len(samples) // size * size]
    return np.sqrt(np.mean(mono.reshape(-1, size) ** 2, axis=1))


def onsets(samples, low=20, high=20000, rise=2.0, apart=0.06):
    """Seconds at which the sound between two frequencies grows suddenly."""
    band = signal.sosfilt(signal.butter(3, (low, high), "band", fs=RATE, output="sos"), samples.mean(axis=1))
    line = level(band[:, None], 200)
    line = line / line.max()
    before = np.array([line[max(0, k - 8) : max(1, k - 1)].mean() for k in range(len(line))])
    found = []
    for k in np.flatnonzero(line > rise * before + 0.1):
        if not found or k / 200 - found[-1] > apart:
            found.append(k / 200)
    return np.array(found)


def spectrogram(samples, size=2048):
    """(hertz, seconds, power) of the mono sum."""
    return signal.spectrogram(samples.mean(axis=1), RATE, nperseg=size, noverlap=size * 3 // 4)


def centroid(samples):
    hertz, power = signal.welch(samples.mean(axis=1), RATE, nperseg=4096)
    return np.sum(hertz * power) / np.sum(power)


def strongest(samples, low, high):
    """In each moment that is loud in the band: the frequency of most power in it."""
    hertz, _, power = spectrogram(samples)
    keep = (hertz >= low) & (hertz <= high)
    power = power[keep]
    loud = power.sum(axis=0) > 0.1 * power.sum(axis=0).max()
    return hertz[keep][np.argmax(power[:, loud], axis=0)]


def rate_of(line, hertz, low, high):
    """The frequency between low and high at which an envelope swings most."""
    line = line - line.mean()
    swing = np.abs(np.fft.rfft(line * np.hanning(len(line)), 8192))
    bins = np.fft.rfftfreq(8192, 1 / hertz)
    keep = (bins >= low) & (bins <= high)
    return bins[keep][np.argmax(swing[keep])]


# ---- what every sound promises -----------------------------------------------------------------------------------


def test_every_kind_of_figure_has_a_sound():
    assert not set(KINDS) - set(SOUNDS)
    assert len({recipe.make for recipe in SOUNDS.values()}) >= 60  # not the same few under many names


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_is_stereo_as_long_as_asked_loud_enough_and_never_clips(name):
    samples = recorded(name)
    assert samples.shape == (round(1.5 * RATE), 2) and samples.dtype == np.float32
    assert abs(loudness(samples) + 16) <= 1
    assert true_peak_db(samples) <= -1
    assert np.abs(samples.mean(axis=0)).max() < 1e-3
    assert np.abs(samples[0]).max() < 1e-3 and np.abs(samples[-1]).max() < 1e-3
    assert np.abs(samples[:, 0] - samples[:, 1]).max() > 1e-3


@given(name=st.sampled_from(NAMES), seconds=st.floats(0.1, 12), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=examples(12), deadline=None)
def test_any_length_and_any_seed_will_do(name, seconds, seed):
    samples = play(name, seconds, seed)
    assert samples.shape == (round(seconds * RATE), 2)
    assert np.isfinite(samples).all()
    assert true_peak_db(samples) <= -1
    quieter = 1 if seconds >= 0.4 else 6  # a single crackle of wrapping paper cannot be as loud as a siren
    assert -16 - quieter <= loudness(samples) <= -15


LONG = ["dog", "rain", "clock", "laughter", "cake", "sea"]


@pytest.mark.parametrize("name", some(LONG, lambda name: name in ("dog", "rain", "cake")))
def test_a_minute_is_filled_to_its_end(name):
    line = level(play(name, 60.0, seed=1), 1)
    parts = 20 * np.log10(line.reshape(10, 6).max(axis=1))
    assert parts.min() > -32


def test_the_same_seed_gives_the_same_samples_and_another_seed_another_recording():
    for name in ("cat", "rain", "train"):
        once, again, other = play(name, 1.0, 5), play(name, 1.0, 5), play(name, 1.0, 6)
        assert np.array_equal(once, again)
        assert abs(np.corrcoef(once[:, 0], other[:, 0])[0, 1]) < 0.7


def test_small_is_higher_than_big():
    small, big = (play(Layer("dog", pitch=pitch), 3, 4) for pitch in (1.35, 0.68))
    assert centroid(small) > 1.2 * centroid(big)


def test_far_away_is_duller():
    assert centroid(play(Layer("duck", far=True), 3, 4)) < 0.8 * centroid(play("duck", 3, 4))


def test_several_make_more_events_from_several_sides():
    one, three = play("frog", 6, 2), play(Layer("frog", count=4), 6, 2)
    assert len(onsets(three, 300, 4000)) > 1.3 * len(onsets(one, 300, 4000))


def test_a_mix_holds_all_its_layers():
    rain, both = play("rain", 4, 1), play([Layer("rain"), Layer("bell", -3.0)], 4, 1)
    assert np.median(strongest(both, 400, 2500)) != np.median(strongest(rain, 400, 2500))
    assert abs(loudness(both) + 16) <= 1 and true_peak_db(both) <= -1


@pytest.mark.parametrize("name", NAMES)
def test_every_sound_rises_softly(name):
    samples = np.abs(recorded(name))
    assert samples[: int(0.005 * RATE)].max() <= 0.08 and samples[0].max() < 1e-3


def test_a_wrong_name_is_an_error():
    with pytest.raises(KeyError):
        play("trombone", 1.0)


# ---- recognisable: what a listener would measure -----------------------------------------------------------------


def test_a_bell_has_inharmonic_partials_that_die_away_from_the_top():
    samples = play("tower", 1.9, 2)
    hertz, power = signal.welch(samples.mean(axis=1), RATE, nperseg=32768)
    peaks = hertz[signal.find_peaks(np.log(power + 1e-12), prominence=4)[0]]
    prime = 2 * peaks[(peaks > 70) & (peaks < 130)][0]
    for share in (1.19, 1.5, 2.0):  # the minor third is what makes it a bell
        assert np.abs(peaks / prime - share).min() < 0.03
    early, late = samples[: RATE // 2], samples[RATE : RATE * 3 // 2]
    assert centroid(late) < 0.8 * centroid(early)
    assert np.mean(late**2) < np.mean(early**2)


def test_a_clock_ticks_once_a_second():
    ticks = onsets(play("clock", 10, 3), 1500, 9000, rise=4)
    ticks = ticks[ticks < 8.3]  # then it strikes
    assert 8 <= len(ticks) <= 9
    assert np.allclose(np.diff(ticks), 1.0, atol=0.03)


def test_a_siren_sweeps_between_500_and_1500_hertz():
    pitch = strongest(play("fire engine", 6, 4), 400, 1700)
    assert 480 < pitch.min() < 650 and 1250 < pitch.max() < 1600
    assert np.mean(np.abs(np.diff(pitch)) < 80) > 0.9  # it glides


def test_a_dog_barks_in_bursts_between_300_and_2000_hertz():
    samples = play("dog", 5, 6)
    barks = onsets(samples, 300, 2500, apart=0.15)
    assert 5 <= len(barks) <= 14
    assert 450 < centroid(samples) < 2200
    line = level(samples)
    assert np.mean(line > 0.3 * line.max()) < 0.5  # bursts with rests


def test_a_meow_glides_up_and_down_and_the_cat_purrs():
    samples = play("cat", 5, 2)
    pitch = strongest(samples[: int(1.15 * RATE)], 380, 900)
    top = pitch.argmax()
    assert 550 < pitch.max() < 850
    assert pitch.max() > 1.2 * pitch[0] and pitch.max() > 1.05 * pitch[-1] and 0 < top < len(pitch) - 1
    rest = signal.sosfilt(signal.butter(2, (60, 350), "band", fs=RATE, output="sos"), samples, axis=0)
    assert 22 < rate_of(level(rest, 200), 200, 15, 40) < 29


def test_a_horse_gallops_in_threes():
    samples = play("horse", 2.5, 5)
    beats = np.diff(onsets(samples, 100, 900, rise=1.6, apart=0.07))
    short, long = np.sum((beats > 0.08) & (beats < 0.16)), np.sum((beats > 0.2) & (beats < 0.36))
    assert long >= 3 and 1.5 <= short / long <= 2.7


def test_rain_is_even_and_broad():
    samples = play("rain", 5, 1)
    hertz, power = signal.welch(samples.mean(axis=1), RATE, nperseg=2048)
    inside = power[(hertz > 1500) & (hertz < 12000)]
    assert 10 * np.log10(inside.max() / inside.min()) < 15
    line = level(samples, 4)
    assert line.max() / line[1:-2].min() < 2


def test_waves_come_slowly():
    line = level(play("sea", 24, 3), 20)
    assert 0.1 < rate_of(line, 20, 0.08, 3) < 0.65
    assert np.percentile(line, 95) > 2.2 * np.percentile(line, 10)


def test_an_owl_is_nearly_a_pure_tone_near_350_hertz():
    pitch = strongest(play("owl", 4, 3), 100, 3000)
    assert 300 < np.median(pitch) < 420
    assert np.percentile(pitch, 90) - np.percentile(pitch, 10) < 80


def test_a_sheep_trembles_about_eight_times_a_second():
    assert 6 < rate_of(level(play("sheep", 1.1, 3)), 100, 3, 15) < 10


def test_a_cow_is_low_and_long():
    samples = play("cow", 4, 2)
    assert 90 < np.median(strongest(samples, 60, 230)) < 200
    assert centroid(samples) < 700


def test_crickets_chirp_near_4500_hertz():
    assert 3900 < np.median(strongest(play("crickets", 4, 2), 1500, 9000)) < 5300


def test_a_heart_beats_lub_dub():
    beats = np.diff(onsets(play("doctor", 6, 2), 30, 300, apart=0.15))
    assert np.sum((beats > 0.22) & (beats < 0.4)) >= 4 and np.sum((beats > 0.42) & (beats < 0.65)) >= 4


def test_a_ball_bounces_ever_sooner():
    times = onsets(play("ball", 1.9, 2), 60, 2000, rise=1.6)
    gaps = np.diff(times)[:4]
    assert len(gaps) == 4 and np.all(np.diff(gaps) < 0)


def test_bees_and_birds_live_in_their_own_registers():
    assert centroid(play("mouse", 3, 1)) > 3000 and 2500 < centroid(play("bird", 3, 1)) < 6500
    assert 150 < np.median(strongest(play("flower", 3, 1), 120, 300)) < 280


# ---- told apart --------------------------------------------------------------------------------------------------


def fingerprint(samples, bands):
    power = signal.spectrogram(samples.mean(axis=1), RATE, nperseg=2048, noverlap=1024)[2]
    line = np.log(bands @ power + 1e-9)
    return np.concatenate([line.mean(axis=1), line.std(axis=1)])


def test_every_sound_is_told_from_every_other():
    hertz = np.fft.rfftfreq(2048, 1 / RATE)
    edges = 700 * (10 ** (np.linspace(0.05, 1.38, 42)) - 1)  # equal steps of the mel scale
    bands = np.stack(
        [
            np.clip(np.minimum((hertz - a) / (b - a), (c - hertz) / (c - b)), 0, None)
            for a, b, c in zip(edges, edges[1:], edges[2:])
        ],
        dtype=np.float32,
    )
    known = [(name, fingerprint(play(name, 1.6, 1), bands)) for name in NAMES]
    table = np.array([features for _, features in known])
    middle, spread = table.mean(axis=0), table.std(axis=0)
    table = (table - middle) / spread
    right = 0
    for name in NAMES:
        asked = (fingerprint(play(name, 1.6, 77), bands) - middle) / spread
        right += known[int(np.argmin(np.sum((table - asked) ** 2, axis=1)))][0] == name
    assert right / len(NAMES) >= 0.9
