"""What people hold, and the hats of their trades.

A tool is drawn at the hand: tool(pen, person, hand). A trade's hat is drawn at the rim: hat(pen, person, x, y, w).
"""

from .anatomy import limb
from .pen import INK, METAL, PAPER, WOOD, dark, light

GOLD = (244, 208, 104)
SPRUCE = (222, 150, 78)


def _off_the_ground(p, hand, room):
    """The hand, lifted where what hangs `room` below it would sink into the ground."""
    ground = -p.thick * 0.9 if p.pose in ("sitting", "sleeping") else -p.leg
    return hand[0], max(hand[1], ground + room)


def handbag(pen, p, hand):
    """A little bag hanging from the hand."""
    (x, y), u = _off_the_ground(p, hand, 16 * p.unit), p.unit
    colour = dark(p.outfit.main, 0.35)
    pen.line(
        [(x - 3 * u, y - 6 * u), (x, y + 0.5 * u), (x + 3 * u, y - 6 * u)], 1.3 * u, dark(colour, 0.2), smooth=True
    )
    pen.blob([(x - 6 * u, y - 15 * u), (x + 6 * u, y - 15 * u), (x + 5 * u, y - 6 * u), (x - 5 * u, y - 6 * u)], colour)
    pen.circle(x, y - 7.4 * u, 1.3 * u, GOLD)


def shopping(pen, p, hand):
    """A paper bag with bread and greens."""
    (x, y), u = _off_the_ground(p, hand, 12 * p.unit), p.unit
    bag = (214, 178, 132)
    limb(pen, [(x - 1 * u, y), (x + 2.4 * u, y + 10 * u)], (3.4 * u, 3 * u), (224, 164, 92))
    pen.circle(x + 4.4 * u, y + 3 * u, 2.6 * u, (96, 160, 88))
    pen.circle(x + 2 * u, y + 3.6 * u, 2 * u, (118, 178, 98))
    pen.polygon(
        [(x - 5.6 * u, y - 10 * u), (x + 6 * u, y - 10 * u), (x + 6.8 * u, y + 3 * u), (x - 6 * u, y + 3 * u)], bag
    )
    pen.polygon(
        [(x + 3 * u, y - 10 * u), (x + 6 * u, y - 10 * u), (x + 6.8 * u, y + 3 * u), (x + 3.4 * u, y + 3 * u)],
        dark(bag, 0.14),
    )


def ice_cream(pen, p, hand):
    """A cone with two scoops."""
    (x, y), u = hand, p.unit
    pen.polygon([(x, y - 3 * u), (x - 2.8 * u, y + 6 * u), (x + 3.8 * u, y + 6 * u)], (222, 164, 96))
    pen.circle(x + 0.5 * u, y + 7.6 * u, 3.6 * u, (246, 168, 184))
    pen.circle(x + 0.5 * u, y + 11.6 * u, 3.0 * u, (252, 240, 214))
    pen.circle(x + 0.5 * u, y + 14.8 * u, 1.1 * u, (214, 66, 58))


def cane(pen, p, hand):
    """A walking stick down to the ground."""
    (x, y), u = hand, p.unit
    if p.pose in ("sitting", "sleeping"):
        return
    ground = -p.leg * p.way.hip + 1.2 * u
    pen.line([(x - 4.4 * u, y + 2 * u), (x - 2.4 * u, y + 4 * u), (x, y + 2 * u), (x + 0.6 * u, ground)], 1.9 * u, WOOD)


def ladle(pen, p, hand):
    """A ladle held up."""
    (x, y), u = hand, p.unit
    pen.line([(x - 1 * u, y - 5 * u), (x + 3 * u, y + 15 * u)], 1.7 * u, METAL)
    pen.blob([(x - 2.5 * u, y + 19 * u), (x + 9 * u, y + 17 * u), (x + 7.5 * u, y + 13 * u),
              (x + 3 * u, y + 12.4 * u), (x - 1 * u, y + 14.6 * u)], METAL)  # fmt: skip
    pen.ellipse(x + 3.2 * u, y + 18 * u, 5.8 * u, 2 * u, dark(METAL, 0.3), turn=-10)


