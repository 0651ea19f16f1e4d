"""Lesson 08 runs headless: offline on its own and on a file, with AST, with CLAP and with YAMNet on small models."""

import importlib.util
import shutil

import numpy as np
import pytest
import soundfile
from conftest import CACHE
from kaggle_stand_in.batch import is_saved_well, on_kaggle
from PIL import Image

from storyhelpers import Book, demo
from storyhelpers.papertown.foley import RATE, play

LESSON = "08_sound_to_picture.ipynb"

pytestmark = [pytest.mark.notebooks, pytest.mark.timeout(600)]


@pytest.fixture(autouse=True)
def learnt(ears, monkeypatch):
    """The kernels find what the offline listener has learnt."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(CACHE))


def run(**values) -> Book:
    demo.run_notebook(demo.notebook_path(LESSON), values)
    return Book.open("what-i-heard")


def test_offline_and_a_second_time(tmp_path, monkeypatch, capsys):
    """First as Kaggle's Save & Run All, without a microphone; then here with the book from there."""
    with on_kaggle(tmp_path) as kaggle:
        assert is_saved_well(kaggle.run(LESSON.removesuffix(".ipynb"), {"KIND": "owl"}))
    monkeypatch.setenv("STORY_BOOKS", str(kaggle.working / "books"))
    book = Book.open("what-i-heard")
    page = book.page()
    assert "owl" in [figure.name for figure in page.picture.scene.figures] and "owl" in page.prompt
    assert page.sounds[0].seconds == pytest.approx(6.0)
    assert Image.open(book.folder / "timeline.png").width == 1024
    before = {file.name: file.stat().st_mtime_ns for file in book.folder.glob("page-*")}
    assert {file.name: file.stat().st_mtime_ns for file in run(KIND="owl").folder.glob("page-*")} == before


def test_on_a_file_of_ones_own(tmp_path, capsys):
    soundfile.write(tmp_path / "what.mp3", play("train", 4.0, seed=77), RATE)
    page = run(SOUND=str(tmp_path / "what.mp3")).page()
    assert "train" in [figure.name for figure in page.picture.scene.figures]


@pytest.mark.models
@pytest.mark.parametrize("listener", ["ast", "clap"])
def test_with_models(zoo, listener, capsys):
    zoo["MIT/ast-finetuned-audioset-10-10-0.4593" if listener == "ast" else "laion/clap-htsat-fused"]
    page = run(LISTENER=listener).page()
    assert page.picture and page.sounds


def test_with_yamnet(tmp_path, capsys):
    """A copy of the notebook with a model file beside it, as a person would have it."""
    if not all(importlib.util.find_spec(name) for name in ("ai_edge_litert", "tflite")):
        pytest.skip("needs LiteRT and tflite")
    from crafts.tiny_yamnet import write

    shutil.copy(demo.notebook_path(LESSON), tmp_path / LESSON)
    write(tmp_path / "yamnet.tflite", labels=True)
    tone = np.sin(2 * np.pi * 440 * np.arange(RATE * 2) / RATE) * 0.5
    soundfile.write(tmp_path / "tone.wav", tone, RATE)
    demo.run_notebook(tmp_path / LESSON, {"LISTENER": "yamnet", "SOUND": "tone.wav"})
    page = Book.open("what-i-heard").page()
    assert "dog" in [figure.name for figure in page.picture.scene.figures]
