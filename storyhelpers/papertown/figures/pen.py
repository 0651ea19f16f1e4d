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


def _n(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _paint(colour):
    """'rgb(…)', or any SVG paint given as text."""
    return colour if isinstance(colour, str) else "rgb({},{},{})".format(*colour[:3])


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
        points = []
        for i in range(4):  # four cubic arcs: the move matrix then needs no arc arithmetic
            t0, t1 = i * math.pi / 2, (i + 1) * math.pi / 2
            k = 0.5523
            c0, s0, c1, s1 = math.cos(t0), math.sin(t0), math.cos(t1), math.sin(t1)
            points.append([(c0, s0), (c0 - k * s0, s0 + k * c0), (c1 + k * s1, s1 - k * c1), (c1, s1)])
        c, s = math.cos(math.radians(turn)), math.sin(math.radians(turn))

        def place(q):
            return x + q[0] * rx * c - q[1] * ry * s, y + q[0] * rx * s + q[1] * ry * c

        d = "M" + self._at(place(points[0][0]))
        for arc in points:
            d += "C" + " ".join(self._at(place(q)) for q in arc[1:])
        self._add(d + "Z", colour, opacity)

    def circle(self, x, y, r, colour, *, opacity=1.0):
        """A disc."""
        self.ellipse(x, y, r, r, colour, opacity=opacity)

    def polygon(self, points, colour, *, opacity=1.0):
        """Straight edges through `points`."""
        self._add("M" + "L".join(self._at(p) for p in points) + "Z", colour, opacity)

    def rect(self, x0, y0, x1, y1, colour, *, round=0.0, opacity=1.0):
        """An upright rectangle with rounded corners."""
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        r = min(round, (x1 - x0) / 2, (y1 - y0) / 2)
        if r <= 0:
            return self.polygon([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour, opacity=opacity)
        k = r * 0.4477
        a = self._at
        d = (f"M{a((x0 + r, y0))}L{a((x1 - r, y0))}C{a((x1 - k, y0))} {a((x1, y0 + k))} {a((x1, y0 + r))}"
             f"L{a((x1, y1 - r))}C{a((x1, y1 - k))} {a((x1 - k, y1))} {a((x1 - r, y1))}"
             f"L{a((x0 + r, y1))}C{a((x0 + k, y1))} {a((x0, y1 - k))} {a((x0, y1 - r))}"
             f"L{a((x0, y0 + r))}C{a((x0, y0 + k))} {a((x0 + k, y0))} {a((x0 + r, y0))}Z")  # fmt: skip
        self._add(d, colour, opacity)

    def blob(self, points, colour, *, opacity=1.0):
        """A smooth closed curve through all `points` (Catmull-Rom as cubic Béziers)."""
        n = len(points)
        d = "M" + self._at(points[0])
        for i in range(n):
            p0, p1, p2, p3 = (points[(i + j - 1) % n] for j in range(4))
            d += self._bezier(p0, p1, p2, p3)
        self._add(d + "Z", colour, opacity)

    def line(self, points, width, colour, *, smooth=False, opacity=1.0):
        """An open stroke with round ends, straight or smooth through all `points`."""
        d = "M" + self._at(points[0])
        if smooth and len(points) > 2:
            padded = [points[0], *points, points[-1]]
            for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:]):
                d += self._bezier(p0, p1, p2, p3)
        else:
            d += "".join("L" + self._at(p) for p in points[1:])
        for x, y in points:  # the round ends reach half a width further
            self._at((x - width / 2, y - width / 2))
            self._at((x + width / 2, y + width / 2))
        a, b = self._moves[-1][:2]
        width *= math.hypot(a, b)
        fade = f' stroke-opacity="{_n(opacity)}"' if opacity < 1 else ""
        self._parts.append(f'<path d="{d}" fill="none" stroke="{_paint(colour)}" stroke-width="{_n(width)}" '
                           f'stroke-linecap="round" stroke-linejoin="round"{fade}/>')  # fmt: skip

    def _bezier(self, p0, p1, p2, p3):
        b = (p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6)
        c = (p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6)
        return "C" + " ".join(self._at(q) for q in (b, c, p2))

    def _at(self, point):
        a, b, c, d, e, f = self._moves[-1]
        x, y = a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f
        self.x0, self.x1 = min(self.x0, x), max(self.x1, x)
        self.y0, self.y1 = min(self.y0, y), max(self.y1, y)
        return f"{_n(x)},{_n(-y)}"

    def _add(self, d, colour, opacity):
        fade = f' fill-opacity="{_n(opacity)}"' if opacity < 1 else ""
        self._parts.append(f'<path d="{d}" fill="{_paint(colour)}"{fade}/>')


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
