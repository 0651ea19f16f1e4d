"""What drives: car, bus, bicycle, truck, fire engine. All face right."""

import math

from .fittings import fruit, pane, wheel
from .look import Kind, Look
from .pen import INK, LIT, METAL, PAPER, TYRE, WOOD, Pen, dark, light
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
    smooth,
    snow_on,
    star_points,
    within,
)
from .travels import balloon, boat, plane, train

TAIL = (222, 74, 60)


def _headlight(pen, look, x, y, r):
    """A lamp at the front; lit by night."""
    pen.circle(x, y, r, METAL)
    pen.circle(x, y, r * 0.74, LIT if look.night else (255, 244, 206))


def _car(pen: Pen, look: Look):
    paper = look.colour
    style = look.rng.choice(("beetle", "saloon", "estate"))
    if style == "beetle":
        roof = [(-46, 30), (-38, 48), (-20, 61), (2, 64), (22, 59), (36, 46), (44, 30)]
        body = [(-73, 14), (-75, 24), (-70, 34), (-52, 40), (-20, 41), (20, 41), (52, 38), (70, 30),
                (76, 20), (74, 12), (0, 11)]  # fmt: skip
        panes = (
            [(-36, 37), (-29, 48), (-16, 57), (-3, 58), (-3, 37)],
            [(4, 37), (4, 58), (18, 54), (28, 46), (34, 37)],
        )
    elif style == "saloon":
        roof = [(-50, 30), (-40, 50), (-30, 60), (-6, 63), (14, 61), (28, 52), (42, 30)]
        body = [(-74, 13), (-75, 26), (-72, 36), (-48, 39), (0, 40), (40, 39), (66, 34), (75, 25), (75, 13), (0, 11)]
        panes = (
            [(-41, 38), (-32, 52), (-24, 56), (-6, 57), (-6, 38)],
            [(1, 38), (1, 57), (14, 55), (22, 50), (31, 38)],
        )
    else:
        roof = [(-72, 30), (-71, 50), (-64, 61), (-20, 63), (12, 62), (28, 52), (44, 30)]
        body = [(-75, 13), (-76, 26), (-74, 38), (-40, 40), (0, 40), (42, 39), (66, 34), (75, 25), (75, 13), (0, 11)]
        panes = ([(-65, 38), (-64, 53), (-58, 56), (-42, 57), (-42, 38)], [(-36, 38), (-36, 57), (-6, 57), (-6, 38)],
                 [(0, 38), (0, 57), (12, 55), (22, 49), (32, 38)])  # fmt: skip
    rack = look.rng.choice(("", "", "cases", "tree")) if style != "beetle" else look.rng.choice(("", "cases"))
    top = 64
    if rack:
        pen.rect(-30, top - 1, 18, top + 1.5, dark(METAL, 0.3), round=1)
        if rack == "cases":
            for x, w, h, c in ((-26, 22, 12, WOOD), (-2, 16, 9, contrast(look, BLUE, YELLOW, LEAF))):
                pen.rect(x, top + 1, x + w, top + 1 + h, c, round=2)
                pen.rect(x + w * 0.2, top + 1, x + w * 0.32, top + 1 + h, dark(c))
                pen.rect(x + w * 0.68, top + 1, x + w * 0.8, top + 1 + h, dark(c))
        else:
            for k in range(5):
                pen.polygon(
                    [(-34 + 12 * k, top + 4 + k), (-44 + 12 * k, top + 12 - k), (-22 + 12 * k, top + 6)],
                    dark(LEAF, 0.1 + 0.05 * (k % 2)),
                )
                pen.polygon([(-34 + 12 * k, top + 4), (-44 + 12 * k, top + 1), (-22 + 12 * k, top + 5)], LEAF)
            pen.line([(-34, top + 4), (26, top + 5)], 2.4, WOOD)
    cabin = smooth(roof + [(0, 28)], 6)
    cut(pen, cabin, paper, 0, 4)
    for shape in panes:
        pane(pen, smooth(shape, 4) if style == "beetle" else shape, look, 0.5)
    hull = smooth(body, 6)
    cut(pen, hull, paper, 0, 3)
    pen.polygon(within(hull, y1=19), dark(paper, 0.2))
    pen.polygon(within(hull, y0=30, y1=32), light(paper, 0.45))
    if look.rng.random() < 0.4:
        accent = contrast(look, PAPER, YELLOW, PINK)
        pen.polygon(look.rng.choice((heart(-14, 25, 11), star_points(-14, 25, 6))), accent)
    pen.line([(-1, 39), (-1, 20)], 1.0, dark(paper, 0.3))
    pen.rect(4, 33.5, 12, 35.5, METAL, round=1)
    for x in (-43, 43):
        pen.polygon(within(arc(x, 14, 19.5, 19.5), y0=11), dark(paper, 0.34))
        wheel(pen, x, 15, 15)
    pen.rect(63, 10, 79, 15, METAL, round=2.5)
    pen.rect(-79, 10, -63, 15, METAL, round=2.5)
    pen.rect(-77, 23, -72, 31, TAIL, round=2)
    _headlight(pen, look, 71, 26, 5)
    snow_on(pen, look, [(-28, 62), (-6, 64), (16, 61)] if not rack else [(-60, 39), (-52, 39)], 6)


