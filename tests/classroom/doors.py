"""What the tests of the door share: a tiny app behind it, and a browser and a program that ask."""

import asyncio
import json
from urllib.parse import unquote, urlencode

import httpx

from storyhelpers.classroom.entrance.door import Door
from storyhelpers.classroom.entrance.gate import Gate
from storyhelpers.classroom.entrance.guesses import Guesses

API = "/gradio_api"
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ANA, BEN = ({"x-class-code": "otter-lamp-river-seven", "x-pupil": letter * 20} for letter in "ab")


class Clock:
    """A time that passes when somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 1000.0, []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


class Owned:
    """A double of Results: who may read which path."""

    def __init__(self):
        self.paths: dict[str, str] = {}

    def may_read(self, path, pupil) -> bool:
        return self.paths.get(str(path)) == pupil

    def remember(self, path, pupil) -> None:
        self.paths[str(path)] = pupil


class Behind:
    """The app behind the gate: it notes who came, and answers with what it saw."""

    def __init__(self):
        self.came: list[dict] = []

    async def __call__(self, scope, receive, send):
        size, more = 0, scope["method"] == "POST"
        while more:
            message = await receive()
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        self.came.append({"path": scope["path"], "headers": headers, "bytes": size})
        told = {"pupil": headers.get("x-story-pupil"), "headers": sorted(headers)}
        if scope["path"] == f"{API}/upload":
            told = ["/uploads/one.png"]
        elif scope["method"] == "POST" and ("/call/" in scope["path"] or scope["path"].endswith("/join")):
            told = {"event_id": f"event{len(self.came)}"}
        data = json.dumps(told).encode()
        head = [(b"content-type", b"application/json"), (b"cache-control", b"public"), (b"x-frame-options", b"ALLOW")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": data})


def gate(**options) -> Gate:
    """A gate with the code of ANA and BEN in front of a `Behind`, whose clock stands still."""
    clock = Clock()
    door = Door("otter-lamp-river-seven", "today", b"k" * 32)
    made = Gate(Behind(), door, Owned(), guesses=Guesses(clock, clock.sleep), **options)
    made.clock = clock
    return made


def scope_of(method: str, path: str, headers=None, address: str = "10.0.0.1") -> dict:
    """A request as a server hands it to an app: the path is decoded once, and nothing else is done to it."""
    plain, _, query = path.partition("?")
    pairs = [("host", "class.example"), *dict(headers or {}).items()]
    raw = [(name.lower().encode(), value if isinstance(value, bytes) else value.encode()) for name, value in pairs]
    return {"type": "http", "method": method, "path": unquote(plain), "query_string": query.encode(), "headers": raw,
            "client": (address, 5000), "scheme": "http", "root_path": ""}  # fmt: skip


class Answer:
    """What came back, as httpx would have it."""

    def __init__(self, sent: list[dict]):
        start, *rest = sent
        self.status_code, self.headers = start["status"], httpx.Headers(start["headers"])
        self.content = b"".join(message.get("body", b"") for message in rest)

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self):
        return json.loads(self.content)


async def asked(where, scope: dict, pieces) -> Answer:
    """The answer to a request whose body comes in pieces; then the client waits."""
    sent, coming = [], list(pieces)

    async def receive():
        if not coming:
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": coming.pop(0), "more_body": bool(coming)}

    async def send(message):
        sent.append(message)

    await where(scope, receive, send)
    return Answer(sent)


def ask(where: Gate, method: str, path: str, *, address="10.0.0.1", headers=None, content=b"", data=None) -> Answer:
    """One request, answered. data: the fields of a form."""
    content = urlencode(data).encode() if data is not None else content
    return asyncio.run(asked(where, scope_of(method, path, headers, address), [content]))


def cookie_of(answer: Answer) -> dict[str, str]:
    """What a browser sends back."""
    return {"cookie": answer.headers["set-cookie"].split(";")[0]}
