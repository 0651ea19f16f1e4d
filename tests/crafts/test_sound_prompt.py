"""What is seen becomes what is heard."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.crafts.prompt_writer.sound_prompt import sound_prompt
from storyhelpers.crafts.sound_maker import layers_of
from storyhelpers.papertown.foley import SOUNDS
from storyhelpers.papertown.foley.hearing import hear
from storyhelpers.scenegraph import COLOURS

STORY = "A small orange tabby cat with a red Santa hat hides behind a blue car on a busy street"
SAME = [
    "一隻戴著紅色聖誕帽的橘色小貓躲在藍色汽車後面,在擁擠的街上",
    "Un gato naranja pequeño con un gorro rojo de Papá Noel se esconde detrás de un coche azul en una calle concurrida",
]


def test_the_story_is_heard():
    said = sound_prompt(STORY)
    assert said.startswith("A small cat meows and purrs softly, while ") and "honks" not in said
    assert said.endswith(" in the background.") and "crowd murmurs" in said and "traffic hums" in said


@pytest.mark.parametrize("words", SAME)
def test_the_same_in_chinese_and_spanish(words):
    said = sound_prompt(words)
    assert said.startswith("A small cat meows and purrs softly, while ") and "honks" not in said
    assert "crowd murmurs" in said and "traffic hums" in said


@pytest.mark.parametrize(
    "words", [STORY, *SAME, "a grey striped dog in a green coat with yellow boots", "一顆紅色的球"]
)
def test_colours_and_looks_are_not_heard(words):
    said = re.findall(r"[a-z']+", sound_prompt(words).lower())
    assert not set(said) & {*COLOURS, "tabby", "striped", "spotted", "hat", "coat", "boots", "santa"}


@pytest.mark.parametrize("name", SOUNDS)
def test_what_is_written_is_read_back_to_the_same_sound(name):
    recipe = SOUNDS[name]
    for words, many in ((recipe.one, False), (recipe.many, recipe.many != recipe.one)):
        heard = hear(words[0].upper() + words[1:] + ".")
        assert [thing.sound for thing in heard.sounds] == [name] and not heard.around and not heard.unknown
        assert (heard.sounds[0].count > 1) == many


@pytest.mark.parametrize(
    "words",
    [
        STORY,
        *SAME,
        "two big dogs and three small birds in the park in the morning",
        "a train far away at night",
        "six huge frogs by a lake while a man plays the guitar",
        "tres vacas en la granja",
        "雨中的公車和腳踏車",
        "a noisy crowd of people in the market",
    ],
)
def test_the_maker_plays_the_prompt_as_it_would_the_words(words):
    told, read = layers_of(hear(words)), layers_of(hear(sound_prompt(words)))
    assert [(layer.name, layer.pitch, layer.count, layer.far, layer.soft) for layer in told] == [
        (layer.name, layer.pitch, layer.count, layer.far, layer.soft) for layer in read
    ]


def test_the_first_mention_gives_the_number():
    said = sound_prompt("A white dog sits in the lower right. There are six more dogs in the picture.")
    assert said == "A dog barks."


def test_at_most_three_sounds_and_the_main_one_first():
    said = sound_prompt("A cow, a dog, a duck, a frog, a bell and a train in the rain")
    assert said.startswith("A cow moos") and "rain falls steadily in the background" in said
    assert "frog" not in said and "train" not in said


@pytest.mark.parametrize(
    "words, expected",
    [
        ("three sleeping cats", "Three cats meow and purr softly."),
        ("a train far away", "A train chuffs along and whistles far away."),
        ("dogs bark loudly", "Dogs bark loudly."),
        ("a happy dog", "A dog barks merrily."),
        ("an enormous owl", "A huge owl hoots."),
        ("一隻快樂的狗", "A dog barks merrily."),
        ("a meadow", "Wind blows over a hill with distant larks and lambs."),
    ],
)
def test_number_distance_loudness_and_mood_are_told(words, expected):
    assert sound_prompt(words) == expected


@pytest.mark.parametrize(
    "words, expected",
    [
        ("A bench stands in the lower left, next to a red car.", "Someone sits down on a creaking bench."),
        ("A fountain splashes on the right. Nearby there are a lamp and a dancer.", "A fountain splashes."),
        ("附近有一輛汽車和一隻狗。", "A car passes and honks."),
        ("畫面左邊，噴泉在長椅旁邊。附近有一輛汽車和一隻狗。", "A fountain splashes."),
        ("Una fuente murmura, al lado de una farola. Cerca hay un coche y un perro.", "A fountain splashes."),
        ("A cat sits behind a tree.", "A cat meows and purrs, while the leaves of a tree rustle in the background."),
        ("A dog sits under a tree, in the rain.", "A dog barks, while rain falls steadily and the leaves of a tree "
         "rustle in the background."),
    ],
)  # fmt: skip
def test_of_what_stands_near_only_nature_is_heard_and_softly(words, expected):
    assert sound_prompt(words) == expected
    assert all(layer.level <= -12 for layer in layers_of(hear(sound_prompt(words)))[1:])


@pytest.mark.parametrize("words", ["", "🙂", "qwfp zxcv"])
def test_nothing_to_hear_is_a_soft_ambience(words):
    assert sound_prompt(words) == "Calm air stirs and a bird sings now and then."


MEASURED = [
    "Something round, mostly blue, in the upper left of the picture.",
    "Something tall, almost entirely green, on the right of the picture.",
    "Something with an irregular shape, mostly orange with some red, on the left of the picture.",
    "Something, mostly black with some dark brown, in the lower right of the picture.",
    "Something wide, almost entirely white, at the bottom of the picture.",
    "Something with straight sides, mostly brown with some grey, in the middle of the picture.",
    "畫面左下方有一個圓圓的東西，大多是藍色。",
    "Algo redondo, sobre todo de color verde, abajo a la izquierda de la imagen.",
]


@pytest.mark.parametrize("words", MEASURED)
def test_what_is_only_measured_gets_a_mood_that_says_so(words):
    said = sound_prompt(words)
    assert said.startswith("A soft mood: ") and said == sound_prompt(words)
    told, read = layers_of(hear(words)), layers_of(hear(said))
    assert told == read and hear(said).guessed


def test_different_looks_give_different_moods():
    assert len({layers_of(hear(words))[0].name for words in MEASURED}) >= 6


@pytest.mark.parametrize("around", ["brown", "dark green", "white"])
def test_the_colour_around_it_does_not_choose_the_mood(around):
    words = "Something round, mostly blue. It takes up a small part of the picture. It is darker than the {} around it."
    assert layers_of(hear(words.format(around)))[0].name in ("sea", "river", "cloud", "fountain")


@given(words=st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_gives_one_english_sentence(words):
    said = sound_prompt(words)
    assert said.isascii() and said[0].isupper() and said.endswith(".") and len(said) < 500