def _bus(pen: Pen, look: Look):
    paper = look.colour
    second = contrast(look, PAPER, YELLOW, BLUE, RED, ORANGE)
    double = look.rng.random() < 0.4
    y1, base = (150 if double else 126), 14
    hull = box(-130, base, 130, y1, 8, 16)
    cut(pen, hull, paper, 0, 4)
    style = look.rng.choice(("band", "two bands", "skirt"))
    if style == "band":
        pen.polygon(within(hull, y0=44, y1=56), second)
    elif style == "two bands":
        pen.polygon(within(hull, y0=40, y1=46), second)
        pen.polygon(within(hull, y0=50, y1=53), second)
    else:
        pen.polygon(within(hull, y1=50), second)
        pen.polygon(within(hull, y0=50, y1=52), dark(second, 0.16))
    pen.polygon(within(hull, y1=24), dark(second if style == "skirt" else paper, 0.2))
    pen.polygon(within(hull, y0=y1 - 9), light(paper, 0.5))
    rows = ((62, 88), (100, 128)) if double else ((64, 106),)
    for low, high in rows:
        upper = low > 90
        count = 5 if not upper else 6
        for i in range(count):
            x = -120 + i * 36
            outline = box(x, low, x + 31, high, 4)
            pane(pen, outline, look)
            if look.night is False and look.rng.random() < 0.3:
                pen.polygon([(x, high), (x + 31, high), (x + 31, high - 9), (x, high - 9)], light(second, 0.2))
    front = rows[0]
    pane(pen, box(66, 24, 92, front[1], 3), look)
    pen.rect(78, 24, 80, front[1], dark(paper, 0.25))
    pen.rect(64, 22, 94, 25, dark(paper, 0.3))
    pane(pen, [(98, front[0] - 8), (127, front[0] - 8), (127, front[1] - 6), (122, front[1]), (98, front[1])], look)
    sign = rows[-1][1] + 3
    pen.rect(92, sign, 126, sign + 11, INK, round=2)
    icon = look.rng.choice(("sun", "star", "heart", "arrow"))
    if icon == "arrow":
        pen.line([(101, sign + 5.5), (116, sign + 5.5)], 2, LIT)
        pen.polygon([(114, sign + 9), (119, sign + 5.5), (114, sign + 2)], LIT)
    else:
        shape = {
            "sun": arc(109, sign + 5.5, 3.6, 3.6),
            "star": star_points(109, sign + 5.5, 4.6),
            "heart": heart(109, sign + 5.5, 8),
        }
        pen.polygon(shape[icon], LIT)
    pen.line([(130, 92), (138, 90), (138, 84)], 2, TYRE)
    pen.rect(135, 74, 141, 88, TYRE, round=2)
    for x in (-78, 44):
        pen.polygon(within(arc(x, 18, 25, 25), y0=base), dark(paper, 0.36))
        wheel(pen, x, 19, 19)
    pen.rect(118, 11, 134, 19, METAL, round=3)
    pen.rect(-134, 11, -118, 19, METAL, round=3)
    pen.rect(-133, 30, -127, 42, TAIL, round=2)
    _headlight(pen, look, 125, 33, 6)
    snow_on(pen, look, [(-116, y1), (116, y1)], 8)


