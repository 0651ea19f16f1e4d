"""How everything with an engine, wheels or a siren sounds."""

import numpy as np

from .people import murmur
from .synth import (  # fmt: skip
    RATE,
    band,
    creak,
    curve,
    filtered,
    frames_of,
    harmonics,
    noise,
    puff,
    slow,
    struck,
    swell,
    thud,
    turns,
)
from .weather import lapping

ROAD = ((40, -20), (150, -4), (700, 0), (1400, -6), (5000, -24), (14000, -44))


def engine(rng, hertz, *, rough=0.3, bright=0.8, seed=3):
    """An engine whose cylinders fire `hertz` times a second: uneven pulses in a pipe."""
    frames = len(hertz)
    levels = [0.25] + [0.5, 0.3] + [1 / k**bright * (1 if k % 2 else 0.8) for k in range(1, 40)]
    tone = harmonics(hertz / 2, levels, scatter=seed)  # half the firing rate: no two cylinders are quite alike
    puffs = 1 + rough * np.maximum(0, np.sin(2 * np.pi * turns(hertz))) * slow(rng, frames, 25, 0, 2)
    return filtered(tone * puffs, 1900) * 0.35


def car(take):
    """A car passes: the engine falls in pitch as it goes by, tyres hiss; somebody hoots twice, in two tones."""
    rng, frames = take.rng, take.frames
    clock = np.linspace(0, take.seconds, frames)
    for k in range(max(take.count, round(take.seconds / 4.5))):
        pitch, _ = take.one()
        middle = take.seconds * (k + rng.uniform(0.4, 0.6)) / max(take.count, round(take.seconds / 4.5), 1)
        way = (clock - middle) * rng.uniform(0.9, 1.2) * rng.choice([-1, 1])
        gone = np.abs(way)
        near = 1 / (1 + (gone / 0.7) ** 2) + 0.12
        doppler = 1 - 0.09 * np.tanh((clock - middle) * 1.6)
        motor = engine(rng, 74 * pitch * doppler * slow(rng, frames, 0.6, 0.97, 1.05), seed=k + 3)
        tyres = noise(rng, frames, ((100, -18), (500, -4), (1100, 0), (3000, -9), (9000, -26)))
        side = 0.5 + 0.45 * np.tanh(way)
        sound = (motor + 0.22 * tyres * near) * near
        take.bed(np.stack([sound * np.sqrt(1 - side), sound * np.sqrt(side)]), 0.8)
    for at in take.times(4.2, first=0.4, tail=0.5):
        for late, seconds in ((0.25, 0.14), (0.5, 0.32)):
            take.add(_horn(seconds, take.pitch), at + late, 0.32, 0.2)
    take.room("street", 0.2)


def _horn(seconds, pitch=1.0, tones=(415, 523)):
    frames = frames_of(seconds)
    levels = [0.5, 0.8, 1, 0.8, 0.7, 0.45, 0.4, 0.25, 0.2, 0.12]
    both = sum(harmonics(np.full(frames, tone * pitch), levels, scatter=5) for tone in tones)
    return both * swell(frames, 0.012, 0.04) * 0.3


def bus(take):
    """A diesel stands and clatters; the doors hiss open, a chime, they close; it pulls away."""
    rng, frames = take.rng, take.frames
    span = take.seconds
    go = np.interp(np.linspace(0, 1, frames), [0, 0.62, 0.85, 1], [1, 1, 1.75, 1.5])
    fire = 31 * take.pitch * go * slow(rng, frames, 3, 0.98, 1.02)
    clatter = np.maximum(0, np.sin(2 * np.pi * turns(fire))) ** 6
    take.bed(engine(rng, fire, rough=0.5, bright=0.55, seed=8), 0.7)
    take.noise(((300, -20), (900, -4), (2200, 0), (5000, -10), (12000, -30)), 0.05, clatter)
    for at in (0.02 * span, 0.48 * span):
        hiss = puff(rng, 0.75, ((300, -26), (1500, -8), (4500, 0), (9000, -2), (18000, -10)), 0.01, 3.5)
        take.add(hiss, at, 0.5, -0.3)
        take.add(thud(rng, 95, 0.15, 0.8), at + 0.7, 0.9, -0.3)
    for k, tone in enumerate((1320, 1050)):
        take.add(struck(0.4, [(tone, 1, 0.5), (tone * 2, 0.3, 0.3)]), 0.3 * span + 0.28 * k, 0.22, -0.2)
    take.room("street", 0.15)


