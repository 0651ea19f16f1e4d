"""Stories in lines: labels in three languages and many manners, prose without any, prompts that name characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers import BadInput
from storyhelpers.crafts.story_writer.lines import LONGEST_PAGE, character_in, page_words, parsed, parted
from storyhelpers.crafts.story_writer.wishes import flat, in_taiwan, named, told_again, wishes_of
from storyhelpers.story import Character, Page, Story, cast_in

MIMI = Character("Mimi", "small orange cat", "cat")
PLAIN = """TITLE: The Moon
CHARACTER: Mimi | small orange cat | cat
PAGE 1: Mimi looks up. The moon is big.
PICTURE 1: [Mimi] at a window
PAGE 2: She sleeps.
PICTURE 2: [Mimi] asleep"""
CHATTY = """Sure! Here is your story:

**TITLE:** The Moon
**CHARACTER:** Mimi | a small orange cat | cat

### Page 1
Mimi looks up.
The moon is big.

*Picture 1:* [Mimi] at a window

**Page 2 -** She sleeps.
Image: [Mimi] asleep

I hope you like it!"""
CHINESE = """標題：The Moon
角色：Mimi｜small orange cat｜cat
第一頁：Mimi looks up. The moon is big.
圖片一：[Mimi] at a window
第2頁：She sleeps.
圖 2: [Mimi] asleep"""
SPANISH = """TÍTULO: The Moon
PERSONAJE: Mimi: a small orange cat
PÁGINA 1: Mimi looks up. The moon is big.
IMAGEN 1: [Mimi] at a window
Página 2: She sleeps.
Imagen 2: [Mimi] asleep"""


BRACKETS = """【標題】《The Moon》
【角色】Mimi｜small orange cat
【第1頁】Mimi looks up. The moon is big.
【圖片1】[Mimi] at a window
[Page 2] She sleeps.
[Picture 2]: [Mimi] asleep"""


@pytest.mark.parametrize("text", [PLAIN, CHATTY, BRACKETS, CHINESE, SPANISH, PLAIN.lower().replace("mimi", "Mimi")])
def test_the_form_is_found_in_many_manners(text):
    found = parsed(text)
    assert [w.lower() for w in found.words.values()] == ["mimi looks up. the moon is big.", "she sleeps."]
    assert list(found.words) == [1, 2] and found.prompts == {1: "[Mimi] at a window", 2: "[Mimi] asleep"}
    assert found.title.lower() == "the moon"
    (who,) = found.characters
    assert who.name == "Mimi" and who.looks == "small orange cat"


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(PLAIN.splitlines() + CHATTY.splitlines()), max_size=9).map("\n".join)
)
def test_whatever_is_written_nothing_empty_comes_out(text):
    found = parsed(text)
    assert all(number >= 1 and any(c.isalnum() for c in words) for number, words in found.words.items())
    assert all(words for words in found.prompts.values())
    for pages in (1, 3):
        parts = parted(text, pages)
        assert len(parts) <= pages and all(len(part) <= LONGEST_PAGE for part in parts)


@given(st.lists(st.sampled_from(["One cat sat.", "It ran home!", "「你好。」", "貓走了。", "Was it?"]), min_size=1,
                max_size=9),
       st.integers(1, 12))  # fmt: skip
def test_prose_is_parted_without_losing_a_word(sentences, pages):
    sentences = [f"{n} {sentence}" for n, sentence in enumerate(sentences)]
    parts = parted(" ".join(sentences), pages)
    assert 1 <= len(parts) <= pages
    assert flat(" ".join(parts)).replace(" ", "") == "".join(sentences).replace(" ", "")


def test_numbers_of_paragraphs_are_no_words():
    assert parted("1. A cat sat.\n2. It ran.", 2) == ["A cat sat.", "It ran."]


def test_paragraphs_are_pages_where_they_are_as_many():
    assert parted("One. Two.\n\nThree.", 2) == ["One. Two.", "Three."]
    assert parted("", 3) == []


@pytest.mark.parametrize("row, name, looks", [
    ("Mimi | a small cat | cat", "Mimi", "small cat"), ("[Mimi] - an old dog.", "Mimi", "old dog"),
    ("Bob, a grey horse", "Bob", "grey horse"), ("**咪咪** ｜ small cat ｜ Mimi ｜ cat", "咪咪", "small cat"),
])  # fmt: skip
def test_a_character_in_many_manners(row, name, looks):
    found = character_in(row)
    assert (found.name, found.looks) == (name, looks)
    assert found.called == ("Mimi" if name == "咪咪" else "")


@pytest.mark.parametrize("row", ["", "Mimi", "|", "Mimi |", "x" * 60 + " | cat"])
def test_no_character_without_looks(row):
    assert character_in(row) is None


def test_a_refrain_stays_and_an_echo_goes():
    assert page_words("Run! said Mimi. Run! The dog ran. Run!") == "Run! said Mimi. Run! The dog ran. Run!"
    assert page_words("She ran. He sat. She ran. He sat. She ran. He sat. She ran.") == "She ran. He sat."
    assert page_words("It was very very very very very big.") == "It was very big."


def test_the_words_of_a_page_are_tidied():
    assert page_words('"The **cat** ran."') == "The cat ran."
    assert page_words("- He ran.\n- She ran.") == "He ran. She ran."
    assert page_words(" *** ") == ""


# ---- prompts name their characters ----


@pytest.mark.parametrize("prompt, wanted", [
    ("Mimi naps", "[咪咪] naps"), ("[Mimi] naps by [Bob]", "[咪咪] naps by [Bob]"),
    ("[mimi] and Bobby nap", "[咪咪] and Bobby nap"),
    ("咪咪 naps, [a dog] barks", "[咪咪] naps, a dog barks"), ("[咪咪]'s bed", "[咪咪]'s bed"),
])  # fmt: skip
def test_characters_stand_in_brackets_under_their_own_name(prompt, wanted):
    cast = (Character("咪咪", "small cat", "cat", "Mimi"), Character("Bob", "old dog", "dog"))
    assert named(prompt, cast) == wanted
    assert "[" not in cast_in(wanted, cast)


@given(st.text("[]Mi mB.ob", max_size=40))
def test_naming_twice_changes_nothing_more(prompt):
    once = named(prompt, [MIMI])
    assert named(once, [MIMI]) == once


# ---- telling again ----


def story(pages=3, **parts):
    made = [Page(f"scene {n}", f"Words {n}.", f"[Mimi] {n}") for n in range(1, pages + 1)]
    return Story(made, **{"title": "T", "characters": (MIMI,), **parts})


def again(how, page=None):
    return wishes_of(story(), how=how, page=page)


def test_only_the_page_that_may_change_does():
    old = story()
    new = [Page("x", f"New {n}.", f"new {n}") for n in range(1, 4)]
    for answer in (new, new[1:2]):
        made = told_again(old, answer, again("make it rain", 2), title="other", characters=(), note="n")
        assert made[0] is old[0] and made[2] is old[2] and made[1].words == "New 2." and made[1].prompt == "new 2"
        assert made.title == "T" and made.characters == (MIMI,) and made.note == "n"


def test_shorter_pages_keep_their_picture_prompts_and_missing_ones_stay():
    old = story()
    made = told_again(old, [Page("x", "Short.", "other")], again("shorten"))
    assert made[0].words == "Short." and made[0].prompt == "[Mimi] 1" and made[1:] == old[1:]


def test_to_continue_appends():
    old = story()
    made = told_again(old, [Page("", f"More {n}.", "p") for n in range(5)], again("continue"))
    assert made[:3] == old[:3] and [page.words for page in made[3:]] == ["More 0.", "More 1."]


@pytest.mark.parametrize("given_, options, says", [
    (7, {}, "not of int"), ("a cat", {"language": "tlh"}, "not a language with the tag"),
    (Story([]), {"how": "x"}, "no pages"),
    (story(), {}, "told again"), (story(), {"how": "continue", "page": 1}, "takes no page="),
    (story(), {"how": "x", "page": 9}, "pages 1 to 3"), (story(23), {"how": "continue"}, "up to 24 fit"),
])  # fmt: skip
def test_wishes_that_go_together_with_nothing(given_, options, says):
    with pytest.raises(BadInput, match=says):
        wishes_of(given_, **options)


def test_simplified_characters_become_traditional_and_traditional_ones_stay():
    simple = story(1, language="zh-TW", title="小猫", characters=(Character("龙龙", "dragon"),))
    simple[0].words, simple[0].prompt = "小猫和龙龙跑回家。", "[龙龙] runs"
    made = in_taiwan(simple)
    assert made.title == "小貓" and made[0].words == "小貓和龍龍跑回家。" and made.characters[0].name == "龍龍"
    assert cast_in(made[0].prompt, made.characters) == "A dragon runs" and "Simplified characters" in made.note
    proper = story(1, language="zh-TW")
    proper[0].words = "皇后走了三公里到臺北。"
    assert in_taiwan(proper) is proper
