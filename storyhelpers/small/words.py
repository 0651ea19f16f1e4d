"""Which words the small models have learned, and which of a prompt's they have not."""

import re
from functools import cache

from ..scenegraph import COLOURS
from .scenes import GROUNDS, HATS, OPENINGS, SKIES, THINGS

# Words that say nothing that could be drawn, and those of a style that a LoRA may bring.
GLUE = """a an the and with wearing in on at by of under is are it its one to from near next has have there this that
left right style sketch pencil black white drawn"""


@cache
def known_words() -> tuple[str, ...]:
    """Every word of the captions that the small models were taught with, in the order of the alphabet."""
    texts = [*THINGS, *COLOURS, *HATS, *OPENINGS, "hot-air balloon", "hat", "left", "right", "with wearing and"]
    texts += [phrase for phrases in (*GROUNDS.values(), *SKIES.values()) for phrase in phrases]
    used = {colour for manner in THINGS.values() for colour in manner.colours} | set(HATS)
    unused = set(COLOURS) - used
    return tuple(sorted({word for text in texts for word in _split(text)} - unused))


def unknown_words(prompt: str) -> list[str]:
    """The words of a prompt that the small models have never seen, in its order, each once, in small letters.

    Endings that make many of one ("cats") are looked through; little words such as "the" are not counted.
    """
    known = {*known_words(), *GLUE.split()}
    found = dict.fromkeys(_split(prompt))
    return [word for word in found if word not in known and not (word.endswith("s") and word[:-1] in known)]


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower())
