"""The places outside the town, seen from the side: lawns, woods, shores, snow, fields."""

import math

from .. import backdrop as b
from ..figures.pen import light, mix
from . import LAND, LOT, WATER, Ground


def lawn(ground: Ground, far=(150, 196, 120), near=(112, 176, 96)):
    """Two far hills and the grass on which things stand."""
    r = ground.reach
    ground.sheet(
        b.wave(ground, ground.horizon - 0.05 * r, 0.035 * r, turns=1.1), mix(far, (190, 214, 220), 0.35), shadow=0.35
    )
    ground.sheet(b.wave(ground, ground.horizon, 0.018 * r, turns=0.8), far, shadow=0.4, zone=LAND)
    ground.sheet(b.wave(ground, ground.line(0.18), 0.016 * r, turns=0.9), mix(far, near, 0.6), shadow=0.3)
    ground.sheet(b.wave(ground, ground.line(0.5), 0.02 * r, turns=0.7), near, shadow=0.3)


def path(ground: Ground, colour=(238, 218, 178), width=0.2):
    """A path that winds from the horizon to the reader."""
    w, h = ground.size
    r = ground.reach
    start, end, bend = (
        w * ground.rng.uniform(0.3, 0.7),
        w * ground.rng.uniform(0.25, 0.75),
        ground.rng.choice((-1, 1)) * 0.16 * r,
    )
    left, right = [], []
    for i in range(31):
        t = i / 30
        y = ground.line(0.02) + (h + 20 - ground.line(0.02)) * t
        x = start + (end - start) * t + bend * math.sin(t * 5.2) * (0.3 + t)
        half = width * r * (0.10 + 0.9 * t) / 2 * 1.2
        left.append((x - half, y))
        right.append((x + half, y))
    ground.sheet(left + right[::-1], colour, shadow=0.25, zone=LAND)


def pond(ground: Ground, x, t, wide):
    """A pond around (x, line t)."""
    y, r = ground.line(t), ground.reach
    rx, ry = wide * r, wide * r * 0.3

    def ring(k, lift=0.0):
        angles = [i * math.pi / 20 for i in range(40)]
        wobble = [(1 + 0.06 * math.sin(3 * a), 1 + 0.1 * math.cos(2 * a)) for a in angles]
        return [
            (x + rx * k * math.cos(a) * p, y + ry * k * math.sin(a) * q + lift) for a, (p, q) in zip(angles, wobble)
        ]

    ground.sheet(ring(1.08), (226, 206, 160), shadow=0.3, zone=LOT)
    ground.sheet(ring(1.0, 0.006 * r), (112, 182, 210), zone=WATER)
    ground.sheet(ring(0.72), (136, 200, 220))
    for _ in range(4):
        dx = ground.rng.uniform(-0.5, 0.5) * rx
        dy = ground.rng.uniform(-0.45, 0.45) * ry
        ground.stroke(
            [(x + dx - 0.03 * r, y + dy), (x + dx + 0.03 * r, y + dy)], 0.006 * r, (226, 242, 246), opacity=0.8
        )


def park(ground: Ground):
    """Lawns, a path and hedges, the town far behind."""
    w, _ = ground.size
    r = ground.reach
    if ground.crowd:
        ground.sky_low = 0.55 * ground.horizon
    b.skyline(ground, ground.horizon - 0.02 * r, (0.1 if ground.crowd else 0.2) * r, 0.62, lower=ground.horizon + 4)
    b.bushes(ground, ground.horizon, 0.075 * r, (128, 178, 110))
    lawn(ground)
    path(ground)
    if ground.crowd:
        pond(ground, w * ground.rng.choice((0.22, 0.78)), 0.45, 0.24)
        ground.plaza = (w / 2, ground.line(0.5))
    b.tufts(ground)


def hills(ground: Ground):
    """Green hills, one behind the other."""
    r = ground.reach
    ground.sheet(b.wave(ground, ground.horizon - 0.15 * r, 0.06 * r, turns=1.2), (184, 212, 186), shadow=0.35)
    ground.sheet(b.wave(ground, ground.horizon - 0.07 * r, 0.05 * r, turns=0.9), (158, 202, 140), shadow=0.4)
    for _ in range(5):
        x, y = ground.rng.uniform(0, ground.size[0]), ground.horizon - ground.rng.uniform(0.0, 0.05) * r
        s = 0.03 * r * ground.rng.uniform(0.7, 1.2)
        ground.box(x - s * 0.12, y - s * 0.2, x + s * 0.12, y + s * 0.7, (140, 100, 76))
        ground.oval(x, y - s * 0.7, s * 0.8, s * 0.95, (112, 164, 98))
    lawn(ground)
    if ground.rng.random() < 0.7 or ground.crowd:
        path(ground)
    b.tufts(ground, 60)


