"""Small building blocks of sound: noises, curves, voices, things that ring, rooms, loudness.

Everything is mono float arrays of frames at RATE, except a `Take`, which is the stereo tape that a recipe writes on.
"""

from functools import lru_cache

import numpy as np

RATE = 44100
BLOCK = 128  # frames in which a mouth moves in a straight line


class Take:
    """The stereo tape of one recording; a recipe is a function that writes on it.

    seconds: how long; pitch: 1.0, higher for small things, lower for big ones; count: how many make the sound.
    Same `rng` state, same recording.
    """

    def __init__(self, seconds: float, rng: np.random.Generator, *, pitch: float = 1.0, count: int = 1):
        self.seconds = seconds
        self.frames = max(1, round(seconds * RATE))
        self.rng = rng
        self.pitch = pitch
        self.count = max(1, min(count, 12))
        self.tape = np.zeros((2, self.frames), np.float32)
        places = np.array([0.0]) if self.count == 1 else np.linspace(-0.7, 0.7, self.count)
        places = rng.permutation(places + rng.uniform(-0.15, 0.15, self.count))
        self._cast = [(pitch * rng.uniform(0.93, 1.07), place) for place in places]
        self._turn = 0

    def one(self) -> tuple[float, float]:
        """(pitch, pan) of the next one to be heard: two dogs answer each other from their own sides."""
        pitch, pan = self._cast[self._turn % self.count]
        self._turn += 1
        return pitch * self.rng.uniform(0.97, 1.03), pan

    def times(self, gap: float, jitter: float = 0.25, *, first: float = 0.12, tail: float = 0.25) -> list[float]:
        """Seconds at which something happens, about every `gap`, spread over the whole take; at least one, early."""
        gap = gap / self.count**0.5
        at = min(first * self.rng.uniform(0.3, 1.0), 0.04 * self.seconds)
        found = [at]
        while (at := at + gap * self.rng.uniform(1 - jitter, 1 + jitter)) < self.seconds - tail:
            found.append(at)
        return found

    def add(self, sound: np.ndarray, at: float = 0.0, gain: float = 1.0, pan: float = 0.0) -> None:
        """Put a mono sound on the tape. pan: −1 left … 1 right, heard as level and as delay between the ears."""
        angle = (np.clip(pan, -1, 1) + 1) * np.pi / 4
        late = round(pan * 0.0004 * RATE)
        for channel, level, delay in ((0, np.cos(angle), max(late, 0)), (1, np.sin(angle), max(-late, 0))):
            start = int(at * RATE) + delay
            part = sound[: max(0, self.frames - start)]
            if start >= 0 and len(part):
                self.tape[channel, start : start + len(part)] += part * np.float32(gain * level * 1.414)

    def bed(self, sound: np.ndarray, gain: float = 1.0) -> None:
        """Lay a sound as long as the take under it all: shape (frames,) or (2, frames)."""
        self.tape += np.asarray(sound, np.float32) * np.float32(gain)

    def noise(self, shape: tuple, gain: float = 1.0, swell: np.ndarray | float = 1.0) -> None:
        """Lay a wide stereo noise of spectrum `shape` (see `noise`) under it all, its level following `swell`."""
        wide = noise(self.rng, self.frames, shape, rows=2)
        self.bed(wide * swell, gain)

    def scatter(self, bank: list[np.ndarray], times, gains, width: float = 0.8) -> None:
        """Throw grains from `bank` at the times given, each at a random place between left and right."""
        picks = self.rng.integers(len(bank), size=len(times))
        pans = self.rng.uniform(-width, width, len(times))
        for at, pick, gain, pan in zip(times, picks, gains, pans, strict=True):
            self.add(bank[pick], at, gain, pan)

    def dust(self, per_second: float) -> np.ndarray:
        """Random times of things that do not know of each other, such as raindrops."""
        return self.rng.uniform(0, self.seconds, max(1, self.rng.poisson(per_second * self.seconds)))

    def room(self, kind: str = "street", wet: float = 0.25) -> None:
        """Let it sound in a room: "small", "street", "hall", "forest"."""
        self.tape = self.tape + np.float32(wet) * reverb(self.tape, kind)


