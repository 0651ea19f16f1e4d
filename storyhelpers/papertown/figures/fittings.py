"""Parts that are made once and fitted often: windows, doors, awnings, wheels, clocks, flags, and pictures for signs."""

import math

from .pen import GLASS, INK, LIT, METAL, PAPER, TYRE, WOOD, dark, light, mix
from .shapes import (
    LEAF,
    ORANGE,
    PINK,
    RED,
    STONE,
    YELLOW,
    arc,
    arch,
    box,
    cut,
    disc,
    inside,
    rim,
    smooth,
    snow_on,
    within,
)

DUSK = (92, 106, 140)  # a window at night with nobody home


def glass_of(look, chance=0.8):
    """The colour behind a window pane: sky by day, lamplight or dusk by night."""
    if not look.night:
        return GLASS
    return LIT if look.rng.random() < chance else DUSK


def pane(pen, outline, look, chance=0.8):
    """Glass in any outline: a gleam by day, a warm glow by night."""
    glass = glass_of(look, chance)
    pen.polygon(outline, glass)
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    x, y, w, h = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    if glass == LIT:
        rim(pen, outline, mix(LIT, (255, 170, 70), 0.45), h * 0.16, 90)
    else:
        rim(pen, outline, dark(glass, 0.14), h * 0.1, 90)
        slash = [(x + w * a, y + h * b) for a, b in ((0.18, 0.12), (0.34, 0.12), (0.72, 0.84), (0.56, 0.84))]
        if all(inside(outline, p) for p in slash):
            pen.polygon(slash, light(glass, 0.55))


def window(pen, look, x0, y0, x1, y1, *, frame=PAPER, round_top=False, shutters=None, flowers=False, curtains=None):
    """A window with frame, bars and sill; optional shutters, curtains (their paper) and a box of flowers."""
    w, h = x1 - x0, y1 - y0
    rim_ = min(w, h) * 0.11
    if shutters:
        for side in (x0 - w * 0.4, x1 + w * 0.02):
            pen.rect(side, y0, side + w * 0.38, y1 - (h * 0.12 if round_top else 0), shutters, round=1)
            for k in range(3):
                y = y0 + h * (0.16 + 0.26 * k)
                pen.rect(side + w * 0.07, y, side + w * 0.31, y + h * 0.12, dark(shutters, 0.2), round=0.6)
    shape = arch if round_top else box
    pen.polygon(shape(x0, y0, x1, y1), frame)
    pane(pen, shape(x0 + rim_, y0 + rim_, x1 - rim_, y1 - rim_), look)
    if curtains:
        for a, b in ((x0 + rim_, 1), (x1 - rim_, -1)):
            reach = w * 0.26 * b
            top = y1 - (w * 0.42 if round_top else rim_)
            pen.polygon([(a, top), (a + reach, top), (a + reach * 0.9, y0 + h * 0.6),
                         (a + reach * 0.35, y0 + h * 0.4), (a + reach * 0.6, y0 + rim_), (a, y0 + rim_)],
                        curtains)  # fmt: skip
    x = (x0 + x1) / 2
    pen.rect(x - rim_ * 0.4, y0, x + rim_ * 0.4, y1 - rim_ / 2, frame)
    y = y0 + h * 0.52
    pen.rect(x0, y - rim_ * 0.4, x1, y + rim_ * 0.4, frame)
    pen.rect(x0 - w * 0.08, y0 - rim_ * 0.9, x1 + w * 0.08, y0 + rim_ * 0.4, dark(frame, 0.12), round=1)
    if flowers:
        flower_box(pen, look, x0 - w * 0.1, x1 + w * 0.1, y0 - rim_ * 0.4, h * 0.22)
    else:
        snow_on(pen, look, [(x0 - w * 0.06, y0), (x1 + w * 0.06, y0)], rim_ * 1.2)


def flower_box(pen, look, x0, x1, y, h):
    """A wooden box of flowers hung below a window; `y` is its upper edge."""
    n = max(3, round((x1 - x0) / (h * 0.75)))
    step = (x1 - x0) / n
    bloom = look.rng.choice((RED, PINK, YELLOW, PAPER, (190, 120, 200)))
    for i in range(n):
        pen.circle(x0 + step * (i + 0.5), y + h * 0.1, step * 0.62, dark(LEAF, 0.14) if i % 2 else LEAF)
    for i in range(n):
        x, up = x0 + step * (i + 0.5), h * (0.5 if i % 2 else 0.28)
        pen.circle(x, y + up, step * 0.4, bloom)
        pen.circle(x, y + up, step * 0.15, YELLOW if bloom != YELLOW else ORANGE)
    pen.rect(x0, y - h * 0.7, x1, y, WOOD, round=1)
    pen.rect(x0, y - h * 0.7, x1, y - h * 0.45, dark(WOOD), round=1)


