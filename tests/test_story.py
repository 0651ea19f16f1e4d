"""Stories and their books: characters in prompts, telling, telling again, going back, and what the verbs refuse."""

import re

import numpy as np
import pytest
from conftest import square_picture
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers import BadInput, Book, Character, NoAnswer, Page, Sound, Story, StoryError, Studio
from storyhelpers.media import Words, WordTiming
from storyhelpers.story import cast_in

MIMI = Character("Mimi", "small orange tabby cat wearing a red scarf", "cat")


def a_story(words=("Mimi wakes up.", "Mimi runs.")):
    pages = [Page(f"scene {i}", text, f"[Mimi] in scene {i}.") for i, text in enumerate(words, 1)]
    return Story(pages, title="Mimi", characters=[MIMI], language="en")


def writer(given, *, pages=4, language="en", age=6, how="", page=None):
    """A story writer of one's own, as a person would write it."""
    if how == "shorten":
        return given.like([Page(p.about, p.words.split(".")[0] + "!", p.prompt) for p in given])
    if how:
        return given.like([p if page not in (None, i) else Page(p.about, how, p.prompt + " in the rain")
                           for i, p in enumerate(given, 1)])  # fmt: skip
    return Story([Page(f"{i}", f"Page {i} for {age} in {language}.", "[Mimi] naps.") for i in range(1, pages + 1)],
                 title="A nap", characters=[MIMI])  # fmt: skip


@pytest.fixture
def studio():
    return Studio("offline", story_writer=writer)


# ---- characters ----


def test_looks_take_the_place_of_the_name():
    told = cast_in("[Mimi] naps on a wall. The sun warms [mimi].", [MIMI])
    assert told == "A small orange tabby cat wearing a red scarf named Mimi naps on a wall. The sun warms the cat."


def test_a_name_in_other_letters_is_not_written_into_the_prompt():
    told = cast_in("A dog meets [咪咪].", [Character("咪咪", "orange cat", "cat")])
    assert told == "A dog meets an orange cat."
    assert "named Mimi" in cast_in("[咪咪]", [Character("咪咪", "orange cat", "cat", called="Mimi")])


def test_a_name_that_nobody_has_loses_its_brackets():
    assert cast_in("[Bobo] and [Mimi]", []) == "Bobo and Mimi"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=80))
def test_any_name_and_looks_can_stand_in_a_prompt(name, looks, around):
    cast_in(f"{around}[{name}]", [Character(name, looks)])  # raises nothing, whatever they hold
    name, looks, around = (re.sub(r"[\[\]]", "", text) for text in (name.strip(), looks, around))
    if name and re.sub(r"^(?:an?|the)\s+", "", looks.strip(), flags=re.IGNORECASE):
        told = cast_in(f"{around} then [{name}]", [Character(name, "red " + looks)])
        assert told.startswith(f"{around} then a red {looks.strip()}".rstrip()[: len(around) + 10])


# ---- in a book ----


def test_a_book_keeps_its_story(sound):
    book = Book.open("mimi").tell(a_story())
    book.note = "A cat that I know."
    book.style, book.link, book.cover = "Watercolour.", "https://example.org/mimi", square_picture()
    page = book.pages[0]
    page.translations["es"] = Words("Mimi despierta.", "a translator, its licence")
    page.words = Words(page.words, "a writer, its licence")
    spoken = Sound(
        sound.samples, words="Mimi wakes up.", timings=(WordTiming(0.0, 0.2, 0, 4), WordTiming(0.2, 0.4, 5, 10))
    )
    page.reading, page.readings = spoken, {"es": sound}
    book.save()
    again = Book.open("mimi")
    assert (again.title, again.style, again.link) == ("Mimi", "Watercolour.", "https://example.org/mimi")
    assert again.note == again.story.note == "A cat that I know."
    assert again.characters == (MIMI,) and (again.cover.array == book.cover.array).all()
    assert again.pages[0].translations == {"es": "Mimi despierta."}
    assert again.pages[0].translations["es"].by == "a translator, its licence"
    assert again.pages[0].words.by == "a writer, its licence" and again.pages[1].words.by == ""
    assert again.pages[0].reading.timings == spoken.timings
    assert again.pages[0].readings["es"].seconds == sound.seconds
    assert again.prompt_for(again.pages[1]).startswith("Watercolour. A small orange tabby cat wearing a red scarf")


