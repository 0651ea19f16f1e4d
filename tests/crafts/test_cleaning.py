"""Answers of language models become prompts: nothing but the words that were asked for, and never an endless loop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers.crafts.prompt_writer.cleaning import LONGEST, clean, cleaned, shorten, without_loops
from storyhelpers.engine import NoAnswer

PROMPT = "A small cat peeks from behind a red mailbox, soft light."


@pytest.mark.parametrize(
    "answer",
    [
        PROMPT,
        f'"{PROMPT}"',
        f"“{PROMPT}”",
        f"Prompt: {PROMPT}",
        f"**Prompt:** {PROMPT}",
        f"**English picture prompt**: {PROMPT}",
        f"```\n{PROMPT}\n```",
        f"Here is the prompt:\n```text\n{PROMPT}\n```\nHope this helps!",
        f"Sure! Here is a prompt for your picture:\n\n{PROMPT}\n\nLet me know if you want another one.",
        f"<think>\nThe user wants a cat.\n</think>\n\n{PROMPT}",
        f"以下是提示詞：\n{PROMPT}",
        f"¡Claro! {PROMPT}",
        f"# {PROMPT}",
        f"1. {PROMPT}",
        f"  {PROMPT}\n\n",
        f"{PROMPT} {PROMPT} {PROMPT}",
        "A small **cat** peeks\nfrom behind a red mailbox,\tsoft light.",
    ],
)
def test_only_the_words_are_left(answer):
    assert clean(answer) == PROMPT


@pytest.mark.parametrize(
    "answer",
    [
        "A busy street: a cat hides behind a mailbox.",
        "This is a cat: it hides.",
        'The cat says "meow" and the dog says "woof".',
        '"Hello," says the cat, "where is my hat?"',
        "Of course, the goat stands on a hill.",
        "A very very big cat sits there, and a very very small one.",
        "Here is where the cat lives, under a roof of red tiles.",
        "Brrrr, a cold wind blows; ahhhh, says the owl.",
        "一隻貓躲在郵筒後面，光線柔和。",
        "No. 7 is a tram. It turns at the corner.",
    ],
)
def test_what_belongs_to_the_answer_stays(answer):
    assert clean(answer) == answer


@pytest.mark.parametrize(
    "answer, kept",
    [
        ("a cat, a cat, a cat, a cat, a cat", "a cat"),
        ("birds sing and birds sing and birds sing and birds sing and", "birds sing and"),
        ("A bell rings. Rain falls. A bell rings. Rain falls.", "A bell rings. Rain falls."),
        ("貓貓貓貓貓貓", "貓"),
        ("一隻小貓。一隻小貓。一隻小貓。", "一隻小貓。"),
    ],
)
def test_loops_are_cut(answer, kept):
    assert without_loops(answer) == kept


@pytest.mark.parametrize(
    "answer", [None, "", "  \n", "...", "```\n```", '""', "<think>only thoughts", "\ufffd\ufffd", "***"]
)
def test_nothing_is_an_error_that_names_the_model_and_the_way_out(answer):
    assert clean(answer) == ""
    with pytest.raises(NoAnswer, match=r"Qwen2\.5 gave an empty answer.*offline"):
        cleaned(answer, "Qwen2.5")


def test_long_answers_end_with_a_sentence_or_a_word():
    assert shorten("One two three. Four five six.", 20) == "One two three."
    assert shorten("one two three four", 10) == "one two"
    assert len(clean("word " * 10 + " ".join(str(i) for i in range(9000)))) <= LONGEST


@given(st.text(max_size=300))
def test_any_answer_gives_one_line_or_nothing(text):
    words = clean(text)
    assert "\n" not in words and "```" not in words and words == words.strip()
    assert words == "" or any(c.isalnum() or c == "_" for c in words)
    assert len(words) <= LONGEST
