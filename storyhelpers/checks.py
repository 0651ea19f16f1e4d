"""What a person gave, checked once for all engines. Each answers the value made clean, or raises BadInput."""

import math
import re
import unicodedata
from collections.abc import Sequence

from .engine import BadInput
from .locale import LANGUAGES, known
from .media import Point, Sound

SHORTEST_SOUND, LONGEST_SOUND = 0.1, 600.0  # seconds of a sound that is listened to
CLIPPED, OFFSET = 0.5, 0.05  # a level that is cut off; a middle that is off zero, as a share of the highest level
SILENCE = 1e-4  # −80 dB: nobody hears less
LONGEST_IDEA = 2000  # characters
FLATTEST = 4.0  # the most that a picture may be wider than high, or higher than wide


def text(given, what: str, example: str, longest: int = LONGEST_IDEA) -> str:
    """Words as one clean line; raises BadInput when there are none, or far too many."""
    if not isinstance(given, str):
        raise BadInput(f"The {what} must be words in quotes, not {type(given).__name__}: {example}.")
    clean = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in given)
    clean = re.sub(r"\s+", " ", clean).strip()
    if not clean:
        raise BadInput(f"The {what} is empty. Write a sentence: {example}.", "empty", of=what)
    if len(clean) > longest:
        raise BadInput(
            f"The {what} has {len(clean):,} characters; up to {longest:,} fit. Tell it in fewer words.",
            "too long", of=what, length=len(clean), most=longest,
        )  # fmt: skip
    return clean


