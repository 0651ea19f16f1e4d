"""Names in an idea: "a cat named Mimi", 一隻叫咪咪的貓, "un gato llamado Félix". They are taken out before it is read.

In the place of a name stands a mark; `christen` hands it to the token of the living thing that it speaks of.
"""

import re
from dataclasses import replace

from ..lexicon import ALIVE, words_of

LONGEST_NAME = 40
MARKS = "\ue000-\uf8ff"  # private characters: the n-th stands for the n-th name
_SAYS = {
    "en": re.compile(
        r",?\s*\b(?:(?:who|that|which) (?:is|was) )?(?:(named)|called|whose name (?:is|was)|by the name of)\s+",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r",?\s*\b(?:(llamad[oa])|que se llama(?:ba)?|se llama(?:ba)?|cuyo nombre es|de nombre|con el nombre de)\s+",
        re.IGNORECASE,
    ),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_][\w'’-]*\.?(?=\s[^\W\d_]|)")
_QUOTED = re.compile(r"[\"“«「『']([^\"“”«»「」『』\n]{1,40})[\"”»」』']")
_TITLES = ("mr", "mrs", "ms", "dr", "st", "sr", "sra")
_CHINESE = re.compile(
    r"[，,]?\s*(?:(?:他|她|牠|它)?的?名字(?:叫做|叫作|叫|是)|名叫|叫做|叫作|取名叫?|叫)\s*"
    r"(?:[「『“\"]([^「」『』“”\"]{1,40})[」』”\"]|([A-Z][\w'-]*(?: [A-Z][\w'-]*){0,3}|[\u3400-\u9fff]{1,6}?))"
    r"(?=的[^，。！？、；]|\s*[，。！？、；,.!?;]|\s*$)(的?)"
)
_NO_NAMES = re.compile("[著了起來聲個他她牠我你在得]|^(?:一|不|好|大聲)")


_NAMED = re.compile(r"\b(named|called|llamad[oa]|se llama(?:ba)?)\s+(?:[^\W\d_a-z][\w'’-]*\s?)+")


def without_names(text: str) -> str:
    """The text for a guess at its language: "a dog called Señor Bigotes" is English."""
    return _NAMED.sub(r"\1 ", text)


def take_names(text: str, language: str) -> tuple[str, list[str]]:
    """(the text with a mark for every name, the names in the order of their marks)."""
    text = re.sub(f"[{MARKS}]", " ", text)
    names: list[str] = []

    def mark(name: str) -> str:
        names.append(name.strip()[:LONGEST_NAME])
        return f" {chr(0xE000 + len(names) - 1)} "

    if language == "zh-TW":

        def taken(found: re.Match) -> str:
            name = found[1] or found[2]
            sure = found[1] or re.search("名|做|作", found[0][: found[0].index(name)])
            if len(names) >= 60 or (not sure and (_NO_NAMES.search(name) or name in words_of("zh-TW"))):
                return found[0]
            return mark(name)

        return _CHINESE.sub(taken, text), names
    out, at = "", 0
    for found in _SAYS[language].finditer(text):
        if found.start() < at or len(names) >= 60:
            continue
        name, end = _name_at(text, found.end(), language, sure=bool(found[1]))
        if name:
            out, at = out + text[at : found.start()] + mark(name), end
    return out + text[at:], names


def _name_at(text: str, at: int, language: str, *, sure: bool) -> tuple[str, int]:
    """The name that begins at a place of the text, and where it ends; "" where none does."""
    if quoted := _QUOTED.match(text, at):
        return quoted[1], quoted.end()
    first = _WORD.match(text, at)
    if not first:
        return "", at
    word = first[0] if first[0].rstrip(".").lower() in _TITLES else first[0].rstrip(".")
    if word[0].islower() and (not sure or word.lower() in words_of(language)):
        return "", at
    end = at + len(word)
    while more := re.compile(r"\s([^\W\d_a-z][\w'’-]*)").match(text, end):
        if more[1][0].islower() or more.end() - at > LONGEST_NAME:
            break
        end = more.end()
    return text[at:end], end


def christen(tokens: list, names: list[str]) -> list:
    """The tokens without the marks; whom a name belongs to knows it as `who`: the last living thing before it.

    In Chinese "叫咪咪的貓" it is the next one: there is none before it in its clause.
    """
    kept, waiting = [], ""
    for token in tokens:
        if token.role == "name":
            name = names[ord(token.plain) - 0xE000]
            at = next((i for i in range(len(kept) - 1, -1, -1) if _lives(kept[i]) or kept[i].role == "stop"), -1)
            if at >= 0 and _lives(kept[at]) and not kept[at].who:
                kept[at] = replace(kept[at], who=name)
            else:
                waiting = name
            continue
        if waiting and _lives(token):
            token, waiting = replace(token, who=waiting), ""
        kept.append(token)
    return kept


def _lives(token) -> bool:
    return token.role == "kind" and token.word.means in ALIVE
