"""What stands in a street: lamp, bench, fountain, clock, market stall, mailbox. KINDS also holds toys.py."""

import math

from .fittings import awning, clock_face, fruit, loaf
from .look import Kind, Look
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
    cut,
    disc,
    heart,
    smooth,
    snow_on,
    star_points,
    tuft,
    within,
)
from .toys import ball, balloon, bell, book, cake, drum, gift, kite, umbrella


def _lantern(pen, look, x, y, h):
    """A street lantern with a hat, `h` high, standing at (x, y)."""
    iron = light(INK, 0.08)
    glass = [(x - h * 0.2, y + h * 0.08), (x + h * 0.2, y + h * 0.08), (x + h * 0.33, y + h * 0.68),
             (x - h * 0.33, y + h * 0.68)]  # fmt: skip
    pen.polygon(glass, LIT if look.night else (246, 240, 214))
    pen.polygon([(x - h * 0.14, y + h * 0.1), (x - h * 0.05, y + h * 0.1), (x - h * 0.09, y + h * 0.66),
                 (x - h * 0.24, y + h * 0.66)], LIT if look.night else PAPER)  # fmt: skip
    pen.rect(x - h * 0.02, y + h * 0.06, x + h * 0.02, y + h * 0.68, iron)
    pen.rect(x - h * 0.26, y, x + h * 0.26, y + h * 0.09, iron, round=2)
    pen.polygon(smooth([(x - h * 0.46, y + h * 0.66), (x - h * 0.18, y + h * 0.88), (x, y + h * 0.96),
                        (x + h * 0.18, y + h * 0.88), (x + h * 0.46, y + h * 0.66), (x, y + h * 0.7)], 4),
                iron)  # fmt: skip
    pen.circle(x, y + h, h * 0.08, iron)
    snow_on(pen, look, [(x - h * 0.34, y + h * 0.74), (x, y + h * 0.96), (x + h * 0.34, y + h * 0.74)], h * 0.17)


def _lamp(pen: Pen, look: Look):
    iron = dark(look.colour, 0.1)
    style = look.rng.choice(("single", "double", "basket"))
    for x0, x1, y0, y1 in ((-13, 13, 0, 6), (-9, 9, 6, 13), (-6, 6, 13, 22)):
        pen.rect(x0, y0, x1, y1, iron, round=2)
        pen.rect(x1 - (x1 - x0) * 0.3, y0, x1, y1, dark(iron, 0.25), round=2)
    pen.polygon([(-3, 22), (3, 22), (2.2, 116), (-2.2, 116)], iron)
    pen.polygon([(1, 22), (3, 22), (2.2, 116), (0.8, 116)], dark(iron, 0.25))
    pen.rect(-5, 60, 5, 65, iron, round=1.5)
    if style == "double":
        for side in (-1, 1):
            arm = [(0, 88), (side * 12, 90), (side * 23, 97), (side * 24, 106)]
            pen.line(arm, 3, iron, smooth=True)
            pen.line([(side * 3, 98), (side * 9, 100), (side * 11, 96), (side * 8, 94)], 1.8, iron, smooth=True)
            _lantern(pen, look, side * 24, 105, 30)
        pen.rect(-4, 112, 4, 118, iron, round=1)
        pen.circle(0, 122, 5, YELLOW)
    else:
        pen.line([(-15, 104), (15, 104)], 2.6, iron)
        for x in (-15, 15):
            pen.circle(x, 104, 2.4, iron)
        if style == "basket" and not look.snow:
            pen.line([(13, 104), (13, 92)], 1, iron)
            for dx, dy, c in ((-7, 0, LEAF), (7, 0, LEAF), (0, 2, dark(LEAF, 0.15)), (-4, 4, PINK),
                              (4, 5, YELLOW), (0, 0, RED), (8, 0, PINK), (-8, -2, RED), (2, -4, LEAF)):  # fmt: skip
                pen.circle(13 + dx, 86 + dy, 4.4 if c in (LEAF,) else 3.4, c)
            pen.polygon(arc(13, 85, 9, 9, 180, 360), WOOD)
        _lantern(pen, look, 0, 114, 36)


