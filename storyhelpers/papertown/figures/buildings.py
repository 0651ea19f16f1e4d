"""Where people live and learn: house, school. KINDS also holds shops.py and stonework.py."""

from .fittings import clock_face, door, flag, open_book, pane, window
from .look import Kind, Look
from .pen import LIT, PAPER, WOOD, Pen, dark, light
from .shapes import (
    BLUE,
    LEAF,
    ORANGE,
    RED,
    STONE,
    YELLOW,
    arc,
    box,
    contrast,
    cut,
    heart,
    rim,
    smooth,
    snow_on,
    star_points,
    within,
)
from .shops import bakery, shop
from .stonework import bridge, castle, tower
from .walls import CURTAINS, DOORS, ROOFS, bush, chimney, plaster, tiles, wall_lamp


def _ivy(pen, x, top, rng):
    """Ivy that climbs a wall."""
    path = [(x + rng.uniform(-3, 3), y) for y in range(0, round(top), 14)]
    pen.line(path, 1.6, dark(LEAF, 0.3), smooth=True)
    for px, py in path[1:]:
        for side in (-1, 1):
            for reach in (5, 10) if py < top * 0.6 else (5,):
                pen.ellipse(px + side * reach, py + rng.uniform(-4, 4), 5, 3.4,
                            rng.choice((LEAF, dark(LEAF, 0.16), light(LEAF, 0.14))), turn=side * 30)  # fmt: skip


def _bricks(pen, wall, paper, places, rng):
    """A few bricks that show in the plaster."""
    c = rng.choice((dark(paper, 0.13), light(paper, 0.3)))
    for x, y in places:
        for dx, dy in ((0, 0), (13, 0), (6, 6.4), (-5, -6.4))[: rng.choice((2, 3, 4))]:
            pen.polygon(within(wall, x0=x + dx, x1=x + dx + 11, y0=y + dy, y1=y + dy + 4.6), c)


