"""The animals of the paper town: KINDS, with fish, frog and butterfly drawn here."""

from . import birds, farm, pets
from .anatomy import Silhouette, cheeks, eye, limb, smile
from .beasts import Fur, coat, head_wear, neck_wear
from .clothes import SMALL
from .look import Kind
from .pen import INK, PAPER, dark, light, mix


def fish(pen, look):
    """A fish that swims to the right, 18 high."""
    fur = Fur.of(look)
    colour = look.colour
    fin = mix(dark(colour, 0.1), (244, 150, 90), 0.3)
    with pen.move(0, 9.5, turn={"jumping": 28, "sleeping": -4}.get(look.pose, 0)):
        pen.blob([(-9.6, 0), (-14.4, 5.6), (-17.6, 6.6), (-16.2, 0.6), (-17.6, -6), (-14.4, -5.4)], fin)
        for y in (3.2, 0, -3.2):
            pen.line([(-12, y * 0.4), (-15.8, y * 1.2)], 0.6, dark(fin, 0.18))
        pen.blob([(-4.6, 5.6), (-3.4, 9.4), (2.4, 9.2), (6, 6)], fin)
        pen.blob([(-3.6, -5.6), (-5, -9), (-0.6, -8.6), (1.6, -6.4)], fin)
        shape = Silhouette([(-10.6, -1.6, 1.6), (-7, -4.2, 4.4), (-1, -7, 7.2), (5, -6.8, 7.0),
            (10, -4.2, 4.4), (12.6, -1.2, 1.2)], flat=True)  # fmt: skip
        shape.fill(pen, colour)
        shape.band(pen, -9.4, 10.6, light(colour, 0.5), start=0.0, end=0.3, sag=0, opacity=0.75)
        if fur.pattern in ("striped", "tabby"):
            for x in (-6, -1.6, 2.8):
                shape.band(pen, x, x + 1.9, fur.mark if fur.pattern == "tabby" else light(colour,
                    0.75) if sum(colour) < 620 else fur.mark, sag=-1)  # fmt: skip
        elif fur.pattern == "spotted":
            coat(pen, shape, fur, size=0.95, high=0.7)
        else:
            for x, y in ((-5.4, 2.4), (-5.4, -0.6), (-2.4, 4.0), (-2.4, 1.0), (-2.4, -2.0), (0.8, 2.6), (0.8, -0.4)):
                pen.line([(x + 0.9, y + 1.2), (x - 0.4, y), (x + 0.9, y - 1.2)], 0.6, dark(colour, 0.14), smooth=True)
        pen.blob([(0.4, -0.6), (-4.6, -1.6), (-5.6, -4.4), (-1.6, -4.4)], fin)
        pen.circle(7.2, 1.6, 2.4, PAPER)
        eye(pen, 7.5, 1.6, 1.55, closed=fur.asleep, tall=1.1)
        pen.ellipse(7.4, -2.2, 1.5, 1.0, (240, 120, 116), opacity=0.5)
        pen.line([(12.4, -0.6), (11.2, -1.7), (9.8, -1.6)], 0.65, dark(colour, 0.5), smooth=True)
        if "bow tie" in fur.worn or "scarf" in fur.worn:
            neck_wear(pen, fur, 3.6, -5.6, 7, drop=3)
        head_wear(pen, fur, [(7.2, 1.6)], 2.7, 4.4, 6.0, 9.4, tilt=-14)


