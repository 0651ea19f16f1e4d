"""What pupils send: plain pictures and sounds come through; all else is refused with a sentence, soon."""

import io
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from classroom.bad_files import MARK, bad_files, png, saved, wav
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import BadInput, Picture
from storyhelpers.classroom import uploads
from storyhelpers.classroom.uploads import MOST_BYTES, MOST_PIXELS, kind_of

GOOD_PICTURES = {  # of bad_files, those that are a plain picture besides
    "zip-behind.png",
    "html-behind.jpg",
    "gif-zip.gif",
    "js-comment.jpg",
    "scene.png",
}
GOOD_SOUNDS = {"a.wav", "zip-behind.wav", "long.wav", "endless.wav"}  # the last two: as programs write into a pipe
ROOT = Path(__file__).parents[2]


def sound_file(kind: str, seconds: float = 0.5, rate: int = 22050, channels: int = 1) -> bytes:
    file = io.BytesIO()
    tone = np.sin(np.arange(int(seconds * rate)) / 20)[:, None].repeat(channels, 1).astype(np.float32) / 2
    soundfile.write(file, tone, rate, format=kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_picture_is_what_it_is_whatever_it_is_called(kind, tmp_path):
    data = saved(kind)
    path = tmp_path / "my cat.exe"
    path.write_bytes(data)
    expected = Picture.open(data)
    for source in (data, path, str(path)):
        found = uploads.picture(source)
        assert np.array_equal(found.array, expected.array) and found.size == (64, 48)
    assert uploads.picture(path).name == "my cat" and kind_of(data) == kind


@pytest.mark.parametrize("kind", ["WAV", "MP3", "FLAC", "OGG"])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_sound_is_what_it_is(kind, channels, tmp_path):
    data = sound_file(kind, channels=channels)
    (tmp_path / "bark.png").write_bytes(data)
    for source in (data, tmp_path / "bark.png"):
        found = uploads.sound(source)
        assert found.seconds == pytest.approx(0.5, abs=0.1) and np.abs(found.samples).max() > 0.2
    assert kind_of(data) == kind and uploads.sound(data, mono=True).samples.shape[1] == 1


def test_a_photo_stands_upright():
    image = Image.fromarray(np.arange(60 * 40 * 3, dtype=np.uint8).reshape(40, 60, 3))
    exif = image.getexif()
    exif[0x0112] = 6
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    assert uploads.picture(file.getvalue()).size == (40, 60)


def test_our_own_pictures_keep_what_they_carry():
    made = Picture(Image.new("RGB", (32, 32), "red"), words="a red thing", made_by="painter", seed=7)
    found = uploads.picture(made.png)
    assert (found.words, found.made_by, found.seed) == ("a red thing", "painter", 7)


@pytest.mark.parametrize("name", bad_files())
def test_a_bad_file_is_refused_or_is_the_plain_thing_that_it_is(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(bad_files()[name])
    begun = time.perf_counter()
    for opened, good in ((uploads.picture, GOOD_PICTURES), (uploads.sound, GOOD_SOUNDS)):
        if name in good:
            made = opened(path)
            assert MARK not in (made.png if isinstance(made, Picture) else made.wav)
        else:
            with pytest.raises(BadInput) as refused:
                opened(path)
            assert name in str(refused.value) and str(refused.value)[-1] in ".)"
    assert time.perf_counter() - begun < 5


def test_a_bomb_is_not_decoded():
    """In a process of its own that may have 400 MB more than it has: 361 million pixels would need more."""
    code = """
import resource, sys
from classroom.bad_files import bad_files
from storyhelpers.classroom import uploads
import soundfile, PIL.Image
PIL.Image.init()
bad = bad_files()
uploads.picture(bad["js-comment.jpg"]), uploads.sound(bad["a.wav"])
now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + 400_000_000,) * 2)
for name in ("real-bomb.png", "bomb.png", "lines.png", "wide.webp", "big.bmp", "low.bmp", "text-bomb.png",
              "fast.wav", "long.flac"):
    for opened in (uploads.picture, uploads.sound):
        try:
            opened(bad[name])
        except uploads.BadInput:
            continue
        sys.exit(name)
"""
    environment = {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
        "PATH": "/usr/bin:/bin",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("kind", MOST_PIXELS)
def test_pixels_are_counted_before_they_are_there(kind, monkeypatch):
    monkeypatch.setitem(MOST_PIXELS, kind, 64 * 48 - 1)
    with pytest.raises(BadInput, match="64 × 48") as refused:
        uploads.picture(saved(kind))
    assert refused.value.kind == "too large"
    monkeypatch.setitem(MOST_PIXELS, kind, 64 * 48)
    assert uploads.picture(saved(kind)).size == (64, 48)


@pytest.mark.parametrize(
    "options",
    [{"lossless": True}, {"lossless": False}, {"save_all": True, "append_images": [Image.new("RGB", (64, 48))]}],
)
def test_every_form_of_webp_is_measured(options):
    data = saved("WEBP", **options)
    assert uploads._size_of_webp(data) == (64, 48) and uploads.picture(data).size == (64, 48)


def test_a_moving_picture_is_its_first_frame_and_says_so():
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    found = uploads.picture(file.getvalue())
    assert "moves" in found.note and found.array[0, 0].tolist() == [255, 0, 0]
    assert uploads._first_frame(saved("GIF")) == saved("GIF") and not uploads.picture(saved("GIF")).note


def test_bytes_are_counted_before_they_are_read(tmp_path):
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.write(saved("PNG"))
        file.truncate(MOST_BYTES + 1)
    for source in (path, b"\x89PNG" + bytes(MOST_BYTES)):
        for opened in (uploads.picture, uploads.sound):
            with pytest.raises(BadInput, match="32 MB"):
                opened(source)


def test_seconds_are_counted_before_they_are_heard(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_SECONDS", 60.0)
    with pytest.raises(BadInput, match="2 minutes") as refused:
        uploads.sound(wav(8000, 8000 * 120))
    assert refused.value.kind == "sound too long" and refused.value.facts["minutes"] == 2
    assert uploads.sound(wav(8000, 8000 * 59)).seconds == pytest.approx(59)


def test_no_more_than_two_are_decoded_at_a_time():
    assert uploads._decoding.acquire(timeout=1) and uploads._decoding.acquire(timeout=1)
    try:
        assert not uploads._decoding.acquire(timeout=0.01)
    finally:
        uploads._decoding.release(2)
    for _ in range(5):
        with pytest.raises(BadInput):
            uploads.picture(png(8, 8))
    assert uploads._decoding._value == 2, "an error keeps no place"


@pytest.mark.parametrize("source", ["", "/no/such/file.png", "/", "a\0b"])
def test_what_is_not_there(source):
    for opened in (uploads.picture, uploads.sound):
        with pytest.raises(BadInput):
            opened(source)


@given(st.binary(max_size=300), st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP"]), st.integers(0, 400))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_a_picture_or_a_sentence(noise, kind, at):
    whole = saved(kind)
    for data in (noise, whole[:at] + noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            assert min(uploads.picture(data).size) >= 16
        except BadInput as refused:
            assert str(refused)


@given(st.binary(max_size=300), st.sampled_from(["WAV", "FLAC", "OGG", "MP3"]), st.integers(0, 400))
@settings(max_examples=40, deadline=None)
def test_any_bytes_are_a_sound_or_a_sentence(noise, kind, at):
    whole = sound_file(kind, 0.2)
    for data in (noise, whole[:at] + noise, whole[:at] + noise + whole[at + len(noise) :]):
        try:
            assert np.isfinite(uploads.sound(data).samples).all()
        except BadInput as refused:
            assert str(refused)
