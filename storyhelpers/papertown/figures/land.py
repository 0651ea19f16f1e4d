"""What lies far off: sea, hill, mountain."""

import math

from .look import Look
from .pen import LIT, PAPER, WOOD, Pen, dark, light, mix
from .shapes import LEAF, PINK, RED, SNOW, SNOW_SHADE, YELLOW, disc, smooth, snow_on
from .trees import BARK


def sea(pen: Pen, look: Look):
    """Layered waves with foam, wide enough for a horizon."""
    wide, rng, paper = 480, look.rng, look.colour
    deep = mix(paper, (84, 176, 190), 0.35)
    if look.night:
        deep = dark(deep, 0.35)
    rows = ((84, 5, 40, 0.62), (70, 8, 64, 0.44), (52, 11, 92, 0.24), (29, 14, 124, 0.04))
    for k, (y, amp, length, tone) in enumerate(rows):
        phase, c = rng.uniform(0, 1), light(deep, tone)
        top = []
        for i in range(241):  # hanging arcs that meet in pointed crests
            x = -wide + i * 4
            top.append((x, y + amp * (1 - math.sin(math.pi * ((x / length + phase) % 1)))))
        for drop, paper_ in ((0.0, light(c, 0.72)), (2.4 + 0.9 * k, light(c, 0.3)), (4.4 + 1.8 * k, c)):
            pen.polygon([(-wide, 0), *[(x, p - drop) for x, p in top], (wide, 0)], paper_)
        for i in range(int(2 * wide / length)):
            x = -wide + (i + 0.55 - phase + (1 if phase > 0.5 else 0)) * length
            if rng.random() < 0.55 and -wide + 20 < x < wide - 20 - length * 0.3:
                low = y - 6 - 3.2 * k
                w = length * 0.13
                pen.line(
                    [(x - w, low + 1.4), (x, low - 0.6), (x + w, low + 1.4)], 1.2 + 0.5 * k, light(c, 0.5), smooth=True
                )
    if look.night:
        for x, y, w in ((-20, 78, 30), (-8, 66, 44), (-26, 54, 36), (0, 40, 26)):
            pen.line([(x, y), (x + w, y)], 2.2, LIT, opacity=0.7)


def _tiny_tree(pen, x, y, s, paper, fir, snowy):
    pen.rect(x - 1.6 * s, y - 2, x + 1.6 * s, y + 9 * s, BARK)
    if fir:
        for k in range(3):
            half, low = (11 - 2.6 * k) * s, y + (5 + 8 * k) * s
            pen.polygon([(x - half, low), (x + half, low), (x, low + 15 * s)], dark(paper, 0.18 - 0.07 * k))
            pen.polygon([(x - half, low), (x - half * 0.2, low), (x, low + 15 * s)], dark(paper, 0.08 - 0.04 * k))
        if snowy:
            pen.polygon([(x - 2.8 * s, y + 30 * s), (x + 2.8 * s, y + 30 * s), (x, y + 37 * s)], SNOW)
    else:
        disc(pen, x, y + 17 * s, 11 * s, paper, 3 * s, 2 * s)
        if snowy:
            snow_on_top = [
                (x + 10 * s * math.cos(math.radians(a)), y + 17 * s + 10.5 * s * math.sin(math.radians(a)))
                for a in (150, 110, 70, 30)
            ]
            pen.polygon(smooth([*snow_on_top, (x, y + 20 * s)], 3), SNOW)


