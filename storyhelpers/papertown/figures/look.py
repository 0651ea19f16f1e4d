"""What a figure is to look like, and what a kind of figure is. Plain data for the drawing functions."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from .pen import Pen

RGB = tuple[int, int, int]


@dataclass(frozen=True)
class Look:
    """Everything a drawing function may ask about its figure.

    colour: the paper of its main part. colour_name: that paper's name in COLOURS.
    pattern: "", "tabby", "spotted" or "striped". pose: one of the kind's `poses`.
    clothes: what is worn, name → paper, e.g. {"santa hat": (214, 66, 58)}.
    night: lit windows and lamps. snow: caps of snow. rng: for the little differences; one seed draws one figure.
    """

    colour: RGB
    colour_name: str = ""
    pattern: str = ""
    pose: str = ""
    clothes: dict[str, RGB] = field(default_factory=dict)
    night: bool = False
    snow: bool = False
    rng: random.Random = field(default_factory=lambda: random.Random(0))


@dataclass(frozen=True)
class Kind:
    """A kind of figure.

    draw: called with a Pen and a Look; adds the shapes.
    colours: the papers it comes in, the usual one first. poses: likewise. wears: names of lexicon clothes it can wear.
    home: where it stands: "ground", "air" (flies low), "sky" (sun, cloud), "water", "far" (hill, sea: behind all).
    height: its usual height in pen units (a grown-up is 100).
    """

    name: str
    draw: Callable[[Pen, Look], None]
    colours: tuple[str, ...]
    wears: tuple[str, ...] = ()
    poses: tuple[str, ...] = ("standing",)
    home: str = "ground"
    height: float = 100.0
