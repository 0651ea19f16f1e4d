"""What stands or drives in rows in a crowd scene: buildings along their lots, vehicles in their lanes."""

from dataclasses import replace

import numpy as np

from ..backdrop import RAIL, ROAD
from .extras import shared_areas


def buildings(crowd):
    """Rows of houses along the lots."""
    rng, ground = crowd.rng, crowd.ground
    names = crowd.cast.buildings
    stock = []
    lots = list(ground.lots)
    if not lots or not names:
        for i, figure in crowd.row:
            crowd.scatter(figure, rows=(0.02, 0.4), index=i)
        crowd.row = []
        return
    big = max(range(len(lots)), key=lambda n: lots[n][1] - lots[n][0])
    for number, (x0, x1, line) in enumerate(lots):
        line = line if callable(line) else (lambda x, y=line: y)
        row, free = [], x1 - x0
        if number == big:
            row = [(i, f) for i, f in crowd.row]
        made = []
        for i, figure in row:
            made.append((i, crowd.make(figure, x0, line((x0 + x1) / 2), mirror=False)))
            free -= made[-1][1].width * 1.04
        while True:
            if not stock:
                stock = rng.sample(names, len(names))
            figure = crowd.extra(stock.pop())
            one = crowd.make(figure, x0, line((x0 + x1) / 2), mirror=rng.random() < 0.5) if figure else None
            if one is None or one.width * 1.04 > free:
                break
            free -= one.width * 1.04
            made.append((None, one))
        rng.shuffle(made)
        gap = max(0.0, free) / (len(made) + 1)
        x = x0 + gap * rng.uniform(0.6, 1.0)
        for i, one in made:
            left = one.box[0] - one.x
            spot = x - left + one.width * 0.02
            y = line(spot) - rng.uniform(0, 0.006) * ground.reach
            placed = replace(
                one, x=round(min(spot, ground.size[0] - 4 - (one.box[2] - one.x))), y=round(y), depth=y, _tile=None
            )
            if placed.box[1] < 3:  # a tall one under the upper border
                placed.unit *= (placed.y - 4) / max(1.0, placed.y - placed.box[1])
            crowd.add(placed, i)
            x += one.width * 1.04 + gap
    crowd.row = []
    crowd.settle_ties()


def traffic(crowd):
    """Vehicles one after the other in their lanes."""
    rng, ground = crowd.rng, crowd.ground
    w = ground.size[0]
    names = crowd.cast.traffic
    wanted = [(i, f) for i, f in crowd.driving]
    stock = []
    for number, (line, direction) in enumerate(ground.lanes):
        line = line if callable(line) else (lambda x, y=line: y)
        x = rng.uniform(0.0, 0.12) * w + 4
        share = wanted[number :: len(ground.lanes)]
        rng.shuffle(share)
        while x < w:
            if not stock:
                stock = rng.sample(names, len(names)) if names else []
            if share and (rng.random() < 0.4 or x > w * 0.35 or not names):
                i, figure = share.pop(0)
            elif names:
                i, figure = None, crowd.extra(stock.pop())
            else:
                break
            if figure is None:
                continue
            one = crowd.make(figure, x, line(x), mirror=direction < 0)
            left = one.box[0] - one.x
            middle = x + one.width / 2
            y = line(middle)
            if x + one.width > w - 4:
                if i is None:
                    break
                x = w - 4 - one.width
            placed = replace(one, x=round(x - left), y=round(y), depth=y, mirror=direction < 0)
            if i is None and crowded(crowd, placed.box, y):
                x += 0.06 * ground.reach
                stock.append(figure.name)
                continue
            crowd.add(placed, i)
            space = rng.choice((0.05, 0.1, 0.2, 0.3)) * ground.reach * crowd.cast.gap
            x += one.width * rng.uniform(1.12, 1.3) + space
        for i, figure in share:  # no room was left in the lane
            crowd.scatter(figure, (ROAD, RAIL), (0.02, 0.98), index=i)
    crowd.driving = []
    crowd.settle_ties()


def crowded(crowd, box, y) -> bool:
    """Whether a vehicle here would drive into another, or cover one of the next lane."""
    shared, mine, theirs = shared_areas(crowd.boxes, box)
    share = shared / np.minimum(theirs, mine)
    same = np.abs(crowd.feet[:, 1] - y) < 5
    return bool((share[same] > 0.01).any() or (share[~same] > 0.3).any())
