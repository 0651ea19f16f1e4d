"""How people sound: steps, voices without words, and the work of their hands."""

import numpy as np

from .creatures import cluck
from .synth import (  # fmt: skip
    band,
    bubble,
    crackle,
    creak,
    curve,
    filtered,
    frames_of,
    harmonics,
    noise,
    puff,
    ring,
    sine,
    slow,
    struck,
    swell,
    thud,
    voice,
)

VOWELS = [  # formants of a, e, i, o, u of a grown-up
    ((750, 110, 1.0), (1250, 130, 0.6), (2600, 200, 0.25)), ((480, 90, 1.0), (1900, 150, 0.5), (2600, 200, 0.3)),
    ((320, 80, 1.0), (2250, 160, 0.4), (3000, 220, 0.3)), ((480, 90, 1.0), (900, 110, 0.6), (2500, 200, 0.15)),
    ((330, 80, 1.0), (750, 100, 0.4), (2400, 200, 0.1)),
]  # fmt: skip


def steps(take, gap=0.54, tone=95.0, click=0.6, gain=1.0, scuff=0.12):
    """Feet on paving stones: a heel that knocks, a sole that rolls after it, left and right never quite alike."""
    rng = take.rng
    heel = [(190, 0.6, 0.07), (1150, click, 0.03), (2300, click * 0.6, 0.02)]
    for n, at in enumerate(take.times(gap, 0.05, tail=0.12)):
        pitch = take.pitch * (1.04 if n % 2 else 0.97)
        side = 0.18 if n % 2 else -0.18
        level = gain * rng.uniform(0.8, 1.05)
        take.add(thud(rng, tone * pitch, 0.11, 0.3), at, 0.8 * level, side)
        take.add(struck(0.07, heel, pitch=pitch * rng.uniform(0.93, 1.07)), at, 0.5 * level, side)
        sole = puff(rng, 0.1, band(900 * pitch, 4500), 0.02, 3)
        take.add(sole, at + 0.085, scuff * level * rng.uniform(0.5, 1.2), side)


def syllable(rng, hertz, *, size=1.0, seconds=0.18, vowel=None, laugh=False):
    """One syllable without a meaning. size: 1.3 and more is a child's mouth."""
    frames = frames_of(seconds)
    first, then = (VOWELS[i] for i in (rng.integers(5, size=2) if vowel is None else (vowel, vowel)))
    mouth = [((a[0] * size, b[0] * size), a[1] * size, a[2]) for a, b in zip(first, then, strict=True)]
    line = curve(frames, 1.06, 1.0, 0.9) if laugh else curve(frames, *rng.uniform(0.9, 1.1, 3))
    sung = voice(rng, hertz * line, mouth, tilt=1.0, breath=0.25 if laugh else 0.08)
    return sung * swell(frames, 0.03, seconds * 0.4)


def murmur(take, gain=1.0, voices=9, children=0.0):
    """Many people talk at once, none of them to be understood: strings of syllables in their own pitches."""
    rng = take.rng
    banks = []
    for k in range(6):
        child = rng.random() < children
        hertz = rng.uniform(260, 360) if child else (rng.uniform(95, 135), rng.uniform(180, 235))[k % 2]
        size = 1.35 if child else (1.0, 1.15)[k % 2]
        banks.append([syllable(rng, hertz, size=size, seconds=rng.uniform(0.11, 0.2)) for _ in range(3)])
    for k in range(voices):
        bank, pan, near = banks[k % 6], rng.uniform(-0.9, 0.9), rng.uniform(0.25, 1)
        at = rng.uniform(-0.2, 0.3)
        while at < take.seconds:
            words = rng.integers(3, 9)
            for n in range(words):  # a phrase sinks towards its end
                if at >= 0:
                    take.add(bank[rng.integers(3)], at, gain * near * 0.3 * (1.1 - 0.5 * n / words), pan)
                at += rng.uniform(0.13, 0.23)
            at += rng.uniform(0.1, 0.7)
    take.noise(
        ((80, -10), (250, 0), (600, -2), (1500, -10), (5000, -26)), 0.03 * gain, slow(rng, take.frames, 3, 0.6, 1)
    )


def crowd(take, gain=1.0):
    """Many voices at once."""
    murmur(take, gain, 12)
    take.tape = filtered(take.tape, 2600, order=1)
    take.room("street", 0.5)


