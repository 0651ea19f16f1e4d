"""The folder of a run: which recipe and pictures it belongs to, so that nothing goes on with others by mistake."""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine import BadInput
from .journal import BOARD, FILE
from .preview import FOLDER as PICTURES
from .recipe import Recipe

if TYPE_CHECKING:
    from .data import TrainingSet

RECIPE, DATA, CHECKPOINTS, CACHE = "recipe.json", "data.json", "checkpoints", "cache"
FREE = ("steps", "minutes", "prompts", "show_every", "check_every", "save_every", "trackers", "checkpoint_gradients")


def claim(folder: Path, recipe: Recipe, pictures: "TrainingSet", anew: bool = False) -> None:
    """Makes the folder this run's, or finds that it is. FREE settings may differ from those it was begun with.

    anew: what another run left there is deleted first, but not its cache, nor a style that was saved. Raises BadInput
    when the folder is another run's, or holds something else.
    """
    cleared = anew and clear(folder)
    if (folder / RECIPE).is_file():
        differs = [*_settings(Recipe.open(folder / RECIPE), recipe), *_pictures(folder / DATA, pictures)]
        if differs:
            raise BadInput(
                f"{folder} holds a run with {'; '.join(differs)}. Go on with that one, take another folder, or type "
                "Training(recipe, pictures, folder, anew=True) to delete it and begin again."
            )
    elif folder.exists() and not cleared:
        there = sorted(path.name for path in folder.iterdir())
        if not set(there) <= {CACHE, DATA}:
            raise BadInput(f"{folder} is no run's folder: it holds {', '.join(there[:3])}. Take another one.")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / RECIPE).is_file() or Recipe.open(folder / RECIPE) != recipe:
        pictures.save(folder / DATA)
        side = folder / f".{RECIPE}.part"
        recipe.save(side)
        os.replace(side, folder / RECIPE)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While it lasts no other program teaches in the folder: two would write over each other's checkpoints.

    Raises BadInput where one does: such as the processes of a notebook whose kernel was killed.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BadInput(
            f"Another program is teaching in {folder}. Wait until it is done, or stop it: make a file called stop in "
            "that folder."
        ) from error
    try:
        yield
    finally:
        lock.release()


def clear(folder: Path) -> bool:
    """Deletes what a run wrote, and nothing else; False where the folder is no run's, which stays as it is.

    Raises BadInput for what cannot be deleted: the new run would go on from it.
    """
    if not (folder / RECIPE).is_file():
        return False
    try:
        for name in (CHECKPOINTS, BOARD, PICTURES):
            if (folder / name).exists():
                shutil.rmtree(folder / name)
        for name in (FILE, DATA, RECIPE):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(
            f"What another run left in {folder} cannot be deleted ({error.strerror or error}). Take another folder."
        ) from error
    return True


def _settings(old: Recipe, new: Recipe) -> list[str]:
    """ "rank=8, not 4" for what was another and may not be."""
    kept, asked = (json.loads(json.dumps(asdict(recipe), default=str)) for recipe in (old, new))
    return [
        f"{name}={getattr(old, name)!r}, not {getattr(new, name)!r}"
        for name in kept
        if name not in FREE and kept[name] != asked[name]
    ]


def _pictures(data: Path, pictures: "TrainingSet") -> list[str]:
    try:
        about = json.loads(data.read_text("utf-8"))
        name, many, fingerprint = about["name"], len(about["examples"]), about["fingerprint"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    if fingerprint == pictures.fingerprint:
        return []
    other = f"not the {len(pictures)} of {pictures.name}" if (name, many) != (pictures.name, len(pictures)) else ""
    return [f"the {many} pictures of {name}, {other or 'of which some, or their captions, have changed'}"]


def contents(folder: Path) -> "tuple[Recipe, TrainingSet]":
    """The recipe and the pictures of the run in a folder. Raises BadInput when it holds none."""
    from .data import TrainingSet

    if not (folder / RECIPE).is_file():
        raise BadInput(f"{folder} holds no run. One is begun with Training(recipe, pictures, {str(folder)!r}).run().")
    return Recipe.open(folder / RECIPE), TrainingSet.reopen(folder / DATA)
