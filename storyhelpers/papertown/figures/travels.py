"""What goes far: train, boat, plane, hot-air balloon."""

import math

from .fittings import pane
from .look import Look
from .pen import LIT, METAL, PAPER, TYRE, WOOD, Pen, dark, light
from .shapes import (
    BLUE,
    ORANGE,
    PINK,
    RED,
    SNOW,
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

STEAM = (240, 240, 244)


def _spoked(pen, x, y, r, colour):
    """An iron wheel with spokes."""
    pen.circle(x, y, r, TYRE)
    pen.circle(x, y, r * 0.8, colour)
    pen.circle(x, y, r * 0.66, light(TYRE, 0.16))
    for k in range(4):
        t = math.radians(45 * k + 15)
        pen.line([(x - r * 0.7 * math.cos(t), y - r * 0.7 * math.sin(t)),
                  (x + r * 0.7 * math.cos(t), y + r * 0.7 * math.sin(t))], r * 0.12, colour)  # fmt: skip
    pen.circle(x, y, r * 0.24, METAL)


def _wagon(pen, look, x0, paper, goods):
    """A wagon 170 wide: a coach with windows, or an open one full of `goods`."""
    x1 = x0 + 168
    pen.rect(x0 - 10, 24, x1 + 10, 29, TYRE, round=2)
    pen.rect(x0 + 4, 20, x1 - 4, 32, dark(TYRE, 0.2), round=2)
    if goods == "coach":
        hull = box(x0, 30, x1, 112, 4, 8)
        cut(pen, hull, paper, 0, 4)
        pen.polygon(within(hull, y1=54), light(paper, 0.72))
        pen.polygon(within(hull, y0=54, y1=57), dark(paper, 0.2))
        pen.polygon(within(hull, y1=36), dark(paper, 0.25))
        for i in range(4):
            x = x0 + 10 + i * 39
            pen.polygon(box(x - 2, 62, x + 32, 103, 4), light(paper, 0.6))
            pane(pen, box(x, 64, x + 30, 101, 3), look)
            if not look.night:
                pen.polygon([(x, 101), (x + 9, 101), (x, 82)], light(RED if paper != RED else YELLOW, 0.1))
                pen.polygon([(x + 30, 101), (x + 21, 101), (x + 30, 82)], light(RED if paper != RED else YELLOW, 0.1))
            pen.polygon(heart(x + 15, 45, 9), paper)
        roof = box(x0 - 5, 110, x1 + 5, 124, 2, 9)
        cut(pen, roof, dark(WOOD, 0.25), 0, 2.5)
        for x in (x0 + 45, x0 + 120):
            pen.rect(x, 123, x + 12, 128, dark(WOOD, 0.4), round=2)
        snow_on(pen, look, [(x0 + 4, 123), (x1 - 4, 123)], 7)
    else:
        for i in range(7):
            for row in range(2 if 0 < i < 6 else 1):
                x, y = x0 + 24 + i * 20, 76 + row * 13
                if goods == "gifts":
                    c = (RED, YELLOW, BLUE, PINK, (120, 176, 110))[(i * 2 + row) % 5]
                    pen.rect(x - 11, y - 12, x + 11, y + 10 + 4 * (i % 2), c, round=1.5)
                    pen.rect(x - 2, y - 12, x + 2, y + 10 + 4 * (i % 2), PAPER)
                    pen.ellipse(x - 4, y + 12 + 4 * (i % 2), 4, 2.4, PAPER, turn=-25)
                    pen.ellipse(x + 4, y + 12 + 4 * (i % 2), 4, 2.4, PAPER, turn=25)
                else:
                    disc(pen, x, y, 12, look.rng.choice((ORANGE, (232, 124, 48), (222, 160, 70))))
                    pen.rect(x - 1.5, y + 9, x + 1.5, y + 15, (96, 136, 72), round=1)
        hull = [(x0 + 4, 30), (x1 - 4, 30), (x1, 80), (x0, 80)]
        cut(pen, hull, paper, 0, 3)
        for y in (46, 62):
            pen.rect(x0 + 3, y, x1 - 3, y + 1.6, dark(paper, 0.24))
        for x in (x0 + 12, x0 + 80, x1 - 20):
            pen.rect(x, 30, x + 8, 80, dark(paper, 0.24), round=1)
        pen.rect(x0 - 3, 76, x1 + 3, 83, light(paper, 0.25), round=2)
    for x in (x0 + 34, x1 - 34):
        _spoked(pen, x, 18, 18, dark(YELLOW, 0.1))


def train(pen: Pen, look: Look):
    """A steam locomotive with two wagons."""
    paper, rng = look.colour, look.rng
    others = [c for c in (RED, BLUE, YELLOW, ORANGE, (96, 160, 104)) if sum(abs(a - b) for a, b in zip(c, paper)) > 90]
    first, second = rng.sample(others, 2)
    _wagon(pen, look, -292, second, rng.choice(("coach", "coach", "gifts", "pumpkins")))
    _wagon(pen, look, -104, first, "coach")
    for x, y, r in ((218, 152, 10), (206, 164, 14), (186, 170, 16), (160, 174, 14), (134, 172, 11), (112, 174, 7)):
        pen.circle(x, y, r, STEAM)
    for x, y, r in ((215, 155, 6), (202, 168, 9), (183, 174, 11), (158, 177, 9)):
        pen.circle(x, y, r, SNOW)
    gold, iron = (238, 190, 84), light(TYRE, 0.1)
    pen.rect(84, 22, 282, 34, dark(RED, 0.12), round=3)
    pen.polygon([(276, 36), (300, 8), (276, 8)], dark(RED, 0.2))  # the cowcatcher
    for k in range(3):
        pen.line([(278, 32 - 2 * k), (284 + 6 * k, 9)], 1.6, light(RED, 0.2))
    boiler = box(140, 36, 272, 100, 4, 20)
    cut(pen, boiler, paper, 0, 6)
    pen.polygon(within(boiler, y1=52), dark(paper, 0.2))
    pen.polygon(within(boiler, x0=262), dark(paper, 0.4))
    for x in (170, 206, 242):
        pen.rect(x, 36, x + 5, 100, gold)
    pen.polygon(box(216, 100, 232, 132, 0), iron)  # chimney
    cut(pen, [(210, 128), (238, 128), (244, 146), (204, 146)], iron, 3)
    pen.rect(202, 143, 246, 149, dark(gold, 0.1), round=2)
    cut(pen, box(178, 98, 200, 118, 0, 11), gold, 3, 2)
    pen.rect(250, 99, 256, 112, gold, round=1)
    pen.circle(253, 113, 4, gold)
    pen.rect(270, 74, 278, 94, iron, round=2)
    pen.circle(277, 84, 8.5, gold)
    pen.circle(278, 84, 6, LIT if look.night else PAPER)
    cab = box(84, 32, 148, 128, 3, 4)
    cut(pen, cab, paper, 0, 4)
    pen.polygon(within(cab, y1=44), dark(paper, 0.22))
    pen.polygon(box(94, 74, 138, 118, 5), gold)
    pane(pen, box(97, 77, 135, 115, 4), look, 1.0)
    pen.rect(114.5, 77, 117.5, 115, gold)
    pen.polygon(star_points(116, 58, 10), gold)
    cut(
        pen,
        smooth([(76, 126), (78, 134), (116, 139), (154, 134), (156, 126), (116, 127)], 4),
        dark(RED, 0.1) if paper[0] < 190 else iron,
        2,
        2,
    )
    snow_on(pen, look, [(80, 134), (116, 139), (152, 134)], 8)
    for x, r in ((112, 26), (172, 26), (226, 18), (262, 18)):
        _spoked(pen, x, r, r, dark(RED, 0.05))
    pen.rect(108, 22, 232, 28, METAL, round=3)
    for x in (112, 172, 226):
        pen.circle(x, 25, 4, dark(METAL, 0.35))


def boat(pen: Pen, look: Look):
    """A sailing boat or a little steamer; swimming it has foam at its bow."""
    paper, kind = look.colour, look.rng.choice(("sail", "sail", "steamer"))
    trim = PAPER if look.colour_name != "white" else BLUE
    if kind == "sail":
        pen.rect(-4, 34, 1, 158, WOOD, round=2)
        sail = contrast(look, PAPER, (255, 232, 180), PAPER)
        main = smooth([(4, 46), (4, 100), (5, 152), (30, 116), (54, 72), (64, 46), (34, 50)], 5)
        main = [p for p in main if p[0] >= 3.9]
        cut(pen, main, sail, 5, 0)
        stripe = look.rng.choice(("stripes", "star", "heart", "plain"))
        colour = paper if look.colour_name != "white" else RED
        if stripe == "stripes":
            for y in (60, 84, 108):
                pen.polygon(within(main, y0=y, y1=y + 10), colour)
        elif stripe != "plain":
            pen.polygon(star_points(23, 80, 14) if stripe == "star" else heart(23, 80, 24), colour)
        jib = smooth([(-8, 140), (-9, 90), (-8, 48), (-34, 46), (-58, 48), (-36, 86)], 5)
        cut(pen, jib, light(colour, 0.35) if stripe == "plain" else dark(sail, 0.06), 0, 3)
        flag_colour = contrast(look, RED, YELLOW, BLUE)
        pen.polygon(
            smooth([(-2, 160), (-14, 157), (-26, 159), (-22, 153), (-26, 147), (-14, 148), (-2, 148)], 3), flag_colour
        )
        snow_on(pen, look, [(-60, 36), (60, 36)], 6)
    else:
        cut(pen, box(-46, 36, 40, 66, 2, 5), PAPER if look.colour_name != "white" else (255, 232, 180), 4)
        for x in (-34, -10, 14):
            pen.circle(x, 52, 8, dark(trim, 0.18))
            pane(pen, arc(x, 52, 6, 6), look)
        cut(pen, box(-28, 64, 18, 88, 2, 4), light(paper, 0.35), 3)
        for x in (-22, -6, 8):
            pane(pen, box(x, 70, x + 9, 82, 2), look)
        pen.rect(-34, 86, 24, 91, dark(paper, 0.1), round=2)
        chimney = box(-14, 90, 6, 124, 2)
        cut(pen, chimney, RED if look.colour_name != "red" else BLUE, 3)
        pen.polygon(within(chimney, y0=106, y1=114), PAPER)
        for x, y, r in ((-10, 134, 8), (-22, 142, 11), (-40, 148, 10), (-54, 152, 6)):
            pen.circle(x, y, r, STEAM)
            pen.circle(x - r * 0.15, y + r * 0.2, r * 0.7, SNOW)
        pen.rect(46, 36, 48.4, 84, WOOD)
        pen.polygon([(46, 84), (28, 78), (46, 71)], YELLOW)
        snow_on(pen, look, [(-32, 91), (22, 91)], 6)
    hull = smooth(
        [(-76, 40), (-40, 37), (0, 36), (40, 38), (84, 48), (76, 26), (60, 6), (40, 1), (-40, 1), (-62, 6), (-72, 22)],
        5,
    )
    cut(pen, hull, paper, 0, 4)
    pen.polygon(within(hull, y1=13), dark(paper, 0.26))
    pen.polygon(within(hull, y0=27, y1=32), trim)
    for x in (-44, -18, 8):
        pen.circle(x, 20, 4.6, trim)
        pen.circle(x, 20, 3, LIT if look.night else dark(paper, 0.4))
    disc(pen, 44, 24, 9, PAPER, 0, 0)
    for k in range(4):
        pen.polygon([(44, 24), *arc(44, 24, 9, 9, 90 * k + 22, 90 * k + 68, 24)], RED)
    pen.circle(44, 24, 4.4, paper)
    if look.pose != "standing":
        foam(pen, -92, 98, 9)


def foam(pen, x0, x1, h):
    """A wave with foam that a boat lies in; its lower edge is y = 0."""
    water, n = (112, 182, 208), round((x1 - x0) / 19)
    step = (x1 - x0) / n
    for colour, lift, shift in ((light(water, 0.55), 0.25, 0.0), (water, 0.0, 0.5)):
        top = []
        for i in range(n):
            x = x0 + step * (i + shift * 0.6)
            top += [(x, h * (0.5 + lift)), (x + step * 0.5, h * (1.0 + lift))]
        pen.polygon(
            [(x0, 0), *smooth([(x0, h * 0.2), *top, (x1, h * 0.2), (x1 - 4, 0), (x0 + 4, 0)], 3), (x0 + 4, 0)], colour
        )


def plane(pen: Pen, look: Look):
    """A small propeller plane; standing it has its wheels down."""
    paper, rng = look.colour, look.rng
    trim = contrast(look, PAPER, YELLOW, RED, BLUE)
    if look.pose == "standing":
        for x, r, top in ((-88, 7, 48), (30, 11, 34)):
            pen.line([(x, top), (x, r)], 5, dark(METAL, 0.24))
            pen.circle(x, r, r, TYRE)
            pen.circle(x, r, r * 0.46, METAL)
    up = 14 if look.pose == "standing" else 0
    with pen.move(0, up, turn=0 if look.pose == "standing" else 4):
        cut(pen, smooth([(-124, 84), (-112, 88), (-100, 84), (-84, 50), (-110, 44), (-118, 52)], 4), trim, 3, 2)
        pen.polygon([(-116, 72), (-94, 72), (-90, 62), (-113, 62)], paper)
        cut(pen, smooth([(-20, 56), (24, 58), (8, 76), (-8, 84), (-18, 80)], 4), dark(trim, 0.14), 0)  # the far wing
        hull = smooth([(-122, 54), (-90, 58), (-50, 66), (0, 71), (50, 69), (88, 58), (102, 44), (96, 28),
                       (70, 18), (20, 13), (-40, 18), (-90, 36)], 6)  # fmt: skip
        cut(pen, hull, paper, 8, 4)
        pen.polygon(within(hull, y1=32), dark(paper, 0.12))
        pen.polygon(within(hull, y0=34, y1=39), trim)
        pane(pen, smooth([(46, 66), (72, 60), (82, 48), (60, 45), (46, 46)], 4), look)
        for x in (-48, -24, 0, 24):
            pane(pen, arc(x, 52, 8, 8), look)
            pen.line(arc(x, 52, 8.4, 8.4, 0, 355), 1.8, light(paper, 0.5))
        cut(
            pen, smooth([(-30, 36), (30, 36), (22, 26), (-34, 2), (-54, 1), (-56, 8)], 4), light(trim, 0.1), 4, 2
        )  # the near wing
        if rng.random() < 0.6:
            pen.polygon(star_points(-16, 22, 8), paper)
        else:
            pen.polygon(heart(-16, 22, 14), paper)
        cut(pen, smooth([(-116, 54), (-92, 54), (-96, 46), (-124, 38), (-132, 42)], 4), light(trim, 0.1), 2)
        pen.polygon(box(98, 34, 108, 52, 3), dark(METAL, 0.1))
        pen.ellipse(110, 64, 4, 22, METAL, turn=8, opacity=0.85)
        pen.ellipse(110, 22, 4, 22, METAL, turn=8, opacity=0.85)
        pen.ellipse(108, 43, 8, 7, RED if look.colour_name != "red" else YELLOW)
        snow_on(pen, look, [(-50, 66), (0, 71), (40, 70)], 5)
        if look.night:
            pen.circle(-50, 5, 3, RED)


def balloon(pen: Pen, look: Look):
    """A hot-air balloon: gores in stripes, a skirt, ropes and a basket."""
    paper, rng = look.colour, look.rng
    second = contrast(look, PAPER, (255, 232, 180), YELLOW, (150, 204, 214), RED)
    third = dark(paper, 0.16)
    pattern = look.pattern or rng.choice(("gores", "gores", "zigzag", "bands", "spotted"))
    half = [(0, 300), (34, 297), (66, 286), (92, 262), (102, 228), (98, 192), (80, 152), (54, 114), (32, 88), (22, 80)]
    envelope = smooth(half + [(-x, y) for x, y in reversed(half[1:])], 5)
    for a, b in ((-22, -20), (22, 20), (-9, -10), (9, 10)):
        pen.line([(a, 82), (b, 38)], 1.6, dark(WOOD, 0.2))
    pen.polygon(smooth([(0, 76), (-5, 66), (0, 58), (5, 66)], 4), ORANGE)
    pen.polygon(smooth([(0, 70), (-2.6, 64), (0, 59), (2.6, 64)], 4), LIT)
    pen.polygon(envelope, paper)

    def gore(a, b):  # between two meridians
        right = [(x * b, y) for x, y in envelope if x >= 0]
        left = [(x * a, y) for x, y in envelope if x >= 0]
        right, left = sorted(right, key=lambda p: -p[1]), sorted(left, key=lambda p: -p[1])
        return right + left[::-1]

    if pattern in ("gores", "zigzag", "striped"):
        for a, b in ((-1, -0.72), (-0.3, 0.3), (0.72, 1)):
            pen.polygon(gore(a, b), second)
        pen.polygon(gore(0.1, 0.3), dark(second, 0.07))
    if pattern == "zigzag":
        for low in (186, 214):
            top = [(max(-99, min(99, -120 + 15 * i)), low + (16 if i % 2 else 0)) for i in range(17)]
            pen.polygon([*top, *[(x, y - 12) for x, y in reversed(top)]], third)
    if pattern == "bands":
        for y0, y1, c in ((246, 264, second), (196, 232, second), (204, 224, third), (150, 172, second)):
            pen.polygon(within(envelope, y0=y0, y1=y1), c)
        for k in range(5):
            pen.polygon(star_points(-72 + 36 * k, 214, 9), YELLOW if second != YELLOW else PAPER)
    if pattern == "spotted":
        spots(pen, envelope, second, 11, 38)
    rim(pen, envelope, dark(paper, 0.3), 26, -40, opacity=0.28)
    rim(pen, envelope, light(paper, 0.6), 12, 140, opacity=0.5)
    if look.night:
        pen.polygon(within(envelope, y1=120), LIT, opacity=0.35)
    pen.rect(-26, 78, 26, 88, third, round=3)
    for k in range(6):
        pen.polygon(arc(-21 + 8.4 * k, 80, 4.6, 6, 180, 360), second if k % 2 else third)
    weave = (196, 142, 86)
    cut(pen, box(-22, 2, 22, 38, 7, 2), weave, 6, 3)
    for y in (11, 19, 27):
        pen.rect(-21, y, 21, y + 1.6, dark(weave, 0.25))
    for k in range(5):
        x = -16 + 8 * k
        for row in range(3):
            pen.rect(x + (row % 2) * 2 - 3, 5 + row * 8, x + (row % 2) * 2 - 1.6, 10 + row * 8, dark(weave, 0.25))
    pen.rect(-25, 34, 25, 41, dark(weave, 0.3), round=3)
    for x in (-27, 27):
        cut(pen, smooth([(x - 5, 30), (x + 5, 30), (x + 6, 16), (x, 12), (x - 6, 16)], 3), (224, 196, 140), 2)
    pen.ellipse(0, 1.6, 16, 1.6, dark(weave, 0.45))
    snow_on(pen, look, [(-48, 292), (0, 300), (48, 292)], 9)
