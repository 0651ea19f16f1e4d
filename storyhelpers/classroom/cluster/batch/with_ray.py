"""The books of a list in the processes of a Ray cluster (Ray Data). The folder of the books is one that all share."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from ....engine import BadInput, BookTrouble, NoRoom, NotHere
from ....environment import is_installed
from ....studio import Studio
from .. import placing
from . import Outcome, Row, line, make_one

CORES = 0.4  # for each process: where they ask for all cores, Ray Data has none left to feed them, and hangs
MOST = 256  # books at a time


class Maker:
    """One process: a Studio, and one book after the other."""

    def __init__(self, out: str, cast: str | None, formats: Sequence[str]):
        self.out, self.formats, self.studio = Path(out), tuple(formats), Studio(cast)

    def __call__(self, item: dict) -> dict:
        try:
            made = make_one(Row(**item["row"]), self.out, self.studio, self.formats)
        except BookTrouble as error:  # a full disk: said once at the end, not tried again by Ray for ever
            return {"number": item["row"]["number"], "state": "stopped", "sentence": str(error), "seconds": 0.0}
        return {"number": made.row.number, "state": made.state, "sentence": made.sentence, "seconds": made.seconds}


def make_books_with_ray(
    rows: Sequence[Row],
    out: str | Path,
    cast: str | None = None,
    *,
    formats: Sequence[str],
    at_once: int = 2,
    gpus: float = 0.0,
    address: str | None = None,
    tell: Callable[[str], None] = print,
) -> list[Outcome]:
    """Like make_books, `at_once` books at a time, each process with `gpus` of a card; answers one Outcome a row.

    A process that dies is replaced, and its book is gone on with. Raises NotHere without Ray, NoRoom where the
    cluster has not so much, BadInput, BookTrouble.
    """
    placing.check_ray()
    if not is_installed("pyarrow"):
        raise NotHere('Batches with Ray need Ray Data: pip install "ray[data]", on every machine of the cluster.')
    if not 1 <= at_once <= MOST or not 0 <= gpus <= 16:
        raise BadInput(f"--at-once is a whole number from 1 to {MOST}, --gpus a number from 0 to 16.")
    Studio(cast)  # a wrong name of a cast is said here, not by every process
    placing.start(address)
    import ray

    there = ray.cluster_resources()
    if at_once * gpus > there.get("GPU", 0) + 1e-6 or at_once * CORES >= there.get("CPU", 0):
        raise NoRoom(
            f"{at_once} books at a time ask for {at_once * gpus:g} GPUs and more than {at_once * CORES:g} CPUs; this "
            f"Ray cluster has {there.get('GPU', 0):g} and {there.get('CPU', 0):g}. Take fewer: --at-once 1."
        )
    by_number = {row.number: row for row in rows}
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context.actor_task_retry_on_errors = False
    items = [{"row": asdict(row)} for row in rows]
    made = ray.data.from_items(items, override_num_blocks=len(items)).map(
        Maker, fn_constructor_args=(str(Path(out).expanduser().absolute()), cast, tuple(formats)),
        concurrency=at_once, num_cpus=CORES, num_gpus=gpus,
    )  # fmt: skip
    found: dict[int, Outcome] = {}
    for told in made.iter_rows():
        if told["state"] == "stopped":
            raise BookTrouble(str(told["sentence"]))
        row = by_number[int(told["number"])]
        found[row.number] = Outcome(row, str(told["state"]), str(told["sentence"]), float(told["seconds"]))
        tell(line(found[row.number], len(found), len(rows)))
    return [found[row.number] for row in rows]
