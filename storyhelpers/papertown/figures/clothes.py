"""What people and animals wear on heads, necks and backs, drawn at an anchor that the body gives."""

import math

from .anatomy import WHITE, limb
from .pen import GLASS, INK, METAL, WOOD, dark, light, mix

HATS = ("santa hat", "hat", "cap", "crown")
SMALL = (*HATS, "scarf", "glasses", "bow tie")  # what animals wear, too


def hat(pen, name, colour, x, y, w, *, tilt=0.0):
    """The hat `name` on a head that is `w` wide where the rim sits; (x, y) is the middle of that rim."""
    with pen.move(x, y, turn=tilt, scale=w):
        _DRAW[name](pen, colour)


def first_hat(clothes):
    """The name of the hat in `clothes`, or ""."""
    return next((name for name in HATS if name in clothes), "")


def _santa_hat(pen, colour):
    rim = (252, 250, 246) if min(colour) < 225 else (226, 226, 232)
    shade = dark(colour, 0.16)
    back, fold = dark(colour, 0.26), light(colour, 0.16)
    pen.blob([(0.06, 0.98), (0.36, 0.98), (0.62, 0.78), (0.78, 0.5), (0.85, 0.24), (0.67, 0.26),
              (0.58, 0.44), (0.44, 0.56), (0.1, 0.6)], shade)  # fmt: skip
    pen.blob([(-0.5, 0.0), (-0.49, 0.26), (-0.4, 0.58), (-0.22, 0.86), (0.06, 1.0), (0.34, 0.97),
              (0.5, 0.82), (0.47, 0.62), (0.48, 0.4), (0.5, 0.2), (0.5, 0.0)], colour)  # fmt: skip
    pen.blob(
        [(0.42, 0.0), (0.41, 0.26), (0.34, 0.5), (0.2, 0.72), (0.4, 0.66), (0.47, 0.44), (0.5, 0.2), (0.5, 0.0)], shade
    )
    pen.blob([(0.2, 0.8), (0.36, 0.74), (0.5, 0.58), (0.46, 0.72), (0.34, 0.82)], back)
    pen.blob([(-0.4, 0.2), (-0.36, 0.46), (-0.22, 0.7), (-0.06, 0.84), (-0.18, 0.56), (-0.24, 0.24)], fold)
    for i in range(7):
        a = (i - 3) / 3
        pen.circle(a * 0.52, 0.0 - 0.05 * (1 - a * a), 0.135, dark(rim, 0.1))
    for i in range(7):
        a = (i - 3) / 3
        pen.circle(a * 0.52, 0.035 - 0.05 * (1 - a * a), 0.13, rim)
    _pompom(pen, 0.81, 0.2, 0.19, rim)


def _pompom(pen, x, y, r, colour):
    pen.circle(x, y, r * 0.9, dark(colour, 0.12))
    for i in range(8):
        a = i * math.pi / 4
        pen.circle(x + math.cos(a) * r * 0.62, y + 0.03 * r + math.sin(a) * r * 0.62, r * 0.4, colour)
    pen.circle(x, y + r * 0.06, r * 0.72, colour)
    pen.circle(x - r * 0.2, y + r * 0.28, r * 0.3, WHITE)


def _brimmed_hat(pen, colour):
    pen.ellipse(0, 0.0, 0.78, 0.15, dark(colour, 0.2))
    pen.blob(
        [(-0.46, 0.02), (-0.45, 0.4), (-0.34, 0.58), (0.0, 0.54), (0.34, 0.58), (0.45, 0.4), (0.46, 0.02), (0, -0.05)],
        colour,
    )
    pen.blob([(-0.3, 0.53), (0, 0.5), (0.3, 0.53), (0.1, 0.4), (-0.1, 0.4)], dark(colour, 0.12))
    pen.blob([(-0.47, 0.02), (-0.465, 0.18), (0, 0.12), (0.465, 0.18), (0.47, 0.02), (0, -0.05)], dark(colour, 0.42))
    pen.blob(
        [(-0.8, 0.03), (-0.5, 0.02), (0, -0.05), (0.5, 0.02), (0.8, 0.03), (0.6, -0.1), (0, -0.16), (-0.6, -0.1)],
        light(colour, 0.1),
    )


