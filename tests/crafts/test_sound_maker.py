"""The offline sound maker plays what the words name, in three languages, and says what it cannot play."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers import language
from storyhelpers.crafts.sound_maker import ENGINES, foley, foley_notes, layers_of
from storyhelpers.engine import Cancelled
from storyhelpers.media import Sound
from storyhelpers.papertown.foley import SOUNDS
from storyhelpers.papertown.foley.hearing import hear
from storyhelpers.papertown.lexicon import KINDS, LANGUAGES


def played(words):
    return [layer.name for layer in layers_of(hear(words))]


def test_the_first_engine_is_the_foley_artist():
    assert next(iter(ENGINES)) == "offline" and ENGINES["offline"] is foley


def test_a_sound_knows_where_it_came_from():
    made = foley("a cat meows", seconds=0.7, seed=11)
    assert isinstance(made, Sound)
    assert (made.words, made.made_by, made.seed, made.note) == ("a cat meows", "foley", 11, "")
    assert made.samples.shape == (round(0.7 * 44100), 2) and made.rate == 44100


def test_the_seed_makes_the_recording():
    once, again, other = (foley("rain", seconds=0.5, seed=seed).samples for seed in (1, 1, 2))
    assert np.array_equal(once, again) and not np.array_equal(once, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_played_by_its_name_in_every_language(language):
    table = LANGUAGES[language].KINDS
    missed = [name for name in KINDS if name not in ("rain", "snow") and name not in played(table[name].split(",")[0])]
    assert missed == []


@pytest.mark.parametrize(
    "words, first, others",
    [
        ("A small cat hides behind a red car in a busy street", "cat", {"street", "crowd"}),
        ("一隻戴著聖誕帽的小貓躲在擁擠的街道上", "cat", {"street", "crowd"}),
        ("Un gato pequeño detrás de un coche rojo en la calle", "cat", {"street"}),
        ("下雨的晚上,一隻狗", "dog", {"rain", "crickets"}),
        ("thunder rolls over the sea", "thunder", {"sea"}),
        ("Dos perros ladran en la playa", "dog", {"sea"}),
        ("Children laugh and a fire crackles", "children", {"laughter", "fire"}),
        ("孩子們在公園裡玩", "children", {"bird"}),
    ],
)
def test_the_main_thing_comes_first_and_its_surroundings_after(words, first, others):
    names = played(words)
    assert names[0] == first and set(names[1:]) == others


def test_simplified_characters_are_heard_as_traditional_ones():
    assert played("下雨的晚上,两只鸭子和一辆救护车") == played("下雨的晚上,兩隻鴨子和一輛救護車")
    assert layers_of(hear("远处的火车"))[0].far


def test_surroundings_lie_twelve_decibels_under():
    layers = {layer.name: layer for layer in layers_of(hear("a dog in the rain"))}
    assert layers["dog"].level == 0 and layers["rain"].level == -12


@pytest.mark.parametrize(
    "words, pitch, count",
    [
        ("a small dog", 1.18, 1), ("a huge dog", 0.68, 1), ("two dogs", 1.0, 2), ("三隻小狗", 1.18, 3),
        ("cinco perros grandes", 0.82, 5), ("dogs bark", 1.0, 3), ("a puppy", 1.18, 1),
    ],
)  # fmt: skip
def test_size_is_heard_as_pitch_and_number_as_number(words, pitch, count):
    layer = layers_of(hear(words))[0]
    assert (layer.name, layer.pitch, layer.count) == ("dog", pitch, count)


def test_far_and_soft_are_heard():
    assert layers_of(hear("a train far away"))[0].far
    assert layers_of(hear("遠處的火車"))[0].far
    assert layers_of(hear("a cat meows softly"))[0].soft
    assert layers_of(hear("a cat sleeps behind a car"))[0].soft


def test_at_most_three_things_sound_and_the_rest_is_said():
    made = foley("a dog, a cat, a cow, a duck and a frog", seconds=0.2)
    assert made.note == "Three things at once are enough for the ear; left out: duck, frog."


def test_what_makes_no_sound_gives_way_to_what_does():
    assert played("a cat, a bench, a tree and a dog")[:3] == ["cat", "tree", "dog"]


def test_silent_things_say_what_is_heard_instead():
    assert foley("a bench", seconds=0.2).note == "A bench makes no sound of its own; you hear someone sitting down."
    for name, recipe in SOUNDS.items():
        if recipe.instead:
            assert (
                recipe.instead()
                in foley(f"the {name}" if name != "snow" else "steps crunch in the snow", seconds=0.1).note
            )


@pytest.mark.parametrize(
    "words, lost",
    [
        ("a trombone", "a trombone"),
        ("一隻恐龍", "“恐龍”"),
        ("un trombón azul", "“trombón”"),
        ("an elephant and a cat", "an elephant"),
    ],
)
def test_what_cannot_be_played_is_said(words, lost):
    made = foley(words, seconds=0.2)
    assert f"I know no sound for {lost}; you hear how " in made.note
    assert np.abs(made.samples).max() > 0.05


@pytest.mark.parametrize("words", ["", "🙂🙂", "qwfp zxcv", "مرحبا"])
def test_words_that_name_nothing_give_a_gentle_ambience(words):
    made = foley(words, seconds=0.2)
    assert made.note.startswith("The words name nothing that I can play; you hear how ")


@pytest.mark.parametrize(
    "words", ["smooth, round and mostly orange", "Something round, mostly blue.", "一個紅色的東西"]
)
def test_the_note_says_that_a_mood_is_only_a_mood(words):
    assert foley(words, seconds=0.2).note.startswith("Nobody knows what this is, so you hear a mood: ")


def test_progress_is_told_and_cancelling_works():
    told = []
    foley("a bell", seconds=0.2, steps=25, on_step=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 25) and told[-1] == (25, 25)

    def stop(done, total):
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        foley("a bell", seconds=0.2, on_step=stop)


@given(words=st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_any_text_gives_something_to_play(words):
    layers = layers_of(hear(words))
    assert 1 <= len(layers) <= 5 and all(layer.name in SOUNDS and layer.count <= 12 for layer in layers)


def test_a_very_long_text_is_read_quickly():
    import time

    start = time.process_time()
    assert played("a cat sits beside a dog " * 1000)[0] == "cat"
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "tag, words, said",
    [
        ("zh-TW", "a bench and a lamp", "長椅自己不會發出聲音；您聽到的是：有人坐下。"),
        ("zh-TW", "a trombone", "我不知道「trombone」的聲音；您聽到的是："),
        ("zh-TW", "a dog, a cat, a cow, a duck and a frog", "沒有放進去的：鴨子、青蛙。"),
        ("es", "the sun", "El sol no tiene sonido propio; se oye: canto de pájaros en un día cálido."),
        ("es", "a street lamp", "Una farola no tiene sonido propio"),
        ("es", "a trombone and a cat", "No conozco ningún sonido para «trombone»; se oye: un gato."),
        ("es", "qwfp zxcv", "Las palabras no nombran nada que yo sepa tocar; se oye: aire en calma."),
    ],
)
def test_the_note_is_told_in_the_language_in_use(tag, words, said):
    language(tag)
    assert said in foley(words, seconds=0.1).note


@pytest.mark.parametrize("tag", LANGUAGES)
def test_everything_that_sounds_has_a_name_in_every_language(tag):
    language(tag)
    names = [foley_notes.thing_in_words(name) for name in SOUNDS]
    assert all(names) and (tag == "en" or not set(names) & set(SOUNDS))
