"""Waiting for something that Kaggle does: asked again and again, less often as time goes by."""

import time
from collections.abc import Callable

from .trouble import KitTrouble

FIRST, GROWTH, LONGEST = 5.0, 1.4, 60.0  # seconds between questions
PATIENCE = 8  # questions in a row that may fail: about five minutes without a network


def until(
    ask: Callable[[], str],
    ended: Callable[[str], bool],
    *,
    seconds: float,
    patience: int = PATIENCE,
    changed: Callable[[str], None] = lambda state: None,
    clock=time,
) -> str | None:
    """The state in which it ended; None when the seconds are over.

    changed: told every new state. A question that fails is asked again, until so many fail in a row (patience); then
    the last one's KitTrouble is raised. clock: what has sleep() and monotonic().
    """
    begun, pause, failures, last = clock.monotonic(), FIRST, 0, None
    while True:
        try:
            state = ask()
            failures = 0
        except KitTrouble:
            failures += 1
            if failures >= patience:
                raise
            state = last
        if state != last:
            changed(state)
            last = state
        if state is not None and ended(state):
            return state
        left = seconds - (clock.monotonic() - begun)
        if left <= 0:
            return None
        clock.sleep(min(pause, left))
        pause = min(pause * GROWTH, LONGEST)
