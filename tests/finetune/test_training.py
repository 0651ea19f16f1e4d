"""The loop with tiny models of the real architectures: it learns, stops, goes on, and says what happens."""

import json
import math
import os
import signal
from dataclasses import replace
from types import SimpleNamespace

import pytest
from finetune.loop_kit import losses, pictures, quick, train, weights

from storyhelpers.engine import BadInput, Cancelled, NoRoom
from storyhelpers.finetune.preview import averaged
from storyhelpers.finetune.recipe import ATTENTION, CONVOLUTIONS
from storyhelpers.finetune.training import Training

pytestmark = pytest.mark.models
STRONG = {"targets": (*ATTENTION, *CONVOLUTIONS), "rank": 4, "learning_rate": 1e-2}


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return pictures(tmp_path_factory.mktemp("pictures"))


def equal(one: dict, other: dict) -> bool:
    import torch

    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def distance(one: dict, other: dict) -> float:
    return max(float((one[name] - other[name]).abs().max()) for name in one)


def until(step: int):
    """An on_step that cancels after so many steps."""

    def on_step(progress):
        if progress.step >= step:
            raise Cancelled("enough")

    return on_step


@pytest.mark.parametrize("base", ["sd15", "sdxl", "playground"])
def test_every_kind_of_base_learns(zoo, data, tmp_path, base):
    training = train(zoo, tmp_path / "run", data, base=base, steps=20, check_every=20, **STRONG)
    before, after = [event["loss"] for event in training.journal.of("validation")]
    assert after < 0.9 * before
    assert training.last.state == "done" and training.last.step == 20 and training.last.seen == 40
    assert round(training.last.epochs, 2) == 6.67


def test_a_base_that_predicts_the_velocity_learns(zoo, data, tmp_path):
    import shutil

    base = tmp_path / "velocity"
    shutil.copytree(zoo["stable-diffusion-v1-5/stable-diffusion-v1-5"], base)
    file = base / "scheduler" / "scheduler_config.json"
    config = json.loads(file.read_text()) | {"_class_name": "DDIMScheduler", "prediction_type": "v_prediction",
                                             "rescale_betas_zero_snr": True, "clip_sample": False}  # fmt: skip
    file.write_text(json.dumps(config))
    training = train(zoo, tmp_path / "run", data, base=str(base), steps=20, check_every=20, **STRONG)
    before, after = [event["loss"] for event in training.journal.of("validation")]
    assert training.running.objective.prediction == "v_prediction"
    assert training.running.objective.signal[-1] == 0
    assert after < 0.9 * before


@pytest.mark.parametrize(
    "settings",
    [
        {"ema": 0.9, "accumulate": 2, "noise_offset": 0.1},
        {"whole": True, "ema": 0.9},
        {"whole": True, "eight_bit": True},
    ],
    ids=["lora", "whole", "8 bit"],
)
def test_a_run_that_was_stopped_goes_on_to_the_bit(zoo, data, tmp_path, settings):
    whole = train(zoo, tmp_path / "whole", data, **settings)
    train(zoo, tmp_path / "cut", data, until(3), **settings).close()
    again = train(zoo, tmp_path / "cut", data, **settings)
    assert again.last.step == 6
    assert equal(weights(whole), weights(again))
    assert losses(whole) == losses(again)
    assert [e["loss"] for e in whole.journal.of("validation")] == [e["loss"] for e in again.journal.of("validation")]
    if "ema" in settings:
        import torch

        average = whole.running.learner.average.weights
        assert all(map(torch.equal, average, again.running.learner.average.weights))
        assert distance(weights(whole), dict(zip(weights(whole), average))) > 0


def test_a_damaged_checkpoint_is_noticed_and_the_one_before_is_taken(zoo, data, tmp_path):
    whole = train(zoo, tmp_path / "whole", data)
    train(zoo, tmp_path / "cut", data, until(5)).close()
    newest = tmp_path / "cut" / "checkpoints" / "step-000005" / "weights.safetensors"
    newest.write_bytes(newest.read_bytes()[:-100])
    again = train(zoo, tmp_path / "cut", data)
    assert equal(weights(whole), weights(again))
    assert any("step 5 is damaged" in event["text"] and "step 4" in event["text"] for event in again.journal.of("said"))


def test_an_interrupt_waits_for_the_end_of_the_step_and_saves(zoo, data, tmp_path):
    training = train(
        zoo, tmp_path / "run", data, lambda p: os.kill(os.getpid(), signal.SIGINT) if p.step == 3 else None
    )
    assert training.last.state == "stopped" and training.last.step == 3
    assert 3 in training.running.checkpoints.steps()
    assert "interrupted" in training.journal.of("said")[-1]["text"]
    assert training.run(lambda progress: None).state == "done"
    assert len(losses(training)) == 6


def test_a_file_called_stop_ends_it_from_elsewhere(zoo, data, tmp_path):
    training = train(
        zoo, tmp_path / "run", data, lambda p: (tmp_path / "run" / "stop").touch() if p.step == 2 else None
    )
    assert (training.last.state, training.last.step) == ("stopped", 2)
    assert training.run(lambda progress: None).state == "done"


