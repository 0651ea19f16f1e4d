"""Cat, dog, fox, rabbit and mouse. Their heads look at the reader, around (0, 0), about 10 units in radius."""

from .anatomy import NOSE_PINK, cheeks, eye, limb, rings, smile, tip
from .beasts import Build, Fur, curl, head_wear, neck_wear, sit, stand
from .pen import INK, dark, light, mix

EYES = {  # which eyes show on which fur
    "": ((240, 196, 80), (158, 196, 96)), "orange": ((128, 168, 84),
        (250, 214, 110)), "yellow": ((112, 156, 84), (96, 150, 170)),  # fmt: skip
    "white": ((104, 166, 200), (232, 178, 70)), "pink": ((104, 166, 200),), "red": ((250, 214, 110),),
}  # fmt: skip


def cat(pen, look):
    """A cat; sitting it is 34 high to the tips of its ears."""
    fur = Fur.of(look)
    if sum(look.colour) > 700:
        fur.soft, fur.paws, fur.mark = (255, 255, 252), (255, 255, 252), (196, 178, 160)
    fur.iris = look.rng.choice(EYES.get(look.colour_name, EYES[""]))
    swing = look.rng.uniform(-1.0, 1.0)

    def tail(pen, fur):
        way, widths = [(6, 2.6), (12, 2.4), (16.4, 5.4), (17.0 + swing, 10.2),
            (14.8 + swing * 2, 13.8)], (4.4, 4.3, 4.2, 4.1, 3.6)  # fmt: skip
        _tail(pen, fur, way, widths)

    def side_tail(pen, fur):
        way, widths = [(1.5, 1.0), (-3.4, 2.2), (-6.0, 7.0), (-5.4, 12.0 + swing),
            (-2.6, 14.6 + swing)], (4.0, 4.0, 3.9, 3.8, 3.4)  # fmt: skip
        _tail(pen, fur, way, widths)

    if look.pose == "sleeping":
        curl(pen, fur, cat_head, tail_tip=fur.soft)
    elif look.pose in ("standing", "walking", "running", "jumping"):
        stand(
            pen,
            fur,
            cat_head,
            Build(leg=8.6, half=11.5, deep=9.2, head=(13.2, 22.6), chin=(12.6, 12.6), collar=10),
            look.pose,
            tail=side_tail,
        )
    else:
        sit(pen, fur, cat_head, tail=tail)


def _tail(pen, fur, way, widths):
    limb(pen, way, widths, dark(fur.colour, 0.06))
    if fur.pattern in ("tabby", "striped"):
        rings(pen, way, widths, fur.mark, count=5, thick=1.25, begin=0.24, end=0.8)
    limb(pen, *tip(way, widths, 0.84), fur.soft)


