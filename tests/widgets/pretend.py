"""A training that only pretends: losses by a formula, pictures by a pen, as fast or slow as a test wants it."""

import json
import math
import random
import time
from pathlib import Path
from types import SimpleNamespace

from PIL import Image, ImageDraw

from storyhelpers import Cancelled
from storyhelpers.finetune.curves import curves, strip

PICTURES = 256
BATCH = 8


def events_of(steps: int, seed: int = 0, every: int = 25) -> list[dict]:
    """The events of a run that goes well: losses fall and are noisy, the learning rate rises and falls."""
    chance, found = random.Random(seed), []
    for step in range(1, steps + 1):
        loss = (0.33 + 0.5 * math.exp(-step / 60)) * math.exp(chance.gauss(0, 0.3))
        rate = 1e-4 * min(1.0, step / 20) * (0.5 + 0.5 * math.cos(math.pi * step / max(steps, 400)))
        found.append({"kind": "step", "step": step, "loss": loss, "rate": rate, "grad": abs(chance.gauss(0.8, 0.2)),
                      "memory": 1_900_000_000, "seen": step * BATCH, "seconds": step * 0.4})  # fmt: skip
        if step % every == 0:
            loss = 0.33 + 0.45 * math.exp(-step / 70)
            found.append({"kind": "validation", "step": step, "loss": loss})
    return found


def preview(step: int) -> Image.Image:
    """A row of four pictures that lose their colours as the steps go by."""
    row = Image.new("RGB", (4 * 96 + 30, 96), "white")
    grey = min(1.0, step / 200)
    for number, colour in enumerate(((203, 95, 31), (47, 107, 58), (0, 114, 178), (166, 63, 20))):
        mixed = tuple(round(part * (1 - grey) + 245 * grey) for part in colour)
        pen = ImageDraw.Draw(row)
        pen.rectangle((number * 106, 0, number * 106 + 95, 95), mixed)
        pen.ellipse((number * 106 + 20, 20, number * 106 + 75, 75), "white", (60, 50, 40), 2)
    return row


class Pretend:
    """What a panel needs of a training. steps, pace: how many, and seconds each. fails: raised at step 5."""

    def __init__(self, folder, steps: int = 40, pace: float = 0.0, fails: BaseException | None = None):
        self.folder, self.steps, self.pace, self.fails = Path(folder), steps, pace, fails
        self.step, self.said, self.looks = 0, [], 0
        (self.folder / "pictures").mkdir(parents=True, exist_ok=True)
        self.journal = SimpleNamespace(events=self.events)
        self._shown = []

    def events(self) -> list[dict]:
        said = [{"kind": "said", "step": step, "text": text} for step, text in self.said]
        return events_of(self.step) + self._shown + said

    def curves(self):
        self.looks += 1
        return curves(self.events(), PICTURES)

    def strip(self):
        return strip(self.events(), self.folder)

    def progress(self, state="running"):
        share = self.step / self.steps
        seen = self.step * BATCH
        left = self.step * self.pace * (1 - share) / share if 0 < share < 1 else None
        return SimpleNamespace(
            step=self.step, steps=self.steps, share=share, seen=seen, epochs=seen / PICTURES, state=state, left=left,
            seconds=self.step * self.pace, said=tuple(text for _, text in self.said),
        )  # fmt: skip

    def run(self, on_step=None):
        try:
            self._train(on_step)
        except (Cancelled, KeyboardInterrupt):  # a notebook's Stop comes at any moment, also while curves are drawn
            return self.stopped()
        return self.progress("done")

    def _train(self, on_step):
        while self.step < self.steps:
            self.step += 1
            time.sleep(self.pace)
            if self.step == 5 and self.fails:
                raise self.fails
            if self.step == 10:
                self.said.append((10, "Step 10: out of memory. From here on 4 of 8 pictures go through at a time."))
            if self.step % 20 == 0:
                file = f"pictures/step-{self.step:06}.webp"
                preview(self.step).save(self.folder / file)
                self._shown.append({"kind": "pictures", "step": self.step, "file": file})
            if on_step:
                on_step(self.progress())

    def stopped(self):
        """It keeps what it has, as a real one does."""
        (self.folder / "kept.json").write_text(json.dumps(self.step))
        return self.progress("stopped")
