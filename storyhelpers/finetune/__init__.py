"""Teaching the illustrator a style: pictures + captions → a LoRA or a whole U-Net."""

from .data import Example, TrainingSet
from .recipe import ATTENTION, CONVOLUTIONS, Recipe

__all__ = ["ATTENTION", "CONVOLUTIONS", "Example", "Recipe", "TrainingSet"]
