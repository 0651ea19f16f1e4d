"""What the models are taught with: scenes as arrays, captions as token numbers."""

import random
from dataclasses import dataclass

import numpy as np

from storyhelpers.small.scenes import SmallScene, caption, draw, sample
from storyhelpers.small.sketchbook import OPENING
from storyhelpers.small.sketching import sketch

SIDE = 64  # pixels
WORDINGS = 2  # captions of every scene
SKETCH_OPENINGS = (OPENING, "a sketch of ", "a black and white sketch of ", "", "")


@dataclass
class Pictures:
    """Scenes with their pixels, uint8 (n, SIDE, SIDE, 3), and WORDINGS captions each."""

    scenes: list[SmallScene]
    pixels: np.ndarray
    captions: list[list[str]]

    def __len__(self):
        return len(self.scenes)


def pictures(count: int, seed: str, *, sketches: bool = False) -> Pictures:
    """`count` scenes by chance; another seed, other scenes. sketches: drawn with the pencil, and called so."""
    rng = random.Random(seed)
    scenes = [sample(rng, pairs=0.55, hats=0.55) for _ in range(count)]
    pixels = np.empty((count, SIDE, SIDE, 3), np.uint8)
    for i, scene in enumerate(scenes):
        image = draw(scene, SIDE)
        pixels[i] = np.asarray(sketch(image, scene.seed) if sketches else image)
    openings = SKETCH_OPENINGS if sketches else (None,)
    captions = [[caption(scene, rng, rng.choice(openings)) for _ in range(WORDINGS)] for scene in scenes]
    return Pictures(scenes, pixels, captions)


def to_tensor(pixels: np.ndarray):
    """uint8 (n, h, w, 3) → float32 (n, 3, h, w) in −1 … 1."""
    import torch

    return torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
