"""Four-legged bodies, in units of a cat 34 high: sitting to the reader, on their legs, lying, curled asleep."""

import math
from dataclasses import dataclass, field

from . import clothes as wardrobe
from .anatomy import Silhouette, belly, bend, limb, marks, rings
from .pen import INK, dark, light


@dataclass
class Fur:
    """An animal's coat and what it wears; `soft`: muzzle, breast and paws; `mark`: stripes and spots."""

    colour: tuple
    pattern: str = ""
    worn: dict = field(default_factory=dict)
    rng: object = None
    asleep: bool = False
    soft: tuple = ()
    mark: tuple = ()
    paws: tuple = ()
    iris: tuple | None = None
    ears: str = ""
    flop: bool = False
    collar: tuple = ()
    mane: tuple = ()
    blaze: bool = False
    patch: bool = False
    wool: tuple = ()
    face: tuple = ()

    @classmethod
    def of(cls, look, *, soft=None, paws=None):
        """The fur that a Look asks for."""
        kind = soft or belly(look.colour)
        return cls(look.colour, look.pattern, look.clothes, look.rng, look.pose == "sleeping", kind,
            marks(look.colour), paws or kind)  # fmt: skip

    @property
    def hat(self):
        return wardrobe.first_hat(self.worn)

    @property
    def lid(self):
        """The colour of closed eyes on this fur."""
        return light(self.colour, 0.6) if sum(self.colour) < 330 else INK


def coat(pen, shape, fur, *, size=1.0, low=0.0, high=1.0):
    """The pattern of the fur over a silhouette."""
    first, last = shape.rows[0][0], shape.rows[-1][0]
    a, b = first + (last - first) * low, first + (last - first) * high
    if fur.pattern == "tabby":
        for i in range(4):
            y = a + (b - a) * (0.16 + 0.22 * i)
            left, right = shape.at(y)
            depth = (right - left) * (0.3 if not shape.flat else 0.52)
            shape.wedge(pen, y, depth, 1.9 * size, fur.mark, side=1, rise=-0.9 * size if not shape.flat else 0.8 * size)
            if not shape.flat:
                shape.wedge(pen, y, depth, 1.9 * size, fur.mark, side=-1, rise=-0.9 * size)
    elif fur.pattern == "striped":
        count = 5
        for i in range(count):
            y = a + (b - a) * (0.1 + 0.82 * i / count)
            shape.band(pen, y, y + (b - a) * 0.075, fur.mark, sag=0.8 * size)
    elif fur.pattern == "spotted":
        shape.spots(pen, fur.mark, 1.35 * size, fur.rng, gap=2.7)


def neck_wear(pen, fur, x, y, w, drop=None):
    """Scarf and bow tie under the chin."""
    if "scarf" in fur.worn:
        wardrobe.scarf(pen, fur.worn["scarf"], x, y + w * 0.1, w, drop=drop)
    elif fur.collar and "bow tie" not in fur.worn:
        pen.line([(x - w * 0.5, y + w * 0.14), (x, y - w * 0.02), (x + w * 0.5, y + w * 0.14)], w * 0.16,
                 fur.collar, smooth=True)  # fmt: skip
        pen.circle(x, y - w * 0.17, w * 0.13, (246, 208, 96))
    if "bow tie" in fur.worn:
        wardrobe.bow_tie(pen, fur.worn["bow tie"], x, y, w * 0.72)


def head_wear(pen, fur, eyes, glass, x, y, w, tilt=-5.0):
    """Glasses and a hat; (x, y) is the middle of the hat's rim, `w` its width."""
    if "glasses" in fur.worn:
        wardrobe.glasses(pen, dark(fur.worn["glasses"], 0.12), eyes, glass)
    if fur.hat:
        wardrobe.hat(pen, fur.hat, fur.worn[fur.hat], x, y, w, tilt=tilt)


