"""What bodies are made of: limbs that bend and taper, silhouettes with stripes and spots, eyes, cheeks, smiles."""

import math

from .pen import INK, dark, light, mix

BLUSH = (240, 120, 116)
NOSE_PINK = (232, 128, 130)
MOUTH = (150, 58, 62)
TONGUE = (238, 130, 130)
WHITE = (255, 255, 255)


def bend(start, end, upper, lower, side):
    """The joint and the reached end of a limb of two bones from `start` towards `end`.

    side: +1 puts the joint to the left of the way from start to end, −1 to the right. An end out of reach comes nearer.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    distance = max(math.hypot(dx, dy), 1e-6)
    reach = (upper + lower) * 0.999
    if distance > reach:
        dx, dy, distance = dx * reach / distance, dy * reach / distance, reach
    along = (upper**2 - lower**2 + distance**2) / (2 * distance)
    aside = math.sqrt(max(upper**2 - along**2, 0.0)) * side
    ux, uy = dx / distance, dy / distance
    joint = (start[0] + ux * along - uy * aside, start[1] + uy * along + ux * aside)
    return joint, (start[0] + dx, start[1] + dy)


def curve(points, steps=5):
    """More points on a smooth curve through `points` (Catmull-Rom); each point may have any number of coordinates."""
    if len(points) < 3:
        return list(points)
    padded = [points[0], *points, points[-1]]
    more = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:]):
        for i in range(steps):
            t = i / steps
            more.append(tuple(
                b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
                for a, b, c, d in zip(p0, p1, p2, p3)
            ))  # fmt: skip
    return [*more, points[-1]]


def limb(pen, points, widths, colour, *, opacity=1.0):
    """A tapering strip with round ends along a smooth curve through `points`; `widths` has a number for each."""
    way = curve([(*p, w) for p, w in zip(points, widths)], 4)
    left, right = [], []
    for i, (x, y, width) in enumerate(way):
        (ax, ay, _), (bx, by, _) = way[max(i - 1, 0)], way[min(i + 1, len(way) - 1)]
        angle = math.atan2(by - ay, bx - ax)
        nx, ny = -math.sin(angle) * width / 2, math.cos(angle) * width / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    start, end = _cap(way[1], way[0]), _cap(way[-2], way[-1])
    pen.blob([*left, *end, *reversed(right), *start], colour, opacity=opacity)


def _cap(before, tip):
    """The round end of a strip that comes from `before` and ends at `tip`: from its left side to its right."""
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    turns = (0.8, 0.4, 0.0, -0.4, -0.8)
    return [(tip[0] + math.cos(angle + a * math.pi / 2) * tip[2] / 2,
             tip[1] + math.sin(angle + a * math.pi / 2) * tip[2] / 2) for a in turns]  # fmt: skip


def tip(points, widths, begin):
    """(points, widths) of the last part of a limb, from share `begin` of its way on."""
    way = curve([(*p, w) for p, w in zip(points, widths)], 6)
    way = way[int(begin * (len(way) - 1)) :]
    return [p[:2] for p in way], [p[2] * 1.04 for p in way]


class Silhouette:
    """A shape given by rows (y, left, right) from bottom to top, smooth between them. Stripes and spots stay inside.

    flat: the rows are (x, low, high) from left to right, as for a body seen from its side.
    """

    def __init__(self, rows, *, flat=False):
        self.rows, self.flat = curve(rows, 4), flat

    def _place(self, along, across):
        return (along, across) if self.flat else (across, along)

    def at(self, y):
        """(left, right) at height y; (low, high) at x where the shape is flat."""
        rows = self.rows
        for (y0, l0, r0), (y1, l1, r1) in zip(rows, rows[1:]):
            if y0 <= y <= y1:
                t = (y - y0) / max(y1 - y0, 1e-6)
                return l0 + (l1 - l0) * t, r0 + (r1 - r0) * t
        edge = rows[0] if y < rows[0][0] else rows[-1]
        return edge[1], edge[2]

    def fill(self, pen, colour, *, opacity=1.0):
        """The whole shape."""
        outline = [self._place(y, left) for y, left, _ in self.rows]
        outline += [self._place(y, right) for y, _, right in reversed(self.rows)]
        pen.blob(outline, colour, opacity=opacity)

    def band(self, pen, low, high, colour, *, start=0.0, end=1.0, sag=0.0, opacity=1.0):
        """A stripe between two heights, from share `start` to `end` of the width; `sag` bends its middle down."""
        shares = [start + (end - start) * i / 6 for i in range(7)]

        def point(share, y):
            left, right = self.at(y)
            return self._place(y - sag * (1 - (2 * share - 1) ** 2), left + (right - left) * share)

        pen.polygon(
            [point(s, high) for s in shares] + [point(s, low) for s in reversed(shares)], colour, opacity=opacity
        )

    def wedge(self, pen, y, depth, thick, colour, *, side=-1, rise=0.0):
        """A pointed stripe from the left (side −1) or right edge, `depth` long, as on a tabby's flank."""
        k = 0 if side < 0 else 1
        edge = [self._place(y + a * thick / 2, self.at(y + a * thick / 2)[k]) for a in (-1, -0.5, 0, 0.5, 1)]
        x = self.at(y)[k]
        tip = [(0.42, 0.55, 0.5), (0.0, 1.0, 1.0), (-0.3, 0.55, 0.5)]
        pen.polygon(edge + [self._place(y + a * thick + rise * c, x - side * depth * b) for a, b, c in tip], colour)

    def spots(self, pen, colour, radius, rng, *, gap=2.6, opacity=1.0):
        """Round spots spread over the shape, none over its edge."""
        y, odd = self.rows[0][0] + radius * 1.3, False
        while y < self.rows[-1][0] - radius * 1.2:
            left, right = self.at(y)
            x = left + radius * (1.5 if odd else 2.6)
            while x < right - radius * 1.3:
                r = radius * rng.uniform(0.75, 1.1)
                pen.circle(*self._place(y + rng.uniform(-0.3, 0.3) * radius, x), r, colour, opacity=opacity)
                x += radius * gap * 1.1
            y += radius * gap * 0.95
            odd = not odd


