"""Errand: something that is being done for a pupil. It goes on while nobody looks, so that a phone may fall asleep."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from ...engine import Cancelled, NoAnswer, StoryError
from ...locale import say
from ...media import Picture

PACE = 0.2  # seconds between two looks at an errand: a phone need not hear of every step
log = logging.getLogger(__name__)


@dataclass
class State:
    """How one thing that was asked stands. words: what is done, as a sentence. update: the latest that the desk told.

    seen: the small pictures that came while a picture was drawn.
    """

    words: str
    update: object = None
    seen: list[Picture] = field(default_factory=list)


class Errand:
    """One errand: what is asked of the desk, in a task of its own.

    words: what is done now, as a sentence. states: studio → how what it was asked for stands. error: what went wrong,
    once it is over. next: an errand that this one has started.
    """

    def __init__(self, desk, pupil: str, work: Callable[["Errand"], Awaitable[None]]):
        self.desk, self.pupil = desk, pupil
        self.words, self.error = say("Working …"), None
        self.states: dict[str, State] = {}
        self.next: Errand | None = None
        self.over = self.stopped = False
        self._tickets: list[str] = []
        self._turn = asyncio.Event()
        self._task = asyncio.create_task(self._run(work))  # in the pupil's language: a task copies its context
        self._task.add_done_callback(self._ended)

    async def ask(self, verb: str, words: str, /, *, studio: str = "", **given):
        """Asks a studio for a verb and answers what it made. words: what is done, as a sentence. Raises StoryError."""
        if self.stopped:
            raise Cancelled(say("Cancelled. Nothing was changed."))
        state = self.states[studio] = State(words)
        ticket = secrets.token_urlsafe(12)
        self._tickets.append(ticket)
        self.tell()
        async for update in self.desk.ask(verb, given, pupil=self.pupil, ticket=ticket, studio=studio):
            state.update = update
            if update.picture is not None and update.picture not in state.seen[-1:]:
                state.seen.append(update.picture)
            if update.state == "failed":
                raise update.error
            if update.state == "done":
                return update.result
            self.tell()
        raise NoAnswer("The desk ended without an answer.")

    def tell(self) -> None:
        """Wakes whoever looks at it."""
        turn, self._turn = self._turn, asyncio.Event()
        turn.set()

    def stop(self) -> None:
        """Ends it, at once for the pupil; the seat at its next step."""
        if self.over or self.stopped:
            return
        self.stopped = True
        for ticket in self._tickets:
            self.desk.cancel(ticket, self.pupil)
        self._task.cancel()

    async def changes(self) -> AsyncIterator[None]:
        """Something to wait for: after each change, and once when it is over."""
        while not self.over:
            turn = self._turn
            yield
            await asyncio.sleep(PACE)
            if not self.over:
                await turn.wait()
        yield

    async def _run(self, work) -> None:
        try:
            await work(self)
        except asyncio.CancelledError:
            self.error = Cancelled(say("Cancelled. Nothing was changed."))
            if not self.stopped:  # the server ends
                raise
        except StoryError as error:
            self.error = error
        except Exception as error:  # a fault of ours: the pupil reads a sentence, the teacher's log has the rest
            log.exception("An errand failed")
            self.error = error

    def _ended(self, _task) -> None:
        """However it ended: one that was stopped before its first step has run nothing of `_run`."""
        if self.stopped and self.error is None:
            self.error = Cancelled(say("Cancelled. Nothing was changed."))
        self.over = True
        self.tell()
