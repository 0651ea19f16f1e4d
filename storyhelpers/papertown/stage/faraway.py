"""What is far or high in a single scene: hills, the sea, the sky's things, and who is tied to them."""

from dataclasses import replace

import numpy as np
from PIL import Image, ImageChops

from ..backdrop import Ground
from .extras import area, grown, overlap
from .together import beside, top_at


def put_far(group, ground: Ground, scale, rng, placed, over, alone=False):
    """Sky, air and far groups; the free spot among a few that covers least. alone: there is nothing else."""
    w, h = ground.size
    root = group.members[0]
    far = group.home == "far"
    if root.figure.name == "sea":
        return _put_sea(group, ground, scale, rng, placed)
    x0, y0, x1, y1 = root.box if far else group.box()
    carries = far and any(tie == ("on", 0) for tie in group.ties)
    alone = alone and not far
    if carries:  # large, and under all who are on it
        s = min(0.94 * w / max(1, x1 - x0), 0.5 * h / max(1, y1 - y0))
    elif alone:
        s = min(0.62 * w / max(1, x1 - x0), 0.6 * h / max(1, y1 - y0))
    elif far:
        s = {"hill": 0.62, "mountain": 0.56}.get(root.figure.name, 0.5) * w / max(1, x1 - x0)
        s = min(s, (0.74 if len(group.members) < 2 else 0.5) * ground.horizon / max(1, y1 - y0))
    elif group.home == "sky":
        s = min(scale, 0.0062 * ground.reach, 0.42 * ground.horizon / max(1, y1 - y0)) * 0.9
        s = max(s, 0.22 * w / (x1 - x0)) if root.figure.name == "rainbow" else s
    else:
        s = min(scale, 0.0062 * ground.reach, 0.5 * w / max(1, x1 - x0), 0.5 * h / max(1, y1 - y0))
    options = []
    for _ in range(40):
        free = max(0.0, w * 0.94 - (x1 - x0) * s)
        x = w * 0.03 - x0 * s + free * (0.5 if carries or alone else rng.random())
        if carries:
            y = ground.line(0.3)
        elif alone:
            y = 0.37 * h - (y0 + y1) / 2 * s
        elif far:
            y = ground.horizon + 0.012 * h
        else:
            low = ground.line(0.45) if group.home == "air" else ground.horizon * 0.9
            y = rng.uniform(0.03 * h, max(0.05 * h, low - (y1 - y0) * s)) - y0 * s
        box = (x + x0 * s, y + y0 * s, x + x1 * s, y + y1 * s)
        covered = (0.3 if far else 1.0) * sum(
            overlap(grown(box, 6), p.box) / min(area(p.box), area(box)) for p in placed.values()
        )
        below = placed.get(over.get(root.index, -1))
        if below:  # its place is over, or at the side of, somebody
            covered += 1.2 * abs((box[0] + box[2]) / 2 - (below.box[0] + below.box[2]) / 2) / w
            covered += 0.5 * abs(box[3] - below.box[1]) / h if group.home == "air" else 0.0
        options.append((covered + max(0.0, -box[1]) / h * 9, x, y))
    _, x, y = min(options)
    if far:
        placed[root.index] = replace(
            root, x=round(x), y=round(y), unit=root.unit * s, depth=-3000, grounded=False, _tile=None
        )
        return _seat_members(group, ground, scale, rng, placed)
    for member in group.members:
        depth = {"sky": -2000, "air": 5000}[group.home] + member.depth * s
        if member.grounded and member is not root and y + member.y * s > ground.horizon:
            depth = y + member.y * s
        placed[member.index] = replace(
            member,
            x=round(x + member.x * s),
            y=round(y + member.y * s),
            unit=member.unit * s,
            depth=depth,
            grounded=False,
            _tile=None,
        )


