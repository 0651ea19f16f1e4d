"""Pictures from a prompt: MODELS, what an illustrator is, and the engines from the simplest to the heaviest."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from ...media import Picture
from .diffusion import Diffusion
from .models import MODELS
from .paper import paper_town
from .sizes import size_for
from .steps import Generation
from .with_gemini import GeminiPainter

__all__ = [
    "ENGINES", "MODELS", "Diffusion", "GeminiPainter", "Generation", "Illustrator", "StableDiffusion", "paper_town",
    "size_for",
]  # fmt: skip

StableDiffusion = Diffusion  # the name that people know it by


class Illustrator(Protocol):
    """Anything that turns an English prompt into n pictures; picture i is drawn with seed + i."""

    def __call__(self, prompt: str, *, n: int = 1, aspect: str = "16:9", seed: int = 0, steps: int | None = None,
                 on_step: Callable[[int, int], None] | None = None) -> list[Picture]: ...  # fmt: skip


ENGINES: dict[str, Illustrator] = {
    "offline": paper_town,
    "gemini": GeminiPainter,
    **{name: partial(Diffusion, name) for name in MODELS},
}