def laughter(take, gain=1.0, child=True):
    """Giggles: ha-ha-ha, five a second, sinking, then a breath."""
    rng = take.rng
    size = 1.4 if child else 1.1
    people = []
    for _ in range(3):
        hertz, vowel = (rng.uniform(350, 470) if child else rng.uniform(150, 230)) * take.pitch, rng.choice([0, 1])
        people.append(
            [syllable(rng, hertz * 0.95**k, size=size, seconds=0.12, vowel=vowel, laugh=True) for k in range(6)]
        )
    for at in take.times(1.25, 0.3, tail=0.4):
        _, pan = take.one()
        laugh = people[rng.integers(3)]
        for k in range(rng.integers(4, 7)):
            take.add(laugh[k], at + 0.175 * k, gain * 0.8 * 0.88**k, pan)
            take.add(puff(rng, 0.05, band(1200, 5000), 0.02, 2), at + 0.175 * k + 0.12, gain * 0.07, pan)


def man(take):
    """Steady steps in heavy shoes, a hum on the way."""
    steps(take, 0.53, 88, 0.5)
    hum(take, 118, 0.2)
    take.room("street", 0.2)


def woman(take):
    """Quicker steps, clear heels."""
    steps(take, 0.46, 120, 1.3, scuff=0.06)
    hum(take, 225, 0.1)
    take.room("street", 0.22)


def hum(take, hertz, gain):
    """Somebody hums a tune to themselves with closed lips."""
    rng = take.rng
    tune = [0, 2, 4, 7, 4, 2, 0, -3]
    start = rng.integers(len(tune))
    for n, at in enumerate(take.times(0.52, 0.04, first=0.3, tail=0.3)):
        frames = frames_of(0.5)
        note = hertz * take.pitch * 2 ** (tune[(start + n) % 8] / 12)
        line = note * curve(frames, 0.985, 1, 1, 0.995) * (1 + 0.008 * sine(np.full(frames, 5.5)))
        sung = voice(rng, line, [(270, 90, 1), (1000, 200, 0.15), (2300, 300, 0.05)], tilt=1.4)
        take.add(sung * swell(frames, 0.08, 0.15), at, gain)


def boy(take):
    """Running feet, and laughter in two bursts."""
    steps(take, 0.27, 130, 0.4, 0.7, 0.2)
    laughter(take, 0.8)
    take.room("street", 0.2)


def girl(take):
    """A skipping rope: it swishes and slaps, feet hop, somebody giggles."""
    rng = take.rng
    for n, at in enumerate(take.times(0.5, 0.03, tail=0.2)):
        pitch = take.pitch
        swish = puff(rng, 0.22, band(900, 2800), 0.12, 2)
        take.add(swish, at, 0.2, -0.4 if n % 2 else 0.4)
        take.add(puff(rng, 0.05, band(700, 3500), 0.0005, 7), at + 0.22, 0.75)
        take.add(thud(rng, 125 * pitch, 0.09, 0.5), at + 0.3, 0.7)
    for at in take.times(2.2, first=0.4, tail=0.5):
        for k in range(4):
            he = syllable(rng, 455 * take.pitch * 0.97**k, size=1.45, seconds=0.1, vowel=2, laugh=True)
            take.add(he, at + 0.16 * k, 0.35, 0.2)
    take.room("street", 0.2)


def grandmother(take):
    """Knitting needles click, and she hums."""
    rng = take.rng
    modes = [(2900, 1, 0.05), (4700, 0.7, 0.035), (7600, 0.4, 0.02)]
    for at in take.times(0.36, 0.12, tail=0.1):
        for late in (0, 0.09):
            take.add(struck(0.06, modes, pitch=rng.uniform(0.92, 1.08)), at + late, rng.uniform(0.25, 0.45), 0.15)
    hum(take, 205, 0.42)
    creaks(take, 1.7, 0.12)
    take.room("small", 0.3)


def creaks(take, gap, gain):
    """Wood that creaks."""
    for at in take.times(gap, 0.1, first=0.4, tail=0.3):
        take.add(creak(take.rng, 0.35, 330), at, gain, -0.2)


