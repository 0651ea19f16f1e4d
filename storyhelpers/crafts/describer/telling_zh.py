"""How the offline describer says in Traditional Chinese what it knows or has measured."""

from ...papertown.phrases import colour_word, measure_word
from ...papertown.phrases import noun as words_for
from ...scenegraph import Clothing, Figure
from .findings import ANIMALS, LANDSCAPE, ONLY_ONE, PEOPLE, SKY, Panorama, Sight, asked_and_others, grouped
from .measures import Impression, Look

# fmt: off
SHADES = {
    "dark grey": "深灰色", "light grey": "淺灰色", "cream": "米色", "dark brown": "深咖啡色",
    "light brown": "淺咖啡色", "dark red": "暗紅色", "dark green": "深綠色", "light green": "淺綠色",
    "turquoise": "藍綠色", "light blue": "淺藍色", "dark blue": "深藍色",
}
PATTERNS = {"tabby": "虎斑", "spotted": "斑點", "striped": "條紋"}
WORN = {
    "scarf": "圍著", "apron": "圍著", "bow tie": "打著", "backpack": "背著", "umbrella": "撐著", "coat": "穿著",
    "dress": "穿著", "shirt": "穿著", "trousers": "穿著", "skirt": "穿著", "boots": "穿著",
}
POSES = {  # at a place
    "standing": "站在{}", "walking": "在{}散步", "running": "在{}奔跑", "sitting": "坐在{}",
    "jumping": "在{}蹦蹦跳跳", "sleeping": "在{}睡得正香", "dancing": "在{}跳舞", "flying": "在{}飛翔",
    "swimming": "在{}游泳", "waving": "在{}揮手",
}
VERBS = {
    "car": "停在{}", "bus": "停在{}", "bicycle": "停在{}", "train": "停在{}", "boat": "浮在{}", "plane": "在{}飛行",
    "hot-air balloon": "飄在{}", "fire engine": "停在{}待命", "truck": "停在{}", "fountain": "在{}嘩啦啦地噴水",
    "clock": "在{}滴答走著", "balloon": "飄在{}", "kite": "在{}隨風飄揚", "ball": "放在{}", "drum": "放在{}",
    "bell": "掛在{}", "umbrella": "撐開在{}", "cake": "放在{}", "book": "放在{}", "gift": "放在{}", "tree": "長在{}",
    "flower": "開在{}", "bush": "長在{}", "sun": "在{}照耀", "moon": "掛在{}", "star": "在{}閃爍", "cloud": "飄在{}",
    "rainbow": "掛在{}", "sea": "在{}閃閃發光", "snowman": "站在{}", "mushroom": "長在{}", "house": "坐落在{}",
    "shop": "開在{}", "bakery": "開在{}", "tower": "矗立在{}", "bridge": "架在{}", "castle": "矗立在{}",
    "school": "坐落在{}", "lamp": "立在{}", "bench": "擺在{}", "market stall": "擺在{}", "mailbox": "立在{}",
    "hill": "在{}起伏", "mountain": "聳立在{}",
}
WHERE = {("left", "top"): "左上方", ("middle", "top"): "上方", ("right", "top"): "右上方", ("left", "middle"): "左邊",
         ("middle", "middle"): "中央", ("right", "middle"): "右邊", ("left", "bottom"): "左下方",
         ("middle", "bottom"): "下方", ("right", "bottom"): "右下方"}
HOW = {"behind": "後面", "in front of": "前面", "next to": "旁邊", "left of": "左邊", "right of": "右邊", "on": "上",
       "under": "下面", "above": "上方", "in": "裡", "between": "之間"}
PLACES = {
    "street": "大街", "square": "廣場", "market": "市場", "park": "公園", "hills": "山丘", "forest": "森林",
    "beach": "沙灘", "sea": "海面", "snow": "雪地", "farm": "農場", "station": "火車站",
}
TIMES = {"morning": "早晨", "day": "白天", "sunset": "黃昏", "night": "夜晚"}
WEATHERS = {"clear": "晴朗的", "cloudy": "多雲的", "rain": "下雨的", "snow": "下雪的", "wind": "颳風的",
            "fog": "起霧的"}
GROUPS = {"people": "個人", "animals": "隻動物", "vehicles": "輛交通工具", "buildings": "棟建築"}
MOST = 5  # things in one list
SHARES = ((0.01, "非常小的一部分"), (0.04, "一小部分"), (0.075, "大約二十分之一"), (0.15, "大約十分之一"),
          (0.22, "大約五分之一"), (0.29, "大約四分之一"), (0.42, "大約三分之一"), (0.58, "大約一半"),
          (0.85, "一大半"), (9, "幾乎全部"))
