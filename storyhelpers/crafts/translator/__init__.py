"""Words in one language become words in another."""

from collections.abc import Callable
from typing import Protocol


class Translator(Protocol):
    """Anything that translates. to, source: language tags ("en", "zh-TW", "fr"); source "" where nobody said it."""

    def __call__(self, words: str, *, to: str, source: str = "",
                 on_step: Callable[[int, int], None] | None = None) -> str: ...  # fmt: skip


def offline(given, **options):
    """Not here yet."""
    raise NotImplementedError


ENGINES: dict[str, Translator] = {"offline": offline}

__all__ = ["ENGINES", "Translator"]
