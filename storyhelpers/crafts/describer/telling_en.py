"""How the offline describer says in English what it knows (Sight, Panorama) or has measured (Look, Impression)."""

from ...papertown.phrases import NUMBERS, PAIRS, listed, with_article
from ...papertown.phrases import noun as words_for
from ...scenegraph import Clothing, Figure
from .findings import ANIMALS, LANDSCAPE, ONLY_ONE, PEOPLE, SKY, Panorama, Sight, asked_and_others, grouped
from .measures import Impression, Look

# fmt: off
POSES = {"standing": "stands", "walking": "walks along", "running": "runs", "sitting": "sits", "jumping": "jumps",
         "sleeping": "is fast asleep", "dancing": "dances", "flying": "flies", "swimming": "swims",
         "waving": "stands waving"}
VERBS = {
    "car": "is parked", "bus": "is waiting", "bicycle": "stands", "train": "is waiting", "boat": "floats",
    "plane": "flies", "hot-air balloon": "floats", "fire engine": "stands ready", "truck": "is parked",
    "fountain": "splashes", "clock": "ticks away", "balloon": "bobs on its string", "kite": "flutters",
    "ball": "lies", "bell": "hangs", "book": "lies", "gift": "lies", "umbrella": "is open",
    "cake": "waits to be eaten", "sun": "shines", "moon": "shines", "star": "twinkles", "cloud": "drifts",
    "rainbow": "shines", "sea": "glitters", "hill": "rises", "mountain": "rises", "flower": "blooms", "bush": "grows",
    "mushroom": "grows", "rain": "falls", "snow": "falls", "lamp": "stands", "bench": "stands",
}
WHERE = {("left", "top"): "in the upper left", ("middle", "top"): "at the top",
         ("right", "top"): "in the upper right", ("left", "middle"): "on the left",
         ("middle", "middle"): "in the middle", ("right", "middle"): "on the right",
         ("left", "bottom"): "in the lower left", ("middle", "bottom"): "at the bottom",
         ("right", "bottom"): "in the lower right"}
HOW = {"left of": "to the left of", "right of": "to the right of"}
WORN_IN = ("coat", "dress", "shirt", "trousers", "skirt", "apron", "boots")
CARRIED = ("umbrella", "backpack")
PLACES = {
    "street": "street", "square": "town square", "market": "market", "park": "park",
    "hills": "landscape of green hills", "forest": "forest", "beach": "beach", "sea": "stretch of open sea",
    "snow": "white winter landscape", "farm": "farm", "station": "railway station",
}
TIMES = {"morning": "in the morning", "day": "in broad daylight", "sunset": "at sunset", "night": "at night"}
WEATHERS = {"clear": "under a clear sky", "cloudy": "under a cloudy sky", "rain": "in the rain",
            "snow": "in falling snow", "wind": "in the wind", "fog": "in the fog"}
MOST = 5  # things in one list
SHARES = ((0.01, "a very small part"), (0.04, "a small part"), (0.075, "about a twentieth"), (0.15, "about a tenth"),
          (0.22, "about a fifth"), (0.29, "about a quarter"), (0.42, "about a third"), (0.58, "about half"),
          (0.85, "more than half"), (9, "nearly all"))
SHAPES = {"round": "round", "oval": "oval", "boxy": "with straight sides", "slender": "long and thin", "tall": "tall",
          "wide": "wide", "irregular": "with an irregular shape", "compact": ""}
SURFACES = {"smooth": "smooth", "soft": "soft", "speckled": "speckled", "striped": "striped",
            "lively": "full of small details"}
# fmt: on


def figure(sight: Sight, long: bool) -> str:
    """One figure, in one sentence or in two to four."""
    shown, it = sight.figure, _pronoun(sight.figure)
    where, weather = WHERE[sight.column, sight.row], f", {WEATHERS[sight.weather]}" if sight.weather else ""
    verb = "hides" if shown.hidden else _verb(shown)
    relation = _relation(sight)
    if not long:
        if relation:
            return _sentence(f"{noun(shown)} {verb} {relation}, {where}{weather}")
        beside = f", next to {noun(sight.beside[0], clothes=False)}" if sight.beside else ""
        return _sentence(f"{noun(shown)} {verb} {where}{weather}{beside}")
    told = [f"{noun(shown, clothes=False)} {verb} {relation + ', ' if relation else ''}{where} of the picture{weather}"]
    if shown.clothes:
        told.append(f"{it} {_wearing(shown)}")
    told += _seeing(sight)
    told += _company(sight)
    if len(told) < 2:
        told.append(_size(sight))
    return " ".join(_sentence(words) for words in told)


