"""What a place has of its own: the sun, a tree, a lamp, flowers. Added to single scenes that leave room for it."""

import random

import numpy as np

from ...scenegraph import Figure, Scene
from ..backdrop import LAND, ROAD, WATER, Ground
from ..figures import KINDS
from . import Placed, draw, dress
from .casts import outdoors

# what suits a place: (kind, how many at most, relative size)
SUITS = {
    "street": (("lamp", 1, 0.9), ("tree", 1, 0.9), ("mailbox", 1, 0.8), ("bird", 1, 0.7), ("bench", 1, 0.8)),
    "square": (("fountain", 1, 0.8), ("lamp", 1, 0.9), ("bench", 1, 0.8), ("bird", 2, 0.7), ("tree", 1, 0.9)),
    "market": (("market stall", 2, 0.85), ("balloon", 1, 0.7), ("bird", 1, 0.7)),
    "park": (("tree", 2, 0.95), ("bench", 1, 0.8), ("flower", 4, 0.6), ("bush", 2, 0.8), ("butterfly", 2, 0.6)),
    "hills": (("tree", 2, 0.9), ("flower", 5, 0.6), ("bush", 1, 0.8), ("butterfly", 1, 0.6), ("bird", 1, 0.7)),
    "forest": (("tree", 2, 1.0), ("mushroom", 3, 0.6), ("bush", 2, 0.8), ("flower", 2, 0.6), ("bird", 1, 0.7)),
    "beach": (("boat", 1, 0.5), ("umbrella", 1, 0.8), ("ball", 1, 0.6), ("bird", 1, 0.6)),
    "sea": (("boat", 1, 0.5), ("bird", 2, 0.6)),
    "snow": (("tree", 2, 0.9), ("snowman", 1, 0.75), ("bush", 1, 0.7)),
    "farm": (("tree", 1, 0.95), ("flower", 3, 0.6), ("chicken", 2, 0.7), ("bush", 1, 0.8), ("bird", 1, 0.7)),
    "station": (("lamp", 1, 0.9), ("clock", 1, 0.8), ("bench", 1, 0.8), ("bird", 1, 0.7)),
}  # fmt: skip


