"""The offline describer: it says what the scene knows, measures the rest, invents nothing, and can be read aloud."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from storyhelpers.crafts.describer import ENGINES, plain_eye, short_name
from storyhelpers.crafts.describer.measures import look
from storyhelpers.engine import StoryError
from storyhelpers.media import Picture, Region
from storyhelpers.papertown.lexicon import KINDS
from storyhelpers.papertown.painter import paint
from storyhelpers.papertown.phrases import noun
from storyhelpers.scenegraph import COLOURS, Clothing, Figure, Relation, Scene

LANGUAGES = ("en", "zh-TW", "es")
CAT = Figure("cat", "orange", "tabby", size="small", clothes=(Clothing("santa hat", "red"),), hidden=True)
SCENES = {
    "corner": Scene(
        (CAT, Figure("mailbox", "red"), Figure("car", "blue"), Figure("car", "blue"), Figure("house", "yellow")),
        (Relation(0, "behind", 1),),
        place="street", time="night", weather="rain",
    ),
    "farm": Scene(
        (Figure("horse", "white"), Figure("cow"), Figure("sheep"), Figure("chicken", "brown", pose="running"),
         Figure("farmer", clothes=(Clothing("hat", "yellow"), Clothing("boots")), pose="waving"),
         Figure("owl", clothes=(Clothing("glasses"),)), Figure("tree"), Figure("butterfly", "purple", pose="flying")),
        (Relation(0, "between", 1), Relation(0, "between", 2), Relation(5, "in", 6)),
        place="farm", weather="wind",
    ),
    "party": Scene(
        (Figure("clown", pose="dancing"), Figure("cake", size="huge"), Figure("balloon", "red"),
         Figure("balloon", "red"), Figure("mouse", "grey", size="tiny", clothes=(Clothing("crown"),)),
         Figure("gift", "blue"), Figure("umbrella", "green")),
        (Relation(0, "next to", 1), Relation(4, "on", 5)),
        place="square",
    ),
    "crowd": Scene((CAT, Figure("musician", clothes=(Clothing("hat", "red"),))), (), crowd=True, place="street"),
}  # fmt: skip


@pytest.fixture(scope="module")
def painted():
    return {name: paint(scene, (768, 432), seed=5) for name, scene in SCENES.items()}


def of(picture, name, number=0):
    """The region of the picture's figure of that name."""
    index = [i for i, figure in enumerate(picture.scene.figures) if figure.name == name][number]
    return Region(picture, picture.scene.mask(index))


def sentences(text, language):
    return re.findall(r"[^。？]+[。？]", text) if language == "zh-TW" else re.split(r"(?<=[.?]) ", text)


def read_aloud(text, language):
    """What a teacher would stumble over."""
    assert text == text.strip() and "  " not in text and "{" not in text and "None" not in text, text
    assert not re.search(r"\b(\w+) \1\b", text), f"a word twice: {text}"
    assert not re.search(r"[.,;:。，、]{2}|\s[.,;:]", text), f"punctuation: {text}"
    if language == "zh-TW":
        assert text[-1] in "。？" and not re.search(r"[A-Za-z.,;]", text), text
        assert "的的" not in text and "一一" not in text, text
    else:
        assert text[-1] in ".?" and text[0].isupper(), text
        assert all(one[0].isupper() for one in sentences(text, language)), text
        assert not re.search(r"[一-鿿]", text), text
    if language == "en":
        assert not re.search(r"\ba [aeiou]", text) and not re.search(r"\ban [^aeiou]", text), text
    if language == "es":
        assert not re.search(r"\b(de|a) el\b|ónes\b", text), text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", SCENES)
def test_every_figure_is_named_in_sentences_fit_to_read_aloud(painted, scene, language):
    picture = painted[scene]
    for index, figure in enumerate(picture.scene.figures):
        mask = picture.scene.mask(index)
        if not mask.any():
            continue
        short, long = (plain_eye(Region(picture, mask), language=language, length=n) for n in ("short", "long"))
        for text in (short, long):
            read_aloud(text, language)
            assert noun(figure.name, language) in text or "花貓" in text
        assert len(sentences(short, language)) == 1
        assert 2 <= len(sentences(long, language)) <= 4, long


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", ["short", "long"])
@pytest.mark.parametrize("scene", SCENES)
def test_whole_pictures_are_fit_to_read_aloud(painted, scene, length, language):
    read_aloud(plain_eye(painted[scene], language=language, length=length), language)


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("small orange tabby cat", "Santa hat", "hides behind a red mailbox", "in the")),
        ("zh-TW", ("橘色虎斑小貓", "聖誕帽", "躲在紅色郵筒後面", "畫面")),
        ("es", ("pequeño gato atigrado naranja", "gorro de Papá Noel", "se esconde detrás de un buzón rojo")),
    ],
)
def test_it_tells_looks_clothes_and_where_something_stands(painted, language, parts):
    for length in ("short", "long"):
        text = plain_eye(of(painted["corner"], "cat"), language=language, length=length)
        assert all(part in text for part in parts), text


