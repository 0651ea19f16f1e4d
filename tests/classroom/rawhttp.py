"""HTTP as bytes on a socket: what no decent client would send, from an address of its own in 127.0.0.0/8 each time."""

import http.client
import itertools
import socket
import time
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

PATIENCE = 20.0  # seconds
JSON = ("Content-Type", "application/json")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


class Answer(NamedTuple):
    """What came back; status 0: the connection was closed without a word."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


_addresses = itertools.count(1)


def send(base_url: str, data: bytes | Iterable[bytes], patience: float = PATIENCE) -> Answer:
    """Sends these very bytes on a new connection and reads one answer."""
    place, number = urlsplit(base_url), next(_addresses) % 60_000
    source = (f"127.77.{number >> 8}.{number & 255 or 1}", 0) if place.hostname in ("127.0.0.1", "localhost") else None
    with socket.create_connection((place.hostname, place.port or 80), patience, source_address=source) as wire:
        try:
            for part in [data] if isinstance(data, bytes) else data:
                wire.sendall(part)
        except OSError:  # it closed before all was sent: the answer may be there
            pass
        head = isinstance(data, bytes) and data.startswith(b"HEAD ")
        answer = http.client.HTTPResponse(wire, method="HEAD" if head else "GET")
        try:
            answer.begin()
            body = b"".join(_pieces(wire, answer, time.monotonic() + patience))
        except (OSError, http.client.HTTPException):
            return Answer(answer.status if isinstance(answer.status, int) else 0, [], b"")
        return Answer(answer.status, [(name.lower(), value) for name, value in answer.getheaders()], body)


def _pieces(wire: socket.socket, answer: http.client.HTTPResponse, until: float):
    """The body as it comes, up to 3 MB; a stream that does not end is left when the time is over."""
    length = 0
    while length < 3_000_000 and (left := until - time.monotonic()) > 0:
        wire.settimeout(left)
        try:
            piece = answer.read1(1 << 16)
        except TimeoutError:
            return
        if not piece:
            return
        length += len(piece)
        yield piece


def written(method: str, target: str, headers=(), body: bytes = b"", length: bool = True) -> bytes:
    """A request as bytes, with nothing checked or escaped."""
    lines = [("Host", "127.0.0.1"), ("Connection", "close"), *headers]
    if length and (body or method == "POST"):
        lines.append(("Content-Length", str(len(body))))
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines) + "\r\n"
    return head.encode("utf-8", "surrogateescape") + body


def form(files: list[tuple[str, bytes]], edge: str = "edge") -> tuple[list[tuple[str, str]], bytes]:
    """(headers, body) of an upload."""
    body = b"".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="'.encode() + name.encode() +
        b'"\r\nContent-Type: image/png\r\n\r\n' + data + b"\r\n" for name, data in files
    )  # fmt: skip
    return [("Content-Type", f"multipart/form-data; boundary={edge}")], body + f"--{edge}--\r\n".encode()
