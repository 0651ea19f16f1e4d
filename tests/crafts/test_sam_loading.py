"""SAM and SAM 2.1 with tiny weights: half precision, four bits, and what can be wrong with a checkpoint."""

import shutil

import numpy as np
import pytest
from crafts.sam_kit import (
    BASE,
    CLICK,
    HIERA,
    PROMPTS,
    engine,
    made,
    picture,
    processor,
    sam,
    sam2,
    scene,
)

from storyhelpers import StoryError
from storyhelpers.crafts.segmenter.sam import Sam, short_of_memory
from storyhelpers.crafts.segmenter.sam2 import Sam2
from storyhelpers.engine import NoAnswer, NotHere

# ruff: noqa: F401 (fixtures are imported, and asked for by name)
pytestmark = pytest.mark.models


# precision


def test_half_precision_gives_nearly_the_same_outlines(engine, picture):
    half = made(type(engine), dtype="fp16")
    for prompt in ("one click", "a box and a click"):  # float32 pixels and float64 places meet float16 weights
        points, box = PROMPTS[prompt]
        mine, whole = half(picture, points, box=box), engine(picture, points, box=box)
        assert (mine.mask & whole.mask).sum() / (mine.mask | whole.mask).sum() > 0.97
        assert mine.mask.dtype == bool and type(mine.score) is float and abs(mine.score - whole.score) < 0.02
    assert str(half._loaded.network.dtype) == "torch.float16"


@pytest.mark.parametrize("kind, repo", [(Sam, BASE), (Sam2, HIERA)])
def test_four_bits_leave_the_decoder_whole(zoo, picture, kind, repo):
    import torch
    from bitsandbytes.nn import Linear4bit

    zoo[repo]
    small = made(kind, dtype="nf4")
    masks = [small(picture, points, box=box).mask for points, box in PROMPTS.values()]
    network = small._loaded.network
    layers = {name: type(m) for name, m in network.named_modules() if isinstance(m, torch.nn.Linear)}
    assert {kind for name, kind in layers.items() if name.startswith("vision_encoder")} == {Linear4bit}
    assert {kind for name, kind in layers.items() if not name.startswith("vision_encoder")} == {torch.nn.Linear}
    assert all((mask != other).any() for n, mask in enumerate(masks) for other in masks[:n])


@pytest.mark.parametrize("dtype", ["fp32", "fp16", "nf4"])
@pytest.mark.parametrize("kind, repo", [(Sam, BASE), (Sam2, HIERA)])
def test_the_weights_take_what_was_foretold(zoo, picture, kind, repo, dtype):
    zoo[repo]
    engine = made(kind, dtype=dtype)
    foretold = engine.need(dtype)
    engine.prepare(picture)
    network = engine._loaded.network
    numbers = {id(t): t for t in [*network.parameters(), *network.buffers()]}.values()
    taken = sum(t.numel() * t.element_size() for t in numbers)
    for parameter in network.parameters():
        state = getattr(parameter, "quant_state", None)
        taken += sum(t.numel() * t.element_size() for t in (state.absmax, state.code)) if state is not None else 0
    assert not foretold.declared and abs(foretold.weights / taken - 1) < 0.03


def test_numbers_that_overflow_are_said_and_not_kept(zoo, picture):
    import torch

    zoo[BASE]
    engine = made(Sam, dtype="fp16")
    engine.prepare(picture)
    weight = engine._loaded.network.mask_decoder.upscale_conv2.weight
    with torch.no_grad():
        kept = weight.clone()
        weight.fill_(60_000.0)
    with pytest.raises(NoAnswer, match=r'not a number.*dtype="fp32"'):
        engine(picture, (CLICK,))
    assert not engine._loaded.kept
    with torch.no_grad():
        weight.copy_(kept)
    assert engine(picture, (CLICK,)).mask.any()


# what can go wrong


def test_a_model_of_another_kind_is_refused(zoo, tmp_path, picture):
    with pytest.raises(NotHere, match="holds a sam2_video.*a sam is needed"):
        made(Sam, zoo[HIERA])(picture, (CLICK,))
    with pytest.raises(NotHere, match="holds a sam.*a sam2"):
        made(Sam2, zoo[BASE])(picture, (CLICK,))
    with pytest.raises(NotHere, match='no model "sam-hug".*Did you mean "sam-huge"'):
        Sam("sam-hug")


def test_weights_that_are_not_there_are_not_made_up(zoo, tmp_path, picture):
    from safetensors.torch import load_file, save_file

    shutil.copytree(zoo[BASE], tmp_path / "model")
    file = tmp_path / "model" / "model.safetensors"
    weights = {name: value for name, value in load_file(file).items() if "iou_prediction_head" not in name}
    save_file(weights, file, metadata={"format": "pt"})
    with pytest.raises(NotHere, match="lacks 6 of the weights.*iou_prediction_head"):
        made(Sam, tmp_path / "model")(picture, (CLICK,))


def test_a_folder_works_like_a_hub_id(zoo, sam, picture):
    assert np.array_equal(made(Sam, zoo[BASE])(picture, (CLICK,)).mask, sam(picture, (CLICK,)).mask)


def test_the_processor_may_be_saved_as_transformers_5_does_but_must_be_there(zoo, processor, sam, picture, tmp_path):
    shutil.copytree(zoo[BASE], tmp_path / "model")
    (tmp_path / "model" / "preprocessor_config.json").unlink()
    with pytest.raises(NotHere, match="does not say how its pictures are normalised"):
        made(Sam, tmp_path / "model")(picture, (CLICK,))
    processor.save_pretrained(tmp_path / "model")
    assert not (tmp_path / "model" / "preprocessor_config.json").exists()
    assert np.array_equal(made(Sam, tmp_path / "model")(picture, (CLICK,)).mask, sam(picture, (CLICK,)).mask)
    (tmp_path / "model" / "processor_config.json").write_text("{ half a fi")
    with pytest.raises(NotHere, match="damaged"):
        made(Sam, tmp_path / "model")(picture, (CLICK,))


def test_short_memory_forgets_the_other_pictures_and_says_so(engine, monkeypatch):
    import torch

    engine.prepare(scene(seed=30))
    network = engine._loaded.network
    whole, tries = network.get_image_embeddings, []

    def short(*given, **options):
        tries.append(1)
        if len(tries) == 1:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return whole(*given, **options)

    monkeypatch.setattr(network, "get_image_embeddings", short)
    region = engine(scene(seed=31), (CLICK,))
    assert short_of_memory() in region.note and len(tries) == 2 and len(engine._loaded.kept) == 1
    monkeypatch.setattr(network, "get_image_embeddings", lambda **_: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(StoryError, match="ran out of memory"):
        engine(scene(seed=32), (CLICK,))
