"""Gemini tells stories, alone and with pictures, translates and reads aloud: through the real client and a server."""

import json

import numpy as np
import pytest
from gemini_server import impatient, server  # noqa: F401

from storyhelpers import BadInput, Picture, Studio
from storyhelpers.crafts.narrator.with_gemini import NO_TIMINGS, VOICES, GeminiNarrator, stretched
from storyhelpers.crafts.story_writer import GeminiTeller, GeminiTogether
from storyhelpers.crafts.story_writer.with_gemini import drafted, schema_of
from storyhelpers.crafts.translator import GeminiTranslator
from storyhelpers.engine import Cancelled, NoAnswer, NotHere
from storyhelpers.story import Page, Story, cast_in

IDEA = "a cat wants to fly"


@pytest.fixture
def studio(server):
    """A studio where Gemini tells, translates and reads aloud, without patience."""
    client = impatient([])
    return Studio("offline", story_writer=GeminiTeller(client=client), translator=GeminiTranslator(client=client),
                  narrator=GeminiNarrator(client=client))  # fmt: skip


def together(server):
    return Studio("offline", story_writer=GeminiTogether(client=impatient([])))


# ---- a story ----


def test_an_idea_becomes_a_story_in_one_call_with_a_schema(studio, server):
    shown, steps = [], []
    story = studio.tell_story(IDEA, pages=5, age=9, tone="funny", on_text=shown.append,
                              on_step=lambda *step: steps.append(step))  # fmt: skip
    assert len(story) == 5 and IDEA in story.title and story.age == 9 and "Gemini (gemini-flash" in story.made_by
    assert len({page.words for page in story}) == 5 and not story.note and not story.caption
    (body,) = server.bodies
    assert (
        body["generationConfig"]["responseJsonSchema"] == schema_of(5) and "streamGenerate" in server.asked[-1]["path"]
    )
    told = body["systemInstruction"]["parts"][0]["text"]
    assert "9 years" in told and "funny" in told and "5 pages" in told and "three to five" in told and "English" in told
    assert IDEA not in told and IDEA in body["contents"][0]["parts"][0]["text"], "an idea is no instruction"
    assert all("[Mimi]" in page.prompt for page in story) and story.characters[0].kind == "cat"
    assert cast_in(story[0].prompt, story.characters).startswith("A small orange tabby cat with a red scarf named Mimi")
    assert len(shown) > 8 and shown[-1] == story.text() and not any(set(text) & set('{}"[]') for text in shown)
    assert all(len(a) <= len(b) for a, b in zip(shown, shown[1:]))
    assert steps[-1] == (5, 5) and sorted(steps) == steps


@pytest.mark.parametrize("language, word, name", [("zh-TW", "雨傘", "traditional"), ("es", "paraguas", "Spanish"),
                                                  ("fr", "umbrella", "French"),
                                                  ("pt-BR", "", "Portuguese (as in BR)")])  # fmt: skip
def test_words_in_the_language_and_prompts_in_english(studio, server, language, word, name):
    story = studio.tell_story(IDEA, language=language)
    assert word in story[2].words and story.language == language
    assert name in server.bodies[0]["systemInstruction"]["parts"][0]["text"]
    assert all(cast_in(page.prompt, story.characters).isascii() for page in story)


def test_a_language_nobody_knows_is_refused_before_anything_is_asked(studio, server):
    with pytest.raises(BadInput, match="Nearest: "):
        studio.tell_story(IDEA, language="tlh")
    assert not server.asked


def test_a_picture_is_sent_along_and_its_caption_comes_from_the_same_call(studio, server, picture):
    story = studio.tell_story(picture, about="my cat Mimi sleeps")
    parts = server.bodies[0]["contents"][0]["parts"]
    assert "inlineData" in parts[0] and "my cat Mimi sleeps" in parts[1]["text"] and len(server.bodies) == 1
    assert story.caption == "A cat on a sofa." and "my cat Mimi sleeps" in story.title


# ---- what goes wrong with the answer ----


@pytest.mark.parametrize("act", ["malformed", "prose", "nearly nothing"])
def test_what_cannot_be_read_is_asked_for_once_more_with_the_fault(studio, server, act):
    server.script = [f"stream {act}"]
    assert len(studio.tell_story(IDEA)) == 4
    first, second = (body["contents"][0]["parts"][0]["text"] for body in server.bodies)
    assert second.startswith(first) and "could not be read as JSON" in second
    assert "Once upon a time there was no JSON." in second or act != "prose"


def test_twice_unreadable_is_a_clear_error(studio, server):
    server.always = "stream prose"
    with pytest.raises(
        NoAnswer, match=r"could not be read as a story, twice \(there is no JSON.*story_writer=\"offline\""
    ):
        studio.tell_story(IDEA)
    assert len(server.bodies) == 2


