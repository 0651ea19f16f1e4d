"""A class of pupils in one light process: they speak Gradio's documented protocol to a class server through httpx.

Every request of a pupil carries a mark of its own, and every result is looked at, to the pixel. `ideal` is what two
devices would do that never lose a moment: the measure for how long somebody waits.
"""

import asyncio
import base64
import collections
import heapq
import io
import json
import math
import time
from dataclasses import dataclass, field

import httpx
import numpy as np
from PIL import Image

from storyhelpers import Sound
from storyhelpers.classroom.pipe import wire

from . import marked

MARKS_EACH = 64  # pupil k has the marks k * 64 … k * 64 + 63, one a chain
TEACHER = 31  # the number of one who is no pupil
PATIENCE = httpx.Timeout(10.0, read=120.0, pool=120.0)  # who asks for much at once waits for a connection of its own


class Refused(Exception):
    """The server answered with a sentence instead of a result. status: the last one it sent, or {}."""

    def __init__(self, sentence: str, status: dict | None = None):
        super().__init__(sentence)
        self.status = status or {}


def refused(answer: httpx.Response) -> Refused:
    """What a server said with another status than 200: "401 That is not the code. …"."""
    try:
        told = answer.json()
        sentence = told.get("error") or told.get("detail")
    except (ValueError, AttributeError):
        sentence = answer.text[:300]
    return Refused(f"{answer.status_code} {sentence}")


@dataclass(frozen=True)
class Asked:
    """One request that was answered: seconds since the class began, and how long the engine itself took."""

    pupil: int
    verb: str
    sent: float
    first: float  # when the first word of it came back
    done: float
    work: float

    @property
    def wait(self) -> float:
        """Seconds that the pupil waited for others, and for whatever the server itself does."""
        return self.done - self.sent - self.work


@dataclass
class Seen:
    """What a class saw. mixed: results of somebody else, or damaged ones; lost: requests without a result."""

    asked: list[Asked] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    chains: collections.Counter = field(default_factory=collections.Counter)

    @property
    def longest(self) -> Asked:
        """The request that waited longest."""
        return max(self.asked, key=lambda one: one.wait)


def headers(code: str, secret: str) -> dict[str, str]:
    """What a pupil's program sends with everything."""
    return {"X-Class-Code": code, "X-Pupil": secret}


def values(verb: str, ticket: str = "", **given) -> list:
    """The arguments of a verb's endpoint by name → in their order, `ticket` last."""
    defaults = {f.name: None if f.default is wire.NEEDED else f.default for f in wire.VERBS[verb].fields}
    return [list(v) if isinstance(v, tuple) else v for v in {**defaults, **given}.values()] + [ticket]


