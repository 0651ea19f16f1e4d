"""Words in one language become words in another."""

from collections.abc import Callable
from typing import Protocol

from .asked import GeminiTranslator, Interpreter
from .models import MODELS
from .phrase_book import phrase_book
from .seq2seq import M2M100, NLLB


class Translator(Protocol):
    """Anything that translates. to, source: language tags ("en", "zh-TW", "fr"); source "" where nobody said it."""

    def __call__(self, words: str, *, to: str, source: str = "",
                 on_step: Callable[[int, int], None] | None = None) -> str: ...  # fmt: skip


ENGINES: dict[str, Translator] = {
    "offline": phrase_book,
    "m2m100": M2M100,
    "nllb": NLLB,
    "qwen": Interpreter,
    "gemini": GeminiTranslator,
}

__all__ = ["ENGINES", "M2M100", "MODELS", "NLLB", "GeminiTranslator", "Interpreter", "Translator", "phrase_book"]