def sit(pen, fur, head, *, fat=1.0, tail=None, tall=1.0, chin=13.2, neck_at=22.9, bib=True, size=0.95):
    """Sitting, to the reader. head(pen, fur) draws around (0, 0)."""
    f = fat
    if tail:
        tail(pen, fur)
    rows = [(0.2, -7.6 * f, 7.6 * f), (1.6, -9.6 * f, 9.6 * f), (5, -10.2 * f, 10.2 * f),
            (9, -8.6 * f, 8.6 * f), (13 * tall, -6.7 * f, 6.7 * f), (17 * tall, -5.8 * f, 5.8 * f),
            (20 * tall, -4.6 * f, 4.6 * f)]  # fmt: skip
    shape = Silhouette(rows)
    shape.fill(pen, fur.colour)
    coat(pen, shape, fur, high=0.78, low=0.12)
    for side in (-1, 1):
        x = side * 8.1 * f
        pen.ellipse(x, 4.6, 4.6 * f, 5.3, dark(fur.colour, 0.1))
        pen.ellipse(x + side * 0.35, 4.5, 4.3 * f, 5.0, fur.colour)
        if fur.pattern in ("tabby", "striped"):
            for i in range(2):
                pen.line([(x + side * 3.2 * f, 6.6 - 2.5 * i), (x + side * 1.0 * f, 5.9 - 2.5 * i)], 1.0, fur.mark)
        elif fur.pattern == "spotted":
            for dx, dy, r in (
                ((1.6, 6.6, 1.15), (-1.0, 5.0, 0.95), (2.4, 3.8, 0.85))
                if side > 0
                else ((1.4, 5.2, 1.3), (-0.6, 7.0, 0.8))
            ):
                pen.circle(x + side * dx * f, dy, r, fur.mark)
        pen.ellipse(side * 7.2 * f, 1.25, 3.5, 1.3, dark(fur.paws, 0.1))
        pen.ellipse(side * 7.2 * f, 1.4, 3.2, 1.25, fur.paws)
    for side in (-1, 1):
        leg, widths = [(side * 2.5, 11.0), (side * 2.6, 6), (side * 2.7, 1.9)], (3.2, 3.7, 3.9)
        limb(pen, [(side * 2.6, 7.6), *leg[1:]], (3.4, 4.6, 4.7), dark(fur.colour, 0.13))
        limb(pen, leg, widths, fur.colour)
        if fur.pattern in ("tabby", "striped"):
            rings(pen, leg, widths, fur.mark, count=2, thick=0.9, begin=0.3, end=0.55)
        pen.ellipse(side * 2.9, 1.55, 3.0, 1.6, dark(fur.paws, 0.1))
        pen.ellipse(side * 2.9, 1.7, 2.75, 1.55, fur.paws)
        for toe in (-0.8, 0.8):
            pen.line([(side * 2.9 + toe, 1.0), (side * 2.9 + toe, 1.7)], 0.35, dark(fur.paws, 0.25))
    if bib:
        pen.blob([(-5.0 * f, 17 * tall), (-4.9 * f, 13.4), (-3.8 * f, 11.2), (-2.6 * f, 11.6), (-1.4, 9.0),
                  (-0.4, 9.8), (0, 8.2), (0.4, 9.8), (1.4, 9.0), (2.6 * f, 11.6), (3.8 * f, 11.2),
                  (4.9 * f, 13.4), (5.0 * f, 17 * tall)], fur.soft)  # fmt: skip
    with pen.move(0, neck_at, scale=size):
        head(pen, fur)
    neck_wear(pen, fur, 0, chin, 10.5)


_STEPS = {  # for near front, far front, near hind, far hind: how far the paw is ahead and how high, in leg lengths
    "standing": (((0.06, 0), (0.06, 0), (-0.1, 0), (-0.1, 0)), 0.0, 0.0),
    "walking": (((0.42, 0.1), (-0.3, 0), (-0.42, 0.02), (0.36, 0.0)), 0.0, 0.0),
    "running": (((1.0, 0.5), (0.72, 0.72), (-0.98, 0.4), (-0.72, 0.62)), 0.22, 3.0),
    "jumping": (((0.9, 0.9), (0.66, 1.05), (-0.8, -0.05), (-0.55, 0.05)), 0.55, 13.0),
}  # fmt: skip


@dataclass
class Build:
    """Measures of a body seen from its side."""

    leg: float = 8.5
    half: float = 12.0  # half the length of the trunk
    deep: float = 9.0
    thick: float = 4.2
    head: tuple = (13.0, 21.0)
    chin: tuple = (11.5, 13.0)
    neck: float = 7.5
    hoof: tuple | None = None
    hump: float = 0.0
    collar: float = 9.0
    thighs: bool = True
    haunch: tuple | None = None
    rest: float = 0.0  # how much higher the trunk lies: wool


