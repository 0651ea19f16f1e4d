"""Stable Audio Open, without torchsde; and CLAP, which chooses the best of several sounds."""

import json
import math
import shutil
import sys

import numpy as np
import pytest

from storyhelpers import Cancelled, Sound, Studio
from storyhelpers.crafts.sound_maker import ENGINES, MODELS, Clap, StableAudio, best_of, foley, stable_audio
from storyhelpers.crafts.sound_maker.best_of import mono
from storyhelpers.engine import BadInput, NotHere

pytestmark = pytest.mark.models

CAT, DOG = "a cat meows", "a big dog barks"


@pytest.fixture(scope="module")
def audio(zoo):
    """One engine for all tests that do not change it."""
    assert zoo["stabilityai/stable-audio-open-1.0"].is_dir()
    return StableAudio(device="cpu")


@pytest.fixture(scope="module")
def clap(zoo):
    """The tiny CLAP. The zoo knows no pinned commits, so its newest one is asked for."""
    assert zoo["laion/clap-htsat-fused"].is_dir()
    return Clap(device="cpu", revision="main")


def change(one, other):
    """The size of the difference, as a share of the first."""
    return float((one.samples - other.samples).std() / one.samples.std())


def test_a_sound_of_words(audio):
    made = audio(CAT, seconds=1.234, steps=3, seed=5)
    assert made.rate == 44100 and made.samples.shape == (round(1.234 * 44100), 2)
    assert (made.words, made.seed) == (CAT, 5)
    assert made.made_by == "Stable Audio Open (stabilityai/stable-audio-open-1.0)"
    assert np.isfinite(made.samples).all() and made.samples.std() > 0.005


def test_everything_that_goes_in_is_heard(audio, monkeypatch):
    usual = {"seconds": 1, "steps": 3, "seed": 1}
    made = audio(CAT, **usual)
    assert np.array_equal(made.samples, audio(CAT, **usual).samples)
    for other in (
        audio(DOG, **usual),
        audio(CAT, **{**usual, "seed": 2}),
        audio(CAT, **{**usual, "steps": 5}),
        Sound(audio(CAT, **{**usual, "seconds": 2}).samples[:44100]),
    ):
        assert change(made, other) > 1e-3
    monkeypatch.setattr(audio, "without", "a big dog")
    assert change(made, audio(CAT, **usual)) > 1e-4
    monkeypatch.setattr(audio, "without", "")
    assert change(made, audio(CAT, **usual)) > 1e-4
    for guidance in (1.0, 0.0, 3.0):
        monkeypatch.setattr(audio, "guidance", guidance)
        assert change(made, audio(CAT, **usual)) > 1e-4


def test_steps_are_told_and_a_hundred_suit_the_model(audio):
    told = []
    audio(CAT, seconds=0.2, steps=4, on_step=lambda done, total: told.append((done, total)))
    assert told == [(done, 4) for done in range(5)]
    assert MODELS["stable-audio"].extra["steps"] == 100


@pytest.mark.parametrize("when", [0, 2])
def test_cancel_stops_between_steps_and_the_model_stays_usable(audio, when):
    before, told = audio(CAT, seconds=0.5, steps=3, seed=4), []

    def stop(done, total):
        told.append(done)
        if done == when:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        audio(CAT, seconds=0.5, steps=3, seed=4, on_step=stop)
    assert told == list(range(when + 1)) and audio.loaded
    assert np.array_equal(audio(CAT, seconds=0.5, steps=3, seed=4).samples, before.samples)


def test_longer_than_the_model_can_is_said(audio):
    with pytest.raises(BadInput, match=r"at most 11\.9 seconds: seconds=11\."):  # the tiny one; the real one 47.6
        audio(CAT, seconds=20, steps=1)


@pytest.mark.parametrize("dtype", ["fp16", "nf4"])
def test_smaller_weights_make_nearly_the_same_sound_and_take_what_was_forecast(audio, dtype):
    import torch

    whole = audio(CAT, seconds=0.5, steps=2, seed=6)
    small = StableAudio(device="cpu", dtype=dtype)
    assert 1e-5 < change(whole, small(CAT, seconds=0.5, steps=2, seed=6)) < 0.5

    def weigh(pipe, place):
        parts = (pipe.transformer, pipe.text_encoder, pipe.projection_model, pipe.vae)
        all_of_them = {id(t): t for part in parts for t in [*part.parameters(), *part.buffers()]}.values()
        scales = [t.quant_state.absmax for t in all_of_them if getattr(t, "quant_state", None) is not None]
        wo = {t.dtype for name, t in pipe.text_encoder.named_parameters() if ".wo." in name}
        return sum(t.numel() * t.element_size() for t in [*all_of_them, *scales]), wo

    size, wo = small.work(weigh)
    need = small.need(dtype)
    assert wo == {torch.float32} and not need.declared and size == pytest.approx(need.weights, rel=0.03)


