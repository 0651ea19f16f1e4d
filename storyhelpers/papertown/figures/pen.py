"""A pen that cuts paper: shapes in a figure's own units, collected as SVG.

Units: the ground under the figure's middle is (0, 0), x to the right, **y up**; a grown-up is 100 high. A figure faces
right unless it looks at the reader; the stage mirrors it. Colours are (r, g, b) tuples; `dark` and `light` keep
shades in the family.
"""

import math

INK = (46, 38, 46)
PAPER = (252, 246, 236)
GLASS = (198, 228, 240)
LIT = (255, 226, 120)
WOOD = (150, 104, 70)
METAL = (206, 208, 214)
TYRE = (54, 50, 58)
SKIN = ((255, 219, 186), (241, 194, 150), (203, 148, 104), (150, 100, 70), (108, 70, 52))


def mix(a, b, t):
    """The colour a share `t` of the way from `a` to `b`."""
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b))


def dark(colour, t=0.22):
    """A shade of the same paper."""
    return mix(colour, (40, 30, 50), t)


def light(colour, t=0.3):
    """A tint of the same paper."""
    return mix(colour, (255, 252, 240), t)


def _paint(colour):
    """'rgb(…)', or any SVG paint given as text."""
    return colour if isinstance(colour, str) else f"rgb({colour[0]},{colour[1]},{colour[2]})"


# How a path is written: gaps for coordinates, filled all at once, which takes a third of the time of one by one.
_AT = "%.2f,%.2f"
_CURVE = f"C{_AT} {_AT} {_AT}"
_ELLIPSE = f"M{_AT}{4 * _CURVE}Z"
_ROUNDED = f"M{_AT}{4 * f'L{_AT}{_CURVE}'}Z"

_BEND = 0.5523  # how far the handles of a cubic curve reach that looks like a quarter of a circle, for radius 1
_CIRCLE = (
    (1, 0), (1, _BEND), (_BEND, 1), (0, 1), (-_BEND, 1), (-1, _BEND), (-1, 0),
    (-1, -_BEND), (-_BEND, -1), (0, -1), (_BEND, -1), (1, -_BEND), (1, 0),
)  # fmt: skip