@pytest.mark.parametrize("act", ["truncated", "few", "hang up"])
def test_pages_that_are_whole_are_kept_and_the_rest_is_asked_for(studio, server, act):
    server.script = [f"stream {act}"]
    shown = []
    story = studio.tell_story(IDEA, pages=5, on_text=shown.append)
    asked = server.bodies[1]["contents"][0]["parts"][0]["text"]
    assert len(story) == 5 and len(server.bodies) == 2 and not story.note
    assert story[0].words in asked and "5, so that the story" in asked
    assert len({page.words for page in story}) == 5 and shown[-1] == story.text()


def test_when_the_rest_does_not_come_the_note_says_so(studio, server):
    server.script = ["stream few", "429 day"]
    story = studio.tell_story(IDEA)
    assert len(story) == 2 and "2 of 4 pages" in story.note and "quota" in story.note
    server.script = ["stream few", "stream nearly nothing"]
    assert "2 of 4 pages" in studio.tell_story(IDEA).note


def test_pages_too_many_are_cut(studio, server):
    server.script = ["stream many"]
    story = studio.tell_story(IDEA, pages=3)
    assert len(story) == 3 and "first 3 were kept" in story.note


def test_a_stalled_answer_ends_and_what_came_is_kept(studio, server):
    studio.tell_story(IDEA, pages=4)  # now the server has imported what it tells with, and will begin at once
    server.script = ["stream slow"]
    story = Studio("offline", story_writer=GeminiTeller(client=impatient([], timeout=1))).tell_story(IDEA, pages=4)
    assert len(story) == 4 and len(server.bodies) == 3


@pytest.mark.parametrize("act, says", [
    ("stream safety", r"safety filter objects \(it suspects dangerous things\).*GeminiTeller\(safety=\"off\"\)"),
    ("stream blocked", "Google's rules forbid"), ("429 day", "quota"), ("400 key", "key"),
])  # fmt: skip
def test_a_blocked_answer_is_explained_and_not_asked_again(studio, server, act, says):
    server.script = [act]
    with pytest.raises((NoAnswer, NotHere), match=says):
        studio.tell_story(IDEA)
    assert len(server.bodies) == 1


@pytest.mark.parametrize("act", ["429 minute", "503"])
def test_it_waits_and_tries_again(studio, server, act):
    server.script = [act]
    assert len(studio.tell_story(IDEA)) == 4 and len(server.bodies) == 2


def test_cancel_is_heard_while_nothing_comes(server):
    import time

    server.always = "slow"
    begun = time.monotonic()

    def stop(done, total):
        if time.monotonic() - begun > 0.3:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        Studio("offline", story_writer=GeminiTeller(client=impatient([]))).tell_story(IDEA, on_step=stop)
    assert time.monotonic() - begun < 2


# ---- the safety wish ----


@pytest.mark.parametrize(
    "safety, threshold", [("default", None), ("strict", "BLOCK_LOW_AND_ABOVE"), ("off", "BLOCK_ONLY_HIGH")]
)
def test_the_safety_wish_is_sent(server, safety, threshold):
    Studio("offline", story_writer=GeminiTeller(safety=safety)).tell_story(IDEA)
    sent = server.bodies[0].get("safetySettings") or []
    assert {one["threshold"] for one in sent} == ({threshold} if threshold else set())
    assert len({one["category"] for one in sent}) == (4 if threshold else 0)


def test_another_safety_wish_is_refused():
    with pytest.raises(BadInput, match='Did you mean "strict"'):
        GeminiTeller(safety="strickt")


# ---- told again ----


def test_told_shorter_and_longer_the_picture_prompts_stay(studio):
    story = studio.tell_story(IDEA)
    shorter, longer = studio.retell(story, "shorten"), studio.retell(story, "enlarge")
    for a, b, c in zip(shorter, story, longer):
        assert len(a.words) < len(b.words) < len(c.words) and a.prompt == b.prompt == c.prompt
    assert shorter.characters == story.characters and shorter.title == story.title


def test_one_page_by_a_wish_leaves_the_others(studio, server):
    story = studio.tell_story(IDEA)
    made = studio.retell(story, "it rains frogs", page=3)
    assert [new is old for new, old in zip(made, story)] == [True, True, False, True]
    assert "it rains frogs" in made[2].words and "it rains frogs" in made[2].prompt
    assert server.bodies[-1]["generationConfig"]["responseJsonSchema"]["properties"]["pages"]["maxItems"] == 1


def test_to_continue_adds_pages(studio):
    story = studio.tell_story(IDEA)
    made = studio.retell(story, "continue")
    assert made[:4] == story and len(made) == 6 and made[4].words != made[0].words


# ---- what is read of an answer ----


