"""What is known to be tried on servers: without the code, with wrong ones, on other people's files, with odd bodies."""

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from .rawhttp import FORM, JSON, Answer, form, send, written
from .victim import API, Attack, Class

BEYOND = [  # ways to name a file; {} is the file
    "{}", "/{}", "//{}", "../../../../../../..{}", "/tmp/../..{}", "/tmp/gradio/../..{}", "file://{}", "./..{}",
    "{}/", "{}%00.png", "{}\\", "..\\..\\..{}", "/proc/self/root{}", "/proc/self/cwd/../../../../..{}", "~{}",
    "{}?a=b", "/.{}", "/tmp/..;/{}", "%2e%2e/%2e%2e{}", "%252e%252e/{}", "..%c0%af..%c0%af{}", "/dev/fd/0{}",
    "//localhost{}",
]  # fmt: skip
ELSEWHERE = ["http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "https://example.org/a.png",
    "ftp://a/b", "gopher://127.0.0.1:1/_", "HTTP://localhost/", "http:/\\127.0.0.1/",
    "data:text/html,<b>hi</b>"]  # fmt: skip
PLACES = [  # what is there after login, and what is closed to all
    "/", "/config", "/theme.css", "/compare", f"{API}/info", f"{API}/openapi.json", f"{API}/app_id", f"{API}/user",
    f"{API}/queue/status", f"{API}/queue/data?session_hash=a", f"{API}/heartbeat/a", f"{API}/startup-events",
    f"{API}/upload_progress?upload_id=a", f"{API}/call/health", f"{API}/run/health", f"{API}/api/health",
    f"{API}/call/v2/health", f"{API}/queue/join", f"{API}/upload", f"{API}/cancel", f"{API}/reset", "/assets/a.js",
    "/static/img/logo.svg", "/svelte/a.js", "/docs", "/redoc", "/openapi.json", "/login", "/logout", "/token",
]  # fmt: skip
CLOSED = [f"{API}/component_server", f"{API}/component_server/", f"{API}/proxy=http://127.0.0.1:1/",
    f"{API}/deep_link", f"{API}/stream/a", f"{API}/stream/a/close", f"{API}/stream/a/b/1/playlist.m3u8",
    f"{API}/process_recording", f"{API}/file/etc/passwd", f"{API}/custom_component/a/client/b/c.js",
    f"{API}/dev/reload", f"{API}/vibe-edit", f"{API}/vibe-code", f"{API}/runs", f"{API}/run-history/records",
    f"{API}/profiling/traces", f"{API}/mcp", f"{API}/mcp/sse", f"{API}/token", "/monitoring", "/monitoring/summary",
    "/monitoring/a", "/pwa_icon/100000", "/file=/etc/passwd", "/proxy=http://127.0.0.1:1/", "/mcp", "/_nicegui",
    "/.env", "/.git/config", "/server-status",
]  # fmt: skip


def attacks(server: Class) -> Iterator[Attack]:
    """All of them."""
    for kind in (without_code, wrong_codes, bent_http, files_of_others, bodies, uploads):
        yield from kind(server)


