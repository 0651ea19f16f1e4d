"""The language that people read: en, zh-TW or es."""

import os
import re

from ..engine import BadInput

LANGUAGES = {"en": "English", "zh-TW": "繁體中文", "es": "español"}
_chosen: list[str] = []


def language(name: str | None = None) -> str:
    """Sets the language when one is given; answers the one in use (STORY_LANGUAGE, else "en")."""
    if name is not None:
        _chosen[:] = [known(name)]
    return _chosen[0] if _chosen else known(os.environ.get("STORY_LANGUAGE") or "en")


def known(name: str) -> str:
    """The language's usual tag for "en", "zh", "zh_TW", "zh-Hant", "es-MX", … Raises BadInput for any other."""
    plain = str(name).strip().replace("_", "-").casefold()
    for tag in LANGUAGES:
        if plain and plain.split("-")[0] == tag.casefold().split("-")[0]:
            return tag
    raise BadInput(
        f'There is no language "{name}" yet. There is: {", ".join(f"{k} ({v})" for k, v in LANGUAGES.items())}.'
    )


SPANISH = re.compile(
    r"[ñ¿¡]|\b(?:un|una|unos|unas|el|los|las|del|y|en|que|con|se|está|están|hay|dos|tres|junto|detrás|sobre|gato|perro)\b",
    re.IGNORECASE,
)


def language_of(text: str) -> str:
    """The language that a text is written in, as far as a glance can tell: "zh-TW" for Chinese, "es", else "en"."""
    chinese = len(re.findall(r"[\u3400-\u9fff]", text))
    if chinese * 2 > len(re.findall(r"[^\W\d_]", text)):
        return "zh-TW"
    words = len(re.findall(r"[^\W\d_]+", text))
    return "es" if len(SPANISH.findall(text)) * 5 >= max(words, 1) and words else "en"
