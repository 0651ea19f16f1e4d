"""What masons built: tower, bridge, castle."""

from .fittings import clock_face, flag, pane
from .look import Look
from .pen import INK, LIT, PAPER, WOOD, Pen, dark, light
from .shapes import BLUE, LEAF, RED, YELLOW, arc, arch, box, contrast, cut, heart, snow_on, star_points, tuft, within

CONES = ((190, 80, 66), (92, 112, 150), (112, 96, 150), (84, 140, 136), (222, 142, 82))


def _stones(pen, look, x0, y0, x1, y1, paper, n, size=9.0):
    """A few stones that stand out of a wall."""
    for _ in range(n):
        x, y = look.rng.uniform(x0, x1 - size * 1.6), y0 + size * round(look.rng.uniform(0, (y1 - y0 - size) / size))
        pen.rect(x, y, x + size * look.rng.uniform(1.1, 1.7), y + size * 0.62,
                 look.rng.choice((dark(paper, 0.1), light(paper, 0.22))), round=1.6)  # fmt: skip


def _battlement(pen, look, x0, x1, y, paper, merlons, h=13.0):
    """A row of merlons on a wall that ends at `y`."""
    pen.rect(x0 - 4, y - 8, x1 + 4, y + 1, light(paper, 0.18), round=1)
    pen.rect(x0 - 4, y - 11, x1 + 4, y - 7, dark(paper, 0.2), round=1)
    step = (x1 - x0 + 8) / (2 * merlons - 1)
    for i in range(merlons):
        x = x0 - 4 + 2 * i * step
        pen.rect(x, y, x + step, y + h, light(paper, 0.18), round=1)
        pen.rect(x + step * 0.72, y, x + step, y + h, dark(paper, 0.08), round=1)
        snow_on(pen, look, [(x, y + h), (x + step, y + h)], 4)


def _cone(pen, look, x, y, half, top, paper):
    """A pointed roof with a bell-shaped foot."""
    outline = [(x - half, y), (x - half * 0.62, y + (top - y) * 0.22), (x, top),
               (x + half * 0.62, y + (top - y) * 0.22), (x + half, y)]  # fmt: skip
    low = arc(x, y, half, half * 0.14, 360, 180, 30)
    pen.polygon([*outline, *reversed(low)], paper)
    pen.polygon(
        [(x + half * 0.16, y - half * 0.13), (x, top), (x + half * 0.62, y + (top - y) * 0.22), (x + half, y)],
        dark(paper, 0.16),
    )
    pen.polygon([(x - half * 0.62, y - half * 0.05), (x - half * 0.4, y + (top - y) * 0.24), (x, top),
                 (x - half * 0.24, y + (top - y) * 0.26), (x - half * 0.3, y - half * 0.1)],
                light(paper, 0.16))  # fmt: skip
    if look.snow:
        a, b = (x - half * 0.62, y + (top - y) * 0.22), (x + half * 0.62, y + (top - y) * 0.22)
        snow_on(pen, look, [a, (x, top)], half * 0.2)
        snow_on(pen, look, [(x, top), b], half * 0.2)


def _turret(pen, look, x, half, y1, paper, cone, roof_top, colour):
    """A round tower of the castle, with a window and a flag."""
    wall = box(x - half, 0, x + half, y1)
    pen.polygon(wall, paper)
    pen.polygon(within(wall, x0=x + half * 0.42), dark(paper, 0.14))
    pen.polygon(within(wall, x1=x - half * 0.62), light(paper, 0.25))
    _stones(pen, look, x - half + 2, 8, x + half - 3, y1 - 30, paper, 9)
    pen.rect(x - half - 4, y1 - 12, x + half + 4, y1, light(paper, 0.2), round=1)
    pen.rect(x - half - 4, y1 - 15, x + half + 4, y1 - 11, dark(paper, 0.2), round=1)
    flag(pen, x, roof_top - 4, 34, colour)
    _cone(pen, look, x, y1, half + 9, roof_top, cone)
    for y in (y1 - 52, y1 - 112):
        if y > 30:
            pen.polygon(arch(x - 7.5, y - 2, x + 7.5, y + 26), light(paper, 0.35))
            pane(pen, arch(x - 5, y, x + 5, y + 23), look)


