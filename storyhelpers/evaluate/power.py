"""Power: how likely a design of prompts × seeds is to show a difference that is there.

The difference of a prompt's mean varies by √(between² + within² / seeds) from prompt to prompt. More seeds take the
second part away and never the first.
"""

from functools import partial

import numpy as np

from ..engine import BadInput

USUAL = 0.8  # four of five tries
MOST = 100_000  # prompts
GRID = 2000  # points of the integral: right to four digits


def smallest_p(prompts: int) -> float:
    """The smallest p that a two-sided sign-flip test of so many prompts can give: 0.0625 with five."""
    return min(1.0, 2.0 ** (1 - prompts))


def power(
    difference: float, prompts: int, seeds: int = 1, between: float = 1.0, within: float = 0.0, *,
    confidence: float = 0.95,
) -> float:  # fmt: skip
    """The chance, 0 … 1, that a t interval over prompts leaves 0 out when the true mean difference is `difference`.

    between, within: standard deviations of the difference, of prompts and of seeds within a prompt; an Estimate has
    them as `spread`. By the noncentral t distribution. Raises BadInput for fewer than 2 prompts or 1 seed.
    """
    from scipy import stats

    error = _error(prompts, seeds, between, within)
    if error == 0:
        return float(difference != 0)
    critical, away = stats.t.ppf(0.5 + confidence / 2, prompts - 1), abs(difference) / error
    # The noncentral t as a mean over what the spread is taken for: scipy's own series gives out far from 0.
    taken = np.sqrt(stats.chi2.ppf((np.arange(GRID) + 0.5) / GRID, prompts - 1) / (prompts - 1))
    return float((stats.norm.sf(critical * taken - away) + stats.norm.cdf(-critical * taken - away)).mean())


def prompts_needed(
    difference: float, seeds: int = 1, between: float = 1.0, within: float = 0.0, *, chance: float = USUAL,
    confidence: float = 0.95,
) -> int:  # fmt: skip
    """How many prompts it takes to show a true difference with this chance; at least as many as sign flips need.

    Raises BadInput for a difference of 0, or where 100,000 prompts would not do.
    """
    if not difference:
        raise BadInput("No number of prompts shows a difference of 0: say how large a difference matters to you.")
    least = 2
    while smallest_p(least) >= 1 - confidence:
        least += 1
    enough = partial(_enough, difference, seeds, between, within, chance, confidence)
    if not enough(MOST):
        raise BadInput(f"Even {MOST:,} prompts would not show a difference of {difference:.3g}.")
    low, high = least - 1, MOST  # power grows with the prompts: halve the distance
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def smallest_difference(
    prompts: int, seeds: int = 1, between: float = 1.0, within: float = 0.0, *, chance: float = USUAL,
    confidence: float = 0.95,
) -> float:  # fmt: skip
    """The smallest true difference that this design shows with this chance; 0 where prompts and seeds do not vary.

    Raises BadInput for fewer than 2 prompts or 1 seed.
    """
    error = _error(prompts, seeds, between, within)
    if error == 0:
        return 0.0
    low, high = 0.0, 100 * error
    while power(high, prompts, seeds, between, within, confidence=confidence) < chance:
        high *= 2
    for _ in range(40):
        middle = (low + high) / 2
        seen = power(middle, prompts, seeds, between, within, confidence=confidence) >= chance
        low, high = (low, middle) if seen else (middle, high)
    return high


def _enough(difference, seeds, between, within, chance, confidence, prompts) -> bool:
    return power(difference, prompts, seeds, between, within, confidence=confidence) >= chance


def _error(prompts: int, seeds: int, between: float, within: float) -> float:
    """The standard error of the mean difference."""
    if prompts < 2 or seeds < 1:
        raise BadInput("A design has 2 prompts or more, and 1 seed or more.")
    return ((between**2 + within**2 / seeds) / prompts) ** 0.5
