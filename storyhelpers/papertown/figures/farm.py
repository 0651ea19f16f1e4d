"""Horse, cow, sheep and bear."""

import math

from .anatomy import NOSE_PINK, cheeks, eye, limb, smile
from .beasts import Build, Fur, head_wear, lie, sit, stand
from .pen import INK, PAPER, dark, light, mix

HOOF = (74, 60, 58)


def _on_feet(pen, look, fur, head, build, **more):
    if look.pose in ("sleeping", "sitting"):
        lie(pen, fur, head, build, **more)
    else:
        stand(pen, fur, head, build, look.pose, **more)


def horse(pen, look):
    """A horse, 120 high to its ears."""
    fur = Fur.of(look)
    colour = look.colour
    fur.mane = dark(colour, 0.5) if sum(colour) > 330 else light(colour, 0.3)
    if sum(colour) > 600:
        fur.mane = (214, 190, 150)
    fur.blaze = look.rng.random() < 0.6

    def tail(pen, fur):
        pen.blob([(1.4, 2.4), (-2.2, 3.4), (-5.4, 0.6), (-6.4, -5.4), (-5.6, -11), (-4.0, -7.6),
                  (-3.0, -9.4), (-2.0, -4), (0.6, 0)], fur.mane)  # fmt: skip
        pen.line([(-0.6, 2), (-3.6, 0), (-4.4, -6)], 0.6, light(fur.mane, 0.15), smooth=True)

    build = Build(leg=15.5, half=11.8, deep=10.2, thick=3.2, head=(17.6, 35.0), chin=(13.6, 25.4),
        neck=8.2, hoof=HOOF, collar=10)  # fmt: skip
    with pen.move(scale=2.7):
        _on_feet(pen, look, fur, horse_head, build, tail=tail)


def horse_head(pen, fur):
    """In profile to the right, with its mane down the neck."""
    colour = fur.colour
    mane = [(1.0, 7.4), (-2.8, 5.4), (-6.2, 0.6), (-9.4, -5.4), (-12.2, -9.6), (-8.2, -9.8),
        (-6.4, -7.0), (-5.0, -6.4), (-3.4, -2.4), (-1.4, 0.6), (0.4, 3)]  # fmt: skip
    pen.blob(mane, fur.mane)
    pen.blob([(0.2, 5.0), (0.4, 9.6), (1.6, 10.2), (3.2, 5.0)], dark(colour, 0.16))
    pen.blob([(-3.4, 2.4), (-0.6, 5.8), (3.4, 5.4), (6.6, 1.6), (10.0, -2.6), (10.8, -5.6), (9.0, -7.6),
              (6.0, -7.0), (2.4, -4.6), (-1.2, -4.4), (-4.2, -3)], colour)  # fmt: skip
    if fur.blaze:
        pen.blob([(4.2, 4.4), (6.2, 2.4), (8.4, -0.4), (8.0, -1.2), (5.6, 1.0), (3.8, 3.2)], PAPER)
    pen.blob(
        [(7.6, -1.4), (10.0, -2.8), (10.8, -5.6), (9.0, -7.6), (6.4, -6.9), (6.6, -4)], mix(fur.soft, NOSE_PINK, 0.25)
    )
    pen.ellipse(9.0, -3.9, 0.55, 0.75, dark(fur.soft, 0.55))
    pen.line([(9.8, -6.2), (8.2, -5.9), (7.2, -5.3)], 0.45, dark(fur.soft, 0.55), smooth=True)
    pen.blob([(-1.6, 4.6), (-2.0, 9.0), (-0.8, 10.2), (1.0, 8.4), (1.8, 4.8)], colour)
    pen.blob([(-0.9, 5.2), (-1.2, 8.2), (-0.5, 9.0), (0.5, 7.8), (0.9, 5.2)], mix(NOSE_PINK, colour, 0.4))
    pen.blob([(1.6, 7.6), (3.8, 6.4), (4.4, 3.4), (3.0, 2.8), (2.2, 4.2), (0.8, 3.8), (-0.6, 5.6)], fur.mane)
    pen.line([(-2.0, 4.4), (-5.4, -1), (-8.6, -6)], 0.6, light(fur.mane, 0.15), smooth=True)
    eye(pen, 3.4, 1.4, 1.25, closed=fur.asleep, tall=1.2, lid=fur.lid)
    pen.ellipse(2.4, -2.2, 1.7, 1.2, (240, 120, 116), opacity=0.4)
    head_wear(pen, fur, [(3.4, 1.4)], 2.1, 0.6, 5.4, 8.4, tilt=-14)


