"""Several processes on one processor (gloo), started as by hand, and the program that goes on with a folder."""

import pytest
from finetune.loop_kit import losses, pictures, quick, train, weights

from storyhelpers.engine import BadInput, Cancelled, NoAnswer
from storyhelpers.finetune.training import Training

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return pictures(tmp_path_factory.mktemp("pictures"))


def test_two_processes_are_one_with_the_same_batch(zoo, data, tmp_path):
    """Batches of 2 in two processes = batches of 4 in one, LoRA, accumulation and moving average included."""
    alone = train(zoo, tmp_path / "alone", data, batch=4, accumulate=2, ema=0.9, steps=3, show_every=1000)
    seen = []
    shared = Training(
        quick(zoo, batch=2, accumulate=2, ema=0.9, steps=3, show_every=1000, prompts=("a cat",)), data, tmp_path / "two"
    )
    last = shared.run(seen.append, processes=2)
    assert (last.state, last.step, last.seen) == ("done", 3, 24) and seen
    one, two = weights(alone), weights(shared)
    assert max(float((one[name] - two[name]).abs().max()) for name in one) < 1e-4
    assert losses(alone) == pytest.approx(losses(shared), abs=1e-4)
    checks = [[event["loss"] for event in run.journal.of("validation")] for run in (alone, shared)]
    assert checks[0] == pytest.approx(checks[1], abs=1e-4)


def test_processes_that_are_cancelled_save_and_go_on(zoo, data, tmp_path):
    training = Training(quick(zoo, steps=500, prompts=("a cat",), save_every=500), data, tmp_path / "run")

    def cancel(progress):
        raise Cancelled

    last = training.run(cancel, processes=1 + 1)
    assert last.state == "stopped" and 0 < last.step < 500
    assert training.running.step == last.step


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
