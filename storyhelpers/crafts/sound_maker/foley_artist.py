"""The offline sound maker has a foley artist in the paper town: every sound is computed, none is recorded.

It plays what it finds in the words, up to three things and what surrounds them, and says in the sound's note what it
could not play.
"""

from collections.abc import Callable

from ...media import Sound
from .foley_notes import note_of

THINGS = 3  # more at once is a noise, not a story
OTHERS_DB, AROUND_DB = -7.0, -12.0  # under the main sound


def foley(
    words: str,
    *,
    seconds: float = 5.0,
    steps: int = 25,
    seed: int = 0,
    on_step: Callable[[int, int], None] | None = None,
) -> Sound:
    """The offline sound maker: stereo, 44.1 kHz, −16 LUFS, exactly `seconds` long, another recording for each seed.

    `words` may be English, Traditional Chinese or Spanish. It works in one go, so `steps` only paces `on_step`.
    """
    from ...papertown.foley import RATE, play
    from ...papertown.foley.hearing import hear

    if on_step:
        on_step(0, steps)
    heard = hear(words)
    layers = layers_of(heard)
    samples = play(layers, seconds, seed)
    if on_step:
        on_step(steps, steps)
    return Sound(samples, RATE, words=words, made_by="foley", seed=seed, note=note_of(heard, layers))


foley.name = "foley"
foley.mastered = True  # loudness, peaks and ends are seen to; the guard leaves them alone


def layers_of(heard) -> list:
    """What is mixed for a `Heard`: the main sound, at most two others under it, then the surroundings."""
    from ...papertown.foley import Layer
    from ...papertown.foley.hearing import PITCH

    layers = []
    for thing in chosen(heard.sounds):
        level = 0.0 if not layers else AROUND_DB if thing.how & {"far", "behind"} else OTHERS_DB
        level += 3 * ("loud" in thing.how) - 3 * ("soft" in thing.how) if layers else 0
        far, soft = "far" in thing.how, "soft" in thing.how
        layers.append(Layer(thing.sound, level, PITCH[thing.size], thing.count, far=far, soft=soft))
    around = [Layer(name, AROUND_DB - 2 * k if layers else -6.0 * k) for k, name in enumerate(heard.around[:2])]
    return layers + around or [Layer("quiet")]


def chosen(sounds: tuple) -> list:
    """At most three of them: the first is the main one, then those that make a sound of their own."""
    from ...papertown.foley import SOUNDS

    others = sorted(sounds[1:], key=lambda thing: bool(SOUNDS[thing.sound].instead))
    kept = [thing for thing in sounds[1:] if thing in others[: THINGS - 1]]
    return [*sounds[:1], *kept]
