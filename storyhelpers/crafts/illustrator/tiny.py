"""The tiny model: the project's own, part of the package, which draws small scenes of the paper town on any machine.

It is a true StableDiffusionPipeline of 64 × 64 pixels, taught from nothing (recipes/small_models), so the lessons that
teach and judge a picture model run with it in minutes. It knows some sixty words; about the others it says so.
"""

from dataclasses import replace

from PIL import Image

from ... import small
from ...locale import say
from ...media import Picture
from ...models import Model
from .steps import Generation

LARGER = 4  # times its own size: 64 pixels are small on a screen
EXAMPLES = "an orange cat with a red hat in the snow at night"


def shown(generation: Generation, prompt: str) -> Generation:
    """The generation to be looked at: enlarged to LARGER times its size, with a note on the words it does not know."""
    picture = _enlarged(generation.picture)
    if lost := small.unknown_words(prompt):
        note = say(
            "The tiny model does not know “{words}”. It knows {examples} and their like, such as “{prompt}”.",
            words=", ".join(lost), examples=", ".join(_things()), prompt=EXAMPLES,
        )  # fmt: skip
        picture = replace(picture, note=" ".join(filter(None, [picture.note, note])))
    return replace(generation, picture=picture, steps=tuple((step, _enlarged(one)) for step, one in generation.steps))


def _enlarged(picture: Picture) -> Picture:
    width, height = picture.size
    return replace(picture, image=picture.image.resize((LARGER * width, LARGER * height), Image.LANCZOS))


def _things() -> list[str]:
    return [*small.scenes.THINGS, "snow", "beach", "street", "sun", "night", "sunset"]


TINY = Model(
    str(small.painter()), "Apache-2.0", {"fp32": 0.034, "fp16": 0.017}, {"fp32": 0.1, "fp16": 0.05}, "tiny model",
    extra={"steps": 20, "guidance": 4.0, "negative": "", "source": "this package (recipes/small_models)",
           "shown": shown},
)  # fmt: skip
