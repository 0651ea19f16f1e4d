"""Words in one language become words in another."""

from collections.abc import Callable
from typing import Protocol

from .phrase_book import phrase_book


class Translator(Protocol):
    """Anything that translates. to, source: language tags ("en", "zh-TW", "fr"); source "" where nobody said it."""

    def __call__(self, words: str, *, to: str, source: str = "",
                 on_step: Callable[[int, int], None] | None = None) -> str: ...  # fmt: skip


ENGINES: dict[str, Translator] = {"offline": phrase_book}

__all__ = ["ENGINES", "Translator", "phrase_book"]
