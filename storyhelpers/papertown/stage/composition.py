"""Single scenes: a few figures, composed like the spread of a picture book."""

import math
import random
from dataclasses import dataclass, field, replace

from ...scenegraph import Figure, Relation, Scene
from ..backdrop import LAND, RAIL, ROAD, WATER, Ground
from ..figures import KINDS
from . import SIZES, Placed, draw, dress, extras, several
from .extras import area, grown, overlap
from .faraway import put_far
from .together import BUILDINGS, HELD, VEHICLES, alive, beside, sort_out


@dataclass
class Group:
    """Figures that relations tie together: placed as if the group's foot were (0, 0) at one pixel per unit."""

    members: list[Placed]
    row: float  # share of the way from the horizon to the lower border
    home: str
    ties: list = field(default_factory=list)  # of members[1:]: (how, number of the other member)

    def box(self) -> tuple[float, float, float, float]:
        """(x0, y0, x1, y1) around all members."""
        boxes = [m.box for m in self.members]
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def relative_unit(figure: Figure) -> float:
    """Pen units are natural sizes; a picture book brings mouse and house closer together."""
    kind = KINDS[figure.name]
    return (kind.height / 100) ** -0.5 * SIZES.get(figure.size, 1.0)


def compose(scene: Scene, ground: Ground, rng: random.Random) -> list[Placed]:
    """Places for all figures of a single scene, then for extras that suit."""
    if not scene.figures:
        return extras.decorate([], scene, ground, 0.0056 * ground.reach, rng)
    first = [_first_placed(f, i, scene, ground, rng) for i, f in enumerate(scene.figures)]
    relations, over = sort_out(scene, [_home(one, ground) for one in first])
    first = several.fit_supports(_in_hands(first, relations), relations)
    groups = _groups(first, relations, ground, rng)
    for group in groups:
        several.spread(group.members, group.ties)
    far = [g for g in groups if g.home in ("sky", "far", "air")]
    near = [g for g in groups if g.home not in ("sky", "far", "air")]
    w, h = ground.size
    best, scale = None, _largest(near, ground)
    for _ in range(14):
        tries = [_arrange(near, ground, scale, rng) for _ in range(16)]
        if len(near) > 3 and not any(group.members[0].figure.name in BUILDINGS for group in near):
            tries += [t for _ in range(6) if (t := _ranked(near, ground, scale, rng))]
        cost, layout = min(tries, key=lambda t: t[0])
        if best is None or cost < best[0]:
            best = (cost, layout, scale)
        if cost < 0.10 * max(1, len(near)):
            break
        scale *= 0.91
    _, layout, scale = best
    placed: dict[int, Placed] = {}
    for group, (x, y, factor) in zip(near, layout):
        _put(group, x, y, scale * factor, placed)
    alone = [g for g in far if g.home != "far" and len(g.members) == 1 and g.members[0].index not in over]
    if len(alone) > 2:
        several.over_the_sky(alone, ground, scale, rng, placed, empty=not near)
        far = [g for g in far if g not in alone]
    for group in far:
        put_far(group, ground, scale, rng, placed, over, alone=len(groups) == 1)
    result = [placed[i] for i in range(len(first))]
    return result + extras.decorate(result, scene, ground, scale, rng)


def _in_hands(first: list[Placed], relations: list[Relation]) -> list[Placed]:
    """What lies in a hand is as small as it is in life."""
    first = list(first)
    for relation in relations:
        thing, owner = first[relation.subject], first[relation.object]
        if relation.how in ("next to", "held by") and thing.figure.name in HELD and alive(owner.figure.name):
            natural = SIZES.get(thing.figure.size, 1.0) * owner.unit
            share = 0.8 if relation.how == "held by" else 0.36
            most = share * owner.height / thing.height * thing.unit
            unit = min(thing.unit, 1.25 * natural, max(most, 0.3 * natural))
            first[relation.subject] = replace(thing, unit=unit, _tile=None)
    return first


def _first_placed(figure: Figure, index: int, scene: Scene, ground: Ground, rng: random.Random) -> Placed:
    kind, pose = KINDS[figure.name], ""
    hows = {r.how for r in scene.relations if r.subject == index}
    onto = {scene.figures[r.object].name for r in scene.relations if r.subject == index and r.how in ("on", "in")}
    if "above" in hows and "flying" in kind.poses:
        pose = "flying"
    elif "swimming" in kind.poses and ground.place == "sea" and not onto & {"boat"} or onto & {"sea"}:
        pose = "swimming"
    elif onto & {"bench", "horse", "bicycle", "boat"}:
        pose = "sitting"
    figure = dress(figure, rng, pose=pose)
    return Placed(
        figure, draw(figure, ground, rng.randrange(1 << 30)), 0.0, 0.0, relative_unit(figure), mirror=rng.random() < 0.5
    )