def rings(pen, points, widths, colour, *, count=4, thick=1.3, begin=0.2, end=0.95):
    """Stripes around a limb drawn through the same `points` and `widths`."""
    way = curve([(*p, w) for p, w in zip(points, widths)], 8)
    for i in range(count):
        k = int((begin + (end - begin) * i / max(count - 1, 1)) * (len(way) - 2))
        (x0, y0, w), (x1, y1, _) = way[k], way[k + 1]
        angle = math.atan2(y1 - y0, x1 - x0)
        nx, ny = -math.sin(angle) * (w / 2 - thick * 0.35), math.cos(angle) * (w / 2 - thick * 0.35)
        pen.line([(x0 - nx, y0 - ny), (x0 + nx, y0 + ny)], thick, colour)


def eye(pen, x, y, r, *, iris=None, pupil=0.68, closed=False, tall=1.12, lid=INK):
    """A round ink eye with a glint, `iris`: a ring of that colour around the pupil. Closed: an arc in colour `lid`."""
    if closed:
        pen.line([(x - r * 1.1, y + r * 0.1), (x, y - r * 0.6), (x + r * 1.1, y + r * 0.1)], r * 0.42, lid, smooth=True)
        return
    if iris:
        pen.ellipse(x, y, r, r * tall, iris)
        pen.ellipse(x, y, r * pupil, r * tall * (pupil + 0.1), INK)
    else:
        pen.ellipse(x, y, r, r * tall, INK)
    pen.circle(x + r * 0.3, y + r * 0.4, r * 0.36, WHITE)
    pen.circle(x - r * 0.3, y - r * 0.42, r * 0.17, WHITE, opacity=0.8)


def cheeks(pen, x, y, spread, r, colour=BLUSH, *, opacity=0.42):
    """Two rosy cheeks around (x, y)."""
    for side in (-1, 1):
        pen.ellipse(x + side * spread, y, r * 1.15, r * 0.85, colour, opacity=opacity)


def smile(pen, x, y, w, *, colour=None, open_mouth=False, thick=None):
    """A smile `w` wide whose corners are at height y."""
    if open_mouth:
        pen.blob([(x - w / 2, y), (x - w * 0.3, y - w * 0.38), (x, y - w * 0.5),
                  (x + w * 0.3, y - w * 0.38), (x + w / 2, y), (x, y - w * 0.06)], MOUTH)  # fmt: skip
        pen.ellipse(x, y - w * 0.37, w * 0.2, w * 0.1, TONGUE)
        return
    pen.line([(x - w / 2, y), (x, y - w * 0.26), (x + w / 2, y)], thick or w * 0.16, colour or MOUTH, smooth=True)


def marks(colour):
    """The colour of stripes and spots on fur of that colour: darker, or lighter on black fur."""
    return light(colour, 0.28) if sum(colour) < 260 else dark(mix(colour, (120, 70, 30), 0.25), 0.34)


def belly(colour):
    """The colour of the soft parts of fur of that colour: muzzle, breast, paws."""
    return light(colour, 0.62) if sum(colour) > 260 else light(colour, 0.8)
