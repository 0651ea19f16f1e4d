"""The player says how long a sound is and was to be, in three languages, and holds everything in one piece of HTML."""

import io
import re
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from widgets.kernels import PLACES, Kernel
from widgets.markup import Parts, data

from storyhelpers import BadInput, NotHere, Sound, language
from storyhelpers.playing import BARS, file_name, player_html
from storyhelpers.widgets.player import player


def tone(seconds=5.0, rate=44100, channels=2, **about):
    t = np.arange(round(seconds * rate)) / rate
    samples = np.repeat((0.3 * np.sin(2760 * t))[:, None], channels, 1)
    return Sound(samples, rate, **{"words": "A cat meows", "made_by": "foley", "seed": 7, "asked": seconds, **about})


def test_it_tells_what_was_asked_what_there_is_and_who_made_it():
    said = Parts(player_html(tone(note="No purr was found."), steps=25)).text
    for text in ("A cat meows", "Duration: 5 s | Steps: 25", "5 s asked, 5.000 s long", "foley", "7", "No purr"):
        assert text in said
    assert "⚠" not in said


def test_the_caption_is_that_of_the_studio_in_chinese():
    language("zh-TW")
    assert "持續時間: 5秒 | 步數: 25" in Parts(player_html(tone(), steps=25)).text


def test_numbers_are_written_as_the_language_writes_them():
    language("es")
    shown = Parts(player_html(tone(4.5)))
    assert "4,5" in shown.text and "4,500 s" in shown.text and "4.5" not in shown.text
    assert shown.all("div")[0]["lang"] == "es"


@pytest.mark.parametrize("asked, told", [(5.0, False), (5.04, False), (5.06, True), (10.0, True), (None, False)])
def test_another_length_than_asked_is_said(asked, told):
    assert ("not as long as was asked" in player_html(tone(asked=asked))) is told


def test_a_sound_from_a_file_was_asked_nothing():
    said = Parts(player_html(Sound.open(tone().wav))).text
    assert "asked" not in said and "5.000 s long" in said and "Steps" not in said and "Seed" not in said


def test_audio_and_downloads_are_the_sound_itself():
    sound = tone()
    shown = Parts(player_html(sound))
    (audio,) = shown.all("audio")
    assert {"controls"} <= audio.keys() and not {"autoplay", "loop"} & audio.keys()
    assert data(audio["src"]) == ("audio/mpeg", sound.mp3) and audio["aria-label"] == "A cat meows"
    files = {link["download"]: data(link["href"]) for link in shown.all("a")}
    assert files == {
        "a-cat-meows-5s-seed-7.wav": ("audio/wav", sound.wav), "a-cat-meows-5s-seed-7.mp3": ("audio/mpeg", sound.mp3),
    }  # fmt: skip
    with soundfile.SoundFile(io.BytesIO(sound.wav)) as file:
        assert file.frames == 5 * 44100


def test_it_begins_by_itself_only_when_asked():
    assert "autoplay" in Parts(player_html(tone(), autoplay=True)).all("audio")[0]


def test_a_long_sound_and_a_cell_carry_no_wav_but_say_how_to_get_one():
    for text in (player_html(tone(40, 22050, 2)), tone()._repr_html_()):
        assert [link["download"][-4:] for link in Parts(text).all("a")] == [".mp3"]
        assert 'sound.save("' in Parts(text).text
    assert len(tone()._repr_html_()) < 2.8 * len(tone().mp3) + 20_000


def test_a_rate_that_mp3_does_not_know_is_played_as_wav():
    shown = Parts(player_html(tone(1, 96000, 1)))
    assert data(shown.all("audio")[0]["src"])[0] == "audio/wav"
    assert [link["download"][-4:] for link in shown.all("a")] == [".wav"]


def lines(text):
    """The bars of the waveform as (top, bottom) of 0 … 100."""
    (path,) = Parts(text).all("path")
    assert re.fullmatch(r"(M\d+ \d+V\d+)*", path["d"])
    return np.array([[int(n) for n in bar] for bar in re.findall(r"M\d+ (\d+)V(\d+)", path["d"])])


def test_the_waveform_is_loud_where_the_sound_is_in_either_channel():
    samples = np.zeros((44100, 2), np.float32)
    samples[11025:22050, 0] = 0.5  # the second quarter, up, on the left
    samples[33075:, 1] = -0.25  # the last quarter, down and half as loud, on the right
    bars = lines(player_html(Sound(samples)))
    quarters = np.split(bars, 4)
    assert bars.shape == (BARS, 2)
    assert (quarters[0] == (49, 51)).all() and (quarters[2] == (49, 51)).all()
    assert (quarters[1] == (4, 51)).all() and (quarters[3] == (49, 73)).all()
    assert "loudest at 0.2 s" in player_html(Sound(samples))


