"""Training: pictures + captions → a style. The loop that a teacher reads stands first; `Training` is what a cell types.

One step: take pictures as latents, add noise, let the U-Net say what the noise was, and move its weights a little so
that it is less wrong. Everything else is keeping an eye on it.
"""

import contextlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from ..engine import NoRoom
from ..models.local import free_memory, out_of_memory
from .chance import Draws
from .journal import Journal
from .objective import Noisy
from .progress import Progress
from .recipe import Recipe
from .runfolder import alone, claim
from .running import Run, no_memory

if TYPE_CHECKING:
    import torch

    from .data import TrainingSet
    from .forecast import Forecast


def predict(run: Run, indices: "torch.Tensor", chance: Draws) -> "tuple[torch.Tensor, Noisy]":
    """What the U-Net says of these pictures with noise, and the noisy pictures themselves."""
    batch = run.source.batch(indices, chance.variant)  # what the VAE said of them, in one of their flips
    clean = run.base.latents(batch.mean, batch.std, chance.sample.to(batch.mean.device))
    noisy = run.objective.noise(clean, chance)
    empty = chance.drop < run.recipe.drop_captions  # a model that sometimes hears nothing can be guided
    return run.learner.model(noisy.inputs, noisy.times, batch, empty), noisy


def learn(run: Run, step: int) -> "torch.Tensor":
    """The gradients of a step, in as many parts as memory asks for; returns its loss, still on the device."""
    total = 0.0
    for part, (indices, chance) in enumerate(run.parts(step), 1):
        # processes add up their gradients once a step, in its last part
        with contextlib.nullcontext() if part == run.many else run.accelerator.no_sync(run.learner.model):
            output, noisy = predict(run, indices, chance)
            loss = run.objective.losses(output, noisy).mean()
            if run.clip is not None:
                loss = loss + run.recipe.clip_weight * run.clip(run, output, noisy, indices)
            run.accelerator.backward(loss / run.many)
        total = total + loss.detach() / run.many
    return run.accelerator.reduce(total, "mean")


def loop(run: Run, on_step: Callable[[Progress], None] | None = None) -> None:
    """Trains until steps or minutes are used up, somebody stops it, or the guard gives up. Saves in any case."""
    recipe, learner = run.recipe, run.learner
    if run.guard.start is None and not run.ends:
        run.check()  # how good the base is before it learns anything
        run.show()
    while run.state == "running":
        share = run.share()
        if run.ends or share >= 1:
            run.state = "done" if share >= 1 else "stopped"
            break
        rate = run.rate * run.guard.slowed * run.budget.factor(run.step, share)
        learner.set_rate(rate)
        loss = run.learn(learn, run.step)
        if loss is None:  # out of memory: the same step again, with fewer pictures at once
            continue
        grad = run.accelerator.clip_grad_norm_(learner.weights, recipe.max_grad_norm)
        learner.optimizer.step()
        learner.optimizer.zero_grad(set_to_none=True)
        if learner.average is not None:
            learner.average.update(learner.weights)
        run.step += 1
        run.note(loss, grad, rate)
        if run.step % recipe.check_every == 0 or run.step == recipe.steps:
            run.check()
        if run.step % recipe.show_every == 0 or run.step == recipe.steps:
            run.show()
        if run.step % recipe.save_every == 0:
            run.save()
        run.tell(on_step)
    run.save()


