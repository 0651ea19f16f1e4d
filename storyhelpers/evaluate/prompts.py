"""Prompts to judge a picture model with: those of the five-prompt protocol, thirty of our own, hands, and a data set's.

A style is judged with prompts that were not learned and say nothing of it; the words of the style are put before them
where a protocol wants that.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ..engine import BadInput

STYLE_WORDS = "A black and white sketch of"
FIVE = (  # the protocol of six pictures each
    "a boy is practicing martial arts",
    "a statue of a man on horse",
    "a boy is riding bike on the road",
    "giraffe standing in a forest",
    "zebra running",
)
FREE = "A sketch of a zebra and a monkey in front of a mansion"  # base beside tuned
SIDE_BY_SIDE = ("girl with a dog", "man wearing a hat", "anime with red eyes and white hair", "man sitting on a bench")
SEEN, UNSEEN = ("anime portrait, a boy with colored hair",), ("a boy proposing to a girl", "a cat wearing glasses")
STRONG = (  # enough to show a difference with one seed each
    "a fox reading a book under an oak tree",
    "two bears having tea in the garden",
    "a rabbit in a yellow raincoat jumping over a puddle",
    "an old lighthouse on a rocky island",
    "a girl flying a red kite on a hill",
    "a hedgehog pushing a wheelbarrow of apples",
    "a steam train crossing a stone bridge",
    "a little dragon asleep on a pile of cushions",
    "a boy feeding ducks at a pond",
    "an owl looking out of a hollow tree at night",
    "a market stall full of pumpkins",
    "a whale swimming beside a small sailing boat",
    "a grandmother knitting in a rocking chair",
    "a robot watering flowers on a balcony",
    "three mice sharing a piece of cheese",
    "a castle on a hill in the fog",
    "a dog waiting at a bus stop",
    "children building a snowman behind a house",
    "a penguin carrying a suitcase",
    "a hot-air balloon over wheat fields",
    "a frog sitting on a lily pad with a crown",
    "a baker taking bread out of an oven",
    "an elephant spraying water at a laughing child",
    "a treehouse with a rope ladder",
    "a cat watching the rain from a window",
    "a pirate digging on a beach",
    "a tortoise with a garden on its shell",
    "a bicycle leaning against a garden fence",
    "a wolf singing on a theatre stage",
    "an astronaut planting a tree on the moon",
)
HANDS = (  # hands are what viewers look at first, and what models draw worst
    "an open hand with five spread fingers",
    "two people shaking hands",
    "a child holding a pencil and drawing",
    "hands of an old woman holding a cup of tea",
    "a pianist's hands on the keys",
    "a boy pointing at the moon with one finger",
    "a girl waving with her left hand",
    "hands kneading dough on a table",
    "a magician holding up a playing card",
    "a father and a child holding hands, seen from behind",
    "a fist raised in the air",
    "hands tying a shoelace",
)
FILLERS = """
a an the one two three four five some several many his her its their this that these those there is are was were be been
am of in on at to by for from with without and or but while as it he she they who which into onto over under near next
front behind beside between very picture photo image sketch drawing painting black white
"""  # they do not say what is shown


class SeenUnseen(NamedTuple):
    """Prompts whose words a training set has, and prompts whose words it has not."""

    seen: tuple[str, ...]
    unseen: tuple[str, ...]


def styled(prompts: Iterable[str], style: str = STYLE_WORDS) -> tuple[str, ...]:
    """The prompts with the words of a style before them."""
    return tuple(f"{style.strip()} {prompt}".strip() for prompt in prompts)


def prompts_from(training_set: Iterable, n: int = 30, seed: int = 0) -> tuple[str, ...]:
    """n different captions of a training set that stand for all: each subject with its share, short and long ones.

    training_set: a TrainingSet, or captions. The captions are ordered by subject (their first telling word, the most
    frequent subjects first) and length, and every k-th is taken, so that no subject is off its share by a whole
    prompt. The same seed gives the same prompts. Raises BadInput when there are not so many different captions.
    """
    captions = _captions(training_set)
    if not isinstance(n, int) or not 1 <= n <= len(captions):
        raise BadInput(f"The training set has {len(captions)} different captions: take 1 to {len(captions)}, not {n}.")
    chance = np.random.default_rng(seed)
    subjects = {caption: (telling_words(caption) or [""])[0] for caption in captions}
    often = Counter(subjects.values())
    lots = dict(zip(captions, chance.permutation(len(captions)), strict=True))
    ordered = sorted(
        captions, key=lambda c: (-often[subjects[c]], subjects[c], len(telling_words(c)), lots[c])
    )  # fmt: skip
    places = (chance.random() + np.arange(n)) * len(captions) / n
    return tuple(ordered[int(place)] for place in places)


def seen_and_unseen(
    training_set: Iterable, n: int = 8, seed: int = 0, *, pool: Sequence[str] = (*STRONG, *HANDS, *FIVE, *UNSEEN)
) -> SeenUnseen:
    """n captions of the training set, and the n prompts of a pool that have the fewest telling words with it in common.

    A style that was learned by heart looks good on the first and falls apart on the second. Raises BadInput where the
    pool is too small, or at least half the words of its prompts are known.
    """
    known = {word for caption in _captions(training_set) for word in telling_words(caption)}

    def strange(prompt: str) -> float:
        words = telling_words(prompt)
        return sum(word not in known for word in words) / max(len(words), 1)

    unseen = sorted(dict.fromkeys(pool), key=strange, reverse=True)[:n]
    if len(unseen) < n or strange(unseen[-1]) <= 0.5:
        good = sum(strange(prompt) > 0.5 for prompt in unseen)
        raise BadInput(
            f"Only {good} of the {len(set(pool))} prompts in the pool are of things that the training set does not "
            "have: ask for fewer, or give pool= with other subjects."
        )
    return SeenUnseen(prompts_from(training_set, n, seed), tuple(unseen))


def telling_words(caption: str) -> list[str]:
    """The words of a caption that say what is there, in small letters, without the plural's s."""
    fillers = set(FILLERS.split())
    words = re.findall(r"[^\W\d_]+", caption.casefold())
    return [w[:-1] if len(w) > 3 and w[-1] == "s" and w[-2] != "s" else w for w in words if w not in fillers]


def _captions(training_set: Iterable) -> list[str]:
    """The different captions of a training set, or of a list of captions."""
    texts = (getattr(one, "caption", one) for one in training_set)
    found: dict[str, str] = {}
    for text in texts:
        if not isinstance(text, str):
            raise BadInput(f"A training set or captions are wanted, not {type(text).__name__}.")
        if text.strip():
            found.setdefault(" ".join(text.split()).casefold(), " ".join(text.split()))
    if not found:
        raise BadInput("The training set has no captions: let a describer write them, with_captions(describer).")
    return list(found.values())
