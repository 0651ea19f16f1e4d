"""Duck, small bird, chicken and owl."""

from .anatomy import cheeks, eye, limb
from .beasts import Fur, head_wear, neck_wear
from .pen import PAPER, dark, light, mix

BEAK = (240, 150, 60)


def _feet(pen, xs, top, *, step=0.0, size=1.0, colour=BEAK):
    """Thin legs with three toes, at the heights 0 … top."""
    for i, x in enumerate(xs):
        lift = step * (0.5 if i else 0.0)
        foot = x + (step if i == 0 else -step) * 1.2
        pen.line([(x, top), (foot, 0.7 * size + lift)], 0.95 * size, dark(colour, 0.12))
        pen.blob([(foot - 1.2 * size, 0.1 + lift), (foot, 1.3 * size + lift),
                  (foot + 1.6 * size, 1.1 * size + lift), (foot + 3.6 * size, 0.35 + lift),
                  (foot + 1.4 * size, 0.05 + lift)], colour)  # fmt: skip


def _wing(pen, x, y, size, colour, *, up=False, far=False):
    """A folded wing, or a lifted one with its feathers."""
    paper = dark(colour, 0.16 if not far else 0.26)
    if not up:
        pen.blob([(x + 4 * size, y + 1.6 * size), (x + 1 * size, y + 3.4 * size),
                  (x - 4.6 * size, y + 1.8 * size), (x - 8.6 * size, y - 0.4 * size),
                  (x - 5 * size, y - 2.4 * size), (x - 0.4 * size, y - 2.8 * size),
                  (x + 3.4 * size, y - 1 * size)], paper)  # fmt: skip
        for k in (0, 1):
            pen.line([(x - (5.6 - k * 1.0) * size, y - (0.2 + k * 1.2) * size),
                      (x - 0.6 * size, y - (0.4 + k * 1.0) * size)], 0.5 * size, dark(colour, 0.3))  # fmt: skip
        return
    pen.blob([(x + 3.4 * size, y), (x + 2.6 * size, y + 6 * size), (x - 1.6 * size, y + 13 * size),
              (x - 5.6 * size, y + 15.4 * size), (x - 5.0 * size, y + 12 * size),
              (x - 7.4 * size, y + 11.4 * size), (x - 5.8 * size, y + 8.4 * size),
              (x - 7.4 * size, y + 7 * size), (x - 4.6 * size, y + 3.4 * size),
              (x - 3.4 * size, y - 0.6 * size)], paper)  # fmt: skip
    for k in (0, 1, 2):
        pen.line([(x - (5.4 - 0.4 * k) * size, y + (11 - 3 * k) * size),
                  (x - 0.4 * size, y + (5.6 - 1.6 * k) * size)], 0.5 * size, dark(colour, 0.32))  # fmt: skip


def _speckle(pen, fur, places, size):
    if fur.pattern == "spotted":
        for x, y in places:
            pen.circle(x, y, size, fur.mark)
    elif fur.pattern:
        for x, y in places:
            pen.line([(x - size * 1.6, y + size), (x, y - size * 0.6), (x + size * 1.6, y + size)],
                     size * 0.8, fur.mark, smooth=True)  # fmt: skip


def duck(pen, look):
    """A duck, 24 high; swimming it sits in the water."""
    fur = Fur.of(look)
    colour, pose = look.colour, look.pose
    base = {"swimming": -0.5, "flying": 9.0}.get(pose, 4.6)
    if pose not in ("swimming", "flying", "sleeping"):
        _feet(pen, (-1.4, 1.6), 6.4, step={"walking": 1.2, "running": 1.9}.get(pose, 0.0), size=1.1)
    if pose == "sleeping":
        base = 0.8
    with pen.move(0, base, turn=6 if pose in ("flying", "running") else 0):
        if pose == "flying":
            _wing(pen, 0.6, 6.4, 0.95, colour, up=True, far=True)
        pen.blob([(-12.4, 7.6), (-11.0, 8.6), (-7.4, 6.8), (-2, 7.6), (3, 8.4), (7.4, 6.4), (8.4, 3),
                  (6, 0.6), (0, -0.4), (-6.4, 0.4), (-10.4, 3)], colour)  # fmt: skip
        pen.blob([(-8, 2.4), (-4, 0.4), (1, -0.2), (6, 0.8), (8, 2.8), (2, 1.8)], dark(colour, 0.1))
        _speckle(pen, fur, ((-6, 2.6), (-2.6, 1.7), (1.4, 2.2), (4.6, 3.0), (5.2, 5.6), (-8.6, 4.4)), 0.7)
        if pose == "flying":
            _wing(pen, -0.6, 5.6, 0.95, colour, up=True)
        else:
            _wing(pen, -0.4, 4.4, 0.92, colour)
        low = 4.4 if pose == "sleeping" else 0.0
        limb(pen, [(4.2, 5), (6.2, 8.4), (6.6, 12 - low)], (7.4, 5.6, 5.4), colour)
        with pen.move(7.0, 13.6 - low):
            _duck_head(pen, fur)
        neck_wear(pen, fur, 6.8, 8.7 - low, 5.6)


