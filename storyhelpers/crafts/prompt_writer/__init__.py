"""An idea becomes a prompt: for a picture, or for a sound.

The offline engine reads the idea into a scene graph and writes that down in English, in a form that the offline
illustrator reads back without loss and that any picture model understands. `instruct` asks a small language model of
this machine, `with_gemini` asks Gemini; `cleaning` makes a prompt of what a model answers.
"""

from functools import partial
from typing import Literal, Protocol

from .instruct import Instruct
from .models import MODELS
from .with_gemini import GeminiWriter


class PromptWriter(Protocol):
    """Anything that makes a prompt of somebody's words."""

    def __call__(self, words: str, *, purpose: Literal["picture", "sound"] = "picture") -> str: ...


def offline(words: str, *, purpose: Literal["picture", "sound"] = "picture") -> str:
    """An English picture prompt for an idea in English, Chinese or Spanish, or the sound of what is described."""
    if purpose == "sound":
        from .sound_prompt import sound_prompt

        return sound_prompt(words)
    from ...papertown.prompts import prompt_of
    from ...papertown.reader import read

    return prompt_of(read(words))


ENGINES: dict[str, PromptWriter] = {
    "offline": offline,
    "qwen": Instruct,
    "qwen-small": partial(Instruct, "qwen-small"),
    "gemini": GeminiWriter,
}

__all__ = ["ENGINES", "MODELS", "GeminiWriter", "Instruct", "PromptWriter", "offline"]
