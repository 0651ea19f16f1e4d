"""How the animals of the paper town sound."""

import numpy as np

from .synth import (  # fmt: skip
    band,
    bubble,
    clock,
    crackle,
    curve,
    frames_of,
    harmonics,
    noise,
    puff,
    sine,
    slow,
    stretch,
    struck,
    swell,
    thud,
    turns,
    voice,
)

MEADOW = ((60, -30), (200, -12), (1200, -8), (5000, -14), (12000, -26))


def throat(take, hertz, mouth, **options):
    """A voice from a throat of the animal's own size: a small one has short pipes, not only a high tone."""
    return voice(take.rng, hertz, scaled(mouth, take.pitch**0.8), **options)


def scaled(mouth, size):
    """A size word as a factor for pitch."""
    return [(np.asarray(hertz) * size, width * size, level) for hertz, width, level in mouth]


def cat(take):
    """Two or three meows (a mouth that opens from m over ee to ow), purring between them."""
    for at in take.times(1.9, tail=0.7):
        pitch, pan = take.one()
        frames = frames_of(take.rng.uniform(0.6, 0.95))
        hertz = curve(frames, 470, 690, 640, 430) * pitch * take.rng.uniform(0.92, 1.1)
        mouth = [
            ((350, 700, 1050, 500), 220, 1.0),
            ((2300, 2500, 1700, 1000), 300, 0.8),
            ((3400, 3600, 3200), 500, 0.35),
        ]
        meow = throat(take, hertz, mouth, tilt=0.45, rough=0.06, breath=0.06) * swell(frames, 0.12, 0.2)
        take.add(meow, at, 1.0, pan)
    purr(take, 0.16)
    take.room("small", 0.2)


def purr(take, gain=1.0):
    """A cat's purr."""
    rng, frames = take.rng, take.frames
    rate = 25.5 * slow(rng, frames, 0.8, 0.94, 1.06)
    pulses = np.maximum(0, harmonics(rate, [1, 0.9, 0.7, 0.5, 0.3])) ** 1.2
    breath = 0.65 + 0.35 * sine(np.full(frames, 0.75) * slow(rng, frames, 0.5, 0.85, 1.15))
    take.noise(((40, -6), (140, 0), (500, -8), (1500, -20), (6000, -40)), gain, pulses * breath)


def dog(take):
    """Barks in twos and threes; each starts hard, its tone jumps up and falls."""
    rng = take.rng
    for at in take.times(1.35, tail=0.25):
        pitch, pan = take.one()
        for k in range(rng.integers(1, 4)):
            frames = frames_of(rng.uniform(0.15, 0.21))
            hertz = curve(frames, 300, 520, 430, 240) * pitch * rng.uniform(0.95, 1.05)
            mouth = [((550, 1000, 600), 260, 1.0), ((1300, 1700, 1200), 350, 0.7), (2800, 600, 0.3)]
            bark = throat(take, hertz, mouth, tilt=0.55, rough=0.35, breath=0.3) * swell(frames, 0.008, 0.09)
            take.add(bark, at + k * rng.uniform(0.27, 0.33), rng.uniform(0.8, 1), pan)
    for at in take.times(0.31, 0.1, first=0.5):  # panting between
        take.add(puff(rng, 0.16, band(900, 3500), 0.05, 2), at, 0.022)
    take.room("street", 0.22)


def fox(take):
    """Three hoarse high yaps, then listening."""
    rng = take.rng
    for at in take.times(1.7, tail=0.5):
        pitch, pan = take.one()
        for k in range(3):
            frames = frames_of(rng.uniform(0.1, 0.15))
            hertz = curve(frames, 700, 1180, 1050, 640) * pitch
            mouth = [((900, 1500, 1000), 350, 1.0), (2700, 500, 0.8), (4300, 800, 0.4)]
            yap = throat(take, hertz, mouth, tilt=0.4, rough=0.6, breath=0.35) * swell(frames, 0.01, 0.06)
            take.add(yap, at + 0.23 * k, 0.7 + 0.15 * k, pan)
    take.noise(MEADOW, 0.006)
    take.room("forest", 0.35)


