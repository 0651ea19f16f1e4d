"""A text as a reader takes it: its words, its sentences and pauses, who speaks. All positions are those of the text.

Words are what is lit while it is read: "Don't", "well-known", "3.14", "50%", each Chinese character; no punctuation.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from ...locale import CHINESE

SENTENCE, PARAGRAPH, LINE, TURN = 0.5, 0.95, 0.6, 0.25  # seconds of silence after one; TURN: another voice goes on
_LETTER = r"[^\W_]"  # a letter or digit of any script
_OWN = rf"(?:(?={_LETTER})[{CHINESE}\u3005-\u3007\u3040-\u30ff\U00020000-\U0003ffff])"  # a word each: Han, kana
_END = re.compile(r"(?P<stop>[.!?…。！？؟।۔]+)(?P<close>[\"'”’»」』）)\]]*)(?P<gap>\s*)|(?P<line>[^\S\n]*\n\s*)")
_NO_END = "mr mrs ms dr prof st jr sr sra srta dña vs etc approx no fig p pp a.m p.m e.g i.e ee.uu"
_SHORT = frozenset(_NO_END.split())
_QUOTES = {"“": "”", "«": "»", "「": "」", "『": "』", "„": "“", '"': '"'}
_DASHED = re.compile(  # Spanish dialogue: —¡Hola! —dijo Mimi. —¿Qué tal?
    r"(?:^|(?<=\s))—(?=[^\sa-záéíóúñ]).+?(?=\s—[a-záéíóúñ]|\n|$|(?<=[.!?…])\s—)", re.MULTILINE
)
_STOP = re.compile(r"[.!?。！？\n]")
_ONLY_TO = re.compile(
    r"(?:\b(?:to|at|with|for|by|al?|con|para|de)\s+|[對向跟和給])(?:the\s+|el\s+|la\s+)?$", re.IGNORECASE
)
_TO = re.compile(rf"{_ONLY_TO.pattern[:-1]}$|\b(?:asked|told)\s+$|[問告訴叫]$", re.IGNORECASE)
_TELLING = 90  # characters around direct speech in which the name of who speaks is looked for


def words_of(text: str) -> list[tuple[int, int]]:
    """(first, last) of each word: text[first:last]."""
    return [match.span() for match in _word().finditer(text)]


@cache
def _word() -> re.Pattern:
    """What a word is: letters with their marks, joined by apostrophes and hyphens; numbers; a sign that is spoken."""
    marks = "".join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.category(c) in ("Mn", "Mc"))
    letter = rf"(?:(?!{_OWN}){_LETTER}[{marks}\u200c\u200d]*)"
    join = r"['’·\-‑]|(?<=\d)[.,:](?=\d)|(?<=\b\w)\.(?=\w\b)"  # "don't", "3.14", "p.m"
    return re.compile(rf"{_OWN}[{marks}]*|[$€£¥]?{letter}+(?:(?:{join}){letter}+)*[%‰°]?|(?<!\S)[&+=](?!\S)")


@dataclass(frozen=True)
class Piece:
    """What is said in one breath: text[first:last], then `pause` seconds of silence; by whom; whether it is Chinese."""

    first: int
    last: int
    pause: float
    who: str = ""
    chinese: bool = False


def pieces_of(text: str, who: Iterable[str] = (), *, chinese: bool = True) -> list[Piece]:
    """The text in sentences, with direct speech apart where it is known who of `who` speaks.

    chinese: whether the voice that reads it knows Chinese characters; if not, they become pieces of their own.
    """
    speakers = speech(text, tuple(who)) if who else []
    found = []
    for sentence in _sentences(text):
        parts = _cut(sentence, [(first, last, {"who": name}) for first, last, name in speakers])
        if not chinese:
            runs = [(*m.span(), {"chinese": True}) for m in re.finditer(rf"[{CHINESE}]+(?:\W*[{CHINESE}])*", text)]
            parts = [piece for part in parts for piece in _cut(part, runs)]
        found += parts
    return [piece for piece in found if _word().search(text, piece.first, piece.last)]


def _sentences(text: str) -> list[Piece]:
    found, first = [], 0
    for match in _END.finditer(text):
        if match["line"] is not None:
            pause = PARAGRAPH if match["line"].count("\n") > 1 else LINE
        elif not _ends(text, match):
            continue
        else:
            lines = match["gap"].count("\n")
            pause = SENTENCE if not lines else PARAGRAPH if lines > 1 else LINE
        if match.end() > first:
            found.append(Piece(first, match.end(), pause))
            first = match.end()
    if first < len(text):
        found.append(Piece(first, len(text), SENTENCE))
    return found


def _ends(text: str, match: re.Match) -> bool:
    """Whether a sentence ends at these marks."""
    after = text[match.end() :].lstrip("—–- ")[:1]
    if not after or match["stop"][-1] in "。！？؟।۔":
        return True
    if not match["gap"]:  # "3.14", "A.B.", "www.example"; but a quotation may follow at once
        return bool(re.match(rf"[{CHINESE}“«「『]", after))
    if after.islower() and "\n" not in match["gap"]:  # "Mr. fox"; “Hello!” said the fox
        return False
    if match["stop"] == ".":
        before = re.search(rf"({_LETTER}+(?:\.{_LETTER}+)*)$", text[max(0, match.start() - 12) : match.start()])
        word = before[1] if before else ""
        return word.casefold() not in _SHORT and not (len(word) == 1 and word.isupper() and word.isascii())
    return True


def _cut(piece: Piece, spans: list[tuple[int, int, dict]]) -> list[Piece]:
    """A piece with the spans inside it as pieces of their own; where one follows another, a short pause."""
    cuts, at = [], piece.first
    for first, last, other in spans:
        first, last = max(first, piece.first), min(last, piece.last)
        if first >= last:
            continue
        if first > at:
            cuts.append(replace(piece, first=at, last=first, pause=TURN))
        cuts.append(replace(piece, first=first, last=last, pause=TURN, **other))
        at = last
    if at < piece.last:
        cuts.append(replace(piece, first=at, last=piece.last))
    spoken = [cut for cut in cuts if cut.last > cut.first]
    return [*spoken[:-1], replace(spoken[-1], pause=piece.pause)] if spoken else []


# ---- who speaks ----


def speech(text: str, names: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """(first, last, name) of the direct speech of which the text says that one of `names` speaks it.

    Mimi said: “Hello.”, “Hello,” said Mimi, 咪咪說：「你好。」, «Hola», dijo Mimi. A pronoun names nobody.
    """
    spans = _direct(text)
    found = []
    for number, (first, last) in enumerate(spans):
        before = text[spans[number - 1][1] if number else 0 : first][-_TELLING:]
        after = text[last : spans[number + 1][0] if number + 1 < len(spans) else len(text)][:_TELLING]
        before, after = _STOP.split(before.rstrip())[-1], _STOP.split(after.lstrip(",，"))[0]
        closed = text[first:last].rstrip("\"'”’»」』").endswith(".") and not re.match(rf"\s*[{CHINESE}]", after)
        introduced = before.endswith((",", ":", "，", "："))
        tries = [True] if closed else [True, False] if introduced else [False, True]
        said = (_named(before if is_before else after, names, is_before) for is_before in tries)
        if name := next(filter(None, said), ""):
            found.append((first, last, name))
    return found


def _direct(text: str) -> list[tuple[int, int]]:
    """The spans of direct speech, marks and all; an inner quotation belongs to the outer one."""
    found, at = [(match.start(), match.end()) for match in _DASHED.finditer(text)], 0
    while at < len(text):
        close = _QUOTES.get(text[at])
        end = text.find(close, at + 1) if close else -1
        if end > at:
            found.append((at, end + 1))
            at = end
        at += 1
    found.sort()
    return [span for number, span in enumerate(found) if not number or span[0] >= found[number - 1][1]]


def _named(text: str, names: tuple[str, ...], before: bool) -> str:
    """Who of the names says it: before direct speech the last one, after it the first, but nobody who is spoken to."""
    places = []
    for name in names:
        plain = re.escape(name)
        pattern = plain if re.search(f"[{CHINESE}]", name) else rf"(?<!\w){plain}(?!\w)"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if not (_TO if before else _ONLY_TO).search(text[: match.start()]):
                places.append((match.start(), len(name) if before else -len(name), name))
    return (max(places) if before else min(places))[2] if places else ""


# ---- what can be said ----


def sayable(text: str, first: int, last: int) -> tuple[str, list[int]]:
    """text[first:last] without what no voice says, and for each of its characters the position in the text.

    Emoji, control and format characters, lone surrogates, brackets and markup fall away; a letter and the marks on it
    become one character where there is one; full-width letters and digits become plain.
    """
    said, where = [], []
    at = first
    while at < last:
        end = at + 1
        while end < last and unicodedata.combining(text[end]):
            end += 1
        cluster = text[at:end]
        kind = unicodedata.category(cluster[0])
        if kind == "Cf":  # a soft hyphen or a joiner inside a word is nothing, not a gap
            plain = ""
        elif kind in ("Cc", "Cs", "Co", "Cn", "So", "Sk", "Zl", "Zp", "Zs") or cluster[0] in "<>|\\{}[]*_~^#`\ufe0f":
            plain = " "
        elif "\uff10" <= cluster[0] <= "\uff5a" and cluster[0].isalnum():
            plain = unicodedata.normalize("NFKC", cluster)
        else:
            plain = unicodedata.normalize("NFC", cluster)
        said.append(plain)
        where += [at] * len(plain)
        at = end
    return "".join(said), where
