"""A budget of minutes as a learning rate: it rises, stays, and falls to nothing by the end."""

import math
import time


class Clock:
    """Counts wall time. used: seconds that an earlier run of the same training took."""

    def __init__(self, minutes: float, used: float = 0.0):
        self.seconds, self._began = 60 * minutes, time.monotonic() - used

    @property
    def used(self) -> float:
        """Seconds so far."""
        return time.monotonic() - self._began

    @property
    def share(self) -> float:
        """How much of the budget is used, 0…1."""
        return min(1.0, self.used / self.seconds)

    def rate(self, step: int, *, warmup: int = 50, hold: float = 0.0, share: float | None = None) -> float:
        """The factor of the learning rate: a rise over `warmup` steps, 1 for the share `hold`, then a half cosine.

        share: of the budget, where it is not this clock that counts.
        """
        falling = max(0.0, ((self.share if share is None else share) - hold) / (1 - hold))
        return min(1.0, (step + 1) / warmup) * (0.5 + 0.5 * math.cos(math.pi * falling)) + 0.005