def rabbit(take):
    """A hind foot thumps twice; between, quick nibbling."""
    rng = take.rng
    for at in take.times(1.7):
        pitch, pan = take.one()
        for k in range(2):
            take.add(thud(rng, 85 * pitch, 0.16, 0.5), at + 0.19 * k, 1.6, pan)
        for k in range(rng.integers(6, 10)):
            bite = crackle(rng, 0.07, 260, band(1800, 6000), 1.2) * swell(frames_of(0.07), 0.015, 0.03)
            take.add(bite, at + 0.5 + k * rng.uniform(0.12, 0.14), 0.5, pan + 0.1)


def duck(take):
    """Rows of quacks, the first the loudest; a nasal reed with a wide 'a'."""
    rng = take.rng
    for at in take.times(1.5, tail=0.35):
        pitch, pan = take.one()
        for k in range(rng.integers(3, 6)):
            frames = frames_of(0.17 - 0.012 * k)
            hertz = curve(frames, 215, 250, 205) * pitch * 0.98**k
            mouth = [((700, 1250, 1100), 250, 1.0), ((1900, 2500, 2300), 300, 0.9), (3700, 500, 0.35)]
            quack = throat(take, hertz, mouth, tilt=0.25, rough=0.25) * swell(frames, 0.015, 0.05)
            take.add(quack, at + 0.225 * k, 0.9 * 0.86**k, pan)
    splashes(take, 5, 0.12)
    take.room("street", 0.12)


def splashes(take, per_second, gain):
    """Splashes in water."""
    rng = take.rng
    bank = [bubble(rng, rng.uniform(500, 1600), rng.uniform(0.03, 0.08)) for _ in range(12)]
    times = take.dust(per_second)
    take.scatter(bank, times, gain * rng.uniform(0.3, 1, len(times)))
    take.noise(
        ((100, -30), (400, -6), (900, -4), (3000, -16), (12000, -36)), 0.1 * gain, slow(rng, take.frames, 1.3, 0.3, 1)
    )


def bird(take, gain=1.0, gap=0.9):
    """A little song: sweeps, trills and calls around 3 to 5 kHz."""
    rng = take.rng
    songs = [tuple(rng.uniform(2700, 5200, rng.integers(2, 5))) for _ in range(4)]
    for at in take.times(gap, 0.4, tail=0.3):
        pitch, pan = take.one()
        knots = np.array(songs[rng.integers(4)]) * pitch
        notes, step = (rng.integers(5, 10), 0.07) if rng.random() < 0.35 else (rng.integers(2, 5), 0.16)
        for k in range(notes):
            frames = frames_of(step * rng.uniform(0.55, 0.8))
            chirp = sine(curve(frames, *np.clip(knots * rng.uniform(0.97, 1.03), 1500, 9000)))
            take.add(chirp * swell(frames, 0.008, 0.03), at + k * step, 0.3 * gain * rng.uniform(0.6, 1), pan)
    if gain == 1.0:
        take.noise(MEADOW, 0.004)
        take.room("forest", 0.25)


def horse(take):
    """A gallop of three beats and a pause, and now and then a whinny."""
    rng = take.rng
    for hoofs in range(min(take.count, 3)):
        pitch, pan = take.one()
        bank = [_hoof(rng, pitch * p) for p in (0.9, 1.0, 1.12)]
        stride = rng.uniform(0.47, 0.52)
        for n, at in enumerate(np.arange(0.03 + 0.13 * hoofs, take.seconds - 0.02, stride)):
            for k, (late, level) in enumerate(((0, 0.75), (0.115, 0.8), (0.225, 1.0))):
                sway = 0.3 * np.sin(n * 0.7)
                take.add(bank[k], at + late + rng.uniform(0, 0.008), level * rng.uniform(0.85, 1.1), pan + sway)
    for at in take.times(4.2, first=0.9, tail=1.2)[: None if take.seconds >= 3 else 0]:
        frames = frames_of(1.35)
        shake = 1 + 0.07 * sine(curve(frames, 9, 13, 11)) * curve(frames, 0.2, 1, 1)
        hertz = curve(frames, 760, 1250, 1000, 720, 430) * shake * take.pitch
        whinny = throat(
            take, hertz, [(1100, 500, 1.0), (2300, 700, 0.7), (3600, 900, 0.3)], tilt=0.6, rough=0.3, breath=0.15
        )
        take.add(whinny * swell(frames, 0.08, 0.5), at + 0.6, 0.33, 0.2)
    take.room("street", 0.15)