def without_code(server: Class) -> Iterator[Attack]:
    """Every address, without any code."""
    for method, place in itertools.product(
        ("GET", "POST", "HEAD", "PUT", "DELETE", "TRACE", "OPTIONS"), PLACES + CLOSED
    ):
        yield Attack(
            f"no code: {method} {place}", server.ask(method, place, [("Origin", "http://evil.example")]), server.shut
        )
    for way in ("//config", "/./config", "/;/config", "/config%2f", "/%63onfig", "/config%00", "/config/.",
        "/assets/../config", "/gradio_api/../config", "/login/../config", "http://127.0.0.1/config", "*", "/CONFIG",
        "/config;code=1", "/config?code=", "/favicon.ico/../config", "/class-code/../config", "/\\config",
        "/config\t"):  # fmt: skip
        yield Attack(f"no code: {way}", server.ask("GET", way), server.shut)
    for header in ("X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Forwarded-Prefix",
        "X-Forwarded-Host", "X-Real-IP", "X-Forwarded-For", "Forwarded", "X-Story-Pupil", "x-story-pupil", "X-Pupil",
        "Referer"):  # fmt: skip
        for value in ("/config", "127.0.0.1", "localhost", "a" * 16, "GET"):
            yield Attack(f"no code: {header}: {value}", server.ask("GET", "/config", [(header, value)]), server.shut)
    yield Attack("a web socket", server.ask("GET", f"{API}/queue/join", [("Upgrade", "websocket"), ("Connection",
        "Upgrade"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]),
        server.shut)  # fmt: skip


def wrong_codes(server: Class) -> Iterator[Attack]:
    """Codes that are nearly right, or no codes at all, wherever one may stand."""
    code = server.code
    words = code.split("-")
    near = ["", " ", "-", code[:-1], code + "a", "-".join(words[::-1]), "-".join(words[:3]), f"{code}-{words[0]}",
        code[1:], "a" * 150_00, "' OR 1=1 --", '{"$ne": ""}', "null", "True", "undefined", "%2e", "code", "*", ".*",
        "\x00", "ÿ" * 50, "otter-lamp-river-seven", code.replace(words[0], ""), "𝔞" * 30]  # fmt: skip
    for wrong in near:
        if "".join(filter(str.isalpha, wrong)) == "".join(words):
            continue
        yield Attack(
            f"X-Class-Code {wrong[:30]!r}", server.ask("GET", "/config", [("X-Class-Code", wrong)]), server.shut
        )
        yield Attack(
            f"Bearer {wrong[:30]!r}", server.ask("GET", "/config", [("Authorization", f"Bearer {wrong}")]), server.shut
        )
        yield Attack(
            f"?code={wrong[:30]!r}",
            server.ask("GET", f"/?code={quote(wrong[:2000])}", [("Accept", "text/html")]),
            server.shut,
        )
        yield Attack(
            f"typed {wrong[:30]!r}",
            server.ask("POST", "/class-code", [FORM], f"code={quote(wrong[:500])}".encode()),
            server.shut,
        )
    good = quote(code)
    for target in (f"/config?code={good}", f"{API}/info?code={good}", f"{API}/file=/etc/passwd?code={good}",
        f"//evil.example/?code={good}", f"/\\evil.example/?code={good}",
        f"/%2f%2fevil.example?code={good}"):  # fmt: skip
        yield Attack(f"the code in {target[:30]}", server.ask("GET", target), server.shut)
    for cookie in ("story-=a.b", "story-a=.", f"story-a={code}", "story-a=" + "a" * 5000, "; ; =;", f"code={code}"):
        yield Attack(f"cookie {cookie[:30]!r}", server.ask("GET", "/config", [("Cookie", cookie)]), server.shut)
    session = _session(server)
    for value in ("", ".", "a.", f".{'0' * 43}", f"a.{'0' * 43}", "é.é", f"{code}.{code}", "a" * 8000):
        yield Attack(
            f"cookie of today {value[:20]!r}",
            server.ask("GET", "/config", [("Cookie", f"story-{session}={value}")]),
            server.shut,
        )
    yield Attack(
        "two codes", server.ask("GET", "/config", [("X-Class-Code", "a"), ("X-Class-Code", code)]), server.shut
    )
    yield Attack(
        "a form of 50 MB",
        server.ask("POST", "/class-code", [FORM, ("Content-Length", "50000000")], b"code=", length=False),
        server.shut,
    )
    yield Attack(
        "from another site",
        server.ask("POST", "/class-code", [FORM, ("Sec-Fetch-Site", "cross-site")], f"code={good}".encode()),
        server.shut,
    )


def _session(server: Class) -> str:
    return json.loads(server.ask("GET", f"{API}/info")().body)["session"]


def bent_http(server: Class) -> Iterator[Attack]:
    """Requests that two programs could read in two ways, or that go on for ever."""
    line, host = b"POST /config HTTP/1.1\r\n", b"Host: 127.0.0.1\r\n"
    both = (
        line
        + host
        + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /config HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    for name, data in {
        "two lengths": line + host + b"Content-Length: 0\r\nContent-Length: 30\r\n\r\nGET /config HTTP/1.1\r\n\r\n",
        "length and chunks": both,
        "a length below zero": line + host + b"Content-Length: -1\r\n\r\n",
        "a length in words": line + host + b"Content-Length: many\r\n\r\n",
        "chunks of no size": line + host + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
        "a chunk of 16 exabytes": line + host + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc",
        "HTTP/0.9": b"GET /config\r\n\r\n",
        "HTTP/3.7": b"GET /config HTTP/3.7\r\n" + host + b"\r\n",
        "no host": b"GET /config HTTP/1.1\r\n\r\n",
        "two hosts": b"GET /config HTTP/1.1\r\n" + host + b"Host: evil\r\n\r\n",
        "a host with a page": b"GET / HTTP/1.1\r\nAccept: text/html\r\nHost: evil/<script>\r\n\r\n",
        "a line that goes on": b"GET / HTTP/1.1\r\n" + host + b"X: a\r\n b\r\n\r\n",
        "a header without name": b"GET / HTTP/1.1\r\n" + host + b": a\r\n\r\n",
        "a nul": b"GET / HTTP/1.1\r\n" + host + b"X: a\0b\r\n\r\n",
        "no request": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 60 + b"\r\n\r\n",
        "200 headers": b"GET / HTTP/1.1\r\n" + host + b"".join(b"X-%d: a\r\n" % n for n in range(200)) + b"\r\n",
        "a long header": b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 60_000 + b"\r\n\r\n",
        "a long path": b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n" + host + b"\r\n",
        "two requests": b"GET / HTTP/1.1\r\n" + host + b"\r\nGET /config HTTP/1.1\r\n" + host + b"\r\n",
    }.items():
        yield Attack(name, lambda data=data: send(server.url, data, 8.0), server.shut)
    for text in ("a\r\nInjected: yes", "a%0d%0aInjected: yes", "a\nInjected: yes", "a%E5%98%8A%E5%98%8DInjected: yes"):
        yield Attack(
            f"a header in a link {text[:8]!r}", server.ask("GET", f"/?code={quote(server.code)}&x={text}"), server.tells
        )
        yield Attack(
            f"a header in a language {text[:8]!r}", server.ask("GET", "/", [("Accept-Language", text)]), server.shut
        )
        yield Attack(
            f"a header in a pupil {text[:8]!r}",
            server.ask("GET", "/", [("X-Class-Code", server.code), ("X-Pupil", text)]),
            server.tells,
        )


def files_of_others(server: Class) -> Iterator[Attack]:
    """Somebody of the class who wants what is not theirs."""
    for way, file in itertools.product(
        BEYOND, ("/etc/passwd", str(server.outside), server.diary, str(Path(server.diary).parent))
    ):
        yield Attack(f"file={way.format(file)}", server.thieves("GET", f"{API}/file={way.format(file)}"), server.tells)
    for place in ELSEWHERE:
        yield Attack(f"file={place}", server.thieves("GET", f"{API}/file={place}"), _closed(server))
        yield Attack(f"proxy={place}", server.thieves("GET", f"{API}/proxy={place}"), _closed(server))
    for method, place in itertools.product(("GET", "POST"), CLOSED):
        yield Attack(
            f"{method} {place}",
            server.thieves(method, place, [JSON], b"{}" if method == "POST" else b""),
            _closed(server),
        )
    for place in (f"{API}/queue/data?session_hash={server.session}", f"{API}/heartbeat/{server.session}"):
        yield Attack(f"listens to another: {place}", server.thieves("GET", place), _closed(server))
    for header in ("X-Story-Pupil", "x_story_pupil", "X-Story-Pupil "):
        yield Attack(
            f"says to be another by {header}",
            server.thieves("GET", f"{API}/file={server.diary}", [(header, "a" * 16)]),
            server.tells,
        )
    for range_ in ("bytes=0-" + "9" * 5000, "bytes=²-³", "bytes=-", "bytes=5-1", "bytes=0-1,2-3", "lines=1"):
        yield Attack(f"range {range_[:20]}", server.ask("GET", f"{API}/file={server.diary}", [*server.victim,
            ("Range", range_)]),
            lambda answer: f"it broke: {answer.status}" if answer.status >= 500 else "")  # fmt: skip


def _closed(server: Class) -> Callable[[Answer], str]:
    def check(answer: Answer) -> str:
        good = answer.status == 0 or 400 <= answer.status < 500
        return server.tells(answer) or ("" if good else f"it answered {answer.status} {answer.body[:80]!r}")

    return check


def bodies(server: Class) -> Iterator[Attack]:
    """What can be wrong with what a pupil sends to an endpoint."""
    meta = '"meta": {"_type": "gradio.FileData"}'
    paths = [
        "/etc/passwd",
        str(server.outside),
        server.diary,
        "../../etc/passwd",
        "file:///etc/passwd",
        "/proc/self/environ",
        *ELSEWHERE,
    ]
    for path, name in itertools.product(paths, ("describe", "upscale", "health")):
        text = json.dumps(path)[1:-1]
        for kind, body in {
            "plain": f'{{"data": [{{"path": "{text}", {meta}}}]}}',
            "in letters": f'{{"data": [{{"p\\u0061th": "{text}", {meta}}}]}}',
            "twice": f'{{"data": [{{"path": "a", "path": "{text}", {meta}}}]}}',
            "deep": f'{{"data": [[[{{"a": {{"path": "{text}", {meta}}}}}]]]}}',
            "as url": f'{{"data": [{{"path": "", "url": "{text}", {meta}}}]}}',
        }.items():
            yield Attack(
                f"{name}: {kind} {path}",
                server.thieves("POST", f"{API}/call/{name}", [JSON], body.encode()),
                server.tells,
            )
        wide = f'{{"data": [{{"path": "{text}", {meta}}}]}}'.encode("utf-16")
        yield Attack(f"{name}: wide {path}", server.thieves("POST", f"{API}/call/{name}", [JSON], wide), server.tells)
    for name, body in {"nothing": b"", "no JSON": b"{", "a list": b"[]", "a word": b'"data"', "null": b"null",
        "deep": b"[" * 100_000, "deep objects": b'{"a":' * 50_000,
        "a long number": b'{"data": [' + b"9" * 10_000 + b"]}", "not a number": b'{"data": [NaN, Infinity]}',
        "half a letter": b'{"data": ["\\ud800"]}', "no UTF-8": b'{"data": ["\xff\xfe"]}',
        "a nul": b'{"data": ["\\u0000"]}', "data as object": b'{"data": {"__class__": "os"}}',
        "prototype": b'{"data": [], "__proto__": {"a": 1}}', "5 MB": b'{"data": ["' + b"a" * 5_000_000 + b'"]}',
        "another's session": json.dumps({"data": [], "session_hash": server.session}).encode(),
        "a session as list": b'{"data": [], "session_hash": ["a"]}',
        "an event": b'{"data": [], "event_id": "0123456789abcdef0123456789abcdef"}',
        "a function of its own": b'{"data": [], "fn_index": -1, "session_hash": "aa"}',
        "a far function": b'{"data": [], "fn_index": 99999, "session_hash": "aa"}',
        "batched": b'{"data": [], "batched": true}',
    }.items():  # fmt: skip
        for place in (
            "call/describe",
            "call/v2/describe",
            "run/describe",
            "api/describe",
            "queue/join",
            "cancel",
            "reset",
            "call/nothing",
            "upload",
        ):
            yield Attack(f"{place}: {name}", server.thieves("POST", f"{API}/{place}", [JSON], body), server.tells)
    huge = [*server.thief, JSON, ("Transfer-Encoding", "chunked")]
    chunk = b"100000\r\n" + b"a" * 0x100000 + b"\r\n"
    yield Attack("JSON without end", lambda: send(server.url, itertools.chain([written("POST", f"{API}/call/describe",
        huge, length=False)], itertools.repeat(chunk, 50))), _closed(server))  # fmt: skip
    lies = written("POST", f"{API}/call/describe", [*server.thief, JSON, ("Content-Length", "10")], length=False)
    yield Attack("more than was told", lambda: send(server.url, lies + b'{"data":[]}' * 1000), server.tells)


def uploads(server: Class) -> Iterator[Attack]:
    """Names that lead elsewhere, and bodies that are too much."""
    mark = server.mark
    names = [f"../../../../tmp/{mark}.png", f"/tmp/{mark}.png", f"..\\..\\{mark}.png", f"{mark}\0.png",
        f"{mark}.png\r\nX: y", "." * 3 + mark, f"{mark}" * 40, f"C:\\{mark}.png", f"~/{mark}.png",
        f"%2e%2e%2f{mark}.png", f"{mark}.html", f"{mark}.svg", f"{mark}.py", f"-{mark}", f"{mark}/", "", ".", "..",
        f"con.{mark}", f"{mark}‮gnp.exe", f"$({mark})", f"`{mark}`", f"{mark};rm -rf"]  # fmt: skip
    for name in names:
        headers, body = form([(name, b"<svg onload=alert(1)>")])
        yield Attack(f"named {name[:40]!r}", server.thieves("POST", f"{API}/upload", headers, body), server.tells)
    headers, body = form([(f"{mark}.png", b"a" * 50_000_000)])
    yield Attack("50 MB", server.thieves("POST", f"{API}/upload", headers, body), _closed(server))
    start = written("POST", f"{API}/upload", [*server.thief, *headers, ("Transfer-Encoding", "chunked")], length=False)
    pieces = (
        b"%x\r\n" % 0x100000 + body[at : at + 0x100000].ljust(0x100000, b"a") + b"\r\n"
        for at in range(0, 40_000_000, 0x100000)
    )
    yield Attack("40 MB without a length", lambda: send(server.url, itertools.chain([start], pieces)), _closed(server))
    for name, kind in {"no edge": "multipart/form-data", "a long edge": f"multipart/form-data; boundary={'a' * 3000}",
        "JSON": "application/json", "an odd edge": "multipart/form-data; boundary=\"a\x7fb\"",
        "text": "text/plain"}.items():  # fmt: skip
        yield Attack(
            f"upload with {name}",
            server.thieves("POST", f"{API}/upload", [("Content-Type", kind)], body[:500]),
            server.tells,
        )
    for count in (1200, 20):
        headers, body = form([(f"{mark}{n}.png", b"a") for n in range(count)])
        yield Attack(f"{count} files at once", server.thieves("POST", f"{API}/upload", headers, body), server.tells)
