"""What stands in the braces of a sentence, in three languages: {H}, {F.desc}, {T.a}, {P.in}, {H:he|she}.

H is the hero, F the friend, T the thing, P the place, O what else there is. `fill` puts facts into a sentence,
`facts_in` takes them out of a text again.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from ...scenegraph import COLOURS, Figure, Scene
from ..lexicon import LANGUAGES, PEOPLE
from ..phrases import (
    LOOKS_ES,
    NUMBERS,
    agree,
    colour_word,
    is_feminine,
    listed,
    measure_word,
    name_of,
    noun,
    with_article,
)
from .names import Name, is_known, name_for

SLOT = re.compile(r"\{([HFTPO])(?:([.:])([^{}]*))?\}")
# fmt: off
PLACES = {  # where somebody lives, in English, Chinese and Spanish
    "street": ("in a little street", "小街上", "en una callecita"),
    "square": ("by the town square", "廣場旁邊", "junto a la plaza"),
    "market": ("behind the market", "市場後面", "detrás del mercado"),
    "park": ("in the park", "公園裡", "en el parque"),
    "hills": ("in the green hills", "綠綠的山丘上", "en las verdes colinas"),
    "forest": ("in the forest", "森林裡", "en el bosque"),
    "beach": ("at the beach", "海灘上", "en la playa"),
    "sea": ("by the wide sea", "大海邊", "junto al ancho mar"),
    "snow": ("in the land of snow", "雪地裡", "en el país de la nieve"),
    "farm": ("on a farm", "農場裡", "en una granja"),
    "station": ("beside the railway station", "火車站旁邊", "al lado de la estación"),
}
MOVES = {  # how somebody gets along
    "run": ("trotted", "跑", "trotó"), "hop": ("hopped", "跳", "avanzó a saltos"), "fly": ("fluttered", "飛", "revoloteó"),
    "walk": ("walked", "走", "caminó"), "swim": ("swam", "游", "nadó"),
}
_MOVERS = {
    "run": "cat, dog, mouse, fox, horse, boy, girl", "hop": "rabbit, frog, chicken", "fly": "bird, owl, butterfly, duck",
    "swim": "fish",
}
SHE_NOUNS = {"cat": "gata", "dog": "perrita", "rabbit": "coneja", "mouse": "ratita", "bear": "osa", "duck": "patita"}
HE_NOUNS = {"mail carrier": "cartero", "cook": "cocinero", "doctor": "médico", "firefighter": "bombero"}
_SIZES = {"tiny": "小小", "small": "小", "big": "大", "huge": "巨大"}
_PATTERNS = {"tabby": "虎斑", "spotted": "斑點", "striped": "條紋"}
_AT = {"en": 0, "zh-TW": 1, "es": 2}
_COUNTS = ("", "一", "兩", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_CUENTAS = ("", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")
# fmt: on
SHE_ALWAYS = ("woman", "girl", "grandmother", "dancer", "cow", "sheep", "chicken", "frog", "butterfly")


@dataclass(frozen=True)
class Facts:
    """What is known of a tale. names, figures: of H and F. move: how the hero gets along. others: what O stands for."""

    names: tuple[tuple[str, Name], ...] = ()
    figures: tuple[tuple[str, Figure], ...] = ()
    move: str = ""
    thing: str = ""
    colour: str = ""
    place: str = ""
    others: tuple[Figure, ...] = ()

    def name(self, who: str) -> Name | None:
        """The name of H or F."""
        return dict(self.names).get(who)

    def figure(self, who: str) -> Figure | None:
        """The looks of H or F."""
        return dict(self.figures).get(who)

    def has(self, sentence: str) -> bool:
        """Whether everything is known that a sentence wants to know."""
        return all(self._has(who, kind, what) for who, kind, what in SLOT.findall(sentence))

    def _has(self, who: str, kind: str, what: str) -> bool:
        if who in "HF":
            known = self.name(who) is not None
            if what == "desc":
                return known and self.figure(who) is not None
            return bool(self.move) if what == "went" else known
        return bool({"T": self.thing, "P": self.place, "O": self.others}[who])

    def joined(self, more: "Facts") -> "Facts":
        """These facts, and of `more` what they did not know."""
        return Facts(
            tuple({**dict(more.names), **dict(self.names)}.items()),
            tuple({**dict(more.figures), **dict(self.figures)}.items()),
            self.move or more.move, self.thing or more.thing, self.colour or more.colour, self.place or more.place,
            self.others or more.others,
        )  # fmt: skip


def move_of(kind: str) -> str:
    """How a kind of figure gets along: "run", "hop", "fly", "swim" or "walk"."""
    return next((move for move, kinds in _MOVERS.items() if kind in kinds.split(", ")), "walk")


def fill(sentence: str, facts: Facts, language: str) -> str:
    """The sentence with its slots filled."""

    def put(found: re.Match) -> str:
        return _slot(found[1], found[2] or "", found[3] or "", facts, language)

    words = SLOT.sub(put, sentence)
    return re.sub(r"\ba el (?=\w)", "al ", re.sub(r"\bde el (?=\w)", "del ", words)) if language == "es" else words


def _slot(who: str, kind: str, what: str, facts: Facts, language: str) -> str:
    if kind == ":":
        she = (facts.name(who).she) if who in "HF" else is_feminine(Figure(facts.thing))
        return what.split("|")[she]
    if who in "HF":
        if what == "desc":
            return described(facts.figure(who), language, facts.name(who).she)
        return MOVES[facts.move][_AT[language]] if what == "went" else facts.name(who).of(language)
    if who == "P":
        words = PLACES[facts.place][_AT[language]]
        return words[:1].upper() + words[1:] if what == "In" else words
    if who == "O":
        return others_named(facts.others, language)
    return _thing(facts.thing, facts.colour, what, language)


def _thing(name: str, colour: str, what: str, language: str) -> str:
    if what == "a":
        return described(Figure(name, colour), language)
    word = noun(name, language)
    if not what or language == "zh-TW":
        return word
    if language == "en":
        return word.title() if what == "Cap" else f"{what} {word}"
    article = "la" if is_feminine(Figure(name)) else "el"
    return f"{article.capitalize() if what == 'The' else article} {word}"


def described(figure: Figure, language: str, she: bool = False) -> str:
    """A figure with its article: "a small orange cat with a red scarf", 一隻戴著紅色圍巾的橘色小貓."""
    if language == "zh-TW":
        return _described_zh(figure)
    if language == "en":
        return with_article(name_of(figure))
    feminine = is_feminine(figure)
    word, own = noun(figure.name, "es"), SHE_NOUNS.get(figure.name) if she else HE_NOUNS.get(figure.name)
    words = name_of(figure, "es")
    if own and own != word:
        feminine = she
        words = own + words[len(word) :]
        if she:
            for look in (LOOKS_ES[x] for x in (figure.size, figure.colour, figure.pattern) if x):
                words = re.sub(rf"(?<= ){re.escape(look)}(?= |$)", agree(look, True), words, count=1)
    return f"{'una' if feminine else 'un'} {words}"


def _described_zh(figure: Figure) -> str:
    bare = name_of(replace(figure, size="", colour="", pattern=""), "zh-TW")
    word = noun(figure.name, "zh-TW")
    worn = bare[: -len(word)]
    colour = colour_word(figure.colour, "zh-TW") if figure.colour else ""
    pattern, size = _PATTERNS.get(figure.pattern, ""), _SIZES.get(figure.size, "")
    if figure.name in PEOPLE and (colour or pattern):
        worn, colour, pattern = f"穿著{colour}{pattern}衣服、{worn}" if worn else f"穿著{colour}{pattern}衣服的", "", ""
    looks = f"{size}的{colour}{pattern}" if len(size) > 1 else f"{colour}{pattern}{size}"
    of = "的" if colour and not (pattern or size) and len(word) == 1 else ""
    return f"一{measure_word(figure.name)}{worn}{looks}{of}{word}"


def others_named(figures: tuple[Figure, ...], language: str) -> str:
    """ "a red bus and three trees"."""
    groups: dict[Figure, int] = {}
    for figure in figures:
        plain = Figure(figure.name, figure.colour, figure.pattern, "", figure.size, figure.clothes)
        groups[plain] = groups.get(plain, 0) + 1
    words = [_counted(figure, count, language) for figure, count in groups.items()]
    return "、".join(words[:-1]) + "和" * (len(words) > 1) + words[-1] if language == "zh-TW" else listed(
        words, {"en": "and", "es": "y"}[language])  # fmt: skip


def _counted(figure: Figure, count: int, language: str) -> str:
    if count == 1:
        return described(figure, language)
    if language == "zh-TW":
        return f"{_COUNTS[count]}{measure_word(figure.name)}{noun(figure.name, language)}"
    word = noun(figure.name, language, plural=True)
    return f"{NUMBERS[count] if language == 'en' else _CUENTAS[count]} {word}"


# ---- out of a text again


def _loose(text: str, language: str) -> str:
    """Spanish "del" and "al" parted, so that a slot with an article can be found in them."""
    return re.sub(r"\bal\b", "a el", re.sub(r"\bdel\b", "de el", text)) if language == "es" else text


@cache
def _sentences(language: str) -> tuple[tuple[str, str, str], ...]:
    """(key, sentence, the longest piece of it between slots) of every sentence."""
    rows = []
    for key, sentence in LANGUAGES_OF_TALES()[language].items():
        loose = _loose(sentence, language)
        rows.append((key, loose, max(SLOT.sub("\0", loose).split("\0"), key=len)))
    return tuple(rows)


def LANGUAGES_OF_TALES() -> dict[str, dict[str, str]]:
    """The tables of sentences by language."""
    from . import en, es, zh_tw

    return {"en": en.SENTENCES, "zh-TW": zh_tw.SENTENCES, "es": es.SENTENCES}


@cache
def _pattern(key: str, language: str) -> re.Pattern:
    sentence = _loose(LANGUAGES_OF_TALES()[language][key], language)
    pattern, at, seen = "", 0, {}
    for found in SLOT.finditer(sentence):
        pattern += re.escape(sentence[at : found.start()])
        at = found.end()
        who, kind, what = found[1], found[2] or "", found[3] or ""
        name = who + {":": "g", ".": what}.get(kind, "")
        if kind == ":":
            seen[name] = seen.get(name, 0) + 1
            m, f = what.split("|")
            pattern += f"(?:(?P<{name}m{seen[name]}>{re.escape(m)})|(?P<{name}f{seen[name]}>{re.escape(f)}))"
        elif name in seen:
            pattern += f"(?P={name})"
        else:
            seen[name] = 1
            pattern += f"(?P<{name}>{_choices(who, what, language)})"
    return re.compile(pattern + re.escape(sentence[at:]))


def _choices(who: str, what: str, language: str) -> str:
    if who in "HF" and not what:
        return ".{1,40}?"
    if what == "went":
        words = [move[_AT[language]] for move in MOVES.values()]
    elif who == "P":
        return "|".join(re.escape(_loose(w, language)) for w in _places(language, what))
    elif who == "T" and what != "a":
        words = list(_things(language, what))
    else:
        return ".+?"
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _places(language: str, what: str) -> dict[str, str]:
    return {_slot("P", ".", what, Facts(place=place), language): place for place in PLACES}


@cache
def _things(language: str, what: str) -> dict[str, str]:
    """The words for every thing of the plots, in one form → its kind."""
    from .plots import PLOTS

    names = dict.fromkeys(name for plot in PLOTS for name in plot.things)
    return {_thing(name, "", what, language): name for name in names}


@cache
def _coloured_things(language: str) -> dict[str, tuple[str, str]]:
    names = _things("en", "").values()
    return {_thing(n, c, "a", language): (n, c) for n in names for c in ("", *COLOURS)}


def facts_in(text: str, language: str) -> tuple[str, Facts] | None:
    """(key, facts) of a sentence of the tales, heading or title; None for any other text."""
    loose, best = _loose(text, language), None
    for key, _, piece in _sentences(language):
        if piece in loose and (found := _pattern(key, language).fullmatch(loose)):
            facts, strangers = _facts(found, language)
            strange = (strangers, sum(len(name.latin) for _, name in facts.names) if facts and strangers else 0)
            if facts is not None and (best is None or strange < best[2]):
                best = (key, facts, strange)
                if not strangers:
                    break
    return best[:2] if best else None


def _facts(found: re.Match, language: str) -> tuple[Facts | None, int]:
    names, figures, strangers, more = {}, {}, 0, {}
    groups = {name: value for name, value in found.groupdict().items() if value is not None}
    for who in "HF":
        spelling = groups.get(who)
        forms = {name[2] for name in groups if re.fullmatch(rf"{who}g[mf]\d+", name)}
        she = {("f",): True, ("m",): False}.get(tuple(forms))
        if spelling:
            if not is_known(spelling):
                if not _may_be_a_name(spelling):
                    return None, 0
                strangers += 1
            names[who] = name_for(spelling, she)
        if words := groups.get(who + "desc"):
            figure, feminine = figure_in(words, language)
            if figure is None:
                return None, 0
            figures[who] = figure
            if figure.name in SHE_ALWAYS or figure.name in PEOPLE:
                feminine = figure.name in SHE_ALWAYS
            if spelling and she is None and feminine is not None:
                names[who] = name_for(spelling, feminine)
        if groups.get(who + "went"):
            word = groups[who + "went"]
            more["move"] = next(move for move, words in MOVES.items() if words[_AT[language]] == word)
    for what in ("", "the", "The", "Cap"):
        if word := groups.get("T" + what):
            more["thing"] = _things(language, what)[word]
    if word := groups.get("Ta"):
        if word not in _coloured_things(language):
            return None, 0
        more["thing"], more["colour"] = _coloured_things(language)[word]
    for what in ("in", "In"):
        if word := groups.get("P" + what):
            more["place"] = {_loose(k, language): v for k, v in _places(language, what).items()}[word]
    if words := groups.get("Oa"):
        from ..reader import read

        others = read(words, language).figures
        if not others or others_named(others, language) != words:
            return None, 0
        more["others"] = others
    return Facts(tuple(names.items()), tuple(figures.items()), **more), strangers


def _may_be_a_name(text: str) -> bool:
    if re.search(r" (?:and|y|e) |.和.", text):  # two names
        return False
    return not re.search(r"[.,;:!?。，；：！？、「」“”«»…\n]|^\s|\s$", text) and not text[:1].islower()


def figure_in(words: str, language: str) -> tuple[Figure | None, bool | None]:
    """The figure that `described` put into these words, and whether its Spanish noun is a "she"; None for any other."""
    plain, she = words, None
    if language == "es":
        for name, own in (*SHE_NOUNS.items(), *HE_NOUNS.items()):
            if re.match(rf"una? {own}\b", words):
                she = name in SHE_NOUNS
                plain = re.sub(rf"(?<= ){own}\b", noun(name, "es"), words, count=1)
    figures = read_dressed(plain, language).figures
    if not figures:
        return None, None
    figure = replace(figures[0], pose="")
    for shown in (figure, replace(figure, size=""), replace(figure, colour="")):
        for feminine in (True, False) if she is None else (she,):
            if described(shown, language, feminine) == words:
                return shown, she
    return None, None


def read_dressed(text: str, language: str) -> Scene:
    """The scene of a text in which a person's colour may be told as 穿著黃色衣服."""
    from ..reader import read

    if language != "zh-TW":
        return read(text, language)
    colours = []

    def undressed(found: re.Match) -> str:
        colour = _colour_zh(found[1])
        colours.append(colour)
        return "" if colour else found[0]

    scene = read(re.sub("穿著([^，。的、]{1,4}?)衣服(?:的|、)", undressed, text), language)
    worn, figures = iter(colours), []
    for figure in scene.figures:
        given = next(worn, "") if figure.name in PEOPLE and not figure.colour else ""
        figures.append(replace(figure, colour=given) if given else figure)
    return replace(scene, figures=tuple(figures))


def _colour_zh(word: str) -> str:
    return next((colour for colour in COLOURS if colour_word(colour, "zh-TW") == word), "")


__all__ = ["LANGUAGES", "SLOT", "Facts", "described", "facts_in", "figure_in", "fill", "move_of"]
