"""Errand: something that is being done for a pupil. It goes on while nobody looks, so that a phone may fall asleep."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable

from ...engine import Cancelled, NoAnswer, StoryError
from ...locale import say
from ...media import Picture

PACE = 0.1  # seconds between two looks at an errand: a phone need not hear of every step
log = logging.getLogger(__name__)


class Errand:
    """One errand: what is asked of the desk, one thing after the other, in a task of its own.

    words: what is done now, as a sentence. update: the latest that the desk told. preview: what can be seen of a picture
    that is being drawn. error: what went wrong, once it is over. next: an errand that this one has started.
    """

    def __init__(self, desk, pupil: str, work: Callable[["Errand"], Awaitable[None]]):
        self.desk, self.pupil = desk, pupil
        self.words, self.update, self.error = say("Working …"), None, None
        self.preview: Picture | None = None
        self.next: Errand | None = None
        self.over = self.stopped = False
        self._ticket = ""
        self._turn = asyncio.Event()
        self._task = asyncio.create_task(self._run(work))  # in the pupil's language: a task copies its context

    async def ask(self, verb: str, words: str, *, studio: str = "", **given):
        """Asks the desk for a verb and answers what it made. words: what is done, as a sentence. Raises StoryError."""
        if self.stopped:
            raise Cancelled(say("Cancelled. Nothing was changed."))
        self.words, self.update, self.preview = words, None, None
        self._ticket = secrets.token_urlsafe(12)
        self.tell()
        async for update in self.desk.ask(verb, given, pupil=self.pupil, ticket=self._ticket, studio=studio):
            self.update, self.preview = update, update.picture or self.preview
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
        if self._ticket:
            self.desk.cancel(self._ticket, self.pupil)
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
        finally:
            self.over = True
            self.tell()
