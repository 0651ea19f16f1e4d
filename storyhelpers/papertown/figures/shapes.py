"""Cuttings that many things share: outlines, layered paper, snow, faces, stars and hearts.

The light always comes from the upper left: `cut` leaves a paler rim there and a darker one at the lower right.
"""

import math

from .pen import INK, PAPER, dark, light

SNOW = (250, 252, 255)
SNOW_SHADE = (212, 225, 241)
STONE = (198, 188, 178)
LEAF = (104, 164, 90)
RED, ORANGE, YELLOW, BLUE, PINK = (214, 72, 62), (240, 148, 66), (248, 204, 84), (84, 142, 204), (242, 156, 176)


def arc(x, y, rx, ry, start=0.0, end=360.0, n=28):
    """Points on an ellipse from `start` to `end` degrees, anticlockwise; a full turn leaves out its double end."""
    whole = abs(end - start) >= 360
    steps = n if whole else max(2, round(n * abs(end - start) / 360) + 2)
    turns = [math.radians(start + (end - start) * i / (steps if whole else steps - 1)) for i in range(steps)]
    return [(x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns]


def smooth(points, n=5):
    """The closed Catmull-Rom curve through `points` as a polygon, `n` corners a stretch."""
    out, count = [], len(points)
    for i in range(count):
        p0, p1, p2, p3 = (points[(i + j - 1) % count] for j in range(4))
        for k in range(n):
            t = k / n
            a, b, c = -t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3
            out.append(tuple((a * p0[j] + b * p1[j] + c * p2[j] + (t**3 - t**2) * p3[j]) / 2 for j in (0, 1)))
    return out


def box(x0, y0, x1, y1, r=0.0, top=None):
    """The outline of an upright rectangle with corners of radius `r`; `top` for another radius above."""
    top = r if top is None else top
    out = []
    for x, y, radius, start in ((x1, y1, top, 0), (x0, y1, top, 90), (x0, y0, r, 180), (x1, y0, r, 270)):
        radius = min(radius, (x1 - x0) / 2, (y1 - y0))
        inner = x + (-radius if x == x1 else radius), y + (-radius if y == y1 else radius)
        out += arc(*inner, radius, radius, start, start + 90, 20) if radius else [(x, y)]
    return out


def within(points, x0=-1e4, y0=-1e4, x1=1e4, y1=1e4):
    """The part of a polygon inside an upright rectangle (Sutherland–Hodgman)."""
    for axis, sign, edge in ((0, 1, x0), (0, -1, x1), (1, 1, y0), (1, -1, y1)):
        kept = []
        for p, q in zip(points, points[1:] + points[:1]):
            a, b = sign * (p[axis] - edge), sign * (q[axis] - edge)
            if a >= 0:
                kept.append(p)
            if a * b < 0:
                t = a / (a - b)
                kept.append((p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t))
        points = kept
        if not points:
            return []
    return points


def rim(pen, outline, colour, depth, toward, opacity=1.0):
    """A crescent along the side of `outline` that looks `toward` (degrees); `depth` at its thickest."""
    ux, uy = math.cos(math.radians(toward)), math.sin(math.radians(toward))
    spans = [p[0] * ux + p[1] * uy for p in outline]
    middle, reach = (max(spans) + min(spans)) / 2, (max(spans) - min(spans)) / 2 or 1
    shares = [max(0.0, (s - middle) / reach) for s in spans]
    start = next((i for i, s in enumerate(shares) if s > 0 and shares[i - 1] == 0), 0)
    order = [(start + i) % len(outline) for i in range(len(outline))]
    lit = [i for i in order if shares[i] > 0]
    inner = []
    for i in reversed(lit):
        d = depth * min(1.0, shares[i] * 2.2)
        inner.append((outline[i][0] - ux * d, outline[i][1] - uy * d))
    if len(lit) > 2:
        pen.polygon([outline[i] for i in lit] + inner, colour, opacity=opacity)


def cut(pen, outline, colour, shade=3.0, gleam=0.0, toward=-50.0):
    """A piece of paper with a darker rim `shade` deep `toward` the dark side and a paler one `gleam` deep opposite."""
    pen.polygon(outline, colour)
    if gleam:
        rim(pen, outline, light(colour, 0.28), gleam, toward + 180)
    if shade:
        rim(pen, outline, dark(colour, 0.16), shade, toward)


def disc(pen, x, y, r, colour, shade=None, gleam=None, n=30):
    """A round piece of paper with its rims."""
    cut(pen, arc(x, y, r, r, n=n), colour, r * 0.22 if shade is None else shade, r * 0.14 if gleam is None else gleam)


def arch(x0, y0, x1, y1):
    """The outline of a doorway with a round top."""
    half = (x1 - x0) / 2
    return [(x0, y0), (x1, y0), *arc((x0 + x1) / 2, y1 - half, half, half, 0, 180, 32)]


def contrast(look, *choices):
    """One of `choices` that differs well from the figure's own paper."""
    far = [c for c in choices if sum(abs(a - b) for a, b in zip(c, look.colour)) > 120]
    return look.rng.choice(far or choices)


def spots(pen, outline, colour, r, gap, slant=0.5):
    """Dots inside `outline`, in rows."""
    xs, ys = [p[0] for p in outline], [p[1] for p in outline]
    y, row = min(ys) + gap * 0.6, 0
    while y < max(ys):
        x = min(xs) + gap * (0.5 + slant * (row % 2))
        while x < max(xs):
            around = arc(x, y, r * 1.15, r * 1.15, n=8)
            if all(inside(outline, p) for p in around):
                pen.circle(x, y, r, colour)
            x += gap
        y, row = y + gap * 0.85, row + 1


def inside(outline, point):
    """Whether `point` lies in the polygon."""
    x, y = point
    odd = False
    for (ax, ay), (bx, by) in zip(outline, outline[1:] + outline[:1]):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
    return odd


def snow_on(pen, look, path, depth=7.0):
    """A cap of snow along `path` (left to right), with soft round drips below. Only where it snows."""
    if not look.snow:
        return
    spans = [math.dist(p, q) for p, q in zip(path, path[1:])]
    length = sum(spans)
    drips = max(2, round(length / (depth * 2.6)))
    xs, steps = [p[0] for p in path], [0.0]
    for span in spans:
        steps.append(steps[-1] + span)

    def at(share):
        s = share * length
        for (ax, ay), (bx, by), low, span in zip(path, path[1:], steps, spans):
            if s <= low + span + 1e-9:
                t = (s - low) / (span or 1)
                return ax + (bx - ax) * t, ay + (by - ay) * t
        return path[-1]

    top, low, count = [], [], drips * 4
    ends = depth * 0.3
    for i in range(count + 1):
        x, y = at(i / count)
        thin = min(1.0, i / 2, (count - i) / 2)
        top.append((x, y + depth * 0.5 * thin))
    for k in range(drips):
        long = look.rng.uniform(0.45, 1.1)
        for j, share in enumerate((0.1, 0.32, 0.68, 0.9)):
            x, y = at((k + share) / drips)
            low.append((x, y - depth * (long if j in (1, 2) else 0.16)))
    outline = smooth(
        [(xs[0] - ends, path[0][1] - ends * 0.4), *top, (xs[-1] + ends, path[-1][1] - ends * 0.4), *reversed(low)], 3
    )
    pen.polygon([(x, y - depth * 0.2) for x, y in outline], SNOW_SHADE)
    pen.polygon(outline, SNOW)


def face(pen, x, y, r, paper=PAPER, *, cheeks=(240, 132, 110), closed=False):
    """A gentle face on `paper`: eyes, a smile, rosy cheeks. `r` is half its width."""
    ink = INK if sum(paper) > 280 else PAPER
    for side in (-1, 1):
        ex = x + side * r * 0.45
        if closed:
            lid = [(ex - r * 0.17, y + r * 0.1), (ex, y - r * 0.02), (ex + r * 0.17, y + r * 0.1)]
            pen.line(lid, r * 0.09, ink, smooth=True)
        else:
            pen.ellipse(ex, y + r * 0.1, r * 0.12, r * 0.15, ink)
            pen.circle(ex - r * 0.04, y + r * 0.16, r * 0.045, PAPER if ink == INK else INK)
        pen.ellipse(x + side * r * 0.72, y - r * 0.2, r * 0.17, r * 0.12, cheeks, opacity=0.75)
    pen.line([(x - r * 0.24, y - r * 0.2), (x, y - r * 0.36), (x + r * 0.24, y - r * 0.2)], r * 0.09, ink, smooth=True)


def star_points(x, y, r, inner=0.45, n=5, turn=90.0):
    """The outline of a star."""
    out = []
    for k in range(2 * n):
        t, q = math.radians(turn + 180 * k / n), r if k % 2 == 0 else r * inner
        out.append((x + q * math.cos(t), y + q * math.sin(t)))
    return out


def tuft(pen, x, h, colour=LEAF):
    """A few blades of grass that grow at x."""
    for dx, share in ((-0.5, 0.75), (0.0, 1.0), (0.45, 0.7)):
        pen.polygon([(x - h * 0.09, 0), (x + h * 0.09, 0), (x + h * dx, h * share)], dark(colour, 0.16 if dx else 0.0))


def heart(x, y, w):
    """The outline of a heart, `w` wide, around (x, y)."""
    out = []
    for k in range(28):
        t = 2 * math.pi * k / 28
        out.append(
            (
                x + w / 32 * 16 * math.sin(t) ** 3,
                y + w / 32 * (13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t)),
            )
        )
    return out
