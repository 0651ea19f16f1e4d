"""What comes in and what goes out, while it streams: bounded in bytes and in time, whatever the headers promise."""

import asyncio
import json
import time
from collections import OrderedDict

from .asked import Refused

PATIENCE = 30.0  # seconds that a client may take to send or to read the next piece
MOST_WORDS = 4_000_000  # bytes of a request's JSON: a mask of a large picture is within it
WHOLE = 600.0  # seconds that a whole body may take
HOURLY, HOURLY_OF_ALL = 256e6, 6e9  # bytes that one pupil, and the whole class, may upload within an hour


class Incoming:
    """`receive`, counted: a body of more than `most` bytes, or one that does not come, is cut off."""

    def __init__(self, receive, most: int, told: str | None, patience: float = PATIENCE):
        if told is not None and int(told) > most:
            raise Refused(413, "large")
        self._receive, self._most, self._patience = receive, most, patience
        self.bytes, self.refused = 0, None
        self._whole, self._until = False, time.monotonic() + WHOLE

    async def __call__(self):
        if self._whole:  # the body is here: what comes next is that the client goes
            return await self._receive()
        try:
            async with asyncio.timeout(min(self._patience, self._until - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            raise self._no(408, "slow") from None
        if message["type"] == "http.request":
            self.bytes += len(message.get("body", b""))
            self._whole = not message.get("more_body", False)
            if self.bytes > self._most:
                raise self._no(413, "large")
        return message

    def _no(self, status: int, words: str) -> Refused:
        self.refused = Refused(status, words)
        return self.refused

    async def whole(self) -> bytes | None:
        """The whole body; None when the client went away."""
        parts = []
        while not self._whole:
            message = await self()
            if message["type"] == "http.disconnect":
                return None
            parts.append(message.get("body", b""))
        return b"".join(parts)


def replay(body: bytes, receive):
    """`receive` that gives this body, then what comes after it."""
    pending = [{"type": "http.request", "body": body, "more_body": False}]

    async def again():
        return pending.pop() if pending else await receive()

    return again


class Outgoing:
    """`send`, watched: adds headers, gives up on a client that stops reading, and shows a short answer to `look`.

    look: is given the whole body of an answer 200 before the client has any of it.
    """

    SHORT = 100_000  # bytes of such an answer

    def __init__(self, send, headers: list[tuple[bytes, bytes]], look=None, patience: float = PATIENCE):
        self._send, self._headers, self._look, self._patience = send, headers, look, patience
        self._start, self._parts = None, []
        self.started = self.stalled = False

    async def __call__(self, message):
        if message["type"] == "http.response.start":
            ours = {name for name, _ in self._headers}
            rest = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in ours]
            message = {**message, "headers": rest + self._headers}
            if self._look and message["status"] == 200:
                self._start = message
                return
        elif self._start is not None:
            self._parts.append(message.get("body", b""))
            whole = not message.get("more_body", False)
            if not whole and sum(map(len, self._parts)) < self.SHORT:
                return
            if whole:
                self._look(b"".join(self._parts))
            start, self._start = self._start, None
            await self._out(start)
            message = {**message, "body": b"".join(self._parts)}
        await self._out(message)

    async def _out(self, message):
        self.started = True
        try:
            async with asyncio.timeout(self._patience):
                await self._send(message)
        except TimeoutError:
            self.stalled = True
            raise OSError("the client stopped reading") from None


def checked(body: bytes, may_read) -> dict:
    """The JSON object of a request. may_read: whether a file's path is one that this pupil may name.

    Raises Refused (400) for what is no JSON object, numbers that are none, or text that no file can hold; (403) for a
    file of somebody else, or an address that the server would fetch.
    """
    try:
        data = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(400, "json") from None
    if not isinstance(data, dict):
        raise Refused(400, "json")
    waiting = [data]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if isinstance(part.get("path"), str) and not may_read(part["path"]):
                raise Refused(403, "not yours")
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, str) and not _speakable(part):
            raise Refused(400, "json")
    return data


def _no_number(name: str):
    raise ValueError(name)


def _speakable(text: str) -> bool:
    """Whether the text can be written as UTF-8: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Allowance:
    """How much each pupil sent lately: it drains evenly, `most` in `seconds`. Remembers 1,000 pupils."""

    def __init__(self, most: float, seconds: float = 3600.0, clock=time.monotonic):
        self._clock, self._most, self._seconds = clock, most, seconds
        self._level: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def left(self, pupil: str) -> float:
        """What the pupil may send now."""
        level, then = self._level.get(pupil, (0.0, self._clock()))
        return self._most - max(0.0, level - (self._clock() - then) * self._most / self._seconds)

    def take(self, pupil: str, amount: float) -> None:
        """Notes what was sent."""
        self._level[pupil] = (self._most - self.left(pupil) + amount, self._clock())
        self._level.move_to_end(pupil)
        if len(self._level) > 1000:
            self._level.popitem(last=False)