def hose(pen, p, hand):
    """A water hose with its nozzle, rolled over the arm."""
    (x, y), u = _off_the_ground(p, hand, 18 * p.unit), p.unit
    red = (206, 72, 56)
    for i in (1, 0):
        pen.ellipse(x - 1 * u, y - 7 * u, (8.5 - 2 * i) * u, (10 - 2.4 * i) * u, red if i == 0 else dark(red, 0.2))
    pen.ellipse(x - 1 * u, y - 7 * u, 4 * u, 5.2 * u, dark(p.outfit.legs, 0.1))
    limb(pen, [(x + 2 * u, y - 1 * u), (x + 8 * u, y + 3 * u),
        (x + 13 * u, y + 7 * u)], (2.6 * u, 3 * u, 4.4 * u), GOLD)  # fmt: skip


def letter(pen, p, hand):
    """A letter with a heart for a seal."""
    (x, y), u = hand, p.unit
    with pen.move(x + 2 * u, y + 3 * u, turn=12, scale=u):
        pen.rect(-6, -4.5, 8, 5, PAPER, round=0.6)
        pen.polygon([(-6, 5), (1, -0.6), (8, 5)], dark(PAPER, 0.14))
        pen.circle(1, 0.2, 1.5, (214, 66, 58))


def mail_bag(pen, p):
    """A shoulder bag with letters at the left hip."""
    u, t = p.unit, p.trunk
    x, y = -p.half * 0.8, t * 0.02
    colour = (158, 106, 68)
    pen.line([(p.half * 0.5, t * 0.95), (x - 2 * u, y + 6 * u)], 2.6 * u, dark(colour, 0.25))
    pen.polygon(
        [(x - 5 * u, y + 4 * u), (x - 3 * u, y + 13 * u), (x + 5 * u, y + 12 * u), (x + 5 * u, y + 4 * u)], PAPER
    )
    pen.polygon(
        [(x, y + 4 * u), (x + 1 * u, y + 11 * u), (x + 8 * u, y + 10 * u), (x + 7 * u, y + 3 * u)],
        light((242, 200, 110), 0.3),
    )
    pen.rect(x - 8 * u, y - 9 * u, x + 9 * u, y + 7.5 * u, colour, round=2.4 * u)
    pen.blob(
        [(x - 8 * u, y + 7 * u), (x + 9 * u, y + 7 * u), (x + 8 * u, y), (x + 0.5 * u, y - 2.4 * u), (x - 7 * u, y)],
        dark(colour, 0.18),
    )
    pen.circle(x + 0.5 * u, y - 1 * u, 1.2 * u, GOLD)


def stethoscope(pen, p):
    """Around the neck, down the chest."""
    u, t, w = p.unit, p.trunk, p.half * 0.4
    colour = p.outfit.worn["stethoscope"]
    pen.line([(-w * 0.7, t + 1.4 * u), (-w * 1.1, t * 0.84), (-w * 0.5, t * 0.62), (0, t * 0.52)], 1.5 * u,
             colour, smooth=True)  # fmt: skip
    pen.line(
        [(w * 0.7, t + 1.4 * u), (w * 1.1, t * 0.84), (w * 0.6, t * 0.64), (0, t * 0.52)], 1.5 * u, colour, smooth=True
    )
    pen.line([(0, t * 0.52), (w * 0.1, t * 0.4), (w * 0.7, t * 0.32)], 1.5 * u, colour, smooth=True)
    pen.circle(w * 0.8, t * 0.3, 2.5 * u, METAL)
    pen.circle(w * 0.8, t * 0.3, 1.4 * u, dark(METAL, 0.25))


def guitar(pen, p, hand):
    """A guitar across the belly."""
    u, t = p.unit, p.trunk
    with pen.move(p.half * 0.15, t * 0.28, turn=-24, scale=u * 1.05):
        pen.rect(-31, 2.1, 2, 5.1, dark(WOOD, 0.35), round=1)
        pen.polygon([(-38, 1), (-37.4, 6.4), (-30, 5.4), (-30, 1.8)], dark(WOOD, 0.5))
        for i in range(3):
            pen.circle(-36.4 + i * 2.3, 7.2, 0.9, METAL)
            pen.circle(-36.4 + i * 2.3, 0.2, 0.9, METAL)
        pen.blob([(-8, 8), (-2, 10), (3, 8.6), (9, 12), (17, 10), (20, 3.6), (17, -3), (9, -5), (3, -1.4),
                  (-2, -3), (-8, -0.8), (-10, 3.6)], dark(SPRUCE, 0.28))  # fmt: skip
        pen.blob([(-7, 7.4), (-2, 9), (3, 7.6), (9, 10.6), (16, 8.8), (18.6, 3.6), (16, -1.8), (9, -3.6),
                  (3, -0.6), (-2, -2), (-7, -0.2), (-9, 3.6)], SPRUCE)  # fmt: skip
        pen.circle(1.6, 3.6, 3.2, dark(WOOD, 0.5))
        pen.rect(10, 0.8, 12, 6.4, dark(WOOD, 0.45), round=0.6)
        for y in (2.8, 3.6, 4.4):
            pen.line([(-30, y), (11, y)], 0.35, PAPER)
        pen.ellipse(-24, 4.4, 2.2, 2.8, p.head.skin)


