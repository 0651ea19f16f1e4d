"""Heads of people: skin, hair, face, and where hats and glasses sit."""

from dataclasses import dataclass

from . import clothes as wardrobe
from .anatomy import BLUSH, MOUTH, cheeks, eye, smile
from .pen import INK, PAPER, dark, light, mix

HAIR = ((52, 44, 50), (78, 54, 44), (122, 78, 50), (176, 108, 58), (222, 172, 92), (196, 88, 48))
GREY_HAIR = ((214, 212, 214), (186, 186, 192), (226, 220, 214))
MEN = ("short", "side", "quiff", "curly", "bald", "buzz", "short", "bun man")
WOMEN = ("long", "bob", "bun", "ponytail", "afro", "braids", "headscarf", "wavy")
BOYS = ("short", "tousled", "curly", "bowl", "quiff")
GIRLS = ("pigtails", "braids", "ponytail", "bob", "puffs", "long")


@dataclass
class Head:
    """A head of radius r around (0, 0) that is turned to the right by `turn` (0 front … 1)."""

    r: float
    skin: tuple
    hair: str = "short"
    hair_colour: tuple = HAIR[0]
    scarf_colour: tuple = (140, 98, 180)
    turn: float = 0.0
    beard: str = ""
    face: str = "smile"
    asleep: bool = False
    lashes: bool = False
    red_nose: bool = False
    white_mouth: bool = False
    trade_hat: object = None  # draws the hat of a trade at the rim: hat(pen, person, x, y, w)

    @property
    def shift(self):
        return self.turn * 0.3 * self.r

    @property
    def eyes(self):
        gap = 0.37 - 0.07 * self.turn
        return [(self.shift - gap * self.r, 0.0), (self.shift + gap * self.r, 0.0)]


def back_hair(pen, head, hatted=False):
    """What hair shows behind the head and shoulders."""
    r, colour = head.r, dark(head.hair_colour, 0.16)
    back = -head.turn * 0.18 * r
    if head.hair in ("long", "wavy"):
        low = -1.75 if head.hair == "long" else -1.5
        pen.blob([(x * r + back, y * r) for x, y in ((-1.0, 0.4), (-1.16, -0.5), (-1.1, low + 0.2),
                  (-0.6, low), (0.6, low), (1.1, low + 0.2), (1.16, -0.5), (1.0, 0.4), (0.6, 0.95),
                  (-0.6, 0.95))], colour)  # fmt: skip
        if head.hair == "wavy":
            for side in (-1, 1):
                for y in (-0.4, -0.9, -1.35):
                    pen.circle(side * 0.98 * r + back, y * r, 0.28 * r, colour)
    elif head.hair == "bob":
        pen.blob([(x * r + back, y * r) for x, y in ((-1.05, 0.4), (-1.22, -0.4), (-1.1, -0.92),
                  (0, -0.85), (1.1, -0.92), (1.22, -0.4), (1.05, 0.4), (0, 1.0))], colour)  # fmt: skip
    elif head.hair == "afro":
        reach = 1.12 if hatted else 1.3
        for x, y, s in ((0, 0.55, 0.9), (-0.7, 0.5, 0.75), (0.7, 0.5, 0.75), (-0.85, -0.1, 0.62),
                        (0.85, -0.1, 0.62), (-0.75, -0.55, 0.5), (0.75, -0.55, 0.5)):  # fmt: skip
            pen.circle(x * r * reach * 0.85 + back, y * r * reach * (0.6 if hatted else 1), s * r * 0.86, colour)
    elif head.hair in ("bun", "tutu bun") and not hatted:
        pen.circle(back * 1.6, 1.16 * r, 0.42 * r, colour)
        pen.circle(back * 1.6 - 0.06 * r, 1.2 * r, 0.3 * r, light(head.hair_colour, 0.08))
    elif head.hair == "low bun" or (head.hair in ("bun", "tutu bun") and hatted):
        pen.circle(-0.95 * r + back, -0.5 * r, 0.38 * r, colour)
    elif head.hair == "ponytail":
        pen.blob([(x * r + back, y * r) for x, y in ((-0.7, 0.7), (-1.3, 0.75), (-1.62, 0.2), (-1.5, -0.6),
                  (-1.25, -0.95), (-1.2, -0.3), (-0.95, 0.2))], colour)  # fmt: skip
    elif head.hair == "pigtails":
        for side in (-1, 1):
            with pen.move(side * 0.98 * r + back, 0.1 * r, mirror=side < 0):
                pen.blob([(0, 0.2 * r), (0.4 * r, 0.3 * r), (0.66 * r, -0.1 * r), (0.6 * r, -0.62 * r),
                          (0.34 * r, -0.8 * r), (0.16 * r, -0.4 * r)], colour)  # fmt: skip
    elif head.hair == "braids":
        for side in (-1, 1):
            for i in range(4):
                pen.ellipse(side * (0.98 + 0.04 * i) * r + back, (-0.45 - 0.36 * i) * r,
                            (0.25 - 0.02 * i) * r, 0.24 * r, mix(colour, head.hair_colour, i % 2))  # fmt: skip
            pen.circle(side * 1.12 * r + back, -1.86 * r, 0.16 * r, (224, 96, 96))
            pen.ellipse(side * 1.14 * r + back, -2.02 * r, 0.13 * r, 0.2 * r, colour)
    elif head.hair == "puffs":
        for side in (-1, 1):
            y = 0.25 if hatted else 0.78
            pen.circle(side * 0.95 * r + back, y * r, 0.52 * r, colour)
            pen.circle(side * 0.99 * r + back, (y + 0.07) * r, 0.4 * r, head.hair_colour)
    elif head.hair == "wig":
        for side in (-1, 1):
            for x, y, s in ((0.95, 0.35, 0.46), (1.15, 0.0, 0.42), (0.95, -0.4, 0.42), (0.7, 0.7, 0.42)):
                pen.circle(side * x * r + back, y * r, s * r, head.hair_colour)
    elif head.hair == "headscarf":
        pen.blob([(x * r, y * r) for x, y in ((-1.08, 0.3), (-1.12, -0.5), (-0.95, -1.25), (-0.4, -1.5),
                                              (0.4, -1.5), (0.95, -1.25), (1.12, -0.5), (1.08, 0.3),
                                              (0.7, 1.0), (0, 1.16), (-0.7, 1.0))],
                 dark(head.scarf_colour, 0.14))  # fmt: skip


