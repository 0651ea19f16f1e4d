"""Words parted into sentences and put together again: translation models were taught sentence by sentence."""

import re
from collections.abc import Sequence

from .tongues import is_alone

LONGEST = 400  # characters of what is translated at once; a longer sentence is parted after a comma
_SHORT = "mr mrs ms dr st sr sra srta prof no vs etc jr fig p pp e.g i.e z.b bzw ca cf d.h usw m mme mlle ud uds"
_END = re.compile(
    r"(?P<latin>[.!?…]+[\"'”’»)\]]*)(?=\s|$)|(?P<wide>[。！？…]+[」』”’）]*)|(?P<line>\n)|(?P<danda>[।۔؟]+)(?=\s|$)"
)
_PAUSE = re.compile(r"[,;:](?=\s)|[，；：、]")
_GAP = re.compile(r"\s*")


def parted(words: str) -> list[tuple[str, str]]:
    """(sentence, the space behind it), …; joined, they are the words again. The first may be ("", space)."""
    lead = _GAP.match(words)[0]
    made = [("", lead)] if lead else []
    start = at = len(lead)
    while end := _END.search(words, at):
        at = max(end.end(), at + 1)
        stop = end.start() if end["line"] else end.end()
        if not end["line"] and not _ends(words, start, end):
            continue
        gap = _GAP.match(words, stop)[0]
        if stop > start:
            made += _shortened(words[start:stop], gap)
        start = at = stop + len(gap)
    if start < len(words):
        rest = words[start:].rstrip()
        made += _shortened(rest, words[start + len(rest) :])
    return made


def _ends(words: str, start: int, end: re.Match) -> bool:
    """Whether a mark ends a sentence: not the one of "Mr.", not the one in '"Hi!" said the cat.'"""
    after = words[end.end() :].lstrip()[:1]
    if end["wide"]:
        quoted = end[0][-1] in "」』”’）"
        return not quoted or after in "「『“（" or end.end() - start > 60 or not after
    if end["latin"]:
        before = re.search(r"[^\s\"'“”«(]+$", words[start : end.start()])
        if end[0] == "." and before and (before[0].lower() in _SHORT.split(" ") or re.fullmatch(r"\w", before[0])):
            return not after
        return not (after.islower() and end[0][-1] not in ".")
    return True


def _shortened(sentence: str, gap: str) -> list[tuple[str, str]]:
    made = []
    while len(sentence) > LONGEST:
        pauses = [pause.end() for pause in _PAUSE.finditer(sentence, 0, LONGEST)]
        cut = pauses[-1] if pauses else (sentence.rfind(" ", 1, LONGEST) + 1 or LONGEST)
        space = _GAP.match(sentence, cut)[0]
        head = sentence[:cut].rstrip()
        if not head or not sentence[cut + len(space) :]:
            break
        made.append((head, sentence[len(head) : cut + len(space)]))
        sentence = sentence[cut + len(space) :]
    return [*made, (sentence, gap)]


def joined(sentences: Sequence[str], gaps: Sequence[str], language: str) -> str:
    """Translated sentences as one text: paragraphs stay, and between sentences stands what that language puts there."""
    made = ""
    for number, (sentence, gap) in enumerate(zip(sentences, gaps)):
        made += sentence
        if number < len(sentences) - 1:
            made += gap if "\n" in gap else "" if is_alone(language) or not sentence else " "
    return made.strip()


def has_words(sentence: str) -> bool:
    """Whether there is anything in it to be translated."""
    return any(c.isalpha() for c in sentence)