def violin(pen, p, hand):
    """A violin under the chin, its bow in the near hand."""
    u, t = p.unit, p.trunk
    varnish = (176, 92, 52)
    with pen.move(-p.half * 0.35, t * 0.9, turn=-8, scale=u):
        pen.rect(-25, -1.2, -8, 1.2, dark(WOOD, 0.55), round=0.8)
        pen.circle(-25.5, 0.4, 1.9, dark(varnish, 0.3))
        pen.blob([(-10, 3.8), (-5, 5), (-2, 3.2), (3, 5.6), (8, 4), (9, 0), (8, -4), (3, -5.6), (-2, -3.2),
                  (-5, -5), (-10, -3.8), (-11.6, 0)], dark(varnish, 0.25))  # fmt: skip
        pen.blob([(-9.4, 3), (-5, 4.2), (-2, 2.5), (3, 4.7), (7.2, 3.4), (8, 0), (7.2, -3.4), (3, -4.7),
                  (-2, -2.5), (-5, -4.2), (-9.4, -3), (-10.6, 0)], varnish)  # fmt: skip
        pen.rect(-14, -0.8, -3, 0.8, dark(WOOD, 0.6))
        for y in (-2.4, 2.4):
            pen.line([(-2.6, y), (0.8, y)], 0.7, INK)
        pen.line([(-1, -2.4), (-1, 2.4)], 0.8, PAPER)
    x, y = hand
    start = (-p.half * 0.75, t * 0.98)
    pen.line([(x + 1.5 * u, y), start], 1.0 * u, dark(WOOD, 0.4))
    pen.line([(x + 1 * u, y + 1.8 * u), (start[0], start[1] + 1.4 * u)], 0.5 * u, PAPER)


def brush_and_palette(pen, p, hand):
    """A palette on the far hand, a brush in the near one."""
    u = p.unit
    far = p.far_hand
    with pen.move(far[0] - 2 * u, far[1] + 1 * u, turn=-10, scale=u):
        pen.blob([(-12, 1), (-9, 7), (0, 8.5), (8, 5), (9, -1), (5, -3), (2, -6), (-6, -6.5)], (226, 182, 126))
        for x, y, paper in ((-8, 1.6, (214, 66, 58)), (-5.6, 5, (248, 202, 76)), (-0.6, 6, (96, 160, 88)),
                            (4.4, 3.6, (72, 132, 204)), (-5.4, -2.8, (140, 98, 180))):  # fmt: skip
            pen.circle(x, y, 1.9, paper)
        pen.circle(2.6, -0.6, 1.4, dark((226, 182, 126), 0.4))
    x, y = hand
    pen.line([(x - 2 * u, y - 5 * u), (x + 3.6 * u, y + 10 * u)], 1.5 * u, WOOD)
    pen.line([(x + 3.4 * u, y + 9.4 * u), (x + 4.4 * u, y + 12 * u)], 2 * u, METAL)
    pen.blob([(x + 3.2 * u, y + 12.4 * u), (x + 4.2 * u, y + 15 * u), (x + 6.8 * u, y + 18 * u),
              (x + 6.4 * u, y + 14 * u), (x + 5.4 * u, y + 11.6 * u)], (214, 66, 58))  # fmt: skip


def hay_fork(pen, p, hand):
    """A fork as tall as its farmer."""
    x, u = hand[0], p.unit
    if p.pose in ("sitting", "sleeping"):
        return
    ground = -p.leg * p.way.hip + 1.5 * u
    top = ground + 76 * u
    pen.line([(x + 1 * u, ground), (x + 1 * u, top)], 2.1 * u, WOOD)
    pen.line([(x - 4.6 * u, top + 15 * u), (x - 4.4 * u, top + 4 * u), (x + 1 * u, top),
              (x + 6.4 * u, top + 4 * u), (x + 6.6 * u, top + 15 * u)], 1.6 * u, dark(METAL, 0.25),
             smooth=True)  # fmt: skip
    pen.line([(x + 1 * u, top), (x + 1 * u, top + 16 * u)], 1.6 * u, dark(METAL, 0.25))


