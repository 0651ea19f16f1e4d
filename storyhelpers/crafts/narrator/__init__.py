"""Words are read aloud."""

from collections.abc import Callable
from typing import Protocol

from ...media import Sound


class Narrator(Protocol):
    """Anything that reads words aloud, as a Sound whose `timings` say when each word is heard, where it knows.

    language: a tag ("en", "zh-TW", "fr"). voice: one of the engine's own voices, or None for the language's usual one.
    speed: 1.0 is a calm reader's.
    """

    def __call__(self, words: str, *, language: str, voice: str | None = None, speed: float = 1.0,
                 on_step: Callable[[int, int], None] | None = None) -> Sound: ...  # fmt: skip


def offline(given, **options):
    """Not here yet."""
    raise NotImplementedError


ENGINES: dict[str, Narrator] = {"offline": offline}

__all__ = ["ENGINES", "Narrator"]
