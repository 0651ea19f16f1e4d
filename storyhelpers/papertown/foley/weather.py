"""Rain, wind, water, leaves: the sounds that never stop."""

import numpy as np

from .synth import (
    band,
    bubble,
    clock,
    crackle,
    curve,
    frames_of,
    harmonics,
    noise,
    puff,
    slow,
    stretch,
    struck,
    swell,
    thud,
    voice,
)


def rain(take, gain=1.0):
    """Rain on stones: an even hush over the whole spectrum, and drops that can be told apart."""
    rng = take.rng
    take.noise(
        ((100, -16), (400, -6), (1500, -1), (5000, 0), (12000, -2), (18000, -8)),
        0.3 * gain,
        slow(rng, take.frames, 0.6, 0.85, 1),
    )
    bank = [puff(rng, 0.012, band(f, f * 2.5), 0.0005, 6) for f in np.geomspace(1200, 6000, 10)]
    bank += [bubble(rng, f, 0.025) for f in np.geomspace(1500, 4200, 6)]
    times = take.dust(110)
    take.scatter(bank, times, gain * rng.exponential(0.18, len(times)))


def umbrella(take):
    """Rain heard from under an umbrella: dull drops on tight cloth, the hush far away."""
    rng = take.rng
    take.noise(((100, -10), (500, 0), (1500, -8), (5000, -20), (12000, -30)), 0.05)
    bank = [
        puff(rng, 0.03, ((100, -10), (f, 0), (f * 2, -4), (f * 6, -26)), 0.001, 7) for f in np.geomspace(260, 900, 12)
    ]
    bank = [drop + 0.8 * struck(0.03, [(f, 1, 0.03)]) for drop, f in zip(bank, np.geomspace(240, 620, 12), strict=True)]
    times = take.dust(42)
    take.scatter(bank, times, rng.exponential(0.45, len(times)) + 0.1, 0.9)
    take.room("small", 0.1)


def drips(take):
    """After the rain: single drops fall into puddles, birds begin again."""
    rng = take.rng
    for at in take.times(0.33, 0.7, tail=0.05):
        drop = bubble(rng, rng.uniform(900, 2300) * take.pitch, 0.09)
        take.add(drop, at, rng.uniform(0.3, 1), rng.uniform(-0.7, 0.7))
    take.room("forest", 0.3)


def wind(take, gain=1.0):
    """Gusts: noise whose tone climbs and falls with its strength, and a faint whistle round a corner."""
    rng, frames = take.rng, take.frames
    gust = slow(rng, frames, 0.55, 0.1, 1)
    low = ((50, -6), (160, 0), (380, -3), (800, -18), (3000, -40))
    high = ((150, -24), (420, -2), (800, 0), (1500, -10), (5000, -34))
    take.noise(low, 0.3 * gain, 0.35 + 0.65 * gust)
    take.noise(high, 0.22 * gain, gust**2.2)
    whistle = harmonics((420 + 330 * gust) * slow(rng, frames, 2, 0.97, 1.03) * take.pitch, [1, 0.1])
    take.bed(whistle * gust**3 * slow(rng, frames, 6, 0.3, 1), 0.05 * gain)


def mountain(take):
    """High up: hard wind, and an eagle that calls back from the rocks."""
    rng = take.rng
    wind(take)
    for at in take.times(2.8, first=0.6, tail=0.8):
        frames = frames_of(0.7)
        hertz = curve(frames, 2300, 2850, 2500, 1900) * take.pitch
        cry = voice(rng, hertz, [(2600, 900, 1), (5000, 1500, 0.4)], tilt=0.5, rough=0.25) * swell(frames, 0.04, 0.3)
        for k in range(3):  # the rocks answer
            take.add(cry, at + 0.36 * k, 0.5 * 0.4**k, (-0.5, 0.5, -0.2)[k])
    take.room("hall", 0.3)