def test_batches_may_be_cut_and_joined(zoo, data, tmp_path):
    """The same pictures a step, in one part or in four: the same weights but for rounding."""
    one = train(zoo, tmp_path / "one", data, batch=4, steps=3)
    four = train(zoo, tmp_path / "four", data, batch=1, accumulate=4, steps=3)
    assert distance(weights(one), weights(four)) < 1e-5


def test_out_of_memory_halves_the_batch_and_the_result_stays(zoo, data, tmp_path, monkeypatch):
    from storyhelpers.finetune import training as module

    plain, learn, asked = train(zoo, tmp_path / "plain", data, batch=4, steps=4), module.learn, []

    def short_of_memory(run, step):
        asked.append(run.micro)
        if step == 2 and run.micro > 1:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return learn(run, step)

    monkeypatch.setattr(module, "learn", short_of_memory)
    short = train(zoo, tmp_path / "short", data, batch=4, steps=4)
    assert asked == [4, 4, 4, 2, 1, 1]
    assert distance(weights(plain), weights(short)) < 1e-5
    assert sum("out of memory" in event["text"] for event in short.journal.of("said")) == 2


def test_no_memory_for_one_picture_is_said_with_a_way_out(zoo, data, tmp_path, monkeypatch):
    from storyhelpers.finetune import training as module

    def never(run, step):
        raise MemoryError

    monkeypatch.setattr(module, "learn", never)
    with pytest.raises(NoRoom, match="checkpoint_gradients=True"):
        train(zoo, tmp_path / "run", data)


def test_no_memory_for_the_optimizer_is_said_and_the_run_goes_on_from_its_checkpoint(zoo, data, tmp_path):
    training = Training(quick(zoo), data, tmp_path / "run")
    training.running.previews = None
    training.run(until(2))

    def full(*_):
        raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")

    training.running.learner.optimizer.step = full
    with pytest.raises(NoRoom, match="eight_bit=True"):
        training.run(lambda progress: None)
    assert training.running.step == 2


def test_what_is_to_be_said_of_captions_is_said_once(zoo, data, tmp_path):
    long = replace(data, examples=tuple(replace(one, caption="a red cat on the moon " * 40) for one in data))
    train(zoo, tmp_path / "run", long, until(1)).close()
    again = train(zoo, tmp_path / "run", long, until(2))
    assert sum("longer than the 77 tokens" in event["text"] for event in again.journal.of("said")) == 1


def test_a_stop_before_the_first_step_keeps_what_was_measured(zoo, data, tmp_path):
    training = Training(quick(zoo), data, tmp_path / "run")
    training.running.previews = SimpleNamespace(draw=lambda run: setattr(run.stop, "asked", "interrupted"))
    assert training.run(lambda progress: None).step == 0
    training.close()
    again = train(zoo, tmp_path / "run", data)
    assert [event["step"] for event in again.journal.of("validation")] == [0, 3, 6]


def test_a_moving_average_that_has_seen_nothing_is_not_drawn_with(zoo, data, tmp_path):
    run = train(zoo, tmp_path / "run", data, until(2), ema=0.9).running
    own, run.learner.average.every = run.learner.snapshot(), 10  # as on a card, whose average is on the CPU
    with averaged(run):
        assert equal(run.learner.snapshot(), own)
    run.learner.average.every = 1
    with averaged(run):
        assert not equal(run.learner.snapshot(), own)
    assert equal(run.learner.snapshot(), own)


@pytest.mark.parametrize("rate", [1.0, 0.05])
def test_the_guard_catches_a_rate_that_turns_pictures_into_noise(zoo, data, tmp_path, rate):
    training = train(
        zoo, tmp_path / "run", data, learning_rate=rate, steps=40, check_every=4, whole=True, warmup=0, save_every=50
    )
    said = [event["text"] for event in training.journal.of("said")]
    assert any("Back to the best weights" in text for text in said)
    assert training.running.guard.slowed <= 0.3
    guard, last = training.running.guard, training.running.validate()
    assert math.isfinite(last) and last <= 1.15 * guard.best * 1.15
    if training.last.state == "gave up":
        assert last == pytest.approx(guard.best, rel=1e-5)
        assert training.run(lambda progress: None).state == "gave up"


def test_a_full_disk_loses_nothing(zoo, data, tmp_path, full_disk):
    whole = train(zoo, tmp_path / "whole", data)
    training = train(zoo, tmp_path / "run", data, until(2))
    with full_disk(), pytest.raises(NoRoom, match="checkpoint of step 2 is there"):
        training.run(lambda progress: None)
    assert training.running.checkpoints.newest().step == 2
    training.run(lambda progress: None)
    assert equal(weights(whole), weights(training))
    assert len(losses(training)) == 6


def test_other_recipes_and_other_pictures_are_refused(zoo, data, tmp_path):
    train(zoo, tmp_path / "run", data, until(2))
    with pytest.raises(BadInput, match="rank=2, not 4.*anew=True"):
        Training(quick(zoo, rank=4), data, tmp_path / "run")
    with pytest.raises(BadInput, match="6 pictures"):
        Training(quick(zoo), pictures(tmp_path / "others", 5), tmp_path / "run")
    longer = train(zoo, tmp_path / "run", data, steps=8, show_every=500, check_every=4)
    assert longer.last.step == 8
    anew = Training(quick(zoo, rank=4), data, tmp_path / "run", anew=True)
    assert anew.journal.events() == [] and (tmp_path / "run" / "cache").is_dir()


