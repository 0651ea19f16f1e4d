"""How houses, bells, toys and the furniture of a street sound."""

import numpy as np

from . import creatures, people, weather
from .synth import (  # fmt: skip
    RATE,
    band,
    crackle,
    creak,
    curve,
    frames_of,
    harmonics,
    noise,
    puff,
    sine,
    slow,
    struck,
    swell,
    thud,
    voice,
)

BELL = [  # partials of a church bell, as shares of its nominal prime: hum, prime, tierce, quint, nominal …
    (0.5, 0.6, 1.0), (1.0, 1.0, 0.7), (1.19, 0.8, 0.55), (1.5, 0.35, 0.4), (2.0, 0.9, 0.4), (2.51, 0.35, 0.25),
    (2.66, 0.3, 0.22), (3.01, 0.35, 0.2), (4.16, 0.3, 0.13), (5.43, 0.2, 0.09), (6.8, 0.15, 0.06),
]  # fmt: skip


def _bell(prime, t60, seconds):
    return struck(seconds, [(prime * share, level, t60 * long) for share, level, long in BELL])


def tower(take):
    """A great bell strikes, slowly; each stroke hums on into the next."""
    bell = _bell(196 * take.pitch * take.rng.uniform(0.94, 1.06), 7.0, 4.5)
    for at in take.times(1.9, 0.01, first=0.08, tail=0.5):
        take.add(bell, at, 0.3 * take.rng.uniform(0.9, 1))
        take.add(puff(take.rng, 0.03, band(700, 4000), 0.0005, 6), at, 0.4)
    take.room("hall", 0.35)


def bell(take):
    """A hand bell, swung to and fro."""
    rng = take.rng
    strokes = [_bell(980 * take.pitch * p, 2.2, 1.2) for p in (1.0, 1.003)]
    for n, at in enumerate(take.times(0.36, 0.06, first=0.05, tail=0.1)):
        take.add(strokes[n % 2], at, 0.3 * (1 if n % 2 else 0.72) * rng.uniform(0.9, 1.1), 0.2 if n % 2 else -0.2)
    take.room("small", 0.2)