def _home(one: Placed, ground: Ground) -> str:
    kind = KINDS[one.figure.name]
    if one.figure.pose == "flying" and kind.home == "ground":
        return "air"
    if kind.home == "water" or one.figure.pose == "swimming":
        return "water" if (ground.zones == WATER).any() else "ground"
    return kind.home


def _row(one: Placed, home: str, ground: Ground) -> float:
    name = one.figure.name
    if home == "water":
        return {"sea": 0.55, "beach": 0.2}.get(ground.place, 0.5)
    if ground.place == "sea":
        return 0.955
    if name in BUILDINGS:
        return 0.15 if ground.lanes else 0.24
    if name in VEHICLES and ground.lanes:
        return (ground.lanes[-1][0] - ground.horizon) / (ground.size[1] - ground.horizon)
    if name == "tree":
        return 0.16 if ground.lanes else 0.3
    return 0.8 if KINDS[name].height < 60 else 0.72


def _groups(first: list[Placed], relations: list[Relation], ground: Ground, rng: random.Random) -> list[Group]:
    """Tie related figures together; a subject is put beside the object that was placed before it."""
    ties: dict[int, list] = {}
    for relation in relations:
        ties.setdefault(relation.subject, []).append(relation)
    roots = [i for i in range(len(first)) if i not in ties] or [0]
    groups, where = [], {}
    waiting = [i for i in range(len(first)) if i not in roots]
    for root in roots:
        home = _home(first[root], ground)
        group = Group([replace(first[root], depth=0.0)], _row(first[root], home, ground), home)
        groups.append(group)
        where[root] = (group, 0)
    while waiting:
        ready = [i for i in waiting if any(r.object in where for r in ties[i])]
        if not ready:  # a circle of relations: cut it open
            root = waiting.pop(0)
            home = _home(first[root], ground)
            groups.append(Group([replace(first[root], depth=0.0)], _row(first[root], home, ground), home))
            where[root] = (groups[-1], 0)
            continue
        subject = ready[0]
        waiting.remove(subject)
        known = [r for r in ties[subject] if r.object in where]
        between = [r for r in known if r.how == "between"]
        if len(between) >= 2:
            where[subject] = _put_between(subject, between, first, groups, where)
            where[subject][0].ties = [("between", 0)] * (len(where[subject][0].members) - 1)
            continue
        group, at = where[known[0].object]
        one, others = first[subject], [m for k, m in enumerate(group.members) if k != at]
        group.members.append(beside(one, known[0].how, group.members[at], rng, hidden=one.figure.hidden, taken=others))
        group.ties.append((known[0].how, at))
        where[subject] = (group, len(group.members) - 1)
    for i, (group, at) in where.items():
        group.members[at].index = i
    return groups


def _put_between(subject, relations, first, groups, where):
    (left, at), (right, to) = where[relations[0].object], where[relations[1].object]
    one = first[subject]
    if left is not right:  # two groups become one, side by side with room in the middle
        shift = left.box()[2] - right.box()[0] + one.width * 1.16
        offset = len(left.members)
        left.members += [m.moved(shift) for m in right.members]
        for key, (group, number) in list(where.items()):
            if group is right:
                where[key] = (left, number + offset)
        groups.remove(right)
        left.row = max(left.row, right.row) if left.home == right.home else left.row
        to += offset
    a, b = left.members[at].box, left.members[to].box
    if a[0] > b[0]:
        a, b = b, a
    y = max(left.members[at].y, left.members[to].y)
    middle = (a[2] + b[0]) / 2 - (one.box[0] + one.box[2]) / 2
    left.members.append(replace(one, x=middle, y=y + 2, depth=y + 2))
    return left, len(left.members) - 1


