"""Text → tokens: the longest known word at every place, and what is left between them."""

import re
from dataclasses import dataclass, replace
from functools import cache

from ..lexicon import Word, plain, traditional, words_of

_PIECE = re.compile(r"[^\W_]+(?:'[^\W_]+)*|\S")
_STOPS = ".!?;:。！？；：…¿¡"
_PAUSES = ",，、()（）[]「」『』【】–—"
_ACCENTED = {"él": Word("pronoun"), "está": Word("there"), "esta": Word("the")}  # told apart by their accents alone
_EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001ffff]")


@dataclass(frozen=True)
class Token:
    """A word of the idea: what it means, how it was written, and in plain form. Its role is "unknown" in no table.

    who: the name of the living thing that it means, where the idea gives it one.
    """

    word: Word
    text: str
    plain: str
    who: str = ""

    @property
    def role(self) -> str:
        """The role of its word."""
        return self.word.role


@cache
def _longest(language: str) -> dict[str, int]:
    """First word of an entry → the most words of any entry that begins so."""
    longest: dict[str, int] = {}
    for entry in words_of(language):
        first, count = entry.split(" ", 1)[0], entry.count(" ") + 1
        longest[first] = max(longest.get(first, 0), count)
    return longest


def european_tokens(text: str, language: str) -> list[Token]:
    """Tokens of an English or Spanish text."""
    words, longest = words_of(language), _longest(language)
    flat = plain(text).replace("\n", ";")  # a new line begins a new sentence
    pieces = [(m.group(), m.start(), m.end()) for m in _PIECE.finditer(flat)]
    tokens, i = [], 0
    while i < len(pieces):
        piece, start, _ = pieces[i]
        for count in range(min(longest.get(piece, 1), len(pieces) - i), 0, -1):
            entry = " ".join(p for p, _, _ in pieces[i : i + count])
            if entry in words:
                written = text[start : pieces[i + count - 1][2]]
                word = _ACCENTED.get(written.lower(), words[entry]) if language == "es" else words[entry]
                tokens.append(Token(word, written, entry))
                i += count
                break
        else:
            more = _unlisted(piece, text[start : pieces[i][2]], words)
            if tokens and more and tokens[-1].role == more[0].role == "unknown" and text[start - 1] in "-‐‑":
                more[0] = replace(more[0], text=f"{tokens.pop().text}-{more[0].text}")
            tokens += more
            i += 1
    return tokens


def _unlisted(piece: str, text: str, words: dict[str, Word]) -> list[Token]:
    if "\ue000" <= piece <= "\uf8ff":  # a name that was taken out
        return [Token(Word("name"), text, piece)]
    if piece in _STOPS:
        return [Token(Word("stop"), text, piece)]
    if piece in _PAUSES:
        return [Token(Word("pause"), text, piece)]
    if words is words_of("es") and (less := _without_diminutive(piece, words)):
        return [Token(less, text, piece)]
    if piece.endswith("'s") and piece[:-2] in words:
        return [Token(words[piece[:-2]], text[:-2], piece[:-2]), Token(Word("owner"), text[-2:], "'s")]
    if piece[0].isalnum():
        return (
            [Token(Word("unknown"), text, piece)]
            if not piece.isdecimal()
            else [Token(Word("number", min(int(piece[:9]), 13)), text, piece)]
        )
    if _EMOJI.match(piece) and piece not in "→←↑↓★☆♥♡✨❤":
        return [Token(Word("emoji"), text, piece)]
    return []


def _without_diminutive(piece: str, words: dict[str, Word]) -> Word | None:
    """A Spanish word without -ito or -ita: perrito → perro, and small."""
    for ending, whole in (("cito", ""), ("cita", ""), ("ito", "o"), ("ita", "a"), ("ito", ""), ("ita", "")):
        several = piece.endswith(ending + "s")
        stem = piece.removesuffix("s").removesuffix(ending) + whole if piece.removesuffix("s").endswith(ending) else ""
        known = words.get(stem.replace("qu", "c") if whole else stem) or words.get(stem)
        if stem and known and known.role in ("kind", "undrawable", "clothes", "colour", "filler"):
            looks = {"size": "small", **known.looks} if known.role == "kind" else known.looks
            return replace(known, plural=several, looks=looks)
    return None


def chinese_tokens(text: str) -> list[Token]:
    """Tokens of a Chinese text: the cut into words that leaves fewest characters over, and then has fewest words."""
    words, english = words_of("zh-TW"), words_of("en")
    flat = traditional(plain(text))
    tokens: list[Token] = []
    for match in re.finditer(r"[\u3400-\u9fff\uf900-\ufaff、]+|[^\u3400-\u9fff\uf900-\ufaff\s、]+", flat):
        run, start = match.group(), match.start()
        if "\u3400" <= run[0] <= "\u9fff" or run[0] == "、" or "\uf900" <= run[0] <= "\ufaff":
            tokens += _cut(run, text[start : match.end()], words)
            continue
        for piece in _PIECE.finditer(run):
            entry, written = piece.group(), text[start + piece.start() : start + piece.end()]
            known = words.get(entry) or english.get(entry)
            tokens += [Token(known, written, entry)] if known else _unlisted(entry, written, english)
    return tokens


def _cut(run: str, text: str, words: dict[str, Word]) -> list[Token]:
    size = len(run)
    best: list[tuple] = [(0, 0, 0, size)] * (size + 1)  # (characters left over, words, −squares, next place)
    best[size] = (0, 0, 0, size)
    for i in range(size - 1, -1, -1):
        left, many, squares, _ = best[i + 1]
        choice = (left + 1, many + 1, squares, i + 1)
        for j in range(i + 1, min(i + 12, size) + 1):
            if run[i:j] in words:
                left, many, squares, _ = best[j]
                choice = min(choice, (left, many + 1, squares - (j - i) ** 2, j))
        best[i] = choice
    tokens, i = [], 0
    while i < size:
        j = best[i][3]
        if run[i:j] in words:
            tokens.append(Token(words[run[i:j]], text[i:j], run[i:j]))
        elif tokens and tokens[-1].role == "unknown" and tokens[-1].word.means == i:
            last = tokens.pop()
            tokens.append(Token(Word("unknown", j), last.text + text[i:j], last.plain + run[i:j]))
        else:
            tokens.append(Token(Word("unknown", j), text[i:j], run[i:j]))
        i = j
    return tokens
