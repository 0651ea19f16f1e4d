"""The last thing done to every recording, also a voice: no hum under it, soft ends, one loudness, no clipping."""

from functools import lru_cache

import numpy as np

from .synth import RATE

LOUDNESS = -16.0  # LUFS (ITU-R BS.1770), what story apps use: no page is louder than the next
PUSH_DB = 12.0  # how far the limiter is driven: more would lift the quiet of the room too much
PEAK_DB = -1.2  # dBFS between the samples too; −1 is promised


def master(tape: np.ndarray, loudness: float = LOUDNESS, *, rate: int = RATE, fade: bool = True) -> np.ndarray:
    """A tape (channels, frames) at one loudness, faded at both ends: float32 (frames, channels), true peak ≤ −1 dBFS.

    fade: False for a tape that begins and ends in silence.
    """
    fades = _fades(tape.shape[1], rate) if fade else np.ones(tape.shape[1], np.float32)
    tape = _without_rumble(np.asarray(tape, np.float32), rate) * fades
    tape *= np.float32(10 ** (np.clip(loudness - measure(tape, rate), -60, 90) / 20))
    ceiling = 10 ** (PEAK_DB / 20)
    if true_peak(tape) > ceiling:
        tape = _limited(tape, loudness, ceiling, rate)
        if fade:
            up = _rise(tape.shape[1], rate)
            tape[:, : len(up)] *= up  # the limiter lifts what is soft, so also the beginning
    if fade:  # else the silence at the ends stays silence
        tape = tape - fades * (tape.mean(axis=1, keepdims=True) / fades.mean())
    return np.ascontiguousarray(tape.T, np.float32)


def _limited(tape: np.ndarray, loudness: float, ceiling: float, rate: int) -> np.ndarray:
    """The same with its peaks held down. The limiter takes loudness away, so it is driven until that is given back."""
    top, drive, tried = ceiling * 0.94, 0.0, []
    for _ in range(8):
        out = _limit(tape * np.float32(10 ** (min(drive, PUSH_DB) / 20)), top, rate)
        if drive > PUSH_DB:
            out = _rounded(out, top, (drive - PUSH_DB) / 6)
        short = loudness - measure(out, rate)
        over = true_peak(out) / ceiling
        if abs(short) < 0.4 and over <= 1:
            break
        if over > 1:
            top /= over * 1.02  # the curve through the samples rises above them: leave it room
        slope = (tried[-1][1] - short) / (drive - tried[-1][0]) if tried and drive > tried[-1][0] else 0.6
        tried.append((drive, short))
        drive += float(np.clip(short / np.clip(slope, 0.08, 1), -3, 8))
    return out / np.float32(max(1.0, over))


def _rounded(tape: np.ndarray, top: float, bend: float) -> np.ndarray:
    """Peaks rounded off, as tape does it: for short crackles, which no limiter can make loud."""
    bend = np.float32(np.clip(bend, 0.05, 4))
    return np.tanh(tape * (bend / np.float32(top))) * np.float32(top / np.tanh(bend))


def measure(tape: np.ndarray, rate: int = RATE) -> float:
    """Loudness of a tape (channels, frames) in LUFS as BS.1770-4 gates it; below 0.4 s simply its level in dB."""
    from scipy.signal import sosfilt

    frames = tape.shape[1]
    if frames < 0.4 * rate:
        return float(10 * np.log10(np.mean(tape.astype(float) ** 2) + 1e-12))
    energy = np.sum(sosfilt(_ear(rate), tape, axis=1) ** 2, axis=0)
    total = np.concatenate([[0.0], np.cumsum(energy, dtype=float)])
    starts = np.round(np.arange(int(round((frames / rate - 0.4) / 0.1)) + 1) * 0.1 * rate).astype(int)
    ends = np.minimum(starts + int(0.4 * rate), frames)
    blocks = (total[ends] - total[starts]) / (0.4 * rate) + 1e-15
    blocks = blocks if not np.any(blocks > 1.2e-7) else blocks[blocks > 1.2e-7]  # the absolute gate: −70 LUFS
    loud = blocks[blocks > 0.1 * np.mean(blocks)]  # the relative gate: 10 dB below the rest
    return float(-0.691 + 10 * np.log10(np.mean(loud)))


