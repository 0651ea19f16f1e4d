"""What the tests of the loop share: a few pictures with captions, a quick recipe, and a run of it."""

from pathlib import Path

import numpy as np
from PIL import Image

from storyhelpers.crafts.illustrator.models import MODELS
from storyhelpers.finetune.data import TrainingSet
from storyhelpers.finetune.recipe import Recipe
from storyhelpers.finetune.training import Training

THINGS = ("cat", "dog", "tree", "house")
QUICK = {"base": "sd15", "batch": 2, "steps": 6, "learning_rate": 1e-3, "warmup": 2, "size": 32, "rank": 2,
         "check_every": 3, "show_every": 1000, "save_every": 2}  # fmt: skip


def pictures(folder: Path, many: int = 6, sizes=((64, 64),)) -> TrainingSet:
    """Coarse patterns of a few colours, each with a caption in a file beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(many):
        width, height = sizes[number % len(sizes)]
        dice = np.random.default_rng(number)
        coarse = Image.fromarray(dice.integers(0, 255, (4, 4, 3), dtype=np.uint8))
        coarse.resize((width, height), Image.Resampling.NEAREST).save(folder / f"{number:02}.png")
        (folder / f"{number:02}.txt").write_text(f"a drawing of a {THINGS[number % len(THINGS)]} in the snow", "utf-8")
    return TrainingSet.open(folder)


def quick(zoo, **settings) -> Recipe:
    """A recipe that is done in seconds; its base is built in the zoo."""
    recipe = Recipe(**(QUICK | settings))
    if recipe.base in MODELS:
        zoo[MODELS[recipe.base].repo]
    return recipe


def train(zoo, folder: Path, data: TrainingSet, on_step=lambda progress: None, **settings) -> Training:
    """A run to its end, or to where on_step stops it. Drawing on the way is left out: it takes longer than the rest."""
    training = Training(quick(zoo, **settings), data, folder)
    training.running.previews = None
    training.last = training.run(on_step)
    return training


def weights(training: Training) -> dict:
    """The weights that learn, by name, on the CPU."""
    return training.running.learner.snapshot()


def losses(training: Training) -> list[float]:
    """The loss of every step, from the journal."""
    return [event["loss"] for event in training.journal.of("step")]
