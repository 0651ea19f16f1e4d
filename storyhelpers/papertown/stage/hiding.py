"""What may cover what: the hidden one is seen a little, asked figures are seen well, nobody vanishes."""

import random

import numpy as np

from ...scenegraph import Figure, Scene
from ..backdrop import LAND, Ground
from ..figures import KINDS
from ..tiles import window
from . import Placed, draw, dress, visible_shares

LEAST, MOST = 0.34, 0.62  # the share of the hidden one that is to be seen
AREA = 1150 / 576**2  # of the picture's reach squared: how large the hidden one's outline is at least
SEEN = 370 / 576**2  # and how much of it is to be seen
SCREENS = ("bush", "gift", "market stall", "mailbox", "bench", "tree", "drum", "ball")


def uncover(placed: list[Placed], scene: Scene, ground: Ground):
    """Single scenes: move what is covered by more than 55 % sideways until it shows."""
    w = ground.size[0]
    for _ in range(5):
        shares = visible_shares(placed, ground.size)
        poor = [i for i in range(len(scene.figures)) if shares[i] < 0.45 and not placed[i].figure.hidden]
        poor = [i for i in poor if KINDS[placed[i].figure.name].home != "far"]  # what is far stays behind all
        poor.sort(key=lambda i: -placed[i].tile.area)  # the small ones last: they come to lie on top
        if not poor:
            return
        for i in poor:
            one, best = placed[i], (shares[i], 0.0)
            for step in np.linspace(0.15, 1.5, 10):
                for side in (-1, 1):
                    dx = round(side * step * one.width)
                    x0, _, x1, _ = one.box
                    if x0 + dx < 4 or x1 + dx > w - 4:
                        continue
                    placed[i] = one.moved(dx)
                    share = visible_shares(placed, ground.size)[i]
                    if share > best[0] + 0.03:
                        best = (share, dx)
                if best[0] >= 0.5:
                    break
            placed[i] = one.moved(best[1])
            if best[0] < 0.4:
                placed[i] = one.moved(0)
                placed[i].depth = max(p.depth for p in placed) + 1


def coverage(placed: list[Placed], size, skip: int, depth: float) -> np.ndarray:
    """Bool (H, W): where something nearer than `depth` lies."""
    over = np.zeros((size[1], size[0]), bool)
    for i, one in enumerate(placed):
        if i != skip and one.depth > depth:
            spot = window(one.tile, round(one.x), round(one.y), size)
            if spot:
                over[spot[0]] |= one.tile.mask[spot[1]]
    return over


def peep(one: Placed, over: np.ndarray, size) -> tuple[float, float]:
    """(share of the whole outline, share of its upper 45 %) that `over` leaves free."""
    spot = window(one.tile, round(one.x), round(one.y), size)
    if spot is None:
        return 0.0, 0.0
    mask = one.tile.mask
    free = mask[spot[1]] & ~over[spot[0]]
    head = slice(0, max(1, int(mask.shape[0] * 0.45)))
    upper = np.zeros_like(mask)
    upper[spot[1]] = free
    return float(free.sum()) / max(1, one.tile.area), float(upper[head].sum()) / max(1, int(mask[head].sum()))


def hide(placed: list[Placed], index: int, scene: Scene, ground: Ground, rng: random.Random) -> bool:
    """Move placed[index] to where others cover much of it, its head free; add a screen if there is no such spot.

    False when even that failed; then it lies on top.
    """
    if scene.crowd and placed[index].tile.area < AREA * ground.reach**2:
        placed[index] = placed[index].moved(factor=1.01 * (AREA * ground.reach**2 / placed[index].tile.area) ** 0.5)
    one = placed[index]
    ties = [r for r in scene.relations if r.subject == index]
    if ties or not scene.crowd:
        if _slide(placed, index, ground):
            return True
        if not scene.crowd and not one.clip:  # a smaller one may fit where this one does not
            placed[index] = one.moved(factor=0.7)
            if _slide(placed, index, ground):
                return True
            placed[index] = one
    elif _in_the_crowd(placed, index, ground, rng):
        return True
    return _screen(placed, index, ground, rng, one)


