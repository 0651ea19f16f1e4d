"""What grows and what winter builds: flower, mushroom, snowman. KINDS also holds trees.py, land.py and sky.py."""

import math

from .clothes import HATS, first_hat, glasses, hat
from .land import hill, mountain, sea
from .look import Kind, Look
from .pen import INK, PAPER, WOOD, Pen, dark, light, mix
from .shapes import BLUE, ORANGE, RED, SNOW, YELLOW, arc, box, cut, disc, rim, smooth, snow_on, tuft, within
from .sky import cloud, moon, rain, rainbow, snow, star, sun
from .trees import bush, tree


def _leaf(pen, x, y, w, turn, colour):
    """A leaf that grows from (x, y)."""
    with pen.move(x, y, turn=turn):
        pen.polygon(smooth([(0, 0), (w * 0.35, w * 0.24), (w * 0.75, w * 0.18), (w, 0),
                            (w * 0.75, -w * 0.18), (w * 0.35, -w * 0.24)], 4), colour)  # fmt: skip
        pen.polygon(
            smooth([(0, 0), (w * 0.35, -w * 0.01), (w, 0), (w * 0.75, -w * 0.18), (w * 0.35, -w * 0.24)], 3),
            dark(colour, 0.14),
        )


def _flower(pen: Pen, look: Look):
    rng, paper = look.rng, look.colour
    style = rng.choice(("daisy", "tulip", "round", "sunflower", "bell"))
    green = (98, 158, 84)
    heart_of = YELLOW if look.colour_name not in ("yellow",) else (176, 106, 60)
    bend = rng.choice((-1.5, 0, 1.5))
    pen.line([(0, 0.9), (bend, 9), (0, 18)], 1.7, green, smooth=True)
    _leaf(pen, 0, 1.6, 9, 38, green)
    _leaf(pen, 0, 1.6, 8, 144, light(green, 0.12))
    if style == "tulip":
        pen.polygon(smooth([(-5, 26), (-3, 22), (0, 27), (3, 22), (5, 26), (6, 19), (3, 13.4), (0, 12.6),
                            (-3, 13.4), (-6, 19)], 4), dark(paper, 0.18))  # fmt: skip
        cut(pen, smooth([(-6, 25), (-2.5, 21.4), (0.6, 17), (0.6, 13), (-3, 13.2), (-6.2, 18)], 4), paper, 0, 0.8)
        cut(
            pen,
            smooth([(6, 25), (2.5, 21.4), (-0.4, 17), (-0.4, 12.8), (3, 13.2), (6.2, 18)], 4),
            light(paper, 0.12),
            1.0,
        )
        snow_on(pen, look, [(-5, 25), (5, 25)], 2)
    elif style == "bell":
        pen.line([(0, 14), (1, 24), (7, 24.6)], 1.4, green, smooth=True)
        for x, y, turn in ((8, 19, -6), (-5.4, 13.6, 8), (6, 9.6, -8)):
            pen.line([(0, y), (x * 0.5, y + 4.6), (x, y + 4)], 1, green, smooth=True)
            with pen.move(x, y, turn=turn):
                bell = [(-1.2, 4.6), (1.2, 4.6), (2.8, 2.6), (3.2, 0), (4.4, -2.4), (2.2, -1.4), (0, -3),
                        (-2.2, -1.4), (-4.4, -2.4), (-3.2, 0), (-2.8, 2.6)]  # fmt: skip
                pen.polygon(smooth(bell, 4), dark(paper, 0.16))
                pen.polygon(within(smooth(bell, 4), x1=1.2), paper)
                pen.ellipse(-1.3, 1.4, 0.6, 1.7, light(paper, 0.4))
                pen.ellipse(0, 4.6, 1.7, 0.9, green)
    else:
        y = 19
        n, reach, w, h = {"daisy": (9, 4.9, 3.6, 1.9), "round": (6, 4.0, 3.4, 3.0), "sunflower": (12, 5.0, 3.4, 1.6)}[
            style
        ]
        for layer, c in ((1, dark(paper, 0.16)), (0, paper)):
            for k in range(n):
                a = 360 / n * (k + 0.5 * layer) + 90
                t = math.radians(a)
                pen.ellipse(reach * math.cos(t), y + reach * math.sin(t), w * (1 - 0.06 * layer), h, c, turn=a)
        if style == "round":
            for k in range(n):
                t = math.radians(60 * k + 90)
                pen.ellipse(3.1 * math.cos(t), y + 3.1 * math.sin(t), 1.6, 1, light(paper, 0.45), turn=60 * k + 90)
        middle = (150, 96, 58) if style == "sunflower" else heart_of
        disc(pen, 0, y, 3.3 if style != "sunflower" else 3.8, middle)
        for k in range(5):
            t = math.radians(72 * k)
            pen.circle(1.5 * math.cos(t), y + 1.5 * math.sin(t), 0.42, light(middle, 0.5))
        snow_on(pen, look, [(-5, y + 6.4), (0, y + 8.2), (5, y + 6.4)], 2)