@pytest.mark.parametrize(
    ("language", "part"),
    [("en", "stands between a"), ("zh-TW", "之間"), ("es", "está entre una vaca")],
)
def test_between_names_both_sides(painted, language, part):
    text = plain_eye(of(painted["farm"], "horse"), language=language)
    assert part in text and noun("cow", language) in text and noun("sheep", language) in text


def test_spanish_agrees_in_gender_and_number(painted):
    cow = plain_eye(of(painted["farm"], "butterfly"), language="es")
    assert cow.startswith("Una mariposa morada vuela")
    assert "gafas" in plain_eye(of(painted["farm"], "owl"), language="es")
    assert "unas gafas" not in plain_eye(of(painted["farm"], "owl"), language="es")
    assert "dos coches azules" in plain_eye(painted["corner"], language="es")
    assert "dos globos rojos" in plain_eye(painted["party"], language="es", length="long")


def test_chinese_counts_with_the_right_measure_words(painted):
    assert "兩輛藍色汽車" in plain_eye(painted["corner"], language="zh-TW")
    assert plain_eye(of(painted["farm"], "horse"), language="zh-TW").count("一匹白色的馬") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_picture_says_that_one_hides_but_not_where(painted, language):
    from storyhelpers.crafts.describer import telling_en, telling_es, telling_zh

    where = {"en": telling_en, "zh-TW": telling_zh, "es": telling_es}[language].WHERE.values()
    hides = {"en": "is hiding", "zh-TW": "悄悄躲在畫面裡", "es": "se esconde"}[language]
    for scene in ("corner", "crowd"):
        text = plain_eye(painted[scene], language=language, length="long")
        assert hides in text
        assert not any(place in text for place in where if len(place) > 2), text
        assert noun("mailbox", language) + "後面" not in text and "behind" not in text and "detrás" not in text


def test_a_crowd_is_counted(painted):
    figures = painted["crowd"].scene.figures
    text = plain_eye(painted["crowd"])
    assert text.startswith("A busy street") and "people" in text and "animals" in text
    assert len(figures) >= 60


