"""The places of the paper town, seen from the side: one function each, which cuts its sheets into a Ground."""

import math

from .. import backdrop as b
from ..figures.pen import dark, light, mix
from . import LAND, LOT, RAIL, ROAD, Ground
from . import landscapes as out


def build(ground: Ground):
    """Fill an empty Ground with the sheets and zones of its place."""
    w, h = ground.size
    if ground.view == "above" and ground.crowd:
        from . import townplan

        return townplan.build(ground)
    share = CROWD_HORIZON.get(ground.place, 0.3) if ground.crowd else HORIZON.get(ground.place, 0.55)
    ground.horizon = h * share
    ground.sky_low = ground.horizon * 0.75
    b.sky(ground)
    SIGHTS[ground.place](ground)


def band(ground: Ground, t0, t1, colour, zone, *, shadow=0.0):
    """A straight stretch of ground from share t0 to t1 of the way to the lower border."""
    w, _ = ground.size
    y0, y1 = ground.line(t0), ground.line(t1) + (20 if t1 >= 1 else 0)
    ground.sheet([(-9, y0), (w + 9, y0), (w + 9, y1), (-9, y1)], colour, zone=zone, shadow=shadow)
    return y0, y1


def kerb(ground: Ground, t, colour=(238, 230, 214)):
    """The stone edge of a pavement."""
    w, _ = ground.size
    y, thick = ground.line(t), 0.012 * ground.reach * (0.6 + t)
    ground.box(-9, y - thick / 2, w + 9, y + thick / 2, colour)
    ground.box(-9, y + thick / 2, w + 9, y + thick * 0.9, dark(colour, 0.35), opacity=0.5)


def joints(ground: Ground, t0, t1, colour, rows=3):
    """The joints between paving stones: lines that run towards the horizon."""
    w, _ = ground.size
    y0, y1 = ground.line(t0), ground.line(t1)
    middle, r = w / 2, ground.reach
    width = 0.0035 * r
    for i in range(rows):
        y = y0 + (y1 - y0) * ((i + 1) / (rows + 1)) ** 1.35
        ground.stroke([(-9, y), (w + 9, y)], width, colour, opacity=0.5)
    step = 0.13 * r
    far, near = 0.75, 1.25
    for i in range(-int(w / step), int(w / step) + 1):
        x = middle + (i + ground.rng.uniform(-0.06, 0.06)) * step
        ground.stroke(
            [(middle + (x - middle) * far, y0), (middle + (x - middle) * near, y1)], width, colour, opacity=0.5
        )


def road(ground: Ground, t0, t1, colour=(118, 114, 126)):
    """A road from border to border with a dashed middle and two lanes."""
    w, _ = ground.size
    y0, y1 = band(ground, t0, t1, colour, ROAD, shadow=0.35)
    kerb(ground, t0)
    kerb(ground, t1)
    middle, r = y0 + (y1 - y0) * 0.47, ground.reach
    ground.stroke(
        [(-ground.rng.uniform(0, 90), middle), (w + 9, middle)],
        0.010 * r,
        (244, 236, 214),
        dash=f"{0.07 * r:.0f} {0.05 * r:.0f}",
        opacity=0.9,
    )
    ground.lanes += [(y0 + (y1 - y0) * 0.40, -1), (y0 + (y1 - y0) * 0.90, 1)]
    if ground.rng.random() < 0.8:  # a zebra crossing
        x = w * ground.rng.uniform(0.2, 0.8)
        n, wide = 6, 0.026 * r
        for i in range(n):
            y = y0 + (y1 - y0) * (i + 0.5) / n
            half = (y1 - y0) / n * 0.29
            ground.sheet([(x - wide * 2.6, y - half), (x + wide * 2.6, y - half),
                          (x + wide * 2.8, y + half), (x - wide * 2.8, y + half)], (244, 238, 222))  # fmt: skip


def lot(ground: Ground, t):
    """Keep the whole width at share t for a row of buildings."""
    w, _ = ground.size
    y = ground.line(t)
    ground.lots.append((0, w, y))
    ground.sky_low = ground.horizon * 0.4
    ground.mark([(-9, ground.horizon - 9), (w + 9, ground.horizon - 9), (w + 9, y), (-9, y)], LOT)


