"""What the paper town tells of an idea that it could not draw as it was written, in the language of that idea."""

import re

from ..locale import CHINESE, language, language_of
from ..scenegraph import Figure, Scene
from .figures import KINDS
from .lexicon import es, plain, words_of
from .lexicon.near import NEAR
from .phrases import listed, noun, with_article

_QUOTES = {"en": "“{}”", "zh-TW": "「{}」", "es": "«{}»"}
_REST = {
    "en": "I cannot draw {} yet; I drew the rest.",
    "zh-TW": "我還不會畫{}，其他的都畫好了。",
    "es": "Todavía no sé dibujar {}; dibujé lo demás.",
}
_ALONE = {
    "en": "I cannot draw {} yet, so I drew the place alone.",
    "zh-TW": "我還不會畫{}，所以只畫了地方。",
    "es": "Todavía no sé dibujar {}; dibujé solo el lugar.",
}
_LOOSE = {
    "en": "I could not place {}.",
    "zh-TW": "我不知道{}要畫在哪裡。",
    "es": "No supe dónde poner {}.",
}
_EXAMPLES = {
    "en": "I can draw, for example, a cat, a bus or a castle.",
    "zh-TW": "我會畫的有貓、公車、城堡等等。",
    "es": "Sé dibujar, por ejemplo, un gato, un autobús o un castillo.",
}
_NOTHING = {
    "en": "The idea named nothing that I know, so I drew {}.",
    "zh-TW": "這個點子裡沒有我認得的東西，所以我畫了{}。",
    "es": "La idea no nombra nada que yo conozca; dibujé {}.",
}
_INSTEAD = {
    "en": "Ask for {} instead of {}.",
    "zh-TW": "可以把{1}換成{0}。",
    "es": "Puedes pedir {} en lugar de {}.",
}
# fmt: off
_PLACES = {
    "street": ("a street", "街道", "una calle"), "square": ("a town square", "廣場", "una plaza"),
    "market": ("a market", "市場", "un mercado"), "park": ("a park", "公園", "un parque"),
    "hills": ("some hills", "山丘", "unas colinas"), "forest": ("a forest", "森林", "un bosque"),
    "beach": ("a beach", "海灘", "una playa"), "sea": ("the sea", "大海", "el mar"),
    "snow": ("a snowy field", "雪地", "un campo nevado"), "farm": ("a farm", "農場", "una granja"),
    "station": ("a train station", "車站", "una estación"),
}
_DOING = {  # poses as they are said of somebody
    "walking": ("walking", "走路", "caminando"), "running": ("running", "跑步", "corriendo"),
    "sitting": ("sitting", "坐著", "sentado"), "jumping": ("jumping", "跳躍", "saltando"),
    "sleeping": ("sleeping", "睡覺", "durmiendo"), "dancing": ("dancing", "跳舞", "bailando"),
    "flying": ("flying", "飛", "volando"), "swimming": ("swimming", "游泳", "nadando"),
    "waving": ("waving", "揮手", "saludando"),
}
# fmt: on
_TONGUES = ("en", "zh-TW", "es")
_PERCHED = ("bird", "owl", "duck", "butterfly")  # a bird that sits is drawn as one that stands


def note(asked: Scene, drawn: Scene, prompt: str = "") -> str:
    """The sentences on what could not be drawn; "" when everything was.

    asked: the scene as it was read. drawn: the painted one, which knows its place. prompt: the words that `asked` was
    read from; they show the language where no unknown word does.
    """
    tongue = _tongue(asked.unknown, prompt)
    loose = [word for word in asked.unknown if _is_loose(word, tongue)]
    words = tuple(word for word in asked.unknown if word not in loose)
    told = []
    if words:
        advice = _advice(words, tongue)
        named = _list([_QUOTES[tongue].format(word) for word in words], tongue)
        told.append((_REST if asked.figures else _ALONE)[tongue].format(named))
        told += advice or ([] if asked.figures else [_EXAMPLES[tongue]])
    elif not loose and not (asked.figures or asked.place or asked.time or asked.weather or asked.crowd):
        place = _PLACES.get(drawn.place, ("a place", "一個地方", "un lugar"))[_TONGUES.index(tongue)]
        told.append(_NOTHING[tongue].format(place))
    if loose:
        told.append(_LOOSE[tongue].format(_list([_QUOTES[tongue].format(word) for word in loose], tongue)))
    told += _out_of_reach(asked.figures, tongue)
    return ("" if tongue == "zh-TW" else " ").join(told)


