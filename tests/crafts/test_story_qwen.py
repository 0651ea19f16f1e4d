"""The local story writer with tiny weights: stories of ideas and pictures, what is asked for again, seats, cancel."""

import numpy as np
import pytest
from conftest import seated, square_picture
from crafts.looking import BEACH, STREET

from storyhelpers import BadInput, Studio
from storyhelpers.crafts import story_writer
from storyhelpers.crafts.describer.llava import Llava
from storyhelpers.crafts.describer.qwen_vl import QwenVL
from storyhelpers.crafts.story_writer import Teller
from storyhelpers.crafts.story_writer.captions import QUESTION
from storyhelpers.devices import Seat, Seating
from storyhelpers.engine import Cancelled, NoAnswer, NotHere, pick
from storyhelpers.models import talking
from storyhelpers.story import Character, Page, Story

pytestmark = pytest.mark.models
REPOS = {"qwen": "Qwen/Qwen2.5-1.5B-Instruct", "qwen-small": "Qwen/Qwen2.5-0.5B-Instruct",
         "qwen-7b": "Qwen/Qwen2.5-7B-Instruct"}  # fmt: skip
IDEA = "a cat wants to fly"
GOOD = """TITLE: The Sky
CHARACTER: Mimi | small orange cat | cat
PAGE 1: Mimi looks at the birds.
PICTURE 1: Mimi sits on a roof, birds in a blue sky.
PAGE 2: She jumps, and a kite carries her.
PICTURE 2: [Mimi] hangs on a red kite over the town."""


@pytest.fixture(scope="module")
def teller(zoo):
    """The small teller, loaded once for this file."""
    zoo[REPOS["qwen-small"]]
    engine = seated(Teller("qwen-small", eye=lambda picture: "A red square on a green ground."))
    yield engine
    engine.unload()


@pytest.fixture
def answers(monkeypatch):
    """A list of what the model answers, one each; `answers.asked` holds what it was asked."""

    class Answers(list):
        asked: list[str] = []

    made = Answers()
    made.asked = []

    def write(model, tokenizer, inputs, *, most, who, on_text=None, **options):
        made.asked.append(tokenizer.decode(inputs["input_ids"][0]))
        text = made.pop(0) if made else ""
        for end in range(1, len(text) + 1, 3):
            if on_text and on_text(text[:end], False):
                return text[:end]
        if on_text:
            on_text(text, True)
        return text

    monkeypatch.setattr(talking, "write", write)
    return made


# ---- the real thing, small ----


