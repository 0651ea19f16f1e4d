"""Names for what is in a scene, in English, Chinese and Spanish, with their grammar."""

from ..scenegraph import Clothing, Figure
from .lexicon import LANGUAGES, PEOPLE, es, plurals_of, zh_tw

_SANTA = {"en": "Santa hat", "zh-TW": "聖誕帽", "es": "gorro de Papá Noel"}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
PAIRS = ("glasses", "trousers", "boots")  # clothes without an article
LOOKS_ES = {  # colours, patterns and sizes, of one thing with a masculine name
    "red": "rojo", "orange": "naranja", "yellow": "amarillo", "green": "verde", "blue": "azul", "purple": "morado",
    "pink": "rosa", "white": "blanco", "black": "negro", "grey": "gris", "brown": "marrón",
    "tabby": "atigrado", "spotted": "con manchas", "striped": "a rayas",
    "tiny": "diminuto", "small": "pequeño", "big": "grande", "huge": "enorme",
}  # fmt: skip
_SIZES_ZH = {"tiny": "迷你", "small": "小", "big": "大", "huge": "巨大"}
_PATTERNS_ZH = {"tabby": "虎斑", "spotted": "斑點", "striped": "條紋"}
_WEARS_ZH = {"scarf": "圍", "backpack": "背", "umbrella": "撐", "coat": "穿", "dress": "穿", "shirt": "穿",
             "trousers": "穿", "skirt": "穿", "apron": "穿", "boots": "穿"}  # fmt: skip


def noun(name: str, language: str = "en", *, plural: bool = False) -> str:
    """The plain word for a kind or a piece of clothing: "cat", "貓", "gato"."""
    if name == "santa hat":
        word = _SANTA[language]
    else:
        table = LANGUAGES[language]
        word = (table.KINDS.get(name) or table.CLOTHES[name]).split(",")[0]
    return _plural(word, language) if plural and name not in PAIRS else word


def name_of(figure: Figure, language: str = "en") -> str:
    """What a figure is, without an article: "orange tabby cat with a red Santa hat".

    A person's colour is that of the clothes: "woman in brown".
    """
    if language == "zh-TW":
        return _name_zh(figure)
    if language == "es":
        return _name_es(figure)
    person = figure.name in PEOPLE
    looks = [figure.size, "" if person else figure.colour, "" if person else figure.pattern, noun(figure.name)]
    dressed = " ".join(w for w in (figure.pattern, figure.colour) if w)
    worn = listed([_clothing_en(c) for c in figure.clothes], "and")
    tail = ["in " + dressed if person and dressed else "", "with " + worn if worn else ""]
    return " ".join(w for w in [*looks, *tail] if w)


def with_article(words: str) -> str:
    """English words with "a" or "an" before them: "an owl"."""
    sounds_open = words.lower().startswith(tuple("aeiou")) and not words.lower().startswith(("uni", "one"))
    return f"{'an' if sounds_open else 'a'} {words}"


def listed(words: list[str], last: str = "and") -> str:
    """One text of several: "a cat, a dog and an owl"; "" of none. last: "and", "or", "y", …"""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def is_feminine(figure: Figure | Clothing) -> bool:
    """True where the Spanish word for it takes "la" and "una"."""
    return figure.name in es.FEMININE.split(", ")


def measure_word(name: str) -> str:
    """The Chinese measure word that counts a kind: 隻 for a cat, 輛 for a car."""
    for word, names in zh_tw.MEASURE.items():
        if name in names.split(", "):
            return word
    return "個"


def colour_word(colour: str, language: str = "en", *, feminine: bool = False, plural: bool = False) -> str:
    """The word for a colour; in Spanish with its gender and number: "roja", "azules"."""
    if language == "en":
        return colour
    if language == "zh-TW":
        return zh_tw.COLOURS[colour].split(",")[0]
    return agree(LOOKS_ES[colour], feminine, plural)


def agree(word: str, feminine: bool, plural: bool = False) -> str:
    """A Spanish adjective in the gender and number of its noun. Colours named after things never change."""
    if " " in word or word in ("naranja", "rosa"):
        return word
    if feminine and word.endswith("o"):
        word = word[:-1] + "a"
    return _plural(word, "es") if plural else word


def _plural(word: str, language: str) -> str:
    forms = plurals_of(LANGUAGES[language], word)
    return word if language == "zh-TW" or not forms else forms[0]


def _clothing_en(clothing: Clothing) -> str:
    many = clothing.name in PAIRS
    words = f"{clothing.colour} {noun(clothing.name, plural=many)}".strip()
    return words if many else with_article(words)


def _name_es(figure: Figure) -> str:
    feminine = is_feminine(figure)
    looks = [figure.pattern, figure.colour] if figure.pattern == "tabby" else [figure.colour, figure.pattern]
    words = [noun(figure.name, "es"), agree(LOOKS_ES[figure.size], feminine) if figure.size else ""]
    if figure.name in PEOPLE:
        dressed = " ".join(LOOKS_ES[look] for look in looks if look)
        words.append(f"{agree('vestido', feminine)} de {dressed}" if figure.colour else dressed)
    else:
        words += [agree(LOOKS_ES[look], feminine) for look in looks if look]
    worn = []
    for c in figure.clothes:
        many = c.name in PAIRS
        words_worn = noun(c.name, "es")
        if c.colour:
            words_worn += " " + agree(LOOKS_ES[c.colour], is_feminine(c), many)
        worn.append(words_worn if many else f"{'una' if is_feminine(c) else 'un'} {words_worn}")
    return " ".join(w for w in [*words, "con " + listed(worn, "y") if worn else ""] if w)


def _name_zh(figure: Figure) -> str:
    person = figure.name in PEOPLE and (figure.colour or figure.pattern)
    colour = colour_word(figure.colour, "zh-TW") if figure.colour else ""
    dressed = f"穿著{colour}{_PATTERNS_ZH.get(figure.pattern, '')}衣服" if person else ""
    worn = "、".join(
        f"{_WEARS_ZH.get(c.name, '戴')}著{colour_word(c.colour, 'zh-TW') if c.colour else ''}{noun(c.name, 'zh-TW')}"
        for c in figure.clothes
    )
    worn = "、".join(w for w in (dressed, worn) if w)
    looks = "" if person else f"{colour}{_PATTERNS_ZH.get(figure.pattern, '')}"
    size = _SIZES_ZH.get(figure.size, "")
    of = "的" if looks and not figure.pattern else ""
    if figure.size in ("tiny", "huge") and not looks:
        of = "的"
    before, after = ("", size) if size in ("小", "大") else (size, "")
    return f"{worn}{'的' if worn else ''}{before}{looks}{of}{after}{noun(figure.name, 'zh-TW')}"
