"""Sounds as MP3 for an export: on all cores, equal ones once, and kept in the book's folder for the next time."""

import contextlib
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from .engine import BookTrouble
from .files import write_file
from .media import Sound


def encode_together(sounds: Iterable[Sound], steady: Iterable[Sound] = (), *, kept_in: Path | None = None) -> None:
    """Makes the `mp3` of sounds and the `steady_mp3` of readings on all cores at once; what is made already stays.

    A book has dozens of them, and one after the other they are most of the time that an export takes. Equal sounds,
    such as those of a hero on every page, are encoded once. kept_in: a folder in which they are kept for the next
    export; what is no longer wanted goes from it.
    """
    alike: dict[str, list[Sound]] = {}
    for kind, some in (("mp3", sounds), ("steady_mp3", steady)):
        for sound in some:
            mark = sha256(f"{kind}/{sound.rate}/{sound.samples.shape}/".encode() + sound.samples.tobytes()).hexdigest()
            alike.setdefault(f"{mark[:24]}.{kind}", []).append(sound)
    made = {name: vars(same[0]).get(_kind(name)) or _kept(kept_in, name) for name, same in alike.items()}
    missing = [name for name, data in made.items() if data is None]
    if missing:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the encoder does not hold the interpreter's lock
            # The property's own function: until Python 3.12 a cached_property lets only one thread compute at a time.
            encoded = pool.map(lambda name: getattr(Sound, _kind(name)).func(alike[name][0]), missing)
            made.update(zip(missing, encoded, strict=True))
    for name, same in alike.items():
        for sound in same:
            vars(sound).setdefault(_kind(name), made[name])
    if kept_in is not None:
        with contextlib.suppress(BookTrouble, OSError):  # a folder that takes no files: so be it
            for name in missing:
                write_file(kept_in / name, made[name])
            for file in kept_in.glob("*mp3"):
                if file.name not in alike:
                    file.unlink()


def _kind(name: str) -> str:
    """ "mp3" or "steady_mp3": the ending of a file that was kept."""
    return name.rpartition(".")[2]


def _kept(folder: Path | None, name: str) -> bytes | None:
    file = folder and folder / name
    return file.read_bytes() if file and file.is_file() else None
