"""Models that live on this machine: how they are fetched, sized, loaded, seated, and told apart when they fail.

Light to import: torch, transformers and diffusers wait inside the functions.
"""

from .hub import Model
from .local import LocalModel, Place
from .precision import out, quantise_linear, quantised, to_place
from .weights import Part

__all__ = ["LocalModel", "Model", "Part", "Place", "out", "quantise_linear", "quantised", "to_place"]
