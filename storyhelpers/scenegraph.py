"""What stands where in a picture, as plain data: Figure, Relation, Scene.

A scene graph is made from words by `papertown.reader`, gets its places from `papertown.stage` and its pixels from
`papertown.painter`. It then travels with the `Picture`: in memory as `picture.scene`, in a PNG file as metadata. So the
segmenter and the describer know the truth about a paper-town picture, and say that they know it.
"""

import base64
import io
import json
from collections import Counter
from dataclasses import asdict, dataclass, field, fields, replace

import numpy as np
from PIL import Image

from .tables import table

COLOURS = {  # sRGB of the coloured papers
    "red": (214, 66, 58), "orange": (240, 142, 56), "yellow": (248, 202, 76), "green": (96, 160, 88),
    "blue": (72, 132, 204), "purple": (140, 98, 180), "pink": (242, 150, 172), "white": (248, 243, 233),
    "black": (58, 54, 64), "grey": (152, 152, 160), "brown": (150, 100, 66),
}  # fmt: skip


@dataclass(frozen=True)
class Clothing:
    """Something worn or carried: `name` is one of `papertown.lexicon.CLOTHES`, `colour` one of COLOURS or ""."""

    name: str
    colour: str = ""


@dataclass(frozen=True)
class Figure:
    """One thing in a scene.

    name: one of `papertown.figures.KINDS`, in English ("cat", "fire engine").
    colour, pattern, pose, size: lexicon words in English, or "" where the idea did not say.
    hidden: True for the one that takes a while to find.
    asked: True when the idea named it; False when the stage added it to fill the place.
    who: the name of a character, who is drawn the same in every picture; "" for anybody.
    box: (x0, y0, x1, y1) around what is visible of it, in pixels, x1 and y1 exclusive; None before it has a place.
    """

    name: str
    colour: str = ""
    pattern: str = ""
    pose: str = ""
    size: str = ""
    clothes: tuple[Clothing, ...] = ()
    hidden: bool = False
    asked: bool = True
    box: tuple[int, int, int, int] | None = None
    who: str = ""


@dataclass(frozen=True)
class Relation:
    """`scene.figures[subject]` stands `how` ("behind", "next to", …) `scene.figures[object]`."""

    subject: int
    how: str
    object: int


@dataclass(frozen=True)
class Scene:
    """A scene graph; after painting also the true outlines.

    place, time, weather: lexicon words in English, "" where the idea did not say.
    crowd: a busy "find it" scene. view: "side" or "above".
    unknown: the words of the idea that nothing could be drawn for, as they were written.
    labels: uint16 array (H, W), read-only; labels[y, x] is 1 + the index of the figure seen there, 0 for the scenery.
    """

    figures: tuple[Figure, ...] = ()
    relations: tuple[Relation, ...] = ()
    place: str = ""
    time: str = ""
    weather: str = ""
    crowd: bool = False
    view: str = "side"
    unknown: tuple[str, ...] = ()
    labels: np.ndarray | None = field(default=None, compare=False, repr=False)

    def mask(self, index: int) -> np.ndarray:
        """The visible outline of figure `index` as a bool array (H, W)."""
        return self.labels == index + 1

    def figure_at(self, x: float, y: float) -> int | None:
        """The index of the figure seen at pixel (x, y), or None where only scenery is."""
        found = int(self.labels[int(y), int(x)])
        return found - 1 if found else None

    def _repr_html_(self):
        others = Counter(f.name for f in self.figures if not f.asked)
        more = ", ".join(f"{count} × {name}" for name, count in others.most_common())
        rows = [_row(f) for f in self.figures if f.asked] + ([("and also", more, "", "")] if more else [])
        where = " · ".join(filter(None, (self.place, self.time, self.weather, "a crowd" if self.crowd else "")))
        return table(("figure", "looks", "wears", ""), rows, where)

    def to_json(self) -> str:
        """The whole scene as JSON; the label map goes as a PNG in base64."""
        data = asdict(replace(self, labels=None))
        if self.labels is not None:
            png = io.BytesIO()
            Image.fromarray(np.array(self.labels)).save(png, "PNG", optimize=True)
            data["labels"] = base64.b64encode(png.getvalue()).decode()
        return json.dumps(data, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Scene":
        """The scene that `to_json` wrote. Raises ValueError for anything else."""
        try:
            data = json.loads(text)
            data = {f.name: data[f.name] for f in fields(cls) if f.name in data}
            data["figures"] = tuple(_figure(f) for f in data["figures"])
            data["relations"] = tuple(Relation(**r) for r in data["relations"])
            data["unknown"] = tuple(data["unknown"])
            if data.get("labels") is not None:
                labels = np.array(Image.open(io.BytesIO(base64.b64decode(data["labels"]))), dtype=np.uint16)
                labels.setflags(write=False)
                data["labels"] = labels
            return cls(**data)
        except (KeyError, TypeError, OSError, AttributeError) as error:
            raise ValueError(f"not a scene graph: {error}") from error


def _row(figure: Figure) -> tuple[str, ...]:
    """A figure's name, looks, clothes and whether it hides, as texts."""
    looks = " ".join(filter(None, (figure.size, figure.colour, figure.pattern, figure.pose)))
    clothes = ", ".join(f"{c.colour} {c.name}".strip() for c in figure.clothes)
    return figure.name, looks, clothes, "hidden" if figure.hidden else ""


def _figure(data: dict) -> Figure:
    data = dict(data, clothes=tuple(Clothing(**c) for c in data.get("clothes", ())))
    data["box"] = tuple(data["box"]) if data.get("box") else None
    return Figure(**data)
