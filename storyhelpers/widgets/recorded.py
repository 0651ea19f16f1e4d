"""What the recorder's page sends, made into a Sound; and the pieces in which it comes.

The page sends a WAV file that it made itself, or, where it cannot open a file, the file as it is: Python may.
`about` = {"name", "size", "length", "whole", "problem"}. name: of the file, "" for the microphone. length: the bytes
that were sent. whole: the seconds that the file lasts, of which only the first ones came. problem: "", "empty",
"large", "long" or "unreadable"; then no bytes came.
"""

import io
from dataclasses import dataclass, field

import numpy as np

from ..engine import BadInput
from ..locale import language, say
from ..media import Sound

LEAST = 0.1  # seconds; less is a slip of the finger
LONGEST_FILE = 600  # seconds of a file of which the beginning is taken
RATES = (4_000, 384_000)  # Hz that a sound may have
MOST_BYTES, MOST_PIECES, MOST_PAGES = 16_000_000, 64, 4


@dataclass
class Pieces:
    """Takes that still come in, a page each. `add` answers the whole when its last piece is there."""

    pages: dict = field(default_factory=dict)  # page → (take, pieces)

    def add(self, data: bytes, by: str, take: int, piece: int, pieces: int) -> bytes | None:
        """Takes one piece. The same one twice is fine; a gap, or too much, raises BadInput."""
        if not 0 <= piece < pieces <= MOST_PIECES:
            raise BadInput(_broken(), "said")
        old, parts = self.pages.pop(by, (take, []))
        parts = parts if old == take and piece else []
        if piece > len(parts) or sum(map(len, parts)) + len(data) > MOST_BYTES:
            raise BadInput(_broken(), "said")
        parts = [*parts[:piece], data]
        if len(parts) == pieces:
            return b"".join(parts)
        self.pages[by] = take, parts
        while len(self.pages) > MOST_PAGES:  # pages that were closed halfway
            del self.pages[next(iter(self.pages))]
        return None


def sound_of(data: bytes, about: dict, longest: float) -> Sound:
    """The sound that was sent, at most `longest` seconds of it. Raises BadInput with a sentence for everything else."""
    file = str(about.get("name") or "")[:80]
    name = file or say("The recording")
    _told_by_the_page(name, about)
    if len(data) != _whole(about.get("length"), len(data)):
        raise BadInput(_broken(), "said")
    if not data:
        raise BadInput(say("{name} is empty. Take another one.", name=name), "said")
    samples, rate, whole = _opened(data, name, longest)
    if len(samples) < LEAST * rate:
        raise BadInput(say("{name} is shorter than {least} s. Take a longer one.", name=name, least=_number(LEAST, 1)),
                       "said")  # fmt: skip
    if not np.isfinite(samples).all():
        raise BadInput(say("{name} holds numbers that are no sound. Take another one.", name=name), "said")
    whole, note = max(whole, _seconds(about.get("whole"))), ""
    if file and whole > longest + 0.05:
        note = say("These are the first {seconds} s of {name}, which lasts {whole} s.",
                   seconds=_number(longest), name=file, whole=_number(whole, 1))  # fmt: skip
    return Sound(samples, rate, made_by="own sound", note=note)


def _told_by_the_page(name: str, about: dict) -> None:
    """Raises BadInput for what the page itself could not open."""
    problem = about.get("problem") or ""
    if problem == "empty":
        raise BadInput(say("{name} is empty. Take another one.", name=name), "said")
    if problem == "large":
        raise BadInput(say("{name} has {megabytes} MB, which is too much for a browser. Cut out the part that is to be "
                           "heard, and take that.", name=name, megabytes=round(_whole(about.get("size")) / 1e6)),
                       "said")  # fmt: skip
    if problem == "long":
        raise BadInput(_long(name, _seconds(about.get("whole"))), "said")
    if problem:
        raise BadInput(_unreadable(name), "said")


def _opened(data: bytes, name: str, longest: float) -> tuple[np.ndarray, int, float]:
    """(samples of at most two channels, rate, seconds of the whole file); no more is read than is wanted."""
    import soundfile

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate, whole = file.samplerate, file.frames / max(1, file.samplerate)
            if not RATES[0] <= rate <= RATES[1] or file.channels > 8:
                raise BadInput(_unreadable(name), "said")
            if whole > LONGEST_FILE:
                raise BadInput(_long(name, whole), "said")
            samples = file.read(round(longest * rate), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, TypeError, ValueError, OSError) as error:
        raise BadInput(_unreadable(name), "said") from error
    return samples if samples.shape[1] <= 2 else samples.mean(axis=1, keepdims=True), rate, whole


def _unreadable(name: str) -> str:
    return say("{name} is not a sound that can be read. Take a WAV, MP3, OGG or FLAC file.", name=name)


def _long(name: str, whole: float) -> str:
    return say(
        "{name} lasts {minutes} minutes; up to {most} fit. Cut out the part that is to be heard, and take that.",
        name=name, minutes=round(whole / 60), most=LONGEST_FILE // 60,
    )  # fmt: skip


def _broken() -> str:
    return say("The sound did not arrive whole. Record it once more, or choose the file again.")


def _whole(value, otherwise: int = 0) -> int:
    """A whole number that a page sent; -1 for what is none."""
    if value is None:
        return otherwise
    return int(value) if isinstance(value, int | float) and abs(value) < 1e15 else -1


def _seconds(value) -> float:
    """A length that a page sent; 0 for what is none."""
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e9 else 0.0


def _number(value: float, decimals: int | None = None) -> str:
    """2 → "2", 2.5 → "2.5"; with a comma where the language writes one."""
    text = f"{round(value, 2):g}" if decimals is None else f"{value:.{decimals}f}"
    return text.replace(".", ",") if language() == "es" else text
