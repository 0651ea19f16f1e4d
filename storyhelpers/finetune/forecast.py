"""Forecast: how long a run takes and how much memory, from a few steps that are measured and taken back.

Pictures seen and epochs are told apart, because they are mixed up so easily: 30 steps of 16 pictures are 480 pictures,
a twentieth of an epoch of 10,000, and not 30 epochs.
"""

import time
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from ..environment import where
from .preview import MOST, STEPS
from .progress import duration

if TYPE_CHECKING:
    from .running import Run

HOURS = {"kaggle": 12.0, "colab": 4.0}  # of a session; Colab's free one ends between 2 and 12 hours after its start
SPARE = 0.9  # what part of a session may be planned


@dataclass(frozen=True)
class Forecast:
    """What a run will take. seconds_a_step, seconds_a_check (validation loss), seconds_a_strip (pictures drawn on the
    way); memory: bytes at the peak; pictures: in the set; together: seen in a step; hours: of the session, None where
    there is no limit; minutes: that the recipe allows.
    """

    steps: int
    check_every: int
    show_every: int
    seconds_a_step: float
    seconds_a_check: float
    seconds_a_strip: float
    memory: int
    pictures: int
    together: int
    learns: int
    device: str
    place: str
    hours: float | None
    minutes: float | None
    done: int = 0

    @property
    def pace(self) -> float:
        """Seconds a step, with its share of what is done now and then."""
        return self.seconds_a_step + self.seconds_a_check / self.check_every + self.seconds_a_strip / self.show_every

    @property
    def seconds(self) -> float:
        """All steps that are still to be done, whatever the recipe's minutes."""
        return (self.steps - self.done) * self.pace

    @property
    def seen(self) -> int:
        """Pictures shown by the end, the same one counted each time."""
        return self.steps * self.together

    @property
    def epochs(self) -> float:
        """The same as rounds through all pictures."""
        return self.seen / self.learns

    @property
    def fits(self) -> bool:
        """Whether the session, and the recipe's minutes, are long enough for all steps."""
        return self.seconds <= min(SPARE * 3600 * (self.hours or 1e9), 60 * (self.minutes or 1e9))

    def sentences(self) -> tuple[str, ...]:
        """What there is to say, the way out included."""
        back = self.pictures - self.learns
        kept = f" ({back:,} more are kept back to check on)" if back else ""
        each = f"each of the {self.learns:,} comes {_number(self.epochs)} times"
        if self.epochs < 1:
            each = f"{self.seen:,} of the {self.learns:,} come once, the others never"
        said = [
            f"{self.steps:,} steps of {self.together} pictures show {self.seen:,} pictures: {each}{kept}. That is "
            f"{_number(self.epochs)} epochs.",
            f"A step takes {_seconds(self.seconds_a_step)} on {self.device}; all of them, with the checks and the "
            f"pictures drawn on the way, {duration(self.seconds)}. Memory at the peak: {self.memory / 1e9:.1f} GB.",
        ]
        if self.minutes and self.seconds > 60 * self.minutes:
            said.append(
                f"The recipe stops after {_number(self.minutes)} min, by then at about step "
                f"{self.done + int(60 * self.minutes / self.pace):,}, its learning rate at its end."
            )
        elif not self.fits:
            said.append(self._way_out())
        return tuple(said)

    def _way_out(self) -> str:
        room = SPARE * 3600 * self.hours
        steps = max(1, int(room / self.pace))
        epochs, share = steps * self.together / self.learns, steps / self.steps
        fewer = int(self.pictures * share)
        named = {"kaggle": "a Kaggle session has", "colab": "a free Colab session has about"}[self.place]
        ways = [f"{_number(epochs)} epochs (steps={steps:,}".replace(",", "_") + ")"]
        if fewer >= 20:
            digits = 10 ** max(0, len(str(fewer)) - 2)
            fewer = fewer // digits * digits
            ways.insert(0, f"{fewer:,} pictures for {_number(self.epochs)} epochs (TrainingSet.open(…, limit={fewer}))")
        return (
            f"{self.learns:,} pictures × {_number(self.epochs)} epochs take {duration(self.seconds)}; {named} "
            f"{self.hours:.0f} h: take {', or '.join(ways)}. Or let it end and run the cell again: it goes on where it "
            "was saved."
        )

    def __str__(self):
        return "\n".join(self.sentences())

    __repr__ = __str__

    def _repr_html_(self):
        said = self.sentences()
        lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in said[:2])
        return lines + "".join(f"<p><b>{escape(sentence)}</b></p>" for sentence in said[2:])


def forecast(run: "Run", steps: int = 3) -> Forecast:
    """Measures so many steps, after one that is not counted, and puts everything back."""
    import torch

    from .running import memory_peak
    from .training import learn

    device = run.accelerator.device
    tensors, about = run.learner.state()
    tensors = {**tensors, "weights": run.learner.snapshot()}
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)

    def measured(work) -> float:
        began = time.perf_counter()
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        return time.perf_counter() - began

    def step() -> None:
        while run.learn(learn, run.step) is None:
            pass
        run.accelerator.clip_grad_norm_(run.learner.weights, run.recipe.max_grad_norm)
        run.learner.optimizer.step()
        run.learner.optimizer.zero_grad(set_to_none=True)

    run.learner.set_rate(1e-6)
    try:
        times = sorted([measured(step) for _ in range(steps + 1)][1:])
        memory = memory_peak(device)
        check = measured(run.validate)
    finally:
        run.learner.load(tensors, about)
    a_step = times[(len(times) - 1) // 2]
    a_look = check / len(run.exam.pictures)  # the U-Net once, on one picture
    prompts = len(run.previews.prompts) if run.previews else MOST
    recipe, place = run.recipe, where()
    return Forecast(
        recipe.steps, recipe.check_every, recipe.show_every, a_step, check, a_look * 2 * STEPS * prompts, memory,
        run.pictures, run.group * recipe.accumulate, len(run.learns), _named(device), place, HOURS.get(place),
        recipe.minutes, run.step,
    )  # fmt: skip


def _named(device) -> str:
    import torch

    return torch.cuda.get_device_name(device) if device.type == "cuda" else "the processor"


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _number(value: float) -> str:
    return f"{value:.2g}" if value < 1 else f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"
