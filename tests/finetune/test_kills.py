"""Killed at twenty moments, a run goes on each time, and ends with the weights of one that was never stopped."""

import multiprocessing
import os
import random
import signal
import time

import pytest
from finetune.loop_kit import losses, pictures, quick

from storyhelpers.finetune.checkpoints import Checkpoints
from storyhelpers.finetune.journal import Journal
from storyhelpers.finetune.training import Training

pytestmark = [pytest.mark.soak, pytest.mark.models]
KILLS, STEPS = 20, 60
SETTINGS = {"steps": STEPS, "accumulate": 2, "batch": 1, "ema": 0.9, "save_every": 3, "check_every": 5, "rank": 2}


def go_on(recipe, data, folder, kill_at, started):
    """The work of a process: trains on, and kills itself at a step, as a session does that is ended from outside."""
    training = Training(recipe, data, folder)
    training.running.previews = None
    started.set()

    def on_step(progress):
        if progress.step == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    training.run(on_step)


def tried(recipe, data, folder, kill_at=None, after=None) -> int:
    """Runs it in a process of its own, killed at a step or some seconds after it was opened; its exit code."""
    context = multiprocessing.get_context("fork")  # torch is imported once, here
    started = context.Event()
    child = context.Process(target=go_on, args=(recipe, data, folder, kill_at, started))
    child.start()
    if after is not None:
        started.wait(60)
        child.join(after)
        child.kill()
    child.join(240)
    return child.exitcode


@pytest.mark.timeout(1800)
def test_twenty_kills_cost_nothing_but_the_running_interval(zoo, tmp_path):
    import diffusers  # noqa: F401  in this process, so that its children need not
    import peft  # noqa: F401
    import torch

    recipe, data, dice = quick(zoo, **SETTINGS), pictures(tmp_path / "pictures"), random.Random(7)
    began = time.monotonic()
    assert tried(recipe, data, tmp_path / "whole") == 0
    lasted = time.monotonic() - began
    killed, reached = 0, 0
    while killed < KILLS:
        newest = Checkpoints(tmp_path / "cut" / "checkpoints").newest()
        step = newest.step if newest else 0
        assert step >= reached  # never back beyond what was saved
        reached = step
        if killed % 2:  # between steps, at once after it, or while a checkpoint is being written
            code = tried(recipe, data, tmp_path / "cut", kill_at=min(STEPS - 1, step + dice.randint(1, 6)))
        else:
            code = tried(recipe, data, tmp_path / "cut", after=dice.uniform(0, lasted / 8))
        assert code in (0, -signal.SIGKILL)
        if code == 0:
            break
        killed += 1
    assert killed >= KILLS - 2
    assert tried(recipe, data, tmp_path / "cut") == 0
    whole, cut = (Checkpoints(tmp_path / name / "checkpoints").newest() for name in ("whole", "cut"))
    assert whole.step == cut.step == STEPS
    for file in ("weights", "optimizer", "ema", "best"):
        assert whole.tensors[file].keys() == cut.tensors[file].keys()
        assert all(torch.equal(value, cut.tensors[file][name]) for name, value in whole.tensors[file].items())
    first, second = (Training(recipe, data, tmp_path / name) for name in ("whole", "cut"))
    assert losses(first) == losses(second) and len(losses(second)) == STEPS
    assert [event["step"] for event in Journal(tmp_path / "cut").of("step")] == list(range(1, STEPS + 1))
