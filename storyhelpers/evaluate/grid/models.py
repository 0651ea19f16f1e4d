"""What draws a grid's pictures: a Studio, an illustrator, or a description that JSON can hold.

A description is {"engine": "tiny", "lora": "styles/sketch", "strength": 0.8}: the name of an illustrator, a hub id or a
folder, and what else its engine takes. It is kept in grid.json, so another process, on another card or machine, can
draw its share. A function of a notebook has none; its cells are drawn where the function is.
"""

import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...crafts.illustrator import ENGINES, Diffusion
from ...engine import About, BadInput, NotHere, about, nearest
from ...studio import Studio

OPTIONS = ("lora", "strength", "negative", "guidance", "device", "dtype", "revision")  # of a diffusion model
ELSEWHERE = ("device",)  # where it is drawn does not change what it is


@dataclass(frozen=True)
class Drawer:
    """A model of a grid. studio: draws, None where it can only be looked at. description: for JSON; may be None."""

    studio: Studio | None
    description: Mapping | None
    about: About

    def to_json(self) -> dict:
        """What grid.json keeps of it."""
        said = None if self.description is None else dict(self.description)
        return {"draws": said, "name": self.about.name, "licence": self.about.licence, "source": self.about.source}

    @classmethod
    def from_json(cls, kept: Mapping) -> "Drawer":
        """What grid.json kept; it draws only once `awake` has made its engine."""
        return cls(None, kept.get("draws"), About(*(str(kept.get(k) or "") for k in ("name", "licence", "source"))))

    def awake(self, name: str) -> "Drawer":
        """The same with a studio that draws. Raises NotHere where it was a function, or its LoRA has changed."""
        if self.studio is not None:
            return self
        if self.description is None:
            raise NotHere(
                f'The model "{name}" is a function or a Studio of somebody\'s notebook, which a folder cannot keep. '
                f'Draw it there: Grid(folder, prompts, seeds, models={{"{name}": …}}).draw().'
            )
        made = drawer_of(name, self.description)
        if made.description != self.description:
            raise BadInput(f'The LoRA of "{name}" has changed since the grid was begun. Take another folder for it.')
        return made


def drawer_of(name: str, given) -> Drawer:
    """A model as it was given. Raises BadInput, or NotHere for a name that no illustrator has."""
    if isinstance(given, Studio):
        return _drawer(given, _described(given.illustrator))
    if isinstance(given, str):
        given = {"engine": given}
    if isinstance(given, Mapping):
        return _drawer(Studio("offline", illustrator=_engine(name, given)), _whole(given))
    if not callable(given):
        raise BadInput(
            f'The model "{name}" is {type(given).__name__}, which cannot draw. Give the name of an illustrator, an '
            'illustrator such as StableDiffusion("tiny", lora="styles/sketch"), or a Studio.'
        )
    studio = Studio("offline", illustrator=given)
    return _drawer(studio, _described(studio.illustrator))


def _drawer(studio: Studio, description: Mapping | None) -> Drawer:
    return Drawer(studio, description, about(studio.illustrator))


def _engine(name: str, given: Mapping) -> Callable | str:
    engine = given.get("engine")
    if not isinstance(engine, str) or not engine:
        raise BadInput(f'The description of "{name}" names no engine: {{"engine": "{next(iter(ENGINES))}"}} is one.')
    options = {key: value for key, value in given.items() if key not in ("engine", "lora_weights")}
    if wrong := sorted(set(options) - set(OPTIONS)):
        raise BadInput(
            f'The description of "{name}" has "{wrong[0]}".{nearest(wrong[0], OPTIONS)} It may have: engine, '
            f"{', '.join(OPTIONS)}."
        )
    maker = ENGINES.get(engine)
    if maker is None or not (options or isinstance(maker, partial)):
        return Diffusion(engine, **options) if maker is None else maker
    if not inspect.isclass(getattr(maker, "func", maker)):
        raise BadInput(f'The illustrator "{engine}" takes no {sorted(options)[0]}; a diffusion model does.')
    return maker(**options)


def _whole(given: Mapping) -> dict:
    """A description with the mark of its LoRA's file, so that another file of the same name is noticed."""
    said = {key: value for key, value in given.items() if key not in ELSEWHERE and value is not None}
    said = {key: str(value) if isinstance(value, Path) else value for key, value in said.items()}
    if mark := _mark(said.get("lora")):
        said["lora_weights"] = mark
    return said


def _described(engine: Callable) -> dict | None:
    """An engine as a description; None where JSON cannot hold what it is."""
    if isinstance(engine, Diffusion):
        row = next((name for name, row in type(engine).MODELS.items() if row == engine.model), engine.repo)
        said = {"engine": row, **{option: getattr(engine, option) for option in OPTIONS}}
        return _whole({key: value for key, value in said.items() if key != "strength" or engine.lora})
    found = (name for name, known in ENGINES.items() if engine is known or type(engine) is known)
    return next(({"engine": name} for name in found), None)


def _mark(lora) -> str:
    """Some letters that are the same for the same weights of a LoRA; "" where it is none of this machine.

    The header of its file does not count: saved again, the same style has its notes in another order.
    """
    from ...crafts.illustrator import lora as loras

    if not lora or not Path(lora).exists():
        return ""
    data = loras.find(lora).read_bytes()
    begin = 8 + int.from_bytes(data[:8], "little")  # of the numbers, in a safetensors file
    return hashlib.sha256(data[begin:] or data).hexdigest()[:16]