def cat_head(pen, fur):
    """Ears, face, whiskers, the M of a tabby."""
    colour, hatted = fur.colour, fur.hat in ("santa hat", "hat", "cap")
    for side in (-1, 1):
        with pen.move(side * 5.6, 4.6, mirror=side < 0), pen.move(turn=-24 if hatted else -2):
            pen.blob([(-4.2, 1.0), (-2.6, 4.6), (1.2, 8.2), (3.0, 8.4), (4.2, 5.6), (4.4, -0.6), (0, -2)], colour)
            pen.blob(
                [(-1.6, 2.2), (0.6, 5.4), (2.3, 6.4), (3.0, 4.2), (3.0, 0.4), (0, 0)],
                mix(NOSE_PINK, colour, 0.15) if sum(colour) > 260 else (150, 104, 112),
            )
    pen.blob([(-11.4, -2.2), (-12.4, -5.4), (-9.4, -5.8), (-6.4, -8.3), (0, -9.4), (6.4, -8.3),
              (9.4, -5.8), (12.4, -5.4), (11.4, -2.2), (10.6, 2.4), (7.6, 6.6), (3.4, 8.2), (0, 8.4),
              (-3.4, 8.2), (-7.6, 6.6), (-10.6, 2.4)], colour)  # fmt: skip
    mark = fur.mark
    if fur.pattern in ("tabby", "striped"):
        for x, y, h in ((0, 7.9, 4.0), (-3.1, 7.5, 3.4), (3.1, 7.5, 3.4)):
            pen.polygon(
                [(x * 1.15 - 0.95, y), (x * 1.15 + 0.95, y), (x * 0.8 + 0.3, y - h), (x * 0.8 - 0.3, y - h)], mark
            )
        for side in (-1, 1):
            for y, long in ((-1.0, 3.4), (-3.9, 3.8)):
                pen.polygon([(side * 11.2, y + 0.9), (side * (11.3 - long), y + 0.1), (side * 11.4, y - 0.9)], mark)
    elif fur.pattern == "spotted":
        pen.blob([(2, 8.0), (8.2, 5.8), (10.0, 1.6), (7.0, -1.6), (2.6, 0.4), (1.4, 4)], mark)
    pen.ellipse(0, -5.2, 5.6, 3.9, fur.soft)
    pen.polygon([(-1.0, 1.6), (1.0, 1.6), (2.4, -3.2), (-2.4, -3.2)], fur.soft, opacity=0.55)
    eyes = [(-4.6, -0.5), (4.6, -0.5)]
    dim = sum(colour) < 330
    for x, y in eyes:
        eye(pen, x, y, 2.15, iris=fur.iris, pupil=0.74, closed=fur.asleep, tall=1.18, lid=fur.lid)
    cheeks(pen, 0, -4.3, 7.6, 1.75, opacity=0.5 if not dim else 0.35)
    pen.blob([(-1.35, -2.6), (0, -2.35), (1.35, -2.6), (0.5, -3.8), (0, -4.1), (-0.5, -3.8)], NOSE_PINK)
    line = dark(fur.soft, 0.62)
    for side in (-1, 1):
        pen.line([(0, -4.1), (0.0, -5.1), (side * 1.2, -6.0), (side * 2.6, -5.4)], 0.5, line, smooth=True)
        for y0, y1 in ((-3.8, -2.7), (-4.8, -4.9), (-5.7, -7.0)):
            pen.line([(side * 6.6, y0), (side * 13.6, y1)], 0.34, light(colour, 0.75) if dim else dark(colour, 0.42))
    head_wear(pen, fur, [(x, y) for x, y in eyes], 3.3, 0.2, 6.3, 13.6)


def dog(pen, look):
    """A dog, 42 high sitting."""
    fur = Fur.of(look)
    fur.ears = look.rng.choice(("hanging", "hanging", "pricked"))
    fur.collar = look.rng.choice(((214, 66, 58), (72, 132, 204), (96, 160, 88))) if look.pose != "sleeping" else ()

    def tail(pen, fur):
        limb(pen, [(6, 3), (12, 4.4), (16, 9), (16.6, 13.4)], (4, 3.8, 3.2, 2.4), dark(fur.colour, 0.1))

    def side_tail(pen, fur):
        limb(pen, [(1.5, 0.6), (-3.6, 3.4), (-6, 8.8), (-5, 12.6)], (3.8, 3.6, 3.0, 2.2), dark(fur.colour, 0.1))

    with pen.move(scale=1.19):
        if look.pose == "sleeping":
            curl(pen, fur, dog_head, long=1.06, bushy=3.4, tail_tip=fur.colour)
        elif look.pose in ("standing", "walking", "running", "jumping"):
            stand(
                pen,
                fur,
                dog_head,
                Build(leg=10.4, half=11.5, deep=9.6, head=(14.2, 25.4), chin=(12.8, 15), collar=10),
                look.pose,
                tail=side_tail,
            )
        else:
            sit(pen, fur, dog_head, tail=tail, neck_at=24.4, chin=13.6, tall=1.12)


