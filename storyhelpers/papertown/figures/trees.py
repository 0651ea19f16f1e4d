"""What has many leaves: tree, bush."""

import math

from .look import Look
from .pen import INK, LIT, PAPER, Pen, dark, light, mix
from .shapes import (
    LEAF,
    ORANGE,
    PINK,
    RED,
    SNOW,
    YELLOW,
    arc,
    contrast,
    disc,
    heart,
    smooth,
    snow_on,
    star_points,
    within,
)

BARK = (134, 94, 66)


GREENS = ((96, 160, 88), (122, 172, 84), (80, 148, 106), (142, 178, 88))


def _foliage(look):
    """The paper of leaves: the asked colour; green comes in several greens."""
    return look.rng.choice(GREENS) if look.colour_name == "green" else look.colour


def _trunk(pen, x, y1, w, colour=BARK):
    """A trunk with roots, a shaded side and a fork."""
    pen.polygon(smooth([(x - w * 0.5, y1), (x - w * 0.55, y1 * 0.5), (x - w * 0.7, 10),
                        (x - w * 1.25, 0.4), (x - w * 0.3, 1), (x + w * 0.3, 1), (x + w * 1.25, 0.4),
                        (x + w * 0.7, 10), (x + w * 0.55, y1 * 0.5), (x + w * 0.5, y1)], 4), colour)  # fmt: skip
    pen.polygon(
        [(x + w * 0.12, 2), (x + w * 0.7, 2), (x + w * 0.56, y1 * 0.4), (x + w * 0.5, y1), (x + w * 0.16, y1)],
        dark(colour, 0.18),
    )
    pen.line([(x - w * 0.22, y1 * 0.3), (x - w * 0.2, y1 * 0.42)], w * 0.1, dark(colour, 0.25))


def _crown(pen, lobes, paper, floor=-1e4):
    """Foliage: lobes (x, y, r) as three sheets of paper, each smaller, paler and nearer to the light."""
    for share, dx, dy, tint in ((1.0, 0.0, 0.0, -0.2), (0.9, -0.08, 0.09, 0.0), (0.62, -0.24, 0.22, 0.13),
                                (0.28, -0.4, 0.42, 0.22)):  # fmt: skip
        c = light(paper, tint) if tint > 0 else dark(paper, -tint)
        for lift, shade in ((-1.6, dark(paper, 0.09)), (0.0, c)) if tint > 0 else ((0.0, c),):
            for x, y, r in lobes:
                round_ = arc(x + r * dx - lift * 0.7, y + r * dy + lift, r * share, r * share, n=36)
                pen.polygon(within(round_, y0=floor) if floor > y - r else round_, shade)


def _snowy_top(pen, look, lobes, depth=11.0):
    """One cap of snow along the upper edge of the lobes."""
    if not look.snow:
        return
    left, right = min(x - r for x, _, r in lobes), max(x + r for x, _, r in lobes)
    path = []
    for i in range(33):
        x = left + (right - left) * (0.13 + 0.74 * i / 32)
        path.append((x, max(y + math.sqrt(r * r - (x - cx) ** 2) for cx, y, r in lobes if abs(x - cx) < r)))
    first = last = max(range(33), key=lambda i: path[i][1])
    step = (path[1][0] - path[0][0]) * 2.5  # snow slides off where it is steeper
    while first > 0 and abs(path[first - 1][1] - path[first][1]) < step:
        first -= 1
    while last < 32 and abs(path[last + 1][1] - path[last][1]) < step:
        last += 1
    snow_on(pen, look, path[first : last + 1], depth)


def _leaves(pen, look, lobes, paper, n):
    """Little leaves cut from a paler and a darker paper."""
    for _ in range(n):
        x, y, r = look.rng.choice(lobes)
        t, q = look.rng.uniform(0, 2 * math.pi), r * 0.66 * math.sqrt(look.rng.random())
        px, py = x + q * math.cos(t), y + q * math.sin(t)
        c = light(paper, 0.36) if look.rng.random() < 0.6 else dark(paper, 0.12)
        pen.ellipse(px, py, 4.6, 2.1, c, turn=look.rng.choice((30, 60, 120, 150)))