def _bicycle(pen: Pen, look: Look):
    paper, r = look.colour, 25
    tyre = look.rng.choice((TYRE, TYRE, dark(WOOD, 0.2)))
    for x in (-36, 36):
        for k in range(8):
            t = math.radians(22.5 * k)
            pen.line([(x - r * math.cos(t), r + 1 - r * math.sin(t)),
                      (x + r * math.cos(t), r + 1 + r * math.sin(t))], 0.7, dark(METAL, 0.12))  # fmt: skip
        ring = arc(x, r + 1, r, r, 0, 360, 40)
        pen.polygon([*ring, ring[0], *reversed([*arc(x, r + 1, r - 4, r - 4, 0, 360, 40), (x + r - 4, r + 1)])], tyre)
        ring = arc(x, r + 1, r - 4, r - 4, 0, 360, 40)
        pen.polygon(
            [*ring, ring[0], *reversed([*arc(x, r + 1, r - 5.6, r - 5.6, 0, 360, 40), (x + r - 5.6, r + 1)])], METAL
        )
        pen.circle(x, r + 1, 4, dark(METAL, 0.3))
        mud = arc(x, r + 1, r + 3, r + 3, 20, 150, 40)
        pen.line(mud, 3, light(paper, 0.25), smooth=True)
    crank, seat, head = (-6, 22), (-16, 56), (26, 58)
    for points in ((crank, (-36, 26)), ((-36, 26), (-14, 50)), (crank, seat), (crank, (28, 50)),
                   ((-15, 50), head), ((28, 50), (36, 26)), ((28, 50), (25, 68))):  # fmt: skip
        pen.line(points, 4.2, paper)
    pen.line([(-13.5, 51), (24, 58.6)], 1.4, light(paper, 0.5))
    pen.circle(*crank, 7, dark(METAL, 0.35))
    pen.circle(*crank, 4, METAL)
    pen.line([(-6, 22), (0, 13)], 2.4, dark(METAL, 0.35))
    pen.rect(-4, 10, 6, 13.5, TYRE, round=1.5)
    pen.line([seat, (-17, 62)], 3, METAL)
    saddle = dark(WOOD, 0.15)
    cut(pen, smooth([(-31, 64), (-28, 68), (-18, 67), (-4, 66.5), (-2, 64), (-14, 62), (-26, 60)], 4), saddle, 1.5, 1.2)
    pen.line([(25, 68), (20, 73), (12, 72)], 3, METAL, smooth=True)
    pen.line([(15, 72.6), (9, 71)], 4.4, saddle)
    pen.circle(21, 76, 3, YELLOW)
    load = look.rng.choice(("basket", "basket", "flowers"))
    weave = (214, 164, 102)
    if load == "flowers":
        for x, y, c in ((34, 74, RED), (41, 79, YELLOW), (48, 74, PINK), (38, 70, PAPER), (45, 70, ORANGE)):
            pen.circle(x, y - 4, 4.5, LEAF)
            disc(pen, x, y, 4.2, c)
            pen.circle(x, y, 1.5, YELLOW if c != YELLOW else ORANGE)
    else:
        pen.polygon([(35, 66), (38, 82), (43, 84), (40, 66)], (226, 180, 112))
        for x, c in ((45, RED), (50, LEAF)):
            fruit(pen, x, 69, 3.6, c)
    cut(pen, [(30, 68), (55, 68), (51, 52), (33, 52)], weave, 3, 2)
    for y in (56, 60, 64):
        pen.line([(33.5, y), (51, y)], 1, dark(weave, 0.25))
    pen.rect(29, 66, 56, 69.5, dark(weave, 0.14), round=1.5)
    pen.circle(37, 48, 3.6, METAL)
    pen.circle(38.4, 48, 2.8, LIT if look.night else PAPER)
    pen.circle(-61, 36, 2.4, TAIL)
    snow_on(pen, look, [(-29, 67), (-4, 67)], 4)


