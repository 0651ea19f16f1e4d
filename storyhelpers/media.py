"""Picture, Point, Region, Sound: plain frozen data that shows and saves itself.

Points are (x, y) in pixels of the picture, y down. What an engine wants to tell the person travels as `note`.
"""

import base64
import html
import io
import json
import math
import os
import re
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter, ImageOps, PngImagePlugin, UnidentifiedImageError

from .engine import BadInput
from .files import write_file
from .locale import say
from .opening import decode, read_source
from .playing import player_html
from .scenegraph import Figure, Scene

SHORTEST_SIDE = 16
CAMERAS = {  # words in the file names that cameras, phones and programs give
    "img", "image", "dsc", "dscn", "dscf", "pxl", "photo", "foto", "picture", "pic", "scan", "screenshot", "untitled",
    "whatsapp", "signal", "unnamed", "download", "copy", "mvimg", "pano", "snapshot", "capture", "page", "cover",
}  # fmt: skip
TEXT_KEY = "storyhelpers"  # the PNG text chunk that carries words, seed and scene


class Words(str):
    """A text that remembers who wrote it; everywhere else it is a `str` like any other.

    by: the writer, with source and licence.
    """

    by: str

    def __new__(cls, text: str, by: str = ""):
        words = super().__new__(cls, text)
        words.by = by
        return words


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """An RGB picture with its words, the engine that made it, its seed and, from the paper town, its scene graph."""

    image: Image.Image
    words: str = ""
    made_by: str = ""
    seed: int | None = None
    scene: Scene | None = None
    note: str = ""
    origin: str = ""  # where the engine comes from, and its licence
    words_by: str = ""  # who wrote the prompt, where that was no person
    name: str = ""  # what its file is called, where that says something: "my cat", not "IMG_2041"

    def __post_init__(self):
        if self.image.mode != "RGB":
            object.__setattr__(self, "image", self.image.convert("RGB"))

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.size

    @cached_property
    def array(self) -> np.ndarray:
        """The pixels as a read-only uint8 array (H, W, 3)."""
        array = np.array(self.image)
        array.setflags(write=False)
        return array

    @cached_property
    def fingerprint(self) -> str:
        """A short text that is the same for the same pixels."""
        return sha256(repr(self.size).encode() + self.image.tobytes()).hexdigest()[:16]

    @classmethod
    def open(cls, source: str | os.PathLike | bytes) -> "Picture":
        """Reads a picture file or its bytes: upright, RGB, 8 bit, at most 4096 px long; the first frame if it moves.

        Raises BadInput when it is missing, no picture, damaged, or smaller than 16 px.
        """
        name, data = read_source(source, "picture", 'Picture.open("holiday.jpg")')
        notes = []
        try:
            image, story = decode(name, data, notes, TEXT_KEY)
        except (UnidentifiedImageError, ValueError) as error:
            raise BadInput(
                f"{name} is not a picture that can be read. A JPEG, PNG or WebP file will do.", "unreadable", name=name
            ) from error
        except (OSError, SyntaxError, EOFError, IndexError, Image.DecompressionBombError) as error:
            raise BadInput(
                f"{name} is damaged or cut short. Save or download it once more, or take another.", "damaged", name=name
            ) from error
        if min(image.size) < SHORTEST_SIDE:
            raise BadInput(
                f"{name} is {image.width} × {image.height} pixels; at least {SHORTEST_SIDE} × {SHORTEST_SIDE} are "
                "needed. Take a larger picture.",
                "too small", name=name, width=image.width, height=image.height, least=SHORTEST_SIDE,
            )  # fmt: skip
        called = "" if isinstance(source, bytes) else name_in(Path(source).stem)
        return _with_story(cls(image, made_by="own picture", note=" ".join(notes), name=called), story)

    def save(self, path: str | os.PathLike) -> Path:
        """Writes a PNG file that keeps words, seed and scene as metadata. Raises BookTrouble."""
        return write_file(path, self.png)

    @cached_property
    def png(self) -> bytes:
        """The bytes of that PNG file."""
        about = {
            k: getattr(self, k)
            for k in ("words", "made_by", "seed", "note", "origin", "words_by", "name", "fingerprint")
        }
        if self.scene is not None:
            about["scene"] = self.scene.to_json()
        info = PngImagePlugin.PngInfo()
        info.add_itxt(TEXT_KEY, json.dumps(about, ensure_ascii=False), zip=True)
        return _encode(self.image, "PNG", pnginfo=info, compress_level=6)

    def webp(self, quality: int = 88) -> bytes:
        """The bytes of a small WebP file, for pages and cells."""
        return _encode(self.image, "WEBP", quality=quality, method=4)

    def __repr__(self):
        made = f"made by {self.made_by or '?'}, seed {self.seed}"
        return f"Picture({self.size[0]} × {self.size[1]}, {self.words[:60]!r}, {made})"

    def _repr_html_(self):
        return figure_html(self.image, self.words or "picture", self.note)


@dataclass(frozen=True)
class Point:
    """A click at pixel (x, y); `keep=False` says "not this"."""

    x: float
    y: float
    keep: bool = True


