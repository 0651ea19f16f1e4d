"""Guard: keeps the best weights, by a validation loss that can be read, and goes back to them when a run goes wrong.

The training loss is mostly noise, because every step has other pictures at other noise levels. The validation loss has
the same pictures, noise and levels every time: when it rises by 15 %, the pictures are turning into noise.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .chance import Draws, draws, generator

LIMIT = 1.15  # of the lower one of the first and the best validation loss
SLOWER = 0.3  # what the learning rate is multiplied with after going back
PATIENCE = 3  # times of going back before it gives up
PAIRS = 16  # of a picture and a noise level in the validation loss


@dataclass
class Guard:
    """What the guard remembers. `look` says what is to be done: "" (go on), "best" (keep these), "back" or "stop"."""

    start: float | None = None
    best: float = math.inf
    best_step: int = 0
    slowed: float = 1.0  # what the learning rate is multiplied with by now
    times: int = 0  # it went back

    def look(self, step: int, loss: float) -> str:
        """Judges a validation loss."""
        if self.start is None:
            if not math.isfinite(loss):
                return "stop"
            self.start = loss
        if not math.isfinite(loss) or loss > LIMIT * min(self.start, self.best):
            self.times += 1
            self.slowed *= SLOWER
            return "stop" if self.times > PATIENCE else "back"
        if loss < self.best:
            self.best, self.best_step = loss, step
            return "best"
        return ""

    def sentence(self, step: int, loss: float, rate: float) -> str:
        """What is said when it goes back or stops. rate: the learning rate of the recipe or the probe."""
        what = f"the validation loss is {loss:.4g}, and was {self.best:.4g} at step {self.best_step}"
        if self.times > PATIENCE:
            return (
                f"Step {step}: {what}. After going back {PATIENCE} times the run stops with its best weights, those of "
                f"step {self.best_step}. Try again in another folder with learning_rate={_round(rate * self.slowed)}."
            )
        return (
            f"Step {step}: {what}: the pictures are turning into noise. Back to the best weights, and on with a "
            f"learning rate of {_round(rate * self.slowed)}."
        )


def _round(rate: float) -> str:
    return f"{rate:.1e}".replace("e-0", "e-")


@dataclass(frozen=True)
class Exam:
    """The validation: which pictures, and what chance gives them, always the same.

    pictures: (PAIRS,) indices; levels: (PAIRS,) spread evenly over (0, 1); seed: of their noise.
    """

    pictures: tuple[int, ...]
    levels: tuple[float, ...]
    seed: int

    @classmethod
    def of(cls, pictures: Sequence[int], seed: int) -> "Exam":
        """An exam over these pictures; each comes with several noise levels where there are few."""
        import torch

        mixed = torch.randperm(PAIRS, generator=generator(seed, "exam")).tolist()
        chosen = [pictures[k % len(pictures)] for k in range(PAIRS)]
        return cls(tuple(chosen), tuple((k + 0.5) / PAIRS for k in mixed), seed)

    def parts(self, shapes: Sequence[tuple[int, int]], most: int) -> list[list[int]]:
        """Its rows in parts of at most `most` whose pictures have one shape; shapes: of all pictures of the set."""
        found = []
        for shape in sorted({shapes[index] for index in self.pictures}):
            rows = [row for row, index in enumerate(self.pictures) if shapes[index] == shape]
            found += [rows[first : first + most] for first in range(0, len(rows), most)]
        return found

    def draws(self, rows: Sequence[int], shape: Sequence[int]) -> Draws:
        """What chance gives these rows of it; no flip, and no spread of the VAE."""
        import torch

        found = draws(self.seed, -1, PAIRS, shape, rows)
        none = torch.zeros(len(rows))
        return replace(found, level=torch.tensor([self.levels[row] for row in rows]), variant=none, drop=none + 1,
                       sample=torch.zeros_like(found.sample), offset=torch.zeros_like(found.offset))  # fmt: skip
