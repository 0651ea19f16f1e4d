"""The demo command: its sentences for bad input. (The whole run is in tests/notebooks.)"""

import pytest
from PIL import Image

from storyhelpers import BadInput, demo
from storyhelpers.__main__ import main


def test_idea_and_picture_together():
    with pytest.raises(BadInput, match="not both"):
        demo.run_demo("a cat", "cat.jpg")


def test_bad_picture_is_said_before_a_notebook_starts(capsys, tmp_path):
    assert main(["demo", "--picture", str(tmp_path / "gone.png")]) == 1
    error = capsys.readouterr().err
    assert "There is no picture" in error and "Traceback" not in error


@pytest.mark.notebooks
def test_too_long_an_idea_stops_with_one_sentence(capsys):
    assert main(["demo", "--idea", "a cat and " * 1000, "--book", "long"]) == 1
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert "up to 2,000 fit" in error and "From idea to prompt" in error


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
    monkeypatch.setattr(demo, "run_notebook", lambda path, values: ran.update(values))
    Image.effect_noise((64, 64), 50).save(tmp_path / "Mein Urlaub!.png")
    folder, page = demo.run_demo(picture=str(tmp_path / "Mein Urlaub!.png"))
    assert folder.name == "mein-urlaub" and page == folder / "mein-urlaub.html" and ran["IDEA"] == ""
    assert demo.run_demo("Two red cars, in front of a bakery!")[0].name == "two-red-cars-in-front"
    assert demo.run_demo("一隻貓")[0].name == "一隻貓" and demo.run_demo("🐱")[0].name == "my-book"