class Pen:
    """Collects shapes; `svg()` is their markup in SVG's y-down coordinates, `bounds` their extent with y up."""

    def __init__(self):
        self._parts = []
        self._moves = [(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)]  # a, b, c, d, e, f of the current group, y up
        self.x0 = self.y0 = math.inf
        self.x1 = self.y1 = -math.inf

    def svg(self) -> str:
        """The markup of all shapes so far."""
        return "".join(self._parts)

    @property
    def bounds(self):
        """(x0, y0, x1, y1), y up."""
        return self.x0, self.y0, self.x1, self.y1

    def move(self, dx=0.0, dy=0.0, *, turn=0.0, scale=1.0, mirror=False):
        """`with pen.move(dx, dy, turn=degrees anticlockwise, scale=…):` shapes inside are moved, turned and scaled."""
        return _Moved(self, dx, dy, turn, scale, mirror)

    def ellipse(self, x, y, rx, ry, colour, *, turn=0.0, opacity=1.0):
        """An ellipse around (x, y), turned anticlockwise by `turn` degrees."""
        c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        around = [(x + p * rx * c - q * ry * s, y + p * rx * s + q * ry * c) for p, q in _CIRCLE]
        self._add(self._written(_ELLIPSE, around), colour, opacity)

    def circle(self, x, y, r, colour, *, opacity=1.0):
        """A disc."""
        self.ellipse(x, y, r, r, colour, opacity=opacity)

    def polygon(self, points, colour, *, opacity=1.0):
        """Straight edges through `points`; nothing where there are none."""
        if not points:
            return
        self._add(self._written(f"M{_AT}{(len(points) - 1) * f'L{_AT}'}Z", points), colour, opacity)

    def rect(self, x0, y0, x1, y1, colour, *, round=0.0, opacity=1.0):
        """An upright rectangle with rounded corners."""
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        r = min(round, (x1 - x0) / 2, (y1 - y0) / 2)
        if r <= 0:
            return self.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, opacity=opacity)
        k = r * (1 - _BEND)
        around = [
            (x0 + r, y0), (x1 - r, y0), (x1 - k, y0), (x1, y0 + k), (x1, y0 + r),
            (x1, y1 - r), (x1, y1 - k), (x1 - k, y1), (x1 - r, y1),
            (x0 + r, y1), (x0 + k, y1), (x0, y1 - k), (x0, y1 - r),
            (x0, y0 + r), (x0, y0 + k), (x0 + k, y0), (x0 + r, y0),
        ]  # fmt: skip
        self._add(self._written(_ROUNDED, around), colour, opacity)

    def blob(self, points, colour, *, opacity=1.0):
        """A smooth closed curve through all `points` (Catmull-Rom as cubic Béziers)."""
        way = _smooth([points[-1], *points, points[0], points[1 % len(points)]])
        self._add(self._written(f"M{_AT}{len(points) * _CURVE}Z", way), colour, opacity)

    def line(self, points, width, colour, *, smooth=False, opacity=1.0):
        """An open stroke with round ends, straight or smooth through all `points`."""
        count = len(points) - 1
        if smooth and count > 1:
            d = self._written(f"M{_AT}{count * _CURVE}", _smooth([points[0], *points, points[-1]]))
        else:
            d = self._written(f"M{_AT}{count * f'L{_AT}'}", points)
        half = width / 2  # the round ends reach that much further
        self._place([(x + side * half, y + side * half) for x, y in points for side in (-1, 1)])
        a, b = self._moves[-1][:2]
        width *= math.hypot(a, b)
        fade = f' stroke-opacity="{opacity:.2f}"' if opacity < 1 else ""
        self._parts.append(f'<path d="{d}" fill="none" stroke="{_paint(colour)}" stroke-width="{width:.2f}" '
                           f'stroke-linecap="round" stroke-linejoin="round"{fade}/>')  # fmt: skip

    def _place(self, points):
        """x0, y0, x1, y1, … of the points after the moves, in SVG's y-down; the bounds grow to hold them."""
        a, b, c, d, e, f = self._moves[-1]
        flat = []
        for x, y in points:
            flat += (a * x + c * y + e, -(b * x + d * y + f))
        xs, ys = flat[::2], flat[1::2]
        self.x0, self.x1 = min(self.x0, min(xs)), max(self.x1, max(xs))
        self.y0, self.y1 = min(self.y0, -max(ys)), max(self.y1, -min(ys))
        return flat

    def _written(self, form, points):
        """The path data `form` with the points in its gaps."""
        return form % tuple(self._place(points))

    def _add(self, d, colour, opacity):
        fade = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
        self._parts.append(f'<path d="{d}" fill="{_paint(colour)}"{fade}/>')


def _smooth(padded):
    """Start, then two handles and an end for each piece of a smooth way; `padded` has one more point at each end."""
    way = [padded[1]]
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in zip(padded, padded[1:], padded[2:], padded[3:]):
        way += ((bx + (cx - ax) / 6, by + (cy - ay) / 6), (cx - (dx - bx) / 6, cy - (dy - by) / 6), (cx, cy))
    return way


class _Moved:
    def __init__(self, pen, dx, dy, turn, scale, mirror):
        c, s = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        m = -1 if mirror else 1
        self.pen, self.matrix = pen, (c * m, s * m, -s, c, dx, dy)

    def __enter__(self):
        a, b, c, d, e, f = self.pen._moves[-1]
        g, h, i, j, k, m = self.matrix
        self.pen._moves.append((a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j,
                                a * k + c * m + e, b * k + d * m + f))  # fmt: skip
        return self.pen

    def __exit__(self, *_):
        self.pen._moves.pop()
