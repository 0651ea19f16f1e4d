"""A text of the tales is understood again: sentence by sentence, which it is and what its slots hold."""

import re
from dataclasses import dataclass, replace

from .names import is_known, name_for
from .slots import LANGUAGES_OF_TALES, Facts, facts_in, fill

_MOST = 7  # pieces that one sentence of the tales may fall into
_QUOTES = {"“": "”", "«": "»", "「": "」", "『": "』"}
_ENDS = ".!?。！？…"
_PIECE = re.compile(r"[^.!?。！？…]*[.!?。！？…]+[”»」』)]*[.!?]?\s*|[^.!?。！？…]+$")


@dataclass(frozen=True)
class Told:
    """A sentence of a text: the key it has in the tales, "" where it has none, its facts, and as it was written."""

    key: str
    facts: Facts
    text: str


def sentences(text: str) -> list[str]:
    """The sentences of a text, as a reader counts them: what is said in quotation marks belongs to who says it."""
    found, begun, closers = [], 0, []
    for i, letter in enumerate(text):
        if letter in _QUOTES:
            closers.append(_QUOTES[letter])
        elif closers and letter == closers[-1]:
            closers.pop()
            if closers or i == 0 or text[i - 1] not in _ENDS:
                continue
            after = text[i + 1 :].lstrip(" ")
            if after and not (after[0] in _QUOTES or (text[i + 1] in " \n" and after[0].isupper()) or after[0] == "\n"):
                continue
            found.append(text[begun : i + 1])
            begun = i + 1
        elif letter in _ENDS and not closers:
            after = text[i + 1 : i + 2]
            if after in _ENDS and after or (after and after not in " \n" and letter in ".!?…" and not _chinese(after)):
                continue
            found.append(text[begun : i + 1])
            begun = i + 1
    found.append(text[begun:])
    return [piece.strip() for piece in found if piece.strip()]


def _chinese(letter: str) -> bool:
    return "\u3000" <= letter <= "\u9fff" or "\uff00" <= letter <= "\uffef"


def understand(text: str, language: str) -> list[Told]:
    """The sentences of a paragraph. Sentences of the tales that are several for a reader come as one."""
    pieces, told, at = [found[0] for found in _PIECE.finditer(text)], [], 0
    while at < len(pieces):
        for count in range(min(_MOST, len(pieces) - at), 0, -1):
            words = "".join(pieces[at : at + count]).strip()
            if known := facts_in(words, language):
                told.append(Told(*known, words))
                at += count
                break
        else:
            if pieces[at].strip():
                told.append(Told("", Facts(), pieces[at].strip()))
            at += 1
    return told


def agreed(told: list[Told]) -> list[Told]:
    """The same, with what one sentence knows of a stranger (whether it is a "she") known in all of them."""
    unusual = {
        name.latin: name.she
        for one in told
        for _, name in one.facts.names
        if not is_known(name.latin) and name.she != name_for(name.latin).she
    }
    if not unusual:
        return told
    changed = []
    for one in told:
        names = [(who, name_for(n.latin, unusual.get(n.latin, n.she))) for who, n in one.facts.names]
        changed.append(replace(one, facts=replace(one.facts, names=tuple(names))))
    return changed


def told_in(told: Told, language: str) -> str:
    """The sentence in a language."""
    return fill(LANGUAGES_OF_TALES()[language][told.key], told.facts, language)
