"""The sound guard: listens to every sound before a person does.

A sound that cannot be kept (not a number, silent, clipped, too short) is made once more with another seed, and the note
says so; a second fault is a sentence. A sound that can be kept gets the asked length, one loudness (−16 LUFS), no peak
above −1 dBFS, no direct current, soft ends.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...engine import BadInput, NoAnswer
from ...locale import say
from ...media import Sound

SHORT = 0.05  # seconds that may be missing; they are filled with silence
SILENT_DB = -60.0  # dBFS of the loudest tenth of a second: the noise of a decoder in fp16 is 62 dB below its sound
FULL = 0.999  # of full scale
CLIPPED = 0.01  # share of samples on flat tops: a sine cut by 0.001 dB has as much
SEEDS = 2**32
NOT_NUMBERS = "samples that are not numbers"  # how media.Sound says it
SILENCE = (  # "quiet" is not among them: in a quiet street something is heard
    "silence", "silent", "silently", "soundless", "noiseless", "hush", "hushed", "mute", "muted", "silencio",
    "silenciosa", "silencioso", "silenciosas", "silenciosos",
    "寂靜", "寂静", "無聲", "无声", "靜音", "静音", "鴉雀", "鸦雀",
)  # fmt: skip


class Unsound(NoAnswer):
    """A sound that cannot be kept. `what` is wrong with it ("is silent"); `cure` is what helps besides another seed.

    told: a function that says `what` in the language of a note; without it, a note says it in English.
    """

    def __init__(self, what: str, cure: str = "", told: Callable[[], str] | None = None):
        super().__init__(f"The sound {what}. {cure or 'Try another seed: make_sound(words, seed=1).'}", "unsound")
        self.what, self.cure, self.told = what, cure, told or (lambda: what)


def guarded(
    make: Callable[[int], Sound], words: str, *, seconds: float, seed: int = 0, mastered: bool = False
) -> Sound:
    """`make(seed)` → a sound that can be kept, exactly `seconds` long; after a fault once more with the next seed.

    mastered: the engine has seen to loudness and peaks itself. Raises Unsound, one sentence, when the second one has a
    fault too; what else `make` raises (Cancelled, NoRoom) goes through.
    """
    try:
        return attempt(make, words, seconds=seconds, seed=seed, mastered=mastered)
    except Unsound as error:
        first = error
    other = (seed + 1) % SEEDS
    try:
        made = attempt(make, words, seconds=seconds, seed=other, mastered=mastered)
    except Unsound as second:
        cure = second.cure or first.cure or "Say it in other words, or give more steps: make_sound(words, steps=50)."
        once = first.what if first.what == second.what else f"{first.what}, then {second.what}"
        raise Unsound(f"{once}, with the seeds {seed} and {other}", cure) from second
    return noting(
        made,
        say("With seed {seed} the sound {what}, so this is seed {other}.", seed=seed, what=first.told(), other=other),
    )


def attempt(
    make: Callable[[int], Sound], words: str, *, seconds: float, seed: int = 0, mastered: bool = False
) -> Sound:
    """One try: `make(seed)`, listened to and put right. Raises Unsound for a fault."""
    try:
        made = make(seed)
    except BadInput as error:
        if NOT_NUMBERS not in str(error):
            raise
        raise Unsound(
            "holds samples that are not numbers", told=lambda: say("holds samples that are not numbers")
        ) from error
    made = replace(made, seed=seed if made.seed is None else made.seed)
    return put_right(made, words, seconds, mastered)


def put_right(sound: Sound, words: str, seconds: float, mastered: bool = False) -> Sound:
    """The sound with the asked length and loudness. Raises Unsound when it is silent, clipped or too short."""
    if sound.seconds < seconds - SHORT:
        cure = f"Ask for less: make_sound(words, seconds={max(sound.seconds, 0.1):.3g})."
        raise Unsound(
            f"is {sound.seconds:.2f} seconds long instead of {seconds:g}", cure,
            lambda: say("is {long} seconds long instead of {asked}", long=f"{sound.seconds:.2f}", asked=f"{seconds:g}"),
        )  # fmt: skip
    quiet = asks_for_silence(words)
    if level(sound) < SILENT_DB:
        if not quiet:
            raise Unsound("is silent", told=lambda: say("is silent"))
        return noting(sound.fit(seconds), "" if mastered else say("It is silent, as you asked."))
    if clipped(sound) > CLIPPED:
        share = f"{clipped(sound):.0%}"
        raise Unsound(f"is clipped ({share} of it is at full scale)",
                      told=lambda: say("is clipped ({share} of it is at full scale)", share=share))  # fmt: skip
    return sound.fit(seconds) if mastered else _mastered(sound.fit(seconds), quiet)


def level(sound: Sound) -> float:
    """dBFS of the loudest tenth of a second, direct current left out: a single drop of water is no silence."""
    samples = sound.samples - sound.samples.mean(axis=0, dtype=np.float64)
    size = max(1, min(round(0.1 * sound.rate), len(samples)))
    power = np.concatenate([[0.0], np.cumsum((samples**2).mean(axis=1), dtype=np.float64)])
    loudest = (power[size:] - power[:-size]).max(initial=0.0) / size
    return float(10 * np.log10(max(loudest, 1e-20)))


def clipped(sound: Sound) -> float:
    """Share of the samples on flat tops: at full scale or above, and equal to a neighbour that is there too."""
    samples = np.abs(sound.samples)
    if len(samples) < 2:
        return 0.0
    flat = (samples[1:] >= FULL) & (sound.samples[1:] == sound.samples[:-1])
    tops = np.zeros(samples.shape, bool)
    tops[1:] |= flat
    tops[:-1] |= flat
    return float(tops.mean())


def asks_for_silence(words: str) -> bool:
    """Whether silence is what was asked for, in English, Spanish or Chinese."""
    text = unicodedata.normalize("NFKC", words).casefold()
    letters = set("".join(c if c.isalpha() else " " for c in text).split())
    return any(word in letters if word.isascii() else word in text for word in SILENCE)


def numbers(samples, name: str, dtype: str):
    """The samples as they are. Raises Unsound when one of them is not a number, which happens in 16 bits."""
    if np.isfinite(samples).all():
        return samples
    if dtype in ("fp16", "nf4"):
        raise Unsound(
            f"from {name} holds samples that are not numbers ({dtype} ran over)",
            f'Give {name} dtype="fp32": twice the memory, or device="cpu".',
            lambda: say("holds samples that are not numbers ({dtype} ran over)", dtype=dtype),
        )
    raise Unsound(f"from {name} holds samples that are not numbers",
                  told=lambda: say("holds samples that are not numbers"))  # fmt: skip


def _mastered(sound: Sound, quiet: bool) -> Sound:
    """One loudness, held peaks, no direct current, soft ends. What was asked to be quiet is not lifted."""
    from ...papertown.foley.mastering import LOUDNESS, master, measure
    from ...papertown.foley.synth import RATE

    tape = _at_rate(sound, RATE)
    loudness = min(LOUDNESS, measure(tape)) if quiet else LOUDNESS
    return replace(sound, samples=master(tape, loudness), rate=RATE)


def _at_rate(sound: Sound, rate: int) -> np.ndarray:
    """The sound as a tape (channels, frames) at `rate`, exactly as long as before: the house masters at one rate."""
    tape = np.ascontiguousarray(sound.samples.T)
    if sound.rate == rate:
        return tape
    from scipy.signal import resample_poly

    common = np.gcd(sound.rate, rate)
    tape = resample_poly(tape, rate // common, sound.rate // common, axis=1).astype(np.float32)
    frames = round(sound.asked * rate)
    return np.pad(tape, ((0, 0), (0, max(0, frames - tape.shape[1]))))[:, :frames]


def noting(sound: Sound, note: str) -> Sound:
    """The sound with one more sentence in its note."""
    return replace(sound, note=" ".join(filter(None, (sound.note, note))))