def _bench(pen: Pen, look: Look):
    paper, iron = look.colour, light(INK, 0.1)
    for x in (-44, 44):
        pen.line([(x, 22), (x - 1, 46)], 4, iron)
        pen.line([(x - 5, 1.8), (x - 3, 22)], 3.6, iron)
        pen.line([(x + 6, 1.8), (x + 3, 22)], 3.6, iron)
        pen.line([(x - 3, 31), (x + 7, 31), (x + 9, 22)], 3, iron, smooth=True)
    for k, y in enumerate((29, 36, 43)):
        pen.rect(-52, y, 52, y + 5.4, light(paper, 0.12 * (k == 2)), round=2)
        pen.rect(-52, y, 52, y + 1.4, dark(paper, 0.24), round=0.7)
    pen.rect(-55, 19, 55, 24.5, light(paper, 0.22), round=2)
    pen.rect(-55, 17, 55, 20, dark(paper, 0.22), round=1.5)
    for x in (-44, 0, 44):
        for y in (31.6, 38.6, 45.6):
            pen.circle(x, y, 0.9, dark(paper, 0.4))
    left = look.rng.choice(("", "", "book", "apple"))
    if left == "book":
        pen.polygon([(14, 24.5), (30, 24.5), (32, 27.5), (16, 27.5)], RED)
        pen.rect(15, 25, 30, 27, PAPER)
    elif left == "apple":
        fruit(pen, -22, 28, 3.8, RED)
    snow_on(pen, look, [(-51, 48), (51, 48)], 6)
    snow_on(pen, look, [(-54, 24), (-8, 24)], 4)
    snow_on(pen, look, [(8, 24), (54, 24)], 4)


def _fountain(pen: Pen, look: Look):
    paper, water = look.colour, (128, 196, 222)
    spray = light(water, 0.6)
    ice = look.snow
    for side in (-1, 1):
        if not ice:
            pen.line(
                [(0, 112), (side * 14, 124), (side * 26, 112), (side * 30, 86)], 4.5, light(water, 0.35), smooth=True
            )
            pen.line([(0, 112), (side * 7, 119), (side * 13, 110), (side * 15, 90)], 3.5, spray, smooth=True)
    pen.polygon([(-7, 28), (7, 28), (5, 92), (-5, 92)], paper)
    pen.polygon([(2, 28), (7, 28), (5, 92), (1.5, 92)], dark(paper, 0.16))
    for y, half, h in ((52, 42, 16), (84, 24, 11)):
        bowl = [(-half, y + h), *arc(0, y + h, half, h + 4, 180, 360, 30), (half, y + h)]
        cut(pen, bowl, paper, 4, 0)
        pen.ellipse(0, y + h, half, h * 0.3, light(paper, 0.3))
        pen.ellipse(0, y + h, half * 0.88, h * 0.2, water)
        snow_on(pen, look, [(-half, y + h + 1), (-half * 0.35, y + h + 1)], 5)
        snow_on(pen, look, [(half * 0.35, y + h + 1), (half, y + h + 1)], 5)
    if not ice:
        for side in (-1, 1):
            pen.line(
                [(side * 38, 66), (side * 46, 62), (side * 52, 46), (side * 53, 30)], 4, light(water, 0.3), smooth=True
            )
            pen.line([(side * 21, 94), (side * 27, 92), (side * 31, 82), (side * 32, 70)], 3.4, spray, smooth=True)
            for dx, dy, r in ((34, 98, 2), (20, 122, 1.8), (58, 52, 2), (60, 38, 1.6), (38, 82, 1.5)):
                pen.ellipse(side * dx, dy, r * 0.8, r, light(water, 0.45))
    what = look.rng.choice(("ball", "fish", "star"))
    pen.rect(-4, 94, 4, 102, dark(paper, 0.1), round=1)
    if what == "star":
        pen.polygon(star_points(0, 108, 11), YELLOW)
    elif what == "fish":
        cut(
            pen,
            smooth([(-4, 99), (4, 99), (8, 106), (3, 113), (8, 121), (0, 117), (-7, 121), (-3, 113), (-8, 106)], 4),
            light(paper, 0.35),
            2,
        )
    else:
        disc(pen, 0, 108, 8, light(paper, 0.3))
    if not ice:
        pen.line([(0, 114), (0, 128)], 3.6, spray)
        pen.circle(0, 130, 3, spray)
    pen.polygon([(-76, 6), (76, 6), (72, 30), (-72, 30)], paper)
    pen.polygon([(-76, 6), (76, 6), (75, 12), (-75, 12)], dark(paper, 0.14))
    for k in range(-3, 4):
        pen.rect(k * 21 - 8, 13, k * 21 + 8, 25, light(paper, 0.14 if k % 2 else 0.05), round=3)
    pen.rect(-82, 0, 82, 7, dark(paper, 0.2), round=2.5)
    pen.rect(-79, 28, 79, 35, light(paper, 0.3), round=3)
    pen.rect(-79, 28, 79, 30.4, dark(paper, 0.1), round=1)
    pen.ellipse(0, 35, 70, 4.6, dark(water, 0.12))
    pen.ellipse(0, 35.6, 66, 3.4, water if not ice else light(water, 0.6))
    for x in (-53, -32, 32, 53):
        pen.ellipse(x, 36, 7, 1.6, spray)
    pen.rect(-79, 28, 79, 33, light(paper, 0.3), round=2.4)
    snow_on(pen, look, [(-78, 34), (-40, 34)], 6)
    snow_on(pen, look, [(40, 34), (78, 34)], 6)


