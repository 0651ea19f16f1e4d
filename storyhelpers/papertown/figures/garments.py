"""The clothes on trunk and hips of people: `bottom` (skirts, the seat of trousers), `trunk`, `neck_wear`."""

from . import clothes as wardrobe
from .anatomy import Silhouette
from .pen import dark, light, mix


def bottom(pen, p, joints, hip_x, hip_y):
    """Skirt or dress below the waist; the seat of trousers."""
    outfit, w = p.outfit, p.hips
    paper = outfit.main if outfit.top in ("dress", "coat") else outfit.legs
    sits = p.pose in ("sitting", "sleeping")
    if outfit.bottom == "tutu":
        for i, tint in enumerate((0.55, 0.35, 0.2)):
            k = 2.5 - i * 0.5
            points = []
            for j in range(9):
                a = -1 + j / 4
                points.append((hip_x + a * w * k, hip_y + (4 - 5 * abs(a) - (2 if j % 2 else 0) - i * 1.5) * p.unit))
            pen.blob([(hip_x - w * 0.8, hip_y + 7 * p.unit), *[(x, y - 4 * p.unit) for x, y in points],
                      (hip_x + w * 0.8, hip_y + 7 * p.unit)], light(outfit.main, tint))  # fmt: skip
        return
    if outfit.top not in ("dress", "coat") and outfit.bottom != "skirt":
        pen.ellipse(hip_x, hip_y, w * (1 - 0.22 * p.way.turn), p.thick * 0.85, outfit.legs, turn=p.way.lean)
        return
    share = 0.72 if outfit.top == "coat" else 0.68
    if "long skirt" in outfit.details and outfit.top != "coat":
        share = 0.86
    knees = [k for _, k, _, _ in joints]
    if sits:
        far = max(x for x, _ in knees)
        high = max(y for _, y in knees)
        pen.blob([(hip_x - w, hip_y + 3), (hip_x - w * 1.0, 0.2), (hip_x, 0.1),
                  (far * 0.6 + hip_x * 0.4, hip_y * 0.6), (far + p.thick * 0.5, high - p.thick),
                  (far + p.thick * 0.4, high + p.thick * 0.55), (hip_x + w, hip_y + p.thick * 1.2),
                  (hip_x, hip_y + 6)], paper)  # fmt: skip
        return
    if outfit.top == "coat" and outfit.bottom == "skirt":
        _hem(pen, p, knees, hip_x, hip_y, share + 0.14, 1.4, outfit.legs)
    _hem(pen, p, knees, hip_x, hip_y, share, 1.5 if outfit.top == "coat" else 1.85, paper)


def _hem(pen, p, knees, hip_x, hip_y, share, flare, paper):
    """What hangs from the waist down to `share` of the leg."""
    outfit, w = p.outfit, p.hips
    low = hip_y - p.leg * share * (0.86 if p.way.turn > 0.3 and p.pose == "running" else 1)
    left = min(hip_x - w * flare, *(x - p.thick * 0.9 for x, _ in knees))
    right = max(hip_x + w * flare, *(x + p.thick * 0.9 for x, _ in knees))
    mid = (left + right) / 2
    airy = 0.94 if p.pose in ("dancing", "jumping") else 0.55  # a skirt flies
    rows = [(low, left + 1.6 * p.unit, right - 1.6 * p.unit), (low + 1.4 * p.unit, left, right),
            (low + (hip_y - low) * 0.5, left * airy + (hip_x - w) * (1 - airy),
             right * airy + (hip_x + w) * (1 - airy)), (hip_y + 1, hip_x - w * 1.04, hip_x + w * 1.04),
            (hip_y + p.trunk * 0.22, hip_x - w * 0.86, hip_x + w * 0.86)]  # fmt: skip
    shape = Silhouette(rows)
    shape.fill(pen, paper)
    pen.blob([(left + 1.2 * p.unit, low + 0.9 * p.unit), (left * 0.5 + mid * 0.5, low - 1.1 * p.unit),
              (mid, low - 1.5 * p.unit), (right * 0.5 + mid * 0.5, low - 1.1 * p.unit),
              (right - 1.2 * p.unit, low + 0.9 * p.unit)], paper)  # fmt: skip
    _print(pen, p, shape, paper, skirt=True)
    for share in (0.3, 0.68):
        x = left + (right - left) * share
        pen.line(
            [(hip_x + (x - hip_x) * 0.6, low + (hip_y - low) * 0.55), (x, low + 0.5)], 1.1 * p.unit, dark(paper, 0.13)
        )
    if outfit.top == "coat" and flare > 1.45:
        pen.line([(hip_x + w * 0.15 * p.way.turn, hip_y), (mid + w * 0.1, low)], 1.2 * p.unit, dark(paper, 0.25))


