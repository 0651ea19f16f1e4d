"""The words of a published page itself, in the languages that it speaks (`static/words.json`); texts fit for a file."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Tongue:
    """Which language a page is in.

    book: the language tag of the book ("zh-Hant-TW"). page: the tag of the page's own words; another one only where the
    page cannot speak the book's language. words: the page's own words by key.
    """

    book: str
    page: str
    words: dict

    def say(self, key: str, **values) -> str:
        """One of the page's own sentences with its gaps filled."""
        return self.words[key].format(**values)

    @property
    def foreign(self) -> bool:
        """Whether the page's own words are in another language than the book."""
        return (
            self.book.split("-")[:2] != self.page.split("-")[:2]
            if self.book.startswith("zh")
            else (self.book.split("-")[0] != self.page.split("-")[0])
        )


@cache
def _all_words() -> dict:
    return json.loads((STATIC / "words.json").read_text(encoding="utf-8"))


def tongue_of(language: str | None) -> Tongue:
    """The Tongue for a language code as books write it: "en", "zh-TW", "zh_Hant", "es-MX", "fr"."""
    given = str(language or "en").replace("_", "-").split("-")
    parts = [part for part in given if re.fullmatch("[A-Za-z0-9]{1,8}", part)]
    if not parts or not re.fullmatch("[A-Za-z]{2,8}", parts[0]):  # a book may say anything; a file must not
        parts = ["en"]
    first = parts[0].lower()
    if first == "zh":
        simplified = {p.lower() for p in parts} & {"cn", "hans", "sg"}
        tag = "zh-Hans" if simplified else "zh-Hant-HK" if "hk" in {p.lower() for p in parts} else "zh-Hant-TW"
        words = _all_words()["zh-TW"]
    else:
        tag = "-".join([first, *parts[1:]])
        words = _all_words().get(first) or _all_words()["en"]
    own = Tongue(tag, words["lang"], words)
    return own if own.foreign else Tongue(tag, tag, words)


def readable(text) -> str:
    """The same text without what no file may hold, letter for letter: control characters become spaces.

    Line ends stay "\\n"; half of a surrogate pair becomes "�".
    """
    return "".join(_readable(letter) for letter in ("" if text is None else str(text)))


def _readable(letter: str) -> str:
    if letter == "\n" or " " <= letter < "\x7f":
        return letter
    kind = unicodedata.category(letter)
    if kind == "Cs" or letter in "\ufffe\uffff":
        return "�"
    return " " if kind == "Cc" else "\n" if kind in ("Zl", "Zp") else letter


def line(text) -> str:
    """A readable text on one line."""
    return " ".join(readable(text).split())
