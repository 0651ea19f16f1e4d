"""How the offline describer says in Spanish what it knows or has measured."""

from ...papertown.lexicon.es import FEMININE
from ...papertown.phrases import LOOKS_ES, PAIRS, agree, listed
from ...papertown.phrases import noun as words_for
from ...scenegraph import Clothing, Figure
from .findings import ANIMALS, LANDSCAPE, ONLY_ONE, PEOPLE, SKY, Panorama, Sight, asked_and_others, grouped
from .measures import Impression, Look

# fmt: off
COLOURS = LOOKS_ES | {
    "dark grey": "gris oscuro", "light grey": "gris claro", "cream": "crema", "dark brown": "marrón oscuro",
    "light brown": "marrón claro", "dark red": "rojo oscuro", "dark green": "verde oscuro",
    "light green": "verde claro", "turquoise": "turquesa", "light blue": "azul claro", "dark blue": "azul oscuro",
}
SIZES = {"tiny": "diminuto", "small": "pequeño", "big": "gran", "huge": "enorme"}  # before the noun
POSES = {"standing": "está", "walking": "pasea", "running": "corre", "sitting": "está sentad{o}", "jumping": "salta",
         "sleeping": "duerme", "dancing": "baila", "flying": "vuela", "swimming": "nada",
         "waving": "saluda con la mano"}
VERBS = {
    "car": "está aparcado", "bus": "espera", "bicycle": "está aparcada", "train": "espera", "boat": "flota",
    "plane": "vuela", "hot-air balloon": "flota", "fire engine": "espera", "truck": "está aparcado",
    "house": "se alza", "tower": "se alza", "castle": "se alza", "school": "se alza", "fountain": "murmura",
    "clock": "hace tictac", "balloon": "se balancea", "kite": "ondea", "bell": "cuelga", "umbrella": "está abierto",
    "tree": "crece", "flower": "florece", "bush": "crece", "mushroom": "crece", "sun": "brilla", "moon": "brilla",
    "star": "titila", "cloud": "flota", "rainbow": "brilla", "sea": "centellea", "hill": "se levanta",
    "mountain": "se levanta", "rain": "cae", "snow": "cae",
}
WHERE = {("left", "top"): "arriba a la izquierda", ("middle", "top"): "en la parte de arriba",
         ("right", "top"): "arriba a la derecha", ("left", "middle"): "a la izquierda",
         ("middle", "middle"): "en el centro", ("right", "middle"): "a la derecha",
         ("left", "bottom"): "abajo a la izquierda", ("middle", "bottom"): "en la parte de abajo",
         ("right", "bottom"): "abajo a la derecha"}
HOW = {"behind": "detrás de", "in front of": "delante de", "next to": "al lado de", "left of": "a la izquierda de",
       "right of": "a la derecha de", "on": "encima de", "under": "debajo de", "above": "por encima de",
       "in": "dentro de"}
NUMBERS = ("cero", "un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")
PLACES = {
    "street": ("calle", "f"), "square": ("plaza", "f"), "market": ("mercado", "m"), "park": ("parque", "m"),
    "hills": ("paisaje de colinas verdes", "m"), "forest": ("bosque", "m"), "beach": ("playa", "f"),
    "sea": ("trozo de mar abierto", "m"), "snow": ("paisaje blanco de invierno", "m"), "farm": ("granja", "f"),
    "station": ("estación de tren", "f"),
}
TIMES = {"morning": "por la mañana", "day": "a plena luz del día", "sunset": "al atardecer", "night": "de noche"}
WEATHERS = {"clear": "bajo un cielo despejado", "cloudy": "bajo un cielo nublado", "rain": "bajo la lluvia",
            "snow": "mientras nieva", "wind": "mientras sopla el viento", "fog": "entre la niebla"}
GROUPS = {"people": ("persona", "f"), "animals": ("animal", "m"), "vehicles": ("vehículo", "m"),
          "buildings": ("edificio", "m")}
MOST = 5  # things in one list
SHARES = ((0.01, "una parte muy pequeña"), (0.04, "una parte pequeña"), (0.075, "más o menos la vigésima parte"),
          (0.15, "más o menos la décima parte"), (0.22, "más o menos la quinta parte"),
          (0.29, "más o menos la cuarta parte"), (0.42, "más o menos la tercera parte"),
          (0.58, "más o menos la mitad"), (0.85, "más de la mitad"), (9, "casi la totalidad"))
SHAPES = {"round": "redondo", "oval": "ovalado", "boxy": "de lados rectos", "slender": "largo y fino", "tall": "alto",
          "wide": "ancho", "irregular": "de forma irregular", "compact": ""}
SURFACES = {"smooth": "lisa", "soft": "suave", "speckled": "moteada", "striped": "a rayas",
            "lively": "llena de pequeños detalles"}
