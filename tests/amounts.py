"""How much is tried: as much as finds mistakes in seconds in every run, and all of it in `make soak`."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import settings

SOAK = "soak"  # the profile of hypothesis that `make soak` asks for
settings.register_profile(SOAK, max_examples=1000, deadline=None)


def examples(few: int) -> int:
    """The number of examples of a test whose example takes long: ten times as many in `make soak`."""
    return few * (10 if settings.get_current_profile_name() == SOAK else 1)


def some(cases: Iterable, now: Callable[..., bool]) -> list:
    """Cases to parametrize with; those of which `now(*case)` is false are tried in `make soak` only."""
    tuples = (case if isinstance(case, tuple) else (case,) for case in cases)
    return [pytest.param(*case, marks=[] if now(*case) else pytest.mark.soak) for case in tuples]
