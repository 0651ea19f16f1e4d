"""Simple sentences on who is where and when: read into a scene, and said again in another language."""

from dataclasses import replace

from ...scenegraph import Figure, Scene

# fmt: off
_BE = {  # poses as they are said of one
    "": ("is", "", "está"), "standing": ("stands", "站", "está de pie"), "walking": ("walks", "走", "camina"), "running": ("runs", "跑", "corre"),
    "sitting": ("sits", "坐", "está sentad{o}"), "jumping": ("jumps", "跳", "salta"), "sleeping": ("sleeps", "睡", "duerme"),
    "dancing": ("dances", "跳舞", "baila"), "flying": ("flies", "飛", "vuela"), "swimming": ("swims", "游", "nada"), "waving": ("waves", "揮手", "saluda"),
}
_DOES = {"standing": "站著", "walking": "走路", "running": "跑步", "sitting": "坐著", "jumping": "跳躍", "sleeping": "睡覺", "dancing": "跳舞", "flying": "飛翔",
         "swimming": "游泳", "waving": "揮手"}
_HOWS = {
    "behind": ("behind", "後面", "detrás de"), "in front of": ("in front of", "前面", "delante de"), "next to": ("next to", "旁邊", "al lado de"),
    "left of": ("to the left of", "左邊", "a la izquierda de"), "right of": ("to the right of", "右邊", "a la derecha de"), "on": ("on", "上", "en"),
    "under": ("under", "下面", "debajo de"), "above": ("above", "上方", "por encima de"), "in": ("in", "裡", "dentro de"),
}
_PLACES = {
    "street": ("in the street", "街上", "en la calle"), "square": ("on the square", "廣場上", "en la plaza"), "market": ("at the market", "市場裡", "en el mercado"),
    "park": ("in the park", "公園裡", "en el parque"), "hills": ("in the hills", "山丘上", "en las colinas"), "forest": ("in the forest", "森林裡", "en el bosque"),
    "beach": ("at the beach", "海灘上", "en la playa"), "sea": ("at sea", "大海上", "en el mar"), "snow": ("in the snow", "雪地裡", "en la nieve"),
    "farm": ("on the farm", "農場裡", "en la granja"), "station": ("at the station", "車站裡", "en la estación"),
}
_TIMES = {"morning": ("in the morning", "早上", "por la mañana"), "day": ("by day", "白天", "de día"), "sunset": ("at sunset", "傍晚", "al atardecer"), "night": ("at night", "晚上", "de noche")}
_WEATHERS = {"clear": ("under a clear sky", "晴天", "con buen tiempo"), "cloudy": ("under a cloudy sky", "陰天", "con el cielo nublado"), "rain": ("in the rain", "下雨", "bajo la lluvia"),
             "snow": ("in falling snow", "下雪", "bajo la nieve"), "wind": ("in the wind", "颳風", "con viento"), "fog": ("in the fog", "起霧", "en la niebla")}
_SMALL = {  # words that may stand in such a sentence without meaning anything of their own
    "en": "is are there a an the it and of by at in to's who that you see can one", "zh-TW": "的 著 了 有 一 個 正 是 那 這 裡 上 地 很 在 正在",
    "es": "es está están hay un una el la de del y se ve en con que al su",
}
# fmt: on
_AT = {"en": 0, "zh-TW": 1, "es": 2}


def scene_sentence_in(text: str, source: str, to: str) -> str | None:
    """A sentence such as "A small cat sits on a bench in the park." in another language.

    None where it says anything that a scene does not hold, or where the scene could not be read back from the answer.
    """
    from ...papertown.tales.slots import read_dressed

    scene = read_dressed(text, source)
    if scene.unknown or scene.crowd or not scene.figures or len(scene.figures) > 4 or not _says_no_more(text, source):
        return None
    made = said(scene, to)
    return made if made and _same(read_dressed(made, to), scene) else None


def said(scene: Scene, language: str) -> str | None:
    """A scene as one sentence; None where it takes more than one."""
    from ...papertown.tales.slots import described, others_named

    at, first = _AT[language], scene.figures[0]
    subjects = {r.subject for r in scene.relations}
    if len({(r.how, r.object) for r in scene.relations}) > 1 or (scene.relations and subjects != {0}):
        return None
    relation = scene.relations[0] if scene.relations else None
    alone = [f for i, f in enumerate(scene.figures) if not relation or i not in (0, relation.object)]
    if (relation and alone) or (not relation and len(scene.figures) > 1 and any(f.pose for f in scene.figures)):
        return None
    if relation and relation.how not in _HOWS:
        return None
    subject = (
        described(first, language) if relation or len(scene.figures) == 1 else others_named(scene.figures, language)
    )
    several = not relation and len(scene.figures) > 1
    if language == "zh-TW":
        when = "，".join(
            w for w in (_TIMES.get(scene.time, ("", ""))[1], _WEATHERS.get(scene.weather, ("", ""))[1]) if w
        )
        where = _PLACES[scene.place][1] if scene.place else ""
        if relation:
            other = described(scene.figures[relation.object], language)
            spot = f"在{other}{_HOWS[relation.how][1]}{_DOES.get(first.pose, '')}"
        else:
            spot = f"在{where}{_DOES.get(first.pose, '')}" if where and not several else _DOES.get(first.pose, "")
        body = f"{subject}{spot}" if spot else f"有{subject}"
        if where and (relation or several):
            body = f"{where}有{subject}" + ("，" + spot if spot else "")
        return f"{when}，{body}。" if when else f"{body}。"
    pose = _BE[first.pose][at].replace("{o}", "a" if subject.startswith("una ") else "o")
    tail = []
    if relation:
        tail.append(f"{_HOWS[relation.how][at]} {described(scene.figures[relation.object], language)}")
    tail += [
        table[key][at]
        for table, key in ((_PLACES, scene.place), (_TIMES, scene.time), (_WEATHERS, scene.weather))
        if key
    ]
    if several or (not tail and not first.pose):
        head = {"en": "There are" if several else "There is", "es": "Hay"}[language] + f" {subject}"
    else:
        head = f"{subject} {pose}"
    words = " ".join([head, *tail]).replace(" de el ", " del ")
    return words[:1].upper() + words[1:] + "."


def _says_no_more(text: str, language: str) -> bool:
    """Whether every word of the text is in a scene."""
    from ...papertown.reader.tokens import chinese_tokens, european_tokens

    tokens = chinese_tokens(text) if language == "zh-TW" else european_tokens(text, language)
    small = set(_SMALL[language].split())
    return all(
        token.role not in ("filler", "unknown", "undrawable", "part") or token.plain in small for token in tokens
    )


def _same(one: Scene, other: Scene) -> bool:
    def bare(scene: Scene) -> tuple:
        figures = tuple(replace(f, asked=True, box=None) for f in scene.figures)
        return sorted(map(_key, figures)), {
            (figures[r.subject].name, r.how, figures[r.object].name) for r in scene.relations
        }

    return bare(one) == bare(other) and (one.place, one.time, one.weather) == (other.place, other.time, other.weather)


def _key(figure: Figure) -> str:
    return repr(figure)
