"""`python -m storyhelpers studio`: its notebook, with and without the project's folder, and its sentences."""

import json
import os
import socket

import pytest

from storyhelpers import BadInput, NotHere, demo, serving
from storyhelpers.__main__ import main


@pytest.mark.parametrize("port", ["0", "65536", "abc", "-1", "1.5", ""])
def test_ports_that_are_none(port, capsys):
    assert main(["studio", f"--port={port}"]) == 1
    assert "whole number from 1 to 65535" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said_before_voila_starts(monkeypatch):
    pytest.importorskip("voila")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(BadInput, match="another one: --port"):
            serving.serve_studio(other.getsockname()[1])


def test_without_voila_it_says_what_to_type(monkeypatch):
    monkeypatch.setattr(serving, "find_spec", lambda name: None if name == "voila" else object())
    with pytest.raises(NotHere, match=r"needs voila: pip install voila\."):
        serving.serve_studio()


def test_in_the_project_it_is_the_notebook_of_the_lessons(tmp_path):
    path, variables = serving.studio_notebook(tmp_path)
    assert path.parent.name == "notebooks" and variables == {}


def test_without_the_project_it_is_one_cell_that_shows_the_page(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "__file__", str(tmp_path / "x" / "demo.py"))
    monkeypatch.delenv("STORY_BOOKS", raising=False)
    path, variables = serving.studio_notebook(tmp_path)
    (cell,) = json.loads(path.read_text("utf-8"))["cells"]
    assert cell["metadata"]["tags"] == ["page"]  # the template shows no other
    assert variables == {"STORY_BOOKS": os.path.join(tmp_path, "books")}  # not in the folder that goes away
    pytest.importorskip("ipywidgets")
    shown = {}
    *lines, last = cell["source"].splitlines()
    exec("\n".join(lines), shown)
    assert type(eval(last, shown)).__name__ == "StudioPage"