def _tongue(words: tuple[str, ...], prompt: str) -> str:
    """The language to answer in: that of the words, as far as they show it; else the one that people chose."""
    if any(re.search(f"[{CHINESE}]", word) for word in words):
        return "zh-TW"
    spanish, english = words_of("es"), words_of("en")
    forms = [form for word in words for form in (plain(word), *plain(word).split())]  # "en la ventana" is no entry
    if re.search("[ñáéíóúü]", "".join(words).lower()) or any(f in spanish and f not in english for f in forms):
        return "es"
    written = language_of(prompt, spanish=spanish, english=english)
    return language() if written == "en" else written  # prompts that we write are English, whatever the idea was


def _is_loose(word: str, tongue: str) -> bool:
    """Whether it is not a thing, but a word that waited for one: "behind", "under something", "wearing"."""
    known, text = words_of(tongue), plain(word)
    starts = [text[-n:] if tongue == "zh-TW" else " ".join(text.split()[:n]) for n in range(1, 7)]
    return any(start in known and known[start].role in ("relation", "wear", "hold") for start in starts)


def _advice(words: tuple[str, ...], tongue: str) -> list[str]:
    """What to ask for instead, for the words that something drawn comes near to."""
    advice = []
    for word in words:
        forms = {plain(word), plain(word).removesuffix("s"), plain(word).removesuffix("es")}
        for near, far in NEAR.items():
            if forms & {plain(w.strip()) for w in far.split(",")}:
                kind = near[_TONGUES.index(tongue)]
                kind = _QUOTES[tongue].format(kind) if tongue == "zh-TW" else kind
                advice.append(_INSTEAD[tongue].format(kind, _QUOTES[tongue].format(word)))
                break
    return advice[:3]


def _out_of_reach(figures: tuple[Figure, ...], tongue: str) -> list[str]:
    """Poses and clothes that a kind cannot take: "I cannot draw “dancing” for a cow; …"."""
    at = _TONGUES.index(tongue)
    found: dict[tuple[str, str], None] = {}  # each once, in the order of the figures
    for figure in figures:
        kind = KINDS[figure.name]
        still = figure.pose in ("", "standing") or (figure.pose == "flying" and kind.home in ("air", "sky"))
        if not (still or figure.pose in kind.poses or (figure.pose == "sitting" and figure.name in _PERCHED)):
            found[_DOING[figure.pose][at], figure.name] = None
        for piece in figure.clothes:
            if piece.name not in kind.wears:
                found[noun(piece.name, tongue), figure.name] = None
    if not found:
        return []
    if tongue == "zh-TW":
        parts = [f"不會畫{noun(name, tongue)}的「{what}」" for what, name in found]
        return ["我" + "，也".join(parts) + "。"]
    if tongue == "es":
        parts = [f"no sé dibujar «{what}» para {_one(name)}" for what, name in found]
        return ["N" + "; ".join(parts)[1:] + "."]
    return ["; ".join(f"I cannot draw “{what}” for {with_article(noun(name))}" for what, name in found) + "."]


def _one(name: str) -> str:
    """A Spanish noun with its article: "una vaca"."""
    return f"{'una' if name in es.FEMININE.split(', ') else 'un'} {noun(name, 'es')}"


def _list(words: list[str], tongue: str) -> str:
    return "、".join(words) if tongue == "zh-TW" else listed(words, {"en": "and", "es": "y"}[tongue])
