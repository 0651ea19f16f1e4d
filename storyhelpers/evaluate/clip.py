"""What CLIP is asked of results: is the content still there, and which of two models would people prefer?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..clip import Clip
from ..engine import BadInput
from .statistics import Estimate, Share, estimate, share
from .wording import percent

__all__ = ["Accuracy", "Clip", "clip_accuracy", "preference"]


@dataclass(frozen=True)
class Accuracy(Share):
    """How many pictures were known by their captions. chance: what guessing gives. right: for each picture."""

    chance: float = 0.0
    right: tuple[bool, ...] = ()

    def __repr__(self):
        return f"{super().__repr__()}; guessing gives {percent(self.chance)}"


def clip_accuracy(
    pictures: Sequence, captions: Sequence[str], choices: Sequence[str] | Sequence[Sequence[str]], clip: Clip
) -> Accuracy:
    """The share of pictures whose own caption fits them best among the choices, with Wilson's interval.

    It says whether what was asked for can still be seen, such as after a style was taught. captions: one for each
    picture. choices: captions that all pictures share, or a list of them for each picture, such as the same sentence
    with every other animal; the own caption counts among them anyway. A tie is not right. Raises BadInput where the
    numbers do not match or there is no choice.
    """
    if not pictures or len(pictures) != len(captions):
        raise BadInput(f"There are {len(pictures)} pictures and {len(captions)} captions: give one for each picture.")
    shared = all(isinstance(one, str) for one in choices)
    if not shared and len(choices) != len(pictures):
        raise BadInput(f"There are {len(pictures)} pictures and {len(choices)} lists of choices: give one for each.")
    offered = [list(dict.fromkeys([own, *(choices if shared else choices[number])]))
               for number, own in enumerate(captions)]  # fmt: skip
    if any(len(some) < 2 for some in offered):
        raise BadInput("A picture needs two captions or more to choose from.")
    column = {text: number for number, text in enumerate(dict.fromkeys(t for some in offered for t in some))}
    table = clip.table(pictures, list(column))
    right = []
    for row, some in zip(table, offered, strict=True):
        own, *others = row[[column[text] for text in some]]
        right.append(bool(own > max(others)))
    found = share(sum(right), len(right))
    chance = float(np.mean([1 / len(some) for some in offered]))
    return Accuracy(found.hits, found.of, found.low, found.high, chance, tuple(right))


def preference(
    base: Sequence[Sequence], tuned: Sequence[Sequence], prompts: Sequence[str], clip: Clip, *,
    names: tuple[str, str] = ("base", "tuned"),
) -> Estimate:  # fmt: skip
    """The chance that people would take the tuned picture rather than the base one, averaged over prompts.

    base, tuned: [prompt][seed] of pictures, drawn with the same seeds. clip: Clip("pickscore"), which learned what
    people choose, or any CLIP for what fits the words. 0.5 is no preference. Raises BadInput where they do not match.
    """
    if [len(row) for row in base] != [len(row) for row in tuned] or len(base) != len(prompts):
        raise BadInput("The two need the same prompts and seeds, as many rows as there are prompts.")
    asked = [prompt for prompt, row in zip(prompts, base, strict=True) for _ in row]
    before, after = (clip.scores([one for row in rows for one in row], asked) for rows in (base, tuned))
    chances = 1 / (1 + np.exp(-clip.logit_scale * (after - before).astype(float)))
    ends = np.cumsum([len(row) for row in base])[:-1]
    what = f"chance that “{names[1]}” is preferred to “{names[0]}” ({clip.name})"
    return estimate([list(row) for row in np.split(chances, ends)], what=what, labels=prompts)
