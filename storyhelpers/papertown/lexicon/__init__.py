"""The words of the paper town: its own vocabulary, and what people write for it in English, Chinese and Spanish.

The keys of the whole package are English ("cat", "santa hat", "next to"). The tables of words are in `en`, `zh_tw` and
`es`; `words_of(language)` makes one dictionary of each: what somebody may write → Word.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache
from types import ModuleType

from ...scenegraph import COLOURS
from . import en, es, zh_tw

LANGUAGES = {"en": en, "zh-TW": zh_tw, "es": es}

KINDS = tuple(en.KINDS)
PEOPLE = KINDS[: KINDS.index("cat")]
ANIMALS = KINDS[KINDS.index("cat") : KINDS.index("car")]
VEHICLES = KINDS[KINDS.index("car") : KINDS.index("house")]
BUILDINGS = KINDS[KINDS.index("house") : KINDS.index("lamp")]
CLOTHES = tuple(en.CLOTHES)
PATTERNS = tuple(en.PATTERNS)
SIZES = tuple(en.SIZES)
POSES = tuple(en.POSES)
PLACES = tuple(en.PLACES)
TIMES = tuple(en.TIMES)
WEATHERS = tuple(en.WEATHERS)
RELATIONS = tuple(en.RELATIONS)
COLOUR_NAMES = tuple(COLOURS)
ALIVE = frozenset(PEOPLE + ANIMALS + ("snowman",))  # what wears clothes and strikes a pose by itself


@dataclass(frozen=True)
class Word:
    """What a word means to the reader.

    role: "kind", "clothes", "colour", "pattern", "size", "pose", "place", "time", "weather", "relation", "number",
    "ordinal", "measure", one of the keys of ROLES, "undrawable", or "filler".
    means: our own key, or the number. plural: more than one is meant. looks: what else the word tells of the figure.
    mixed: kinds that take turns ("children"). worn: the clothes it is when somebody wears it.
    dressed: clothes that the word puts on it ("queen": a crown). before: a pose that may stand before its noun.
    """

    role: str
    means: str | int = ""
    plural: bool = False
    looks: dict = field(default_factory=dict)
    mixed: tuple[str, ...] = ()
    worn: str = ""
    dressed: str = ""
    before: bool = False


def plain(text: str) -> str:
    """Lower case without accents: the form in which words are looked up. As long as `text` for composed letters."""
    return "".join(_plain_letter(letter) for letter in text)


@cache
def _plain_letter(letter: str) -> str:
    if letter in "’‘`´":
        return "'"
    if letter in "-‐‑":
        return " "
    folded = unicodedata.normalize("NFD", letter.lower())
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    full = unicodedata.normalize("NFKC", folded) if "\uff10" <= letter <= "\uff5a" else folded
    return full if len(full) == 1 else letter


@cache
def _simplified() -> dict[int, str]:
    pairs = {pair[0]: pair[1] for pair in zh_tw.SIMPLIFIED.split()}
    pairs |= {"裏": "裡", "臺": "台", "喫": "吃", "牀": "床", "峯": "峰"}
    return {ord(a): b for a, b in pairs.items() if a != b and a != "只"}


def traditional(text: str) -> str:
    """Chinese text with its Simplified characters turned into Traditional ones, one for one."""
    text = text.translate(_simplified())
    return re.sub("(?<=[一二兩三四五六七八九十幾這那數每0-9])只", "隻", text)


def _split(entries: str) -> list[str]:
    return [entry.strip() for entry in entries.split(",") if entry.strip()]


@cache
def words_of(language: str) -> dict[str, Word]:
    """Everything people may write in one language, in plain form, and what it means."""
    table = LANGUAGES[language]
    words: dict[str, Word] = {}

    def add(entries, word: Word, forms=lambda entry: ()):
        for entry in _split(entries):
            words[plain(entry)] = word
            for form, changed in forms(entry):
                if words.get(plain(form), Word("filler")).role == "filler":
                    words[plain(form)] = replace(word, **changed)

    def plurals(entry):
        return [(form, {"plural": True}) for form in plurals_of(table, entry)]

    def agreeing(entry):
        return [(form, {}) for form in _agreeing(entry)] if table is es else []

    add(table.FILLER, Word("filler"))
    add(table.VERBS, Word("filler", "verb"), lambda verb: [(form, {}) for form in _verb_forms(table, verb)])
    verbs = [form for form, word in words.items() if word.means == "verb"]
    add(table.PHRASES, Word("filler"))
    nouns: dict[str, Word] = {}
    for name, entries in table.KINDS.items():
        for entry in _split(entries):
            nouns[entry] = Word("kind", name)
    for entry, (name, looks) in table.RICHER.items():
        looks = dict(looks)
        dressed = looks.pop("dressed", "")
        nouns[entry] = Word("kind", name, looks=looks, dressed=dressed) if name else Word("undrawable")
    for entry, names in table.MIXED.items():
        nouns[entry] = Word("kind", names[0], entry in table.PLURAL_OF_MIXED, mixed=names)
    for name, entries in table.CLOTHES.items():
        for entry in _split(entries):
            known = nouns.get(entry)
            nouns[entry] = replace(known, worn=name) if known else Word("clothes", name)
    for entry in _split(table.UNDRAWABLE):
        nouns.setdefault(entry, Word("undrawable"))
    for entry, word in nouns.items():  # whole words win over the plurals that the rules make of others
        for form in plurals_of(table, entry):
            words[plain(form)] = replace(word, plural=True)
    for entry, word in nouns.items():
        words[plain(entry)] = word
    words |= {form: Word("filler", "verb") for form in verbs if words[form].role == "undrawable"}
    add(table.PARTS, Word("part"))
    for role, entries_of in (
        ("place", table.PLACES), ("time", table.TIMES), ("weather", table.WEATHERS), ("number", table.NUMBERS),
        ("ordinal", table.ORDINALS),
    ):  # fmt: skip
        for means, entries in entries_of.items():
            add(entries, Word(role, means), agreeing if role == "weather" else lambda entry: ())
    for role, entries_of in (("colour", table.COLOURS), ("pattern", table.PATTERNS), ("size", table.SIZES)):
        for means, entries in entries_of.items():
            add(entries, Word(role, means), agreeing)
    for means, entries in table.POSES.items():
        add(entries, Word("pose", means), agreeing)
    for means, entries in table.POSING.items():
        add(entries, Word("pose", means, before=True))
    for means, entries in table.RELATIONS.items():
        add(entries, Word("relation", means), _contracted if table is es else lambda entry: ())
    for role, entries in table.ROLES.items():
        add(entries, Word(role), _contracted if table is es else lambda entry: ())
    if table is zh_tw:
        add(table.MEASURES, Word("measure"))
    for form, name in en.EMOJI.items():
        words[form] = words_of("en")[name] if table is not en else words[name]
    words.pop("", None)
    return words


def plurals_of(table: ModuleType, entry: str) -> list[str]:
    """The plural forms of a noun in the language of `table`; the usual one first."""
    if entry in table.IRREGULAR:
        return [table.IRREGULAR[entry]]
    if table is en:
        head, _, last = entry.rpartition(" ")
        last = table.IRREGULAR.get(last) or _english_plural(last)
        return [f"{head} {last}".strip()] if entry not in table.PLURAL_OF_MIXED else []
    if table is es:
        first, *others = entry.split(" ")
        several = table.IRREGULAR.get(first) or _spanish_plural(first)
        joints = ("de", "del", "la", "a", "con")
        kept = " ".join([several, *others])
        agreed = " ".join([several, *(word if word in joints else _spanish_plural(word) for word in others)])
        return [kept, agreed] if set(others) & set(joints) else [agreed, kept]
    return [entry + "們"] if table is zh_tw and not entry.endswith("們") else []


def _english_plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"


def _spanish_plural(word: str) -> str:
    if word[-1] in "aeiouáéó":
        return word + "s"
    if word.endswith("ón"):
        return word[:-2] + "ones"
    if word.endswith("z"):
        return word[:-1] + "ces"
    return word if word.endswith("s") and word[-2] not in "áéíóúeuo" else word + "es"


def _agreeing(entry: str) -> list[str]:
    """The other genders and numbers of a Spanish adjective: rojo → roja, rojos, rojas; azul → azules."""
    first, *others = entry.split(" ")
    rest = " ".join(["", *others])
    if first in ("de", "a", "con", "color", "muy", "está", "están", "se") or first.endswith("ndo"):
        if first == "muy":
            return [f"muy {form}" for form in _agreeing(rest.strip())]
        return []
    if first.endswith("o"):
        return [first[:-1] + end + rest for end in ("a", "os", "as")] + [
            first[:-1] + "ito" + rest,
            first[:-1] + "ita" + rest,
        ]
    if first.endswith("ón"):
        return [first[:-2] + "ones" + rest]
    if first.endswith("or"):
        return [first + "a" + rest, first + "es" + rest]
    return [_spanish_plural(first) + rest]


def _contracted(entry: str) -> list[tuple[str, dict]]:
    if entry.endswith(" de"):
        return [(entry + "l", {})]
    return [(entry + "l", {})] if entry.endswith(" a") else []


def _verb_forms(table: ModuleType, verb: str) -> list[str]:
    if table is en:
        stem = verb[:-1] if verb.endswith("e") else verb
        ending = [_english_plural(verb), stem + "ing", stem + "ed"]
        if verb[-1] not in "aeiouwxy" and verb[-2:-1] in "aeiou" and verb[-3:-2] not in "aeiou":
            ending += [verb + verb[-1] + "ing", verb + verb[-1] + "ed"]
        return [*ending, verb[:-1] + "ied"] if verb.endswith("y") else ending
    stem, kind = verb[:-2], verb[-2]
    present = ("a", "an", "ando", "aba", "aban", "ado", "ada", "ados", "adas", "ó") if kind == "a" else (
        "e", "en", "iendo", "ía", "ían", "ido", "ida", "idos", "idas", "ió")  # fmt: skip
    return [stem + end for end in present] + [verb + "se", verb + "lo", verb + "la"]