def test_what_is_declared_is_what_the_real_sizes_give(tmp_path):
    """The real sizes, which are diffusers' defaults and T5 base: counted on the meta device, no weights."""
    import torch
    from diffusers import AutoencoderOobleck, StableAudioDiTModel, StableAudioProjectionModel
    from transformers import T5Config

    with torch.device("meta"):
        StableAudioDiTModel().save_config(tmp_path / "transformer")
        AutoencoderOobleck().save_config(tmp_path / "vae")
    StableAudioProjectionModel(768, 768, 0, 512).save_config(tmp_path / "projection_model")
    T5Config(vocab_size=32128, d_model=768, d_kv=64, d_ff=3072, num_layers=12, num_heads=12).save_pretrained(
        tmp_path / "text_encoder"
    )
    engine = StableAudio(tmp_path)
    for dtype, declared in MODELS["stable-audio"].weights.items():
        need = engine.need(dtype)
        assert not need.declared and need.weights / 1e9 == pytest.approx(declared, rel=0.02)


def test_the_solver_is_the_models_own(zoo):
    """Noise levels, what the network is told, and one step against the formulas, in plain numbers."""
    import torch

    folder = zoo["stabilityai/stable-audio-open-1.0"] / "scheduler"
    solver = stable_audio.solver(folder)
    solver.set_timesteps(4)
    sigmas = np.exp(np.linspace(math.log(500), math.log(0.3), 4))
    assert solver.sigmas.numpy() == pytest.approx([*sigmas, 0], rel=1e-5)
    assert solver.timesteps.numpy() == pytest.approx(np.arctan(sigmas) * 2 / math.pi, rel=1e-5)
    assert solver.config.algorithm_type == "sde-dpmsolver++" and solver.init_noise_sigma == pytest.approx(500, rel=1e-4)
    chance = torch.Generator().manual_seed(0)
    x, v = torch.randn(2, 1, 4, 8, generator=chance, dtype=torch.float64)
    x = x * 500
    scaled = solver.scale_model_input(x, solver.timesteps[0])
    assert scaled.numpy() == pytest.approx((x / math.sqrt(500**2 + 1)).numpy(), rel=1e-4)
    noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(3), dtype=x.dtype).numpy()
    given = torch.Generator().manual_seed(3)
    stepped = solver.step(v, solver.timesteps[0], x, generator=given).prev_sample.numpy()
    s, t = sigmas[0], sigmas[1]
    clean = x.numpy() / (s**2 + 1) - v.numpy() * s / math.sqrt(s**2 + 1)
    h = math.log(s / t)
    expected = t / s * math.exp(-h) * x.numpy() + (1 - math.exp(-2 * h)) * clean
    expected += t * math.sqrt(1 - math.exp(-2 * h)) * noise
    assert stepped == pytest.approx(expected, rel=1e-3, abs=1e-3)


def test_another_kind_of_pipeline_is_named(zoo, tmp_path):
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"}))
    with pytest.raises(NotHere, match="a StableDiffusionPipeline, and here a StableAudioPipeline is needed"):
        StableAudio(tmp_path)(CAT)


@pytest.mark.parametrize("name", ["vae/diffusion_pytorch_model.safetensors", "scheduler/scheduler_config.json"])
def test_a_part_that_is_missing_is_named(zoo, tmp_path, name):
    shutil.copytree(zoo["stabilityai/stable-audio-open-1.0"], tmp_path / "part")
    (tmp_path / "part" / name).unlink()
    with pytest.raises(NotHere, match=rf"lacks {name.split('/')[0]}/"):
        StableAudio(tmp_path / "part", device="cpu")(CAT)


def test_the_studio_makes_a_sound_with_it(audio):
    made = Studio(sound_maker=audio).make_sound(CAT, seconds=1, steps=2, seed=3)
    assert ENGINES["stable-audio"] is StableAudio and made.seconds == 1.0 and "Stable Audio" in made.made_by


