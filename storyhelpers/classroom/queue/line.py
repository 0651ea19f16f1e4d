"""Line: what a class asks for, one job at a time on each seat, fair between pupils, bounded, and honest.

fairness.py says who is next, workers.py does the work, care.py sees to what goes wrong, ticket.py is what a pupil has.
"""

import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

from ...engine import BadInput, Cancelled, NoAnswer, NoRoom, NotHere, StoryError
from ...locale import say, say_n
from .care import Caretaker, Limits, in_the_way, tell_where, too_long, unheard
from .fairness import Order
from .ticket import Ticket
from .workers import Seat, Worker

PATIENCE = 10.0  # seconds after its time limit until a thread that goes on counts as stuck
LOOK = 5.0  # seconds between two looks whether a model is loaded
MOST_STUCK = 3  # threads that hang on one seat; then it takes nothing more until one of them ends
KEPT_EACH = 8  # finished tickets kept for one pupil
LONGEST_ID = 100  # characters


class Busy(NoRoom):
    """The line is full, or the pupil has as much in it as one may have."""


class Line:
    """A bounded, fair queue over seats. It has threads of its own until `close()`.

    seats: seat name → the crafts it works for, ("*",) for all; {"cuda:0": ("illustrator",), "processor": ("*",)}. Each
    does one thing at a time; a seat whose name begins with "cuda" does so for all lines of the process.
    most: how many may wait in all. each: how many one pupil may have, waiting or at work. seconds: time limit of a job,
    or craft → seconds; a model that has to be loaded first has 15 minutes more. grace: seconds that a wish lives on
    with nobody listening. kept: seconds that a result is kept for one who comes back for it.
    """

    def __init__(
        self,
        seats: Mapping[str, Collection[str]],
        *,
        most: int = 64,
        each: int = 3,
        seconds: float | Mapping[str, float] = 180.0,
        grace: float = 20.0,
        kept: float = 120.0,
        patience: float = PATIENCE,
    ):
        seats = {name: (crafts,) if isinstance(crafts, str) else tuple(crafts) for name, crafts in seats.items()}
        if not seats:
            raise BadInput('A line needs a seat at least: Line({"processor": ("*",)}).')
        self.most, self.each, self.grace, self.kept, self.patience = most, each, grace, kept, patience
        self._limits = Limits(seconds)
        self.changed = threading.Condition()  # its lock guards everything here and in the tickets
        self.closed = False
        self._order = Order(seats)
        self._tickets: dict[tuple[str, str], Ticket] = {}  # (pupil, id) → ticket, in the order asked
        self._before: dict[Ticket, int] | None = None
        self._longest = 0.0
        self._seats = {name: Seat(name) for name in seats}
        for seat in self._seats.values():
            self._man(seat)
        Caretaker(self).start()

    # ---- for who asks ----

    def ask(
        self,
        craft: str,
        work: Callable[[Ticket], Any],
        *,
        pupil: str,
        ticket: str = "",
        engine: Any = None,
        wish: str = "",
    ) -> Ticket:
        """Puts a wish in line. The same pupil's same ticket id gives the same Ticket, and `work` is not used then.

        engine: who does the work; where it has `unload`, as a LocalModel, it is loaded afresh after it stumbled. wish:
        what is asked; a ticket id that came with another one raises BadInput.
        Raises Busy when the line is full or the pupil has `each` already, NotHere when no seat does this craft.
        """
        if len(ticket) > LONGEST_ID:
            raise BadInput(f"The id of a ticket has up to {LONGEST_ID} characters, not {len(ticket):,}.")
        with self.changed:
            known = self._tickets.get((pupil, ticket)) if ticket else None
            if known is not None and (known.craft, known.wish) != (craft, wish):
                raise BadInput(f"The ticket {ticket} is one for the {known.craft}; another wish needs another id.")
            if known is not None and not known.unheard:
                return known
            self._check_room(craft, pupil)
            made = Ticket(
                ticket or secrets.token_urlsafe(12), craft, pupil, work,
                engine=engine, lock=self.changed, before=self._how_many_before, wish=wish,
            )  # fmt: skip
            self._tickets.pop((pupil, made.id), None)  # one that ended because nobody listened begins anew
            self._tickets[pupil, made.id] = made
            self._order.add(made, made.asked)
            self._moved()
            return made

    def cancel(self, ticket_id: str, pupil: str) -> bool:
        """Stops a wish that waits or is at work; whether there was one. Work stops at its next step."""
        with self.changed:
            ticket = self._tickets.get((pupil, ticket_id))
            return ticket is not None and self._end(ticket, error=Cancelled(say("Cancelled. Nothing was changed.")))

    def lighten(self, ticket_id: str, pupil: str, result: Any) -> None:
        """Keeps `result` for one who comes back, instead of the larger one that the work gave."""
        with self.changed:
            if (ticket := self._tickets.get((pupil, ticket_id))) is not None:
                ticket.lighten(result)

    def report(self) -> dict:
        """How things stand, as plain data: each seat's work, how many wait, of how many pupils, the longest waits."""
        with self.changed:
            now = time.monotonic()
            queues = [self._order.queue(wish.craft) for wish in self._order]
            waits = [now - wish.asked for wish in self._order]
            return {
                "seats": {
                    name: {**seat.report(now), "waiting": sum(name in queue for queue in queues)}
                    for name, seat in self._seats.items()
                },
                "waiting": len(waits),
                "pupils": len({ticket.pupil for ticket in self._tickets.values() if not ticket.over}),
                "longest_wait": round(max(waits, default=0.0), 3),
                "longest_wait_ever": round(max([self._longest, *waits]), 3),
                "most": self.most,
                "each": self.each,
            }

    def close(self, timeout: float = 2.0) -> None:
        """Ends the threads. Everybody in line is told so. Waits up to `timeout` seconds for work to stop."""
        with self.changed:
            self.closed = True
            for ticket in list(self._tickets.values()):
                self._end(ticket, error=ticket.as_asked(_closed))
            workers = [seat.worker for seat in self._seats.values()]
            self._moved()
        end = time.monotonic() + timeout
        for worker in workers:
            if worker.ticket is None:
                worker.leave()
            if worker is not threading.current_thread():
                worker.join(max(0.0, end - time.monotonic()))

    # ---- for the workers ----

    def wait_for_wish(self, worker: Worker) -> bool:
        """Waits until there is something for this worker's seat; False when it has to end."""
        with self.changed:
            self.changed.wait_for(
                lambda: (
                    self.closed or worker.given_up or (self._open(worker.seat) and self._order.has(worker.seat.name))
                )
            )
            return not (self.closed or worker.given_up)

    def begin(self, worker: Worker) -> Ticket | None:
        """The wish that this worker does now; None where there is none any more."""
        with self.changed:
            now = time.monotonic()
            ticket = None if self.closed else self._order.take(worker.seat.name, now)
            if ticket is None:
                return None
            if in_the_way([job for seat in self._seats.values() for job in seat.hung], ticket.engine):
                self._order.ended(ticket, now, 0.0)
                worker.seat.failed += self._end(ticket, error=ticket.as_asked(_hangs))
                return None
            worker.ticket, worker.since, worker.limit = ticket, now, self._limits.of(ticket.craft, ticket.engine)
            self._longest = max(self._longest, now - ticket.asked)
            ticket.begin(worker.seat.name, now)
            self._moved()
            return ticket

    def ended(self, worker: Worker, ticket: Ticket, result: Any, error: StoryError | None) -> None:
        """This worker has ended its work, well or not."""
        with self.changed:
            seat, worker.ticket = worker.seat, None
            if worker.given_up:
                seat.hung.remove(ticket)
            else:
                self._free(worker, ticket)
                counts = self._end(ticket, result, error)
                cancelled = not counts and isinstance(ticket.error, Cancelled)
                seat.cancelled += cancelled
                seat.done += counts and error is None
                seat.failed += not cancelled and ticket.error is not None
            self._moved()

    # ---- for the caretaker ----

    def look_after(self, now: float) -> float | None:
        """Does what is due now; when to look again, None when something has to happen first."""
        due = [self._look_at(worker, now) for worker in [seat.worker for seat in self._seats.values()]]
        for key, ticket in list(self._tickets.items()):
            if ticket.over:
                due.append(ticket.finished + self.kept)
                if due[-1] <= now:
                    del self._tickets[key]
            elif not ticket.heard:
                due.append(ticket.left + self.grace)
                if due[-1] <= now:
                    self._end(ticket, error=unheard(), unheard=True)
        return min((when for when in due if when is not None and when > now), default=None)

    def _look_at(self, worker: Worker, now: float) -> float | None:
        """Whether this worker's job is over its time, or its thread hangs; when to look again."""
        ticket = worker.ticket
        if ticket is None:
            return None
        # A model that has been loaded meanwhile has its usual time from now on, not what it could have had for loading.
        worker.limit = min(worker.limit, now - worker.since + self._limits.of(ticket.craft, ticket.engine))
        over, stuck = worker.since + worker.limit, worker.since + worker.limit + self.patience
        if now >= over:
            self._end(ticket, error=ticket.as_asked(too_long, ticket, worker.limit))
        if now < stuck:
            return min(over, now + LOOK) if now < over else stuck
        tell_where(worker, ticket)
        worker.given_up, seat = True, worker.seat
        seat.hung.append(ticket)
        seat.failed += 1
        self._free(worker, ticket)
        worker.leave()
        self._man(seat)
        for waiting in list(self._order):
            if not self._served(waiting.craft):
                self._end(waiting, error=waiting.as_asked(_hangs))
        self._moved()
        return None

    # ---- inside; whoever calls these holds the lock ----

    def _man(self, seat: Seat) -> None:
        seat.worker = Worker(self, seat)
        seat.worker.start()

    def _free(self, worker: Worker, ticket: Ticket) -> None:
        now = time.monotonic()
        worker.seat.seconds += now - worker.since
        self._order.ended(ticket, now, now - worker.since)

    def _end(self, ticket: Ticket, result: Any = None, error: StoryError | None = None, unheard: bool = False) -> bool:
        """Ends a ticket, and takes it out of the line if it waits; False where it was over before."""
        if not ticket.end(result, error, unheard=unheard):
            return False
        self._order.drop(ticket)
        old = [other for other in self._tickets.values() if other.over and other.pupil == ticket.pupil]
        for other in sorted(old, key=lambda other: other.finished)[:-KEPT_EACH]:
            del self._tickets[other.pupil, other.id]
        self._moved()
        return True

    def _check_room(self, craft: str, pupil: str) -> None:
        if self.closed:
            raise _closed()
        if not self._order.queue(craft):
            there = ", ".join(sorted(frozenset().union(*self._order.seats.values())))
            raise NotHere(f"Nobody here works as {craft}. There is: {there}.")
        if not self._served(craft):
            raise _hangs()
        if len(self._order) >= self.most:
            raise Busy(
                say("{most} wishes wait already, and no more fit in. Try it again in a minute.", most=self.most),
                "line full", most=self.most,
            )  # fmt: skip
        if sum(ticket.pupil == pupil and not ticket.over for ticket in self._tickets.values()) >= self.each:
            raise Busy(
                say_n(
                    "You have a wish in line already. Wait until it is done, or cancel it.",
                    "You have {n} wishes in line already. Wait until one of them is done, or cancel one.",
                    self.each,
                ), "enough", each=self.each,
            )  # fmt: skip

    def _open(self, seat: Seat) -> bool:
        return len(seat.hung) < MOST_STUCK

    def _served(self, craft: str) -> bool:
        return any(self._open(self._seats[name]) for name in self._order.queue(craft))

    def _how_many_before(self, ticket: Ticket) -> int:
        if self._before is None:
            self._before = self._order.before()
        return self._before.get(ticket, 0)

    def _moved(self) -> None:
        """Wakes the threads, and tells all who wait how many are before them now."""
        self._before = None
        for ticket in self._order:
            ticket.ring()
        self.changed.notify_all()


def _closed() -> StoryError:
    return NoAnswer(say("The class is over: this server has been closed."), "closed")


def _hangs() -> StoryError:
    return NoAnswer(say("The computer that does this hangs. Tell your teacher that the server has to be started anew."),
                    "hangs")  # fmt: skip
