"""Reading sound files: WAV, MP3, FLAC or OGG, one channel to 5.1, 8 to 32 bit, any rate, up to ten minutes.

A file is read, mixed and brought to a rate in blocks, so that nothing but the result is ever whole in memory.
"""

import contextlib
import io
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .engine import BadInput
from .locale import say
from .opening import locate

LONGEST = 600.0  # seconds
HIGHEST = 48000  # frames a second that are kept: ears end at 20 kHz
BLOCK = 1 << 17  # frames
EXAMPLE = 'Sound.open("dog.wav")'
LESS = math.sqrt(0.5)  # −3 dB: how loud the middle and the back are in a mix (ITU-R BS.775)
ORDERS = {  # channels → where each stands: left, right, middle, bass (left out), left back, right back
    3: "LRC", 4: "LRlr", 5: "LRClr", 6: "LRCBlr", 7: "LRCBmlr", 8: "LRCBlrlr",
}  # fmt: skip
VORBIS = {3: "LCR", 4: "LRlr", 5: "LCRlr", 6: "LCRlrB", 7: "LCRlrmB", 8: "LCRlrlrB"}
KINDS = (  # how other files begin → what they are
    (b"\x89PNG", 0, "a picture"), (b"\xff\xd8\xff", 0, "a picture"), (b"GIF8", 0, "a picture"),
    (b"WEBP", 8, "a picture"), (b"BM", 0, "a picture"), (b"AVI ", 8, "a video"), (b"\x1aE\xdf\xa3", 0, "a video"),
    (b"ftypM4A", 4, "a sound in a video's wrapping (M4A)"), (b"ftyp", 4, "a video"),
    (b"\x00\x00\x01\xba", 0, "a video"),
    (b"FLV", 0, "a video"), (b"%PDF", 0, "a document"), (b"PK\x03\x04", 0, "an archive"),
)  # fmt: skip


@dataclass(frozen=True)
class Recording:
    """What was in a file: float32 (frames, channels), frames a second, and what was done to it."""

    samples: np.ndarray
    rate: int
    note: str = ""


def read(source, *, mono: bool = False) -> Recording:
    """The sound of a path or of bytes, one or two channels (one: `mono`), at most 48,000 frames a second.

    Raises BadInput when there is none, it is damaged, no sound at all, or longer than ten minutes.
    """
    import soundfile

    name, place = locate(source, "sound", EXAMPLE)
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(place.open("rb")) if isinstance(place, Path) else io.BytesIO(place)
        head = stream.read(1 << 16)
        stream.seek(0)
        told = _told(head, stream)
        try:
            file = stack.enter_context(soundfile.SoundFile(stream))
        except (soundfile.SoundFileError, TypeError, ValueError) as error:
            raise _unreadable(name, head) from error
        _look(name, file)
        try:
            samples, rate = _collected(file, mono)
        except (soundfile.SoundFileError, RuntimeError) as error:
            raise _damaged(name) from error
        there = len(samples) / rate
        if (told and there < told - 0.3) or there < file.frames / file.samplerate - 0.3:
            raise _damaged(name, there, told or file.frames / file.samplerate)
        return Recording(samples, rate, _note(file, rate, mono))


def _look(name: str, file) -> None:
    """Refuses what cannot be used, before anything is read."""
    if not file.frames:
        raise BadInput(f"{name} holds no sound. Take another file.")
    if (seconds := file.frames / file.samplerate) > LONGEST:
        raise BadInput(
            f"{name} lasts {_length(seconds)}; up to {LONGEST / 60:.0f} minutes can be opened. Cut out the part that "
            "you need first.",
            "sound too long", name=name, minutes=round(seconds / 60), most=round(LONGEST / 60),
        )  # fmt: skip
    if file.channels > 8:
        raise BadInput(f"{name} has {file.channels} channels; up to 8 can be opened. Save it as stereo first.")


