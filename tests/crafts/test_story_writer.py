"""The offline story writer: what it takes from an idea, a picture, a photograph; and telling a story again."""

import json
import re

import numpy as np
import pytest
from PIL import Image

from storyhelpers import BadInput, Book, Picture, Studio
from storyhelpers.crafts.story_writer import ENGINES, TaleTeller
from storyhelpers.papertown.painter import paint
from storyhelpers.papertown.reader import read
from storyhelpers.papertown.tales import scene_in, sentences
from storyhelpers.story import Page, Story

tell = TaleTeller()


def photo(colour=(200, 60, 50), words=""):
    pixels = np.full((90, 120, 3), colour, np.uint8)
    pixels[60:] = (60, 120, 60)
    return Picture(Image.fromarray(pixels), words=words)


# ---- telling


def test_the_first_engine_is_the_offline_one():
    assert next(iter(ENGINES)) == "offline" and "offline" in TaleTeller.__doc__
    assert TaleTeller.name == "paper town tales"


def test_a_paper_town_picture_tells_of_what_is_in_it():
    picture = paint(read("a small black cat with a red hat next to a bus at night"), (320, 180), seed=3)
    made = tell(picture, language="es")
    assert (
        made.characters[0].kind == "cat"
        and "black" in made.characters[0].looks
        and "red hat" in made.characters[0].looks
    )
    assert scene_in(made[0].prompt, made.characters).time == "night"
    assert made.caption and made.note == ""


@pytest.mark.parametrize(
    "language, measured, told",
    [
        ("en", "only measure colours", "your words"),
        ("zh-TW", "只會量顏色", "你寫的"),
        ("es", "solo sé medir colores", "tus palabras"),
    ],
)
def test_of_a_photograph_it_says_what_was_taken_from_where(language, measured, told):
    made = tell(photo(), language=language)
    assert measured in made.note and "red" in made.characters[0].looks and made.caption
    about = tell(photo(), about="my cat Mimi sleeps", language=language)
    assert told in about.note and about.characters[0].kind == "cat" and "red" in about.characters[0].looks
    named = tell(photo(words="my-dog.jpg"), language=language)
    assert named.characters[0].kind == "dog" and measured not in named.note and "dog" in named.note


def test_of_a_photograph_it_never_guesses_what_it_shows():
    kinds = {tell(photo((i * 9 % 256, 90, 40))).characters[0].kind for i in range(12)}
    assert len(kinds) > 3  # the hero comes from chance, and the note says that only colours were measured


def test_the_same_given_makes_the_same_story_another_seed_another():
    assert tell("a cat").text() == tell("a cat").text()
    assert tell(photo()).text() == tell(photo()).text()
    assert tell(photo()).text() != tell(photo((20, 90, 200))).text()
    assert TaleTeller(seed=4)("a cat").text() != tell("a cat").text()


def test_an_idea_may_ask_for_its_tale():
    assert "Fly" in tell("a cat wants to fly").title or "Sky" in tell("a cat wants to fly").title
    assert "月亮" in tell("小熊想要月亮", language="zh-TW").title
    assert "cumpleaños" in tell("el cumpleaños de un zorro", language="es").title.lower()


def test_a_name_in_the_idea_is_the_name_in_the_story():
    made = tell("一隻叫咪咪的貓", language="zh-TW")
    assert (made.characters[0].name, made.characters[0].called) == ("咪咪", "Mimi")
    assert all("[咪咪]" in page.prompt for page in made)
    assert tell("a girl named Ana").characters[0].name == "Ana"


@pytest.mark.parametrize(
    "words, kind",
    [
        ("my cat Mimi sleeps", "cat"),
        ("mi gato Mimi duerme", "cat"),
        ("我的貓咪咪在睡覺", "cat"),
        ("our dog Mimi is in the park", "dog"),
    ],
)
def test_a_name_in_passing_is_a_name_too(words, kind):
    hero = tell(photo(), about=words).characters[0]
    assert (hero.name, hero.kind) == ("Mimi", kind)
    assert tell(words).characters[0].name == "Mimi"


def test_what_is_not_known_is_said():
    assert "“dragon”" in tell("a dragon and a cat").note
    assert "「機智」" in tell("一隻貓", tone="機智", language="zh-TW").note
    assert tell("a cat", tone="like a bedtime story").note == ""
    with pytest.raises(BadInput, match="does not speak"):
        tell("a cat", language="fr")
    for pages in (0, 200):
        with pytest.raises(BadInput, match="1 to 24 pages"):
            tell("a cat", pages=pages)


@pytest.mark.parametrize("idea", ["", "🐱", "<script>alert(1)</script>", "x" * 600, "a \ud800 cat", "{H} | {F.desc}"])
def test_any_idea_makes_a_story(idea):
    made = tell(idea, pages=3)
    assert len(made) == 3 and all(page.words and page.prompt for page in made)


def test_text_and_steps_come_page_by_page():
    texts, steps = [], []
    made = tell("a cat", pages=3, on_text=texts.append, on_step=lambda *a: steps.append(a))
    assert steps == [(1, 3), (2, 3), (3, 3)] and texts[-1] == made.text()
    assert all(b.startswith(a) for a, b in zip(texts, texts[1:]))