def stand(pen, fur, head, build, pose, *, tail=None, over=None):
    """On its legs, to the right. over(pen, fur, shape) adds to the trunk."""
    b = build
    steps, up, turn = _STEPS[pose]
    base = b.leg * (1 + up)
    with pen.move(0, base, turn=turn):
        if tail:
            with pen.move(-b.half, b.deep * 0.62):
                tail(pen, fur)
    rise = (turn / 180 * 3.1416) * b.half * 0.8
    for i in (1, 3, 0, 2):
        if i == 0 and b.thighs is False:
            _leg(pen, fur, b, 0, steps[0], base, up, rise)
            _leg(pen, fur, b, 2, steps[2], base, up, rise)
        elif i in (1, 3) or b.thighs:
            _leg(pen, fur, b, i, steps[i], base, up, rise)
        if i == (3 if b.thighs else 2):
            with pen.move(0, base, turn=turn):
                _side(pen, fur, b, over)
    if b.thighs:
        for i in (0, 2):
            _thigh(pen, fur, b, i, base, rise)
    with pen.move(0, base, turn=turn):
        hx, hy = b.head[0], b.head[1] - b.leg
        with pen.move(hx, hy, turn=-turn * 0.7):
            head(pen, fur)
        neck_wear(pen, fur, b.chin[0], b.chin[1] - b.leg, b.collar)


def _side(pen, fur, b, over):
    hx, hy = b.head[0], b.head[1] - b.leg
    limb(pen, [(b.half * 0.5, b.deep * 0.55), (hx * 0.82, (hy + b.deep * 0.6) / 2),
        (hx - 0.5, hy - 1)], (b.deep * 0.85, b.neck, b.neck * 0.85), fur.colour)  # fmt: skip
    d, h = b.deep, b.half
    shape = Silhouette([(-h - 1.7, d * 0.42, d * 0.58), (-h - 0.9, d * 0.14, d * 0.84),
                        (-h * 0.86, -d * 0.04, d * 0.98), (-h * 0.4, -d * 0.1, d + b.hump * 0.5),
                        (0.1 * h, -d * 0.12, d * 0.97 + b.hump), (h * 0.65, -d * 0.1, d),
                        (h * 1.0, d * 0.06, d * 0.94), (h + 2.2, d * 0.34, d * 0.74)], flat=True)  # fmt: skip
    shape.fill(pen, fur.colour)
    shape.band(pen, -h * 0.6, h * 0.8, dark(fur.colour, 0.35), start=0.0, end=0.14, opacity=0.14)
    coat(pen, shape, fur, size=b.deep / 9)
    if over:
        over(pen, fur, shape)


def _root(b, i, rise):
    x = (b.half * 0.78 if i < 2 else -b.half * 0.78) + (0, 0.6, 0, 0.95)[i] * b.thick
    return x, b.deep * 0.28 + (rise if i < 2 else -rise)


def _leg(pen, fur, b, i, step, base, up, rise):
    x, y = _root(b, i, rise)
    start = (x, base + y)
    foot = b.thick * 0.34
    goal = (x + step[0] * b.leg, foot + step[1] * b.leg + (up * b.leg * 0.35 if up else 0))
    long = min(max(base + y - foot, b.leg * 0.8) * 0.51, math.dist(start, goal) * 0.56)
    knee, end = bend(start, goal, long, long, -1 if i > 1 else 1)
    if not up and step == _STEPS["standing"][0][i]:
        knee = ((start[0] + end[0]) / 2 + (-0.08 if i > 1 else 0.04) * b.leg, (start[1] + end[1]) / 2)
    paper = dark(fur.colour, 0.2) if i % 2 else fur.colour
    widths = (b.thick * 1.25, b.thick, b.thick * 0.84)
    if not i % 2:
        limb(pen, [start, knee, end], [w * 1.12 for w in widths], dark(fur.colour, 0.1))
    limb(pen, [start, knee, end], widths, paper)
    if fur.pattern in ("tabby", "striped") and not i % 2:
        rings(pen, [start, knee, end], widths, fur.mark, count=2, thick=b.thick * 0.22, begin=0.45, end=0.68)
    paw = b.hoof or fur.paws
    paw = dark(paw, 0.2) if i % 2 else paw
    if b.hoof:
        k = b.thick * 0.52
        pen.blob([(end[0] - k, end[1] - foot), (end[0] + k * 1.25, end[1] - foot),
                  (end[0] + k * 0.9, end[1] + k), (end[0] - k * 0.9, end[1] + k)], paw)  # fmt: skip
    else:
        pen.ellipse(end[0] + b.thick * 0.2, end[1] - foot * 0.02, b.thick * 0.68, foot * 1.0, paw)


