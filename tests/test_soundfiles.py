"""Sound files of every kind: channels, bits, rates, lengths; and what is none, damaged or too long, in one sentence."""

import io

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import BadInput, Sound
from storyhelpers.soundfiles import mixing, ratio, resampled


def tone(seconds=1.0, rate=44100, hertz=440.0, level=0.5):
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def written(samples, rate=44100, kind="WAV", subtype=None) -> bytes:
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format=kind, subtype=subtype)
    return out.getvalue()


def loudest_hertz(sound) -> float:
    found = np.abs(np.fft.rfft(sound.samples[:, 0] * np.hanning(len(sound.samples))))
    return float(found.argmax() * sound.rate / len(sound.samples))


@pytest.mark.parametrize("kind, subtype", [
    ("WAV", "PCM_U8"), ("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "PCM_32"), ("WAV", "FLOAT"), ("WAV", "DOUBLE"),
    ("FLAC", "PCM_16"), ("FLAC", "PCM_24"), ("OGG", "VORBIS"), ("MP3", "MPEG_LAYER_III"), ("WAV", "ULAW"),
])  # fmt: skip
def test_every_kind_of_file_is_read(kind, subtype):
    sound = Sound.open(written(tone(), kind=kind, subtype=subtype))
    assert sound.rate == 44100 and abs(sound.seconds - 1) < 0.06 and abs(loudest_hertz(sound) - 440) < 3
    assert 0.4 < np.abs(sound.samples).max() < 0.6


@pytest.mark.parametrize("rate, wanted", [
    (8000, 8000), (11025, 11025), (22050, 22050), (48000, 48000), (64000, 48000), (88200, 44100),
    (96000, 48000), (192000, 48000),
])  # fmt: skip
def test_every_rate_keeps_pitch_and_length(rate, wanted):
    sound = Sound.open(written(tone(2.7, rate), rate))
    assert sound.rate == wanted and abs(sound.seconds - 2.7) < 0.01 and abs(loudest_hertz(sound) - 440) < 3
    assert ("brought from" in sound.note) == (rate != wanted)


def test_what_is_too_high_for_ears_does_not_come_back_as_something_lower():
    sound = Sound.open(written(tone(1, 192000, 60000), 192000))
    assert np.abs(sound.samples[500:-500]).max() < 0.01


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 9000), min_size=1, max_size=6), st.sampled_from([(1, 2), (1, 4), (3, 4), (147, 160)]))
def test_blocks_have_no_seams(sizes, rates):
    from scipy.signal import resample_poly

    whole = np.random.default_rng(1).standard_normal((sum(sizes), 2)).astype(np.float32)
    parts = np.split(whole, np.cumsum(sizes)[:-1])
    made = np.concatenate(list(resampled(parts, *rates)))
    once = resample_poly(whole, *rates, axis=0)
    assert abs(len(made) - len(once)) <= 1
    size = min(len(made), len(once))
    assert np.abs(made[:size] - once[:size]).max() < 1e-4


@given(st.integers(1, 400_000), st.sampled_from([16000, 22050, 48000]))
def test_rates_come_down_by_whole_numbers(rate, most):
    up, down = ratio(rate, most)
    assert rate * up % down == 0 and rate * up // down <= max(most, 1) or rate <= most and (up, down) == (1, 1)


@pytest.mark.parametrize("channels", range(1, 9))
@pytest.mark.parametrize("vorbis", [False, True])
@pytest.mark.parametrize("wanted", [1, 2])
def test_a_mix_never_clips_and_keeps_the_sides(channels, wanted, vorbis):
    weights = mixing(channels, wanted, vorbis)
    if weights is None:
        assert channels == wanted
        return
    assert weights.shape == (channels, wanted) and weights.min() >= 0
    assert np.allclose(weights.sum(0), 1)
    if wanted == 2 and channels > 1:
        assert weights[0, 0] > 0 and weights[0, 1] == 0, "the first is the left one"


def test_five_point_one_is_mixed_down():
    silent = np.zeros(44100, np.float32)
    for place, left, right in ((0, True, False), (1, False, True), (2, True, True), (4, True, False), (5, False, True)):
        channels = [silent] * 6
        channels[place] = tone()
        sound = Sound.open(written(np.stack(channels, 1)))
        found = np.abs(sound.samples).max(0) > 0.05
        assert sound.samples.shape[1] == 2 and list(found) == [left, right] and "6 channels" in sound.note
    bass = Sound.open(written(np.stack([silent, silent, silent, tone(), silent, silent], 1)), mono=True)
    assert bass.samples.shape[1] == 1 and np.abs(bass.samples).max() < 1e-3, "the bass channel only doubles the others"


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    return out.getvalue()


def cut(data: bytes, share=0.5) -> bytes:
    return data[: int(len(data) * share)]


NOISE = np.random.default_rng(0).standard_normal(88200).astype(np.float32) * 0.1
BAD = {
    "picture.wav": (picture(), "picture"),
    "video.mp4": (b"\x00\x00\x00\x20ftypisom" + bytes(4000), "video"),
    "video.webm": (b"\x1aE\xdf\xa3" + bytes(4000), "video"),
    "video.avi": (b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(4000), "video"),
    "empty.wav": (b"", "empty"),
    "nothing.wav": (written(np.zeros(0, np.float32)), "holds no sound"),
    "words.mp3": (b"Once there was a cat." * 50, "not a sound"),
    "cut.mp3": (cut(written(NOISE, kind="MP3")), "cut short"),
    "cut.wav": (cut(written(NOISE)), "cut short"),
    "cut.flac": (cut(written(NOISE, kind="FLAC")), "cut short"),
    "header.wav": (written(NOISE)[:30], ""),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("as_bytes", [False, True])
def test_what_is_no_whole_sound_is_told_in_one_sentence(name, as_bytes, tmp_path, capfd):
    data, told = BAD[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput) as caught:
        Sound.open(data if as_bytes else tmp_path / name)
    assert told in str(caught.value) and (as_bytes or name in str(caught.value))
    assert "Traceback" not in capfd.readouterr().err


def test_samples_that_are_no_numbers_are_refused():
    samples = tone()
    samples[100] = np.nan
    with pytest.raises(BadInput, match="not numbers"):
        Sound.open(written(samples, subtype="FLOAT"))


def test_two_hours_are_refused_before_they_are_read(tmp_path):
    path = tmp_path / "long.wav"
    with soundfile.SoundFile(path, "w", 100, 1, "PCM_U8") as file:
        file.write(np.zeros(100 * 7200, np.float32))
    with pytest.raises(BadInput, match=r"long.wav lasts 2.0 hours; up to 10 minutes"):
        Sound.open(path)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_never_more(data):
    whole = bytearray(written(tone(0.3), kind=data.draw(st.sampled_from(["WAV", "FLAC", "OGG", "MP3"]))))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        sound = Sound.open(bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    except BadInput:
        return
    assert np.isfinite(sound.samples).all() and sound.rate > 0
