"""Keeping a style: what a run has learned, as the folder that `lora=` takes and others can open, with its card."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine import BadInput, NotHere
from .preview import averaged

if TYPE_CHECKING:
    from .data import TrainingSet
    from .running import Run


def keep(run: "Run", pictures: "TrainingSet", folder: Path) -> Path:
    """Writes the weights as they are (their moving average, if there is one), the curves and the card; the folder.

    Raises BadInput before the first step, BookTrouble when it cannot be written.
    """
    from . import card, curves
    from .saving import save_lora, save_whole

    if run.step == 0:
        raise BadInput("Nothing has been learned yet: training.run() comes first.")
    recipe, base = run.recipe, run.base
    progress = run.progress()
    about = card.about(
        base, recipe, pictures, name=run.folder.resolve().name, steps=run.step, seen=progress.seen,
        epochs=progress.epochs, seconds=run.seconds, rate=run.rate, machine=card.machine(),
    )  # fmt: skip
    with averaged(run):
        if recipe.whole:
            save_whole(base, recipe, folder, about)
        else:
            encoders = base.text_encoders if recipe.text_encoder else None
            save_lora(base.unet, recipe, folder, encoders, about)
    with contextlib.suppress(NotHere):  # without matplotlib the card does without
        curves.curves(run.journal.events(), len(run.learns)).save(folder / "curves.png")
    card.write(folder, about, run.journal)
    return folder
