"""The engines of a class, for a studio on any laptop: `remote(link)` for one craft, `Studio("remote", link)` for all.

    Studio("remote", "https://….gradio.live/?code=otter-lamp-river-seven")
    Studio("offline", describer=remote(one_link), sound_maker=remote(another_link))
    Studio("remote", [one_link, another_link])       several servers take turns; one that is gone is left out

`engines` has one for each craft, `servers` is who answers, `client` speaks with them.
"""

import itertools
import threading
from collections.abc import Iterable, Iterator

from ...engine import BadInput, NotHere, StoryError
from ...media import Picture, Region, Sound
from ..pipe import wire
from .client import PATIENCE, new_ticket
from .engines import ENGINES, Elsewhere
from .link import links_of
from .patience import Telling
from .servers import Server
from .troubles import ClassAnew, Full, Gone, Unreachable

HASTE = 6.0  # seconds of patience with a server while there is another


def remote(url: str | Iterable[str], code: str = "", *, patience: float = PATIENCE) -> "Remote":
    """Who works in the class behind a link; `code` where it is not in the link. A list: several servers take turns.

    Every server is asked at once who works there; one at least must answer. patience: seconds without a sign of life
    before a server is given up. Raises StoryError: no link, a wrong code, nobody there.
    """
    return Remote(url, code, patience=patience)


class Remote:
    """The servers of a class. `engine_for(craft)` is the engine that works there; `Studio(describer=remote(link))`."""

    def __init__(self, url: str | Iterable[str], code: str = "", *, patience: float = PATIENCE):
        self.patience = patience
        self._lock, self._turn = threading.Lock(), itertools.count()
        self.servers: list[Server] = []
        self.reconnect(url, code)

    def reconnect(self, url: str | Iterable[str], code: str = "") -> "Remote":
        """The same engines work at another address from now on. When nobody answers there, all stays as it is."""
        servers = [Server(link, self.patience) for link in links_of(url, code)]
        troubles = []
        for server in servers:
            try:
                server.meet()
            except StoryError as error:
                server.rest()
                troubles.append(error)
        if len(troubles) == len(servers):
            raise _worst(troubles)
        self.servers = servers
        return self

    @property
    def host(self) -> str:
        """Where they work, for a person: the address without the code."""
        return ", ".join(server.link.host for server in self.servers)

    @property
    def lost(self) -> bool:
        """Whether no server answered when it was asked last."""
        return all(server.gone for server in self.servers)

    def crafts(self) -> dict[str, dict]:
        """craft → who works there ("engine", "licence", "source"), as the first server that answered tells it."""
        return next((server.crafts for server in self.servers if server.crafts), {})

    def engine_for(self, craft: str) -> Elsewhere:
        """The engine of a craft. Raises NotHere where nobody in the class has that craft."""
        if craft not in ENGINES:
            raise BadInput(f'There is no craft "{craft}". There is: {", ".join(ENGINES)}.')
        if craft not in self.crafts():
            raise NotHere(
                f"Nobody at {self.host} works as {craft.replace('_', ' ')}. "
                f"There is: {', '.join(sorted(self.crafts())) or 'nobody'}. "
                f'Take another: Studio({craft}="offline").'
            )
        return ENGINES[craft](self)

    # ---- wishes ----

    def ask(self, verb: str, given: dict, telling: Telling | None = None):
        """What a verb of the class's studio makes of these arguments. Raises StoryError.

        A server that is gone is left out for a while, and the wish moves on to the next.
        """
        telling, ticket, troubles = telling or Telling(), new_ticket(), []
        candidates = self._in_turn(given)
        for number, server in enumerate(candidates, 1):
            try:
                if server.gone:
                    server.meet()
                haste = self.patience if number == len(candidates) else min(HASTE, self.patience)
                return self._ask(server, verb, given, telling, ticket, haste)
            except Full as error:
                troubles.append(error)
            except (Unreachable, ClassAnew) as error:
                server.rest()
                troubles.append(error)
                if number < len(candidates):
                    telling.lost()
        raise _worst(troubles)

    def prepare(self, picture: Picture) -> None:
        """Brings a picture to the server that will be asked about it, so that the first click need not wait for it."""
        for server in self._in_turn({"picture": picture})[:1]:
            server.bring(picture)

    def _ask(self, server: Server, verb: str, given: dict, telling: Telling, ticket: str, patience: float):
        def send(thing: Picture | Sound) -> dict:
            return server.bring(thing, telling.tick)

        def fetch(file: dict) -> bytes:
            return server.connection.fetch(file["path"], telling.tick)

        telling.fetch = lambda path: server.connection.fetch(path, telling.tick, patience=0)
        for again in (True, False):
            values = wire.sent(verb, given, send)
            try:
                value, status = server.connection.ask(verb, values, telling, ticket=ticket, patience=patience)
                made = wire.result(verb, value, status, fetch, given)
                server.made(made, value)
                return made
            except Gone:
                if not again:
                    raise
                server.forget()
                ticket = new_ticket()  # the old one is over

    def _in_turn(self, given: dict) -> list[Server]:
        """The servers in the order in which to try: who has the picture already, the next in the round, who rests."""
        with self._lock:
            servers, start = self.servers, next(self._turn) % len(self.servers)
        order = [*servers[start:], *servers[:start]]
        things = list(_things(given.values()))
        return sorted(order, key=lambda server: (server.resting, not any(server.has(thing) for thing in things)))

    def __repr__(self):
        return f"Remote({self.host})"


def _things(values: Iterable) -> Iterator[Picture | Sound]:
    """The pictures and sounds among arguments."""
    for value in values:
        if isinstance(value, Region):
            yield value.picture
        elif isinstance(value, (Picture, Sound)):
            yield value


def _worst(troubles: list[StoryError]) -> StoryError:
    """The error that helps most: a server that is only busy, else one that was started anew, else the last."""
    for kind in (Full, ClassAnew):
        for error in troubles:
            if isinstance(error, kind):
                return error
    return troubles[-1]
