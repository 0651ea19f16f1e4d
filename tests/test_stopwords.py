"""Stop words: found however they are written, never inside other words, and the lists belong to the person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers import BadInput, Page, Story, Studio, stopwords
from storyhelpers.stopwords import StopWords

HARMLESS = (
    "A cat sits on a bench in Scunthorpe and drinks grape juice.", "Un niño busca su sombrero en el computador.",
    "一隻小貓在街上散步，他媽媽在旁邊等著。", "The grapes and the drapes are therapists' property.",
    "Sussex is in England.",
)  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_words_pass(text):
    assert StopWords().found(text) is None


@pytest.mark.parametrize(
    ("text", "word", "start"),
    [
        ("The cat says shit loudly", "shit", 13),
        ("SHIT", "shit", 0),
        ("ｓｈｉｔ happens", "shit", 0),
        ("sh\u200bit happens", "shit", 0),
        ("Vaya mierda de día", "mierda", 5),
        ("貓咪說去死吧然後走了", "去死吧", 3),
        ("they bitched about it", "bitched", 5),
        ("please kill   yourself", "kill   yourself", 7),
    ],
)
def test_a_word_is_found_however_it_is_written(text, word, start):
    found = StopWords().found(text)
    assert found[:2] == (word, start)


def test_the_error_names_the_word_and_the_place():
    with pytest.raises(BadInput) as caught:
        Studio("offline").write_prompt("a cat that eats shit in the park")
    said = str(caught.value)
    assert "idea" in said and '"shit"' in said and "letter 17" in said and "eats shit in the park" in said
    assert 'stopwords.edit("en")' in said


def test_stories_and_prompts_are_looked_at_too():
    def writer(given):
        return Story([Page(words="All is well.", prompt="a cat"), Page(words="Then a bastard came.", prompt="a dog")])

    with pytest.raises(BadInput, match="story on page 2"):
        Studio("offline", story_writer=writer).tell_story("a cat")
    with pytest.raises(BadInput, match="prompt"):
        Studio("offline").draw("a naked man")
    with pytest.raises(BadInput, match="about"):
        Studio("offline", story_writer=writer).tell_story("a cat", about="porn")


def test_a_teacher_changes_the_list():
    path = stopwords.edit("en")
    path.write_text("\ufeff# ours\nhomework\nmath*   # and mathematics\n*\n\n", "utf-8")
    assert stopwords.edit("en") == path and "homework" in path.read_text("utf-8"), (
        "a second call keeps what was written"
    )
    assert StopWords().found("shit") is None
    assert StopWords().found("No Homework today")[0] == "homework"
    assert StopWords().found("we like mathematics")[0] == "mathematics"


def test_none_and_more():
    assert StopWords.of(False).found("shit") is None
    assert StopWords.of(["Dragon"]).found("a dragon, shit")[::2] == ("dragon", "")
    assert Studio("offline", stop_words=["dragon"]).recast(describer=print).stop_words.more == ("dragon",)
    for wrong in ("dragon", [3]):
        with pytest.raises(BadInput, match="stop_words is True, False or a list"):
            Studio("offline", stop_words=wrong)


@pytest.mark.parametrize("language", ["en", "zh-TW", "es"])
def test_every_word_of_a_list_is_found_by_itself(language):
    for word in stopwords.words_of(language):
        assert StopWords().found(word.rstrip("*")), word


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text):
    found = StopWords().found(text)
    assert found is None or 0 <= found[1] < len(text)


@given(st.lists(st.text(max_size=10), max_size=5), st.text(max_size=50))
def test_any_list_can_be_used(words, text):
    found = StopWords(words, lists=False).found(text)
    assert found is None or (words and 0 <= found[1] < len(text) and found[2] == "")
