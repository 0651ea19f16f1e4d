"""The gate in front of Gradio: a plain ASGI middleware that lets nobody in without the code of today.

Every request goes through the same steps: is it sane (asked.py) → does it bring the code or our cookie (door.py; wrong
ones wait: guesses.py) → is the address open (routes.py) → is what it names the pupil's own (belongings.py, results.py)
→ its body is counted and looked at while it streams, and so is the answer (bodies.py).
"""

import json
import logging
import re
from collections import Counter
from urllib.parse import urlencode

from ..uploads import MOST_BYTES
from . import login
from .answers import answer, handed_on, headers_of
from .asked import Asked, Refused
from .belongings import Belongings
from .bodies import HOURLY, HOURLY_OF_ALL, MOST_WORDS, Allowance, Incoming, Outgoing, checked, replay
from .door import PUPIL_HEADER, Door
from .guesses import Guesses
from .routes import API, LEAVE, LOGIN, STARTED, Route, route

OPEN = 40  # requests of one pupil that may be open at a time
COOKIE_SECONDS = 12 * 3600  # a school day
LOCAL = ("127.0.0.1", "::1")
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")  # how Gradio's pages name themselves
_log = logging.getLogger(__name__)


class Gate:
    """The middleware, for launch(app_kwargs={"middleware": [Middleware(Gate, door=door, results=results)]}).

    results: whose a file is.
    """

    def __init__(self, app, door: Door, results, guesses: Guesses | None = None):
        self.app, self.door, self.results = app, door, results
        self.guesses = Guesses() if guesses is None else guesses
        self.belongings = Belongings()
        self.allowance, self.allowance_of_all = Allowance(HOURLY), Allowance(HOURLY_OF_ALL)
        self.open: Counter[str] = Counter()  # pupil → requests that are open
        self._started = False

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:  # Gradio has no need of a web socket here
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope, receive, send):
        language, asked = "en", None
        try:
            asked = Asked.of(scope)
            language = login.language_of(asked.headers.get("accept-language", ""))
            await self._answer(asked, language, scope, receive, send)
        except Refused as refused:
            await self._tell(send, refused, language)

    async def _answer(self, asked: Asked, language: str, scope, receive, send):
        if asked.path == LOGIN:
            return await self._login(asked, language, receive, send)
        if asked.path == LEAVE:
            return await self._leave(asked, send)
        found = route(asked.method, asked.path)
        if found and found.kind == "page" and (code := asked.parameter("code")):
            return await self._link(asked, code, language, send)
        secret = await self._secret(asked)
        if not secret:
            # Gradio's launch() asks itself once whether it has started.
            if asked.path == STARTED and asked.method == "GET" and not self._started and asked.address in LOCAL:
                self._started = True
                return await self.app(scope, receive, send)
            if asked.reads_pages:
                return await self._page(asked, language, 401, "", send)
            raise Refused(401, "no code")
        if found is None:
            raise Refused(404, "not here")
        pupil = self.door.pupil(secret)
        if self.open[pupil] >= OPEN:
            raise Refused(429, "many")
        self.open[pupil] += 1
        try:
            await self._pass_on(asked, found, pupil, language, scope, receive, send)
        finally:
            self.open[pupil] -= 1
            self.open += Counter()  # drops the zeros

    async def _secret(self, asked: Asked) -> str:
        """The secret of the pupil who asks, "" for who brings no code.

        Raises Refused: late for a wrong code; for a program that does not say for whom it asks, because a whole school
        may share one address.
        """
        ours = next(filter(None, map(self.door.secret_in, asked.cookies(self.door.cookie_name))), "")
        if asked.code:
            if not self.door.opens(asked.code):
                patient = await self.guesses.wrong(asked.address)
                raise Refused(401, "wrong code") if patient else Refused(429, "too many")
            if not (asked.pupil or ours):
                raise Refused(400, "pupil")
            return asked.pupil or ours
        if ours and asked.from_elsewhere:
            raise Refused(403, "elsewhere")
        return ours and (asked.pupil or ours)

    # ---- in and out ----

    async def _login(self, asked: Asked, language: str, receive, send):
        if asked.method != "POST":
            return await _redirect(send, "./")
        if asked.from_elsewhere:
            raise Refused(403, "elsewhere")
        body = await Incoming(receive, login.LONGEST_FORM, asked.headers.get("content-length")).whole()
        if body is None:
            return None
        if self.door.opens(login.form(body).get("code", "")):
            return await _redirect(send, "./", self._cookie(asked, self.door.new_cookie()))
        patient = await self.guesses.wrong(asked.address)
        status, words = (401, "wrong code") if patient else (429, "too many")
        return await self._page(asked, language, status, words, send)

    async def _link(self, asked: Asked, code: str, language: str, send):
        rest = urlencode([(key, value) for key, value in asked.parameters if key != "code"])
        clean = "./" + (f"?{rest}" if rest else "")
        if any(map(self.door.secret_in, asked.cookies(self.door.cookie_name))):
            return await _redirect(send, clean)
        if self.door.opens(code):
            return await _redirect(send, clean, self._cookie(asked, self.door.new_cookie()))
        patient = await self.guesses.wrong(asked.address)
        status, words = (401, "old link") if patient else (429, "too many")
        return await self._page(asked, language, status, words, send)

    async def _leave(self, asked: Asked, send):
        if asked.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            raise Refused(403, "elsewhere")
        await _redirect(send, "./", self._cookie(asked, "", 0))

    def _cookie(self, asked: Asked, value: str, seconds: int = COOKIE_SECONDS) -> tuple[str, str]:
        safe = "; Secure" if asked.scheme == "https" else ""
        return (
            "set-cookie",
            f"{self.door.cookie_name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{safe}",
        )

    # ---- what is passed on ----

    async def _pass_on(self, asked: Asked, found: Route, pupil: str, language: str, scope, receive, send):
        self._look_at(asked, found, pupil)
        most = {"upload": MOST_BYTES + 10_000, "talk": MOST_WORDS}.get(found.kind, 0)
        if found.kind == "upload" and self.allowance.left(pupil) <= 0:
            raise Refused(429, "enough")
        if found.kind == "upload" and self.allowance_of_all.left("") <= 0:
            raise Refused(429, "enough of all")
        incoming = Incoming(receive, most, asked.headers.get("content-length"))
        given = incoming
        if found.kind == "talk":
            body = await incoming.whole()
            if body is None:
                return
            said = checked(body, lambda path: self.results.may_read(path, pupil))
            self._claim(said, pupil)
            given = replay(body, receive)
        outgoing = Outgoing(send, headers_of(found), self._listener(asked, found, pupil))
        inner = {**scope, "headers": handed_on(scope["headers"], found, PUPIL_HEADER, pupil)}
        try:
            await self.app(inner, given, _unless_refused(outgoing, incoming))
        except Exception as error:
            if outgoing.stalled or incoming.refused is not None:  # what the app makes of an end that we made
                _log.debug("%s ended: %r", asked.path, error)
            elif outgoing.started or found.kind not in ("talk", "upload"):
                raise
            else:  # Gradio stumbles over bodies that do not fit
                _log.info("Gradio could not read what was sent to %s: %r", asked.path, error)
                raise Refused(400, "odd") from error
        finally:
            if found.kind == "upload":
                self.allowance.take(pupil, incoming.bytes)
                self.allowance_of_all.take("", incoming.bytes)
        if incoming.refused is not None and not outgoing.started:
            raise incoming.refused

    def _look_at(self, asked: Asked, found: Route, pupil: str) -> None:
        """Raises Refused (404) when what the address names is not the pupil's own."""
        theirs = True
        if found.kind == "session":
            name = found.found or asked.parameter("session_hash")
            theirs = _is_name(name) and self.belongings.claim(name, pupil)
        elif found.kind == "event":
            theirs = self.belongings.owns(found.found, pupil)
        elif found.kind == "file":
            theirs = self.results.may_read(found.found, pupil)
        if not theirs:
            raise Refused(404, "not here")

    def _claim(self, said: dict, pupil: str) -> None:
        """Raises Refused (403) when a request speaks for another's session or event."""
        session, event = said.get("session_hash"), said.get("event_id")
        if session is not None and not (_is_name(session) and self.belongings.claim(session, pupil)):
            raise Refused(403, "not yours")
        if event is not None and not (isinstance(event, str) and self.belongings.owns(event, pupil)):
            raise Refused(403, "not yours")

    def _listener(self, asked: Asked, found: Route, pupil: str):
        """What is to be learned from an answer before it leaves: which files, which event are the pupil's now."""
        if found.kind == "upload":

            def look(body: bytes):
                for path in json.loads(body):
                    self.results.remember(path, pupil)

            return look
        if found.kind == "talk" and asked.path.startswith((f"{API}/call/", f"{API}/queue/join")):
            return lambda body: self.belongings.claim(json.loads(body)["event_id"], pupil)
        return None

    # ---- our own answers ----

    async def _page(self, asked: Asked, language: str, status: int, words: str, send):
        page = login.page(language, words, action=_up(asked) + LOGIN[1:])
        headers = [("content-security-policy", login.POLICY)]
        await answer(send, status, page.encode(), "text/html; charset=utf-8", headers, empty=asked.method == "HEAD")

    async def _tell(self, send, refused: Refused, language: str):
        about = {"error": login.WORDS[language][refused.words], "session": self.door.session}
        close = [("connection", "close")] if refused.status in (408, 413, 431) else []  # the rest is not read
        await answer(send, refused.status, json.dumps(about, ensure_ascii=False).encode(), "application/json", close)


def _up(asked: Asked) -> str:
    """The way from an address to the front page, relative: a proxy may have put something before both."""
    return "../" * (asked.path.count("/") - 1) or "./"


async def _redirect(send, where: str, *headers):
    await answer(send, 303, headers=[("location", where), *headers])


def _unless_refused(outgoing: Outgoing, incoming: Incoming):
    """`send` that drops what the app says to a body that we cut off: the gate has its own sentence for that."""

    async def send(message):
        if incoming.refused is None or outgoing.started:
            await outgoing(message)

    return send


def _is_name(text) -> bool:
    return isinstance(text, str) and bool(_SESSION.fullmatch(text))
