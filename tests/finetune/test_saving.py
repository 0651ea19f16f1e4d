"""Saved styles: diffusers' own call brings every number and the same picture back, and nothing half is ever left."""

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
from finetune.lora_kit import ATTENTION, BOTH, EVERYTHING, about, picture, pipeline, randomise, taught

from storyhelpers.crafts import illustrator
from storyhelpers.crafts.illustrator import MODELS, StableDiffusion
from storyhelpers.crafts.illustrator.origin import Origin, header_of, unet_key
from storyhelpers.engine import BadInput, BookTrouble, NoAnswer
from storyhelpers.finetune import Recipe, reading_back, saving
from storyhelpers.finetune.saving import public, save_lora, save_whole

USUAL, CAT = "pytorch_lora_weights.safetensors", "a red cat sits on a bench"
models = pytest.mark.models


@models
@pytest.mark.parametrize(
    ("name", "targets", "alpha", "text"),
    [
        ("sd15", ATTENTION, None, False), ("sd15", BOTH, 1, True), ("sd2", BOTH, 8, False),
        ("sdxl", ATTENTION, 2, True),
        ("sdxl", BOTH, 6, False), ("playground", BOTH, None, False),
    ],
)  # fmt: skip
def test_both_files_draw_what_was_taught(zoo, tmp_path, name, targets, alpha, text):
    kit = taught(zoo, name, targets, alpha=alpha, text=text)
    folder = save_lora(kit.unet, kit.recipe, tmp_path / "sketch", kit.encoders, kit.about)
    assert sorted(file.name for file in folder.iterdir()) == [USUAL, "sketch_kohya.safetensors"]
    ours = picture(pipeline(kit))
    plain = pipeline(SimpleNamespace(folder=kit.folder), folder / USUAL)
    theirs = picture(plain)
    assert np.abs(ours - theirs).max() < 0.5
    kohya = picture(pipeline(SimpleNamespace(folder=kit.folder), folder / "sketch_kohya.safetensors"))
    assert np.abs(theirs - kohya).max() < 0.5
    plain.disable_lora()
    assert np.abs(ours - picture(plain)).mean() > 1


@models
@pytest.mark.parametrize("alpha", [4, 8])
def test_every_number_comes_back(zoo, tmp_path, alpha):
    import torch
    from diffusers import StableDiffusionPipeline
    from peft import get_peft_model_state_dict

    kit = taught(zoo, targets=BOTH, alpha=alpha)
    save_lora(kit.unet, kit.recipe, tmp_path, about=kit.about)
    pipe = StableDiffusionPipeline.from_pretrained(kit.folder, torch_dtype=torch.float32, safety_checker=None)
    pipe.load_lora_weights(str(tmp_path), weight_name=USUAL, adapter_name="back")
    back = get_peft_model_state_dict(pipe.unet, adapter_name="back")
    given = get_peft_model_state_dict(kit.unet)
    assert set(back) == set(given) and any(weight.ndim == 4 for weight in given.values())
    for key, weight in given.items():
        assert torch.equal(back[key], weight * (alpha / 4 if "lora_B" in key else 1))


@models
def test_every_kind_of_layer_survives(zoo, tmp_path):
    for name in ("sd15", "sdxl"):
        kit = taught(zoo, name, EVERYTHING, rank=2)
        folder = save_lora(kit.unet, kit.recipe, tmp_path / name, about=kit.about)  # compares both files by itself
        assert len(list(folder.glob("*_kohya.safetensors"))) == 1


