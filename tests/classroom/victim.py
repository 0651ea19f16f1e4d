"""A class server under attack: what is kept there, how it is asked, and what it must not do."""

import json
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from .bad_files import MARK
from .rawhttp import JSON, Answer, form, send, written

API = "/gradio_api"


class Attack(NamedTuple):
    """request sends it; check says what the server did wrong, or ""."""

    name: str
    request: Callable[[], Answer]
    check: Callable[[Answer], str]


class Class:
    """A class server under attack: what an honest pupil keeps there, a file of the machine, and how to ask."""

    def __init__(self, base_url: str, code: str):
        self.url, self.code = base_url.rstrip("/"), code
        self._parameters: dict[str, list] = {}  # endpoint → the defaults of its parameters
        self.mark = f"evil{secrets.token_hex(6)}"  # in the name of every hostile upload
        self.secret = f"victim-{secrets.token_hex(12)}"
        self.outside = Path(tempfile.mkdtemp(prefix="outside-")) / "canary.txt"
        self.outside.write_text(self.secret)
        self.victim, self.thief = ([("X-Class-Code", code), ("X-Pupil", secrets.token_hex(16))] for _ in range(2))
        headers, body = form([("diary.txt", self.secret.encode())])
        told = send(self.url, written("POST", f"{API}/upload", [*self.victim, *headers], body))
        self.diary = json.loads(told.body)[0]
        self.session = f"victim{secrets.token_hex(4)}"
        send(self.url, written("POST", f"{API}/reset", [*self.victim, JSON],
                               json.dumps({"event_id": None, "session_hash": self.session}).encode()))  # fmt: skip

    def ask(self, method: str, target: str, headers=(), body: bytes = b"", **how) -> Callable[[], Answer]:
        return lambda: send(self.url, written(method, target, headers, body, **how))

    def thieves(self, method: str, target: str, headers=(), body: bytes = b"") -> Callable[[], Answer]:
        """The same from a pupil who has the code."""
        return self.ask(method, target, [*self.thief, *headers], body)

    def upload(self, name: str, data: bytes) -> dict:
        """A file of the thief, as the endpoints take it."""
        headers, body = form([(name, data)])
        answer = self.thieves("POST", f"{API}/upload", headers, body)()
        return {"path": json.loads(answer.body)[0], "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def wish(self, endpoint: str, values: list) -> Answer:
        """What an endpoint answers a pupil: the last of what its stream says, or why there is none."""
        told = self._parameters.get(endpoint)
        if told is None:
            about = json.loads(self.thieves("GET", f"{API}/info")().body)["named_endpoints"]
            self._parameters = {
                name: [p.get("parameter_default") for p in one["parameters"]] for name, one in about.items()
            }
            told = self._parameters[endpoint]
        values = [*values, *told[len(values) :]]
        answer = self.thieves("POST", f"{API}/call{endpoint}", [JSON], json.dumps({"data": values}).encode())()
        if answer.status != 200:
            return answer
        return self.thieves("GET", f"{API}/call{endpoint}/{json.loads(answer.body)['event_id']}")()

    def ends(self, answer: Answer) -> str:
        """As `tells`, of a stream: it has to end with a result or an error."""
        ended = b"event: complete" in answer.body or b"event: error" in answer.body or 400 <= answer.status < 500
        stowaway = f"what was hidden came out: {answer.body[:80]!r}" if MARK in answer.body else ""
        return (
            self.tells(answer)
            or stowaway
            or ("" if ended else f"it did not end: {answer.status} {answer.body[:200]!r}")
        )

    def tells(self, answer: Answer) -> str:
        """What it gave away or how it broke; for whoever has the code."""
        body = answer.body
        if self.secret.encode() in body or b"root:x:0" in body or b"root:*:0" in body:
            return f"it gave a file away: {body[:80]!r}"
        if answer.status >= 500 and b'"error"' not in body:  # Gradio's /run tells every error as 500, in JSON
            return f"it broke: {answer.status} {body[:200]!r}"
        if any("\r" in value or "\n" in value or "injected" in name for name, value in answer.headers):
            return "a header came in"
        return ""

    def shut(self, answer: Answer) -> str:
        """The same for whoever has no code: nothing but no."""
        if wrong := self.tells(answer):
            return wrong
        if answer.status == 303:  # "./", where the login page is
            cookies = [value for name, value in answer.headers if name == "set-cookie"]
            return "a cookie was given" if any("Max-Age=0" not in value for value in cookies) else ""
        if answer.status == 200 and answer.body == b"OK":  # what browsers ask beforehand (CORS)
            return ""
        if not (answer.status == 0 or 400 <= answer.status < 500):
            return f"it answered {answer.status} {answer.body[:80]!r}"
        return "a cookie was given" if any(name == "set-cookie" for name, _ in answer.headers) else ""