def test_a_folder_of_something_else_is_left_alone(zoo, data, tmp_path):
    (tmp_path / "letters.txt").write_text("dear")
    for anew in (False, True):
        with pytest.raises(BadInput, match="letters.txt"):
            Training(quick(zoo), data, tmp_path, anew=anew)
    assert (tmp_path / "letters.txt").read_text() == "dear"


def test_a_forecast_changes_nothing(zoo, data, tmp_path):
    plain = train(zoo, tmp_path / "plain", data)
    training = Training(quick(zoo), data, tmp_path / "run")
    forecast = training.forecast(2)
    training.run(lambda progress: None)
    assert equal(weights(plain), weights(training))
    assert forecast.seconds > 0 and forecast.seen == 12 and forecast.epochs == 2.0
    assert "12 pictures" in str(forecast) and "2.0 epochs" in str(forecast)


def test_the_minutes_end_a_run_and_are_kept(zoo, data, tmp_path):
    training = train(zoo, tmp_path / "run", data, steps=100_000, minutes=0.05, check_every=100_000, save_every=100_000)
    assert training.last.state == "done" and 0 < training.last.step < 100_000
    assert 3 <= training.last.seconds < 30
    assert training.journal.of("step")[-1]["rate"] < 5e-4
    training.close()
    again = train(zoo, tmp_path / "run", data, steps=100_000, minutes=0.05, check_every=100_000, save_every=100_000)
    assert again.last.step == training.last.step


def test_the_probe_finds_a_rate_and_puts_the_weights_back(zoo, data, tmp_path):
    training = train(zoo, tmp_path / "run", data, until(1), learning_rate=None)
    (probe,) = training.journal.of("probe")
    assert 1e-5 / 4 <= probe["rate"] <= 3e-2 / 4 and len(probe["rates"]) == len(probe["losses"])
    known = train(zoo, tmp_path / "known", data, until(1), learning_rate=probe["rate"])
    assert equal(weights(training), weights(known))


def test_pictures_are_drawn_with_the_same_unet_and_leave_the_run_as_it_is(zoo, data, tmp_path):
    from PIL import Image

    plain = train(zoo, tmp_path / "plain", data, ema=0.5)
    training = Training(quick(zoo, show_every=3, ema=0.5, prompts=("a cat", "a dog")), data, tmp_path / "run")
    training.run(lambda progress: None)
    assert equal(weights(plain), weights(training))
    events = training.journal.of("pictures")
    assert [event["step"] for event in events] == [0, 3, 6]
    assert Image.open(tmp_path / "run" / events[-1]["file"]).size == (64, 32)


def test_the_text_encoder_learns_too(zoo, data, tmp_path):
    training = train(zoo, tmp_path / "run", data, text_encoder=True, steps=2)
    moved = [name for name, weight in weights(training).items() if "lora_B" in name and weight.abs().max() > 0]
    assert any(name.startswith("text_encoder_1.") for name in moved)
    assert any(name.startswith("unet.") for name in moved)


def test_the_clip_term_pulls_on_the_weights(zoo, data, tmp_path):
    zoo["openai/clip-vit-base-patch32"]
    plain = train(zoo, tmp_path / "plain", data, steps=2)
    term = train(zoo, tmp_path / "term", data, steps=2, clip_weight=0.5)
    assert distance(weights(plain), weights(term)) > 0
    assert losses(term)[0] > losses(plain)[0]


def test_bf16_and_checkpointed_gradients_train(zoo, data, tmp_path):
    training = train(zoo, tmp_path / "run", data, precision="bf16", checkpoint_gradients=True, steps=2)
    assert all(map(math.isfinite, losses(training)))
    with pytest.raises(BadInput, match="graphics card"):
        train(zoo, tmp_path / "half", data, precision="fp16")


def test_targets_that_are_not_there_are_refused(zoo, data, tmp_path):
    with pytest.raises(BadInput, match="CONVOLUTIONS"):
        train(zoo, tmp_path / "run", data, targets=("nothing",))


def test_pictures_of_several_shapes_train_in_buckets(zoo, tmp_path):
    data = pictures(tmp_path / "shapes", 6, sizes=((64, 64), (96, 48), (48, 96)))
    training = train(zoo, tmp_path / "run", data, buckets=True, size=64, batch=2, steps=3)
    assert len(set(training.running.source.shapes)) > 1 and training.last.step == 3


def test_two_programs_do_not_teach_in_one_folder(tmp_path):
    from filelock import FileLock

    from storyhelpers.finetune.runfolder import alone

    with FileLock(tmp_path / ".lock"), pytest.raises(BadInput, match="Another program is teaching in"), alone(tmp_path):
        raise AssertionError("it was let in")
    with alone(tmp_path):  # and afterwards it is free
        pass