def _collected(file, mono: bool) -> tuple[np.ndarray, int]:
    up, down = ratio(file.samplerate, HIGHEST)
    rate = file.samplerate * up // down
    channels = 1 if mono else min(2, file.channels)
    samples = np.empty((-(-file.frames * up // down), channels), np.float32)
    weights = mixing(file.channels, channels, file.subtype in ("VORBIS",))
    blocks = (block @ weights if weights is not None else block for block in _blocks(file))
    done = 0
    for block in resampled(blocks, up, down):
        block = block[: len(samples) - done]
        samples[done : done + len(block)] = block
        done += len(block)
    samples = samples[:done]
    samples.setflags(write=False)  # so that a Sound need not copy it
    return samples, rate


def _blocks(file) -> Iterator[np.ndarray]:
    while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
        yield block


def ratio(rate: int, most: int) -> tuple[int, int]:
    """(up, down) that bring a rate to `most` or, where a whole part of it is near, to that; (1, 1) for lower ones."""
    if rate <= most:
        return 1, 1
    down = -(-rate // most)
    if rate % down == 0 and rate // down > 0.9 * most:  # 192,000 → 48,000; 88,200 → 44,100
        return 1, down
    common = math.gcd(rate, most)
    return most // common, rate // common


def resampled(blocks, up: int, down: int) -> Iterator[np.ndarray]:
    """Blocks (frames, channels) at another rate, without a seam: each is filtered with its neighbours."""
    if up == down:
        yield from blocks
        return
    from scipy.signal import resample_poly

    margin = down * (-(-(10 * max(up, down) // up + 8) // down))  # beyond the filter's reach, in whole periods
    waiting, first = None, True
    for block in blocks:
        waiting = block if waiting is None else np.concatenate([waiting, block])
        if len(waiting) < 4 * margin:
            continue
        keep = (len(waiting) - margin) // down * down
        made = resample_poly(waiting[: keep + margin], up, down, axis=0).astype(np.float32)
        start = 0 if first else margin * up // down
        yield made[start : keep * up // down]
        waiting, first = waiting[keep - margin :], False
    if waiting is not None:
        made = resample_poly(waiting, up, down, axis=0).astype(np.float32)
        yield made if first else made[margin * up // down :]


def mixing(channels: int, wanted: int, vorbis: bool = False) -> np.ndarray | None:
    """The weights (channels, wanted) of a mix that cannot clip; None where nothing is to be mixed."""
    if channels == wanted:
        return None
    weights = np.zeros((channels, 2))
    order = (VORBIS if vorbis else ORDERS).get(channels) or "LR"[:channels]
    for row, place in zip(weights, order):
        row[:] = {"L": (1, 0), "R": (0, 1), "C": (LESS, LESS), "B": (0, 0), "l": (LESS, 0), "r": (0, LESS),
                  "m": (LESS / 2, LESS / 2)}[place]  # fmt: skip
    if channels == 1:
        weights[0] = 1
    weights /= weights.sum(0)
    return (weights if wanted == 2 else weights.mean(1, keepdims=True)).astype(np.float32)


def _note(file, rate: int, mono: bool) -> str:
    notes = []
    if file.channels > 2:
        notes.append(say("Its {n} channels were mixed down to {m}.", n=file.channels, m=1 if mono else 2))
    if rate != file.samplerate:
        notes.append(say("It was brought from {a} to {b} samples a second.", a=f"{file.samplerate:,}", b=f"{rate:,}"))
    return " ".join(notes)


# ---- what is wrong with a file ----


def _told(head: bytes, stream) -> float:
    """The seconds that the beginning of an MP3 or WAV file tells of; 0 where it does not."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _told_wav(head, stream)
    start = head.find(b"Xing", 0, 8192)
    start = start if start >= 0 else head.find(b"Info", 0, 8192)
    if start < 36 or not struct.unpack(">I", head[start + 4 : start + 8])[0] & 1:
        return 0.0
    frames = struct.unpack(">I", head[start + 8 : start + 12])[0]
    for back in (36, 21, 13):  # how far before it the frame begins: stereo, mono or half rate, half rate mono
        frame = head[start - back : start - back + 4]
        if len(frame) == 4 and frame[0] == 0xFF and frame[1] & 0xE0 == 0xE0:
            version, row = frame[1] >> 3 & 3, frame[2] >> 2 & 3
            if row == 3 or version == 1:
                continue
            rate = (44100, 48000, 32000)[row] >> {3: 0, 2: 1, 0: 2}[version]
            return frames * (1152 if version == 3 else 576) / rate
    return 0.0


def _told_wav(head: bytes, stream) -> float:
    at, per_second = 12, 0
    while at + 8 <= len(head):
        tag, size = head[at : at + 4], struct.unpack("<I", head[at + 4 : at + 8])[0]
        if tag == b"fmt " and at + 20 <= len(head):
            per_second = struct.unpack("<I", head[at + 16 : at + 20])[0]
        if tag == b"data":
            end = stream.seek(0, 2)
            stream.seek(0)
            whole = size < 0x7FFF0000  # programs that write into a pipe do not know the size and write the largest
            return size / per_second if whole and per_second and at + 8 + size > end else 0.0
        at += 8 + size + size % 2
    return 0.0


def _unreadable(name: str, head: bytes) -> BadInput:
    kind = next((what for sign, at, what in KINDS if head[at : at + len(sign)] == sign), "")
    if kind == "a video" or kind.startswith("a sound in"):
        return BadInput(
            f"{name} is {kind}, which cannot be opened here. Save its sound as WAV or MP3 first.",
            "no sound file", name=name,
        )  # fmt: skip
    if kind:
        return BadInput(f"{name} is {kind}, not a sound. A WAV, MP3, FLAC or OGG file will do.",
                        "no sound file", name=name)  # fmt: skip
    return BadInput(f"{name} is not a sound that can be read. A WAV, MP3, FLAC or OGG file will do.",
                    "no sound file", name=name)  # fmt: skip


def _damaged(name: str, there: float = 0.0, told: float = 0.0) -> BadInput:
    much = f": {there:.1f} of {told:.1f} seconds are there" if told else ""
    return BadInput(
        f"{name} is damaged or cut short{much}. Save or download it once more, or take another.", "damaged", name=name
    )


def _length(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 5400 else f"{seconds / 60:.1f} minutes"