SHAPES = {"round": "圓圓的", "oval": "橢圓形的", "boxy": "方方正正的", "slender": "細細長長的", "tall": "高高的",
          "wide": "寬寬的", "irregular": "形狀不規則的", "compact": ""}
SURFACES = {"smooth": "很平滑", "soft": "很柔和", "speckled": "有斑斑點點", "striped": "有一條條的紋路",
            "lively": "有許多小細節"}
DIGITS = "零一二三四五六七八九"
# fmt: on


def figure(sight: Sight, long: bool) -> str:
    """One figure, in one sentence or in two to four."""
    shown, it = sight.figure, _pronoun(sight.figure)
    where = f"畫面{WHERE[sight.column, sight.row]}"
    relation = _relation(sight)
    weather = {"rain": "下著雨，", "snow": "下著雪，", "wind": "颳著風，"}.get(sight.weather, "")
    verb = "躲在{}" if shown.hidden else _verb(shown)
    if not long:
        if relation:
            return f"{weather}{where}，{noun(shown)}{verb.format(relation)}。"
        beside = f"，旁邊有{noun(sight.beside[0], clothes=False)}" if sight.beside else ""
        return f"{weather}{noun(shown)}{verb.format(where)}{beside}。"
    told = [f"{weather}{where + '，' if relation else ''}{noun(shown, clothes=False)}{verb.format(relation or where)}"]
    about = ([_wearing(shown.clothes)] if shown.clothes else []) + _seeing(sight)
    if about:
        told.append(it + "，".join(about))
    told += _company(sight)
    if len(told) < 2:
        told.append(it + _size(sight))
    return "。".join(told) + "。"


def _size(sight: Sight) -> str:
    if sight.share < 0.003:
        return "小小的，要仔細看才看得到"
    if sight.share < 0.02:
        return "看起來小小的"
    return "整個都看得清清楚楚" if sight.share < 0.1 else f"占了畫面的{_share(sight.share)}"


def _seeing(sight: Sight) -> list[str]:
    most = sight.covered == "mostly"
    if sight.covered and sight.relation[:1] == ("behind",) and sight.by.name == sight.relation[1].name:
        return ["只露出一點點" if most else "只露出一部分"]
    if sight.covered:
        return [f"有{'一大半' if most else '一部分'}被{plain(sight.by)}遮住了"]
    if sight.edge and sight.figure.name not in LANDSCAPE:
        return ["有一部分在畫面外"]
    return []


def _company(sight: Sight) -> list[str]:
    name = sight.figure.name
    if sight.carries:
        how, other = sight.carries
        return [f"{'裡面' if how == 'in' and name != 'tree' else '上面'}有{noun(other)}"]
    if sight.beside:
        near = _list([noun(other, clothes=False) for other in sight.beside])
        ways = [f"附近有{near}", f"不遠的地方還有{near}"] + ([] if sight.relation else [f"旁邊有{near}"])
        return [ways[sight.turn % len(ways)]]
    if sight.alike and name not in ONLY_ONE:
        return [f"畫面裡還有另外{_number(sight.alike)}{_measure(name)}{_name(name)}"]
    return []


def together(figures: list[Figure], column: str, row: str) -> str:
    """Several figures that were cut out at once."""
    return f"{_list(grouped(figures, noun))}一起在畫面{WHERE[column, row]}。"


def region(look: Look, long: bool, place: str = "") -> str:
    """A region of which only the look is known; `place` says that it belongs to the scenery of a paper-town place."""
    where = f"畫面{WHERE[look.column, look.row]}"
    if place:
        start = f"{where}是{PLACES.get(place, '')}的背景，{_colours(look.colours)}"
    else:
        start = f"{where}有一個{SHAPES[look.shape]}東西，{_colours(look.colours)}"
    if not long:
        return start + "。"
    told = [start, f"它占了畫面的{_share(look.share)}，表面看起來{SURFACES[look.texture]}"]
    if look.share < 0.85:
        told.append(_against(look))
    outline = []
    if look.pieces > 1:
        outline.append(f"它分成{_number(look.pieces)}塊")
    if look.jagged:
        outline.append("輪廓凹凹凸凸的")
    if look.shape == "slender":
        outline.append({"upright": "直直地立著", "lying": "橫躺著", "slanting": "斜斜的"}[look.lean])
    if look.edge:
        outline.append("碰到了畫面的邊緣")
    if outline and not place:
        outline[0] = (
            outline[0]
            if outline[0].startswith("它")
            else "它" + ("的" if outline[0].startswith("輪廓") else "") + outline[0]
        )
        told.append("，".join(outline[:2]))
    return "。".join(told) + "。"


