"""Lesson 05 and the studio, unchanged, where only the light requirements are: a class server does the work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storyhelpers import Book, Studio, demo, language
from storyhelpers.casts import elsewhere
from storyhelpers.widgets import studio_page

pytest.importorskip("gradio")
pytestmark = [pytest.mark.notebooks, pytest.mark.timeout(900)]
LIGHT = Path(__file__).parents[1] / "classroom" / "light"


@pytest.fixture(scope="module")
def room():
    from storyhelpers.classroom.server import serve

    with serve(Studio("offline")) as server:
        yield server


@pytest.fixture
def light(room, monkeypatch):
    """Whatever starts now finds the light requirements only, and the class."""
    monkeypatch.setenv("STORY_CAST", room.link)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(LIGHT), os.environ.get("PYTHONPATH")])))
    return room


def nowhere(code: str, folder: Path) -> bool:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return len(files) > 4 and not any(code.encode() in file.read_bytes() for file in files)


def test_the_environment_is_light(light):
    code = "import importlib.util as u; print([bool(u.find_spec(n)) for n in ('httpx', 'ipykernel')]); import {}"
    for package in ("torch", "gradio"):
        done = subprocess.run([sys.executable, "-c", code.format(package)], capture_output=True, text=True)
        assert done.returncode == 1 and f"No module named '{package}'" in done.stderr and "[True, True]" in done.stdout


def test_lesson_05_from_a_light_environment(light, capsys):
    demo.run_notebook(demo.notebook_path("05_the_whole_chain.ipynb"), {"THINGS": 3, "SEED": 11})
    shown = capsys.readouterr()
    assert "] Keep it" in shown.out and light.code not in shown.out + shown.err
    book = Book.open("the-hidden-cat")
    page, town = book.page(), Studio("offline")
    assert page.picture.fingerprint == town.draw(page.prompt, seed=11).fingerprint
    assert page.prompt.by.startswith("offline, Storybook Studio") and page.picture.scene.figures
    assert len(page.regions) >= 3 and all(region.words and region.words_by for region in page.regions)
    assert all(sound.seconds == 5.0 and sound.made_by == "foley" for sound in page.sounds)
    assert (book.folder / "the-hidden-cat.html").stat().st_size > 100_000
    assert nowhere(light.code, book.folder)


def test_the_studio_notebook_from_a_light_environment(light, capsys):
    demo.run_notebook(demo.notebook_path("studio.ipynb"), {"IDEA": "a cat on a bench", "LANGUAGE": "zh-TW"})
    assert "] Keep it" in capsys.readouterr().out


# ---- the studio page, with hands


def press(job) -> str:
    job.button.click()
    job.wait(120)
    return job.text.value


def test_the_studio_page_through_the_whole_chain(room, monkeypatch):
    monkeypatch.setenv("STORY_CAST", room.link)
    page = studio_page(book="over-the-wire")
    assert "(class)" in page.who.card.value and all("(class)" in box.value for box in page.who.fields.values())
    page.idea.box.value = "a cat on a bench"
    for job in (page.idea.job, page.pictures.job):
        assert press(job) == ""
    page.pictures.gallery.children[0].pick.click()
    work = page.story.work
    work.click.mark([next(iter(page.studio.find_things(work.picture, 1)))])
    page.thing.job.wait(120)
    assert press(page.thing.job) == "" and page.thing.words.value
    for job in (page.sound.enhance, page.sound.job):
        assert press(job) == "", job.text.value
    page.keeping.keep.button.click()
    page.keeping.keep.wait(120)
    kept = page.book.pages[0]
    assert kept.regions[0].words and kept.sounds[0].made_by == "foley" and nowhere(room.code, page.book.folder)


@pytest.mark.parametrize("tag, said", [("en", "started anew"), ("zh-TW", "class"), ("es", "class")])
def test_the_page_says_that_the_class_was_started_anew_and_joins_it_again(tag, said):
    from classroom.fake_class import FakeClass

    language(tag)
    with FakeClass() as one, FakeClass() as two:
        page = studio_page(Studio("remote", one.link), "again")
        one.code, one.session = "x-y-z", "second"
        page.idea.box.value = "a cat"
        trouble = press(page.idea.job)
        assert "studio.reconnect" not in trouble and "<details>" not in trouble
        assert said in trouble or tag != "en"
        page.who.link.value = two.link
        assert press(page.who.job) == "" and page.who.link.value == "", "the code does not stay in the page"
        assert press(page.idea.job) == "" and page.prompt.box.value == "a prompt"


def test_the_page_joins_a_class_as_a_whole_and_one_craft_alone():
    from classroom.fake_class import FakeClass

    with FakeClass() as one, FakeClass() as two:
        page = studio_page(Studio("offline"), "joining")
        page.who.fields["describer"].value = one.link
        assert press(page.who.job) == ""
        assert page.who.fields["describer"].value == "a describer (class)" and len(elsewhere(page.studio)) == 1
        page.who.fields["describer"].value = "offline"
        assert press(page.who.job) == "" and not elsewhere(page.studio)
        page.who.link.value = two.link
        assert press(page.who.job) == ""
        assert page.studio.narrator.name == "a narrator (class)" and one.code not in page.who.card.value
        assert page.who.fields["illustrator"].value == "a illustrator (class)"
