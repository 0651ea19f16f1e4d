"""Where people buy: shop, bakery."""

from .fittings import awning, cup, door, fruit, loaf, open_book, pane, pretzel, window
from .look import Look
from .pen import INK, LIT, PAPER, WOOD, Pen, dark, light, mix
from .shapes import (
    BLUE,
    LEAF,
    ORANGE,
    PINK,
    RED,
    YELLOW,
    arc,
    box,
    contrast,
    cut,
    disc,
    rim,
    snow_on,
    star_points,
    within,
)
from .walls import CURTAINS, DOORS, bush, chimney, plaster


def _shop_front(pen, look, x0, x1, low, high, paper, goods):
    """A big shop window with `goods` on its shelf."""
    pen.rect(x0 - 4, low - 6, x1 + 4, high + 4, dark(paper, 0.3), round=2)
    outline = box(x0, low, x1, high, 2)
    pane(pen, outline, look, 1.0)
    if look.night:
        pen.polygon(within(outline, y1=low + 8), mix(LIT, ORANGE, 0.5))
    pen.rect(x0, low, x1, low + 4, WOOD)
    goods(x0, x1, low + 4)
    pen.rect((x0 + x1) / 2 - 1.2, low, (x0 + x1) / 2 + 1.2, high, dark(paper, 0.3))
    pen.rect(x0 - 7, low - 9, x1 + 7, low - 4, light(paper, 0.4), round=1.5)


def _hanging_sign(pen, look, x, y, colour, draw):
    """A round sign on an iron arm at the wall's right edge."""
    pen.line([(x - 6, y + 26), (x + 24, y + 26)], 2.6, INK)
    pen.line([(x - 6, y + 14), (x + 4, y + 26)], 2, INK)
    for dx in (9, 19):
        pen.line([(x + dx, y + 26), (x + dx, y + 12)], 1.2, INK)
    pen.circle(x + 14, y, 18, dark(WOOD, 0.15))
    disc(pen, x + 14, y, 15.5, LIT if look.night else colour, 2.5, 0)
    draw(x + 14, y)


def _jars(pen, rng):
    def goods(x0, x1, y):
        n = int((x1 - x0) / 15)
        for i in range(n):
            x, c = x0 + (x1 - x0) * (i + 0.5) / n, rng.choice((RED, ORANGE, (150, 190, 100), PINK, (160, 120, 190)))
            pen.rect(x - 5, y, x + 5, y + 13, c, round=2.5)
            pen.rect(x - 5, y + 9, x - 2.5, y + 3, light(c, 0.5), round=1)
            pen.rect(x - 4.5, y + 12, x + 4.5, y + 16, PAPER, round=1)

    return goods


def _cups(pen, rng):
    def goods(x0, x1, y):
        n = max(3, int((x1 - x0) / 24))
        for i in range(n):
            x, c = x0 + (x1 - x0) * (i + 0.5) / n, rng.choice((RED, BLUE, ORANGE, LEAF, PINK))
            if i % 2:  # a cake under a glass bell
                pen.rect(x - 9, y, x + 9, y + 2, PAPER, round=1)
                pen.rect(x - 6, y + 2, x + 6, y + 9, c, round=1.5)
                pen.rect(x - 6, y + 7, x + 6, y + 11, PAPER, round=1.5)
                pen.circle(x, y + 12.5, 2, RED)
            else:
                cup(pen, x, y + 1, 17, c)

    return goods


def _books(pen, rng):
    def goods(x0, x1, y):
        x = x0 + 3
        while x < x1 - 8:
            w, h = rng.choice((5, 6, 7)), rng.choice((16, 19, 22))
            c = rng.choice((RED, BLUE, YELLOW, LEAF, PINK, PAPER, (140, 98, 180)))
            pen.rect(x, y, x + w, y + h, c, round=0.6)
            pen.rect(x, y + h - 5, x + w, y + h - 3.4, dark(c, 0.25))
            x += w + (0.6 if rng.random() < 0.8 else 7)

    return goods