def _print(pen, p, shape, paper, skirt=False):
    pattern, low, high = p.outfit.pattern, shape.rows[0][0], shape.rows[-1][0]
    contrast = light(paper, 0.7) if sum(paper) < 560 else (214, 84, 78)
    if skirt and p.outfit.top not in ("dress", "coat"):
        return
    if pattern == "striped":
        y, step = low + 2.2 * p.unit, 6.2 * p.unit
        while y + step * 0.45 < high:
            shape.band(pen, y, y + step * 0.45, contrast, sag=1.2 * p.unit)
            y += step
    elif pattern in ("spotted", "tabby"):
        shape.spots(pen, contrast, 1.5 * p.unit, _Even(), gap=2.9)


class _Even:
    """Spots of cloth are printed evenly."""

    @staticmethod
    def uniform(a, b):
        return (a + b) / 2


def trunk(pen, p):
    """Neck, upper garment, apron and straps, in the body's own frame: the hip is (0, 0)."""
    outfit, t, u = p.outfit, p.trunk, p.unit
    k = 1 - 0.14 * p.way.turn
    half, hips = p.half * k, p.hips * k
    ahead = p.way.turn * 1.6 * u
    bulge = max(0.0, p.wide - 1.0) * 9 * u
    neck_w = p.head.r * 0.42
    pen.rect(
        -neck_w + ahead, t - 4 * u, neck_w + ahead, t + p.head.r * 0.45, dark(p.head.skin, 0.14), round=neck_w * 0.6
    )
    rows = [(-2.8 * u, -hips * 0.86, hips * 0.86), (-1.8 * u, -hips * 0.97, hips * 0.97),
            (t * 0.12, -hips * 1.02 - bulge * 0.4, hips * 1.02 + bulge),
            (t * 0.38, -half * 0.88 - bulge * 0.4, half * 0.88 + bulge),
            (t * 0.7, -half * 0.96, half * 0.98), (t * 0.88, -half * 0.93, half * 0.95),
            (t * 0.97, -half * 0.66, half * 0.68 + ahead * 0.4),
            (t + 0.8 * u, -half * 0.36 + ahead, half * 0.36 + ahead)]  # fmt: skip
    shape = Silhouette(rows)
    under = outfit.shirt or light(outfit.main, 0.5)
    if outfit.top == "dungarees":
        shape.fill(pen, under)
        _print(pen, p, shape, under)
        bib = Silhouette([(r[0], r[1] * 1.0, r[2] * 1.0) for r in rows[:4]])
        bib.fill(pen, outfit.legs)
        pen.rect(-half * 0.56 + ahead, t * 0.3, half * 0.56 + ahead, t * 0.68, outfit.legs, round=2 * u)
        pen.rect(-half * 0.3 + ahead, t * 0.42, half * 0.3 + ahead, t * 0.6, dark(outfit.legs, 0.14), round=1 * u)
        for side in (-1, 1):
            pen.line([(side * half * 0.48 + ahead, t * 0.64),
                      (side * half * 0.52 + ahead * 0.5, t * 0.95)], 2.4 * u, outfit.legs)  # fmt: skip
            pen.circle(side * half * 0.46 + ahead, t * 0.63, 1.1 * u, (244, 214, 120))
    else:
        shape.fill(pen, outfit.main)
        _print(pen, p, shape, outfit.main)
        shape.band(pen, -2.0 * u, t * 0.86, dark(outfit.main, 0.3), start=0.0, end=0.12, opacity=0.15)
    _front(pen, p, shape, half, ahead, under)
    if outfit.apron:
        _apron(pen, p, half, ahead)
    if "backpack" in outfit.worn:
        with pen.move(ahead * 0.5, 0):
            wardrobe.straps(pen, outfit.worn["backpack"], t * 0.96, t * 0.3, half * 0.56)


