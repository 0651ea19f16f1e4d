"""Launching: a run in several processes, each with a card of its own, that share every batch (DDP by accelerate).

`Training.run(processes=2)` starts `accelerate launch -m storyhelpers.finetune FOLDER` and follows its journal, so the
kernel stays free of CUDA and a stopped kernel loses nothing. From a notebook's own processes the same is
`accelerate.notebook_launcher(go_on, (folder,), num_processes=2)`. More machines are a matter of `accelerate config` and
`accelerate launch -m storyhelpers.finetune FOLDER` on each; the folder has to be on a disk that all of them see.
Every process holds the whole U-Net. For one that does not fit one card accelerate has FSDP; this loop does not know it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ..engine import BadInput, Cancelled, NoAnswer
from ..environment import cards, has_card
from .journal import Journal
from .progress import Budget, Progress
from .recipe import Recipe

PACE = 0.3  # seconds between two looks at the journal
LOG = "launch.log"


def go_on(folder: str | os.PathLike, on_step: Callable[[Progress], None] | None = None) -> Progress:
    """Goes on with the run in a folder, in this process; under a launcher as one of several."""
    from .training import Training

    return Training.open(folder).run(on_step)


def launch(folder: Path, processes: int, on_step: Callable[[Progress], None] | None = None) -> Progress:
    """Runs it in so many processes and waits. on_step is told from the journal, and may raise Cancelled.

    Raises NoAnswer with what they said last when they fail; launch.log in the folder has all of it.
    """
    if not isinstance(processes, int) or processes < 1:
        raise BadInput(f"processes is a whole number from 1 on, such as the number of cards, not {processes!r}.")
    if has_card() and processes > len(cards()):
        raise BadInput(
            f"{processes} processes need a card each, and there is {len(cards())}: processes={len(cards())}."
        )
    from .running import STOP

    recipe, journal = Recipe.open(folder / "recipe.json"), Journal(folder)
    (folder / STOP).unlink(missing_ok=True)
    roots = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]))
    watching = Watching(journal, recipe)
    with (folder / LOG).open("wb") as log:
        child = subprocess.Popen(
            command(folder, processes), stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": roots, **({} if has_card() else {"ACCELERATE_USE_CPU": "true"})},
            start_new_session=True,  # else a notebook's stop button would interrupt the launcher, which kills the rest
        )  # fmt: skip
        try:
            asked = False
            while child.poll() is None:
                try:
                    time.sleep(PACE)
                    if watching.look() and on_step is not None and not asked:
                        on_step(watching.progress())
                except (Cancelled, KeyboardInterrupt):
                    if asked:  # for the second time: it does not wait for the end of the step
                        raise
                    asked = True
                    (folder / STOP).touch()
        except BaseException:
            child.terminate()
            raise
    if child.returncode:
        raise NoAnswer(f"The processes failed: {_last_words(folder / LOG)} All they said is in {folder / LOG}.")
    watching.look()
    return watching.progress()


def command(folder: Path, processes: int) -> list[str]:
    """What is typed in a terminal for the same; on a processor torch's launcher, for accelerate's starts one there."""
    module = ["-m", "storyhelpers.finetune", str(folder)]
    if not has_card():
        return [
            sys.executable,
            "-m",
            "torch.distributed.run",
            "--standalone",
            "--nproc-per-node",
            str(processes),
            *module,
        ]
    kind = ["--multi_gpu"] if processes > 1 else []
    return [
        sys.executable, "-m", "accelerate.commands.launch", *kind, "--num_processes", str(processes), "--num_machines",
        "1", "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0", *module,
    ]  # fmt: skip


class Watching:
    """Where a run is that another program does, by its journal."""

    def __init__(self, journal: Journal, recipe: Recipe):
        self.journal, self.recipe = journal, recipe
        self.position, self.last, self.said, self.state = journal.follow()[1], {}, [], "running"

    def look(self) -> bool:
        """Reads what is new; whether a step is."""
        events, self.position = self.journal.follow(self.position)
        for event in events:
            if event["kind"] == "validation":
                self.last["validation"] = event["loss"]
            elif event["kind"] == "said":
                self.said.append(event["text"])
            elif event["kind"] == "end":
                self.state = event["state"]
            elif event["kind"] == "step":
                self.last |= event
                self.state = "running"  # an end before it was that of an earlier session
        return any(event["kind"] == "step" for event in events)

    def progress(self) -> Progress:
        """Where it is."""
        step, seconds = self.last.get("step", 0), self.last.get("seconds", 0.0)
        share = Budget(self.recipe.steps, self.recipe.minutes, 0).share(step, seconds)
        measured = {name: self.last.get(name) for name in ("loss", "validation", "rate", "grad", "memory")}
        left = seconds * (1 - share) / share if share else None
        return Progress(
            step, self.recipe.steps, self.state, **measured, seen=self.last.get("seen", 0),
            epochs=self.last.get("epochs", 0.0), seconds=seconds, left=left, share=share, said=tuple(self.said),
        )  # fmt: skip


def _last_words(log: Path) -> str:
    """The sentence of the error, or the last line."""
    lines = [line.strip() for line in log.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    own = [line for line in lines if line.startswith("storyhelpers: ")]
    return (own or lines or ["nothing was said."])[-1].removeprefix("storyhelpers: ")
