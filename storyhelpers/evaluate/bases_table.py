"""The base models side by side: what their files say, what they weigh, and what a grid measured of them.

Nothing in it is quoted from elsewhere: sizes are counted from the configurations on the meta device, figures come from
pictures that were drawn here. What is not known is "–".
"""

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from ..crafts.illustrator import MODELS, Diffusion
from ..engine import BadInput, NotHere, nearest
from ..files import write_file
from ..models import hub
from ..models.weights import skeleton
from ..tables import table
from .grid import Grid
from .statistics import Estimate, estimate

NOT_KNOWN = "–"
DRAWING = ("unet", "transformer")  # the network that takes the steps


def _column(head: str, show=str, figure=None):
    """A field that is a column. show: how people read it; figure: how the CSV file has it."""
    return field(default=None, metadata={"head": head, "show": show, "figure": figure or (lambda value: value)})


def _millions(count: int) -> str:
    return f"{count / 1e9:.2f} B" if count >= 1e9 else f"{count / 1e6:.3g} M"


def _with_span(found: Estimate) -> str:
    span = "" if found.low != found.low else f" ({100 * found.low:.1f} to {100 * found.high:.1f})"
    return f"{100 * found.mean:.1f}{span}"


@dataclass(frozen=True)
class Row:
    """A model: what is known of it, None for what is not.

    drawn: how many pictures the measured figures are of.
    """

    name: str = _column("model")
    title: str | None = _column("is")
    parameters: int | None = _column("parameters", _millions)
    drawing: int | None = _column("of the network that draws", _millions)
    size: int | None = _column("trained at, px")
    prediction: str | None = _column("predicts")
    gigabytes: float | None = _column("weights in fp16, GB", "{:.2f}".format, lambda value: round(value, 4))
    licence: str | None = _column("licence")
    clip: Estimate | None = _column("CLIP cosine, %", _with_span, lambda found: round(100 * found.mean, 3))
    seconds: float | None = _column("seconds a picture", "{:.2g}".format, lambda value: round(value, 4))
    memory: int | None = _column("memory at most, GB", lambda value: f"{value / 1e9:.1f}", lambda v: round(v / 1e9, 3))
    drawn: int | None = _column("pictures drawn")


def _cell(row: Row, column, how: str):
    value = getattr(row, column.name)
    if value is None or value == "":
        return NOT_KNOWN if how == "show" else ""
    return column.metadata[how](value)


@dataclass(frozen=True)
class BasesTable:
    """Rows of models; shows itself as a table, prints as text, and saves as CSV."""

    rows: tuple[Row, ...]

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, name: str) -> Row:
        """The row of a model. Raises NotHere for a name that has none."""
        for row in self.rows:
            if row.name == name:
                return row
        names = [row.name for row in self.rows]
        raise NotHere(f'The table has no "{name}".{nearest(name, names)} It has: {", ".join(names)}.')

    def _columns(self):
        """The columns in which at least one model has something."""
        return [one for one in fields(Row) if any(getattr(row, one.name) is not None for row in self.rows)]

    def save(self, path: str | os.PathLike) -> Path:
        """Writes it as CSV (UTF-8), all columns, plain numbers; what is not known is left empty. Raises BookTrouble."""
        text = io.StringIO()
        write = csv.writer(text, lineterminator="\n")
        write.writerow([one.metadata["head"] for one in fields(Row)])
        write.writerows([_cell(row, one, "figure") for one in fields(Row)] for row in self.rows)
        return write_file(path, text.getvalue().encode("utf-8-sig"))

    def __repr__(self):
        columns = self._columns()
        lines = [[one.metadata["head"] for one in columns]]
        lines += [[_cell(row, one, "show") for one in columns] for row in self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
        return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths)).rstrip() for line in lines)

    def _repr_html_(self):
        columns = self._columns()
        rows = [tuple(_cell(row, one, "show") for one in columns) for row in self.rows]
        caption = f"{NOT_KNOWN} is what is not known: its files are not on this machine, or it has not been drawn"
        return table(tuple(one.metadata["head"] for one in columns), rows, caption)


def bases_table(
    grids: Grid | Iterable[Grid] = (), *, clip=None, models: Sequence[str] | None = None
) -> BasesTable:  # fmt: skip
    """What there is to know of the illustrator's models, with what grids measured of theirs.

    grids: one or several, whose pictures give seconds, memory and, with a `clip`, the CLIP cosine with its interval;
    models of theirs that are no plain base (a base with a LoRA, a function) get rows of their own. models: names of the
    illustrator's MODELS; None is all. Raises BadInput for another name, NotHere where a grid's picture is missing.
    """
    names = tuple(MODELS if models is None else [models] if isinstance(models, str) else models)
    if wrong := [name for name in names if name not in MODELS]:
        raise BadInput(f'There is no base "{wrong[0]}".{nearest(wrong[0], MODELS)} There is: {", ".join(MODELS)}.')
    rows = {name: of_files(name) for name in names}
    for grid in [grids] if isinstance(grids, Grid) else grids:
        for name in grid.models:
            key, row = _base_of(grid, name, rows)
            rows[key] = replace(row, **_measured(grid, name, clip))
    return BasesTable(tuple(rows.values()))