def test_an_idea_becomes_a_story_whatever_the_model_writes(teller):
    shown, steps = [], []
    studio = Studio("offline", story_writer=teller)
    story = studio.tell_story(IDEA, pages=2, on_text=shown.append, on_step=lambda *step: steps.append(step))
    assert len(story) == 2 and story.title and all(page.words and page.prompt and page.about for page in story)
    assert "once more" in story.note, "random weights keep to no form, and that is said"
    assert len(shown) > 20 and steps[0][0] == 1 and [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert all(done <= total for done, total in steps)
    assert studio.tell_story("a dog swims", pages=1)[0].words[:60] != story[0].words[:60]


def test_cancel_stops_at_once_and_the_model_stays_usable(teller):
    def stop(done, total):
        if done == 5:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        teller(IDEA, pages=1, on_step=stop)
    assert teller.loaded and len(teller(IDEA, pages=1)) == 1


def test_a_picture_is_looked_at_by_an_eye_that_takes_turns_on_the_seat(zoo, fresh_house, capfd):
    zoo[REPOS["qwen-small"]], zoo["Qwen/Qwen3-VL-2B-Instruct"]
    engine = Teller("qwen-small")
    room = engine.eye.need("fp32").peak + 1000  # while the eye looks, nobody else has room there
    engine.seating = Seating([Seat("cpu", "a small processor", room, room)])
    story = engine(STREET, pages=1)
    assert story.caption and len(story) == 1 and engine.loaded and engine.eye.seating is engine.seating
    other = engine(BEACH, pages=1)
    assert capfd.readouterr().err.count("Loading Qwen2.5") == 2, "it got up for the eye and came back"
    assert other.caption != story.caption and other[0].words != story[0].words


def test_the_large_one_has_a_row_and_sits_in_four_bits_on_a_t4(zoo):
    for name, repo in REPOS.items():
        engine = pick("story_writer", name, story_writer.ENGINES)
        assert isinstance(engine, Teller) and engine.repo == repo and engine.licence == "Apache-2.0"
    t4 = Seat("cuda:0", "Tesla T4", 15_828_320_256, 15_828_320_256)
    engine.parts = lambda: ()  # the zoo's is tiny: what is declared counts here
    row = Seating([t4]).plan({"story_writer": engine}).row("story_writer")
    assert row.seat and row.dtype == "nf4"


# ---- what it makes of answers ----


def test_a_story_in_good_form_is_taken_as_it_is(teller, answers):
    answers[:] = [GOOD]
    story = teller(IDEA, pages=2, language="en", age=10, tone="funny", about="she is small")
    assert story.title == "The Sky" and not story.note and len(answers.asked) == 1
    assert [page.words for page in story] == ["Mimi looks at the birds.", "She jumps, and a kite carries her."]
    assert [page.prompt[:6] for page in story] == ["[Mimi]"] * 2 and story.characters == (
        Character("Mimi", "small orange cat", "cat"),
    )
    asked = answers.asked[0]
    assert IDEA in asked and "10 years" in asked and "funny" in asked and "she is small" in asked and "PAGE 2" in asked
    assert "whale" in asked


def test_missing_pages_are_asked_for_one_by_one_with_the_story_so_far(teller, answers):
    answers[:] = [GOOD, "PAGE 3: The kite lands.", '"The end came."', "A kite on a meadow.", "A cat in bed."]
    story = teller(IDEA, pages=4)
    assert [page.words for page in story][2:] == ["The kite lands.", "The end came."]
    assert "Pages 3 and 4 had to be asked for once more." in story.note and "pages 3 and 4 was worked out" in story.note
    assert "2. She jumps, and a kite carries her." in answers.asked[1] and "Write page 3 of 4" in answers.asked[1]
    assert "the end." in answers.asked[2] and story[2].prompt == "A kite on a meadow."


def test_prose_without_any_form_is_parted(teller, answers):
    answers[:] = ["A cat looked up. It wished to fly.\n\nA kite came. It flew home.", "The Cat and the Kite",
                  "A cat on a roof.", "一隻貓"]  # fmt: skip
    story = teller(IDEA, pages=2)
    assert [page.words for page in story] == ["A cat looked up. It wished to fly.", "A kite came. It flew home."]
    assert "without parting" in story.note and story.title == "The Cat and the Kite"
    assert story[0].prompt == "A cat on a roof." and story[1].prompt.isascii() and story[1].prompt


def test_pages_too_many_are_stopped(teller, answers):
    answers[:] = [GOOD + "\nPAGE 3: She lands.\nPAGE 4: more and more\nPAGE 5: and more"]
    assert len(teller(IDEA, pages=2)) == 2 and len(answers.asked) == 1


def test_nothing_written_is_a_clear_error(teller, answers):
    with pytest.raises(NoAnswer, match='wrote nothing for page 1.*story_writer="qwen-7b"'):
        teller(IDEA, pages=2)


def test_another_language_than_asked_is_said(teller, answers):
    answers[:] = [GOOD]
    assert "another language" in teller(IDEA, pages=2, language="zh-TW").note
    assert "traditional characters" in answers.asked[0] and "螃蟹" in answers.asked[0]
    answers[:] = [
        GOOD.replace("Mimi looks at the birds.", "小猫看着鸟。").replace(
            "She jumps, and a kite carries her.", "她飞了。"
        )
    ]
    story = teller(IDEA, pages=2, language="zh-TW")
    assert (
        story[0].words == "小貓看著鳥。" and "turned Traditional" in story.note and "another language" not in story.note
    )


# ---- eyes ----


def test_eyes_are_asked_as_storytellers():
    assert isinstance(Teller().eye, QwenVL) and Teller().eye.question == QUESTION
    llava = Teller(eye="llava").eye
    assert type(llava) is Llava and llava.question == QUESTION
    own = QwenVL()
    assert Teller(eye=own).eye is own and not own.question
    with pytest.raises(NotHere, match="no describer"):
        Teller(eye="lava")


def test_the_caption_question_reaches_the_eye(zoo):
    zoo["llava-hf/llava-1.5-7b-hf"]
    eye = seated(Teller(eye="llava").eye)
    eye(square_picture())
    given = eye.inputs(eye._loaded, square_picture(), "en", "long")
    asked = eye._loaded.tokenizer.decode(given["input_ids"][0], skip_special_tokens=True)
    assert "about to tell children a story" in asked and "mood" in asked and "two to four sentences" in asked
    eye.unload()


@pytest.mark.parametrize("said", ["", " … ", None, NoAnswer("nothing to see")])
def test_an_eye_that_says_nothing_is_named(zoo, said):
    def sleepy_eye(picture):
        if isinstance(said, Exception):
            raise said
        return said

    engine = seated(Teller("qwen-small", eye=sleepy_eye))
    with pytest.raises(NoAnswer, match='sleepy_eye, which looks.*said nothing.*Teller\\(eye="llava"\\)'):
        engine(square_picture())
    assert not engine.loaded


def test_the_caption_and_what_is_known_go_into_the_story(teller, answers):
    answers[:] = [GOOD]
    story = teller(square_picture(), pages=2, about="my flag")
    assert story.caption == "A red square on a green ground." and story.caption in answers.asked[0]
    assert "my flag" in answers.asked[0]


# ---- told again ----


def tale():
    pages = [Page(f"s{n}", f"Mimi does the thing number {n}.", f"[Mimi] {n}") for n in (1, 2, 3)]
    return Story(pages, title="T", characters=[Character("Mimi", "small cat", "cat")], age=7)


def test_told_again_page_by_page(teller, answers):
    studio = Studio("offline", story_writer=teller)
    old = tale()
    answers[:] = ["Mimi one.", "Mimi does the thing number 2, and she does it for long.", "Three."]
    made = studio.retell(old, "shorten")
    assert [page.words for page in made][::2] == ["Mimi one.", "Three."] and [p.prompt for p in made] == [
        p.prompt for p in old
    ]
    assert made.note == "Page 2 did not become shorter." and made.characters == old.characters
    answers[:] = ["Mimi swims.", "Mimi swims in a lake."]
    made = studio.retell(old, "make it wet", page=2)
    assert made[0] is old[0] and made[2] is old[2] and made[1].words == "Mimi swims."
    assert made[1].prompt == "[Mimi] swims in a lake." and "make it wet" in answers.asked[-2]
    answers[:] = ["Mimi sleeps.", "Mimi wakes.", "Mimi in bed.", "Mimi at a window."]
    made = studio.retell(old, "continue")
    assert made[:3] == old[:3] and [page.words for page in made[3:]] == ["Mimi sleeps.", "Mimi wakes."]
    assert [page.prompt for page in made[3:]] == ["[Mimi] in bed.", "[Mimi] at a window."]


def test_what_cannot_be_told_is_refused_before_anything_loads():
    engine = Teller("qwen-small")
    for given, options in (
        (np.zeros(3), {}),
        (IDEA, {"language": "tlh"}),
        (tale(), {}),
        (tale(), {"how": "x", "page": 8}),
    ):
        with pytest.raises(BadInput):
            engine(given, **options)
    assert not engine.loaded
