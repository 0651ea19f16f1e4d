"""A picture becomes a larger one: by the best of the plain methods, or by a model that adds fine lines."""

from collections.abc import Callable
from typing import Protocol

from ...media import Picture
from .models import MODELS
from .plain import enlarged, lanczos
from .swin2sr import Swin2SR


class Upscaler(Protocol):
    """Anything that makes a picture `times` (1 to 4) as wide and as high."""

    def __call__(self, picture: Picture, *, times: float = 2.0,
                 on_step: Callable[[int, int], None] | None = None) -> Picture: ...  # fmt: skip


ENGINES: dict[str, Upscaler] = {
    "offline": lanczos,
    "swin2sr": Swin2SR,
}

__all__ = ["ENGINES", "MODELS", "Swin2SR", "Upscaler", "enlarged", "lanczos"]
