"""Words are read aloud: what a narrator is, and the engines from the simplest to the heaviest.

offline  espeak-ng in a hundred languages (`espeak`), with the time of every word
gemini   Gemini's voices (`with_gemini`), without times
mms      VITS of the Massively Multilingual Speech project (`mms`), on this machine, with the time of every word
"""

from collections.abc import Callable
from typing import Protocol

from ...media import Sound
from .espeak import Espeak, languages
from .mms import Mms
from .models import MODELS
from .voices import VOICES
from .with_gemini import GeminiNarrator


class Narrator(Protocol):
    """Anything that reads words aloud, as a Sound whose `timings` say when each word is heard, where it knows.

    language: a tag ("en", "zh-TW", "fr"). voice: one of the engine's own voices, or None for the language's usual one.
    speed: 1.0 is a calm reader's.
    """

    def __call__(self, words: str, *, language: str, voice: str | None = None, speed: float = 1.0,
                 on_step: Callable[[int, int], None] | None = None) -> Sound: ...  # fmt: skip


ENGINES: dict[str, Narrator] = {"offline": Espeak, "mms": Mms, "gemini": GeminiNarrator}

__all__ = ["ENGINES", "MODELS", "VOICES", "Espeak", "GeminiNarrator", "Mms", "Narrator", "languages"]
