"""Qwen3-VL: a language model that sees several pictures and speaks many languages; the describer where a GPU is.

Its own processor wants torchvision for films. Here only still pictures are shown, so the pixels, the places of the
pictures in the text and the conversation are laid out in this file, with or without torchvision.
"""

import inspect
from pathlib import Path

import numpy as np

from ...media import Region
from .eyes import Eyes, tensors
from .llava import Llava, sounding
from .models import MODELS
from .views import close_up, overview, patches, whole

QUESTIONS = {
    "region": "The first picture shows a whole scene; one thing in it has an orange outline, the rest is faded. The "
    "second picture shows that thing close up. Describe only that thing: what it is, its colours, what it does, and "
    "where it is. Say nothing of the outline, the fading or the two pictures.",
    "picture": "Describe this picture for a reader who cannot see it: who and what is there, where, and what is going "
    "on. Name only what can be seen.",
}
LENGTHS = {"short": "Answer with one short sentence.", "long": "Answer with two to four sentences."}
SPEAKING = {
    "en": "Answer in English.",
    "zh-TW": "Answer in Traditional Chinese as it is written in Taiwan (用臺灣的繁體中文回答，不要用簡體字).",
    "es": "Answer in Spanish (responde en español).",
}


class QwenVL(Llava):
    """Describes a region, seen in its scene and close up, or a whole picture, in three languages (Qwen3-VL).

    tone: how it should sound, such as "like a bedtime story". question: as for LLaVA. It was trained
    in bfloat16, which a T4 has not; there it runs in float16, or in 4 bits, and says so if its numbers overflow.
    """

    MODELS = {name: row for name, row in MODELS.items() if name.startswith("qwen-vl")}
    DEFAULT = "qwen-vl"
    KINDS = ("qwen3_vl",)
    CLASS = "Qwen3VLForConditionalGeneration"
    languages = ("en", "zh-TW", "es")
    MOST = {"short": 80, "long": 260}

    def inputs(self, eyes: Eyes, thing, language, length, *, small=False) -> dict:
        """Two views of a region or one of a picture, and the question."""
        region, factor = isinstance(thing, Region), 0.5 if small else 1.0
        if region:
            images = [overview(thing, round(640 * factor)), close_up(thing, round(512 * factor))]
        else:
            images = [whole(thing, round(896 * factor))]
        question = QUESTIONS["region"] if region else self.question or QUESTIONS["picture"]
        asked = f"{question} {LENGTHS[length]} {SPEAKING[language]}{sounding(self.tone)}"
        content = [*({"type": "image"} for _ in images), {"type": "text", "text": asked}]
        text = eyes.tokenizer.apply_chat_template(
            [{"role": "user", "content": content}],
            chat_template=eyes.template,
            tokenize=False,
            add_generation_prompt=True,
        )
        return tensors(self.laid_out(eyes, text, images))

    def laid_out(self, eyes: Eyes, text: str, images: list) -> dict:
        """The text with as many marks for each picture as the model will see patches, and the patches."""
        mark_id = eyes.model.config.image_token_id
        mark = eyes.tokenizer.convert_ids_to_tokens(mark_id)
        seen = [patches(image, eyes.rules) for image in images]
        parts = text.split(mark)
        for i, (_, (time, rows, columns)) in enumerate(seen):
            parts[i] += mark * (time * rows * columns // eyes.rules["merge_size"] ** 2)
        ids = eyes.tokenizer("".join(parts), add_special_tokens=False).input_ids
        given = {
            "input_ids": [ids],
            "attention_mask": [[1] * len(ids)],
            "pixel_values": np.concatenate([values for values, _ in seen]),
            "image_grid_thw": np.array([grid for _, grid in seen], np.int64),
        }
        if "mm_token_type_ids" in inspect.signature(eyes.model.forward).parameters:  # newer releases ask where they are
            given["mm_token_type_ids"] = [[int(i == mark_id) for i in ids]]
        return given

    def load(self, folder: Path, place) -> Eyes:
        """With its chat template and with nothing that a film would need."""
        eyes = super().load(folder, place)
        usual = {"patch_size": 16, "temporal_patch_size": 2, "merge_size": 2}
        eyes.rules.update({name: eyes.rules.get(name) or value for name, value in usual.items()})
        return eyes