def _good(share: float, head: float) -> bool:
    return LEAST <= share <= MOST and head >= 0.5


def is_hidden(placed: list[Placed], index: int, ground: Ground) -> bool:
    """Whether it is covered as it should be: a good part and its head are seen, and enough pixels to be found."""
    one = placed[index]
    share, head = peep(one, coverage(placed, ground.size, index, one.depth), ground.size)
    return _good(share, head) and (not ground.crowd or share * one.tile.area >= SEEN * ground.reach**2)


def _slide(placed, index, ground) -> bool:
    """Sideways and up or down from where it is."""
    one, size = placed[index], ground.size
    over = coverage(placed, size, index, one.depth)
    best = None
    for dy in (0, -0.2, 0.2, -0.4, 0.4):
        for step in np.linspace(-1.6, 1.6, 41):
            moved = one.moved(round(step * one.width), 0)
            moved.y += round(dy * one.height)
            if _outside(moved, size):
                continue
            share, head = peep(moved, over, size)
            if _good(share, head) and (best is None or abs(step) + 3 * abs(dy) < best[0]):
                best = (abs(step) + 3 * abs(dy), moved)
    if best:
        placed[index] = best[1]
    return bool(best)


def _outside(one: Placed, size, margin=4) -> bool:
    x0, y0, x1, y1 = one.box
    return x0 < margin or y0 < margin or x1 > size[0] - margin or y1 > size[1] - margin


def _in_the_crowd(placed, index, ground, rng) -> bool:
    """Behind somebody or something, away from the middle and the border, with company around."""
    w, h = size = ground.size
    start = placed[index]
    feet = np.array([(p.x, p.y) for p in placed])
    best = None
    screens = [p for i, p in enumerate(placed) if i != index and p.grounded and p.height > 0.45 * start.height]
    rng.shuffle(screens)
    covers: dict[int, np.ndarray] = {}
    sizes: dict[float, Placed] = {}
    for screen in screens[:40]:
        y = screen.y - rng.uniform(2, 7)
        least = start.unit * (AREA * ground.reach**2 / start.tile.area) ** 0.5
        unit = start.unit * (
            0.04 * round(ground.unit(y) / ground.unit(start.y) / 0.04)
        )  # steps, so that few tiles are cut
        unit = max(unit, least)
        wide = start.width * unit / start.unit
        if ground.zone(screen.x, y) != LAND:
            continue
        key = id(screen)
        for step in (-0.9, -0.7, -0.55, -0.4, -0.25, 0.25, 0.4, 0.55, 0.7, 0.9):
            x = screen.x + step * (screen.width + wide) / 2
            if unit not in sizes:
                sizes[unit] = start.moved(0, 0, unit / start.unit)
            one = sizes[unit].moved(round(x - start.x), round(y - start.y))
            x0, y0, x1, y1 = one.box
            cx, cy = (x0 + x1) / 2 / w - 0.5, (y0 + y1) / 2 / h - 0.5
            if _outside(one, size, 0.05 * min(w, h)) or abs(cx) < 0.16 and abs(cy) < 0.16 or ground.zone(x, y) != LAND:
                continue
            if key not in covers:
                covers[key] = coverage(placed, size, index, one.depth)
            share, head = peep(one, covers[key], size)
            sizes[unit]._tile = one._tile
            if not _good(share, head):
                continue
            company = (np.hypot(feet[:, 0] - x, feet[:, 1] - y) < 0.16 * ground.reach).sum()
            score = (
                min(company, 7) * 0.2
                + min(1.0, abs(cx) * 3) * 0.2
                - 0.5 * (y - ground.horizon) / (h - ground.horizon)  # far away it is smaller
                - abs(share - 0.48)
                + 0.5 * head
                + rng.uniform(0, 0.9)
            )
            if best is None or score > best[0]:
                best = (score, one)
    if best:
        placed[index] = best[1]
    return bool(best)


