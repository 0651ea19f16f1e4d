"""Ticket: one wish in line. Who asked watches it, from any event loop; the work tells it how far it is."""

import asyncio
import contextlib
import contextvars
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ...engine import Cancelled, StoryError
from ...locale import say
from ...media import Picture


@dataclass(frozen=True)
class Update:
    """How a wish stands: "waiting", "working", "done" or "failed".

    before: how many jobs will be taken before it. done, of: steps. text, picture: what is there so far. result: of one
    that is done; error: of one that failed. seconds: how long it has been at work.
    """

    state: str
    before: int = 0
    done: int = 0
    of: int = 0
    text: str = ""
    picture: Picture | None = None
    result: Any = field(default=None, compare=False)
    error: StoryError | None = None
    seconds: float = field(default=0.0, compare=False)


class Ticket:
    """A wish in line; `Line.ask` makes it.

    id, craft, pupil: what it was asked with. seat: the name of the seat that works on it, "" while it waits.
    The work is given its ticket, and calls `say`, `say_text` and `say_picture`, from any thread. They raise Cancelled
    when nobody wants the answer any more, so `on_step=ticket.say` makes every engine stoppable.
    """

    def __init__(
        self,
        ticket: str,
        craft: str,
        pupil: str,
        work: Callable[["Ticket"], Any],
        *,
        engine: Any = None,
        lock: threading.Condition | None = None,
        before: Callable[["Ticket"], int] = lambda _: 0,
    ):
        self.id, self.craft, self.pupil, self.seat = ticket, craft, pupil, ""
        self.work: Callable[[Ticket], Any] | None = work
        self.engine = engine
        self._context: contextvars.Context | None = contextvars.copy_context()
        self.state = "waiting"
        self.asked = self.left = time.monotonic()  # left: since when nobody listens
        self.started = self.finished = 0.0
        self.result: Any = None
        self.error: StoryError | None = None
        self.unheard = False  # it ended because nobody listened
        self._lock, self._before = lock or threading.Condition(), before
        self._step, self._text, self._picture = (0, 0), "", None
        self._bells: set[_Bell] = set()
        self._waiters = 0
        self._over = threading.Event()

    # ---- for the work, in the seat's thread ----

    def say(self, done: float = 0, of: float = 0) -> None:
        """Says how far the work is. Raises Cancelled."""
        with self._lock:
            self._go_on()
            self._step = done, of
            self.ring()

    def say_text(self, text: str) -> None:
        """Says the whole text so far. Raises Cancelled."""
        with self._lock:
            self._go_on()
            self._text = text
            self.ring()

    def say_picture(self, picture: Picture) -> None:
        """Shows what the picture looks like so far. Raises Cancelled."""
        with self._lock:
            self._go_on()
            self._picture = picture
            self.ring()

    # ---- for who asked ----

    async def watch(self) -> AsyncIterator[Update]:
        """How it stands now, then every change at once, to the end. Several may watch, each in a loop of its own.

        Who reads slowly gets the newest and misses what lay between. Leaving off starts the line's `grace`.
        """
        bell = _Bell(asyncio.get_running_loop())
        last = None
        with self._listening(bell):
            while True:
                bell.again()
                now = self.now()
                if now != last:
                    last = now
                    yield now
                if now.state in ("done", "failed"):
                    return
                await bell.rung.wait()

    def wait(self, timeout: float | None = None) -> Any:
        """Waits for the result, or raises what the work raised. Raises TimeoutError after `timeout` seconds."""
        with self._listening():
            if not self._over.wait(timeout):
                raise TimeoutError(f"The ticket {self.id} is {self.state} still after {timeout:g} seconds.")
        if self.error is not None:
            raise self.error
        return self.result

    def now(self) -> Update:
        """How it stands now."""
        with self._lock:
            done, of = self._step
            before = self._before(self) if self.state == "waiting" else 0
            end = self.finished or time.monotonic()
            seconds = end - self.started if self.started else 0.0
            return Update(
                self.state, before, done, of, self._text, self._picture, self.result, self.error, round(seconds, 3)
            )

    def lighten(self, result: Any) -> None:
        """Puts what the result was handed out as in its place: a name of a file instead of all its pixels."""
        with self._lock:
            if self.state == "done":
                self.result = result

    @property
    def over(self) -> bool:
        """Whether it is done or has failed."""
        return self.state in ("done", "failed")

    # ---- for the line, which holds the lock ----

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        return bool(self._bells or self._waiters)

    def as_asked(self, function: Callable, *given) -> Any:
        """Calls a function in the context of who asked, so that it speaks their language."""
        context = self._context
        return function(*given) if context is None else context.copy().run(function, *given)

    def begin(self, seat: str, now: float) -> None:
        """It is at work."""
        self.state, self.seat, self.started = "working", seat, now
        self.ring()

    def end(self, result: Any = None, error: StoryError | None = None, *, unheard: bool = False) -> bool:
        """It is over; False where it was over before, and then nothing changes."""
        if self.over:
            return False
        self.state = "done" if error is None else "failed"
        self.result, self.error, self.unheard, self.finished = result, error, unheard, time.monotonic()
        self.work = self._picture = self._context = None  # what they hold is not needed any more
        self._over.set()
        self.ring()
        return True

    def ring(self) -> None:
        """Tells all who watch that something has changed."""
        for bell in list(self._bells):
            if not bell.ring():
                self._bells.discard(bell)
                self._left()

    def _go_on(self) -> None:
        if self.over:
            raise Cancelled(say("Cancelled. Nothing was changed."))

    @contextlib.contextmanager
    def _listening(self, bell: "_Bell | None" = None) -> Iterator[None]:
        with self._lock:
            if bell is None:
                self._waiters += 1
            else:
                self._bells.add(bell)
        try:
            yield
        finally:
            with self._lock:
                if bell is None:
                    self._waiters -= 1
                else:
                    self._bells.discard(bell)
                self._left()

    def _left(self) -> None:
        """Somebody listens no more; the caretaker is told, who counts the grace from now."""
        self.left = time.monotonic()
        if not self.over:
            self._lock.notify_all()

    def __repr__(self):
        return f"Ticket({self.id}, {self.craft}, {self.state})"


class _Bell:
    """Wakes one who watches, in the event loop where they do. It is rung once for all that changes until they look."""

    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop, self.rung = loop, asyncio.Event()
        self._told = False

    def ring(self) -> bool:
        """Rings; False where the loop is closed, so that nobody is there."""
        if not self._told:
            self._told = True
            try:
                self.loop.call_soon_threadsafe(self.rung.set)
            except RuntimeError:  # how a loop says that it is closed
                return False
        return True

    def again(self) -> None:
        """To be called before a look, so that no change is missed."""
        self._told = False
        self.rung.clear()
