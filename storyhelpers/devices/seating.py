"""At work: one model at a time on a seat, in the order they came; the longest idle gets up; nothing ever spills.

A thread holds one seat at most, so two threads can never wait for each other's.
"""

import itertools
import threading
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..engine import BadInput, NoRoom
from . import planning
from .planning import Plan
from .seat import Candidate, Need, Place, Seat, look_again
from .seat import seats as look_for_seats

NOTHING = Need(0, 0, "")  # of one that has a seat but is not loaded yet
TICK = 0.1  # seconds between two looks of somebody who waits: so long a Cancel may take


class Line:
    """The line in front of one seat: served in the order they came. The thread at work may come in again."""

    def __init__(self):
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._owner: int | None = None
        self._depth = 0

    @contextmanager
    def turn(self, on_wait: Callable[[int], None] | None = None) -> Iterator[None]:
        """Waits, then holds the seat. on_wait(position) is called while waiting; what it raises leaves the line."""
        self._enter(on_wait)
        try:
            yield
        finally:
            with self._changed:
                self._depth -= 1
                if not self._depth:
                    self._owner = None
                    self._changed.notify_all()

    def is_mine(self) -> bool:
        """Whether this thread holds the seat."""
        return self._owner == threading.get_ident()

    def _enter(self, on_wait):
        me, ticket = threading.get_ident(), object()
        with self._changed:
            if self._owner == me:
                self._depth += 1
                return
            self._waiting.append(ticket)
        try:
            while True:
                with self._changed:
                    if self._owner is None and self._waiting[0] is ticket:
                        self._waiting.popleft()
                        self._owner, self._depth = me, 1
                        return
                    position = self._waiting.index(ticket) + 1
                if on_wait is not None:
                    on_wait(position)
                with self._changed:
                    if self._owner is not None or self._waiting[0] is not ticket:
                        self._changed.wait(TICK)
        except BaseException:  # Cancelled, or Ctrl-C: whoever stands behind must not wait for one who is gone
            with self._changed:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)
                elif self._owner == me:
                    self._owner, self._depth = None, 0
                self._changed.notify_all()
            raise


@dataclass(eq=False)
class _Sitter:
    """One model on its seat. Held weakly: a model that nobody has any more is gone with its memory."""

    model: weakref.ref
    seat: Seat
    need: Need
    outside: bool
    since: int
    working: int = 0

    def is_gone(self) -> bool:
        """Whether nobody has the model any more, or it was unloaded by hand, or its load failed."""
        model = self.model()
        idle = not self.working and self.need is not NOTHING
        return model is None or (idle and not getattr(model, "loaded", True))