def _hoof(rng, pitch):
    modes = [(420, 1.0, 0.09), (760, 0.7, 0.07), (1280, 0.45, 0.05), (2100, 0.25, 0.03)]
    knock = struck(0.12, modes, pitch=pitch)
    return knock * 0.5 + np.pad(thud(rng, 110, 0.1, 0.2), (0, 1 << 13))[: len(knock)] * 0.6


def fish(take):
    """Strings of bubbles rising under water."""
    rng = take.rng
    for at in take.times(0.62, 0.5, tail=0.2):
        pitch, pan = take.one()
        low = rng.uniform(350, 700) * pitch
        for k in range(rng.integers(3, 9)):
            take.add(
                bubble(rng, low * (1 + 0.13 * k), rng.uniform(0.05, 0.1)), at + 0.055 * k, rng.uniform(0.4, 1), pan
            )
    take.noise(((30, -10), (120, 0), (350, -8), (900, -30), (4000, -60)), 0.06, slow(rng, take.frames, 0.7, 0.4, 1))
    take.room("hall", 0.15)


def cow(take):
    """Long moos through a nose, then a mouth; a small bell at her neck."""
    rng = take.rng
    for at in take.times(2.3, tail=0.8):
        pitch, pan = take.one()
        frames = frames_of(rng.uniform(1.4, 1.9))
        hertz = curve(frames, 118, 150, 158, 150, 112) * pitch
        mouth = [((240, 330, 520, 450, 300), 130, 1.0), ((750, 800, 1000, 900), 200, 0.5), (2300, 400, 0.12)]
        take.add(
            throat(take, hertz, mouth, tilt=0.75, rough=0.12, breath=0.05) * swell(frames, 0.2, 0.35), at, 1.0, pan
        )
    modes = [(690, 1, 0.35), (1020, 0.8, 0.3), (1730, 0.6, 0.2), (2480, 0.4, 0.12), (3900, 0.2, 0.08)]
    bank = [struck(0.35, modes, pitch=p) for p in (0.98, 1.0, 1.03)]
    times = take.dust(0.9)
    take.scatter(bank, times, rng.uniform(0.02, 0.06, len(times)), 0.4)
    take.room("street", 0.2)


def mouse(take):
    """Tiny squeaks in pairs, and feet that scurry."""
    rng = take.rng
    for at in take.times(0.85, 0.4):
        pitch, pan = take.one()
        for k in range(rng.integers(2, 4)):
            frames = frames_of(rng.uniform(0.05, 0.09))
            hertz = curve(frames, 3300, 4300, 3600) * pitch * rng.uniform(0.92, 1.08)
            squeak = (sine(hertz) + 0.35 * sine(2 * hertz)) * swell(frames, 0.012, 0.03)
            take.add(squeak, at + 0.12 * k, 0.28, pan)
        for k in range(9):
            take.add(puff(rng, 0.018, band(1400, 4500), 0.001, 6), at + 0.38 + 0.045 * k, 0.1, pan + 0.06 * k)
    take.room("small", 0.15)


def sheep(take):
    """Baa: an open a that trembles eight times a second."""
    rng = take.rng
    for at in take.times(1.6, tail=0.5):
        pitch, pan = take.one()
        frames = frames_of(rng.uniform(0.75, 1.1))
        tremble = sine(np.full(frames, rng.uniform(7, 9)))
        hertz = curve(frames, 225, 255, 245, 215) * pitch * (1 + 0.035 * tremble)
        mouth = [((400, 800, 760), 160, 1.0), ((1300, 1650, 1600), 220, 0.7), (2700, 350, 0.4)]
        baa = throat(take, hertz, mouth, tilt=0.5, rough=0.15) * (0.62 + 0.38 * tremble) * swell(frames, 0.06, 0.15)
        take.add(baa, at, rng.uniform(0.7, 1), pan + rng.uniform(-0.2, 0.2))
    take.noise(MEADOW, 0.006)
    take.room("street", 0.15)


