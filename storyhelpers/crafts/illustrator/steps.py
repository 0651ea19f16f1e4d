"""What becomes visible while a model draws: the pictures of chosen steps, kept together under a generation id."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ...media import Picture

PREVIEW = 256  # pixels of the longer side of a step picture


@dataclass(frozen=True, eq=False)
class Generation:
    """How one picture came about: its id, and the pictures of the steps that were to be kept.

    id: 12 letters, the same for the same model, prompt, seed, steps and size. steps: (step, Picture) pairs, the first
    step first, at most 256 px wide or high; the early ones are noise, as the model saw it.
    """

    id: str
    picture: Picture
    steps: Sequence[tuple[int, Picture]] = ()


def generation_id(**settings) -> str:
    """A short text that is the same for the same settings."""
    text = json.dumps(settings, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(text.encode()).hexdigest()[:12]


@dataclass
class Keeper:
    """Listens to a pipeline: counts its steps, calls on_step, and keeps the latents of the steps to be shown.

    first: steps done by others before (the base's, for a refiner). wanted: steps to keep, counted from 1. shown: called
    with the number of the step and its latents after every `every`th step but the last.
    """

    steps: int
    wanted: frozenset[int] = frozenset()
    said: Any = None  # called with the number of the step after each
    first: int = 0
    seen: int = 0
    kept: dict[int, Any] = field(default_factory=dict)
    shown: Any = None
    every: int = 1

    def after(self, pipe, step: int, latents) -> None:
        """To be called after each step of a pipeline. What `said` raises, such as Cancelled, ends the drawing."""
        # PNDM calls its network once more than it has steps.
        now = min(self.first + step + 1, self.steps)
        self.seen = now
        if now in self.wanted:
            self.kept[now] = visible(pipe.scheduler, latents).clone()
        if self.said:
            self.said(now)
        if self.shown and now % self.every == 0 and now < self.steps:
            self.shown(now, visible(pipe.scheduler, latents))


def visible(scheduler, latents):
    """Latents of a step as the decoder knows them: some schedulers let the noise grow to many times the picture."""
    data = getattr(scheduler.config, "sigma_data", None)
    sigmas, step = getattr(scheduler, "sigmas", None), getattr(scheduler, "step_index", None)
    if data and type(scheduler).__name__ == "SCMScheduler":
        return latents / data
    if float(getattr(scheduler, "init_noise_sigma", 1.0)) <= 1.0 or sigmas is None or step is None:
        return latents
    sigma = float(sigmas[min(step, len(sigmas) - 1)])
    data = data or 1.0
    return latents * data / (sigma**2 + data**2) ** 0.5


def preview(image):
    """A copy of an image, at most PREVIEW pixels wide or high."""
    small = image.copy()
    small.thumbnail((PREVIEW, PREVIEW))
    return small