def _house(pen: Pen, look: Look):
    rng, paper = look.rng, light(look.colour, 0.12)
    roof = contrast(look, *ROOFS)
    leaf = contrast(look, *DOORS)
    style = rng.choice(("gable", "gable", "broad", "tall"))
    shutters = rng.choice((None, leaf, dark(roof, 0.05)))
    curtains = rng.choice((None, *CURTAINS))
    flowers = rng.random() < 0.6 and not look.snow
    if style == "broad":
        half, eave, top = 98, 106, 178
        chimney(pen, look, 52, 150, 206)
        wall = box(-half, 0, half, eave + 6)
        plaster(pen, wall, paper, half)
        pen.rect(-half, eave - 8, half, eave, dark(paper, 0.26))
        _bricks(pen, wall, paper, ((-half + 8, 22), (half - 34, 86), (-34, 88), (26, 24)), rng)
        slope = [(-half - 16, eave - 4), (half + 16, eave - 4), (half - 12, top), (-half + 12, top)]
        pen.polygon(slope, roof)
        tiles(pen, slope, roof)
        rim(pen, slope, light(roof, 0.3), 4, 90)
        pen.rect(-half - 17, eave - 8, half + 17, eave - 2, dark(roof, 0.25), round=2)
        cut(pen, [(-26, eave + 4), (26, eave + 4), (26, 142), (0, 164), (-26, 142)], paper, 0)  # the dormer
        pen.polygon([(-36, 136), (0, 168), (36, 136), (36, 146), (0, 178), (-36, 146)], dark(roof, 0.2))
        pen.polygon([(-36, 140), (0, 172), (36, 140), (36, 147), (0, 179), (-36, 147)], light(roof, 0.12))
        window(pen, look, -13, 112, 13, 142, flowers=flowers)
        for x in (-64, 64):
            window(pen, look, x - 18, 42, x + 18, 82, shutters=shutters, flowers=flowers, curtains=curtains)
        door(pen, look, 0, 0, 34, 68, leaf, style=rng.choice(("panels", "round")))
        snow_on(pen, look, [(-half + 8, top), (-30, top)], 9)
        snow_on(pen, look, [(30, top), (half - 8, top)], 9)
        snow_on(pen, look, [(-37, 146), (0, 179), (37, 146)], 8)
        bush(pen, -half + 4, 0, 17, rng)
    else:
        tall = style == "tall"
        half, eave, top = (62, 138, 214) if tall else (84, 112, 192)
        chimney(pen, look, half * 0.55, eave + 20, top + (2 if tall else 10))
        wall = [(-half, 0), (half, 0), (half, eave), (0, top - 6), (-half, eave)]
        plaster(pen, wall, paper, half)
        if rng.random() < 0.4:  # timber framing
            beam = dark(WOOD, 0.1)
            for x in (-half + 3, half - 3):
                pen.rect(x - 3, 9, x + 3, eave, beam)
            pen.rect(-half, eave - 5, half, eave + 1, beam)
            pen.polygon([(-half * 0.62, eave), (-half * 0.62 + 6, eave), (-3, top - 18), (-3, top - 10)], beam)
            pen.polygon([(half * 0.62, eave), (half * 0.62 - 6, eave), (3, top - 18), (3, top - 10)], beam)
        elif rng.random() < 0.4:  # weatherboards
            for y in range(18, round(top), 10):
                pen.polygon(within(wall, y0=y, y1=y + 1.3), dark(paper, 0.11))
        else:
            _bricks(
                pen,
                wall,
                paper,
                ((-half + 8, eave * 0.2), (half - 38, eave * 0.84), (-half + 12, eave * 0.86), (-20, eave + 2)),
                rng,
            )
        reach, thick = 17, 15
        slope = (top - eave) / half
        low = eave - reach * slope
        right = [(half + reach, low), (0, top), (0, top - thick - 4), (half + reach - 5, low - 11)]
        shadow = [(half, eave - 12), (0, top - thick - 14), (-half, eave - 12), (-half, eave), (0, top), (half, eave)]
        pen.polygon(shadow, dark(paper, 0.26))
        pen.polygon(right, dark(roof, 0.14))
        pen.polygon([(-x, y) for x, y in right], roof)
        pen.polygon([(-half - reach, low), (0, top), (half + reach, low), (half + reach, low + 5),
                     (0, top + 6), (-half - reach, low + 5)], light(roof, 0.25))  # fmt: skip
        y = eave + (top - eave) * 0.26
        gable = rng.choice(("round", "heart", "arch"))
        if gable == "round":
            pen.circle(0, y + 6, 15, PAPER)
            pane(pen, arc(0, y + 6, 11.5, 11.5), look)
            pen.rect(-1, y - 6, 1, y + 18, PAPER)
            pen.rect(-12, y + 5, 12, y + 7, PAPER)
        elif gable == "heart":
            pen.polygon(heart(0, y + 6, 32), PAPER)
            pane(pen, heart(0, y + 6, 23), look)
        else:
            window(pen, look, -12, y - 8, 12, y + 24, round_top=True, flowers=flowers)
        if tall:
            for x in (-29, 29):
                window(pen, look, x - 13, 88, x + 13, 122, flowers=flowers, curtains=curtains)
            window(pen, look, 12, 32, 46, 66, flowers=flowers, curtains=curtains)
            door(pen, look, -26, 0, 30, 60, leaf, style=rng.choice(("panels", "round")))
            bush(pen, 44, 0, 15, rng)
        else:
            gap = 0 if rng.random() < 0.5 else 22
            door(pen, look, -gap, 0, 34, 66, leaf, style=rng.choice(("panels", "round")))
            places = ((-56, 32), (56, 32)) if not gap else ((-66, 24), (40, 56))
            for x, w in places:
                window(
                    pen,
                    look,
                    x - w / 2,
                    42,
                    x + w / 2,
                    82,
                    shutters=shutters if w == 32 else None,
                    flowers=flowers,
                    curtains=curtains,
                )
            bush(pen, half - 6, 0, 16, rng)
            if rng.random() < 0.4:
                _ivy(pen, -half + 5, eave * 0.85, rng)
            bush(pen, -half + 4, 0, 13, rng)
        wall_lamp(pen, look, 0 if tall else 26 - gap, 62)
        snow_on(pen, look, [(-half - reach, low + 4), (-half * 0.5, (low + 4 + top + 6) / 2 + 3), (0, top + 6)], 10)
        snow_on(pen, look, [(0, top + 6), (half * 0.5, (low + 4 + top + 6) / 2 + 3), (half + reach, low + 4)], 10)