# ---- telling again


@pytest.fixture
def story():
    return tell("a small orange cat named Mimi in the park", pages=4, age=7)


def count(made):
    return [len(sentences(page.words)) for page in made]


def test_shorten_and_enlarge_are_ways_back_and_forth(story):
    short = tell(story, how="shorten")
    assert len(short) == 4 and sum(count(short)) < sum(count(story)) and all(count(short))
    long = tell(story, how="enlarge")
    assert sum(count(long)) > sum(count(story))
    assert [p.prompt for p in short] == [p.prompt for p in long] == [p.prompt for p in story]
    for made in (short, long):
        said = [one for page in made for one in sentences(page.words)]
        assert len(said) == len(set(said))
    with pytest.raises(BadInput, match="as short as"):
        tell(tell(tell(short, how="短一點"), how="más corto"), how="shorten")


def test_only_one_page_changes(story):
    made = tell(story, how="make it funny", page=2)
    assert [a is b for a, b in zip(made, story)] == [True, False, True, True]
    assert made[1].words.startswith(story[1].words)


def test_continue_adds_a_page_that_was_not_there(story):
    made = story
    for pages in (5, 6, 7):
        made = tell(made, how="continue")
        assert len(made) == pages and made[0] is story[0]
        said = [one for page in made for one in sentences(page.words)]
        assert len(said) == len(set(said)) and len({page.about for page in made}) == pages
        assert scene_in(made[-1].prompt, made.characters).figures
    with pytest.raises(BadInput, match="whole story"):
        tell(story, how="continue", page=1)


@pytest.mark.parametrize(
    "how, weather", [("it rains now", "rain"), ("下雪了", "snow"), ("ahora hay niebla", "fog"), ("llueve", "rain")]
)
def test_the_weather_changes_in_words_and_pictures(story, how, weather):
    made = tell(story, how=how)
    assert {scene_in(page.prompt, made.characters).weather for page in made} == {weather}
    assert made[0].words != story[0].words and count(made)[0] == count(story)[0] + 1
    again = tell(made, how="it is windy")
    assert count(again)[0] == count(made)[0]  # one line takes the place of the other


@pytest.mark.parametrize("how", ["it is night now", "改成晚上", "ahora es de noche"])
def test_the_time_changes(story, how):
    made = tell(story, how=how, page=3)
    assert scene_in(made[2].prompt, made.characters).time == "night" and made[0] is story[0]


@pytest.mark.parametrize("how", ["the cat is blue", "Mimi is blue", "el gato es azul", "貓變成藍色"])
def test_a_colour_changes_everywhere(story, how):
    made = tell(story, how=how)
    assert "blue" in made.characters[0].looks and "orange" not in made.characters[0].looks
    assert "blue cat" in made[0].words and not re.search("orange (tabby )?cat", made[0].words)


def test_clothes_and_names_change(story):
    made = tell(story, how="Mimi wears a green hat")
    assert "green hat" in made.characters[0].looks and "green hat" in made[0].words
    for how in (
        "Mimi is now called Luna",
        "rename Mimi to Luna",
        "Mimi se llama Luna",
        "把Mimi改名叫Luna",
        "call the cat Luna",
    ):
        made = tell(story, how=how)
        assert made.characters[0].name == "Luna" and "Mimi" not in made.text()
        assert all("[Mimi]" not in page.prompt for page in made) and "[Luna]" in made[0].prompt


def test_what_it_cannot_do_it_says(story):
    with pytest.raises(BadInput, match="It can"):
        tell(story, how="make it rhyme in hexameters")
    own = Story([Page(words="My grandfather built a boat.", prompt="a boat")], title="Grandfather")
    for how in ("shorten", "enlarge", "make it funny", "it rains now", "continue"):
        with pytest.raises(BadInput, match="only its own tales"):
            tell(own, how=how)


def test_sentences_that_a_person_wrote_stay(story):
    story[1].words += " And my aunt waved from the window."
    for how in ("shorten", "enlarge", "make it calm", "it rains now"):
        assert "And my aunt waved from the window." in tell(story, how=how)[1].words


def test_a_story_from_a_saved_book_can_be_told_again(tmp_path):
    studio = Studio("offline")
    book = Book.open(tmp_path / "book", title="Ours")
    book.tell(studio.tell_story("a fox with a red scarf", pages=4))
    book.save()
    again = Book.open(tmp_path / "book").story
    assert json.loads((tmp_path / "book" / "book.json").read_text("utf-8"))
    made = studio.retell(again, "it is snowing")
    assert len(made) == 4 and "snow" in made[0].prompt
    assert len(studio.retell(again, "continue")) == 5


@pytest.mark.parametrize(
    ("idea", "language"), [("a birthday in the rain", "en"), ("un gato pierde su pelota", "es"), ("狗的生日", "zh-TW")]
)
def test_a_word_that_chooses_the_tale_is_not_called_unknown(idea, language):
    assert Studio("offline").tell_story(idea, language=language).note == ""
