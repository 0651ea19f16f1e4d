"""Several processes on one processor (gloo), started as by hand, and the program that goes on with a folder."""

import pytest
from finetune.loop_kit import losses, pictures, quick, train

from storyhelpers.engine import BadInput, Cancelled, NoAnswer
from storyhelpers.finetune.checkpoints import Checkpoints
from storyhelpers.finetune.training import Training

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return pictures(tmp_path_factory.mktemp("pictures"))


def in_one_of_several(folder):
    """What each of the processes does."""
    from accelerate.state import AcceleratorState

    AcceleratorState._reset_state(reset_partial_state=True)  # the process that it was forked from worked alone
    training = Training.open(folder)
    training.running.previews = None
    training.run(lambda progress: None)


def test_two_processes_are_one_with_the_same_batch(zoo, data, tmp_path):
    """Batches of 2 in two processes = batches of 4 in one, LoRA, accumulation and moving average included."""
    from accelerate import debug_launcher

    alone = train(zoo, tmp_path / "alone", data, batch=4, accumulate=2, ema=0.9, steps=3)
    shared = Training(quick(zoo, batch=2, accumulate=2, ema=0.9, steps=3), data, tmp_path / "two")
    debug_launcher(in_one_of_several, (tmp_path / "two",), num_processes=2)
    one, two = (Checkpoints(run.folder / "checkpoints").newest().tensors for run in (alone, shared))
    for file in ("weights", "ema", "optimizer"):
        assert max(float((one[file][name] - two[file][name]).abs().max()) for name in one[file]) < 1e-4
    assert losses(alone) == pytest.approx(losses(shared), abs=1e-4)
    assert [event["seen"] for event in shared.journal.of("step")] == [8, 16, 24]
    checks = [[event["loss"] for event in run.journal.of("validation")] for run in (alone, shared)]
    assert checks[0] == pytest.approx(checks[1], abs=1e-4)


@pytest.mark.soak
def test_accelerate_launch_shares_the_work_and_is_followed(zoo, data, tmp_path):
    training, seen = Training(quick(zoo, steps=3, prompts=("a cat",)), data, tmp_path / "run"), []
    last = training.run(seen.append, processes=2)
    assert (last.state, last.step, last.seen) == ("done", 3, 12) and seen
    assert training.running.step == 3


@pytest.mark.soak
def test_processes_that_are_cancelled_save_and_go_on(zoo, data, tmp_path):
    training = Training(quick(zoo, steps=500, prompts=("a cat",), save_every=500), data, tmp_path / "run")

    def cancel(progress):
        raise Cancelled

    last = training.run(cancel, processes=1 + 1)
    assert last.state == "stopped" and 0 < last.step < 500
    assert training.running.step == last.step


@pytest.mark.soak
def test_processes_that_fail_say_why(zoo, data, tmp_path):
    training = Training(quick(zoo), data, tmp_path / "run")
    (data[0].path).rename(data[0].path.with_suffix(".gone"))
    try:
        with pytest.raises(NoAnswer, match="00.png is gone"):
            training.run(lambda progress: None, processes=2)
    finally:
        data[0].path.with_suffix(".gone").rename(data[0].path)


def test_a_number_of_processes_is_asked_for(zoo, data, tmp_path):
    with pytest.raises(BadInput, match="number of cards"):
        Training(quick(zoo), data, tmp_path / "run").run(lambda progress: None, processes=0)
    with pytest.raises(BadInput, match="holds no run"):
        Training.open(tmp_path / "nowhere")
