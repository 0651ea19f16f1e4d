"""Small things to hold and to find: balloon, kite, ball, drum, bell, umbrella, cake, book, gift."""

import math

from .look import Look
from .pen import INK, LIT, METAL, PAPER, WOOD, Pen, dark, light
from .shapes import (
    BLUE,
    LEAF,
    ORANGE,
    PINK,
    RED,
    YELLOW,
    arc,
    box,
    contrast,
    cut,
    disc,
    heart,
    rim,
    smooth,
    snow_on,
    spots,
    star_points,
    within,
)


def balloon(pen: Pen, look: Look):
    """A toy balloon on a string."""
    paper = look.colour
    pen.line([(0, 41), (3, 32), (-3, 20), (2, 8), (0, 1)], 1.2, dark(PAPER, 0.5), smooth=True)
    shape = look.rng.choice(("round", "round", "heart", "star"))
    if shape == "heart":
        outline = smooth(
            [(0, 45), (14, 54), (22, 66), (19, 79), (9, 82), (0, 76), (-9, 82), (-19, 79), (-22, 66), (-14, 54)], 4
        )
    elif shape == "star":
        outline = smooth(star_points(0, 60, 23, 0.62), 4)
    else:
        outline = smooth([(0, 44), (11, 52), (17, 65), (13, 79), (0, 84), (-13, 79), (-17, 65), (-11, 52)], 5)
    pen.polygon([(-4, 40), (4, 40), (0, 46)], dark(paper, 0.2))
    if shape == "star":
        pen.polygon(outline, dark(paper, 0.18))
        pen.polygon([(x * 0.88 - 0.8, 60 + (y - 60) * 0.88 + 1) for x, y in outline], paper)
    else:
        cut(pen, outline, paper, 6, 2)
    if look.pattern == "striped":
        for y in (54, 66, 78):
            pen.polygon(within(outline, y0=y - 3, y1=y + 2), light(paper, 0.6))
    elif look.pattern == "spotted":
        spots(pen, outline, light(paper, 0.65), 2.6, 10)
    pen.ellipse(-8, 73, 3, 5.4, light(paper, 0.65), turn=-28)
    pen.circle(-10.4, 64.6, 1.6, light(paper, 0.65))


def kite(pen: Pen, look: Look):
    """A kite with a tail of bows."""
    paper, rng = look.colour, look.rng
    second = contrast(look, YELLOW, BLUE, RED, PAPER, LEAF)
    path = [(-2, 44), (-12, 36), (-2, 26), (8, 17), (-4, 8), (-10, 1)]
    pen.line(path, 1.2, dark(WOOD, 0.2), smooth=True)
    for (x, y), c in zip(path[1:5], (second, RED, YELLOW, second)):
        pen.polygon([(x, y), (x - 7, y + 4), (x - 6, y - 4)], c)
        pen.polygon([(x, y), (x + 7, y + 4), (x + 6, y - 4)], dark(c, 0.14))
        pen.circle(x, y, 1.6, dark(c, 0.3))
    with pen.move(0, 44, turn=-14):
        top, left, right, low, mid = (0, 66), (-27, 40), (27, 40), (0, 0), (0, 40)
        pen.polygon([top, left, mid], paper)
        pen.polygon([top, right, mid], second)
        pen.polygon([low, left, mid], dark(second, 0.1))
        pen.polygon([low, right, mid], dark(paper, 0.12))
        pen.line([top, low], 1.2, WOOD)
        pen.line([left, right], 1.2, WOOD)
        what, mark = (
            rng.choice(("face", "star", "heart", "spots")),
            PAPER if PAPER not in (paper, second) and look.colour_name != "white" else BLUE,
        )
        if what == "face":
            for x in (-8, 8):
                pen.ellipse(x, 45, 2.2, 2.8, INK)
                pen.circle(x - 0.7, 46, 0.8, PAPER)
                pen.circle(x * 1.5, 38, 2.4, (240, 132, 110))
            pen.line([(-5, 37), (0, 34), (5, 37)], 1.6, INK, smooth=True)
        elif what == "star":
            pen.polygon(star_points(0, 40, 10), mark)
        elif what == "heart":
            pen.polygon(heart(0, 40, 17), mark)
        else:
            for x, y in ((0, 54), (-12, 40), (12, 40), (0, 22), (0, 40)):
                pen.circle(x, y, 3, mark)


