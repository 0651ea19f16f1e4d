"""Run: everything a run has open, and what it can do in one sentence each; the loop in training.py reads like the plan.

The pieces: base (the model), source (pictures as latents, captions as embeddings), objective (what is asked), learner
(what changes), guard and exam (how it goes), checkpoints and journal (what is kept).
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..engine import Cancelled, NoAnswer, NoRoom
from ..models.local import free_memory, out_of_memory
from .chance import Draws, Order, draws
from .checkpoints import Checkpoints
from .guard import Exam, Guard
from .journal import Journal
from .probe import probe
from .progress import Budget, Progress, Stop, duration
from .saving import public

if TYPE_CHECKING:
    import torch
    from accelerate import Accelerator

    from .bases import Base
    from .learner import Learner
    from .recipe import Recipe

STOP = "stop"  # a file of this name in the run's folder ends it after the step at hand, from any program
FLUSH = 0.5  # seconds between two readings of the losses: each makes a card wait for its results


@dataclass
class Run:
    """What is open, and where it is. step: of the optimizer, done so far; rate: the learning rate at its highest."""

    recipe: "Recipe"
    folder: Path
    accelerator: "Accelerator"
    base: "Base"
    source: Any  # a Cache, or Direct
    objective: Any
    learner: "Learner"
    order: Order
    learns: list[int]  # indices of the pictures it learns from
    pictures: int  # all there are, those that are kept back included
    exam: Exam
    journal: Journal
    checkpoints: Checkpoints
    previews: Any = None
    clip: Any = None  # the CLIP term, where it is asked for
    guard: Guard = field(default_factory=Guard)
    stop: Stop = field(default_factory=Stop)
    step: int = 0
    rate: float | None = None
    seconds: float = 0.0  # spent, over all sessions
    micro: int = 0  # pictures that go through the U-Net at once
    best: "dict[str, torch.Tensor] | None" = None
    state: str = "running"
    ends: str = ""  # why it is to end after this step; all processes know it
    saved: int = -1  # the step of the last checkpoint
    last: dict = field(default_factory=dict)  # loss, rate, grad, memory, validation: as last measured
    said: list[str] = field(default_factory=list)
    waiting: list = field(default_factory=list)  # steps whose loss is still on the device
    flushed: float = 0.0
    since: float = 0.0  # time.monotonic() of the last look at the clock

    def __post_init__(self):
        self.micro = self.micro or self.recipe.batch
        self.budget = Budget(self.recipe.steps, self.recipe.minutes, self.recipe.warmup)
        self.main = self.accelerator.is_main_process

    # ---- what a step sees ----

    @property
    def group(self) -> int:
        """How many pictures all processes see in one go."""
        return self.recipe.batch * self.accelerator.num_processes

    def shape(self, index: int) -> tuple[int, int, int]:
        """(c, h, w) of a picture's latents."""
        return (self.base.channels, *self.source.shapes[index])

    def parts(self, step: int) -> Iterator[tuple["torch.Tensor", Draws]]:
        """The pictures of a step for this process: their indices and what chance gives them, in parts that fit."""
        import torch

        first = self.recipe.batch * self.accelerator.process_index
        for number in range(step * self.recipe.accumulate, (step + 1) * self.recipe.accumulate):
            pictures = self.order.pictures(number)
            shape = self.shape(self.learns[pictures[0]])
            for start in range(first, first + self.recipe.batch, self.micro):
                rows = range(start, start + self.micro)
                chance = draws(self.recipe.seed, number, self.group, shape, rows)
                yield torch.tensor([self.learns[pictures[row]] for row in rows]), chance

    @property
    def many(self) -> int:
        """How many parts a step has."""
        return self.recipe.accumulate * self.recipe.batch // self.micro

    # ---- where it is ----

    def tick(self) -> float:
        """Adds the time since the last tick to what was spent."""
        now = time.monotonic()
        self.seconds += now - self.since
        self.since = now
        return self.seconds

    def share(self) -> float:
        """What part is done, and in `ends` whether somebody wants it to end; the same in all processes."""
        seconds = self.tick()
        if self.main and not self.stop.asked and (self.folder / STOP).exists():
            self.stop.asked = "cancelled"
        self.ends = self.stop.asked
        if self.accelerator.num_processes > 1:
            import torch

            own = [seconds * self.main, float(bool(self.ends))]  # the main one's clock counts, and anybody's wish
            told = torch.tensor(own, device=self.accelerator.device)
            seconds, asked = self.accelerator.reduce(told, "sum").tolist()
            self.ends = (self.ends or "another process was stopped") if asked else ""
        return self.budget.share(self.step, seconds)

    def progress(self) -> Progress:
        """Where it is, for people."""
        share = self.budget.share(self.step, self.seconds)
        seen = self.step * self.recipe.accumulate * self.group
        left = self.seconds * (1 - share) / share if 0 < share < 1 else None
        return Progress(
            self.step, self.recipe.steps, self.state, self.last.get("loss"), self.last.get("validation"),
            self.last.get("rate"), self.last.get("grad"), self.last.get("memory"), seen, seen / len(self.learns),
            self.seconds, left, share, tuple(self.said),
        )  # fmt: skip

    # ---- what is told ----

    def say(self, text: str) -> None:
        """A sentence for people, into the journal."""
        if text not in self.said:
            self.said.append(text)
        if self.main:
            self.journal.say(self.step, text)

    def note(self, loss: "torch.Tensor", grad: "torch.Tensor", rate: float) -> None:
        """A step was done. Its numbers stay on the device until the next `flush`."""
        self.waiting.append((self.step, loss, grad, rate, self.seconds))
        if time.monotonic() - self.flushed > FLUSH:
            self.flush()

    def flush(self) -> None:
        """Writes the steps that wait."""
        if not self.waiting:
            return
        import torch

        steps, losses, grads, rates, seconds = zip(*self.waiting)
        numbers = torch.stack([torch.stack(losses).float(), torch.stack(grads).float()]).cpu().tolist()
        memory = memory_peak(self.accelerator.device)
        seen = self.recipe.accumulate * self.group
        events = [
            {"kind": "step", "step": step, "loss": loss, "rate": rate, "grad": grad, "memory": memory,
             "seen": step * seen, "epochs": step * seen / len(self.learns), "seconds": round(spent, 3)}
            for step, loss, grad, rate, spent in zip(steps, *numbers, rates, seconds)
        ]  # fmt: skip
        self.last |= {name: events[-1][name] for name in ("loss", "rate", "grad", "memory")}
        if self.main:
            self.journal.write(events)  # raises on a full disk: they then wait on
        self.waiting, self.flushed = [], time.monotonic()

    # ---- what is done now and then ----

    def validate(self) -> float:
        """The validation loss: the same pictures, noise and levels every time; the processes share the work."""
        import torch

        from .training import predict

        parts = self.exam.parts(self.source.shapes, self.micro)
        total = torch.zeros((), device=self.accelerator.device)
        self.learner.model.eval()
        with torch.no_grad():
            for rows in parts[self.accelerator.process_index :: self.accelerator.num_processes]:
                indices = torch.tensor([self.exam.pictures[row] for row in rows])
                output, noisy = predict(self, indices, self.exam.draws(rows, self.shape(int(indices[0]))))
                total += self.objective.losses(output, noisy, weighted=False).sum()
        self.learner.model.train()
        return float(self.accelerator.reduce(total, "sum")) / len(self.exam.pictures)

    def check(self) -> None:
        """Reads the validation loss and does what the guard says."""
        self.flush()
        loss = self.validate()
        self.last["validation"] = loss
        if self.main:
            self.journal.write([{"kind": "validation", "step": self.step, "loss": loss}])
        answer = self.guard.look(self.step, loss)
        if answer == "best":
            self.best = self.learner.snapshot()
        elif answer and self.best is None:
            raise NoAnswer(
                f"The base itself gives no numbers (its validation loss is {loss}) in {self.base.dtype}: "
                'try Recipe(precision="fp32").'
            )
        elif answer:
            self.learner.restore(self.best)
            self.learner.forget_moments()
            if self.learner.average is not None:
                self.learner.average.load([self.best[name] for name in self.learner.named], 0)
            self.say(self.guard.sentence(self.step, loss, self.rate))
            if answer == "stop":
                self.state = "gave up"

    def show(self) -> None:
        """Draws the validation pictures with the weights as they are."""
        self.flush()
        if self.main and self.previews is not None:
            self.previews.draw(self)
        self.accelerator.wait_for_everyone()

    def save(self) -> None:
        """Writes a checkpoint. Raises NoRoom when the disk is full; the ones before are then untouched."""
        self.flush()
        if self.main and self.saved != self.step:
            tensors, about = self.learner.state(copy=False)
            about |= {"guard": asdict(self.guard), "rate": self.rate, "seconds": self.seconds, "micro": self.micro,
                      "state": self.state}  # fmt: skip
            best = None if self.best is None else (self.guard.best_step, self.best)
            try:
                self.checkpoints.save(self.step, tensors, about, best)
            except OSError as error:
                raise self._no_room("The checkpoint", self.checkpoints.folder, error) from error
        self.saved = self.step
        self.accelerator.wait_for_everyone()

    def load(self) -> bool:
        """Goes to the newest checkpoint that is whole; False if there is none. What is damaged is said."""
        found = self.checkpoints.newest()
        damaged = [f"The checkpoint of step {step} is damaged." for step in self.checkpoints.damaged]
        if found is not None:
            about = found.state
            self.learner.load(found.tensors, about)
            self.step = self.saved = found.step
            self.guard, self.rate, self.seconds = Guard(**about["guard"]), about["rate"], about["seconds"]
            self.micro, self.best = about["micro"], found.tensors.get("best")
            self.state = about["state"] if about["state"] == "gave up" else "running"
        self.begin()
        for sentence in damaged:
            self.say(f"{sentence} The run goes on from {f'step {self.step}' if found else 'the beginning'} instead.")
        return found is not None

    def renew(self) -> None:
        """Makes ready to go on in this session: a clock, nobody who wants to stop, a journal that can be written."""
        self.since, self.stop.asked, self.ends = time.monotonic(), "", ""
        if self.main:
            (self.folder / STOP).unlink(missing_ok=True)
        if self.state != "gave up":
            self.state = "running"
        if not self.journal.is_open:
            self.begin()

    def go(self, loop: Callable, on_step: "Callable[[Progress], None] | None" = None) -> Progress:
        """The probe where no rate is given, then the loop, then what is to be said of it.

        Raises NoRoom when the disk is full: nothing is lost, and it can be called again.
        """
        try:
            if self.rate is None:
                self.rate = self.recipe.learning_rate or self._probed() or probe(self, on_step)
            loop(self, on_step)
            self.say(self._farewell())
            if self.main:
                self.journal.write([{"kind": "end", "step": self.step, "state": self.state}])
        except OSError as error:
            raise self._no_room("The journal", self.folder, error) from error
        return self.progress()

    def _probed(self) -> float | None:
        """The rate that a probe of this run found, in a session that ended before the first checkpoint."""
        found = self.journal.of("probe")
        return found[-1]["rate"] if found else None

    def _farewell(self) -> str:
        if self.state == "done":
            by = "the minutes are used up" if self.step < self.recipe.steps else "all steps are done"
            return f"Done at step {self.step}: {by}, {duration(self.seconds)} in all. training.save() writes the style."
        if self.state == "stopped":
            return f"Stopped at step {self.step} ({self.ends}), and saved. training.run() goes on from here."
        return f"Ended at step {self.step}, with the best weights."

    def _no_room(self, what: str, where: Path, error: OSError) -> NoRoom:
        there = [step for step in self.checkpoints.steps() if step != self.step]
        kept = f"The checkpoint of step {there[-1]} is there" if there else "There is no checkpoint yet"
        return NoRoom(
            f"{what} of step {self.step} could not be written to {where} ({error.strerror or error}). {kept}, and the "
            "weights are still in memory: free some space and type training.run() again."
        )

    def begin(self) -> None:
        """Opens the journal at this step, with what is to be said of pictures and captions. Raises NoRoom, NotHere."""
        if not self.main:
            return
        new = self.step == 0 and self.guard.start is None  # the validation loss of the base will be read once more
        settings = asdict(self.recipe) | {"base": public(self.recipe.base)}  # trackers publish them
        try:
            self.journal.begin(-1 if new else self.step, self.recipe.trackers, settings)
            told = {event["text"] for event in self.journal.of("said")}
            for sentence in self.source.said:  # once a run
                if sentence not in told:
                    self.say(sentence)
        except OSError as error:
            raise self._no_room("The journal", self.folder, error) from error

    def learn(self, learn: Callable, step: int) -> "torch.Tensor | None":
        """The loss of a step by `learn`; None when memory ran out: fewer pictures then go through at once."""
        try:
            return learn(self, step)
        except (RuntimeError, MemoryError) as error:
            if not out_of_memory(error):
                raise
        self._smaller()  # out here, where the error and what it holds of the device are gone

    def _smaller(self) -> None:
        """Fewer pictures at once, in more parts: the step stays the same. Raises NoRoom when it is one already."""
        self.learner.optimizer.zero_grad(set_to_none=True)
        free_memory()
        if self.micro == 1 or self.accelerator.num_processes > 1:
            many = "one picture" if self.micro == 1 else f"{self.micro} pictures"
            size = f"a smaller size (now {self.recipe.size or self.base.size}), "
            raise no_memory(f"There is not the memory for {many} at a time", size)
        fewer = max(n for n in range(1, self.micro) if self.recipe.batch % n == 0 and n <= self.micro // 2)
        self.micro = fewer
        self.say(
            f"Step {self.step}: out of memory. From here on {fewer} of {self.recipe.batch} pictures go through at a "
            f"time, in {self.many} parts a step: slower, and the same result."
        )

    def tell(self, on_step: "Callable[[Progress], None] | None") -> None:
        """Calls on_step; when it raises Cancelled the run stops after this step."""
        if on_step is None or not self.main:
            return
        try:
            on_step(self.progress())
        except (Cancelled, KeyboardInterrupt):
            self.stop.asked = self.stop.asked or "cancelled"


def no_memory(what: str, also: str = "") -> NoRoom:
    """The error for a run that is too large for the memory, with its ways out."""
    return NoRoom(
        f"{what}. Try, in another folder, {also}checkpoint_gradients=True, a smaller batch, eight_bit=True for the "
        "whole U-Net, or a LoRA instead of it."
    )


def memory_peak(device) -> int:
    """Bytes: the most that the card has held, or that this process holds of the machine's memory now."""
    import torch

    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    import psutil

    return psutil.Process().memory_info().rss
