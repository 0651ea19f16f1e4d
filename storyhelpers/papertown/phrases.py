"""Names for what is in a scene, in English, Chinese and Spanish, with their grammar."""

from ..scenegraph import Clothing, Figure
from .lexicon import LANGUAGES, PEOPLE, es, plurals_of, zh_tw

_SANTA = {"en": "Santa hat", "zh-TW": "聖誕帽", "es": "gorro de Papá Noel"}
_PLURAL_CLOTHES = ("glasses", "trousers", "boots")
_COLOURS_ES = {
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
    return _plural(word, language) if plural and name not in _PLURAL_CLOTHES else word


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
    worn = _list([_clothing_en(c) for c in figure.clothes], "and")
    tail = ["in " + dressed if person and dressed else "", "with " + worn if worn else ""]
    return " ".join(w for w in [*looks, *tail] if w)


def article(words: str) -> str:
    """ "a" or "an"."""
    return "an" if words[:1].lower() in "aeiou" and not words.lower().startswith(("uni", "one")) else "a"


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
    return _agree(_COLOURS_ES[colour], feminine, plural)


def _agree(word: str, feminine: bool, plural: bool = False) -> str:
    """A Spanish adjective in the gender and number of its noun. Colours named after things never change."""
    if " " in word or word in ("naranja", "rosa"):
        return word
    if feminine and word.endswith("o"):
        word = word[:-1] + "a"
    return _plural(word, "es") if plural else word


def _plural(word: str, language: str) -> str:
    forms = plurals_of(LANGUAGES[language], word)
    return word if language == "zh-TW" or not forms else forms[0].replace("marrónes", "marrones")


def _list(words: list[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _clothing_en(clothing: Clothing) -> str:
    many = clothing.name in _PLURAL_CLOTHES
    words = f"{clothing.colour} {noun(clothing.name, plural=many)}".strip()
    return words if many else f"{article(words)} {words}"


def _name_es(figure: Figure) -> str:
    feminine = is_feminine(figure)
    looks = [figure.pattern, figure.colour] if figure.pattern == "tabby" else [figure.colour, figure.pattern]
    words = [noun(figure.name, "es"), _agree(_COLOURS_ES[figure.size], feminine) if figure.size else ""]
    if figure.name in PEOPLE:
        dressed = " ".join(_COLOURS_ES[look] for look in looks if look)
        words.append(f"{_agree('vestido', feminine)} de {dressed}" if figure.colour else dressed)
    else:
        words += [_agree(_COLOURS_ES[look], feminine) for look in looks if look]
    worn = []
    for c in figure.clothes:
        many = c.name in _PLURAL_CLOTHES
        words_worn = noun(c.name, "es")
        if c.colour:
            words_worn += " " + _agree(_COLOURS_ES[c.colour], is_feminine(c), many)
        worn.append(words_worn if many else f"{'una' if is_feminine(c) else 'un'} {words_worn}")
    return " ".join(w for w in [*words, "con " + _list(worn, "y") if worn else ""] if w)


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