def door(pen, look, x, y, w, h, colour, *, style="panels"):
    """A door standing at (x, y), `w` wide: style "panels", "round" (round top) or "glass"."""
    t = w * 0.1
    shape = arch if style == "round" else box
    pen.polygon(shape(x - w / 2 - t, y, x + w / 2 + t, y + h + t), PAPER)
    leaf = shape(x - w / 2, y, x + w / 2, y + h)
    pen.polygon(leaf, colour)
    pen.polygon(within(leaf, x0=x + w * 0.36), dark(colour, 0.16))
    if style == "glass":
        pane(pen, box(x - w * 0.34, y + h * 0.3, x + w * 0.34, y + h * 0.92, 2), look, 1.0)
        pen.rect(x - w * 0.34, y + h * 0.08, x + w * 0.34, y + h * 0.22, dark(colour, 0.2), round=1)
    elif style == "round":
        for k in (-0.17, 0.17):
            pen.rect(x + w * k - 0.5, y, x + w * k + 0.5, y + h * 0.86, dark(colour, 0.24))
        disc(pen, x, y + h * 0.68, w * 0.17, glass_of(look, 1.0))
    else:
        for k in (-0.38, 0.06):
            pen.rect(x + w * k, y + h * 0.1, x + w * (k + 0.32), y + h * 0.42, dark(colour, 0.2), round=1)
        pane(pen, box(x - w * 0.36, y + h * 0.56, x + w * 0.36, y + h * 0.88, 2), look, 1.0)
        pen.rect(x - w * 0.03, y + h * 0.54, x + w * 0.03, y + h * 0.9, colour)
    pen.circle(x + w * 0.36, y + h * 0.47, w * 0.065, YELLOW)
    pen.rect(x - w * 0.72, y, x + w * 0.72, y + h * 0.04, dark(STONE, 0.1), round=1)


def awning(pen, look, x0, x1, top, low, colour, other=PAPER, stripes=None, shadow=True):
    """A striped awning that hangs from `top` to a scalloped edge at `low`."""
    n = stripes or max(5, round((x1 - x0) / 16) | 1)
    step, spread, edge = (x1 - x0) / n, (x1 - x0) * 0.03, (top - low) * 0.3
    upper = (x1 - x0 - 2 * spread) / n
    if shadow:  # on the wall behind
        pen.rect(x0 + spread * 2.4, low - edge * 1.1, x1 - spread * 2.4, low + edge, dark(STONE, 0.6), opacity=0.25)
    for i in range(n):
        paper = colour if i % 2 == 0 else other
        a, b = x0 + i * step, x0 + (i + 1) * step
        ua, ub = x0 + spread + i * upper, x0 + spread + (i + 1) * upper
        pen.polygon([(ua, top), (ub, top), (b, low + edge), (a, low + edge)], paper)
        pen.polygon([(a, low + edge), *arc((a + b) / 2, low + edge, step / 2, edge, 180, 360, 20)], dark(paper, 0.14))
    pen.rect(x0 + spread - 1, top - edge * 0.22, x1 - spread + 1, top + edge * 0.12, dark(colour, 0.25), round=1)
    snow_on(pen, look, [(x0 + spread, top), (x1 - spread, top)], (top - low) * 0.3)


def wheel(pen, x, y, r, hub=METAL):
    """A wheel with a tyre, a hub cap and its gleam."""
    pen.circle(x, y, r, TYRE)
    pen.circle(x, y, r * 0.84, light(TYRE, 0.12))
    pen.circle(x, y, r * 0.58, dark(hub, 0.16))
    pen.circle(x - r * 0.05, y + r * 0.05, r * 0.5, hub)
    for k in range(5):
        t = math.radians(90 + 72 * k)
        pen.circle(x + r * 0.3 * math.cos(t), y + r * 0.3 * math.sin(t), r * 0.075, dark(hub, 0.3))
    pen.circle(x, y, r * 0.13, dark(hub, 0.22))


def clock_face(pen, look, x, y, r, case=WOOD):
    """A clock that shows a full or half hour."""
    pen.circle(x, y, r, case)
    rim(pen, arc(x, y, r, r), dark(case, 0.2), r * 0.16, -50)
    pen.circle(x, y, r * 0.82, LIT if look.night else PAPER)
    for k in range(12):
        t = math.radians(30 * k)
        pen.circle(x + r * 0.68 * math.cos(t), y + r * 0.68 * math.sin(t), r * (0.035 if k % 3 else 0.07), INK)
    half = look.rng.choice((0, 0.5))
    hour = look.rng.choice((1, 2, 3, 4, 7, 8, 9, 10)) + half
    for share, reach, width in ((hour / 12, 0.42, 0.11), (half, 0.62, 0.08)):
        t = math.radians(90 - 360 * share)
        pen.line([(x, y), (x + r * reach * math.cos(t), y + r * reach * math.sin(t))], r * width, INK)
    pen.circle(x, y, r * 0.09, RED)


