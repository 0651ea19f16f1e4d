"""Previews: the same prompts with the same seeds, drawn every so often by the U-Net as it is; one strip a time."""

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..models.local import free_memory, out_of_memory

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

    from .running import Run

MOST, STEPS, AT_ONCE = 4, 20, 4  # prompts; of the scheduler; pictures
FOLDER = "pictures"


class Previews:
    """Draws a strip into the run's folder. text: embeddings of the prompts; nothing: of no words; size: in pixels."""

    def __init__(self, prompts: tuple[str, ...], text: dict, nothing: dict, size: int):
        self.prompts, self.text, self.nothing, self.size = prompts, text, nothing, size

    @classmethod
    def of(cls, source, prompts: tuple[str, ...], size: int) -> "Previews":
        """Those of these prompts, their embeddings asked of the source and kept on the CPU."""
        text = {name: value.detach().cpu() for name, value in source.text(prompts).items()}
        return cls(prompts, text, {name: value.detach().cpu() for name, value in source.nothing().items()}, size)

    def draw(self, run: "Run") -> "Path | None":
        """Draws with the moving average if there is one, saves pictures/step-000100.webp and tells the journal.

        None where the memory is too small for it.
        """
        had_vae = "vae" in run.base.loaded
        began = time.monotonic()
        with averaged(run), run.accelerator.autocast():
            pictures = self._drawn(run, AT_ONCE) or self._drawn(run, 1)
        if not had_vae:
            run.base.release("vae")
        if pictures is None:
            run.say(f"Step {run.step}: there was not the memory to draw on the way; what is learned is not touched.")
            return None
        place = run.folder / FOLDER / f"step-{run.step:06d}.webp"
        place.parent.mkdir(parents=True, exist_ok=True)
        strip(pictures).save(place, quality=88, method=4)
        run.journal.write(
            [{"kind": "pictures", "step": run.step, "file": f"{FOLDER}/{place.name}", "prompts": list(self.prompts),
              "seconds": round(time.monotonic() - began, 2)}]
        )  # fmt: skip
        return place

    def _drawn(self, run: "Run", together: int) -> "list[Image.Image] | None":
        """The pictures, so many at once; None when the memory ran out."""
        seeds = list(range(run.recipe.seed, run.recipe.seed + len(self.prompts)))
        size = (self.size, self.size)
        try:
            text, nothing = self.text, self.nothing
            if run.recipe.text_encoder:  # it reads otherwise by now
                text, nothing = run.source.text(self.prompts), run.source.nothing()
            return run.base.draw(text, nothing, seeds, steps=STEPS, size=size, together=together)
        except (RuntimeError, MemoryError) as error:
            if not out_of_memory(error):
                raise
        free_memory()
        return None


@contextlib.contextmanager
def averaged(run: "Run") -> Iterator[None]:
    """The U-Net has the moving average's weights while it lasts, where there is one."""
    learner = run.learner
    if learner.average is None or not learner.average.is_begun:
        yield
        return
    own = learner.snapshot()  # on the CPU: a card may have no room for a whole U-Net twice
    try:
        learner.restore(dict(zip(learner.named, learner.average.weights)))
        yield
    finally:
        learner.restore(own)


def strip(pictures: "list[Image.Image]") -> "Image.Image":
    """Pictures of one height side by side."""
    from PIL import Image

    made = Image.new("RGB", (sum(one.width for one in pictures), max(one.height for one in pictures)))
    at = 0
    for one in pictures:
        made.paste(one, (at, 0))
        at += one.width
    return made