# ---- curves -----------------------------------------------------------------------------------------------------


def frames_of(seconds: float) -> int:
    """Seconds in whole samples."""
    return max(2, round(seconds * RATE))


def curve(frames: int, *knots: float, power: float = 1.0) -> np.ndarray:
    """A smooth line through equally spaced `knots`. power > 1 keeps to the first knot longer."""
    x = np.linspace(0, 1, frames)
    x = (x if power == 1 else x**power) * (len(knots) - 1)
    index = np.minimum(x.astype(int), len(knots) - 2)
    part = x - index
    part = part * part * (3 - 2 * part)
    knots = np.asarray(knots, float)
    return knots[index] * (1 - part) + knots[index + 1] * part


def ramp(frames: int, *points: tuple[float, float]) -> np.ndarray:
    """Straight lines through (seconds, value) points: an envelope."""
    return np.interp(np.arange(frames) / RATE, [p[0] for p in points], [p[1] for p in points])


def swell(frames: int, attack: float = 0.01, release: float = 0.05) -> np.ndarray:
    """Up in `attack` seconds, down in `release`, level between."""
    up, down = min(frames_of(attack), frames), min(frames_of(release), frames)
    line = np.ones(frames)
    line[:up] *= np.sin(np.linspace(0, np.pi / 2, up)) ** 2
    line[-down:] *= np.cos(np.linspace(0, np.pi / 2, down)) ** 2
    return line


def slow(rng: np.random.Generator, frames: int, hertz: float, low: float, high: float) -> np.ndarray:
    """A line that wanders between low and high about `hertz` times a second, never twice alike."""
    knots = rng.uniform(low, high, int(frames / RATE * hertz) + 4)
    steps = frames // 64 + 2
    x = np.arange(steps) * (64 / RATE * hertz) + rng.uniform(0, 1)
    index = x.astype(int).clip(0, len(knots) - 2)
    part = np.clip(x - index, 0, 1)
    part = part * part * (3 - 2 * part)
    line = knots[index] * (1 - part) + knots[index + 1] * part
    return stretch(line, frames)


