"""How places, the sky and what makes no sound of its own sound: as what surrounds them does."""

import numpy as np

from . import creatures, people, weather
from .synth import band, bubble, crackle, curve, filtered, frames_of, puff, sine, slow, struck, swell, thud, voice


def sun(take):
    """A warm noon: larks, a bee, grass."""
    creatures.bird(take, 0.7, 0.7)
    take.noise(creatures.MEADOW, 0.05, slow(take.rng, take.frames, 0.5, 0.4, 1))
    cicada = (
        sine(np.full(take.frames, 5200.0))
        * np.maximum(0, sine(np.full(take.frames, 43.0)))
        * slow(take.rng, take.frames, 0.5, 0, 1)
    )
    take.bed(cicada, 0.05)


def moon(take):
    """A still night: an owl, crickets."""
    creatures.owl(take, 0.9)
    creatures.crickets(take, 0.25)
    take.room("forest", 0.3)


def star(take):
    """Night, and the chimes that stories give to stars."""
    weather.sparkle(take)
    creatures.crickets(take, 0.06)


def hill(take):
    """Wind over grass, a lark, sheep far away."""
    rng = take.rng
    weather.wind(take, 0.55)
    creatures.bird(take, 0.3, 1.1)
    for at in take.times(2.6, first=0.6, tail=0.5):
        frames = frames_of(0.8)
        tremble = sine(np.full(frames, 8.0))
        baa = voice(rng, curve(frames, 235, 260, 220) * (1 + 0.03 * tremble), people.VOWELS[0], tilt=0.9) * (
            0.7 + 0.3 * tremble
        )
        take.add(filtered(baa * swell(frames, 0.08, 0.2), 1500), at, 0.18, rng.uniform(-0.8, 0.8))


def rainbow(take):
    """After the rain: drops from the roofs, birds begin again."""
    weather.drips(take)
    creatures.bird(take, 0.35, 1.2)


def mushroom(take):
    """The floor of a wood: slow drips, an insect, leaves far above."""
    rng = take.rng
    for at in take.times(0.9, 0.5, tail=0.05):
        take.add(bubble(rng, rng.uniform(420, 900) * take.pitch, 0.13), at, rng.uniform(0.5, 1), rng.uniform(-0.6, 0.6))
    weather.leaves(take, 0.06)
    creatures.crickets(take, 0.03)
    take.room("hall", 0.5)


def cloud(take):
    """High soft wind."""
    rng, frames = take.rng, take.frames
    take.noise(
        ((60, -8), (200, -2), (450, 0), (1200, -10), (4000, -24), (12000, -40)), 0.2, slow(rng, frames, 0.5, 0.35, 1)
    )
    take.noise(((500, -20), (2000, -2), (5000, 0), (12000, -8)), 0.02, slow(rng, frames, 0.9, 0.2, 1))


def farm(take):
    """A farmyard: hens, a far cow, a cock."""
    rng = take.rng
    for at in take.times(0.55, 0.5):
        take.add(creatures.cluck(rng, rng.uniform(0.9, 1.15), 0.07), at, rng.uniform(0.2, 0.6), rng.uniform(-0.8, 0.8))
    for at in take.times(4.0, first=0.5, tail=1.0):
        frames = frames_of(1.5)
        moo = voice(rng, curve(frames, 120, 150, 115), [((300, 500, 320), 130, 1), (850, 200, 0.4)], tilt=0.9) * swell(
            frames, 0.2, 0.4
        )
        take.add(filtered(moo, 900), at + 0.3, 0.35, -0.5)
        for late, seconds, tone in ((2.0, 0.16, 700), (2.2, 0.2, 820), (2.45, 0.8, 900)):
            frames = frames_of(seconds)
            crow = voice(
                rng,
                curve(frames, tone * 0.8, tone, tone * 0.75),
                [(1300, 400, 1), (2900, 600, 0.6)],
                tilt=0.5,
                rough=0.25,
            )
            take.add(crow * swell(frames, 0.03, 0.1), at + late, 0.35, 0.5)
    take.noise(creatures.MEADOW, 0.012)
    take.room("street", 0.25)


def quiet(take):
    """Outdoors on a calm day: soft air, a bird now and then."""
    cloud(take)
    creatures.bird(take, 0.18, 2.0)


def forest(take):
    """A wood: leaves overhead, birds near and far."""
    weather.leaves(take, 0.4)
    creatures.bird(take, 0.5, 0.9)
    take.room("forest", 0.4)


def wood(take):
    """Old wood: soft knocks in twos and threes, a slow creak."""
    rng = take.rng
    for at in take.times(1.1, 0.5, tail=0.4):
        tone = rng.uniform(300, 460) * take.pitch
        for k in range(rng.integers(2, 4)):
            knock = struck(0.14, [(tone, 1, 0.09), (tone * 2.3, 0.5, 0.05), (tone * 4.1, 0.25, 0.02)])
            knock[: frames_of(0.01)] += 0.3 * puff(rng, 0.01, band(900, 3500), 0.001, 5)
            take.add(knock, at + 0.19 * k, 0.5 * rng.uniform(0.6, 1), rng.uniform(-0.4, 0.4))
    for at in take.times(2.2, 0.5, first=0.5, tail=0.7):
        creak = crackle(rng, 0.6, 90, band(500, 1900), 0.6) * swell(frames_of(0.6), 0.2, 0.25)
        take.add(creak, at, 0.35, rng.uniform(-0.5, 0.5))
    take.room("small", 0.25)


def room(take):
    """Indoors with nobody about: the low air of a room, a soft bump somewhere in the house."""
    rng, frames = take.rng, take.frames
    take.noise(((40, -4), (110, 0), (300, -9), (900, -22), (4000, -44)), 0.25, slow(rng, frames, 0.3, 0.8, 1))
    take.bed(sine(np.full(frames, 98.0)) * slow(rng, frames, 0.4, 0.6, 1), 0.03)
    for at in take.times(2.6, 0.6, first=0.8, tail=0.4):
        take.add(thud(rng, 90, 0.2, 0.15), at, 0.3, rng.uniform(-0.7, 0.7))
    take.room("small", 0.3)
