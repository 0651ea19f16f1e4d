"""Files that are not what they say, that grow when they are opened, or that are two things at once."""

import io
import struct
import zipfile
import zlib
from functools import cache

import numpy as np
import soundfile
from PIL import Image

MARK = b"stowaway-4711"  # hidden in polyglots: no answer may hold it


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes | None = None, *more: bytes) -> bytes:
    """A grey PNG of one bit a pixel that says this size, with these raw rows (default: as many as it says, all 0)."""
    rows = b"\0" * ((width + 7) // 8 + 1) * height if rows is None else rows
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packed = zlib.compress(rows, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + b"".join(more) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
    )


def wav(rate: int, frames: int, told: int | None = None, channels: int = 1) -> bytes:
    """A 16-bit WAV of silence; told: the bytes of sound that its head promises."""
    told = frames * 2 * channels if told is None else told
    form = struct.pack("<HHIIHH", 1, channels, rate & 0xFFFFFFFF, rate * 2 * channels & 0xFFFFFFFF, 2 * channels, 16)
    data = b"\0" * (frames * 2 * channels)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + told & 0xFFFFFFFF)
        + b"WAVEfmt \x10\0\0\0"
        + form
        + b"data"
        + struct.pack("<I", told)
        + data
    )


def saved(kind: str, **options) -> bytes:
    """A small picture as a file of that kind."""
    image = Image.fromarray(np.random.default_rng(7).integers(0, 255, (48, 64, 3), np.uint8))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _zip(expands: int = 0) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.txt", MARK + b"0" * expands)
    return file.getvalue()


def _scans(times: int) -> bytes:
    """A progressive JPEG whose last scan is there many times: each costs the work of a whole picture."""
    data = saved("JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * times + b"\xff\xd9"


def _flac(seconds: int) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.zeros(8000 * seconds, np.int16), 8000, format="FLAC")
    return file.getvalue()


@cache
def bad_files() -> dict[str, bytes]:
    """Name → bytes. None of them may do more than be refused, or be taken as the plain picture or sound that it is."""
    gif = saved("GIF")
    frame = b",\0\0\0\0\1\0\1\0\0\2\0"  # a frame of one pixel that has no data
    start = gif[: 13 + (3 << (gif[10] & 7) + 1)]
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 60_000_000, 9))
    scene = _chunk(b"iTXt", b"storyhelpers\0\0\0\0\0" + b'{"words": "a", "scene": {"figures": [[[]]]}, "seed": "x"}')
    return {"empty.png": b"", "a.zip": _zip(), "bomb.zip": _zip(30_000_000),
        "page.html": b"<html><script>alert(1)</script>", "a.exe": b"MZ" + b"\0" * 99,
        "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "a.pdf": b"%PDF-1.7\n%", "a.ps": b"%!PS\n(/etc/passwd) (r) file", "a.tiff": saved("TIFF"),
        "a.ico": saved("ICO"), "a.psd": b"8BPS\0\1" + b"\0" * 40, "a.heic": b"\0\0\0\x18ftypheic" + b"\0" * 40,
        "a.txt": b"hello", "bomb.png": png(60_000, 60_000, b"\0" * 1000), "real-bomb.png": png(19_000, 19_000),
        "lines.png": png(1, 1_000_000_000, b"\0\0"), "text-bomb.png": png(64, 64, None, text), "scene.png": png(64,
        64, None, scene), "cut.png": saved("PNG")[:300], "cut.jpg": saved("JPEG")[:300],
        "zip-behind.png": saved("PNG") + _zip(), "html-behind.jpg": saved("JPEG") + b"<script>" + MARK,
        "gif-zip.gif": gif + _zip(), "zip-before.png": _zip() + saved("PNG"), "js-comment.jpg": saved("JPEG",
        comment=MARK), "scans.jpg": _scans(3000), "big.bmp": b"BM" + struct.pack("<IHHIIiiHHIIiiII", 60, 0, 0, 54, 40,
        65000, 65000, 1, 24, 0, 0, 0, 0, 0, 0), "low.bmp": b"BM" + struct.pack("<IHHIIiiHHIIiiII", 60, 0, 0, 54, 40,
        -2147483648, -2147483648, 1, 24, 0, 0, 0, 0, 0, 0),
        "wide.webp": b"RIFF\xff\xff\0\0WEBPVP8X\n\0\0\0\0\0\0\0\xfe\x3f\0\xfe\x3f\0" + b"\0" * 100,
        "frames.gif": start + frame * 200_000 + b";", "no-end.gif": gif[:13] + b"!\xf9\x04", "thin.png": png(1,
        20_000), "tiny.png": png(1, 1), "a.wav": wav(8000, 8000), "fast.wav": wav(2_147_483_647, 100),
        "prime.wav": wav(383_987, 383_987), "slow.wav": wav(1, 400), "long.wav": wav(8000, 10, 0x7FFFFFF0),
        "endless.wav": wav(8000, 10, 0xFFFFFFFF), "wide.wav": wav(8000, 10, None, 64), "long.flac": _flac(900),
        "noise.mp3": b"\xff\xfb\x90\x64" + bytes(range(256)) * 40,
        "id3.mp3": b"ID3\4\0\0\x7f\x7f\x7f\x7f" + b"\0" * 99, "cut.ogg": b"OggS" + b"\0" * 99,
        "zip-behind.wav": wav(8000, 800) + _zip(), "nothing.wav": wav(8000, 0),
    }  # fmt: skip
