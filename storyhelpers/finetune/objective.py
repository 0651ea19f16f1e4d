"""Objective: what the U-Net is asked to say of a noisy picture, and how wrong its answer is.

The base decides: Stable Diffusion 1.5 and SDXL say the noise (epsilon), Stable Diffusion 2.1 and our tiny model the
velocity (v_prediction), Playground v2.5 answers as EDM does. Teaching one as if it were another ends in noise.
Sources: Ho et al. 2020 (epsilon), Salimans & Ho 2022 (v), Karras et al. 2022 (EDM), Hang et al. 2023 (min-SNR),
Lin et al. 2023 (zero terminal SNR), Guttenberg 2023 (noise offset).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..engine import BadInput

if TYPE_CHECKING:
    import torch

    from .chance import Draws

KNOWN = ("epsilon", "v_prediction", "edm")
EDM_MEAN, EDM_SPREAD = -1.2, 1.2  # of ln σ in training (Karras et al. 2022, table 1)


@dataclass(frozen=True)
class Noisy:
    """Pictures with noise, and what belongs to them; n pictures of c × h × w latents.

    inputs: what the U-Net is given. times: (n,) what it is told of the noise. sample: the noisy latents before
    scaling (the same as inputs but for EDM). clean, noise: what they were made of. level: (n, 1, 1, 1), the share of
    signal ᾱ (epsilon, v) or σ (EDM).
    """

    inputs: "torch.Tensor"
    times: "torch.Tensor"
    sample: "torch.Tensor"
    clean: "torch.Tensor"
    noise: "torch.Tensor"
    level: "torch.Tensor"


def objective_of(prediction: str, scheduler, snr_gamma: float | None = None, noise_offset: float = 0.0, device="cpu"):
    """The objective of a base. scheduler: the base's own, of diffusers. Raises BadInput for a kind it does not know."""
    if prediction not in KNOWN:
        raise BadInput(
            f"This base predicts {prediction!r}, which this training does not know: it knows {', '.join(KNOWN)}. "
            'Take base="sd15", "sd2", "sdxl" or "playground".'
        )
    if prediction == "edm":
        return Edm(scheduler, noise_offset)
    return Steps(prediction, scheduler.config, snr_gamma, noise_offset, device)


class Steps:
    """Epsilon and v-prediction: noise in discrete steps, of which step t keeps the share ᾱ_t of the signal.

    snr_gamma: min-SNR weighting of what a step counts, None for none. Of v-prediction the weight is
    min(snr + 1, γ) / (snr + 1): with the paper's min(snr, γ) / (snr + 1) the step of pure noise, where all colours
    are decided, would count nothing.
    """

    def __init__(self, prediction: str, config, snr_gamma: float | None, noise_offset: float, device="cpu"):
        from diffusers import DDPMScheduler

        self.prediction, self.snr_gamma, self.noise_offset = prediction, snr_gamma, noise_offset
        self.signal = DDPMScheduler.from_config(config).alphas_cumprod.to(device)  # (steps,), falls from 1 to about 0

    def times(self, level: "torch.Tensor") -> "torch.Tensor":
        """The step, 0 … steps - 1, of a level in (0, 1)."""
        steps = len(self.signal)
        return (level.double() * steps).long().clamp(max=steps - 1)

    def noise(self, clean: "torch.Tensor", draws: "Draws") -> Noisy:
        """Adds noise to clean latents (n, c, h, w)."""
        noise, level = _noise(clean, draws, self.noise_offset)
        times = self.times(level)
        signal = self.signal[times].to(clean.dtype).view(-1, 1, 1, 1)
        sample = signal.sqrt() * clean + (1 - signal).sqrt() * noise
        return Noisy(sample, times, sample, clean, noise, signal)

    def losses(self, output: "torch.Tensor", noisy: Noisy, weighted: bool = True) -> "torch.Tensor":
        """(n,) how wrong the U-Net's output (n, c, h, w) is for each picture; unweighted for a curve to be read."""
        target = noisy.noise
        if self.prediction == "v_prediction":
            target = noisy.level.sqrt() * noisy.noise - (1 - noisy.level).sqrt() * noisy.clean
        found = (output.float() - target.float()).square().mean((1, 2, 3))
        return found * self.weights(noisy) if weighted and self.snr_gamma is not None else found

    def weights(self, noisy: Noisy) -> "torch.Tensor":
        """(n,) what each noise level counts."""
        signal = noisy.level.flatten().double()
        more = self.prediction == "v_prediction"
        if more:  # snr + 1 = 1 / (1 - ᾱ): finite everywhere but at no noise
            return ((1 / (1 - signal)).clamp(max=self.snr_gamma) * (1 - signal)).float()
        snr = (signal / (1 - signal)).clamp(min=1e-12)  # at zero terminal SNR nothing is left of the signal: weight 1
        return (snr.clamp(max=self.snr_gamma) / snr).float()

    def cleaned(self, output: "torch.Tensor", noisy: Noisy) -> "torch.Tensor":
        """The clean latents (n, c, h, w) that the output means."""
        signal, spread = noisy.level.sqrt(), (1 - noisy.level).sqrt()
        if self.prediction == "v_prediction":
            return signal * noisy.sample - spread * output
        return (noisy.sample - spread * output) / signal.clamp(min=1e-4)

    def is_clear(self, noisy: Noisy) -> "torch.Tensor":
        """(n,) bool: more signal than noise, so that the cleaned latents are a picture."""
        return noisy.level.flatten() > 0.5