def tower(pen: Pen, look: Look):
    """A clock tower, a tower with battlements and a flag, or a lighthouse."""
    rng, paper = look.rng, look.colour
    cone = contrast(look, *CONES)
    style = rng.choice(("clock", "clock", "flag", "round"))
    half = 40 if style != "round" else 36
    if style == "round":
        wall = [(-46, 0), (46, 0), (34, 214), (-34, 214)]
        pen.polygon(wall, paper)
        second = PAPER if look.colour_name != "white" else RED
        for y in (30, 110, 190):
            pen.polygon(within(wall, y0=y, y1=min(y + 40, 214)), second)
        shade = [(18, 0), (46, 0), (34, 214), (13, 214)]
        pen.polygon(shade, (60, 40, 60), opacity=0.12)
        pen.rect(-48, 210, 48, 220, dark(paper, 0.25), round=2)
        for k in range(9):
            pen.rect(-44 + 10.6 * k, 219, -42 + 10.6 * k, 234, dark(paper, 0.35))
        pen.rect(-46, 232, 46, 236, dark(paper, 0.35), round=1)
        pane(pen, box(-25, 220, 25, 264, 2), look, 1.0)
        pen.circle(0, 240, 11, LIT)
        pen.circle(0, 240, 6, PAPER)
        for x in (-25, -9, 7, 23):
            pen.rect(x - 1, 220, x + 2, 264, dark(paper, 0.3))
        _cone(pen, look, 0, 264, 35, 308, cone)
        flag(pen, 0, 304, 26, contrast(look, RED, YELLOW, BLUE))
        for y in (70, 152):
            pen.polygon(arch(-10, y - 3, 10, y + 28), light(paper, 0.4))
            pane(pen, arch(-7, y, 7, y + 25), look)
        leaf = contrast(look, (176, 74, 62), (76, 122, 156), (150, 104, 70))
        pen.polygon(arch(-17, 0, 17, 50), PAPER)
        pen.polygon(arch(-13, 0, 13, 46), leaf)
        pen.circle(8, 22, 2.2, YELLOW)
        pen.rect(-24, 0, 24, 4, dark(paper, 0.3), round=1)
        return
    wall = box(-half, 0, half, 232)
    pen.polygon(wall, paper)
    pen.polygon(within(wall, x0=half - 16), dark(paper, 0.13))
    pen.polygon(within(wall, x1=-half + 7), light(paper, 0.25))
    pen.rect(-half - 7, 0, half + 7, 14, dark(paper, 0.16), round=2)
    pen.rect(-half - 4, 14, half + 4, 19, light(paper, 0.2), round=1)
    _stones(pen, look, -half + 9, 26, half - 16, 220, paper, 20)
    for y in (96, 140):
        pen.polygon(arch(-11, y - 3, 11, y + 33), light(paper, 0.35))
        pane(pen, arch(-7.5, y, 7.5, y + 29), look)
    leaf = contrast(look, (176, 74, 62), (76, 122, 156), (150, 104, 70))
    pen.polygon(arch(-20, 14, 20, 70), light(paper, 0.35))
    pen.polygon(arch(-15, 14, 15, 65), leaf)
    for x in (-5, 5):
        pen.rect(x - 0.6, 14, x + 0.6, 60, dark(leaf, 0.25))
    pen.circle(9, 36, 2.2, YELLOW)
    if style == "clock":
        pen.rect(-half - 6, 184, half + 6, 190, dark(paper, 0.2), round=1)
        cut(pen, box(-half - 3, 190, half + 3, 252), light(paper, 0.12), 6)
        pen.rect(-half - 8, 250, half + 8, 258, light(paper, 0.35), round=1.5)
        clock_face(pen, look, 0, 221, 27, case=cone)
        _cone(pen, look, 0, 258, half + 10, 318, cone)
        flag(pen, 0, 312, 28, contrast(look, RED, YELLOW, BLUE))
    else:
        cut(
            pen,
            [(-half, 214), (-half - 10, 232), (-half - 10, 252), (half + 10, 252), (half + 10, 232), (half, 214)],
            light(paper, 0.1),
            8,
        )
        for x in (-30, 0, 30):
            pane(pen, arch(x - 6, 226, x + 6, 244), look)
        flag(pen, 0, 250, 80, contrast(look, RED, YELLOW, BLUE))
        _battlement(pen, look, -half - 10, half + 10, 252, paper, 5, 15)