def doctor_bag(pen, p, hand):
    """A doctor's bag with a heart."""
    (x, y), u = _off_the_ground(p, hand, 15 * p.unit), p.unit
    colour = (130, 84, 62)
    pen.line([(x - 3 * u, y - 4 * u), (x - 2.4 * u, y + 0.6 * u), (x + 2.4 * u, y + 0.6 * u),
              (x + 3 * u, y - 4 * u)], 1.6 * u, dark(colour, 0.3))  # fmt: skip
    pen.blob([(x - 8 * u, y - 14 * u), (x + 8 * u, y - 14 * u), (x + 7.6 * u, y - 7 * u),
              (x + 5 * u, y - 3 * u), (x - 5 * u, y - 3 * u), (x - 7.6 * u, y - 7 * u)], colour)  # fmt: skip
    pen.line([(x - 6.6 * u, y - 5.6 * u), (x + 6.6 * u, y - 5.6 * u)], 1.1 * u, GOLD)
    pen.blob([(x, y - 13 * u), (x - 3 * u, y - 9.8 * u), (x - 1.6 * u, y - 8 * u), (x, y - 9 * u),
              (x + 1.6 * u, y - 8 * u), (x + 3 * u, y - 9.8 * u)], (232, 96, 96))  # fmt: skip


def police_cap(pen, p, x, y, w):
    """A peaked cap with a badge."""
    navy = dark(p.outfit.main, 0.3)
    with pen.move(x, y, scale=w):
        pen.blob(
            [(-0.5, 0.08), (-0.66, 0.34), (-0.5, 0.48), (0, 0.56), (0.5, 0.48), (0.66, 0.34), (0.5, 0.08), (0, 0.04)],
            light(navy, 0.14),
        )
        pen.blob([(-0.52, -0.04), (-0.52, 0.16), (0, 0.12), (0.52, 0.16), (0.52, -0.04), (0, -0.08)], dark(navy, 0.3))
        pen.blob([(-0.5, -0.03), (-0.3, -0.13), (0, -0.17), (0.3, -0.13), (0.5, -0.03), (0, -0.04)], INK)
        pen.polygon([(-0.1, 0.36), (0, 0.42), (0.1, 0.36), (0.08, 0.2), (0, 0.14), (-0.08, 0.2)], GOLD)


def mail_cap(pen, p, x, y, w):
    """A round cap with a letter for a badge."""
    with pen.move(x, y, scale=w):
        pen.blob(
            [(-0.52, 0.0), (-0.52, 0.3), (-0.36, 0.4), (0, 0.43), (0.36, 0.4), (0.52, 0.3), (0.52, 0.0), (0, -0.05)],
            dark(p.outfit.main, 0.12),
        )
        pen.ellipse(0, 0.34, 0.5, 0.11, light(p.outfit.main, 0.15))
        pen.blob(
            [(-0.52, -0.03), (-0.3, -0.13), (0, -0.17), (0.3, -0.13), (0.52, -0.03), (0, -0.03)],
            dark(p.outfit.main, 0.5),
        )
        pen.rect(-0.12, 0.04, 0.12, 0.2, PAPER, round=0.02)
        pen.line([(-0.11, 0.19), (0, 0.11), (0.11, 0.19)], 0.03, dark(PAPER, 0.4))


def fire_helmet(pen, p, x, y, w):
    """A helmet with a crest and a shield."""
    red = (210, 62, 52) if p.outfit.main[1] > 90 or p.outfit.main[0] < 150 else (246, 202, 80)
    with pen.move(x, y, scale=w):
        pen.blob(
            [(-0.5, 0.0), (-0.48, 0.32), (-0.28, 0.56), (0, 0.62), (0.28, 0.56), (0.48, 0.32), (0.5, 0.0), (0, -0.04)],
            red,
        )
        pen.blob([(-0.1, 0.0), (-0.1, 0.6), (0, 0.7), (0.1, 0.6), (0.1, 0.0)], dark(red, 0.18))
        pen.blob(
            [(-0.68, -0.06), (-0.4, 0.06), (0, 0.08), (0.4, 0.06), (0.68, -0.06), (0.4, -0.1), (0, -0.1), (-0.4, -0.1)],
            dark(red, 0.28),
        )
        pen.polygon(
            [(-0.16, 0.38), (0, 0.44), (0.16, 0.38), (0.13, 0.12), (0, 0.03), (-0.13, 0.12)],
            GOLD if red[1] < 150 else (214, 66, 58),
        )


