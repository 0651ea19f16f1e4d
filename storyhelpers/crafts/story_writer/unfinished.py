"""JSON that is still being written, or was cut off: what is there so far, and how much of it is whole.

A model's answer comes in pieces that end anywhere. `read` takes everything that came and gives the value as far as it
goes: an open text is the text so far, an open list what is in it. Nothing is guessed that is not there.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

DEEPEST = 60  # levels: an answer with more is no story but an attack on the stack
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORDS = {"true": True, "false": False, "null": None}
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Open:
    """Marks what is not there yet."""


OPEN = Open()


@dataclass(frozen=True)
class Partly:
    """value: what is there so far, or OPEN; whole: nothing is missing; fault: why it is no JSON, "" where it is.

    closed: the ids of the dictionaries in `value` that were closed by their brace.
    """

    value: Any
    whole: bool
    fault: str = ""
    closed: frozenset[int] = frozenset()


class _Cut(Exception):
    """The text ended."""


class _Wrong(Exception):
    """The text is no JSON here."""


def read(text: str) -> Partly:
    """The value in a text that is JSON or the beginning of JSON; a fence or a few words before it are passed over."""
    start = re.search(r"[\[{]", text)
    if start is None:
        return Partly(OPEN, False, "there is no JSON in it" if text.strip() else "it is empty")
    reader = _Reader(text, start.start())
    try:
        value = reader.value()
    except _Cut:
        return Partly(reader.root, False, closed=frozenset(reader.closed))
    except _Wrong as wrong:
        return Partly(reader.root, False, str(wrong), frozenset(reader.closed))
    return Partly(value, True, closed=frozenset(reader.closed))


class _Reader:
    def __init__(self, text: str, at: int):
        self.text, self.at, self.root, self.depth = text, at, OPEN, 0
        self.closed: set[int] = set()

    def value(self, keep=None) -> Any:
        """The next value. keep(value) is called as soon as there is some of it, so that it is there if all ends."""
        sign = self.peek()
        if sign in "{[":
            self.depth += 1
            if self.depth > DEEPEST:
                raise _Wrong(f"it is nested more than {DEEPEST} deep")
            made = {} if sign == "{" else []
            self.root = made if self.root is OPEN else self.root
            if keep:
                keep(made)
            self.at += 1
            (self.pairs if sign == "{" else self.items)(made)
            self.depth -= 1
        elif sign == '"':
            made = self.words(keep)
        else:
            made = self.plain()
        if keep:
            keep(made)
        return made

    def pairs(self, made: dict) -> None:
        while self.peek() != "}":
            if made:
                self.expect(",")
                if self.peek() == "}":  # a comma too many at the end
                    break
            if self.peek() != '"':
                raise _Wrong(f"a name in quotes should stand at character {self.at + 1}")
            name = self.words(None)
            self.expect(":")
            self.value(lambda value, name=name: made.__setitem__(name, value))
        self.at += 1
        self.closed.add(id(made))

    def items(self, made: list) -> None:
        while self.peek() != "]":
            if made:
                self.expect(",")
                if self.peek() == "]":
                    break
            place = len(made)
            self.value(lambda value, place=place: made.__setitem__(slice(place, place + 1), [value]))
        self.at += 1

    def words(self, keep) -> str:
        self.at += 1
        made: list[str] = []
        try:
            while (sign := self.sign()) != '"':
                made.append(self.escape() if sign == "\\" else sign)
        except _Cut:
            if keep:
                keep(_joined(made))
            raise
        return _joined(made)

    def escape(self) -> str:
        sign = self.sign()
        if sign == "u":
            digits = "".join(self.sign() for _ in range(4))
            if not re.fullmatch("[0-9a-fA-F]{4}", digits):
                raise _Wrong(f"\\u{digits} at character {self.at} is no letter")
            return chr(int(digits, 16))
        if sign not in _ESCAPES:
            raise _Wrong(f"\\{sign} at character {self.at} means nothing")
        return _ESCAPES[sign]

    def plain(self) -> Any:
        for word, meaning in _WORDS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return meaning
            if self.text[self.at :] and word.startswith(self.text[self.at :]):
                raise _Cut
        if re.fullmatch(r"[-+.0-9eE]+", self.text[self.at :]):  # more digits may come
            raise _Cut
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            raise _Wrong(f"a value should stand at character {self.at + 1}, not {self.text[self.at : self.at + 12]!r}")
        self.at = found.end()
        return json.loads(found[0])

    def peek(self) -> str:
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
            self.at += 1
        if self.at >= len(self.text):
            raise _Cut
        return self.text[self.at]

    def expect(self, sign: str) -> None:
        if self.peek() != sign:
            raise _Wrong(f"{sign!r} should stand at character {self.at + 1}, not {self.text[self.at : self.at + 12]!r}")
        self.at += 1

    def sign(self) -> str:
        if self.at >= len(self.text):
            raise _Cut
        self.at += 1
        return self.text[self.at - 1]


def _joined(signs: list[str]) -> str:
    """The letters as one text: two halves of a letter beyond 65,535 become one; a half alone is left out."""
    return "".join(signs).encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
