"""A small class server that does as it is told: it drops connections, is slow, lies, or is started anew."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CODE = "otter-lamp-river-seven"
CRAFTS = {
    craft: {"engine": f"a {craft}", "licence": "Apache-2.0", "source": "Storybook Studio"}
    for craft in ("prompt_writer", "illustrator", "segmenter", "describer", "sound_maker", "listener", "story_writer",
                  "translator", "narrator", "upscaler")
}  # fmt: skip


class FakeClass:
    """`with FakeClass() as fake:` has a `link`; its `faults` are used up one a request, by "VERB" or "VERB stream"."""

    def __init__(self, port=0):
        self.code, self.session = CODE, "first"
        self.seen = []  # (method, path, headers, body)
        self.faults = {}  # what is asked for → list of functions of a handler, used up one by one
        self.jobs = {}  # ticket → how often it was begun
        self.cancelled = []
        self.files = {}
        self.steps = [{"state": "waiting", "before": 2}, {"state": "working", "done": 1, "of": 4}]
        self.result = ("a prompt", {"state": "done", "words_by": "somebody"})
        self.closed = False
        self.pause = 0.0  # seconds before each message
        self.crafts = CRAFTS
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            server_version = "fake"

            def log_message(self, *told):
                pass

            def do_GET(self):
                drop(self) if fake.closed else fake._get(self)

            def do_POST(self):
                drop(self) if fake.closed else fake._post(self)

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self._server = Quiet(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self.link = f"http://127.0.0.1:{self.port}/?code={self.code}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.closed = True
        self._server.shutdown()
        self._server.server_close()

    def paths(self, method="POST"):
        """What was asked for, in order."""
        return [path.removeprefix("/gradio_api/") for how, path, *_ in self.seen if how == method]

    # ---- answers ----

    def _come_in(self, handler, body=b"") -> bool:
        self.seen.append((handler.command, handler.path, dict(handler.headers), body))
        if handler.headers.get("X-Class-Code") != self.code:
            say(handler, 401, {"error": "The code is another one.", "session": self.session})
            return False
        return True

    def _fault(self, handler, name) -> bool:
        """Whether a fault was to happen at this request; it has then."""
        if waiting := self.faults.get(name):
            waiting.pop(0)(handler)
            return True
        return False

    def _post(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        if not self._come_in(handler, body):
            return
        _, api, *rest = handler.path.split("/")
        if self._fault(handler, rest[-1]):
            return
        if rest[0] == "upload":
            path = f"/tmp/gradio/{len(self.files)}/picture.png"
            self.files[path] = body
            say(handler, 200, [path])
        elif rest == ["run", "health"]:
            say(handler, 200, {"data": [{"session": self.session, "crafts": self.crafts}]})
        elif rest == ["run", "cancel"]:
            self.cancelled += json.loads(body)["data"]
            say(handler, 200, {"data": [{"cancelled": True}]})
        elif rest[0] == "call":
            ticket = json.loads(body)["data"][-1]
            self.jobs.setdefault(ticket, 0)
            say(handler, 200, {"event_id": f"{ticket}-{len(self.seen)}"})
        else:
            say(handler, 404, {"detail": "Not Found"})

    def _get(self, handler):
        if not self._come_in(handler):
            return
        _, api, *rest = handler.path.split("/")
        if rest[0].startswith("file="):
            if not self._fault(handler, "file"):
                answer(handler, 200, self.files.get(handler.path.split("file=")[1], b""), "image/png")
            return
        verb, event = rest[1:]
        ticket = event.rsplit("-", 1)[0]
        if self._fault(handler, f"{verb} stream"):
            return
        if not self.jobs[ticket]:
            self.jobs[ticket] = 1  # it is worked on once, however often it is asked for
        begin(handler)
        with contextlib.suppress(OSError):
            for status in self.steps:
                time.sleep(self.pause)
                event_to(handler, "generating", [None, {**status, "ticket": ticket}])
            time.sleep(self.pause)
            result, status = self.result
            event_to(handler, "generating", [result, {**status, "ticket": ticket}])
            event_to(handler, "error" if status["state"] == "failed" else "complete", [result, status])


def begin(handler, kind="text/event-stream"):
    """The head of a stream whose end is the end of the connection."""
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True


def event_to(handler, kind, data):
    """One server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data)
    handler.wfile.write(f"event: {kind}\ndata: {text}\n\n".encode())
    handler.wfile.flush()


def answer(handler, status, body, kind):
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def say(handler, status, told):
    answer(handler, status, json.dumps(told).encode(), "application/json")


# ---- faults ----


def drop(handler):
    """The connection ends without a word."""
    handler.close_connection = True
    handler.connection.close()


def status(number, told=None):
    """An answer with this status."""
    return lambda handler: say(handler, number, told or {})


def text(words, kind="text/html"):
    """A page instead of an answer."""
    return lambda handler: answer(handler, 200, words.encode(), kind)


def stream(*events, then=None):
    """These events, and then the connection ends."""

    def send(handler):
        begin(handler)
        for kind, data in events:
            event_to(handler, kind, data)
        if then:
            then(handler)

    return send


def half(handler):
    """An answer that breaks off in the middle of its body."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "500")
    handler.end_headers()
    handler.wfile.write(b'{"event')
    handler.close_connection = True


def hang(seconds):
    """Nothing comes for so long."""

    def wait(handler):
        time.sleep(seconds)
        drop(handler)

    return wait
