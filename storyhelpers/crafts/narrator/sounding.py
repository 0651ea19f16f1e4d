"""What is said becomes a Sound: when each word is heard, silence at both ends, one loudness, nothing harsh."""

from dataclasses import dataclass, replace

import numpy as np

from ...engine import BadInput
from ...media import Sound, WordTiming

EDGE = 0.15  # seconds of silence at both ends
STEP = 0.005  # seconds of the envelope in which silence is found
SILENT_DB = -38.0  # under the loudest moment
SHORTEST = 0.02  # seconds of a word; shorter ones cannot be seen to light up
CLOSED = 0.15  # seconds that a mouth may be closed at the beginning of a word
LONGEST = 1200.0  # seconds: more would fill the memory; the studio's limit is ten minutes
TOO_LONG = f"Read aloud, that lasts more than {LONGEST / 60:.0f} minutes. Part it into several pages."
SHELF_HZ, SHELF_DB = 2600.0, -3.5  # what a synthesised voice has too much of, beside people's long-term spectrum
LOW_CUT_HZ = 60.0


@dataclass(frozen=True)
class Said:
    """A piece as it was said: mono samples, and (first, last, start, end in seconds of the samples) of its words."""

    samples: np.ndarray
    words: list[tuple[int, int, float, float]]
    pause: float


def envelope(samples: np.ndarray, rate: int) -> np.ndarray:
    """The level (root mean square) of every 5 ms."""
    step = max(1, round(STEP * rate))
    frames = np.pad(samples.astype(np.float64), (0, -len(samples) % step)).reshape(-1, step)
    return np.sqrt(np.mean(frames**2, axis=1))


def trimmed(samples: np.ndarray, rate: int) -> tuple[np.ndarray, float]:
    """The samples without the silence at both ends, and how many seconds were taken from the beginning."""
    level = envelope(samples, rate)
    loud = np.flatnonzero(level > _floor(level))
    if not len(loud):
        return samples[:0], 0.0
    step = max(1, round(STEP * rate))
    first, last = max(0, loud[0] - 2) * step, min(len(samples), (loud[-1] + 4) * step)
    return samples[first:last], first / rate


def _floor(level: np.ndarray) -> float:
    return float(level.max(initial=0.0)) * 10 ** (SILENT_DB / 20)


def timed(
    words: list[tuple[int, int]], heard: list[tuple[int, float]], samples: np.ndarray, rate: int
) -> list[tuple[int, int, float, float]]:
    """(first, last, start, end) of each word of a piece, in seconds of its samples.

    heard: (position in the text, second) at which the engine says that it begins something there. Some words have no
    such mark ("of the" is said as one) and some have several ("1,234"): words without share the time of the one before,
    by their letters. A word ends where the next begins, or where silence begins before that.
    """
    if not words:
        return []
    length = len(samples) / rate
    starts: list[float | None] = [None] * len(words)
    latest = -1.0
    for number, (first, last) in enumerate(words):
        marks = [second for position, second in heard if first <= position < last]
        if marks and latest < min(marks) < length:
            starts[number] = latest = max(0.0, min(marks))
    if starts[0] is None:
        starts[0] = 0.0
    known = [number for number, start in enumerate(starts) if start is not None]
    level = envelope(samples, rate)
    loud = level > _floor(level)
    timings = []
    for number, after in zip(known, [*known[1:], len(words)]):
        group, begin = words[number:after], starts[number]
        end = starts[after] if after < len(words) else length
        begin = _onset(loud, begin, end)
        end = _until(loud, begin, end)
        shares = np.cumsum([0.0, *(last - first for first, last in group)])
        at = np.minimum(begin + (end - begin) * shares / shares[-1], end)
        timings += [(*word, float(a), float(b)) for word, a, b in zip(group, at, at[1:])]
    return timings


def _onset(loud: np.ndarray, begin: float, end: float) -> float:
    """Where the sound of a word begins: the lips of a "t" are closed for a moment before anything is heard."""
    first = int(begin / STEP)
    heard = np.flatnonzero(loud[first : min(int(end / STEP), first + round(CLOSED / STEP))])
    return max(begin, (first + heard[0]) * STEP) if len(heard) else begin


def _until(loud: np.ndarray, begin: float, end: float) -> float:
    """Where the sound that begins at `begin` is over, at the latest at `end`."""
    first, last = int(begin / STEP), int(np.ceil(end / STEP))
    heard = np.flatnonzero(loud[first:last])
    over = (first + heard[-1] + 2) * STEP if len(heard) else end
    return min(end, max(over, begin + SHORTEST))


