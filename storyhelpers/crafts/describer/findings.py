"""What a paper-town picture knows about itself, gathered for the describer: a Sight of one figure, a Panorama of all.

Everything comes from the scene graph and its label map; `telling_*.py` says it in a language.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from ...papertown.lexicon import ANIMALS, BUILDINGS, PEOPLE, VEHICLES
from ...scenegraph import Clothing, Figure, Scene
from .measures import third, touches_edge

SKY = ("sun", "moon", "star", "cloud", "rain", "snow", "rainbow")
LANDSCAPE = ("sea", "hill", "mountain")
GROUPS = {"people": PEOPLE, "animals": ANIMALS, "vehicles": VEHICLES, "buildings": BUILDINGS}
USUAL_COLOUR = SKY + LANDSCAPE + ("tree", "bush", "snowman")  # "a tree" is green, a snowman white
USUAL_CLOTHES = (("santa hat", "red"), ("crown", "yellow"), ("glasses", "black"))
ON_THE_BODY = ("coat", "dress", "shirt", "trousers", "skirt", "apron", "boots")
AIRBORNE = ("plane", "hot-air balloon", "kite", "balloon", "butterfly")
ONLY_ONE = ("sun", "moon", "sea")  # "the sun", never "a sun"
HEARD_WEATHER = ("rain", "snow", "wind")
TOUCHING = 0.20  # the part of an outline that a figure in front must take before we say that it covers something
COVERED = 0.45  # … and before we say that it covers most


@dataclass(frozen=True)
class Sight:
    """One figure as it is seen.

    figure: with the colour and pose that it shows, also where the idea left them open.
    column, row, edge, share: where it stands and how much of the picture it takes, as in measures.Look.
    relation: (how, other); for "between" (how, one, the other) or (how, one of many); () when nothing is known.
    covered: "", "partly" or "mostly"; by: the figure that covers most of it.
    beside: up to two figures that stand next to it. carries: what stands on it or in it, as (how, figure), or ().
    alike: how many others of its name are in the picture. turn: a number to choose among ways of saying the same.
    weather: what falls or blows on it and can be heard: "rain", "snow", "wind" or "".
    """

    figure: Figure
    column: str = "middle"
    row: str = "middle"
    edge: bool = False
    share: float = 0.0
    relation: tuple = ()
    covered: str = ""
    by: Figure | None = None
    beside: tuple[Figure, ...] = ()
    carries: tuple = ()
    alike: int = 0
    turn: int = 0
    weather: str = ""


@dataclass(frozen=True)
class Panorama:
    """A whole paper-town picture.

    counts: (name, how many) of what stands there, the most first. groups: the same for "people", "animals", …
    special: the figures the idea asked for, the most striking first; hidden: those that hide.
    """

    scene: Scene
    counts: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, int], ...]
    special: tuple[Figure, ...]
    hidden: tuple[Figure, ...]


def sight(scene: Scene, index: int) -> Sight:
    """What is known about figure `index` of a painted scene."""
    mask, figure = scene.mask(index), scene.figures[index]
    if not mask.any():
        return Sight(shown(figure))
    rows, columns = np.nonzero(mask)
    height, width = mask.shape
    covered, by = _cover(scene, index, mask)
    relation = _relation(scene, index)
    if not relation and figure.hidden and by is not None:
        relation = ("behind", shown(by))
    return Sight(
        figure=shown(figure),
        column=third((columns.mean() + 0.5) / width, ("left", "middle", "right")),
        row=third((rows.mean() + 0.5) / height, ("top", "middle", "bottom")),
        edge=touches_edge(mask),
        share=float(mask.mean()),
        relation=relation,
        covered=covered,
        by=shown(by) if by is not None else None,
        beside=_beside(scene, index, {other.name for other in relation[1:]} | ({by.name} if by else set())),
        carries=() if relation else _carries(scene, index),
        alike=sum(other.name == figure.name for other in scene.figures) - 1,
        turn=index,
        weather=scene.weather if scene.weather in HEARD_WEATHER else "",
    )


def panorama(scene: Scene) -> Panorama:
    """What is known about a whole painted scene."""
    seen = [figure for figure in scene.figures if scene.labels is None or figure.box is not None]
    standing = [figure for figure in seen if figure.name not in SKY + LANDSCAPE]
    counts = Counter(figure.name for figure in standing)
    groups = Counter({group: sum(counts[name] for name in names) for group, names in GROUPS.items()})
    special = [shown(figure) for figure in seen if figure.asked and not figure.hidden]
    special.sort(key=lambda figure: -_striking(figure, counts))
    return Panorama(
        scene=scene,
        counts=tuple(counts.most_common()),
        groups=tuple((group, count) for group, count in groups.most_common() if count),
        special=tuple(special),
        hidden=tuple(shown(figure) for figure in seen if figure.hidden),
    )


def inside(scene: Scene, mask: np.ndarray) -> list[int]:
    """The indices of the figures of which more than half is in the mask, the largest first."""
    taken = np.bincount(scene.labels[mask], minlength=len(scene.figures) + 1)[1:]
    whole = np.bincount(scene.labels.ravel(), minlength=len(scene.figures) + 1)[1:]
    found = [int(i) for i in np.flatnonzero((taken * 2 > whole) & (taken > 0.08 * mask.sum()))]
    return sorted(found, key=lambda i: -taken[i])


def shown(figure: Figure) -> Figure:
    """The figure as it is worth telling: without a pose where nothing moves, without what goes without saying."""
    from ...papertown.figures import KINDS

    kind = KINDS[figure.name]
    clothes = tuple(plain(item) for item in figure.clothes if item.name in kind.wears)
    pose = figure.pose if figure.name in PEOPLE + ANIMALS else ""
    usual = figure.name in USUAL_COLOUR and figure.colour in (kind.colours[0], "white" if figure.name == "moon" else "")
    dressed = figure.name in PEOPLE and any(item.name in ON_THE_BODY for item in clothes)
    furless = figure.pattern == "tabby" and figure.name not in ANIMALS
    return replace(
        figure,
        pose=pose,
        colour="" if usual or dressed else figure.colour,
        pattern="" if furless or dressed else figure.pattern,
        clothes=clothes,
    )


def plain(item: Clothing) -> Clothing:
    """The clothing without a colour that goes without saying."""
    return Clothing(item.name) if (item.name, item.colour) in USUAL_CLOTHES else item


def brief(figure: Figure) -> Figure:
    """The figure for a list: one piece of clothing is enough."""
    if figure.name in PEOPLE and figure.clothes:
        return replace(figure, clothes=figure.clothes[:1], colour="", pattern="")
    return replace(figure, clothes=figure.clothes[:1])


def grouped(figures: Iterable[Figure], noun: Callable[..., str]) -> list[str]:
    """Equal figures in one phrase: "two red cars". noun(figure, count=…) says them in a language."""
    kinds: dict[str, list[Figure]] = {}
    for one in figures:
        kinds.setdefault(noun(brief(one)), []).append(brief(one))
    return [noun(same[0], count=len(same)) for same in kinds.values()]


def asked_and_others(panorama: Panorama) -> tuple[list[Figure], list[tuple[str, int]]]:
    """What was asked for and stands on the ground, and (name, how many) of the others; without the hidden ones."""
    asked = [one for one in panorama.special if one.name not in SKY + LANDSCAPE]
    names = [one.name for one in (*asked, *panorama.hidden)]
    rest = [(name, count - names.count(name)) for name, count in panorama.counts]
    return asked, [(name, count) for name, count in rest if count > 0]


def _relation(scene: Scene, index: int) -> tuple:
    """The relation that says most about where the figure is: (how, other[, third])."""
    own = [relation for relation in scene.relations if relation.subject == index and relation.object != index]
    if not own:
        return ()
    order = ("behind", "in", "on", "under", "between", "in front of", "above", "left of", "right of", "next to")
    first = min(own, key=lambda relation: order.index(relation.how) if relation.how in order else 99)
    others = [shown(scene.figures[r.object]) for r in own if r.how == first.how]
    if first.how != "between" or len(others) > 1:
        return (first.how, *others[: 2 if first.how == "between" else 1])
    # one "between" alone: between the two there are, or among many
    same = sum(figure.name == others[0].name for figure in scene.figures)
    return ("next to", others[0]) if same == 1 else ("between", *others * (2 if same == 2 else 1))


def _carries(scene: Scene, index: int) -> tuple:
    for relation in scene.relations:
        if relation.object == index and relation.how in ("on", "in") and not scene.figures[relation.subject].hidden:
            return relation.how, shown(scene.figures[relation.subject])
    return ()


def _cover(scene: Scene, index: int, mask: np.ndarray) -> tuple[str, Figure | None]:
    """How much of the outline is the edge of a figure in front of it: a measure of how much is covered."""
    from scipy import ndimage

    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    y0, y1, x0, x1 = max(0, rows[0] - 4), rows[-1] + 5, max(0, columns[0] - 4), columns[-1] + 5
    mask, labels = mask[y0:y1, x0:x1], scene.labels[y0:y1, x0:x1]
    ring = ndimage.binary_dilation(mask, iterations=3) & ~mask
    touching = np.bincount(labels[ring], minlength=len(scene.figures) + 1)[1:] / max(1, ring.sum())
    own = scene.figures[index]
    if own.name in SKY + LANDSCAPE or ((own.name in AIRBORNE or own.pose == "flying") and not own.hidden):
        return "", None
    with_it = {r.object for r in scene.relations if r.subject == index and r.how != "behind"}
    with_it |= {r.subject for r in scene.relations if r.object == index and r.how in ("on", "in")}
    in_front = [
        i
        for i in np.flatnonzero(touching)
        if i != index
        and i not in with_it
        and scene.figures[i].name not in LANDSCAPE
        and _base(scene.figures[i]) > _base(own)
    ]
    if not in_front:
        return "", None
    total = float(sum(touching[i] for i in in_front))
    by = max(in_front, key=lambda i: touching[i])
    if total < TOUCHING and not own.hidden:
        return "", None
    return ("mostly" if total > COVERED else "partly"), scene.figures[by]


def _base(figure: Figure) -> int:
    return figure.box[3] if figure.box else 0


def _beside(scene: Scene, index: int, already: set[str]) -> tuple[Figure, ...]:
    """Up to two figures that stand about as near and about as large, each of another name; never one that hides."""
    own = scene.figures[index]
    if own.box is None or own.name in SKY + LANDSCAPE:
        return ()
    x0, y0, x1, y1 = own.box
    size = max(x1 - x0, y1 - y0)
    near = []
    for i, other in enumerate(scene.figures):
        if (
            i == index
            or other.box is None
            or other.hidden
            or other.name in already | {own.name}
            or other.name in SKY + LANDSCAPE
        ):
            continue
        a0, b0, a1, b1 = other.box
        gap = max(a0 - x1, x0 - a1, 0) + 1.5 * abs(b1 - y1)
        length = max(a1 - a0, b1 - b0)
        if gap < 0.8 * size and 0.3 * size < length < 4 * size:
            near.append((gap - (0.4 * size if other.asked else 0), i, other))
    found: list[Figure] = []
    for _, _, other in sorted(near, key=lambda item: item[:2]):
        if other.name not in [figure.name for figure in found]:
            found.append(shown(other))
    return tuple(found[:2])


def _striking(figure: Figure, counts: Counter) -> float:
    looks = bool(figure.colour) + bool(figure.pattern) + bool(figure.size) + 2 * len(figure.clothes)
    return looks + 1 / counts.get(figure.name, 1) + (figure.name not in SKY + LANDSCAPE)