def _duck_head(pen, fur):
    pen.blob([(3.6, 0.4), (7.4, -0.2), (9.0, -1.2), (7.6, -2.4), (3.6, -2.2)], BEAK)
    pen.line([(4.2, -1.4), (8.0, -1.5)], 0.4, dark(BEAK, 0.3))
    pen.circle(0, 0, 4.9, fur.colour)
    if fur.hat not in ("hat", "cap", "santa hat"):
        pen.blob([(-1.2, 4.4), (-2.4, 6.6), (-0.6, 5.8), (0.2, 7.2), (1.0, 4.6)], fur.colour)
    pen.ellipse(2.6, -1.6, 1.3, 1.0, (240, 120, 116), opacity=0.5)
    eye(pen, 1.7, 1.0, 1.05, closed=fur.asleep, tall=1.2, lid=fur.lid)
    head_wear(pen, fur, [(1.7, 1.0)], 1.9, -0.4, 3.5, 7.4, tilt=2)


def bird(pen, look):
    """A small round bird, 16 high; flying with lifted wings."""
    fur = Fur.of(look)
    colour, fly = look.colour, look.pose == "flying"
    breast = mix(light(colour, 0.62), (250, 190, 130), 0.25)
    if not fly and look.pose != "sleeping":
        _feet(pen, (-0.4, 1.7), 4.0, step=0.8 if look.pose == "walking" else 0.0, size=0.72, colour=(214, 128, 66))
    with pen.move(0, {"sleeping": 0.2, "flying": 6.0}.get(look.pose, 2.7), turn=8 if fly else 0):
        if fly:
            _wing(pen, 1.6, 7.2, 0.74, colour, up=True, far=True)
        pen.polygon(
            [(-4, 5.4), (-12.2, 7.6), (-12.6, 5.2), (-11.2, 4.6), (-11.6, 3.2), (-3.6, 2.4)], dark(colour, 0.22)
        )
        pen.blob(
            [(-5.4, 5.4), (-4, 9.4), (0, 12.4), (4.4, 12.6), (7.0, 9.8), (6.8, 5), (4, 1), (0, 0), (-4, 1.6)], colour
        )
        pen.blob(
            [(6.9, 6.6), (6.2, 3), (3.8, 0.7), (0.4, 0.1), (-1.6, 1.0), (1.4, 3.4), (3.4, 6.6), (5.6, 7.6)], breast
        )
        _speckle(pen, fur, ((3.4, 2.4), (1.4, 1.3), (5.0, 4.4), (3.6, 5.0), (-2.2, 9.2), (-3.4, 6.8)), 0.55)
        if fly:
            _wing(pen, -0.6, 6.0, 0.76, colour, up=True)
        else:
            _wing(pen, -0.4, 5.4, 0.68, colour)
        pen.polygon([(6.4, 10.2), (10.2, 9.0), (6.5, 7.9)], BEAK)
        pen.polygon([(6.5, 8.9), (10.2, 9.0), (6.5, 7.9)], dark(BEAK, 0.2))
        if not fur.hat:
            pen.blob([(1.0, 12.2), (-0.8, 14.4), (1.8, 13.6), (2.6, 12.6)], dark(colour, 0.1))
        eye(pen, 4.0, 9.9, 0.95, closed=fur.asleep, tall=1.15, lid=fur.lid)
        pen.ellipse(4.6, 7.8, 1.1, 0.8, (240, 120, 116), opacity=0.55)
        neck_wear(pen, fur, 4.6, 5.4, 5.0)
        head_wear(pen, fur, [(4.0, 9.9)], 1.7, 1.9, 12.3, 6.2, tilt=4)


def chicken(pen, look):
    """A hen, 27 high."""
    fur = Fur.of(look)
    colour, pose = look.colour, look.pose
    comb = (214, 66, 58) if look.colour_name != "red" else (170, 40, 44)
    sits = pose in ("sleeping", "sitting")
    if not sits and pose != "flying":
        _feet(pen, (-1.6, 1.8), 6, step={"walking": 1.1, "running": 1.8}.get(pose, 0.0), size=1.0,
            colour=(236, 176, 76))  # fmt: skip
    with pen.move(0, {True: 0.3, False: 3.6}[sits] if pose != "flying" else 6,
        turn=4 if pose in ("running", "flying") else 0):  # fmt: skip
        for i, (x, y) in enumerate(((-11.4, 12.4), (-13.0, 9.6), (-12.4, 6.8))):
            limb(pen, [(-5, 6), (x * 0.8, y * 0.86), (x, y)], (5, 4.6, 3.2), dark(colour, 0.26 - 0.06 * i))
        if pose == "flying":
            _wing(pen, 2, 7.4, 0.8, colour, up=True, far=True)
        pen.blob([(-9.6, 9.2), (-6.2, 8.2), (-1.6, 8.4), (2.2, 12.6), (3.6, 17.4), (7.0, 19.2),
                  (9.8, 17.0), (9.8, 12), (8.8, 6), (5.4, 1.6), (0, 0), (-5.4, 1.2), (-9, 4.4)], colour)  # fmt: skip
        _speckle(pen, fur, ((5.6, 3.6), (7.0, 6.4), (3.4, 2.2), (6.0, 9.4), (-5.4, 2.4), (-7.4, 5.6)), 0.75)
        _wing(pen, 0.2, 5.4, 0.86, colour, up=pose == "flying")
        if fur.hat not in ("hat", "cap", "santa hat"):
            for x, y, r in ((4.6, 19.6, 1.5), (6.7, 20.6, 1.8), (8.6, 19.4, 1.4)):
                pen.circle(x, y, r, comb)
        pen.ellipse(9.2, 12.0, 1.2, 1.9, comb)
        pen.polygon([(9.2, 17.0), (13.2, 14.9), (9.3, 13.7)], (244, 180, 70))
        pen.polygon([(9.4, 14.9), (13.2, 14.9), (9.3, 13.7)], dark((244, 180, 70), 0.2))
        eye(pen, 6.9, 16.2, 1.05, closed=fur.asleep, tall=1.2, lid=fur.lid)
        pen.ellipse(6.6, 13.7, 1.2, 0.9, (240, 120, 116), opacity=0.5)
        neck_wear(pen, fur, 6.4, 11.0, 6.6)
        head_wear(pen, fur, [(6.9, 16.2)], 1.9, 5.9, 18.4, 6.6, tilt=2)


