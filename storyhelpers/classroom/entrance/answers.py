"""The gate's own answers, and the headers that every answer gets: nothing is kept, nothing goes to other machines."""

import re

from .bodies import Outgoing
from .routes import Route

ALWAYS = [
    (b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"), (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=()"),
]  # fmt: skip
NEVER_KEPT, KEPT = (b"cache-control", b"no-store"), (b"cache-control", b"private, max-age=3600")
# Nothing of a page may go to, or come from, another machine: Gradio would ask for fonts and a script of others.
OF_A_PAGE = (
    b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
    b"worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
OF_A_FILE = b"default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
SECRET_HEADERS = {"x-class-code", "authorization", "x-pupil", "cookie"}  # not handed on to Gradio
FILE_HEADERS = {"host", "range", "if-none-match", "if-modified-since", "user-agent", "accept"}  # all that a file needs
_RANGE = re.compile(rb"bytes=\d{0,15}-\d{0,15}")


def headers_of(route: Route) -> list[tuple[bytes, bytes]]:
    """What an answer of Gradio gets, in place of its own headers of that name."""
    policy = {"page": OF_A_PAGE, "file": OF_A_FILE}.get(route.kind)
    kept = KEPT if route.kind == "asset" else NEVER_KEPT
    return [*ALWAYS, kept, *([(b"content-security-policy", policy)] if policy else [])]


def handed_on(headers, route: Route, name: str, pupil: str) -> list[tuple[bytes, bytes]]:
    """A request's headers as Gradio sees them: without its secrets, with the pupil under that name.

    Gradio gives the headers of a request for part of a file back in its answer: of that, it sees only what it needs.
    """
    kept = []
    for key, value in headers:
        plain = key.lower().decode("latin-1")
        wanted = plain in FILE_HEADERS if route.kind == "file" else plain not in SECRET_HEADERS
        if wanted and plain != name and (plain != "range" or _RANGE.fullmatch(value.strip())):
            kept.append((key, value))
    return [*kept, (name.encode(), pupil.encode())]


async def answer(send, status: int, body: bytes = b"", kind: str = "text/plain", headers=(), empty: bool = False):
    """Sends a whole answer. headers: (name, value) texts; empty: the body is only counted (HEAD)."""
    ours = [("content-type", kind), ("content-length", str(len(body))), *headers]
    raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in ours]
    outgoing = Outgoing(send, [*ALWAYS, NEVER_KEPT])
    try:
        await outgoing({"type": "http.response.start", "status": status, "headers": raw})
        await outgoing({"type": "http.response.body", "body": b"" if empty else body})
    except OSError:
        if not outgoing.stalled:
            raise