def _largest(near: list[Group], ground: Ground) -> float:
    """The scale to begin with: pixels per unit at which the tallest and the widest group still fit."""
    w, h = ground.size
    scale = 0.0098 * ground.reach * (0.9 if len(near) < 2 else 0.8)
    for group in near:
        x0, y0, x1, y1 = group.box()
        scale = min(
            scale,
            (0.8 if w > h else 0.92) * w / max(1, x1 - x0),
            (ground.line(group.row) - 0.05 * h) / max(1, -y0),
            0.74 * h / max(1, y1 - y0),
        )
    if len(near) > 3:  # all of them need room
        scale = min(scale, (0.42 * w * h / sum(area(group.box()) for group in near)) ** 0.5)
    return max(scale, 0.0008 * ground.reach)


def _arrange(near: list[Group], ground: Ground, scale: float, rng: random.Random):
    """(cost, [(x, y, factor), …]): a foot for every group, the big and far ones first."""
    w, h = ground.size
    margin = 0.025 * min(w, h)
    names = [group.members[0].figure.name for group in near]
    many = len(near) > 3 and len(set(names)) < len(near)  # they are counted
    spots: dict[int, tuple] = {}
    boxes: dict[int, tuple] = {}
    total = 0.0
    order = sorted(range(len(near)), key=lambda i: (-area(near[i].box()), i))
    for i in order:
        group = near[i]
        x0, y0, x1, y1 = group.box()
        options = []
        for _ in range(14):
            row = min(
                0.97,
                max(
                    0.03,
                    group.row + rng.uniform(-0.09, 0.12) * (0.4 if group.row < 0.3 or group.home == "water" else 1.0),
                ),
            )
            if any(m.figure.name in VEHICLES for m in group.members[:1]) and ground.lanes:
                lane = rng.choice(ground.lanes)[0]
                row = (lane - ground.horizon) / (h - ground.horizon)
            y = ground.line(row)
            factor = 0.92 + 0.16 * row
            s = scale * factor
            y = min(y, h - margin - y1 * s)
            free = w - 2 * margin - (x1 - x0) * s
            if len(near) == 1:
                x = margin - x0 * s + free * rng.uniform(0.34, 0.66)
            else:
                x = margin - x0 * s + free * rng.random()
            box = (x + x0 * s, y + y0 * s, x + x1 * s, y + y1 * s)
            cost = 3.0 * (max(0, -free) / w + max(0.0, margin - box[1]) / h)
            for j, other in boxes.items():
                shared = overlap(grown(box, 0.008 * w), other)
                cost += 2.2 * shared / min(area(box), area(other))
                cost += 0.3 * (shared > 0) * (many or names[i] == names[j])
                cost += 0.02 * math.exp(-abs((box[0] + box[2]) - (other[0] + other[2])) / (0.3 * w))
            foot = ground.zone(x, y - 1)
            wanted = (
                (WATER,)
                if group.home == "water"
                else (ROAD, RAIL)
                if ground.lanes and group.members[0].figure.name in VEHICLES
                else (LAND,)
            )
            if foot not in wanted:
                cost += 0.6
            options.append((cost, (x, y, factor), box))
        cost, spot, box = min(options, key=lambda o: o[0])
        spots[i], boxes[i] = spot, box
        total += cost
    if len(near) > 1:
        mass = sum(area(b) ** 0.5 for b in boxes.values())
        balance = sum(area(b) ** 0.5 * ((b[0] + b[2]) / 2 - w / 2) for b in boxes.values()) / mass / w
        edges = sorted(x for b in boxes.values() for x in (b[0], b[2]))
        total += 0.25 * abs(balance) + 0.15 * max(0.0, 0.62 - (edges[-1] - edges[0]) / w)
    return total, [spots[i] for i in range(len(near))]


def _ranked(near: list[Group], ground: Ground, scale: float, rng: random.Random):
    """Like _arrange, but in ranks; None where they do not fit."""
    start = ground.line(rng.uniform(0.25, 0.8))
    driving = [group for group in near if group.members[0].figure.name in VEHICLES and ground.lanes]
    if driving:
        start = min(lane[0] for lane in ground.lanes)
    spots = several.in_ranks(near, ground, scale, rng, start)
    if spots is None:
        return None
    dry = sum(group.home != "water" and ground.zone(x, y - 1) == WATER for group, (x, y, _) in zip(near, spots))
    return 0.05 * len(near) + 0.6 * dry, spots


def _put(group: Group, x, y, scale, placed):
    for member in group.members:
        spot = {"x": round(x + member.x * scale), "y": round(y + member.y * scale), "depth": y + member.depth * scale}
        placed[member.index] = replace(member, **spot, unit=member.unit * scale, _tile=None)