def tree(pen: Pen, look: Look):
    """A tree of one of five shapes, in leaf, fruit, blossom or snow."""
    rng, paper = look.rng, _foliage(look)
    style = rng.choice(
        ("round", "round", "tall", "fir", "fir", "cloud", "cloud", "birch")
        if look.colour_name == "green"
        else ("round", "tall", "cloud", "birch")
    )
    if style == "fir":
        _trunk(pen, 0, 40, 14)
        n = 4
        for k in range(n):
            half, low, high = 64 - 13 * k, 22 + 38 * k, 88 + 34 * k
            c = mix(dark(paper, 0.22), paper, k / (n - 1))
            m = 5 if k < 2 else 4
            hem = [
                (half - 2 * half * i / (2 * m), low + (0 if i % 2 else 8) + 6 * abs(1 - i / m))
                for i in range(2 * m + 1)
            ]
            tier = [(0, high + 14), *hem]
            pen.polygon([(x * 1.02, y - 3) for x, y in tier], dark(c, 0.22))
            pen.polygon(tier, c)
            pen.polygon([(0, high + 14), hem[-1], hem[-2], (-half * 0.42, low + 22)], light(c, 0.14))
            if look.snow:
                pen.polygon([(0, high + 15), (half * 0.34, low + (high - low) * 0.62),
                             (half * 0.16, low + (high - low) * 0.56), (0, low + (high - low) * 0.68),
                             (-half * 0.2, low + (high - low) * 0.54),
                             (-half * 0.36, low + (high - low) * 0.64)], SNOW)  # fmt: skip
                for a in (1, -1):
                    x, y = hem[0] if a > 0 else hem[-1]
                    pen.ellipse(x * 0.86, y + 5, half * 0.16, 4, SNOW, turn=-35 * a)
        if look.snow and rng.random() < 0.45:
            for x, y in ((-34, 42), (6, 48), (36, 44), (-18, 82), (22, 86), (-8, 122), (14, 128), (0, 158)):
                pen.circle(x, y, 4, LIT if look.night else rng.choice((RED, YELLOW, ORANGE)))
            pen.polygon(star_points(0, 206, 12), YELLOW)
        return
    if style == "birch":
        bark = (240, 232, 220)
        pen.polygon([(-7, 1), (7, 1), (4, 110), (-4, 110)], bark)
        pen.polygon([(2, 1), (7, 1), (4, 110), (1.4, 110)], dark(bark, 0.14))
        for y, side in ((14, -1), (30, 1), (44, -1), (58, 1), (70, -1)):
            pen.line([(side * 5.4, y), (side * 1, y + 1)], 2.2, INK)
        lobes = [(0, 96, 34), (-20, 112, 30), (22, 116, 30), (-8, 144, 30), (12, 148, 27), (2, 170, 21)]
    elif style == "tall":
        wide = rng.uniform(0.85, 1.25)
        half = [(0, 196), (22, 172), (36, 124), (36, 78), (20, 48), (0, 42)]
        outline = smooth([(x * wide, y) for x, y in half] + [(-x * wide, y) for x, y in half[-2:0:-1]], 6)
        front = [(x * 0.92 - 1.5, 6 + y * 0.965) for x, y in outline]
        _trunk(pen, 0, 70, 15)
        pen.polygon(outline, dark(paper, 0.2))
        pen.polygon(front, paper)
        pen.polygon(within(front, x1=0), light(paper, 0.14))
        if rng.random() < 0.5:  # folded like a leaf, with its veins
            for y in (74, 98, 122, 146):
                for side in (-1, 1):
                    w = (21 - (y - 74) * 0.12) * wide
                    pen.line([(0, y - 8), (side * w, y + 8)], 2, dark(paper, 0.2))
            pen.line([(0, 40), (0, 164)], 2.6, dark(paper, 0.2))
        else:  # rows of scales
            for row in range(6):
                y, reach = 66 + 18 * row, (24 - 2.6 * abs(row - 1)) * wide
                for i in range(3 - (row > 4)):
                    x = (i - (1 if row <= 4 else 0.5)) * reach * 0.8 + (reach * 0.2 if row % 2 else -reach * 0.2)
                    pen.polygon(
                        arc(x, y + 4, 7 * wide, 8, 180, 360, 20), dark(paper, 0.11) if x > 0 else light(paper, 0.26)
                    )
        cap = [(-23 * wide, 168), (-12 * wide, 187), (0, 196), (12 * wide, 187), (23 * wide, 168)]
        snow_on(pen, look, cap, 10)
        return
    elif style == "cloud":
        _trunk(pen, 0, 92, 15)
        pen.line([(0, 62), (-28, 92)], 7, BARK)
        pen.line([(0, 70), (26, 96)], 6, dark(BARK, 0.14))
        lobes = [(-38, 98, 30), (38, 102, 31), (0, 96, 30), (-20, 132, 34), (24, 136, 33), (2, 158, 32)]
    else:
        _trunk(pen, 0, 84, 16)
        pen.line([(0, 58), (24, 84)], 6, dark(BARK, 0.14))
        lobes = [(0, 124, 60), (-42, 106, 36), (42, 106, 36), (-24, 150, 36), (26, 150, 36)]
    lobes = [(x + rng.uniform(-3, 3), y + rng.uniform(-3, 3), r * rng.uniform(0.95, 1.05)) for x, y, r in lobes]
    _crown(pen, lobes, paper)
    _leaves(pen, look, lobes, paper, 12)
    bloom = rng.choice(("apples", "apples", "none", "blossom", "heart"))
    if not look.snow and bloom in ("apples", "blossom"):
        fruit_colour = contrast(look, RED, YELLOW, ORANGE)
        for k in range(8):
            x, y, r = lobes[k % len(lobes)]
            t = rng.uniform(0, 6.28)
            px, py = x + r * 0.55 * math.cos(t), y + r * 0.55 * math.sin(t)
            if bloom == "apples":
                disc(pen, px, py, 5.4, fruit_colour)
                pen.ellipse(px + 1.6, py + 6, 2.4, 1.2, light(LEAF, 0.3), turn=30)
            else:
                for j in range(5):
                    a = math.radians(90 + 72 * j)
                    pen.circle(px + 3 * math.cos(a), py + 3 * math.sin(a), 2.5,
                               PAPER if look.colour_name in ("pink", "red") else (255, 222, 230))  # fmt: skip
                pen.circle(px, py, 2, YELLOW)
    elif bloom == "heart" and style != "birch":
        pen.polygon(heart(0, 46, 7), dark(BARK, 0.35))
    _snowy_top(pen, look, lobes)


def bush(pen: Pen, look: Look):
    """A round bush with flowers or berries."""
    rng, paper = look.rng, _foliage(look)
    lobes = [(-26, 14, 18), (26, 14, 18), (0, 16, 18), (-13, 28, 19), (15, 27, 18)]
    lobes = [(x, y, r * rng.uniform(0.94, 1.04)) for x, y, r in lobes]
    _crown(pen, lobes, paper, floor=0.0)
    _leaves(pen, look, [(x, y + 2, r * 0.8) for x, y, r in lobes], paper, 10)
    dots = rng.choice(("berries", "roses", "roses", "none"))
    if dots != "none":
        c = contrast(look, RED, PINK, YELLOW, PAPER)
        for x, y in ((-30, 14), (-17, 30), (-8, 13), (6, 34), (10, 18), (22, 30), (31, 12)):
            if dots == "berries":
                disc(pen, x, y, 2.8, c)
            else:
                disc(pen, x, y, 4.6, c, 1.4, 0)
                pen.line(
                    [(x - 1.8, y - 0.4), (x, y + 1.6), (x + 1.6, y), (x, y - 1.2)], 0.9, dark(c, 0.22), smooth=True
                )
    _snowy_top(pen, look, lobes, 7)