def dog_head(pen, fur):
    """Hanging or pricked ears, a long muzzle, a tongue."""
    colour = fur.colour
    ear = dark(colour, 0.24) if sum(colour) > 260 else dark(colour, 0.4)
    if fur.pattern == "spotted":
        ear = fur.mark
    hanging = getattr(fur, "ears", "") != "pricked"
    if not hanging:
        for side in (-1, 1):
            pen.blob([(side * 9.4, 2), (side * 10.2, 7.6), (side * 8.8, 11.4), (side * 5.4, 9.4), (side * 3.2, 6)], ear)
            pen.blob(
                [(side * 8.4, 4), (side * 8.8, 7.6), (side * 8.0, 9.4), (side * 6.2, 8), (side * 5.2, 5.6)],
                mix(ear, NOSE_PINK, 0.5),
            )
    pen.blob([(-9.4, 0), (-9.6, -4.4), (-6.8, -8.4), (0, -9.8), (6.8, -8.4), (9.6, -4.4), (9.4, 0),
              (8.4, 5), (4.6, 8.2), (0, 8.8), (-4.6, 8.2), (-8.4, 5)], colour)  # fmt: skip
    if fur.pattern == "spotted":
        pen.blob([(2, 8.2), (7, 6.6), (9.0, 2.0), (7.4, -2.4), (3.4, -1.6), (1.6, 2.6)], fur.mark)
    elif fur.pattern in ("tabby", "striped"):
        for x in (-3, 0, 3):
            pen.polygon([(x - 0.9, 8), (x + 0.9, 8), (x * 0.8 + 0.3, 4), (x * 0.8 - 0.3, 4)], fur.mark)
    pen.blob([(0, 8.6), (1.2, 5), (1.7, 0), (4.9, -2.6), (6.0, -5.6), (4.2, -8.4), (0, -9.4), (-4.2, -8.4),
              (-6.0, -5.6), (-4.9, -2.6), (-1.7, 0), (-1.2, 5)], fur.soft)  # fmt: skip
    if hanging:
        for side in (-1, 1):
            pen.blob([(side * 5.4, 7.6), (side * 9.4, 7.4), (side * 12.6, 2.6), (side * 12.8, -3.6),
                      (side * 10.6, -6.4), (side * 8.6, -3.4), (side * 8.2, 2.2)], ear)  # fmt: skip
    eyes = [(-4.3, 0.6), (4.3, 0.6)]
    for x, y in eyes:
        eye(pen, x, y, 1.75, closed=fur.asleep, lid=fur.lid)
    if sum(colour) < 330 or fur.pattern == "spotted":
        for x, y in eyes:
            pen.ellipse(x, y + 3.0, 1.1, 0.6, light(colour, 0.4))
    cheeks(pen, 0, -3.4, 7.0, 1.5)
    pen.blob([(-2.4, -2.2), (0, -1.6), (2.4, -2.2), (1.6, -4), (0, -4.9), (-1.6, -4)], INK)
    pen.ellipse(-0.6, -2.4, 0.8, 0.4, light(INK, 0.5))
    if not fur.asleep:
        pen.blob([(-1.2, -6.6), (1.6, -6.6), (1.7, -8.8), (0.3, -9.9), (-1.1, -8.8)], (236, 120, 124))
        pen.line([(0.25, -6.8), (0.3, -8.4)], 0.3, (190, 80, 90))
    for side in (-1, 1):
        pen.line([(0, -4.8), (0, -5.8), (side * 1.6, -6.8), (side * 3.6, -6.0)], 0.6, dark(fur.soft, 0.65), smooth=True)
    head_wear(pen, fur, eyes, 3.0, 0.0, 6.4, 14.0)


