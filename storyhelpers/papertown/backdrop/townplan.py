"""The places of a crowd seen from above: the ground fills the picture like a map in a picture book."""

import math

from .. import backdrop as b
from ..figures.pen import dark, light, mix
from . import LAND, LOT, ROAD, WATER, Ground


def build(ground: Ground):
    """Cut the plan of a town, a park or a shore into an empty Ground."""
    ground.horizon = 0.0
    if ground.place in ("street", "square", "market", "station", "snow"):
        town(ground)
    elif ground.place in ("beach", "sea"):
        shore(ground)
    else:
        meadow(ground)


def cover(ground: Ground, colour, zone=LAND):
    """One sheet under everything."""
    w, h = ground.size
    ground.sheet([(-9, -9), (w + 9, -9), (w + 9, h + 9), (-9, h + 9)], colour, zone=zone)


class Ways:
    """The streets of a town: main roads k = 0 … n-1 as curves y(k, x), lanes across as lines x(j, y)."""

    def __init__(self, ground: Ground):
        w, h = ground.size
        rng, r = ground.rng, ground.reach
        self.size, self.reach = (w, h), r
        self.n = max(2, round(2 * h / r))
        self.centres = [
            h * (k + 0.68 + 0.1 * k / max(1, self.n - 1) + rng.uniform(-0.03, 0.03)) / self.n for k in range(self.n)
        ]
        self.slope, self.bend, self.phase = rng.uniform(-0.05, 0.05), rng.uniform(0.004, 0.016) * r, rng.uniform(0, 6)
        self.half = [0.5 * r * (0.098 + 0.03 * c / h) for c in self.centres]
        count = max(1, round(1.25 * w / r))
        lean = rng.uniform(0.12, 0.42) * rng.choice((-1, 1))
        self.lean = [lean * rng.uniform(0.7, 1.3) for _ in range(count)]
        self.crossings = [w * (j + 1 + rng.uniform(-0.12, 0.12)) / (count + 1) for j in range(count)]
        self.lane = 0.045 * r

    def y(self, k, x):
        """The middle of road k; k = -1 and n are the picture's borders."""
        w, h = self.size
        if k < 0 or k >= self.n:
            return -20.0 if k < 0 else h + 20.0
        return self.centres[k] + self.slope * (x - w / 2) + self.bend * math.sin(5 * x / w + self.phase)

    def x(self, j, y):
        """The middle of lane j; j = -1 and the last one are the borders."""
        w, h = self.size
        if j < 0 or j >= len(self.crossings):
            return -20.0 if j < 0 else w + 20.0
        return self.crossings[j] + self.lean[j] * (y - h / 2)

    def meet(self, k, j, side_y, side_x, gap):
        """A corner of a block: where road k and lane j meet, `gap` away on the given sides."""
        x = self.x(j, self.size[1] / 2)
        for _ in range(4):
            y = self.y(k, x) + side_y * ((self.half[k] if 0 <= k < self.n else 0) + gap)
            x = self.x(j, y) + side_x * ((self.lane if 0 <= j < len(self.crossings) else 0) + gap)
        return x, y

    def block(self, k, j, gap):
        """The four-sided block above road k and left of lane j, its long sides following the roads."""
        a, bb = self.meet(k - 1, j - 1, 1, 1, gap), self.meet(k - 1, j, 1, -1, gap)
        c, d = self.meet(k, j, -1, -1, gap), self.meet(k, j - 1, -1, 1, gap)

        def along(p, q, road, side):
            points = []
            for i in range(9):
                x = p[0] + (q[0] - p[0]) * i / 8
                y = self.y(road, x) + side * ((self.half[road] if 0 <= road < self.n else 0) + gap)
                points.append((x, y))
            return points

        return along(a, bb, k - 1, 1) + along(c, d, k, -1)