def _cap(pen, colour):
    pen.blob([(-0.52, -0.02), (-0.51, 0.24), (-0.32, 0.48), (0.02, 0.56), (0.34, 0.46), (0.51, 0.22),
              (0.52, -0.02), (0, -0.06)], colour)  # fmt: skip
    pen.blob([(-0.08, -0.04), (-0.16, 0.3), (0.02, 0.56), (0.18, 0.3), (0.14, -0.04)], light(colour, 0.25))
    pen.circle(0.02, 0.555, 0.06, dark(colour, 0.25))
    pen.blob(
        [(0.02, -0.02), (0.3, 0.1), (0.64, 0.08), (0.9, -0.03), (0.86, -0.1), (0.5, -0.06), (0.1, -0.1)],
        dark(colour, 0.28),
    )


def _crown(pen, colour):
    gold = mix(colour, (255, 210, 90), 0.25)
    pen.blob([(-0.46, 0.08), (-0.3, 0.18), (0, 0.2), (0.3, 0.18), (0.46, 0.08), (0, -0.02)], dark(gold, 0.35))
    pen.polygon([(-0.46, -0.06), (-0.54, 0.42), (-0.28, 0.2), (0, 0.54), (0.28, 0.2), (0.54, 0.42),
                 (0.46, -0.06), (0.24, -0.1), (0, -0.115), (-0.24, -0.1)], gold)  # fmt: skip
    pen.polygon([(0.46, -0.06), (0.54, 0.42), (0.28, 0.2), (0.2, 0.06), (0.24, -0.1)], dark(gold, 0.12))
    pen.line([(-0.46, -0.03), (0, -0.085), (0.46, -0.03)], 0.07, light(gold, 0.4), smooth=True)
    for px, py in ((-0.54, 0.44), (0, 0.56), (0.54, 0.44)):
        pen.circle(px, py, 0.075, light(gold, 0.45))
    for px, paper in ((-0.26, (88, 176, 196)), (0, (224, 82, 96)), (0.26, (88, 176, 196))):
        pen.ellipse(px, 0.1, 0.06, 0.075, paper)


_DRAW = {"santa hat": _santa_hat, "hat": _brimmed_hat, "cap": _cap, "crown": _crown}


def scarf(pen, colour, x, y, w, *, drop=None):
    """A scarf around a neck `w` wide; (x, y) is its middle. One end hangs `drop` down."""
    drop = w * 0.85 if drop is None else drop
    shade, tint = dark(colour, 0.2), light(colour, 0.45)
    limb(pen, [(x + w * 0.2, y), (x + w * 0.3, y - drop * 0.5),
        (x + w * 0.26, y - drop)], (w * 0.26, w * 0.28, w * 0.32), shade)  # fmt: skip
    pen.line([(x + w * 0.16, y - drop * 0.74), (x + w * 0.4, y - drop * 0.72)], w * 0.07, tint)
    for i in (-1, 0, 1):
        px = x + w * (0.26 + i * 0.09)
        pen.line([(px, y - drop - w * 0.1), (px, y - drop - w * 0.22)], w * 0.06, shade)
    pen.blob([(x - w * 0.56, y + w * 0.1), (x, y - w * 0.02), (x + w * 0.56, y + w * 0.1),
              (x + w * 0.52, y - w * 0.14), (x, y - w * 0.27), (x - w * 0.52, y - w * 0.14)], colour)  # fmt: skip
    for a in (-0.34, -0.06, 0.4):
        k = 0.11 * (1 - a * a * 3)
        pen.line([(x + w * a, y + w * (0.02 - k * 0.2)), (x + w * (a + 0.05), y - w * (0.1 + k))], w * 0.07, tint)
    pen.ellipse(x + w * 0.22, y - w * 0.1, w * 0.16, w * 0.15, dark(colour, 0.1))