def _seat_members(group, ground: Ground, scale, rng, placed):
    """The others of a far group, at their own size: a castle on the hill, a balloon above the mountain."""
    h = ground.size[1]
    units = min(scale, 0.0056 * ground.reach)
    mound = placed[group.members[0].index]
    riders = [m for m, tie in zip(group.members[1:], group.ties) if tie == ("on", 0)]
    slots = rng.sample(range(len(riders)), len(riders))
    for member, (how, at) in zip(group.members[1:], group.ties):
        other = placed[group.members[at].index]
        one = replace(member, x=0.0, y=0.0, unit=member.unit * units, _tile=None)
        many = len(group.members) > 2
        most = {"above": 0.22, "on": 0.36 if many else 0.46}.get(how, 0.4) * (
            0.6 if at and how in ("on", "above") else 1.0
        )
        one = replace(one, unit=one.unit * min(1.0, most * h / one.height))
        if (how, at) == ("on", 0) and mound.figure.name in ("hill", "mountain"):
            one = replace(
                one,
                unit=one.unit * min(1.0, 0.62 * mound.width / len(riders) / one.width, 0.5 * mound.height / one.height),
            )
            share = (slots.pop() + 0.5) / len(riders)
            column = (mound.box[0] + mound.box[2]) / 2 + (share - 0.5) * 0.72 * mound.width
            peak = top_at(mound, column)
            y = peak + 0.2 * (mound.y - peak) * rng.uniform(0.5, 1.0)
            one = one.moved(column - (one.box[0] + one.box[2]) / 2, y)
            one.depth = mound.depth + 1 + y / 10
        else:
            one = beside(one, how, other, rng)
        one = one.moved(0, max(0.0, 0.03 * h - one.box[1]))
        if one.depth > -1000 and other.depth < -1000:
            one.depth = other.depth + 1
        placed[member.index] = replace(one, x=round(one.x), y=round(one.y), _tile=None)


def _put_sea(group, ground: Ground, scale, rng, placed):
    """A sea reaches from border to border and from the horizon to the shore, whose edge cuts it."""
    w, h = ground.size
    root = group.members[0]
    x0, y0, x1, y1 = root.pen.bounds
    shore = {"beach": ground.line(0.40), "sea": ground.line(0.96)}.get(
        ground.place, ground.horizon + 0.05 * ground.reach
    )
    unit = max(1.04 * w / (x1 - x0), (shore - ground.horizon) / (y1 - y0))
    sea = replace(
        root,
        x=round(w / 2),
        y=round(max(shore, ground.horizon)),
        unit=unit,
        mirror=False,
        depth=-4000,
        grounded=False,
        _tile=None,
    )
    tile, front = sea.tile, ground.front().getchannel("A")
    cover = Image.new("L", tile.image.size)
    cover.paste(front, (-(sea.x + tile.left), -(sea.y + tile.top)))
    alpha = ImageChops.darker(tile.image.getchannel("A"), ImageChops.invert(cover))
    tile.image.putalpha(alpha)
    # what lies outside of the picture is no part of it
    left, top = max(0, -(sea.x + tile.left)), max(0, -(sea.y + tile.top))
    tile.image = tile.image.crop((left, top, min(tile.image.width, left + w), min(tile.image.height, top + h)))
    tile.left, tile.top = tile.left + left, tile.top + top
    tile.mask = np.asarray(tile.image)[..., 3] >= 128
    placed[root.index] = sea
    for member, (how, at) in zip(group.members[1:], group.ties):
        one = replace(member, x=0.0, y=0.0, unit=member.unit * min(scale, 0.0062 * ground.reach), _tile=None)
        one = replace(one, unit=one.unit * min(1.0, 0.6 * h / one.height, 0.6 * w / one.width))
        if at == 0 and how in ("on", "in", "under"):
            y = round(ground.horizon + (shore - ground.horizon) * rng.uniform(0.45, 0.62))
            one = replace(one, unit=one.unit * min(1.0, 0.9 * (y - 0.03 * h) / max(1.0, -one.box[1])))
            room = max(1.0, 0.92 * w - one.width)
            start, others = 0.04 * w + one.width / 2, [p.box for p in placed.values() if p is not sea]
            spots = [
                replace(one, x=round(start + room * rng.random()), y=y, depth=y, grounded=False) for _ in range(24)
            ]
            one = min(spots, key=lambda spot: sum(overlap(grown(spot.box, 8), box) for box in others))
        elif at == 0:
            y = ground.line(0.72) if ground.place != "sea" else ground.line(0.95)
            one = replace(one, x=round(rng.uniform(0.25, 0.75) * w), y=round(y), depth=y)
        else:
            one = beside(one, how, placed[group.members[at].index], rng)
        placed[member.index] = replace(one, _tile=None)
