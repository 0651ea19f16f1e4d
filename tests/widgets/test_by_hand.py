"""Errors as people who press buttons read them: in the page's language, without code, with the button to press."""

import ast
import inspect
import re
import threading
from functools import cache
from pathlib import Path

import pytest
from widgets.studio_hands import Hands

pytest.importorskip("ipywidgets")

import storyhelpers
from storyhelpers import BadInput, BookTrouble, NoAnswer, NoRoom, NotHere, StoryError, language
from storyhelpers.engine import Cancelled
from storyhelpers.locale import LANGUAGES
from storyhelpers.widgets.by_hand import FAMILIES, KINDS, SAID, by_hand, tells
from storyhelpers.widgets.job import Job, worker

PACKAGE = Path(storyhelpers.__file__).parent
ERRORS = ("StoryError", "BadInput", "BookTrouble", "NotHere", "NoRoom", "NoAnswer", "Cancelled", "__init__")
CODE = re.compile(r"\w\.\w+\(|\b(Studio|click|Book|Picture|make_sound)\(|\w=[\"'\w]|\bpip install\b|book\.\w+ = ")
FACTS = {  # one of each kind, as the rooms give them
    "empty": {"of": "idea"}, "too long": {"of": "idea", "length": 2345, "most": 2000},
    "no engine": {"craft": "describer", "name": "flroence", "there": ("offline", "florence")},
    "wrong answer": {"craft": "illustrator", "engine": "poet"}, "lacking": {"engine": "sam", "packages": ("torch",)},
    "English only": {"engine": "florence", "there": ("offline",)}, "no key": {"page": "https://example.org/key"},
    "held back": {"engine": "sdxl"}, "disk full": {"folder": "/books"}, "folder closed": {"folder": "/books"},
    "not a book": {"folder": "/books"}, "damaged book": {"folder": "/books"}, "no picture": {"number": 2},
    "unreadable": {"name": "a.jpg"}, "damaged": {"name": "a.jpg"}, "cutting failed": {"error": "ValueError: 1"},
    "too small": {"name": "a.jpg", "width": 3, "height": 4, "least": 16}, "listener failed": {"error": "KeyError: 1"},
    "no sound file": {"name": "a.wav"}, "sound too long": {"name": "a.wav", "minutes": 90, "most": 10},
    "silent": {"of": "sound"}, "class silent": {"address": "a.example"}, "no class": {"address": "a.example"},
    "too long a job": {"craft": "illustrator", "seconds": 180.0}, "stumbled": {"craft": "illustrator", "reason": "x"},
    "missing": {"name": "prompt"}, "stop word": {"word": "gun"},
    "too large": {"name": "a.jpg", "width": 30000, "height": 40000, "most": 200},
}  # fmt: skip


