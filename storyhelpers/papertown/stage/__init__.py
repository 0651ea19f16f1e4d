"""Who stands where: a Scene without places → a Staging, whose figures have a spot, a size, a side and a depth.

`place` is the way in. It composes single scenes itself; a busy scene is `crowd`'s work, what hides is `hiding`'s.
"""

import random
from dataclasses import dataclass, replace

import numpy as np

from ...scenegraph import Figure, Scene
from ..backdrop import Ground, plan
from ..figures import KINDS, draw_figure
from ..figures.pen import Pen
from ..tiles import Tile, cut, window

SIZES = {"": 1.0, "tiny": 0.5, "small": 0.72, "big": 1.35, "huge": 1.8}
CLOTHING_COLOURS = {  # what these come in; other clothes come in COLOURFUL
    "santa hat": ("red",), "crown": ("yellow",), "glasses": ("black",), "boots": ("brown", "red", "black"),
    "bow tie": ("red", "blue"), "apron": ("white", "red", "blue"), "backpack": ("orange", "green", "blue"),
}  # fmt: skip
TOWNISH = {  # one of these, and the scene is in a street
    "bus", "fire engine", "police officer", "firefighter", "mail carrier", "lamp", "mailbox", "car", "truck", "shop",
    "bakery", "school",
}  # fmt: skip
COLOURFUL = ("red", "blue", "green", "yellow", "purple", "orange", "pink", "white")


