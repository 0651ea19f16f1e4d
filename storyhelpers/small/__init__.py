"""The project's own small models: scenes of the paper town so simple that a model of 20 MB can learn to draw them.

scenes draws them and says what they show, sketching turns a picture into a pencil sketch, sketchbook makes the training
set of lesson 10; painter() and clip() are the models that `python -m recipes.small_models` taught with these scenes.
"""

from pathlib import Path

from .sixteen import CONTENT, SIXTEEN
from .sketchbook import sketchbook
from .sketching import sketch
from .words import known_words, unknown_words

__all__ = ["CONTENT", "SIXTEEN", "clip", "known_words", "painter", "sketch", "sketchbook", "unknown_words"]

WEIGHTS = Path(__file__).with_name("weights")


def painter() -> Path:
    """The folder of the small picture model: a StableDiffusionPipeline for 64 × 64 pixels."""
    return WEIGHTS / "painter"


def clip() -> Path:
    """The folder of the small CLIP: a CLIPModel with its CLIPProcessor, for 64 × 64 pixels."""
    return WEIGHTS / "clip"
