"""Progress: where a run is; Budget: how far it may go and how fast it learns by then; Stop: a wish that it ends."""

import contextlib
import math
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass

STATES = ("running", "done", "stopped", "gave up")


@dataclass(frozen=True)
class Progress:
    """Where a run is. loss, validation, rate, grad and memory are the last that were measured; None before.

    seconds: spent learning, over all sessions; left: that remain at this pace. seen: pictures shown to it so far,
    epochs: the same as rounds through the whole set. said: the sentences of the journal so far.
    """

    step: int
    steps: int
    state: str = "running"
    loss: float | None = None
    validation: float | None = None
    rate: float | None = None
    grad: float | None = None
    memory: int | None = None
    seen: int = 0
    epochs: float = 0.0
    seconds: float = 0.0
    left: float | None = None
    share: float = 0.0  # done, by steps or by the time that it may take
    said: tuple[str, ...] = ()

    def __str__(self):
        parts = [f"step {self.step} of {self.steps}"]
        if self.loss is not None:
            parts.append(f"loss {self.loss:.4f}")
        if self.validation is not None:
            parts.append(f"validation {self.validation:.4f}")
        parts.append(f"{self.seen:,} pictures seen ({self.epochs:.1f} epochs)")
        parts.append(f"{duration(self.seconds)}" + (f", {duration(self.left)} left" if self.left else ""))
        return ", ".join(parts) + ("" if self.state == "running" else f": {self.state}")

    __repr__ = __str__


@dataclass(frozen=True)
class Budget:
    """How many steps, or minutes: whichever ends first ends the run, and the learning rate has fallen to 0 by then."""

    steps: int
    minutes: float | None
    warmup: int

    def share(self, step: int, seconds: float) -> float:
        """What part of the run is behind it, 0 … 1."""
        by_time = seconds / (60 * self.minutes) if self.minutes else 0.0
        return min(1.0, max(step / self.steps, by_time))

    def factor(self, step: int, share: float) -> float:
        """What the learning rate is multiplied with: a straight rise, then half a cosine."""
        rise = min(1.0, (step + 1) / self.warmup) if self.warmup else 1.0
        return rise * 0.5 * (1 + math.cos(math.pi * share))


class Stop:
    """A wish to stop, kept until the step at hand is done: an interrupt in the middle of one would spoil the weights.

    A second interrupt is not kept: it stops at once, and what counts is the last checkpoint.
    """

    def __init__(self):
        self.asked = ""

    @contextlib.contextmanager
    def listening(self) -> Iterator["Stop"]:
        """Takes interrupts (the kernel's stop button, Ctrl-C) and the system's "end now" while it lasts."""
        if threading.current_thread() is not threading.main_thread():  # only there may handlers be set
            yield self
            return
        before = {number: signal.signal(number, self._heard) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _heard(self, number: int, frame) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = "interrupted" if number == signal.SIGINT else "ended by the system"


def duration(seconds: float) -> str:
    """ "40 s", "3 min", "2.5 h" or "4 days"."""
    for limit, unit, name in ((100, 1, "s"), (6000, 60, "min"), (48 * 3600, 3600, "h")):
        if seconds < limit:
            value = seconds / unit
            return f"{value:.1f} {name}" if value < 9.95 and name != "s" else f"{value:.0f} {name}"
    return f"{seconds / 86400:.0f} days"