# fmt: on


def figure(sight: Sight, long: bool) -> str:
    """One figure, in one sentence or in two to four."""
    shown, where = sight.figure, WHERE[sight.column, sight.row]
    weather = f", {WEATHERS[sight.weather]}" if sight.weather else ""
    verb = "se esconde" if shown.hidden else _verb(shown)
    relation = _relation(sight)
    if not long:
        if relation:
            return _sentence(f"{noun(shown)} {verb} {relation}, {where}{weather}")
        beside = f", al lado de {noun(sight.beside[0], clothes=False)}" if sight.beside else ""
        return _sentence(f"{noun(shown)} {verb} {where}{weather}{beside}")
    told = [f"{noun(shown, clothes=False)} {verb} {relation + ', ' if relation else ''}{where} del dibujo{weather}"]
    if shown.clothes:
        told.append(f"lleva {_list([_item(item) for item in shown.clothes])}")
    told += _seeing(sight)
    told += _company(sight)
    if len(told) < 2:
        told.append(_size(sight))
    return " ".join(_sentence(words) for words in told)


def _seeing(sight: Sight) -> list[str]:
    mostly = sight.covered == "mostly"
    if sight.covered and sight.relation[:1] == ("behind",) and sight.by.name == sight.relation[1].name:
        return [f"solo asoma {'un poquito' if mostly else 'una parte'}"]
    if sight.covered:
        return [f"{noun(sight.by, clothes=False)} {_lo(sight.figure)} tapa {'casi del todo' if mostly else 'en parte'}"]
    if sight.edge and sight.figure.name not in LANDSCAPE:
        return [f"el borde del dibujo {_lo(sight.figure)} corta"]
    return []


def _size(sight: Sight) -> str:
    o = _ending(sight.figure)
    if sight.share < 0.003:
        return f"es tan pequeñ{o} que hay que mirar con atención"
    if sight.share < 0.02:
        return f"desde aquí se ve bastante pequeñ{o}"
    return f"se ve enter{o}" if sight.share < 0.1 else f"ocupa {_share(sight.share)} del dibujo"


def _company(sight: Sight) -> list[str]:
    name = sight.figure.name
    if sight.carries:
        how, other = sight.carries
        return [f"{'dentro' if how == 'in' else 'encima'} hay {noun(other)}"]
    if sight.beside:
        near = _list([noun(other, clothes=False) for other in sight.beside])
        ways = [f"cerca hay {near}", f"muy cerca hay también {near}"]
        ways += [] if sight.relation else [f"a su lado se ve{'n' if len(sight.beside) > 1 else ''} {near}"]
        return [ways[sight.turn % len(ways)]]
    if sight.alike and name not in ONLY_ONE:
        other, gender = f"otr{_ending(sight.figure)}", _gender(name)
        if sight.alike == 1:
            return [f"en el dibujo hay {other} {_name(name)} más"]
        return [f"en el dibujo hay {other}s {_number(sight.alike, gender)} {_plural(name)} más"]
    return []


def together(figures: list[Figure], column: str, row: str) -> str:
    """Several figures that were cut out at once."""
    together = "juntas" if all(_gender(one.name) == "f" for one in figures) else "juntos"
    return _sentence(f"{_list(grouped(figures, noun))} están {together} {WHERE[column, row]} del dibujo")


def region(look: Look, long: bool, place: str = "") -> str:
    """A region of which only the look is known; `place` says that it belongs to the scenery of a paper-town place."""
    where = WHERE[look.column, look.row]
    if place:
        word, gender = PLACES.get(place, ("dibujo", "m"))
        start = f"un trozo del fondo {'de la' if gender == 'f' else 'del'} {word}, {_colours(look.colours)}, {where}"
    else:
        start = f"{f'algo {SHAPES[look.shape]}'.strip()}, {_colours(look.colours)}, {where} de la imagen"
    if not long:
        return _sentence(start)
    part = _share(look.share)
    told = [
        start,
        f"ocupa {part} de la imagen y su superficie parece {SURFACES[look.texture]}",
    ]
    if look.share < 0.85:
        told.append(_against(look))
    outline = []
    if look.pieces > 1:
        outline.append(f"está dividido en {_number(look.pieces, 'm')} trozos")
    if look.jagged:
        outline.append("tiene el contorno irregular")
    if look.shape == "slender":
        outline.append({"upright": "está derecho", "lying": "está tumbado", "slanting": "está inclinado"}[look.lean])
    if look.edge:
        outline.append("llega hasta el borde de la imagen")
    if outline and not place:
        told.append(_list(outline[:2]))
    return " ".join(_sentence(words) for words in told)


