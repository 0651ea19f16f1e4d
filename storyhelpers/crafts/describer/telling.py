"""Words come one by one from a model and go one by one to the reader, tidied on the way.

What was said stays said: a word is held back while it may still turn out to be part of a preamble or a repetition. So
the pieces, joined, are the text that a call without streaming returns.
"""

import re

from ...locale import CHINESE
from ..prompt_writer.cleaning import clean

HEAD, LONG_HEAD = 40, 160  # characters that are waited for before the first word; of "Here is …", which may announce
LONGEST_WORD = 40  # characters; what is longer is a model that fell into a hole ("!!!!!!!!")
COPIES = 3  # the same words so often once more are a loop
_MARKS = "，。！？；：、「」『』（）"
_UNIT = re.compile(rf"[{CHINESE}{_MARKS}]|[^\s{CHINESE}{_MARKS}]+|\s+")
_WRAPPED = re.compile(
    r"""["'“‘「『«`*#>\-]|<think|(?:sure|certainly|of course|claro|por supuesto)\b|當然|当然|好的""", re.I
)
_ANNOUNCING = re.compile(r"(?:here(?:'s| is| are)|this is|below is)\b|aquí|以下|這是|这是", re.I)
_END = re.compile(r"[.!?。！？…][\"'”’」』)]*$")
_FAREWELL = re.compile(
    r"\n\s*(?:let me know|(?:i )?hope (?:this|that)|feel free|would you like|note:|希望|espero que)", re.I
)


class Telling:
    """A text on its way: `feed` takes everything written so far and gives what can be said now.

    enough: the model began to repeat itself, or to take its leave; nothing more will be said.
    """

    def __init__(self):
        self.said, self.enough = "", False
        self._looked = self._keep = 0  # words that were looked through for loops; of these, no repetition
        self._open = False  # whether the head was looked at and needs no tidying

    def feed(self, text: str, over: bool) -> str:
        """The next piece to say, often "". over: this is all there will be."""
        text = "".join(c if c.isprintable() or c == "\n" else " " for c in text.replace("\ufffd", "")).lstrip()
        if self.enough or not (self._open or over or self._begins(text)):
            return ""
        if self._open or self._begins(text):
            self._open = True
            sayable = self._sayable(text, over)
        else:
            sayable = clean(text)
        piece = sayable[len(self.said) :]
        self.said += piece
        return piece

    def _begins(self, text: str) -> bool:
        """Whether the head of the text is the answer itself, as far as one can see."""
        most = LONG_HEAD if _ANNOUNCING.match(text) else HEAD
        head = text[:most]
        ended = re.search(r"[.!?。！？]", head)
        colon = re.search(r"[:：\n]", head[: ended.start()] if ended else head)
        if _WRAPPED.match(text) or colon:
            return False  # to be tidied when all of it is there
        return bool(ended) or len(text) >= most

    def _sayable(self, text: str, over: bool) -> str:
        if farewell := _FAREWELL.search(text):
            text, self.enough = text[: farewell.start()], True
        elif not over and len(text) - text.rfind("\n") < 16:
            text = text[: text.rfind("\n")] if "\n" in text else text
        units = _UNIT.findall(re.sub(r"\s+", " ", re.sub(r"\*+", "", text)).strip())
        if (hole := next((i for i, unit in enumerate(units) if len(unit) > LONGEST_WORD), None)) is not None:
            units, self.enough = units[:hole], True
        if not over and not self.enough:
            units = units[:-1]  # the last word may go on
        places = [i for i, unit in enumerate(units) if not unit.isspace()]
        words = [units[i].casefold() for i in places]
        looping = False
        while self._looked < len(words) and not looping:
            self._looked += 1
            self._keep, looping = settled(words[: self._looked])
        self.enough |= looping
        if looping or not over:
            units = units[: places[self._keep - 1] + 1] if self._keep else []
        sayable = "".join(units)
        return sayable if sayable.startswith(self.said) else self.said


def settled(words: list[str]) -> tuple[int, bool]:
    """(how many of the words are no repetition of those before them, whether they have become a loop).

    A loop is the same few words COPIES times more, or a whole sentence said twice in a row.
    """
    count, held = len(words), 0
    for period in range(1, count):
        same = 0
        while same + period < count and words[count - 1 - same] == words[count - 1 - same - period]:
            same += 1
        sentence = same >= period > 2 and _END.search(words[-1]) and _END.search(words[-period - 1])
        if same >= COPIES * period or sentence:
            return count - same, True
        held = max(held, same)
    return count - held, False


def told(text: str) -> str:
    """A text that is all there, tidied as `Telling` would have said it."""
    return Telling().feed(text, True)