def true_peak(tape: np.ndarray) -> float:
    """The highest point of the curve through the samples, found by looking between the high ones only."""
    tape = np.atleast_2d(tape)
    level = np.abs(tape)
    top = float(level.max(initial=0.0))
    taps = np.arange(-8, 9)
    padded = np.pad(tape, ((0, 0), (8, 9)))
    for channel in range(len(tape)):
        near = np.flatnonzero(level[channel] > 0.7 * top)
        around = padded[channel][near[:, None] + 8 + taps]
        for part in (-0.5, -0.25, 0.25, 0.5):
            weights = np.sinc(taps - part) * np.cos(np.pi * (taps - part) / 18) ** 2
            top = max(top, float(np.abs(around @ (weights / weights.sum()).astype(np.float32)).max(initial=0.0)))
    return top


def _limit(tape: np.ndarray, ceiling: float, rate: int) -> np.ndarray:
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    level = np.max(np.abs(tape), axis=0)
    if level.max() <= ceiling:
        return tape
    size = 2 * int(0.0015 * rate) + 1  # looks 1.5 ms ahead, so that the gain is down before the peak comes
    gain = np.minimum(1, ceiling * 0.98 / maximum_filter1d(np.maximum(level, 1e-9), 2 * size))
    return np.clip(tape * uniform_filter1d(gain, size), -ceiling, ceiling)


def _without_rumble(tape: np.ndarray, rate: int) -> np.ndarray:
    from scipy.signal import sosfilt

    tape = tape - tape.mean(axis=1, keepdims=True)
    return sosfilt(_highpass(rate), tape, axis=1).astype(np.float32)


@lru_cache(maxsize=4)
def _highpass(rate: int) -> np.ndarray:
    from scipy.signal import butter

    return butter(2, 25, "high", fs=rate, output="sos").astype(np.float32)


@lru_cache(maxsize=4)
def _ear(rate: int) -> np.ndarray:
    """The K-weighting of BS.1770: a shelf for the head, a high pass for what ears leave out."""
    a, w, q = 10 ** (4.0 / 40), 2 * np.pi * 1500 / rate, 1 / np.sqrt(2)
    alpha, cos, root = np.sin(w) / (2 * q), np.cos(w), np.sqrt(a)
    shelf = np.array([
        a * ((a + 1) + (a - 1) * cos + 2 * root * alpha), -2 * a * ((a - 1) + (a + 1) * cos),
        a * ((a + 1) + (a - 1) * cos - 2 * root * alpha), (a + 1) - (a - 1) * cos + 2 * root * alpha,
        2 * ((a - 1) - (a + 1) * cos), (a + 1) - (a - 1) * cos - 2 * root * alpha,
    ])  # fmt: skip
    w = 2 * np.pi * 38 / rate
    alpha, cos = np.sin(w) / (2 * 0.5), np.cos(w)
    high = np.array([(1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha])
    return np.stack([shelf / shelf[3], high / high[3]]).astype(np.float64)


def _fades(frames: int, rate: int) -> np.ndarray:
    line = np.ones(frames, np.float32)
    down = min(int(0.25 * rate), max(int(0.04 * rate), frames // 12), frames // 4)
    up = _rise(frames, rate)
    line[: len(up)] = up
    line[frames - down :] *= np.cos(np.linspace(0, np.pi / 2, down)) ** 2
    return line


def _rise(frames: int, rate: int) -> np.ndarray:
    """How a sound begins: over 20 ms, so that it never clicks."""
    return (np.sin(np.linspace(0, np.pi / 2, min(int(0.02 * rate), frames // 8))) ** 2).astype(np.float32)
