"""The engines that ask Gemini: prompts and pictures through the studio's verbs and the real client."""

import pytest
from gemini_server import server  # noqa: F401

from storyhelpers import Studio
from storyhelpers.crafts.illustrator.with_gemini import ASPECTS, GeminiPainter, nearest_shape, watermark
from storyhelpers.crafts.prompt_writer.with_gemini import GeminiWriter, is_latin
from storyhelpers.engine import Cancelled, NoAnswer, NotHere
from storyhelpers.gemini import Gemini
from storyhelpers.media import Picture

IDEA = "大街上很多大大小小的人，有一隻帶著聖誕帽的小花貓悄悄的躲在圖片裡，找到他需要花點時間慢慢找。"


@pytest.fixture
def studio(server):
    """A studio where Gemini writes and draws, without patience."""
    client = Gemini(timeout=20, waits=(0.01,), longest_wait=1, tell=lambda sentence: None)
    return Studio("offline", prompt_writer=GeminiWriter(client=client), illustrator=GeminiPainter(client=client))


# ---- the verbs ----


def test_the_engines_work_as_they_are(server):
    studio = Studio("offline", prompt_writer=GeminiWriter(), illustrator=GeminiPainter())
    made = studio.draw(studio.write_prompt("a cat on a bench"), seed=3)
    assert isinstance(made, Picture) and made.made_by == "Gemini (gemini-3.1-flash-image)" and made.seed == 3
    assert "Gemini (gemini-flash-latest)" in repr(studio)


def test_an_idea_in_any_language_becomes_a_rich_english_prompt(studio, server):
    prompt = studio.write_prompt(IDEA)
    assert prompt.isascii() and "Santa hat" in prompt and "Where's Wally" in prompt
    assert studio.write_prompt("un perro azul en la playa") != prompt
    system = server.bodies[0]["systemInstruction"]["parts"][0]["text"]
    for words in ("any language", "English", "Where's Wally", "top-down", "busy"):
        assert words in system
    assert server.bodies[0]["contents"][0]["parts"][0]["text"] == IDEA


def test_what_is_seen_becomes_what_is_heard(studio, server):
    bus, cat = studio.write_sound_prompt("a red bus at a stop"), studio.write_sound_prompt("an orange cat on a bench")
    assert bus != cat and "close recording" in bus
    assert "heard" in server.bodies[0]["systemInstruction"]["parts"][0]["text"]


def test_pictures_carry_words_maker_seed_and_note(studio):
    cats = studio.draw("a cat on a bench", n=3, aspect="16:9", seed=7)
    dog = studio.draw("a dog on a bench", aspect="16:9", seed=7)
    assert [(c.words, c.made_by, c.seed) for c in cats] == [
        ("a cat on a bench", "Gemini (gemini-3.1-flash-image)", seed) for seed in (7, 8, 9)
    ]
    assert {c.note for c in cats} == {watermark()}
    assert cats[0].size == (160, 90)
    assert len({c.fingerprint for c in (*cats, dog)}) == 4


def test_a_shape_that_gemini_does_not_have_is_rounded_and_it_is_said(studio, server):
    made = studio.draw("a cat", aspect="3:1")
    assert server.bodies[-1]["generationConfig"]["imageConfig"]["aspectRatio"] == "21:9"
    assert made.note == f"Drawn in 21:9, the nearest to 3:1 that Gemini has. {watermark()}"
    assert studio.draw("a cat", aspect="32:18").note == watermark(), "the same shape in other numbers"


@pytest.mark.parametrize(
    "trouble, note", [("400 seed", "takes no seed"), ("400 aspect", "chooses its shape itself; 16:9")]
)
def test_what_the_model_did_not_take_is_said(studio, server, trouble, note):
    server.script = [trouble]
    assert note in studio.draw("a cat").note


def test_a_picture_that_was_held_back_is_named(studio, server):
    server.by_seed = {1: "image safety", 4: "image safety"}
    with pytest.raises(NoAnswer, match="2 of 3 pictures came.*safety filter"):
        studio.draw("a cat", n=3)
    assert [p.seed for p in studio.draw("a cat", n=2)] == [0, 2]


def test_drawing_may_be_cancelled(studio, server):
    def stop(done, total):
        assert total == 4
        raise Cancelled("enough")

    with pytest.raises(Cancelled):
        studio.draw("a cat", n=4, on_step=stop)
    assert studio.draw("a dog").words == "a dog"


@pytest.mark.parametrize("trouble, error", [("429 day", NoAnswer), ("blocked", NoAnswer), ("400 key", NotHere)])
def test_the_studio_stays_usable_after_an_error(studio, server, trouble, error):
    server.always = trouble
    for verb in (studio.write_prompt, studio.write_sound_prompt, studio.draw):
        with pytest.raises(error):
            verb("a cat")
    assert studio.recast(prompt_writer="offline").write_prompt("a cat")
    server.always = None
    assert studio.write_prompt("a cat")


def test_without_a_key_the_way_out_is_said():
    studio = Studio("offline", prompt_writer=GeminiWriter(), illustrator=GeminiPainter())
    for verb in (studio.write_prompt, studio.draw):
        with pytest.raises(NotHere, match=r'no Gemini key.*Studio\("offline"\)'):
            verb("a cat")


def test_a_model_may_be_named(server):
    painter, writer = GeminiPainter("gemini-2.5-flash-image"), GeminiWriter("gemini-2.5-flash-lite")
    assert painter("a cat")[0].made_by == "Gemini (gemini-2.5-flash-image)"
    assert writer("a cat") and writer.name == "Gemini (gemini-2.5-flash-lite)"
    with pytest.raises(NotHere, match="no model some-painter"):
        GeminiPainter("some-painter")("a cat")


@pytest.mark.parametrize("engine", [GeminiWriter, GeminiPainter])
def test_an_engine_states_name_licence_and_source(engine):
    made = engine()
    assert made.name.startswith("Gemini (gemini-")
    assert "check them before you publish" in made.licence and made.source.startswith("https://ai.google.dev")
    assert (engine.__doc__ or "").split("\n")[0].startswith("Gemini ")


# ---- the prompt alone ----


@pytest.mark.parametrize("answer", ["chatty", "headed", "quoted"])
def test_the_prompt_comes_alone(studio, server, answer):
    server.script = [answer]
    assert studio.write_prompt("a cat") == "A small cat hides in a busy street."


def test_an_answer_in_another_language_is_asked_for_once_more(studio, server):
    server.script = ["chinese"]
    assert is_latin(studio.write_prompt("a cat"))
    assert "English only" in server.bodies[-1]["systemInstruction"]["parts"][0]["text"]
    server.script = ["chinese", "chinese"]
    with pytest.raises(NoAnswer, match="in English, twice"):
        studio.write_prompt("a cat")


def test_a_foreign_word_on_a_sign_is_no_foreign_answer():
    assert is_latin("A busy street in Taipei with a shop sign that reads 貓 and a café called Señor Gato")
    assert not is_latin("一隻貓 in a street")


# ---- shapes ----


@pytest.mark.parametrize("asked, shape", [
    ("16:9", "16:9"), ("1:1", "1:1"), ("2:1", "16:9"), ("4:1", "21:9"), ("1:4", "9:16"), ("1000:999", "1:1"),
    ("7:5", "4:3"), ("5:7", "3:4"),
])  # fmt: skip
def test_the_nearest_shape(asked, shape):
    assert nearest_shape(asked) == shape and shape in ASPECTS