def _mushroom(pen: Pen, look: Look):
    rng, paper = look.rng, look.colour
    dot = PAPER if look.colour_name != "white" else RED
    stem = (246, 232, 208)

    def one(x, s):
        with pen.move(x, 0, scale=s):
            cut(pen, smooth([(-4, 14), (-4.4, 7), (-6, 1), (0, 0.2), (6, 1), (4.4, 7), (4, 14)], 4), stem, 2)
            pen.ellipse(0, 13, 12, 2.6, dark(stem, 0.16))
            for k in range(-3, 4):
                pen.line([(k * 1.4, 13.6), (k * 3, 11.8)], 0.5, dark(stem, 0.32))
            cap = smooth([(-14, 12.6), (-13, 18), (-7, 25), (0, 27), (7, 25), (13, 18), (14, 12.6),
                          (7, 14.2), (0, 14.6), (-7, 14.2)], 5)  # fmt: skip
            cut(pen, cap, paper, 3, 1.6)
            for px, py, r in ((-6, 20, 2.2), (1, 23.6, 1.8), (3, 18, 2.4), (9, 19.4, 1.5),
                              (-11, 15.8, 1.3), (-2.4, 15.9, 1.1)):  # fmt: skip
                pen.ellipse(px, py, r, r * 0.86, dot)
            snow_on(pen, look, [(-9, 23.4), (0, 27), (9, 23.4)], 3)

    tuft(pen, -8, 8)
    tuft(pen, 8.6, 6.5)
    if rng.random() < 0.6:
        one(rng.choice((-12, 12)), 0.55)
    one(0, 1.0)


