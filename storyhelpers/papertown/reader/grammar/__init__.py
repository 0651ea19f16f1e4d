"""The grammars of the three languages: each turns tokens into a draft of a scene."""

from .chinese import Chinese
from .european import European

__all__ = ["Chinese", "European"]