def chicken(take):
    """Bok, bok, bok … and now and then a long ba-gawk."""
    rng = take.rng
    for n, at in enumerate(take.times(1.25, tail=0.3)):
        pitch, pan = take.one()
        for k in range(rng.integers(3, 6)):
            take.add(cluck(rng, pitch, 0.07), at + k * rng.uniform(0.15, 0.24), rng.uniform(0.5, 0.9), pan)
        if n % 2:
            frames = frames_of(0.42)
            hertz = curve(frames, 480, 760, 980, 700) * pitch
            gawk = throat(take, hertz, [((900, 1500, 1300), 300, 1), (2900, 500, 0.7)], tilt=0.5, rough=0.35)
            take.add(gawk * swell(frames, 0.05, 0.12), at + 0.8, 0.8, pan)
    take.noise(MEADOW, 0.006)
    take.room("small", 0.1)


def cluck(rng, pitch, seconds):
    """One cluck of a hen."""
    frames = frames_of(seconds)
    hertz = curve(frames, 400, 540, 380) * pitch
    mouth = scaled([(900, 250, 1), (1700, 300, 0.7), (3000, 500, 0.3)], pitch)
    return voice(rng, hertz, mouth, tilt=0.6, rough=0.2) * swell(frames, 0.006, 0.035)


def owl(take, gain=1.0):
    """Hoo … hu-hu, hooo: nearly pure tones, breath around them, a wood that answers."""
    rng = take.rng
    for at in take.times(3.0, 0.15, tail=0.5):
        pitch, pan = take.one()
        for late, seconds in ((0, 0.45), (0.75, 0.14), (0.95, 0.14), (1.15, 0.75)):
            frames = frames_of(seconds)
            hertz = curve(frames, 345, 375, 370, 340) * pitch * (1 + 0.012 * sine(np.full(frames, 6.0)))
            hoot = harmonics(hertz, [1, 0.12, 0.05]) + 0.04 * noise(rng, frames, band(300, 700))
            take.add(hoot * swell(frames, 0.07, seconds * 0.35), at + late, 0.5 * gain, pan)
    if gain == 1.0:
        take.noise(((80, -10), (300, -6), (2000, -26), (8000, -40)), 0.006, slow(rng, take.frames, 0.5, 0.4, 1))
        take.room("forest", 0.5)


def bear(take):
    """A deep growl that comes in breaths, with a snuffling nose."""
    rng = take.rng
    for at in take.times(2.0, tail=0.6):
        pitch, pan = take.one()
        frames = frames_of(rng.uniform(1.1, 1.6))
        hertz = curve(frames, 62, 84, 78, 58) * pitch * (1 + 0.25 * slow(rng, frames, 30, -1, 1))
        growl = throat(
            take, hertz, [((300, 480, 380), 180, 1), (850, 250, 0.6), (2000, 500, 0.2)], tilt=0.4, rough=0.7, breath=0.4
        )
        take.add(growl * swell(frames, 0.15, 0.4), at, 1, pan)
        for k in range(2):
            take.add(puff(rng, 0.22, band(350, 1600), 0.08, 2), at + 1.55 + 0.27 * k, 0.1, pan)
    take.room("forest", 0.25)