@dataclass(frozen=True, eq=False, repr=False)
class Region:
    """A thing cut out of a picture: its mask (bool, H × W) and what was clicked to get it.

    score: 0 … 1, how sure the segmenter is. name: a few words; words: its description. made_by: the segmenter.
    """

    picture: Picture
    mask: np.ndarray
    points: tuple[Point, ...] = ()
    box: tuple[float, float, float, float] | None = None
    score: float = 1.0
    words: str = ""
    name: str = ""
    made_by: str = ""
    note: str = ""
    origin: str = ""
    words_by: str = ""  # who described it

    def __post_init__(self):
        mask = np.asarray(self.mask, dtype=bool)
        if mask.shape != self.picture.size[::-1]:
            raise BadInput(
                f"The mask is {mask.shape[::-1]} and its picture {self.picture.size} pixels large; they must be equal."
            )
        mask = mask if not mask.flags.writeable else mask.copy()
        mask.setflags(write=False)
        object.__setattr__(self, "mask", mask)

    @property
    def empty(self) -> bool:
        """Whether no pixel is in it."""
        return not self.mask.any()

    @cached_property
    def bounds(self) -> tuple[int, int, int, int]:
        """(x0, y0, x1, y1) around the mask, x1 and y1 exclusive; zeros when it is empty."""
        rows, columns = np.flatnonzero(self.mask.any(1)), np.flatnonzero(self.mask.any(0))
        if not len(rows):
            return 0, 0, 0, 0
        return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1

    @cached_property
    def figure(self) -> Figure | None:
        """The figure of the picture's scene that fills most of the mask, or None."""
        scene = self.picture.scene
        if scene is None or scene.labels is None or self.empty:
            return None
        found = int(np.bincount(scene.labels[self.mask]).argmax())
        return scene.figures[found - 1] if found else None

    @cached_property
    def cutout(self) -> Picture:
        """The thing alone on white, cropped to its bounds."""
        paper = Image.new("RGB", self.picture.size, "white")
        paper.paste(self.picture.image, mask=Image.fromarray(self.mask))
        return Picture(paper.crop(self.bounds) if not self.empty else paper, self.words or self.name, self.made_by)

    @cached_property
    def mask_png(self) -> bytes:
        """The mask as a 1-bit PNG file."""
        return _encode(Image.fromarray(self.mask), "PNG")

    def save(self, path: str | os.PathLike) -> Path:
        """Writes the cut-out as a PNG file with a transparent ground."""
        image = self.picture.image.convert("RGBA")
        image.putalpha(Image.fromarray(self.mask.astype(np.uint8) * 255))
        return write_file(path, _encode(image.crop(self.bounds), "PNG"))

    def saying(self, words: str) -> "Region":
        """The same region with these words."""
        return replace(self, words=words, words_by=getattr(words, "by", ""))

    @property
    def overlay(self) -> Image.Image:
        """The picture with everything else dimmed and a bright rim around the thing."""
        mask = Image.fromarray(self.mask.astype(np.uint8) * 255)
        dimmed = Image.blend(self.picture.image, Image.new("RGB", self.picture.size, (250, 246, 238)), 0.62)
        dimmed.paste(self.picture.image, mask=mask)
        width = max(3, round(max(self.picture.size) / 300) | 1)
        rim = Image.composite(
            mask.filter(ImageFilter.MaxFilter(width)), Image.new("L", mask.size), ImageOps.invert(mask)
        )
        dimmed.paste((240, 120, 30), mask=rim)
        return dimmed

    def __repr__(self):
        return f"Region({self.name!r}, {self.mask.sum()} pixels within {self.bounds}, made by {self.made_by or '?'})"

    def _repr_html_(self):
        return figure_html(self.overlay, self.words or self.name or "the region that was clicked", self.note)


@dataclass(frozen=True)
class WordTiming:
    """When a word of a narration is heard: from `start` to `end` seconds; it is `words[first:last]`."""

    start: float
    end: float
    first: int
    last: int