def test_an_older_book_without_these_things_still_opens():
    import json

    book = Book.open("old").tell(a_story()).save()
    index = json.loads((book.folder / "book.json").read_text())
    for name in ("style", "link", "note", "cover", "characters", "earlier"):
        del index[name]
    for page in index["pages"]:
        del page["translations"], page["readings"]
    (book.folder / "book.json").write_text(json.dumps(index))
    assert Book.open("old").pages[0].words == "Mimi wakes up."


def test_a_story_is_told_again_for_readers_of_the_same_age():
    book = Book.open("old-readers").tell(a_story().like(a_story(), age=11)).save()
    assert Book.open("old-readers").story.age == 11
    book.tell(a_story()).save()
    assert Book.open("old-readers").undo().story.age == 11


def test_undo_goes_back_also_after_the_session_is_over(picture):
    book = Book.open("mimi").tell(a_story())
    book.pages[0].picture = picture
    book.save().tell(a_story(("A new beginning.",))).save()
    again = Book.open("mimi")
    assert [page.words for page in again.pages] == ["A new beginning."]
    again.undo().save()
    assert [page.words for page in again.pages] == ["Mimi wakes up.", "Mimi runs."]
    assert (Book.open("mimi").pages[0].picture.array == picture.array).all()
    with pytest.raises(BadInput, match="nothing to undo"):
        again.undo()


def test_a_picture_that_two_versions_share_is_one_file(picture):
    book = Book.open("mimi").tell(a_story())
    book.pages[0].picture = picture
    book.save()
    for i in range(8):
        book.tell(book.story.like([*book.pages, Page(words=str(i))])).save()
    assert len(book.earlier) == 5 and len(list(book.folder.glob("*.png"))) == 1
    again = Book.open("mimi")
    assert again.pages[0].picture is again.earlier[0][0].picture


def test_forgetting_words_forgets_what_was_spoken(sound):
    page = Page(words="Hello.", reading=sound, translations={"es": "Hola."}, readings={"es": sound})
    page.forget("reading")
    assert page.words and page.translations and page.reading is None and not page.readings
    page.forget("words")
    assert not page.words and not page.translations


def test_a_voice_that_reads_other_words_is_not_heard(sound):
    from dataclasses import replace

    page = Page(words="Hello  there.", reading=replace(sound, words="Hello there."), translations={"es": "Hola."})
    assert page.heard() is page.reading and page.heard("es") is None
    page.words, page.readings["es"] = "Goodbye.", replace(sound, words="Adiós.")
    assert page.heard() is None and page.heard("es") is None
    page.reading = replace(sound, words="")  # somebody's own recording
    assert page.heard() is page.reading


# ---- the verbs ----


def test_a_story_is_told_and_signed(studio):
    story = studio.tell_story("a cat naps", pages=3, age=5, language="es")
    assert [page.words for page in story] == [f"Page {i} for 5 in es." for i in (1, 2, 3)]
    assert story.title == "A nap" and "writer" in story.made_by and story[0].words.by == "writer"
    assert "Page 2" in story._repr_html_() and "A nap" in story.text()


@pytest.mark.parametrize("pages", [0, 25, 200, 2.5, True, "4"])
def test_a_book_has_one_to_24_pages(studio, pages):
    with pytest.raises(BadInput, match="pages is a whole number from 1 to 24"):
        studio.tell_story("a cat", pages=pages)


