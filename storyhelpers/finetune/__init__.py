"""Teaching the illustrator a style: pictures + captions → a LoRA or a whole U-Net."""

from .data import Example, TrainingSet
from .progress import Progress
from .recipe import ATTENTION, CONVOLUTIONS, Recipe
from .training import Training

__all__ = ["ATTENTION", "CONVOLUTIONS", "Example", "Progress", "Recipe", "Training", "TrainingSet"]