def hill(pen: Pen, look: Look):
    """A rounded hill with a path and a few small trees."""
    rng, paper = look.rng, look.colour
    ground = paper if not look.snow else mix(SNOW, paper, 0.08)
    wide, high = 240, 138

    def height(x):
        return high * math.cos(math.pi / 2 * max(-1, min(1, x / wide))) ** 1.3

    outline = [(-wide + 2 * wide * i / 48, height(-wide + 2 * wide * i / 48)) for i in range(49)]
    pen.polygon(outline, dark(ground, 0.1))
    pen.polygon([(x * 0.97 - 4, y * 0.95) for x, y in outline], ground)
    pen.polygon(
        [(-wide * 0.93, 0), *[(x * 0.72 - 66, y * 0.62) for x, y in outline[2:-2]], (wide * 0.6, 0)],
        light(ground, 0.12),
    )
    pen.polygon([(0, 0), *[(x * 0.5 + 118, y * 0.42) for x, y in outline], (wide, 0)], dark(ground, 0.06))
    path = (236, 208, 158) if not look.snow else (226, 222, 226)
    left = [(-30, 0), (-4, 22), (36, 40), (30, 62), (-14, 80), (-24, 100), (-4, 118), (2, 131)]
    right = [(20, 0), (30, 20), (60, 40), (52, 68), (8, 84), (-10, 101), (4, 117), (6, 131)]

    def curve(points):  # an open smooth run
        return smooth([points[0], *points, points[-1]], 5)[5:-10]

    pen.polygon(curve(left) + curve(right)[::-1], path)
    pen.polygon(curve([(x - 1.4 - (131 - y) * 0.05, y) for x, y in right]) + curve(right)[::-1], dark(path, 0.14))
    if not look.snow:
        for _ in range(14):
            x = rng.uniform(-180, 180)
            y = height(x) * rng.uniform(0.1, 0.8)
            if not -40 < x < 70:
                pen.circle(x, y, 2.2, rng.choice((PAPER, YELLOW, PINK, RED)))
    leaf = mix(LEAF, paper, 0.4)
    places = [(-122, 0.96, 0.8), (-92, 0.62, 1.3), (-60, 0.95, 0.95), (-132, 0.4, 1.0), (-48, 0.4, 1.15),
              (96, 0.92, 1.0), (126, 0.6, 0.9), (84, 0.5, 1.3), (-158, 0.7, 0.7), (150, 0.9, 0.7),
              (110, 0.2, 1.1), (-84, 0.16, 1.2)]  # fmt: skip
    chosen = sorted(rng.sample(places, rng.choice((7, 8, 9))), key=lambda place: -height(place[0]) * place[1])
    for x, share, s in chosen:
        _tiny_tree(
            pen, x, height(x) * share, s * 1.2, dark(leaf, rng.choice((0.0, 0.12, 0.22))), rng.random() < 0.5, look.snow
        )
    if rng.random() < 0.5:  # a little house on the top
        with pen.move(24, 124, scale=1.3):
            pen.rect(-11, 0, 11, 20, PAPER)
            pen.rect(5, 0, 11, 20, dark(PAPER, 0.1))
            pen.rect(4, 20, 9, 34, (182, 100, 78))
            pen.polygon([(-16, 18), (16, 18), (0, 33)], (196, 88, 66))
            pen.polygon([(4, 18), (16, 18), (0, 33)], dark((196, 88, 66), 0.16))
            pen.rect(-8, 0, -1, 12, WOOD)
            pen.rect(2, 6, 8, 13, LIT if look.night else (150, 190, 210))
            snow_on(pen, look, [(-13, 21), (0, 33), (13, 21)], 4)


def mountain(pen: Pen, look: Look):
    """A mountain in three papers with a cap of snow and firs at its foot."""
    rng, paper = look.rng, look.colour
    peaks = (
        ((-128, 190, 150), (122, 226, 156), (0, 320, 190))
        if rng.random() < 0.5
        else ((130, 196, 146), (-116, 238, 160), (6, 316, 184))
    )
    for i, (x, top, half) in enumerate(peaks):
        c = mix(light(paper, 0.3), paper, i / 2)
        rough = [(0.24, 0.30), (0.42, 0.48), (0.5, 0.56), (0.72, 0.76)]
        left = [(x - half * (1 - f), top * (g - 0.06 + rng.uniform(-0.015, 0.015))) for f, g in rough]
        right = [(x + half * (1 - f), top * (g - 0.03 + rng.uniform(-0.015, 0.015))) for f, g in rough]
        pen.polygon([(x - half, 0), *left, (x, top), *right[::-1], (x + half, 0)], c)
        ridge = [(x, top), (x + half * 0.1, top * 0.76), (x - half * 0.03, top * 0.58),
                 (x + half * 0.16, top * 0.36), (x + half * 0.06, 0)]  # fmt: skip
        pen.polygon([*ridge, (x + half, 0), *right], dark(c, 0.14))
        line = 0.5 if look.snow else 0.66

        def edge(points, y):  # where a flank is at height y
            for (ax, ay), (bx, by) in zip(points, points[1:]):
                if ay <= y <= by:
                    return ax + (bx - ax) * (y - ay) / (by - ay)
            return points[-1][0]

        flanks = [[(x - half, 0), *left, (x, top)], [(x + half, 0), *right, (x, top)]]
        heights = [top * (1 - (1 - line) * k / 8) for k in range(9)]
        west, east = [(edge(flanks[0], y), y) for y in heights], [(edge(flanks[1], y), y) for y in heights]
        k, low = (1 - line) * half, top * line
        teeth = [(0.6, 0.1), (0.36, -0.03), (0.1, 0.09), (-0.2, -0.05), (-0.46, 0.09), (-0.7, 0.0)]
        hem = [(x + k * a, low + top * b) for a, b in teeth]
        pen.polygon([*east, *hem, *west[::-1]], SNOW)
        pen.polygon([*east, *hem[:3], (x + half * 0.1, top * 0.84)], SNOW_SHADE)
    leaf = dark(mix(LEAF, paper, 0.2), 0.1)
    pen.polygon([(-292, 0), *[(-292 + 584 * i / 24,
                               12 + 14 * math.sin(math.pi * i / 24) + 3 * math.sin(i * 1.9)) for i in range(25)],
                 (292, 0)], leaf if not look.snow else SNOW_SHADE)  # fmt: skip
    for i in range(17):
        x = -262 + 33 * i + rng.uniform(-9, 9)
        _tiny_tree(
            pen, x, rng.uniform(2, 10), rng.uniform(0.7, 1.25), dark(leaf, rng.choice((0.0, 0.1, 0.2))), True, look.snow
        )
