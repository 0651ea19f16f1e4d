"""What is seen → what is heard: a description of a picture becomes an English description of its sound.

It keeps the main thing first, names at most three sounds and what surrounds them, how many, how far and how loud; it
says nothing of colours or clothes, because nobody hears them. The offline sound maker reads back the same sounds.
Of a photograph only colours, shapes and places are known: they choose "a soft mood".
"""

import re

from ...papertown.foley import SOUNDS
from ...papertown.foley.hearing import Named, hear
from ...papertown.foley.moods import PREFIX
from ...papertown.phrases import NUMBERS, with_article
from ..sound_maker import chosen


def sound_prompt(words: str) -> str:
    """An English description of sound for a description in English, Traditional Chinese or Spanish."""
    heard = hear(words)
    things = chosen(heard.sounds)
    around = " and ".join(SOUNDS[name].one for name in heard.around[:2])
    if not things:
        return _sentence(around or SOUNDS["quiet"].one)
    others = [_clause(thing) for thing in things[1:]] + ([f"{around} in the background"] if around else [])
    text = _clause(things[0], heard.mood)
    if others:
        text += ", while " + ", ".join(others[:-1]) + (", and " if others[1:] else "") + others[-1]
    return PREFIX + text + "." if heard.guessed else _sentence(text)


def _clause(thing: Named, mood: str = "") -> str:
    recipe = SOUNDS[thing.sound]
    words = recipe.many if thing.count > 1 else recipe.one
    countable = bool(re.match(r"an? ", recipe.one)) and not recipe.instead
    if countable:
        words = re.sub(r"^an? ", "", words)
        if thing.size:
            words = f"{thing.size} {words}"
        if thing.count == 1:
            words = with_article(words)
        elif thing.told:
            words = f"{NUMBERS[thing.count]} {words}"
    words += f" {mood}" if mood else ""
    for how, said in (("loud", "loudly"), ("soft", "softly"), ("far", "far away"), ("behind", "in the background")):
        if how in thing.how:
            words += f" {said}"
    return words


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