def _front(pen, p, shape, half, ahead, under):
    """Collar, buttons, belt, badge and other things on the front of a garment."""
    outfit, t, u, details = p.outfit, p.trunk, p.unit, p.outfit.details
    main = outfit.main
    if outfit.top == "coat" or "open" in details:
        pen.polygon(
            [(-half * 0.3 + ahead, t + 0.5 * u), (half * 0.3 + ahead, t + 0.5 * u), (half * 0.06 + ahead, t * 0.42)],
            under,
        )
        for side in (-1, 1):
            pen.polygon([(side * half * 0.26 + ahead, t + u), (side * half * 0.62 + ahead, t * 0.84),
                         (side * half * 0.3 + ahead, t * 0.7), (half * 0.06 + ahead, t * 0.42)],
                        light(main, 0.22) if sum(main) < 640 else dark(main, 0.09))  # fmt: skip
        pen.line([(half * 0.06 + ahead, t * 0.42), (half * 0.06 + ahead, -2 * u)], 1.1 * u, dark(main, 0.24))
        for y in (0.3, 0.12):
            pen.circle(half * 0.24 + ahead, t * y, 1.15 * u, dark(main, 0.42))
    elif "buttons" in details:
        pen.line([(ahead, t * 0.98), (ahead, 0)], 1.0 * u, dark(main, 0.16))
        for y in (0.76, 0.52, 0.28):
            pen.circle(ahead, t * y, 1.1 * u, (246, 214, 110) if "badge" in details else dark(main, 0.4))
    elif "double" in details:
        for x in (-0.3, 0.3):
            for y in (0.74, 0.5, 0.26):
                pen.circle(x * half + ahead, t * y, 1.15 * u, dark(main, 0.4))
        pen.line([(half * 0.62 + ahead, t * 0.9), (half * 0.1 + ahead, 0)], 0.9 * u, dark(main, 0.14))
    if "collar" in details:
        for side in (-1, 1):
            pen.polygon([(ahead, t * 0.92), (side * half * 0.22 + ahead, t * 1.04),
                         (side * half * 0.5 + ahead, t * 0.9), (side * half * 0.3 + ahead, t * 0.78)],
                        light(main, 0.55) if sum(main) < 600 else dark(main, 0.1))  # fmt: skip
    elif outfit.top in ("shirt", "dress") and "open" not in details:
        pen.line([(-half * 0.36 + ahead, t + 0.2 * u), (ahead, t - 2.2 * u),
                  (half * 0.36 + ahead, t + 0.2 * u)], 1.9 * u, dark(main, 0.16), smooth=True)  # fmt: skip
    if "belt" in details:
        shape.band(pen, t * 0.02, t * 0.12, (66, 52, 54))
        pen.rect(ahead - 1.9 * u, t * 0.005, ahead + 1.9 * u, t * 0.135, (240, 206, 110), round=0.6 * u)
    if "bands" in details:
        for y in (0.18, 0.56):
            shape.band(pen, t * y, t * (y + 0.1), (246, 222, 110), sag=0.6 * u)
            shape.band(pen, t * (y + 0.035), t * (y + 0.065), (232, 236, 240), sag=0.6 * u)
    if "badge" in details:
        shield = ((-2, 1.6), (0, 2.2), (2, 1.6), (1.7, -1), (0, -2.4), (-1.7, -1))
        pen.polygon([(half * 0.5 + ahead + a * u, t * 0.7 + b * u) for a, b in shield], (246, 214, 110))
    if "pocket" in details:
        pen.rect(half * 0.2 + ahead, t * 0.5, half * 0.66 + ahead, t * 0.7, dark(main, 0.1), round=0.8 * u)
    if "pompoms" in details:
        for y in (0.72, 0.44, 0.16):
            pen.circle(ahead, t * y, 2.4 * u, light((240, 90, 90), 0.0))
    if "tie" in details:
        pen.polygon([(ahead - 1.3 * u, t * 0.95), (ahead + 1.3 * u, t * 0.95), (ahead + 2 * u, t * 0.5),
                     (ahead, t * 0.4), (ahead - 2 * u, t * 0.5)], (170, 60, 66))  # fmt: skip
    if "splashes" in details:
        splashes = ((-0.4, 0.5, 1.6, (72, 132, 204)), (0.2, 0.34, 1.3, (248, 202, 76)),
                    (-0.1, 0.64, 1.0, (214, 66, 58)), (0.46, 0.56, 1.1, (96, 160, 88)),
                    (-0.34, 0.22, 1.0, (140, 98, 180)))  # fmt: skip
        for x, y, r, paper in splashes:
            pen.circle(half * x + ahead, t * y, r * u, paper)
    if "heart" in details:
        pen.blob([(ahead, t * 0.42), (ahead - 3.4 * u, t * 0.58), (ahead - 2 * u, t * 0.68),
                  (ahead, t * 0.62), (ahead + 2 * u, t * 0.68), (ahead + 3.4 * u, t * 0.58)],
                 light(main, 0.7))  # fmt: skip


