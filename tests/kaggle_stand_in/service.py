"""Kaggle's secrets service and its data proxy, on loopback."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "a-token-of-the-session"


class Service:
    """`with Service() as service:` answers at `service.address`; `asked` is what was asked for, in order.

    attached: name → secret. mood: "well", "denied" (401) or "silent" (says nothing until the service is closed).
    """

    def __init__(self, **attached: str):
        self.attached, self.mood, self.asked = attached, "well", []
        self.over = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or "{}")
                service.asked.append(body.get("Label", self.path))
                if service.mood == "silent":
                    service.over.wait(60)
                    return
                status, answer = service.answer(self.path, body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str, body: dict) -> tuple[int, dict]:
        """(HTTP status, body) for a request."""
        if self.mood == "denied" or body.get("JWE") != TOKEN:
            return 401, {}
        if not path.endswith("/requests/GetUserSecretByLabelRequest"):
            return 404, {}
        if (secret := self.attached.get(body["Label"])) is not None:
            return 200, {"result": {"secret": secret}, "wasSuccessful": True}
        missing = f"No user secrets exist for kernel id 1 and label {body['Label']}"
        return 200, {"errors": [missing], "error": {"code": 5, "details": []}, "wasSuccessful": False}

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