def cow(pen, look):
    """A cow, 95 high to its horns."""
    fur = Fur.of(look, soft=(244, 186, 178))
    colour = look.colour
    patch = fur.mark if sum(colour) < 620 else (74, 64, 66)
    if sum(colour) < 260:
        patch = PAPER
    fur.mark, fur.patch = patch, fur.pattern in ("", "spotted")
    spread = look.rng.uniform(-1.5, 1.5)

    def over(pen, fur, shape):
        if fur.patch:
            pen.blob([(-10 + spread, 11.6), (-5 + spread, 12.2), (-3.4 + spread, 8.6), (-6 + spread, 5),
                      (-9 + spread, 6.4), (-11 + spread, 8.6)], patch)  # fmt: skip
            pen.blob([(1.6 + spread, 11.8), (6.4 + spread, 12), (7.6, 8.4), (4.6, 6.4), (1.2 + spread, 8)], patch)
            pen.blob([(-2, 3.4), (1.6, 4.6), (2.4, 1.6), (-1, 0.6)], patch)

    def tail(pen, fur):
        pen.line([(1, 2.6), (-2.6, 2.0), (-3.6, -3), (-3.2, -7)], 1.2, dark(fur.colour, 0.1), smooth=True)
        pen.blob([(-3.3, -6), (-4.6, -9.4), (-3.2, -11), (-1.8, -9.2)], patch)

    build = Build(leg=10.0, half=13.4, deep=12.4, thick=4.0, head=(16.0, 24.0), chin=(14.4, 13.2),
        neck=9, hoof=HOOF, collar=11)  # fmt: skip
    with pen.move(scale=2.84):
        if look.pose not in ("sleeping", "sitting"):
            pen.ellipse(-5.6, 10.0, 3.6, 2.4, (240, 170, 168))
        _on_feet(pen, look, fur, cow_head, build, tail=tail, over=over)


def cow_head(pen, fur):
    """Horns, wide ears, a broad pink muzzle."""
    colour = fur.colour
    for side in (-1, 1):
        if fur.hat not in ("hat", "cap"):
            limb(pen, [(side * 3.6, 5.6), (side * 5.4, 7.6), (side * 4.9, 9.8)], (2.4, 1.9, 0.8), (240, 226, 196))
        pen.blob(
            [(side * 4.6, 4.4), (side * 9.4, 5.8), (side * 11.6, 3.4), (side * 9.4, 1.2), (side * 5.4, 1.4)],
            dark(colour, 0.12) if sum(colour) < 620 else fur.mark,
        )
        pen.blob([(side * 6.0, 3.6), (side * 9.2, 4.4), (side * 10.4, 3.2), (side * 8.8, 2.2)], NOSE_PINK)
    pen.blob(
        [(-6.2, 4), (-6.6, -1), (-5.6, -5.6), (0, -8), (5.6, -5.6), (6.6, -1), (6.2, 4), (3.4, 7), (-3.4, 7)], colour
    )
    if fur.patch:
        pen.blob([(1.2, 6.6), (4.4, 6), (6.4, 2.6), (6.4, -1.4), (3.2, -1.8), (1.4, 2)], fur.mark)
    pen.blob(
        [(-7.0, -4.8), (-5.4, -8.4), (0, -9.6), (5.4, -8.4), (7.0, -4.8), (4.6, -2.6), (0, -2.2), (-4.6, -2.6)],
        fur.soft,
    )
    for side in (-1, 1):
        pen.ellipse(side * 2.9, -4.9, 0.75, 1.0, dark(fur.soft, 0.45), turn=side * 15)
    smile(pen, 0, -6.8, 4.2, thick=0.5, colour=dark(fur.soft, 0.5))
    eyes = [(-3.3, 1.4), (3.3, 1.4)]
    for x, y in eyes:
        on_dark = sum(colour) < 330 or (fur.patch and x > 0 and sum(fur.mark) < 330)
        if on_dark and not fur.asleep:
            pen.ellipse(x, y, 1.75, 2.05, PAPER)
        eye(pen, x, y, 1.4, closed=fur.asleep, tall=1.2, lid=fur.lid)
    cheeks(pen, 0, -1.9, 5.3, 1.2)
    if fur.hat != "cap":
        pen.blob([(-2.4, 6.6), (0, 8.4), (2.4, 6.6), (1.2, 4.2), (0, 5.2), (-1.2, 4.2)], dark(colour, 0.14))
    head_wear(pen, fur, eyes, 2.4, 0, 5.4, 9.6)