def overlap(a, b) -> float:
    """The area two boxes share."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def shared_areas(boxes: np.ndarray, box) -> tuple[np.ndarray, float, np.ndarray]:
    """(the area each of `boxes`, float (n, 4), shares with `box`, the area of `box`, the areas of `boxes`)."""
    x0, y0, x1, y1 = boxes.T
    wide = np.clip(np.minimum(x1, box[2]) - np.maximum(x0, box[0]), 0, None)
    high = np.clip(np.minimum(y1, box[3]) - np.maximum(y0, box[1]), 0, None)
    return wide * high, (box[2] - box[0]) * (box[3] - box[1]), (x1 - x0) * (y1 - y0)


def area(a) -> float:
    """The area of a box, at least 1."""
    return max(1.0, (a[2] - a[0]) * (a[3] - a[1]))


def grown(box, by):
    """The box with a margin around it."""
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def sky_things(scene: Scene, ground: Ground, rng: random.Random, busy=()) -> list[Placed]:
    """Sun or moon and a few clouds, away from the boxes in `busy`."""
    names = {f.name for f in scene.figures}
    w, h = ground.size
    r, wish = ground.reach, []
    if scene.place == "forest":  # the trees hide the sky
        return []
    dull = scene.weather in ("rain", "snow", "fog", "cloudy")
    if scene.time == "night":
        if not dull and not names & {"moon", "sun"}:
            wish.append(("moon", 0.15))
    elif not names & {"sun", "moon"} and not dull:
        wish.append(("sun", 0.2))
    if "cloud" not in names and scene.weather != "fog":
        wish += [("cloud", rng.uniform(0.11, 0.16))] * (2 + (w > 1.2 * h) if dull or scene.time != "night" else 1)
    result, taken = [], list(busy)
    for name, size in wish:
        grey = name == "cloud" and dull and scene.weather != "snow"
        figure = dress(Figure(name, colour="grey" if grey else KINDS[name].colours[0], asked=False), rng)
        pen = draw(figure, ground, rng.randrange(1 << 30))
        x0, y0, x1, y1 = pen.bounds
        unit = size * r / max(1.0, (y1 - y0) if name != "cloud" else 0.62 * (x1 - x0))
        unit = min(unit, 0.62 * ground.sky_low / (y1 - y0))
        options = []
        for _ in range(24):
            x = rng.uniform(0.02, 0.98 - (x1 - x0) * unit / w) * w if w > (x1 - x0) * unit else 0
            y = rng.uniform(0.02 * h, max(0.021 * h, ground.sky_low - (y1 - y0) * unit))
            if name == "sun" and scene.time in ("sunset", "morning") and not scene.crowd:
                y = ground.sky_low - (y1 - y0) * unit * rng.uniform(0.7, 0.95)
            box = (x - 8, y - 8, x + (x1 - x0) * unit + 8, y + (y1 - y0) * unit + 8)
            shared = sum(overlap(box, b) for b in taken) / ((box[2] - box[0]) * (box[3] - box[1]))
            centred = 0.15 * (1 - abs((box[0] + box[2]) / w - 1))
            options.append((shared + centred, x - x0 * unit, y + y1 * unit, box))
        cost, x, y, box = min(options)
        if cost > 0.4:
            continue
        depth = -2500 if name != "cloud" else -2400 + len(result)
        taken.append(box)
        result.append(Placed(figure, pen, round(x), round(y), unit, depth=depth, grounded=False))
    return result


def decorate(placed: list[Placed], scene: Scene, ground: Ground, scale: float, rng: random.Random) -> list[Placed]:
    """Extras for a single scene: never in front of what the idea named, never touching it."""
    w, h = ground.size
    names = [f.name for f in scene.figures]
    busy = [p.box for p in placed]
    extra = sky_things(scene, ground, rng, busy)
    tall = h > w
    if tall and "hot-air balloon" not in names and scene.place != "forest" and scene.time != "night":
        one = _spot("hot-air balloon", 1.0, [*busy, *(e.box for e in extra)], ground, scale, rng)
        extra += [one] if one else []
    room = max(0, 9 - len(placed))
    suits = outdoors({name: most for name, most, _ in SUITS[ground.place]}, ground.weather, ground.place)
    for name, most, size in SUITS[ground.place]:
        if name in names or room <= 0 or name not in suits:
            continue
        for _ in range(rng.randint(1, most)):
            if room <= 0:
                break
            one = _spot(name, size, [*busy, *(e.box for e in extra)], ground, scale, rng)
            if one:
                extra.append(one)
                room -= 1
    return extra


def _spot(name, size, busy, ground, scale, rng) -> Placed | None:
    """An extra of that kind where nothing of `busy` is, rather at a side than in the middle; None where no room is."""
    w, h = ground.size
    kind = KINDS[name]
    flies = name in ("bird", "butterfly") or kind.home == "air"
    tall = h > w
    pose = "flying" if flies else rng.choice(kind.poses[:2])
    figure = dress(Figure(name, asked=False), rng, pose=pose)
    pen = draw(figure, ground, rng.randrange(1 << 30))
    x0, y0, x1, y1 = pen.bounds
    base = max(0.0032 * ground.reach, min(scale, 0.0056 * ground.reach)) * (kind.height / 100) ** -0.5 * size
    margin = 0.02 * min(w, h)
    options = []
    for _ in range(30):
        if flies:
            unit = base * 0.8 * (1.25 if tall else 1)
            y = rng.uniform(0.08 * h, ground.horizon * 0.95)
        else:
            wanted = WATER if name == "boat" else LAND
            big = kind.height > 120
            t = rng.uniform(0.02, 0.4) if big else rng.uniform(0.1, 0.95)
            y = ground.line(t)
            unit = base * (0.62 + 0.4 * t)
        y = min(y, h - margin + y0 * unit)
        x = margin - x0 * unit + rng.random() * max(1.0, w - 2 * margin - (x1 - x0) * unit)
        if not flies and (
            ground.zone(x, y) != wanted
            or ground.zone(x + x0 * unit, y) == ROAD
            or ground.zone(x + x1 * unit, y) == ROAD
        ):
            continue
        box = (x + x0 * unit, y - y1 * unit, x + x1 * unit, y - y0 * unit)
        around = grown(box, 0.008 * w)
        if box[1] < margin or any(overlap(around, b) > 0 for b in busy):
            continue
        centre = abs((box[0] + box[2]) / w - 1)
        options.append((0.3 * abs(centre - 0.62) + 0.2 * rng.random(), x, y, unit))
    if not options:
        return None
    _, x, y, unit = min(options)
    return Placed(
        figure, pen, round(x), round(y), unit, mirror=rng.random() < 0.5, depth=4000 if flies else y, grounded=not flies
    )
