"""A class server as a laptop sees it: Gradio's documented HTTP protocol, spoken with patience and limits.

    POST {address}/gradio_api/call/VERB   {"data": [...]}          → {"event_id": "…"}
    GET  {address}/gradio_api/call/VERB/EVENT                      → server-sent events: generating …, complete or error
    POST {address}/gradio_api/run/VERB    {"data": [...]}          → {"data": [...]}, for what needs no time
    POST {address}/gradio_api/upload      files                    → [path]
    GET  {address}/gradio_api/file=PATH                            → the bytes

Every wish has a ticket of its own. When the connection drops, it is asked once more with the same ticket, and the
server gives back the same job in its place: nothing is done twice. Whoever cancels here, cancels there.
"""

import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from urllib.parse import quote

from ...engine import NoAnswer, StoryError
from ...gemini.watching import watched
from ...locale import language
from . import stream, troubles
from .link import Link
from .patience import Patience, Telling
from .troubles import Dropped, Unreachable

PATIENCE = 60.0  # seconds without a sign of life, after which a class is given up
FIRST_PATIENCE = 8.0  # the same for the first question, when a person has just typed a link
CONNECTING, READING, WRITING = 8.0, 45.0, 60.0  # seconds; a living server says something every 15 seconds
SILENCE = 900.0  # seconds in which a server says that it lives, but nothing of the work
CANCELLING = 3.0  # seconds that telling a server of a Cancel may take
MOST_JSON, MOST_FILE, MOST_REFUSAL = 32_000_000, 256_000_000, 100_000  # bytes of an answer
ME = secrets.token_bytes(24)  # who this process is; each class gets to see a hash of it that is of no use in another