def flag(pen, x, y, h, colour, *, mirror=False):
    """A flag on a pole that stands at (x, y), `h` high."""
    pen.line([(x, y), (x, y + h)], max(1.6, h * 0.045), dark(WOOD, 0.2))
    side = -1 if mirror else 1
    waving = [(0, 0.98), (0.3, 1.03), (0.62, 0.94), (0.98, 0.98), (0.8, 0.8), (0.96, 0.6), (0.62, 0.57),
              (0.3, 0.64), (0, 0.58)]  # fmt: skip
    points = [(x + side * h * a * 0.85, y + h * b) for a, b in waving]
    pen.polygon(smooth(points, 3), colour)
    pen.polygon([points[0], points[1], points[7], points[8]], dark(colour, 0.14))
    pen.circle(x, y + h, max(1.6, h * 0.05), YELLOW)


def loaf(pen, x, y, w):
    """A loaf of bread, `w` wide, lying at (x, y)."""
    crust = (206, 140, 74)
    cut(pen, smooth([(x - w / 2, y + w * 0.2), (x - w * 0.3, y + w * 0.44), (x, y + w * 0.5),
                     (x + w * 0.3, y + w * 0.44), (x + w / 2, y + w * 0.2), (x + w * 0.36, y),
                     (x, y - w * 0.02), (x - w * 0.36, y)]), crust, w * 0.09, w * 0.06)  # fmt: skip
    for k in (-0.2, 0.02, 0.24):
        pen.line(
            [(x + w * (k - 0.05), y + w * 0.18), (x + w * (k + 0.05), y + w * 0.38)], w * 0.075, light(crust, 0.55)
        )


def pretzel(pen, x, y, w):
    """A pretzel, `w` wide, its middle at (x, y)."""
    for width, colour in ((0.15, (150, 88, 48)), (0.09, (206, 134, 70))):
        path = [(-0.16, -0.36), (0.08, -0.12), (0.42, 0.1), (0.36, 0.36), (0.12, 0.32), (0, 0.02),
                (-0.12, 0.32), (-0.36, 0.36), (-0.42, 0.1), (-0.08, -0.12), (0.16, -0.36)]  # fmt: skip
        pen.line([(x + a * w, y + b * w) for a, b in path], w * width, colour, smooth=True)


def cup(pen, x, y, w, colour):
    """A steaming cup, `w` wide, standing at (x, y)."""
    pen.line([(x + w * 0.3, y + w * 0.5), (x + w * 0.56, y + w * 0.42), (x + w * 0.5, y + w * 0.2),
              (x + w * 0.24, y + w * 0.16)], w * 0.1, dark(colour, 0.1), smooth=True)  # fmt: skip
    cut(pen, [(x - w * 0.42, y + w * 0.6), (x - w * 0.26, y + w * 0.04), (x + w * 0.22, y + w * 0.04),
              (x + w * 0.38, y + w * 0.6)], colour, w * 0.1)  # fmt: skip
    pen.ellipse(x - w * 0.02, y + w * 0.6, w * 0.4, w * 0.08, dark(WOOD, 0.2))
    pen.rect(x - w * 0.5, y - w * 0.02, x + w * 0.46, y + w * 0.06, dark(colour, 0.18), round=1)
    for k in (-0.14, 0.12):
        pen.line([(x + w * k, y + w * 0.74), (x + w * (k + 0.07), y + w * 0.86),
                  (x + w * k, y + w * 0.98)], w * 0.06, PAPER, smooth=True)  # fmt: skip


def open_book(pen, x, y, w, colour):
    """An open book, `w` wide, standing at (x, y)."""
    for side in (-1, 1):
        pen.polygon(
            [(x, y), (x + side * w * 0.5, y + w * 0.1), (x + side * w * 0.5, y + w * 0.66), (x, y + w * 0.54)], colour
        )
        page = PAPER if side < 0 else dark(PAPER, 0.08)
        pen.polygon([(x, y + w * 0.07), (x + side * w * 0.44, y + w * 0.16),
                     (x + side * w * 0.44, y + w * 0.68), (x, y + w * 0.58)], page)  # fmt: skip
        for k in (0.22, 0.34, 0.46):
            pen.line([(x + side * w * 0.08, y + w * k), (x + side * w * 0.36, y + w * (k + 0.06))],
                     w * 0.035, dark(PAPER, 0.35))  # fmt: skip


def fruit(pen, x, y, r, colour):
    """A round fruit with a gleam and a leaf."""
    disc(pen, x, y, r, colour, n=14 if r < 7 else 24)
    pen.ellipse(x + r * 0.25, y + r * 0.95, r * 0.4, r * 0.18, LEAF, turn=25)
