"""Teaching the illustrator a style: pictures + captions → a LoRA or a whole U-Net."""

from .recipe import ATTENTION, CONVOLUTIONS, Recipe

__all__ = ["ATTENTION", "CONVOLUTIONS", "Recipe"]
