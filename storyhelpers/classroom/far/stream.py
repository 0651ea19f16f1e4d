"""What comes over the line, piece by piece and within limits: server-sent events, bodies, and why nothing came."""

from collections.abc import Iterator

from .troubles import Dropped

MOST_EVENT = 32_000_000  # bytes of one event: a mask of 16 million pixels in base64 has a tenth of that


def events(pieces: Iterator[bytes]) -> Iterator[tuple[str, bytes]]:
    """(event, data) of a stream of server-sent events, a data line each. Raises Dropped for one without an end."""
    buffer, kind = bytearray(), ""
    for piece in pieces:
        buffer += piece
        while (end := buffer.find(b"\n")) >= 0:
            line = bytes(buffer[:end]).rstrip(b"\r")
            del buffer[: end + 1]
            name, _, value = line.partition(b":")
            if name == b"event":
                kind = value.strip().decode("ascii", "replace")
            elif name == b"data":
                yield kind, value
        if len(buffer) > MOST_EVENT:
            raise Dropped("the answer has no end")


def body(response, most: int) -> bytes:
    """All of an answer. Raises Dropped for more than `most` bytes."""
    came = bytearray()
    for piece in response.iter_bytes():
        came += piece
        if len(came) > most:
            raise Dropped("the answer has no end")
    return bytes(came)


def why(error: Exception) -> str:
    """Why nobody answered, in a few words without the address."""
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    text = str(error).casefold()
    for sign, words in (
        ("certificate", "its certificate is not trusted"), ("refused", "nothing listens there"),
        ("name", "there is no such name"), ("getaddrinfo", "there is no such name"),
    ):  # fmt: skip
        if sign in text:
            return words
    return "the connection ended"
