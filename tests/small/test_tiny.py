"""The engine "tiny": what the committed weights draw, and what is said about it."""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest
from amounts import some

from storyhelpers import Studio, small
from storyhelpers.crafts.illustrator import ENGINES, MODELS, Diffusion

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "storyhelpers" / "small" / "weights"
README = ROOT / "recipes" / "small_models" / "README.md"


@pytest.fixture(autouse=True)
def housed(fresh_house):
    """Whoever sits down in a test gets up after it."""


def share_first(pictures, captions) -> float:
    """The share of pictures for which the tiny CLIP finds their own caption the best of all."""
    import torch
    from transformers import CLIPModel, CLIPProcessor

    model, processor = CLIPModel.from_pretrained(small.clip()), CLIPProcessor.from_pretrained(small.clip())
    asked = processor(text=list(captions), images=pictures, return_tensors="pt", padding=True)
    with torch.inference_mode():
        scores = model.float()(**asked).logits_per_image
    return float((scores.argmax(1) == torch.arange(len(scores))).float().mean())


# ---- what is in the package ----


def test_the_weights_are_safetensors_and_small():
    files = [path for path in WEIGHTS.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".json", ".safetensors"}
    assert sum(path.stat().st_size for path in files) < 25_000_000
    index = json.loads((small.painter() / "model_index.json").read_text("utf-8"))
    assert index["_class_name"] == "StableDiffusionPipeline" and (small.clip() / "config.json").exists()


def test_the_readme_has_the_sum_of_every_file():
    told = dict(re.findall(r"`(\S+\.safetensors)` \| \S+ \S+ \| `([0-9a-f]{64})`", README.read_text("utf-8")))
    files = {str(path.relative_to(WEIGHTS)): path for path in WEIGHTS.rglob("*.safetensors")}
    assert told == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def test_the_engine_is_light_and_says_whose_it_is():
    engine = ENGINES["tiny"]()
    assert isinstance(engine, Diffusion) and not engine.loaded
    assert engine.name == engine.made_by == "tiny model" and engine.licence == "Apache-2.0"
    assert Path(MODELS["tiny"].repo) == small.painter()


@pytest.mark.models
def test_its_weights_are_counted_and_few():
    need = ENGINES["tiny"]().need("fp32")
    assert need.weights < 50_000_000 and not need.declared


# ---- what it draws ----


@pytest.mark.models
def test_it_draws_enlarged_and_again_the_same():
    engine = Diffusion("tiny")
    first, again = (engine(small.SIXTEEN[0], aspect="1:1", seed=3)[0] for _ in range(2))
    (other,) = engine(small.SIXTEEN[0], aspect="1:1", seed=4)
    assert first.size == (256, 256) and first.made_by == "tiny model" and first.note == ""
    assert (first.array == again.array).all() and (first.array != other.array).any()


@pytest.mark.models
def test_unknown_words_are_told():
    studio = Studio(illustrator="tiny")
    note = studio.draw("a zebra and a cat in a spaceship", steps=2, aspect="1:1").note
    assert "zebra, spaceship" in note and "cat" in note and "snowman" in note
    assert studio.draw("a cat in the snow", steps=2, aspect="1:1").note == ""


@pytest.mark.models
def test_nights_are_dark_and_snow_is_white():
    engine = Diffusion("tiny")
    night, noon = (engine(f"a house on green hills {when}", aspect="1:1", seed=1)[0].array.astype(int)
                   for when in ("at night", "on a sunny day"))  # fmt: skip
    assert night[:60].mean() + 60 < noon[:60].mean()
    snow, grass = (engine(f"a red house {where} on a sunny day", aspect="1:1", seed=1)[0].array[220:].astype(int)
                   for where in ("in the snow", "on green hills"))  # fmt: skip
    assert grass[..., 1].mean() > grass[..., 2].mean() + 30 and snow.min(axis=2).mean() > 180


@pytest.mark.models
@pytest.mark.parametrize("each", some([4, 1], lambda each: each == 4))
def test_the_sixteen_are_told_apart_by_the_tiny_clip(each):
    """Every fourth of them in every run: drawing all takes a quarter of a minute."""
    engine, asked = Diffusion("tiny"), small.SIXTEEN[::each]
    drawn = [engine(words, aspect="1:1", seed=7 + each * n)[0].image for n, words in enumerate(asked)]
    assert share_first(drawn, asked) >= 0.8
    assert share_first(drawn[::-1], asked) < 0.3, "the measure itself has to be able to fail"


@pytest.mark.models
def test_the_tiny_clip_knows_true_scenes_and_their_sketches():
    from storyhelpers.small.scenes import draw

    true = [draw(scene, 64) for scene in small.CONTENT.values()]
    assert share_first(true, small.SIXTEEN) >= 0.9
    assert share_first([small.sketch(image) for image in true], small.SIXTEEN) >= 0.8


@pytest.mark.models
def test_steps_that_are_kept_are_enlarged_too():
    engine = Diffusion("tiny", keep_steps=(1, 2))
    engine(small.SIXTEEN[2], steps=2, aspect="1:1")
    (generation,) = engine.generations
    assert [step for step, _ in generation.steps] == [1, 2]
    assert all(picture.size == (256, 256) for _, picture in generation.steps)
    assert np.abs(generation.steps[1][1].array.astype(int) - generation.picture.array).max() == 0