def of_files(model: str) -> Row:
    """What the files of a model say. model: a name of MODELS, a hub id, or a folder."""
    engine = Diffusion(model)
    known = Row(
        model, engine.name, gigabytes=_weighs(engine, model), licence=engine.licence if model in MODELS else None
    )
    try:
        folder = engine.configs()
        counts = {part.folder: _numbers(part, folder) for part in engine.parts()}
    except (NotHere, OSError):
        return known
    if not counts:
        return known
    drawing = next((counts[name] for name in DRAWING if name in counts), None)
    return replace(
        known, parameters=_with_refiner(engine, sum(counts.values())), drawing=drawing, size=_trained_at(folder),
        prediction=_predicts(folder),
    )  # fmt: skip


def _weighs(engine: Diffusion, model: str) -> float | None:
    """GB in fp16: counted from its files, else as MODELS has it, which was counted once; None for a stranger's."""
    need = engine.need("fp16")
    if not need.declared:
        return need.weights / 1e9
    return MODELS[model].weights.get("fp16") if model in MODELS else None


def _numbers(part, folder: Path) -> int:
    return sum(weight.numel() for weight in skeleton(part, folder).parameters())


def _with_refiner(engine: Diffusion, count: int) -> int | None:
    """The sum with the refiner's U-Net, where the model has one; None where that is not here."""
    repo = engine.model.extra.get("refiner")
    if not repo:
        return count
    from ..models import Part

    try:
        return count + _numbers(Part("auto", "unet"), hub.fetch(repo, patterns=hub.TEXTS, offline=True))
    except NotHere:
        return None


def _trained_at(folder: Path) -> int | None:
    """Pixels of the square that it was trained on: the latents' side times what the VAE makes of one."""
    draws = next((_json(folder / name / "config.json") for name in DRAWING if (folder / name).is_dir()), {})
    vae = _json(folder / "vae" / "config.json")
    blocks = vae.get("block_out_channels") or vae.get("encoder_block_out_channels")
    side = draws.get("sample_size")
    side = max(side) if isinstance(side, list) else side
    return side * 2 ** (len(blocks) - 1) if side and blocks else None


def _predicts(folder: Path) -> str | None:
    """What the network predicts, as its scheduler says: "epsilon", "v_prediction", "EDM", "flow" …"""
    import diffusers

    config = _json(folder / "scheduler" / "scheduler_config.json")
    name = config.get("_class_name", "")
    kind = getattr(diffusers, name, None)
    if kind is None:
        return None
    if hasattr(kind, "precondition_inputs"):
        return "EDM"
    if name.startswith("FlowMatch"):
        return "flow"
    return getattr(kind.from_config(config).config, "prediction_type", None)


def _json(file: Path) -> Mapping:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _base_of(grid: Grid, name: str, rows: Mapping[str, Row]) -> tuple[str, Row]:
    """(key, row) of a grid's model: of a base in its own right, else a row of its own with what its base says."""
    drawer = grid.drawers[name]
    said = {key: value for key, value in (drawer.description or {}).items() if value is not None}
    engine = said.get("engine", "")
    if set(said) <= {"engine"} and engine in rows:
        return engine, rows[engine]
    here = engine in MODELS or (engine and Path(engine).is_dir())
    known = rows.get(engine) or (of_files(engine) if here else Row(name))
    title = f"{known.title} with {Path(str(said['lora'])).name}" if said.get("lora") else drawer.about.name
    licence = known.licence or drawer.about.licence or None
    key = name if name not in rows else f"{name} ({grid.folder.name})"
    return key, replace(known, name=key, title=title, licence=licence)


def _measured(grid: Grid, name: str, clip) -> dict:
    """What a grid measured of one of its models."""
    seconds, memory = grid.seconds(name), grid.memory(name)
    found = {"seconds": sum(seconds) / len(seconds) if seconds else None, "memory": memory}
    found["drawn"] = len(grid.prompts) * len(grid.seeds) - sum(cell.model == name for cell in grid.missing)
    if clip is not None:
        found["clip"] = estimate(
            [clip.scores(list(row), prompt) for row, prompt in zip(grid.pictures[name], grid.prompts)],
            what="CLIP cosine",
        )
    return found
