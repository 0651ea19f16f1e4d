"""The words of the paper town in three languages, and the names and sentences made of them."""

import pytest

from storyhelpers.papertown.lexicon import (
    ANIMALS,
    CLOTHES,
    COLOUR_NAMES,
    KINDS,
    LANGUAGES,
    PATTERNS,
    POSES,
    SIZES,
    words_of,
)
from storyhelpers.papertown.phrases import measure_word, name_of, noun
from storyhelpers.papertown.reader import read
from storyhelpers.scenegraph import Clothing, Figure

TABBY = Figure("cat", "orange", "tabby", clothes=(Clothing("santa hat", "red"),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_every_word_of_the_vocabulary(language):
    table, english = LANGUAGES[language], LANGUAGES["en"]
    for part in (
        "KINDS",
        "CLOTHES",
        "COLOURS",
        "PATTERNS",
        "SIZES",
        "POSES",
        "PLACES",
        "TIMES",
        "WEATHERS",
        "RELATIONS",
    ):
        assert list(getattr(table, part)) == list(getattr(english, part)), part


def test_the_vocabulary_is_that_of_the_figures():
    from storyhelpers.papertown import figures

    assert set(KINDS) == set(figures.KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in KINDS if name not in ("rain", "snow")])
def test_the_name_of_every_kind_is_read_as_that_kind(language, name):
    assert [f.name for f in read(noun(name, language), language).figures] == [name]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("colour", COLOUR_NAMES)
def test_a_coloured_and_dressed_figure_is_named_so_that_it_can_be_read_again(language, colour):
    for name in ANIMALS:
        for pattern in ("", *PATTERNS):
            figure = Figure(
                name, colour, pattern, size="big", clothes=(Clothing("scarf", colour), Clothing("boots", "red"))
            )
            assert read(name_of(figure, language), language).figures == (figure,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_piece_of_clothing_is_read_on_a_girl(language):
    for name in CLOTHES:
        figure = Figure("girl", clothes=(Clothing(name, "green"),))
        assert read(name_of(figure, language), language).figures == (figure,)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "orange tabby cat with a red Santa hat"),
        ("zh-TW", "戴著紅色聖誕帽的橘色虎斑貓"),
        ("es", "gato atigrado naranja con un gorro de Papá Noel rojo"),
    ],
)
def test_the_name_of_the_cat_with_the_santa_hat(language, expected):
    assert name_of(TABBY, language) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "small woman in brown with a purple hat"),
        ("zh-TW", "穿著咖啡色衣服、戴著紫色帽子的小女人"),
        ("es", "mujer pequeña vestida de marrón con un sombrero morado"),
    ],
)
def test_a_persons_colour_is_that_of_the_clothes(language, expected):
    assert name_of(Figure("woman", "brown", size="small", clothes=(Clothing("hat", "purple"),)), language) == expected


def test_spanish_words_agree():
    boots = Figure("girl", clothes=(Clothing("boots", "brown"), Clothing("glasses", "yellow")))
    assert name_of(boots, "es") == "niña con botas marrones y gafas amarillas"
    assert name_of(Figure("chicken", "red", size="small"), "es") == "gallina pequeña roja"


@pytest.mark.parametrize(("name", "several"), [
    ("mouse", "ratones"), ("truck", "camiones"), ("fire engine", "camiones de bomberos"),
    ("hot-air balloon", "globos aerostáticos"), ("snowman", "muñecos de nieve"), ("fish", "peces"), ("sun", "soles"),
])  # fmt: skip
def test_spanish_plurals(name, several):
    assert noun(name, "es", plural=True) == several
    assert read(f"dos {several}", "es").figures == (Figure(name),) * 2


def test_chinese_measure_words():
    assert [measure_word(name) for name in ("cat", "horse", "car", "house", "tree", "boat", "boy")] == list(
        "隻匹輛棟棵艘個"
    )
    assert name_of(Figure("bus", "blue"), "zh-TW") == "藍色的公車"


@pytest.mark.parametrize(
    ("language", "words", "name"),
    [
        ("en", "kitten kitty pussycat", "cat"),
        ("en", "automobile taxi", "car"),
        ("en", "mailman postman", "mail carrier"),
        ("zh-TW", "小貓 貓咪 花貓 橘貓", "cat"),
        ("zh-TW", "腳踏車 單車 自行車", "bicycle"),
        ("zh-TW", "救火車 消防車", "fire engine"),
        ("es", "gatito minino gata", "cat"),
        ("es", "conejo conejito liebre", "rabbit"),
        ("es", "pájaro gaviota pajarito", "bird"),
    ],
)
def test_synonyms(language, words, name):
    for word in words.split():
        assert [f.name for f in read(word, language).figures] == [name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_looks_and_poses_mean_words_of_the_vocabulary(language):
    known = {"colour": COLOUR_NAMES, "pattern": PATTERNS, "size": SIZES, "pose": POSES}
    for text, word in words_of(language).items():
        assert text and text == text.strip()
        assert word.role not in known or word.means in known[word.role]
        assert set(word.looks) <= set(known)