def toque(pen, p, x, y, w):
    """A cook's tall white hat."""
    white = (252, 249, 243)
    with pen.move(x, y, scale=w):
        for px, py, r in ((-0.36, 0.56, 0.26), (0.36, 0.56, 0.26), (-0.14, 0.7, 0.28), (0.16, 0.7, 0.28)):
            pen.circle(px, py, r, dark(white, 0.07))
        pen.blob([(-0.46, 0.0), (-0.46, 0.4), (0, 0.5), (0.46, 0.4), (0.46, 0.0), (0, -0.05)], white)
        for px, py, r in ((-0.36, 0.58, 0.22), (0.36, 0.58, 0.22), (-0.13, 0.72, 0.24), (0.15, 0.72, 0.24),
                          (0, 0.55, 0.3)):  # fmt: skip
            pen.circle(px, py, r, white)
        for px in (-0.2, 0.02, 0.24):
            pen.line([(px, 0.24), (px * 1.1, 0.5)], 0.035, dark(white, 0.14))
        pen.blob([(-0.5, -0.04), (-0.49, 0.2), (0, 0.15), (0.49, 0.2), (0.5, -0.04), (0, -0.09)], dark(white, 0.1))


def beret(pen, p, x, y, w):
    """A beret, worn to one side."""
    colour = (178, 58, 62) if p.outfit.main[0] < 220 or p.outfit.main[1] > 150 else (66, 92, 140)
    with pen.move(x, y, turn=8, scale=w):
        pen.blob([(-0.64, 0.16), (-0.56, 0.38), (-0.1, 0.5), (0.4, 0.36), (0.54, 0.08), (0.3, -0.02),
                  (-0.1, 0.0), (-0.48, 0.02)], colour)  # fmt: skip
        pen.blob(
            [(-0.5, 0.0), (-0.2, 0.06), (0.3, 0.04), (0.54, 0.05), (0.3, -0.05), (-0.2, -0.06)], dark(colour, 0.28)
        )
        pen.blob([(-0.46, 0.24), (-0.3, 0.38), (-0.04, 0.4), (-0.2, 0.28)], light(colour, 0.22))
        pen.line([(-0.06, 0.46), (-0.02, 0.56)], 0.06, colour)


def straw_hat(pen, p, x, y, w):
    """A wide hat of straw with a ribbon."""
    straw = (236, 198, 112)
    with pen.move(x, y, scale=w):
        pen.ellipse(0, -0.0, 0.92, 0.16, dark(straw, 0.28))
        pen.blob([(-0.42, 0.0), (-0.4, 0.34), (-0.2, 0.5), (0.2, 0.5), (0.4, 0.34), (0.42, 0.0), (0, -0.05)], straw)
        pen.blob([(-0.44, 0.02), (-0.43, 0.17), (0, 0.12), (0.43, 0.17), (0.44, 0.02), (0, -0.05)], (206, 84, 66))
        pen.blob([(-0.94, 0.06), (-0.5, 0.03), (0, -0.04), (0.5, 0.03), (0.94, 0.06), (0.66, -0.12),
                  (0, -0.19), (-0.66, -0.12)], light(straw, 0.22))  # fmt: skip
        for px in (-0.6, -0.2, 0.2, 0.6):
            pen.line([(px, -0.11), (px + 0.14, -0.12)], 0.03, dark(straw, 0.12))


def little_hat(pen, p, x, y, w):
    """A clown's small pointed hat."""
    with pen.move(x + w * 0.16, y + w * 0.16, turn=-14, scale=w):
        pen.polygon([(-0.26, 0), (0.02, 0.66), (0.26, 0)], p.outfit.main)
        pen.circle(-0.04, 0.16, 0.07, PAPER)
        pen.circle(0.08, 0.3, 0.06, PAPER)
        pen.circle(0.02, 0.68, 0.11, (214, 66, 58))