def street(ground: Ground):
    """A road between two pavements, houses behind."""
    r, crowd = ground.reach, ground.crowd
    b.skyline(ground, ground.horizon, (0.34 if not crowd else 0.2) * r, 0.5, lower=ground.horizon + 4)
    if not crowd:
        b.skyline(ground, ground.horizon, 0.2 * r, 0.16, lower=ground.horizon + 4)
    t0, t1 = (0.13, 0.35) if crowd else (0.2, 0.52)
    stone = (222, 208, 192)
    band(ground, 0, t0 + 0.02, stone, LAND, shadow=0.4)
    joints(ground, 0, t0, dark(stone, 0.1), rows=1)
    band(ground, t1, 1, mix(stone, (240, 222, 190), 0.5), LAND)
    joints(ground, t1, 1.0, dark(stone, 0.08), rows=3)
    b.cobbles(ground, stone, 60)
    road(ground, t0, t1)
    if crowd:
        lot(ground, 0.03)


def square(ground: Ground, stone=(228, 208, 184)):
    """A paved square with houses around it."""
    w, h = ground.size
    r = ground.reach
    b.skyline(ground, ground.horizon, (0.2 if ground.crowd else 0.34) * r, 0.45, lower=ground.horizon + 4)
    if not ground.crowd:
        b.skyline(ground, ground.horizon, 0.2 * r, 0.1, lower=ground.horizon + 4)
    band(ground, 0, 1, stone, LAND, shadow=0.4)
    x, y = w * ground.rng.uniform(0.4, 0.6), ground.line(0.5)
    for k, tone in enumerate((0.06, -0.05, 0.07, -0.04)):
        rx = (1.15 - 0.27 * k) * max(w * 0.52, r * 0.8)
        colour = light(stone, tone * 4) if tone > 0 else dark(stone, -tone * 1.6)
        ground.oval(x, y, rx, rx * 0.30 * (h - ground.horizon) / (0.45 * r), colour, opacity=0.75)
    b.cobbles(ground, stone, 170)
    ground.plaza = (x, y)
    if ground.crowd:
        lot(ground, 0.03)


def bunting(ground: Ground, y, sag):
    """A string of flags across the sky."""
    w, _ = ground.size
    r = ground.reach
    colours = ((214, 66, 58), (248, 202, 76), (96, 160, 88), (72, 132, 204), (242, 150, 172))
    n = int(w / (0.062 * r))
    points = [(w * i / n, y + sag * (1 - (2 * i / n - 1) ** 2)) for i in range(n + 1)]
    ground.stroke(points, 0.004 * r, (120, 96, 84))
    for i in range(n):
        (x0, y0), (x1, y1) = points[i], points[i + 1]
        flag = [
            (x0 + (x1 - x0) * 0.12, y0 + 1),
            (x0 + (x1 - x0) * 0.88, y1 + 1),
            ((x0 + x1) / 2, (y0 + y1) / 2 + 0.052 * r),
        ]
        ground.sheet(flag, colours[i % 5], shadow=0.35)


def market(ground: Ground):
    """The square on a market day."""
    square(ground, (236, 212, 172))
    h = ground.size[1]
    top = 0.03 if ground.crowd else 0.05
    bunting(ground, h * top, 0.055 * ground.reach)


