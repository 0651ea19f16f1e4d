"""Who makes a book now: of two shards that come to it at the same moment, one takes it and the other goes on.

On one machine, and on a shared disk that knows locks, the operating system holds the lock and gives it back when a
process dies in whatever way. On a shared disk that does not, the owner's file counts: it tells machine and process, is
touched while the work goes on, and is nobody's any more when it was not touched for STALE seconds.
"""

import contextlib
import json
import os
import platform
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from ....files import trouble

BEAT = 20.0  # seconds from touch to touch
STALE = 600.0  # seconds; longer than machines' clocks are apart


@contextlib.contextmanager
def owning(room: Path, name: str) -> Iterator[str]:
    """Yields "" when the book `name` is ours until the block ends; else who makes it, such as "node7, process 4242".

    room: the folder of the lock files. Raises BookTrouble where it cannot be written.
    """
    import filelock

    mark = room / f"{name}.owner"
    lock = filelock.FileLock(room / f"{name}.lock")
    try:
        room.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except filelock.Timeout:
        yield _told(mark) or "another process"
        return
    except OSError as error:
        raise trouble(mark, error) from error
    try:
        if other := _elsewhere(mark):
            yield other
            return
        if not _take(mark):  # on a disk without locks, somebody else was faster by a blink
            yield _told(mark) or "another process"
            return
        ended = threading.Event()
        beat = threading.Thread(target=_beat, args=(mark, ended), daemon=True)
        beat.start()
        try:
            yield ""
        finally:
            ended.set()
            beat.join()
            mark.unlink(missing_ok=True)
    finally:
        lock.release()


def _take(mark: Path) -> bool:
    mark.unlink(missing_ok=True)  # of a process that is dead: we have its lock, or it was silent for too long
    try:
        with open(mark, "x", encoding="utf-8") as file:
            json.dump({"machine": platform.node(), "process": os.getpid()}, file)
    except FileExistsError:
        return False
    except OSError as error:
        raise trouble(mark, error) from error
    return True


def _beat(mark: Path, ended: threading.Event) -> None:
    while not ended.wait(BEAT):
        with contextlib.suppress(FileNotFoundError):
            os.utime(mark)


def _elsewhere(mark: Path) -> str:
    """Who on another machine has touched the file lately; "" where nobody has."""
    try:
        silent = time.time() - mark.stat().st_mtime
    except OSError:
        return ""
    told = _told(mark)
    return told if silent < STALE and not told.startswith(f"{platform.node()}, ") else ""


def _told(mark: Path) -> str:
    try:
        said = json.loads(mark.read_text("utf-8"))
        return f"{said['machine']}, process {said['process']}"
    except (OSError, ValueError, KeyError, TypeError):  # gone, or half written this very moment
        return ""