def _truck(pen: Pen, look: Look):
    paper = look.colour
    bed = contrast(look, (244, 226, 190), PAPER, (170, 204, 214), WOOD)
    load = look.rng.choice(("box", "apples", "logs"))
    pen.rect(-116, 20, 110, 32, TYRE, round=3)
    if load == "box":
        trunk = box(-116, 30, 34, 118, 5)
        cut(pen, trunk, bed, 7, 4)
        for x in (-78, -41, -4):
            pen.rect(x - 0.6, 34, x + 0.6, 114, dark(bed, 0.12))
        pen.rect(-116, 44, 34, 54, paper)
        goods = look.rng.choice(("heart", "star", "apple"))
        mark = paper if look.colour_name != "white" else RED
        pen.circle(-41, 83, 24, light(mark, 0.6))
        if goods == "apple":
            fruit(pen, -41, 80, 13, RED if paper != RED else YELLOW)
            pen.line([(-41, 92), (-39, 99)], 2, WOOD)
        else:
            pen.polygon(heart(-41, 82, 27) if goods == "heart" else star_points(-41, 83, 17), mark)
        snow_on(pen, look, [(-112, 118), (30, 118)], 8)
    else:
        if load == "apples":
            for row, count in ((0, 8), (1, 7), (2, 4)):
                for i in range(count):
                    c = look.rng.choice((RED, RED, ORANGE, (176, 196, 84), YELLOW))
                    fruit(pen, -41 + (i - (count - 1) / 2) * 17.5, 66 + row * 13, 9.5, c)
        else:
            for row, count in ((0, 6), (1, 5), (2, 4)):
                for i in range(count):
                    x, y = -41 + (i - (count - 1) / 2) * 23, 60 + row * 19
                    pen.circle(x, y, 11.4, dark(WOOD, 0.2))
                    pen.circle(x, y, 9, (226, 184, 130))
                    pen.circle(x, y, 5.4, (206, 158, 104))
                    pen.circle(x, y, 3.6, (226, 184, 130))
        for y in (30, 46):
            pen.rect(-118, y, 36, y + 14, bed, round=1.5)
            pen.rect(-118, y, 36, y + 3.5, dark(bed, 0.16), round=1.5)
        for x in (-110, -42, 24):
            pen.rect(x, 30, x + 7, 62, dark(bed, 0.24), round=1)
    cab = smooth([(40, 24), (40, 60), (41, 100), (50, 105), (74, 104), (88, 92), (95, 66), (112, 60),
                  (116, 46), (115, 24), (80, 21)], 5)  # fmt: skip
    cut(pen, cab, paper, 0, 5)
    pen.polygon(within(cab, y1=34), dark(paper, 0.2))
    pane(pen, [(50, 64), (50, 95), (73, 95), (79, 90), (86, 64)], look, 0.6)
    pen.line([(45, 58), (90, 58)], 1.2, dark(paper, 0.25))
    pen.line([(90, 66), (88, 34)], 1.2, dark(paper, 0.25))
    pen.rect(74, 50, 83, 53, METAL, round=1.2)
    pen.line([(92, 88), (97, 86)], 2, TYRE)
    pen.rect(95, 74, 101, 90, TYRE, round=2)
    if look.rng.random() < 0.5:
        pen.rect(34, 60, 39, 126, METAL, round=2)
        pen.rect(33, 74, 40, 96, dark(METAL, 0.2), round=2)
    for x in (-84, -46, 78):
        pen.polygon(within(arc(x, 18, 23, 23), y0=22), dark(paper if x > 0 else TYRE, 0.34))
        wheel(pen, x, 18, 18, light(paper, 0.6))
    pen.rect(98, 16, 121, 25, METAL, round=3)
    for k in range(3):
        pen.rect(108, 34 + 6 * k, 116, 37 + 6 * k, dark(paper, 0.4), round=1)
    _headlight(pen, look, 113, 30, 5.5)
    snow_on(pen, look, [(46, 104), (76, 104)], 6)