def station(ground: Ground):
    """Rails and a platform before the station's hall."""
    w, _ = ground.size
    r = ground.reach
    b.skyline(ground, ground.horizon, 0.22 * r, 0.5, lower=ground.horizon + 4)
    wall, y = (214, 150, 112), ground.horizon + 2
    x0, x1 = w * 0.06, w * 0.94
    ground.sheet([(x0, y), (x0, y - 0.17 * r), (x1, y - 0.17 * r), (x1, y)], wall, shadow=0.5)
    ground.sheet([(x0 - 0.03 * r, y - 0.165 * r), (x0 + 0.04 * r, y - 0.235 * r),
                  (x1 - 0.04 * r, y - 0.235 * r), (x1 + 0.03 * r, y - 0.165 * r)], (120, 84, 88),
                 shadow=0.4)  # fmt: skip
    n = int((x1 - x0) / (0.11 * r))
    for i in range(n):
        cx = x0 + (x1 - x0) * (i + 0.5) / n
        glass = (226, 182, 104) if ground.time == "night" else (196, 224, 232)
        arch = (
            [(cx - 0.03 * r, y)]
            + [
                (cx + 0.03 * r * math.cos(a), y - 0.085 * r - 0.03 * r * math.sin(a))
                for a in (math.pi * (1 - k / 8) for k in range(9))
            ]
            + [(cx + 0.03 * r, y)]
        )
        ground.sheet([(cx + (px - cx) * 1.16, y - (y - py) * 1.05) for px, py in arch], light(wall, 0.25))
        ground.sheet(arch, glass, raw=ground.time == "night")
        ground.stroke([(cx, y - 0.112 * r), (cx, y)], 0.005 * r, light(wall, 0.2))
        ground.stroke([(cx - 0.03 * r, y - 0.07 * r), (cx + 0.03 * r, y - 0.07 * r)], 0.005 * r, light(wall, 0.2))
    cx = w / 2
    ground.sheet([(cx - 0.08 * r, y - 0.22 * r), (cx - 0.08 * r, y - 0.3 * r), (cx, y - 0.36 * r),
                  (cx + 0.08 * r, y - 0.3 * r), (cx + 0.08 * r, y - 0.22 * r)], light(wall, 0.2),
                 shadow=0.4)  # fmt: skip
    ground.oval(cx, y - 0.275 * r, 0.036 * r, 0.036 * r, (252, 246, 236))
    ground.stroke([(cx, y - 0.3 * r), (cx, y - 0.275 * r), (cx + 0.018 * r, y - 0.268 * r)], 0.006 * r, (60, 50, 60))
    t0, t1 = (0.1, 0.27) if ground.crowd else (0.18, 0.42)
    band(ground, 0, t0, (206, 198, 190), LAND, shadow=0.4)
    y0, y1 = band(ground, t0, t1, (164, 148, 134), RAIL, shadow=0.3)
    for i in range(int(w / (0.045 * r)) + 2):
        x = i * 0.045 * r
        ground.sheet(
            [
                (x, y0 + (y1 - y0) * 0.42),
                (x + 0.02 * r, y0 + (y1 - y0) * 0.42),
                (x + 0.022 * r, y1 - (y1 - y0) * 0.1),
                (x - 0.004 * r, y1 - (y1 - y0) * 0.1),
            ],
            (120, 92, 76),
        )
    for k in (0.5, 0.82):
        ground.stroke([(-9, y0 + (y1 - y0) * k), (w + 9, y0 + (y1 - y0) * k)], 0.009 * r, (196, 198, 206))
    ground.lanes.append((y0 + (y1 - y0) * 0.84, 1))
    stone = (220, 212, 202)
    band(ground, t1, 1, stone, LAND, shadow=0.4)
    joints(ground, t1, 1, dark(stone, 0.1), rows=3)
    y = ground.line(t1 + 0.03)
    ground.stroke([(-9, y), (w + 9, y)], 0.012 * r, (248, 206, 88))
    if ground.crowd:
        ground.sky_low = ground.horizon * 0.42
        ground.mark(
            [
                (-9, ground.horizon - 9),
                (w + 9, ground.horizon - 9),
                (w + 9, ground.line(0.03)),
                (-9, ground.line(0.03)),
            ],
            LOT,
        )


SIGHTS = {
    "street": street,
    "square": square,
    "market": market,
    "park": out.park,
    "hills": out.hills,
    "forest": out.forest,
    "beach": out.beach,
    "sea": out.sea,
    "snow": out.snow,
    "farm": out.farm,
    "station": station,
}
HORIZON = {
    "street": 0.56,
    "square": 0.54,
    "market": 0.54,
    "sea": 0.40,
    "beach": 0.46,
    "park": 0.52,
    "forest": 0.54,
    "station": 0.5,
    "snow": 0.56,
    "hills": 0.58,
    "farm": 0.54,
}
CROWD_HORIZON = {
    "street": 0.34,
    "square": 0.34,
    "market": 0.34,
    "sea": 0.2,
    "beach": 0.26,
    "park": 0.27,
    "station": 0.36,
    "forest": 0.3,
}
