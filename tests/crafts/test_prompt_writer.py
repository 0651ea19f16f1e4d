"""The offline prompt writer: an idea in any of three languages becomes an English prompt that loses nothing."""

import pytest

from storyhelpers.crafts import prompt_writer
from storyhelpers.papertown.reader import read

IDEAS = {
    "en": "Two red cars and a small dog wearing a blue scarf, sleeping under a tree in the rain at night",
    "zh-TW": "下雨的晚上，兩輛紅色的車和一隻圍著藍色圍巾的小狗，小狗在樹下睡覺",
    "es": "De noche bajo la lluvia, dos coches rojos y un perro pequeño con bufanda azul durmiendo debajo de un árbol",
}


@pytest.mark.parametrize("language", IDEAS)
def test_an_idea_in_any_language_becomes_the_same_english_prompt(language):
    prompt = prompt_writer.offline(IDEAS[language])
    assert prompt.isascii()
    assert "two red cars; a small sleeping dog wearing a blue scarf under a tree" in prompt
    assert "at night" in prompt.lower() and "It is raining." in prompt


def test_what_cannot_be_drawn_is_kept_in_the_prompt():
    prompt = prompt_writer.offline("一隻貓和一支長號")
    assert "長號" in prompt
    assert read(prompt).unknown == ("長號",)


def test_a_crowd_is_asked_for_as_a_picture_to_search():
    prompt = prompt_writer.offline("a cat with a Santa hat hides in a crowded street")
    for words in (
        "Where's Wally",
        "crowded",
        "seen from above, top-down",
        "on a street",
        "well hidden cat wearing a Santa hat",
    ):
        assert words in prompt.replace("On a street", "on a street")


def test_a_prompt_may_be_written_again():
    once = prompt_writer.offline(IDEAS["en"])
    assert prompt_writer.offline(once) == once


def test_an_idea_without_anything_to_draw_still_gives_a_prompt():
    assert prompt_writer.offline("…").strip()


def test_a_description_becomes_a_sound_prompt():
    prompt = prompt_writer.offline("an orange cat on a bench", purpose="sound")
    assert prompt.strip() and prompt != prompt_writer.offline("an orange cat on a bench")


def test_the_offline_engine_is_the_first():
    assert next(iter(prompt_writer.ENGINES)) == "offline"
