"""LLaVA: a language model that sees. It is asked in our own words and sees one picture at a time."""

from pathlib import Path

from ...media import Region
from .eyes import Eye, Eyes, tensors
from .models import MODELS
from .views import close_up, pixels, square, whole

QUESTIONS = {
    "region": "One thing in this picture is bright and its surroundings are pale. Describe only that thing: what it "
    "is, its colours, and what it does.",
    "picture": "Describe this picture for a reader who cannot see it: who and what is there, where, and what is going "
    "on.",
}
LENGTHS = {"short": "Answer with one short sentence.", "long": "Answer with two to four sentences."}


class Llava(Eye):
    """Describes a picture or a region close up in English, as it was asked to (LLaVA 1.5).

    tone: how it should sound, such as "like a bedtime story". question: what it is asked of a whole picture, in place
    of QUESTIONS["picture"]. 7 billion numbers: 4 bits (nf4) on a T4.
    """

    MODELS = {name: row for name, row in MODELS.items() if name.startswith("llava")}
    DEFAULT = "llava"
    KINDS = ("llava",)
    CLASS = "LlavaForConditionalGeneration"
    GPU_DTYPES = ("fp16", "nf4")

    def __init__(self, model=None, *, tone: str = "", question: str = "", **place):
        super().__init__(model, **place)
        self.tone, self.question = tone, question

    def load(self, folder: Path, place) -> Eyes:
        """With its chat template."""
        from dataclasses import replace

        from ...models.talking import chat_template

        eyes = super().load(folder, place)
        return replace(eyes, template=chat_template(folder, eyes.tokenizer))

    def inputs(self, eyes: Eyes, thing, language, length, *, small=False) -> dict:
        """The picture in the middle of a square, so that nothing is cut off, and the question."""
        region = isinstance(thing, Region)
        mean = tuple(round(255 * value) for value in eyes.rules["image_mean"])
        image = square(close_up(thing, dim=0.6) if region else whole(thing), mean)
        question = QUESTIONS["region"] if region else self.question or QUESTIONS["picture"]
        question = f"{question} {LENGTHS[length]}{sounding(self.tone)}"
        array = pixels(image, eyes.rules)
        content = [{"type": "image"}, {"type": "text", "text": question}]
        text = eyes.tokenizer.apply_chat_template(
            [{"role": "user", "content": content}],
            chat_template=eyes.template,
            tokenize=False,
            add_generation_prompt=True,
        )
        mark = eyes.tokenizer.convert_ids_to_tokens(eyes.model.config.image_token_id)
        config, patch = eyes.model.config, eyes.model.config.vision_config.patch_size
        seen = (array.shape[1] // patch) * (array.shape[2] // patch) + (config.vision_feature_select_strategy == "full")
        text = text.replace(mark, mark * seen)
        ids = eyes.tokenizer(text).input_ids
        return tensors({"pixel_values": array[None], "input_ids": [ids], "attention_mask": [[1] * len(ids)]})


def sounding(tone: str) -> str:
    """The wish for a tone as the end of a question."""
    return f" Write it {tone.strip().rstrip('.')}." if tone.strip() else ""