def bow_tie(pen, colour, x, y, w):
    """A bow tie `w` wide at (x, y)."""
    for side in (-1, 1):
        pen.blob([(x, y), (x + side * w * 0.36, y + w * 0.26), (x + side * w * 0.52, y + w * 0.14),
                  (x + side * w * 0.5, y - w * 0.16), (x + side * w * 0.34, y - w * 0.26)], colour)  # fmt: skip
        pen.line([(x + side * w * 0.14, y), (x + side * w * 0.36, y + w * 0.06)], w * 0.05, dark(colour, 0.25))
    pen.ellipse(x, y, w * 0.12, w * 0.15, dark(colour, 0.25))


def glasses(pen, colour, eyes, r):
    """Round spectacles before `eyes` [(x, y), (x, y)]; r: how large a glass is."""
    frame = max(r * 0.24, 0.25)
    for x, y in eyes:
        pen.circle(x, y, r, GLASS, opacity=0.2)
        ring = [(x + math.cos(i * math.pi / 6) * r, y + math.sin(i * math.pi / 6) * r) for i in range(13)]
        pen.line(ring, frame, colour, smooth=True)
    (ax, ay), (bx, by) = eyes[0], eyes[-1]
    if len(eyes) > 1:
        pen.line(
            [(ax + r, ay + r * 0.2), ((ax + bx) / 2, ay + r * 0.4), (bx - r, by + r * 0.2)], frame, colour, smooth=True
        )


def backpack(pen, colour, x, y, w, h):
    """A backpack's body behind a back; (x, y) is its middle."""
    pen.rect(x - w / 2, y - h / 2, x + w / 2, y + h / 2, colour, round=w * 0.36)
    pen.rect(x - w * 0.36, y - h * 0.4, x + w * 0.36, y - h * 0.02, dark(colour, 0.16), round=w * 0.16)
    pen.line([(x - w * 0.36, y - h * 0.12), (x + w * 0.36, y - h * 0.12)], w * 0.05, light(colour, 0.4))
    pen.line([(x - w * 0.16, y + h * 0.5), (x, y + h * 0.6), (x + w * 0.16, y + h * 0.5)], w * 0.1,
             dark(colour, 0.3), smooth=True)  # fmt: skip


def straps(pen, colour, top, low, inside):
    """The two straps over the chest, from height top to low, `inside` from the middle."""
    for side in (-1, 1):
        pen.line([(side * inside * 0.8, top), (side * inside, (top + low) / 2),
                  (side * inside * 1.15, low)], inside * 0.34, dark(colour, 0.12), smooth=True)  # fmt: skip


def umbrella(pen, colour, x, y, w):
    """An open umbrella held at (x, y): the stick goes up w * 0.86, the canopy is w wide."""
    top = y + w * 0.86
    pen.line([(x, y - w * 0.08), (x, top + w * 0.34)], w * 0.03, METAL)
    pen.line([(x, y + w * 0.02), (x, y - w * 0.1), (x + w * 0.04, y - w * 0.14),
              (x + w * 0.08, y - w * 0.1)], w * 0.045, WOOD, smooth=True)  # fmt: skip
    arch = [i / 12 * math.pi / 2 for i in range(13)]  # from the tip (0) down to the rim
    ribs = (-0.5, -0.25, 0.0, 0.25, 0.5)
    for i, (a, b) in enumerate(zip(ribs, ribs[1:])):
        left = [(x + w * a * math.sin(t), top + w * 0.34 * math.cos(t)) for t in reversed(arch)]
        right = [(x + w * b * math.sin(t), top + w * 0.34 * math.cos(t)) for t in arch]
        rim = [(x + w * (b + (a - b) * t), top + w * 0.14 * t * (1 - t)) for t in (0.2, 0.4, 0.6, 0.8)]
        pen.polygon([*left, *right, *rim], colour if i % 2 else light(colour, 0.3))
    pen.circle(x, top + w * 0.35, w * 0.025, INK)
