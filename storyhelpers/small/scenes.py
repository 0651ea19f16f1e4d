"""Small scenes: one or two paper figures on one of four grounds under one of four skies, with a caption that says so.

They are few enough for a small model to learn, and quick enough (3 ms) to be drawn by the ten thousand: every backdrop
and every figure of the paper town is rendered once and kept.
"""

import random
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageFilter

from ..papertown.backdrop import LIGHTS, plan, render
from ..papertown.figures import draw_figure
from ..papertown.figures.pen import LIT
from ..papertown.tiles import Tile, cut
from ..scenegraph import Clothing, Figure

SMOOTH = 2  # drawn at twice the size, then made smaller: smooth edges
VARIANTS = 12  # backdrops of each ground and sky
SHADOW = (34, 24, 58)


@dataclass(frozen=True)
class Manner:
    """How a thing comes: its colours, the height and width that it may take (shares of the picture), and its ways."""

    colours: tuple[str, ...]
    height: float
    width: float
    hats: bool = False
    flies: bool = False
    kind: str = ""  # its name in the paper town, where that is another
    look: int = 0  # which of that kind's looks


THINGS = {
    "cat": Manner(("orange", "black", "white", "grey"), 0.56, 0.54, hats=True),
    "dog": Manner(("brown", "white", "grey"), 0.56, 0.54, hats=True, look=3),
    "rabbit": Manner(("white", "grey", "pink"), 0.64, 0.5, hats=True, look=1),
    "duck": Manner(("yellow", "white"), 0.5, 0.54, hats=True),
    "snowman": Manner(("white",), 0.66, 0.56, hats=True, look=3),
    "house": Manner(("red", "blue", "yellow", "white"), 0.62, 0.58, look=8),
    "tree": Manner(("green", "orange", "pink"), 0.68, 0.5, look=9),
    "car": Manner(("red", "blue", "yellow", "green"), 0.4, 0.66, look=1),
    "flower": Manner(("red", "yellow", "purple", "pink"), 0.56, 0.44, look=1),
    "mushroom": Manner(("red", "brown"), 0.46, 0.52, look=1),
    "balloon": Manner(("red", "blue", "yellow", "purple"), 0.54, 0.46, flies=True, kind="hot-air balloon", look=1),
}
HATS = ("red", "blue", "green")
GROUNDS = {
    "hills": ("on green hills", "on the grass", "on a green meadow"),
    "snow": ("in the snow",),
    "beach": ("on the beach", "by the sea"),
    "street": ("on a street", "in the city"),
}
SKIES = {
    "sunny": ("on a sunny day", "under the sun", "in the sunshine"),
    "night": ("at night", "under the moon and stars", "under the moon"),
    "sunset": ("at sunset", "in the evening"),
    "snowy": ("on a snowy day", "while snow is falling"),
}
OPENINGS = ("a picture of ", "a drawing of ", "a storybook picture of ", "a small painting of ", "an illustration of ")
HOURS = {"sunny": ("day", "clear"), "night": ("night", "clear"), "sunset": ("sunset", "clear"),
         "snowy": ("day", "cloudy")}  # fmt: skip


@dataclass(frozen=True)
class SmallThing:
    """A thing in a small scene. side: "left", "right" or "" for the middle; size and shift vary a little."""

    name: str
    colour: str
    hat: str = ""
    side: str = ""
    size: float = 1.0
    shift: float = 0.0
    mirror: bool = False


@dataclass(frozen=True)
class SmallScene:
    """A ground, a sky, one or two things; `seed` chooses the hills, the clouds and the like."""

    ground: str
    sky: str
    things: tuple[SmallThing, ...]
    seed: int = 0


def sample(rng: random.Random, *, pairs: float = 0.5, hats: float = 0.5) -> SmallScene:
    """A scene by chance. pairs: how often there are two things; hats: how often one that can wear a hat does."""
    ground, sky = rng.choice(list(GROUNDS)), rng.choice(list(SKIES))
    names = [name for name in THINGS if name != "snowman" or ground == "snow"]
    if rng.random() < pairs:
        chosen, sides = rng.sample(names, 2), ["left", "right"]
    else:
        chosen, sides = [rng.choice(names)], [rng.choice(("", "", "left", "right"))]
    things = tuple(_thing(name, side, len(chosen), hats, rng) for name, side in zip(chosen, sides))
    return SmallScene(ground, sky, things, rng.randrange(1 << 30))