class Pupil:
    """One pupil: a secret of its own, a connection of its own. Errors of the server are raised as Refused."""

    def __init__(self, url: str, code: str, number: int = 0, secret: str = ""):
        self.url, self.number = url, number
        self.http = httpx.AsyncClient(
            headers=headers(code, secret or f"secret-of-pupil-{number:03d}"), timeout=PATIENCE, trust_env=False
        )

    async def begin(self, verb: str, data: list) -> str:
        """Puts a request in; the id by which it is followed."""
        answer = await self.http.post(f"{self.url}/gradio_api/call/{verb}", json={"data": data})
        if answer.status_code != 200:
            raise refused(answer)
        return answer.json()["event_id"]

    async def follow(self, verb: str, event: str):
        """(event, data) of a request, one after the other, until it is complete."""
        name, ended = "", False
        async with self.http.stream("GET", f"{self.url}/gradio_api/call/{verb}/{event}") as answer:
            if answer.status_code != 200:
                await answer.aread()
                raise refused(answer)
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: ") and name in ("generating", "complete", "error"):
                    yield name, json.loads(line[6:])
                    ended = name != "generating"
                    if ended:
                        break
        if not ended:
            raise Refused("the connection ended before the answer did")

    async def ask(self, verb: str, data: list):
        """(result, last status, when the first news came, when the result did); times by time.perf_counter."""
        result, status, first = None, {}, None
        async for name, told in self.follow(verb, await self.begin(verb, data)):
            first = first or time.perf_counter()
            if name == "error":
                raise Refused(status.get("sentence") or json.dumps(told), status)
            if isinstance(told, list) and len(told) == 2:  # the last event repeats the last update, or is empty
                result, status = told[0] if told[0] is not None else result, told[1] or status
        if status.get("state") != "done":
            raise Refused(f"ended with {status}", status)
        return result, status, first, time.perf_counter()

    async def fetch(self, file: dict) -> bytes:
        """The bytes of a file that the server made."""
        answer = await self.http.get(f"{self.url}/gradio_api/file={file['path']}")
        if answer.status_code != 200:
            raise refused(answer)
        return answer.content

    async def upload(self, data: bytes, name: str = "picture.png") -> dict:
        """Brings a file to the server."""
        answer = await self.http.post(f"{self.url}/gradio_api/upload", files={"files": (name, data)})
        if answer.status_code != 200:
            raise refused(answer)
        return wire.file_of(answer.json()[0])

    async def close(self) -> None:
        """Ends its connections."""
        await self.http.aclose()

    async def chain(self, mark: int, seen: Seen, began: float, speed: float, until: float, verbs=marked.CHAIN) -> None:
        """The whole chain once, noting what it saw; ends early when `until` has passed (time.perf_counter)."""
        carried: dict = {}
        for verb in verbs:
            if time.perf_counter() >= until:
                return
            sent = time.perf_counter()
            try:
                data = await self._given(verb, mark, carried)
                sent = time.perf_counter()
                result, _, first, done = await self.ask(verb, data)
                wrong = await self._wrong(verb, mark, result, carried)
            except (Refused, httpx.HTTPError, OSError) as error:
                seen.lost.append(f"pupil {self.number}, {verb}, mark {mark}: {type(error).__name__}: {error}")
                return
            seen.asked.append(
                Asked(self.number, verb, sent - began, first - began, done - began, marked.SECONDS[verb] / speed)
            )
            if wrong:
                seen.mixed.append(f"pupil {self.number}, {verb}, mark {mark}: {wrong}")
                return
        seen.chains[self.number] += 1

    async def _given(self, verb: str, mark: int, carried: dict) -> list:
        if verb == "cut_out" and mark % 2:  # every other time as with a photograph of one's own
            carried["draw"] = await self.upload(carried["png"])
        given = {
            "write_prompt": lambda: {"idea": marked.idea_of(mark)},
            "draw": lambda: {"prompt": carried["write_prompt"], "seed": mark},
            "cut_out": lambda: {"picture": carried["draw"], "points": [[300, 200]]},
            "describe": lambda: {"picture": carried["draw"], "region": carried["cut_out"]},
            "write_sound_prompt": lambda: {"words": carried["describe"]},
            "make_sound": lambda: {"words": carried["write_sound_prompt"], "seconds": marked.SOUND_SECONDS},
        }[verb]()
        return values(verb, **given)

    async def _wrong(self, verb: str, mark: int, result, carried: dict) -> str:
        """What is wrong with a result, "" when nothing is. Keeps it for the next verb."""
        carried[verb] = result
        texts = {"write_prompt": marked.prompt_of, "describe": marked.words_of,
                 "write_sound_prompt": marked.sound_prompt_of}  # fmt: skip
        if verb in texts:
            return "" if result == texts[verb](mark) else f"got {result!r}"
        if verb == "draw":
            carried["png"] = data = await self.fetch(result)
            pixels = np.asarray(Image.open(io.BytesIO(data)))
            right = np.array_equal(pixels, marked.pixels_of(mark))
            return "" if right else f"got a picture of mark {marked.mark_of_pixels(pixels)}, {len(data)} bytes"
        if verb == "cut_out":
            mask = np.asarray(Image.open(io.BytesIO(base64.b64decode(result["mask"]))))
            return "" if np.array_equal(mask, marked.mask_of(mark)) else "got another mask"
        heard = marked.frequency_in(Sound.open(await self.fetch(result)))
        return "" if abs(heard - marked.frequency_of(mark)) < 1 else f"heard {heard:.1f} Hz"