def _clock(pen: Pen, look: Look):
    paper = look.colour
    shade = dark(paper, 0.24)
    for x0, x1, y0, y1 in ((-20, 20, 0, 8), (-14, 14, 8, 18), (-8, 8, 18, 34)):
        pen.rect(x0, y0, x1, y1, paper, round=2.5)
        pen.rect(x1 - (x1 - x0) * 0.28, y0, x1, y1, shade, round=2)
    pen.rect(-4, 34, 4, 104, paper)
    pen.rect(1, 34, 4, 104, shade)
    for y in (54, 84):
        pen.rect(-7, y, 7, y + 6, light(paper, 0.25), round=2)
    for side in (-1, 1):
        pen.line([(side * 3, 92), (side * 16, 92), (side * 20, 100), (side * 14, 103), (side * 11, 98)], 3,
                 paper, smooth=True)  # fmt: skip
        if look.rng.random() < 0.5 and not look.snow:
            pen.polygon(arc(side * 18, 82, 7, 7, 180, 360), WOOD)
            for dx, c in ((-5, PINK), (0, YELLOW), (5, RED)):
                pen.circle(side * 18 + dx, 84, 3.6, c)
            pen.line([(side * 18, 92), (side * 18, 86)], 1, shade)
    pen.rect(-12, 102, 12, 108, light(paper, 0.2), round=2)
    clock_face(pen, look, 0, 132, 28, case=paper)
    pen.polygon(smooth([(-17, 155), (-10, 163), (0, 166), (10, 163), (17, 155), (0, 161)], 3), dark(paper, 0.12))
    pen.circle(0, 168, 4, YELLOW)
    snow_on(pen, look, [(-20, 154), (0, 164), (20, 154)], 8)


def _flowers_in_pots(pen, x, y, rng):
    for k in range(3):
        px, c = x - 11 + 11 * k, rng.choice((RED, PINK, YELLOW, PAPER, (160, 120, 190)))
        pen.polygon([(px - 4, y), (px + 4, y), (px + 5, y + 8), (px - 5, y + 8)], (206, 120, 84))
        pen.line([(px, y + 8), (px, y + 15)], 1.4, LEAF)
        for t in range(5):
            a = math.radians(90 + 72 * t)
            pen.circle(px + 3 * math.cos(a), y + 17 + 3 * math.sin(a), 2.3, c)
        pen.circle(px, y + 17, 2, ORANGE if c == YELLOW else YELLOW)


