"""Where a text may be broken into lines, and where it is broken best.

The rules are those of print: no line begins with a closing mark ("，" "。" "」"), none ends with an opening one ("「"
"¿"), words and numbers stay whole, "……" and "——" too. Nothing is hyphenated. A paragraph is broken as a whole, so that
its lines are even and no word is left alone on the last one.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

NOT_FIRST = frozenset(
    "，。、！？；：,.!?;:%‰℃°)]}”’»›…—–‥～~·・•》〉」』】〕〗〙〛）］｝｠％‐‧﹏ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞｡､｣"
)
NOT_LAST = frozenset("“‘«‹([{¿¡《〈「『【〔〖〘〚（［｛｟＄￥£$€¥#＃№﹙﹛﹝｢")
GLUE = frozenset("\u00a0\u202f\u2007\u2060\ufeff\u200d")  # no break beside these
GONE = frozenset("\u00ad\u200b\u200e\u200f\u2028\u2029")  # what is not seen at all
EVEN_END = re.compile(r"[的了和與，：、；！？。—…,:;.!?）」』)]$")  # where a title is broken well
SENTENCE_END = re.compile(r"[.!?。！？…][”’»」』)）]*$")
LITTLE = re.compile(r"(?:^|[\s(¿¡“«])[^\W\d_]{1,3}$")  # a little word that should not end the line of a title

Measure = Callable[[str], float]


def is_wide(letter: str) -> bool:
    """Whether a letter belongs to a script that is written without spaces between words: Chinese, Japanese."""
    return "\u2e80" <= letter <= "\ua4cf" or "\uf900" <= letter <= "\ufaff" or "\ufe30" <= letter <= "\uffef" or (
        "\U00020000" <= letter <= "\U0003ffff"
    )  # fmt: skip


def clusters(text: str) -> list[str]:
    """A text as what a reader takes for single letters: with their accents, emoji with what is joined to them."""
    found: list[str] = []
    for letter in text:
        joined = found and (
            unicodedata.category(letter) in ("Mn", "Me", "Mc")
            or letter == "\u200d"
            or found[-1].endswith("\u200d")
            or "\U0001f3fb" <= letter <= "\U0001f3ff"
            or "\U000e0020" <= letter <= "\U000e007f"
            or (_is_flag(letter) and len(found[-1]) == 1 and _is_flag(found[-1]))
        )
        if joined:
            found[-1] += letter
        else:
            found.append(letter)
    return found


@lru_cache(maxsize=256)  # a text is broken anew for every size that is tried
def pieces(text: str) -> tuple[str, ...]:
    """A text of one paragraph cut wherever a line may end; spaces stay at the end of a piece."""
    found: list[str] = []
    before = ""
    letters = clusters(text)
    for i, letter in enumerate(letters):
        after = letters[i + 1] if i + 1 < len(letters) else ""
        if before and _may_break(found[-1], before, letter, after):
            found.append(letter)
        elif found:
            found[-1] += letter
        else:
            found.append(letter)
        before = letter
    return tuple(found)


def _may_break(piece: str, before: str, letter: str, after: str) -> bool:
    """Whether a line may end between two clusters. piece: what stands unbroken before."""
    if before in GLUE or letter in GLUE or before[-1] in GLUE:
        return False
    if letter.isspace():
        return False
    if before.isspace():
        # A mark that belongs to the word before it, as French sets them: "oui !"
        return not (letter[0] in NOT_FIRST and letter[0] not in "—–…" and not after.strip())
    if before[-1] in NOT_LAST or letter[0] in NOT_FIRST:
        return False
    if is_wide(before[0]) or is_wide(letter[0]):
        return True
    if before in "-–—/" and letter[0].isalpha():  # "sing-along", but not the dash that opens speech: "—dijo"
        return bool(re.search(r"[^\W\d_][-–—/]$", piece))
    return False


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def broken(text: str, width: float, measure: Measure, *, even: bool = False) -> list[str]:
    """The lines of a text, each at most `width` wide by `measure`; line ends in the text stay.

    even: all lines alike in length and broken by sense, for a title. Spaces at the ends of lines are left out; letters
    never, and only a word that is wider than a whole line is cut.
    """
    lines = []
    for paragraph in text.split("\n"):
        plain = "".join(letter for letter in paragraph if letter not in GONE)
        plain = re.sub(r"[^\S\u00a0\u202f\u2007]+", " ", plain).strip()
        lines += _paragraph(plain, width, measure, even) if plain else [""]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _paragraph(text: str, width: float, measure: Measure, even: bool) -> list[str]:
    parts = [bit for piece in pieces(text) for bit in _cut(piece, width, measure)]
    sizes = [measure(part) for part in parts]
    bare = [measure(part.rstrip()) for part in parts]  # as it is at the end of a line
    count = len(parts)
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)  # cost of what is left from here; where this line ends
    for first in range(count - 1, -1, -1):
        best[first] = (float("inf"), first + 1)
        wide = 0.0
        for last in range(first, count):
            if last > first and wide + bare[last] > width + 1e-6:
                break
            line_width = wide + bare[last]
            wide += sizes[last]
            cost = best[last + 1][0] + _cost(parts, first, last, line_width / width, count, even)
            if cost <= best[first][0]:
                best[first] = (cost, last + 1)
    lines, at = [], 0
    while at < count:
        end = best[at][1]
        lines.append("".join(parts[at:end]).rstrip())
        at = end
    return lines


def _cost(parts: list[str], first: int, last: int, full: float, count: int, even: bool) -> float:
    """How bad a line is. full: how much of the width it fills."""
    slack = 1 - min(full, 1)
    if even:
        end = parts[last].rstrip()
        ends_badly = last < count - 1 and (LITTLE.search("".join(parts[first : last + 1]).rstrip()) is not None)
        by_sense = (
            0.0 if last == count - 1 else 0.3 if SENTENCE_END.search(end) else 0.12 if EVEN_END.search(end) else 0
        )
        return 1.0 + slack**2 + 0.25 * ends_badly - by_sense
    if last < count - 1:
        return 0.02 + slack**2
    # One short word on the last line; in Chinese, one sign.
    alone = first > 0 and (last == first or (full < 0.18 and not is_wide(parts[last][0])))
    return 0.02 + 0.3 * alone


def _cut(piece: str, width: float, measure: Measure) -> list[str]:
    """A piece as it is, or cut between letters where it is wider than a line."""
    if measure(piece.rstrip()) <= width:
        return [piece]
    bits = [""]
    for letter in clusters(piece):
        if bits[-1] and measure((bits[-1] + letter).rstrip()) > width:
            bits.append("")
        bits[-1] += letter
    return bits