def sheep(pen, look):
    """A woolly sheep, 58 high."""
    fur = Fur.of(look)
    wool = look.colour
    fur.wool = wool
    face = (86, 74, 78) if sum(wool) > 400 else (244, 226, 206)
    if look.rng.random() < 0.3 and sum(wool) > 600:
        face = (246, 214, 190)
    fur.face = face
    rng = look.rng
    body = Fur(face, "", look.clothes, rng, look.pose == "sleeping", face, face, dark(face, 0.3))
    body.wool, body.face = wool, face

    def over(pen, fur, shape):
        shade = dark(wool, 0.1)
        ring = [(math.cos(i * math.pi / 6.5) * 12.2, 6 + math.sin(i * math.pi / 6.5) * 6.6) for i in range(13)]
        for x, y in ring:
            pen.circle(x, y - 0.7, 4.3, shade)
        for x, y in ring:
            pen.circle(x, y, 4.1, wool)
        pen.ellipse(0, 6, 12.4, 7.4, wool)
        mark = dark(wool, 0.12) if look.pattern == "" else fur.mark if look.pattern == "tabby" else dark(wool, 0.4)
        if look.pattern in ("striped", "tabby"):
            for x in (-8, -4, 0, 4, 8):
                pen.line([(x, 11.5), (x - 0.6, 6), (x, 1.5)], 1.5, mark, smooth=True)
        for x, y in ((-8, 8.4), (-3, 4), (2.4, 9), (6.6, 4.6), (-7.4, 2.6), (-1.4, 11)):
            if look.pattern == "spotted":
                pen.circle(x, y, 1.5, mark)
            else:
                pen.line([(x - 1.6, y + 0.5), (x - 0.6, y - 0.8), (x + 0.8, y - 0.6), (x + 1.2, y + 0.6)],
                         0.7, dark(wool, 0.12), smooth=True)  # fmt: skip

    def tail(pen, fur):
        pen.circle(-2.0, 0.6, 2.8, dark(wool, 0.08))

    build = Build(leg=9.6, half=10.4, deep=11.4, thick=2.9, head=(14.0, 21.4), chin=(13.0, 12.2), neck=6,
        hoof=dark(face, 0.4), collar=9, thighs=False, haunch=dark(wool, 0.04), rest=3.0)  # fmt: skip
    with pen.move(scale=1.86):
        _on_feet(pen, look, body, sheep_head, build, tail=tail, over=over)


