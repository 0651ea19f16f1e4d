"""Journal: what happened in a run, a line of JSON an event; read by curves, panels and whoever watches from elsewhere.

events.jsonl holds {"kind": "step", "step", "loss", "rate", "grad", "memory", "seen", "epochs", "seconds"}, {"kind":
"validation", "step", "loss"}, {"kind": "pictures", "step", "file"}, {"kind": "said", "step", "text"}, {"kind": "probe",
"rates", "losses", "rate"} and {"kind": "end", "step", "state"}. The same numbers go to TensorBoard's files, and to
other trackers when asked.
"""

import contextlib
import json
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from ..engine import NotHere

FILE, BOARD = "events.jsonl", "tensorboard"
NUMBERS = {"step": ("loss", "rate", "grad", "memory", "seen"), "validation": ("loss",)}  # what is drawn as a curve


class Journal:
    """The journal of a run's folder. Reading needs nothing but the folder; writing begins with `begin`."""

    def __init__(self, folder: str | os.PathLike):
        self.folder = Path(folder)
        self.file = self.folder / FILE
        self._board = self._trackers = None
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether it can be written to now."""
        return self._open

    def events(self, after: int = 0) -> list[dict]:
        """All events, or those beyond the first `after`. A line that was cut off by a kill is left out."""
        try:
            lines = self.file.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
        found = (_event(line) for line in lines[after:])
        return [event for event in found if event is not None]

    def follow(self, position: int = 0) -> tuple[list[dict], int]:
        """(the events since a position in the file, the position to ask for next), for who watches from elsewhere.

        A file that was cut back, because the run went on from an earlier step, is read from its beginning.
        """
        try:
            with self.file.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(position if position <= size else 0)
                position = file.tell()
                data = file.read()
        except FileNotFoundError:
            return [], 0
        whole = data[: data.rfind(b"\n") + 1]
        found = (_event(line) for line in whole.decode("utf-8").splitlines())
        return [event for event in found if event is not None], position + len(whole)

    def of(self, kind: str) -> list[dict]:
        """The events of a kind: "step", "validation", "pictures", "said" or "probe"."""
        return [event for event in self.events() if event["kind"] == kind]

    def begin(self, step: int, trackers: Sequence[str] = (), settings: dict | None = None) -> None:
        """Opens it for writing at a step; events after it belong to work that was lost and are dropped.

        step: -1 before anything was done, when of an earlier try only the probe counts. Raises NotHere for a tracker
        whose package is missing.
        """
        for name in trackers:
            if find_spec(name) is None:
                raise NotHere(
                    f'{name} is asked for in trackers=, and is not installed: "pip install {name}", or leave it out. '
                    "TensorBoard's files are written in any case."
                )
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = [event for event in self.events() if event.get("step", -1) <= step]  # a probe has no step
        side = self.file.with_suffix(".part")
        side.write_text("".join(json.dumps(event) + "\n" for event in kept), "utf-8")
        os.replace(side, self.file)
        self._open = True
        self._board = _board(self.folder / BOARD, step)
        self._trackers = _trackers(trackers, self.folder.name, settings or {})

    def write(self, events: Sequence[dict]) -> None:
        """Adds events. Raises OSError when the disk is full; none of them is then there."""
        before = self.file.stat().st_size
        try:
            with self.file.open("a", encoding="utf-8") as file:
                file.write("".join(json.dumps(event) + "\n" for event in events))
        except OSError:
            os.truncate(self.file, before)
            raise
        for event in events:
            self._curves(event)

    def say(self, step: int, text: str) -> None:
        """Adds a sentence for people."""
        self.write([{"kind": "said", "step": step, "text": text}])

    def end(self) -> None:
        """Closes what was opened for writing."""
        if self._board is not None:
            with contextlib.suppress(OSError):  # a full disk, which was told already
                self._board.close()
        for tracker in self._trackers or ():
            tracker.finish()
        self._board = self._trackers = None
        self._open = False

    def _curves(self, event: dict) -> None:
        names = NUMBERS.get(event["kind"], ())
        values = {f"{event['kind']}/{name}": event[name] for name in names if event.get(name) is not None}
        if self._board is not None:
            for name, value in values.items():
                self._board.add_scalar(name, value, event["step"])
            if event["kind"] == "said":
                self._board.add_text("said", event["text"], event["step"])
        for tracker in self._trackers or ():
            if values:
                tracker.log(values, step=event["step"])


def _event(line: str) -> dict | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "kind" in event else None


def _board(folder: Path, step: int):
    """TensorBoard's writer, if tensorboard is installed: the journal itself never needs it."""
    if find_spec("tensorboard") is None:
        return None
    from torch.utils.tensorboard import SummaryWriter

    return SummaryWriter(str(folder), purge_step=step + 1, max_queue=200, flush_secs=30)


def _trackers(names: Sequence[str], run: str, settings: dict) -> list:
    """Weights & Biases and Trackio by accelerate's own trackers; they find their keys where they always do."""
    if not names:
        return []
    from accelerate.tracking import LOGGER_TYPE_TO_CLASS

    opened = []
    for name in names:
        tracker = LOGGER_TYPE_TO_CLASS[name](run)
        if hasattr(tracker, "start"):
            tracker.start()
        tracker.store_init_configuration(settings)
        opened.append(tracker)
    return opened
