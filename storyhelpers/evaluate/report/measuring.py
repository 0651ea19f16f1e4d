"""What a report measures of a grid's pictures: each figure with its interval, its differences, and its own doubts."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...engine import BadInput
from ..statistics import Difference, compare, estimate, share

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Figure:
    """A figure of one model: mean with interval (NaN where there is none), and the mean of every prompt."""

    mean: float
    low: float = math.nan
    high: float = math.nan
    per_prompt: tuple[float, ...] = ()


@dataclass(frozen=True)
class Measure:
    """One row of the table.

    key: for its place on the page. scale, unit, digits: how a figure is written (0.3648 as "36.5 %"). estimates: model
    → Figure. differences: model → Difference from the first model. values: model → (prompts, seeds), where single
    prompts are worth a look. notes: what has to be known of the measure itself.
    """

    key: str
    title: str
    how: str
    estimates: Mapping[str, Figure]
    differences: Mapping[str, Difference] = field(default_factory=dict)
    values: Mapping[str, np.ndarray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    scale: float = 1.0
    unit: str = ""
    digits: int = 3

    def say(self, value: float, *, sign: bool = False) -> str:
        """A figure in words: "36.5 %"; with its sign: "+6.1 %"."""
        number = f"{value * self.scale:{'+' if sign else ''}.{self.digits}f}"
        return f"{number}{self.unit}".replace("-", "−")

    def span(self, of, *, sign: bool = False) -> str:
        """An interval in words, "" where there is none."""
        if math.isnan(of.low):
            return ""
        return f"{self.say(of.low, sign=sign)} to {self.say(of.high, sign=sign)}"


def measures_of(
    grid, *, clip=None, style_words: str = "", judge=None, captions: Callable | None = None, style_word: str = "",
    training: Sequence = (), pickscore=None, on_step: Step | None = None,
) -> list[Measure]:  # fmt: skip
    """What was asked for, measured of all pictures of the grid. The arguments are those of `report`."""
    if captions is not None and not style_word:
        raise BadInput('captions are searched for a word of the style: report(…, captions=describer, style_word="sketch").')
    if len(training) and clip is None:
        raise BadInput("The distance from the style's own pictures is measured by CLIP: give clip= too.")
    made = []
    if clip is not None:
        made.append(_fit(grid, clip, style_words, on_step))
    if judge is not None:
        made.append(_judged(grid, judge))
    if captions is not None:
        made.append(_captioned(grid, captions, style_word, on_step))
    if len(training):
        made.append(_distance(grid, training, clip))
    if pickscore is not None:
        made.append(_preferred(grid, pickscore, on_step))
    return made
