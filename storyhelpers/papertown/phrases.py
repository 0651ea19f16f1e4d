"""Names and sentences for what is in a scene, in English, Chinese and Spanish, with their grammar."""

from ..scenegraph import Clothing, Figure, Scene
from .lexicon import LANGUAGES, es, plurals_of, zh_tw

_SANTA = {"en": "Santa hat", "zh-TW": "聖誕帽", "es": "gorro de Papá Noel"}
_PLURAL_CLOTHES = ("glasses", "trousers", "boots")
_NUMBERS = {
    "en": ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
    "es": ["cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"],
    "zh-TW": ["零", "一", "兩", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"],
}
_COLOURS_ES = {
    "red": "rojo", "orange": "naranja", "yellow": "amarillo", "green": "verde", "blue": "azul", "purple": "morado",
    "pink": "rosa", "white": "blanco", "black": "negro", "grey": "gris", "brown": "marrón",
    "tabby": "atigrado", "spotted": "con manchas", "striped": "a rayas",
    "tiny": "diminuto", "small": "pequeño", "big": "grande", "huge": "enorme",
}  # fmt: skip
_POSES = {
    "standing": ("standing", "站著", "de pie"), "walking": ("walking", "走路", "caminando"),
    "running": ("running", "跑步", "corriendo"), "sitting": ("sitting", "坐著", "sentado"),
    "jumping": ("jumping", "跳躍", "saltando"), "sleeping": ("sleeping", "睡覺", "durmiendo"),
    "dancing": ("dancing", "跳舞", "bailando"), "flying": ("flying", "飛翔", "volando"),
    "swimming": ("swimming", "游泳", "nadando"), "waving": ("waving", "揮手", "saludando"),
}  # fmt: skip
_RELATIONS = {
    "behind": ("後面", "detrás de"), "in front of": ("前面", "delante de"), "next to": ("旁邊", "junto a"),
    "left of": ("左邊", "a la izquierda de"), "right of": ("右邊", "a la derecha de"), "on": ("上面", "sobre"),
    "under": ("下面", "debajo de"), "above": ("上方", "por encima de"), "in": ("裡面", "dentro de"),
    "between": ("中間", "entre"),
}  # fmt: skip
_PLACES = {
    "street": ("in the street", "街上", "en la calle"), "square": ("in the town square", "廣場上", "en la plaza"),
    "market": ("at the market", "市場裡", "en el mercado"), "park": ("in the park", "公園裡", "en el parque"),
    "hills": ("in the countryside", "鄉間", "en el campo"), "forest": ("in the forest", "森林裡", "en el bosque"),
    "beach": ("at the beach", "沙灘上", "en la playa"), "sea": ("at sea", "海上", "en alta mar"),
    "snow": ("in the snow", "雪地裡", "en la nieve"), "farm": ("on the farm", "農場裡", "en la granja"),
    "station": ("at the station", "車站裡", "en la estación"),
}  # fmt: skip
_TIMES = {
    "morning": ("in the morning", "早上", "por la mañana"), "day": ("in the daytime", "白天", "de día"),
    "sunset": ("at sunset", "黃昏", "al atardecer"), "night": ("at night", "晚上", "de noche"),
}  # fmt: skip
_WEATHERS = {
    "clear": ("The sky is clear.", "天氣晴朗。", "El cielo está despejado."),
    "cloudy": ("It is cloudy.", "天空多雲。", "Está nublado."), "rain": ("It is raining.", "正在下雨。", "Llueve."),
    "snow": ("It is snowing.", "正在下雪。", "Nieva."), "wind": ("It is windy.", "正在颳風。", "Hace viento."),
    "fog": ("It is foggy.", "正在起霧。", "Hay niebla."),
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


def name_of(figure: Figure, language: str = "en", *, plural: bool = False) -> str:
    """What a figure is, without an article: "orange tabby cat with a red Santa hat"."""
    if language == "zh-TW":
        return _name_zh(figure)
    if language == "es":
        return _name_es(figure, plural)
    looks = [figure.size, figure.colour, figure.pattern, noun(figure.name, plural=plural)]
    worn = _list([_clothing_en(c, plural) for c in figure.clothes], "and")
    return " ".join(w for w in [*looks, "with " + worn if worn else ""] if w)


def with_article(words: str, figure: Figure | Clothing, language: str = "en", *, count: int = 1) -> str:
    """`words` with what a language puts before them: "an orange cat", "兩隻橘色的貓", "una vaca", "three sheep"."""
    number = _NUMBERS[language][min(count, 12)]
    if language == "zh-TW":
        return f"{number}{measure_word(figure.name)}{words}"
    if count > 1:
        return f"{number} {words}"
    if language == "es":
        return f"{'una' if is_feminine(figure) else 'un'} {words}"
    return f"{article(words)} {words}"


def article(words: str) -> str:
    """ "a" or "an"."""
    return "an" if words[:1].lower() in "aeiou" and not words.lower().startswith(("uni", "one")) else "a"


def is_feminine(figure: Figure | Clothing) -> bool:
    """True where the Spanish word for it takes "la" and "una"."""
    return figure.name in es.FEMININE


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


def _agree(word: str, feminine: bool, plural: bool) -> str:
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


def _clothing_en(clothing: Clothing, plural: bool) -> str:
    many = plural or clothing.name in _PLURAL_CLOTHES
    words = f"{clothing.colour} {noun(clothing.name, plural=many)}".strip()
    return words if many else f"{article(words)} {words}"


def _name_es(figure: Figure, plural: bool) -> str:
    feminine = is_feminine(figure)
    looks = [figure.size, figure.pattern, figure.colour] if figure.pattern == "tabby" else [
        figure.size, figure.colour, figure.pattern]  # fmt: skip
    words = [noun(figure.name, "es", plural=plural)]
    words += [_agree(_COLOURS_ES[look], feminine, plural) for look in looks if look]
    worn = []
    for c in figure.clothes:
        many = c.name in _PLURAL_CLOTHES
        words_worn = noun(c.name, "es")
        if c.colour:
            words_worn += " " + _agree(_COLOURS_ES[c.colour], is_feminine(c), many)
        worn.append(words_worn if many else f"{'una' if is_feminine(c) else 'un'} {words_worn}")
    return " ".join([*words, "con " + _list(worn, "y") if worn else ""]).strip()


def _name_zh(figure: Figure) -> str:
    worn = "、".join(
        f"{_WEARS_ZH.get(c.name, '戴')}著{colour_word(c.colour, 'zh-TW') if c.colour else ''}{noun(c.name, 'zh-TW')}"
        for c in figure.clothes
    )
    looks = f"{colour_word(figure.colour, 'zh-TW') if figure.colour else ''}{_PATTERNS_ZH.get(figure.pattern, '')}"
    size = _SIZES_ZH.get(figure.size, "")
    of = "的" if figure.colour and not figure.pattern else ""
    if figure.size in ("tiny", "huge") and not looks:
        of = "的"
    before, after = ("", size) if size in ("小", "大") else (size, "")
    return f"{worn}{'的' if worn else ''}{before}{looks}{of}{after}{noun(figure.name, 'zh-TW')}"


def sentence_of(scene: Scene, language: str = "en") -> str:
    """The scene in plain sentences: who is there, who stands where, place, time and weather."""
    parts = []
    asked = [i for i, figure in enumerate(scene.figures) if figure.asked]
    opening = _opening(scene, language)
    groups = _groups(scene, asked)
    names = [_counted(scene.figures[first], count, language) for first, count in groups]
    if language == "zh-TW":
        parts.append(
            f"{opening}有{'、'.join(names[:-1]) + '和' + names[-1] if len(names) > 1 else ''.join(names)}。"
            if names
            else opening and opening + "。"
        )
    elif language == "es":
        parts.append(f"{opening} hay {_list(names, 'y')}.".strip() if names else opening and opening + ".")
    else:
        verb = "is" if not groups or groups[0][1] == 1 else "are"
        parts.append(f"{opening} there {verb} {_list(names, 'and')}.".strip() if names else opening and opening + ".")
    parts += _relation_sentences(scene, language)
    if scene.weather:
        parts.append(_WEATHERS[scene.weather][_column(language)])
    text = ("" if language == "zh-TW" else " ").join(_capital(part) for part in parts if part)
    return text


def _column(language: str) -> int:
    return ("en", "zh-TW", "es").index(language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _opening(scene: Scene, language: str) -> str:
    column = _column(language)
    place = _PLACES[scene.place][column] if scene.place else ""
    time = _TIMES[scene.time][column] if scene.time else ""
    if language == "zh-TW":
        return f"{time}{'擁擠的' if scene.crowd else ''}{place or ('街上' if scene.crowd else '')}"
    crowd = {"en": "among a crowd of people", "es": "entre una multitud"}[language] if scene.crowd else ""
    return " ".join(w for w in (place, time, crowd) if w)


def _groups(scene: Scene, indices: list[int]) -> list[tuple[int, int]]:
    groups: list[tuple[int, int]] = []
    seen: dict = {}
    for i in indices:
        figure = scene.figures[i]
        look = (figure.name, figure.colour, figure.pattern, figure.pose, figure.size, figure.clothes, figure.hidden)
        if look in seen:
            groups[seen[look]] = (groups[seen[look]][0], groups[seen[look]][1] + 1)
        else:
            seen[look] = len(groups)
            groups.append((i, 1))
    return groups


def _counted(figure: Figure, count: int, language: str) -> str:
    words = with_article(name_of(figure, language, plural=count > 1), figure, language, count=count)
    pose = _POSES[figure.pose][_column(language)] if figure.pose else ""
    if language == "zh-TW":
        of = "躲起來的" if figure.hidden else ""
        doing = (pose if pose.endswith("著") else f"正在{pose}") + "的" if pose else ""
        number = _NUMBERS[language][min(count, 12)] + measure_word(figure.name)
        return f"{number}{of}{doing}{name_of(figure, language)}"
    if language == "es" and pose == "sentado":
        pose = _agree(pose, is_feminine(figure), count > 1)
    hidden = {"en": "hiding", "es": _agree("escondido", is_feminine(figure), count > 1)}[language]
    return " ".join(w for w in (words, pose, hidden if figure.hidden else "") if w)


def _relation_sentences(scene: Scene, language: str) -> list[str]:
    sentences, seen = [], set()
    for r in scene.relations:
        if not (scene.figures[r.subject].asked and scene.figures[r.object].asked) or (r.subject, r.how) in seen:
            continue
        objects = [o.object for o in scene.relations if o.subject == r.subject and o.how == r.how]
        if r.how == "between":
            seen.add((r.subject, r.how))
        else:
            objects = [r.object]
        subject, others = scene.figures[r.subject], [scene.figures[o] for o in objects]
        sentences.append(_relation_sentence(subject, r.how, others, language))
    return list(dict.fromkeys(sentences))


def _relation_sentence(subject: Figure, how: str, others: list[Figure], language: str) -> str:
    if language == "zh-TW":
        objects = "和".join(noun(o.name, language) for o in others)
        return f"{noun(subject.name, language)}在{objects}的{_RELATIONS[how][0]}。"
    if language == "es":

        def the(f):
            return f"{'la' if is_feminine(f) else 'el'} {noun(f.name, 'es')}"

        text = f"{the(subject)} está {_RELATIONS[how][1]} {_list([the(o) for o in others], 'y')}."
        return _capital(text.replace(" de el ", " del ").replace(" a el ", " al "))
    how = {"left of": "to the left of", "right of": "to the right of"}.get(how, how)
    return f"The {noun(subject.name)} is {how} {_list(['the ' + noun(o.name) for o in others], 'and')}."
