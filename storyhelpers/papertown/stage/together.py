"""One figure beside another: behind it, on it, between two. And which kinds go with which."""

import random
from dataclasses import replace

from ...scenegraph import Relation, Scene
from ..figures import KINDS
from . import Placed
from .extras import overlap

BUILDINGS = {"house", "shop", "bakery", "tower", "castle", "school", "bridge"}
VEHICLES = {"car", "bus", "bicycle", "train", "fire engine", "truck"}
SEATS = {  # where one sits, as a share of the height
    "bench": 0.46, "horse": 0.62, "cow": 0.72, "boat": 0.42, "drum": 0.92, "bicycle": 0.62, "cake": 0.9,
}  # fmt: skip
HELD = {"cake", "book", "gift", "ball", "drum", "kite", "balloon", "bell", "flower"}  # things for a hand
WINDOWS = {  # sill and height of a window, and the middles of the windows, in pen units
    "car": (38.0, 19.0, (15, -21)), "bus": (63.0, 25.0, (3, -33, 39, -69, -105)),
}  # fmt: skip
OPPOSITE = {  # the same relation, told of the other one
    "left of": "right of", "right of": "left of", "behind": "in front of", "in front of": "behind",
    "next to": "next to",
}  # fmt: skip


def sort_out(scene: Scene, homes: list[str]) -> tuple[list[Relation], dict[int, int]]:
    """(relations to build with, near): who stands is never tied to what flies.

    near[i] = j: figure i flies or hangs in the sky, and its place is over figure j. `homes` are the figures' homes.
    """
    high = ("sky", "air")
    relations, near = [], {}
    for relation in scene.relations:
        s, o = relation.subject, relation.object
        names = scene.figures[s].name, scene.figures[o].name
        if relation.how == "next to" and names[0] not in HELD and names[1] in HELD and alive(names[0]):
            if homes[o] in high and homes[s] not in high and any(tie.subject == o for tie in scene.relations):
                near.setdefault(o, s)
                continue
            relation, s, o, names = replace(relation, subject=o, object=s), o, s, names[::-1]
        if relation.how == "next to" and names[0] in ("balloon", "kite") and alive(names[1]) and homes[o] not in high:
            relations.append(replace(relation, how="held by"))
            continue
        behind_all = homes[o] == "far" and homes[s] not in (*high, "far") and names[1] in ("hill", "mountain")
        if behind_all and relation.how in ("in front of", "next to", "under"):
            continue  # it is behind everything anyway
        if homes[s] == "far" and homes[o] not in (*high, "far") and relation.how in ("behind", "next to", "above"):
            continue
        if homes[o] in high and homes[s] not in high and relation.how not in ("above", "on", "in"):
            near.setdefault(o, s)
        elif homes[s] in high and homes[o] not in high and relation.how in OPPOSITE:
            near.setdefault(s, o)
        else:
            relations.append(relation)
    tied = {r.subject for r in relations}
    for n, relation in enumerate(relations):
        others = [r for r in relations if r.subject == relation.subject and r is not relation]
        seated = any(r.how in ("on", "in", "under") for r in others)
        if seated and relation.how in OPPOSITE and relation.object not in tied:
            relations[n] = replace(
                relation, subject=relation.object, object=relation.subject, how=OPPOSITE[relation.how]
            )
            tied.add(relation.object)
    return relations, near


def alive(name: str) -> bool:
    """Whether it is a person or an animal."""
    return "sleeping" in KINDS[name].poses


