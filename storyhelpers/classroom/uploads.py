"""What pupils send is looked at before any model sees it: its kind by its content, its bytes, pixels and seconds.

Names, endings and what a browser claims do not count. Only a kind that is named here is handed to a decoder, and to
that one alone; nothing is decoded before its size is known, and no more than two files are at a time. What comes out
is pixels and samples: whatever else was in the file, behind its end or in its margins, stays behind.
"""

import io
import os
import struct
import threading
from dataclasses import replace
from pathlib import Path

from ..engine import BadInput
from ..locale import say
from ..media import Picture, Sound, name_in
from ..opening import locate
from ..soundfiles import HIGHEST, ratio

MOST_BYTES = 32_000_000
MOST_PIXELS = {"JPEG": 120e6, "PNG": 40e6, "WEBP": 40e6, "GIF": 40e6, "BMP": 40e6}  # a JPEG is shrunk while it is read
MOST_SECONDS = 300.0
RATES = (4000, 384_000)  # samples a second
LONGEST_RATIO = 1000  # from a high rate to one that ears need: 383,987 Hz would want a filter of millions of numbers
MOST_SCANS = 100  # of a JPEG: each draws the whole picture once more
SIGNS = (  # where, what → the kind
    (0, b"\x89PNG\r\n\x1a\n", "PNG"), (0, b"\xff\xd8\xff", "JPEG"), (0, b"GIF87a", "GIF"), (0, b"GIF89a", "GIF"),
    (8, b"WEBP", "WEBP"), (0, b"BM", "BMP"),
    (8, b"WAVE", "WAV"), (0, b"fLaC", "FLAC"), (0, b"OggS", "OGG"), (0, b"ID3", "MP3"),
    (4, b"ftyphei", "HEIC"), (4, b"ftyphev", "HEIC"), (4, b"ftypmif1", "HEIC"), (0, b"%PDF", "PDF"),
)  # fmt: skip
PICTURES, SOUNDS = tuple(MOST_PIXELS), ("WAV", "MP3", "FLAC", "OGG")
_decoding = threading.BoundedSemaphore(2)


def picture(source: str | os.PathLike | bytes) -> Picture:
    """The picture of a path or of bytes: PNG, JPEG, WebP, GIF or BMP. Raises BadInput for everything else."""
    name, data = _bytes_of(source, "picture", "the picture's path")
    kind = kind_of(data)
    if kind == "HEIC":
        raise BadInput(say(
            "{name} is a HEIC photo, which this browser cannot open. Save it as a JPEG and take that "
            "(on an iPhone: Settings, Camera, Formats, Most Compatible).", name=name,
        ), "said")  # fmt: skip
    if kind == "PDF":
        raise BadInput(say("{name} is a PDF, not a picture. Take a JPEG, PNG or WebP file.", name=name), "said")
    if kind not in PICTURES:
        raise BadInput(
            f"{name} is not a picture that can be read. A JPEG, PNG or WebP file will do.", "unreadable", name=name
        )
    width, height = _size(name, data, kind)
    if width * height > (most := MOST_PIXELS[kind]):
        raise BadInput(
            f"{name} is {width:,} × {height:,} pixels; up to {most / 1e6:.0f} million pixels can be opened. Make it "
            "smaller first.",
            "too large", name=name, width=width, height=height, most=round(most / 1e6),
        )  # fmt: skip
    first = _first_frame(data) if kind == "GIF" else data
    with _decoding:
        try:
            found = Picture.open(first)
        except BadInput as error:
            raise _named(error, name) from error
    if isinstance(source, (str, os.PathLike)) and found.made_by == "own picture":
        found = replace(found, name=name_in(Path(source).stem))
    if len(first) < len(data):
        found = replace(found, note=f"{say('The picture moves; this is its first frame.')} {found.note}".strip())
    return found


