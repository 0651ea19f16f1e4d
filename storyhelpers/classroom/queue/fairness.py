"""Who is next: fair between pupils, in order within a pupil, and honest about how many come first. No threads here.

The rule, for one seat, among the pupils who wait for something that it does:

1. Who holds a seat already comes after who holds none.
2. Nobody is overtaken twice by the same pupil: whose job ended while another waited comes after that other. So two
   hundred wishes of one pupil delay another by one job at most.
3. Else who came first; but each comes as many seconds later, a minute at most, as the seats worked for them lately.
   Whoever had least goes first, and nobody starves, because everybody's place in time stays as it is.

The times of rules 1 and 2 are kept for each queue, that is, for each set of seats that can do a craft: someone who
draws picture after picture waits for a sound no longer than others.
"""

import math
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

LATELY = 60.0  # seconds after which seat time counts for about a third (1/e)
FAR = 1e9  # seconds; later than everything, when the future is played through


class Wish(Hashable, Protocol):
    """What stands in line."""

    craft: str
    pupil: str


@dataclass
class _Place:
    """A pupil in one queue."""

    asked: list[tuple[float, Wish]] = field(default_factory=list)  # the wishes that wait, in order
    working: int = 0
    since: float = 0.0  # seconds; when the wait for this turn began
    late: float = 0.0  # seconds by which it comes later, because the seats worked for this pupil lately
    last: float = -math.inf  # when the last job of this pupil in this queue ended

    @property
    def begun(self) -> float:
        """When the wait for the first wish began: no wish waited before it was asked."""
        return max(self.since, self.asked[0][0])


class Order:
    """The wishes that wait and those at work. seats: seat name → the crafts it works for, ("*",) for all.

    Times are in seconds on any clock that never goes back; the caller says what time it is and keeps threads apart.
    """

    def __init__(self, seats: Mapping[str, Collection[str]]):
        self.seats = {name: frozenset(crafts) for name, crafts in seats.items()}
        self._places: dict[tuple[str, tuple[str, ...]], _Place] = {}
        self._had: dict[str, tuple[float, float]] = {}  # pupil → (seconds of seats lately, as of when)

    def queue(self, craft: str) -> tuple[str, ...]:
        """The seats that can do this craft."""
        return tuple(name for name, crafts in self.seats.items() if craft in crafts or "*" in crafts)

    def __len__(self) -> int:
        return sum(len(place.asked) for place in self._places.values())

    def __iter__(self) -> Iterator[Wish]:
        for place in self._places.values():
            for _, wish in place.asked:
                yield wish

    def add(self, wish: Wish, now: float) -> None:
        """Puts a wish in line."""
        place = self._places.setdefault(self._key(wish), _Place())
        if not place.asked:
            place.since, place.late = now, min(LATELY, self.lately(wish.pupil, now))
        place.asked.append((now, wish))

    def drop(self, wish: Wish) -> bool:
        """Takes a wish that still waits out of the line; whether it did."""
        place = self._places.get(self._key(wish))
        if place is None or not any(waiting is wish for _, waiting in place.asked):
            return False
        place.asked = [(when, waiting) for when, waiting in place.asked if waiting is not wish]
        self._tidy()
        return True

    def has(self, seat: str) -> bool:
        """Whether anything waits that this seat can do."""
        return any(place.asked and seat in queue for (_, queue), place in self._places.items())

    def take(self, seat: str, now: float) -> Wish | None:
        """The wish whose turn it is on this seat; it is at work from now on."""
        place = _next(self._places, seat)
        if place is None:
            return None
        wish = place.asked.pop(0)[1]
        place.working += 1
        place.since, place.late = now, 0.0
        return wish

    def ended(self, wish: Wish, now: float, seconds: float) -> None:
        """A wish that was taken is no longer at work; the seat worked for it so many seconds."""
        place = self._places[self._key(wish)]
        place.working -= 1
        if not place.working:
            place.since = place.last = now
        self._had[wish.pupil] = (self.lately(wish.pupil, now) + seconds, now)
        self._tidy()
        if len(self._had) > 1000:  # of a whole school, or of one who gives a new name each time
            self._had = {pupil: had for pupil, had in self._had.items() if self.lately(pupil, now) > 0.01}

    def lately(self, pupil: str, now: float) -> float:
        """Seconds that the seats worked for this pupil lately, the longer ago the less."""
        seconds, when = self._had.get(pupil, (0.0, now))
        return seconds * math.exp((when - now) / LATELY)

    def before(self) -> dict[Wish, int]:
        """For each wish that waits: how many jobs its seats will take before it, as things stand.

        The future is played through as if all jobs lasted equally long; who is at work now comes back behind all.
        """
        places = {
            key: replace(place, asked=list(place.asked), working=0, **_later(place, FAR) if place.working else {})
            for key, place in self._places.items()
            if place.asked
        }
        taken, found, turn = dict.fromkeys(self.seats, 0), {}, FAR + 1e6
        while True:
            idle = True
            for seat in self.seats:
                place = _next(places, seat)
                if place is None:
                    continue
                wish = place.asked.pop(0)[1]
                found[wish] = sum(taken[name] for name in self.queue(wish.craft))
                taken[seat] += 1
                turn, idle = turn + 1, False
                place.since, place.last, place.late = turn, turn, 0.0
            if idle:
                return found

    def _key(self, wish: Wish) -> tuple[str, tuple[str, ...]]:
        return wish.pupil, self.queue(wish.craft)

    def _tidy(self) -> None:
        """Forgets the places where nobody stands, but for those who had a job while somebody waited."""
        longest = min((place.begun for place in self._places.values() if place.asked), default=math.inf)
        self._places = {
            key: place for key, place in self._places.items() if place.asked or place.working or place.last > longest
        }


def _later(place: _Place, by: float) -> dict[str, float]:
    return {"since": place.since + by, "last": place.since + by, "late": 0.0}


def _next(places: Mapping[tuple[str, tuple[str, ...]], _Place], seat: str) -> _Place | None:
    """The place whose first wish is the next for this seat; None where nothing waits for it."""
    firsts: dict[str, _Place] = {}  # of each pupil the wish that was asked first
    for (pupil, queue), place in places.items():
        if place.asked and seat in queue and (pupil not in firsts or place.asked[0][0] < firsts[pupil].asked[0][0]):
            firsts[pupil] = place
    if not firsts:
        return None
    longest = min((place.begun for place in firsts.values() if not place.working), default=math.inf)
    return min(
        firsts.values(),
        key=lambda place: (place.working > 0, longest < place.last, place.begun + place.late),
    )
