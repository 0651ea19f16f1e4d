"""Is the difference real? Intervals over prompts, sign flips, and how many prompts it takes to see one.

Pictures of one prompt are alike, so prompts are what is counted: figures are paired by prompt and seed, averaged within
each prompt, and the interval is over the prompts' means. More seeds make each mean surer; only more prompts say more
about prompts that were not tried.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..engine import BadInput
from ..tables import table
from .dots import dots
from .power import smallest_difference, smallest_p
from .wording import counted, number, percent

BOOTSTRAP_FROM = 10  # prompts: with fewer, a resample is too often nearly the same prompts
DRAWS = 10_000
EXACT_UP_TO = 15  # prompts, whose 32,768 patterns of signs are all tried
ENOUGH = 12  # prompts that are advised where there are too few to show anything


@dataclass(frozen=True)
class Estimate:
    """A figure over prompts: its mean with an interval, and the mean of every prompt.

    low, high: NaN with one prompt, which says nothing about others. spread: (between, within), the standard deviations
    of prompts and of seeds within a prompt. labels: the prompts, where they were given.
    """

    mean: float
    low: float
    high: float
    prompts: int
    seeds: int
    per_prompt: tuple[float, ...]
    spread: tuple[float, float]
    what: str = ""
    labels: tuple[str, ...] = ()
    confidence: float = 0.95
    method: str = ""

    def __repr__(self):
        return f"{self.what + ': ' if self.what else ''}{number(self.mean)} {_span(self)}, {_design(self)}"

    def _repr_html_(self):
        rows = [
            ("mean", number(self.mean)),
            (f"{percent(self.confidence)} interval", f"{_span(self)} ({self.method})"),
            ("pictures", _design(self)),
        ]
        return table((self.what or "figure", ""), rows) + dots(
            self.per_prompt, self.low, self.high, self.labels, zero=False
        )


@dataclass(frozen=True)
class Difference(Estimate):
    """What changed from one model to another, paired by prompt and seed.

    before, after: the means of the two. p: of the sign-flip test over prompts, two-sided.
    """

    before: float = 0.0
    after: float = 0.0
    p: float = 1.0
    names: tuple[str, str] = ("base", "tuned")

    @property
    def shown(self) -> bool:
        """Whether the figures show a difference: the interval leaves 0 out, and so do the sign flips."""
        return (self.low > 0 or self.high < 0) and self.p < 1 - self.confidence

    @property
    def note(self) -> str:
        """What the figures allow to say, in a sentence or two."""
        return self.note_in(number)

    def note_in(self, say: Callable[[float], str]) -> str:
        """The same, a figure in words being what `say` makes of it, such as "+1.2 points" of 0.012."""
        if self.prompts == 1:
            return f"One prompt says nothing about others: take {ENOUGH} prompts or more."
        if smallest_p(self.prompts) >= 1 - self.confidence:
            return (
                f"{self.prompts} prompts × {counted(self.seeds, 'picture')} cannot show it: the smallest p is "
                f"{smallest_p(self.prompts):.3g}, whatever the pictures are. Take {ENOUGH} prompts or more; more seeds "
                "do not help."
            )
        if not any(self.spread):
            return "Every prompt changed by exactly the same, so the interval has no width: look at the pictures."
        sees = smallest_difference(self.prompts, self.seeds, *self.spread, confidence=self.confidence)
        can = f"This design sees differences from {say(sees)} on in four of five tries."
        if not self.shown:
            return f"No difference is shown, which does not mean that there is none. {can}"
        return f"“{self.names[1]}” is {'higher' if self.mean > 0 else 'lower'} than “{self.names[0]}”. {can}"

    def __repr__(self):
        return f"{super().__repr__()}, p = {number(self.p)}. {self.note}"

    def _repr_html_(self):
        before, after = self.names
        rows = [
            (before, number(self.before)),
            (after, number(self.after)),
            ("difference", number(self.mean, sign=True)),
            (f"{percent(self.confidence)} interval", f"{_span(self)} ({self.method})"),
            ("sign-flip p", number(self.p)),
            ("pictures", f"{_design(self)} of each"),
            ("says", self.note),
        ]
        return table((self.what or "figure", ""), rows) + dots(self.per_prompt, self.low, self.high, self.labels)


def estimate(
    values, *, what: str = "", labels: Sequence[str] = (), confidence: float = 0.95, seed: int = 0
) -> Estimate:
    """The mean of a figure over prompts, with its interval.

    values: (P, K), K figures of each of P prompts; or (P,), one of each. The interval is Student's over the prompts'
    means; from 10 prompts on, a bootstrap of whole prompts (so lop-sided figures get a lop-sided interval), its
    percentiles widened for few prompts as in Hesterberg (2015), What Teachers Should Know About the Bootstrap.
    Raises BadInput for values of another shape, missing ones, or labels of another number.
    """
    values = _checked(values, labels, confidence)
    return Estimate(**_of(values, what, labels, confidence, seed))


def compare(
    before,
    after,
    *,
    what: str = "",
    names: tuple[str, str] = ("base", "tuned"),
    labels: Sequence[str] = (),
    confidence: float = 0.95,
    seed: int = 0,
) -> Difference:
    """after − before over prompts: the mean difference with its interval, as in `estimate`, and a sign-flip p.

    before, after: (P, K) figures of the same prompts and seeds, in the same order. Raises BadInput as `estimate` does.
    """
    before, after = _checked(before, labels, confidence), _checked(after, labels, confidence)
    if before.shape != after.shape:
        raise BadInput(
            f"Before there are {before.shape[0]} prompts × {before.shape[1]} pictures, after it {after.shape[0]} × "
            f"{after.shape[1]}: draw the same prompts with the same seeds, so that they can be paired."
        )
    found = _of(after - before, what, labels, confidence, seed)
    p = sign_flip_p(found["per_prompt"], seed=seed)
    return Difference(**found, before=float(before.mean()), after=float(after.mean()), p=p, names=names)


def sign_flip_p(differences: Sequence[float], *, seed: int = 0) -> float:
    """How often a mean as far from 0 comes about when the sign of every prompt's difference is a coin's, two-sided.

    All patterns of signs are tried up to 15 prompts, else 10,000 drawn ones.
    """
    differences = np.asarray(differences, float)
    count = len(differences)
    found = abs(differences.sum())
    near = found - 1e-9 * max(np.abs(differences).sum(), 1e-300)  # sums of the same numbers differ in their last digits
    if count <= EXACT_UP_TO:
        patterns = np.arange(2**count)[:, None] >> np.arange(count) & 1
        return float((np.abs((2 * patterns - 1) @ differences) >= near).mean())
    signs = np.random.default_rng(seed).choice((-1.0, 1.0), (DRAWS, count))
    return float((1 + (np.abs(signs @ differences) >= near).sum()) / (DRAWS + 1))


@dataclass(frozen=True)
class Share:
    """`hits` of `of`, with Wilson's interval."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share, 0 … 1; NaN of none."""
        return self.hits / self.of if self.of else float("nan")

    def __repr__(self):
        if not self.of:
            return "of no pictures"
        return f"{self.hits} of {self.of} ({percent(self.value)}; {percent(self.low)} to {percent(self.high)})"