def _seeing(sight: Sight) -> list[str]:
    him, mostly = _him(sight.figure), sight.covered == "mostly"
    if sight.covered and sight.relation[:1] == ("behind",) and sight.by.name == sight.relation[1].name:
        return [
            f"only {'a little' if mostly else 'part'} of {him} {'peeps out' if sight.figure.hidden else 'can be seen'}"
        ]
    if sight.covered:
        return [f"{noun(sight.by, clothes=False)} in front covers {'most' if mostly else 'part'} of {him}"]
    if sight.edge and sight.figure.name not in LANDSCAPE:
        return [f"the edge of the picture cuts {him} off"]
    return []


def _company(sight: Sight) -> list[str]:
    if sight.carries:
        how, other = sight.carries
        return [f"{'In' if how == 'in' else 'On'} it you can see {noun(other)}"]
    if sight.beside:
        near = [noun(other, clothes=False) for other in sight.beside]
        are = "are" if len(near) > 1 else "is"
        him = _him(sight.figure)
        ways = [f"nearby there {are} {listed(near)}", f"{listed(near)} {are} close by"]
        ways += [] if sight.relation else [f"right beside {him} {are} {listed(near)}"]
        return [ways[sight.turn % len(ways)]]
    if sight.alike and sight.figure.name not in ONLY_ONE:
        are = "are" if sight.alike > 1 else "is"
        name = sight.figure.name
        more = f"{_number(sight.alike)} more {_plural(name) if sight.alike > 1 else _name(name)}"
        return [f"there {are} {more} in the picture"]
    return []


def _size(sight: Sight) -> str:
    it, him = _pronoun(sight.figure), _him(sight.figure)
    if sight.share < 0.003:
        return f"{it} is so small that you have to look closely"
    if sight.share < 0.02:
        return f"{it} looks quite small from here"
    return f"you can see all of {him}" if sight.share < 0.1 else f"{it} takes up {_share(sight.share)} of the picture"


def together(figures: list[Figure], column: str, row: str) -> str:
    """Several figures that were cut out at once."""
    return _sentence(f"{listed(grouped(figures, noun))} are together {WHERE[column, row]} of the picture")


def region(look: Look, long: bool, place: str = "") -> str:
    """A region of which only the look is known; `place` says that it belongs to the scenery of a paper-town place."""
    shape = SHAPES[look.shape]
    where = WHERE[look.column, look.row]
    if place:
        start = (
            f"part of the {PLACES.get(place, 'background')} itself, {_colours(look.colours)}, {where} of the picture"
        )
    else:
        start = ", ".join(words for words in (f"something {shape}".strip(), _colours(look.colours)) if words)
        start += f", {where} of the picture"
    if not long:
        return _sentence(start)
    surface = f"looks {SURFACES[look.texture]}"
    if look.share > 0.85:
        told = [start, f"it fills nearly all of the picture and {surface}"]
    else:
        told = [start, f"it takes up {_share(look.share)} of the picture, and its surface {surface}"]
    if look.share < 0.85:
        told.append(_against(look))
    outline = "" if place else _outline(look)
    return " ".join(_sentence(words) for words in [*told, *([outline] if outline else [])])


def thing(look: Look) -> str:
    """What a measured thing is called for short: "the round purple thing, lower left"."""
    shape = {"slender": "long thin", "boxy": "straight-sided", "irregular": "oddly shaped"}.get(
        look.shape, SHAPES[look.shape]
    )
    place = WHERE[look.column, look.row]
    place = place if look.row == "middle" else place.removeprefix("in the ")
    return " ".join(word for word in ("the", shape, look.colours[0][0], "thing") if word) + f", {place}"