def frog(take):
    """Rib-bit: two quick trains of pulses, the second higher; another frog answers."""
    for n, at in enumerate(take.times(0.82, 0.3)):
        pitch, pan = take.one()
        pitch, pan = (pitch, pan - 0.3) if n % 2 else (pitch * 0.84, pan + 0.35)
        for late, seconds, tone in ((0, 0.13, 620), (0.17, 0.17, 950)):
            frames = frames_of(seconds)
            rate = curve(frames, 62, 80) * pitch**0.5
            pulse = np.maximum(0, 1 - 2.2 * (turns(rate) % 1)) ** 2
            croak = pulse * (
                sine(curve(frames, tone, tone * 1.15) * pitch) + 0.4 * sine(np.full(frames, tone * 2.4 * pitch))
            )
            take.add(croak * swell(frames, 0.02, 0.04), at + late, 0.9, pan)
    splashes(take, 1.5, 0.1)
    take.room("street", 0.18)


def butterfly(take):
    """Soft wings, eleven beats a second in little flights, over a meadow."""
    rng, frames = take.rng, take.frames
    flight = np.clip(slow(rng, frames, 1.1, -0.5, 1.6), 0.04, 1)
    beats = np.maximum(0, sine(11 * take.pitch * slow(rng, frames, 2, 0.85, 1.2))) ** 3
    take.noise(((80, -18), (250, 0), (900, -3), (2500, -14), (9000, -34)), 0.5, beats * flight)
    take.noise(MEADOW, 0.015)
    bird(take, 0.12, 1.9)


def bees(take):
    """Bees come and go around a flower: a buzz near 220 Hz that passes from side to side."""
    rng, frames = take.rng, take.frames
    for k in range(2 + min(take.count, 4)):
        hertz = (
            rng.uniform(185, 250) * take.pitch * slow(rng, frames, 3, 0.95, 1.05) * slow(rng, frames, 0.5, 0.93, 1.07)
        )
        buzz = harmonics(hertz, [0.6, 1, 0.8, 0.7, 0.5, 0.42, 0.35, 0.3, 0.2, 0.2, 0.15, 0.1], scatter=k + 1)
        near = np.clip(slow(rng, frames, 0.6, -0.4, 1), 0.05, 1) ** 1.5
        side = slow(rng, frames, 0.7, 0.05, 0.95)
        take.bed(np.stack([buzz * near * np.sqrt(1 - side), buzz * near * np.sqrt(side)]), 0.3)
    take.noise(MEADOW, 0.012)


def gulls(take, gain=1.0):
    """Gulls call over the harbour: long falling cries, then a row of short ones; the sea far below."""
    rng = take.rng
    for at in take.times(1.5, 0.35, tail=0.4):
        pitch, pan = take.one()
        for k, seconds in enumerate((0.5, 0.3, 0.22, 0.2)[: rng.integers(2, 5)]):
            frames = frames_of(seconds)
            hertz = curve(frames, 900, 1420, 1250, 880) * pitch
            cry = throat(take, hertz, [(1400, 500, 1), (2900, 700, 0.8), (4300, 900, 0.4)], tilt=0.5, rough=0.2)
            take.add(cry * swell(frames, 0.05, 0.12), at + 0.42 * k, gain * 0.8 * 0.9**k, pan + rng.uniform(-0.3, 0.3))
    surf = ((60, -4), (250, 0), (1200, -10), (4000, -14), (12000, -30))
    take.noise(surf, 0.03 * gain, slow(rng, take.frames, 0.5, 0.3, 1))


def crickets(take, gain=1.0):
    """Two or three crickets: three quick pulses near 4.5 kHz, again and again, each in its own time."""
    rng, frames = take.rng, take.frames
    seconds = clock(frames)
    for k in range(3):
        period = rng.uniform(0.38, 0.55)
        place = (seconds + rng.uniform(0, 1)) % period
        pulses = np.where(place < 0.12, np.maximum(0, np.sin(2 * np.pi * place * 25)) ** 1.5, 0)
        side = (k + 0.5) / 3
        chirp = harmonics(np.full(frames, rng.uniform(4100, 5000)), [1, 0.08]) * stretch(pulses, frames)
        take.bed(np.stack([chirp * (1 - side), chirp * side]), gain * (0.5, 0.3, 0.16)[k])
    take.noise(((60, -6), (250, -4), (1500, -24), (9000, -34)), 0.02 * gain, slow(rng, frames, 0.4, 0.5, 1))
