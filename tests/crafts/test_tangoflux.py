"""TangoFlux: the latents and the sound of its authors' package, and what the package cannot do."""

import functools
import json
import shutil

import numpy as np
import pytest

from storyhelpers import Cancelled, Studio
from storyhelpers.crafts.sound_maker import ENGINES, TangoFlux, Unsound, decoding, tangoflux
from storyhelpers.engine import BadInput, NotHere, about

pytestmark = pytest.mark.models

CAT, DOG = "a cat meows", "a big dog barks"


@pytest.fixture(scope="module")
def home(zoo):
    """The folder of the tiny TangoFlux; T5's tokenizer lies beside it in the hub's cache."""
    assert zoo["google/flan-t5-large"].is_dir()
    return zoo["declare-lab/TangoFlux"]


@pytest.fixture(scope="module")
def tango(home):
    """One engine for all tests that do not change it."""
    return TangoFlux(device="cpu")


def alike(one, other):
    """How far two waves differ, in dB of the first over their difference."""
    one, other = np.asarray(one, np.float64), np.asarray(other, np.float64)
    return 10 * np.log10((one**2).mean() / max(((one - other) ** 2).mean(), 1e-30))


def change(one, other):
    """The size of the difference, as a share of the first."""
    return float((one.samples - other.samples).std() / one.samples.std())


# ---- what it makes ----


def test_a_sound_of_words(tango):
    made = tango(CAT, seconds=1.234, steps=3, seed=5)
    assert made.rate == 44100 and made.samples.shape == (round(1.234 * 44100), 2)
    assert (made.words, made.seed, made.made_by) == (CAT, 5, "TangoFlux (declare-lab/TangoFlux)")
    assert np.isfinite(made.samples).all() and made.samples.std() > 0.01
    assert not np.array_equal(made.samples[:, 0], made.samples[:, 1])


def test_everything_that_goes_in_is_heard(tango):
    usual = {"seconds": 1, "steps": 3, "seed": 1}
    made = tango(CAT, **usual)
    assert np.array_equal(made.samples, tango(CAT, **usual).samples)
    assert change(made, tango(DOG, **usual)) > 0.05
    assert change(made, tango(CAT, **{**usual, "seed": 2})) > 0.02
    assert change(made, tango(CAT, **{**usual, "steps": 6})) > 1e-4
    longer = tango(CAT, **{**usual, "seconds": 2})
    assert alike(made.samples, longer.samples[:44100]) < 80  # the length is told to the model, too


def test_guidance_changes_the_sound_and_one_or_less_needs_half_the_work(tango, monkeypatch):
    batches = []

    def note(module, given, named):
        batches.append(len(named["hidden_states"]))

    hook = tango.work(lambda parts, place: parts.transformer.register_forward_pre_hook(note, with_kwargs=True))
    made = {}
    for guidance in (4.5, 9.0, 1.0, 0.0):
        monkeypatch.setattr(tango, "guidance", guidance)
        made[guidance] = tango(CAT, seconds=0.5, steps=2)
    hook.remove()
    assert batches == [2, 2, 2, 2, 1, 1, 1, 1]
    assert change(made[4.5], made[9.0]) > 1e-3 and change(made[4.5], made[1.0]) > 1e-3
    assert np.array_equal(made[1.0].samples, made[0.0].samples)


def test_steps_are_what_suits_the_model_if_nobody_says(tango):
    told = []
    tango(CAT, seconds=0.2, on_step=lambda done, total: told.append((done, total)))
    assert told == [(done, 25) for done in range(26)]


@pytest.mark.parametrize("seconds", [0.1, 29.9, 30.0])
def test_short_and_long_sounds(tango, seconds):
    made = tango(CAT, seconds=seconds, steps=1)
    assert abs(made.seconds - seconds) <= 0.05


def test_longer_than_the_model_can_is_said(tango):
    with pytest.raises(BadInput, match=r"at most 30 seconds.*seconds=30\."):
        tango(CAT, seconds=31, steps=1)


@pytest.mark.parametrize("words", ["cat " * 2000, "下雨的晚上", "🙂"])
def test_any_words_will_do(tango, words):
    assert np.isfinite(tango(words, seconds=0.2, steps=1).samples).all()


# ---- cancelling ----


@pytest.mark.parametrize("when", [0, 1, 2])
def test_cancel_stops_between_steps_and_the_model_stays_usable(tango, when):
    before, told = tango(CAT, seconds=0.5, steps=3, seed=4), []

    def stop(done, total):
        told.append(done)
        if done == when:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        tango(CAT, seconds=0.5, steps=3, seed=4, on_step=stop)
    assert told == list(range(when + 1)) and tango.loaded
    assert np.array_equal(tango(CAT, seconds=0.5, steps=3, seed=4).samples, before.samples)


# ---- beside the package ----