def ball(pen: Pen, look: Look):
    """A ball: beach panels, a star, stripes or spots."""
    paper = look.colour
    other = PAPER if look.colour_name != "white" else RED
    style = {"striped": "bands", "spotted": "spots"}.get(look.pattern) or look.rng.choice(
        ("beach", "beach", "star", "bands", "spots")
    )
    outline = arc(0, 11, 11, 11, n=36)
    pen.polygon(outline, paper)
    if style == "beach":
        third = contrast(look, YELLOW, BLUE, LEAF)
        for k, c in ((0, other), (1, third), (2, other)):
            a = 60 + 120 * k
            pen.polygon([(-1.5, 13), *arc(0, 11, 11, 11, a, a + 60, 40)], c)
        pen.circle(-1.5, 13, 2.3, PAPER)
    elif style == "star":
        pen.polygon(star_points(-0.6, 11, 7), other)
    elif style == "bands":
        pen.polygon(within(outline, y0=8, y1=14), other)
        for x in (-6, 0, 6):
            pen.polygon(star_points(x, 11, 2.2), paper)
    else:
        spots(pen, outline, other, 1.9, 6.4)
    rim(pen, outline, dark(paper, 0.4), 3.4, -50, opacity=0.45)
    pen.ellipse(-4.4, 16.2, 2.6, 1.5, PAPER, turn=38, opacity=0.8)


def drum(pen: Pen, look: Look):
    """A drum with its two sticks."""
    paper = look.colour
    gold = YELLOW if look.colour_name != "yellow" else RED
    body = [(-19, 5), *arc(0, 5, 19, 4.6, 180, 360, 30), (19, 5), (19, 25), (-19, 25)]
    cut(pen, body, paper, 4, 3)
    pts = [
        (-18 + 6 * k, 21 if k % 2 else 5 - 3.6 * math.sqrt(max(0, 1 - ((-18 + 6 * k) / 19) ** 2)) + 3) for k in range(7)
    ]
    pen.line(pts, 1.5, PAPER if look.colour_name != "white" else RED)
    for y in (5.4, 24):
        ring = [*arc(0, y, 20, 5, 180, 360, 30), *reversed(arc(0, y + 3.4, 20, 5, 180, 360, 30))]
        pen.polygon(ring, gold)
        pen.polygon(
            [*arc(0, y, 20, 5, 300, 360, 40), *reversed(arc(0, y + 3.4, 20, 5, 300, 360, 40))], dark(gold, 0.18)
        )
    pen.ellipse(0, 27.4, 20, 5, gold)
    pen.ellipse(0, 27.8, 18, 4, (255, 246, 226))
    for a, b in (((-14, 40), (-3, 29)), ((17, 39), (5, 28.6))):
        pen.line([a, b], 2.4, WOOD)
        pen.circle(*b, 2.5, light(WOOD, 0.35))
    snow_on(pen, look, [(-19, 28), (-8, 31)], 3)


def bell(pen: Pen, look: Look):
    """A bell that hangs on a wooden stand."""
    paper = look.colour
    for side in (-1, 1):
        pen.line([(side * 22, 6), (side * 22, 56)], 5, WOOD)
        pen.line([(side * 23.6, 6), (side * 23.6, 56)], 1.6, dark(WOOD))
        pen.rect(side * 22 - 9, 0, side * 22 + 9, 6, dark(WOOD, 0.14), round=2)
        pen.line([(side * 20, 44), (side * 11, 55)], 2.6, dark(WOOD, 0.14))
    pen.rect(-30, 55, 30, 61, WOOD, round=2.5)
    pen.rect(-30, 55, 30, 57, dark(WOOD), round=1)
    pen.line([(0, 56), (0, 51)], 3, dark(METAL, 0.3))
    pen.circle(0, 17, 3.8, dark(paper, 0.35))
    outline = smooth([(0, 53), (6, 51.5), (9, 44), (11, 32), (17, 22), (16, 19), (0, 18), (-16, 19),
                      (-17, 22), (-11, 32), (-9, 44), (-6, 51.5)], 4)  # fmt: skip
    cut(pen, outline, paper, 5, 2.6)
    pen.polygon(within(outline, y0=24, y1=27), light(paper, 0.45))
    pen.polygon(within(outline, y1=21), dark(paper, 0.18))
    pen.polygon(star_points(0, 36, 4.4) if look.rng.random() < 0.5 else heart(0, 36, 8), light(paper, 0.5))
    pen.ellipse(-5, 41, 1.4, 5, light(paper, 0.7), turn=-8)
    if look.rng.random() < 0.6:
        bow = RED if look.colour_name != "red" else YELLOW
        pen.ellipse(-5, 54, 5, 3, bow, turn=20)
        pen.ellipse(5, 54, 5, 3, bow, turn=-20)
        pen.circle(0, 54, 2.4, dark(bow, 0.2))
    snow_on(pen, look, [(-29, 61), (29, 61)], 4.5)


