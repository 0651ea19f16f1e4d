"""How each figure of the paper town is drawn: KINDS, and `draw_figure` for one of them."""

import random

from ...scenegraph import COLOURS, Figure
from . import animals, buildings, nature, people, street, vehicles
from .look import Kind, Look
from .pen import Pen

KINDS: dict[str, Kind] = {
    kind.name: kind for room in (people, animals, vehicles, buildings, street, nature) for kind in room.KINDS
}


def draw_figure(figure: Figure, *, seed: int = 0, night: bool = False, snow: bool = False) -> Pen:
    """A Pen that holds the figure's shapes: `pen.svg()`, `pen.bounds`. Equal arguments draw equal figures.

    Where the figure names no colour or pose, `seed` chooses among those of its kind.
    """
    kind = KINDS[figure.name]
    rng = random.Random(f"{figure.name}/{seed}")
    name = figure.colour or rng.choice(kind.colours)
    clothes = {c.name: COLOURS[c.colour or rng.choice(("red", "blue", "green", "yellow"))] for c in figure.clothes}
    pose = figure.pose if figure.pose in kind.poses else kind.poses[0]
    pen = Pen()
    kind.draw(pen, Look(COLOURS[name], name, figure.pattern, pose, clothes, night, snow, rng))
    return pen
