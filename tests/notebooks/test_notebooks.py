"""The lessons run headless in order, first as Kaggle's Save & Run All runs them, and a second time here, resuming.

The demo runs on an idea and on a photograph. Lessons 06 to 11 begin in batch mode too, in the files beside this one.
"""

import json
import time

import nbformat
import numpy as np
import pytest
from kaggle_stand_in.batch import is_saved_well, on_kaggle
from PIL import Image

from storyhelpers import Book, Sound, demo
from storyhelpers.__main__ import main

LESSONS = [
    "00_start_here",
    "01_words_to_picture",
    "02_click_and_cut",
    "03_picture_to_words",
    "04_words_to_sound",
    "05_the_whole_chain",
]

ROOMS = ("working", "input", "home")  # of the stand-in: nothing is written elsewhere

pytestmark = [pytest.mark.notebooks, pytest.mark.timeout(900)]


def test_the_lessons_in_order_twice(tmp_path, monkeypatch, capsys):
    states = []
    with on_kaggle(tmp_path) as kaggle:
        for lesson in LESSONS:
            assert is_saved_well(kaggle.run(lesson)), lesson
        states.append(state_of_the_first_book())
        assert sorted(folder.name for folder in (kaggle.working / "books").iterdir()) == [
            "my-first-book",
            "the-hidden-cat",
        ]
        assert kaggle.proxy.asked == [] and not set(kaggle.root.iterdir()) - {kaggle.root / n for n in ROOMS}
    monkeypatch.setenv("STORY_BOOKS", str(kaggle.working / "books"))
    for lesson in LESSONS:
        demo.run_notebook(demo.notebook_path(f"{lesson}.ipynb"), {})
    states.append(state_of_the_first_book())
    assert states[0] == states[1], "resuming made nothing anew"
    shown = capsys.readouterr().out
    assert shown.count("] Set up") == 12 and "[1/" in shown


def state_of_the_first_book() -> dict[str, int]:
    book = Book.open("my-first-book")
    page = book.page()
    assert page.prompt and page.picture and page.regions and page.regions[0].words
    assert all(sound.seconds == 5.0 for sound in page.sounds)
    return {p.name: p.stat().st_mtime_ns for p in book.folder.iterdir() if p.name.startswith("page-")}


def test_the_studio_notebook_without_hands(tmp_path, capsys):
    studio = demo.notebook_path("studio.ipynb")
    cells = sum(cell["cell_type"] == "code" for cell in json.loads(studio.read_text("utf-8"))["cells"])
    before = studio.read_bytes()
    with on_kaggle(tmp_path) as kaggle:
        assert is_saved_well(kaggle.run("studio", {"IDEA": "a cat on a bench", "LANGUAGE": "zh-TW"}))
    demo.run_notebook(studio, {})  # a cell that fails raises
    assert cells >= 5 and capsys.readouterr().out.count("] Keep it") == 2, "both times to the last step"
    assert studio.read_bytes() == before, "nothing is written back"


def test_serving_a_class_shares_nothing_and_waits_for_nobody(tmp_path, capsys):
    """Gradio shares by itself on Kaggle, and a class waits for its end: neither in a run that nobody watches."""
    pytest.importorskip("gradio")
    with on_kaggle(tmp_path) as kaggle:
        started = time.monotonic()
        made = kaggle.run("12_serve_the_class")
        assert time.monotonic() - started < 240
    assert is_saved_well(made)
    saved = nbformat.writes(made)
    assert "http://127.0.0.1:" in saved and "gradio.live" not in saved


IDEAS = {
    "zh-TW": demo.DEMO_IDEA,
    "en": "A crowded street where lots of people and things are happening; a small tabby cat with a Santa hat quietly "
    "hides in the picture, and finding it takes a while.",
    "es": "Una calle llena de gente y de cosas, grandes y pequeñas; un gatito atigrado con un gorro de Papá Noel se "
    "esconde en silencio en el dibujo y se tarda en encontrarlo.",
}  # fmt: skip


@pytest.mark.parametrize("language", IDEAS)
def test_the_demo_hides_one_small_cat_with_a_santa_hat(language, capsys):
    started = time.time()
    assert main(["demo", "--idea", IDEAS[language], "--book", f"cat-{language}"]) == 0
    shown = capsys.readouterr().out
    book = Book.open(f"cat-{language}")
    html = book.folder / f"cat-{language}.html"
    assert str(book.folder) in shown and str(html) in shown and html.stat().st_mtime >= started - 1
    assert html.stat().st_size < 5e6
    page, scene = book.page(), book.page().picture.scene
    hidden = [f for f in scene.figures if f.hidden]
    assert len(hidden) == 1 and hidden[0].name == "cat" and hidden[0].size == "small" and hidden[0].pattern == "tabby"
    assert [c.name for c in hidden[0].clothes] == ["santa hat"]
    assert scene.crowd and scene.place == "street" and len(scene.figures) >= 60 and not scene.unknown
    assert page.regions[0].figure.hidden and len(page.regions) >= 8
    assert book.language == language
    for sound in page.sounds:
        assert sound.seconds == 5.0 and 0.02 < np.abs(sound.samples).max() <= 0.9


def test_the_demo_on_a_photograph(tmp_path):
    from skimage import data

    Image.fromarray(data.astronaut()).save(tmp_path / "An Astronaut.jpg", quality=92)
    assert main(["demo", "--picture", str(tmp_path / "An Astronaut.jpg")]) == 0
    book = Book.open("an-astronaut")
    page = book.page()
    assert page.picture.scene is None and len(page.regions) >= 2
    for region, sound in zip(page.regions, page.sounds, strict=True):
        assert region.words and Sound.open(sound.wav).seconds == 5.0
    assert (book.folder / "an-astronaut.html").stat().st_size < 5e6


def test_no_notebook_keeps_outputs_after_a_run():
    for lesson in LESSONS:
        cells = json.loads(demo.notebook_path(f"{lesson}.ipynb").read_text("utf-8"))["cells"]
        assert not any(c.get("outputs") for c in cells)
