"""The tales of the paper town: plots with a wish, a trouble, a turn and an end, in English, Chinese and Spanish.

The same sentences stand in the three tables `en`, `zh_tw` and `es`; `plots` says how they go together, `casting` who
plays, `telling` what stands on which page, `scenes` what its picture shows. Because every sentence can be recognised
again (`reading`), a tale can be translated and told anew from its words alone.
"""

from .casting import Cast, cast
from .reading import Told, agreed, sentences, told_in, understand
from .scenes import prompt_for, scene_in, scene_of
from .telling import TONES, Tale, tell, write

__all__ = [
    "TONES", "Cast", "Tale", "Told", "agreed", "cast", "prompt_for", "scene_in", "scene_of", "sentences", "tell",
    "told_in", "understand", "write",
]  # fmt: skip