def face_and_hair(pen, head, worn, person=None):
    """The head itself with face, front hair and what is worn on it."""
    r, s, skin = head.r, head.shift, head.skin
    hat = wardrobe.first_hat(worn)
    hatted = bool(hat or head.trade_hat)
    shade = dark(skin, 0.12)
    if head.hair != "headscarf":
        for side in (-1, 1):
            if side < 0 or head.turn < 0.3:
                x = side * 0.96 * r + s * 0.5
                pen.ellipse(x, -0.08 * r, 0.2 * r, 0.26 * r, skin)
                pen.ellipse(x + side * 0.02 * r, -0.08 * r, 0.1 * r, 0.15 * r, shade)
    pen.blob([(x * r, y * r) for x, y in ((-0.97, 0.05), (-0.9, -0.45), (-0.55, -0.88), (0, -1.0),
                                          (0.55, -0.88), (0.9, -0.45), (0.97, 0.05), (0.82, 0.62),
                                          (0.4, 0.93), (-0.4, 0.93), (-0.82, 0.62))], skin)  # fmt: skip
    _beard(pen, head)
    cheeks(pen, s, -0.33 * r, (0.56 - 0.04 * head.turn) * r, 0.19 * r, BLUSH if sum(skin) > 420 else (214, 84, 70))
    brow = INK if head.hair in ("bald", "headscarf", "wig") else dark(head.hair_colour, 0.3)
    if sum(head.hair_colour) > 560:
        brow = dark(head.hair_colour, 0.38)
    for i, (x, y) in enumerate(head.eyes):
        eye(pen, x, y, 0.15 * r, closed=head.asleep, lid=INK if sum(head.skin) > 300 else (40, 28, 30))
        side = 2 * i - 1
        pen.line([(x - 0.16 * r, y + (0.27 + 0.02 * side) * r), (x, y + 0.33 * r),
                  (x + 0.16 * r, y + (0.27 - 0.02 * side) * r)], 0.07 * r, brow, smooth=True)  # fmt: skip
        if head.lashes and not head.asleep:
            pen.line([(x + side * 0.1 * r, y + 0.07 * r), (x + side * 0.24 * r, y + 0.15 * r)], 0.055 * r, INK)
    _mouth(pen, head)
    nose = (216, 62, 58) if head.red_nose else mix(dark(skin, 0.1), BLUSH, 0.35)
    size = 0.24 if head.red_nose else 0.12
    pen.ellipse(s * 1.25, -0.2 * r, size * r * 1.05, size * r, nose)
    if head.red_nose:
        pen.circle(s * 1.25 + 0.08 * r, -0.12 * r, 0.07 * r, light(nose, 0.6))
    _front_hair(pen, head, hatted)
    if "glasses" in worn:
        wardrobe.glasses(pen, dark(worn["glasses"], 0.15), [(x, y - 0.02 * r) for x, y in head.eyes], 0.28 * r)
    if hat:
        wardrobe.hat(pen, hat, worn[hat], -0.04 * r * head.turn, (0.56 if hat == "hat" else 0.5) * r, 1.96 * r)
    elif head.trade_hat:
        head.trade_hat(pen, person, -0.04 * r * head.turn, 0.57 * r, 1.94 * r)