def _toys(pen, rng):
    def goods(x0, x1, y):
        n = max(2, int((x1 - x0) / 22))
        for i in range(n):
            x, what = x0 + (x1 - x0) * (i + 0.5) / n, rng.choice(("ball", "blocks", "kite", "boat"))
            c = rng.choice((RED, YELLOW, BLUE, LEAF))
            if what == "ball":
                disc(pen, x, y + 8, 8, c)
                pen.polygon(star_points(x, y + 8, 4.5), PAPER)
            elif what == "blocks":
                for dx, dy, k in ((-8, 0, c), (1, 0, light(c, 0.4)), (-3.5, 9, YELLOW if c != YELLOW else RED)):
                    pen.rect(x + dx, y + dy, x + dx + 8, y + dy + 8, k, round=1)
            elif what == "kite":
                pen.polygon([(x, y + 26), (x + 8, y + 16), (x, y + 2), (x - 8, y + 16)], c)
                pen.polygon([(x, y + 26), (x + 8, y + 16), (x, y + 16)], light(c, 0.4))
            else:
                pen.polygon([(x - 10, y + 7), (x + 10, y + 7), (x + 6, y), (x - 6, y)], c)
                pen.polygon([(x, y + 24), (x + 9, y + 9), (x, y + 9)], PAPER)

    return goods


def _breads(pen, rng):
    def goods(x0, x1, y):
        n = max(2, int((x1 - x0) / 24))
        for i in range(n):
            x, what = x0 + (x1 - x0) * (i + 0.5) / n, (i + rng.choice((0, 1))) % 3
            if what == 0:
                loaf(pen, x, y, 21)
            elif what == 1:
                for k, c in enumerate((PINK, PAPER, RED)):
                    pen.rect(x - 8 + 2.5 * k, y + 6 * k, x + 8 - 2.5 * k, y + 6 * k + 6, c, round=1.5)
            else:
                for k in (-6, 0, 6):
                    pen.line([(x + k, y + 2), (x + k * 1.3, y + 24)], 4.6, (214, 150, 84))
                pen.rect(x - 10, y, x + 10, y + 11, (224, 186, 128), round=2)

    return goods


def shop(pen: Pen, look: Look):
    """A shop with a window, an awning and a sign without letters."""
    rng, paper = look.rng, light(look.colour, 0.12)
    trade = rng.choice(("cup", "book", "toys", "fruit"))
    second = contrast(look, *DOORS)
    top = rng.choice(("flat", "stepped", "curved"))
    half, wall_top = 88, 178
    if top == "flat":
        crown = box(-half, 0, half, wall_top + 12)
    elif top == "stepped":
        crown = [(-half, 0), (half, 0), (half, 178), (half - 22, 178), (half - 22, 194), (half - 46, 194),
                 (half - 46, 210), (-half + 46, 210), (-half + 46, 194), (-half + 22, 194),
                 (-half + 22, 178), (-half, 178)]  # fmt: skip
    else:
        crown = [(-half, 0), (half, 0), (half, 180), *arc(0, 180, 58, 36, 0, 180, 40), (-half, 180)]
    plaster(pen, crown, paper, half)
    if top == "flat":
        pen.rect(-half - 8, wall_top + 6, half + 8, wall_top + 16, light(paper, 0.4), round=2)
        pen.rect(-half - 5, wall_top, half + 5, wall_top + 7, dark(paper, 0.18), round=1)
        for k in range(11):
            pen.rect(-half + 4 + 16.4 * k, wall_top - 7, -half + 12 + 16.4 * k, wall_top, light(paper, 0.3), round=1)
        snow_on(pen, look, [(-half - 7, 194), (half + 7, 194)], 9)
    elif top == "stepped":
        for x0, x1, y in ((-half, -half + 22, 178), (-half + 22, -half + 46, 194),
                          (-half + 46, half - 46, 210), (half - 46, half - 22, 194),
                          (half - 22, half, 178)):  # fmt: skip
            pen.rect(x0 - 3, y - 2, x1 + 3, y + 4, light(paper, 0.45), round=1.5)
            snow_on(pen, look, [(x0 - 2, y + 4), (x1 + 2, y + 4)], 7)
    else:
        pen.line([(-half, 182), (-58, 182), *arc(0, 182, 58, 36, 180, 0, 40), (half, 182)], 6, light(paper, 0.45))
        snow_on(pen, look, arc(0, 185, 56, 37, 170, 10, 16), 9)
    y = 182
    if top != "flat":
        pen.circle(0, y + 4, 13, light(paper, 0.5))
        pane(pen, arc(0, y + 4, 10, 10), look)
        pen.rect(-0.9, y - 6, 0.9, y + 14, light(paper, 0.5))
    for x in (-54, 0, 54):
        window(
            pen,
            look,
            x - 15,
            124,
            x + 15,
            164,
            round_top=top == "curved",
            flowers=not look.snow and trade != "fruit",
            curtains=rng.choice((None, *CURTAINS)),
        )
    goods = {"cup": _cups, "book": _books, "toys": _toys, "fruit": _jars}[trade](pen, rng)
    side = rng.choice((-1, 1))
    with pen.move(mirror=side < 0):
        door(pen, look, 54, 0, 34, 70, second, style="glass")
        _shop_front(pen, look, -76, 24, 26, 78, second, goods)
    awning(pen, look, -half - 6, half + 6, 104, 84, second if second != PAPER else RED)

    def icon(x, y):
        if trade == "cup":
            cup(pen, x, y - 8, 17, RED)
        elif trade == "book":
            open_book(pen, x, y - 7, 21, RED)
        elif trade == "toys":
            pen.polygon(star_points(x, y, 11), ORANGE)
        else:
            fruit(pen, x, y - 1, 8, RED)

    _hanging_sign(pen, look, half, 132, PAPER, icon)
    if trade == "fruit":
        for x in (-70, -40, -10):
            cut(pen, [(x - 13, 0), (x + 13, 0), (x + 15, 14), (x - 15, 14)], (206, 156, 100), 2)
            c = rng.choice((RED, ORANGE, (170, 190, 90), YELLOW))
            for k in range(3):
                fruit(pen, x - 9 + 9 * k, 16, 5, c)


