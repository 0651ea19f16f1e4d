"""What hangs in the sky: sun, moon, star, cloud, rain, snow, rainbow."""

import math

from .look import Look
from .pen import PAPER, Pen, dark, light, mix
from .shapes import SNOW, YELLOW, arc, cut, disc, face, rim, smooth, star_points


def sun(pen: Pen, look: Look):
    """A sun with rays and a gentle face."""
    paper, y = look.colour, 60
    style = look.rng.choice(("points", "petals", "mixed"))
    n = 12 if style != "petals" else 14
    for k in range(n):
        a = 360 / n * k + 90
        t = math.radians(a)
        long = 60 if style != "mixed" or k % 2 == 0 else 52
        ray = light(paper, 0.35) if k % 2 else mix(paper, (244, 150, 60), 0.35)
        if style == "petals":
            pen.ellipse(46 * math.cos(t), y + 46 * math.sin(t), 13.5, 7.5, ray, turn=a)
        else:
            w = math.radians(12 if k % 2 == 0 else 9)
            pen.polygon([(38 * math.cos(t - w), y + 38 * math.sin(t - w)),
                         (long * math.cos(t), y + long * math.sin(t)),
                         (38 * math.cos(t + w), y + 38 * math.sin(t + w))], ray)  # fmt: skip
    pen.circle(0, y, 42, light(paper, 0.45))
    disc(pen, 0, y, 38, paper, 6, 3)
    face(pen, 0, y, 24, paper)


def moon(pen: Pen, look: Look):
    """A moon that sleeps: a crescent, or full with its craters."""
    paper = light(look.colour, 0.55) if look.colour_name in ("yellow", "orange") else look.colour
    if look.rng.random() < 0.65:
        outer = arc(0, 50, 50, 50, 62, 298, 60)
        inner = arc(19, 50, 38.5, 39.5, 69, 291, 60)
        outline = [*outer, *reversed(inner)]
        pen.polygon(outline, paper)
        rim(pen, arc(0, 50, 50, 50, n=60), dark(paper, 0.12), 5, 235)
        for x, y, r in ((-37, 72, 4.4), (-30, 84, 2.8), (-40, 30, 3.2), (-12, 10, 3.6)):
            pen.circle(x, y, r, dark(paper, 0.1))
        ink = (70, 56, 66) if sum(paper) > 280 else PAPER
        with pen.move(-32, 50):
            pen.line([(-3, 8), (3, 5), (9, 8)], 2.2, ink, smooth=True)
            pen.ellipse(0, -4, 4.6, 3.2, (244, 150, 126), opacity=0.75)
            pen.line([(3, -12), (8, -14.6), (13, -12)], 2.2, ink, smooth=True)
        if look.rng.random() < 0.5:  # a star on a thread
            pen.line([(17, 92), (17, 62)], 0.9, dark(paper, 0.2))
            pen.polygon(star_points(17, 55, 9, 0.5), YELLOW)
    else:
        disc(pen, 0, 50, 50, paper, 8, 4)
        for x, y, r in ((-26, 76, 7), (28, 72, 5), (-34, 26, 5), (22, 18, 8), (4, 86, 4)):
            pen.circle(x, y, r, dark(paper, 0.1))
            rim(pen, arc(x, y, r, r), dark(paper, 0.18), r * 0.4, 130)
        face(pen, 0, 48, 28, paper, closed=True)


def star(pen: Pen, look: Look):
    """A rounded star with a small smile."""
    paper = look.colour
    outline = smooth(star_points(0, 20, 22, 0.56), 4)
    low = min(p[1] for p in outline)
    outline = [(x, y - low) for x, y in outline]
    pen.polygon([(x * 1.0, y) for x, y in outline], dark(paper, 0.14))
    inner = [(x * 0.9 - 0.6, 21 - low + (y - 21 + low) * 0.9 + 0.6) for x, y in outline]
    pen.polygon(inner, paper)
    rim(pen, inner, light(paper, 0.35), 2, 130)
    face(pen, 0, 19 - low, 9, paper)


def _cloud(pen, paper, x, y, s, rng, face_on=False):
    """A cloud 100·s wide whose flat foot is at y."""
    shape = rng.choice((((-36, 14, 14), (-16, 24, 22), (12, 30, 26), (36, 16, 16)), ((-34, 15, 15),
                        (-8, 30, 26), (20, 24, 21), (38, 13, 13)), ((-38, 13, 13), (-22, 24, 19),
                        (2, 34, 25), (24, 23, 20), (40, 13, 13))))  # fmt: skip
    with pen.move(x, y, scale=s):
        pen.rect(-48, 0, 50, 25, dark(paper, 0.1), round=12)
        for cx, cy, r in shape:
            pen.circle(cx, cy, r, dark(paper, 0.1))
        for cx, cy, r in shape:
            pen.circle(cx - 0.6, cy + 2.4, r * 0.9, paper)
        pen.rect(-44, 5, 44, 24, paper, round=10)
        for cx, cy, r in shape:
            rim(pen, arc(cx - 0.6, cy + 2.4, r * 0.8, r * 0.8), light(paper, 0.6), r * 0.22, 125)
        if face_on:
            face(pen, 0, 20, 13, paper, closed=rng.random() < 0.4, cheeks=(242, 170, 168))