def truck(take):
    """A big diesel, air brakes that sneeze, and the beep of backing up, once a second."""
    rng, frames = take.rng, take.frames
    fire = 24 * take.pitch * slow(rng, frames, 1.2, 0.97, 1.06)
    take.bed(engine(rng, fire, rough=0.9, bright=0.5, seed=12), 0.8)
    take.noise(((30, -6), (90, 0), (300, -10), (1500, -24), (6000, -40)), 0.12)
    for at in take.times(1.0, 0.0, first=0.1, tail=0.1):
        frames_ = frames_of(0.42)
        beep = harmonics(np.full(frames_, 1120.0), [1, 0.05, 0.25]) * swell(frames_, 0.005, 0.01)
        take.add(beep, at, 0.2, 0.25)
    for at in take.times(3.1, first=0.6, tail=0.5):
        take.add(puff(rng, 0.45, ((400, -24), (2500, -4), (7000, 0), (16000, -6)), 0.004, 6), at + 0.7, 0.5, -0.3)
    take.room("street", 0.15)


def fire_engine(take):
    """The siren climbs from 500 to 1500 Hz and falls again; a heavy engine runs under it."""
    rng, frames = take.rng, take.frames
    phase = np.arange(frames) / RATE / rng.uniform(2.6, 3.0) + rng.uniform(0, 0.25)
    wave = 0.5 - 0.5 * np.cos(2 * np.pi * phase)
    hertz = 520 * (1480 / 520) ** wave * take.pitch**0.3
    siren = harmonics(hertz, [1, 0.35, 0.5, 0.15, 0.22, 0.08, 0.1], scatter=2)
    take.bed(siren * slow(rng, frames, 0.5, 0.75, 1), 0.34)
    fire = 34 * take.pitch * slow(rng, frames, 1, 0.95, 1.1)
    take.bed(engine(rng, fire, rough=0.6, seed=9), 0.28)
    take.room("street", 0.35)


def bicycle(take):
    """Ring-ring goes the bell; the freewheel ticks and the chain runs."""
    rng, frames = take.rng, take.frames
    modes = [(2350, 1, 0.7), (2362, 0.8, 0.7), (4480, 0.6, 0.4), (6900, 0.35, 0.25), (9800, 0.2, 0.15)]
    for at in take.times(2.1, tail=0.3):
        pitch, pan = take.one()
        bell = struck(0.7, modes, pitch=pitch)
        for burst in (0.0, 0.42):
            for k in range(6):
                take.add(bell, at + burst + k * 0.045, 0.3 * (0.7 + 0.3 * (k % 2)), pan)
    ticks = [puff(rng, 0.012, band(2200, 7000), 0.0005, 7) for _ in range(6)]
    speed = slow(rng, frames, 0.4, 12, 21)
    steps = np.floor(turns(speed * 1.0))
    times = np.flatnonzero(np.diff(steps) > 0) / RATE
    take.scatter(ticks, times, rng.uniform(0.1, 0.18, len(times)), 0.15)
    take.noise(ROAD, 0.015)


def train(take):
    """A steam engine: four chuffs to a turn of the wheels, rails that clack, a whistle of three tones."""
    rng, frames = take.rng, take.frames
    speed = np.interp(np.linspace(0, 1, frames), [0, 1], [4.2, 6.2]) * take.pitch**0.5
    at = np.flatnonzero(np.diff(np.floor(turns(speed) + 0.97)) > 0) / RATE
    for k, when in enumerate(at):
        gap = 1 / float(np.interp(when, [0, take.seconds], [4.2, 6.2]))
        chuff = puff(rng, gap * 0.9, ((60, -8), (250, 0), (900, -3), (2500, -8), (9000, -22)), 0.012, 4.5)
        take.add(chuff, when, (1.0, 0.62, 0.75, 0.6)[k % 4], 0.1)
    for when in take.times(1.1, 0.02, first=0.1, tail=0.1):
        for late in (0, 0.13):
            take.add(struck(0.12, [(310, 1, 0.1), (870, 0.6, 0.07), (1900, 0.5, 0.04)]), when + late, 0.25, -0.3)
    for when in take.times(3.6, first=0.5, tail=0.9):
        for late, seconds in ((0.1, 0.35), (0.55, 0.85)):
            length = frames_of(seconds)
            lift = curve(length, 0.93, 1.0, 1.0, 0.97)
            tones = [harmonics(tone * take.pitch * lift, [1, 0.4, 0.22, 0.1, 0.05]) for tone in (523, 622, 784)]
            whistle = sum(tones) / 3 + 0.1 * noise(rng, length, band(600, 3500))
            take.add(whistle * swell(length, 0.06, 0.12), when + late, 0.6, 0.15)
    take.noise(((30, -6), (120, 0), (500, -12), (3000, -32)), 0.06)
    take.room("street", 0.25)


