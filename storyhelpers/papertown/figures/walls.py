"""What houses are made of: walls, tiles, chimneys, and what grows and hangs on them."""

from .pen import INK, LIT, PAPER, dark, light, mix
from .shapes import BLUE, LEAF, PINK, RED, STONE, YELLOW, arc, snow_on, within

ROOFS = ((196, 88, 66), (98, 116, 146), (142, 96, 74), (84, 140, 136), (222, 142, 82), (126, 100, 146))
DOORS = ((176, 74, 62), (76, 122, 156), (110, 146, 94), (150, 104, 70), (228, 168, 82), (106, 94, 138))

CURTAINS = (light(RED, 0.5), light(YELLOW, 0.45), light(BLUE, 0.45))


def plaster(pen, outline, paper, right, shade=12):
    """A wall with a shaded right side and a stone foot."""
    pen.polygon(outline, paper)
    pen.polygon(within(outline, x0=right - shade), dark(paper, 0.1))
    foot = mix(STONE, paper, 0.25)
    pen.polygon(within(outline, y1=9), foot)
    pen.polygon(within(outline, x0=right - shade, y1=9), dark(foot, 0.12))


def tiles(pen, outline, paper, gap=13, size=5.5):
    """Rows of scalloped tiles on a roof."""
    ys = [p[1] for p in outline]
    y, row = max(ys) - gap, 0
    while y > min(ys) + gap * 0.3:
        strip = within(outline, y0=y - 0.2, y1=y + 0.2)
        if strip:
            x0, x1 = min(p[0] for p in strip) + size * 1.3, max(p[0] for p in strip) - size * 1.3
            n = int((x1 - x0) / (size * 2.6))
            for i in range(n + 1):
                x = (x0 + x1) / 2 + (i - n / 2) * size * 2.6
                pen.polygon(arc(x, y, size, size * 0.8, 180, 360, 12), dark(paper, 0.13 if (i + row) % 3 else 0.2))
        y, row = y - gap, row + 1


def chimney(pen, look, x, y0, y1, brick=(182, 100, 78)):
    """A brick chimney that stands on the roof, smoking when it is cold."""
    if look.snow:
        for dx, dy, r in ((4, 10, 5), (11, 18, 7), (20, 24, 6), (28, 26, 4)):
            pen.circle(x + dx, y1 + dy, r, (236, 236, 242))
    pen.rect(x - 10, y0, x + 10, y1, brick)
    pen.rect(x + 5, y0, x + 10, y1, dark(brick, 0.2))
    for k in range(4):
        y = y0 + (y1 - y0) * (0.3 + 0.17 * k)
        pen.rect(x - 8 + 7 * (k % 2), y, x - 2 + 7 * (k % 2), y + 3, light(brick, 0.2))
    pen.rect(x - 13, y1 - 5, x + 13, y1, dark(brick, 0.25), round=1.5)
    snow_on(pen, look, [(x - 12, y1), (x + 12, y1)], 6)


def bush(pen, x, y, r, rng):
    """A small bush at a wall."""
    for dx, dy, s, c in ((-0.7, 0.35, 0.6, dark(LEAF, 0.2)), (0.7, 0.35, 0.62, dark(LEAF, 0.2)),
                         (0, 0.55, 0.8, LEAF), (-0.2, 0.75, 0.4, light(LEAF, 0.2))):  # fmt: skip
        pen.polygon(within(arc(x + dx * r, y + dy * r, s * r, s * r, n=20), y0=y), c)
    bloom = rng.choice((RED, PINK, YELLOW, PAPER))
    for dx, dy in ((-0.6, 0.4), (0.1, 0.5), (0.6, 0.55), (0.25, 0.95), (-0.3, 0.9)):
        pen.circle(x + dx * r, y + dy * r, r * 0.11, bloom)


def wall_lamp(pen, look, x, y):
    """A small lantern on the wall beside a door."""
    pen.rect(x - 3.4, y - 6, x + 3.4, y + 5, LIT if look.night else (255, 244, 214), round=1.5)
    pen.rect(x - 4.4, y - 7.5, x + 4.4, y - 5.4, INK, round=1)
    pen.polygon([(x - 5.6, y + 4.4), (x + 5.6, y + 4.4), (x, y + 10)], INK)
