"""Several sounds, and the one that fits the words best: CLAP hears how near a sound and words are to each other."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from ...engine import BadInput
from ...locale import say
from ...media import Sound
from ...models import LocalModel, Part, out, to_place
from .guard import SEEDS, Unsound, attempt, noting
from .models import MODELS

MOST = 8
RATE = 48000  # what CLAP was trained on


class Clap(LocalModel):
    """Says how well sounds fit words, −1 … 1, with CLAP; works on a CPU too.

    Source: Wu et al., Large-scale Contrastive Language-Audio Pretraining, arXiv 2211.06687.
    """

    MODELS = {"clap": MODELS["clap"]}
    DEFAULT = "clap"
    KINDS = ("clap",)
    PASSES = True
    GPU_DTYPES = ("fp16",)

    def __init__(self, model=None, *, device=None, dtype=None, revision=None):
        if dtype == "nf4":
            raise BadInput('CLAP is small and stays whole: give it dtype="fp16" (0.3 GB) or leave dtype= out.')
        super().__init__(model, device=device, dtype=dtype, revision=revision)

    def parts(self):
        """One network, whole."""
        return (Part("transformers:ClapModel"),)

    def load(self, folder, place):
        """The model with its processor."""
        from transformers import ClapModel, ClapProcessor

        model = ClapModel.from_pretrained(folder, dtype=place.torch_dtype, use_safetensors=True, local_files_only=True)
        return model.to(place.device).eval(), ClapProcessor.from_pretrained(folder, local_files_only=True)

    def scores(self, words: str, sounds: Sequence[Sound]) -> list[float]:
        """The cosine between the words and each sound, −1 … 1. Of a long sound its first ten seconds are heard."""
        if not sounds:
            return []

        text, heard = self.work(lambda loaded, place: text_and_sound(loaded, [words], [mono(s) for s in sounds]))
        unit = [v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9) for v in (text, heard)]
        return [float(score) for score in unit[1] @ unit[0][0]]


def text_and_sound(loaded, words: Sequence[str], sounds: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The vectors (n, d) of texts and of mono sounds at RATE, as CLAP and its processor (`loaded`) make them."""
    import torch

    model, processor = loaded
    with torch.inference_mode():
        told, heard = [], []
        for some in (list(words[i : i + 32]) for i in range(0, len(words), 32)):
            given = processor.tokenizer(some, truncation=True, max_length=77, padding=True, return_tensors="pt")
            told.append(out(_features(model.get_text_features(**to_place(given, model)))))
        for sound in sounds:  # one by one: eight at once would need eight times the room
            given = processor.feature_extractor(sound, sampling_rate=RATE, return_tensors="pt")
            heard.append(out(_features(model.get_audio_features(**to_place(given, model)))))
    return tuple(np.concatenate(rows) if rows else np.zeros((0, 0), np.float32) for rows in (told, heard))


def _features(found):
    """The vector that CLAP gives: transformers 5 wraps it, earlier releases gave it bare."""
    return getattr(found, "pooler_output", found)


def mono(sound: Sound) -> np.ndarray:
    """The first ten seconds of a sound as CLAP hears it: one channel, 48 kHz. It would pick any ten seconds itself."""
    from scipy.signal import resample_poly

    samples = sound.samples[: 10 * sound.rate].mean(axis=1)
    common = np.gcd(sound.rate, RATE)
    return resample_poly(samples, RATE // common, sound.rate // common)[: 10 * RATE].astype(np.float32)


@cache
def listener() -> Clap:
    """The one CLAP of this process, so that it is loaded once."""
    return Clap()


def best_of(
    make: Callable[[int], Sound],
    words: str,
    n: int,
    *,
    seconds: float,
    seed: int = 0,
    mastered: bool = False,
    judge: Callable[[str, Sequence[Sound]], list[float]] | None = None,
) -> Sound:
    """Makes `n` sounds with the seeds `seed`, `seed` + 1, … and returns the one that fits the words best.

    Those with a fault (see `guard`) are left out, and the note says so. judge(words, sounds) → a score for each; None
    is CLAP. Raises BadInput for n outside 1 … 8, Unsound when all have a fault.
    """
    if not 1 <= n <= MOST:
        raise BadInput(f"best_of is 1 to {MOST}, not {n}: make_sound(words, best_of=3).")
    sounds, faults = [], []
    for one in range(seed, seed + n):
        try:
            sounds.append(attempt(make, words, seconds=seconds, seed=one % SEEDS, mastered=mastered))
        except Unsound as error:
            faults.append(error)
    if not sounds:
        what = ", ".join(dict.fromkeys(fault.what for fault in faults))
        raise Unsound(f"{what}, with all {n} seeds from {seed} on", faults[-1].cure) from faults[-1]
    scores = (judge or listener().scores)(words, sounds)
    best = int(np.argmax(scores))
    told = ", ".join(
        say("seed {seed} {score}", seed=sound.seed, score=f"{score:.2f}")
        for sound, score in zip(sounds, scores, strict=True)
    )
    if faults:
        note = say("The best of {n}, as CLAP hears it: {told}; {left} left out ({what}).",
                   n=n, told=told, left=len(faults), what=faults[0].told())  # fmt: skip
    else:
        note = say("The best of {n}, as CLAP hears it: {told}.", n=n, told=told)
    return noting(sounds[best], note)
