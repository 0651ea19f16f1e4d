"""What a report measures of a grid's pictures: each figure with its interval, its differences, and its own doubts."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...crafts.describer import ENGINES
from ...engine import BadInput, call, name_of_engine, pick
from ..captions import SKETCH_WORDS, has_word
from ..grid.opened import Pictures
from ..prompts import styled
from ..statistics import Difference, compare, estimate, share
from ..style import style_distance

BATCH = 64  # pictures that are open at a time
ENOUGH = 50  # pictures, for a distance between two sets
SHARES = ("style", "captions")  # keys of the measures that are shares

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
    → Figure. differences: model → Difference from the first model. values: model → (prompts, seeds). said: model → the
    captions of its pictures, (prompts, seeds). notes: what has to be known of the measure itself.
    """

    key: str
    title: str
    how: str
    estimates: Mapping[str, Figure]
    differences: Mapping[str, Difference] = field(default_factory=dict)
    values: Mapping[str, np.ndarray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    said: Mapping[str, np.ndarray] = field(default_factory=dict)
    scale: float = 1.0
    unit: str = ""
    digits: int = 3

    def say(self, value: float, *, sign: bool = False, points: bool = False) -> str:
        """A figure in words: "36.5 %"; a difference with its sign: "+6.1 points"."""
        number = f"{value * self.scale:{'+' if sign else ''}.{self.digits}f}".replace("-", "−")
        number = number.lstrip("+−") if not number.strip("+−0.") else number  # nothing is neither more nor less
        return number + (" points" if points and self.unit == " %" else self.unit)

    def span(self, of, *, sign: bool = False) -> str:
        """An interval in words, "" where there is none."""
        if math.isnan(of.low):
            return ""
        low, high = (f"{self.say(end, sign=sign)}".removesuffix(self.unit) for end in (of.low, of.high))
        return f"{low} to {high}"


def measures_of(
    grid,
    *,
    clip=None,
    style: str = "",
    judge=None,
    captions: str | Callable | None = None,
    words: Sequence[str] = SKETCH_WORDS,
    training: Sequence = (),
    pickscore=None,
    on_step: Step | None = None,
) -> list[Measure]:
    """What was asked for, measured of all pictures of the grid. The arguments are those of `report`."""
    if isinstance(words, str) or not words:
        raise BadInput('words is a list of words of the style that captions are searched for: words=["sketch"].')
    if len(training) and clip is None:
        raise BadInput("The distance from the style's own pictures is measured by CLIP: give clip= too.")
    made = []
    if clip is not None:
        made.append(_fit(grid, clip, style, on_step))
    if judge is not None:
        made.append(_judged(grid, judge, on_step))
    if captions is not None:
        made.append(_captioned(grid, pick("describer", captions, ENGINES), words, on_step))
    if len(training):
        made.append(_distance(grid, training, clip))
    if pickscore is not None:
        made.append(_preferred(grid, pickscore, on_step))
    return made


# ---- One after another


def _fit(grid, clip, style: str, on_step: Step | None) -> Measure:
    """How well each picture fits its prompt, as the cosine that CLIP sees."""
    texts = styled(grid.prompts, style) if style else grid.prompts
    how = f"how well a picture fits {'“' + style.strip() + '” and ' if style else ''}its prompt"
    values = _over(grid, lambda pictures, numbers: clip.scores(pictures, [texts[n] for n in numbers]), on_step)
    note = f"{clip.name} judged the fit; it cannot count, hardly reads and does not see small faults."
    return _measure(
        grid, "clip", "CLIP cosine", f"{how}, says {clip.name}", values, scale=100, unit=" %", digits=1, notes=(note,)
    )


def _judged(grid, judge, on_step: Step | None) -> Measure:
    """How many pictures the judge calls of the style, and how often that judge errs."""
    values = _over(grid, lambda pictures, _: judge.says(pictures), on_step)
    missed, taken = judge.error
    note = (
        f"The style judge errs itself: held out, it missed {missed} of the pictures that are of the style, and took "
        f"{taken} of the others for it. Shares within these errors say nothing."
    )
    how = f"share that a classifier calls of the style; it sees with {judge.seen_by}"
    return _shares(grid, "style", "In the style, says the judge", how, values, notes=(note,))


def _distance(grid, training: Sequence, clip) -> Measure:
    """How far all pictures of a model are from the style's own pictures."""
    found = {
        name: style_distance(Pictures(tuple(file for row in rows for file in row.files)), training, clip)
        for name, rows in grid.pictures.items()
    }
    figures = {name: Figure(float(one)) for name, one in found.items()}
    count = next(iter(found.values()))
    how = (
        f"how far {count.pictures} pictures are from {count.training} of the style (CMMD; 0: as two halves of one "
        f"set), seen by {count.seen_by}"
    )
    few = min(count.pictures, count.training) < ENOUGH
    note = f"With fewer than {ENOUGH} pictures on a side the style distance jumps from sample to sample."
    return Measure("distance", "Style distance", how, figures, notes=(note,) * few, digits=2)


def _preferred(grid, pickscore, on_step: Step | None) -> Measure:
    """PickScore: a CLIP that has learned which of two pictures people choose."""
    values = _over(
        grid, lambda pictures, numbers: pickscore.scores(pictures, [grid.prompts[n] for n in numbers]), on_step
    )
    first, *others = grid.models
    notes = [_chance(pickscore, values, first, name) for name in others]
    how = f"how likely people would choose it for its prompt, guesses {pickscore.name}"
    return _measure(grid, "pick", "PickScore", how, values, notes=tuple(notes), scale=100, digits=2)


def _chance(pickscore, values: Mapping[str, np.ndarray], first: str, name: str) -> str:
    ahead = pickscore.logit_scale * (values[name] - values[first])
    found = estimate(1 / (1 + np.exp(-ahead)))
    span = "" if math.isnan(found.low) else f" ({found.low:.0%} to {found.high:.0%})"
    return (
        f"{pickscore.name} guesses that people would take the picture of “{name}” rather than that of “{first}” in "
        f"{found.mean:.0%}{span} of the pairs. It learned from what people chose on one site."
    )


def _captioned(grid, describer: Callable, words: Sequence[str], on_step: Step | None) -> Measure:
    """How many pictures a describer calls what they shall be, such as a sketch."""
    told: list[str] = []

    def look(pictures, numbers):
        told.extend(str(call(describer, picture, language="en", length="short")) for picture in pictures)
        return [any(has_word(caption, word) for word in words) for caption in told[-len(pictures) :]]

    values = _over(grid, look, on_step)
    rows = np.array(told, object).reshape(len(grid.models), len(grid.prompts), len(grid.seeds))
    listed = ", ".join(f"“{word}”" for word in words)
    how = f"share of the captions by {name_of_engine(describer)} that have a word of the style: {listed}"
    return _shares(grid, "captions", "Captions in the style", how, values, said=dict(zip(grid.models, rows)))


def _measure(grid, key: str, title: str, how: str, values: Mapping[str, np.ndarray], **rest: Any) -> Measure:
    """A measure of figures: their means over prompts with intervals, and the differences from the first model."""
    estimates = {name: estimate(found, what=title) for name, found in values.items()}
    figures = {name: Figure(e.mean, e.low, e.high, e.per_prompt) for name, e in estimates.items()}
    return Measure(key, title, how, figures, _differences(title, values), values, **rest)


def _shares(grid, key: str, title: str, how: str, values: Mapping[str, np.ndarray], **rest: Any) -> Measure:
    """A measure of yes and no: shares with Wilson's intervals, which hold for 0 % and 100 % too."""
    counted = {name: share(int(found.sum()), found.size) for name, found in values.items()}
    figures = {name: Figure(found.value, found.low, found.high) for name, found in counted.items()}
    return Measure(key, title, how, figures, _differences(title, values), scale=100, unit=" %", digits=0, **rest)


def _differences(title: str, values: Mapping[str, np.ndarray]) -> dict[str, Difference]:
    first, *others = values
    return {name: compare(values[first], values[name], what=title, names=(first, name)) for name in others}


def _over(grid, look: Callable[[list, list[int]], Sequence], on_step: Step | None) -> dict[str, np.ndarray]:
    """model → (prompts, seeds) of what `look` says of its pictures; a batch of them is open at a time.

    look(pictures, numbers of their prompts) → a figure for each.
    """
    prompts, seeds = len(grid.prompts), len(grid.seeds)
    done, total, values = 0, len(grid.cells), {}
    for name, rows in grid.pictures.items():
        places = [(prompt, seed) for prompt in range(prompts) for seed in range(seeds)]
        found: list[float] = []
        for start in range(0, len(places), BATCH):
            if on_step:
                on_step(done + start, total)
            batch = places[start : start + BATCH]
            found += map(float, look([rows[prompt][seed] for prompt, seed in batch], [prompt for prompt, _ in batch]))
        done += len(places)
        values[name] = np.array(found).reshape(prompts, seeds)
    if on_step:
        on_step(total, total)
    return values