def _thigh(pen, fur, b, i, base, rise):
    x, y = _root(b, i, rise)
    if i == 2:
        pen.ellipse(x + 0.1 * b.thick, base + y + b.deep * 0.1, b.thick * 0.92, b.deep * 0.42, fur.colour, turn=12)
    else:
        pen.ellipse(x, base + y + b.deep * 0.12, b.thick * 0.72, b.deep * 0.36, fur.colour)


def lie(pen, fur, head, build, *, tail=None, over=None):
    """Lying on the ground, legs folded, head up or, asleep, sunk."""
    b = build
    base = b.deep * 0.14 + b.rest
    with pen.move(0, base):
        if tail:
            with pen.move(-b.half, b.deep * 0.34, turn=-58):
                tail(pen, fur)
        pen.ellipse(
            b.half * 0.9, b.thick * 0.2 - b.rest, b.thick * 1.5, b.thick * 0.55, dark(b.hoof or fur.colour, 0.15)
        )
        _side(pen, fur, b, over)
        pen.ellipse(-b.half * 0.62, b.deep * 0.26, b.deep * 0.46, b.deep * 0.4, dark(b.haunch or fur.colour, 0.08))
        pen.ellipse(-b.half * 0.65, b.deep * 0.24, b.deep * 0.43, b.deep * 0.37, b.haunch or fur.colour)
        for x in (-b.half * 0.42, b.half * 0.72):
            limb(pen, [(x - b.thick, b.thick * 0.3 - b.rest),
                (x + b.thick * 1.2, b.thick * 0.16 - b.rest)], (b.thick * 0.9, b.thick * 0.8),
                dark(fur.colour, 0.05))  # fmt: skip
            pen.ellipse(x + b.thick * 1.6, b.thick * 0.14 - b.rest, b.thick * 0.45, b.thick * 0.38, b.hoof or fur.paws)
        with pen.move(b.head[0], (b.head[1] - b.leg) - (b.deep * 0.22 if fur.asleep else 0),
            turn=-6 if fur.asleep else 0):  # fmt: skip
            head(pen, fur)
        neck_wear(pen, fur, b.chin[0], b.chin[1] - b.leg - (b.deep * 0.22 if fur.asleep else 0), b.collar)


def curl(pen, fur, head, *, tail_tip=None, long=1.0, bushy=4.2):
    """Curled up asleep, the head on the paws to the right."""
    rows = [(0.1, -10.6 * long, 10 * long), (0.9, -12.2 * long, 11.4 * long), (3, -13.6 * long, 13 * long),
        (6.5, -13.8 * long, 12.6 * long), (11, -11 * long, 9.6 * long), (14.6, -6.4 * long, 4 * long),
        (16.0, -2.6 * long, 0.2 * long), (16.1, -1.4 * long, -0.8 * long)]  # fmt: skip
    shape = Silhouette(rows)
    shape.fill(pen, fur.colour)
    coat(pen, shape, fur, low=0.2, high=0.95)
    pen.ellipse(-6.6 * long, 5.6, 6.2 * long, 5.6, dark(fur.colour, 0.09))
    pen.ellipse(-6.9 * long, 5.3, 5.9 * long, 5.2, fur.colour)
    y = bushy * 0.5 + 0.5
    tail = [(-12.6 * long, y + 1.4), (-8 * long, y + 0.1), (-2 * long, y), (3.4 * long, y + 0.2)]
    widths = (bushy * 0.8, bushy, bushy, bushy * 0.75)
    limb(pen, [(x, y + 0.4) for x, y in tail], [w + 0.6 for w in widths], dark(fur.colour, 0.13))
    limb(pen, tail, widths, fur.colour)
    if fur.pattern in ("tabby", "striped"):
        rings(pen, tail, widths, fur.mark, count=3, thick=1.1, begin=0.3, end=0.66)
    with pen.move(8.6 * long, 10.0, turn=-7, scale=0.9):
        head(pen, fur)
    limb(pen, [(-1.4, y - 0.1), (3.6, y)], (bushy * 0.96, bushy * 0.6), tail_tip or light(fur.colour, 0.3))
    if "scarf" in fur.worn:
        neck_wear(pen, fur, 6.6 * long, 2.4, 8.5)