def _against(look: Look) -> str:
    around = (
        f" the {look.around} around it" if look.around and look.around != look.colours[0][0] else " what is around it"
    )
    if look.light == "alike":
        return f"it is about as bright as{around}"
    return f"it is {look.light} than{around}"


def _outline(look: Look) -> str:
    found = []
    if look.pieces > 1:
        found.append(f"it lies in {_number(look.pieces)} separate pieces")
    if look.jagged:
        found.append("its outline is jagged")
    if look.shape == "slender" and look.lean != "slanting":
        found.append("it stands upright" if look.lean == "upright" else "it lies flat")
    elif look.shape == "slender":
        found.append("it leans to one side")
    if look.edge:
        found.append("it reaches the edge of the picture")
    return listed(found[:2])


def scene(panorama: Panorama, long: bool) -> str:
    """A whole paper-town picture; where the hidden one is stays a secret."""
    place = _setting(panorama, long)
    if panorama.scene.crowd:
        groups = [_counted(group, count) for group, count in panorama.groups]
        told = [f"{place}, with {listed(groups)}" if groups else place]
        if long and panorama.special:
            told.append(f"look for {listed(grouped(panorama.special, noun)[:5])}")
        if long:
            told.append(
                f"most often you see {listed([_plural(name) for name, count in panorama.counts[:3] if count > 1])}"
            )
    else:
        things = _things(panorama)
        shown, rest = (things[:MOST], things[MOST:]) if len(things) > MOST + 1 else (things, [])
        told = [f"{place}, with {listed(shown + ['more'] * bool(rest and not long))}" if things else place]
        if long and rest:
            told.append(f"there {'are' if len(rest) > 1 else 'is'} also {listed(rest[: MOST + 2])}")
        far = [one for one in panorama.special if one.name in SKY + LANDSCAPE]
        if long and far:
            told.append(f"farther away you can see {listed(grouped(far, noun))}")
    for hider in panorama.hidden[:2]:
        told.append(f"somewhere {noun(hider)} is hiding{': can you find ' + _him(hider) + '?' if long else ''}")
    return " ".join(_sentence(words) for words in told)


def _setting(panorama: Panorama, long: bool) -> str:
    known = panorama.scene
    place = PLACES.get(known.place, "picture")
    words = [with_article("busy " + place if known.crowd else place)]
    if known.view == "above" and long:
        words[0] += ", seen from above,"
    time = TIMES.get(known.time, "") if known.time != "day" or (long and known.weather in ("", "clear")) else ""
    weather = WEATHERS.get(known.weather, "") if known.weather != "clear" else ""
    if known.weather == "wind" and not time:
        weather = "on a windy day"
    return " ".join(word for word in [*words, time, weather] if word).rstrip(",")


def _things(panorama: Panorama) -> list[str]:
    asked, rest = asked_and_others(panorama)
    return grouped(asked, noun) + [_counted_name(name, count) for name, count in rest]


def picture(impression: Impression, long: bool) -> str:
    """A whole picture of which only the look is known."""
    light = {"dark": "dark", "dim": "rather dark", "medium": "neither dark nor bright", "bright": "bright"}[
        impression.light
    ]
    contrast = {"strong": "with strong contrasts", "soft": "with soft contrasts", "medium": ""}[impression.contrast]
    start = f"{with_article(impression.format)} picture, {_colours(impression.colours)}"
    if not long:
        return _sentence(f"{start}; it is {light}{' ' + contrast if contrast else ''}")
    told = [start]
    warmth = {"warm": "its colours are warm", "cool": "its colours are cool", "": ""}[impression.warmth]
    told.append(f"it is {light}{' ' + contrast if contrast else ''}{', and ' + warmth if warmth else ''}")
    if impression.top and impression.bottom and impression.top != impression.bottom:
        told.append(f"the upper part is mostly {impression.top}, the lower part mostly {impression.bottom}")
    spots = []
    if impression.brightest:
        spots.append(f"most of the light is {WHERE[impression.brightest]}")
    if impression.busiest:
        spots.append(f"most of the details are {WHERE[impression.busiest]}")
    if not spots:
        spots.append(
            "large parts of it are calm and plain" if impression.calm else "small details are spread all over it"
        )
    told.append(listed(spots))
    return " ".join(_sentence(words) for words in told)