def test_place_time_and_weather_are_told(painted):
    text = plain_eye(painted["corner"])
    assert text.startswith("A street at night in the rain")
    assert plain_eye(painted["corner"], language="zh-TW").startswith("下雨的夜晚，大街上")
    assert plain_eye(painted["corner"], language="es").startswith("Una calle de noche bajo la lluvia")


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_figures_at_once_are_all_named(painted, language):
    picture = painted["party"]
    region = Region(picture, of(picture, "clown").mask | of(picture, "cake").mask)
    text = plain_eye(region, language=language)
    assert noun("clown", language) in text and noun("cake", language) in text
    read_aloud(text, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scenery_is_told_as_scenery(painted, language):
    picture = painted["farm"]
    text = plain_eye(Region(picture, picture.scene.labels == 0), language=language, length="long")
    assert {"en": "Part of the farm", "zh-TW": "農場的背景", "es": "Un trozo del fondo de la granja"}[language] in text
    read_aloud(text, language)


# ---- pictures without a scene: only what can be measured ----


def painting(draw, size=(120, 90), ground=(90, 150, 80)):
    """(picture, mask) of what `draw(x, y)` says, in the colours it gives."""
    y, x = np.mgrid[: size[1], : size[0]]
    array = np.full((size[1], size[0], 3), ground, np.uint8)
    mask, colour = draw(x, y)
    array[mask] = colour if np.ndim(colour) == 1 else colour[mask]
    return Picture(Image.fromarray(array)), mask


def test_a_red_square_on_a_meadow(region):
    short = plain_eye(region)
    assert short.startswith("Something") and "red" in short and "straight sides" in short and "in the middle" in short
    long = plain_eye(region, length="long")
    assert "about a tenth of the picture" in long
    assert "smooth" in long and "green around it" in long
    assert "rojo" in plain_eye(region, language="es") and "紅色" in plain_eye(region, language="zh-TW")


@pytest.mark.parametrize(
    ("shape", "draw"),
    [
        ("round", lambda x, y: ((x - 60) ** 2 + (y - 45) ** 2 < 900, (200, 40, 40))),
        ("oval", lambda x, y: (((x - 60) / 45) ** 2 + ((y - 45) / 26) ** 2 < 1, (200, 40, 40))),
        ("boxy", lambda x, y: ((abs(x - 60) < 25) & (abs(y - 45) < 20), (200, 40, 40))),
        ("slender", lambda x, y: ((abs(x - 60) < 4) & (abs(y - 45) < 40), (200, 40, 40))),
    ],
)
def test_shapes_are_measured(shape, draw):
    picture, mask = painting(draw)
    assert look(picture.image, mask).shape == shape


def test_a_long_thing_stands_lies_or_leans():
    standing = painting(lambda x, y: ((abs(x - 60) < 4) & (abs(y - 45) < 40), (200, 40, 40)))
    lying = painting(lambda x, y: ((abs(x - 60) < 50) & (abs(y - 45) < 4), (200, 40, 40)))
    leaning = painting(lambda x, y: ((abs(x - y - 15) < 5) & (abs(y - 45) < 38), (200, 40, 40)))
    assert [look(p.image, m).lean for p, m in (standing, lying, leaning)] == ["upright", "lying", "slanting"]


def test_a_jagged_outline_and_two_pieces_are_noticed():
    def star(x, y):
        angle, radius = np.arctan2(y - 45, x - 60), np.hypot(x - 60, y - 45)
        return radius < 26 + 14 * np.cos(9 * angle), (200, 40, 40)

    def two(x, y):
        return (np.hypot(x - 30, y - 45) < 15) | (np.hypot(x - 90, y - 45) < 15), (200, 40, 40)

    picture, mask = painting(star)
    assert look(picture.image, mask).jagged
    picture, mask = painting(two)
    assert look(picture.image, mask).pieces == 2 and not look(picture.image, mask).jagged
    assert "two separate pieces" in plain_eye(Region(picture, mask), length="long")


@pytest.mark.parametrize("turn", [0, 30, 90, 135])
def test_stripes_are_seen_in_any_direction_and_smooth_is_smooth(turn):
    def striped(x, y):
        across = x * np.cos(np.radians(turn)) + y * np.sin(np.radians(turn))
        shade = np.where(across % 14 < 7, 60, 200).astype(np.uint8)
        return np.hypot(x - 100, y - 100) < 80, np.repeat(shade[..., None], 3, 2)

    picture, mask = painting(striped, (200, 200))
    assert look(picture.image, mask).texture == "striped"
    picture, mask = painting(lambda x, y: (np.hypot(x - 100, y - 100) < 80, (120, 60, 60)), (200, 200))
    assert look(picture.image, mask).texture == "smooth"


def test_dots_are_speckled():
    def dotted(x, y):
        shade = np.where(np.hypot(x % 16 - 8, y % 16 - 8) < 5, 40, 220).astype(np.uint8)
        return np.hypot(x - 100, y - 100) < 80, np.repeat(shade[..., None], 3, 2)

    picture, mask = painting(dotted, (200, 200))
    assert look(picture.image, mask).texture == "speckled"


@pytest.mark.parametrize(
    ("colour", "light"), [((250, 250, 240), "brighter"), ((20, 20, 30), "darker"), ((150, 90, 150), "alike")]
)
def test_light_is_compared_with_what_is_around(colour, light):
    picture, mask = painting(lambda x, y: (np.hypot(x - 60, y - 45) < 20, colour), ground=(118, 118, 118))
    assert look(picture.image, mask).light == light


@pytest.mark.parametrize("name", COLOURS)
def test_the_coloured_papers_are_called_by_their_names(name):
    picture, mask = painting(lambda x, y: (np.hypot(x - 60, y - 45) < 20, COLOURS[name]))
    found = look(picture.image, mask).colours[0][0]
    assert found == name or found == f"dark {name}" or (name, found) == ("black", "dark grey")


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(LANGUAGES), st.sampled_from(["short", "long"]))
def test_no_region_of_a_photo_gets_an_invented_name(seed, language, length):
    rng = np.random.default_rng(seed)
    size = rng.integers(16, 200, 2)
    coarse = rng.integers(0, 256, (rng.integers(1, 9), rng.integers(1, 9), 3), dtype=np.uint8)
    picture = Picture(Image.fromarray(coarse).resize((int(size[0]), int(size[1])), Image.Resampling.BICUBIC))
    field = Image.fromarray(rng.integers(0, 256, (5, 5), dtype=np.uint8)).resize(picture.size, Image.Resampling.BICUBIC)
    mask = np.asarray(field) >= np.percentile(np.asarray(field), rng.uniform(0, 100))
    for thing in (Region(picture, mask), picture):
        text = plain_eye(thing, language=language, length=length)
        read_aloud(text, language)
        words = set(re.findall(r"\w+", text.lower()))
        if language != "zh-TW":
            assert not words & {noun(kind, language) for kind in KINDS}, text