def fox(pen, look):
    """A fox with a big brush, 36 high sitting."""
    fur = Fur.of(look, soft=(252, 243, 228), paws=(74, 54, 54))

    def brush(pen, fur):
        way = [(5, 3), (12, 3), (17.6, 8), (18, 15), (14.6, 20)]
        limb(pen, way, (4.4, 7.6, 8.6, 7, 2.6), dark(fur.colour, 0.08))
        limb(pen, *tip(way, (4.4, 7.6, 8.6, 7, 2.6), 0.72), fur.soft)

    def side_brush(pen, fur):
        way = [(2, 0.6), (-4, 0.4), (-11, 2.8), (-17, 8)]
        limb(pen, way, (3.8, 6.6, 8.0, 2.2), dark(fur.colour, 0.08))
        limb(pen, *tip(way, (3.8, 6.6, 8.0, 2.2), 0.74), fur.soft)

    with pen.move(scale=1.06):
        if look.pose == "sleeping":
            curl(pen, fur, fox_head, bushy=6.4, tail_tip=fur.soft)
        elif look.pose in ("standing", "walking", "running", "jumping"):
            stand(pen, fur, fox_head, Build(leg=9, half=11.5, deep=8.6, thick=3.6, head=(13.6, 21.8),
                chin=(12.4, 13), collar=9.4), look.pose, tail=side_brush)  # fmt: skip
        else:
            sit(pen, fur, fox_head, tail=brush, fat=0.92)


def fox_head(pen, fur):
    """Large ears, white cheeks that end in points."""
    colour = fur.colour
    for side in (-1, 1):
        with pen.move(side * 5.8, 4.4, turn=-14 * side if fur.hat else 0, mirror=side < 0):
            pen.blob([(-3.6, 1.6), (-1.4, 6), (2.2, 9.6), (3.8, 9.0), (4.6, 4.4), (4.0, -1), (0, -2)], colour)
            pen.blob([(1.0, 8.0), (2.2, 9.6), (3.8, 9.0), (4.4, 6.2), (2.6, 6.0)], (74, 54, 54))
            pen.blob([(-1.2, 2.4), (0.4, 5.2), (2.4, 6.6), (3.2, 4), (2.8, 0.4)], fur.soft)
    pen.blob([(-13.4, -3.4), (-8.6, -6.4), (-3.4, -8.8), (0, -10.2), (3.4, -8.8), (8.6, -6.4),
              (13.4, -3.4), (10.4, 1), (7.8, 5.6), (3, 7.8), (-3, 7.8), (-7.8, 5.6), (-10.4, 1)], colour)  # fmt: skip
    for side in (-1, 1):
        pen.blob([(side * 13.2, -3.4), (side * 8.6, -1.6), (side * 4.6, -2.2), (side * 1.0, -3.8),
                  (0, -9.9), (side * 3.4, -8.7), (side * 8.6, -6.2)], fur.soft)  # fmt: skip
    eyes = [(-4.5, 0.4), (4.5, 0.4)]
    for x, y in eyes:
        eye(pen, x, y, 1.75, closed=fur.asleep, tall=1.2, lid=fur.lid)
    cheeks(pen, 0, -3.6, 7.2, 1.5)
    pen.ellipse(0, -7.6, 2.0, 1.5, INK)
    pen.ellipse(-0.5, -7.1, 0.7, 0.4, light(INK, 0.5))
    smile(pen, 0, -8.9, 2.6, thick=0.5, colour=dark(colour, 0.5))
    head_wear(pen, fur, eyes, 3.0, 0, 6.3, 12.0)


def rabbit(pen, look):
    """A rabbit; 30 high to the tips of its ears."""
    fur = Fur.of(look)
    fur.flop = look.rng.random() < 0.3

    def tail(pen, fur):
        pen.circle(9.6, 3.6, 3.2, light(fur.colour, 0.6))

    with pen.move(scale=0.78):
        if look.pose == "sleeping":
            _loaf(pen, fur, 0)
        elif look.pose in ("walking", "running", "jumping"):
            with pen.move(0, {"walking": 0, "running": 3, "jumping": 8}[look.pose], turn={"walking": 0,
                "running": 4, "jumping": 16}[look.pose]):  # fmt: skip
                _loaf(pen, fur, 0 if look.pose == "walking" else 1)
        else:
            sit(pen, fur, rabbit_head, tail=tail, fat=0.86, neck_at=20.6, chin=11.4)


