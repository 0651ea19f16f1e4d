"""An illustrator with moods, for the fault tests: what it does is said in the prompt it is given.

"raise"    an error that no engine of ours has
"hang"     nothing for a minute, and no step
"memory"   what torch raises when a card is full
"slow"     three seconds, in thirty steps
anything   a marked picture, as `marked` draws it

Every picture that is begun, and every one that is done, is a line in the file `log`: "begun PROMPT", "done PROMPT". One
that is called off in the middle of the slow steps is "left PROMPT".
"""

import time
from pathlib import Path

from storyhelpers import Cancelled, Studio

from . import marked


class OutOfMemoryError(RuntimeError):
    """Named as torch's is, and raised with its words."""


class Moody:
    """The illustrator. It counts how often it was loaded; `unload` is what a server calls to begin afresh."""

    licence, source, name = "Apache-2.0", "the tests", "Moody"

    def __init__(self, log: Path, speed: float):
        self.log, self.draw, self.loaded = Path(log), marked.studio(speed).illustrator, False

    def note(self, what: str, prompt: str) -> None:
        """One line more in the log, whole even when several seats write at once."""
        with self.log.open("a") as file:
            file.write(f"{what} {prompt}\n")

    def unload(self) -> None:
        """Forgets what was loaded."""
        self.loaded = False
        self.note("unloaded", "")

    def __call__(self, prompt, *, n=1, aspect="16:9", seed=0, steps=None, on_step=None):
        if not self.loaded:
            self.loaded = True
            self.note("loaded", "")
        self.note("begun", prompt)
        if "raise" in prompt:
            raise RuntimeError("expected scalar type Half but found Float")
        if "hang" in prompt:
            time.sleep(60)
        if "memory" in prompt:
            raise OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        if "slow" in prompt:
            for step in range(30):
                time.sleep(0.1)
                try:
                    if on_step:
                        on_step(step + 1, 30)
                except Cancelled:
                    self.note("left", prompt)
                    raise
        made = self.draw(prompt, n=n, seed=seed, on_step=on_step)
        self.note("done", prompt)
        return made


def studio(log: Path, speed: float = 10.0) -> Studio:
    """The marked studio with this illustrator."""
    return marked.studio(speed).recast(illustrator=Moody(log, speed))