def bridge(pen: Pen, look: Look):
    """A stone bridge with an arch, or two, and lamps on its parapet."""
    paper, rng = look.colour, look.rng
    arches = rng.choice((((0, 108, 76),), ((-84, 66, 62), (84, 66, 62))))  # middle, half width, height
    wide = 205

    def deck(x):
        return 84 + 22 * (1 - (x / wide) ** 2)

    holes = []
    for x, r, h in arches:
        holes += arc(x, 0, r, h, 180, 0, 48)
    top = [(wide - 2 * wide * i / 24, deck(wide - 2 * wide * i / 24)) for i in range(25)]
    body = [(-wide, 0), *holes, (wide, 0), *top]
    pen.polygon(body, paper)
    for x, r, h in arches:  # the underside, seen a little
        left = arc(x, 0, r, h, 180, 90, 48)
        pen.polygon(
            [*left, *reversed([(px + 13 * (1 - i / len(left)), py) for i, (px, py) in enumerate(left)])],
            dark(paper, 0.42),
        )
    courses = [(x, y) for y in range(8, 96, 13) for x in range(-wide + 4, wide - 12, 25)]
    for x, y in courses:
        x += 12 * (y // 13 % 2)
        clear = all(((x + d - ax) / (r + 17)) ** 2 + (y / (h + 15)) ** 2 > 1 for ax, r, h in arches for d in (0, 17))
        if clear and y + 10 < deck(x) - 12 and y + 10 < deck(x + 17) - 12 and x + 17 < wide and rng.random() < 0.6:
            pen.rect(
                x, y, x + 17, y + 8, rng.choice((dark(paper, 0.1), light(paper, 0.18), dark(paper, 0.06))), round=2
            )
    for x, r, h in arches:  # the ring of wedge stones
        a, b = arc(x, 0, r, h, 180, 0, 48), arc(x, 0, r + 14, h + 13, 180, 0, 48)
        pen.polygon([*a, *reversed(b)], light(paper, 0.24))
        n = len(a) - 1
        for i in range(0, n, 2):
            pen.polygon([a[i], a[i + 1], b[i + 1], b[i]], light(paper, 0.06))
    lamps = (-150, 150) if len(arches) == 1 else (-168, 0, 168)
    for x in lamps:
        y = deck(x) + 8
        pen.rect(x - 2, y, x + 2, y + 26, INK)
        pen.polygon(
            [(x - 6, y + 26), (x + 6, y + 26), (x + 8, y + 40), (x - 8, y + 40)], LIT if look.night else (255, 240, 200)
        )
        pen.polygon([(x - 10, y + 40), (x + 10, y + 40), (x, y + 48)], INK)
    rail = [(-wide - 6, deck(wide) - 8), *[(x, y - 8) for x, y in reversed(top)], (wide + 6, deck(wide) - 8)]
    pen.line(rail, 5, dark(paper, 0.24), smooth=True)
    pen.line([(x, y + 5) for x, y in rail], 8, light(paper, 0.12), smooth=True)
    pen.line([(x, y + 14) for x, y in rail], 11, light(paper, 0.3), smooth=True)
    pen.line([(x, y + 9) for x, y in rail], 2.4, dark(paper, 0.12), smooth=True)
    for i in range(-7, 8):
        x = i * 27
        pen.rect(x - 0.7, deck(x) + 2, x + 0.7, deck(x) + 10, dark(paper, 0.14))
    for side in (-1, 1):
        x = side * (wide - 4)
        pen.rect(x - 13, 0, x + 13, 96, dark(paper, 0.08), round=2)
        pen.rect(x + 5, 0, x + 13, 96, dark(paper, 0.2), round=2)
        pen.rect(x - 17, 92, x + 17, 101, light(paper, 0.3), round=2)
        pen.circle(x, 107, 8, light(paper, 0.2))
        snow_on(pen, look, [(x - 6, 113), (x + 6, 113)], 5)
    for x, h in ((-186, 14), (-172, 20), (170, 17), (184, 12)):
        tuft(pen, x, h)
    snow_on(pen, look, [(x, y + 10) for x, y in reversed(top[2:-2])], 8)


def castle(pen: Pen, look: Look):
    """A castle with a keep, four towers, a gate and flags."""
    rng, paper = look.rng, look.colour
    cone = contrast(look, *CONES)
    colour = contrast(look, RED, YELLOW, BLUE)
    back = dark(paper, 0.1)
    for x, h, top in ((-58, 208, 268), (58, 208, 268)):
        _turret(pen, look, x, 22, h, back, cone, top, colour)
    keep = box(-46, 0, 46, 232)
    pen.polygon(keep, light(paper, 0.08))
    pen.polygon(within(keep, x0=28), dark(paper, 0.08))
    _stones(pen, look, -40, 130, 28, 220, paper, 10)
    for x in (-22, 22):
        pen.polygon(arch(x - 9, 170, x + 9, 204), light(paper, 0.35))
        pane(pen, arch(x - 6, 173, x + 6, 201), look)
    _cone(pen, look, 0, 240, 44, 312, cone)
    flag(pen, 0, 306, 38, colour)
    pen.rect(-50, 222, 50, 232, light(paper, 0.25), round=1)
    _battlement(pen, look, -46, 46, 232, paper, 6, 12)
    wall = box(-118, 0, 118, 122)
    pen.polygon(wall, paper)
    pen.polygon(within(wall, y1=12), dark(paper, 0.14))
    _stones(pen, look, -92, 18, 92, 108, paper, 22)
    _battlement(pen, look, -96, 96, 122, paper, 9)
    for x in (-60, 60):
        banner = [(x - 11, 104), (x + 11, 104), (x + 11, 62), (x, 52), (x - 11, 62)]
        pen.polygon(banner, colour)
        pen.polygon([(x + 5, 104), (x + 11, 104), (x + 11, 62), (x + 5, 57)], dark(colour, 0.14))
        pen.polygon(star_points(x, 84, 8) if rng.random() < 0.5 else heart(x, 84, 14), PAPER)
        pen.rect(x - 14, 102, x + 14, 106, dark(WOOD, 0.2), round=1.5)
    pen.polygon(arch(-36, 0, 36, 92), light(paper, 0.3))
    pen.polygon(arch(-29, 0, 29, 84), LIT if look.night else dark(WOOD, 0.5))
    gate = arch(-29, 0, 29, 84)
    wood = dark(WOOD, 0.05)
    for side in (-1, 1):
        pen.polygon(within(gate, x0=-29 if side < 0 else 7, x1=-7 if side < 0 else 29), wood)
        for k in (13, 21):
            pen.polygon(within(gate, x0=side * k - 0.6, x1=side * k + 0.6), dark(wood, 0.3))
        for y in (20, 52):
            pen.polygon(within(gate, x0=-29 if side < 0 else 7, x1=-7 if side < 0 else 29, y0=y, y1=y + 4), INK)
    for y in (60, 70):
        pen.polygon(within(gate, x0=-7, x1=7, y0=y, y1=y + 2), INK)
    for x in (-4, 0, 4):
        pen.polygon(within(gate, x0=x - 0.9, x1=x + 0.9, y0=56), INK)
    for side in (-1, 1):
        _turret(pen, look, side * 118, 29, 166, light(paper, 0.05), cone, 236, colour)
    for x, r in ((-84, 9), (-74, 12), (80, 12), (90, 8), (-146, 10), (148, 11)):
        pen.polygon(within(arc(x, 3, r, r, n=20), y0=0), dark(LEAF, 0.1 if r > 9 else 0.22))
