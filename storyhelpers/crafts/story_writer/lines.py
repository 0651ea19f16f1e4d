"""Stories in a form that small models can keep: a line for the title, one for each character, and for every page.

    TITLE: Mimi and the moon
    CHARACTER: Mimi | small orange tabby cat | cat
    PAGE 1: Mimi looks out of the window.
    PICTURE 1: [Mimi] sits at a window at night, a big moon.

`parsed` is tolerant: bold, lists, other languages' words for the labels, no numbers, several lines a page, and prose
before, between and behind. `parted` makes pages of an answer that kept to no form at all.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...locale import CHINESE
from ...story import Character
from ..prompt_writer.cleaning import clean, shorten, without_stutter
from .wishes import LONGEST_TITLE, flat

LONGEST_PAGE = 1200  # characters: more does not fit under a picture

_NUMBER = r"[\s#第]*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[頁页]?"
LABELS = {  # what a line begins with, in English, Chinese and Spanish
    "title": r"(?:story\s+)?title|標題|标题|題目|书名|書名|título|titulo",
    "character": r"(?:main\s+)?characters?|角色|人物|主角|personajes?",
    "picture": r"(?:picture|image|illustration)(?:\s+prompt)?|圖片?|图片?|插圖|插图|畫面|画面|imagen|dibujo|"
    r"ilustración",
    "page": r"page|頁|页|página|pagina",
}
_LINE = re.compile(
    r"^[\s>*_#\-•【\[]*(?:\d{1,2}[.)]\s*)?(?:"
    + "|".join(rf"(?P<{kind}>{words})" for kind, words in LABELS.items())
    + r")?" + _NUMBER + r"[\s*_]*(?P<colon>[】\]]?[\s*_]*[:：|\-–—]|[】\]])[\s*_]*(?P<rest>.*)$",
    re.IGNORECASE,
)  # fmt: skip
_HEADING = re.compile(rf"^[\s>*_#【\[]*(?:{LABELS['page']}|第)" + _NUMBER + r"[\s*_】\]]*$", re.IGNORECASE)
_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)}
_SENTENCE = re.compile(r".+?(?:[.!?…]+[\"'”’»)]*(?=\s|$)|[。！？…]+[」』”）]*|$)\s*", re.DOTALL)


@dataclass
class Lines:
    """What was found: words and picture prompts by page number, and the prose that had no label."""

    title: str = ""
    characters: tuple[Character, ...] = ()
    words: dict[int, str] = field(default_factory=dict)
    prompts: dict[int, str] = field(default_factory=dict)
    prose: str = ""


def parsed(text: str) -> Lines:
    """The story in a text, however much of it is there."""
    found, kind, number, prose = Lines(), "", 0, []
    characters, said, drawn = [], {}, {}
    for line in text.replace("```", "\n").splitlines():
        label = _LINE.match(line)
        named = label and next((k for k in LABELS if label[k]), "第" in line[: label.start("colon")] and "page")
        if not named:
            if not line.strip():
                kind = "" if kind == "picture" else kind
            elif (heading := _HEADING.match(line)) and heading["number"]:
                kind, number = "page", _value(heading["number"])
                said.setdefault(number, "")
            elif kind == "page":
                said[number] = f"{said[number]}\n{line}"
            elif kind == "picture":
                drawn[number] = f"{drawn[number]} {line}"
            else:
                prose.append(line)
            continue
        kind, rest = named, label["rest"].strip()
        if kind == "title":
            found.title = found.title or clean(rest, longest=LONGEST_TITLE)
        elif kind == "character":
            characters += filter(None, map(character_in, re.split(r"[;；]", rest)))
        elif kind == "page":
            number = _value(label["number"]) or max([*said, 0]) + 1
            said[number] = rest if number not in said else f"{said[number]}\n{rest}"
        else:
            number = _value(label["number"]) or number or 1
            drawn[number] = rest
    found.characters = tuple({one.name.casefold(): one for one in characters}.values())
    found.words = {n: words for n, text in sorted(said.items()) if (words := page_words(text))}
    found.prompts = {n: words for n, text in sorted(drawn.items()) if (words := clean(text)) and words.isprintable()}
    found.prose = "\n".join(prose).strip()
    return found


def character_in(row: str) -> Character | None:
    """ "Mimi | small orange cat | cat" as a Character; None where the looks are missing."""
    parts = re.split(r"\s*[|｜]\s*", row)
    if len(parts) == 1:  # "Mimi: a small orange cat", "Mimi - a small orange cat"
        parts = re.split(r"\s+[-–—]\s+|\s*[:：]\s*|,\s*(?=an?\s)", row, maxsplit=1)
    parts = [re.sub(r"^[\s*_\[\"“「]+|[\s*_\]\"”」]+$", "", part) for part in parts]
    name, looks, *more = [flat(part, 160).rstrip(".。") for part in parts if part.strip()] + [""] * 2
    if not name or not looks or len(name) > 40:
        return None
    called = next((word for word in more if word[:1].isupper() and word.isascii() and word != name), "")
    kind = next((word for word in more if word[:1].islower() and word.isascii() and len(word) < 24), "")
    return Character(name, re.sub(r"^(?:an?|the)\s+", "", looks, flags=re.IGNORECASE), kind, called)


def page_words(text: str) -> str:
    """The words of a page alone: without marks, remarks and loops; "" where no word is left."""
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", "".join(c if c.isprintable() or c == "\n" else " " for c in text))
    lines = [re.sub(r"^\s*(?:#{1,6}|>|[-*•]|\d{1,2}[.)])\s+", "", line).strip(" *_") for line in text.splitlines()]
    text = without_echoes(flat(" ".join(line for line in lines if line)))
    if len(text) > 2 and text[0] + text[-1] in ('""', "“”", "「」") and text[0] not in text[1:-1]:
        text = text[1:-1].strip()
    return shorten(text, LONGEST_PAGE) if re.search(r"\w", text) else ""


def without_echoes(text: str) -> str:
    """The text without what a model says over and over: a refrain may come again, but not at once a third time.

    Ends where one to four sentences come for the third time in a row.
    """
    kept: list[str] = []
    for sentence in _SENTENCE.findall(text):
        kept.append(sentence)
        plain = [re.sub(r"\W+", "", one).casefold() for one in kept[-12:]]
        for period in range(1, 5):
            if (
                len(plain) >= 3 * period
                and plain[-period:] == plain[-2 * period : -period] == plain[-3 * period : -2 * period]
            ):
                return without_stutter("".join(kept[: -2 * period]))
    return without_stutter("".join(kept))


def parted(prose: str, pages: int) -> list[str]:
    """Prose as the words of at most so many pages: its paragraphs where they are as many, else its sentences."""
    paragraphs = [words for part in prose.splitlines() if (words := page_words(part))]
    if len(paragraphs) == pages:
        return paragraphs
    sentences = [s for part in paragraphs for s in _SENTENCE.findall(part) if re.search(r"\w", s)]
    count = min(pages, len(sentences))
    cuts = [round(i * len(sentences) / count) for i in range(count + 1)] if count else []
    return [shorten(flat("".join(sentences[a:b])), LONGEST_PAGE) for a, b in zip(cuts, cuts[1:])]


def readable(lines: Lines) -> str:
    """Title and words so far, for somebody who watches."""
    return "\n\n".join(filter(None, [lines.title, lines.prose if not lines.words else "", *lines.words.values()]))


def is_chinese(words: str) -> bool:
    """Whether most of the letters are Chinese."""
    letters = [c for c in words if c.isalpha()]
    return 2 * sum(bool(re.match(f"[{CHINESE}]", c)) for c in letters) > len(letters)


def fill(words: Iterable[str], pages: int) -> dict[int, str]:
    """The words by page number, from 1, as far as they go."""
    return dict(zip(range(1, pages + 1), words))


def _value(number: str | None) -> int:
    if not number:
        return 0
    if number.isdigit():
        return int(number)
    tens, _, ones = number.rpartition("十")
    return (10 * _DIGITS.get(tens, 1) if "十" in number else 0) + _DIGITS.get(ones, 0)