@dataclass(frozen=True, eq=False, repr=False)
class Sound:
    """Samples as float32 (frames, channels) in −1 … 1, at `rate` frames a second.

    timings: of somebody reading `words` aloud, when each word is heard, where the engine knows.
    """

    samples: np.ndarray
    rate: int = 44100
    words: str = ""
    made_by: str = ""
    seed: int | None = None
    note: str = ""
    origin: str = ""
    asked: float | None = field(default=None)  # seconds that were asked for
    timings: tuple[WordTiming, ...] = ()

    def __post_init__(self):
        samples = np.asarray(self.samples, dtype=np.float32)
        samples = samples[:, None] if samples.ndim == 1 else samples
        if samples.ndim != 2 or not 1 <= samples.shape[1] <= 8:
            raise BadInput(f"A sound's samples are (frames, channels), not {samples.shape}.")
        if not np.isfinite(samples).all():
            raise BadInput("The sound holds samples that are not numbers; make it again with another seed.")
        samples = samples.copy() if samples.flags.writeable else samples
        samples.setflags(write=False)
        object.__setattr__(self, "samples", samples)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate

    def fit(self, seconds: float) -> "Sound":
        """The same sound, exactly `seconds` long: cut with a short fade, or silence added."""
        frames = round(seconds * self.rate)
        samples = self.samples[:frames]
        if len(samples) < len(self.samples):
            fade = min(round(0.02 * self.rate), frames)
            samples = samples.copy()
            samples[frames - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
        elif len(samples) < frames:
            samples = np.pad(samples, ((0, frames - len(samples)), (0, 0)))
        return replace(self, samples=samples, asked=seconds)

    @classmethod
    def open(cls, source: str | os.PathLike | bytes, *, mono: bool = False) -> "Sound":
        """Reads WAV, MP3, FLAC or OGG: up to ten minutes, any rate (above 48,000 it is brought down), mono to 5.1.

        More than two channels are mixed to two; `mono`: to one. Raises BadInput when it is missing, empty, no sound,
        damaged or too long.
        """
        from .soundfiles import read

        found = read(source, mono=mono)
        return cls(found.samples, found.rate, made_by="own sound", note=found.note)

    def save(self, path: str | os.PathLike) -> Path:
        """Writes WAV (16 bit), or MP3 when the name ends in .mp3. Raises BookTrouble."""
        return write_file(path, self.mp3 if str(path).lower().endswith(".mp3") else self.wav)

    @cached_property
    def wav(self) -> bytes:
        """The bytes of a 16-bit WAV file."""
        return self._encoded("WAV", "PCM_16")

    @cached_property
    def mp3(self) -> bytes:
        """The bytes of an MP3 file."""
        return self._encoded("MP3", "MPEG_LAYER_III")

    @cached_property
    def steady_mp3(self) -> bytes:
        """The bytes of an MP3 file for speech: mono, and about 64 kb/s at any moment of it.

        A player can jump to every word of it. In `mp3`, which spends less on silence, Chromium misses by up to 0.3 s.
        """
        mono = replace(self, samples=self.samples.mean(axis=1))
        level = 0.65 if self.rate <= 24000 else 0.9  # MPEG-2 has another row of bit rates than MPEG-1
        return mono._encoded("MP3", "MPEG_LAYER_III", bitrate_mode="CONSTANT", compression_level=level)

    def _encoded(self, kind, subtype, **options):
        import soundfile

        out = io.BytesIO()
        samples = self.samples if self.samples.shape[1] <= 2 else self.samples[:, :2]
        with soundfile.SoundFile(out, "w", self.rate, samples.shape[1], subtype, format=kind, **options) as file:
            for start in range(0, len(samples), 1 << 18):  # one large write crashes some encoders
                file.write(samples[start : start + (1 << 18)])
        return out.getvalue()

    def __repr__(self):
        return f"Sound({self.seconds:.3f} s at {self.rate} Hz, {self.words[:60]!r}, made by {self.made_by or '?'})"

    def _repr_html_(self):
        return player_html(self, wav=False)  # a WAV file in every cell would make notebooks of many megabytes


def name_in(stem: str) -> str:
    """What the name of a picture's file says about it: "my-cat_2" → "my cat"; of a camera's "IMG_2041" nothing."""
    parts = re.split(r"[\W\d_]+", unicodedata.normalize("NFC", stem))
    return " ".join(part for part in parts if part and part.casefold() not in CAMERAS)[:60]


def _with_story(picture: Picture, text: str) -> Picture:
    """Adds what our own PNG files carry, if the pixels are still those that were saved."""
    if not text:
        return picture
    try:
        about = json.loads(text)
        scene = Scene.from_json(about["scene"]) if about.get("scene") else None
        story = {k: str(about.get(k) or "") for k in ("words", "made_by", "note", "origin", "words_by", "name")}
        seed = None if about.get("seed") is None else int(about["seed"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return replace(
            picture, note=say("The story inside this PNG file cannot be read; it is treated as a plain picture.")
        )
    if about.get("fingerprint") != picture.fingerprint:
        note = say("This picture was changed since it was made here, so its outlines are no longer used.")
        return replace(picture, words=story["words"], note=note)
    return replace(picture, **story, seed=seed, scene=scene)


def _encode(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def figure_html(image: Image.Image, alt: str, note: str, widest: int = 1024, least: int = 200) -> str:
    """A picture for a cell: at most `widest` px, small ones enlarged to `least`; its note stands below."""
    if max(image.size) < least:
        factor = least / max(image.size)
        image = image.resize([max(1, round(side * factor)) for side in image.size], Image.Resampling.LANCZOS)
    if image.width > widest:
        image = image.resize((widest, max(1, math.ceil(image.height * widest / image.width))), Image.Resampling.LANCZOS)
    data = base64.b64encode(_encode(image, "WEBP", quality=90, method=4)).decode()
    below = f"<figcaption><small>{html.escape(note)}</small></figcaption>" if note else ""
    return (
        f'<figure style="margin:0"><img src="data:image/webp;base64,{data}" alt="{html.escape(alt, quote=True)}" '
        f'style="max-width:100%;height:auto;border-radius:8px">{below}</figure>'
    )
