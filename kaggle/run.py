"""Runs notebooks on Kaggle and fetches what they made: python kaggle/run.py --owner NAME [notebook …]

One after another, because Kaggle gives an account two machines with a graphics card at most. Ctrl-C leaves the one that
runs running. Ends with 0 when all were green.
"""

import sys
import tempfile
import time
from pathlib import Path

from kit import logs, waiting
from kit.keys import hidden
from kit.trouble import Busy, KitTrouble, Unreachable, exit_status
from push import lacks, options, ready

RESULTS = Path(__file__).parent / "results"
LONGEST = 12 * 60  # minutes that Kaggle gives a run with a graphics card
QUEUE = 15 * 60  # seconds in a queue that are granted on top
ENDS = ("complete", "error", "cancel_acknowledged")
WORDS = {
    "queued": "waits for a machine",
    "new_script": "waits for a machine",
    "running": "runs",
    "complete": "is green",
    "error": "failed",
    "cancel_requested": "is being stopped",
    "cancel_acknowledged": "was stopped",
}


def main(words: list[str] | None = None, clock=time) -> int:
    """0 when every notebook ended green, 1 otherwise."""
    parser = options("Runs notebooks on Kaggle, one after another, and fetches their results.")
    parser.add_argument("--minutes", type=int, default=60, metavar="N", help="how long each may run there (60)")
    parser.add_argument("--out", type=Path, default=RESULTS, metavar="FOLDER", help="where results go (kaggle/results)")
    told = parser.parse_args(words)
    if not 1 <= told.minutes <= LONGEST:
        raise KitTrouble(f"--minutes {told.minutes}: a run on Kaggle lasts between 1 and {LONGEST} minutes.")
    staged = ready(told.notebooks, told.owner, told.without)
    from kit.service import Service

    service = Service(told.owner)
    red = []
    with tempfile.TemporaryDirectory() as scratch:
        for each in staged:
            try:
                green = run(service, each, Path(scratch), told.minutes, told.out, clock)
            except Unreachable:
                raise
            except KitTrouble as trouble:
                green = False
                for sentence in trouble.sentences:
                    print(f"{each.lesson.name}: {sentence}", file=sys.stderr)
            red += [] if green else [each.lesson.name]
    if red:
        print(f"Not green: {', '.join(red)}.", file=sys.stderr)
    return 1 if red else 0


def run(service, staged, scratch: Path, minutes: int, out: Path, clock) -> bool:
    """Pushes one notebook, waits for its end, fetches what it made → whether it is green."""
    name, seconds = staged.lesson.name, minutes * 60
    folder = staged.write(scratch)
    pushed = _push(service, folder, staged, seconds, clock)
    for sentences in lacks(staged, pushed, service.owner):
        for sentence in sentences:
            print(sentence, file=sys.stderr)
    print(f"{name}: pushed, {pushed.url}", flush=True)
    begun, why = clock.monotonic(), [""]

    def ask() -> str:
        state, why[0] = service.status(pushed.run)
        return state

    def changed(state: str) -> None:
        if state not in ENDS:  # the end is told with what was fetched
            print(f"{name}: {WORDS.get(state, state)}", flush=True)

    later = f"`kaggle kernels output {pushed.address} -p {out / name}` fetches it later."
    try:
        state = waiting.until(ask, ENDS.__contains__, seconds=seconds + QUEUE, changed=changed, clock=clock)
    except KeyboardInterrupt:
        raise Unreachable(f"{name} goes on running on Kaggle ({pushed.url}); {later}") from None
    except KitTrouble as trouble:
        raise KitTrouble(*trouble.sentences, f"It goes on running on Kaggle ({pushed.url}); {later}") from None
    if state is None:
        raise KitTrouble(f"It has not ended after {minutes} minutes and goes on ({pushed.url}); {later}")
    took = clock.monotonic() - begun
    try:
        files = service.fetch(pushed.run, out / name)
    except KitTrouble as trouble:
        raise KitTrouble(f"It {WORDS[state]}, but what it made was not fetched.", *trouble.sentences, later) from None
    return _told(name, state, why[0], files, out / name, took)


def _push(service, folder: Path, staged, seconds: int, clock):
    """Pushes; while Kaggle has no free place for this account's next run, waits for one."""
    answer = []

    def ask() -> str:
        try:
            answer.append(service.push(folder, staged.address, run=True, seconds=seconds))
        except Busy:
            return "busy"
        return "pushed"

    def changed(state: str) -> None:
        if state == "busy":
            print(f"{staged.lesson.name}: waits, as many of your notebooks run as may at a time", flush=True)

    free = waiting.until(ask, "pushed".__eq__, seconds=seconds, patience=1, changed=changed, clock=clock)
    if free is None:
        raise KitTrouble(
            "No place became free on Kaggle in all that time; stop another notebook there, then run it again."
        )
    return answer[0]


def _told(name: str, state: str, why: str, files: list[Path], folder: Path, seconds: float) -> bool:
    """Says how it ended, and where what it made lies → whether it is green."""
    took = f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
    written = [file for file in files if file.suffix == ".log"]
    text = logs.text_of(written[-1].read_text("utf-8", "replace")) if written else ""
    if state == "complete":
        print(f"{name}: green after {took}; {len(files)} files in {folder}", flush=True)
        return True
    cell = logs.failing_cell(text)
    where = f" in cell [{cell}]" if cell is not None else ""
    reason = f" Kaggle says: {hidden(why)}" if why else ""
    print(f"{name}: {WORDS[state]}{where} after {took}.{reason}", file=sys.stderr)
    for line in logs.last_words(text):
        print(f"    {hidden(line)}", file=sys.stderr)
    print(f"    {len(files)} files in {folder}" + ("" if text else "; Kaggle gave no log"), file=sys.stderr)
    return False


if __name__ == "__main__":
    sys.exit(exit_status(main))