def share(hits: int, of: int, *, confidence: float = 0.95) -> Share:
    """The share with the interval of Wilson (1927), which is right for few pictures and for 0 % and 100 %.

    It takes the pictures for independent; those of one prompt are not, so give each prompt one picture where you can.
    """
    from scipy.stats import norm

    if not 0 <= hits <= of:
        raise BadInput(f"{hits} of {of} is no share.")
    if not of:
        return Share(0, 0, 0.0, 1.0)
    z = norm.ppf(0.5 + confidence / 2)
    middle = (hits + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * np.sqrt(hits * (of - hits) / of + z * z / 4)
    low, high = float(max(0.0, middle - half)), float(min(1.0, middle + half))
    return Share(int(hits), int(of), 0.0 if hits == 0 else low, 1.0 if hits == of else high)


def _checked(values, labels: Sequence[str], confidence: float) -> np.ndarray:
    if not 0 < confidence < 1:
        raise BadInput(f"confidence is between 0 and 1 (0.95 is usual), not {confidence!r}.")
    try:
        array = np.asarray(values, float)
    except (TypeError, ValueError):
        raise BadInput("Every prompt needs the same number of figures: a table of prompts × seeds.") from None
    array = array[:, None] if array.ndim == 1 else array
    if array.ndim != 2 or not array.size:
        raise BadInput("A table of prompts × seeds is wanted, with at least one prompt and one seed.")
    if not np.isfinite(array).all():
        prompt, number = (int(i) + 1 for i in np.argwhere(~np.isfinite(array))[0])
        raise BadInput(f"Prompt {prompt} lacks the figure of its picture {number}: draw it first, or leave it out.")
    if labels and len(labels) != len(array):
        raise BadInput(f"There are {len(array)} prompts and {len(labels)} labels: give one label for each prompt.")
    return array


def _of(values: np.ndarray, what: str, labels: Sequence[str], confidence: float, seed: int) -> dict:
    means = values.mean(1)
    low, high, method = interval(means, confidence=confidence, seed=seed)
    return {
        "mean": float(means.mean()), "low": low, "high": high, "prompts": values.shape[0], "seeds": values.shape[1],
        "per_prompt": tuple(map(float, means)), "spread": spread(values), "what": what, "labels": tuple(labels),
        "confidence": confidence, "method": method,
    }  # fmt: skip


def interval(means: np.ndarray, *, confidence: float = 0.95, seed: int = 0) -> tuple[float, float, str]:
    """(low, high, the method's name) of the mean of independent figures."""
    from scipy import stats

    means = np.asarray(means, float)
    count = len(means)
    if count < 2:
        return float("nan"), float("nan"), "there is one prompt"
    t = stats.t.ppf(0.5 + confidence / 2, count - 1)
    if count < BOOTSTRAP_FROM:
        half = t * means.std(ddof=1) / np.sqrt(count)
        return float(means.mean() - half), float(means.mean() + half), "t interval over prompts"
    drawn = means[np.random.default_rng(seed).integers(0, count, (DRAWS, count))].mean(1)
    tail = stats.norm.cdf(-np.sqrt(count / (count - 1)) * t)  # a plain 2.5 % would cover 89 % with 10 prompts
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(low), float(high), "bootstrap over prompts"


def spread(values: np.ndarray) -> tuple[float, float]:
    """(between, within): how far prompts differ from each other, and seeds from each other within a prompt.

    values: (P, K). With one seed the two cannot be told apart, and all counts as between.
    """
    prompts, seeds = values.shape
    if prompts < 2:
        return 0.0, float(values.std(ddof=1)) if seeds > 1 else 0.0
    whole = values.mean(1).var(ddof=1)
    within = values.var(axis=1, ddof=1).mean() if seeds > 1 else 0.0
    return float(np.sqrt(max(0.0, whole - within / seeds))), float(np.sqrt(within))


def _span(of: Estimate) -> str:
    return "no interval" if np.isnan(of.low) else f"[{number(of.low)}, {number(of.high)}]"


def _design(of: Estimate) -> str:
    return f"{counted(of.prompts, 'prompt')} × {counted(of.seeds, 'seed')}"