def _apron(pen, p, half, ahead):
    t, u, paper = p.trunk, p.unit, p.outfit.apron
    low = -p.leg * 0.44 if p.pose not in ("sitting", "sleeping") else -1.0 * u
    for side in (-1, 1):
        pen.line(
            [(side * half * 0.4 + ahead, t * 0.66), (side * half * 0.34 + ahead, t * 0.98)], 1.7 * u, dark(paper, 0.14)
        )
    with pen.move(ahead, 0):
        pen.blob([(-half * 0.5, t * 0.68), (0, t * 0.7), (half * 0.5, t * 0.68), (half * 0.62, t * 0.3),
                  (half * 0.9, t * 0.1), (half * 0.84, low + 3 * u), (half * 0.5, low), (-half * 0.5, low),
                  (-half * 0.84, low + 3 * u), (-half * 0.9, t * 0.1), (-half * 0.62, t * 0.3)], paper)  # fmt: skip
    pen.line([(-half * 0.86 + ahead, t * 0.14), (half * 0.86 + ahead, t * 0.14)], 1.5 * u, dark(paper, 0.2))
    if p.pose not in ("sitting", "sleeping"):
        pen.rect(-half * 0.42 + ahead, -p.leg * 0.24, half * 0.42 + ahead, -1.0 * u, dark(paper, 0.1), round=1.6 * u)


def neck_wear(pen, p):
    """What lies around the neck, over the chin."""
    worn, u = p.outfit.worn, p.unit
    ahead = p.way.turn * 1.6 * u
    if "scarf" in worn:
        wardrobe.scarf(pen, worn["scarf"], ahead, p.trunk + 1.8 * u, p.head.r * 1.42, drop=p.trunk * 0.5)
    if "bow tie" in worn:
        wardrobe.bow_tie(pen, worn["bow tie"], ahead, p.trunk - 1.2 * u, p.head.r * 0.95)
    if "neckerchief" in worn and "scarf" not in worn:
        red = worn["neckerchief"]
        pen.blob([(ahead - 5.4 * u, p.trunk + 1.6 * u), (ahead, p.trunk + 0.4 * u),
                  (ahead + 5.4 * u, p.trunk + 1.6 * u), (ahead + 3 * u, p.trunk - 2.6 * u),
                  (ahead, p.trunk - 4.6 * u), (ahead - 3 * u, p.trunk - 2.6 * u)], red)  # fmt: skip
        pen.circle(ahead, p.trunk - 2.6 * u, 1.7 * u, dark(red, 0.22))
    if "ruff" in p.outfit.details:
        for i in range(7):
            a = (i - 3) / 3
            pen.circle(ahead + a * p.half * 0.86, p.trunk + (0.2 - 1.6 * (1 - a * a)) * u, 3.4 * u,
                       (252, 246, 236) if i % 2 else mix((252, 246, 236), p.outfit.main, 0.35))  # fmt: skip