def forest(ground: Ground):
    """Trunks in rows, leaves above, a path."""
    w, h = ground.size
    r, rng = ground.reach, ground.rng
    b.pines(ground, ground.horizon + 0.02 * r, 0.42 * r, (150, 188, 160), step=0.3)
    ground.sheet(b.wave(ground, ground.horizon - 0.01 * r, 0.012 * r), (136, 180, 126), shadow=0.3)
    for depth, count, tone in ((0.02, 9, (120, 146, 112)), (0.08, 6, (104, 120, 92))):
        for i in range(int(count * w / r / 1.78)):
            x = w * (i + rng.uniform(0.2, 0.8)) / (count * w / r / 1.78)
            half = r * rng.uniform(0.012, 0.022) * (1 + depth * 8)
            ground.sheet(
                [
                    (x - half, -9),
                    (x + half, -9),
                    (x + half * 1.3, ground.line(depth)),
                    (x - half * 1.3, ground.line(depth)),
                ],
                tone,
                shadow=0.4,
            )
        b_size = 0.1 * r * (1 + depth * 4)
        top = [(-9, -9)]
        x = -b_size
        while x < w + b_size:
            q = b_size * rng.uniform(0.6, 1.1)
            top += [
                (x + q + q * math.cos(math.pi * (1 - k / 8)), 0.02 * r + q * 0.8 * math.sin(math.pi * k / 8))
                for k in range(9)
            ]
            x += q * 1.75
        ground.sheet([*top, (w + 9, -9)], mix((112, 160, 104), (84, 132, 88), depth * 10), shadow=0.5)
    ground.sheet(b.wave(ground, ground.horizon, 0.014 * r), (124, 168, 104), zone=LAND, shadow=0.4)
    ground.sheet(b.wave(ground, ground.line(0.4), 0.02 * r), (104, 154, 90), shadow=0.3)
    path(ground, (214, 186, 146), 0.16)
    b.tufts(ground, 60, (74, 128, 70), 0.15)


def waves(ground: Ground, t0, t1, colour, rows):
    """Sea from t0 to t1 with rows of paper waves."""
    w, _ = ground.size
    r = ground.reach
    far, near = mix(colour, (170, 214, 226), 0.35), colour
    for i in range(rows):
        t = t0 + (t1 - t0) * i / rows
        y, size = ground.line(t), r * 0.028 * (0.35 + 0.65 * (t - t0) / max(0.01, t1 - t0) + 0.25 * t)
        phase = ground.rng.uniform(0, 1)
        points, n = [], int(w / (size * 2.6)) + 3
        for k in range(n):
            for j in range(6):
                u = (k + j / 6 - phase) * size * 2.6
                points.append((u, y if i == 0 else y - size * 0.42 * abs(math.sin(math.pi * (j / 6)))))
        lower = ground.line(t1) + 30
        ground.sheet(
            [*points, (w + 200, lower), (-200, lower)],
            mix(far, near, i / max(1, rows - 1)),
            zone=WATER,
            shadow=0.3 if i else 0.0,
        )


def beach(ground: Ground):
    """Sand, a shoreline, the sea and the sky."""
    r = ground.reach
    ground.sheet(
        b.wave(ground, ground.horizon - 0.02 * r, 0.025 * r, turns=0.6, lower=ground.horizon + 9),
        mix((150, 180, 160), (190, 214, 226), 0.6),
    )
    waves(ground, 0, 0.34, (88, 170, 204), 5)
    w, _ = ground.size
    sand = (242, 216, 164)
    shore = b.wave(ground, ground.line(0.32), 0.018 * r, turns=1.1)
    ground.split = len(ground.parts)
    ground.sheet([(x, y - 0.018 * r) for x, y in shore], (248, 250, 246), shadow=0.25)
    ground.sheet(shore, mix(sand, (190, 160, 120), 0.25))
    ground.sheet([(x, y + 0.022 * r) for x, y in shore], sand, zone=LAND)
    ground.sheet(b.wave(ground, ground.line(0.7), 0.02 * r, turns=0.8), light(sand, 0.25), shadow=0.22)

    def shell(x, y, u):
        s = 5 * u
        ground.oval(
            x, y, s, s * 0.6, mix(sand, ground.rng.choice(((255, 255, 255), (160, 120, 90), (240, 160, 140))), 0.5)
        )

    b.speckle(ground, 60, (LAND,), shell)