def waves(take, gain=1.0):
    """The sea: a wave gathers, breaks and hisses back, about every four seconds; always a little underneath."""
    rng, frames = take.rng, take.frames
    seconds = clock(frames)
    period = rng.uniform(3.4, 4.4)
    for k, (offset, level) in enumerate(((0.0, 1.0), (0.45, 0.6))):
        place = (seconds / (period * (1 + 0.13 * k)) + offset + 0.22) % 1
        break_ = np.where(place < 0.35, (place / 0.35) ** 2, np.exp(-3.6 * (place - 0.35)))
        hiss = np.where(place < 0.4, (place / 0.4) ** 5, np.exp(-2.6 * (place - 0.4)))
        take.noise(
            ((40, -6), (150, 0), (500, -5), (1500, -14), (6000, -30)), 0.32 * level * gain, stretch(break_, frames)
        )
        take.noise(
            ((300, -26), (1200, -6), (3500, 0), (9000, -6), (16000, -16)),
            0.15 * level * gain,
            stretch(hiss**1.5, frames),
        )
    take.noise(((60, -4), (300, 0), (1500, -14), (8000, -30)), 0.02 * gain)


def lapping(take, gain=1.0):
    """Small water against wood: slaps and gurgles."""
    rng, frames = take.rng, take.frames
    slap = np.clip(slow(rng, frames, 1.6, -0.4, 1), 0.08, 1) ** 2
    take.noise(((60, -14), (250, -2), (600, 0), (1500, -9), (6000, -26)), 0.3 * gain, slap)
    bank = [bubble(rng, rng.uniform(250, 900), rng.uniform(0.05, 0.11)) for _ in range(14)]
    times = take.dust(7)
    take.scatter(bank, times, gain * rng.uniform(0.1, 0.5, len(times)))


def river(take, gain=1.0):
    """A brook under a bridge: endless small bubbles over stones."""
    rng = take.rng
    bank = [bubble(rng, f, rng.uniform(0.03, 0.09)) for f in np.geomspace(420, 2400, 24)]
    times = take.dust(75)
    take.scatter(bank, times, gain * rng.exponential(0.16, len(times)))
    take.noise(
        ((80, -16), (350, -4), (900, 0), (2500, -8), (9000, -24)), 0.08 * gain, slow(rng, take.frames, 2.5, 0.6, 1)
    )


def fountain(take):
    """Jets fall back into a basin: a bright steady splash with plops in it."""
    rng = take.rng
    take.noise(
        ((100, -24), (500, -10), (1600, 0), (4500, -1), (9000, -8), (16000, -20)),
        0.2,
        slow(rng, take.frames, 5, 0.75, 1),
    )
    bank = [bubble(rng, f, rng.uniform(0.02, 0.06)) for f in np.geomspace(700, 3000, 20)]
    times = take.dust(130)
    take.scatter(bank, times, rng.exponential(0.2, len(times)), 0.6)
    take.room("street", 0.15)


def thunder(take):
    """A crack, then a long roll that comes in waves; rain under it."""
    rng = take.rng
    for at in take.times(2.7, 0.2, first=0.15, tail=0.8):
        frames = frames_of(3.2)
        roll = noise(rng, frames, ((24, -4), (55, 0), (140, -4), (400, -16), (1500, -34)))
        roll = roll * np.exp(-np.linspace(0, 4.0, frames)) * slow(rng, frames, 7, 0.25, 1.3) * swell(frames, 0.05, 0.5)
        take.add(roll, at + 0.08, 1.6, rng.uniform(-0.3, 0.3))
        take.add(crackle(rng, 0.3, 900, band(300, 3500)) * np.exp(-np.linspace(0, 5, frames_of(0.3))), at, 0.5)
        take.add(puff(rng, 0.5, ((60, -3), (300, 0), (2500, -8), (9000, -22)), 0.003, 6), at, 0.9)
    rain(take, 0.14)
    take.room("hall", 0.4)


def snow(take):
    """Boots in deep snow: each step packs it with a dry crunch; soft wind."""
    rng, frames = take.rng, take.frames
    for n, at in enumerate(take.times(0.62, 0.06)):
        seconds = rng.uniform(0.26, 0.34)
        step = crackle(rng, seconds, 1500, ((300, -8), (900, 0), (2600, -3), (6000, -14), (14000, -30)), 1.0)
        step = step * np.interp(np.linspace(0, 1, len(step)), [0, 0.15, 0.45, 0.6, 1], [0, 0.7, 0.35, 1, 0])
        take.add(step, at, 0.55 * rng.uniform(0.8, 1.1), 0.2 if n % 2 else -0.2)
        take.add(thud(rng, 75, 0.12, 0.1), at + 0.03, 0.25)
    take.noise(((60, -4), (250, 0), (700, -12), (3000, -34)), 0.02, slow(rng, frames, 0.5, 0.3, 1))