async def lesson(url: str, code: str, *, pupils: int, seconds: float, speed: float = 1.0, finish: bool = False) -> Seen:
    """A class that works through the chain again and again; nobody begins anything new after `seconds`.

    finish: the first chain is finished nevertheless, so that nobody is left out on a slow machine.
    """
    seen, began = Seen(), time.perf_counter()

    async def works(number: int) -> None:
        pupil, mark = Pupil(url, code, number), number * MARKS_EACH
        await pupil.chain(mark, seen, began, speed, math.inf if finish else began + seconds)
        while time.perf_counter() < began + seconds:
            mark = number * MARKS_EACH + (mark + 1) % MARKS_EACH
            await pupil.chain(mark, seen, began, speed, began + seconds)
        await pupil.close()

    await asyncio.gather(*(works(number) for number in range(pupils)))
    return seen


async def watched_lesson(server, **options) -> tuple[Seen, list[tuple[float, int]]]:
    """What a class saw at a Served, and (seconds, bytes) of the server's memory.

    The teacher has tried the chain before, so that nothing has to be imported any more.
    """
    memory, teacher = [], Pupil(server.url, server.code, TEACHER)
    await teacher.chain(TEACHER * MARKS_EACH, Seen(), time.perf_counter(), 1.0, math.inf)
    await teacher.close()
    began = time.perf_counter()

    async def watch() -> None:
        while True:
            memory.append((time.perf_counter() - began, server.memory()))
            await asyncio.sleep(0.5)

    watching = asyncio.create_task(watch())
    seen = await lesson(server.url, server.code, **options)
    watching.cancel()
    return seen, memory


def rounds(memory: list[tuple[float, int]], settled: float, length: float) -> tuple[float, float]:
    """Mean bytes in the `length` seconds after `settled`, and in the last `length` seconds.

    A class in step takes more memory while all wait with a picture in hand, and less afterwards: means over a whole
    round of the chain see past such waves. Where the lesson is shorter than that, half of what is left is taken.
    """
    after = [(t, m) for t, m in memory if t >= settled]
    length = min(length, (after[-1][0] - settled) / 2)
    first = [m for t, m in after if t <= settled + length]
    last = [m for t, m in after if t >= after[-1][0] - length]
    return sum(first) / len(first), sum(last) / len(last)


def ideal(asked: list[Asked], devices: int = 2) -> float:
    """The longest wait, seconds, when the same requests come at the same times to devices that serve in that order."""
    free, longest = [0.0] * devices, 0.0
    for one in sorted(asked, key=lambda one: one.sent):
        begins = max(one.sent, heapq.heappop(free))
        heapq.heappush(free, begins + one.work)
        longest = max(longest, begins - one.sent)
    return longest


def ideal_class(pupils: int, seconds: float, speed: float = 1.0, devices: int = 2) -> float:
    """The longest wait of a class at such devices when everybody asks for the next thing as soon as one is there."""
    free, longest = [0.0] * devices, 0.0
    coming = [(0.0, number, 0) for number in range(pupils)]
    heapq.heapify(coming)
    while coming:
        sent, number, step = heapq.heappop(coming)
        begins = max(sent, heapq.heappop(free))
        done = begins + marked.SECONDS[marked.CHAIN[step % len(marked.CHAIN)]] / speed
        heapq.heappush(free, done)
        longest = max(longest, begins - sent)
        if done < seconds:
            heapq.heappush(coming, (done, number, step + 1))
    return longest