def levelled(said: list[Said], voices: list[str], rate: int) -> list[Said]:
    """The pieces with all voices as loud as the one that says most: a giant's is 3 dB softer than a mouse's."""
    from ...papertown.foley.mastering import measure

    of: dict[str, list[np.ndarray]] = {}
    for piece, voice in zip(said, voices, strict=True):
        of.setdefault(voice, []).append(piece.samples)
    joined = {voice: np.concatenate(parts) for voice, parts in of.items()}
    loud = {voice: measure(samples[None], rate) for voice, samples in joined.items()}
    aim = loud[max(joined, key=lambda voice: len(joined[voice]))]
    gains = {voice: np.float32(10 ** (np.clip(aim - level, -12, 12) / 20)) for voice, level in loud.items()}
    return [replace(piece, samples=piece.samples * gains[voice]) for piece, voice in zip(said, voices)]


def together(said: list[Said], rate: int, *, words: str, made_by: str, soften: bool = True, **about) -> Sound:
    """Pieces one after the other, with their pauses, as one Sound: −16 LUFS, no peak above −1 dBFS.

    soften: takes from a synthesised voice what is harsh. Raises BadInput for more than 20 minutes.
    """
    from ...papertown.foley.mastering import master

    edge = np.zeros(round(EDGE * rate), np.float32)
    parts, timings, at = [edge], [], len(edge)
    if sum(len(piece.samples) / rate + piece.pause for piece in said) > LONGEST:
        raise BadInput(TOO_LONG)
    for number, piece in enumerate(said):
        timings += [(first, last, start + at / rate, end + at / rate) for first, last, start, end in piece.words]
        pause = np.zeros(round(piece.pause * rate) if number + 1 < len(said) else 0, np.float32)
        parts += [_eased(piece.samples, rate), pause]
        at += len(piece.samples) + len(pause)
    tape = np.concatenate([*parts, edge])
    tape = _softened(tape, rate) if soften else tape
    samples = master(tape[None], rate=rate, fade=False)
    samples[: len(edge) // 2] = 0.0  # a filter rings for a moment, a pause is silence
    samples[-len(edge) // 2 :] = 0.0
    return Sound(samples, rate, words=words, made_by=made_by, timings=_ordered(timings, len(tape) / rate), **about)


def _eased(samples: np.ndarray, rate: int) -> np.ndarray:
    """The samples as float32 of which the ends do not click."""
    eased = np.array(samples, np.float32)
    length = min(round(0.004 * rate), len(eased) // 2)
    ramp = np.linspace(0, 1, length, endpoint=False, dtype=np.float32)
    eased[:length] *= ramp
    eased[len(eased) - length :] *= ramp[::-1]
    return eased


def _softened(tape: np.ndarray, rate: int) -> np.ndarray:
    """Less of the highs and no rumble: a shelf and a low cut, of the same delay for all words to the millisecond."""
    from scipy.signal import butter, sosfilt

    low = butter(2, LOW_CUT_HZ, "high", fs=rate, output="sos")
    return sosfilt(np.vstack([low, _shelf(rate)]), tape).astype(np.float32)


def _shelf(rate: int) -> np.ndarray:
    """A high shelf as one section (b0, b1, b2, 1, a1, a2). Source: R. Bristow-Johnson, Audio EQ Cookbook."""
    a, w = 10 ** (SHELF_DB / 40), 2 * np.pi * SHELF_HZ / rate
    alpha, cos, root = np.sin(w) / np.sqrt(2), np.cos(w), np.sqrt(a)
    b = np.array([
        a * ((a + 1) + (a - 1) * cos + 2 * root * alpha), -2 * a * ((a - 1) + (a + 1) * cos),
        a * ((a + 1) + (a - 1) * cos - 2 * root * alpha), (a + 1) - (a - 1) * cos + 2 * root * alpha,
        2 * ((a - 1) - (a + 1) * cos), (a + 1) - (a - 1) * cos - 2 * root * alpha,
    ])  # fmt: skip
    return (b / b[3])[None]


def _ordered(timings: list, length: float) -> tuple[WordTiming, ...]:
    """Timings of which none begins before the one before it ends, all inside the sound."""
    found, latest = [], 0.0
    for first, last, start, end in timings:
        start = min(max(start, latest), length)
        latest = min(max(end, start), length)
        found.append(WordTiming(round(start, 4), round(latest, 4), first, last))
    return tuple(found)