def umbrella(pen: Pen, look: Look):
    """An open umbrella that stands on its handle."""
    paper = look.colour
    other = {"striped": PAPER, "spotted": paper}.get(look.pattern) or look.rng.choice((paper, light(paper, 0.5), PAPER))
    with pen.move(0, 0.6, turn=0):
        pen.line([(0, 60), (0, 8), (2, 3), (7, 2), (10, 6), (10, 9)], 2.6, WOOD, smooth=True)
        crown = arc(0, 38, 40, 27, 0, 180, 60)
        n = 5
        edges = [(-40 + 80 * i / n) for i in range(n + 1)]
        for i in range(n):  # each panel runs from the tip to its scallop
            a, b = edges[i], edges[i + 1]
            left = [(a * math.cos(t), 38 + 27 * math.sin(t)) for t in (math.pi / 2 * k / 8 for k in range(9))]
            right = [(b * math.cos(t), 38 + 27 * math.sin(t)) for t in (math.pi / 2 * k / 8 for k in range(9))]
            scallop = arc((a + b) / 2, 38, (b - a) / 2, 5, 180, 0, 24)
            c = other if i % 2 else paper
            pen.polygon([*left[::-1], *scallop, *right], c)
            if i >= 3:
                pen.polygon([*left[::-1], *scallop, *right], (50, 36, 60), opacity=0.09 * (i - 2))
        if look.pattern == "spotted" or (other == paper and look.rng.random() < 0.6):
            spots(pen, crown, PAPER if paper != PAPER and look.colour_name != "white" else RED, 2.8, 13)
        pen.line(list(arc(0, 39, 37, 24, 118, 168, 50)), 1.6, light(paper, 0.5), smooth=True)
        pen.line([(0, 64), (0, 69)], 2.4, WOOD)
        pen.circle(0, 65, 2.6, dark(paper, 0.2))
        snow_on(pen, look, list(arc(0, 39, 33, 26, 140, 40, 24)), 5)


def cake(pen: Pen, look: Look):
    """A cake with cream, berries and candles on a plate."""
    paper, rng = look.colour, look.rng
    cream = light(paper, 0.7) if look.colour_name != "white" else PINK
    pen.ellipse(0, 2, 31, 2, dark(METAL, 0.14))
    pen.ellipse(0, 3.2, 31, 2.6, PAPER)
    tiers = ((-24, 24, 3, 17), (-16, 16, 17, 28)) if rng.random() < 0.7 else ((-23, 23, 3, 22),)
    for x0, x1, y0, y1 in tiers:
        cut(pen, box(x0, y0, x1, y1, 1.5, 3), paper, 3, 2)
        pen.rect(x0, (y0 + y1) / 2 - 2.4, x1, (y0 + y1) / 2 - 0.8, cream)
        n = round((x1 - x0) / 6)
        step = (x1 - x0) / n
        for i in range(n):
            pen.rect(x0 + step * i, y1 - rng.uniform(4, 7), x0 + step * (i + 1), y1, cream, round=step / 2)
        pen.rect(x0 - 1, y1 - 2.6, x1 + 1, y1 + 1.4, cream, round=2)
    x0, x1, _, top = tiers[-1]
    for x in (x0 + 3, x1 - 3, (x0 + x1) / 2):
        disc(pen, x, top + 2.6, 2.8, (218, 60, 70), 0.6, 0.6)
    for i, x in enumerate((-8, 0, 8) if x1 < 20 else (-14, -5, 5, 14)):
        c = (BLUE, YELLOW, LEAF, ORANGE)[i % 4]
        pen.rect(x - 1.2 + (i == 1) * 2.4, top + 1, x + 1.2 + (i == 1) * 2.4, top + 9, c, round=0.6)
        fx = x + (i == 1) * 2.4
        pen.polygon(smooth([(fx, top + 15), (fx + 1.9, top + 11), (fx, top + 9), (fx - 1.9, top + 11)], 3), ORANGE)
        pen.polygon(smooth([(fx, top + 13), (fx + 1, top + 11), (fx, top + 9.6), (fx - 1, top + 11)], 3), LIT)
    for i in range(6):
        x = tiers[0][0] + 5 + (tiers[0][1] - tiers[0][0] - 10) * i / 5
        pen.circle(x, 6, 1.1, (RED, YELLOW, BLUE, LEAF)[i % 4])


