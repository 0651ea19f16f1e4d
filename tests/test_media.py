"""Pictures, regions and sounds: what is read, what is refused, what survives saving."""

import io
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import BadInput, Picture, Point, Region, Sound, StoryError
from storyhelpers.scenegraph import Clothing, Figure, Relation, Scene


def encoded(image, kind="PNG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def gradient(mode="RGB", size=(64, 40)):
    x = np.linspace(0, 255, size[0])[None].repeat(size[1], 0)
    array = np.stack([x, x[:, ::-1], np.full_like(x, 90)], -1).astype(np.uint8)
    return Image.fromarray(array).convert(mode)


def close(picture, wanted, limit=12):
    return np.abs(picture.array.astype(int) - np.asarray(wanted.convert("RGB")).astype(int)).mean() < limit


# ---- bad pictures: one sentence each ----


def test_missing_picture_names_it_and_says_what_to_type(tmp_path):
    with pytest.raises(BadInput, match=r"There is no picture .*nothing\.png.*Picture\.open"):
        Picture.open(tmp_path / "nothing.png")


def test_folder_instead_of_picture(tmp_path):
    with pytest.raises(BadInput, match="is a folder"):
        Picture.open(tmp_path)


def test_empty_file(tmp_path):
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(BadInput, match=r"a\.png is empty \(0 bytes\)"):
        Picture.open(tmp_path / "a.png")


def test_text_named_png(tmp_path):
    (tmp_path / "a.png").write_text("I am a poem.")
    with pytest.raises(BadInput, match="not a picture that can be read"):
        Picture.open(tmp_path / "a.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_truncated_picture(kind):
    data = encoded(gradient(size=(300, 200)), kind)
    with pytest.raises(BadInput, match="damaged or cut short|not a picture"):
        Picture.open(data[: len(data) // 2])


def test_one_pixel():
    with pytest.raises(BadInput, match=r"1 × 1 pixels; at least 16 × 16"):
        Picture.open(encoded(Image.new("RGB", (1, 1))))


def test_absurdly_large_header_is_refused_before_decoding():
    data = bytearray(encoded(Image.new("1", (20, 20))))
    data[16:24] = (60000).to_bytes(4, "big") * 2  # IHDR's width and height
    import zlib

    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    with pytest.raises(BadInput, match="60,000 × 60,000"):
        Picture.open(bytes(data))


@pytest.mark.parametrize("thing", [None, 7, 3.5, ["a"], {"a": 1}])
def test_things_that_are_no_path(thing):
    with pytest.raises(BadInput, match="picture"):
        Picture.open(thing)


# ---- odd but good pictures ----


def test_cmyk():
    assert close(Picture.open(encoded(gradient("CMYK"), "JPEG", quality=95)), gradient(), 40)


def test_sixteen_bit_grey_keeps_its_greys():
    values = np.linspace(0, 65535, 64).astype(np.uint16)[None].repeat(40, 0)
    opened = Picture.open(encoded(Image.fromarray(values)))
    assert np.abs(opened.array[:, :, 0].astype(int) - (values >> 8)).max() <= 1


def test_palette():
    assert close(Picture.open(encoded(gradient().quantize(64))), gradient())


def test_transparency_goes_onto_white():
    image = gradient("RGBA")
    image.putalpha(0)
    assert (Picture.open(encoded(image)).array == 255).all()


def test_exif_rotation():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    opened = Picture.open(encoded(gradient(), "JPEG", exif=exif, quality=95))
    assert opened.size == (40, 64)
    assert close(opened, gradient().transpose(Image.Transpose.ROTATE_270))


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_animation_gives_its_first_frame_and_says_so(kind):
    frames = [gradient(), Image.new("RGB", (64, 40), "blue")]
    opened = Picture.open(encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert "first frame" in opened.note
    assert close(opened, gradient())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_huge_picture_is_shrunk_and_says_so(kind):
    opened = Picture.open(encoded(Image.new("L", (12000, 9000), 99), kind))
    assert opened.size == (4096, 3072)
    assert "12000 × 9000" in opened.note
    assert abs(int(opened.array.mean()) - 99) <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "CMYK", "YCbCr", "F"])
def test_every_mode_becomes_rgb(mode):
    image = gradient("L").convert("I").convert("I;16") if mode == "I;16" else gradient("L").convert(mode)
    kind = "TIFF" if mode in ("F", "CMYK", "YCbCr", "I") else "PNG"
    options = {"compression": "tiff_lzw"} if mode == "YCbCr" else {}  # Pillow 12.3 cannot read its own without
    opened = Picture.open(encoded(image, kind, **options))
    assert opened.image.mode == "RGB" and opened.size == (64, 40)


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP"]),
)
def test_any_bytes_are_a_picture_or_one_sentence(data, head):
    try:
        assert Picture.open(head + data).size[0] >= 16
    except StoryError as error:
        assert str(error)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_damaged_png_is_a_picture_or_one_sentence(data):
    good = bytearray(GOOD_PNG)
    for _ in range(data.draw(st.integers(1, 4))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert Picture.open(bytes(good)).image.mode == "RGB"
    except StoryError as error:
        assert str(error)


# ---- what survives saving ----


def scene_picture():
    labels = np.zeros((40, 64), np.uint16)
    labels[5:20, 10:30] = 1
    labels[12:30, 20:50] = 2
    cat = Figure(
        "cat", "orange", "tabby", "sitting", "small", (Clothing("santa hat", "red"),), hidden=True, box=(10, 5, 30, 20)
    )
    scene = Scene((cat, Figure("car", "red", box=(20, 12, 50, 30))), (Relation(0, "behind", 1),), "street", "night",
                  "rain", True, "above", ("trombone", "長號"), labels)  # fmt: skip
    return Picture(gradient(), "a cat", "paper town", 7, scene, "I cannot draw a trombone.")


GOOD_PNG = scene_picture().png


def test_png_keeps_the_whole_story(tmp_path):
    made = scene_picture()
    opened = Picture.open(made.save(tmp_path / "deep" / "a.png"))
    assert (opened.array == made.array).all()
    assert (opened.words, opened.made_by, opened.seed, opened.note) == (made.words, made.made_by, made.seed, made.note)
    assert opened.scene == made.scene
    assert (opened.scene.labels == made.scene.labels).all()
    assert opened.scene.figure_at(25, 15) == 1 and opened.scene.figure_at(0, 0) is None


def test_a_retouched_png_loses_its_outlines_and_says_so():
    made = scene_picture()
    with Image.open(io.BytesIO(made.png)) as image:
        info = {"pnginfo": _chunks(image)}
        image.putpixel((3, 3), (1, 2, 3))
        opened = Picture.open(encoded(image, "PNG", **info))
    assert opened.scene is None and "changed" in opened.note and opened.words == "a cat"


def _chunks(image):
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    for key, text in image.text.items():
        info.add_itxt(key, text)
    return info


def test_scene_refuses_what_is_no_scene():
    for text in (
        "",
        "{}",
        "[]",
        "null",
        '{"figures": [{"name": 3, "wings": 2}], "relations": [], "unknown": []}',
        '{"figures": 3}',
    ):
        with pytest.raises(ValueError, match="."):
            Scene.from_json(text)


def test_picture_shows_itself_with_escaped_words():
    shown = Picture(gradient(), words='<script>"x"', note="<b>")._repr_html_()
    assert "<script>" not in shown and "&lt;b&gt;" in shown and "data:image/webp" in shown


# ---- regions ----


def test_region_bounds_cutout_and_figure():
    made = scene_picture()
    region = Region(made, made.scene.mask(0))
    assert region.bounds == (10, 5, 30, 20)
    assert region.figure.name == "cat"
    cut = region.cutout.array
    assert cut.shape == (15, 20, 3)
    assert (cut[-1, -1] == 255).all()  # there the car stands before the cat


def test_region_refuses_a_mask_of_another_size(picture):
    with pytest.raises(BadInput, match="must be equal"):
        Region(picture, np.zeros((3, 3), bool))


def test_region_saves_with_a_transparent_ground(region, tmp_path):
    with Image.open(region.save(tmp_path / "thing.png")) as image:
        assert image.mode == "RGBA" and image.size == (30, 30)


def test_empty_region_shows_itself(picture):
    region = Region(picture, np.zeros(picture.size[::-1], bool))
    assert region.empty and region.bounds == (0, 0, 0, 0) and region.figure is None
    assert "img" in region._repr_html_()


def test_data_is_frozen(picture, region, sound):
    for thing, name in ((picture, "words"), (region, "words"), (sound, "rate"), (Point(1, 2), "x")):
        with pytest.raises(AttributeError):
            setattr(thing, name, 3)
    for array in (picture.array, region.mask, sound.samples):
        with pytest.raises(ValueError):
            array[0] = 0


# ---- sounds ----


def test_sound_files_keep_length_and_samples(sound, tmp_path):
    opened = Sound.open(sound.save(tmp_path / "a.wav"))
    assert opened.rate == 44100 and opened.samples.shape == sound.samples.shape
    assert np.abs(opened.samples - sound.samples).max() < 1e-3
    assert abs(Sound.open(sound.save(tmp_path / "a.mp3")).seconds - 0.5) < 0.06


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 30), st.integers(1, 40000), st.sampled_from([8000, 16000, 44100, 48000]))
def test_a_sound_is_as_long_as_was_asked(seconds, frames, rate):
    fitted = Sound(np.ones((frames, 2), np.float32) * 0.5, rate).fit(seconds)
    assert abs(fitted.seconds - seconds) <= 1 / rate
    assert fitted.asked == seconds


@pytest.mark.parametrize(
    "data, sentence", [(b"", "empty"), (b"no sound at all", "not a sound"), (b"RIFF\0\0\0\0WAVE", "not a sound")]
)
def test_bad_sounds(data, sentence):
    with pytest.raises(BadInput, match=sentence):
        Sound.open(data)


def test_sound_refuses_samples_that_are_no_numbers():
    with pytest.raises(BadInput, match="not numbers"):
        Sound(np.full((10, 2), np.nan))


def test_long_mp3_is_written_in_blocks():
    long = Sound(np.zeros((44100 * 90, 1), np.float32))
    assert abs(Sound.open(long.mp3).seconds - 90) < 0.1


def test_full_disk_leaves_the_old_file(tmp_path, picture, full_disk):
    path = picture.save(tmp_path / "a.png")
    before = path.read_bytes()
    large = Picture(Image.effect_noise((600, 600), 90))
    with full_disk(), pytest.raises(StoryError, match="disk is full"):
        large.save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.png"]


@pytest.mark.parametrize("rate", [16000, 22050, 24000, 44100, 48000])
def test_an_mp3_for_speech_spends_the_same_on_silence(rate):
    noise = np.random.default_rng(0).standard_normal((rate * 2, 2)) * 0.1
    halves = np.concatenate([noise, np.zeros((rate * 2, 2))])
    both, first = Sound(halves, rate).steady_mp3, Sound(noise, rate).steady_mp3
    assert len(both) / len(first) == pytest.approx(2, rel=0.05)
    assert 50_000 < len(both) * 8 / 4 < 80_000
    again = Sound.open(both)
    assert again.samples.shape[1] == 1 and again.seconds == pytest.approx(4, abs=0.06)


def test_sounds_encoded_together_are_those_encoded_alone(sound):
    from dataclasses import replace

    from storyhelpers.encoding import encode_together

    others = [replace(sound, samples=sound.samples * loudness) for loudness in (0.2, 0.5, 0.9)]
    alone = [(replace(one).mp3, replace(one).steady_mp3) for one in others]
    already = others[0].mp3
    encode_together([*others, *others], others)
    assert others[0].mp3 is already, "what was made already stays"
    assert [(one.mp3, one.steady_mp3) for one in others] == alone
    assert all({"mp3", "steady_mp3"} <= set(vars(one)) for one in others)
    encode_together([])


def test_what_was_encoded_is_kept_for_the_next_export(sound, tmp_path):
    from dataclasses import replace

    from storyhelpers.encoding import encode_together

    first, second = replace(sound, samples=sound.samples * 0.5), replace(sound)
    encode_together([first], [second], kept_in=tmp_path / ".mp3")
    files = sorted((tmp_path / ".mp3").iterdir())
    assert [file.suffix for file in files] in ([".mp3", ".steady_mp3"], [".steady_mp3", ".mp3"])
    next(file for file in files if file.suffix == ".mp3").write_bytes(b"kept")
    again = replace(first)
    encode_together([again], kept_in=tmp_path / ".mp3")
    assert again.mp3 == b"kept", "it was not encoded again"
    assert [file.suffix for file in (tmp_path / ".mp3").iterdir()] == [".mp3"], "what nobody wants is gone"


def test_many_threads_open_pictures_and_pillows_own_limit_stays():
    from concurrent.futures import ThreadPoolExecutor

    limit, data = Image.MAX_IMAGE_PIXELS, encoded(gradient())
    with ThreadPoolExecutor(8) as pool:
        assert len({opened.fingerprint for opened in pool.map(Picture.open, [data] * 200)}) == 1
    assert limit == Image.MAX_IMAGE_PIXELS
