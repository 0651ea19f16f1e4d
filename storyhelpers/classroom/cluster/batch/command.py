"""`python -m storyhelpers batch`: the command line of a batch."""

import argparse
import signal
import sys

from ....engine import BadInput
from ....evaluate.grid.cells import shard_of
from ....studio import Studio
from . import FORMATS, USUAL, formats_of, make_books, report
from .rows import COLUMNS, read_rows, share


def arguments(commands) -> None:
    """Adds the command to the others."""
    batch = commands.add_parser(
        "batch", help="a list of photographs or ideas becomes a book each; stopped, it goes on",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Makes a book of every row of a list. The columns, of which photo or idea is needed:\n\n"
        + "\n".join(f"  {name:10} {means}" for name, means in COLUMNS.items()),
        epilog="Answers 0 when nothing of its share is missing, 1 when a row could not be made, 130 when stopped.",
    )  # fmt: skip
    batch.add_argument("list", help="a .csv or .jsonl file, its photographs beside it")
    batch.add_argument("--out", default="books", help="the folder of the books (default: books)")
    batch.add_argument("--shard", default="1/1", help="which share of how many, such as 2/4; else all of it")
    batch.add_argument(
        "--formats", default=",".join(USUAL), help=f"of {','.join(FORMATS)} (default: {','.join(USUAL)})"
    )
    batch.add_argument("--cast", default="", help="who works: offline, gpu, gemini (default: what suits)")
    batch.add_argument(
        "--ray", action="store_true", help="in processes of the Ray cluster that this machine is part of"
    )
    batch.add_argument("--at-once", default="2", help="with --ray: how many books at a time (default: 2)")
    batch.add_argument("--gpus", default="0", help="with --ray: of a graphics card for each, such as 0.5 (default: 0)")


def run(asked: argparse.Namespace) -> int:
    """Runs the command; answers the exit status. Raises StoryError for what is wrong before it begins."""
    formats, (part, parts) = formats_of(asked.formats), shard_of(asked.shard)
    rows = share(read_rows(asked.list), asked.shard)
    before = signal.signal(signal.SIGTERM, _stop)  # what a cluster's queue sends before it kills
    try:
        if asked.ray:
            from .with_ray import make_books_with_ray

            outcomes = make_books_with_ray(
                rows, asked.out, asked.cast or None, formats=formats, at_once=_number(asked.at_once, "at-once", int),
                gpus=_number(asked.gpus, "gpus", float), tell=_tell,
            )  # fmt: skip
        else:
            studio = Studio(asked.cast or None)
            print(studio, flush=True)
            outcomes = make_books(rows, asked.out, studio, formats=formats, tell=_tell)
    except KeyboardInterrupt:
        print("\nStopped. Started again, it goes on.", file=sys.stderr)
        return 130
    finally:
        signal.signal(signal.SIGTERM, before)
    broken = any(one.state == "broken" for one in outcomes)
    print(report(outcomes, asked.out, f"{part + 1}/{parts}"), file=sys.stderr if broken else sys.stdout)
    return int(broken)


def _tell(words: str) -> None:
    print(words, flush=True)


def _stop(*_) -> None:
    raise KeyboardInterrupt


def _number(given: str, name: str, kind: type):
    try:
        return kind(given)
    except ValueError:
        raise BadInput(f"--{name} is a number, not {given!r:.20}.") from None
