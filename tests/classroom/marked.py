"""Engines that last as long as real ones and put the mark of whoever asked into what they make.

A mark is a whole number below 2 ** BITS. It goes from the idea's words into the prompt, from there into the pixels of
the picture, the shape of the mask, the words about it, and the frequency of the sound. Every `…_of(mark)` gives what a
result must be, to the pixel, so that one that was mixed up or cut short is seen.
"""

import re
import time
from functools import lru_cache

import numpy as np
from PIL import Image

from storyhelpers import Page, Picture, Region, Sound, Studio
from storyhelpers.engine import NoAnswer
from storyhelpers.story import Story

BITS = 11
SIZE = (1024, 576)  # px, as the real illustrators draw
RATE = 22050  # Hz
SECONDS = {"write_prompt": 1.0, "draw": 2.0, "cut_out": 0.3, "describe": 1.0, "write_sound_prompt": 1.0,
           "make_sound": 3.0}  # fmt: skip
CHAIN = tuple(SECONDS)  # the verbs of the whole chain, in their order
SOUND_SECONDS = 2.0  # how long the sounds last that are made, not how long it takes
STEPS = 10
WORDS = "Once upon a time a small cat climbed onto the roof and looked at the moon."  # what the story writer streams


def mark_in(words: str) -> int:
    """The mark that a text carries. Raises NoAnswer."""
    found = re.search(r"mark (\d+)", str(words))
    if not found:
        raise NoAnswer(f"There is no mark in {str(words)[:60]!r}.")
    return int(found[1])


def idea_of(mark: int) -> str:
    """What a pupil types."""
    return f"a small cat hides in the street, mark {mark:04d}"


def prompt_of(mark: int) -> str:
    """What the prompt writer makes of it."""
    return f"picture of a cat, mark {mark:04d}"


def words_of(mark: int) -> str:
    """What the describer says."""
    return f"a cat on a roof, mark {mark:04d}"


def sound_prompt_of(mark: int) -> str:
    """What is heard there."""
    return f"a cat meows, mark {mark:04d}"


@lru_cache(1)
def _paper() -> np.ndarray:
    """A texture (H, W, 3) of squares, so that a PNG file has some size but takes little of two cores to write."""
    grain = np.random.default_rng(1).integers(90, 160, (SIZE[1] // 8, SIZE[0] // 8, 3), np.uint8)
    return np.asarray(Image.fromarray(grain).resize(SIZE, Image.Resampling.NEAREST))


def _bits(mark: int) -> list[bool]:
    return [bool(mark >> i & 1) for i in range(BITS)]


def pixels_of(mark: int) -> np.ndarray:
    """The picture of a mark, uint8 (H, W, 3): one column a bit, bright or dark, on the texture."""
    pixels = _paper().copy()
    width = SIZE[0] // BITS
    for i, bit in enumerate(_bits(mark)):
        pixels[:, i * width : (i + 1) * width, 0] = 250 if bit else 5
    return pixels


def mark_of_pixels(pixels: np.ndarray) -> int:
    """The mark in a picture's pixels."""
    width = SIZE[0] // BITS
    return sum(bool(pixels[5, i * width + width // 2, 0] > 128) << i for i in range(BITS))


def mask_of(mark: int) -> np.ndarray:
    """The mask of a mark, bool (H, W): one column a bit, tall or short."""
    mask = np.zeros(SIZE[::-1], bool)
    width = SIZE[0] // BITS
    for i, bit in enumerate(_bits(mark)):
        mask[100 : 500 if bit else 300, i * width : (i + 1) * width] = True
    return mask


def frequency_of(mark: int) -> float:
    """The tone of a mark, Hz."""
    return 300.0 + 3.0 * mark


def frequency_in(sound: Sound) -> float:
    """The loudest frequency of a sound, Hz, to a fraction of one."""
    samples = sound.samples.mean(1) * np.hanning(len(sound.samples))
    strength = np.abs(np.fft.rfft(samples, 4 * len(samples)))
    return float(strength.argmax() * sound.rate / (4 * len(samples)))


class Pace:
    """Sleeps as long as a real engine works, in steps that tell how far it is. speed: 10 is ten times as fast."""

    def __init__(self, speed: float = 1.0):
        self.speed = speed

    def __call__(self, verb: str, begun: float, on_step=None) -> None:
        """Returns when `verb` has lasted its time since `begun` (time.perf_counter)."""
        lasts = SECONDS[verb] / self.speed
        for step in range(STEPS):
            time.sleep(max(0.0, begun + lasts * (step + 1) / STEPS - time.perf_counter()))
            if on_step:
                on_step(step + 1, STEPS)


def studio(speed: float = 1.0, cast: str = "offline") -> Studio:
    """A studio of such engines; the other crafts are the offline ones."""
    pace = Pace(speed)

    def writer(words, *, purpose="picture", on_step=None):
        begun, picture = time.perf_counter(), purpose == "picture"
        pace("write_prompt" if picture else "write_sound_prompt", begun, on_step)
        return (prompt_of if picture else sound_prompt_of)(mark_in(words))

    def illustrator(prompt, *, n=1, aspect="16:9", seed=0, steps=None, on_step=None):
        begun = time.perf_counter()
        image = Image.fromarray(pixels_of(mark_in(prompt)))
        pace("draw", begun, on_step)
        return [Picture(image, seed=seed + i) for i in range(n)]

    def segmenter(picture, points, *, box=None):
        begun = time.perf_counter()
        mask = mask_of(mark_of_pixels(picture.array))
        pace("cut_out", begun)
        return Region(picture, mask, tuple(points), name="cat")

    def describer(thing, *, language="en", length="short", on_step=None):
        begun, mark = time.perf_counter(), mark_of_pixels(thing.picture.array)
        if not np.array_equal(thing.mask, mask_of(mark)):
            raise NoAnswer(f"The mask that came with the picture of mark {mark} is not its own.")
        pace("describe", begun, on_step)
        return words_of(mark)

    def sound_maker(words, *, seconds=SOUND_SECONDS, steps=25, seed=0, on_step=None):
        begun, mark = time.perf_counter(), mark_in(words)
        moments = np.arange(round(seconds * RATE)) / RATE
        samples = 0.3 * np.sin(2 * np.pi * frequency_of(mark) * moments)
        pace("make_sound", begun, on_step)
        return Sound(samples, RATE, words=str(words))

    def story_writer(given, *, pages=4, language="en", age=6, tone="", about="", on_text=None, on_step=None):
        said = ""
        for word in WORDS.split():
            said += f"{word} "
            if on_text:
                on_text(said)
            time.sleep(0.1 / speed)
        return Story([Page(words=said.strip(), prompt="a cat on a roof") for _ in range(pages)], language="en")

    return Studio(
        cast, prompt_writer=writer, illustrator=illustrator, segmenter=segmenter, describer=describer,
        sound_maker=sound_maker, story_writer=story_writer,
    )  # fmt: skip
