"""A scene graph → an English picture prompt, which `reader.read` turns into the same scene graph again.

Any picture model can draw from it; the paper town loses nothing by it. What the idea asked for and the paper town
cannot draw stands in it too, in quotation marks.
"""

import re

from ..scenegraph import Figure, Relation, Scene
from .lexicon import en, words_of
from .phrases import NUMBERS, PAIRS, listed, noun, with_article

_STYLE = "Children's book illustration in layered cut paper, warm colours, soft shadows, friendly faces."
_CROWD = (
    "A Where's Wally style picture of a crowded scene{view}, lots of people and things happening everywhere, "
    "something to discover in every corner."
)
_PLACES = {
    "street": "on a street", "square": "on a town square", "market": "in a market", "park": "in a park",
    "hills": "in the hills", "forest": "in a forest", "beach": "at the beach", "sea": "out at sea",
    "snow": "in the snow", "farm": "on a farm", "station": "at a train station",
}  # fmt: skip
_TIMES = {"morning": "in the morning", "day": "in the daytime", "sunset": "at sunset", "night": "at night"}
_WEATHERS = {
    "clear": "The sky is clear.", "cloudy": "The sky is cloudy.", "rain": "It is raining.", "snow": "It is snowing.",
    "wind": "It is windy.", "fog": "It is foggy.",
}  # fmt: skip
_HOW = {"left of": "to the left of", "right of": "to the right of", "in": "inside"}  # "in the sun" is weather


def prompt_of(scene: Scene, names: dict[str, str] | None = None) -> str:
    """The scene as an English prompt. Figures that the stage added (`asked` is False) are left out.

    names: of characters, by `Figure.who`: "[name]" stands for their looks, as `story.cast_in` wants it.
    """
    names = names or {}
    kept = [i for i, figure in enumerate(scene.figures) if figure.asked]
    numbers = {old: new for new, old in enumerate(kept)}
    figures = [scene.figures[i] for i in kept]
    relations = [
        Relation(numbers[r.subject], r.how, numbers[r.object])
        for r in scene.relations
        if r.subject in numbers and r.object in numbers
    ]
    named, told = _list_of(figures, relations, names)
    sentences = [_STYLE, _setting(scene), named, *told, _WEATHERS.get(scene.weather, "")]
    if scene.unknown:
        sentences.append("Also asked for: " + ", ".join(f'"{word}"' for word in scene.unknown) + ".")
    return " ".join(sentence for sentence in sentences if sentence)


def _setting(scene: Scene) -> str:
    where = " ".join(w for w in (_PLACES.get(scene.place, ""), _TIMES.get(scene.time, "")) if w)
    if scene.crowd:
        crowd = _CROWD.format(view=", seen from above, top-down" if scene.view == "above" else ", seen from the side")
        return f"{crowd} {_sentence(where)}".strip()
    return " ".join(w for w in (_sentence(where), "Seen from above." if scene.view == "above" else "") if w)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + "." if words else ""


def _list_of(figures: list[Figure], relations: list[Relation], names: dict[str, str]) -> tuple[str, list[str]]:
    """ "There is a cat behind a tree; two cars." and the sentences for the relations that it did not say."""
    groups: list[list[int]] = []
    for i, figure in enumerate(figures):
        if groups and figures[groups[-1][0]] == figure and len(groups[-1]) < 12:
            groups[-1].append(i)
        else:
            groups.append([i])
    text, left = "", list(relations)
    for g, group in enumerate(groups):
        joined = "; "
        before = groups[g - 1] if g else []
        if len(group) == 1:
            hows = {r.how for r in left if r.object == group[0] and r.subject in before} - {"between"}
            for how in sorted(hows):
                shared = [r for r in left if r.how == how and r.object == group[0] and r.subject in before]
                if len(shared) == len(before):
                    joined = f" {_HOW.get(how, how)} "
                    left = [r for r in left if r not in shared]
                    break
        text += (joined if g else "") + _counted(figures[group[0]], len(group), names)
    if not text:
        return "", []
    verb = "is" if len(groups[0]) == 1 else "are"
    posed = [f"[{names[f.who]}] is {f.pose}." for f in figures if f.who in names and f.pose]
    return f"There {verb} {text}.", [*posed, *_relations(figures, left, names)]


def _counted(figure: Figure, count: int, names: dict[str, str]) -> str:
    if figure.who in names:
        return f"[{names[figure.who]}]"
    looks = ["well hidden" if figure.hidden else "", figure.size, figure.pose, figure.colour, figure.pattern]
    words = " ".join(w for w in [*looks, noun(figure.name, plural=count > 1)] if w)
    words = with_article(words) if count == 1 else f"{NUMBERS[count]} {words}"
    pieces = [worn(c.name, c.colour, count > 1) for c in figure.clothes]
    words = f"{words} wearing {listed(pieces)}" if pieces else words
    return f"{words} named {_spelled(figure.who)}" if figure.who else words


def _spelled(name: str) -> str:
    """A name as the reader finds it again: in quotation marks where it is not plainly one."""
    plainly = re.fullmatch(r"[^\W\d_][\w-]*(?: [^\W\d_][\w-]*)*", name) and all(
        not word[0].islower() for word in name.split()
    )
    return name if plainly else '"' + re.sub(r'["\n]', "'", name) + '"'


def worn(name: str, colour: str, several: bool) -> str:
    """A piece of clothing: "a red scarf"; of several wearers "red scarves"."""
    words = f"{colour} {noun(name, plural=several)}".strip()
    return words if several or name in PAIRS else with_article(words)


def _relations(figures: list[Figure], relations: list[Relation], names: dict[str, str]) -> list[str]:
    """A sentence for each relation; one for a whole kind where all of it shares the relation."""
    sentences, done = [], set()
    for r in relations:
        if r in done:
            continue
        how = _HOW.get(r.how, r.how)
        if r.how == "between":
            objects = [o for o in relations if o.how == "between" and o.subject == r.subject]
            done.update(objects)
            others = " and ".join(_the(figures, o.object, names) for o in objects)
            sentences.append(_sentence(f"{_the(figures, r.subject, names)} is between {others}"))
            continue
        name = figures[r.subject].name
        kind = [i for i, f in enumerate(figures) if f.name == name]
        shared = [o for o in relations if o.how == r.how and o.object == r.object and o.subject in kind]
        several = words_of("en").get(noun(name, plural=True))  # "drums" may be one instrument
        if len(shared) == len(kind) > 1 and noun(name, plural=True) != noun(name) and several and several.plural:
            done.update(shared)
            sentences.append(f"The {noun(name, plural=True)} are {how} {_the(figures, r.object, names)}.")
        else:
            sentences.append(_sentence(f"{_the(figures, r.subject, names)} is {how} {_the(figures, r.object, names)}"))
    return sentences


def _the(figures: list[Figure], index: int, names: dict[str, str]) -> str:
    """ "the cat", or "the second cat" where there are several; "[Mimi]" of whom has a name here."""
    name = figures[index].name
    if figures[index].who in names:
        return f"[{names[figures[index].who]}]"
    same = [i for i, figure in enumerate(figures) if figure.name == name]
    if len(same) == 1:
        return f"the {noun(name)}"
    place = same.index(index) + 1
    return f"the {en.ORDINALS.get(place, f'{place}th')} {noun(name)}"