@models
def test_the_header_says_where_it_is_from(zoo, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    kit = taught(zoo, alpha=2, targets=BOTH)
    save_lora(kit.unet, kit.recipe, tmp_path / "sketch", about=kit.about)
    said = header_of(tmp_path / "sketch" / USUAL)
    assert said["base"] == "sd15" and said["base_repo"] == MODELS["sd15"].repo
    assert said["base_unet"] == unet_key(kit.unet.config) and said["licence"] == MODELS["sd15"].licence
    assert (said["rank"], said["alpha"]) == ("4", "2") and said["made_by"].startswith("Storybook Studio")
    assert json.loads(said["settings"])["targets"] == list(BOTH)
    assert Origin.of(tmp_path / "sketch" / USUAL).family == "StableDiffusionPipeline"
    kohya = header_of(tmp_path / "sketch" / "sketch_kohya.safetensors")
    assert (kohya["ss_network_dim"], kohya["ss_network_alpha"]) == ("4", "2.0")
    assert kohya["ss_base_model_version"] == "sd_v1" and kohya["ss_output_name"] == "sketch"
    assert kohya["modelspec.architecture"] == "stable-diffusion-v1/lora"
    assert json.loads(kohya["ss_network_args"]) == {"conv_dim": 4, "conv_alpha": 2.0}
    for header in (said, kohya):
        assert "hf_secret" not in str(header) and str(tmp_path) not in str(header)


@models
def test_a_base_in_a_folder_is_called_by_its_name(zoo, tmp_path):
    kit = taught(zoo)
    recipe = kit.recipe.but(base=str(tmp_path / "my-base"))
    told = kit.about | {"repo": str(tmp_path / "my-base"), "title": "my-base"}
    save_lora(kit.unet, recipe, tmp_path / "style", about=told)
    said = header_of(tmp_path / "style" / USUAL)
    assert said["base"] == "my-base" and "base_repo" not in said and str(tmp_path) not in str(said)


def test_names_that_may_be_published():
    assert public("/home/ann/my-base") == "my-base" == public("C:\\Users\\Ann\\my-base") == public("~/x/my-base")
    assert public("sd15") == "sd15" and public("styles/base") == "styles/base"
    assert public("owner/model", hub=True) == "owner/model" and public("/home/ann", hub=True) == ""


def test_no_configuration_names_a_place_on_this_machine():
    text = '{"_name_or_path": "/home/ann/base/unet", "name_or_path": "/home/ann/base/tokenizer", "n": "/a"}'
    assert saving._unplaced(text) == '{"_name_or_path": "unet", "name_or_path": "tokenizer", "n": "/a"}'


@models
def test_dora_goes_there_and_back(zoo, tmp_path):
    kit = taught(zoo, targets=("to_q", "conv1"), use_dora=True, alpha=2)
    folder = save_lora(kit.unet, kit.recipe, tmp_path / "dora", about=kit.about)
    assert [file.name for file in folder.iterdir()] == [USUAL]
    assert (
        np.abs(picture(pipeline(kit)) - picture(pipeline(SimpleNamespace(folder=kit.folder), folder / USUAL))).max()
        < 0.5
    )


@models
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_a_base_in_16_bits(zoo, tmp_path, dtype):
    import torch

    kit = taught(zoo, targets=BOTH, alpha=3)
    for name, weight in kit.unet.named_parameters():
        weight.data = weight.data if "lora_" in name else weight.data.to(getattr(torch, dtype))
    save_lora(kit.unet, kit.recipe, tmp_path, about=kit.about)
    from safetensors.torch import load_file

    assert {weight.dtype for weight in load_file(tmp_path / USUAL).values()} == {torch.float32}


# ---- what cannot be saved ----


@models
def test_nothing_to_save(zoo, tmp_path):
    from diffusers import UNet2DConditionModel

    plain = UNet2DConditionModel.from_pretrained(zoo[MODELS["sd15"].repo], subfolder="unet")
    with pytest.raises(BadInput, match="carries no LoRA"):
        save_lora(plain, Recipe(base="sd15"), tmp_path)
    kit = taught(zoo)
    next(weight for name, weight in kit.unet.named_parameters() if "lora_B" in name).data.fill_(float("nan"))
    with pytest.raises(NoAnswer, match="NaN"):
        save_lora(kit.unet, kit.recipe, tmp_path, about=kit.about)
    with pytest.raises(BadInput, match="carries no LoRA"):
        save_lora(taught(zoo).unet, kit.recipe, tmp_path, [plain])
    assert not list(tmp_path.iterdir())


@models
def test_what_is_read_back_otherwise_is_not_kept(zoo, tmp_path, monkeypatch):
    kit = taught(zoo)
    folder = save_lora(kit.unet, kit.recipe, tmp_path / "style", about=kit.about)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    randomise(kit.unet, seed=1)
    with monkeypatch.context() as patch, pytest.raises(NoAnswer, match="reads pytorch_lora.* layers"):
        whole = saving.write
        patch.setattr(
            saving, "write", lambda file, weights, header: whole(file, dict(list(weights.items())[2:]), header)
        )
        save_lora(kit.unet, kit.recipe, folder, about=kit.about)
    with monkeypatch.context() as patch, pytest.raises(NoAnswer, match="answers by"):
        patch.setattr(saving, "UP", "no such end")  # alpha is forgotten
        kit = taught(zoo, alpha=1)
        save_lora(kit.unet, kit.recipe, folder, about=kit.about)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@models
def test_the_twin_takes_no_memory_and_knows_no_lora(zoo):
    import torch

    kit = taught(zoo, "sdxl", text=True)
    for network in (kit.unet, *kit.encoders):
        twin = reading_back._twin(network)
        own = {weight.data_ptr() for weight in network.parameters()}
        assert all(weight.data_ptr() in own for weight in twin.parameters())
        assert not any("lora" in name for name, _ in twin.named_parameters())
        assert not torch.allclose(reading_back._answer(twin), reading_back._answer(network), atol=1e-3)


@models
def test_a_full_disk_keeps_the_old_style(zoo, tmp_path, full_disk):
    kit = taught(zoo)
    folder = save_lora(kit.unet, kit.recipe, tmp_path / "style", about=kit.about)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    randomise(kit.unet, seed=1)
    with full_disk(), pytest.raises(BookTrouble, match="disk is full"):
        save_lora(kit.unet, kit.recipe, folder, about=kit.about)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


@models
def test_a_folder_that_may_not_be_written_to(zoo, tmp_path):
    kit = taught(zoo)
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(BookTrouble, match="Save it elsewhere"):
        save_lora(kit.unet, kit.recipe, tmp_path / "file" / "style", about=kit.about)


# ---- whole pipelines ----


def tuned_base(zoo, name):
    """A base whose U-Net was taught as a whole, and its moving average."""
    import torch
    from diffusers import UNet2DConditionModel

    folder = zoo[MODELS[name].repo]
    unet = UNet2DConditionModel.from_pretrained(folder, subfolder="unet")
    average = {key: weight.detach().clone() for key, weight in unet.named_parameters()}
    torch.manual_seed(0)
    for weight in unet.parameters():
        weight.data += torch.randn_like(weight) * 0.02
    return SimpleNamespace(folder=folder, unet=unet, name=name), average


@models
@pytest.mark.parametrize(("name", "half"), [("sd15", False), ("sdxl", True), ("playground", False)])
def test_a_whole_pipeline_opens_everywhere(zoo, tmp_path, fresh_house, name, half):
    import torch
    from diffusers import DiffusionPipeline

    base, _ = tuned_base(zoo, name)
    recipe = Recipe(base=name, whole=True)
    folder = save_whole(base, recipe, tmp_path / "tuned", about(name), half=half)
    pipe = DiffusionPipeline.from_pretrained(folder, torch_dtype=torch.float32)
    for key, weight in base.unet.state_dict().items():
        assert torch.equal(pipe.unet.state_dict()[key], weight.half().float() if half else weight)
    engine = StableDiffusion(folder)
    assert engine.licence == MODELS[name].licence and engine.name == "tuned"
    assert engine.model.extra.get("guidance") == MODELS[name].extra.get("guidance")
    tuned = engine(CAT, aspect="1:1", seed=1, steps=2)[0]
    assert (
        np.abs(tuned.array.astype(int) - StableDiffusion(name)(CAT, aspect="1:1", seed=1, steps=2)[0].array).mean()
        > 0.5
    )
    sizes = [sum(file.stat().st_size for file in top.rglob("*.safetensors")) for top in (folder, base.folder)]
    assert sizes[0] < sizes[1] * (0.4 if half else 0.72)  # the base holds every network twice
    assert str(base.folder) not in "".join(file.read_text("utf-8") for file in folder.rglob("*.json"))


@models
def test_the_moving_average_is_saved_where_there_is_one(zoo, tmp_path):
    import torch
    from safetensors.torch import load_file

    base, average = tuned_base(zoo, "sd15")
    (tmp_path / "tuned").mkdir()
    (tmp_path / "tuned" / "notes.txt").write_text("mine")
    (tmp_path / "tuned" / ".saving-abc" / "unet").mkdir(parents=True)  # left by one that was killed
    for _ in range(2):  # the second time in the place of the first
        save_whole(base, Recipe(base="sd15", whole=True), tmp_path / "tuned", about("sd15"), ema=average)
    kept = load_file(tmp_path / "tuned" / "unet" / "diffusion_pytorch_model.safetensors")
    assert all(torch.equal(kept[key], weight) for key, weight in average.items())
    assert (tmp_path / "tuned" / "notes.txt").read_text() == "mine"
    assert not list(tmp_path.glob("**/.saving*"))
    with pytest.raises(BadInput, match="U-Net has not"):
        save_whole(base, Recipe(base="sd15", whole=True), tmp_path / "other", {}, ema={"nobody": torch.zeros(1)})


@models
def test_a_full_disk_keeps_the_old_pipeline(zoo, tmp_path, full_disk):
    base, average = tuned_base(zoo, "sd15")
    folder = save_whole(base, Recipe(base="sd15", whole=True), tmp_path / "tuned", about("sd15"))
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with full_disk(), pytest.raises(BookTrouble, match="disk is full"):
        save_whole(base, Recipe(base="sd15", whole=True), folder, about("sd15"), ema=average)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    with pytest.raises(BadInput, match="carries a LoRA"):
        save_whole(taught(zoo), Recipe(base="sd15", whole=True), tmp_path / "other")


# ---- used at once ----


@models
def test_used_at_once_and_on_its_own_base(zoo, tmp_path, fresh_house):
    kit = taught(zoo, "sd2", BOTH, alpha=8)
    style = save_lora(kit.unet, kit.recipe, tmp_path / "sketch", about=kit.about)
    engine = StableDiffusion(lora=style)
    assert engine.repo == MODELS["sd2"].repo and StableDiffusion is illustrator.Diffusion
    full = engine(CAT, aspect="1:1", seed=1, steps=2)[0]
    assert full.note == "" and "with sketch" in full.made_by
    none, some = (StableDiffusion(lora=style, strength=s)(CAT, aspect="1:1", seed=1, steps=2)[0] for s in (0, 0.5))
    plain = StableDiffusion("sd2")(CAT, aspect="1:1", seed=1, steps=2)[0]
    assert (none.array == plain.array).all() and (some.array != full.array).any() and (full.array != none.array).any()
    other = shutil.copytree(style, tmp_path / "kohya")
    (other / USUAL).unlink()
    twin = StableDiffusion(lora=other)(CAT, aspect="1:1", seed=1, steps=2)[0]
    assert np.abs(twin.array.astype(int) - full.array).max() <= 1
