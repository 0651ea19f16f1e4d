"""Without caches and weights of its own, our loop is the plain one: the same losses with the same noise."""

import numpy as np
import pytest
from PIL import Image

from benchmarks.plain_loop import teach
from storyhelpers.finetune import Recipe, Training, TrainingSet

pytestmark = pytest.mark.models
STEPS = 10


@pytest.fixture
def pictures(tmp_path):
    chance = np.random.default_rng(0)
    for number, word in enumerate(("red", "blue", "green", "old", "new", "black")):
        Image.fromarray(chance.integers(0, 256, (64, 64, 3), np.uint8)).save(tmp_path / f"{number}.png")
        (tmp_path / f"{number}.txt").write_text(f"a cat in the snow {word}")
    return TrainingSet.open(tmp_path)


@pytest.mark.parametrize("whole", [False, True], ids=["LoRA", "whole U-Net"])
def test_the_first_losses_are_those_of_the_plain_loop(zoo, pictures, tmp_path, whole):
    base = zoo["stable-diffusion-v1-5/stable-diffusion-v1-5"]
    recipe = Recipe(base=str(base), whole=whole, size=64, batch=2, steps=STEPS, learning_rate=1e-3, warmup=0,
                    snr_gamma=None, drop_captions=0.0, cache=False, flip=False, show_every=100)  # fmt: skip
    training = Training(recipe, pictures, tmp_path / "run")
    seen = [part for step in range(STEPS) for part in training.running.parts(step)]
    times = training.running.objective.times
    training.run(on_step=lambda progress: None)
    ours = training.journal.of("step")
    theirs = []
    teach(
        base, [(one.image(), one.caption) for one in pictures.examples], size=64, steps=STEPS, batch=2,
        rank=None if whole else 8, rate=lambda step: ours[step]["rate"],
        draws=lambda step: (seen[step][0], seen[step][1].sample, seen[step][1].noise, times(seen[step][1].level)),
        on_step=lambda step, loss: theirs.append(loss),
    )  # fmt: skip
    assert [event["loss"] for event in ours] == pytest.approx(theirs, abs=1e-4)
    assert len(set(theirs)) == STEPS