def sheep_head(pen, fur):
    """A long face under a tuft of wool."""
    face, wool = fur.face, fur.wool
    for side in (-1, 1):
        pen.blob(
            [(side * 4, 2.6), (side * 8.4, 2.4), (side * 9.8, 0.2), (side * 8, -0.8), (side * 4.6, -0.2)],
            dark(face, 0.12),
        )
        pen.blob([(side * 5.4, 1.8), (side * 8, 1.6), (side * 8.8, 0.4), (side * 7.4, 0.1)], mix(NOSE_PINK, face, 0.35))
    pen.blob([(-5.4, 3), (-5.4, -2), (-4.0, -6.4), (0, -8.4), (4.0, -6.4), (5.4, -2), (5.4, 3), (0, 6)], face)
    for x, y, r in ((-4.2, 4.6, 2.7), (4.2, 4.6, 2.7), (-1.8, 6.6, 2.8), (1.9, 6.6, 2.8), (0, 4.6, 3.0)):
        pen.circle(x, y, r, wool)
    pale = sum(face) < 330
    eyes = [(-2.6, 0.2), (2.6, 0.2)]
    for x, y in eyes:
        if pale and not fur.asleep:
            pen.ellipse(x, y, 1.75, 2.1, PAPER)
        eye(pen, x + (0.2 if pale else 0), y, 1.3, closed=fur.asleep, tall=1.2, lid=fur.lid)
    cheeks(pen, 0, -3.2, 3.6, 1.2)
    pen.blob([(-1.3, -4.8), (0, -4.5), (1.3, -4.8), (0, -6)], NOSE_PINK)
    smile(pen, 0, -6.4, 2.4, thick=0.45, colour=light(face, 0.5) if pale else dark(face, 0.5))
    head_wear(pen, fur, eyes, 2.2, 0, 6.0, 9.4)


def bear(pen, look):
    """A bear; sitting it is 80 high."""
    fur = Fur.of(look)

    def tail(pen, fur):
        pen.circle(-1.0, 1.6, 2.4, fur.colour)

    with pen.move(scale=2.42):
        if look.pose in ("walking", "running", "standing", "jumping"):
            build = Build(leg=8.4, half=12.6, deep=13.2, thick=5.6, head=(14.6, 22.8), chin=(13.0, 12.6),
                neck=10, hump=1.2, collar=12)  # fmt: skip
            stand(pen, fur, bear_head, build, look.pose, tail=tail)
        elif look.pose == "sleeping":
            build = Build(leg=8.4, half=13, deep=13.2, thick=5.2, head=(14.4, 19.4), chin=(13.0, 9.6),
                neck=10, hump=1.0, collar=12)  # fmt: skip
            lie(pen, fur, bear_head, build, tail=tail)
        else:
            sit(pen, fur, bear_head, fat=1.14, neck_at=22.6, bib=True)


def bear_head(pen, fur):
    """Round ears, a light muzzle."""
    colour = fur.colour
    for side in (-1, 1):
        x, y = side * (9.2 if fur.hat else 7.2), 5.0 if fur.hat else 6.4
        pen.circle(x, y, 3.5, colour)
        pen.circle(x, y - 0.2, 2.1, mix(fur.soft, NOSE_PINK, 0.4))
    pen.blob([(-10, -0.4), (-9.6, -4.6), (-6, -8.2), (0, -9.2), (6, -8.2), (9.6, -4.6), (10, -0.4),
              (8.4, 5), (4.4, 8), (0, 8.6), (-4.4, 8), (-8.4, 5)], colour)  # fmt: skip
    if fur.pattern == "spotted":
        pen.ellipse(4.2, 0.8, 3.4, 3.8, fur.mark)
    pen.ellipse(0, -4.4, 5.0, 4.0, fur.soft)
    eyes = [(-4.3, 0.8), (4.3, 0.8)]
    for x, y in eyes:
        if sum(colour) < 330 and not fur.asleep:
            pen.ellipse(x, y, 2.0, 2.3, light(colour, 0.3))
        eye(pen, x, y, 1.6, closed=fur.asleep, tall=1.2, lid=fur.lid)
    cheeks(pen, 0, -3.0, 7.2, 1.6)
    pen.blob([(-2.1, -2.0), (0, -1.5), (2.1, -2.0), (1.2, -3.9), (0, -4.3), (-1.2, -3.9)], INK)
    pen.ellipse(-0.6, -2.2, 0.7, 0.4, light(INK, 0.5))
    pen.line([(0, -4.2), (0, -5.4)], 0.5, dark(fur.soft, 0.6))
    smile(pen, 0, -5.3, 3.6, thick=0.5, colour=dark(fur.soft, 0.6))
    head_wear(pen, fur, eyes, 2.9, 0, 6.4, 13.4)
