"""A thousand books from a list: each is a folder that is done or not, so any number of processes may work on them.

    python -m storyhelpers batch class.csv --out books/                 # all of it, here
    python -m storyhelpers batch class.csv --out books/ --shard 1/4     # the first of four shares, here or anywhere
    python -m storyhelpers batch class.csv --out books/ --ray           # on a Ray cluster

Stopped or killed and started again, each goes on with the page at which it was. The same command started several times
without --shard shares the work as it comes: who finds a book taken takes the next one.

rows.py      the list: its columns and what may stand in them
owner.py     who makes a book now
making.py    one row becomes one book
with_ray.py  the same in the processes of a Ray cluster
command.py   the command line
"""

import csv
import io
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ....engine import BadInput, BookTrouble, Cancelled, StoryError, nearest
from ....files import write_file
from .making import FORMATS, USUAL, is_done, make
from .owner import owning
from .rows import COLUMNS, Row, read_rows, share

LOCKS = ".batch"  # the folder of the lock files, in that of the books
STOPPING = ("disk full", "folder closed")  # troubles that every other book would meet too

__all__ = ["COLUMNS", "FORMATS", "USUAL", "Outcome", "Row", "make_books", "make_one", "read_rows", "report", "share"]


@dataclass(frozen=True)
class Outcome:
    """What became of a row. state: "made", "there" (it was done before), "elsewhere", or "broken"; then it says why."""

    row: Row
    state: str
    sentence: str = ""
    seconds: float = 0.0


def make_books(
    rows: Sequence[Row],
    out: str | Path,
    studio,
    *,
    formats: Sequence[str] = USUAL,
    tell: Callable[[str], None] = print,
) -> list[Outcome]:
    """Makes the books of these rows in the folder `out`, one after the other; answers one Outcome a row, in order.

    A row that cannot be made does not stop the others. A book that somebody else makes is looked at once more at the
    end. Raises BookTrouble when nothing can be written there, and Cancelled; called again, it goes on.
    """
    out, found = Path(out).expanduser(), {}
    for again in (False, True):
        for place, row in enumerate(rows, 1):
            if again and found[row.number].state != "elsewhere":
                continue
            outcome = make_one(row, out, studio, formats, lambda what, row=row: tell(f"    {row.name}: {what}"))
            found[row.number] = outcome
            if not again or outcome.state != "elsewhere":
                tell(line(outcome, place, len(rows)))
    return [found[row.number] for row in rows]


def make_one(row: Row, out: Path, studio, formats: Sequence[str], step: Callable | None = None) -> Outcome:
    """One row, whatever comes of it. Raises only what would stop every other row too."""
    if row.trouble:
        return Outcome(row, "broken", row.trouble)
    begun = time.perf_counter()
    try:
        if is_done(row, out / row.name, formats):
            return Outcome(row, "there")
        with owning(out / LOCKS, row.name) as other:
            if other:
                return Outcome(row, "elsewhere", f"{other} makes it")
            if is_done(row, out / row.name, formats):  # whoever had it has just ended
                return Outcome(row, "there")
            make(row, out / row.name, studio, formats, step)
    except Cancelled:
        raise
    except StoryError as error:
        if isinstance(error, BookTrouble) and error.kind in STOPPING:
            raise
        return Outcome(row, "broken", str(error), time.perf_counter() - begun)
    except Exception as error:  # an engine may fail in any way; the report says how and where, and the rest goes on
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno})"
        return Outcome(row, "broken", said, time.perf_counter() - begun)
    return Outcome(row, "made", seconds=time.perf_counter() - begun)


def line(outcome: Outcome, place: int, of: int) -> str:
    """How an outcome is told while the work goes on."""
    how = {"made": f"made in {outcome.seconds:.1f} s", "there": "is there", "elsewhere": outcome.sentence,
           "broken": f"NOT MADE. {outcome.sentence}"}  # fmt: skip
    return f"[{place}/{of}] {outcome.row.name}: {how[outcome.state]}"


def report(outcomes: Iterable[Outcome], out: str | Path, shard: str = "1/1") -> str:
    """The sentences of what was not made, as a text, and as a table broken-1-of-4.csv in `out` where there are any."""
    outcomes, out = list(outcomes), Path(out).expanduser()
    broken = [one for one in outcomes if one.state == "broken"]
    counts = {state: sum(one.state == state for one in outcomes) for state in ("made", "there", "elsewhere", "broken")}
    told = [f"Of {len(outcomes)} rows: {counts['made']} made, {counts['there']} there already"]
    told[0] += f", {counts['elsewhere']} being made by others" if counts["elsewhere"] else ""
    told[0] += f", {counts['broken']} NOT made:" if broken else "."
    told += [f"  row {one.row.number} ({one.row.name}): {one.sentence}" for one in broken]
    path = out / f"broken-{'-of-'.join(part.strip() for part in shard.split('/'))}.csv"
    if not broken:
        path.unlink(missing_ok=True)
        return told[0]
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows(
        [("row", "book", "sentence"), *((one.row.number, one.row.name, one.sentence) for one in broken)]
    )
    write_file(path, sheet.getvalue().encode("utf-8-sig", "replace"))  # the mark at its head is for spreadsheets
    return "\n".join([*told, f"The same as a table: {path}. Mend the rows and start it again: only they are made."])


def formats_of(words: str) -> tuple[str, ...]:
    """ "html,pdf" as ("html", "pdf"). Raises BadInput for one that is not known."""
    found = tuple(dict.fromkeys(word.strip().lower() for word in words.split(",") if word.strip()))
    if wrong := next((word for word in found if word not in FORMATS), None):
        raise BadInput(f'There is no format "{wrong}".{nearest(wrong, FORMATS)} There is: {", ".join(FORMATS)}.')
    if not found:
        raise BadInput(f"Which files are to be made? --formats {','.join(USUAL)}. There is: {', '.join(FORMATS)}.")
    return found
