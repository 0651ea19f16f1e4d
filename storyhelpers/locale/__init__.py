"""The language that people read: en, zh-TW or es; `say` gives the words of a widget in it."""

import os
import re
from collections.abc import Container, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from unicodedata import combining, normalize

from ..engine import BadInput
from .catalogue import catalogue

LANGUAGES = {"en": "English", "zh-TW": "繁體中文", "es": "español"}
_chosen: list[str] = []
_here: ContextVar[str] = ContextVar("language of whoever is served here", default="")


def language(name: str | None = None) -> str:
    """Sets the language when one is given; answers the one in use (STORY_LANGUAGE, else "en")."""
    if name is not None:
        _chosen[:] = [known(name)]
    if here := _here.get():
        return here
    return _chosen[0] if _chosen else known(os.environ.get("STORY_LANGUAGE") or "en")


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """While it lasts, this task or thread alone speaks a language: `with speaking("es"): say("Done")`.

    For a program that serves several people at once. Threads begin in the language of all, unless they are run in a
    copy of the context (`contextvars.copy_context().run`, as `asyncio.to_thread` does). Raises BadInput.
    """
    before = _here.set(known(name))
    try:
        yield
    finally:
        _here.reset(before)


def speaker(name: str) -> Context:
    """A copy of this context that speaks a language, for a task of its own: `loop.create_task(work, context=…)`."""
    context = copy_context()
    context.run(_here.set, known(name))
    return context


def known(name: str) -> str:
    """The language's usual tag for "en", "zh", "zh_TW", "zh-Hant", "es-MX", … Raises BadInput for any other."""
    plain = str(name).strip().replace("_", "-").casefold()
    for tag in LANGUAGES:
        if plain and plain.split("-")[0] == tag.casefold().split("-")[0]:
            return tag
    raise BadInput(
        f'There is no language "{name}" yet. There is: {", ".join(f"{k} ({v})" for k, v in LANGUAGES.items())}.'
    )


def ours(tag: str) -> str:
    """The language of ours that is nearest to a book's: "zh-TW" for "zh-Hant", "en" for one that we do not speak."""
    try:
        return known(tag)
    except BadInput:
        return "en"


def say(message: str, **values) -> str:
    """A label in the person's language: say("Draw the pictures"), say("Page {number}", number=2).

    message: the English text itself, written out where it is said, so that `make words` finds it. Gaps are filled after
    the translation; without values they stay as they are, for whoever fills them later (a script in the page).
    """
    spoken = catalogue(language()).get(message, (message,))[0]
    return spoken.format(**values) if values else spoken


def say_n(one: str, many: str, n: int, **values) -> str:
    """The form for this number: say_n("{n} picture", "{n} pictures", 2). Chinese has one form for all numbers."""
    forms = catalogue(language()).get(one, (one, many))
    return forms[0 if n == 1 else -1].format(n=n, **values)


_FREQUENT = {  # words that are frequent in one of the two languages and not in the other, without accents
    "es": "un una unos unas el los las del de al en y que con se su sus esta estan hay es son dos tres cuatro cinco "
    "muchos muchas pequeno pequena grande junto detras delante debajo encima sobre bajo entre para por",
    "en": "the an and of with in on at is are its it there two three four five many small big under behind next near "
    "between by from for to that which who where",
}
SPANISH, ENGLISH = (frozenset(_FREQUENT[tag].split()) for tag in ("es", "en"))
CHINESE = "\u3400-\u9fff\uf900-\ufaff"  # for the square brackets of a regular expression


def language_of(text: str, *, spanish: Container[str] = SPANISH, english: Container[str] = ENGLISH) -> str:
    """The language that a text is written in, as far as a glance can tell: "zh-TW" for Chinese, "es", else "en".

    spanish, english: the words that speak for a language, in lower case without accents. Who knows more of them than a
    glance needs, as the paper town's lexicon does, gives its own.
    """
    text = text[:2000].lower()
    words = re.findall(rf"[^\W\d_{CHINESE}]+", "".join(c for c in normalize("NFD", text) if not combining(c)))
    if len(re.findall(f"[{CHINESE}]", text)) >= max(1, len(words)):
        return "zh-TW"
    score = sum((word in spanish) - (word in english) for word in words)
    return "es" if score + 2 * len(re.findall("[ñáéíóú¿¡]", normalize("NFC", text))) > 0 else "en"
