"""The words of a page as pieces that light up one after the other, and the media overlay (SMIL) that says when."""

from dataclasses import dataclass

from ...media import Sound
from ..marks import mark, written
from ..spoken import heard_in

SHORTEST = 0.03  # s; what is heard for a shorter time lights up together with the word before
NAMES = {
    "xmlns": "http://www.w3.org/ns/SMIL", "xmlns:epub": "http://www.idpf.org/2007/ops", "version": "3.0",
}  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """A piece of the words. clip: the seconds (from, to) of the reading in which it is lit, or None."""

    text: str
    clip: tuple[float, float] | None = None


@dataclass(frozen=True)
class Spoken:
    """What an overlay says: while the element `target` is lit, the file `audio` is heard from `start` to `end`."""

    target: str
    audio: str
    start: float
    end: float


def pieces_of(words: str, reading: Sound | None) -> tuple[Piece, ...]:
    """The words in pieces that follow each other without a gap in the reading, from its beginning to its end.

    One piece without a clip where there is no reading, or where it does not say when these very words are heard.
    """
    spans = _spans(words, reading) if reading is not None else []
    if not spans:
        return (Piece(words),) if words else ()
    starts = [0.0, *(round(start, 3) for _, _, start in spans[1:]), round(reading.seconds, 3)]
    pieces, at = [], 0
    for (first, last, _), start, end in zip(spans, starts, starts[1:], strict=False):
        if first > at:
            pieces.append(Piece(words[at:first]))
        pieces.append(Piece(words[first:last], (start, end)))
        at = last
    return (*pieces, Piece(words[at:])) if at < len(words) else tuple(pieces)


def _spans(words: str, reading: Sound) -> list[tuple[int, int, float]]:
    """(first letter, one after the last, start in seconds) of each word that is heard, or nothing."""
    spans: list[tuple[int, int, float]] = []
    for heard in heard_in(words, reading):
        if spans and heard.start < spans[-1][2] + SHORTEST:
            spans[-1] = (spans[-1][0], heard.last, spans[-1][2])
        else:
            spans.append((heard.first, heard.last, heard.start))
    while len(spans) > 1 and reading.seconds - spans[-1][2] < SHORTEST:
        (first, _, start), (_, last, _) = spans[-2:]
        spans[-2:] = [(first, last, start)]
    return spans


def smil(page: str, parts: list[tuple[str, list[Spoken]]]) -> bytes:
    """The media overlay of a page. parts: (id of an element of the page, what is spoken while it is looked at)."""
    body, page = mark("body"), f"../pages/{page}.xhtml"
    number = 0
    for element, spoken in parts:
        row = mark("seq", {"id": f"part-{element}", "epub:textref": f"{page}#{element}"})
        for one in spoken:
            number += 1
            clip = {"clipBegin": f"{one.start:.3f}s", "clipEnd": f"{one.end:.3f}s"}
            row.append(
                mark("par", {"id": f"par-{number}"}, mark("text", {"src": f"{page}#{one.target}"}),
                     mark("audio", {"src": f"../{one.audio}", **clip}))
            )  # fmt: skip
        body.append(row)
    return written(mark("smil", NAMES, body))


def clock(seconds: float) -> str:
    """Seconds as media:duration has them: "0:01:02.500"."""
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60}:{minutes % 60:02d}:{thousandths // 1000:02d}.{thousandths % 1000:03d}"
