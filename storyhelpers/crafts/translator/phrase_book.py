"""The offline translator: knows the paper town's own language, and says where that ends."""

import re
from collections.abc import Callable

from ...engine import BadInput, NoAnswer
from ...locale import LANGUAGES, known, language_of


def phrase_book(words: str, *, to: str, source: str = "", on_step: Callable[[int, int], None] | None = None) -> str:
    """The offline translator: the paper town's tales, descriptions and simple scenes in English, Chinese and Spanish.

    Sentence by sentence; paragraphs stay. Raises NoAnswer naming the first sentence that it does not know, BadInput for
    a language that it has not.
    """
    target = _spoken(to)
    origin = _spoken(source) if source else language_of(words)
    if target == origin:
        return words
    parts = re.split(r"(\s*\n\s*)", words)
    total, made = (len(parts) + 1) // 2, []
    for i, part in enumerate(parts):
        if i % 2 or not part.strip():
            made.append(part)
            continue
        made.append(_paragraph(part.strip(), origin, target))
        if on_step:
            on_step(i // 2 + 1, total)
    return "".join(made)


def _spoken(language: str) -> str:
    try:
        return known(language)
    except BadInput:
        raise BadInput(
            f'The offline translator does not speak "{language}". It speaks '
            f"{', '.join(f'{tag} ({name})' for tag, name in LANGUAGES.items())}; a model speaks more: "
            'studio.recast(translator="m2m100").'
        ) from None


def _paragraph(text: str, source: str, to: str) -> str:
    from ...papertown.tales import Told, agreed, told_in, understand
    from ...papertown.tales.slots import facts_in

    if whole := facts_in(text, source):  # a title, a heading, one sentence
        return told_in(agreed([Told(*whole, text)])[0], to)
    told = agreed(understand(text, source))
    made = [told_in(one, to) if one.key else _other(one.text, source, to) for one in told]
    return ("" if to == "zh-TW" else " ").join(made)


def _other(sentence: str, source: str, to: str) -> str:
    """A sentence that is in no tale."""
    from .descriptions import description_in
    from .scenes import scene_sentence_in

    made = description_in(sentence, source, to) or scene_sentence_in(sentence, source, to)
    if made is None:
        raise NoAnswer(
            f"The offline translator does not know the sentence “{sentence[:120]}”; it knows the paper town's own "
            'tales and descriptions. Take another: studio.recast(translator="m2m100"), or "gemini".'
        )
    return made