@pytest.mark.parametrize("seconds, last", [(0.3, "0.3"), (2, "2"), (4.7, "4"), (5, "5"), (30, "30"), (600, "600")])
def test_the_seconds_below_the_waveform(seconds, last):
    marks = re.findall(r'<span style="left:([\d.]+)%[^>]*>([^<]*)</span>', player_html(tone(seconds, 8000, 1)))
    assert 3 <= len(marks) <= 7 and marks[0] == ("0.00", "0 s") and marks[-1][1] == last
    for at, text in marks:
        assert float(at) == pytest.approx(100 * float(text.split()[0]) / seconds, abs=0.1)


def test_silence_and_emptiness_are_said():
    silent = player_html(Sound(np.zeros((44100, 1)), words="hush"))
    assert "Nothing is to be heard" in silent and Parts(silent).all("audio")
    empty = player_html(Sound(np.zeros((0, 1))))
    assert "There is no sound in here" in empty
    assert not Parts(empty).all("audio") + Parts(empty).all("a") + Parts(empty).all("svg")


@pytest.mark.parametrize("frames", [1, 7, 99, 101])
def test_the_shortest_sounds(frames):
    assert lines(player_html(Sound(np.ones((frames, 1)) * 0.5))).shape == (BARS, 2)


def test_what_people_write_stays_text():
    nasty = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>' & so on"
    text = player_html(tone(words=nasty, note=nasty, made_by=nasty), steps=25)
    shown = Parts(text)
    assert not shown.all("script") and not shown.all("img") and shown.text.count("<script>") == 3
    assert all(re.fullmatch(r"[\w-]+\.(wav|mp3)", link["download"]) for link in shown.all("a"))


def test_five_thousand_letters_do_not_fill_the_page():
    shown = Parts(player_html(tone(words="meow " * 1000)))
    assert len(shown.text) < 700 and "…" in shown.text


@pytest.mark.parametrize(
    "words, name",
    [
        ("", "sound-5s-seed-7"),
        ("A cat: meows!?", "a-cat-meows-5s-seed-7"),
        ("一隻小貓，喵喵叫", "一隻小貓-喵喵叫-5s-seed-7"),
        ("../../etc/passwd", "etc-passwd-5s-seed-7"),
        ("CON", "con-5s-seed-7"),
        ("x" * 90, "x" * 40 + "-5s-seed-7"),
        ("a busy street full of very loud little orange cats", "a-busy-street-full-of-very-loud-little-5s-seed-7"),
    ],
)
def test_file_names(words, name):
    assert file_name(tone(words=words)) == name


def test_without_a_seed_the_name_has_none():
    assert file_name(tone(4.26, seed=None)) == "a-cat-meows-4.3s"


def test_no_network_is_asked_for():
    text = re.sub(r"base64,[\w+/=]+", "", player_html(tone(), steps=25))
    assert "http" not in text and "url(" not in text and "@import" not in text


def test_the_widget_shows_it_and_leaves_it_in_the_notebook():
    sound = tone()
    shown = player(sound, steps=25)
    assert shown.value == player_html(sound, steps=25)
    bundle = shown._repr_mimebundle_()
    assert bundle["text/html"] == shown.value and "Sound(5.000 s" in bundle["text/plain"]
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == shown.model_id
    shown.value = player_html(replace(sound, words="A dog barks"))
    assert "A dog barks" in shown._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("thing", [None, "meow.wav", np.zeros(3)])
def test_what_is_no_sound_is_refused_in_a_sentence(thing):
    with pytest.raises(BadInput, match=r"player needs a Sound, not \w+: player\(studio\.make_sound"):
        player(thing)


@pytest.mark.notebooks
@pytest.mark.timeout(400)
@pytest.mark.parametrize("place", PLACES)
def test_cells_show_it_with_the_versions_of_the_hosts(place, tmp_path):
    try:
        kernel = Kernel(place, tmp_path)
    except NotHere as error:
        if "cannot be reached" in str(error):
            pytest.skip(f"{place}'s versions need the package index once: {error}")
        raise
    with kernel:
        ids = kernel.run("""
from storyhelpers import Page, Picture, Studio
from storyhelpers.widgets.player import player
from storyhelpers.widgets.sounding import sounding_picture
studio = Studio("offline")
sound = studio.make_sound("a cat meows", seconds=1)
page = Page(picture=studio.draw("a cat and a red balloon", seed=2))
page.keep(studio.cut_out(page.picture, studio.find_things(page.picture, 1)), sound)
shown = player(sound), sounding_picture(page)
display(sound, *shown)
answer = [widget.model_id for widget in shown]
""")
        cell, *widgets = kernel.shown
        assert "story-player" in cell["text/html"]
        for data, name, model in zip(widgets, ("story-player", "story-sounding"), ids, strict=True):
            assert name in data["text/html"] and "<audio" in data["text/html"]
            assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == model
