"""A Gemini service on this machine, for tests and for notebooks that run without a key.

    python -m tests.gemini_server [PORT]      serves, and says what to set so that the real client comes here

Words are written and pictures painted by the paper town from what the request says: they are real, and differ with it.
`server.script` makes the next requests go wrong, one entry each; `server.always` all of them: see TROUBLES.
"""

import base64
import contextlib
import io
import json
import os
import re
import ssl
import sys
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from PIL import Image

try:
    from gemini_stories import SPOILT, interleaved, pieces, spoilt, story_for, wants_a_story
except ImportError:  # run as `python -m tests.gemini_server`
    from tests.gemini_stories import SPOILT, interleaved, pieces, spoilt, story_for, wants_a_story

KEY = "AIzaSyT3st0nlyT3st0nlyT3st0nlyT3st0nly0"
MODELS = ("gemini-flash-latest", "gemini-2.5-flash", "gemini-2.5-flash-lite", "gemini-2.5-flash-preview-tts",
          "gemini-3.1-flash-image", "gemini-2.5-flash-image", "gemini-embedding-001")  # fmt: skip
BOOK = {"type": "object", "required": ["title", "pages"], "properties": {
    "title": {"type": "string"}, "pages": {"type": "array", "minItems": 3, "items": {"type": "string"}}}}  # fmt: skip
PROMPT = "A small cat hides in a busy street."
LONG_SIDE = 1344  # pixels of a picture; tests take fewer


def refusal(code, status, message, *details):
    """The body of an error as Google sends it."""
    return code, {"error": {"code": code, "message": message, "status": status, "details": list(details)}}


def quota(per, delay=None, value="50", message="You exceeded your current quota."):
    """A 429 for a limit per "Minute" or per "Day"."""
    broken = {"quotaMetric": "generativelanguage.googleapis.com/generate_content_free_tier_requests",
              "quotaId": f"GenerateRequestsPer{per}PerProjectPerModel-FreeTier", "quotaValue": value}  # fmt: skip
    details = [{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [broken]}]
    if delay:
        details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay})
    return refusal(429, "RESOURCE_EXHAUSTED", message, *details)


def candidate(parts=(), finish="STOP", **more):
    """An answer of one candidate; parts None: without content."""
    content = {} if parts is None else {"content": {"role": "model", **({"parts": list(parts)} if parts else {})}}
    usage = {"promptTokenCount": 5, "candidatesTokenCount": 7, "totalTokenCount": 12}
    made = {**content, "index": 0, **({"finishReason": finish} if finish else {}), **more}
    return 200, {"candidates": [made], "usageMetadata": usage, "modelVersion": "paper-town"}