class Connection:
    """One class server: asks it, brings files there and back. Threads may share it.

    link: where, and the code, which goes nowhere but into a header. patience: seconds without a sign of life before it
    is given up. All methods raise StoryError.
    """

    def __init__(self, link: Link, *, patience: float = PATIENCE):
        self.link, self.patience = link, patience
        self.session = ""  # which start of the class it is, as its health tells

    def __repr__(self):
        return f"Connection({self.link.host})"

    @cached_property
    def _http(self):
        import httpx

        pupil = hashlib.sha256(ME + self.link.address.encode()).hexdigest()[:32]
        headers = {"X-Class-Code": self.link.code, "X-Pupil": pupil, "User-Agent": "storyhelpers"}
        timeout = httpx.Timeout(READING, connect=CONNECTING, write=WRITING)
        try:
            return httpx.Client(headers=headers, timeout=timeout, trust_env=not self.link.is_here)
        except (ValueError, ImportError) as error:  # a proxy of the environment that cannot be used
            raise Unreachable(self.link, f"the proxy settings of this computer: {error}") from error

    # ---- questions ----

    def health(self) -> dict:
        """Who works there, and which start of the class it is."""
        told = self._at_once("health", [], FIRST_PATIENCE)
        if not isinstance(told, dict) or not isinstance(told.get("crafts"), dict):
            raise troubles.no_class(self.link)
        self.session = str(told.get("session") or self.session)
        return told

    def ask(
        self,
        verb: str,
        values: list,
        telling: Telling | None = None,
        *,
        ticket: str = "",
        patience: float | None = None,
    ) -> tuple[object, dict]:
        """The last result and status of a verb, whose fields have these values; `telling` hears of all before.

        What `telling` raises, as on_step does with Cancelled, ends the work on the server too, and so does Ctrl-C.
        patience: seconds, where they are others than the connection's.
        """
        telling = telling or Telling()
        job = _Job(verb, values, ticket or new_ticket(), self.patience if patience is None else patience)
        try:
            with closing(watched(self._until_done(job), telling.tick)) as came:
                result, status = None, {}
                for piece in came:
                    if piece is None:
                        telling.lost()
                        continue
                    result, status = piece
                    telling(result, status)
            return result, status
        except BaseException as error:
            if error is not job.ended:  # a Ctrl-C, or what on_step raised
                job.left.set()
                self.cancel(job.ticket)
            raise

    def cancel(self, ticket: str) -> None:
        """Tells the server that nobody waits for a wish any more; one that does not hear it finds out by itself."""
        with suppress(StoryError):
            self._at_once("cancel", [ticket], 0, CANCELLING)

    # ---- files ----

    def upload(self, data: bytes, name: str, tick: Callable[[], None] | None = None) -> str:
        """Brings a file to the server; its path there. tick: called meanwhile, may raise Cancelled."""
        body = self._patiently(
            lambda: self._read("POST", "upload", MOST_JSON, files={"files": (name, data)}), tick=tick
        )
        paths = self._json(body)
        if not isinstance(paths, list) or len(paths) != 1 or not isinstance(paths[0], str):
            raise troubles.no_class(self.link)
        return paths[0]

    def fetch(self, path: str, tick: Callable[[], None] | None = None, patience: float | None = None) -> bytes:
        """The bytes of a file that the server made for us. tick: called meanwhile, may raise Cancelled."""
        return self._patiently(lambda: self._read("GET", f"file={quote(path)}", MOST_FILE), patience, tick)

    # ---- what happens inside ----

    def _at_once(self, verb: str, values: list, patience: float, seconds: float | None = None):
        """The one output of an endpoint that needs no time. seconds: that one try may take."""
        wish = {"json": {"data": values}}
        told = self._json(
            self._patiently(lambda: self._read("POST", f"run/{verb}", MOST_JSON, seconds, **wish), patience)
        )
        outputs = told.get("data") if isinstance(told, dict) else None
        if not isinstance(outputs, list) or not outputs:
            raise troubles.no_class(self.link)
        return outputs[0]

    def _until_done(self, job: "_Job") -> Iterator[tuple[object, dict] | None]:
        """(result, status) as they come, and None whenever the connection was lost; the last one is the answer."""
        patience = Patience(job.seconds)
        while not job.left.is_set():
            try:
                yield from self._once(job, patience)
                return
            except Dropped as error:
                if job.done:  # only the end of the end is missing
                    return
                yield None
                if not patience.wait(job.left) and not job.left.is_set():
                    job.ended = Unreachable(self.link, str(error))
                    raise job.ended from error
            except StoryError as error:
                job.ended = error
                raise

    def _once(self, job: "_Job", patience: Patience) -> Iterator[tuple[object, dict]]:
        """Asks, and hears until the work is done. Raises Dropped."""
        heard = time.monotonic()
        for outputs in self._events(job.verb, self._post(job.verb, [*job.values, job.ticket])):
            patience.alive()
            if job.left.is_set():  # it was cancelled while we asked
                self.cancel(job.ticket)
                return
            if outputs is None:
                if time.monotonic() - heard > SILENCE:
                    raise NoAnswer("Nothing was heard of the work for long. Run the line once more.")
                continue
            if job.done:  # Gradio says the last one twice
                continue
            heard = time.monotonic()
            result, status = _outputs(outputs)
            job.done = status.get("state") == "done"
            if status.get("state") == "failed":
                raise troubles.failure(status)
            yield result, status
        if not job.done:
            raise NoAnswer(f"The class ended {job.verb} without an answer. Run the line once more.")

    def _post(self, verb: str, values: list) -> str:
        body = self._json(self._read("POST", f"call/{verb}", MOST_JSON, json={"data": values}))
        event = body.get("event_id") if isinstance(body, dict) else None
        if not isinstance(event, str) or not event.isascii() or not event.replace("-", "").isalnum():
            raise troubles.no_class(self.link)
        return event

    def _events(self, verb: str, event: str) -> Iterator[list | None]:
        """The outputs of an endpoint, again and again, to the last; None is a sign of life. Raises Dropped."""
        with self._asked("GET", f"call/{verb}/{event}") as response:
            if not response.headers.get("content-type", "").startswith("text/event-stream"):
                raise troubles.no_class(self.link)
            over = False
            for kind, data in stream.events(response.iter_bytes()):
                told = self._json(data)
                if kind == "error":
                    if isinstance(told, str):  # "404: Not Found", "Server stopped unexpectedly.": the event is gone
                        raise Dropped("it lost our place")
                    words = told.get("error") if isinstance(told, dict) else ""
                    raise troubles.failure({"error": "NoAnswer", "sentence": words or ""})
                over = over or kind == "complete"
                if kind in ("generating", "complete"):
                    yield told if isinstance(told, list) else [told]
                else:
                    yield None
            if not over:  # a stream is read to its end, so that its connection serves for the next question
                raise Dropped("the answer broke off")

    def _read(self, method: str, path: str, most: int, seconds: float | None = None, **content) -> bytes:
        """The body of an answer, at most so many bytes. Raises Dropped, StoryError."""
        with self._asked(method, path, seconds, **content) as response:
            return stream.body(response, most)

    @contextmanager
    def _asked(self, method: str, path: str, seconds: float | None = None, **content):
        """An answer that says yes, as it begins to come. Raises Dropped where nobody answers, else StoryError."""
        import httpx

        content["headers"] = {"Accept-Language": language()}
        if seconds is not None:
            content["timeout"] = seconds
        try:
            with self._http.stream(method, f"{self.link.address}/gradio_api/{path}", **content) as response:
                if response.status_code != 200:
                    told = stream.body(response, MOST_REFUSAL)
                    raise troubles.refusal(self.link, self.session, path, response.status_code, told)
                yield response
        except httpx.TransportError as error:
            raise Dropped(stream.why(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise troubles.no_class(self.link) from error

    def _patiently(self, do: Callable, seconds: float | None = None, tick: Callable[[], None] | None = None):
        """What `do` answers, asked again while the connection drops."""

        def trying():
            patience = Patience(self.patience if seconds is None else seconds)
            while True:
                try:
                    yield do()
                    return
                except Dropped as error:
                    if not patience.wait():
                        raise Unreachable(self.link, str(error)) from error

        with closing(watched(trying(), tick)) as came:
            return next(came)

    def _json(self, body: bytes):
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise troubles.no_class(self.link) from error


class _Job:
    """One wish on its way. done: its answer came. ended: the error that ended it there. left: nobody waits here."""

    def __init__(self, verb: str, values: list, ticket: str, seconds: float):
        self.verb, self.values, self.ticket, self.seconds = verb, values, ticket, seconds
        self.left, self.ended, self.done = threading.Event(), None, False


def new_ticket() -> str:
    """A name for one wish that nobody guesses."""
    return secrets.token_hex(16)


def _outputs(outputs: list) -> tuple[object, dict]:
    result, status = (*outputs, None, None)[:2]
    return result, status if isinstance(status, dict) else {}
