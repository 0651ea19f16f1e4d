"""BLIP: a small captioner. It writes one sentence about one picture, so a region is shown close up."""

from ...media import Region
from .eyes import Eye, Eyes, tensors
from .models import MODELS
from .views import close_up, pixels, whole

OPENING = {"short": "", "long": "a picture of"}  # what it goes on from; "a picture of" makes it say a little more


class Blip(Eye):
    """Writes one English sentence about a picture, or about a region seen close up (BLIP)."""

    MODELS = {name: row for name, row in MODELS.items() if name.startswith("blip")}
    DEFAULT = "blip"
    KINDS = ("blip",)
    CLASS = "BlipForConditionalGeneration"
    WHOLE = ("text_decoder.cls",)  # shares its weights with the table of words
    MOST = {"short": 24, "long": 60}

    def inputs(self, eyes: Eyes, thing, language, length, *, small=False) -> dict:
        """One picture and, for a long answer, the first words of the caption."""
        image = close_up(thing) if isinstance(thing, Region) else whole(thing)
        given = {"pixel_values": pixels(image, eyes.rules)[None]}
        ids = eyes.tokenizer(OPENING[length]).input_ids  # [CLS] words [SEP]; generate puts its own start there
        return tensors({**given, "input_ids": [ids], "attention_mask": [[1] * len(ids)]})

    def tidy(self, text: str) -> str:
        """Its captions are small letters without a full stop."""
        text = text.strip()
        return text[:1].upper() + text[1:]