def grandfather(take):
    """Slow steps and the tap of a stick; he clears his throat."""
    rng = take.rng
    steps(take, 0.82, 84, 0.35, scuff=0.3)
    stick = [(640, 1, 0.08), (1480, 0.7, 0.05), (2650, 0.4, 0.03)]
    for at in take.times(0.82, 0.04, first=0.3):
        take.add(struck(0.1, stick) + 0.3 * thud(rng, 150, 0.1, 0.2)[: frames_of(0.1)], at + 0.3, 0.6, 0.3)
    for at in take.times(3.1, first=0.5, tail=0.5):
        for late in (0.5, 0.78):
            frames = frames_of(0.2)
            ahem = voice(rng, curve(frames, 125, 105), VOWELS[3], tilt=0.9, rough=0.7, breath=0.3) * swell(
                frames, 0.02, 0.08
            )
            take.add(ahem, at + late, 0.35)
    take.room("street", 0.2)


def police_officer(take):
    """A whistle with a pea in it: long and short, its tone trembling thirty times a second."""
    rng = take.rng
    for at in take.times(1.6, tail=0.4):
        pitch, pan = take.one()
        for late, seconds in ((0, 0.22), (0.32, rng.uniform(0.6, 0.8))):
            frames = frames_of(seconds)
            pea = sine(31 * slow(rng, frames, 6, 0.9, 1.1))
            hertz = curve(frames, 2500, 2800, 2790, 2650) * pitch * (1 + 0.022 * pea)
            both = sine(hertz) + 0.5 * sine(hertz * 1.027) + 0.15 * noise(rng, frames, band(2200, 6000))
            take.add(both * (0.65 + 0.35 * pea) * swell(frames, 0.02, 0.04), at + late, 0.4, pan)
    take.room("street", 0.4)


def firefighter(take):
    """Water under pressure leaves the hose; boots run; the radio clicks."""
    rng, frames = take.rng, take.frames
    take.noise(((150, -18), (700, -4), (2500, 0), (7000, -3), (15000, -12)), 0.22, slow(rng, frames, 14, 0.75, 1))
    steps(take, 0.31, 80, 0.5, 0.9, 0.3)
    for at in take.times(2.4, first=0.5, tail=0.5):
        beep = harmonics(np.full(frames_of(0.12), 1450.0), [1, 0.2]) * swell(frames_of(0.12), 0.005, 0.01)
        take.add(beep, at + 0.3, 0.5, 0.5)
        for k in range(4):
            said = filtered(syllable(rng, rng.uniform(120, 150), seconds=0.15), (500, 2600), "band")
            take.add(said, at + 0.48 + 0.17 * k, 1.2, 0.5)
    take.room("street", 0.15)


def cook(take):
    """A knife chops on a board in quick rows; fat sizzles in the pan."""
    rng, frames = take.rng, take.frames
    board = [(340, 1, 0.09), (720, 0.7, 0.06), (1650, 0.5, 0.03), (3300, 0.3, 0.02)]
    for at in take.times(1.4, 0.2, tail=0.3):
        speed = rng.uniform(0.12, 0.16)
        for k in range(rng.integers(5, 9)):
            chop = struck(0.1, board, pitch=take.pitch * rng.uniform(0.95, 1.05))
            chop[: frames_of(0.01)] += 0.6 * puff(rng, 0.01, band(2500, 9000), 0.0003, 5)
            take.add(chop, at + k * speed, rng.uniform(0.5, 0.75), -0.35)
    sizzle = crackle(rng, take.seconds, 900, band(3500, 12000), 1.6)
    take.bed(sizzle * slow(rng, frames, 1.5, 0.5, 1), 0.1)
    take.noise(((1000, -24), (4000, -4), (9000, 0), (16000, -5)), 0.05, slow(rng, frames, 2, 0.6, 1))
    take.room("small", 0.15)


def mail_carrier(take):
    """Ding-dong at the door; the flap opens and letters drop through."""
    rng = take.rng
    for at in take.times(3.4, 0.1, tail=0.9):
        for k, tone in enumerate((659, 523)):
            take.add(
                struck(1.1, [(tone, 1, 1.3), (tone * 2, 0.3, 0.8), (tone * 4.1, 0.15, 0.3)], pitch=take.pitch),
                at + 0.48 * k,
                0.4,
            )
        take.add(struck(0.2, [(830, 1, 0.14), (1900, 0.7, 0.1), (3100, 0.4, 0.06)]), at + 1.35, 0.4, 0.2)
        for k in range(3):
            take.add(puff(rng, 0.13, band(1300, 6000), 0.03, 3), at + 1.5 + 0.16 * k, 0.25, 0.2)
            take.add(puff(rng, 0.06, band(300, 2500), 0.001, 6), at + 1.62 + 0.16 * k, 0.6, 0.2)
    steps(take, 0.6, 95, 0.4, 0.16)
    take.room("small", 0.25)


