"""Grid: every prompt drawn with every seed by every model, each picture once, whatever happens on the way."""

import html
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ... import checks
from ...engine import BadInput, BookTrouble, NoAnswer
from ...files import PART, trouble, write_file
from ...media import Picture
from .asked import MOST_CELLS, differences, names_of, prompts_of, seeds_of
from .cells import Cell, all_cells, shard_of, share, story_of
from .models import Drawer, drawer_of
from .opened import Pictures

FILE = "grid.json"
TIMES = "times"  # the folder with one file a shard: what each picture took
FORMAT = 1
SHOWN = 20  # prompts in a cell
FORGOTTEN = 3600.0  # seconds after which a side file is one that a kill has left

Step = Callable[[int, int], None]  # on_step(pictures done, pictures in all); may raise Cancelled


class Grid:
    """Pictures of `prompts` × `seeds` × `models` in a folder: one PNG each, and grid.json.

    models: name → an illustrator's name ("tiny"), an illustrator, a Studio, or a description such as
    {"engine": "tiny", "lora": "styles/sketch", "strength": 0.8}. A folder that holds this grid is gone on with; prompts
    at its end, seeds and models may be added. Raises BadInput for what cannot be, and where the folder holds another
    grid; then nothing there is changed.
    """

    def __init__(
        self,
        folder: str | os.PathLike,
        prompts: Sequence[str],
        seeds: Sequence[int],
        models: Mapping,
        *,
        steps: int | None = None,
        aspect: str = "1:1",
    ):
        self.folder = Path(folder).expanduser()
        self.prompts, self.seeds = prompts_of(prompts), seeds_of(seeds)
        self.steps = None if steps is None else checks.whole(steps, "steps", 1, 500)
        self.aspect = checks.aspect(aspect)
        self.drawers = {name: drawer_of(name, models[name]) for name in names_of(models)}
        self._seen: dict[Path, tuple] = {}
        if len(self.cells) > MOST_CELLS:
            raise BadInput(f"That would be {len(self.cells):,} pictures; up to {MOST_CELLS:,} fit in a grid.")
        self._keep()

    @classmethod
    def open(cls, folder: str | os.PathLike) -> "Grid":
        """The grid that is in a folder. Raises BadInput where there is none."""
        grid = object.__new__(cls)
        grid.folder, grid._seen = Path(folder).expanduser(), {}
        kept = _read(grid.folder / FILE)
        if kept is None:
            raise BadInput(f"There is no grid in {folder}: it has no {FILE}. Begin one: Grid(folder, prompts, …).")
        grid.prompts, grid.seeds = tuple(kept["prompts"]), tuple(kept["seeds"])
        grid.steps, grid.aspect = kept["steps"], kept["aspect"]
        grid.drawers = {name: Drawer.from_json(model) for name, model in kept["models"].items()}
        return grid

    def _keep(self) -> None:
        """Writes grid.json, if what is there is this grid, smaller, or nothing."""
        path, given = self.folder / FILE, self.to_json()
        kept = _read(path)
        if kept is not None and (other := differences(kept, given)):
            raise BadInput(
                f"{self.folder} holds another grid: {'; '.join(other)}. Take another folder, or open that one: "
                f'Grid.open("{self.folder}").'
            )
        if kept != given:
            self._write(path, json.dumps(given, ensure_ascii=False, indent=1).encode() + b"\n")

    def to_json(self) -> dict:
        """What grid.json holds."""
        return {
            "format": FORMAT, "prompts": list(self.prompts), "seeds": list(self.seeds), "steps": self.steps,
            "aspect": self.aspect, "models": {name: drawer.to_json() for name, drawer in self.drawers.items()},
        }  # fmt: skip

    # ---- what is there ----

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models."""
        return tuple(self.drawers)

    @property
    def cells(self) -> list[Cell]:
        """All cells, model by model."""
        return all_cells(self.models, len(self.prompts), self.seeds)

    @property
    def missing(self) -> list[Cell]:
        """The cells without a picture that is whole."""
        return [cell for cell in self.cells if not self._is_there(cell)]

    @cached_property
    def pictures(self) -> dict[str, Sequence[Sequence[Picture]]]:
        """pictures[model][number of the prompt][number of the seed] → Picture; a file is read when it is asked for."""
        return {
            name: Pictures(
                tuple(
                    tuple(self.folder / Cell(name, prompt, seed).file for seed in self.seeds)
                    for prompt in range(len(self.prompts))
                )
            )
            for name in self.models
        }

    def seconds(self, model: str) -> list[float]:
        """What each picture of a model took, those that loaded it left out; empty where that was not noted."""
        return [row["seconds"] for row in self.notes(model) if not row["first"]]

    def memory(self, model: str) -> int | None:
        """Bytes of a graphics card at the highest moment of a picture; None where none was used."""
        return max((row["memory"] for row in self.notes(model) if row.get("memory")), default=None)

    def notes(self, model: str) -> list[dict]:
        """What was noted while a model drew: {"cell", "seconds", "first", "memory", "device"}, each cell once."""
        cells = {cell.file for cell in self.cells if cell.model == model}
        rows: dict[str, dict] = {}
        for file in sorted((self.folder / TIMES).glob("*.jsonl")):
            for line in file.read_text("utf-8", "replace").splitlines():
                try:
                    row = json.loads(line)
                    if row["cell"] in cells and row["seconds"] >= 0 and row["first"] in (True, False):
                        rows[row["cell"]] = row
                except (ValueError, KeyError, TypeError):  # the line that a kill has cut off
                    continue
        return list(rows.values())

    def _is_there(self, cell: Cell) -> bool:
        path = self.folder / cell.file
        try:
            state = path.stat()
        except OSError:
            return False
        mark = (state.st_mtime_ns, state.st_size)
        if self._seen.get(path, (None,))[0] != mark:  # a large grid is looked through often
            self._seen[path] = mark, story_of(path)
        story = self._seen[path][1]
        return story is not None and (story.get("words"), story.get("seed")) == (self.prompts[cell.prompt], cell.seed)

    # ---- drawing ----

    def draw(self, shard: str = "1/1", on_step: Step | None = None) -> "Grid":
        """Draws what is missing of a share of the grid ("2/3": the second of three parts), and answers the grid.

        Other processes may draw other shares into the same folder; or each draws into its own, and the folders are
        copied together. Which graphics card a process uses: CUDA_VISIBLE_DEVICES=1 before its command shows it one.
        on_step(pictures done, pictures in all). A picture that does not come out does not stop the others: NoAnswer is
        raised at the end. All else (no model, no room, Cancelled) stops at once; called again, it goes on.
        """
        shard_of(shard)
        mine = share(self.cells, shard)
        self._clear_away()
        for name in {cell.model: None for cell in mine if not self._is_there(cell)}:  # wrong ones now, not in an hour
            self.drawers[name] = self.drawers[name].awake(name)
        failed: list[tuple[Cell, NoAnswer]] = []
        loaded = ""
        for done, cell in enumerate(mine):
            if on_step:
                on_step(done, len(mine))
            if self._is_there(cell):  # asked here and not before: somebody else may have drawn it meanwhile
                continue
            try:
                self._draw(cell, shard, cell.model != loaded, on_step and (lambda *_: on_step(done, len(mine))))  # noqa: B023
                loaded = cell.model
            except NoAnswer as error:
                failed.append((cell, error))
        if failed:
            cell, error = failed[0]
            raise NoAnswer(
                f"{len(failed)} of {len(mine)} pictures did not come out, the first being {cell} ({error}). The others "
                "are there; call draw() again to try these once more."
            )
        if on_step:
            on_step(len(mine), len(mine))
        return self

    def _draw(self, cell: Cell, shard: str, first: bool, on_step) -> None:
        studio, prompt = self.drawers[cell.model].studio, self.prompts[cell.prompt]
        card = _card()
        if card:
            card.reset_peak_memory_stats()
        begun = time.perf_counter()
        made = studio.draw(prompt, aspect=self.aspect, seed=cell.seed, steps=self.steps, on_step=on_step)
        seconds = time.perf_counter() - begun
        card = _card()
        self._write(self.folder / cell.file, replace(made, words=prompt, seed=cell.seed).png)
        row = {"cell": cell.file, "seconds": round(seconds, 4), "first": first}
        if card:
            row |= {"memory": card.max_memory_allocated(), "device": card.get_device_name()}
        self._note(shard, row)

    def _note(self, shard: str, row: dict) -> None:
        part, parts = shard_of(shard)
        path = self.folder / TIMES / f"{part + 1}-of-{parts}.jsonl"
        try:
            path.parent.mkdir(exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write("\n" * _cut_off(path) + json.dumps(row) + "\n")
        except OSError as error:
            raise trouble(path, error) from error

    def _write(self, path: Path, data: bytes) -> None:
        try:
            write_file(path, data)
        except BookTrouble as error:
            if error.kind != "folder closed":
                raise
            raise BookTrouble(
                f"The folder {path.parent} may not be written to. Choose another one for the grid, for example "
                f'"{Path.home() / "grids" / "first"}".'
            ) from error

    def _clear_away(self) -> None:
        """Deletes side files that a kill has left; those of others who draw now are younger."""
        for side in self.folder.glob(f"*/.*{PART}"):
            try:
                if time.time() - side.stat().st_mtime > FORGOTTEN:
                    side.unlink()
            except FileNotFoundError:  # another process was faster
                continue

    # ---- showing ----

    def sheet(self, **options) -> Picture:
        """All of it as one picture: a row a prompt, a column a model and seed. Options: see `sheet.sheet_of`."""
        from .sheet import sheet_of

        return Picture(sheet_of(self, **options), words=f"Contact sheet: {self!r}", made_by="Storybook Studio")

    def __repr__(self):
        shape = f"{len(self.models)} models × {len(self.prompts)} prompts × {len(self.seeds)} seeds"
        there = len(self.cells) - len(self.missing)
        return f"Grid({self.folder.name}: {shape}, {there} of {len(self.cells)} pictures drawn)"

    def _repr_html_(self):
        told = f"<p>{html.escape(repr(self))}</p>"
        try:
            return told + self.sheet(prompts=range(min(SHOWN, len(self.prompts))))._repr_html_()
        except BadInput:  # too many models and seeds for one picture
            return told


def _read(path: Path) -> dict | None:
    """What grid.json holds; None where there is none. Raises BadInput for one that cannot be read or is newer."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise BookTrouble(f"{path} cannot be read: {error.strerror or error}. Choose another folder.") from error
    except ValueError as error:
        raise BadInput(f"{path} cannot be read: {error}. Delete that file to begin the grid anew.") from error
    try:
        if kept["format"] > FORMAT:
            raise BadInput(f"{path} was written by a newer Storybook Studio. Update this one: pip install --upgrade.")
        prompts_of(kept["prompts"]), seeds_of(kept["seeds"]), names_of(kept["models"]), checks.aspect(kept["aspect"])
        if not all({"draws", "name"} <= set(model) for model in kept["models"].values()) or "steps" not in kept:
            raise KeyError("models")
    except (KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{path} is no grid of ours ({error!r}). Take another folder.") from error
    return kept


def _cut_off(path: Path) -> bool:
    """Whether a file's last line was left without its end."""
    if not path.exists() or not path.stat().st_size:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def _card():
    """torch.cuda where a card is in use, else None; nothing is imported for it."""
    torch = sys.modules.get("torch")
    return torch.cuda if torch is not None and torch.cuda.is_available() and torch.cuda.is_initialized() else None