def _mouth(pen, head):
    r, s = head.r, head.shift * 1.1
    lips = MOUTH if sum(head.skin) > 330 else (226, 118, 108)
    if head.white_mouth:
        pen.ellipse(s, -0.56 * r, 0.44 * r, 0.24 * r, PAPER)
    if head.asleep:
        pen.ellipse(s, -0.52 * r, 0.09 * r, 0.1 * r, MOUTH)
    elif head.face == "laugh":
        smile(pen, s, -0.44 * r, 0.5 * r, open_mouth=True)
    elif head.face == "grin":
        smile(pen, s + 0.04 * r, -0.5 * r, 0.42 * r, thick=0.085 * r, colour=lips)
    else:
        smile(pen, s, -0.5 * r, 0.34 * r, thick=0.085 * r, colour=lips)


def _beard(pen, head):
    r, s, colour = head.r, head.shift, head.hair_colour
    if head.beard == "full":
        pen.blob([(x * r + s * w, y * r) for x, y, w in ((-0.98, 0.02, 0), (-0.95, -0.55, 0),
                  (-0.55, -1.05, 0), (0, -1.18, 0.3), (0.55, -1.05, 0), (0.95, -0.55, 0), (0.98, 0.02, 0),
                  (0.74, -0.2, 0.5), (0.5, -0.34, 1), (0, -0.3, 1), (-0.5, -0.34, 1), (-0.74, -0.2, 0.5))],
                 colour)  # fmt: skip
        pen.ellipse(s, -0.53 * r, 0.3 * r, 0.13 * r, light(head.skin, 0.05))
    elif head.beard == "goatee":
        pen.ellipse(s, -0.86 * r, 0.28 * r, 0.22 * r, colour)
    if head.beard in ("moustache", "full", "goatee"):
        for side in (-1, 1):
            pen.blob([(s * 1.15, -0.3 * r), (s + side * 0.26 * r, -0.31 * r),
                      (s + side * 0.5 * r, -0.47 * r), (s + side * 0.2 * r, -0.5 * r), (s, -0.4 * r)],
                     light(colour, 0.08))  # fmt: skip


