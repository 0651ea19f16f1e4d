"""Words that a book for children does without: a list per language, which a teacher can change.

The lists of the package are `en.txt`, `zh-TW.txt` and `es.txt` beside this file. `edit("en")` puts a copy into the
books folder, which is then read in its place. A line is a word or a phrase; a star at its end stands for any letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from ..engine import BadInput
from ..environment import books_folder
from ..files import write_file
from ..locale import CHINESE, LANGUAGES, known

AROUND = 20  # letters that an error shows before and after the word


def own_list(language: str) -> Path:
    """Where a person's own list of a language lies, whether it is there or not."""
    return books_folder() / f"stop-words-{known(language)}.txt"


def edit(language: str) -> Path:
    """Puts a copy of a list into the books folder, to be changed with any editor; answers its path."""
    path = own_list(language)
    return path if path.exists() else write_file(path, _shipped(known(language)).read_bytes())


def words_of(language: str) -> tuple[str, ...]:
    """The stop words of a language: a person's own list, else the one of the package. "#" begins a remark."""
    own = own_list(language)
    text = (own if own.is_file() else _shipped(known(language))).read_text(encoding="utf-8-sig", errors="replace")
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line.strip("* "))


class StopWords:
    """The words that are stopped: those of all lists, and `more`. `check` raises BadInput where one is in a text."""

    def __init__(self, more: Iterable[str] = (), *, lists: bool = True):
        self.more, self.lists = tuple(more), lists

    @classmethod
    def of(cls, given: "StopWords | Sequence[str] | bool") -> "StopWords":
        """True: the lists. False: none. A list of words: those besides the lists."""
        if isinstance(given, cls):
            return given
        if isinstance(given, bool):
            return cls(lists=given)
        if isinstance(given, str) or not all(isinstance(word, str) for word in given):
            raise BadInput('stop_words is True, False or a list of words: Studio(stop_words=["homework"]).')
        return cls(given)

    def found(self, text: str) -> tuple[str, int, str] | None:
        """(the word, where it begins, the language of its list or "") of the first hit, or None."""
        plain, where = _plain(text)
        hits = []
        for language, words in self._words():
            found = _pattern(words).search(plain)
            if found:
                hits.append((where[found.start()], found[0].strip(), language))
        if not hits:
            return None
        start, word, language = min(hits)
        return word, start, language

    def check(self, text: str, what: str) -> None:
        """Nothing, where all is well. what: how the error calls the text, "idea" or "story on page 3"."""
        hit = self.found(text)
        if hit is None:
            return
        word, start, language = hit
        around = text[max(0, start - AROUND) : start + len(word) + AROUND].strip()
        owner = f'the stop list "{language}"' if language else "your own stop list"
        way = f'storyhelpers.stopwords.edit("{language}")' if language else "Studio(stop_words=…)"
        raise BadInput(
            f'The {what} has the word "{word}" (letter {start + 1}: "… {around} …"), which is on {owner}. Say it with '
            f"another word. To change the list: {way}.",
            "stop word", word=word,
        )  # fmt: skip

    def _words(self):
        if self.lists:
            yield from ((language, words_of(language)) for language in LANGUAGES)
        if self.more:
            yield "", self.more


def _shipped(language: str) -> Path:
    return Path(__file__).parent / f"{language}.txt"


def _plain(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its letters the place it has in the text."""
    letters, where = [], []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKC", letter).casefold():
            if unicodedata.category(plain) == "Cf":  # letters that nobody sees do not hide a word
                continue
            letters.append(plain)
            where.append(place)
    return "".join(letters), where


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern:
    """Latin words stand alone; Chinese ones, which have no spaces between them, anywhere."""
    parts = []
    for word in words:
        plain = _plain(word.strip().rstrip("*"))[0]
        whole = r"\s+".join(map(re.escape, plain.split()))
        if not whole:
            continue
        if re.search(f"[{CHINESE}]", plain):
            parts.append(whole)
        else:
            parts.append(rf"\b{whole}" + (r"\w*" if word.rstrip().endswith("*") else r"\b"))
    return re.compile("|".join(parts) or r"(?!)")