def bakery(pen: Pen, look: Look):
    """A bakery with a round gable and loaves in its window."""
    rng, paper = look.rng, light(look.colour, 0.12)
    roof = contrast(look, (150, 92, 70), (196, 88, 66), (122, 84, 72))
    chimney(pen, look, 46, 160, 214)
    half, eave, top = 82, 122, 196
    wall = [(-half, 0), (half, 0), (half, eave), *arc(0, eave, half, top - eave - 6, 0, 180, 40)]
    plaster(pen, wall, paper, half)
    over = arc(0, eave - 2, half + 15, top - eave + 2, 0, 180, 48)
    under = arc(0, eave - 8, half - 1, top - eave - 12, 0, 180, 48)
    eaves = [*[(x, y - 8) for x, y in over], *[(x, y - 8) for x, y in reversed(under)]]
    pen.polygon(within(eaves, x0=-half, x1=half), dark(paper, 0.22))
    pen.polygon([*over, *reversed(under)], roof)
    pen.polygon([*over, *reversed([(x * 0.96, y - 4) for x, y in over])], light(roof, 0.28))
    for x, y in under[1:-1:2]:  # drips along the roof, as on a cake
        pen.circle(x, y + 1, 6.5, roof)
    disc(pen, 0, 156, 23, LIT if look.night else PAPER, 3, 0)
    rim(pen, arc(0, 156, 23, 23), dark(roof, 0.05), 3, 90)
    pretzel(pen, 0, 156, 34)
    for x in (-46, 46):
        window(
            pen,
            look,
            x - 14,
            112,
            x + 14,
            144,
            round_top=True,
            flowers=not look.snow,
            curtains=rng.choice((None, *CURTAINS)),
        )
    second = contrast(look, (176, 74, 62), (150, 104, 70), (110, 146, 94), (228, 128, 112))
    side = rng.choice((-1, 1))
    with pen.move(mirror=side < 0):
        door(pen, look, 50, 0, 34, 66, second, style="glass")
        _shop_front(pen, look, -70, 22, 24, 74, second, _breads(pen, rng))
    awning(pen, look, -half - 8, half + 8, 98, 79, second)
    _hanging_sign(pen, look, half + 2, 46, (255, 236, 190), lambda x, y: loaf(pen, x, y - 6, 24))
    bush(pen, -half + 4 if side > 0 else half - 4, 0, 13, rng)
    snow_on(pen, look, over[4:-4][::-1], 10)