def beside(one: Placed, how: str, other: Placed, rng: random.Random, *, hidden=False, taken=()) -> Placed:
    """`one` placed `how` ("behind", "on", …) `other`, in the same pixels as `other`."""
    x0, y0, x1, y1 = other.box
    wide, tall, w, h = x1 - x0, y1 - y0, one.width, one.height
    low = one.pen.bounds[1] * one.unit  # what hangs under its foot
    side = rng.choice((-1, 1))
    sides = [side, -side]

    def at(x, y, depth, grounded=True):
        centre = (one.box[0] + one.box[2]) / 2 - one.x
        return replace(one, x=x - centre, y=y, depth=depth, grounded=grounded)

    middle, foot = (x0 + x1) / 2, other.y
    if how == "behind":
        lift = min(16.0, 0.2 * tall)
        if h * 0.95 - lift < tall:  # it would vanish: let it look out at one side
            peep = 0.42 if hidden else 0.58
            one = replace(one, mirror=side < 0)  # the head looks out
            if other.figure.name == "tree":
                left, right = _trunk(other)
                middle, wide, lift = (left + right) / 2, right - left, min(lift, 8.0)
            return at(middle + side * (wide / 2 + w * (peep - 0.5)), foot - lift, other.depth - lift)
        return at(middle + side * wide * 0.3, foot - lift, other.depth - lift)
    if how == "in front of":
        step = min(20.0, 0.25 * max(h, 30))
        reach = wide * 0.22 if w < 0.6 * wide else wide / 2 + w * 0.05
        return at(middle + side * reach, foot + step, other.depth + step)
    if how == "held by":
        reach = 0.44 * wide + (0.2 if one.figure.name == "balloon" else 0.5) * w
        spots = [at(middle + s * reach, foot - 0.4 * tall, other.depth + 0.5, False) for s in sides]
        return min(spots, key=lambda spot: sum(overlap(spot.box, m.box) for m in taken))
    if how in ("left of", "right of", "next to"):
        options = [-1] if how == "left of" else [1] if how == "right of" else sides
        gap = 1 if one.figure.name in HELD and alive(other.figure.name) else 7 + 0.05 * min(w, wide)
        spots = [
            at(middle + s * (wide / 2 + w / 2 + gap), foot + (4 if tall < 240 else 12), other.depth + 4)
            for s in options
        ]
        return min(spots, key=lambda spot: sum(overlap(spot.box, m.box) for m in taken))
    if how == "on":
        if other.figure.name in SEATS:
            back = (0.06 if other.mirror else -0.06) if other.figure.name in ("horse", "cow") else side * 0.12
            return at(
                middle + back * wide, foot - tall * SEATS[other.figure.name] - min(0, low), other.depth + 0.5, False
            )
        column = middle + side * wide * rng.uniform(0.0, 0.2)
        return at(column, top_at(other, column) + 1, other.depth + 0.5, False)
    if how == "under":
        if KINDS[other.figure.name].home in ("sky", "air"):
            return at(middle, y1 + h + 30, other.depth + 40)
        return at(middle + side * wide * 0.2, foot + 5, other.depth + 5)
    if how == "above":
        return at(middle + side * wide * 0.1, y0 - 12 + min(0, low), other.depth + 0.5, False)
    if how == "in":
        if other.figure.name == "hot-air balloon" and not hidden:  # in the basket, whose rim hides the legs
            one = replace(one, unit=one.unit * min(1.0, 0.27 * tall / h, 0.2 * wide / w), clip=0.46, _tile=None)
            rim = foot - 0.126 * tall
            return at(middle, rim + 0.46 * one.height + min(0, one.pen.bounds[1]) * one.unit, other.depth + 0.5, False)
        if other.figure.name in WINDOWS and not hidden:
            sill, high, columns = WINDOWS[other.figure.name]
            column = columns[sum(m.clip > 0 for m in taken) % len(columns)] * other.unit
            factor = min(1.0, 2.0 * high * other.unit / h, 38 * other.unit / w)
            one = replace(one, unit=one.unit * factor, clip=0.52, _tile=None)
            y = foot - sill * other.unit + one.clip * one.height + min(0, one.pen.bounds[1]) * one.unit
            return at(other.x + (-column if other.mirror else column), y, other.depth + 0.5, False)
        if other.figure.name == "boat":
            return at(middle + side * wide * 0.26, foot - tall * 0.3, other.depth + 0.5, False)
        if other.figure.name == "tree":
            return at(middle + side * wide * 0.14, foot - tall * 0.60, other.depth + 0.5, False)
        if other.figure.name in BUILDINGS or KINDS[other.figure.name].home == "far":
            return at(middle + side * wide * 0.12, foot + 6, other.depth + 6)
        return at(middle + side * wide * 0.08, min(foot - tall * 0.30, y0 + h * 0.42), other.depth - 0.5, False)
    return at(middle + side * (wide / 2 + w / 2 + 10), foot, other.depth)


def _trunk(other: Placed) -> tuple[float, float]:
    """(left, right) of what stands on the ground of it, in pixels."""
    tile = other.tile
    feet = tile.mask[int(tile.mask.shape[0] * 0.86) : int(tile.mask.shape[0] * 0.95)].any(axis=0).nonzero()[0]
    if not len(feet):
        return other.box[0], other.box[2]
    return other.x + tile.left + int(feet[0]), other.x + tile.left + int(feet[-1])


def top_at(other: Placed, column: float) -> float:
    """y of the highest paper of `other` around a column."""
    tile = other.tile
    c = min(tile.mask.shape[1] - 3, max(2, int(column - other.x) - tile.left))
    rows = tile.mask[:, c - 2 : c + 3].any(axis=1).nonzero()[0]
    return other.y + tile.top + int(rows[0]) if len(rows) else other.box[1]
