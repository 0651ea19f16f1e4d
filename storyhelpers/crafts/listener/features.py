"""What the offline listener measures in a stretch of sound: its colour, its shape, its rhythm, how much it sings.

Everything begins with a spectrogram in power, (513, frames), 86 frames a second at 22,050 Hz. `measures` makes one row
of numbers of any stretch of half a second or more; how loud the whole is does not matter.
"""

from functools import cache

import numpy as np

RATE = 22050
WINDOW, HOP = 1024, 256
BANDS = 48  # mel bands from 40 Hz up
FLOOR = 1e-4  # −40 dB under the strong moments: below it is what a noisy room hides anyway
CEPSTRA = 14
COARSE = 8  # broad bands whose rhythm is measured
BEATS = (0.4, 0.9, 1.8, 3.0, 4.5, 7.0, 10.0, 15.0, 25.0, 42.0)  # Hz, the edges of the rhythms
SHORTEST = 0.4  # s; anything shorter is filled up with itself


def spectrum(samples: np.ndarray) -> np.ndarray:
    """The complex spectrogram of mono samples at RATE: complex64 (513, frames), at least 35 frames long."""
    from scipy.fft import rfft

    samples = np.asarray(samples, np.float32)
    if len(samples) < SHORTEST * RATE + WINDOW:
        samples = np.resize(samples, int(SHORTEST * RATE) + WINDOW) if len(samples) else np.zeros(WINDOW * 10, "f4")
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    return rfft(frames * _hann(), axis=1).T


def power(samples: np.ndarray) -> np.ndarray:
    """The spectrogram of mono samples at RATE in power: float32 (513, frames)."""
    found = spectrum(samples)
    return found.real**2 + found.imag**2


def measures(power: np.ndarray) -> np.ndarray:
    """A spectrogram in power (513, frames) as one row of numbers."""
    mel = _mel() @ power
    strong = np.percentile(mel.sum(0), 95) + 1e-20
    mel = mel / strong
    level = np.log10(mel + FLOOR / BANDS * 4)  # (BANDS, frames)
    ordered = np.sort(level, axis=1)
    low, middle, high = (ordered[:, min(int(p * level.shape[1]), level.shape[1] - 1)] for p in (0.1, 0.5, 0.95))
    mean, spread = level.mean(1), level.std(1)
    whole = np.log10(mel.mean(1) + 1e-6)
    steps = np.diff(level, axis=1)
    cosines = _cosines()
    cepstra = cosines @ level
    shape = np.concatenate([cepstra.mean(1), cepstra.std(1), np.diff(cepstra, axis=1).std(1)])
    return np.concatenate([
        whole, mean, high, low[::2], middle[::2], spread, np.maximum(steps, 0).mean(1)[::2], shape,
        _rhythm(mel), _singing(power, mel), _course(mel),
    ]).astype(np.float32)  # fmt: skip