def sea(ground: Ground):
    """Open water up to the horizon."""
    r = ground.reach
    ground.sheet(
        b.wave(ground, ground.horizon - 0.01 * r, 0.03 * r, turns=0.5, lower=ground.horizon + 9),
        mix((150, 180, 160), (190, 214, 226), 0.55),
    )
    waves(ground, 0, 1.0, (64, 146, 190), 9)
    sand = (242, 216, 164)
    shore = b.wave(ground, ground.line(0.88), 0.02 * r, turns=0.7)
    ground.split = len(ground.parts)
    ground.sheet([(x, y - 0.016 * r) for x, y in shore], (248, 250, 246), shadow=0.2)
    ground.sheet(shore, sand, zone=LAND)


def snow(ground: Ground):
    """White slopes and firs."""
    r = ground.reach
    ground.sheet(b.wave(ground, ground.horizon - 0.13 * r, 0.06 * r, turns=1.0), (196, 210, 230), shadow=0.35)
    b.pines(ground, ground.horizon - 0.02 * r, 0.2 * r, (120, 158, 150), step=0.8, snow=True)
    ground.sheet(b.wave(ground, ground.horizon - 0.01 * r, 0.02 * r), (220, 230, 242), zone=LAND, shadow=0.4)
    ground.sheet(b.wave(ground, ground.line(0.25), 0.02 * r), (234, 240, 248), shadow=0.3)
    ground.sheet(b.wave(ground, ground.line(0.62), 0.02 * r), (246, 249, 253), shadow=0.28)

    def dent(x, y, u):
        ground.oval(x, y, 8 * u, 2.4 * u, (214, 224, 238))

    b.speckle(ground, 40, (LAND,), dent)


def farm(ground: Ground):
    """Fields, a fence and a barn."""
    w, _ = ground.size
    r, rng = ground.reach, ground.rng
    ground.sheet(b.wave(ground, ground.horizon - 0.11 * r, 0.05 * r), (176, 208, 168), shadow=0.35)
    lawn(ground, (196, 202, 118), (134, 182, 98))
    x, y, s = w * rng.choice((0.16, 0.82)), ground.horizon + 0.015 * r, 0.17 * r  # the barn
    ground.sheet([(x - s * 0.6, y), (x - s * 0.6, y - s * 0.6), (x - s * 0.35, y - s),
                  (x + s * 0.35, y - s), (x + s * 0.6, y - s * 0.6), (x + s * 0.6, y)], (196, 84, 70),
                 shadow=0.5)  # fmt: skip
    edge = [(0.66, 0.56), (0.38, 1.06), (-0.38, 1.06), (-0.66, 0.56), (-0.58, 0.56), (-0.33, 0.96),
            (0.33, 0.96), (0.58, 0.56)]  # fmt: skip
    ground.sheet([(x - a * s, y - c * s) for a, c in edge], (110, 70, 66))
    ground.box(x - s * 0.24, y - s * 0.44, x + s * 0.24, y, (248, 240, 224))
    ground.box(x - s * 0.21, y - s * 0.41, x + s * 0.21, y, (150, 62, 54))
    ground.stroke([(x - s * 0.21, y), (x + s * 0.21, y - s * 0.41)], s * 0.035, (248, 240, 224))
    ground.stroke([(x + s * 0.21, y), (x - s * 0.21, y - s * 0.41)], s * 0.035, (248, 240, 224))
    side = 1 if x < w / 2 else -1
    for i in range(9):  # furrows of a field on the other side
        start = w / 2 + side * w * (0.08 + 0.055 * i)
        end = w / 2 + side * w * (0.02 + 0.11 * i)
        ground.stroke([(start, ground.line(0.03)), (end, ground.line(0.34))], 0.011 * r, (170, 140, 84), opacity=0.55)
    y = ground.line(0.36)  # a fence
    for i in range(int(w / (0.1 * r)) + 2):
        px = i * 0.1 * r
        ground.box(px, y - 0.075 * r, px + 0.014 * r, y + 0.005 * r, (236, 222, 196), round=0.004 * r)
    for k in (0.058, 0.03):
        ground.box(-9, y - k * r, w + 9, y - (k - 0.011) * r, (236, 222, 196))
    b.tufts(ground, 50)
