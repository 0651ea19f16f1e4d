"""What runs in a replica: the engines of some crafts, one job at a time, telling of it as a stream of messages.

("alive",)                                       every few seconds, so that silence means something
("call", "on_step", (done, of))                  what the engine told one of its listeners
("result", thing)                                the end
("trouble", "BadInput", sentence, kind, facts)   the end: a StoryError
("broken", "ValueError: …")                      the end: any other error of the engine
("sick", "…")                                    the end: this replica can do no more work, another one has to
"""

import asyncio
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from functools import partial

from ... import locale
from ...casts import CRAFTS
from ...engine import Cancelled, StoryError, call, pick

BEAT = 3.0  # seconds between signs of life
ENDS = ("result", "trouble", "broken", "sick")


class Replica:
    """The engines of some crafts. choices: craft → name, class or callable, as a Studio takes them.

    seconds: how long a job may last. leave(status) ends the process, and Serve starts another one: that is the only way
    to be rid of a thread that hangs, or of a graphics card that is gone.
    """

    def __init__(self, choices: Mapping[str, object], seconds: float, leave: Callable[[int], None] = os._exit):
        self.engines = {craft: pick(craft, choice, CRAFTS[craft].ENGINES) for craft, choice in choices.items()}
        self.seconds, self._leave = seconds, leave
        self._since: dict[int, float] = {}  # thread of a job → when it began
        self._sick = ""
        self._ending: asyncio.Future | None = None

    async def ask(
        self, craft: str, given: tuple, options: Mapping, listeners: Collection[str], language: str
    ) -> AsyncIterator[tuple]:
        """Runs one job; yields messages. When nobody listens any more, the engine's next step ends it.

        Only when its thread has ended can another job come: this generator does not close before.
        """
        loop, told, left = asyncio.get_running_loop(), asyncio.Queue(), threading.Event()

        def tell(*message):
            loop.call_soon_threadsafe(told.put_nowait, message)

        def listener(name: str, *what):
            if left.is_set():
                raise Cancelled("Nobody waits for this any more.")
            tell("call", name, what)

        if self._ending is not None:  # of the job before, where whoever asked for it left
            await asyncio.shield(self._ending)
        options = {**options, **{name: partial(listener, name) for name in listeners}}
        job = threading.Thread(target=self._work, args=(craft, given, options, language, tell), daemon=True)
        yield ("alive",)
        job.start()
        try:
            while True:
                try:
                    message = await asyncio.wait_for(told.get(), BEAT)
                except TimeoutError:
                    message = ("alive",)
                yield message
                if message[0] in ENDS:
                    return
        finally:
            left.set()
            self._ending = asyncio.ensure_future(self._end(job))
            await asyncio.shield(self._ending)  # a second cancel must not leave a hanging thread behind

    async def _end(self, job: threading.Thread) -> None:
        """Waits until the thread of a job has ended; where it does not, or the card is gone, ends the process."""
        while job.is_alive() and not self._is_overdue():
            await asyncio.sleep(0.02)
        if job.is_alive() or self._sick:
            self._leave(1)

    def _is_overdue(self) -> bool:
        return any(time.monotonic() - since > self.seconds for since in list(self._since.values()))

    def _work(self, craft: str, given: tuple, options: Mapping, language: str, tell) -> None:
        me = threading.get_ident()
        self._since[me] = time.monotonic()
        try:
            locale.language(language)
            tell("result", call(self.engines[craft], *given, **options))
        except StoryError as error:
            self._look_after()
            tell(*(("sick", self._sick) if self._sick else
                   ("trouble", type(error).__name__, str(error), error.kind, dict(error.facts))))  # fmt: skip
        except Exception as error:  # an engine may fail in any way; who asked is told how
            self._look_after()
            said = f"{type(error).__name__}: {error}"[:500]
            tell(*(("sick", self._sick) if self._sick else ("broken", said)))
        finally:
            del self._since[me]

    def _look_after(self) -> None:
        """After an error, whether the graphics card still answers: CUDA is gone for a process once it has failed."""
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_available() and torch.cuda.is_initialized():
            try:
                torch.cuda.synchronize()
            except RuntimeError as error:
                self._sick = f"its graphics card does not answer any more ({error})"[:500]

    async def check_health(self) -> None:
        """Asked by Serve every few seconds. An error means: replace this replica."""
        if self._sick:
            raise RuntimeError(self._sick)
        if self._is_overdue():
            raise RuntimeError(f"a job has lasted more than {self.seconds:g} s and does not end")