# ---- CLAP ----


def test_scores_go_by_the_words_and_by_the_sound(clap):
    dog, rain = (foley(words, seconds=1.0) for words in ("a dog barks", "rain"))
    one, other = clap.scores(DOG, [dog, rain]), clap.scores("rain and thunder", [dog, rain])
    assert all(-1 <= score <= 1 for score in one + other)
    assert one[0] != pytest.approx(one[1], abs=1e-4) and one[0] != pytest.approx(other[0], abs=1e-5)
    assert clap.scores(DOG, [dog, rain]) == one and clap.scores(DOG, [rain]) == pytest.approx(one[1:], abs=1e-5)
    assert clap.scores(DOG, []) == []


def test_scores_equal_those_of_the_whole_model(clap, zoo):
    """The cosines that ClapModel itself computes when it is given both at once."""
    import torch
    from transformers import ClapModel, ClapProcessor

    folder = zoo["laion/clap-htsat-fused"]
    model, processor = ClapModel.from_pretrained(folder).eval(), ClapProcessor.from_pretrained(folder)
    dog = foley("a dog barks", seconds=1.0)
    heard = processor.feature_extractor(mono(dog), sampling_rate=48000, return_tensors="pt")
    with torch.inference_mode():
        found = model(**processor.tokenizer([DOG], return_tensors="pt"), **heard)
    cosine = float(found.logits_per_audio[0, 0]) / math.exp(float(model.logit_scale_a))
    assert clap.scores(DOG, [dog]) == pytest.approx([cosine], abs=1e-5)


@pytest.mark.parametrize("seconds, rate, channels", [(0.1, 44100, 2), (30, 44100, 1), (2, 16000, 2), (1, 48000, 1)])
def test_any_sound_can_be_scored(clap, seconds, rate, channels):
    wave = np.random.default_rng(0).normal(0, 0.1, (round(seconds * rate), channels))
    heard = mono(Sound(wave, rate))
    assert len(heard) == pytest.approx(min(seconds, 10) * 48000, abs=2) and heard.dtype == np.float32
    assert np.isfinite(clap.scores(CAT, [Sound(wave, rate)])).all()


def test_half_the_weights_hear_nearly_the_same_and_take_what_was_forecast(clap):
    dog = foley("a dog barks", seconds=1.0)
    small = Clap(device="cpu", dtype="fp16", revision="main")
    assert 0 < abs(small.scores(DOG, [dog])[0] - clap.scores(DOG, [dog])[0]) < 0.02

    def weigh(loaded, place):
        return sum(t.numel() * t.element_size() for t in [*loaded[0].parameters(), *loaded[0].buffers()])

    assert not small.need("fp16").declared
    assert small.work(weigh) == pytest.approx(small.need("fp16").weights, rel=0.03)
    with pytest.raises(BadInput, match=r'dtype="fp16"'):
        Clap(dtype="nf4")


def test_a_tone_keeps_its_pitch_on_the_way_to_clap():
    tone = Sound(np.sin(2 * np.pi * 1000 * np.arange(44100) / 44100))
    assert np.argmax(np.abs(np.fft.rfft(mono(tone)))) == 1000


def test_the_best_of_three_is_the_one_that_clap_likes_best(clap):
    def make(seed):
        return foley("a dog barks", seconds=1.0, seed=seed)

    made = best_of(make, DOG, 3, seconds=1, seed=4, mastered=True, judge=clap.scores)
    scores = clap.scores(DOG, [make(seed) for seed in (4, 5, 6)])
    assert made.seed == 4 + int(np.argmax(scores))
    assert made.note.endswith(", ".join(f"seed {seed} {score:.2f}" for seed, score in zip((4, 5, 6), scores)) + ".")


def test_the_studio_keeps_the_best_of_two(clap, monkeypatch):
    monkeypatch.setattr(sys.modules[mono.__module__], "listener", lambda: clap)
    made = Studio().make_sound(DOG, seconds=1, seed=8, best_of=2)
    scores = clap.scores(DOG, [foley(DOG, seconds=1, seed=seed) for seed in (8, 9)])
    assert made.seed == 8 + int(np.argmax(scores)) and made.note.startswith("The best of 2, as CLAP hears it: seed 8 ")


def test_one_clap_is_kept_for_the_whole_process():
    from storyhelpers.crafts.sound_maker.best_of import listener

    assert listener() is listener() and listener().revision == MODELS["clap"].revision