_ratings = [{"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True}]
_reason = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}
TROUBLES = {  # name → (status, JSON or bytes); "slow", "hang up" and "stream …" are acted out by the handler
    "429 minute": quota("Minute", "0.05s"),
    "429 minute, in words": quota("Minute", message="Too fast. Please retry in 0.04s."),
    "429 bare": refusal(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    "429 now": quota("Minute", "0s"),
    "429 hour": quota("Minute", "3600s"),
    "429 day": quota("Day", "2s"),
    "429 never": quota("Day", "2s", "0", "Quota exceeded for metric: free_tier_requests, limit: 0"),
    "500": refusal(500, "INTERNAL", "An internal error has occurred."),
    "503": refusal(503, "UNAVAILABLE", "The model is overloaded."),
    "502 html": (502, b"<html>Bad gateway</html>"),
    "400 key": refusal(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", _reason),
    "400 country": refusal(400, "FAILED_PRECONDITION", "User location is not supported for the API use."),
    "400 seed": refusal(400, "INVALID_ARGUMENT", "Unsupported parameter: seed is not supported by this model."),
    "400 aspect": refusal(400, "INVALID_ARGUMENT", "Aspect ratio is not enabled for this model."),
    "400 other": refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    "400 long": refusal(400, "INVALID_ARGUMENT", "The input token count (9999999) exceeds the maximum."),
    "403 suspended": refusal(403, "PERMISSION_DENIED", f"Permission denied: Consumer 'api_key:{KEY}' is suspended."),
    "403 html": (403, b"<html>Blocked by the school</html>"),
    "404": refusal(404, "NOT_FOUND", "models/gone is not found for API version v1beta"),
    "portal": (200, b"<html>Welcome to our hotel</html>"),
    "portal 511": (511, b"<html>Log in</html>"),
    "other json": (200, b"[1, 2]"),
    "a number": (200, b"3"),
    "other form": (200, {"candidates": [7]}),
    "400 other json": (400, b"[7]"),
    "blocked": (200, {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT", "safetyRatings": []}}),
    "safety": candidate(None, "SAFETY", safetyRatings=_ratings),
    "recitation": candidate(None, "RECITATION"),
    "unknown reason": candidate(None, "A_REASON_OF_NEXT_YEAR"),
    "empty": candidate((), "MAX_TOKENS"),
    "cut": candidate([{"text": "A cat on a"}], "MAX_TOKENS"),
    "nothing": candidate((), "STOP"),
    "no candidates": (200, {"usageMetadata": {"promptTokenCount": 5}}),
    "echo key": candidate([{"text": f"I will not draw for {KEY}."}], "NO_IMAGE"),
    "no image": candidate([{"text": "I can't draw that."}], "NO_IMAGE"),
    "words only": candidate([{"text": "Here is your picture of a cat!"}]),
    "image safety": candidate(None, "IMAGE_SAFETY", finishMessage="Unable to show the generated image."),
    "damaged": candidate([{"inlineData": {"mimeType": "image/png", "data": base64.b64encode(b"\x89PNG").decode()}}]),
    "not json": candidate([{"text": "Sure! The title is Dog."}]),
    "other keys": candidate([{"text": '{"name": "Dog"}'}]),
    "chatty": candidate([{"text": f"Sure! Here is your prompt:\n\n```\n{PROMPT}\n```\nLet me know if you like it!"}]),
    "headed": candidate([{"text": f"### Picture prompt\n\n{PROMPT}"}]),
    "quoted": candidate([{"text": f'**Prompt:** "{PROMPT}"'}]),
    "chinese": candidate([{"text": "一隻戴著聖誕帽的小花貓躲在熱鬧的街道上。"}]),
}  # fmt: skip


trust = cache(ssl.create_default_context)

# ---- what is answered when all goes well ----


@cache
def painted(prompt: str, aspect: str, seed: int, long_side: int) -> bytes:
    """A PNG by the paper town for that prompt, in that shape."""
    from storyhelpers.papertown.painter import paint
    from storyhelpers.papertown.reader import read

    width, height = (int(side) for side in aspect.split(":"))
    scale = long_side / max(width, height)
    image, out = paint(read(prompt), (round(width * scale), round(height * scale)), seed).image, io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def written(prompt: str, system: str, pictures) -> str:
    """A prompt, a sound prompt, or a look at the pictures, after what is asked."""
    if pictures:
        image = Image.open(io.BytesIO(pictures[0])).convert("RGB")
        red, green, blue = np.asarray(image).reshape(-1, 3).mean(0).round().astype(int)
        return (
            f"A picture of {image.width} × {image.height} pixels, mostly of the colour #{red:02x}{green:02x}{blue:02x}."
        )
    if "heard" in system or "sound" in system:
        from storyhelpers.crafts.prompt_writer.sound_prompt import sound_prompt

        return f"A close recording: {sound_prompt(prompt)}"
    from storyhelpers.papertown.prompts import prompt_of
    from storyhelpers.papertown.reader import read

    return f"A richly detailed picture-book page. {prompt_of(read(prompt))}"


def spoken(words: str, voice: str) -> str:
    """16-bit samples in base64: a beep for every word, as high as the voice's name is long."""
    beep = np.sin(np.arange(4800) * (0.02 * len(voice)))
    sound = np.concatenate([np.append(beep, np.zeros(2400)) for _ in words.split()])
    return base64.b64encode((sound * 9000).astype("<i2").tobytes()).decode()


def following(schema: dict, words: str):
    """Something of the schema's form, made of the words."""
    kind = str(schema.get("type", "object")).lower()
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object":
        return {k: following(v, f"{words} ({k})") for k, v in schema.get("properties", {}).items()}
    if kind == "array":
        return [following(schema.get("items", {}), f"{words} {i + 1}") for i in range(schema.get("minItems", 2))]
    return {"integer": len(words), "number": len(words) / 2, "boolean": True}.get(kind, words)


class Handler(BaseHTTPRequestHandler):
    """Speaks the part of the Gemini API that a client needs: models, generateContent, streamGenerateContent."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Says nothing."""

    def do_GET(self):
        """The list of models."""
        act = self.server.next_act("GET", self.path, self.headers, {})
        if act == "slow":
            return self.server.closing.wait(5)
        if act:
            return self.send(*TROUBLES[act])
        does = (("embedContent" if "embedding" in name else "generateContent") for name in self.server.models)
        models = [
            {"name": f"models/{name}", "supportedGenerationMethods": [verb]}
            for name, verb in zip(self.server.models, does)
        ]
        return self.send(200, {"models": models})

    def do_POST(self):
        """An answer of a model."""
        with self.server.busy():
            self.respond()

    def respond(self):
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        act = self.server.next_act("POST", self.path, self.headers, body)
        model, verb = re.fullmatch(r"/v1\w*/models/([^:]+):(\w+)(?:\?.*)?", self.path).groups()
        if act == "slow":
            return self.server.closing.wait(5)
        if act == "hang up":
            self.close_connection = True
            return self.connection.shutdown(2)
        if act and not act.startswith("stream"):
            return self.send(*TROUBLES[act])
        if model not in self.server.models:
            return self.send(*refusal(404, "NOT_FOUND", f"models/{model} is not found for API version v1beta"))
        if verb == "streamGenerateContent":
            return self.stream(*self.flow(body, act), act)
        return self.send(*self.answer(body))

    def flow(self, body, act):
        """(the parts of a streamed answer, its finish reason)."""
        settings, (prompt, system, _) = body.get("generationConfig", {}), self.asked_for(body)
        schema = settings.get("responseJsonSchema") or {}
        if "IMAGE" in settings.get("responseModalities", ()):
            parts = interleaved(prompt, system, lambda prompt: painted(prompt, "4:3", 0, self.server.long_side))
            if act in ("stream no picture", "stream words only"):
                gone = [i for i, part in enumerate(parts) if "inlineData" in part]
                gone = gone[1:2] if act == "stream no picture" else gone
                parts = [part for i, part in enumerate(parts) if i not in gone]
            return parts, "STOP"
        if wants_a_story(schema):
            text = story_for(prompt, system, schema)
            cut, finish = spoilt(text, act) if act in SPOILT else (pieces(text), "STOP")
        else:
            words = self.words(body).split(" ")
            cut, finish = [*(f"{word} " for word in words[:-1]), words[-1]], "STOP"
        return [{"text": piece} for piece in cut], finish

    def asked_for(self, body) -> tuple[str, str, list[bytes]]:
        """(prompt, system, pictures)."""
        parts = [part for content in body["contents"] for part in content["parts"]]
        system = "".join(p.get("text", "") for p in (body.get("systemInstruction") or {}).get("parts", ()))
        pictures = [base64.urlsafe_b64decode(p["inlineData"]["data"]) for p in parts if "inlineData" in p]
        return " ".join(p["text"] for p in parts if "text" in p), system, pictures

    def words(self, body) -> str:
        return written(*self.asked_for(body))

    def answer(self, body):
        settings = body.get("generationConfig", {})
        prompt = " ".join(p["text"] for content in body["contents"] for p in content["parts"] if "text" in p)
        if "AUDIO" in settings.get("responseModalities", ()):
            # The service reads voiceName and voice_name alike, and releases of the package send the one or the other.
            voice = re.search(r'"voice_?[nN]ame": "(\w+)"', json.dumps(settings["speechConfig"]))[1]
            heard = {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": spoken(prompt, voice)}
            return candidate([{"inlineData": heard}])
        if "IMAGE" in settings.get("responseModalities", ()):
            aspect = settings.get("imageConfig", {}).get("aspectRatio", "1:1")
            png = painted(prompt, aspect, settings.get("seed", 0), self.server.long_side)
            thought = {"inlineData": {"mimeType": "image/png", "data": ""}, "thought": True}
            drawn = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(png).decode()}}
            return candidate([thought, {"text": "Here you go."}, drawn])
        if settings.get("responseMimeType") == "application/json":
            schema = settings.get("responseJsonSchema") or settings.get("responseSchema") or {}
            return candidate([{"text": json.dumps(following(schema, self.words(body)))}])
        return candidate([{"text": "The person wants a prompt.", "thought": True}, {"text": self.words(body)}])

    def stream(self, parts, finish, act):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        stops = act in ("stream hang up", "stream slow", "stream safety", "stream cut")
        if act == "stream blocked":
            self.chunk(f"data: {json.dumps(TROUBLES['blocked'][1])}\r\n\r\n".encode())
            parts = []
        for i, part in enumerate(parts):
            if stops and i == (2 if len(parts) < 30 else len(parts) * 3 // 4):
                break
            piece = candidate([part], finish if i == len(parts) - 1 else None)[1]
            self.chunk(f"data: {json.dumps(piece)}\r\n\r\n".encode())
        if act == "stream hang up":
            self.close_connection = True
            return self.connection.shutdown(2)
        if act == "stream slow":
            self.server.closing.wait(5)
        if act == "stream safety":
            self.chunk(f"data: {json.dumps(TROUBLES['safety'][1])}\r\n\r\n".encode())
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, data):
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def send(self, code, body):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(code)
        self.send_header("content-type", "text/html" if isinstance(body, bytes) else "application/json; charset=UTF-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class GeminiServer(ThreadingHTTPServer):
    """The service. `with GeminiServer() as server:` runs it in a thread; `server.url` is where.

    asked: what came in, as dictionaries (verb, path, key, body). script, always: names of TROUBLES, None for none;
    by_seed: the same for pictures with that seed. most_at_once: how many answers were in the making at the same time.
    """

    daemon_threads = True

    def __init__(self, port: int = 0, long_side: int = LONG_SIDE):
        super().__init__(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.models, self.long_side = MODELS, long_side
        self.asked, self.script, self.always, self.by_seed = [], [], None, {}
        self.now = self.most_at_once = 0
        self.closing, self._lock = threading.Event(), threading.Lock()

    def next_act(self, verb, path, headers, body) -> str | None:
        """Notes a request; answers what shall go wrong with it. The list of models goes wrong by "list: …" only."""
        with self._lock:
            key = headers.get("x-goog-api-key")
            self.asked.append({"verb": verb, "path": path, "key": key, "headers": dict(headers), "body": body})
            listing = verb == "GET"
            if self.script and (self.script[0] or "").startswith("list: ") == listing:
                act = self.script.pop(0)
            else:
                act = None if listing else self.by_seed.get(body.get("generationConfig", {}).get("seed"), self.always)
            return (act or "").removeprefix("list: ") or None

    @contextlib.contextmanager
    def busy(self):
        """Counts who is being served."""
        with self._lock:
            self.now += 1
            self.most_at_once = max(self.most_at_once, self.now)
        try:
            yield
        finally:
            with self._lock:
                self.now -= 1

    @property
    def bodies(self) -> list[dict]:
        """What was posted."""
        return [a["body"] for a in self.asked if a["verb"] == "POST"]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        """A client that went away is no news; anything else is."""
        if not isinstance(sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@pytest.fixture
def server(monkeypatch):
    """A service with small pictures; the real client finds it and a key in the environment."""
    with GeminiServer(long_side=160) as running:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", running.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("GEMINI_API_KEY", KEY)
        monkeypatch.setattr(ssl, "create_default_context", trust)  # each client makes three, 25 ms each
        yield running


@pytest.fixture
def told():
    """What the client told while it worked."""
    return []


@pytest.fixture
def client(server, told):
    """A client with short waits."""
    return impatient(told)


def impatient(told, *given, **options):
    """A client that hardly waits, and tells the list `told`."""
    from storyhelpers.gemini import Gemini

    return Gemini(*given, **{"timeout": 20, "waits": (0.01, 0.02), "longest_wait": 1, "tell": told.append, **options})


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    with GeminiServer(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as running:
        print(f"export GOOGLE_GEMINI_BASE_URL={running.url} GEMINI_API_KEY={KEY} STORY_CAST=gemini", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
