"""Protocols: which prompts are drawn, how CLIP scores them, and the table that comes of it.

The five prompts and two experiments are those of an earlier project (36.48 % and 33.58 % there). Five prompts cannot
show a difference, so `scored` with the thirty prompts of STRONG is what to believe.
"""

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from ..clip import Clip
from ..engine import BadInput, call
from ..tables import table
from .prompts import FIVE, STYLE_WORDS, styled
from .statistics import Difference, Estimate, compare, estimate

SIX = range(1, 7)  # seeds
BATCH = 64  # pictures that are open at a time
EXPERIMENTS = ("1: style words in generator and CLIP", "2: style words in CLIP only")

Step = Callable[[int, int], None]
Rows = Sequence[Sequence]  # [prompt][seed]


@dataclass(frozen=True, eq=False)
class Scores:
    """A figure of every picture, (P, K) for each model or experiment; shows itself as a table, prompt by prompt.

    values: name → array (prompts, seeds). what: what the figure is.
    """

    prompts: tuple[str, ...]
    values: Mapping[str, np.ndarray]
    what: str = "CLIP cosine, %"

    @cached_property
    def means(self) -> dict[str, Estimate]:
        """Name → the mean over prompts with its interval."""
        return {name: estimate(found, what=f"{self.what}: {name}", labels=self.prompts)
                for name, found in self.values.items()}  # fmt: skip

    def difference(self, before: str | None = None, after: str | None = None) -> Difference:
        """What changed between two of them, paired by prompt and seed; without names, from the first to the last.

        Raises BadInput for a name that is not there, or where there is one alone.
        """
        names = list(self.values)
        before, after = before or names[0], after or names[-1]
        if before == after or not {before, after} <= set(names):
            raise BadInput(f"Two of these can be compared: {', '.join(names)}.")
        return compare(
            self.values[before], self.values[after], what=self.what, names=(before, after), labels=self.prompts
        )

    def __repr__(self):
        return "\n".join(map(repr, self.means.values()))

    def _repr_html_(self):
        means = list(self.means.values())
        rows = [(prompt, *(f"{one.per_prompt[row]:.2f}" for one in means)) for row, prompt in enumerate(self.prompts)]
        rows.append(("mean over prompts", *(f"{one.mean:.2f}" for one in means)))
        spans = (f"{one.low:.2f} to {one.high:.2f}" if one.prompts > 1 else "none" for one in means)
        rows.append(("95 % interval", *spans))
        many = f"{means[0].seeds} pictures" if means[0].seeds > 1 else "one picture"
        caption = f"{self.what}: the mean of {many} of each prompt, then over prompts"
        under = ""
        if len(means) == 2:
            under = self.difference()._repr_html_()
        elif len(means) > 2:
            first, *others = self.values
            under = "".join(f"<p>{html.escape(repr(self.difference(first, name)))}</p>" for name in others)
        return table(("prompt", *self.values), rows, caption) + under


def scored(
    pictures: Mapping[str, Rows] | Rows, prompts: Sequence[str], clip: Clip, *, style: str = "",
    on_step: Step | None = None,
) -> Scores:  # fmt: skip
    """CLIP cosines in % of pictures with their prompts, model by model.

    pictures: name → [prompt][seed], such as `grid.pictures`, or the rows of one model. style: words that CLIP reads
    before each prompt. Raises BadInput where rows and prompts do not match, or a picture is missing.
    """
    models = dict(pictures) if isinstance(pictures, Mapping) else {"pictures": pictures}
    texts = styled(prompts, style) if style else tuple(prompts)
    values, done = {}, 0
    total = sum(len(row) for rows in models.values() for row in rows)
    for name, rows in models.items():
        _check(name, rows, prompts)
        pairs, found = ((one, text) for text, row in zip(texts, rows, strict=True) for one in row), []
        while batch := list(islice(pairs, BATCH)):  # so many are open at a time
            shown, asked = zip(*batch)
            if any(one is None for one in shown):
                raise BadInput(f'"{name}" lacks pictures: draw them first.')
            if on_step:
                on_step(done, total)
            found += list(clip.scores(shown, asked))
            done += len(batch)
        values[name] = 100 * np.array(found, float).reshape(len(prompts), -1)
    if on_step:
        on_step(done, total)
    if not models or len({found.shape for found in values.values()}) > 1:
        raise BadInput("Every model needs the same number of pictures of each prompt.")
    return Scores(tuple(prompts), values)


def experiment_prompts(prompts: Sequence[str] = FIVE, style: str = STYLE_WORDS) -> tuple[str, ...]:
    """What has to be drawn for `two_experiments`: the prompts with the words of the style, then without them."""
    return (*styled(prompts, style), *prompts)


def two_experiments(
    model: Callable | Rows, clip: Clip, *, prompts: Sequence[str] = FIVE, style: str = STYLE_WORDS,
    seeds: Iterable[int] = SIX, on_step: Step | None = None, **options,
) -> Scores:  # fmt: skip
    """How well results fit the words of a style, with those words in the generator too and without them.

    1: the model is asked for "A black and white sketch of zebra running", and CLIP reads the same. 2: it is asked for
    "zebra running", and CLIP reads the style's words as well, so that the style has to come from the model. Six
    pictures of each of five prompts; the mean of each prompt, then over prompts.

    model: an illustrator, a Studio with one, or the pictures that it has drawn: rows of
    `experiment_prompts(prompts, style)`, such as grid.pictures["tuned"]. options: what the illustrator is told besides,
    such as steps=20, aspect="1:1". on_step(pictures done, total) may raise Cancelled.
    """
    asked, seeds = experiment_prompts(prompts, style), list(seeds)
    if isinstance(model, str):
        raise BadInput(f'An illustrator is wanted, not its name: two_experiments(Diffusion("{model}"), clip).')
    model = getattr(model, "illustrator", model)  # of a Studio
    rows = _drawn(model, asked, seeds, on_step, options) if callable(model) else list(model)
    _check("model", rows, asked)
    both = {EXPERIMENTS[0]: rows[: len(prompts)], EXPERIMENTS[1]: rows[len(prompts) :]}
    return scored(both, prompts, clip, style=style)


def _drawn(model: Callable, prompts: Sequence[str], seeds: list[int], on_step: Step | None, options: dict) -> Rows:
    rows, total = [], len(prompts) * len(seeds)
    for prompt in prompts:
        rows.append([])
        for seed in seeds:
            if on_step:
                on_step(len(rows[0]) * (len(rows) - 1) + len(rows[-1]), total)
            drawn = call(model, prompt, seed=seed, **options)
            rows[-1].append(drawn[0] if isinstance(drawn, list) else drawn)
    return rows


def _check(name: str, rows: Rows, prompts: Sequence[str]) -> None:
    if len(rows) != len(prompts):
        raise BadInput(f'"{name}" has pictures of {len(rows)} prompts, and there are {len(prompts)}.')
    if not prompts or len({len(row) for row in rows}) != 1 or not len(rows[0]):
        raise BadInput(f'"{name}" needs the same number of pictures of each prompt, at least one.')
