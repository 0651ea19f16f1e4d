"""The offline translator: tales, descriptions and simple scenes, there and back; and what it does not know."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from storyhelpers import BadInput, NoAnswer, Picture, Region
from storyhelpers.crafts.describer import plain_eye
from storyhelpers.crafts.translator import ENGINES, phrase_book
from storyhelpers.papertown.painter import paint
from storyhelpers.papertown.reader import read
from storyhelpers.papertown.tales import cast, tell, write
from storyhelpers.scenegraph import Scene

WAYS = (("en", "zh-TW"), ("en", "es"), ("zh-TW", "en"), ("es", "en"), ("zh-TW", "es"), ("es", "zh-TW"))
TONES = ("", "funny", "calm", "exciting")


def test_the_first_engine_is_the_offline_one():
    assert next(iter(ENGINES)) == "offline" and "offline" in phrase_book.__doc__


@pytest.mark.parametrize("group", range(6))
def test_sixty_tales_translate_into_what_the_grammar_writes_itself(group):
    for seed in range(group * 10, group * 10 + 10):
        pages = (1, 4, 6, 2, 9)[seed % 5]
        tale = tell(cast(Scene(), f"tale {seed}", pages=pages), pages, (4, 7, 11)[seed % 3], TONES[seed % 4])
        written = {language: write(tale, language) for language in ("en", "zh-TW", "es")}
        source, to = WAYS[seed % 6]
        assert phrase_book(written[source].title, to=to, source=source) == written[to].title
        for one, other in zip(written[source], written[to]):
            assert phrase_book(one.words, to=to, source=source) == other.words
            assert phrase_book(one.about, to=to, source=source) == other.about


@given(st.integers(0, 10**6), st.sampled_from(WAYS), st.integers(1, 8), st.integers(2, 18), st.sampled_from(TONES),
       st.sampled_from(["", "a small tabby cat named Pip and three trees in the rain", "una niña con gafas en la playa",
                        "a fish", "穿著紅色外套的奶奶和一輛公車，晚上"]))  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_any_tale_translates_there_and_back(seed, way, pages, age, tone, idea):
    tale = tell(cast(read(idea), str(seed), words=idea, pages=pages), pages, age, tone)
    source, to = way
    for page in write(tale, source):
        there = phrase_book(page.words, to=to, source=source)
        assert phrase_book(there, to=source, source=to) == page.words


def test_names_come_along():
    words = "“Look, Bo, isn't it wonderful?” But then Mimi turned round, and the kite was gone."
    assert phrase_book(words, to="zh-TW") == "「Bo你看，是不是很棒？」可是咪咪一轉身，風箏就不見了。"
    assert "cometa" in phrase_book(words, to="es")


def test_paragraphs_stay():
    words = "Once there is nothing."
    page = "{a}\n\n{b}".format(a="“Mail!” called Mimi, just to try it out.", b="Oh dear, oh dear!")
    made = phrase_book(page, to="es")
    assert made == "«¡Correo!», gritó Mimi, solo para probar.\n\n¡Ay, ay, ay!"
    steps = []
    phrase_book(page, to="es", on_step=lambda *a: steps.append(a))
    assert steps == [(1, 2), (2, 2)] and words


def picture(colour):
    pixels = np.full((90, 120, 3), colour, np.uint8)
    pixels[20:60, 30:80] = (240, 230, 90)
    pixels[70:] = (50, 60, 50)
    return Picture(Image.fromarray(pixels))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", ["short", "long"])
def test_what_was_measured_of_a_photograph_translates(way, length):
    source, to = way
    for colour in ((40, 90, 200), (120, 80, 60)):
        shot = picture(colour)
        mask = np.zeros((90, 120), bool)
        mask[20:60, 30:80] = True
        for thing in (shot, Region(shot, mask)):
            said, wanted = (plain_eye(thing, language=tag, length=length) for tag in way)
            assert phrase_book(said, to=to, source=source) == wanted


@pytest.mark.parametrize("source, to", WAYS)
def test_what_is_known_of_a_painted_figure_translates(source, to):
    shot = paint(read("a small orange cat sits on a bench in the park in the rain"), (320, 180), seed=1)
    cat = Region(shot, shot.scene.mask(0))
    assert phrase_book(plain_eye(cat, language=source), to=to, source=source) == plain_eye(cat, language=to)


@pytest.mark.parametrize(
    "words, to, wanted",
    [
        ("A small orange cat sits on a bench.", "es", "Un gato pequeño naranja está sentado en un banco."),
        ("A dog runs in the forest at night.", "zh-TW", "晚上，一隻狗在森林裡跑步。"),
        ("一隻橘色的貓坐在長椅上。", "en", "An orange cat sits on a bench."),
        ("Un perro blanco corre en la playa.", "en", "A white dog runs at the beach."),
    ],
)  # fmt: skip
def test_simple_scenes_translate(words, to, wanted):
    assert phrase_book(words, to=to) == wanted


@pytest.mark.parametrize(
    "words", ["The parliament adjourned.", "A cat plays chess with a dog.", "12345", "🙂", "<b>Hello</b>"]
)
def test_what_it_does_not_know_it_names(words):
    with pytest.raises(NoAnswer, match="does not know the sentence") as trouble:
        phrase_book("“Mail!” called Mimi, just to try it out. " + words, to="es")
    assert words in str(trouble.value) and "studio.recast" in str(trouble.value)


def test_a_language_that_it_has_not():
    with pytest.raises(BadInput, match="does not speak"):
        phrase_book("A cat.", to="fr")
    assert phrase_book("A cat.", to="en") == "A cat."


@given(st.text(min_size=1, max_size=120))
@settings(max_examples=40, deadline=None)
def test_any_text_is_translated_or_refused(text):
    with contextlib.suppress(NoAnswer):
        assert isinstance(phrase_book(text, to="es", source="en"), str)