def boat(take):
    """A ship's horn, low and long, over water that laps at the hull."""
    for at in take.times(2.9, 0.12, first=0.3, tail=0.8):
        pitch, pan = take.one()
        frames = frames_of(min(1.7, max(0.3, take.seconds * 0.45)))
        levels = [0.7, 1, 0.85, 0.75, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.08, 0.06]
        tones = [harmonics(curve(frames, t * 0.97, t, t, t * 0.99) * pitch, levels, scatter=4) for t in (110, 138.6)]
        take.add(sum(tones) * swell(frames, 0.12, 0.25) * 0.4, at, 0.8, pan)
    lapping(take, 0.35)
    take.room("hall", 0.3)


def plane(take):
    """A propeller plane drones over: many harmonics that beat, falling in pitch as it passes."""
    rng, frames = take.rng, take.frames
    way = np.linspace(-1, 1, frames) * min(2.5, 0.5 * take.seconds)
    doppler = 1 - 0.11 * np.tanh(way * 1.3)
    near = 0.35 + 0.65 / (1 + (way / 1.2) ** 2)
    sound = 0
    for k, base in enumerate((92.0, 93.4)):
        hertz = base * take.pitch * doppler * slow(rng, frames, 0.8, 0.995, 1.005)
        sound = sound + harmonics(hertz, [1 / n**0.65 for n in range(1, 30)], scatter=k + 20)
    sound = filtered(sound, 2400) * near * 0.3
    side = 0.5 + 0.4 * np.tanh(way)
    take.bed(np.stack([sound * np.sqrt(1 - side), sound * np.sqrt(side)]))
    take.noise(((60, -8), (200, 0), (900, -10), (4000, -26), (12000, -44)), 0.12, near)


def hot_air_balloon(take):
    """The burner roars in long bursts; between them only the wind and a creaking basket."""
    rng, frames = take.rng, take.frames
    for at in take.times(2.3, 0.2, tail=0.7):
        length = frames_of(rng.uniform(1.1, 1.5))
        roar = noise(rng, length, ((40, -4), (110, 0), (500, -3), (1500, -8), (5000, -16), (14000, -30)))
        roar = roar * swell(length, 0.05, 0.3) * slow(rng, length, 28, 0.55, 1.2)
        take.add(roar, at, 0.55, rng.uniform(-0.15, 0.15))
        take.add(puff(rng, 0.06, band(800, 3000), 0.001, 5), at, 0.5)
        take.add(creak(rng, 0.3, 260), at + 1.8, 0.1, 0.3)
    take.noise(((60, -10), (300, 0), (800, -8), (3000, -28)), 0.035, slow(rng, frames, 0.6, 0.3, 1))


def street(take, gain=1.0):
    """A town street: cars pass far off, steps and voices blur, a hoot somewhere."""
    rng, frames = take.rng, take.frames
    take.noise(
        ((40, -8), (120, 0), (450, -6), (1200, -10), (5000, -26), (14000, -44)),
        0.15 * gain,
        slow(rng, frames, 0.35, 0.5, 1),
    )
    for k in range(2):
        passing = np.clip(slow(rng, frames, 0.45, -0.5, 1), 0, 1)
        motor = engine(rng, rng.uniform(48, 70) * slow(rng, frames, 0.4, 0.94, 1.08), seed=k + 30) * passing
        side = slow(rng, frames, 0.3, 0.1, 0.9)
        take.bed(np.stack([motor * (1 - side), motor * side]), 0.9 * gain)
    for at in take.times(3.5, 0.5, first=1.2)[: 1 + int(take.seconds / 4)]:
        take.add(filtered(_horn(0.22, rng.uniform(0.8, 1.1)), 2200), at, 0.35 * gain, rng.uniform(-0.8, 0.8))
    take.room("street", 0.3)


def station(take):
    """A big hall: steps, a murmur, and the three notes before an announcement."""
    rng = take.rng
    for at in take.times(4.5, first=0.3, tail=0.6):
        for k, tone in enumerate((659, 523, 392)):
            take.add(
                struck(1.1, [(tone, 1, 1.2), (2 * tone, 0.3, 0.8), (3 * tone, 0.1, 0.4)]), at + 0.1 + 0.42 * k, 0.22
            )
    take.noise(((60, -6), (200, 0), (700, -6), (2500, -18), (9000, -36)), 0.03, slow(rng, take.frames, 0.7, 0.6, 1))
    murmur(take, 0.25, 4)
    for at in take.times(0.55, 0.15, first=0.1):
        take.add(thud(rng, 120, 0.08, 0.9), at, 0.12, rng.uniform(-0.6, 0.6))
    take.room("hall", 0.6)
