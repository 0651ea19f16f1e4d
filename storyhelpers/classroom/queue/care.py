"""Care for engines that raise, hang or run out of memory: the rest goes on, and who asked gets one sentence.

What an engine raised stays out of the ticket, because its frames hold the tensors that filled the card. The teacher
finds it on stderr.
"""

import contextlib
import sys
import threading
import time
import traceback
from collections.abc import Iterable, Mapping
from typing import Any

from ...devices import house
from ...engine import BadInput, Cancelled, NoAnswer, NoRoom, StoryError
from ...locale import say
from ...models.local import free_memory, out_of_memory
from .ticket import Ticket

LOADING = 900.0  # seconds more for a model that is not in memory yet: it may have to be downloaded
SECONDS = 180.0  # time limit of a craft that a mapping of limits does not name


class Limits:
    """How long a job may last. seconds: the same for all crafts, or craft → seconds ("*" for those not named)."""

    def __init__(self, seconds: float | Mapping[str, float]):
        self._seconds = dict(seconds) if isinstance(seconds, Mapping) else {"*": seconds}
        if any(not each > 0 for each in self._seconds.values()):
            raise BadInput(f"A time limit is more than 0 seconds, not {seconds!r}: seconds=180.")

    def of(self, craft: str, engine: Any = None) -> float:
        """Seconds for one job of this craft; a model that is not loaded has the time to load besides."""
        usual = self._seconds.get("*", SECONDS)
        seconds = self._seconds.get(craft, self._seconds.get(craft.rpartition(" ")[2], usual))  # "tuned illustrator"
        return seconds + (0.0 if getattr(engine, "loaded", True) else LOADING)


def carry_out(ticket: Ticket) -> tuple[Any, StoryError | None]:
    """Does the work of a ticket: (its result, None) or (None, what the person is told). Never raises.

    When the memory ran out, the others on the card get up, the model is unloaded, and it is tried once more. A model
    that raised anything but a sentence is unloaded, so that the next call loads it afresh.
    """
    result, error = _attempt(ticket)
    if error is _MEMORY:
        _reload(ticket, make_way=True)
        result, error = _attempt(ticket)
    if error is _MEMORY:
        error = NoRoom(
            say("There was not enough memory for this, twice. Ask for something smaller, or for fewer."), "no memory"
        )
        _reload(ticket)
    elif error is not None and error.kind == "stumbled":
        _reload(ticket)
    return result, error


_MEMORY = NoRoom()  # stands for an error that says that the memory ran out


def _attempt(ticket: Ticket) -> tuple[Any, StoryError | None]:
    work = ticket.work
    if work is None:  # it was cancelled just now
        return None, Cancelled(say("Cancelled. Nothing was changed."))
    try:
        return work(ticket), None
    except StoryError as error:
        # A sentence lives on in the ticket; the frames that it came through do not.
        error.__traceback__ = error.__cause__ = error.__context__ = None
        return None, error
    except BaseException as error:  # SystemExit too: whatever a library does, this thread has to serve the next pupil
        if out_of_memory(error):
            return None, _MEMORY
        print(f"The {ticket.craft} on {ticket.seat} raised this:", file=sys.stderr)
        traceback.print_exception(error)
        return None, NoAnswer(
            say(
                "The computer stumbled over this ({reason}) and starts afresh. Try it once more, or ask for something "
                "else.",
                reason=type(error).__name__,
            ), "stumbled", craft=ticket.craft, reason=type(error).__name__,
        )  # fmt: skip


def _reload(ticket: Ticket, *, make_way: bool = False) -> None:
    """Unloads the engine's model, so that the next call loads it; `make_way`: the others on its seat get up too."""
    engine = ticket.engine
    try:
        free_memory()  # only here, outside of the except, the frames that held the tensors are gone
        if not hasattr(engine, "unload"):
            return
        try:
            with _turn(engine, ticket) as seating:
                if make_way and seating is not None:
                    seating.make_way(engine)
                engine.unload()
        except NoRoom:  # not even for a turn, because the memory is full
            engine.unload()
    except Cancelled:  # others work on its seat, and nobody waits for this any more: the next who stumbles sees to it
        return
    except Exception as error:  # a model too ill to get up, a card that is gone: the next call says so to who asks
        print(f"The {ticket.craft} could not be unloaded:", file=sys.stderr)
        traceback.print_exception(error)


@contextlib.contextmanager
def _turn(engine, ticket: Ticket):
    """Holds the seat of a LocalModel, so that nobody works with it meanwhile; yields its seating, else None."""
    if not hasattr(engine, "need") or not getattr(engine, "loaded", True):
        yield None
        return
    seating = getattr(engine, "seating", None) or house()
    with seating.turn(engine, on_wait=lambda _: ticket.say()):
        yield seating


def in_the_way(hung: Iterable[Ticket], engine: Any) -> bool:
    """Whether one of the jobs that hang holds the card where this engine's model sits: it would wait in vain."""
    holders = {id(ticket.engine) for ticket in hung if hasattr(ticket.engine, "need")}
    if not holders or not hasattr(engine, "need"):
        return False
    seated = [set(map(id, models)) for models in (getattr(engine, "seating", None) or house()).who().values()]
    return id(engine) in holders or any(id(engine) in models and holders & models for models in seated)


def too_long(ticket: Ticket, seconds: float) -> StoryError:
    """What somebody is told whose job lasted longer than it may."""
    return NoAnswer(
        say("This took longer than {seconds} seconds and was stopped. Ask for less, or try it once more.",
            seconds=f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.2g}"),
        "too long a job", craft=ticket.craft, seconds=seconds,
    )  # fmt: skip


def unheard() -> StoryError:
    """What is said to nobody: the ticket of one who went away."""
    return Cancelled(say("Cancelled. Nothing was changed."), "unheard")


def tell_where(thread: threading.Thread, ticket: Ticket) -> None:
    """Prints, for the teacher, where a thread hangs."""
    print(f"The {ticket.craft} on {ticket.seat} hangs, in the end here:", file=sys.stderr)
    traceback.print_stack(sys._current_frames().get(thread.ident), file=sys.stderr)


class Caretaker(threading.Thread):
    """Looks after a line: jobs over their time, threads that hang, tickets that nobody listens to or needs any more.

    line: a Line; its `look_after(now)` does what is due and answers when to look again.
    """

    def __init__(self, line):
        super().__init__(name="caretaker of the line", daemon=True)
        self._line = line

    def run(self) -> None:
        """Until the line is closed."""
        with self._line.changed:
            while not self._line.closed:
                due = self._line.look_after(time.monotonic())
                self._line.changed.wait(None if due is None else max(0.0, due - time.monotonic()))