def _rhythm(mel: np.ndarray) -> np.ndarray:
    """How much the level of each broad band goes up and down, at which speeds; and the beats of the whole."""
    groups = np.add.reduceat(mel, np.linspace(0, BANDS, COARSE, endpoint=False).astype(int), axis=0)
    lines = np.sqrt(np.concatenate([groups, groups.sum(0, keepdims=True)]))
    lines = lines / (lines.mean(1, keepdims=True) + 1e-3)
    lines = lines - lines.mean(1, keepdims=True)
    size = 512
    found = np.zeros((len(lines), size // 2 + 1))
    starts = range(0, max(1, lines.shape[1] - size // 2), size // 2)
    for start in starts:  # averaged over stretches of 6 s, so that a long sound looks like a short one
        part = lines[:, start : start + size]
        window = np.hanning(part.shape[1] + 2)[1:-1]
        found += np.abs(np.fft.rfft(part * window, size, axis=1)) ** 2 / np.sum(window**2)
    found /= len(starts)
    at = np.fft.rfftfreq(size, HOP / RATE)
    edges = np.searchsorted(at, BEATS)
    bands = np.stack([found[:, a:b].mean(1) for a, b in zip(edges[:-1], edges[1:])], 1)
    onsets = np.maximum(np.diff(np.log10(mel + 1e-3), axis=1), 0).mean(0)
    onsets = onsets - onsets.mean()
    strength = np.sum(onsets**2) + 1e-9
    size = 1 << int(2 * len(onsets) - 1).bit_length()
    again = np.fft.irfft(np.abs(np.fft.rfft(onsets, size)) ** 2)[: len(onsets)] / strength
    lags = np.unique(np.geomspace(3, 130, 17).astype(int))
    repeats = [again[a:b].max(initial=0.0) if a < len(again) else 0.0 for a, b in zip(lags[:-1], lags[1:])]
    peaky = [np.mean(onsets**3) / (np.mean(onsets**2) + 1e-9) ** 1.5, np.log10(np.mean(onsets**2) + 1e-6)]
    return np.concatenate([np.log10(bands + 1e-3).ravel(), repeats, peaky])


def _singing(power: np.ndarray, mel: np.ndarray) -> np.ndarray:
    """How far each octave is of clear tones or of noise, where the loudest tone is, and how it moves."""
    from scipy.fft import irfft

    loud = power.sum(0)
    kept = power[:, loud >= np.percentile(loud, 40)]
    kept = kept[:, :: max(1, kept.shape[1] // 200)]
    found = []
    for a, b in zip(_OCTAVES[:-1], _OCTAVES[1:]):
        part = kept[a:b] + 1e-12 * (1 + kept.max(initial=0))
        found += [np.mean(np.log(part).mean(0) - np.log(part.mean(0)))]
        steady = kept[a:b].mean(1) + 1e-20
        found += [np.log(steady).mean() - np.log(steady.mean())]
    weights = np.sqrt(loud / (loud.max() + 1e-20))
    tone = np.log2(power[2:].argmax(0) + 2.0)
    middle = np.sum(np.log2(np.arange(1, len(power)) + 1.0)[:, None] * power[1:], 0) / (power[1:].sum(0) + 1e-20)
    share = power[2:].max(0) / (power.sum(0) + 1e-20)
    for line in (tone, middle, share):
        mean = np.average(line, weights=weights + 1e-9)
        found += [mean, np.sqrt(np.average((line - mean) ** 2, weights=weights + 1e-9))]
        found += [np.average(np.abs(np.diff(line)), weights=weights[1:] + 1e-9)]
    some = kept[:, :: max(1, kept.shape[1] // 64)]  # the voice's pitch shows in any of them
    comb = irfft(np.log10(some / (some.max(0) + 1e-20) + 1e-5), axis=0)[20:280].mean(1)
    parts = np.array_split(comb, 8)
    return np.concatenate([found, [part.max() for part in parts], [np.argmax(comb) / 100]])


def _course(mel: np.ndarray) -> np.ndarray:
    """How the level goes: how often it is loud, how sudden, how long a thing rings on."""
    level = 10 * np.log10(mel.sum(0) + 1e-4)
    ordered = np.sort(level)
    marks = [ordered[int(p * (len(ordered) - 1))] for p in (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)]
    steps = np.diff(level)
    falls = [np.percentile(steps, p) for p in (1, 5, 20, 80, 95, 99)]
    loud = level > ordered[-1] - 10
    starts = np.sum(loud[1:] & ~loud[:-1]) / len(level) * RATE / HOP
    return np.array([*marks, *falls, loud.mean() * 10, starts, steps.std()])


_OCTAVES = (2, 5, 9, 17, 33, 65, 129, 257, 480)  # bins of 21.5 Hz


@cache
def _hann() -> np.ndarray:
    return np.hanning(WINDOW + 1)[:-1].astype(np.float32)


@cache
def _mel() -> np.ndarray:
    """Triangles as broad as ears hear: (BANDS, 513)."""
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    edges = 700 * (10 ** (np.linspace(2595 * np.log10(1 + 40 / 700), top, BANDS + 2) / 2595) - 1)
    at = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    up = (at - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    down = (edges[2:, None] - at) / (edges[2:] - edges[1:-1])[:, None]
    found = np.maximum(0, np.minimum(up, down))
    for row in np.flatnonzero(found.sum(1) == 0):  # narrower than a bin: the nearest one
        found[row, np.abs(at - edges[row + 1]).argmin()] = 1
    return (found / found.sum(1, keepdims=True)).astype(np.float32)


@cache
def _cosines() -> np.ndarray:
    at = (np.arange(BANDS) + 0.5) / BANDS
    return (np.cos(np.pi * np.arange(1, CEPSTRA + 1)[:, None] * at) * np.sqrt(2 / BANDS)).astype(np.float32)
