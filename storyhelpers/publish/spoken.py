"""Which letters of a page are heard when: the timings of a reading, laid over the words as they are shown."""

import math
from dataclasses import dataclass

from ..media import Sound
from .words import readable


@dataclass(frozen=True)
class Heard:
    """A word that is heard: it is words[first:last], from `start` to `end` seconds of the reading."""

    first: int
    last: int
    start: float
    end: float


def heard_in(words: str, reading: Sound | None) -> tuple[Heard, ...]:
    """The words of a reading in order, none over another; nothing where it does not say when these words are heard.

    Spaces do not matter: a reading of cleaned words fits those on the page. Timings that lie outside the words or the
    sound, or that go back in either, are left out.
    """
    where = _aligned(readable(reading.words), words) if reading is not None and reading.timings else None
    found: list[Heard] = []
    for timing in reading.timings if where else ():
        start, end = float(timing.start), float(timing.end)
        letters = where[max(0, int(timing.first)) : max(0, int(timing.last))]
        places = [place for place in letters if place is not None]
        if not places or not (math.isfinite(start) and math.isfinite(end) and 0 <= start < reading.seconds):
            continue
        before = found[-1] if found else Heard(0, 0, 0.0, 0.0)
        if places[0] >= before.last and start >= before.start:
            found.append(Heard(places[0], places[-1] + 1, start, max(start, min(end, reading.seconds))))
    return tuple(found)


def _aligned(read: str, shown: str) -> list[int | None] | None:
    """For each letter that was read its place in what is shown, None for a space; None in all where they differ."""
    places = [i for i, letter in enumerate(shown) if not letter.isspace()]
    if [shown[i] for i in places] != [letter for letter in read if not letter.isspace()]:
        return None
    left = iter(places)
    return [None if letter.isspace() else next(left) for letter in read]