def _front_hair(pen, head, hatted):
    r, colour, kind = head.r, head.hair_colour, head.hair
    top = 0.94 if hatted else 1.0
    s = head.shift / r

    def shape(points, paper=colour):
        pen.blob([(x * r, y * r * (min(1.0, top) if y > 0.9 else 1)) for x, y in points], paper)

    if kind == "bald":
        return
    right = 0.1 if head.turn < 0.3 else 0.36  # a turned head shows no hair before its far ear
    if kind == "headscarf":
        cloth = head.scarf_colour
        shape(((-1.02, -0.3), (-1.1, 0.3), (-0.8, 0.9), (-0.3, 1.14), (0.3, 1.14), (0.8, 0.9), (1.1, 0.3),
               (1.02, -0.3), (0.84 + s * 0.3, -0.1), (0.74 + s * 0.4, 0.42), (0.3 + s, 0.66),
               (-0.3 + s, 0.66), (-0.74 + s, 0.42), (-0.84 + s, -0.1)), cloth)  # fmt: skip
        shape(((-1.02, -0.28), (-0.84 + s, -0.12), (-0.7 + s, -0.62), (0 + s, -1.0),
            (0.7 + s * 0.4, -0.62), (0.84 + s * 0.3, -0.12), (1.02, -0.28), (0.9, -1.0), (0.3, -1.4),
            (-0.3, -1.4), (-0.9, -1.0)), cloth)  # fmt: skip
        pen.line(
            [(-0.6 * r, -1.05 * r), (0, -1.22 * r), (0.66 * r, -0.9 * r)], 0.07 * r, dark(cloth, 0.18), smooth=True
        )
        return
    if kind == "wig":
        return
    if kind in ("grandpa",):
        for side in (-1, 1):
            if side < 0 or head.turn < 0.3:
                pen.ellipse(side * 0.93 * r + s * r * 0.3, 0.2 * r, 0.24 * r, 0.36 * r, colour)
        return
    if kind == "buzz":
        shape(((-0.97, 0.2), (-0.84, 0.66), (-0.42, 0.98), (0.42, 0.98), (0.84, 0.66),
            (0.97, right + 0.1), (0.82 + s * 0.3, right + 0.24), (0.6 + s, 0.58), (-0.6 + s, 0.58),
            (-0.82 + s * 0.5, 0.34)))  # fmt: skip
        return
    # the cap of hair over the skull, with its fringe
    fringe = {
        "side": ((0.86, 0.2), (0.72, 0.5), (0.1, 0.62), (-0.5, 0.42), (-0.72, 0.28), (-0.86, 0.1)),
        "quiff": ((0.86, 0.16), (0.7, 0.52), (0.2, 0.6), (-0.3, 0.6), (-0.7, 0.5), (-0.86, 0.16)),
        "bowl": ((0.9, 0.1), (0.7, 0.26), (0.3, 0.32), (-0.3, 0.32), (-0.7, 0.26), (-0.9, 0.1)),
        "bob": ((0.98, -0.5), (0.78, 0.2), (0.5, 0.4), (0.0, 0.44), (-0.5, 0.4), (-0.78, 0.2), (-0.98, -0.5)),
        "long": ((0.98, -0.6), (0.8, 0.1), (0.5, 0.52), (0.12, 0.72), (-0.4, 0.5), (-0.78, 0.1), (-0.98, -0.6)),
        "wavy": ((0.98, -0.4), (0.78, 0.16), (0.3, 0.5), (-0.3, 0.62), (-0.66, 0.4), (-0.8, 0.1), (-0.98, -0.4)),
        "tousled": ((0.9, 0.1), (0.74, 0.42), (0.42, 0.34), (0.2, 0.5), (-0.06, 0.34), (-0.34, 0.5),
            (-0.7, 0.34), (-0.9, 0.1)),
    }.get(kind, ((0.88, 0.12), (0.7, 0.46), (0.3, 0.6), (-0.2, 0.56), (-0.7, 0.42), (-0.88, 0.12)))  # fmt: skip
    outer = [(-1.02, 0.1), (-0.98, 0.55), (-0.62, 1.0), (0, 1.14), (0.62, 1.0), (0.98, 0.55),
        (1.02 if right < 0.3 else 0.95, right)]  # fmt: skip
    shape([*outer, *[(min(1.0, x + s * (0.9 if abs(x) < 0.75 else 0.2)), max(y,
        right) if x > 0.75 else y) for x, y in fringe]])  # fmt: skip
    if hatted:
        return
    if kind == "quiff":
        shape(((-0.6, 0.8), (-0.5, 1.2), (0.1, 1.36), (0.66, 1.2), (0.78, 0.86), (0.5, 0.66), (0, 0.6),
            (-0.4, 0.6)), light(colour, 0.08))  # fmt: skip
    elif kind in ("curly", "afro"):
        for x, y in ((-0.86, 0.5), (-0.6, 0.86), (-0.22, 1.04), (0.22, 1.06), (0.6, 0.88), (0.88, 0.52),
                     (-0.4, 0.68), (0.05, 0.74), (0.46, 0.66)):  # fmt: skip
            pen.circle((x + s * 0.3) * r, y * r, 0.29 * r, light(colour, 0.05) if y < 0.8 else colour)
    elif kind == "tousled":
        for x, y in ((-0.5, 1.08), (0.05, 1.2), (0.5, 1.06)):
            shape(((x - 0.22, y - 0.2), (x + 0.1, y + 0.16), (x + 0.24, y - 0.2)))
    elif kind == "bun man":
        pen.circle(-0.1 * r, 1.2 * r, 0.3 * r, colour)
    else:
        pen.line(
            [(-0.5 * r, 0.8 * r), (-0.1 * r, 0.96 * r), (0.3 * r, 0.94 * r)], 0.08 * r, light(colour, 0.18), smooth=True
        )