def thing(look: Look) -> str:
    """What a measured thing is called for short: 左下方紫色的圓形東西."""
    where, colour = WHERE[look.column, look.row], _colour(look.colours[0][0])
    shape = {"round": "圓形", "oval": "橢圓形", "boxy": "方形"}.get(look.shape, "")
    if shape or look.shape == "compact":
        return f"{where}{colour}的{shape}東西"
    return f"{where}{'細長的' if look.shape == 'slender' else SHAPES[look.shape]}{colour}東西"


def _against(look: Look) -> str:
    around = f"周圍的{_colour(look.around)}" if look.around and look.around != look.colours[0][0] else "周圍"
    if look.light == "alike":
        return f"它和{around}差不多亮"
    return f"它比{around}{'亮' if look.light == 'brighter' else '暗'}"


def scene(panorama: Panorama, long: bool) -> str:
    """A whole paper-town picture; where the hidden one is stays a secret."""
    known = panorama.scene
    setting = _setting(panorama)
    if known.crowd:
        groups = [f"{_number(count)}{GROUPS[group]}" for group, count in panorama.groups]
        told = [f"{setting}好熱鬧，有{_list(groups)}。" if groups else f"{setting}好熱鬧。"]
        if long and known.view == "above":
            told[0] = f"從高處往下看，{told[0]}"
        if long and panorama.special:
            told.append(f"找找看：{_list(grouped(panorama.special, noun)[:5])}。")
        if long:
            told.append(f"最多的是{_list([_name(name) for name, count in panorama.counts[:3] if count > 1])}。")
    else:
        things = _things(panorama)
        shown, rest = (things[:MOST], things[MOST:]) if len(things) > MOST + 1 else (things, [])
        told = [f"{setting}有{_list(shown)}{'等等' if rest and not long else ''}。" if things else f"{setting}。"]
        if long and rest:
            told.append(f"另外還有{_list(rest[: MOST + 2])}。")
        far = [one for one in panorama.special if one.name in SKY + LANDSCAPE]
        if long and far:
            told.append(f"遠處看得到{_list(grouped(far, noun))}。")
    for hider in panorama.hidden[:2]:
        it = _pronoun(hider)
        told.append(f"有{noun(hider)}悄悄躲在畫面裡{'，你找得到' + it + '嗎？' if long else '。'}")
    return "".join(told)


def _setting(panorama: Panorama) -> str:
    known = panorama.scene
    weather, time = WEATHERS.get(known.weather, ""), TIMES.get(known.time, "")
    place = PLACES.get(known.place, "畫面")
    inside = {"street": "上", "square": "上", "hills": "上", "beach": "上", "sea": "上", "snow": "上"}.get(
        known.place, "裡"
    )
    if known.time == "day":
        day = {"rain": "下雨天", "snow": "下雪天"}.get(known.weather, f"{weather}日子")
        return f"{day}，{place}{inside}"
    if time:
        return f"{weather}{time}，{place}{inside}"
    return f"{weather}{place}{inside}"


def _things(panorama: Panorama) -> list[str]:
    asked, rest = asked_and_others(panorama)
    return grouped(asked, noun) + [_number(count) + _measure(name) + _name(name) for name, count in rest]


def picture(impression: Impression, long: bool) -> str:
    """A whole picture of which only the look is known."""
    light = {"dark": "很暗", "dim": "有點暗", "medium": "明暗適中", "bright": "很明亮"}[impression.light]
    contrast = {"strong": "對比強烈", "soft": "對比柔和", "medium": ""}[impression.contrast]
    form = {"wide": "橫幅的", "tall": "直幅的", "square": "方形的"}[impression.format]
    start = f"一張{form}圖，{_colours(impression.colours)}"
    tone = "，".join(words for words in (f"畫面{light}", contrast) if words)
    if not long:
        return f"{start}，{tone}。"
    warmth = {"warm": "，色調溫暖", "cool": "，色調清冷", "": ""}[impression.warmth]
    told = [start, tone + warmth]
    if impression.top and impression.bottom and impression.top != impression.bottom:
        told.append(f"上半部大多是{_colour(impression.top)}，下半部大多是{_colour(impression.bottom)}")
    spots = []
    if impression.brightest:
        spots.append(f"最亮的地方在{WHERE[impression.brightest]}")
    if impression.busiest:
        spots.append(f"細節最多的地方在{WHERE[impression.busiest]}")
    if not spots:
        spots.append("大部分的地方都很平靜單純" if impression.calm else "到處都有小細節")
    return "。".join([*told, "，".join(spots)]) + "。"


