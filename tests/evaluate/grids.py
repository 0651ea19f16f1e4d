"""Small illustrators and an eye for the tests of grids and reports: quick, and each picture tells what made it."""

import numpy as np
from PIL import Image

from storyhelpers import Picture

PROMPTS = ["a red boat on the sea", "a cat in the snow", "一隻貓/在雪裡 <b>&"]
CALLS = []  # (name, prompt, seed) of every picture drawn since the test began


def painter(name="plain", light=120, side=32):
    """An illustrator whose pictures are grey of this lightness, a little different for each prompt and seed."""

    def draw(prompt, seed=0):
        CALLS.append((name, prompt, seed))
        noise = np.random.default_rng([seed, *prompt.encode()]).integers(-20, 20, (side, side, 3))
        return Picture(Image.fromarray((light + noise).clip(0, 255).astype(np.uint8)), made_by=f"{name} by hand")

    draw.name = name
    return draw


class Eye:
    """Stands for CLIP: a dark picture fits words of night, and its vector is how dark it is."""

    name = "the eye of the tests"
    logit_scale = 100.0

    def scores(self, pictures, prompts, on_step=None):
        return np.array([0.2 + 0.1 * self._dark(picture) for picture in pictures])

    def __call__(self, pictures, on_step=None):
        angles = np.array([self._dark(picture) for picture in pictures])
        return np.stack([np.cos(angles), np.sin(angles)], 1)

    @staticmethod
    def _dark(picture):
        return 1 - np.asarray(getattr(picture, "image", picture)).mean() / 255