@pytest.fixture(scope="module")
def peer(home, tmp_path_factory):
    """The `tangoflux` package with the same weights. It needs T5's weights under the name in config.json, first."""
    import diffusers
    import tangoflux as package
    import torch
    from transformers import T5Config, T5EncoderModel

    folder = tmp_path_factory.mktemp("peer")
    shutil.copytree(home, folder / "model")
    config = json.loads((home / "config.json").read_text("utf-8"))
    text = tangoflux.text_folder(home)
    shutil.copytree(text, folder / "t5")
    T5EncoderModel(T5Config.from_pretrained(text)).save_pretrained(folder / "t5")
    (folder / "model" / "config.json").write_text(json.dumps({**config, "text_encoder_name": str(folder / "t5")}))
    tiny = functools.partial(diffusers.AutoencoderOobleck, **config["vae"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "AutoencoderOobleck", tiny)  # it builds the full one, whatever the weights are
        patch.setattr(package, "snapshot_download", lambda repo_id: str(folder / "model"))
        made = package.TangoFluxInference(device="cpu")
    made.model.eval()
    made.vae.eval()
    made.latents = lambda words, seed, **options: (
        torch.manual_seed(seed),
        made.model.inference_flow(words, disable_progress=True, **options),
    )[1]
    return made


@pytest.mark.parametrize("words, seconds, steps, seed, guidance", [
    (CAT, 5, 5, 0, 4.5),
    (DOG + ", while rain falls far off in the street", 2.5, 3, 11, 3.0),
])  # fmt: skip
def test_latents_and_sound_equal_the_package(tango, peer, monkeypatch, words, seconds, steps, seed, guidance):
    import torch

    theirs = peer.latents(words, seed, num_inference_steps=steps, duration=seconds, guidance_scale=guidance)
    ours = tango.work(
        lambda parts, place: tangoflux.denoise(parts, words, seconds, steps, guidance, seed, lambda done: None)
    )
    assert torch.equal(ours, theirs)
    torch.manual_seed(seed)
    wave = peer.generate(words, steps=steps, duration=seconds, guidance_scale=guidance)
    monkeypatch.setattr(tango, "guidance", guidance)
    made = tango(words, seconds=seconds, steps=steps, seed=seed)
    assert alike(wave.T.numpy(), made.samples) > 100


def test_the_package_alone_would_differ_with_another_seed(tango, peer):
    made = tango(CAT, seconds=1, steps=2, seed=3)
    import torch

    torch.manual_seed(4)
    other = peer.generate(CAT, steps=2, duration=1, guidance_scale=4.5)
    assert alike(made.samples, other.T.numpy()) < 40


def test_cutting_the_latents_gives_the_samples_that_decoding_all_gives(tango):
    import torch

    def both(parts, place):
        latents = torch.randn(1, 64, 645, generator=torch.Generator().manual_seed(0))
        with torch.inference_mode():
            whole = parts.vae.decode(latents).sample[0].T
        return whole.numpy(), [
            decoding.samples(parts.vae, latents, seconds) for seconds in (0.1, 1.0, 5.0, 10.03, 29.9)
        ]

    whole, cut = tango.work(both)
    for samples in cut:
        assert alike(whole[: len(samples)], samples) > 100


def test_the_margin_is_the_decoders_reach():
    """How far a latent is heard: the kernels and dilations of the real decoder, from its end to its beginning."""
    reach = 3.0
    for stride in (2, 4, 4, 8, 8):
        reach = (reach + 3 * (1 + 3 + 9)) / stride + 1.0
    reach += 3
    assert 9 < reach < decoding.MARGIN


# ---- half precision, four bits, the plan ----


@pytest.mark.parametrize("dtype, least", [("fp16", 20), ("nf4", 3)])
def test_smaller_weights_make_nearly_the_same_sound(tango, dtype, least):
    import torch

    whole = tango(CAT, seconds=1, steps=3, seed=6)
    small = TangoFlux(device="cpu", dtype=dtype)
    made = small(CAT, seconds=1, steps=3, seed=6)
    assert least < alike(whole.samples, made.samples) < 90
    kinds = small.work(lambda parts, place: {name: weights.dtype for name, weights in parts.named_parameters()})
    assert {kind for name, kind in kinds.items() if ".wo." in name} == {torch.float32}
    others = {kind for name, kind in kinds.items() if ".wo." not in name}
    assert others == ({torch.float16, torch.uint8} if dtype == "nf4" else {torch.float16})


@pytest.mark.parametrize("dtype", ["fp32", "fp16", "nf4"])
def test_the_forecast_is_what_a_load_takes(home, dtype):
    engine = TangoFlux(device="cpu", dtype=dtype)
    need = engine.need(dtype)
    assert not need.declared

    def size(parts, place):
        shared = {id(weights): weights for weights in [*parts.parameters(), *parts.buffers()]}.values()
        scales = [s.quant_state.absmax for s in shared if hasattr(s, "quant_state") and s.quant_state is not None]
        return sum(t.numel() * t.element_size() for t in [*shared, *scales])

    assert engine.work(size) == pytest.approx(need.weights, rel=0.03)


def test_what_is_declared_is_what_the_real_sizes_give(tmp_path):
    """The real config and the real T5's: counted on the meta device, no weights."""
    from transformers import T5Config

    T5Config(
        vocab_size=32128, d_model=1024, d_kv=64, d_ff=2816, num_layers=24, num_heads=16,
        feed_forward_proj="gated-gelu", tie_word_embeddings=False,
    ).save_pretrained(tmp_path / "t5")  # fmt: skip
    (tmp_path / "config.json").write_text('{"num_single_layers": 18, "text_encoder_name": "t5"}')
    engine = TangoFlux(tmp_path)
    for dtype, declared in TangoFlux.MODELS["tangoflux"].weights.items():
        need = engine.need(dtype)
        assert not need.declared and need.weights / 1e9 == pytest.approx(declared, rel=0.02)


# ---- what can go wrong ----


def test_without_its_files_the_plan_goes_by_what_is_declared():
    engine = TangoFlux("nobody/has-this-tango")
    assert engine.need("fp16").declared and engine.need("fp16").weights == pytest.approx(2.02e9, rel=0.01)
    with pytest.raises(NotHere, match="nobody/has-this-tango is not on this machine"):
        engine(CAT)


def test_another_model_is_named(home, tmp_path):
    shutil.copytree(home, tmp_path / "other")
    (tmp_path / "other" / "config.json").write_text('{"model_type": "sam"}', "utf-8")
    with pytest.raises(NotHere, match="is not a TangoFlux model"):
        TangoFlux(tmp_path / "other")(CAT)


@pytest.mark.parametrize("change", [{"num_layers": 2}, {"num_single_layers": 0}, {"joint_attention_dim": 128}])
def test_weights_that_do_not_fit_their_config_are_refused(home, tmp_path, change):
    shutil.copytree(home, tmp_path / "other")
    config = json.loads((home / "config.json").read_text("utf-8"))
    (tmp_path / "other" / "config.json").write_text(json.dumps({**config, **change}), "utf-8")
    engine = TangoFlux(tmp_path / "other", device="cpu")
    with pytest.raises(NotHere, match="is not a TangoFlux model"):
        engine(CAT)
    assert not engine.loaded


def test_a_file_cut_short_is_named(home, tmp_path):
    shutil.copytree(home, tmp_path / "cut")
    whole = (home / "vae.safetensors").read_bytes()
    (tmp_path / "cut" / "vae.safetensors").unlink()
    (tmp_path / "cut" / "vae.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotHere, match="vae.safetensors is damaged"):
        TangoFlux(tmp_path / "cut", device="cpu")(CAT)


@pytest.mark.parametrize("name", tangoflux.FILES)
def test_a_file_that_is_missing_is_named(home, tmp_path, name):
    shutil.copytree(home, tmp_path / "part")
    (tmp_path / "part" / name).unlink()
    with pytest.raises(NotHere, match=f"lacks {name}"):
        TangoFlux(tmp_path / "part", device="cpu")(CAT)


def test_a_folder_may_hold_the_tokenizer_too(home, tmp_path):
    shutil.copytree(home, tmp_path / "mine")
    shutil.copytree(tangoflux.text_folder(home), tmp_path / "mine" / "google" / "flan-t5-large")
    assert tangoflux.text_folder(tmp_path / "mine") == tmp_path / "mine" / "google" / "flan-t5-large"
    made = TangoFlux(tmp_path / "mine", device="cpu")(CAT, seconds=0.3, steps=2)
    assert np.array_equal(made.samples, TangoFlux(device="cpu")(CAT, seconds=0.3, steps=2).samples)


def test_what_is_not_a_number_is_said_with_its_cure(home):
    engine = TangoFlux(device="cpu", dtype="fp16")
    engine.work(lambda parts, place: parts.fc[0].weight.data.fill_(float("inf")))
    with pytest.raises(Unsound, match=r'TangoFlux holds samples that are not numbers \(fp16 ran over\).*dtype="fp32"'):
        engine(CAT, seconds=0.3, steps=1)


# ---- in the studio ----


def test_the_studio_makes_a_sound_with_it(home):
    studio = Studio(sound_maker="tangoflux")
    made = studio.make_sound(CAT, seconds=1, steps=2, seed=3)
    assert isinstance(studio.sound_maker, TangoFlux) and ENGINES["tangoflux"] is TangoFlux
    assert made.seconds == 1.0 and made.words == CAT and "TangoFlux" in made.made_by
    card = about(studio.sound_maker)
    assert "non-commercial" in card.licence and card.source == "huggingface.co/declare-lab/TangoFlux"
