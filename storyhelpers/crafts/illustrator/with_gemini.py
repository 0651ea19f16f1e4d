"""Gemini draws: n pictures in one of its shapes, with a note on what was not as asked."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...locale import say
from ...media import Picture

if TYPE_CHECKING:
    from ...gemini import Gemini

ASPECTS = ("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9")  # what all its models can do


class GeminiPainter:
    """Gemini draws with one of Google's picture models, in the shape nearest to the one asked for.

    model: the name of one model, else what gemini.PICTURE_MODELS has. Raises NoAnswer and NotHere as `Gemini` does.
    """

    licence = "Gemini API terms; check them before you publish"
    source = "https://ai.google.dev/gemini-api"

    def __init__(self, model: str = "", *, key: str | None = None, client: "Gemini | None" = None):
        from ...gemini import Gemini

        self.client = client or Gemini(picture_models=model, key=key)

    @property
    def name(self) -> str:
        """How the card calls it: with the model, as soon as that is known."""
        return f"Gemini ({self.client.model_name('picture')})"

    def __call__(self, prompt: str, *, n: int = 1, aspect: str = "16:9", seed: int = 0,
                 on_step: Callable[[int, int], None] | None = None) -> list[Picture]:  # fmt: skip
        """n pictures; on_step(pictures here, n) may raise Cancelled. Picture i has seed + i unless that one failed."""
        shape = nearest_shape(aspect)
        images = self.client.pictures(prompt, n=n, aspect=shape, seed=seed, on_step=on_step)
        return [
            Picture(
                image, prompt, f"Gemini ({image.info['model']})", image.info["seed"], note=_note(image, aspect, shape)
            )
            for image in images
        ]


def nearest_shape(aspect: str) -> str:
    """The one of ASPECTS that is nearest to "width:height"."""
    return min(ASPECTS, key=lambda shape: abs(math.log(_ratio(shape) / _ratio(aspect))))


def _ratio(aspect: str) -> float:
    width, height = aspect.split(":")
    return float(width) / float(height)


def _note(image, asked: str, shape: str) -> str:
    left_out, model = image.info["left_out"], image.info["model"]
    notes = []
    if "aspect" in left_out:
        notes.append(say("{model} chooses its shape itself; {asked} was asked for.", model=model, asked=asked))
    elif not math.isclose(_ratio(asked), _ratio(shape)):
        notes.append(say("Drawn in {shape}, the nearest to {asked} that Gemini has.", shape=shape, asked=asked))
    if "seed" in left_out:
        notes.append(say("{model} takes no seed: the same order will draw another picture.", model=model))
    return " ".join([*notes, watermark()])


def watermark() -> str:
    """What is told of every picture of Gemini's."""
    return say("Made by AI; it carries Google's invisible SynthID watermark.")