def test_a_single_pixel_and_the_whole_picture_can_be_described(picture):
    one = np.zeros(picture.size[::-1], bool)
    one[10, 10] = True
    read_aloud(plain_eye(Region(picture, one), length="long"), "en")
    text = plain_eye(Region(picture, ~np.zeros_like(one)), length="long")
    assert "nearly all of the picture" in text


def test_a_photo_tells_its_light():
    dark = plain_eye(Picture(Image.new("RGB", (80, 60), (10, 10, 25))))
    bright = plain_eye(Picture(Image.new("RGB", (60, 80), (250, 245, 230))))
    assert "it is dark" in dark and dark.startswith("A wide picture")
    assert "it is bright" in bright and bright.startswith("A tall picture")


def test_a_picture_changed_since_it_was_painted_is_only_measured(painted):
    picture = painted["farm"]
    smaller = Picture(picture.image.resize((200, 100)), scene=picture.scene)
    mask = np.zeros((100, 200), bool)
    mask[40:70, 80:120] = True
    assert plain_eye(Region(smaller, mask)).startswith("Something")


@pytest.mark.parametrize("language", ["fr", "", "klingon", "english"])
def test_an_unknown_language_names_the_three(region, language):
    with pytest.raises(StoryError, match=r"en .*zh-TW .*es "):
        plain_eye(region, language=language)


def test_other_bad_input_is_one_sentence(region):
    with pytest.raises(StoryError, match='"short" or "long"'):
        plain_eye(region, length="epic")
    with pytest.raises(StoryError, match="empty"):
        plain_eye(Region(region.picture, np.zeros_like(region.mask)))
    with pytest.raises(StoryError, match="region or a picture"):
        plain_eye("a cat")


def test_the_offline_engine_is_the_first():
    assert next(iter(ENGINES)) == "offline" and ENGINES["offline"] is plain_eye


@pytest.mark.parametrize(("trees", "words"), [(1, "next to a tree"), (2, "between two trees"), (4, "among the trees")])
def test_between_one_kind_depends_on_how_many_there_are(trees, words):
    figures = (Figure("bear", "brown", pose="walking"), *[Figure("tree", "green")] * trees)
    picture = paint(Scene(figures, (Relation(0, "between", 1),), place="forest"), (512, 288), seed=1)
    assert words in plain_eye(of(picture, "bear"))


def test_a_figure_of_a_later_release_is_measured_like_a_photo(painted):
    from dataclasses import replace

    picture = painted["party"]
    later = replace(picture.scene, figures=(Figure("dragon", box=(0, 0, 9, 9)), *picture.scene.figures[1:]))
    assert plain_eye(replace(picture, scene=later)).startswith("A wide picture")


def test_spanish_plurals_lose_their_accent():
    names = ("mouse", "plane", "truck", "mailbox", "hot-air balloon", "fish", "bus", "clock")
    scene = Scene(tuple(Figure(name) for name in names for _ in range(2)), place="street")
    text = plain_eye(Picture(Image.new("RGB", (64, 36)), scene=scene), language="es", length="long")
    for plural in ("ratones", "aviones", "camiones", "buzones", "globos aerostáticos", "peces", "autobuses", "relojes"):
        assert f"dos {plural}" in text


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "the round purple thing, lower left"), ("zh-TW", "左下方紫色的圓形東西"),
     ("es", "la cosa morada y redonda, abajo a la izquierda")],
)  # fmt: skip
def test_a_measured_thing_has_a_short_name(language, name):
    image = Image.new("RGB", (200, 200), (230, 220, 180))
    ImageDraw.Draw(image).ellipse((10, 130, 60, 180), fill=(128, 76, 168))
    mask = np.asarray(image)[..., 1] < 150
    assert short_name(Region(Picture(image), mask), language) == name


def test_a_figure_keeps_its_own_short_name(painted):
    assert short_name(of(painted["corner"], "cat")).startswith("small orange tabby cat")


@pytest.mark.parametrize(("language", "words"), [("en", "in the rain"), ("zh-TW", "下著雨"), ("es", "bajo la lluvia")])
@pytest.mark.parametrize("length", ["short", "long"])
def test_the_rain_on_a_figure_is_told(painted, language, words, length):
    assert painted["corner"].scene.weather == "rain"
    assert words in plain_eye(of(painted["corner"], "cat"), language=language, length=length)