@pytest.mark.parametrize("given", ["", "   ", None, 7, b"cat"])
def test_a_story_needs_a_picture_or_an_idea(studio, given):
    with pytest.raises(BadInput):
        studio.tell_story(given)


def test_a_language_is_a_tag(studio):
    assert studio.tell_story("x", language="zh_Hant").language == "en"  # as the writer says
    with pytest.raises(BadInput, match="short tag"):
        studio.tell_story("a cat", language="<script>")
    with pytest.raises(BadInput, match="short tag"):
        studio.tell_story("a cat", language="French please")


@pytest.mark.parametrize("answer", [[], "a story", None, [Page(words=" ")], Story(), [3]])
def test_what_is_no_story_is_said(answer):
    with pytest.raises(StoryError, match="must answer"):
        Studio("offline", story_writer=lambda given: answer).tell_story("a cat")


def test_telling_again_keeps_what_did_not_change(studio, picture, sound):
    story = a_story()
    story[0].picture, story[0].reading, story[1].picture = picture, sound, picture
    told = studio.retell(story, "It rains.", page=2)
    assert told[0] is story[0] and told[1].words == "It rains." and told[1].picture is None
    shorter = studio.retell(story, "shorten")
    assert shorter[0].words == "Mimi wakes up!" and shorter[0].picture is picture and shorter[0].reading is None
    assert shorter.characters == (MIMI,) and shorter.title == "Mimi"


def test_what_cannot_be_told_again_is_said(studio):
    with pytest.raises(BadInput, match="from 1 to 2"):
        studio.retell(a_story(), "shorten", page=3)
    with pytest.raises(BadInput, match="no story with pages"):
        studio.retell(Story(), "shorten")
    with pytest.raises(BadInput, match="cannot tell a story again"):
        Studio("offline", story_writer=lambda given, pages: a_story()).retell(a_story(), "shorten")


def test_translating_into_the_same_language_changes_nothing():
    def fails(words, *, to):
        raise AssertionError("nobody needs to be asked")

    assert Studio("offline", translator=fails).translate("A cat sits there.", "en") == "A cat sits there."
    assert Studio("offline", translator=lambda words, *, to: f"{to}!").translate("A cat sits.", "fr") == "fr!"


def test_a_reading_is_checked():
    def reader(words, *, language):
        return Sound(np.full(22050 * (700 if "long" in words else 1), 0.0 if "hush" in words else 0.1), 22050)

    studio = Studio("offline", narrator=reader)
    made = studio.read_aloud("Once upon a time.")
    assert made.seconds == 1 and made.words == "Once upon a time." and made.made_by == "reader"
    with pytest.raises(BadInput, match="12 minutes"):
        studio.read_aloud("a long story")
    with pytest.raises(NoAnswer, match="silence"):
        studio.read_aloud("hush")
    with pytest.raises(BadInput, match="speed is a number from 0.5 to 2"):
        studio.read_aloud("Hello", speed=9)


def test_a_picture_is_enlarged_with_its_outlines():
    studio = Studio("offline")
    street = studio.draw("a red cat on a bench")
    large = studio.upscale(street, times=2)
    assert large.size == tuple(2 * side for side in street.size) and "Lanczos" in large.note
    for figure, before in zip(large.scene.figures, street.scene.figures):
        if before.box:
            assert figure.box == tuple(2 * side for side in before.box)
    assert large.scene.labels.shape == large.size[::-1]
    assert set(np.unique(large.scene.labels)) == set(np.unique(street.scene.labels))
    small = np.asarray(large.image.resize(street.size), float)
    assert np.abs(small - street.array).mean() < 3
    with pytest.raises(BadInput, match="times is a number from 1 to 4"):
        studio.upscale(street, times=0)
    with pytest.raises(BadInput, match="up to 8,192 fit"):
        studio.upscale(studio.upscale(street, times=4), times=4)
