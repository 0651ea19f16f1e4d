"""Busy "find it" scenes: sixty and more figures over a street, a square, a beach …, spread without holes or piles."""

import random
from dataclasses import replace

import numpy as np

from ...scenegraph import Clothing, Figure, Scene
from ..backdrop import LAND, WATER, Ground
from ..figures import KINDS
from . import SIZES, Placed, casts, draw, dress
from .extras import shared_areas, sky_things
from .rows import buildings, traffic
from .together import BUILDINGS, VEHICLES, beside, sort_out

ADULT = 100.0
LEAST = 0.045  # the hidden one is at least this high, as a share of the picture's reach, so that it can be clicked
BULKY = BUILDINGS | VEHICLES | {"market stall", "bench", "tree", "fountain", "bush", "boat", "clock"}


def fill(scene: Scene, ground: Ground, rng: random.Random) -> list[Placed]:
    """Places for all asked figures and for everybody who makes the place busy."""
    crowd = Crowd(scene, ground, rng)
    crowd.asked()
    buildings(crowd)
    traffic(crowd)
    crowd.scenery()
    crowd.people()
    crowd.sky()
    first = [crowd.where[i] for i in range(len(scene.figures))]
    return first + [p for p in crowd.placed if not p.keep]


class Crowd:
    """The figures placed so far, and the boxes that a new one must respect."""

    def __init__(self, scene: Scene, ground: Ground, rng: random.Random):
        figures = (dress(f, random.Random(f"hidden/{i}")) if f.hidden else f for i, f in enumerate(scene.figures))
        self.scene, self.ground, self.rng = replace(scene, figures=tuple(figures)), ground, rng
        self.cast = casts.CASTS[ground.place]
        self.placed: list[Placed] = []
        self.where: dict[int, Placed] = {}
        self.boxes = np.zeros((0, 4))
        self.feet = np.zeros((0, 2))
        self.strict = np.zeros(0, bool)
        self.bulky = np.zeros(0, bool)
        self.hidden = [f for f in self.scene.figures if f.hidden]
        self.queues: dict[str, list[str]] = {}
        self.busy = ground.size[0] * ground.size[1] / ground.reach**2 / (16 / 9)
        if ground.view == "above" and not ground.lanes:  # no houses and cars fill the map
            self.busy *= 1.22
        self.row: list[tuple[int, Figure]] = []
        self.driving: list[tuple[int, Figure]] = []

    # ---- figures

    def unit(self, figure: Figure, y: float) -> float:
        """Pixels per pen unit; the small kinds are drawn a little larger than life."""
        height = KINDS[figure.name].height
        power = -0.32 if height < ADULT else -0.12
        unit = self.ground.unit(y) * (height / ADULT) ** power * SIZES.get(figure.size, 1.0)
        if figure.name in BUILDINGS and self.ground.view == "side":
            unit *= 1.16
        return max(unit, LEAST * self.ground.reach / height) if figure.hidden else unit

    def make(self, figure: Figure, x, y, *, mirror=None, pose="", depth=None, grounded=True, unit=None) -> Placed:
        """A figure with its foot at (x, y)."""
        figure = dress(figure, self.rng, pose=pose)
        pen = draw(figure, self.ground, self.rng.randrange(1 << 30))
        mirror = self.rng.random() < 0.5 if mirror is None else mirror
        return Placed(
            figure,
            pen,
            round(x),
            round(y),
            unit or self.unit(figure, y),
            mirror,
            y if depth is None else depth,
            grounded,
        )

    def add(self, one: Placed, index: int | None = None):
        """Keep it; later ones respect its box."""
        self.placed.append(one)
        if index is not None:
            one.index = index
            self.where[index] = one
        self.boxes = np.vstack([self.boxes, [one.box]])
        self.feet = np.vstack([self.feet, [(one.x, one.depth)]])
        self.strict = np.append(self.strict, one.keep)
        self.bulky = np.append(self.bulky, one.figure.name in BULKY)

    def tally(self, words: str) -> dict[str, float]:
        """Who may come, by name, with the weights; for this weather."""
        return casts.outdoors(casts.tally(words), self.scene.weather, self.scene.place)

    def colour(self, name: str) -> str:
        """The next colour of a kind, so that all of them appear in turn."""
        queue = self.queues.setdefault(name, [])
        if not queue:
            usual = KINDS[name].colours[:1] * 2 if 1 < len(KINDS[name].colours) < 5 else ()
            queue.extend(self.rng.sample((*KINDS[name].colours, *usual), len(KINDS[name].colours) + len(usual)))
        return queue.pop()

    def like_the_hidden(self, figure: Figure) -> bool:
        """Whether somebody could take this one for the hidden one."""
        for other in self.hidden:
            if other.name == figure.name:
                worn, wears = {c.name for c in other.clothes}, {c.name for c in figure.clothes}
                if (worn and worn <= wears) or figure.colour == other.colour:
                    return True
        return False

    def extra(self, name: str, clothes=(), pattern="") -> Figure | None:
        """A figure that nobody asked for, dressed; None if it would look like the hidden one."""
        for _ in range(6):
            figure = Figure(
                name,
                colour=self.colour(name),
                pattern=pattern,
                clothes=tuple(Clothing(c) for c in clothes if c in KINDS[name].wears),
                asked=False,
            )
            if not self.like_the_hidden(figure):
                return figure
        return None

    # ---- finding a spot

    def cost(self, box, depth, x, strict, bulky=False) -> float:
        """How bad a box is here: covers, whom it covers, how near the next feet are; inf where it must not be."""
        if not len(self.boxes):
            return 0.0
        shared, mine, theirs = shared_areas(self.boxes, box)
        nearer = self.feet[:, 1] > depth
        covered = shared[nearer].sum() / mine
        covering = np.where(nearer, 0, shared / theirs)
        if covered > (0.2 if strict else 0.5) or (covering * self.strict > 0.22).any() or (covering > 0.62).any():
            return np.inf
        if bulky and (shared[self.bulky] > 0.14 * np.minimum(mine, theirs[self.bulky])).any():
            return np.inf
        unit = self.ground.unit(depth)
        gap = np.hypot(self.feet[:, 0] - x, (self.feet[:, 1] - depth) * 2.1) / (unit * ADULT)
        nearest = gap.min()
        if nearest < 0.26:
            return np.inf
        return 1.6 * covered + 1.2 * covering.sum() + 0.7 * max(0.0, 1.1 - nearest) - 0.22 * min(2.0, nearest)

    def scatter(
        self, figure: Figure, zones=(LAND,), rows=(0.04, 0.98), *, tries=26, index=None, pose="", near=None
    ) -> Placed | None:
        """Put a figure on the best of a few random spots."""
        w, h = self.ground.size
        rng, ground = self.rng, self.ground
        one = self.make(figure, w / 2, ground.line(0.5), pose=pose)
        x0, y0, x1, y1 = one.pen.bounds
        if one.mirror:
            x0, x1 = -x1, -x0
        best, cost = None, np.inf
        strict = figure.asked
        for attempt in range(tries * (4 if strict else 1)):
            y = ground.line(rows[0] + (rows[1] - rows[0]) * rng.random())
            x = rng.uniform(0.01, 0.99) * w
            if near:
                x, y = rng.gauss(near[0], near[2]), rng.gauss(near[1], near[2] * 0.5)
            unit = self.unit(figure, y)
            box = (x + x0 * unit, y - y1 * unit, x + x1 * unit, y - y0 * unit)
            if box[0] < 3 or box[2] > w - 3 or box[3] > h - 3 or box[1] < 3 or ground.zone(x, y) not in zones:
                continue
            if zones == (LAND,) and (ground.zone(x - 9, y) not in zones or ground.zone(x + 9, y) not in zones):
                continue
            price = self.cost(box, y, x, strict, figure.name in BULKY)
            if price < cost:
                best, cost = (x, y, unit), price
            if best and attempt > 60:
                break
        if best is None:
            if not strict:
                return None
            best = self._anywhere(figure, (x0, y0, x1, y1), zones)
        x, y, unit = best
        placed = replace(one, x=round(x), y=round(y), unit=unit, depth=y)
        self.add(placed, index)
        return placed

    def _anywhere(self, figure, bounds, zones):
        """An asked figure has to stand somewhere, even if it is tight: low and at a side."""
        w, h = self.ground.size
        x0, y0, x1, y1 = bounds
        spots = [(self.rng.uniform(0.1, 0.9) * w, self.rng.uniform(self.ground.line(0.2), 0.97 * h)) for _ in range(60)]
        spots = [s for s in spots if self.ground.zone(*s) in zones] or spots
        x, y = max(spots, key=lambda s: s[1] + self.rng.uniform(0, 60))
        unit = self.unit(figure, y)
        unit = min(unit, 0.9 * w / (x1 - x0), 0.9 * h / (y1 - y0))
        y = min(y, h - 4 + y0 * unit)
        y = max(y, 4 + y1 * unit)
        return min(max(x, 4 - x0 * unit), w - 4 - x1 * unit), y, unit

    # ---- the parts of the crowd

    def asked(self):
        """What the idea named: buildings and vehicles wait for their rows, the rest gets the best spots."""
        scene, ground = self.scene, self.ground
        homes = ["air" if f.pose == "flying" else KINDS[f.name].home for f in scene.figures]
        ties = {r.subject: r for r in sort_out(scene, homes)[0]}
        later = []
        for i, figure in enumerate(scene.figures):
            kind = KINDS[figure.name]
            if i in ties and i != ties[i].object:
                later.append(i)
            elif figure.name in BUILDINGS and ground.lots:
                self.row.append((i, figure))
            elif figure.name in VEHICLES and ground.lanes:
                self.driving.append((i, figure))
            elif kind.home == "sky" or kind.home == "far":
                self._above_all(i, figure)
            elif kind.home == "air" or figure.pose == "flying":
                self._flying(figure, i)
            else:
                wet = (kind.home == "water" or figure.pose == "swimming") and (ground.zones == WATER).any()
                self.scatter(figure, (WATER,) if wet else (LAND,), (0.1, 0.95), index=i)
        self.later = [(i, ties[i]) for i in later]
        self.settle_ties()

    def settle_ties(self):
        """Place those who stand beside somebody that has a place by now."""
        waiting = self.later
        for _ in range(len(waiting) + 1):
            for pair in list(waiting):
                i, tie = pair
                if tie.object in self.where:
                    self._tie(i, tie)
                    waiting.remove(pair)
        if not self.row and not self.driving:  # circles: nobody can be first
            for i, _ in waiting:
                self.scatter(self.scene.figures[i], index=i)
            waiting.clear()

    def _tie(self, i, tie):
        other, figure = self.where[tie.object], self.scene.figures[i]
        y = min(max(other.y, self.ground.line(0.05)), self.ground.size[1] - 6)
        best = None
        for _ in range(6):
            one = self.make(figure, other.x, y)
            one = beside(one, tie.how, other, self.rng, hidden=figure.hidden)
            x0, y0, x1, y1 = one.box
            w, h = self.ground.size
            out = max(0, 4 - x0) + max(0, x1 - w + 4) + max(0, y1 - h + 4) + max(0, 4 - y0)
            if best is None or out < best[0]:
                best = (out, one)
        one = best[1]
        x0, y0, x1, y1 = one.box
        w, h = self.ground.size
        one = one.moved(max(0, 4 - x0) - max(0, x1 - w + 4), 0)
        one = replace(one, x=round(one.x), y=round(min(one.y, one.y - max(0, y1 - h + 4))))
        self.add(one, i)

    def scenery(self):
        """Fountain, stalls, trees, lamps: the larger things, far ones first."""
        rng = self.rng
        if self.ground.plaza and self.cast.middle:
            figure = self.extra(self.cast.middle)
            x, y = self.ground.plaza
        else:
            figure = None
        if figure:
            one = self.make(figure, x, y + 0.03 * self.ground.reach)
            if self.cost(one.box, one.y, one.x, False) < np.inf:
                self.add(one)
        for zone, words in ((LAND, self.cast.things), (WATER, self.cast.afloat)):
            for name, count in self.tally(words).items():
                whole = count * self.busy
                for _ in range(int(whole) + (rng.random() < whole % 1)):
                    figure = self.extra(name)
                    if figure:
                        self.scatter(figure, (zone,), tries=20, pose="swimming" if zone == WATER else "")

    def people(self):
        """Everybody on foot: the trades, the families, the animals, and those who look a little like the hidden one."""
        rng, scene = self.rng, self.scene
        wish: list[Figure] = []
        for one in self.hidden:
            wish += self._decoys(one)
        for name in casts.draw_lots(self.tally(self.cast.folk), int(self.cast.people * self.busy), rng):
            figure = self.extra(name, casts.wardrobe(name, scene, rng))
            if figure:
                wish.append(figure)
        for name in casts.draw_lots(self.tally(self.cast.pets), int(self.cast.animals * self.busy), rng):
            figure = self.extra(
                name, pattern=rng.choice(("", "", "spotted", "tabby")) if name in ("cat", "dog", "horse", "cow") else ""
            )
            if figure:
                wish.append(figure)
        rng.shuffle(wish)
        for figure in wish:
            self.scatter(figure, pose=casts.pose(figure.name, rng))

    def _decoys(self, hidden: Figure) -> list[Figure]:
        """Two or three who share a trait with the hidden one, and none who shares all."""
        rng, worn = self.rng, hidden.clothes
        result = []
        for _ in range(3):
            figure = self.extra(hidden.name)
            if figure:
                result.append(figure)
        for clothing in worn[:2]:
            others = [
                n
                for n in [*casts.tally(casts.FOLK), *casts.tally(casts.PETS)]
                if clothing.name in KINDS[n].wears and n != hidden.name
            ]
            for name in rng.sample(others, min(3, len(others))):
                result.append(Figure(name, colour=self.colour(name), clothes=(clothing,), asked=False))
        return result

    def _flying(self, figure: Figure, index=None) -> Placed | None:
        """Something in the air: over the ground if the picture has no sky."""
        w, h = self.ground.size
        rng, ground = self.rng, self.ground
        one = self.make(figure, w / 2, ground.line(0.3), pose="flying", grounded=False)
        x0, y0, x1, y1 = one.box
        wide, tall = x1 - x0, y1 - y0
        limit = ground.horizon * 0.75 if ground.horizon > 0.12 * h else h * 0.5
        best, price = None, np.inf
        for _ in range(24):
            left, top = rng.uniform(4, max(5, w - wide - 4)), rng.uniform(4, max(6, limit - tall * 0.4))
            box = (left, top, left + wide, top + tall)
            if len(self.boxes):
                shared, mine, theirs = shared_areas(self.boxes, box)
                share = shared / np.minimum(theirs, mine)
                cost = share.sum() + 3 * (share * self.strict).sum() + 0.002 * top
            else:
                cost = 0.0
            if cost < price:
                best, price = (left, top), cost
        if index is None and price > 0.45:
            return None
        placed = replace(
            one, x=round(best[0] - (x0 - one.x)), y=round(best[1] - (y0 - one.y)), depth=9000.0 + len(self.placed)
        )
        self.add(placed, index)
        return placed

    def _above_all(self, index, figure):
        """Sun, moon, cloud, hill …: in the sky or on the horizon; on a map in a corner."""
        w, h = self.ground.size
        one = self.make(figure, 0, 0, mirror=False, grounded=False, unit=1.0)
        x0, y0, x1, y1 = one.pen.bounds
        far = KINDS[figure.name].home == "far"
        unit = 0.34 * w / (x1 - x0) if far else 0.16 * self.ground.reach / max(y1 - y0, 0.6 * (x1 - x0))
        if self.ground.horizon:
            unit = min(unit, 0.8 * self.ground.horizon / (y1 - y0))
        x = self.rng.uniform(4 - x0 * unit, max(5 - x0 * unit, w - 4 - x1 * unit))
        y = self.ground.horizon + 2 if far and self.ground.horizon else 0.03 * h + y1 * unit
        depth = (-3000 if far else -2000) if self.ground.horizon else 8000
        self.add(replace(one, x=round(x), y=round(y), unit=unit, depth=depth), index)

    def sky(self):
        """Balloons and birds, and the sun if the picture has a sky."""
        for name, count in self.tally(self.cast.sky).items():
            for _ in range(self.rng.randint(max(0, int(count) - 1), int(count))):
                figure = self.extra(name)
                if figure:
                    self._flying(figure)
        if self.ground.horizon:
            for one in sky_things(
                self.scene, self.ground, self.rng, [p.box for p in self.placed if p.box[1] < self.ground.sky_low + 9]
            ):
                self.add(one)