class Edm:
    """EDM (Playground v2.5): any amount of noise σ; the U-Net's input, output and noise level are scaled around it.

    σ is log-normal. The weight (σ² + σ_d²) / (σ σ_d)² makes every σ count alike in what the U-Net itself puts out,
    so min-SNR has no place here.
    """

    prediction = "edm"

    def __init__(self, scheduler, noise_offset: float = 0.0):
        self.scheduler, self.noise_offset = scheduler, noise_offset
        self.spread = scheduler.config.sigma_data

    def times(self, level: "torch.Tensor") -> "torch.Tensor":
        """σ of a level in (0, 1): the level-quantile of its log-normal distribution."""
        import torch

        return (EDM_MEAN + EDM_SPREAD * torch.special.ndtri(level.double())).exp().float()

    def noise(self, clean: "torch.Tensor", draws: "Draws") -> Noisy:
        """Adds noise of σ to clean latents (n, c, h, w)."""
        noise, level = _noise(clean, draws, self.noise_offset)
        sigma = self.times(level).to(clean.dtype).view(-1, 1, 1, 1)
        sample = clean + sigma * noise
        inputs = self.scheduler.precondition_inputs(sample, sigma)
        times = self.scheduler.precondition_noise(sigma.flatten())
        return Noisy(inputs, times, sample, clean, noise, sigma)

    def losses(self, output: "torch.Tensor", noisy: Noisy, weighted: bool = True) -> "torch.Tensor":
        """(n,) how wrong the output is for each picture; always weighted, for else low noise would not be seen."""
        sigma = noisy.level.flatten()
        weight = (sigma**2 + self.spread**2) / (sigma * self.spread) ** 2
        return (self.cleaned(output.float(), noisy) - noisy.clean.float()).square().mean((1, 2, 3)) * weight

    def cleaned(self, output: "torch.Tensor", noisy: Noisy) -> "torch.Tensor":
        """The clean latents (n, c, h, w) that the output means."""
        return self.scheduler.precondition_outputs(noisy.sample, output, noisy.level)

    def is_clear(self, noisy: Noisy) -> "torch.Tensor":
        """(n,) bool: more signal than noise, so that the cleaned latents are a picture."""
        return noisy.level.flatten() < self.spread


def _noise(clean: "torch.Tensor", draws: "Draws", offset: float) -> "tuple[torch.Tensor, torch.Tensor]":
    """(noise, level) on the device of the latents; offset: how much of a constant is added to each channel's noise."""
    noise = draws.noise.to(clean.device, clean.dtype, non_blocking=True)
    if offset:
        noise = noise + offset * draws.offset.to(clean.device, clean.dtype)
    return noise, draws.level.to(clean.device)
