"""A sound in blocks, one channel, at the rate that a listener was taught with; nothing else is ever whole in memory."""

import math
from collections.abc import Iterator

import numpy as np

from ...media import Sound

BLOCK = 60  # seconds


def mono(part: np.ndarray) -> np.ndarray:
    """(frames, channels) as one channel; the louder one alone where two would cancel each other out."""
    if part.shape[1] == 1:
        return part[:, 0]
    mixed = part.mean(1)
    levels = np.mean(part**2, axis=0)
    return mixed if np.mean(mixed**2) > 0.02 * levels.max() else part[:, int(levels.argmax())]


def windows(sound: Sound, rate: int, seconds: float, hop: float) -> Iterator[tuple[float, float, np.ndarray]]:
    """(start, end, samples) of stretches `seconds` long, one every `hop` seconds, at `rate`, around zero.

    A shorter sound is one stretch; the last one ends with the sound.
    """
    starts = starts_of(sound.seconds, seconds, hop)
    size = max(1, int(BLOCK // hop))
    for group in (starts[i : i + size] for i in range(0, len(starts), size)):
        block = _between(sound, group[0], min(group[-1] + seconds, sound.seconds), rate)
        for start in group:
            first = round((start - group[0]) * rate)
            yield start, min(start + seconds, sound.seconds), block[first : first + round(seconds * rate)]


def starts_of(total: float, seconds: float, hop: float) -> list[float]:
    """Where stretches begin that cover `total` seconds: every `hop`, and one that ends with the sound."""
    if total <= seconds:
        return [0.0]
    starts = [round(n * hop, 6) for n in range(int((total - seconds) / hop + 1e-6) + 1)]
    if total - starts[-1] - seconds > 0.2 * hop:
        starts.append(total - seconds)
    return starts


def _between(sound: Sound, start: float, end: float, rate: int) -> np.ndarray:
    part = mono(sound.samples[round(start * sound.rate) : round(end * sound.rate)])
    part = part - part.mean()
    if sound.rate != rate:
        from scipy.signal import resample_poly

        common = math.gcd(sound.rate, rate)
        part = resample_poly(part, rate // common, sound.rate // common)
    return np.asarray(part, np.float32)