def thing(look: Look) -> str:
    """What a measured thing is called for short: "la cosa morada y redonda, abajo a la izquierda"."""
    colour, shape = COLOURS[look.colours[0][0]], SHAPES[look.shape]
    colour = colour if " " in colour else _agree(colour, "f")
    if look.shape == "slender":
        shape = ", larga y fina"
    elif shape:
        shape = f" {shape}" if shape.startswith("de ") else f" y {_agree(shape, 'f')}"
    return f"la cosa {colour}{shape}, {WHERE[look.column, look.row]}"


def _against(look: Look) -> str:
    around = (
        f"el {COLOURS[look.around]} que lo rodea"
        if look.around and look.around != look.colours[0][0]
        else "lo que lo rodea"
    )
    if look.light == "alike":
        return f"es casi tan claro como {around}"
    return f"es más {'claro' if look.light == 'brighter' else 'oscuro'} que {around}"


def scene(panorama: Panorama, long: bool) -> str:
    """A whole paper-town picture; where the hidden one is stays a secret."""
    place = _setting(panorama, long)
    if panorama.scene.crowd:
        groups = [_counted(*GROUPS[group], count) for group, count in panorama.groups]
        told = [f"{place}, con {_list(groups)}" if groups else place]
        if long and panorama.special:
            told.append(f"fíjate bien: hay {_list(grouped(panorama.special, noun)[:5])}")
        if long:
            told.append(
                f"lo que más se ve son {_list([_plural(name) for name, count in panorama.counts[:3] if count > 1])}"
            )
    else:
        things = _things(panorama)
        shown, rest = (things[:MOST], things[MOST:]) if len(things) > MOST + 1 else (things, [])
        told = [f"{place}, con {_list(shown + ['más cosas'] * bool(rest and not long))}" if things else place]
        if long and rest:
            told.append(f"también hay {_list(rest[: MOST + 2])}")
        far = [one for one in panorama.special if one.name in SKY + LANDSCAPE]
        if long and far:
            told.append(f"a lo lejos se ve{'n' if len(far) > 1 else ''} {_list(grouped(far, noun))}")
    for hider in panorama.hidden[:2]:
        ask = f": ¿puedes encontrarl{_ending(hider)}?" if long else ""
        told.append(f"en algún lugar se esconde {noun(hider)}{ask}")
    return " ".join(_sentence(words) for words in told)


def _setting(panorama: Panorama, long: bool) -> str:
    known = panorama.scene
    word, gender = PLACES.get(known.place, ("dibujo", "m"))
    words = [f"{_one(gender)} {word}{' muy ' + _agree('animado', gender) if known.crowd else ''}"]
    if known.view == "above" and long:
        words[0] += f", {_agree('visto', gender)} desde arriba,"
    time = TIMES.get(known.time, "") if known.time != "day" or (long and known.weather in ("", "clear")) else ""
    weather = WEATHERS.get(known.weather, "") if known.weather != "clear" else ""
    if known.weather == "wind" and not time:
        weather = "en un día de viento"
    return " ".join(word for word in [*words, time, weather] if word).rstrip(",")


def _things(panorama: Panorama) -> list[str]:
    asked, rest = asked_and_others(panorama)
    return grouped(asked, noun) + [noun(Figure(name), count=count) for name, count in rest]


def picture(impression: Impression, long: bool) -> str:
    """A whole picture of which only the look is known."""
    light = {"dark": "oscura", "dim": "más bien oscura", "medium": "de luminosidad media", "bright": "luminosa"}[
        impression.light
    ]
    contrast = {"strong": ", con mucho contraste", "soft": ", con contrastes suaves", "medium": ""}[impression.contrast]
    form = {"wide": "apaisada", "tall": "vertical", "square": "cuadrada"}[impression.format]
    warmth = {"warm": " y de colores cálidos", "cool": " y de colores fríos", "": ""}[impression.warmth]
    start = f"una imagen {form}, {_colours(impression.colours)}"
    if not long:
        return _sentence(f"{start}; es {light}{contrast}")
    told = [start, f"es {light}{warmth}{contrast}"]
    if impression.top and impression.bottom and impression.top != impression.bottom:
        told.append(f"arriba predomina el {COLOURS[impression.top]} y abajo, el {COLOURS[impression.bottom]}")
    spots = []
    if impression.brightest:
        spots.append(f"la mayor parte de la luz está {WHERE[impression.brightest]}")
    if impression.busiest:
        spots.append(f"la mayoría de los detalles están {WHERE[impression.busiest]}")
    if not spots:
        spots.append(
            "tiene grandes zonas tranquilas y lisas" if impression.calm else "hay pequeños detalles por todas partes"
        )
    told.append(_list(spots))
    return " ".join(_sentence(words) for words in told)