def _loaf(pen, fur, stretch):
    """A rabbit from its side: asleep, hopping along, or stretched in a leap."""
    pen.circle(-12.4, 7, 3.4, light(fur.colour, 0.6))
    if stretch:
        for dx, tone in ((2, 0.18), (0, 0.0)):
            limb(pen, [(-6 + dx, 5), (-12 + dx, 1.5), (-17 + dx, 0.5)], (6, 4.4, 3.2), dark(fur.colour, tone))
            limb(pen, [(7 + dx, 4), (12 + dx, 1), (15.5 + dx, 1.2)], (4.4, 3.6, 3), dark(fur.colour, tone))
    pen.blob(
        [(-12, 3), (-12.4, 8), (-8.4, 13.6), (-1, 14.6), (6, 12), (9.6, 7), (9, 2), (4, 0.4), (-6, 0.3)], fur.colour
    )
    if fur.pattern == "spotted":
        for x, y in ((-6, 10.4), (-1, 12), (2, 8.6), (-8, 6.8), (-2.6, 7.4)):
            pen.circle(x, y, 1.4, fur.mark)
    elif fur.pattern:
        for x in (-6, -2.4, 1.2):
            pen.line([(x, 13.6), (x + 0.6, 10.4)], 1.2, fur.mark)
    if not stretch:
        pen.ellipse(-6, 5.4, 6, 5.2, dark(fur.colour, 0.08))
        pen.ellipse(-6.3, 5.1, 5.7, 4.9, fur.colour)
        pen.ellipse(-4.6, 1.3, 5, 1.4, fur.paws)
        pen.ellipse(6, 1.2, 3.4, 1.3, fur.paws)
    with pen.move(9.4, 11.6 if fur.asleep else 15.4, scale=0.92):
        rabbit_head(pen, fur)
    neck_wear_at = 4.0 if fur.asleep else 7.8
    neck_wear(pen, fur, 8.6, neck_wear_at, 9.4)


def rabbit_head(pen, fur):
    """Long ears, round cheeks, two teeth."""
    colour = fur.colour
    for side in (-1, 1):
        turn = -46 if fur.hat else -10
        if fur.asleep:
            turn = -62 if side > 0 else -30
        with pen.move(side * 3.9, 6.4, mirror=side < 0), pen.move(turn=turn):
            if fur.flop and side > 0 and not fur.asleep:
                pen.blob(
                    [(-2.6, 0), (-2.8, 6), (-1, 10), (4, 10.4), (8.6, 6), (9, 2.6), (6.4, 2.8), (3.4, 5.6), (2.6, 0)],
                    colour,
                )
                pen.blob([(-1.2, 1), (-1.2, 6), (0, 8), (1.4, 5), (1.2, 1)], NOSE_PINK, opacity=0.8)
            else:
                pen.blob([(-2.6, -1), (-3.2, 6), (-2.2, 13.4), (0, 15.6), (2.2, 13.4), (3.2, 6), (2.6, -1)], colour)
                pen.blob(
                    [(-1.2, 1), (-1.6, 6), (-1, 11.6), (0, 12.8), (1, 11.6), (1.6, 6), (1.2, 1)],
                    mix(NOSE_PINK, colour, 0.25),
                )
    pen.blob([(-9.2, -1), (-10, -4.8), (-6.4, -8.2), (0, -9), (6.4, -8.2), (10, -4.8), (9.2, -1),
              (7.6, 4.6), (3.6, 7.6), (0, 8), (-3.6, 7.6), (-7.6, 4.6)], colour)  # fmt: skip
    if fur.pattern == "spotted":
        pen.blob([(1.6, 7.6), (6.6, 5.4), (8.4, 1), (6.2, -2.2), (2.4, -0.6)], fur.mark)
    for side in (-1, 1):
        pen.ellipse(side * 2.2, -4.9, 3.0, 2.4, fur.soft)
    eyes = [(-4.5, 0.2), (4.5, 0.2)]
    for x, y in eyes:
        eye(pen, x, y, 1.85, closed=fur.asleep, tall=1.2, lid=fur.lid)
    cheeks(pen, 0, -3.6, 6.9, 1.7)
    pen.rect(-1.1, -7.9, 1.1, -5.6, (255, 255, 250), round=0.5)
    pen.line([(0, -6), (0, -7.6)], 0.25, dark(fur.soft, 0.3))
    pen.blob([(-1.3, -2.9), (0, -2.6), (1.3, -2.9), (0, -4.3)], NOSE_PINK)
    for side in (-1, 1):
        pen.line([(0, -4.2), (side * 0.7, -5.4), (side * 2.3, -5.3)], 0.45, dark(fur.soft, 0.55), smooth=True)
    head_wear(pen, fur, eyes, 3.0, 0, 5.4, 12.4)