def frog(pen, look):
    """A frog, 15 high; it sits or leaps."""
    fur = Fur.of(look)
    colour = look.colour
    jump = look.pose in ("jumping", "running")
    with pen.move(0, 9 if jump else 0, turn=0):
        for side in (-1, 1):
            if jump:
                limb(pen, [(side * 5, 3), (side * 10, -0.4), (side * 8.4, -5.6)], (5.0, 4, 2.6), dark(colour, 0.12))
                pen.blob(
                    [(side * 8.4, -5), (side * 11.4, -7.6), (side * 9, -8), (side * 6.6, -7.6)], dark(colour, 0.05)
                )
            else:
                pen.ellipse(side * 8.2, 4.2, 4.4, 3.9, dark(colour, 0.14), turn=side * -24)
                pen.blob(
                    [(side * 5.6, 1.2), (side * 8.4, 1.9), (side * 12.4, 1.1), (side * 13.2, 0.2), (side * 6, 0.1)],
                    dark(colour, 0.05),
                )
        pen.blob(
            [(-7.6, 2), (-8.2, 6), (-7.4, 10), (0, 11.4), (7.4, 10), (8.2, 6), (7.6, 2), (3, 0.5), (-3, 0.5)], colour
        )
        pen.blob([(-5.4, 2), (-5.6, 5.6), (0, 6.8), (5.6, 5.6), (5.4, 2), (0, 0.8)], light(colour, 0.6))
        for side in (-1, 1):
            if jump:
                limb(pen, [(side * 5.6, 4), (side * 9.4, 7.6), (side * 11.4, 10.6)], (2.8, 2.2, 1.8), colour)
                pen.circle(side * 11.6, 10.8, 1.4, light(colour, 0.15))
            else:
                limb(pen, [(side * 4.9, 5), (side * 5.4, 2.4), (side * 4.8, 1.0)], (2.6, 2.2, 2), colour)
                pen.blob(
                    [(side * 3.2, 0.1), (side * 3.6, 1.3), (side * 5.4, 1.4), (side * 6.6, 0.1)], light(colour, 0.12)
                )
        for side in (-1, 1):
            pen.circle(side * 4.2, 12.2, 3.1, colour)
        pen.blob([(-8.6, 8.6), (-7, 5.8), (0, 4.9), (7, 5.8), (8.6, 8.6), (6.4, 11.8), (0, 12.2), (-6.4, 11.8)], colour)
        mark = fur.mark
        if fur.pattern == "spotted":
            for x, y in ((-6.6, 9.6), (6.6, 9.6), (0, 11.2), (-1.8, 10.0), (2.0, 9.8)):
                pen.circle(x, y, 0.75, mark)
        elif fur.pattern:
            for x in (-1.8, 0, 1.8):
                pen.line([(x, 11.9), (x * 0.9, 9.6)], 0.9, mark)
        eyes = [(-4.2, 12.6), (4.2, 12.6)]
        for x, y in eyes:
            if not fur.asleep:
                pen.circle(x, y, 2.3, PAPER)
            eye(pen, x * 0.97, y, 1.55, closed=fur.asleep, tall=1.1)
        smile(pen, 0, 8.3, 8.4, thick=0.6, colour=dark(colour, 0.55))
        cheeks(pen, 0, 8.2, 6.4, 1.2)
        for side in (-1, 1):
            pen.circle(side * 0.8, 10.1, 0.3, dark(colour, 0.45))
        neck_wear(pen, fur, 0, 5.0, 8.4, drop=3.2)
        head_wear(pen, fur, eyes, 2.7, 0, 13.4, 5.6, tilt=-2)