def _thing(name: str, side: str, among: int, hats: float, rng: random.Random) -> SmallThing:
    manner = THINGS[name]
    hat = rng.choice(HATS) if manner.hats and rng.random() < hats else ""
    size = rng.choice((0.92, 1.0, 1.06)) * (0.84 if among == 2 else 1.0)
    return SmallThing(name, rng.choice(manner.colours), hat, side, size, rng.uniform(-0.03, 0.03), rng.random() < 0.5)


# ---- in words ----


def caption(scene: SmallScene, rng: random.Random, opening: str | None = None) -> str:
    """What the scene shows, in one of many wordings; ground, sky and sides are sometimes left out.

    opening: how it begins, such as "a pencil sketch of "; None sometimes takes one of OPENINGS.
    """
    things = list(scene.things)
    sides = rng.random() < 0.5
    if rng.random() < 0.5:
        things.reverse()
    parts = [_words(thing, rng) + (f" on the {thing.side}" if sides and thing.side else "") for thing in things]
    tail = [rng.choice(GROUNDS[scene.ground]), rng.choice(SKIES[scene.sky])]
    chance = rng.random()
    if chance < 0.2:
        tail = tail[:1] if chance < 0.08 else tail[1:] if chance < 0.16 else []
    elif chance < 0.3:
        tail.reverse()
    if opening is None:
        opening = rng.choice(OPENINGS) if rng.random() < 0.12 else ""
    return opening + " ".join([" and ".join(parts), *tail])


def _words(thing: SmallThing, rng: random.Random) -> str:
    colour = "" if rng.random() < 0.04 else thing.colour + " "
    name = "hot-air balloon" if thing.name == "balloon" and rng.random() < 0.2 else thing.name
    hat = rng.choice((" with a {} hat", " wearing a {} hat")).format(thing.hat) if thing.hat else ""
    article = "an" if (colour + name)[0] in "aeiou" else "a"
    return f"{article} {colour}{name}{hat}"


# ---- in pixels ----


def draw(scene: SmallScene, pixels: int = 64) -> Image.Image:
    """The scene as an RGB image of `pixels` × `pixels`. Equal scenes give equal pictures."""
    side = pixels * SMOOTH
    rng = random.Random(scene.seed)
    image = _backdrop(scene, side, rng)
    _hang(image, scene.sky, side, rng)
    for thing in scene.things:
        _stand(image, thing, scene, side)
    if scene.sky == "snowy":
        _let_it_snow(image, side, rng)
    return image.resize((pixels, pixels), Image.LANCZOS)


def _backdrop(scene: SmallScene, side: int, rng: random.Random) -> Image.Image:
    """A window of one of the backdrops: they are drawn wider than the picture, so that few give many."""
    whole = _scenery(scene.ground, scene.sky, rng.randrange(VARIANTS), round(side * 1.35))
    room = whole.width - side
    left, top = rng.randrange(room + 1), round(room * rng.uniform(0.5, 0.8))
    image = whole.crop((left, top, left + side, top + side))
    return image.transpose(Image.FLIP_LEFT_RIGHT) if rng.random() < 0.5 else image


@lru_cache(maxsize=1024)
def _scenery(ground: str, sky: str, variant: int, side: int) -> Image.Image:
    return plan(ground, *HOURS[sky], (side, side), seed=variant).draw()


def _hang(image: Image.Image, sky: str, side: int, rng: random.Random) -> None:
    """Sun, moon, stars and clouds."""
    right = rng.random() < 0.5
    x, y = (0.82 if right else 0.18) * side, rng.uniform(0.26, 0.3) * side
    if sky == "night":
        for _ in range(14):
            _paste(image, _dot(max(1, round(side * rng.uniform(0.008, 0.014))), (255, 246, 208)),
                   rng.random() * side, rng.random() * side * 0.4)  # fmt: skip
        tile = _tile("moon", "yellow", "", 0.22 * side, 0.22 * side, False, "sunny", 0)
    else:
        tile = _tile("sun", "orange" if sky == "sunset" else "yellow", "", 0.27 * side, 0.27 * side, False, "sunny", 0)
    if sky != "snowy":
        _paste(image, tile.image, x + tile.left, y + tile.top)
    if sky != "night":
        for cloud in range(2 if sky == "snowy" else 1):
            far = (
                (cloud + rng.random() * 0.5) / 2 if sky == "snowy" else (0.3 if right else 0.7) + rng.uniform(-0.1, 0.1)
            )
            wide = rng.choice((0.26, 0.32)) * side
            tile = _tile("cloud", "white", "", wide, wide, rng.random() < 0.5, sky, rng.randrange(2))
            _paste(image, tile.image, far * side + tile.left, rng.uniform(0.18, 0.24) * side + tile.top)