def noun(shown: Figure, *, clothes: bool = True, count: int = 1) -> str:
    """The figure with its article and looks: "un pequeño gato atigrado con una bufanda"; or "dos coches rojos"."""
    word, gender = _name(shown.name), _gender(shown.name)
    word = word if count == 1 else _plural(shown.name)
    size = SIZES.get(shown.size, "")
    after = [COLOURS.get(shown.colour, ""), LOOKS_ES.get(shown.pattern, "")]
    if shown.pattern == "tabby":
        after.reverse()
    if shown.name in PEOPLE and shown.pattern:
        cloth = {"spotted": "de lunares", "striped": "a rayas"}[shown.pattern]
        after = [" ".join(["con ropa", *([_agree(after[0], "f")] if shown.colour else []), cloth])]
    elif shown.name in PEOPLE and shown.colour:
        after = [_agree("vestido", gender, count) + " de " + COLOURS[shown.colour], ""]
    if shown.name in PEOPLE and shown.size in ("small", "big"):
        size, after = "", [_grown(shown), *after]
    words = " ".join(_agree(w, gender, count) if w != word else w for w in [size, word, *after] if w)
    if count > 1:
        words = f"{_number(count, gender)} {words}"
    elif shown.name in ONLY_ONE:
        words = f"{'la' if gender == 'f' else 'el'} {words}"
    else:
        words = f"{_one(gender)} {words}"
    if not (clothes and shown.clothes):
        return words
    joint = "y" if shown.pattern == "spotted" or (shown.pattern and shown.name in PEOPLE) else "con"
    return f"{words} {joint} {_list([_item(item) for item in shown.clothes])}"


def _grown(shown: Figure) -> str:
    """Prenominal "gran" would make a person a great one."""
    if shown.size == "big":
        return "alto"
    return "pequeño" if shown.name in ("boy", "girl") else "bajito"


def _item(item: Clothing) -> str:
    gender, many = _gender(item.name), item.name in PAIRS
    colour = _agree(COLOURS[item.colour], gender, 2 if many else 1) if item.colour else ""
    return " ".join(part for part in ("" if many else _one(gender), _name(item.name), colour) if part)


def _relation(sight: Sight) -> str:
    if not sight.relation:
        return ""
    how, *others = sight.relation
    if how == "between":
        if len(others) == 1:
            word, gender = _plural(others[0].name), _gender(others[0].name)
            return f"entre {'las' if gender == 'f' else 'los'} {word}"
        if others[0].name == others[1].name:
            return f"entre dos {_plural(others[0].name)}"
        return f"entre {_list([noun(other, clothes=False) for other in others])}"
    return f"{HOW.get(how, 'al lado de')} {noun(others[0], clothes=False)}".replace(" de el ", " del ")


def _verb(shown: Figure) -> str:
    if shown.name in PEOPLE + ANIMALS:
        if shown.name in PEOPLE and shown.pose in ("standing", ""):
            return "está de pie"
        if shown.name in ANIMALS and shown.pose == "waving":
            return "saluda con la pata"
        return POSES.get(shown.pose, "está").format(o=_ending(shown))
    return VERBS.get(shown.name, "está")


def _agree(word: str, gender: str, count: int = 1) -> str:
    """An adjective in the gender and number of its noun; "gran" stands before one."""
    return "grandes" if word == "gran" and count > 1 else agree(word, gender == "f", count > 1)


def _name(name: str) -> str:
    return words_for(name, "es")


def _plural(name: str) -> str:
    return words_for(name, "es", plural=True)


def _gender(name: str) -> str:
    return "f" if name in FEMININE else "m"


def _one(gender: str) -> str:
    return "una" if gender == "f" else "un"


def _ending(shown: Figure) -> str:
    return "a" if _gender(shown.name) == "f" else "o"


def _lo(shown: Figure) -> str:
    return "l" + _ending(shown)


def _counted(word: str, gender: str, count: int) -> str:
    return f"{_number(count, gender)} {word if count == 1 else word + ('s' if word[-1] in 'aeo' else 'es')}"


def _colours(colours) -> str:
    names = [COLOURS[name] for name, _ in colours[:3]]
    if colours[0][1] > 0.85:
        return f"casi por completo de color {names[0]}"
    if len(names) == 1:
        return f"sobre todo de color {names[0]}"
    if colours[0][1] >= 0.5:
        return f"sobre todo de color {names[0]} con algo de {_list(names[1:])}"
    return f"de color {_list(names)}" if len(names) == 1 else f"de colores {_list(names)}"


def _share(share: float) -> str:
    return next(words for limit, words in SHARES if share < limit)


def _number(count: int, gender: str) -> str:
    return _one(gender) if count == 1 else NUMBERS[count] if count < len(NUMBERS) else str(count)


def _list(words: list[str]) -> str:
    return listed(words, "e" if words and words[-1].startswith(("i", "hi")) else "y")


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:] + ("" if words.endswith("?") else ".")
