"""The film of a generation: its frames, their order and numbers, the GIF, the strip, and what is refused."""

import io

import numpy as np
import pytest
from PIL import Image
from widgets.markup import Parts

from storyhelpers import BadInput, Picture, language
from storyhelpers.crafts.illustrator.steps import Generation, preview
from storyhelpers.widgets.film import FRAME, HELD, SIDE, film


@pytest.fixture
def generation():
    """Four steps from noise to a picture of two colours; the last step is the picture, smaller."""
    chance = np.random.default_rng(0)
    array = np.full((256, 512, 3), (90, 150, 80), np.uint8)
    array[60:180, 100:300] = (200, 40, 40)
    picture = Picture(Image.fromarray(array), words="a red box", seed=4)
    small, steps = np.asarray(preview(picture.image), float), []
    for step, share in ((30, 0.6), (10, 0.1), (20, 0.3), (40, 1.0)):
        noise = chance.integers(0, 256, small.shape)
        steps.append((step, Picture(Image.fromarray((share * small + (1 - share) * noise).astype(np.uint8)))))
    return Generation("abc123abc123", picture, steps)


def frames(data):
    found = []
    with Image.open(io.BytesIO(data)) as gif:
        for number in range(gif.n_frames):
            gif.seek(number)
            found.append((gif.info["duration"], gif.convert("RGB")))
        return found, gif.info.get("loop")


def test_steps_come_in_order_and_the_last_one_is_the_picture_itself(generation):
    shown = film(generation)
    assert [step for step, _ in shown.frames] == [10, 20, 30, 40]
    assert shown.frames[-1][1] is generation.picture and shown.last == 40 and shown.words == "a red box"


def test_a_picture_beyond_the_last_step_is_a_frame_of_its_own(generation):
    steps = [pair for pair in generation.steps if pair[0] < 40]
    shown = film(Generation("abc", generation.picture, steps))
    assert [step for step, _ in shown.frames] == [10, 20, 30, None] and "Finished" in shown._repr_html_()


def test_the_gif_has_every_frame_and_holds_the_last(generation, tmp_path):
    shown = film(generation)
    found, loop = frames(shown.save(tmp_path / "film.gif").read_bytes())
    assert [duration for duration, _ in found] == [FRAME] * 3 + [HELD] and loop == 0
    last = found[-1][1].crop((0, 0, *shown.size))
    wanted = np.asarray(generation.picture.image.resize(shown.size, Image.Resampling.LANCZOS), float)
    assert max(shown.size) == SIDE and np.abs(np.asarray(last, float) - wanted).mean() < 4
    first = np.asarray(found[0][1].crop((0, 0, *shown.size)), float)
    assert np.abs(first - wanted).mean() > 30


def test_the_bar_fills_from_frame_to_frame(generation):
    shown = film(generation)
    filled = []
    for number in range(4):
        row = np.asarray(shown._frame(number))[shown.size[1] + 17].astype(int)
        filled.append(int((np.abs(row - (203, 95, 31)).sum(-1) < 12).sum()))
    assert filled == sorted(set(filled))


def test_the_strip_is_one_picture(generation, tmp_path):
    shown = film(generation)
    with Image.open(shown.save(tmp_path / "film.png")) as strip:
        assert strip.size == shown.strip.size and strip.width == 4 * shown.size[0] + 3 * 8


def test_it_shows_itself_in_the_persons_language(generation):
    language("es")
    parts = Parts(film(generation)._repr_html_())
    assert [part["src"][:15] for part in parts.all("img")].count("data:image/gif;") == 1
    assert "Paso 10" in parts.text and "abc123abc123" in parts.text and "a red box" in parts.text
    assert "reduce" in parts.all("source")[0]["media"]


def test_what_is_no_film_is_refused_in_a_sentence(generation, tmp_path):
    with pytest.raises(BadInput, match="needs a generation, not Picture"):
        film(generation.picture)
    with pytest.raises(BadInput, match="keep_steps"):
        film(Generation("abc", generation.picture))
    with pytest.raises(BadInput, match="film.gif"):
        film(generation).save(tmp_path / "film.mp4")


def test_a_tiny_and_a_tall_picture_have_films_too():
    picture = Picture(Image.new("RGB", (16, 64), "navy"))
    shown = film(Generation("abc", picture, [(1, picture)]))
    assert shown.size == (96, 384) and len(frames(shown.gif)[0]) == 1