def _screen(placed, index, ground, rng, one) -> bool:
    """Put something in front of it; there always is a share that fits."""
    size = ground.size
    w, h = size
    if ground.crowd:  # somewhere calm, off the middle
        spots = [(rng.uniform(0.1, 0.9) * w, rng.uniform(ground.line(0.3), 0.9 * h)) for _ in range(200)]
        spots = [s for s in spots if ground.zone(*s) == LAND and abs(s[0] / w - 0.5) > 0.16] or [(0.2 * w, 0.8 * h)]
        best = None
        for x, y in spots[:30]:
            moved = one.moved(round(x - one.x), round(y - one.y))
            share = peep(moved, coverage(placed, size, index, moved.depth), size)[0]
            if not _outside(moved, size) and (best is None or share > best[0]):
                best = (share, moved)
        one = best[1] if best else one
    else:
        one = one.moved(0)
        one.depth = max([p.depth for p in placed if p.depth < 3000] or [0]) + 1
    placed[index] = one
    over = coverage(placed, size, index, one.depth)
    spot = window(one.tile, round(one.x), round(one.y), size)
    for name in [name for name in SCREENS if name != one.figure.name]:
        figure = dress(Figure(name, asked=False), rng)
        pen = draw(figure, ground, rng.randrange(1 << 30))
        for factor in (0.62, 0.8, 0.5):
            unit = factor * max(one.height / (pen.y1 - pen.y0), 0.8 * one.width / (pen.x1 - pen.x0))
            first = Placed(figure, pen, round(one.x), round(one.y + 3), unit, depth=one.depth + 0.5)
            first.tile  # noqa: B018 — rendered once, then only moved
            for step in (0.3, -0.3, 0.45, -0.45, 0.15, -0.15, 0.6, -0.6, 0.75, -0.75):
                screen = first.moved(round(step * one.width))
                there = window(screen.tile, screen.x, screen.y, size)
                if spot is None or there is None or _outside(screen, size, 0):
                    continue
                more = over.copy()
                more[there[0]] |= screen.tile.mask[there[1]]
                share, head = peep(one, more, size)
                if not _good(share, head) or ground.crowd and share * one.tile.area < SEEN * ground.reach**2:
                    continue
                shares = visible_shares([*placed, screen], size)
                if all(share > 0.4 for i, share in enumerate(shares[:-1]) if i != index and placed[i].keep):
                    placed.append(screen)
                    return True
    one.depth = max(p.depth for p in placed) + 0.5  # nothing fits: better seen than lost
    return False


def clear_view(placed: list[Placed], scene: Scene, ground: Ground):
    """Crowds: whoever covers an asked figure too much steps back behind it or leaves."""
    count = len(scene.figures)
    for _ in range(6):
        shares = visible_shares(placed, ground.size)
        wish = [0.3 if placed[i].figure.hidden else 0.62 for i in range(count)]
        poor = [i for i in range(count) if shares[i] < wish[i]]
        if not poor:
            return
        for i in poor:
            one = placed[i]
            spot = window(one.tile, round(one.x), round(one.y), ground.size)
            if spot is None:
                continue
            worst, most = None, 0
            for j, other in enumerate(placed):
                if j == i or other.depth <= one.depth or other.keep:
                    continue
                there = window(other.tile, round(other.x), round(other.y), ground.size)
                if there is None:
                    continue
                canvas = np.zeros((ground.size[1], ground.size[0]), bool)
                canvas[there[0]] = other.tile.mask[there[1]]
                shared = int((canvas[spot[0]] & one.tile.mask[spot[1]]).sum())
                if shared > most:
                    worst, most = j, shared
            if worst is not None:
                del placed[worst]
            else:
                one.depth = max(p.depth for p in placed) + 0.1
