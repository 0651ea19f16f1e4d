"""Florence-2: a small model that was taught tasks by name. A region is told to it as a box of location tokens.

Asked shortly, it says what the box holds; asked for more, it tells of the close-up. With 0.23 billion numbers it is
fine on a CPU.
"""

import re

from ...media import Region
from .eyes import Eye, Eyes, tensors
from .models import MODELS
from .views import close_up, pixels, whole

TASKS = {  # what Florence-2 was trained to be asked, word for word; {box} are four location tokens
    "region": "What does the region {box} describe?",
    "short": "Describe in detail what is shown in the image.",
    "long": "Describe with a paragraph what is shown in the image.",
}
BINS = 1000  # a place is told in thousandths of the width and of the height


class Florence(Eye):
    """Says in English what a box or a whole picture shows (Florence-2), also without a graphics card."""

    MODELS = {name: row for name, row in MODELS.items() if name.startswith("florence")}
    DEFAULT = "florence"
    KINDS = ("florence2",)
    CLASS = "Florence2ForConditionalGeneration"
    MOST = {"short": 80, "long": 200}

    def inputs(self, eyes: Eyes, thing, language, length, *, small=False) -> dict:
        """The picture and a task: for a region asked shortly its box, else the description of what is shown."""
        box, image = "", whole(thing, 1024) if not isinstance(thing, Region) else close_up(thing, 768)
        task = TASKS[length]
        if isinstance(thing, Region) and length == "short":
            image, task, box = whole(thing.picture, 1024), TASKS["region"], location(thing)
        tokenizer, array = eyes.tokenizer, pixels(image, eyes.rules)
        seen = eyes.rules.get("image_seq_length") or _seen(eyes.model.config.vision_config, array.shape[1:])
        mark = tokenizer.convert_ids_to_tokens(eyes.model.config.image_token_id)
        text = mark * seen + tokenizer.bos_token + task.format(box=box) + tokenizer.eos_token
        ids = tokenizer(text, add_special_tokens=False).input_ids
        return tensors({"pixel_values": array[None], "input_ids": [ids], "attention_mask": [[1] * len(ids)]})

    def tidy(self, text: str) -> str:
        """Without location tokens, which it likes to repeat."""
        text = re.sub(r"</?\w+>", "", text).strip()
        return (text[:1].upper() + text[1:]).split("<")[0]


def location(region: Region) -> str:
    """The region's bounds as Florence-2's tokens: "<loc_120><loc_40><loc_333><loc_999>"."""
    width, height = region.picture.size
    x0, y0, x1, y1 = region.bounds
    spots = (x0 / width, y0 / height, x1 / width, y1 / height)
    return "".join(f"<loc_{min(BINS - 1, int(spot * BINS))}>" for spot in spots)


def _seen(vision, size: tuple[int, int]) -> int:
    """How many tokens a picture takes: one for each patch of the last stage, and one for all of it."""
    for stride in vision.patch_stride:
        size = tuple(-(-side // stride) for side in size)
    return size[0] * size[1] + 1