@cache
def raised():
    """(kind, names of its facts, place) of every error of the package that says what kind it is."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "") or getattr(getattr(node, "func", None), "attr", "")
            if isinstance(node, ast.Call) and name in ERRORS and len(node.args) == 2:
                for part in ast.walk(node.args[1]):
                    kind = getattr(part, "value", None)
                    if isinstance(kind, str) and kind and part is not getattr(node.args[1], "test", None):
                        found.append((kind, {k.arg for k in node.keywords}, f"{path.name}:{node.lineno}"))
    return found


def test_every_kind_has_its_sentence_and_every_sentence_its_kind():
    found = {kind for kind, _, _ in raised()}
    assert found - SAID == set(KINDS)
    for kind, facts, place in raised():
        if kind not in SAID:
            assert set(inspect.signature(KINDS[kind]).parameters) == facts, place
    assert set(FACTS) <= set(KINDS)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_sentence_holds_code_and_each_is_in_its_language(tag):
    english = {kind: KINDS[kind](**FACTS.get(kind, {})) for kind in KINDS}
    language(tag)
    for kind in KINDS:
        said, details = by_hand(BadInput('studio.draw("a cat")', kind, **FACTS.get(kind, {})))
        assert not CODE.search(said) and not details and "{" not in said, said
        assert tag == "en" or said != english[kind]
    for of in ("idea", "prompt", "description", "description of a sound"):
        for error in (BadInput("", "empty", of=of), BadInput("", "too long", of=of, length=5000, most=2000)):
            assert not CODE.search(by_hand(error)[0])


@pytest.mark.parametrize("family", [BadInput, BookTrouble, NotHere, NoRoom, NoAnswer, Cancelled, StoryError])
def test_what_has_no_words_of_its_own_is_told_by_its_family_and_stays_in_the_details(family):
    class Special(family):
        pass

    language("es")
    said, details = by_hand(Special('Type Studio("offline").'))
    assert said == FAMILIES[family]() and "Studio" not in said and details == 'Type Studio("offline").'


def test_what_another_machine_told_wrongly_is_told_by_its_family():
    for kind, facts in (("too long", {"of": "idea"}), ("too long", {"of": 1, "length": "x", "most": []}),
                        ("empty", {"off": 1}), ("no such kind", {})):  # fmt: skip
        assert not tells(kind, facts)
        assert by_hand(BadInput("No.", kind, **facts)) == (FAMILIES[BadInput](), "No.")
    assert by_hand(NoRoom("64 wishes wait already.", "line full", most=64)) == ("64 wishes wait already.", "")


def test_what_went_wrong_is_said_again_in_another_language():
    def work(progress):
        raise BadInput("The idea is empty.", "empty", of="idea")

    job = Job(lambda: "Go", work, inline=True)
    job.start()
    assert "Enhance prompt" in job.text.value
    language("zh-TW")
    job.relabel()
    assert "增強提示詞" in job.text.value and "Enhance" not in job.text.value


# ---- on the page


def read(html):
    return re.sub(r"<[^>]+>", "", html.split("<details>")[0])


@pytest.mark.parametrize(
    "tag, button", [("en", "Enhance prompt"), ("zh-TW", "增強提示詞"), ("es", "Mejorar la indicación")]
)
def test_the_page_tells_in_its_language_which_button_to_press(tag, button):
    language(tag)
    hands = Hands()
    page, said = hands.page, []
    said.append(hands.press(page.idea.job))
    assert button in said[0]
    said.append(hands.press(page.pictures.job))
    page.idea.box.value = "word " * 500
    said.append(hands.press(page.idea.job))
    assert "2,499" in said[-1] and "2,000" in said[-1]
    page.idea.box.value = ""
    for name in ("flroence", ""):
        page.who.fields["describer"].value = name
        said.append(hands.press(page.who.job))
        assert "offline" in said[-1] and "florence" in said[-1]  # what there is
    said.append(hands.press(page.keeping.export))  # reached by a second tab of the page, or a quick hand
    for html in said:
        assert not CODE.search(read(html)), html
        assert tag != "zh-TW" or not re.search("[A-Za-z]{3} [a-z]{2}", read(html).split("：")[0]), html
        assert tag == "en" or not re.search(r"\b(the|is|press|empty)\b", read(html)), html


def test_an_empty_description_and_an_empty_sound_prompt_say_where_to_write():
    hands = Hands()
    hands.pictures()
    hands.choose()
    hands.mark()
    hands.page.thing.words.value = " "
    for job in (hands.page.sound.enhance, hands.page.sound.job, hands.page.sound.all_at_once):
        assert "Describe the region" in hands.press(job)


def test_an_engine_that_answers_nonsense_is_named():
    hands = Hands(illustrator=lambda prompt: "no picture")
    hands.page.idea.box.value = "a square"
    said = hands.press(hands.page.pictures.job)
    assert "illustrator" in said and "Who works today?" in said and "must answer" not in said


def test_a_segmenter_that_fails_is_told_on_the_canvas_without_code():
    def broken(picture, points, *, box=None):
        raise RuntimeError("ill")

    hands = Hands(segmenter=broken)
    hands.pictures()
    canvas = hands.choose().click.canvas
    canvas.marks = [{"x": 30, "y": 30, "keep": True}]
    assert canvas.wrong and "ill" in canvas.words and "Who works today?" in canvas.words
    assert not CODE.search(canvas.words)


def test_a_picture_that_is_too_small_is_named_as_its_file_is():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    page = Hands().page
    page.start.place.take(out.getvalue(), {"name": "dot.png", "length": len(out.getvalue())})
    assert "dot.png is 4 × 4 pixels" in page.start.place.said.value and page.story.work is None


# ---- presses that come late


@pytest.mark.parametrize("job", ["thing.job", "sound.enhance", "sound.job", "sound.all_at_once", "keeping.keep"])
def test_the_mark_is_cleared_between_a_press_and_its_work(job):
    hands = Hands()
    hands.pictures()
    work = hands.choose()
    hands.mark()
    card, name = job.split(".")
    pressed = getattr(getattr(hands.page, card), name)
    gate = threading.Event()
    worker().submit(gate.wait, 20)
    pressed.button.click()
    work.click.clear()
    gate.set()
    pressed.wait()
    assert "Nothing is marked. Click a thing in step 4 first." in pressed.text.value
    assert "AttributeError" not in pressed.text.value and not pressed.busy


def test_a_sound_goes_to_the_thing_it_was_asked_for():
    begun, gate = threading.Event(), threading.Event()

    def write(words, *, purpose="picture"):
        if purpose == "sound":
            begun.set()
            assert gate.wait(20)
        return f"{purpose} prompt: {words}"

    hands = Hands(prompt_writer=write)
    hands.pictures()
    work = hands.choose()
    first = hands.mark(20)
    hands.page.sound.all_at_once.button.click()
    assert begun.wait(20)
    work.click.clear()
    gate.set()
    hands.page.sound.all_at_once.wait()
    assert first.sound is not None and first.of[0] == "sound prompt: A red square from 20." and work.thing is None