def _stand(image: Image.Image, thing: SmallThing, scene: SmallScene, side: int) -> None:
    """A thing, its foot's shadow, and the one that it throws on the paper behind."""
    manner = THINGS[thing.name]
    height, width = (limit * thing.size * side for limit in (manner.height, manner.width))
    tile = _tile(
        manner.kind or thing.name, thing.colour, thing.hat, height, width, thing.mirror, scene.sky, manner.look
    )
    half = tile.image.width / 2
    x = {"left": 0.27, "": 0.5, "right": 0.73}[thing.side] * side + thing.shift * side
    x = min(max(x, half), side - half) if tile.image.width < side else side / 2
    y = (0.66 if manner.flies else 0.93) * side
    if not manner.flies:
        shade = _foot(round(tile.image.width * 0.95), max(2, round(0.07 * side)))
        image.paste(SHADOW, (round(x - shade.width / 2), round(y - shade.height / 2)), shade)
    left, top = round(x - half), round(y + tile.top)
    thrown = _thrown(tile, max(1.0, side * 0.012))
    edge = (thrown.width - tile.image.width) // 2
    image.paste(SHADOW, (left - edge + round(side * 0.008), top - edge + round(side * 0.01)), thrown)
    image.paste(tile.image, (left, top), tile.image)


@lru_cache(maxsize=8192)
def _tile(kind: str, colour: str, hat: str, height: float, width: float, mirror: bool, sky: str, look: int) -> Tile:
    """A figure of at most that height and width in the light of that sky."""
    clothes = (Clothing("santa hat", hat),) if hat else ()
    pen = draw_figure(Figure(kind, colour, clothes=clothes), seed=look, night=sky == "night")
    x0, y0, x1, y1 = pen.bounds
    tile = cut(pen, min(height / (y1 - y0), width / (x1 - x0)), mirror)
    pixels = np.asarray(tile.image).astype(np.float32)
    factors, lift = LIGHTS[HOURS[sky][0]]
    if (factors, lift) != LIGHTS["day"]:
        colours = pixels[..., :3]
        toned = colours * (1 - 0.3 * (1 - np.float32(factors))) + 0.4 * np.float32(lift)
        lit = (np.abs(colours - np.float32(LIT)).sum(axis=2, keepdims=True) < 40) & (sky == "night")
        pixels[..., :3] = np.where(lit, colours, toned)
    return Tile(Image.fromarray(pixels.clip(0, 255).astype(np.uint8)), tile.left, tile.top, tile.mask)


@lru_cache(maxsize=8192)
def _soft(alpha: bytes, size: tuple[int, int], soft: float) -> Image.Image:
    pad = int(2 * soft) + 1
    wide = Image.new("L", (size[0] + 2 * pad, size[1] + 2 * pad))
    wide.paste(Image.frombytes("L", size, alpha), (pad, pad))
    return wide.filter(ImageFilter.BoxBlur(soft)).point(lambda v: int(v * 0.34))


def _thrown(tile: Tile, soft: float) -> Image.Image:
    alpha = tile.image.getchannel("A")
    return _soft(alpha.tobytes(), alpha.size, soft)


@lru_cache(maxsize=256)
def _foot(width: int, height: int) -> Image.Image:
    yy, xx = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return Image.fromarray((120 * np.clip(1.3 - 1.3 * np.hypot(xx, yy), 0, 1)).astype(np.uint8))


@lru_cache(maxsize=64)
def _dot(radius: int, colour: tuple[int, int, int]) -> Image.Image:
    size = 2 * radius + 1
    return render(f'<circle cx="{size / 2}" cy="{size / 2}" r="{radius}" fill="rgb{colour}"/>', size, size)


def _let_it_snow(image: Image.Image, side: int, rng: random.Random) -> None:
    for _ in range(40):
        flake = _dot(max(1, round(side * rng.choice((0.009, 0.012, 0.016)))), (255, 255, 255))
        _paste(image, flake, rng.random() * side, rng.random() * side)


def _paste(image: Image.Image, tile: Image.Image, x: float, y: float) -> None:
    image.paste(tile, (round(x), round(y)), tile)
