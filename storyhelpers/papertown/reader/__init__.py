"""An idea in English, Chinese or Spanish → what is to stand in the picture."""

import re
import unicodedata

from ...scenegraph import Scene
from ..lexicon import plain, words_of
from .draft import Draft
from .grammar import Chinese, European
from .tokens import chinese_tokens, european_tokens

ASKED_FOR = re.compile(r'Also asked for: ((?:"[^"]*"(?:, )?)+)\.?')  # how prompts keep what cannot be drawn
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


def read(idea: str, language: str | None = None) -> Scene:
    """The scene graph of an idea; nothing in it has a place yet.

    language: "en", "zh-TW" or "es"; guessed where it is None. Words that nothing can be drawn for are in `unknown`, as
    they were written. Never raises: an idea without a figure gives a scene without one.
    """
    text = unicodedata.normalize("NFC", idea)
    draft = Draft()
    kept = [word for found in ASKED_FOR.findall(text) for word in re.findall('"([^"]*)"', found)]
    text = ASKED_FOR.sub(" ", text)
    language = language or guess_language(text)
    if language == "zh-TW":
        Chinese(draft, chinese_tokens(text)).read()
    else:
        European(draft, european_tokens(text, language), spanish=language == "es").read()
    for word in kept:
        draft.say_unknown(word)
    return draft.scene()


def guess_language(text: str) -> str:
    """ "zh-TW" for Chinese characters, "es" for words that are more often Spanish, else "en"."""
    letters = sum(letter.isalpha() for letter in text)
    chinese = len(_CHINESE.findall(text))
    if chinese * 3 > letters:
        return "zh-TW"
    words = re.findall(r"[^\W\d_]+", plain(text[:2000]))
    spanish, english = words_of("es"), words_of("en")
    score = sum((w in spanish) - (w in english) for w in words)
    score += 2 * sum(letter in "ñáéíóú¿¡" for letter in text[:2000].lower())
    return "es" if score > 0 else "en"
