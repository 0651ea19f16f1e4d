"""Files of pupils: results that go out, and what they uploaded. Each is private to its pupil and goes after a while."""

import errno
import os
import re
import secrets
import threading
import time
from collections.abc import Container, Iterable
from contextlib import suppress
from pathlib import Path

from ..engine import BadInput, NoRoom
from ..locale import say

SUFFIX = re.compile(r"\.[a-z0-9]{1,6}")
EVERYBODY = "everybody"
OWN = "results-"  # how the folders of results begin that lie in a folder of uploads
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Results:
    """A folder of files with names that nobody guesses. A thread deletes what is old until `close`.

    folder: made if it is not there, readable by this account only. uploads: folders of others (Gradio's own) whose old
    files are deleted too, and whose copies of a result are as private as the result. seconds: how long a file is kept.
    """

    def __init__(self, folder: str | os.PathLike, seconds: float = 3600.0, uploads: Iterable[str | os.PathLike] = ()):
        self.folder, self.seconds = Path(folder).absolute(), seconds
        self.uploads = tuple(Path(place).absolute() for place in uploads)
        self._lock = threading.Lock()
        self._owner: dict[str, tuple[str, float]] = {}  # name of a result → pupil, when it was made
        self._given: dict[str, dict[str, float]] = {}  # path of an upload → pupils, when each sent it
        self._ended = threading.Event()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._thread = threading.Thread(target=self._tidy, name="results", daemon=True)
        self._thread.start()

    def keep(self, data: bytes, suffix: str, pupil: str) -> Path:
        """Writes a file that only this pupil may fetch (EVERYBODY: all may, and it stays). Raises NoRoom."""
        if not SUFFIX.fullmatch(suffix):
            raise BadInput(f'The ending of a result is like ".png", not {suffix[:20]!r}.')
        name = secrets.token_urlsafe(18).replace("-", "a").replace("_", "b") + suffix
        path = self.folder / name
        with self._lock:
            self._owner[name] = (pupil, time.time())
        try:
            self._write(path, data)
        except OSError as error:
            with self._lock:
                self._owner.pop(name, None)
            raise _no_room(error) from error
        return path

    def _write(self, path: Path, data: bytes) -> None:
        """To a side file, then into place; where the disk is full, once more after old files have gone."""
        side = path.with_name(f".{path.name}.part")
        for last in (False, True):
            try:
                with open(side, "xb", opener=_private) as file:
                    file.write(data)
                os.replace(side, path)
                return
            except OSError as error:
                side.unlink(missing_ok=True)
                if last or error.errno not in _FULL or not self.sweep():
                    raise

    def remember(self, path: str | os.PathLike, pupil: str) -> None:
        """Notes that a pupil uploaded this file, or may read it. EVERYBODY: all of the class may, and it stays."""
        with self._lock:
            self._given.setdefault(str(path), {})[pupil] = time.time()

    def may_read(self, path: str | os.PathLike, pupil: str) -> bool:
        """Whether this exact path is a file of the pupil: a result, Gradio's copy of it, or an upload. No other is."""
        text = str(path)
        place = Path(text)
        if "\0" in text or ".." in place.parts or not place.is_absolute() or os.path.normpath(text) != text:
            return False
        with self._lock:
            if self._given.get(text, {}).keys() & {pupil, EVERYBODY}:
                return True
            owner, _ = self._owner.get(place.name, ("", 0.0))
        homes = (self.folder, *self.uploads)
        return owner in (pupil, EVERYBODY) and any(place.is_relative_to(home) for home in homes)

    def sweep(self) -> int:
        """Deletes files that are older than `seconds`, and what was noted of them; how many files."""
        before = time.time() - self.seconds
        with self._lock:
            self._owner = {name: (p, t) for name, (p, t) in self._owner.items() if t >= before or p == EVERYBODY}
            fresh = {path: {p: t for p, t in given.items() if t >= before or p == EVERYBODY}
                     for path, given in self._given.items()}  # fmt: skip
            self._given = {path: given for path, given in fresh.items() if given}
            stays = {name for name, (p, _) in self._owner.items() if p == EVERYBODY}
            stays |= {path for path, given in self._given.items() if EVERYBODY in given}
        return sum(_sweep(home, before, stays) for home in (self.folder, *self.uploads))

    def close(self) -> None:
        """Ends the thread and deletes every file that was kept here or sent here."""
        self._ended.set()
        self._thread.join(10)
        _sweep(self.folder, float("inf"), frozenset())
        with self._lock:
            for path in self._given:
                if any(Path(path).is_relative_to(home) for home in self.uploads):
                    with suppress(OSError):
                        os.unlink(path)
            self._owner.clear()
            self._given.clear()
        with suppress(OSError):
            self.folder.rmdir()

    def _tidy(self) -> None:
        while not self._ended.wait(min(60.0, self.seconds / 4)):
            self.sweep()

    def __len__(self):
        with self._lock:
            return len(self._owner)


def _private(path, flags):
    return os.open(path, flags, 0o600)


def _sweep(home: Path, before: float, stays: Container[str]) -> int:
    """Deletes the files below `home` that were last changed before; folders that are empty then go too.

    stays: names and whole paths of files that are left.
    """
    gone = 0
    for folder, _, names in os.walk(home, topdown=False):
        if Path(folder) != home and _of_results(Path(folder).relative_to(home).parts):
            continue
        for name in names:
            path = os.path.join(folder, name)
            with suppress(OSError):  # somebody else was faster, or it is being written
                if name not in stays and path not in stays and os.lstat(path).st_mtime < before:
                    os.unlink(path)
                    gone += 1
        if Path(folder) != home:
            with suppress(OSError):  # it is not empty
                if os.lstat(folder).st_mtime < before:
                    os.rmdir(folder)
    return gone


def _of_results(parts: tuple[str, ...]) -> bool:
    """Whether that is the folder of some server's results: they are its own affair."""
    return parts[0].startswith(OWN)


def _no_room(error: OSError) -> NoRoom:
    if error.errno in _FULL:
        return NoRoom(
            say("The disk of the class server is full. Tell your teacher; old files go by themselves."),
            "said",
        )
    return NoRoom(
        say("The class server could not keep the file ({error}). Tell your teacher.", error=error.strerror or error),
        "said",
    )