def _fire_engine(pen: Pen, look: Look):
    paper = look.colour
    trim = PAPER if look.colour_name != "white" else RED
    pen.rect(-124, 20, 124, 34, TYRE, round=3)
    body = box(-126, 26, 52, 92, 6)
    cut(pen, body, paper, 0, 4)
    pen.polygon(within(body, y0=57, y1=66), trim)
    pen.polygon(within(body, y1=34), dark(paper, 0.24))
    for i in range(3):  # lockers with roll-up doors
        x = -118 + i * 38
        pen.rect(x, 37, x + 33, 56, METAL, round=2)
        for k in range(4):
            pen.rect(x + 1, 39 + 4.4 * k, x + 32, 40 + 4.4 * k, dark(METAL, 0.2))
    disc(pen, -60, 78, 9.5, (238, 206, 128), 2, 2)  # the hose on its reel
    for r in (6.5, 3.5):
        pen.circle(-60, 78, r, dark((238, 206, 128), 0.2 if r > 5 else 0.4))
    pen.line([(-50, 74), (-40, 70), (-28, 74), (-22, 70)], 3, (238, 206, 128), smooth=True)
    pen.polygon(heart(-92, 79, 14), trim)
    pen.rect(0, 70, 20, 86, dark(paper, 0.3), round=2)
    for k in range(3):
        pen.circle(5 + 5 * k, 78, 2, YELLOW)
    cab = smooth(
        [(50, 26), (50, 70), (51, 108), (58, 113), (106, 112), (116, 104), (124, 66), (126, 44), (125, 26), (90, 24)], 5
    )
    cut(pen, cab, paper, 0, 5)
    pen.polygon(within(cab, y0=57, y1=66), trim)
    pen.polygon(within(cab, y1=34), dark(paper, 0.24))
    pane(pen, box(58, 70, 82, 104, 3), look, 0.7)
    pane(pen, [(87, 70), (87, 104), (107, 104), (112, 98), (118, 70)], look, 0.7)
    pen.line([(84.5, 108), (84.5, 36)], 1.2, dark(paper, 0.3))
    pen.rect(74, 48, 82, 51, METAL, round=1)
    pen.rect(70, 111, 100, 116, METAL, round=2)
    for x in (77, 93):
        pen.polygon(box(x - 6, 115, x + 6, 126, 1, 6), (92, 158, 226))
        pen.polygon(box(x - 4, 117, x, 124, 1, 2), (190, 222, 250))
    with pen.move(-30, 96, turn=look.rng.choice((5, 9, 14))):  # the ladder
        pen.rect(-8, -8, 8, 2, dark(METAL, 0.3), round=2)
        for k in range(11):
            pen.rect(-84 + 17 * k, 3, -80.5 + 17 * k, 17, dark(METAL, 0.12))
        pen.rect(-92, 1, 104, 5, METAL, round=1.5)
        pen.rect(-92, 15, 104, 19, light(METAL, 0.4), round=1.5)
        pen.rect(-92, 1, 104, 2.2, dark(METAL, 0.24), round=1)
    for x in (-80, 84):
        pen.polygon(within(arc(x, 19, 25, 25), y0=24), dark(paper, 0.4))
        wheel(pen, x, 19, 19)
    pen.rect(110, 14, 131, 24, METAL, round=3)
    pen.rect(-131, 28, -125, 40, TAIL, round=2)
    _headlight(pen, look, 121, 38, 6)
    snow_on(pen, look, [(54, 112), (68, 113)], 6)


PAINTS = ("red", "blue", "yellow", "green", "orange", "white", "pink", "purple", "grey", "black", "brown")

KINDS = (
    Kind("car", _car, PAINTS, height=65),
    Kind("bus", _bus, ("red", "yellow", "blue", "green", "orange", "white", "purple", "pink"), height=130),
    Kind("bicycle", _bicycle, ("red", "blue", "green", "yellow", "orange", "pink", "black", "purple"), height=80),
    Kind("train", train, ("red", "green", "blue", "black", "orange", "purple"), height=165),
    Kind("boat", boat, ("red", "blue", "yellow", "green", "white", "orange", "brown"),
         poses=("swimming", "standing"), home="water", height=160),
    Kind("plane", plane, ("red", "blue", "yellow", "white", "orange", "green", "pink"),
         poses=("flying", "standing"), home="air", height=95),
    Kind("hot-air balloon", balloon, ("red", "orange", "yellow", "blue", "purple", "pink", "green"),
         poses=("flying",), home="air", height=300),
    Kind("fire engine", _fire_engine, ("red",), height=128),
    Kind("truck", _truck, ("blue", "green", "red", "orange", "yellow", "white", "purple"), height=120),
)  # fmt: skip
