"""A studio page with quick engines, and hands that press its buttons."""

import numpy as np
from conftest import square_picture

from storyhelpers import Point, Region, Sound, Studio
from storyhelpers.widgets import studio_page


def thing_at(picture, x0=20, x1=50):
    mask = np.zeros(picture.size[::-1], bool)
    mask[15:45, x0:x1] = True
    return Region(picture, mask, (Point(x0 + 5, 30),), name="square")


def marks(story):
    return [story.status(step) for step in ("idea", "prompt", "pictures", "thing", "sound", "book")]


class Hands:
    """A page with quick engines that count how often they are asked."""

    def __init__(self, **engines):
        self.calls = []

        def write(words, *, purpose="picture"):
            self.calls.append(purpose)
            return f"{purpose} prompt: {words}"

        def draw(prompt, *, n=1, aspect="16:9", seed=0, on_step=None):
            self.calls.append(("draw", prompt, n, aspect, seed))
            return [square_picture(96 + 8 * (seed + i)) for i in range(n)]

        def cut(picture, points, *, box=None):
            return thing_at(picture, int(points[0].x), int(points[0].x) + 10)

        def describe(thing, *, language="en", length="short"):
            self.calls.append(("describe", language, length))
            return f"A red square from {thing.bounds[0]}."

        def sound(words, *, seconds=5.0, steps=25, seed=0):
            self.calls.append(("sound", words, seconds, steps))
            return Sound(np.sin(np.arange(round(seconds * 8000)) / 3).astype(np.float32) * 0.3, 8000, words=words)

        sound.mastered = True
        own = {
            "prompt_writer": write,
            "illustrator": draw,
            "segmenter": cut,
            "describer": describe,
            "sound_maker": sound,
        }
        self.page = studio_page(Studio("offline", **{**own, **engines}), "the-test")

    def press(self, job):
        job.button.click()
        job.wait(60)
        return job.text.value

    def pictures(self):
        self.page.idea.box.value = "a square"
        assert self.press(self.page.idea.job) == ""
        assert self.press(self.page.pictures.job) == ""

    def choose(self, number=0):
        self.page.pictures.gallery.children[number].pick.click()
        return self.page.story.work

    def mark(self, x=20):
        self.page.story.work.click.mark([Point(x, 30)])
        self.page.thing.job.wait()
        return self.page.story.thing
