"""An idea in English, Chinese or Spanish → what is to stand in the picture."""

import re
import unicodedata

from ...locale import language_of
from ...scenegraph import Scene
from ..lexicon import words_of
from .draft import Draft
from .grammar import Chinese, European
from .naming import christen, take_names, without_names
from .tokens import chinese_tokens, european_tokens

ASKED_FOR = re.compile(r'Also asked for: ((?:"[^"]*"(?:, )?)+)\.?')  # how prompts keep what cannot be drawn


def read(idea: str, language: str | None = None) -> Scene:
    """The scene graph of an idea; nothing in it has a place yet.

    language: "en", "zh-TW" or "es"; guessed where it is None. Words that nothing can be drawn for are in `unknown`, as
    they were written. Never raises: an idea without a figure gives a scene without one.
    """
    text = unicodedata.normalize("NFC", idea)
    draft = Draft()
    kept = [word for found in ASKED_FOR.findall(text) for word in re.findall('"([^"]*)"', found)]
    text = ASKED_FOR.sub(" ", text)
    language = language or language_of(without_names(text), spanish=words_of("es"), english=words_of("en"))
    text, names = take_names(text, language)
    if language == "zh-TW":
        Chinese(draft, christen(chinese_tokens(text), names)).read()
    else:
        European(draft, christen(european_tokens(text, language), names), spanish=language == "es").read()
    for word in kept:
        draft.say_unknown(word)
    return draft.scene()
