"""The demo command: its sentences for bad input. (The whole run is in tests/notebooks.)"""

import pytest
from PIL import Image

from storyhelpers import BadInput, Book, Picture, demo
from storyhelpers.__main__ import main


def test_idea_and_picture_together():
    with pytest.raises(BadInput, match="not both"):
        demo.run_demo("a cat", "cat.jpg")


@pytest.mark.parametrize("seed", ["-1", "abc", "4294967296", "1.5"])
def test_seeds_that_are_none(seed, capsys):
    assert main(["demo", "--seed", seed]) == 1
    assert "SEED is a whole number" in capsys.readouterr().err


def test_no_command_shows_what_can_be_typed(capsys):
    assert main([]) == 1 and "demo" in capsys.readouterr().out


def test_a_blank_idea_is_not_the_default_one(capsys):
    assert main(["demo", "--idea", "  "]) == 1 and "idea is empty" in capsys.readouterr().err


def test_bad_picture_is_said_before_a_notebook_starts(capsys, tmp_path):
    assert main(["demo", "--picture", str(tmp_path / "gone.png")]) == 1
    error = capsys.readouterr().err
    assert "There is no picture" in error and "Traceback" not in error


def test_too_long_an_idea_is_said_before_a_notebook_starts(capsys):
    assert main(["demo", "--idea", "a cat and " * 1000, "--book", "long"]) == 1
    error = capsys.readouterr().err
    assert "up to 2,000 fit" in error and "notebook" not in error


@pytest.mark.notebooks
def test_a_cell_that_stops_is_one_sentence_with_its_step():
    with pytest.raises(demo.StoryError, match="stopped at “From prompt to picture”: seed is a whole number"):
        demo.run_notebook(demo.notebook_path(demo.NOTEBOOK), {"SEED": -1, "BOOK": "stops"})


def test_a_notebook_that_is_not_there(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "x" / "demo.py"))
    with pytest.raises(demo.NotHere, match="project's folder"):
        demo.notebook_path("05_the_whole_chain.ipynb")


def test_every_step_has_a_heading():
    import nbformat

    notebook = nbformat.read(demo.notebook_path(demo.NOTEBOOK), as_version=4)
    code = [i for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
    assert set(demo._steps(notebook)) == set(code)


def test_picture_names_become_book_names(monkeypatch, tmp_path):
    ran = {}

    def pretend(path, values):
        ran.update(values)
        book = Book.open(values["BOOK"])
        book.page("x").picture = Picture(Image.new("RGB", (32, 32)), seed=7, note="I cannot draw a yeti.")
        book.save()

    monkeypatch.setattr(demo, "run_notebook", pretend)
    Image.effect_noise((64, 64), 50).save(tmp_path / "Mein Urlaub!.png")
    folder, page = demo.run_demo(picture=str(tmp_path / "Mein Urlaub!.png"))
    assert folder.name == "mein-urlaub" and page == folder / "mein-urlaub.html" and ran["IDEA"] == ""
    assert demo.run_demo("Two red cars, in front of a bakery!")[0].name == "two-red-cars-in-front"
    assert demo.run_demo("一隻貓")[0].name == "一隻貓" and demo.run_demo("🐱")[0].name != demo.run_demo("🐶")[0].name