def stretch(line: np.ndarray, frames: int) -> np.ndarray:
    """A line given once every 64 frames, drawn out to all of them."""
    line = np.asarray(line, np.float32)
    blocks = -(-frames // 64)
    line = np.append(line, np.full(max(0, blocks + 1 - len(line)), line[-1], np.float32))[: blocks + 1]
    part = np.arange(64, dtype=np.float32) / 64
    return (line[:-1, None] + np.diff(line)[:, None] * part).ravel()[:frames]


def clock(frames: int) -> np.ndarray:
    """Seconds, once every 64 frames: for lines that `stretch` draws out."""
    return np.arange(frames // 64 + 2) * (64 / RATE)


# ---- tones ------------------------------------------------------------------------------------------------------


def turns(hertz: np.ndarray) -> np.ndarray:
    """The phase, in turns, of a tone whose frequency follows `hertz`."""
    return np.cumsum(hertz) / RATE


def sine(hertz: np.ndarray) -> np.ndarray:
    """A sine that follows a line of frequencies."""
    return np.sin(2 * np.pi * turns(hertz))


@lru_cache(maxsize=64)
def _table(levels: tuple[float, ...], seed: int) -> np.ndarray:
    phases = (
        np.random.default_rng(seed).uniform(0, 2 * np.pi, len(levels)) if seed else np.full(len(levels), -np.pi / 2)
    )
    bins = np.zeros(1025, complex)
    bins[1 : len(levels) + 1] = np.array(levels) * np.exp(1j * phases)
    wave = np.fft.irfft(bins) * 1024
    return np.append(wave, wave[0]).astype(np.float32)


def harmonics(hertz: np.ndarray, levels, *, scatter: int = 0) -> np.ndarray:
    """A tone with the given levels of its 1st, 2nd, 3rd … harmonic; `scatter` ≠ 0 gives it random phases."""
    top = float(np.max(hertz))
    levels = tuple(float(level) for k, level in enumerate(levels, 1) if k * top < 0.45 * RATE) or (1.0,)
    table = _table(levels, scatter)
    place = turns(hertz)
    place = (place - np.floor(place)) * 2048
    index = place.astype(np.int32)
    part = (place - index).astype(np.float32)
    return table[index] * (1 - part) + table[index + 1] * part


def ring(frames: int, hertz: float, t60: float) -> np.ndarray:
    """A damped sine: down by 60 dB in `t60` seconds. What everything that is struck is made of."""
    step = np.exp(-6.908 / (t60 * RATE) + 2j * np.pi * hertz / RATE)
    block = 512
    rows = step ** (block * np.arange(frames // block + 1))
    columns = step ** np.arange(block)
    # sin(a + b) from the outer product of two short rows is far cheaper than a sine per frame
    return (np.outer(rows.imag, columns.real) + np.outer(rows.real, columns.imag)).ravel()[:frames].astype(np.float32)


def struck(seconds: float, modes, *, pitch: float = 1.0) -> np.ndarray:
    """Something struck: `modes` are (hertz, level, t60). Modes above hearing are left out."""
    frames = frames_of(seconds)
    out = np.zeros(frames, np.float32)
    for hertz, level, t60 in modes:
        if hertz * pitch < 0.45 * RATE:
            length = min(frames, frames_of(t60 * 1.1))
            out[:length] += level * ring(length, hertz * pitch, t60)
    out[-64:] *= np.linspace(1, 0, 64)
    return out


def voice(rng, hertz: np.ndarray, mouth, *, tilt: float = 1.0, rough: float = 0.0, breath: float = 0.0) -> np.ndarray:
    """A voice: harmonics of `hertz` shaped by a mouth that moves.

    mouth: formants as (hertz or knots of a curve, bandwidth, level). tilt: 1 is a bright throat, 2 a soft one.
    rough: how hoarse (0 … 1). breath: how much air is heard.
    """
    frames = len(hertz)
    hertz = hertz * (1 + 0.006 * slow(rng, frames, 40, -1, 1))
    phase = 2 * np.pi * turns(hertz)
    blocks = -(-frames // BLOCK)
    pitch = hertz[np.minimum(np.arange(blocks + 1) * BLOCK, frames - 1)]
    tracks = [(curve(blocks + 1, *f) if np.size(f) > 1 else f, width, level) for f, width, level in mouth]
    count = int(np.clip(15000 / np.min(hertz), 2, 44))
    at = np.arange(1, count + 1)[:, None] * pitch
    levels = sum(gain / np.sqrt(1 + ((at - f) / (width / 2)) ** 2) for f, width, gain in tracks)
    levels = levels * np.arange(1, count + 1)[:, None] ** -float(tilt) * np.clip((17000 - at) / 2000, 0, 1)
    levels, steps = levels[:, :-1, None], np.diff(levels)[:, :, None]
    part = (np.arange(BLOCK) / BLOCK)[None, :]
    phase = np.pad(phase, (0, blocks * BLOCK - frames)).reshape(blocks, BLOCK)
    before, now, twice = np.zeros_like(phase), np.sin(phase), 2 * np.cos(phase)
    out = np.zeros_like(phase)
    for level, step in zip(levels, steps, strict=True):  # sin kφ from sin (k−1)φ and sin (k−2)φ: one sine for all
        out += now * (level + step * part)
        before, now = now, twice * now - before
    out = out.ravel()[:frames]
    if rough:
        out *= 1 + rough * 2.5 * _smooth(rng.standard_normal(frames), 180)
    if breath:
        shape = [(60, -40)]
        for f, _, gain in sorted(mouth, key=lambda m: np.mean(m[0])):
            middle = max(float(np.mean(f)), shape[-1][0] + 20)
            shape += [(middle, 20 * np.log10(gain + 1e-3))]
        air = noise(rng, frames, tuple(shape + [(max(9000, shape[-1][0] + 100), -24)]))
        out += breath * air * (np.std(out) + 1e-6)
    return (out / (np.sqrt(np.mean(out**2)) + 1e-9) * 0.3).astype(np.float32)


# ---- noises -----------------------------------------------------------------------------------------------------


def _shape(size: int, shape: tuple) -> np.ndarray:
    # long ones are not kept: a minute of sound has a shape of 5 MB
    return (_shape_kept if size < 300_000 else _shape_kept.__wrapped__)(size, shape)


@lru_cache(maxsize=64)
def _shape_kept(size: int, shape: tuple) -> np.ndarray:
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    hertz[0] = hertz[1]
    level = np.interp(np.log2(hertz), np.log2([p[0] for p in shape]), [p[1] for p in shape])
    level = 10 ** (level / 20)
    level[hertz < 22] = 0
    return (level / np.sqrt(np.mean(level**2))).astype(np.float32)


def noise(rng: np.random.Generator, frames: int, shape=((20, 0), (20000, 0)), rows: int = 1) -> np.ndarray:
    """Noise of RMS about 1 whose spectrum goes through `shape`: (hertz, dB) points. rows=2 gives (2, frames)."""
    from scipy import fft

    size = fft.next_fast_len(max(frames, 2048), real=True)
    bins = size // 2 + 1
    spectrum = rng.standard_normal((rows, bins * 2), np.float32).view(np.complex64) * _shape(size, tuple(shape))
    out = fft.irfft(spectrum, size, axis=1)[:, :frames] * np.float32(np.sqrt(size / 2))
    return out if rows > 1 else out[0]


def band(low: float, high: float, slope: float = 18.0) -> tuple:
    """The spectrum of noise between low and high hertz, falling `slope` dB per octave outside."""
    return ((low / 8, -3 * slope), (low, 0), (high, 0), (high * 8, -3 * slope))


def _smooth(line: np.ndarray, hertz: float) -> np.ndarray:
    from scipy.ndimage import uniform_filter1d

    size = max(1, int(RATE / hertz / 2))
    return uniform_filter1d(uniform_filter1d(line, size), size) * size**0.5


def puff(rng, seconds: float, shape, attack: float = 0.003, fall: float = 4.0) -> np.ndarray:
    """A short burst of noise: up in `attack` seconds, then falling by `fall` e-foldings until its end."""
    frames = frames_of(seconds)
    line = np.exp(-fall * np.linspace(0, 1, frames)) * swell(frames, attack, min(0.02, seconds / 4))
    return (noise(rng, frames, shape) * line).astype(np.float32)


def thud(rng, hertz: float, seconds: float = 0.12, click: float = 0.3) -> np.ndarray:
    """Something soft and heavy meets the ground: a falling low tone and a little noise."""
    frames = frames_of(seconds)
    fall = np.exp(-6 * np.linspace(0, 1, frames))
    body = sine(hertz * (1 + 0.8 * np.exp(-np.arange(frames) / RATE / 0.012))) * fall * swell(frames, 0.002, 0.02)
    return (body + click * puff(rng, seconds, band(hertz * 3, hertz * 14), 0.001, 14)).astype(np.float32)


def bubble(rng, hertz: float, seconds: float = 0.07) -> np.ndarray:
    """One bubble or drop: a sine that rises as the bubble nears the surface (Minnaert)."""
    frames = frames_of(seconds)
    x = np.linspace(0, 1, frames)
    return (sine(hertz * (1 + rng.uniform(0.2, 0.9) * x**2)) * np.exp(-5 * x) * swell(frames, 0.002, 0.01)).astype(
        np.float32
    )


def crackle(rng, seconds: float, per_second: float, shape, sharp: float = 1.5) -> np.ndarray:
    """Many tiny clicks of very different strength: paper, snow, fire, fat in a pan."""
    from scipy.signal import oaconvolve

    frames = frames_of(seconds)
    hits = np.zeros(frames, np.float32)
    count = max(3, rng.poisson(per_second * seconds))
    hits[rng.integers(0, frames, count)] = rng.exponential(1, count) ** sharp * rng.choice([-1, 1], count)
    grain = np.roll(np.fft.irfft(_shape(512, tuple(shape))), 64)[:448] * 20
    grain *= np.interp(np.arange(448), [0, 64, 448], [0, 1, 0]) ** 2  # one click of exactly that colour
    return oaconvolve(hits, grain)[:frames].astype(np.float32)


def creak(rng, seconds, hertz):
    """Wood or wicker under load: it sticks and slips, faster and faster, in a body that rings."""
    frames = frames_of(seconds)
    rate = curve(frames, 25, 70, 110) * slow(rng, frames, 14, 0.8, 1.25)
    slips = (np.diff(np.floor(turns(rate)), prepend=0) > 0) * rng.uniform(0.4, 1, frames)
    body = struck(
        0.04, [(hertz, 1, 0.05), (hertz * 2.3, 0.8, 0.04), (hertz * 4.1, 0.6, 0.03), (hertz * 7.3, 0.3, 0.02)]
    )
    return np.convolve(slips.astype(np.float32), body)[:frames] * ramp(
        frames, (0, 0), (seconds * 0.3, 1), (seconds, 0.2)
    )


def filtered(sound: np.ndarray, hertz, kind: str = "low", order: int = 2) -> np.ndarray:
    """Through a Butterworth filter: kind "low", "high" or "band" (then hertz is a pair)."""
    from scipy.signal import sosfilt

    key = tuple(hertz) if np.ndim(hertz) else (float(hertz),)
    return sosfilt(_butter(order, key, kind), sound, axis=-1).astype(np.float32)


@lru_cache(maxsize=128)
def _butter(order, hertz, kind):
    from scipy.signal import butter

    return butter(order, hertz if len(hertz) > 1 else hertz[0], kind, fs=RATE, output="sos")


# ---- rooms ------------------------------------------------------------------------------------------------------

ROOMS = {  # name: (seconds to −60 dB, first echo in ms, highest tone that comes back)
    "small": (0.35, 6, 6000), "street": (0.7, 18, 4500), "hall": (1.6, 24, 5000), "forest": (1.1, 45, 2500),
}  # fmt: skip


@lru_cache(maxsize=8)
def _room(kind: str) -> np.ndarray:
    seconds, first, top = ROOMS[kind]
    rng = np.random.default_rng(len(kind))
    frames = frames_of(seconds)
    tail = noise(rng, frames, ((100, -12), (250, 0), (top, 0), (top * 3, -24)), rows=2)
    tail = tail * np.exp(-6.9 * np.linspace(0, 1, frames))
    tail[:, : frames_of(first / 1000)] *= 0.05
    for k in range(6):  # the first echoes tell how near the walls are
        at = frames_of(first / 1000 * (1 + k * 0.7) * rng.uniform(0.9, 1.1))
        if at < frames:
            tail[k % 2, at] += 14 * 0.7**k
    return (tail / np.sqrt(np.sum(tail**2) / 2)).astype(np.float32)


def reverb(tape: np.ndarray, kind: str) -> np.ndarray:
    """What the room "small", "street", "hall" or "forest" gives back of a stereo tape (2, frames)."""
    from scipy import fft

    frames = tape.shape[1]
    size = fft.next_fast_len(frames + _room(kind).shape[1], real=True)
    room = _room_spectrum(kind, size) if size < 600_000 else fft.rfft(_room(kind), size)
    return fft.irfft(fft.rfft(tape, size) * room, size)[:, :frames]


@lru_cache(maxsize=8)
def _room_spectrum(kind: str, size: int) -> np.ndarray:
    from scipy import fft

    return fft.rfft(_room(kind), size)