def noun(shown: Figure, *, clothes: bool = True, count: int = 1) -> str:
    """The figure with its article and looks: "a small tabby cat with a Santa hat"; or "two red cars"."""
    tabby = shown.pattern if shown.pattern == "tabby" else ""
    pattern = "" if tabby else shown.pattern
    name = _name(shown.name) if count == 1 else _plural(shown.name)
    colour, dressed = shown.colour, ""
    if shown.name in PEOPLE and (colour or pattern):
        dressed = f"in {pattern} {colour} clothes".replace("  ", " ") if pattern else f"in {colour}"
        colour = pattern = ""
    words = " ".join(word for word in (shown.size, pattern, colour, tabby, name, dressed) if word)
    if count > 1:
        words = f"{_number(count)} {words}"
    elif shown.name in ONLY_ONE:
        words = f"the {words}"
    else:
        words = with_article(words)
    return f"{words} {_dressed(shown.clothes, shown.name)}" if clothes and shown.clothes else words


def _dressed(clothes: tuple[Clothing, ...], name: str) -> str:
    inside = [_item(c) for c in clothes if c.name in WORN_IN and name in PEOPLE]
    other = [_item(c) for c in clothes if not (c.name in WORN_IN and name in PEOPLE)]
    return " ".join([f"in {listed(inside)}"] * bool(inside) + [f"with {listed(other)}"] * bool(other))


def _wearing(shown: Figure) -> str:
    worn = [_item(c) for c in shown.clothes if c.name not in CARRIED]
    carried = [_item(c) for c in shown.clothes if c.name in CARRIED]
    return " and ".join([f"wears {listed(worn)}"] * bool(worn) + [f"carries {listed(carried)}"] * bool(carried))


def _item(clothing: Clothing) -> str:
    words = f"{clothing.colour} {_name(clothing.name)}".strip()
    return words if clothing.name in PAIRS else with_article(words)


def _relation(sight: Sight) -> str:
    if not sight.relation:
        return ""
    how, *others = sight.relation
    names = [noun(other, clothes=False) for other in others]
    if how == "between" and len(names) == 1:
        return f"among the {_plural(others[0].name)}"
    if how == "between" and others[0].name == others[1].name:
        return f"between two {_plural(others[0].name)}"
    return f"{HOW.get(how, how)} {' and '.join(names)}"


def _verb(shown: Figure) -> str:
    if shown.name in ("owl", "bird") and shown.pose in ("standing", "sitting"):
        return "perches"
    if shown.name in PEOPLE + ANIMALS:
        return POSES.get(shown.pose, "stands")
    return VERBS.get(shown.name, "stands")


def _pronoun(shown: Figure) -> str:
    if shown.name in ("man", "boy", "grandfather"):
        return "He"
    if shown.name in ("woman", "girl", "grandmother"):
        return "She"
    return f"The {_name(shown.name)}" if shown.name in PEOPLE else "It"


def _him(shown: Figure) -> str:
    return {"He": "him", "She": "her", "It": "it"}.get(_pronoun(shown), _pronoun(shown).lower())


def _counted(group: str, count: int) -> str:
    singular = {"people": "person", "animals": "animal", "vehicles": "vehicle", "buildings": "building"}[group]
    return f"{_number(count)} {group if count > 1 else singular}"


def _counted_name(name: str, count: int) -> str:
    return f"{_number(count)} {_plural(name)}" if count > 1 else with_article(_name(name))


def _colours(colours) -> str:
    names = [name for name, _ in colours[:3]]
    if colours[0][1] > 0.85 or len(names) == 1:
        return f"almost entirely {names[0]}" if colours[0][1] > 0.85 else f"mostly {names[0]}"
    if colours[0][1] >= 0.5:
        return f"mostly {names[0]} with some {listed(names[1:])}"
    return f"in {listed(names)}"


def _share(share: float) -> str:
    return next(words for limit, words in SHARES if share < limit)


def _name(name: str) -> str:
    return words_for(name)


def _plural(name: str) -> str:
    return words_for(name, plural=True)


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + ("" if words.endswith("?") else ".")
