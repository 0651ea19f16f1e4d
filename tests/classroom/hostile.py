"""Hostile requests for a real class server: known attacks, and as many made-up ones as are asked for.

    for name, request, check in attacks(url, code, tries=1000):
        wrong = check(request())      # "" when the server behaved, else what it did
    assert not strays(mark, home)     # no upload lies outside the upload folder

Every request goes over a socket of its own, byte by byte as written here, from an address of its own in 127.0.0.0/8: so
wrong codes are slowed a little, not for minutes. A server behaves when whoever has no code gets nothing but "no", when
whoever has one gets nothing of another pupil nor of the machine, and when it is still there afterwards.
"""

import itertools
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from . import known_attacks as known
from .bad_files import bad_files
from .known_attacks import CLOSED, ELSEWHERE, PLACES
from .rawhttp import FORM, JSON
from .victim import API, Attack, Class


def attacks(
    base_url: str, code: str, *, tries: int = 0, seed: int = 0, server: Class | None = None
) -> Iterator[Attack]:
    """All known attacks; then made-up ones until there were `tries`."""
    server = server or Class(base_url, code)
    count = 0
    for attack in itertools.chain(known.attacks(server), endpoints(server), files(server)):
        count += 1
        yield attack
    if tries > count:
        yield from made_up(server, tries - count, seed)
    yield Attack(
        "the class goes on",
        server.ask("POST", f"{API}/run/health", [*server.victim, JSON], b'{"data": []}'),
        lambda answer: server.tells(answer) or ("" if answer.status in (200, 404) else str(answer.status)),
    )


def endpoints(server: Class) -> Iterator[Attack]:
    """Every endpoint with the right number of the wrong things."""
    info = json.loads(server.thieves("GET", f"{API}/info")().body)["named_endpoints"]
    canary = {"path": str(server.outside), "meta": {"_type": "gradio.FileData"}}
    for name, about in info.items():
        parts = len(about["parameters"])
        for kind, value in {
            "nothing": None,
            "lists": [],
            "objects": {},
            "texts": "a",
            "long texts": "é" * 50_000,
            "numbers": -1,
            "large numbers": 10**30,
            "small numbers": 1e-300,
            "signs": "\0\u202e\x1b[31m{}%s${x}<b>",
            "traversal": "../../etc/passwd",
            "a file": canary,
            "deep": [[[[]]]],
        }.items():
            yield Attack(f"{name} of {kind}", lambda n=name, v=value, p=parts: server.wish(n, [v] * p), server.ends)


def files(server: Class) -> Iterator[Attack]:
    """Files that are not what they say, given to the endpoints that open files."""
    for name, data in bad_files().items():
        for endpoint in ("/describe", "/upscale", "/listen"):

            def request(name=name, data=data, endpoint=endpoint):
                return server.wish(endpoint, [server.upload(name, data)])

            yield Attack(f"{endpoint} of {name}", request, server.ends)


# ---- made up ----

_odd = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n"), max_size=40)
_piece = (
    st.sampled_from(
        [
            API,
            "file=",
            "call",
            "config",
            "..",
            "%2e%2e",
            "",
            "assets",
            "upload",
            "queue",
            "data",
            "\\",
            "%00",
            "etc",
            "passwd",
            "proxy=",
            "%2f",
            "?code=",
            ";",
            "~",
            "heartbeat",
            "compare",
            "run",
            "health",
            "#",
            "static",
        ]
    )
    | _odd
)
_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _odd | st.sampled_from(["/etc/passwd", *ELSEWHERE]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["path", "url", "meta", "_type", "data", "mask", "points", "session_hash", "event_id"])
            | _odd,
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def hostile(server: Class) -> st.SearchStrategy[Attack]:
    """Requests that nobody thought of: odd paths, headers and bodies, with and without the code."""

    @st.composite
    def made(draw) -> Attack:
        known = draw(st.booleans())
        method = draw(st.sampled_from(["GET", "POST", "HEAD", "PATCH", "GET", "POST"]))
        tail = draw(
            st.sampled_from(PLACES + CLOSED) | st.lists(_piece, max_size=6).map(lambda parts: "/" + "/".join(parts))
        )
        target = "".join(c if 32 < ord(c) < 127 else quote(c) for c in tail)
        names = st.sampled_from(
            [
                "Accept",
                "Accept-Language",
                "Cookie",
                "Range",
                "Origin",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Story-Pupil",
                "Sec-Fetch-Site",
                "Content-Type",
                "Referer",
                "X-Gradio-Server",
            ]
        )
        headers = draw(st.lists(st.tuples(names, _odd), max_size=4))
        body = b""
        if method in ("POST", "PATCH"):
            body = draw(
                st.binary(max_size=200)
                | _value.map(lambda v: json.dumps({"data": v if isinstance(v, list) else [v]}).encode())
            )
            headers.append(draw(st.sampled_from([JSON, FORM, ("Content-Type", "multipart/form-data; boundary=edge")])))
        head = (
            server.thief
            if known
            else draw(
                st.sampled_from([[], [("X-Class-Code", "otter-lamp-river-eleven")], [("X-Pupil", server.thief[1][1])]])
            )
        )
        name = f"{'class' if known else 'nobody'}: {method} {target[:60]} {[n for n, _ in headers]}"
        return Attack(name, server.ask(method, target, [*head, *headers], body), server.tells if known else server.shut)

    return made()


def made_up(server: Class, tries: int, seed: int = 0) -> list[Attack]:
    """That many of them, the same for the same seed but for the secrets."""
    found: list[Attack] = []

    @seeded(seed)
    @settings(
        max_examples=tries,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(hostile(server))
    def collect(attack):
        found.append(attack)

    collect()
    return found[:tries]


def strays(
    mark: str, home: str | os.PathLike, folders: Iterable[str | os.PathLike] = ("/tmp", ".", "/", "~")
) -> list[str]:
    """Files whose name holds the mark and that do not lie in `home`, the upload folder; looks two floors deep."""
    found = []
    for place in map(Path, folders):
        for pattern in ("*", "*/*"):
            with_mark = (path for path in place.expanduser().absolute().glob(pattern) if mark in path.name)
            found += [str(path) for path in with_mark if not path.is_relative_to(Path(home).absolute())]
    return sorted(set(found))
