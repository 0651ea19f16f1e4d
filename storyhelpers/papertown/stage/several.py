"""Several figures in one relation to the same other one: side by side, in ranks, so that they can be counted."""

import math
from dataclasses import replace

from ..backdrop import Ground
from ..figures import KINDS
from . import Placed
from .together import BUILDINGS, SEATS, top_at


def columns_for(count: int, wide: float, tall: float, shape: float) -> int:
    """How many of `count` figures of that size stand in one rank, so that all ranks together are `shape` times as wide
    as high."""
    if count <= 3:
        return count
    return min(range(2, count + 1), key=lambda c: abs(math.log(c * wide / (math.ceil(count / c) * tall) / shape)))


def ranks(count: int, columns: int) -> list[int]:
    """How many stand in each rank: as equal as can be, the first rank never the smaller one."""
    rows = math.ceil(count / columns)
    return [count // rows + (row < count % rows) for row in range(rows)]


def fit_supports(first: list[Placed], relations) -> list[Placed]:
    """What carries others is at least as wide as they are: it grows, and they shrink a little."""
    first = list(first)
    for o, below in enumerate(first):
        loads = [r.subject for r in relations if r.how == "on" and r.object == o]
        if not loads or below.figure.name in ("hill", "mountain", "sea", "moon", "cloud", "rainbow"):
            continue
        seated = len(loads) == 1 and below.figure.name in SEATS
        ratio = sum(first[i].width * 1.06 for i in loads) / below.width * (0.7 if seated else 1.0)
        if ratio > 1:
            grow = min(ratio, 1.5)
            first[o] = replace(below, unit=below.unit * grow, _tile=None)
            for i in loads:
                first[i] = replace(first[i], unit=first[i].unit * grow / ratio, _tile=None)
    return first


def spread(members: list[Placed], ties: list[tuple[str, int]]):
    """Move those of `members` that stand in the same relation to the same member apart; ties belong to members[1:]."""
    for how, at in dict.fromkeys(ties):
        numbers = [n + 1 for n, tie in enumerate(ties) if tie == (how, at)]
        if how == "in" and members[at].figure.name in BUILDINGS:
            how = "in front of"  # at its door
        if len(numbers) < 2 or how not in PLACE or any(tie[1] in numbers for tie in ties):
            continue
        ones = PLACE[how]([members[n] for n in numbers], members[at])
        for n, one in zip(numbers, ones):
            members[n] = one


def _at(one: Placed, x: float, y: float, depth: float, unit: float = 1.0) -> Placed:
    """`one`, `unit` times as large, with the middle of its drawing at x."""
    one = replace(one, unit=one.unit * unit, _tile=None)
    return replace(one, x=x - (one.box[0] + one.box[2]) / 2 + one.x, y=y, depth=depth)


def _rows(ones, other, first_y, step, *, hole=0.0, up=False, apart=0.14, shape=3.0):
    """`ones` in ranks around the middle of `other`; the first rank's foot is at `first_y`."""
    wide, tall = max(one.width for one in ones), max(one.height for one in ones)
    middle, result, rest = (other.box[0] + other.box[2]) / 2, [], list(ones)
    for row, count in enumerate(ranks(len(ones), columns_for(len(ones), wide, tall, shape))):
        line, rest = rest[:count], rest[count:]
        gap = apart * wide
        x = middle - (sum(one.width + gap for one in line) - gap + hole) / 2
        for number, one in enumerate(line):
            if hole and number == (count + 1) // 2:
                x += hole
            y = first_y - row * step if up else first_y + row * step
            result.append(_at(one, x + one.width / 2, y, other.depth + (y - other.y)))
            x += one.width + gap
    return result


def _in_front(ones, other):
    tall = max(one.height for one in ones)
    if other.figure.name in BUILDINGS:
        factor = min(1.0, 0.44 * other.height / tall)
        ones = [replace(one, unit=one.unit * factor, _tile=None) for one in ones]
        tall *= factor
    hole = 0.7 * other.width if tall > 0.5 * other.height else 0.0
    return _rows(ones, other, other.y + max(6.0, 0.36 * tall), 1.06 * tall, hole=hole)


def _behind(ones, other):
    lift, result = min(16.0, 0.2 * other.height), []
    wide = other.box[2] - other.box[0]
    middle, out = (other.box[0] + other.box[2]) / 2, [0.0, 0.0]
    for number, one in enumerate(ones):
        side = number % 2
        x = wide / 2 + one.width * 0.1 + out[side]
        out[side] += one.width * 1.1
        one = replace(one, mirror=side == 0)
        result.append(_at(one, middle + (x if side else -x), other.y - lift, other.depth - lift))
    return result


def _on(ones, other):
    total = sum(one.width * 1.08 for one in ones)
    factor = min(1.0, other.width / total)
    x, result = (other.box[0] + other.box[2] - total * factor) / 2, []
    for one in ones:
        middle = x + one.width * factor * 0.54
        x += one.width * factor * 1.08
        low = min(0.0, one.pen.bounds[1] * one.unit * factor)
        if other.figure.name in SEATS:
            y = other.y - other.height * SEATS[other.figure.name] - low
        else:
            y = top_at(other, middle) + 1
        result.append(replace(_at(one, middle, y, other.depth + 0.5, factor), grounded=False))
    return result


def _above(ones, other):
    tall = max(one.height for one in ones)
    low = min(one.pen.bounds[1] * one.unit for one in ones)
    placed = _rows(ones, other, other.box[1] - 12 + min(0, low), 1.12 * tall, up=True, apart=0.5, shape=2.2)
    return [replace(one, depth=other.depth + 0.5, grounded=False) for one in placed]


def _beside(ones, other, sides):
    out, result = [0.0, 0.0], []
    for number, one in enumerate(ones):
        side = sides[number % len(sides)]
        x = (other.box[2] - other.box[0]) / 2 + 7 + 0.05 * one.width + out[side > 0] + one.width / 2
        out[side > 0] += one.width * 1.1
        y = other.y + 4
        result.append(_at(one, (other.box[0] + other.box[2]) / 2 + side * x, y, other.depth + 4))
    return result


def _under(ones, other):
    if KINDS[other.figure.name].home in ("sky", "air"):
        tall = max(one.height for one in ones)
        return _rows(ones, other, other.box[3] + tall + 30, 1.06 * tall)
    return _in_front(ones, other)


PLACE = {
    "in front of": _in_front, "behind": _behind, "on": _on, "above": _above, "under": _under,
    "left of": lambda ones, other: _beside(ones, other, (-1,)),
    "right of": lambda ones, other: _beside(ones, other, (1,)),
    "next to": lambda ones, other: _beside(ones, other, (-1, 1)),
}  # fmt: skip


def over_the_sky(groups: list, ground: Ground, scale: float, rng, placed: dict, *, empty: bool):
    """Three and more that hang or fly alone: each in a field of its own of the sky."""
    w, h = ground.size
    tall = max(group.members[0].height for group in groups)
    wide = max(group.members[0].width for group in groups)
    top, low = 0.04 * h, max(0.92 * ground.horizon, 0.42 * h if empty else 0.0)
    columns = max(
        range(1, len(groups) + 1),
        key=lambda c: min(0.94 * w / c / wide, (low - top) / math.ceil(len(groups) / c) / tall),
    )
    lines = ranks(len(groups), columns)
    high = (low - top) / len(lines)
    s = min(0.8 * 0.94 * w / columns / wide, 0.8 * high / tall, 0.0098 * ground.reach if empty else scale)
    rest = list(groups)
    for row, count in enumerate(lines):
        for column in range(count):
            group = rest.pop(0)
            one = replace(group.members[0], unit=group.members[0].unit * s, _tile=None)
            x = 0.03 * w + 0.94 * w * (column + 0.5 + rng.uniform(-0.08, 0.08)) / count
            y = top + high * (row + 0.5 + rng.uniform(-0.08, 0.08)) + (one.y - (one.box[1] + one.box[3]) / 2)
            one = _at(one, x, y, {"sky": -2000, "air": 5000}[group.home])
            placed[one.index] = replace(one, x=round(one.x), y=round(one.y), grounded=False)


def in_ranks(near: list, ground: Ground, scale: float, rng, start: float):
    """[(x, y, factor), …] for four and more groups that nothing ties: in ranks from left to right; None if they do not
    fit. `start` is the foot of the farthest rank."""
    w, h = ground.size
    boxes = [group.box() for group in near]
    wide, tall = max(b[2] - b[0] for b in boxes) * scale, max(b[3] - b[1] for b in boxes) * scale
    columns = max(1, int(0.96 * w / (1.06 * wide)))
    order = rng.sample(range(len(near)), len(near))
    spots = [None] * len(near)
    for row, count in enumerate(ranks(len(near), min(columns, len(near)))):
        line, order = order[:count], order[count:]
        y = start + row * 1.07 * tall
        if y > 0.97 * h or start - tall < 0.02 * h:
            return None
        for column, i in enumerate(line):
            b = boxes[i]
            x = 0.02 * w + 0.96 * w * (column + 0.5 + rng.uniform(-0.03, 0.03)) / count
            spots[i] = (x - (b[0] + b[2]) / 2 * scale, y, 1.0)
    return spots