def noun(shown: Figure, *, clothes: bool = True, count: int = 1) -> str:
    """The figure with its measure word and looks: 一隻戴著聖誕帽的虎斑小貓; or 兩輛紅色汽車."""
    if shown.name in ONLY_ONE and count == 1:
        return plain(shown)
    dressed = []
    if shown.name in PEOPLE and (shown.colour or shown.pattern):
        dressed = [f"穿著{_colour(shown.colour)}{PATTERNS.get(shown.pattern, '')}衣服"]
    dressed += [_wearing(shown.clothes, "、")] if clothes and shown.clothes else []
    dressed = "、".join(dressed) + "的" if dressed else ""
    return f"{_number(count)}{_measure(shown.name)}{dressed}{plain(shown)}"


def plain(shown: Figure) -> str:
    """The figure without measure word and clothes: 橘色虎斑小貓."""
    name, person = _name(shown.name), shown.name in PEOPLE
    colour, pattern = ("", "") if person else (_colour(shown.colour), PATTERNS.get(shown.pattern, ""))
    name = _sized(shown, name)
    if colour and (pattern not in ("", "虎斑") or len(name) == 1 or name.startswith("迷你")):
        colour += "的"
    return f"{'巨大的' if shown.size == 'huge' else ''}{colour}{pattern}{name}"


def _sized(shown: Figure, name: str) -> str:
    grown = shown.name in PEOPLE and shown.name not in ("boy", "girl")
    sizes = {"tiny": "迷你", "small": "嬌小的" if grown else "小", "big": "高大的" if grown else "大"}
    if name[0] in "小大":  # 小小丑 would stutter
        sizes = {"tiny": "迷你", "small": "小小的", "big": "大大的"}
    return sizes.get(shown.size, "") + name


def _wearing(clothes: tuple[Clothing, ...], comma: str = "，") -> str:
    verbs: dict[str, list[str]] = {}
    for item in clothes:
        verbs.setdefault(WORN.get(item.name, "戴著"), []).append(_colour(item.colour) + _name(item.name))
    return comma.join(verb + "和".join(names) for verb, names in verbs.items())


def _relation(sight: Sight) -> str:
    if not sight.relation:
        return ""
    how, *others = sight.relation
    if how == "between" and (len(others) == 1 or others[0].name == others[1].name):
        name, measure = _name(others[0].name), _measure(others[0].name)
        return f"{name}之間" if len(others) == 1 else f"兩{measure}{name}中間"
    where = "上" if others[0].name == "tree" and how == "in" else HOW.get(how, "旁邊")
    return "和".join(plain(other) for other in others) + where


def _verb(shown: Figure) -> str:
    if shown.name in PEOPLE + ANIMALS:
        return POSES.get(shown.pose, "站在{}")
    return VERBS.get(shown.name, "在{}")


def _pronoun(shown: Figure) -> str:
    if shown.name in PEOPLE:
        return "她" if shown.name in ("woman", "girl", "grandmother") else "他"
    return "牠" if shown.name in ANIMALS else "它"


def _colours(colours) -> str:
    names = [_colour(name) for name, _ in colours[:3]]
    if colours[0][1] > 0.85:
        return f"幾乎全是{names[0]}"
    if len(names) == 1:
        return f"大多是{names[0]}"
    if colours[0][1] >= 0.5:
        return f"大多是{names[0]}，帶一點{'和'.join(names[1:])}"
    return f"有{_list(names)}"


def _colour(name: str) -> str:
    return (SHADES.get(name) or colour_word(name, "zh-TW")) if name else ""


def _name(name: str) -> str:
    return words_for(name, "zh-TW")


def _measure(name: str) -> str:
    return "個" if name in ("man", "woman", "clown") else measure_word(name)  # 位 is for people one looks up to


def _share(share: float) -> str:
    return next(words for limit, words in SHARES if share < limit)


def _number(count: int) -> str:
    if count == 2:
        return "兩"
    if count < 10:
        return DIGITS[count]
    if count < 100:
        tens, ones = divmod(count, 10)
        return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")
    return str(count)


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{'、'.join(words[:-1])}和{words[-1]}" if words else ""