def sound(source: str | os.PathLike | bytes, *, mono: bool = False) -> Sound:
    """The sound of a path or of bytes: WAV, MP3, FLAC or OGG, up to five minutes. Raises BadInput."""
    import soundfile

    name, data = _bytes_of(source, "sound", "the sound's path")
    no_sound = BadInput(
        f"{name} is not a sound that can be read. A WAV, MP3, FLAC or OGG file will do.", "no sound file", name=name
    )
    if kind_of(data) not in SOUNDS:
        raise no_sound
    try:
        about = soundfile.info(io.BytesIO(data))
    except (soundfile.SoundFileError, RuntimeError, TypeError, ValueError) as error:
        raise no_sound from error
    if about.format not in (*SOUNDS, "WAVEX") or not RATES[0] <= about.samplerate <= RATES[1]:
        raise no_sound
    if max(ratio(about.samplerate, HIGHEST)) > LONGEST_RATIO:
        raise no_sound
    if (seconds := about.frames / about.samplerate) > MOST_SECONDS:
        raise BadInput(
            f"{name} lasts {seconds / 60:,.0f} minutes; up to {MOST_SECONDS / 60:.0f} can be heard here. Cut out the "
            "part that matters.",
            "sound too long", name=name, minutes=round(seconds / 60), most=round(MOST_SECONDS / 60),
        )  # fmt: skip
    with _decoding:
        try:
            return Sound.open(data, mono=mono)
        except BadInput as error:
            raise _named(error, name) from error


def kind_of(data: bytes) -> str:
    """PNG, JPEG, GIF, WEBP, BMP, WAV, MP3, FLAC, OGG, HEIC or PDF by how the file begins; "" for all others."""
    for place, sign, kind in SIGNS:
        if data[place : place + len(sign)] == sign and (kind not in ("WEBP", "WAV") or data[:4] in (b"RIFF", b"RF64")):
            return kind
    frame = data[:2]
    layer3 = len(frame) == 2 and frame[0] == 0xFF and frame[1] & 0xE6 == 0xE2 and frame[1] & 0x18 != 0x08
    return "MP3" if layer3 else ""


def _bytes_of(source, what: str, example: str) -> tuple[str, bytes]:
    """(a short name for sentences, at most MOST_BYTES bytes). Raises BadInput."""
    name, place = locate(source, what, example)
    name = "".join(letter for letter in name if letter.isprintable())[:80]
    size = place.stat().st_size if isinstance(place, Path) else len(place)
    if size > MOST_BYTES:
        raise BadInput(
            say("{name} has {megabytes} MB; up to {most} MB can be sent to the class server. Make it smaller first.",
                name=name, megabytes=round(size / 1e6), most=round(MOST_BYTES / 1e6)), "said",
        )  # fmt: skip
    return name, place if isinstance(place, bytes) else place.read_bytes()


def _size(name: str, data: bytes, kind: str) -> tuple[int, int]:
    """(width, height) as the head tells, by the decoder of that kind alone. Raises BadInput for what is damaged."""
    from PIL import Image

    Image.init()
    try:
        if kind == "WEBP":
            return _size_of_webp(data)
        with Image.OPEN[kind][0](io.BytesIO(data), name) as image:  # not Image.open: it would raise before we can say
            size = image.size
    except Image.DecompressionBombError as error:  # a frame that claims to be larger than its GIF
        raise _damaged(name) from error
    except (OSError, SyntaxError, EOFError, ValueError, IndexError, KeyError, struct.error) as error:
        raise _damaged(name) from error
    if kind == "JPEG" and data.count(b"\xff\xda") > MOST_SCANS:
        raise _damaged(name)
    return size


def _size_of_webp(data: bytes) -> tuple[int, int]:
    """Pillow's decoder would make room for the whole picture first. Raises ValueError or struct.error."""
    form = data[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if form == b"VP8L":
        both = int.from_bytes(data[21:25], "little")
        return 1 + (both & 0x3FFF), 1 + (both >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError(form)


def _first_frame(data: bytes) -> bytes:
    """A GIF up to the end of its first frame: counting a million frames would take minutes."""
    at = 13 + (3 << (data[10] & 7) + 1 if len(data) > 10 and data[10] & 0x80 else 0)
    while data[at : at + 1] in (b"!", b","):
        frame = data[at] == 0x2C
        if frame:
            at += 11 + (3 << (data[at + 9] & 7) + 1 if len(data) > at + 9 and data[at + 9] & 0x80 else 0)
        else:
            at += 2
        while at < len(data) and data[at]:  # blocks, each told by its length
            at += data[at] + 1
        at += 1
        if frame:
            return data[:at] + b";" if data[at : at + 1] in (b"!", b",") else data
    return data


def _damaged(name: str) -> BadInput:
    return BadInput(
        f"{name} is damaged or cut short. Save or download it once more, or take another.", "damaged", name=name
    )


def _named(error: BadInput, name: str) -> BadInput:
    """The same error with the file's name: what was read were its bytes, which have none."""
    sentence = str(error).replace("That picture", name, 1).replace("That sound", name, 1)
    return BadInput(sentence, error.kind, **{**error.facts, **({"name": name} if "name" in error.facts else {})})