class Seating:
    """The seats of a process and who sits on them.

    seats: None to look for them at first use; given ones are believed, so two T4s can be played on a laptop.
    look: `look(seat, inside, outside)` gives a seat as it is now, see `look_again`. None: seats that were found are
    looked at again before each turn, given ones are not.
    """

    def __init__(self, seats: Sequence[Seat] | None = None, look: Callable[[Seat, int, int], Seat] | None = None):
        self._seats = None if seats is None else tuple(seats)
        self._look = look or (look_again if seats is None else None)
        self._lock = threading.RLock()  # for the lists below; never held while a model loads, works or gets up
        self._lines: dict[str, Line] = {}
        self._sitters: list[_Sitter] = []
        self._planned: list[tuple[weakref.ref, str, Seat, str]] = []  # model, craft, seat, dtype
        self._clock = itertools.count()

    @property
    def seats(self) -> tuple[Seat, ...]:
        """The seats, looked for once, as they were before any model sat."""
        with self._lock:
            if self._seats is None:
                self._seats = look_for_seats()
            return self._seats

    def now(self) -> tuple[Seat, ...]:
        """The seats as they are now; what our own models hold there counts as free."""
        return tuple(self._now(seat) for seat in self.seats)

    def plan(self, cast: Mapping[str, Candidate]) -> Plan:
        """A plan of this cast for these seats, as if none of our models sat there yet."""
        return planning.plan(cast, self.now())

    def reserve(self, plan: Plan) -> None:
        """From now on the models of this plan go to their planned seats and dtypes. Raises BadInput."""
        names = {seat.name: seat for seat in self.seats}
        rows = [row for row in plan.rows if row.seat]
        if strange := sorted({row.seat.name for row in rows} - set(names)):
            raise BadInput(
                f"This plan is for seats that are not here: {', '.join(strange)}. There is: {', '.join(names)}. "
                "Make the plan anew."
            )
        with self._lock:
            again = {id(row.model) for row in rows} | {id(None)}
            old = [entry for entry in self._planned if id(entry[0]()) not in again]
            new = [(weakref.ref(row.model), row.craft, names[row.seat.name], row.dtype) for row in rows]
            self._planned = old + new

    @contextmanager
    def turn(self, model: Candidate, on_wait: Callable[[int], None] | None = None) -> Iterator[Place]:
        """Waits for the seat, makes room, and holds the seat while the model loads and works: `with turn(m) as place`.

        It goes to its planned seat, else the one it names, else where it sits, else where most room is. If room lacks,
        the longest idle get up (`unload()` is called). A thread may come in again for the seat that it holds.
        on_wait(position): called while it waits, 1 = next, at least every 0.1 s; it may raise Cancelled. Raises NoRoom.
        """
        while True:
            sitter, seat, dtypes = self._goal(model)
            stop = sitter.seat if sitter else seat  # one that has to move gets up where it sits first
            with self._line(stop).turn(on_wait):
                sitter = self._claim(model, stop)
                if sitter is None:  # somebody seated it elsewhere while we waited
                    continue
                if stop.name != seat.name:
                    self._get_up(sitter)
                    continue
                self._sit(sitter, model, dtypes)
                try:
                    yield Place(seat.name, sitter.need.dtype)
                finally:
                    with self._lock:
                        sitter.working -= 1
                        sitter.since = next(self._clock)
                return

    def make_way(self, model: Candidate) -> bool:
        """All idle models on the seat where this one is at work get up; whether there were any.

        For when the memory ran out although the figures said that it would do.
        """
        own = self._find(model)
        idle = [] if own is None else [s for s in self._on(own.seat) if s is not own and not s.working]
        for sitter in idle:
            self._get_up(sitter)
        return bool(idle)

    def leave(self, model: Candidate) -> None:
        """Says that the model has been unloaded (by itself, or after a load that failed)."""
        with self._lock:
            self._sitters = [s for s in self._sitters if s.model() is not None and s.model() is not model]

    def who(self) -> dict[str, list[Candidate]]:
        """Seat name → the models that sit there, the longest idle first."""
        with self._lock:
            found = {seat.name: [sitter.model() for sitter in self._on(seat)] for seat in self.seats}
        return {name: [model for model in models if model is not None] for name, models in found.items()}

    def _line(self, seat: Seat) -> Line:
        with self._lock:
            line = self._lines.setdefault(seat.name, Line())
            held = [name for name, other in self._lines.items() if other is not line and other.is_mine()]
        if held:
            raise RuntimeError(f"A thread at work on {held[0]} must not wait for {seat.name}: end that work first.")
        return line

    def _all(self) -> list[_Sitter]:
        """All who sit, the longest idle first. Who is gone is struck off here, once and for all."""
        with self._lock:
            self._sitters = sorted((s for s in self._sitters if not s.is_gone()), key=lambda s: s.since)
            return self._sitters

    def _on(self, seat: Seat) -> list[_Sitter]:
        return [sitter for sitter in self._all() if sitter.seat.name == seat.name]

    def _find(self, model) -> _Sitter | None:
        return next((sitter for sitter in self._all() if sitter.model() is model), None)

    def _now(self, seat: Seat, without: _Sitter | None = None) -> Seat:
        """The seat as it is now; `without`: one whose weights are not there yet."""
        if self._look is None:
            return seat
        ours = [s for s in self._on(seat) if s is not without]
        inside, outside = (sum(s.need.weights for s in ours if s.outside is far) for far in (False, True))
        return self._look(seat, inside, outside)

    def _goal(self, model) -> tuple[_Sitter | None, Seat, tuple[str, ...]]:
        """(where it sits now, where it is to sit, the dtypes it may have there)."""
        sitter = self._find(model)
        if sitter and sitter.working:  # it is at work, or is called from within its own work
            return sitter, sitter.seat, (sitter.need.dtype,)
        with self._lock:
            planned = next((entry for entry in self._planned if entry[0]() is model), None)
        if planned:
            return sitter, planned[2], (planned[3],)
        usable, why = planning.allowed(model, self.seats)
        if not usable:
            raise NoRoom(why)
        if sitter and any(seat.name == sitter.seat.name for seat in usable):
            return sitter, sitter.seat, (sitter.need.dtype,)
        return sitter, *self._choose(model, usable)

    def _choose(self, model, usable: list[Seat]) -> tuple[Seat, tuple[str, ...]]:
        """Where an unplanned model goes: where nobody must get up, in its best dtype, where most room is."""
        options = []
        for seat in usable:
            now = self._now(seat)
            left = now.room - sum(s.need.weights for s in self._on(seat))
            for rank, dtype in enumerate(planning.dtypes_on(model, seat)[0]):
                peak = model.need(dtype).peak
                crowded = 0 if peak <= left else 1 if peak <= now.room else 2
                options.append((crowded, rank if crowded < 2 else -rank, -left, len(options), seat, dtype))
        if not options:
            raise NoRoom(planning.dtypes_on(model, usable[0])[1])
        *_, seat, dtype = min(options, key=lambda option: option[:4])
        return seat, (dtype,)

    def _claim(self, model, seat: Seat) -> _Sitter | None:
        """The model's place on this seat, a new one if it sat nowhere; None when it sits elsewhere."""
        with self._lock:
            sitter = self._find(model)
            if sitter is None:
                outside = bool(getattr(model, "outside", False))
                sitter = _Sitter(weakref.ref(model), seat, NOTHING, outside, next(self._clock))
                self._sitters.append(sitter)
            return sitter if sitter.seat.name == seat.name else None

    def _sit(self, sitter: _Sitter, model, dtypes: tuple[str, ...]) -> None:
        """Makes room and writes down what the model takes. It then sits; whoever holds the turn loads it."""
        if sitter.need is not NOTHING and sitter.need.dtype not in dtypes:  # the plan is a new one
            sitter.need = NOTHING
            try:
                model.unload()
            finally:
                self.leave(model)
            with self._lock:
                self._sitters.append(sitter)
        fresh = sitter.need is NOTHING
        try:
            need = model.need(dtypes[0]) if fresh else sitter.need
            self._make_room(sitter, model, need, fresh)
            with self._lock:
                sitter.need = need
                sitter.working += 1
        except BaseException:
            if fresh:
                self.leave(model)
            raise

    def _make_room(self, sitter: _Sitter, model, need: Need, fresh: bool) -> None:
        """Lets the longest idle get up until the model fits. Raises NoRoom, and then nobody has got up in vain."""
        while True:
            seat = self._now(sitter.seat, sitter if fresh else None)
            others = [s for s in self._on(seat) if s is not sitter]
            busy = sum(s.need.peak if s.working else s.need.weights for s in others)
            over = busy + need.peak - seat.room
            if over <= 0:
                return
            idle = [s for s in others if not s.working]
            if sum(s.need.weights for s in idle) < over:
                room = seat.room - sum(s.need.peak for s in others if s.working)
                raise NoRoom(seat.why or planning.no_room(model, self._craft(model), seat, need, max(0, room)))
            for one in _enough(idle, over):
                self._get_up(one)

    def _craft(self, model) -> str:
        with self._lock:
            return next((craft for ref, craft, *_ in self._planned if ref() is model), "")

    def _get_up(self, sitter: _Sitter) -> None:
        model = sitter.model()
        try:
            if model is not None and sitter.need is not NOTHING:
                model.unload()
        finally:
            with self._lock:
                self._sitters = [s for s in self._sitters if s is not sitter]


def _enough(idle: list[_Sitter], over: int) -> list[_Sitter]:
    """The longest idle whose weights make up for `over` bytes; none whose leaving would not be needed."""
    leaving: list[_Sitter] = []
    for sitter in idle:
        leaving.append(sitter)
        over -= sitter.need.weights
        if over <= 0:
            break
    for sitter in reversed(leaving[:-1]):
        if over + sitter.need.weights <= 0:
            leaving.remove(sitter)
            over += sitter.need.weights
    return leaving


_HOUSE = Seating()


def house() -> Seating:
    """The seating of this process: one for all studios, because they share the cards. It looks at first use."""
    return _HOUSE
