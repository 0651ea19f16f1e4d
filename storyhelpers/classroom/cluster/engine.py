"""An engine whose work is done by replicas, and what happens when one of them dies."""

import inspect
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from ... import engine as errors
from ... import locale
from ...engine import NoAnswer, NoRoom, StoryError, about, name_of_engine, options_of
from ...heard import Heard
from ...media import Picture, Region, Sound
from .pump import Pump, Silence

TRIES = 3  # replicas that may die of the same job
QUIET = 60.0  # seconds without a sign of life after which a replica counts as dead
WAIT = 300.0  # seconds until some replica has to take a job
BEFORE = 0.2  # of such a death counts one of which no word had come yet: the replica may have been dead before
PAUSE = 1.0  # seconds until the job is offered again after that
COPIED = ("languages", "mastered")  # what studios and crafts ask an engine besides its name


class InReplicas:
    """An engine like any other: it is called with its craft's arguments, and a replica does the work.

    ask(craft, given, options, listeners, language): begins it and answers the stream of messages (replica.py).
    died: the errors that say that a replica died or cannot be reached. Raises what the engine raises; NoAnswer when
    TRIES replicas died of it or the time was up; NoRoom when no replica took it.
    """

    def __init__(
        self,
        craft: str,
        engine: Callable,
        ask: Callable[..., AsyncIterator[tuple]],
        pump: Pump,
        *,
        seconds: float,
        died: tuple[type[Exception], ...],
    ):
        self.craft, self._ask, self._pump, self._seconds, self._died = craft, ask, pump, seconds, died
        told = about(engine)
        self.name, self.licence, self.source = told.name, told.licence, told.source
        self.__doc__ = inspect.getdoc(engine)
        for attribute in COPIED:
            if hasattr(engine, attribute):
                setattr(self, attribute, getattr(engine, attribute))
        self.__signature__ = inspect.signature(engine)
        self._takes = options_of(engine)
        self._counting = threading.Lock()
        self.deaths = 0  # of replicas while they worked for us

    def __call__(self, *given, **options):
        listeners = {name: listener for name, listener in options.items() if callable(listener)}
        plain = {name: value for name, value in options.items() if name not in listeners}
        listeners = {name: heard for name, heard in listeners.items() if self._takes is None or name in self._takes}
        tries = 0.0
        while True:
            try:
                return self._once(given, plain, listeners)
            except _Died as error:
                with self._counting:
                    self.deaths += error.at_work
                tries += 1 if error.at_work else BEFORE
                if tries >= TRIES:
                    raise NoAnswer(
                        f"Replicas of the {self.craft} {self.name} died at this work again and again, the last one so: "
                        f"{error}. Ask for less (a smaller picture, fewer at once), or give each replica more of a "
                        "card: Share(gpus=1)."
                    ) from error
                if error.at_work:
                    print(f"A replica of the {self.craft} died ({error}); another one does its work.", file=sys.stderr)
                else:
                    time.sleep(PAUSE)

    def _once(self, given, plain, listeners):
        begun = time.monotonic()

        def patience(at_work: bool) -> float:
            return min(QUIET, begun + self._seconds - time.monotonic()) if at_work else WAIT

        def begin():
            return self._ask(self.craft, given, plain, tuple(listeners), locale.language())

        at_work = False
        messages = self._pump.stream(begin, patience)
        try:
            for kind, *told in messages:
                if not at_work:
                    at_work, begun = True, time.monotonic()
                elif time.monotonic() - begun > self._seconds:
                    raise self._too_long()
                if kind == "call":
                    listeners[told[0]](*told[1])
                elif kind == "result":
                    return _ours(told[0], given)
                elif kind == "trouble":
                    name, sentence, what, facts = told
                    raise getattr(errors, name, StoryError)(sentence, what, **facts)
                elif kind == "broken":
                    raise NoAnswer(f"The {self.craft} {self.name} failed: {told[0]}. Try again, or another input.")
                elif kind == "sick":
                    raise _Died(told[0], True)
        except Silence:
            if not at_work:
                raise NoRoom(
                    f"No replica of the {self.craft} {self.name} took the work within {WAIT:.0f} s. Look at "
                    "studio.health() to see who is there, and ask again."
                ) from None
            if time.monotonic() - begun >= self._seconds:
                raise self._too_long() from None
            raise _Died(f"no sign of life for {QUIET:.0f} s", True) from None
        except self._died as error:
            said = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise _Died(said[:160].rstrip("."), at_work) from error
        finally:
            messages.close()
        raise _Died("it ended without a result", True)

    def _too_long(self) -> NoAnswer:
        return NoAnswer(
            f"The {self.craft} {self.name} did not end within {self._seconds:g} s and was given up; its replica is "
            "replaced. Ask for less, or allow more time: Share(seconds=…)."
        )

    def __repr__(self):
        return f"InReplicas({self.craft}: {name_of_engine(self)})"


def _ours(made, given: tuple):
    """The result with the very picture or sound that was given in the place of the replica's copy of it."""
    if isinstance(made, Region) and given and isinstance(given[0], Picture):
        return replace(made, picture=given[0])
    if isinstance(made, Heard) and given and isinstance(given[0], Sound):
        return replace(made, sound=given[0])
    return made


class _Died(Exception):
    """A replica died, or is as good as dead; the work may be given to another one. at_work: it had begun with it."""

    def __init__(self, sentence: str, at_work: bool):
        super().__init__(sentence)
        self.at_work = at_work