def _cheeses(pen, x, y):
    for dx, r in ((-9, 8), (8, 7)):
        disc(pen, x + dx, y + r, r, (246, 206, 110), 2, 1.4)
        pen.polygon([(x + dx, y + r), *arc(x + dx, y + r, r, r, 20, 70, 20)], (255, 236, 176))


def _market_stall(pen: Pen, look: Look):
    paper, rng = look.colour, look.rng
    other = PAPER if look.colour_name != "white" else RED
    post = dark(WOOD, 0.12)
    for x in (-72, 72):
        pen.rect(x - 3, 0, x + 3, 110, post)
    # what hangs from the beam
    pen.rect(-76, 96, 76, 100, post, round=1)
    kind = rng.choice(("fruit", "fruit", "bread", "flowers", "cheese"))
    if look.night:
        wire = [(-70, 95), (-48, 87), (-32, 90), (-16, 87), (0, 90), (16, 87), (32, 90), (48, 87), (70, 95)]
        pen.line(wire, 1.2, INK, smooth=True)
        for x in (-48, -16, 16, 48):
            pen.circle(x, 83.6, 4.2, LIT)
    else:
        for i, x in enumerate((-54, -36, -18, 0, 18, 36, 54)):
            c = (RED, YELLOW, BLUE, LEAF, ORANGE)[i % 5]
            pen.polygon([(x - 7, 96), (x + 7, 96), (x, 84)], c)
    n, papers = 5, (RED, ORANGE, YELLOW, (150, 186, 84), (150, 96, 160), (240, 180, 120))
    for i in range(n):
        x, y = -58 + 29 * i, 50
        if kind == "bread" and i % 2 == 0:
            loaf(pen, x, y + 4, 24)
        elif kind == "flowers" and i % 2 == 0:
            _flowers_in_pots(pen, x, y + 4, rng)
        elif kind == "cheese" and i % 2 == 0:
            _cheeses(pen, x, y + 4)
        else:
            c = papers[(i + rng.choice((0, 1, 2))) % len(papers)]
            for row, count in ((0, 4), (1, 3), (2, 2)):
                for k in range(count):
                    fruit(pen, x + (k - (count - 1) / 2) * 6.6, y + 8 + row * 5.4, 3.7, c)
    for i in range(n):
        x = -58 + 29 * i
        cut(pen, [(x - 13, 42), (x + 13, 42), (x + 14, 55), (x - 14, 55)], (222, 176, 118), 1.6)
        pen.rect(x - 13.5, 48, x + 13.5, 49.2, dark((222, 176, 118), 0.2))
        tag = [(x - 5, 43.5), (x + 5, 43.5), (x + 5, 49), (x - 5, 49)]
        pen.polygon(tag, PAPER)
        pen.rect(x - 3, 45.4, x + 3, 46.8, RED)
    pen.rect(-80, 36, 80, 44, WOOD, round=2)
    pen.rect(-80, 36, 80, 38.4, dark(WOOD), round=1)
    cloth = box(-76, 4, 76, 37)
    pen.polygon(cloth, light(paper, 0.15))
    for k in range(-4, 5):
        pen.polygon(within(cloth, x0=k * 17 - 1.8, x1=k * 17 + 1.8), dark(paper, 0.06))
    for k in range(-4, 4):
        pen.polygon(arc(k * 19 + 9.5, 37, 9.5, 9, 180, 360, 20), other)
        pen.polygon(heart(k * 19 + 9.5, 33.4, 4.4), paper if paper != other else RED)
    pen.rect(-76, 0, 76, 5, dark(WOOD, 0.25), round=1)
    cut(pen, [(58, 0), (86, 0), (89, 17), (55, 17)], (206, 156, 100), 2)
    c = rng.choice((RED, ORANGE, (170, 190, 90)))
    for k in range(4):
        fruit(pen, 61 + 7.4 * k, 18.5, 4.4, c)
    awning(pen, look, -88, 88, 140, 108, paper, other, stripes=11, shadow=False)


