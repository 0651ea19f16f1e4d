"""Styles: which base they are for, how strongly they draw, and the sentences for those that cannot be used."""

import json
import struct
from types import SimpleNamespace

import numpy as np
import pytest
from finetune.lora_kit import BOTH, OF_ENCODERS, picture, pipeline, taught
from hypothesis import given, settings
from hypothesis import strategies as st

from storyhelpers.crafts.illustrator import MODELS, Diffusion, StableDiffusion, lora
from storyhelpers.crafts.illustrator.origin import Origin, header_of, unet_key
from storyhelpers.engine import BadInput, NotHere
from storyhelpers.finetune.saving import save_lora

USUAL, CAT = "pytorch_lora_weights.safetensors", "a red cat sits on a bench"
models = pytest.mark.models


def with_header(file, **said):
    """A safetensors file that holds nothing but a header."""
    header = json.dumps({"__metadata__": said}).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<Q", len(header)) + header)
    return file


# ---- the base ----


@given(*[st.text(st.characters(codec="utf-8"), max_size=40)] * 5)
def test_an_origin_comes_back_from_a_header(tmp_path_factory, name, repo, title, family, unet):
    origin = Origin(name, repo, title, family, unet)
    file = with_header(tmp_path_factory.mktemp("x") / "a.safetensors", format="pt", **origin.header())
    assert Origin.of(file) == origin


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_no_origin(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("x") / "a.safetensors"
    file.write_bytes(data)
    assert isinstance(Origin.of(file), Origin) and isinstance(header_of(file), dict)


@pytest.mark.parametrize(
    ("page", "base"),
    [
        ("base_model: stabilityai/stable-diffusion-xl-base-1.0", "stabilityai/stable-diffusion-xl-base-1.0"),
        ('base_model: "owner/a-model"\ntags:\n- x', "owner/a-model"),
        ("tags:\n- x\nbase_model:\n- owner/first\n- owner/second", "owner/first"),
        ("base_model: [owner/first, owner/second]", "owner/first"),
        ("tags: x", ""),
        ("base_model:", ""),
    ],
)
def test_the_page_names_the_base(tmp_path, page, base):
    (tmp_path / "README.md").write_text(f"---\n{page}\n---\n\nbase_model: not/this-one\n", "utf-8")
    assert Origin.of(tmp_path / USUAL).name == base
    (tmp_path / "README.md").write_bytes(b"---\xff")
    assert Origin.of(tmp_path / USUAL) == Origin()


def test_what_other_trainers_say(tmp_path):
    (tmp_path / "adapter_config.json").write_text(json.dumps({"base_model_name_or_path": "owner/model"}), "utf-8")
    assert Origin.of(tmp_path / USUAL) == Origin("owner/model", "owner/model")
    (tmp_path / "adapter_config.json").write_text("[1]", "utf-8")
    assert Origin.of(tmp_path / USUAL) == Origin()
    for said, row in (("sdxl_base_v1-0", "sdxl"), ("sd_v1", "sd15"), ("sd_v2", "sd2"), ("flux1", "")):
        file = with_header(tmp_path / f"{said}.safetensors", ss_base_model_version=said)
        assert Origin.of(file).name == row
    file = with_header(tmp_path / "b.safetensors", **{"modelspec.architecture": "stable-diffusion-xl-v1-base/lora"})
    assert Diffusion(lora=file).repo == MODELS["sdxl"].repo


def test_the_base_is_taken_from_the_style(tmp_path, monkeypatch):
    for told in (
        {"base": "sd15"}, {"base_repo": MODELS["sd15"].repo}, {"base_repo": "runwayml/stable-diffusion-v1-5"},
    ):  # fmt: skip
        file = with_header(tmp_path / "style" / USUAL, **told)
        assert StableDiffusion(lora=file).repo == StableDiffusion(lora=file.parent).repo == MODELS["sd15"].repo
    assert Diffusion("sd2", lora=file).repo == MODELS["sd2"].repo  # what is said counts
    for strange in ({}, {"base": "someone/elses-model"}, {"base": "nowhere"}):
        assert Diffusion(lora=with_header(file, **strange)).repo == MODELS["sdxl"].repo
    beside = tmp_path / "my-base"
    beside.mkdir()
    file = with_header(file, base="my-base")
    assert Diffusion(lora=file.parent).repo == MODELS["sdxl"].repo  # an empty folder is no model
    (beside / "model_index.json").write_text("{}")
    assert Diffusion(lora=file.parent).repo == str(beside)
    monkeypatch.chdir(tmp_path)
    assert Diffusion(lora="style").repo == "my-base"
    assert Diffusion(lora="nobody/has-this").repo == MODELS["sdxl"].repo
    assert Diffusion(lora=tmp_path / "nowhere").repo == MODELS["sdxl"].repo


def test_what_decides_the_layers():
    config = {"cross_attention_dim": 768, "block_out_channels": (1, 2), "sample_size": 64, "_name_or_path": "x"}
    key = unet_key(config)
    assert key == unet_key(config | {"sample_size": 96, "_name_or_path": "y", "block_out_channels": [1, 2], "new": 3})
    assert key != unet_key(config | {"cross_attention_dim": 1024})


@pytest.mark.parametrize("strength", [-0.1, 2.01, float("nan"), "much", None])
def test_strengths_that_cannot_be(strength):
    with pytest.raises(BadInput, match="strength is how much"):
        Diffusion("sd15", lora="style", strength=strength)


# ---- those that cannot be used ----


@models
def test_a_style_of_another_base(zoo, tmp_path, fresh_house):
    kit = taught(zoo, "sd15", BOTH)
    style = save_lora(kit.unet, kit.recipe, tmp_path / "sketch", about=kit.about)
    for other in ("sdxl", "sd2"):  # in the zoo the layers of SD 1.5 would fit into SD 2
        zoo[MODELS[other].repo]
        with pytest.raises(BadInput) as error:
            Diffusion(other, lora=style)(CAT, steps=1)
        said = str(error.value)
        assert "Stable Diffusion 1.5" in said and MODELS["sd15"].repo in said and MODELS[other].repo in said
        assert "Leave the model out" in said


@models
def test_a_style_far_from_home_says_so(zoo, tmp_path, fresh_house):
    zoo[MODELS["turbo"].repo]
    kit = taught(zoo, "sdxl")
    style = save_lora(kit.unet, kit.recipe, tmp_path / "sketch", about=kit.about)
    (drawn,) = Diffusion("turbo", lora=style)(CAT, aspect="1:1", steps=1)
    assert "sketch was taught on SDXL and draws here with SDXL-Turbo" in drawn.note
    assert Diffusion("sdxl", lora=style)(CAT, aspect="1:1", steps=1)[0].note == ""


@models
def test_files_that_are_no_style(zoo, tmp_path, fresh_house):
    import torch
    from safetensors.torch import save_file

    kit = taught(zoo)
    style = save_lora(kit.unet, kit.recipe, tmp_path / "sketch", about=kit.about)
    whole = (style / USUAL).read_bytes()
    (style / USUAL).write_bytes(whole[:-100])
    with pytest.raises(NotHere, match="damaged"):
        Diffusion(lora=style)(CAT, steps=1)
    save_file({"a.weight": torch.zeros(2)}, style / USUAL)
    with pytest.raises(BadInput, match="no low-rank layers"):
        Diffusion("sd15", lora=style)(CAT, steps=1)
    for ending in ("bin", "pt", "ckpt"):
        folder = tmp_path / ending
        folder.mkdir()
        (folder / f"pytorch_lora_weights.{ending}").write_bytes(b"\x80\x04.")
        with pytest.raises(NotHere, match=f"only as pytorch_lora_weights.{ending}, a pickle"):
            Diffusion("sd15", lora=folder)(CAT, steps=1)
        with pytest.raises(NotHere, match="can run any program"):
            Diffusion("sd15", lora=folder / f"pytorch_lora_weights.{ending}")(CAT, steps=1)


# ---- saved by others ----


@models
@pytest.mark.parametrize("name", ["sd15", "sdxl"])
def test_saved_by_diffusers_with_its_own_metadata(zoo, tmp_path, fresh_house, name):
    """The way of diffusers' newer scripts: alpha in `lora_adapter_metadata`, the text encoders with it."""
    from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
    from diffusers.training_utils import _collate_lora_metadata
    from peft import get_peft_model_state_dict

    kit = taught(zoo, name, BOTH, alpha=2, text=True)
    parts = {"unet": kit.unet, **dict(zip(("text_encoder", "text_encoder_2"), kit.encoders))}
    layers = {f"{part}_lora_layers": get_peft_model_state_dict(network) for part, network in parts.items()}
    kind = StableDiffusionXLPipeline if name == "sdxl" else StableDiffusionPipeline
    kind.save_lora_weights(tmp_path, **layers, **_collate_lora_metadata(parts))
    engine = Diffusion(name, lora=tmp_path)
    engine(CAT, aspect="1:1", seed=3, steps=1)
    loaded = lora.layers(engine._loaded.pipe)
    assert len(loaded) == sum(len(one) for one in layers.values())
    assert sum(f".{layer}." in key for key in loaded for layer in OF_ENCODERS) == 2 * 2 * 6 * len(kit.encoders)
    ours = picture(engine._loaded.pipe)
    assert np.abs(ours - picture(pipeline(kit))).max() < 0.5


@models
def test_a_dora_of_others(zoo, tmp_path, fresh_house):
    from diffusers import StableDiffusionPipeline
    from peft import get_peft_model_state_dict

    kit = taught(zoo, "sd15", ("to_q", "conv1"), use_dora=True)
    StableDiffusionPipeline.save_lora_weights(tmp_path, unet_lora_layers=get_peft_model_state_dict(kit.unet))
    engine = Diffusion("sd15", lora=tmp_path)
    engine(CAT, aspect="1:1", seed=3, steps=1)
    pipe = SimpleNamespace(folder=kit.folder, unet=kit.unet, encoders=[])
    assert np.abs(picture(engine._loaded.pipe) - picture(pipeline(pipe))).max() < 0.5