def mouse(pen, look):
    """A mouse with big round ears, 16 high."""
    fur = Fur.of(look)

    def tail(pen, fur):
        pen.line([(7, 2), (13, 1.6), (17, 4.6), (15.6, 9), (18.6, 12.4)], 1.5, NOSE_PINK, smooth=True)

    def side_tail(pen, fur):
        pen.line([(2, -3), (-5, -4.4), (-9, -1.4), (-14, -2.6), (-17, 1)], 1.5, NOSE_PINK, smooth=True)

    with pen.move(scale=0.49):
        if look.pose == "sleeping":
            curl(pen, fur, mouse_head, bushy=1.6, tail_tip=NOSE_PINK)
        elif look.pose in ("standing", "walking", "running", "jumping"):
            stand(pen, fur, mouse_head, Build(leg=5, half=9.5, deep=11, thick=3.2, head=(11, 15.5),
                chin=(10, 7), collar=8), look.pose, tail=side_tail)  # fmt: skip
        else:
            sit(pen, fur, mouse_head, tail=tail, fat=0.82, neck_at=20.8)


def mouse_head(pen, fur):
    """Ears like saucers, a pointed pink nose."""
    colour = fur.colour
    for side in (-1, 1):
        x, y = side * (9.4 if fur.hat else 7.6), 6.4
        pen.circle(x, y, 6.0, dark(colour, 0.08))
        pen.circle(x, y - 0.3, 4.2, mix(NOSE_PINK, colour, 0.2))
    pen.blob([(-8.6, -0.6), (-8.4, -4.4), (-4.4, -7.8), (0, -9.2), (4.4, -7.8), (8.4, -4.4), (8.6, -0.6),
              (6.8, 5), (0, 7.4), (-6.8, 5)], colour)  # fmt: skip
    pen.ellipse(0, -5.6, 4.4, 3.2, fur.soft)
    eyes = [(-3.8, 0), (3.8, 0)]
    for x, y in eyes:
        eye(pen, x, y, 1.8, closed=fur.asleep, tall=1.15, lid=fur.lid)
    cheeks(pen, 0, -3.8, 6.2, 1.6)
    pen.circle(0, -3.9, 1.5, NOSE_PINK)
    smile(pen, 0, -6.3, 2.6, thick=0.5, colour=dark(fur.soft, 0.55))
    for side in (-1, 1):
        for a, b in ((-4.6, -3.4), (-5.6, -6.0)):
            pen.line([(side * 4.4, a), (side * 10.6, b)], 0.35,
                     dark(colour, 0.35) if sum(colour) > 260 else light(colour, 0.5))  # fmt: skip
    head_wear(pen, fur, eyes, 2.9, 0, 4.6, 11.4)