def whole(value, name: str, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or not least <= value.__index__() <= most:
        raise BadInput(f"{name} is a whole number from {least} to {most:,}, not {value!r}.")
    return value.__index__()


def number(value, name: str, least: float, most: float) -> float:
    """A number from `least` to `most`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise BadInput(f"{name} is a number from {least:g} to {most:g}, not {value!r}.")
    return float(value)


def tag(given) -> str:
    """A language tag: one of ours as we write it ("zh-TW" for "zh_Hant"), any other in its usual form ("pt-BR")."""
    parts = str(given).strip().replace("_", "-").split("-")
    if not all(re.fullmatch(r"[A-Za-z0-9]{1,8}", part) for part in parts) or not re.fullmatch(
        "[A-Za-z]{2,3}", parts[0]
    ):
        raise BadInput(
            f'A language is a short tag such as "en", "zh-TW", "es", "fr" or "pt-BR", not {given!r:.60}. '
            f"This program itself speaks {', '.join(f'{k} ({v})' for k, v in LANGUAGES.items())}."
        )
    first = parts[0].lower()
    simplified = {part.lower() for part in parts[1:]} & {"cn", "hans", "sg"}
    if not simplified and first in {ours.split("-")[0] for ours in LANGUAGES}:
        return known(given) if first == "zh" or len(parts) == 1 else "-".join([first, *parts[1:]])
    return "-".join([first, *(part.title() if len(part) == 4 else part.upper() for part in parts[1:])])


def aspect(given) -> str:
    """A shape as "width:height", at most 4:1 either way."""
    found = re.fullmatch(r"\s*(\d{1,5})\s*[:x×/]\s*(\d{1,5})\s*", given) if isinstance(given, str) else None
    width, height = (int(g) for g in found.groups()) if found else (0, 0)
    if not (width and height and 1 / FLATTEST <= width / height <= FLATTEST):
        raise BadInput(
            f'aspect is width:height, such as "16:9", "1:1" or "9:16" (at most {FLATTEST:.0f}:1), not {given!r}.'
        )
    return f"{width}:{height}"


def is_a(value, kind: type, what: str, example: str) -> None:
    """Nothing, when `value` is of that kind."""
    if not isinstance(value, kind):
        raise BadInput(f"That is no {what} but {type(value).__name__}. Get one with {example}.")


def heard(sound: Sound) -> list[str]:
    """What has to be told of a sound that is listened to; raises BadInput where there is nothing to hear."""
    from .locale import say

    frames = len(sound.samples)
    if not frames:
        raise BadInput("The sound holds 0 samples. Record it again, or take another: Sound.open(path).",
                       "empty", of="sound")  # fmt: skip
    if sound.seconds < SHORTEST_SOUND:
        raise BadInput(
            f"The sound is {frames:,} samples long, {sound.seconds:.4f} seconds; at least {SHORTEST_SOUND} are needed "
            "to hear anything in it."
        )
    if sound.seconds > LONGEST_SOUND:
        raise BadInput(
            f"The sound lasts {sound.seconds / 60:.0f} minutes; up to {LONGEST_SOUND / 60:.0f} can be listened to. "
            "Give a part of it: Sound(sound.samples[:60 * sound.rate], sound.rate) is its first minute."
        )
    lowest, highest = sound.samples.min(axis=0), sound.samples.max(axis=0)
    if float((highest - lowest).max()) < SILENCE:
        raise BadInput(
            "The sound is silent. Look whether the microphone is on, or take another sound.", "silent", of="sound"
        )
    notes = []
    parts = [sound.samples[i : i + 10 * sound.rate] for i in range(0, frames, 10 * sound.rate)]
    top = float(max(highest.max(), -lowest.min()))
    if top > CLIPPED and sum(_flat(part, top) for part in parts) > 0.001 * sound.samples.size:
        notes.append(say("It is clipped: it was too loud for the microphone, so some of it may be heard wrongly."))
    middle = sum(float(part[:, 0].sum(dtype=float)) for part in parts) / frames
    if abs(middle) > OFFSET * max(top, 1e-9):
        notes.append(say("It is not centred on zero (DC); that was taken out before listening."))
    return notes


def _flat(samples, top: float) -> int:
    """How many samples lie in a row at the very top, as only a cut-off wave has them."""
    high = abs(samples) >= 0.997 * top
    level = abs(samples[1:] - samples[:-1]) < 1e-5 * top
    return int((high[2:] & level[1:] & level[:-1]).sum())


def _number(value, what: str) -> float:
    try:
        value = float(value)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise BadInput(f"{what} must be two numbers (x, y) in pixels, for example (310, 240).")
    return value


def points(given, size: tuple[int, int]) -> tuple[Point, ...]:
    """Points, (x, y) pairs or a list of them as Points inside a picture of `size`."""
    if isinstance(given, Point) or (isinstance(given, Sequence) and len(given) in (2, 3) and not _nested(given)):
        given = [given]
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise BadInput("points are Points or (x, y) pairs: studio.cut_out(picture, [(310, 240)]).")
    return tuple(_point(p, size) for p in given)


def _nested(given) -> bool:
    return any(isinstance(p, (Point, Sequence)) for p in given)


def _point(point, size) -> Point:
    if not isinstance(point, Point):
        if not isinstance(point, Sequence) or isinstance(point, str) or len(point) not in (2, 3):
            raise BadInput(f"A point is (x, y) in pixels, for example (310, 240), not {point!r:.60}.")
        point = Point(*point)
    x, y = _number(point.x, "A point"), _number(point.y, "A point")
    if not (0 <= x < size[0] and 0 <= y < size[1]):
        raise BadInput(
            f"The point ({x:g}, {y:g}) lies outside the picture, which is {size[0]} × {size[1]} pixels: "
            f"x goes from 0 to {size[0] - 1}, y from 0 to {size[1] - 1}."
        )
    return Point(x, y, bool(point.keep))


def box(given, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """A box with its corners in order, cut to the picture."""
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != 4:
        raise BadInput("A box is (left, top, right, bottom) in pixels, for example box=(200, 150, 320, 300).")
    x0, y0, x1, y1 = (_number(v, "The corners of a box") for v in given)
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    x0, y0, x1, y1 = max(x0, 0.0), max(y0, 0.0), min(x1, size[0]), min(y1, size[1])
    if x1 - x0 < 2 or y1 - y0 < 2:
        raise BadInput(
            f"The box holds nothing of the picture, which is {size[0]} × {size[1]} pixels. Drag it around the thing.",
            "empty box",
        )
    return x0, y0, x1, y1
