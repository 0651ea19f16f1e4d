"""A stand-in of Kaggle's service on this machine, for its official client.

The client is told to speak with http://localhost (KAGGLE_API_ENVIRONMENT=LOCALHOST), and to do so through a proxy
(http_proxy), which is this server: so it may listen on any port, and nothing of the client is changed.
"""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

KEY = "0123456789abcdef" * 2
SAVED = {"ref": "", "url": "", "versionNumber": 3, "error": "", "invalidDatasetSources": [], "invalidTags": []}


@dataclass
class Answer:
    """What the server says once. text: sent as it is, instead of the JSON."""

    json: dict | list | None = None
    status: int = 200
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Asked:
    """A request that came in. name: SaveKernel, GetKernelSessionStatus …, or the path of an upload or a download."""

    name: str
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> dict:
        """Its body."""
        return json.loads(self.body)


class Loopback:
    """The server: `answers[name]` is a list of Answers, given one by one; the last of them again and again."""

    def __init__(self):
        self.asked: list[Asked] = []
        self.answers: dict[str, list[Answer]] = {}
        self.uploads: dict[str, bytes] = {}  # token → what was uploaded
        self.outputs: dict[str, bytes] = {}  # path → a file that a notebook has written
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                outer._answer(self)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda request, address: None  # a client that hangs up is no news
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        """Stops listening."""
        self.server.shutdown()
        self.server.server_close()

    def clear(self):
        """Forgets what was asked, and every answer."""
        for each in (self.asked, self.answers, self.uploads, self.outputs):
            each.clear()

    def say(self, name: str, *answers: Answer | dict):
        """The next answers to requests of this name."""
        self.answers[name] = [each if isinstance(each, Answer) else Answer(each) for each in answers]

    def of(self, name: str) -> list[Asked]:
        """The requests of this name, in their order."""
        return [each for each in self.asked if each.name == name]

    def _answer(self, handler: BaseHTTPRequestHandler):
        path = urlsplit(handler.path).path
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        name = path.rpartition("/")[2] if path.startswith("/api/v1/") else path
        asked = Asked(name, body, dict(handler.headers))
        self.asked.append(asked)
        answer = self._scripted(name) or self._usual(asked)
        data = json.dumps(answer.json).encode() if answer.text is None else answer.text.encode()
        if path in self.outputs:
            data = self.outputs[path]
        handler.send_response(answer.status)
        kind = "application/json" if answer.text is None else "text/html"
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **answer.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    def _scripted(self, name: str) -> Answer | None:
        left = self.answers.get(name)
        if not left:
            return None
        return left.pop(0) if len(left) > 1 else left[0]

    def _usual(self, asked: Asked) -> Answer:
        """What Kaggle says when all is well."""
        if asked.name == "SaveKernel":
            slug = asked.json["slug"]
            return Answer(SAVED | {"ref": f"/code/{slug}", "url": f"https://www.kaggle.com/code/{slug}"})
        if asked.name == "GetKernelSessionStatus":
            return Answer({"status": "COMPLETE"})
        if asked.name == "ListKernelSessionOutput":
            files = [{"fileName": path.rpartition("/")[2], "url": f"http://localhost{path}"} for path in self.outputs]
            return Answer({"files": files, "log": "[]"})
        if asked.name == "GetDatasetStatus":
            return Answer({"code": 404, "message": "Not found"}, 404)
        if asked.name == "StartBlobUpload":
            token = f"token-{len(self.of('StartBlobUpload'))}"
            return Answer({"token": token, "createUrl": f"http://localhost/upload/{token}"})
        if asked.name.startswith("/upload/"):
            self.uploads[asked.name.removeprefix("/upload/")] = asked.body
            return Answer({})
        if asked.name in ("CreateDataset", "CreateDatasetVersion"):
            return Answer({"url": "https://www.kaggle.com/datasets/alice/storybook-studio-wheels", "status": "ok"})
        if asked.name in self.outputs:
            return Answer()
        return Answer({"code": 404, "message": f"nothing called {asked.name}"}, 404)