class Training:
    """A run in a folder: opened where it was left, begun if it is new. The settings are on one screen: recipe.py.

    pictures: what it learns from. anew: deletes what another run left in the folder. Raises BadInput when the folder is
    another run's; nothing heavy is loaded before `forecast`, `run` or `save`.
    """

    def __init__(self, recipe: Recipe, pictures: "TrainingSet", folder: str | os.PathLike, *, anew: bool = False):
        self.recipe, self.pictures, self.folder = recipe, pictures.ready(), Path(folder).expanduser()
        claim(self.folder, recipe, pictures, anew)
        self.journal = Journal(self.folder)
        self._run: Run | None = None

    @classmethod
    def open(cls, folder: str | os.PathLike) -> "Training":
        """The run in a folder, with the recipe and the pictures that it was begun with."""
        from .runfolder import contents

        return cls(*contents(Path(folder).expanduser()), folder)

    @property
    def running(self) -> Run:
        """What is open for the run: loaded now if it is not yet, and at its newest checkpoint."""
        if self._run is None:
            from .opening import open_run

            try:
                self._run = open_run(self.recipe, self.pictures, self.folder)
            except (RuntimeError, MemoryError) as error:
                if not out_of_memory(error):
                    raise
        if self._run is None:  # outside the except, where nobody holds the tensors any more
            free_memory()
            raise no_memory(f"The memory ran out while {self.recipe.base} was opened")
        return self._run

    def forecast(self, steps: int = 3) -> "Forecast":
        """How long the run will take and how much memory, from a few steps that are measured and taken back."""
        from .forecast import forecast

        return forecast(self.running, steps)

    def run(self, on_step: Callable[[Progress], None] | None = None, processes: int = 1) -> Progress:
        """Trains until it is done; typed again it goes on where it was stopped.

        on_step(progress) is called after every step and may raise Cancelled: the run is then saved and ends, as it does
        when the kernel is interrupted; None shows a panel, or prints. processes: cards to share the work among; more
        than one are a program of their own, `accelerate launch -m storyhelpers.finetune FOLDER`, whose journal is read.
        """
        if on_step is None:  # a panel in a notebook, a line now and then elsewhere; either calls this with its on_step
            from ..widgets.training_panel import watch

            return watch(
                SimpleNamespace(
                    run=partial(self.run, processes=processes),
                    curves=self.curves,
                    strip=self.strip,
                    journal=self.journal,
                )
            )
        if processes != 1:
            from .launching import launch

            self.close()
            return launch(self.folder, processes, on_step)
        run = self.running
        with alone(self.folder) if run.main else contextlib.nullcontext(), run.stop.listening():
            run.renew()
            try:
                return run.go(loop, on_step)
            except NoRoom:  # everything is whole in memory, and goes on from there
                raise
            except BaseException as error:  # in the middle of a step: what counts is the last checkpoint
                self._run = None
                if not out_of_memory(error):
                    raise
            finally:
                run.journal.end()
        step = run.step
        del run
        free_memory()
        raise no_memory(f"The memory ran out after step {step}, in the optimizer or in a check")

    def close(self) -> None:
        """Lets the model go; what was not saved is lost."""
        if self._run is not None:
            self._run.journal.end()
        self._run = None
        free_memory()

    def curves(self):
        """The curves of loss, validation loss, learning rate and memory so far."""
        from .curves import curves
        from .opening import shared_out

        learns, _ = shared_out(self.pictures, self.recipe.seed)
        return curves(self.journal.events(), len(learns))

    def strip(self):
        """The pictures drawn on the way, step by step."""
        from .curves import strip

        return strip(self.journal.events(), self.folder)

    def save(self, to: str | os.PathLike | None = None) -> Path:
        """Writes the style as it is now (its moving average, if there is one); the folder that `lora=` takes.

        to: None is the folder "style" in the run's own. Raises BadInput before the first step.
        """
        from .keeping import keep

        return keep(self.running, self.pictures, Path(to).expanduser() if to else self.folder / "style")

    def __repr__(self):
        progress = self._run.progress() if self._run else None
        done = str(progress) if progress else f"{len(self.journal.of('step'))} steps in the journal"
        kind = "the whole U-Net" if self.recipe.whole else f"a LoRA of rank {self.recipe.rank}"
        return f"Training({kind} of {self.recipe.base}, {len(self.pictures)} pictures, {self.folder}: {done})"