def snowman(take):
    """Hands roll and pat a ball of snow: long crunches, then three soft pats."""
    rng, frames = take.rng, take.frames
    for at in take.times(1.7, 0.1, tail=0.5):
        roll = crackle(rng, 0.85, 1300, ((300, -6), (800, 0), (2400, -6), (6000, -18), (14000, -34)), 1.0)
        take.add(roll * slow(rng, len(roll), 8, 0.3, 1) * swell(len(roll), 0.2, 0.3), at, 0.4, rng.uniform(-0.3, 0.3))
        for k in range(3):
            pat = thud(rng, 150, 0.09, 0.4) + puff(rng, 0.09, band(500, 2200), 0.002, 5)
            take.add(pat, at + 0.95 + 0.2 * k, 0.5, 0.1)
    take.noise(((60, -4), (250, 0), (700, -12), (3000, -34)), 0.02, slow(rng, frames, 0.5, 0.3, 1))


def leaves(take, gain=1.0):
    """Leaves in a light wind: thousands of small dry touches, in gusts."""
    rng, frames = take.rng, take.frames
    gust = slow(rng, frames, 0.7, 0.25, 1) ** 1.5
    flicker = slow(rng, frames, 22, 0.4, 1)
    take.noise(((300, -26), (1200, -9), (3200, 0), (6500, -2), (14000, -14)), 0.25 * gain, gust * flicker)
    touch = crackle(rng, take.seconds, 260, band(2500, 8000), 1.5)
    take.bed(touch * gust, 0.14 * gain)
    take.noise(((80, -8), (250, 0), (700, -14), (3000, -36)), 0.02 * gain, gust)


def bush(take):
    """Somebody small moves in a bush: short rustles, a twig snaps."""
    rng = take.rng
    for at in take.times(0.75, 0.5, tail=0.2):
        seconds = rng.uniform(0.25, 0.55)
        rustle = crackle(rng, seconds, 1000, band(1800, 7000), 0.9) + 0.5 * noise(
            rng, frames_of(seconds), band(1500, 6000)
        )
        shake = 0.4 + 0.6 * np.abs(np.sin(np.linspace(0, rng.uniform(9, 16), len(rustle))))
        take.add(rustle * shake * swell(len(rustle), 0.04, 0.15), at, 0.35, rng.uniform(-0.5, 0.5))
        if rng.random() < 0.5:
            twig = struck(0.05, [(1450, 1, 0.03), (2700, 0.8, 0.02), (4600, 0.6, 0.015)])
            take.add(twig + puff(rng, 0.05, band(1500, 8000), 0.0003, 12), at + seconds * 0.6, 0.7, 0.2)
    leaves(take, 0.1)


def fire(take, gain=1.0):
    """A wood fire: a low flutter and sparks that crack."""
    rng, frames = take.rng, take.frames
    take.noise(((40, -4), (120, 0), (500, -12), (2000, -26), (9000, -40)), 0.2 * gain, slow(rng, frames, 9, 0.5, 1))
    take.bed(crackle(rng, take.seconds, 16, band(1200, 7000), 2.2), 0.45 * gain)


def sparkle(take, gain=1.0):
    """What a picture book hears when stars twinkle: glass chimes, high and sparse."""
    rng = take.rng
    scale = [2093, 2349, 2637, 3136, 3520, 4186, 4699, 5274]
    for at in take.times(0.42, 0.7, tail=0.2):
        tone = scale[rng.integers(8)] * take.pitch**0.5
        chime = struck(1.3, [(tone, 1, 1.3), (tone * 2.01, 0.25, 0.7), (tone * 2.76, 0.3, 0.4)])
        take.add(chime, at, gain * rng.uniform(0.1, 0.35), rng.uniform(-0.8, 0.8))
    take.room("hall", 0.5)