def _snowman(pen: Pen, look: Look):
    rng = look.rng
    paper = SNOW if look.colour_name == "white" else light(look.colour, 0.5)
    wool = look.clothes.get("scarf") or rng.choice((RED, BLUE, (110, 160, 96), ORANGE, (150, 104, 180)))
    lifts = rng.choice((60, 74)), rng.choice((62, 76))
    if look.pose in ("waving", "dancing"):
        lifts = (52, 92) if look.pose == "waving" else (92, 92)
    for side, lift in zip((-1, 1), lifts):
        arm = [(side * 18, 46), (side * 32, 52), (side * 46, lift)]
        pen.line(arm, 2.6, WOOD, smooth=True)
        for dx, dy in ((8, 1), (3, 8), (-2, 5)):
            pen.line([(side * 43, lift - 4), (side * (43 + dx), lift - 4 + dy)], 1.8, WOOD)
    for y, r in ((25, 25), (57, 18.5), (82, 14.5)):
        cut(
            pen,
            arc(0, y, r, r, n=36) if y > 25 else [(x, max(0.4, py)) for x, py in arc(0, y, r * 1.1, r, n=36)],
            paper,
            0,
            0,
        )
        rim(pen, arc(0, y, r * (1.1 if y == 25 else 1), r, n=36), dark(mix(paper, BLUE, 0.14), 0.06), r * 0.3, -45)
    for y in (34, 22, 12):
        pen.circle(0, y, 2.2, INK)
    for x in (-5.4, 5.4):
        pen.ellipse(x, 86, 2, 2.5, INK)
        pen.circle(x - 0.6, 87, 0.8, PAPER)
        pen.ellipse(x * 1.75, 79.6, 2.8, 2, (240, 150, 140), opacity=0.8)
    for k in range(5):
        x = -5 + 2.5 * k
        pen.circle(x, 74.6 + 0.16 * x * x * 0.6, 0.9, INK)
    pen.polygon([(-1, 83), (0, 79.4), (15, 79.6)], ORANGE)
    pen.polygon([(-0.4, 80.6), (0, 79.4), (15, 79.6)], dark(ORANGE, 0.2))
    scarf = smooth([(-16, 71), (0, 67), (16, 71), (17, 65), (0, 60.6), (-17, 65)], 4)
    pen.polygon([(6, 66), (14, 65), (17, 44), (8, 42)], dark(wool, 0.12))
    for k in range(4):
        pen.line([(9 + 2.2 * k, 43), (8.8 + 2.2 * k, 39.6)], 1.1, dark(wool, 0.12))
    pen.polygon([(7.4, 55), (15.4, 56), (15.9, 52), (7.6, 51)], PAPER)
    cut(pen, scarf, wool, 1.4, 1)
    for x in (-10, 2):
        pen.polygon([(x, 70 - abs(x) * 0.05), (x + 4, 69), (x + 4, 62), (x, 62.4)], PAPER)
    worn = first_hat(look.clothes)
    if worn:
        hat(pen, worn, look.clothes[worn], 0, 93.5, 29)
    if "glasses" in look.clothes:
        glasses(pen, look.clothes["glasses"], [(-5.4, 86), (5.4, 86)], 4.6)
    topping = rng.choice(("top hat", "bobble", "bucket")) if not worn else ""
    if topping == "top hat":
        pen.rect(-16, 93, 16, 97, INK, round=2)
        cut(pen, box(-11, 95, 11, 113, 1, 2), light(INK, 0.06), 3)
        pen.rect(-11, 96, 11, 101, wool)
    elif topping == "bobble":
        cut(pen, [(-14, 91), (14, 91), *arc(0, 91, 14, 17, 0, 180, 30)], wool, 3)
        pen.rect(-15.5, 88.5, 15.5, 94, PAPER, round=2.6)
        pen.circle(0, 110, 4.4, PAPER)
    elif topping == "bucket":
        cut(pen, [(-13, 92), (13, 92), (9, 109), (-9, 109)], (108, 156, 196), 3)
        pen.rect(-14.5, 90.5, 14.5, 94, (136, 178, 212), round=1.4)


KINDS = (
    Kind("tree", tree, ("green", "orange", "green", "pink", "green", "yellow", "green"), height=190),
    Kind("flower", _flower, ("red", "yellow", "pink", "purple", "orange", "blue", "white"), height=26),
    Kind("bush", bush, ("green",), height=50),
    Kind("sun", sun, ("yellow", "orange"), home="sky", height=120),
    Kind("moon", moon, ("yellow", "white"), home="sky", height=100),
    Kind("star", star, ("yellow",), home="sky", height=44),
    Kind("cloud", cloud, ("white",), home="sky", height=64),
    Kind("rain", rain, ("grey", "blue"), home="sky", height=116),
    Kind("snow", snow, ("white", "grey"), home="sky", height=116),
    Kind("snowman", _snowman, ("white",), wears=(*HATS, "scarf", "glasses"),
         poses=("standing", "waving", "dancing"), height=108),
    Kind("sea", sea, ("blue",), home="far", height=92),
    Kind("hill", hill, ("green",), home="far", height=145),
    Kind("mountain", mountain, ("grey", "blue", "purple"), home="far", height=320),
    Kind("rainbow", rainbow, ("red",), home="sky", height=210),
    Kind("mushroom", _mushroom, ("red", "brown", "orange"), height=27),
)  # fmt: skip