def owl(pen, look):
    """An owl that looks at the reader, 29 high."""
    fur = Fur.of(look)
    colour, fly = look.colour, look.pose == "flying"
    shade = dark(colour, 0.2)
    with pen.move(0, 5 if fly else 0):
        for side in (-1, 1):
            with pen.move(side * 2, 0, mirror=side < 0):
                if fly:
                    for x, y, turn in ((19.6, 15.6, -8), (17.4, 12.8, -28), (14.2, 10.6, -48), (10.6, 9.2, -66)):
                        pen.ellipse(x, y, 4.6, 2.1, dark(shade, 0.1), turn=turn)
                        pen.ellipse(x - 0.3, y + 0.5, 4.4, 1.9, shade, turn=turn)
                    pen.blob(
                        [(4, 16.4), (10, 19.0), (17, 18.4), (20, 16.2), (16, 13.2), (11, 10.6), (5, 8)],
                        dark(colour, 0.1),
                    )
                    pen.line([(8, 14.6), (12, 15.4), (16, 15.6)], 0.6, dark(colour, 0.25), smooth=True)
        pen.blob([(-8.6, 4), (-10, 10), (-9.6, 18), (-10.6, 27.6), (-6.4, 25.6), (0, 25.4), (6.4, 25.6),
                  (10.6, 27.6), (9.6, 18), (10, 10), (8.6, 4), (4, 0.8), (-4, 0.8)], colour)  # fmt: skip
        pen.blob([(-5.4, 12), (-5.8, 6), (-3, 2.2), (3, 2.2), (5.8, 6), (5.4, 12), (0, 14)], light(colour, 0.55))
        for row, count in ((10.4, 3), (7.4, 4), (4.6, 3)):
            for i in range(count):
                x = (i - (count - 1) / 2) * 2.7
                pen.line([(x - 0.9, row + 0.6), (x, row - 0.5), (x + 0.9, row + 0.6)], 0.65,
                         fur.mark if fur.pattern else dark(colour, 0.12), smooth=True)  # fmt: skip
        if not fly:
            for side in (-1, 1):
                pen.blob([(side * 9.2, 15.4), (side * 10.8, 10), (side * 9.6, 4), (side * 7.6, 1.8),
                          (side * 6.2, 7), (side * 6.8, 13)], shade)  # fmt: skip
                pen.line([(side * 9.2, 11), (side * 7.8, 8.6)], 0.6, dark(colour, 0.34))
                pen.line([(side * 9.2, 7.6), (side * 7.7, 5.2)], 0.6, dark(colour, 0.34))
        for side in (-1, 1):
            for toe in (-1.3, 0, 1.3):
                pen.ellipse(side * 3.2 + toe, 0.9, 0.85, 1.1, BEAK)
        for side in (-1, 1):
            pen.circle(side * 4.7, 18.6, 5.2, light(colour, 0.5))
        eyes = [(-4.5, 18.8), (4.5, 18.8)]
        for x, y in eyes:
            if fur.asleep:
                eye(pen, x, y, 2.2, closed=True)
            else:
                pen.circle(x, y, 3.5, PAPER)
                eye(pen, x * 0.97, y, 2.5, iris=(244, 190, 70), tall=1.0)
        pen.blob([(-1.5, 17.2), (0, 17.8), (1.5, 17.2), (0, 13.8)], BEAK)
        cheeks(pen, 0, 14.6, 6.0, 1.3)
        pen.blob(
            [(-10.4, 27.2), (-5.4, 23.4), (0, 20.6), (5.4, 23.4), (10.4, 27.2), (5.4, 25.6), (0, 24.6), (-5.4, 25.6)],
            shade,
        )
        neck_wear(pen, fur, 0, 13.0, 11.5)
        head_wear(pen, fur, eyes, 3.9, 0, 24.2, 13.6)
