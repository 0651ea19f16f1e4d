"""Desk: where a pupil's wish meets the studio. Everything a pupil asks for, by wire or on the page, comes through here.

async for update in desk.ask("draw", {"prompt": "a cat"}, pupil="3f2a…", ticket=desk.new_ticket()):
    …                                   # waiting, working, working, done: see ticket.Update
"""

import contextlib
import inspect
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from pathlib import Path

from ..casts import CRAFTS
from ..engine import BadInput, about, nearest
from ..locale import language
from ..studio import Studio
from ..version import __version__
from .pipe.wire import VERBS
from .queue.line import Line
from .queue.ticket import Ticket, Update
from .results import Results


class Desk:
    """A studio behind a line.

    others: further studios by name, {"tuned": studio} for the two side by side; their crafts wait at the same seats.
    seats: seat name → crafts, as the line has them; session: the short name of this start, as the door has it.
    """

    def __init__(
        self,
        studio: Studio,
        line: Line,
        results: Results,
        others: Mapping[str, Studio] | None = None,
        *,
        seats: Mapping[str, Collection[str]] | None = None,
        session: str = "",
    ):
        self.studio, self.line, self.results, self.others = studio, line, results, dict(others or {})
        self.seats, self.session, self.since = dict(seats or {}), session, time.time()

    async def ask(
        self, verb: str, given: Mapping, *, pupil: str, ticket: str = "", studio: str = ""
    ) -> AsyncIterator[Update]:
        """How a wish stands, every change at once, to its end: done with the result, or failed with a StoryError.

        given: the verb's own Python arguments. The same pupil's same ticket again is the same wish: so one goes on
        after a connection was lost. Leaving off lets it live for the line's `grace`. Raises NoRoom when the line is
        full or the pupil has enough in it, BadInput for a ticket of another wish.
        """
        who = self.others[studio] if studio else self.studio
        do, craft = getattr(who, verb), self.craft_at(verb, studio)

        def work(asked: Ticket):
            return do(**given, **_hooks(do, asked))

        engine = getattr(who, VERBS[verb].craft)
        asked = self.line.ask(craft, work, pupil=pupil, ticket=ticket or self.new_ticket(), engine=engine)
        async with contextlib.aclosing(asked.watch()) as updates:
            async for update in updates:
                yield update

    def cancel(self, ticket: str, pupil: str) -> bool:
        """Ends a pupil's wish, whether it waits or is worked on; False where that pupil has no such wish."""
        return self.line.cancel(ticket, pupil)

    @staticmethod
    def new_ticket() -> str:
        """A name for a wish that nobody can guess."""
        return secrets.token_urlsafe(12)

    def craft_at(self, verb: str, studio: str = "") -> str:
        """What the line calls the craft of a verb: another studio's engine of its own is a craft of its own."""
        craft = VERBS[verb].craft
        own = studio and getattr(self.others[studio], craft) is not getattr(self.studio, craft)
        return named(studio, craft) if own else craft

    def report(self) -> dict:
        """What /health answers: who works where, how long the line is, how much memory is taken."""
        return {
            "session": self.session, "version": __version__, "cast": self.studio.cast, "language": language(),
            "up": round(time.time() - self.since, 1), "crafts": self._crafts(self.studio),
            "others": {name: self._crafts(studio, name) for name, studio in self.others.items()},
            "line": self.line.report(), "memory": memory(),
        }  # fmt: skip

    def _crafts(self, studio: Studio, name: str = "") -> dict:
        """Craft → who does it and where, for the crafts in which a studio differs from the first."""
        found = {}
        for craft in CRAFTS:
            engine = getattr(studio, craft)
            if name and engine is getattr(self.studio, craft):
                continue
            told, key = about(engine), named(name, craft) if name else craft
            seats = [seat for seat, crafts in self.seats.items() if key in crafts or "*" in crafts]
            found[craft] = {"engine": told.name, "licence": told.licence, "source": told.source, "seats": seats}
        return found


def named(studio: str, craft: str) -> str:
    """What the line calls a craft of another studio."""
    return f"{studio} {craft}"


def verb_named(name: str):
    """The Verb of that name. Raises BadInput."""
    if name not in VERBS:
        raise BadInput(f'There is no verb "{name}".{nearest(name, VERBS)} There is: {", ".join(VERBS)}.')
    return VERBS[name]


def _hooks(do: Callable, ticket: Ticket) -> dict:
    """The functions through which a verb tells how far it is, those that it takes."""
    hooks = {
        "on_step": ticket.say,
        "on_text": ticket.say_text,
        "on_picture": lambda step, picture: ticket.say_picture(picture),
    }
    taken = inspect.signature(do).parameters
    return {name: hook for name, hook in hooks.items() if name in taken}


def memory() -> dict:
    """Bytes that this process and each graphics card have taken; None, or no card, where that cannot be told."""
    with contextlib.suppress(OSError, ValueError, IndexError):  # where there is no /proc
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return {"process": pages * os.sysconf("SC_PAGE_SIZE"), "cards": _cards()}
    return {"process": None, "cards": _cards()}


def _cards() -> list[dict]:
    """Each card that torch uses; torch is not brought in to look."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available():
        return []
    found = []
    for number in range(torch.cuda.device_count()):
        free, total = torch.cuda.mem_get_info(number)
        found.append({"name": torch.cuda.get_device_name(number), "taken": total - free, "total": total})
    return found