def book(pen: Pen, look: Look):
    """A picture book that stands a little open, or a pile of two under it."""
    paper, rng = look.colour, look.rng
    icon = rng.choice(("star", "heart", "moon"))
    base = 0
    if rng.random() < 0.4:
        for y, c, w in ((0, contrast(look, BLUE, LEAF, RED), 17), (5.5, contrast(look, YELLOW, PINK, ORANGE), 15)):
            pen.rect(-w, y, w, y + 5.2, c, round=1)
            pen.rect(-w + 3, y + 1, w + 0.6, y + 4.2, PAPER)
            pen.rect(-w, y, -w + 4, y + 5.2, dark(c, 0.2), round=1)
        base = 9
    with pen.move(0, base):
        pen.polygon([(-9, 0), (12, 0), (13.5, 2), (13.5, 24), (10, 25), (-9, 25)], dark(paper, 0.3))
        pen.polygon([(-7, 1.6), (12.4, 1.6), (12.4, 23), (9, 24), (-7, 24)], PAPER)
        for x in (10.2, 11.4):
            pen.line([(x, 2.4), (x, 22.4)], 0.4, dark(PAPER, 0.25))
        cover = box(-11, 0, 9, 26, 1.2)
        cut(pen, cover, paper, 1.6, 1.2)
        pen.polygon(within(cover, x1=-7.6), dark(paper, 0.2))
        label, mark = (light(paper, 0.62), paper) if look.colour_name != "white" else (dark(paper, 0.08), RED)
        pen.rect(-5, 4, 6.4, 22, label, round=1.2)
        if icon == "star":
            pen.polygon(star_points(0.7, 13, 4.6), mark)
        elif icon == "heart":
            pen.polygon(heart(0.7, 13, 8), mark)
        else:
            pen.polygon([*arc(0.7, 13, 4.4, 4.4, 60, 300, 30), *reversed(arc(2.6, 13, 3.6, 3.6, 80, 280, 30))], mark)
        pen.polygon([(4, 26), (7, 26), (7, 20.6), (5.5, 22), (4, 20.6)], RED if look.colour_name != "red" else YELLOW)


def gift(pen: Pen, look: Look):
    """A gift box with a ribbon and a bow."""
    paper, rng = look.colour, look.rng
    ribbon = contrast(look, PAPER, YELLOW, RED, (120, 176, 110))
    half, h = rng.choice(((13, 20), (15, 18), (11, 22)))
    body = box(-half, 0, half, h, 1)
    pen.polygon(body, paper)
    pattern = look.pattern or rng.choice(("spotted", "striped", "", ""))
    if pattern == "spotted":
        spots(pen, body, light(paper, 0.5), 1.4, 6)
    elif pattern == "striped":
        x = -half
        while x < half:
            pen.polygon(within(body, x0=x, x1=x + 2.2), light(paper, 0.4))
            x += 5.5
    pen.polygon(within(body, x0=half * 0.62), (50, 36, 60), opacity=0.13)
    pen.rect(-2.4, 0, 2.4, h, ribbon)
    pen.rect(-half - 1.6, h - 5.4, half + 1.6, h, dark(paper, 0.0), round=1)
    pen.rect(-half - 1.6, h - 6.6, half + 1.6, h - 5, dark(paper, 0.26), round=0.6)
    pen.rect(-2.4, h - 5.4, 2.4, h, light(ribbon, 0.2))
    for side in (-1, 1):
        pen.polygon([(0, h + 1), (side * 8, h - 5), (side * 4, h - 6)], dark(ribbon, 0.2))
        loop = smooth([(0, h + 0.6), (side * 4, h + 7), (side * 10, h + 7.4), (side * 10.4, h + 2.4), (side * 5, h)], 4)
        pen.polygon(loop, ribbon)
        pen.polygon(
            smooth([(side * 2.4, h + 2), (side * 5, h + 5.2), (side * 8.4, h + 5.4), (side * 8, h + 3)], 3),
            dark(ribbon, 0.22),
        )
    pen.circle(0, h + 1.8, 2.3, light(ribbon, 0.2))
    snow_on(pen, look, [(-half - 1, h), (-4, h)], 3)