def butterfly(pen, look):
    """A butterfly, 14 high, in the air over the ground."""
    fur = Fur.of(look)
    colour, edge = look.colour, dark(look.colour, 0.35)
    side_view = look.pose in ("standing", "sitting", "sleeping")
    spot = light(colour, 0.55)
    with pen.move(0, 6.6):
        for side in (-1, 1):
            with pen.move(side * 0.4, 0, mirror=side < 0, scale=0.86 if side_view else 1.0):
                pen.blob([(0, -0.4), (3.4, -0.2), (6.6, -2.2), (6.4, -5.6), (3.6, -6.4), (1.2, -4)], dark(edge, 0.1))
                pen.blob(
                    [(0.4, -0.8), (3.2, -0.8), (5.6, -2.4), (5.4, -4.9), (3.6, -5.4), (1.6, -3.6)], dark(colour, 0.08)
                )
                pen.blob([(0, 0), (2.6, 4.6), (6.6, 7.4), (9.8, 6.4), (9.6, 2.6), (6, -0.2), (2, -0.8)], edge)
                pen.blob([(0.6, 0.2), (3.0, 4.2), (6.6, 6.4), (8.7, 5.6), (8.4, 2.8), (5.6, 0.5), (2, -0.2)], colour)
                if fur.pattern in ("striped", "tabby"):
                    for k in (0, 1, 2):
                        pen.line([(2.2 + 1.9 * k, 0.8 + 0.6 * k), (3.6 + 1.6 * k, 3.6 + 0.7 * k)], 0.8, fur.mark)
                else:
                    pen.circle(6.5, 3.9, 1.35, spot)
                    pen.circle(6.5, 3.9, 0.6, fur.mark)
                    pen.circle(3.9, 2.0, 0.75, spot)
                pen.circle(3.9, -3.3, 0.95, spot)
        limb(pen, [(0, 3.4), (0, -1), (0, -4.6)], (2.2, 2.0, 1.0), (86, 66, 66))
        for y in (-0.6, -2.2):
            pen.line([(-0.8, y), (0.8, y)], 0.45, light((86, 66, 66), 0.35))
        for side in (-1, 1):
            pen.line([(side * 0.5, 5.6), (side * 1.4, 7.6), (side * 3.0, 8.6)], 0.38, INK, smooth=True)
            pen.circle(side * 3.0, 8.6, 0.55, INK)
        pen.circle(0, 4.4, 2.1, (112, 86, 80))
        eyes = [(-0.85, 4.6), (0.85, 4.6)]
        for x, y in eyes:
            if not fur.asleep:
                pen.circle(x, y, 0.75, PAPER)
            eye(pen, x, y, 0.55, closed=fur.asleep)
        smile(pen, 0, 3.6, 1.2, thick=0.3, colour=PAPER)
        neck_wear(pen, fur, 0, 2.4, 3.4)
        head_wear(pen, fur, eyes, 0.95, 0, 5.6, 4.0)


_FOUR = ("standing", "walking", "running", "jumping", "sleeping")
_FUR = ("orange", "grey", "black", "white", "brown")


def _kind(name, draw, colours, height, poses, *, wears=SMALL, home="ground"):
    return Kind(name, draw, colours, wears, poses, home, height)


KINDS = (
    _kind("cat", pets.cat, _FUR, 34.0, ("sitting", *_FOUR)),
    _kind("dog", pets.dog, ("brown", "white", "black", "grey"), 42.0, ("sitting", *_FOUR)),
    _kind("rabbit", pets.rabbit, ("white", "grey", "brown"), 30.0, ("sitting", *_FOUR[1:])),
    _kind("duck", birds.duck, ("yellow", "white", "brown"), 24.0,
          ("standing", "walking", "running", "swimming", "flying", "sleeping")),
    _kind("bird", birds.bird, ("blue", "red", "yellow", "brown"), 16.0,
          ("standing", "walking", "flying", "sleeping")),
    _kind("horse", farm.horse, ("brown", "white", "black", "grey"), 120.0, (*_FOUR, "sitting")),
    _kind("fish", fish, ("orange", "blue", "yellow", "red", "green", "purple"), 18.0,
          ("swimming", "jumping", "sleeping"), home="water"),
    _kind("cow", farm.cow, ("white", "brown", "black"), 95.0, (*_FOUR, "sitting")),
    _kind("mouse", pets.mouse, ("grey", "white", "brown"), 16.0, ("sitting", *_FOUR)),
    _kind("fox", pets.fox, ("orange", "brown"), 36.0, ("sitting", *_FOUR)),
    _kind("sheep", farm.sheep, ("white", "grey", "black"), 56.0, (*_FOUR, "sitting")),
    _kind("chicken", birds.chicken, ("white", "brown", "black"), 26.0,
          ("standing", "walking", "running", "sitting", "flying", "sleeping")),
    _kind("owl", birds.owl, ("brown", "grey", "white"), 28.0, ("standing", "flying", "sleeping")),
    _kind("bear", farm.bear, ("brown", "black", "white"), 76.0, ("sitting", *_FOUR)),
    _kind("frog", frog, ("green", "brown"), 15.0, ("sitting", "jumping", "sleeping")),
    _kind("butterfly", butterfly, ("orange", "yellow", "blue", "pink", "purple", "red"), 14.0,
          ("flying", "standing", "sleeping"), home="air"),
)  # fmt: skip