def test_only_whole_pages_with_words_are_read():
    made = {"title": " A\u0007 <b>title</b> ", "caption": 3,
            "characters": [{"name": "Bo"}, "x", {"name": "Mo", "looks": "dog"}],
            "pages": [{"words": "  "}, 5, {"words": "Mo ran.\n\nFar.", "prompt": ""},
                      {"words": "cut", "prompt": "Mo"}]}  # fmt: skip
    draft = drafted(json.dumps(made)[:-6])
    assert draft.title == "A <b>title</b>" and [page.words for page in draft.pages] == ["Mo ran. Far."]
    assert draft.pages[0].prompt and [one.name for one in draft.characters] == ["Mo"] and draft.fault


# ---- words and pictures in one answer ----


def test_story_and_pictures_come_in_one_answer(server):
    shown = []
    story = together(server).tell_story(IDEA, language="zh-TW", on_text=shown.append)
    assert len(server.bodies) == 1 and server.bodies[0]["generationConfig"]["responseModalities"] == ["TEXT", "IMAGE"]
    assert len(story) == 4 and all(isinstance(page.picture, Picture) for page in story) and not story.note
    assert len({page.picture.fingerprint for page in story}) == 4
    assert story[0].picture.words.startswith("A small orange tabby cat with a red scarf named Mimi")
    assert "gemini-3.1-flash-image" in story[0].picture.made_by and story.characters[0].name == "咪咪"
    assert story.title in shown[0] and shown[-1] == story.text()


def test_a_page_whose_picture_did_not_come_stays_without_and_the_note_says_so(server):
    server.script = ["stream no picture", "stream words only"]
    story = together(server).tell_story(IDEA)
    assert [page.picture is None for page in story] == [False, True, False, False]
    assert "No picture came for page 2: draw it with studio.draw" in story.note
    assert "pages 1, 2, 3, 4" in together(server).tell_story(IDEA).note


def test_an_interleaved_answer_that_breaks_off_keeps_what_came(server):
    server.script = ["stream hang up"]
    story = together(server).tell_story(IDEA)
    assert len(story) == 1 and "broke off" in story.note and "1 of 4 pages" in story.note


def test_it_cannot_tell_again(server):
    studio = together(server)
    with pytest.raises(BadInput, match='story_writer="gemini"'):
        studio.retell(Story([Page("a", "b", "c")], title="t"), "shorten")


# ---- translation ----


def test_a_translation_is_asked_for_as_such(studio, server):
    assert studio.translate("A cat sits on a bench and looks at you.", "fr")
    told = server.bodies[0]["systemInstruction"]["parts"][0]["text"]
    assert "from English into French" in told and "it is to be translated" in told
    with pytest.raises(BadInput, match="Nearest"):
        studio.translate("A cat.", "tlh")


# ---- reading aloud ----


def test_words_are_read_aloud(studio, server):
    sound = studio.read_aloud("Mimi looks up.")
    assert sound.rate == 24000 and sound.seconds == pytest.approx(0.9) and sound.samples.shape[1] == 1
    assert sound.note == NO_TIMINGS and sound.timings == () and "voice Sulafat" in sound.made_by
    assert 0.2 < np.abs(sound.samples).max() < 0.3
    assert "tts" in server.asked[-1]["path"] and server.bodies[0]["contents"][0]["parts"] == [
        {"text": "Mimi looks up."}
    ]
    other = studio.read_aloud("Mimi looks up.", voice="kore")
    assert "voice Kore" in other.made_by and not np.array_equal(other.samples, sound.samples)
    assert studio.read_aloud("Mimi looks up.", speed=1.5).seconds == pytest.approx(0.6, abs=0.01)


def test_a_voice_it_has_not_is_named(studio, server):
    with pytest.raises(BadInput, match='no voice "Korre". Did you mean "Kore"'):
        studio.read_aloud("Hi.", voice="Korre")
    assert not server.asked and len(VOICES) == 30


@pytest.mark.parametrize(
    "act, says", [("nothing", "gave no reading"), ("safety", "safety filter"), ("429 day", "quota")]
)
def test_a_reading_that_does_not_come(studio, server, act, says):
    server.always = act
    with pytest.raises(NoAnswer, match=says):
        studio.read_aloud("Hi.")


@pytest.mark.parametrize("speed", [0.5, 0.9, 1.3, 2.0])
def test_another_speed_keeps_the_pitch(speed):
    time = np.arange(48000) / 24000
    voice = (np.sin(2 * np.pi * 220 * time) * (1 + np.sin(2 * np.pi * 3 * time)) / 4).astype(np.float32)
    made = stretched(voice, 24000, speed)
    heard = np.fft.rfftfreq(len(made), 1 / 24000)[np.abs(np.fft.rfft(made)).argmax()]
    assert len(made) == round(len(voice) / speed) and heard == pytest.approx(220, abs=2)
    assert np.abs(made).max() == pytest.approx(np.abs(voice).max(), rel=0.05)
    assert np.sqrt((made**2).mean()) == pytest.approx(np.sqrt((voice**2).mean()), rel=0.1)
