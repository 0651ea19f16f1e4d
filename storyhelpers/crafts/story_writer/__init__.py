"""A photo or an idea becomes a story in pages: title, characters, and each page's words and picture prompt."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from ...media import Picture
from ...story import Story
from .instruct import Teller
from .models import MODELS
from .tale_teller import TaleTeller
from .together import GeminiTogether
from .with_gemini import GeminiTeller

WAYS = ("continue", "shorten", "enlarge")  # what `how` may say besides a tone or an instruction in plain words


class StoryWriter(Protocol):
    """Anything that tells a story about a picture or an idea, or tells a Story again in another way.

    given: a picture, the words of an idea, or a Story to be told again. about: what a person says of the picture.
    pages: how many. language: a tag ("en", "zh-TW", "fr"). age: of the readers, years. tone: "funny", "like a bedtime
    story", … how: for a Story: one of WAYS, or an instruction in plain words; page: the number, from 1, of the only
    page that may change. on_text is given everything written so far, again and again. on_step(done, total) may raise
    Cancelled.
    """

    def __call__(
        self,
        given: Picture | str | Story,
        *,
        about: str = "",
        pages: int = 4,
        language: str = "en",
        age: int = 6,
        tone: str = "",
        how: str = "",
        page: int | None = None,
        on_text: Callable[[str], None] | None = None,
        on_step: Callable[[int, int], None] | None = None,
    ) -> Story: ...


ENGINES: dict[str, StoryWriter] = {
    "offline": TaleTeller,
    "qwen": Teller,
    "qwen-small": partial(Teller, "qwen-small"),
    "qwen-7b": partial(Teller, "qwen-7b"),
    "gemini": GeminiTeller,
    "gemini-together": GeminiTogether,
}

__all__ = ["ENGINES", "MODELS", "WAYS", "GeminiTeller", "GeminiTogether", "StoryWriter", "TaleTeller", "Teller"]
