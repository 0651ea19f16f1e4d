"""What the tests of the seeing models share: tiny models by name, pictures to look at, a copy that may be spoiled."""

import shutil
from functools import partial

import numpy as np
import pytest
from conftest import seated
from PIL import Image

from storyhelpers import Picture, Region
from storyhelpers.crafts import describer
from storyhelpers.crafts.describer.blip import Blip
from storyhelpers.crafts.describer.florence import Florence
from storyhelpers.crafts.describer.llava import Llava
from storyhelpers.crafts.describer.qwen_vl import QwenVL
from storyhelpers.engine import pick

REPOS = {
    "florence": "florence-community/Florence-2-base",
    "blip": "Salesforce/blip-image-captioning-base",
    "llava": "llava-hf/llava-1.5-7b-hf",
    "qwen-vl": "Qwen/Qwen3-VL-2B-Instruct",
}
NAMES = tuple(REPOS)
KINDS = {"florence": Florence, "blip": Blip, "llava": Llava, "qwen-vl": QwenVL}


def scene(seed, width=160, height=96) -> Picture:
    """Soft patches of colour, other ones for another seed."""
    chance = np.random.default_rng(seed)
    patches = Image.fromarray(chance.integers(0, 255, (6, 10, 3), dtype=np.uint8))
    return Picture(patches.resize((width, height), Image.Resampling.BICUBIC))


def part(picture, x0, y0, x1, y1) -> Region:
    """The ellipse within this box."""
    y, x = np.mgrid[0 : picture.size[1], 0 : picture.size[0]]
    inside = ((2 * x - x0 - x1 + 1) / (x1 - x0)) ** 2 + ((2 * y - y0 - y1 + 1) / (y1 - y0)) ** 2 <= 1
    return Region(picture, inside)


STREET, BEACH = scene(1), scene(2)
LEFT, RIGHT = part(STREET, 10, 10, 60, 60), part(STREET, 90, 30, 150, 90)


@pytest.fixture(scope="module")
def eye(zoo):
    """An engine by its name, loaded once for this file."""
    made = {}

    def of(name):
        if name not in made:
            zoo[REPOS[name]]
            made[name] = seated(pick("describer", name, describer.ENGINES))
        return made[name]

    yield of
    for engine in made.values():
        engine.unload()


@pytest.fixture
def own(zoo, tmp_path):
    """A copy of an engine's folder that a test may spoil, and the engine that loads it."""

    def of(name):
        folder = shutil.copytree(zoo[REPOS[name]], tmp_path / name)
        return folder, partial(KINDS[name], folder)

    return of
