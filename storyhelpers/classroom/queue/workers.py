"""The threads of the seats. Cards are shared by all lines of the process, one job at a time, each line in turn."""

import threading
from collections import deque

from . import care
from .ticket import Ticket

_CARDS: dict[str, "Card"] = {}
_CARDS_LOCK = threading.Lock()


class Card:
    """A graphics card, which does one thing at a time: whoever came first has it, until they leave."""

    def __init__(self):
        self._changed = threading.Condition()
        self._comers: deque[object] = deque()  # the first has it

    def enter(self, who: object) -> bool:
        """Waits until `who` has the card; False when `leave(who)` was called meanwhile."""
        with self._changed:
            self._comers.append(who)
            self._changed.wait_for(lambda: who not in self._comers or self._comers[0] is who)
            return who in self._comers

    def leave(self, who: object) -> None:
        """Who has the card, or waits for it, does no more."""
        with self._changed:
            if who in self._comers:
                self._comers.remove(who)
                self._changed.notify_all()


def card(seat: str) -> Card | None:
    """The card of a seat such as "cuda:0": one for the whole process. None for a processor's."""
    if not seat.startswith("cuda"):
        return None
    with _CARDS_LOCK:
        return _CARDS.setdefault(seat, Card())


class Seat:
    """One seat of one line: its worker, and what has been done there."""

    def __init__(self, name: str):
        self.name = name
        self.worker: Worker | None = None
        self.done = self.failed = self.cancelled = 0
        self.hung: list[Ticket] = []  # the jobs whose threads hang there still
        self.seconds = 0.0

    def report(self, now: float) -> dict:
        """What works there now and what has been done, as plain data."""
        ticket = self.worker.ticket if self.worker else None
        seconds = self.seconds + (now - self.worker.since if ticket else 0.0)
        return {
            "working": ticket.craft if ticket else "",
            "done": self.done,
            "failed": self.failed,
            "cancelled": self.cancelled,
            "stuck": len(self.hung),
            "seconds": round(seconds, 3),
        }


class Worker(threading.Thread):
    """Takes one wish after the other for its seat. line: a Line."""

    def __init__(self, line, seat: Seat):
        super().__init__(name=f"seat {seat.name}", daemon=True)
        self._line, self.seat, self._card = line, seat, card(seat.name)
        self.ticket: Ticket | None = None
        self.limit = self.since = 0.0  # seconds that the job may last; when it began
        self.given_up = False  # it hangs, and the seat has another

    def run(self) -> None:
        """Until the line is closed, or this thread was given up."""
        while self._line.wait_for_wish(self) and (self._card is None or self._card.enter(self)):
            try:
                ticket = self._line.begin(self)
                if ticket is None:  # it was cancelled meanwhile
                    continue
                result, error = ticket.as_asked(care.carry_out, ticket)
                self._line.ended(self, ticket, result, error)
                del ticket, result, error  # nothing of a pupil's is held until the next one comes
            finally:
                self.leave()

    def leave(self) -> None:
        """Gives the card back, or the place in front of it."""
        if self._card is not None:
            self._card.leave(self)