def town(ground: Ground):
    """Two streets and the blocks between them, from above."""
    w, h = ground.size
    r, rng = ground.reach, ground.rng
    white = ground.place == "snow"
    stone = (232, 238, 246) if white else rng.choice(((238, 224, 198), (240, 220, 200), (230, 224, 208)))
    cover(ground, stone)
    ways = Ways(ground)
    lanes = len(ways.crossings)
    for j in range(lanes):  # lanes for people on foot
        left = [(ways.x(j, y) - ways.lane, y) for y in (-20, h / 2, h + 20)]
        right = [(ways.x(j, y) + ways.lane, y) for y in (h + 20, h / 2, -20)]
        ground.sheet(left + right, (222, 230, 240) if white else dark(stone, 0.09), shadow=0.25)
    plaza = (max(1, ways.n // 2), rng.randrange(lanes + 1) if lanes < 2 else rng.randrange(1, lanes))
    grass = (226, 236, 244) if white else (156, 196, 120)
    for k in range(ways.n + 1):
        for j in range(lanes + 1):
            points = ways.block(k, j, 0.026 * r)
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            if max(xs) - min(xs) < 0.1 * r or max(ys) - min(ys) < 0.06 * r:
                continue
            if (k, j) == plaza:
                _plaza(ground, points, stone, white)
                continue
            green = rng.random() < (0.62 if k not in (0,) else 0.8)
            colour = (
                mix(grass, (214, 206, 130), rng.uniform(0, 0.25))
                if green and not white
                else grass
                if green
                else mix(stone, (230, 180, 130), rng.uniform(0.15, 0.4))
            )
            ground.sheet(points, colour, shadow=0.35, zone=LAND)
            if green:
                _grass(ground, points, dark(colour, 0.06 if white else 0.17), white)
            if k < ways.n:
                ground.lots.append(_lot(ways, k, j, 0.05 * r))
    for k in range(ways.n):
        _road(ground, ways, k, (196, 204, 220) if white else (126, 120, 134))
    for k in range(ways.n):
        for j in range(lanes):
            _zebra(ground, ways, k, j)
    b.cobbles(ground, stone, 70)


def _grass(ground: Ground, points, colour, white):
    """Tufts, flowers or, in winter, dents in a block's lawn."""
    rng, r = ground.rng, ground.reach
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    for _ in range(int((max(xs) - min(xs)) * (max(ys) - min(ys)) / r**2 * 160)):
        t = rng.random()
        y = min(ys) + (max(ys) - min(ys)) * rng.uniform(0.12, 0.92)
        left = points[0][0] + (points[-1][0] - points[0][0]) * (y - min(ys)) / (max(ys) - min(ys))
        right = points[8][0] + (points[9][0] - points[8][0]) * (y - min(ys)) / (max(ys) - min(ys))
        x, s = left + (right - left) * (0.04 + 0.92 * t), 0.0065 * r
        if white:
            ground.oval(x, y, s * 1.5, s * 0.5, colour)
        elif rng.random() < 0.22:
            petal = rng.choice(((248, 243, 233), (242, 150, 172), (248, 202, 76)))
            for dx, dy in ((-s / 3, 0), (s / 3, 0), (0, -s / 3), (0, s / 3)):
                ground.oval(x + dx, y + dy, s * 0.32, s * 0.32, petal)
        else:
            for lean in (-0.7, 0, 0.7):
                ground.stroke(
                    [(x + lean * s * 0.3, y), (x + lean * s, y - s * (1.1 - abs(lean) * 0.3))], s * 0.26, colour
                )


def _lot(ways: Ways, k, j, gap):
    x0, y0 = ways.meet(k, j - 1, -1, 1, gap)
    x1, y1 = ways.meet(k, j, -1, -1, gap)
    w = ways.size[0]
    x0, x1 = max(x0, 0.012 * w), min(x1, 0.988 * w)
    return x0, x1, lambda x: ways.y(k, x) - ways.half[k] - gap


def _plaza(ground: Ground, points, stone, white):
    r = ground.reach
    ground.sheet(points, light(stone, 0.35), shadow=0.35, zone=LAND)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x = (max(min(xs), 0) + min(max(xs), ground.size[0])) / 2
    y = (min(ys) + max(ys)) / 2
    ground.plaza = (x, y)
    wide, tall = (min(max(xs), ground.size[0]) - max(min(xs), 0)) * 0.44, (max(ys) - min(ys)) * 0.44
    tones = ((214, 170, 130), (240, 222, 190), (206, 176, 150), (244, 230, 204))
    for k, tone in enumerate(tones):
        share = 1 - 0.23 * k
        ground.oval(
            x, y, wide * share, tall * share, mix(tone, (232, 240, 250), 0.75) if white else mix(tone, stone, 0.35)
        )
    for i in range(24):
        a = i * math.pi / 12
        ground.stroke(
            [
                (x + wide * 0.36 * math.cos(a), y + tall * 0.36 * math.sin(a)),
                (x + wide * math.cos(a), y + tall * math.sin(a)),
            ],
            0.003 * r,
            dark(stone, 0.12),
            opacity=0.4,
        )


def _road(ground: Ground, ways: Ways, k, colour):
    w, _ = ground.size
    half, r = ways.half[k], ground.reach
    xs = [w * i / 24 for i in range(-1, 26)]
    upper, lower = [(x, ways.y(k, x) - half) for x in xs], [(x, ways.y(k, x) + half) for x in xs]
    ground.sheet(
        [(x, y - 0.012 * r) for x, y in upper] + [(x, y + 0.016 * r) for x, y in lower[::-1]],
        (246, 238, 222),
        shadow=0.3,
    )
    ground.sheet(upper + lower[::-1], colour, zone=ROAD)
    ground.stroke(
        [(x, ways.y(k, x)) for x in xs], 0.009 * r, (246, 238, 216), dash=f"{0.06 * r:.0f} {0.045 * r:.0f}", opacity=0.9
    )
    ground.lanes.append((lambda x: ways.y(k, x) - half * 0.16, -1))
    ground.lanes.append((lambda x: ways.y(k, x) + half * 0.84, 1))


def _zebra(ground: Ground, ways: Ways, k, j):
    x, y = ways.meet(k, j, 0, 0, 0)
    half = ways.half[k]
    for i in range(5):
        t = (i + 0.5) / 5 * 2 - 1
        cx, cy = x + ways.lean[j] * half * t, y + half * t
        wide, tall = ways.lane * 0.9, half * 0.13
        ground.sheet(
            [(cx - wide, cy - tall), (cx + wide, cy - tall), (cx + wide, cy + tall), (cx - wide, cy + tall)],
            (248, 242, 226),
        )
        ground.mark([(cx - wide, cy - half * 0.2), (cx + wide, cy - half * 0.2),
                     (cx + wide, cy + half * 0.2), (cx - wide, cy + half * 0.2)], ROAD)  # fmt: skip


def meadow(ground: Ground):
    """A park or a countryside: lawns, winding paths, ponds."""
    w, h = ground.size
    r, rng = ground.reach, ground.rng
    grass = {"forest": (118, 164, 98), "farm": (158, 194, 110)}.get(ground.place, (142, 192, 112))
    cover(ground, grass)
    for _ in range(int(7 * w * h / r**2 / 1.78) + 3):  # patches of other greens and fields
        x, y, s = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0.16, 0.34) * r
        tone = mix(
            grass,
            rng.choice(
                (
                    (206, 210, 120),
                    (112, 170, 96),
                    (170, 206, 130),
                    (226, 206, 130) if ground.place == "farm" else (150, 200, 140),
                )
            ),
            0.5,
        )
        points = [
            (x + s * 1.5 * math.cos(a) * (1 + 0.12 * math.sin(3 * a)), y + s * 0.6 * math.sin(a))
            for a in (i * math.pi / 18 for i in range(36))
        ]
        ground.sheet(points, tone, shadow=0.2)
        if ground.place == "farm" and rng.random() < 0.6:
            for i in range(-3, 4):
                ground.stroke(
                    [
                        (x + i * s * 0.36 - s * 0.12, y - s * 0.4 * (1 - abs(i) / 5)),
                        (x + i * s * 0.36 + s * 0.12, y + s * 0.4 * (1 - abs(i) / 5)),
                    ],
                    0.01 * r,
                    dark(tone, 0.18),
                    opacity=0.6,
                )
    sand = (240, 222, 182)
    for k in range(max(2, round(2 * h / r))):
        y0 = h * (k + 0.62) / max(2, round(2 * h / r))
        a, p, slope = rng.uniform(0.03, 0.07) * r, rng.uniform(0, 6), rng.uniform(-0.08, 0.08)
        half = 0.042 * r
        line = [
            (x, y0 + slope * (x - w / 2) + a * math.sin(6 * x / w + p)) for x in [w * i / 40 for i in range(-1, 42)]
        ]
        ground.sheet(
            [(x, y - half) for x, y in line] + [(x, y + half) for x, y in line[::-1]], sand, shadow=0.25, zone=LAND
        )
    x0, lean, p = w * rng.uniform(0.35, 0.65), rng.uniform(-0.5, 0.5), rng.uniform(0, 6)
    line = [
        (x0 + lean * (y - h / 2) + 0.06 * r * math.sin(5 * y / h + p), y) for y in [h * i / 24 for i in range(-1, 26)]
    ]
    ground.sheet(
        [(x - 0.05 * r, y) for x, y in line] + [(x + 0.05 * r, y) for x, y in line[::-1]], sand, shadow=0.15, zone=LAND
    )
    from .landscapes import pond

    side = rng.choice((0.2, 0.8))
    pond(ground, w * side, rng.uniform(0.36, 0.66), 0.2)
    ground.plaza = (x0, h * 0.5)
    ground.oval(x0, h * 0.5, 0.2 * r, 0.1 * r, sand)
    for x in (0.15, 0.5, 0.85):
        y = h * rng.uniform(0.26, 0.36)
        ground.lots.append((w * (x - 0.07), w * (x + 0.07), lambda x, y=y: y)) if ground.place in (
            "farm",
            "hills",
        ) else None
    b.tufts(ground, 110, dark(grass, 0.2), 0.4)


def shore(ground: Ground):
    """Sea at the top, sand below, the foam between them at a slant."""
    w, h = ground.size
    r, rng = ground.reach, ground.rng
    cover(ground, (92, 170, 204), WATER)
    share = 0.3 if ground.place == "beach" else 0.62
    slope = rng.uniform(-0.12, 0.12)
    phase = rng.uniform(0, 6)

    def coast(x, t):
        return h * share * t + slope * (x - w / 2) + 0.02 * r * math.sin(7 * x / w + phase + t)

    for k in range(6):
        points = [
            (x, coast(x, k / 6) - 0.010 * r * abs(math.sin(x / (0.035 * r) + k)))
            for x in [w * i / 160 for i in range(-2, 163)]
        ]
        ground.sheet([*points, (w + 9, h + 9), (-9, h + 9)], mix((72, 150, 194), (132, 200, 216), k / 5), shadow=0.3)
    sand = (242, 216, 164)
    xs = [w * i / 40 for i in range(-1, 42)]
    for lift, colour in ((-0.016, (250, 251, 247)), (0.0, mix(sand, (190, 160, 120), 0.25)), (0.024, sand)):
        ground.sheet(
            [*((x, coast(x, 1) + lift * r) for x in xs), (w + 9, h + 9), (-9, h + 9)],
            colour,
            shadow=0.3 if lift < 0 else 0,
            zone=LAND if lift > 0 else None,
        )
    ground.mark([*((x, coast(x, 1)) for x in xs), *((x, coast(x, 1) - 0.02 * r) for x in xs[::-1])], LOT)
    for _ in range(5):
        x, y, s = rng.uniform(0, w), rng.uniform(0.5, 1) * h, rng.uniform(0.14, 0.3) * r
        ground.oval(x, y, s * 1.5, s * 0.4, light(sand, 0.3), opacity=0.6)
    b.speckle(
        ground,
        70,
        (LAND,),
        lambda x, y, u: ground.oval(
            x, y, 5 * u, 3 * u, mix(sand, rng.choice(((255, 255, 255), (160, 120, 90), (240, 160, 140))), 0.5)
        ),
    )
