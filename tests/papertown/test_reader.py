"""An idea is read into a scene graph: the round trip through the prompt, and everything that could break it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.papertown.lexicon import (
    ALIVE,
    CLOTHES,
    COLOUR_NAMES,
    KINDS,
    PATTERNS,
    PLACES,
    POSES,
    RELATIONS,
    SIZES,
    TIMES,
    WEATHERS,
    words_of,
)
from storyhelpers.papertown.prompts import prompt_of
from storyhelpers.papertown.reader import read
from storyhelpers.scenegraph import Clothing, Figure, Relation, Scene

NAMES = [name for name in KINDS if name not in ("rain", "snow")]  # those two are weather when they are written


def maybe(values):
    return st.one_of(st.just(""), st.sampled_from(list(values)))


@st.composite
def figures(draw):
    name = draw(st.sampled_from(NAMES))
    worn = draw(st.lists(st.sampled_from(CLOTHES), max_size=3, unique=True)) if name in ALIVE else []
    return Figure(
        name,
        colour=draw(maybe(COLOUR_NAMES)),
        pattern=draw(maybe(PATTERNS)),
        pose=draw(maybe(POSES)),
        size=draw(maybe(SIZES)),
        clothes=tuple(Clothing(c, draw(maybe(COLOUR_NAMES))) for c in worn),
        hidden=draw(st.booleans()),
    )


@st.composite
def scenes(draw):
    listed = []
    for figure in draw(st.lists(figures(), max_size=5)):
        listed += [figure] * draw(st.integers(1, 4))
    relations = set()
    if len(listed) > 2:
        index = st.integers(0, len(listed) - 1)
        for _ in range(draw(st.integers(0, 4))):
            subject, one, other = draw(st.lists(index, min_size=3, max_size=3, unique=True))
            how = draw(st.sampled_from(RELATIONS))
            if how == "between" and any(r.how == "between" and r.subject == subject for r in relations):
                continue
            relations.add(Relation(subject, how, one))
            if how == "between":
                relations.add(Relation(subject, how, other))
    words = st.sampled_from(["trombone", "lion", "長號", "un trombón", "ice cream", "أسد", "Wolke Sieben"])
    return Scene(
        tuple(listed),
        tuple(sorted(relations, key=lambda r: (r.subject, r.how, r.object))),
        draw(maybe(PLACES)),
        draw(maybe(TIMES)),
        draw(maybe(WEATHERS)),
        draw(st.booleans()),
        draw(st.sampled_from(["side", "above"])),
        tuple(draw(st.lists(words, max_size=3, unique=True))),
    )


@settings(max_examples=300, deadline=None)
@given(scenes())
def test_a_prompt_is_read_back_as_the_same_scene(scene):
    assert read(prompt_of(scene)) == scene


MODEL = {
    "zh-TW": "大街上很多大大小小的人、事、物發生，有一隻帶著聖誕帽的小花貓悄悄的躲在圖片裡，找到他需要花點時間慢慢找。",
    "en": "A crowded street where lots of people and things happen; a small tabby cat with a Santa hat quietly hides "
    "in the picture and takes time to find.",
    "es": "Una calle llena de gente y de cosas donde pasan muchas cosas; un pequeño gato atigrado con un gorro de "
    "Papá Noel se esconde en la imagen y lleva tiempo encontrarlo.",
}


@pytest.mark.parametrize("language", MODEL)
@pytest.mark.parametrize("said", [True, False])
def test_the_model_sentence_hides_one_cat_in_a_crowded_street(language, said):
    scene = read(MODEL[language], language if said else None)
    cat = Figure("cat", pattern="tabby", size="small", clothes=(Clothing("santa hat"),), hidden=True)
    assert scene == Scene((cat,), place="street", crowd=True, view="above")


@pytest.mark.parametrize("language", MODEL)
def test_the_prompt_of_the_model_sentence_keeps_it(language):
    scene = read(MODEL[language])
    prompt = prompt_of(scene)
    assert "Where's Wally" in prompt and "top-down" in prompt and "crowded" in prompt
    assert read(prompt) == scene


def test_figures_that_the_stage_added_stay_out_of_the_prompt():
    cat, tree, bench = Figure("cat"), Figure("tree", asked=False), Figure("bench")
    scene = Scene((tree, cat, bench), (Relation(1, "on", 2), Relation(0, "behind", 2)))
    assert read(prompt_of(scene)) == Scene((cat, bench), (Relation(0, "on", 1),))


@pytest.mark.parametrize(
    "idea",
    [
        "",
        " ",
        "\n\n",
        "?!…",
        "。，、",
        "((((",
        '"',
        "的的的的",
        "的 著 了",
        "and and and",
        "the",
        "of of",
        "con con y y",
        "'s",
        "🎺",
        "\u202e\u200f",
        "قطة صغيرة تنام",
        "חתול קטן",
        "\x00\x01",
        "½ ²",
        "一",
        "兩隻",
        "under",
        "behind the",
        "wearing",
        "between and",
        "二二二",
    ],
)
def test_odd_ideas_are_read_without_a_fuss(idea):
    for language in (None, "en", "zh-TW", "es"):
        scene = read(idea, language)
        assert read(prompt_of(scene)) == scene


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.sampled_from([None, "en", "zh-TW", "es"]))
def test_any_text_is_read(text, language):
    assert isinstance(read(text, language), Scene)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_mix_of_known_words_is_read_and_kept_by_its_prompt(data):
    language = data.draw(st.sampled_from(["en", "zh-TW", "es"]))
    words = data.draw(st.lists(st.sampled_from(sorted(words_of(language))), max_size=14))
    scene = read(("" if language == "zh-TW" else " ").join(words), language)
    assert all(f.name in KINDS and f.pose in ("", *POSES) for f in scene.figures)
    assert all(0 <= r.subject < len(scene.figures) > r.object and r.how in RELATIONS for r in scene.relations)
    again = read(prompt_of(scene))
    assert again.figures == scene.figures and again.unknown == scene.unknown


@pytest.mark.parametrize(
    "idea",
    [
        "a cat behind a tree and ",
        "一隻貓躲在樹後面，",
        "un gato detrás de un árbol y ",
        "長",
        "xq",
        "🐱",
        '"',
        "a ",
        "的",
    ],
)
def test_ten_thousand_characters_take_less_than_a_second(idea):
    read(idea)  # the tables are made once
    long = (idea * 10_000)[:10_000]
    start = time.process_time()
    scene = read(long)
    assert time.process_time() - start < 1
    assert len(scene.figures) <= 60 and len(scene.unknown) <= 12


def test_numbers_are_read_as_digits_words_and_full_width_digits_up_to_twelve():
    for idea in ("4 cats", "four cats", "４隻貓", "四隻貓", "cuatro gatos", "4 gatos"):
        assert read(idea).figures == (Figure("cat"),) * 4
    for idea in ("99 cats", "99隻貓", "99 gatos"):
        scene = read(idea)
        assert len(scene.figures) == 12 and scene.crowd


def test_simplified_characters_are_read_as_traditional_ones():
    assert read("一只戴着红帽子的猫躲在房子后面") == read("一隻戴著紅帽子的貓躲在房子後面")


@pytest.mark.parametrize(
    ("idea", "word"),
    [
        ("a cat with a trombone", "trombone"),
        ("an old Theremin", "Theremin"),
        ("一隻貓和一支長號", "長號"),
        ("un gato toca el trombón", "trombón"),
        ("a lion", "lion"),
        ("a blue velociraptor", "velociraptor"),
    ],
)
def test_what_cannot_be_drawn_is_said_as_it_was_written(idea, word):
    assert read(idea).unknown == (word,)


def test_signs_for_pictures_are_read():
    assert [f.name for f in read("🐱 🐶 🏠").figures] == ["cat", "dog", "house"]
    assert read("🎺🐱").unknown == ("🎺",)


def test_a_view_that_was_asked_for_stays():
    assert read("a crowded street seen from the side").view == "side"
    assert read("a park seen from above").view == "above"
    assert read("a park").view == "side"