def _mailbox(pen: Pen, look: Look):
    paper = look.colour
    trim = PAPER if look.colour_name != "white" else RED
    if look.rng.random() < 0.5:  # a pillar box
        pen.rect(-23, 0, 23, 7, INK, round=2)
        cut(pen, box(-20, 6, 20, 60), paper, 5, 3)
        pen.polygon(box(-24, 56, 24, 64, 2), dark(paper, 0.1))
        cut(pen, [(-23, 63), (23, 63), *arc(0, 63, 23, 13, 0, 180, 30)], paper, 3, 3)
        pen.circle(0, 77, 3, paper)
        y = 46
        pen.rect(-12, 24, 12, 38, trim, round=1.5)
        pen.polygon([(-12, 38), (12, 38), (0, 29)], dark(trim, 0.14))
        pen.polygon(heart(0, 31.5, 6), RED if trim == PAPER and look.colour_name != "red" else BLUE)
        cap = [(-20, 67), (0, 77), (20, 67)]
    else:  # a box on a post
        pen.rect(-4, 0, 4, 36, WOOD)
        pen.rect(1, 0, 4, 36, dark(WOOD))
        tuft(pen, -7, 11)
        tuft(pen, 8, 9)
        cut(pen, box(-28, 34, 28, 74, 3, 20), paper, 5, 3)
        y = 58
        pen.rect(-14, 39, 14, 53, trim, round=1.5)
        pen.polygon([(-14, 53), (14, 53), (0, 44)], dark(trim, 0.14))
        pen.rect(28, 48, 31, 70, METAL, round=1)
        pen.rect(29, 62, 40, 71, RED if look.colour_name != "red" else YELLOW, round=1)
        cap = [(-24, 68), (-10, 74), (10, 74), (24, 68)]
    pen.rect(-15, y, 15, y + 6, dark(paper, 0.45), round=2)
    pen.polygon([(-10, y + 3), (9, y + 3), (11, y + 11), (-8, y + 11)], PAPER)
    pen.rect(-17, y - 2, 17, y + 2, light(paper, 0.2), round=1.5)
    snow_on(pen, look, cap, 6)


TOYS = ("red", "blue", "yellow", "green", "orange", "pink", "purple", "white")

KINDS = (
    Kind("lamp", _lamp, ("black", "green", "blue", "grey"), height=150),
    Kind("bench", _bench, ("brown", "green", "red", "blue"), height=46),
    Kind("fountain", _fountain, ("grey", "white"), height=128),
    Kind("clock", _clock, ("black", "green", "red", "brown"), height=170),
    Kind("market stall", _market_stall, TOYS, height=140),
    Kind("mailbox", _mailbox, ("red", "yellow", "blue", "green"), height=78),
    Kind("balloon", balloon, TOYS, poses=("flying",), home="air", height=84),
    Kind("kite", kite, TOYS, poses=("flying",), home="air", height=110),
    Kind("ball", ball, TOYS, height=22),
    Kind("drum", drum, ("red", "blue", "yellow", "green", "orange", "purple"), height=40),
    Kind("bell", bell, ("yellow", "orange"), height=62),
    Kind("umbrella", umbrella, (*TOYS, "black"), height=70),
    Kind("cake", cake, ("pink", "brown", "white", "yellow", "orange", "purple", "blue", "green", "red"), height=40),
    Kind("book", book, ("red", "blue", "green", "yellow", "purple", "orange", "pink", "brown"), height=26),
    Kind("gift", gift, TOYS, height=32),
)  # fmt: skip
