"""Checkpoints: the whole state of a run on disk; a kill, a cut or a full disk never costs the last good one.

A checkpoint is a folder step-000100/ with weights.safetensors, optimizer.safetensors, perhaps ema.safetensors, and
state.json, which holds the rest and the checksums. It is written beside its place, synced, and moved there. The last
two are kept, and the best one: what the guard goes back to, best-000075/. Nothing is ever pickled.
"""

import json
import os
import re
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .writing import write

if TYPE_CHECKING:
    import torch

FORMAT = 1
KEPT = 2
STATE, ENDING, SIDE = "state.json", ".safetensors", ".part"


@dataclass(frozen=True)
class Checkpoint:
    """What was saved after a step. tensors: by file ("weights", "optimizer", "ema"), then by name; on the CPU."""

    step: int
    tensors: dict[str, "dict[str, torch.Tensor]"]
    state: dict[str, Any]


class Checkpoints:
    """The checkpoints in a folder. `save` raises OSError on a full disk; what was there before is then untouched."""

    def __init__(self, folder: str | os.PathLike):
        self.folder = Path(folder)
        self.damaged: list[int] = []  # steps whose checkpoint `newest` had to pass over
        self._lost: set[int] = set()  # steps whose best weights are damaged

    def steps(self, kind: str = "step") -> list[int]:
        """The steps that have a checkpoint, the oldest first; whole or not. kind: "step", or "best"."""
        if not self.folder.is_dir():
            return []
        found = (re.fullmatch(rf"{kind}-(\d+)", path.name) for path in self.folder.iterdir())
        return sorted(int(match[1]) for match in found if match)

    def save(
        self,
        step: int,
        tensors: "Mapping[str, Mapping[str, torch.Tensor]]",
        state: Mapping[str, Any],
        best: "tuple[int, Mapping[str, torch.Tensor]] | None" = None,
    ) -> Path:
        """Writes the checkpoint of a step. best: (step, weights) that the guard would go back to; written once."""
        if best is not None and (best[0] in self._lost or best[0] not in self.steps("best")):
            self._write("best", best[0], {"weights": best[1]}, {})
            self._lost.discard(best[0])
        place = self._write("step", step, tensors, {**state, "best": None if best is None else best[0]})
        self._tidy(step)
        return place

    def newest(self) -> Checkpoint | None:
        """The newest checkpoint that is whole, with the best weights as tensors["best"] if it names some; None if none.

        Damaged ones are noted in `damaged`.
        """
        self.damaged = []
        for step in reversed(self.steps()):
            found = self._read("step", step)
            if found is not None and found.state["best"] is not None:
                best = self._read("best", found.state["best"])
                if best is None:
                    self._lost.add(found.state["best"])
                found = None if best is None else Checkpoint(
                    step, {**found.tensors, "best": best.tensors["weights"]}, found.state
                )  # fmt: skip
            if found is not None:
                return found
            self.damaged.append(step)
        return None

    def _place(self, kind: str, step: int) -> Path:
        return self.folder / f"{kind}-{step:06d}"

    def _write(self, kind: str, step: int, tensors, state: Mapping[str, Any]) -> Path:
        place = self._place(kind, step)
        side = place.with_name(f".{place.name}{SIDE}")
        shutil.rmtree(side, ignore_errors=True)
        try:
            side.mkdir(parents=True)
            sums = {}
            for name, named in tensors.items():
                file = side / (name + ENDING)
                write(file, {key: value.detach().cpu() for key, value in named.items()}, {"format": "pt"})
                sums[file.name] = checksum(file)
            about = {"format": FORMAT, "step": step, "checksums": sums, "state": dict(state)}
            (side / STATE).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
            _sync(side / STATE)
            if place.exists():  # damaged, or of an earlier try: a folder can only be moved onto an empty one
                shutil.rmtree(place)
            os.replace(side, place)
            _sync(self.folder)
        except BaseException:
            shutil.rmtree(side, ignore_errors=True)
            raise
        return place

    def _read(self, kind: str, step: int) -> Checkpoint | None:
        """The checkpoint of a step; None if it is missing, cut off or changed."""
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        place = self._place(kind, step)
        try:
            about = json.loads((place / STATE).read_text("utf-8"))
            if about["format"] != FORMAT or about["step"] != step:
                return None
            if any(checksum(place / name) != found for name, found in about["checksums"].items()):
                return None
            tensors = {name.removesuffix(ENDING): load_file(place / name) for name in about["checksums"]}
            return Checkpoint(step, tensors, about["state"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError):
            return None

    def _tidy(self, now: int) -> None:
        """Deletes all but the last two checkpoints up to a step, and the best weights that nobody names.

        Later ones are damaged: a run that had to begin before them shall not lose what it writes now for theirs.
        """
        for step in [step for step in self.steps() if step <= now][:-KEPT]:
            shutil.rmtree(self._place("step", step))
        kept = {self._best_of(step) for step in self.steps()}
        for step in self.steps("best"):
            if step not in kept:
                shutil.rmtree(self._place("best", step))
        for side in self.folder.glob(f".*{SIDE}"):
            shutil.rmtree(side, ignore_errors=True)

    def _best_of(self, step: int) -> int | None:
        try:
            return json.loads((self._place("step", step) / STATE).read_text("utf-8"))["state"]["best"]
        except (OSError, ValueError, KeyError, TypeError):
            return None


def checksum(file: Path) -> str:
    """CRC-32 of a file, for damage by accident: ten gigabytes take seconds."""
    found = 0
    with file.open("rb") as stream:
        while piece := stream.read(1 << 22):
            found = zlib.crc32(piece, found)
    return f"{found:08x}"


def flatten(state: Mapping[str, Any], *, copy: bool = True) -> "tuple[dict[str, torch.Tensor], dict[str, Any]]":
    """An optimizer's state_dict as (tensors by path, such as "3/exp_avg", everything else as plain data for JSON).

    copy: tensors of their own on the CPU, that later steps leave alone. Without it, for writing them at once, they stay
    where they are: the moments of a whole U-Net are twice its size. Only what several of them share is copied, because
    a file may not have that.
    """
    import torch

    tensors, rest, seen = {}, {}, set()
    for path, value in _leaves(state["state"]):
        if isinstance(value, torch.Tensor):
            place = (value.device, value.untyped_storage().data_ptr())
            apart = copy or place in seen  # 8-bit Adam's tables are shared
            tensors[path] = value.detach().to("cpu", copy=True) if apart else value.detach()
            seen.add(place)
        else:
            rest[path] = value
    groups = [{key: _plain(value) for key, value in group.items()} for group in state["param_groups"]]
    return tensors, {"state": rest, "param_groups": groups}


def unflatten(tensors: "Mapping[str, torch.Tensor]", rest: Mapping[str, Any]) -> dict[str, Any]:
    """The state_dict that `flatten` took apart."""
    state: dict[int, dict] = {}
    for path, value in (*tensors.items(), *rest["state"].items()):
        number, *between, name = path.split("/")
        inner = state.setdefault(int(number), {})
        for part in between:
            inner = inner.setdefault(part, {})
        inner[name] = value
    groups = [
        {key: tuple(value) if key == "betas" else value for key, value in group.items()}
        for group in rest["param_groups"]
    ]
    return {"state": state, "param_groups": groups}


def _leaves(state: Mapping, before: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of nested dictionaries."""
    for key, value in state.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{before}{key}/")
        else:
            yield f"{before}{key}", value


def _plain(value: Any) -> Any:
    import torch

    if isinstance(value, torch.Tensor):
        return value.item()
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else value


def _sync(path: Path) -> None:
    """Waits until the disk has it, so that a power cut after the move cannot leave an empty file."""
    if os.name == "nt" and path.is_dir():  # Windows opens no folders
        return
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