def pluck(rng, hertz, seconds=1.1):
    """A guitar string: plucked near its end, so that some harmonics are missing; the high ones die first."""
    frames = frames_of(seconds)
    out = np.zeros(frames, np.float32)
    for k in range(1, int(min(14, 7000 / hertz)) + 1):
        level = abs(np.sin(np.pi * k * 0.21)) / k**1.15
        out += level * ring(frames, hertz * k * (1 + 0.00012 * k * k), 2.6 / (1 + 0.32 * k))
    out[: frames_of(0.02)] += 0.12 * puff(rng, 0.02, band(180, 2500), 0.0005, 4)
    return out * swell(frames, 0.0015, 0.1)


def musician(take):
    """A guitar picks a small tune over slow chords."""
    rng = take.rng
    chords = ([0, 7, 12, 16], [-3, 4, 9, 12], [-7, 0, 5, 9], [-5, 2, 7, 11])
    key = 164.8 * take.pitch**0.5 * 2 ** (rng.integers(-2, 4) / 12)
    kept = {}
    start = rng.integers(4)
    for n, at in enumerate(take.times(0.235, 0.03, first=0.05, tail=0.1)):
        chord = chords[(start + n // 8) % 4]
        note = chord[(0, 2, 3, 1, 2, 3, 1, 2)[n % 8]]
        if note not in kept:
            kept[note] = pluck(rng, key * 2 ** (note / 12))
        take.add(kept[note], at, 0.42 * (1.2 if n % 8 == 0 else rng.uniform(0.7, 1)), rng.uniform(-0.15, 0.15))
    take.room("small", 0.3)


def painter(take):
    """A brush goes to and fro on canvas; now and then it rinses in a glass."""
    rng = take.rng
    for n, at in enumerate(take.times(0.46, 0.15, tail=0.15)):
        seconds = rng.uniform(0.3, 0.42)
        frames = frames_of(seconds)
        stroke = noise(rng, frames, band(1400 if n % 2 else 1900, 4800)) * (0.55 + 0.45 * slow(rng, frames, 60, 0, 1))
        take.add(stroke * swell(frames, seconds * 0.45, seconds * 0.45), at, 0.3, -0.25 if n % 2 else 0.25)
    glass = [(2650, 1, 0.35), (5300, 0.5, 0.2), (7400, 0.3, 0.1)]
    for at in take.times(2.6, first=1.0, tail=0.4):
        for k in range(5):
            take.add(struck(0.3, glass, pitch=rng.uniform(0.98, 1.02)), at + 0.7 + 0.11 * k, 0.13, 0.5)
            take.add(bubble(rng, rng.uniform(700, 1400), 0.06), at + 0.74 + 0.11 * k, 0.3, 0.5)
    take.room("small", 0.2)


def farmer(take):
    """A spade goes into the earth: metal scrapes, soil falls; hens nearby."""
    rng = take.rng
    for at in take.times(1.35, 0.08, tail=0.4):
        scrape = crackle(rng, 0.28, 1600, band(700, 4000), 1.1) * swell(frames_of(0.28), 0.03, 0.15)
        take.add(scrape, at, 0.5, -0.1)
        take.add(struck(0.4, [(1830, 1, 0.4), (3120, 0.6, 0.3), (4900, 0.4, 0.2)]), at + 0.02, 0.16, -0.1)
        take.add(thud(rng, 90, 0.14, 0.5), at + 0.16, 1.1, -0.1)
        soil = crackle(rng, 0.4, 420, band(300, 2200), 1.4) * swell(frames_of(0.4), 0.05, 0.3)
        take.add(soil, at + 0.7, 0.5, 0.25)
    for at in take.times(0.9, 0.6, first=0.5):
        take.add(cluck(rng, 1.0, 0.07), at, 0.1, 0.6)


def doctor(take):
    """A heart through a stethoscope: lub-dub, lub-dub, about 72 a minute."""
    rng = take.rng
    for at in take.times(0.83 / take.pitch**0.5, 0.03, tail=0.1):
        for late, tone, level in ((0, 48, 1.0), (0.31, 62, 0.7)):
            frames = frames_of(0.16)
            beat = (
                sine(curve(frames, tone * 1.6, tone)) * np.exp(-np.linspace(0, 5, frames)) * swell(frames, 0.012, 0.04)
            )
            beat = np.tanh(2.5 * beat) + 0.15 * puff(rng, 0.16, band(90, 350), 0.01, 5)
            take.add(beat, at + late, level)
    take.noise(((40, 0), (150, -4), (500, -24), (2000, -50)), 0.02)


def dancer(take):
    """Tap shoes: heel and toe plates in a syncopated pattern on a wooden floor."""
    rng = take.rng
    toe = [(1750, 1, 0.035), (3100, 0.9, 0.03), (5200, 0.6, 0.02)]
    floor = [(185, 1, 0.1), (420, 0.6, 0.07)]
    pattern = (1.0, 0, 0.5, 0.6, 0.9, 0, 0.5, 0.5, 1.0, 0.6, 0, 0.6, 0.9, 0, 0.7, 0)
    for n, at in enumerate(np.arange(0.03, take.seconds - 0.03, 0.138 / take.pitch**0.3)):
        level = pattern[n % 16] * rng.uniform(0.85, 1.1)
        if level:
            sound = struck(0.1, floor) * 0.7 * level**2 + struck(0.1, toe, pitch=rng.uniform(0.93, 1.07)) * 0.7
            take.add(sound, at, level, 0.25 if n % 2 else -0.25)
    take.room("small", 0.4)


def clown(take):
    """A bulb horn: honk, honk! A slide whistle runs up and down."""
    rng = take.rng
    for at in take.times(1.9, 0.1, tail=0.5):
        pitch, pan = take.one()
        for late in (0, 0.3):
            frames = frames_of(0.22)
            hertz = curve(frames, 225, 268, 250, 205) * pitch
            honk = voice(rng, hertz, [(620, 200, 1), (1450, 250, 0.9), (2500, 400, 0.5)], tilt=0.2, rough=0.12)
            take.add(honk * swell(frames, 0.015, 0.05), at + late, 1, pan)
        frames = frames_of(0.75)
        slide = sine(curve(frames, 600, 1900, 750) * (1 + 0.012 * sine(np.full(frames, 6.5))))
        take.add((slide + 0.06 * noise(rng, frames, band(900, 4000))) * swell(frames, 0.05, 0.1), at + 0.8, 0.3, -pan)
    take.room("street", 0.2)


def children(take):
    """A playground: high voices call and laugh, feet run."""
    murmur(take, 0.7, 7, children=1.0)
    laughter(take, 0.5)
    steps(take, 0.25, 130, 0.3, 0.25, 0.2)
    take.room("street", 0.3)


def sitting(take):
    """Somebody sits down: the wood creaks, cloth rustles, a small sigh."""
    rng = take.rng
    for at in take.times(2.4, 0.1, tail=0.8):
        take.add(creak(rng, 0.5, 290), at, 0.9, -0.1)
        cloth = (
            noise(rng, frames_of(0.5), band(700, 3200))
            * slow(rng, frames_of(0.5), 12, 0.1, 1)
            * swell(frames_of(0.5), 0.1, 0.25)
        )
        take.add(cloth, at + 0.1, 0.14)
        take.add(thud(rng, 90, 0.14, 0.3), at + 0.42, 0.6)
        frames = frames_of(0.7)
        sigh = voice(rng, curve(frames, 190, 165, 120), VOWELS[0], tilt=1.3, breath=1.2) * swell(frames, 0.12, 0.45)
        take.add(sigh, at + 0.8, 0.3, 0.1)
    take.noise(((80, -6), (300, -4), (2000, -20), (8000, -34)), 0.006)
    take.room("small", 0.15)


def footsteps(take):
    """Several people walk past, each at their own pace."""
    for gap, tone, click in ((0.5, 92, 0.6), (0.57, 84, 0.4), (0.43, 118, 1.2)):
        steps(take, gap, tone, click, take.rng.uniform(0.4, 0.9))
    take.room("street", 0.35)