def clock(take):
    """Tick, tock, one a second; in a longer recording it strikes at the end."""
    rng = take.rng
    case = [(430, 0.5, 0.12), (1150, 0.8, 0.08), (2350, 1, 0.06), (3900, 0.8, 0.05), (5600, 0.4, 0.03)]
    for n, at in enumerate(np.arange(0.06, take.seconds - 0.05, 1.0)):
        tick = struck(0.12, case, pitch=take.pitch * (1.06 if n % 2 else 0.94) * rng.uniform(0.99, 1.01))
        take.add(tick, at, 0.9, -0.08)
        take.add(tick, at + 0.035, 0.25, 0.08)
    if take.seconds >= 4:
        strokes = 1 + int(take.seconds // 20)
        for k in range(strokes):
            gong = struck(1.6, [(523, 1, 1.9), (1047, 0.4, 1.2), (1413, 0.35, 0.8), (2200, 0.2, 0.4)], pitch=take.pitch)
            take.add(gong, take.seconds - 1.45 - 1.2 * (strokes - 1 - k), 0.26)
    take.noise(((100, -6), (400, -6), (2500, -22)), 0.003)
    take.room("small", 0.3)


def _knock(rng, pitch=1.0):
    wood = struck(0.16, [(165, 1, 0.13), (310, 0.8, 0.09), (620, 0.5, 0.06), (1300, 0.3, 0.03)], pitch=pitch)
    wood[: frames_of(0.015)] += 0.4 * puff(rng, 0.015, band(800, 4000), 0.0004, 5)
    return wood


def house(take):
    """Three knocks; a door creaks open and falls shut."""
    rng = take.rng
    for at in take.times(3.3, 0.1, tail=0.9):
        for k in range(3):
            take.add(_knock(rng, take.pitch), at + 0.22 * k, 0.9, 0.1)
        take.add(creak(rng, 0.8, 420), at + 1.0, 0.5, -0.1)
        take.add(thud(rng, 70, 0.25, 0.6), at + 2.1, 1.2)
        take.add(struck(0.1, [(1500, 1, 0.05), (2900, 0.7, 0.04)]), at + 2.13, 0.4)
    take.noise(((80, -6), (300, -4), (2000, -20)), 0.005)
    take.room("small", 0.35)


def _jingle(take, at, gain):
    rng = take.rng
    modes = [(2480, 1, 0.9), (4420, 0.6, 0.5), (6900, 0.4, 0.25)]
    for late in np.cumsum(rng.uniform(0.05, 0.14, 7)):
        take.add(
            struck(0.7, modes, pitch=take.pitch * rng.choice([1, 1.17]) * rng.uniform(0.99, 1.01)),
            at + late,
            gain * rng.uniform(0.4, 1),
            -0.3,
        )


def shop(take):
    """The little bell over the door; the till goes ka-ching; steps on boards."""
    rng = take.rng
    for at in take.times(3.0, 0.1, tail=0.8):
        _jingle(take, at, 0.25)
        take.add(thud(rng, 100, 0.1, 1.0), at + 1.25, 0.8, 0.3)
        take.add(crackle(rng, 0.14, 500, band(1500, 6000)), at + 1.3, 0.4, 0.3)
        take.add(struck(0.9, [(2093, 1, 1.1), (4310, 0.5, 0.6), (5870, 0.4, 0.4)]), at + 1.5, 0.45, 0.3)
        take.add(struck(0.3, [(210, 1, 0.2), (900, 0.5, 0.1)]), at + 1.58, 0.5, 0.3)
    people.steps(take, 0.6, 110, 0.4, 0.25)
    take.room("small", 0.3)


def bakery(take):
    """A wood oven hums, a tray slides out and rattles, dough slaps on the table; the door bell."""
    rng = take.rng
    weather.fire(take, 0.35)
    for at in take.times(2.6, 0.15, tail=0.7):
        tray = struck(0.4, [(640, 1, 0.3), (1310, 0.8, 0.25), (2270, 0.7, 0.2), (3610, 0.5, 0.12)])
        scrape = (
            noise(rng, frames_of(0.4), band(900, 3800))
            * slow(rng, frames_of(0.4), 45, 0, 1)
            * swell(frames_of(0.4), 0.08, 0.05)
        )
        take.add(scrape, at, 0.3, -0.3)
        take.add(tray, at + 0.4, 0.35, -0.3)
        take.add(tray, at + 0.52, 0.2, -0.3)
        for k in range(3):
            slap = thud(rng, 105, 0.13, 0.2) + 0.7 * puff(rng, 0.13, band(250, 1800), 0.001, 9)
            take.add(slap, at + 1.1 + 0.34 * k, 0.9, 0.3)
    _jingle(take, take.seconds * 0.55, 0.12)
    take.room("small", 0.25)


def bridge(take):
    """Steps on planks, the river under them."""
    rng = take.rng
    plank = [(128, 1, 0.14), (235, 0.8, 0.1), (430, 0.5, 0.07), (900, 0.25, 0.03)]
    for n, at in enumerate(take.times(0.52, 0.05, tail=0.1)):
        step = struck(0.16, plank, pitch=take.pitch * rng.uniform(0.9, 1.12))
        take.add(step, at, 0.8 * rng.uniform(0.8, 1), 0.2 if n % 2 else -0.2)
    weather.river(take, 0.5)
    take.room("street", 0.12)


def castle(take):
    """A fanfare of two trumpets, bright where they are loud, in a stone court."""
    rng = take.rng
    tunes = [
        [(0, 1), (0, 0.5), (0, 0.5), (4, 1), (7, 2), (4, 1), (7, 3)],
        [(7, 1), (7, 0.5), (7, 0.5), (12, 2), (7, 1), (4, 1), (12, 3)],
    ]
    for at in take.times(2.65, 0.04, tail=0.7):
        beat = 0.24
        for note, beats in tunes[rng.integers(2)]:
            for k, lower in enumerate((0, -5 if note == 12 else -4)):
                take.add(
                    _brass(349.2 * take.pitch**0.5 * 2 ** ((note + lower) / 12), beats * beat),
                    at,
                    0.5 - 0.15 * k,
                    0.3 - 0.6 * k,
                )
            at += beats * beat
    take.room("hall", 0.4)


def _brass(hertz, seconds):
    frames = frames_of(seconds * 0.95)
    line = hertz * curve(frames, 0.97, 1, 1, 1, 1) * (1 + 0.004 * sine(np.full(frames, 5.5)))
    soft = harmonics(line, [1, 0.8, 0.45, 0.2, 0.1, 0.05], scatter=6)
    loud = harmonics(line, [0.6, 0.9, 1, 0.9, 0.75, 0.6, 0.45, 0.35, 0.25, 0.2, 0.15, 0.1], scatter=6)
    bright = swell(frames, 0.07, 0.15)  # the louder a trumpet is blown, the more of its high partials sound
    return (soft * (1 - bright) + loud * bright) * swell(frames, 0.025, 0.05) * 0.25


def school(take):
    """The school bell: a hammer that rattles eighteen times a second; children run out."""
    rng = take.rng
    stroke = struck(
        0.25, [(1480, 1, 0.5), (2210, 0.7, 0.4), (3390, 0.8, 0.3), (5120, 0.5, 0.2), (7300, 0.3, 0.1)], pitch=take.pitch
    )
    long = min(1.6, max(0.1, take.seconds * 0.4))
    for start in take.times(5.5, 0.05, first=0.03, tail=1.0):
        for late in np.arange(0, long, 1 / 18):
            take.add(stroke, start + late, 0.16 * rng.uniform(0.85, 1.1))
    people.murmur(take, 0.6, 6, children=1.0)
    people.laughter(take, 0.4)
    take.room("hall", 0.2)


def lamp(take):
    """A street lamp at night: the hum of its coil, a moth that taps the glass, crickets far away."""
    rng, frames = take.rng, take.frames
    hum = harmonics(np.full(frames, 100.0), [0.6, 1, 0.5, 0.75, 0.3, 0.45, 0.2, 0.3, 0.1, 0.2, 0.1, 0.1], scatter=3)
    take.bed(hum * slow(rng, frames, 1.5, 0.85, 1), 0.2)
    for at in take.times(0.8, 0.7, first=0.4):
        for k in range(rng.integers(1, 4)):
            take.add(struck(0.05, [(3300, 1, 0.03), (5600, 0.6, 0.02)]), at + 0.06 * k, 0.22 * rng.uniform(0.5, 1), 0.2)
    creatures.crickets(take, 0.12)


def market(take):
    """A market: many voices, a seller who calls, crates set down, coins."""
    rng = take.rng
    people.murmur(take, 0.8, 9)
    for at in take.times(2.1, 0.3, first=0.3, tail=0.6):
        base = rng.uniform(170, 240)
        for k, (seconds, up) in enumerate(((0.2, 1.0), (0.2, 1.15), (0.5, 1.3))):
            call = people.syllable(rng, base * up, seconds=seconds, vowel=(3, 0, 1)[k])
            take.add(call, at + 0.23 * k, 0.75, 0.4)
        take.add(_knock(rng, 0.9), at + 1.15, 0.6, -0.5)
        for k in range(4):
            take.add(
                struck(0.15, [(4100, 1, 0.12), (6700, 0.7, 0.08), (9300, 0.4, 0.05)], pitch=rng.uniform(0.9, 1.1)),
                at + 1.45 + 0.07 * k,
                0.12,
                -0.2,
            )
    take.room("street", 0.3)


def mailbox(take):
    """A metal flap squeaks, a letter drops, the flap clanks shut."""
    rng = take.rng
    sheet = [(310, 1, 0.35), (740, 0.9, 0.3), (1270, 0.8, 0.25), (2130, 0.6, 0.2), (3350, 0.5, 0.12), (4900, 0.3, 0.08)]
    for at in take.times(1.75, 0.12, tail=0.6):
        frames = frames_of(0.22)
        squeak = sine(curve(frames, 1250, 1700, 1500)) * slow(rng, frames, 40, 0, 1) * swell(frames, 0.05, 0.08)
        take.add(squeak, at, 0.2, 0.1)
        take.add(puff(rng, 0.2, band(1500, 7000), 0.06, 2), at + 0.32, 0.25)
        take.add(puff(rng, 0.07, band(250, 1500), 0.001, 6), at + 0.55, 0.7)
        for late, level in ((0.85, 1.0), (0.93, 0.35), (0.98, 0.15)):
            take.add(struck(0.4, sheet, pitch=take.pitch * rng.uniform(0.99, 1.01)), at + late, 0.45 * level)
    take.room("street", 0.15)


def balloon(take):
    """Rubber squeaks under fingers, and at last it goes pop."""
    rng = take.rng
    for at in take.times(0.62, 0.35, tail=0.6):
        frames = frames_of(rng.uniform(0.15, 0.4))
        low = rng.uniform(500, 900) * take.pitch
        hertz = curve(frames, low, low * rng.uniform(1.2, 1.9), low * rng.uniform(0.8, 1.4)) * (
            1 + 0.05 * slow(rng, frames, 60, -1, 1)
        )
        squeak = (
            harmonics(hertz, [1, 0.9, 0.7, 0.6, 0.4, 0.3, 0.2], scatter=7)
            * slow(rng, frames, 45, 0.3, 1)
            * swell(frames, 0.03, 0.05)
        )
        take.add(squeak, at, 0.3, rng.uniform(-0.3, 0.3))
    pop = puff(rng, 0.12, ((80, -4), (400, 0), (3000, -3), (10000, -10)), 0.0004, 11)
    take.add(pop, max(take.seconds - 0.5, take.seconds * 0.7), 1.4)
    take.room("small", 0.25)


def kite(take):
    """Cloth flaps in the wind, faster in the gusts; the string sings a little."""
    rng, frames = take.rng, take.frames
    gust = slow(rng, frames, 0.7, 0.3, 1)
    flap = np.maximum(0, sine(6 + 11 * gust * slow(rng, frames, 5, 0.8, 1.2))) ** 4
    take.noise(((100, -14), (350, -2), (1100, 0), (3000, -6), (10000, -24)), 0.42, flap * gust)
    take.bed(harmonics(190 * slow(rng, frames, 1, 0.9, 1.15) * take.pitch, [1, 0.5, 0.3]) * gust**2, 0.012)
    weather.wind(take, 0.28)


def ball(take):
    """A ball bounces: each time less high, so each time sooner; then it is thrown again."""
    rng = take.rng
    tone = 105 * take.pitch
    body = [(tone, 1, 0.16), (tone * 1.9, 0.5, 0.1), (tone * 4.2, 0.35, 0.06), (tone * 9, 0.2, 0.03)]
    at = 0.03
    while at < take.seconds - 0.05:
        gap, level = rng.uniform(0.52, 0.62), 1.0
        while gap > 0.05 and at < take.seconds - 0.02:
            sound = struck(0.16, body, pitch=1 + 0.1 * (1 - level)) * swell(frames_of(0.16), 0.002, 0.03)
            sound[: frames_of(0.012)] += 0.5 * puff(rng, 0.012, band(600, 3500), 0.0005, 4)
            take.add(sound, at, level, 0.4 * (0.5 - level))
            at, gap, level = at + gap, gap * 0.76, level * 0.8
        at += rng.uniform(0.25, 0.4)
    take.room("street", 0.2)


def drum(take):
    """A marching drum: low beats, and rolls on the snare between."""
    rng = take.rng
    skin = [(92, 1, 0.28), (146, 0.6, 0.2), (197, 0.4, 0.15), (272, 0.25, 0.1)]
    low = struck(0.3, skin, pitch=take.pitch)
    low[: frames_of(0.02)] += 0.4 * puff(rng, 0.02, band(300, 2500), 0.0005, 4)
    pattern = "B.s.Bss.B.s.Brrr"
    for n, at in enumerate(np.arange(0.03, take.seconds - 0.05, 0.165)):
        mark = pattern[n % 16]
        if mark == "B":
            take.add(low, at, 0.95, -0.15)
        elif mark in "sr":
            for late in (0, 0.055, 0.11) if mark == "r" else (0,):
                snare = puff(rng, 0.11, ((150, -8), (700, -3), (3000, 0), (8000, -6)), 0.0005, 6)
                snare = (
                    snare * 0.5 + 0.5 * struck(0.11, [(190, 1, 0.1), (335, 0.6, 0.07)], pitch=take.pitch)[: len(snare)]
                )
                take.add(snare, at + late, 0.6 * rng.uniform(0.85, 1.1), 0.25)
    take.room("street", 0.2)


def cake(take):
    """A party blower unrolls, candles are blown out, everybody cheers."""
    rng = take.rng
    cheers = [
        people.syllable(rng, hertz, size=1.35, seconds=rng.uniform(0.6, 0.9), vowel=1)
        for hertz in (255, 290, 340, 385, 450)
    ]
    for at in take.times(3.3, 0.08, tail=0.8):
        pitch, pan = take.one()
        frames = frames_of(0.55)
        hertz = curve(frames, 300, 420, 440, 330) * pitch * (1 + 0.02 * slow(rng, frames, 40, -1, 1))
        toot = voice(rng, hertz, [(900, 300, 1), (2100, 400, 0.9), (3500, 500, 0.5)], tilt=0.1, rough=0.3)
        take.add(toot * swell(frames, 0.02, 0.08), at, 0.6, 0.3)
        blow = noise(rng, frames_of(0.7), ((100, -4), (350, 0), (1200, -6), (4000, -16), (10000, -30)))
        take.add(blow * slow(rng, len(blow), 18, 0.5, 1) * swell(len(blow), 0.08, 0.2), at + 0.75, 0.5, -0.1)
        for cheer in cheers:
            take.add(cheer, at + 1.6 + rng.uniform(0, 0.12), 0.45, rng.uniform(-0.8, 0.8))
        clap = [puff(rng, 0.03, band(f, f * 2.4), 0.0005, 6) for f in (900, 1100, 1300, 1500)]
        times = at + 1.7 + rng.uniform(0, 1.2, 22)
        take.scatter(clap, times, rng.uniform(0.15, 0.4, 22))
    take.room("small", 0.3)


def book(take):
    """A page is lifted, sweeps over and is smoothed down."""
    rng = take.rng
    for at in take.times(1.25, 0.15, tail=0.4):
        frames = frames_of(rng.uniform(0.42, 0.55))
        sweep = noise(rng, frames, ((300, -20), (1200, -5), (3200, 0), (8000, -5), (16000, -18)))
        line = np.interp(np.linspace(0, 1, frames), [0, 0.12, 0.25, 0.62, 0.72, 1], [0, 0.5, 0.12, 0.85, 0.25, 0])
        page = (sweep * 0.5 + crackle(rng, frames / RATE, 220, band(2000, 7000), 1.3)[:frames] * 0.5) * line
        x = np.linspace(0.5, -0.5, 3)
        for k, part in enumerate(np.array_split(page, 3)):
            take.add(part, at + k * frames / 3 / RATE, 0.6, x[k])
        take.add(puff(rng, 0.09, band(180, 1200), 0.002, 6), at + frames / RATE * 0.75, 0.5, -0.4)
    take.noise(((100, -6), (400, -6), (2500, -24)), 0.003)
    take.room("small", 0.12)


def gift(take):
    """Wrapping paper crinkles in handfuls, a ribbon rips off."""
    rng = take.rng
    for at in take.times(0.62, 0.4, tail=0.15):
        seconds = rng.uniform(0.3, 0.6)
        crinkle = crackle(rng, seconds, 520, ((500, -18), (2500, -2), (6000, 0), (12000, -6)), 1.1)
        take.add(crinkle * slow(rng, len(crinkle), 14, 0.2, 1), at, 0.75, rng.uniform(-0.5, 0.5))
    for at in take.times(2.4, first=0.8, tail=0.5):
        frames = frames_of(0.45)
        rip = noise(rng, frames, band(1500, 7500)) * (0.3 + 0.7 * (slow(rng, frames, 130, 0, 1) > 0.5))
        take.add(rip * swell(frames, 0.03, 0.05), at + 0.5, 0.3)
    take.room("small", 0.1)