def _school(pen: Pen, look: Look):
    rng, paper = look.rng, light(look.colour, 0.12)
    roof = contrast(look, *ROOFS)
    wide = 168
    for side in (-1, 1):
        wall = box(-wide if side < 0 else 40, 0, -40 if side < 0 else wide, 124)
        plaster(pen, wall, paper, wide if side > 0 else -28, 12)
        a, b = sorted((side * 36, side * (wide + 12)))
        slope = [(a, 120), (b, 120), (b - (24 if side > 0 else 0), 160), (a + (24 if side < 0 else 0), 160)]
        pen.rect(max(a, -wide), 110, min(b, wide), 120, dark(paper, 0.24))
        pen.polygon(slope, roof)
        tiles(pen, slope, roof)
        pen.rect(a, 116, b, 122, dark(roof, 0.25), round=1.5)
        snow_on(pen, look, [(slope[3][0], 160), (slope[2][0], 160)], 8)
        for k in range(2):
            for low, high in ((72, 102), (24, 56)):
                x = side * (72 + 52 * k)
                window(pen, look, x - 17, low, x + 17, high, flowers=low < 50 and not look.snow)
                if low > 50 and rng.random() < 0.5:  # paper shapes the children hung up
                    c = rng.choice((RED, BLUE, ORANGE))
                    pen.polygon(star_points(x - 7, high - 11, 4.5), c)
                    pen.polygon(heart(x + 7, high - 11, 7), light(c, 0.2))
    gable = [(-52, 0), (52, 0), (52, 146), (0, 196), (-52, 146)]
    plaster(pen, gable, light(paper, 0.22), 52, 9)
    pen.polygon([(-52, 136), (0, 184), (52, 136), (52, 146), (0, 196), (-52, 146)], dark(paper, 0.2))
    # the bell tower
    cut(pen, box(-17, 178, 17, 222), light(paper, 0.22), 4)
    pen.polygon([(-10, 184), (10, 184), *arc(0, 204, 10, 10, 0, 180)], dark(WOOD, 0.4) if not look.night else LIT)
    pen.polygon(smooth([(-7, 188), (-4, 202), (0, 205), (4, 202), (7, 188), (0, 187)], 3), YELLOW)
    pen.circle(0, 187, 2, dark(YELLOW, 0.3))
    pen.polygon([(-24, 220), (24, 220), (0, 246)], roof)
    pen.polygon([(4, 220), (24, 220), (0, 246)], dark(roof, 0.16))
    flag(pen, 0, 242, 30, contrast(look, RED, BLUE, YELLOW))
    for side in (-1, 1):
        slope = [(0, 204), (side * 68, 138), (side * 68, 128), (0, 190)]
        pen.polygon(slope, roof if side < 0 else dark(roof, 0.12))
    pen.polygon([(-68, 138), (0, 204), (68, 138), (68, 142), (0, 209), (-68, 142)], light(roof, 0.25))
    clock_face(pen, look, 0, 158, 17)
    pen.polygon([(-20, 100), (0, 108), (20, 100), (20, 126), (0, 134), (-20, 126)], light(paper, 0.5))
    open_book(pen, 0, 105, 34, contrast(look, RED, BLUE))
    leaf = contrast(look, *DOORS)
    door(pen, look, 0, 6, 44, 78, leaf, style="round")
    pen.rect(-1, 6, 1, 86, dark(leaf, 0.3))
    pen.rect(-42, 0, 42, 4, dark(STONE, 0.1), round=1)
    pen.rect(-36, 3, 36, 8, STONE, round=1)
    for x in (-36, 36):
        wall_lamp(pen, look, x, 70)
    for x in (-150, -98, 98, 150):
        bush(pen, x, 0, 13, rng)
    snow_on(pen, look, [(-68, 141), (-34, 175), (0, 208)], 8)
    snow_on(pen, look, [(0, 208), (34, 175), (68, 141)], 8)
    snow_on(pen, look, [(-24, 221), (0, 247)], 5)


WALLS = ("yellow", "pink", "blue", "white", "orange", "green", "red", "purple", "brown", "grey")

KINDS = (
    Kind("house", _house, WALLS, height=210),
    Kind("shop", shop, ("blue", "green", "pink", "yellow", "orange", "red", "purple", "white", "grey"), height=205),
    Kind("bakery", bakery, ("yellow", "orange", "pink", "white", "brown", "red", "green"), height=210),
    Kind("tower", tower, ("grey", "brown", "yellow", "red", "white", "blue", "pink"), height=330),
    Kind("bridge", bridge, ("grey", "brown"), height=150),
    Kind("castle", castle, ("grey", "pink", "white", "yellow", "brown", "blue", "purple"), height=340),
    Kind("school", _school, ("red", "yellow", "orange", "white", "blue", "green", "pink", "brown"), height=270),
)  # fmt: skip
