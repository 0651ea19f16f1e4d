"""Probe: which learning rate suits these pictures and this base? A few steps at rising rates, and the weights put back.

The validation loss falls while the rate is useful, and rises when it is too high. A quarter of the rate at its lowest
point is taken (Smith 2017 calls it the range test; it reads the training loss, which is noise for diffusion).
"""

import math
from typing import TYPE_CHECKING

from .guard import LIMIT

if TYPE_CHECKING:
    from .running import Run

STEPS, EVERY = 40, 2  # of training; between two readings
LORA, WHOLE = (1e-5, 3e-2), (1e-7, 1e-3)  # from, to
SAFER = 4


def probe(run: "Run", on_step=None) -> float | None:
    """The rate that the probe finds; None when it was stopped. Weights and optimizer are afterwards as before."""
    from .training import learn

    low, high = WHOLE if run.recipe.whole else LORA
    before = run.learner.snapshot()
    start = run.validate()
    rates, losses = [], []
    for number in range(STEPS):
        rate = low * (high / low) ** (number / (STEPS - 1))
        run.learner.set_rate(rate)
        while run.learn(learn, number) is None:
            pass
        run.accelerator.clip_grad_norm_(run.learner.weights, run.recipe.max_grad_norm)
        run.learner.optimizer.step()
        run.learner.optimizer.zero_grad(set_to_none=True)
        if number % EVERY == EVERY - 1:
            rates.append(rate)
            losses.append(run.validate())
            if not math.isfinite(losses[-1]) or losses[-1] > LIMIT * start:
                break
        run.tell(on_step)
        run.share()
        if run.ends:
            break
    run.learner.restore(before)
    run.learner.forget_moments()
    if run.ends:
        return None
    rate = pick(rates, losses) / SAFER
    if run.main:
        run.journal.write([{"kind": "probe", "rates": rates, "losses": losses, "rate": rate}])
    run.say(f"The probe tried learning rates from {low:.0e} to {rates[-1]:.0e} and takes {rate:.1e}.")
    return rate


def pick(rates: list[float], losses: list[float]) -> float:
    """The rate at the lowest point of the curve, each reading smoothed with its neighbours."""
    finite = [loss if math.isfinite(loss) else math.inf for loss in losses]
    smooth = []
    for k in range(len(finite)):
        near = finite[max(0, k - 1) : k + 2]
        smooth.append(sum(near) / len(near))
    return rates[min(range(len(smooth)), key=smooth.__getitem__)]