def cloud(pen: Pen, look: Look):
    """A layered cloud, sometimes with a smile."""
    paper = SNOW if look.colour_name == "white" else light(look.colour, 0.45)
    if look.rng.random() < 0.5:
        _cloud(pen, dark(paper, 0.05), look.rng.choice((-26, 28)), 12, 0.75, look.rng)
    _cloud(pen, paper, 0, 0, 1.08, look.rng, face_on=look.rng.random() < 0.5)


def rain(pen: Pen, look: Look):
    """A rain cloud with falling drops."""
    paper = mix(look.colour, (150, 166, 192), 0.4)
    drop = (110, 170, 224)
    for i, (x, y) in enumerate(((-36, 34), (-22, 14), (-8, 32), (4, 8), (14, 28), (30, 12), (38, 34), (-40, 4))):
        s = 1.0 if i % 2 else 0.8
        cut(pen, smooth([(x, y + 14 * s), (x + 3.4 * s, y + 6 * s), (x + 3.6 * s, y + 1.6 * s),
                         (x, y - 1.6 * s), (x - 3.6 * s, y + 1.6 * s), (x - 3.4 * s, y + 6 * s)], 3), drop,
            1.6)  # fmt: skip
        pen.ellipse(x - 1.2, y + 3, 0.8, 1.6, light(drop, 0.7))
    _cloud(pen, dark(paper, 0.12), 22, 58, 0.8, look.rng)
    _cloud(pen, paper, 0, 50, 1.08, look.rng, face_on=True)


def _flake(pen, x, y, r, colour):
    """A snow crystal."""
    for k in range(6):
        t = math.radians(60 * k + 90)
        c, s = math.cos(t), math.sin(t)
        pen.line([(x, y), (x + r * c, y + r * s)], r * 0.15, colour)
        for share, reach in ((0.5, 0.3), (0.75, 0.2)):
            for side in (-1, 1):
                q = t + side * math.radians(55)
                a, b = x + r * share * c, y + r * share * s
                pen.line([(a, b), (a + r * reach * math.cos(q), b + r * reach * math.sin(q))], r * 0.12, colour)
    pen.circle(x, y, r * 0.2, colour)


def snow(pen: Pen, look: Look):
    """A snow cloud with flakes."""
    paper = mix(SNOW if look.colour_name == "white" else light(look.colour, 0.4), (206, 220, 240), 0.35)
    ice = (150, 192, 228)
    for x, y, r in ((-32, 32, 11), (2, 24, 14), (34, 34, 10), (-16, 9, 8), (24, 9, 9)):
        pen.circle(x, y, r * 1.12, SNOW)
        _flake(pen, x, y, r * 0.9, ice)
    for x, y in ((-42, 12), (14, 42), (-12, 40), (42, 16), (6, 3)):
        pen.circle(x, y, 2.4, SNOW)
        pen.circle(x, y, 1.5, ice)
    _cloud(pen, dark(paper, 0.06), -22, 60, 0.8, look.rng)
    _cloud(pen, paper, 0, 50, 1.08, look.rng, face_on=True)


BOW = ((220, 84, 78), (240, 148, 72), (248, 208, 96), (126, 184, 108), (96, 160, 216), (150, 116, 190))


def rainbow(pen: Pen, look: Look):
    """An arc in six papers that ends in two clouds; the asked colour is its outermost paper."""
    bow = (
        BOW if look.colour_name in ("", "red") else (look.colour, *[light(look.colour, 0.14 * k) for k in range(1, 6)])
    )
    for k, c in enumerate(bow):
        r, inner = 196 - 15 * k, 196 - 15 * (k + 1) - 0.6
        band = [*arc(0, 14, r, r, 0, 180, 96), *reversed(arc(0, 14, inner, inner, 0, 180, 96))]
        pen.polygon(band, c)
        edge = [*arc(0, 14, inner + 3.4, inner + 3.4, 0, 180, 96), *reversed(arc(0, 14, inner, inner, 0, 180, 96))]
        pen.polygon(edge, dark(c, 0.14))
    _cloud(pen, SNOW, -150, 0, 0.9, look.rng)
    _cloud(pen, SNOW, 150, 0, 0.9, look.rng)