@dataclass
class Placed:
    """A figure with its place.

    x, y: the pixel under its foot. unit: pixels per pen unit. depth: greater is nearer and drawn later. grounded: it
    stands, so it has a shadow at its foot. index: its place among the scene's figures. keep: the idea asked for it.
    clip: the share of its height, from below, that is cut off.
    """

    figure: Figure
    pen: Pen
    x: float
    y: float
    unit: float
    mirror: bool = False
    depth: float = 0.0
    grounded: bool = True
    index: int = -1
    clip: float = 0.0
    _tile: Tile | None = None

    @property
    def keep(self) -> bool:
        """Whether it stays, whatever covers it: the idea asked for it."""
        return self.figure.asked

    @property
    def tile(self) -> Tile:
        """Its pixels, rendered on first use."""
        if self._tile is None:
            self._tile = cut(self.pen, self.unit, self.mirror)
            if self.clip:
                self._tile = self._tile.without(self.clip)
        return self._tile

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(x0, y0, x1, y1) of the whole drawing in the picture."""
        x0, y0, x1, y1 = self.pen.bounds
        if self.mirror:
            x0, x1 = -x1, -x0
        u = self.unit
        return self.x + x0 * u, self.y - y1 * u, self.x + x1 * u, self.y - y0 * u

    @property
    def width(self) -> float:
        """Of the whole drawing, in pixels."""
        return (self.pen.x1 - self.pen.x0) * self.unit

    @property
    def height(self) -> float:
        """Of the whole drawing, in pixels."""
        return (self.pen.y1 - self.pen.y0) * self.unit

    def moved(self, dx=0.0, dy=0.0, factor=1.0):
        """A copy elsewhere; its tile is kept if its size is."""
        tile = self._tile if factor == 1.0 else None
        return replace(self, x=self.x + dx, y=self.y + dy, depth=self.depth + dy, unit=self.unit * factor, _tile=tile)


@dataclass
class Staging:
    """scene: with every figure that is drawn. placed[i] belongs to scene.figures[i]; `order` is from far to near."""

    scene: Scene
    ground: Ground
    placed: list[Placed]

    @property
    def order(self) -> list[int]:
        """Numbers of `placed`, from far to near."""
        return sorted(range(len(self.placed)), key=lambda i: self.placed[i].depth)


def place(scene: Scene, size: tuple[int, int] = (1024, 576), seed: int = 0, on_step=None) -> Staging:
    """Give every figure of `scene` its place in a picture of `size` (width, height) pixels, and add some that suit.

    Figures of unknown kinds are left out. Equal arguments give equal stagings.
    """
    from . import composition, crowd

    scene = settle_words(scene, seed)
    ground = plan(scene.place, scene.time, scene.weather, size, seed=seed, crowd=scene.crowd, view=scene.view)
    work = crowd.fill if scene.crowd else composition.compose
    placed = work(scene, ground, random.Random(f"stage/{seed}"))
    for number, one in enumerate(placed):
        if on_step:
            on_step(number, len(placed))
        one.tile  # noqa: B018 — rendered here, where progress is reported
    return finish(scene, ground, placed, random.Random(f"finish/{seed}"))


def finish(scene: Scene, ground: Ground, placed: list[Placed], rng: random.Random) -> Staging:
    """The staging: the hidden one in its place, every asked figure to be seen, no extra that nobody would see."""
    from . import hiding

    for i in range(len(scene.figures)):
        if KINDS[placed[i].figure.name].home != "far":
            placed[i] = _inside(placed[i], ground.size)
    if not scene.crowd:
        hiding.uncover(placed, scene, ground)
    hiders = [i for i, figure in enumerate(scene.figures) if figure.hidden]
    least = 0.3 if scene.crowd else 0.45
    for _ in range(4):  # whoever leaves may have been a cover
        shares = visible_shares(placed, ground.size)
        for i in list(hiders):
            if not hiding.is_hidden(placed, i, ground) and not hiding.hide(placed, i, scene, ground, rng):
                hiders.remove(i)
        if scene.crowd:
            hiding.clear_view(placed, scene, ground)
        shares = visible_shares(placed, ground.size)
        staying = [one for one, share in zip(placed, shares) if one.keep or share >= least]
        if len(staying) == len(placed):
            break
        placed = staying
    if not scene.crowd and any(figure.hidden for figure in scene.figures):
        hiding.uncover(placed, scene, ground)  # a screen, or one that could not hide, may cover another
    return Staging(replace(scene, figures=tuple(one.figure for one in placed)), ground, placed)


def _inside(one: Placed, size: tuple[int, int], margin: int = 3) -> Placed:
    """The figure, moved so that no border cuts it; smaller if it is larger than the picture."""
    w, h = size
    factor = min(1.0, (w - 2 * margin) / one.width, (h - 2 * margin) / one.height)
    one = one.moved(0, 0, factor) if factor < 1 else one
    x0, y0, x1, y1 = one.box
    dx = max(0.0, margin - x0) - max(0.0, x1 - w + margin)
    dy = max(0.0, margin - y0) - max(0.0, y1 - h + margin)
    return replace(one, x=round(one.x + dx), y=round(one.y + dy)) if dx or dy else one


def settle_words(scene: Scene, seed: int) -> Scene:
    """The scene with what the idea left open decided: place, time, weather; unknown kinds are left out."""
    rng = random.Random(f"words/{seed}")
    keep = [i for i, f in enumerate(scene.figures) if f.name in KINDS]
    new = {old: number for number, old in enumerate(keep)}
    figures = tuple(replace(scene.figures[i], asked=True, box=None) for i in keep)
    relations = tuple(replace(r, subject=new[r.subject], object=new[r.object]) for r in scene.relations
                      if r.subject in new and r.object in new and r.subject != r.object)  # fmt: skip
    names = {f.name for f in figures}
    time = scene.time or ("night" if names & {"moon", "star"} else "day")
    weather = scene.weather or ("snow" if "snow" in names else "rain" if "rain" in names else "clear")
    return replace(
        scene,
        figures=figures,
        relations=relations,
        place=scene.place or _guess_place(names, scene, weather, rng),
        time=time,
        weather=weather,
    )


def _guess_place(names: set, scene: Scene, weather: str, rng: random.Random) -> str:
    if scene.crowd:
        return "street"
    if names & {"hill", "mountain", "castle"}:
        return "snow" if weather == "snow" else "hills"
    if "snowman" in names or weather == "snow" and not names & {"house", "shop", "bakery", "bus", "lamp"}:
        return "snow"
    if names & {"sea", "boat"}:
        return "beach" if names - {"sea", "boat", "fish"} else "sea"
    if names <= {"fish"} and names:
        return "sea"
    if "train" in names:
        return "station"
    if names & TOWNISH:
        return "street"
    if "market stall" in names:
        return "market"
    if names & {"fountain", "clock"}:
        return "square"
    if names & {"bear", "fox", "owl", "mushroom"}:
        return "forest"
    if names & {"cow", "sheep", "chicken", "farmer", "horse"}:
        return "farm"
    return rng.choice(("park", "hills", "hills")) if names & {"bench", "kite", "ball", "duck", "dog"} else "hills"


def dress(figure: Figure, rng: random.Random, *, pose: str = "") -> Figure:
    """The figure with colour, pose and the colours of its clothes decided.

    A character (`figure.who`) is dressed by name: alike in every picture, whatever `rng` says.
    """
    kind = KINDS[figure.name]
    if figure.who:
        rng = random.Random(f"who/{figure.name}/{figure.who}")
    usual = rng.random() < 0.5
    striped = [c for c in ("orange", "grey", "brown") if c in kind.colours] if figure.pattern == "tabby" else []
    colour = (
        figure.colour
        or (rng.choice(striped) if striped else "")
        or (kind.colours[0] if usual and len(kind.colours) < 4 else rng.choice(kind.colours))
    )
    worn = (lambda c: random.Random(f"worn/{figure.who}/{c.name}")) if figure.who else (lambda c: rng)
    clothes = tuple(
        replace(c, colour=c.colour or worn(c).choice(CLOTHING_COLOURS.get(c.name, COLOURFUL[:6])))
        for c in figure.clothes
    )
    pose = figure.pose if figure.pose in kind.poses else pose if pose in kind.poses else kind.poses[0]
    return replace(figure, colour=colour, clothes=clothes, pose=pose)


def draw(figure: Figure, ground: Ground, look: int) -> Pen:
    """The figure's drawing for the hour and weather of this ground; `look` chooses the little differences.

    A character's are chosen by name, so that skin, hair and face are the same in every picture.
    """
    look = random.Random(f"look/{figure.name}/{figure.who}").randrange(1 << 30) if figure.who else look
    return draw_figure(
        figure, seed=look, night=ground.time == "night", snow=ground.weather == "snow" or ground.place == "snow"
    )


def paint_labels(placed: list[Placed], size: tuple[int, int]) -> np.ndarray:
    """The topmost figure of every pixel as uint16 (H, W): 1 + its index, 0 for scenery."""
    labels = np.zeros((size[1], size[0]), np.uint16)
    for i in sorted(range(len(placed)), key=lambda i: placed[i].depth):
        spot = window(placed[i].tile, round(placed[i].x), round(placed[i].y), size)
        if spot:
            labels[spot[0]][placed[i].tile.mask[spot[1]]] = i + 1
    return labels


def visible_shares(placed: list[Placed], size: tuple[int, int]) -> np.ndarray:
    """For every figure the share of its own outline that is seen, 0…1."""
    seen = np.bincount(paint_labels(placed, size).ravel(), minlength=len(placed) + 1)[1:]
    return seen / np.array([max(1, one.tile.area) for one in placed])
