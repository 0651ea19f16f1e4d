"""What the U-Net is asked to say, against the formulas of the papers and diffusers' own schedulers."""

import pytest

from storyhelpers.engine import BadInput
from storyhelpers.finetune.chance import Draws, draws
from storyhelpers.finetune.objective import objective_of

pytestmark = pytest.mark.models
NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


def steps(prediction="epsilon", **settings):
    """The objective of a base with discrete steps."""
    from diffusers import DDIMScheduler

    gamma, offset = settings.pop("snr_gamma", None), settings.pop("noise_offset", 0.0)
    return objective_of(prediction, DDIMScheduler(prediction_type=prediction, **NOISE, **settings), gamma, offset)


def edm(**settings):
    """The objective of Playground v2.5."""
    from diffusers import EDMDPMSolverMultistepScheduler

    scheduler = EDMDPMSolverMultistepScheduler(sigma_min=0.002, sigma_max=80.0, sigma_data=0.5, **settings)
    return objective_of("edm", scheduler)


def clean(n=5):
    import torch

    return torch.randn(n, 4, 8, 8, generator=torch.Generator().manual_seed(1))


def at(level: float, n=5) -> Draws:
    """Draws with this noise level for all."""
    from dataclasses import replace

    import torch

    return replace(draws(0, 0, n, (4, 8, 8)), level=torch.full((n,), level))


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction"])
def test_noise_and_target_are_diffusers_own(prediction):
    import torch
    from diffusers import DDPMScheduler

    objective, chance = steps(prediction), draws(3, 7, 5, (4, 8, 8))
    noisy = objective.noise(clean(), chance)
    peer = DDPMScheduler(prediction_type=prediction, **NOISE)
    assert torch.allclose(noisy.inputs, peer.add_noise(clean(), chance.noise, noisy.times), atol=1e-6)
    target = chance.noise if prediction == "epsilon" else peer.get_velocity(clean(), chance.noise, noisy.times)
    output = torch.randn(5, 4, 8, 8, generator=torch.Generator().manual_seed(2))
    expected = torch.nn.functional.mse_loss(output, target, reduction="none").mean((1, 2, 3))
    assert torch.allclose(objective.losses(output, noisy), expected, atol=1e-5)
    assert torch.allclose(objective.cleaned(target, noisy), clean(), atol=2e-3)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction"])
def test_min_snr_weights(prediction):
    import torch
    from diffusers.training_utils import compute_snr

    objective = steps(prediction, snr_gamma=5.0)
    noisy = objective.noise(clean(), draws(3, 7, 5, (4, 8, 8)))
    from diffusers import DDPMScheduler

    snr = compute_snr(DDPMScheduler(**NOISE), noisy.times)
    more = prediction == "v_prediction"
    assert torch.allclose(objective.weights(noisy), (snr + more).clamp(max=5.0) / (snr + more), rtol=1e-3)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction"])
def test_a_step_of_pure_noise_gives_numbers_and_counts(prediction):
    import torch

    objective = steps(prediction, rescale_betas_zero_snr=True, snr_gamma=5.0)
    noisy = objective.noise(clean(), at(1 - 1e-6))
    assert noisy.times.tolist() == [999] * 5 and float(noisy.level[0]) == 0
    loss = objective.losses(torch.zeros(5, 4, 8, 8), noisy)
    assert torch.isfinite(loss).all() and (loss > 0.1).all()
    assert torch.isfinite(objective.cleaned(torch.zeros(5, 4, 8, 8), noisy)).all()
    assert torch.allclose(objective.weights(noisy), torch.ones(5))


def test_all_levels_come_to_all_steps():
    import torch

    objective = steps()
    times = objective.times(torch.arange(1000).float() / 1000 + 5e-4)
    assert times.tolist() == list(range(1000))


def test_edm_is_the_one_of_karras():
    """Against the formulas, written down anew: c_skip, c_out, c_in, c_noise, the weight, the log-normal σ."""
    import torch

    objective, chance = edm(), draws(3, 7, 5, (4, 8, 8))
    noisy = objective.noise(clean(), chance)
    sigma, data = noisy.level, 0.5
    assert torch.allclose(noisy.sample, clean() + sigma * chance.noise)
    assert torch.allclose(noisy.inputs, noisy.sample / (sigma**2 + data**2).sqrt())
    assert torch.allclose(noisy.times, 0.25 * sigma.flatten().log())
    output = torch.randn(5, 4, 8, 8, generator=torch.Generator().manual_seed(2))
    skip, out = data**2 / (sigma**2 + data**2), sigma * data / (sigma**2 + data**2).sqrt()
    target = (clean() - skip * noisy.sample) / out  # what the network itself ought to say
    expected = (output - target).square().mean((1, 2, 3))
    assert torch.allclose(objective.losses(output, noisy), expected, rtol=1e-3)
    assert torch.allclose(objective.cleaned(target, noisy), clean(), atol=1e-4)
    levels = torch.linspace(0.001, 0.999, 999)
    logs = objective.times(levels).log()
    assert float(logs.mean()) == pytest.approx(-1.2, abs=0.01) and float(logs.std()) == pytest.approx(1.2, abs=0.02)


def test_noise_offset_shifts_whole_channels():
    import torch

    chance = draws(3, 7, 5, (4, 8, 8))
    noisy = steps(noise_offset=0.1).noise(clean(), chance)
    assert torch.allclose(noisy.noise - chance.noise, 0.1 * chance.offset.expand_as(chance.noise), atol=1e-6)


def test_what_is_not_known_is_refused():
    for prediction in ("sample", "flow", ""):
        with pytest.raises(BadInput, match="does not know"):
            objective_of(prediction, None)
