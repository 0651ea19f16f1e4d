"""How the offline listener learns the paper town's sounds: its own foley is played to it, changed in many ways.

Every kind is recorded anew with a few seeds and pitches, and heard clean, in white and coloured noise, with something
else in the background, cut short and without its high tones. Learnt is a linear discriminant (scikit-learn), which also
tells how far from everything known a sound lies. Kept as plain arrays, never as a pickle.
"""

import sys
import zlib
from collections.abc import Callable

import numpy as np

from . import features

SECONDS, SEEDS, FIRST_SEED = 3.5, 3, 700_001
NOISES = 60  # stretches of plain noise, which is nothing of the paper town's
SHRINKAGE = 0.1
REJECTED = 0.01  # the share of its own sounds that it may take for strangers
WIDEST = 6.0  # standard deviations beyond which a measure says nothing more
NOISE = ""  # the label of plain noise

Step = Callable[[int, int], None]


def learn(on_step: Step | None = None) -> dict[str, np.ndarray]:
    """The arrays that `ears.Ears` works with, in about half a minute. on_step(done, total) may raise Cancelled."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from threadpoolctl import threadpool_limits

    from ...papertown.foley import SOUNDS

    kinds = list(SOUNDS)
    rows, labels, tests, answers = [], [], [], []
    pool: list[np.ndarray] = []
    hiss = _hisses(np.random.default_rng(FIRST_SEED))
    for seed in range(SEEDS + 1):  # the last one is not learnt: it tells how sure the others make
        for number, kind in enumerate(kinds):
            if on_step:
                on_step(seed * len(kinds) + number, (SEEDS + 1) * len(kinds))
            rng = np.random.default_rng([FIRST_SEED + seed, zlib.crc32(kind.encode())])
            sound = _recorded(kind, FIRST_SEED + seed, 2 ** rng.uniform(-0.25, 0.25) if seed % 2 else 1.0)
            heard = _changed(sound, hiss, pool, rng, few=seed == SEEDS)
            (rows if seed < SEEDS else tests).extend(heard)
            (labels if seed < SEEDS else answers).extend([kind] * len(heard))
            pool = [*pool[-19:], sound]
    rng = np.random.default_rng(FIRST_SEED)
    for _ in range(NOISES):
        rows.append(features.measures(_power(_noise(rng, int(rng.uniform(1.5, SECONDS) * features.RATE)))))
        labels.append(NOISE)
    x = np.array(rows, np.float64)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    x = np.clip((x - mean) / scale, -WIDEST, WIDEST)
    with threadpool_limits(2):
        model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE).fit(x, labels)
        white = np.linalg.inv(np.linalg.cholesky(model.covariance_ + 1e-6 * np.eye(len(mean)))).T
    learnt = {
        "labels": model.classes_.astype(str), "mean": mean, "scale": scale, "weights": model.coef_.T,
        "bias": model.intercept_, "white": white, "centres": model.means_ @ white,
        "heat": np.array(1.0), "far": np.full(len(model.classes_), np.inf),
    }  # fmt: skip
    learnt = {k: v if v.dtype.kind == "U" else v.astype(np.float32) for k, v in learnt.items()}
    return {**learnt, **_calibrated(learnt, np.array(tests), answers)}


def _calibrated(learnt, tests: np.ndarray, answers: list[str]) -> dict[str, np.ndarray]:
    """How far a known sound may lie, and how much the scores are to be cooled down to be honest."""
    from .ears import Ears

    ears = Ears(learnt)
    right = np.array([list(ears.labels).index(answer) for answer in answers])
    points, far = ears.points(tests)

    def surprise(heat: float) -> float:
        scores = points / heat
        top = scores.max(1)
        return float(np.mean(top + np.log(np.exp(scores - top[:, None]).sum(1)) - scores[np.arange(len(right)), right]))

    heat = min(np.geomspace(1, 60, 40), key=surprise)
    known = points.argmax(1) == right
    usual = far[known].mean()
    wide = np.ones(len(ears.labels))  # some kinds are more various than others; three recordings tell only roughly
    for number in range(len(wide)):
        own = far[known & (right == number)]
        wide[number] = np.clip((own.sum() + 2 * usual) / ((len(own) + 2) * usual), 0.85, 1.4)
    limit = np.quantile(far[known] / wide[right[known]], 1 - REJECTED)
    return {"heat": np.array(heat, np.float32), "far": (limit * wide).astype(np.float32)}


def _recorded(kind: str, seed: int, pitch: float) -> np.ndarray:
    """The complex spectrogram of a new recording of a kind, its mean level 1."""
    from scipy.signal import resample_poly

    from ...papertown.foley import RATE, Layer, play

    samples = resample_poly(play(Layer(kind, pitch=pitch), SECONDS, seed).mean(1), 1, RATE // features.RATE)
    return features.spectrum(samples / (np.sqrt(np.mean(samples**2)) + 1e-9))


def _hisses(rng: np.random.Generator, n: int = 8) -> list[list[np.ndarray]]:
    """Spectrograms of white noise, and of coloured noise, as long as a recording."""
    length = round(SECONDS * features.RATE)
    whites = [features.spectrum(rng.standard_normal(length)) for _ in range(n)]
    return [whites, [features.spectrum(_noise(rng, length)) for _ in range(n)]]


def _changed(sound, hiss, pool: list[np.ndarray], rng: np.random.Generator, few: bool) -> list[np.ndarray]:
    """The measures of a recording: in noise, a part of it, clean, and more; `few`: those alone."""
    white, colour = (kind[rng.integers(len(kind))][:, : sound.shape[1]] for kind in hiss)
    heard = [
        sound + _gain(rng.uniform(7, 13)) * white,
        _part(sound + _gain(rng.uniform(12, 60)) * white, rng),
    ]
    heard.append(sound + _gain(rng.uniform(30, 80)) * white)
    if not few:
        heard.append(_part(sound + _gain(rng.uniform(9, 22)) * colour, rng))
    if pool and not few:
        heard.append(sound + _gain(rng.uniform(8, 16)) * pool[rng.integers(len(pool))] + _gain(45) * white)
    powers = [one.real**2 + one.imag**2 for one in heard]
    for power in powers[3:]:
        if rng.random() < 0.3:  # as from a telephone or a small microphone
            power[int(rng.uniform(0.3, 1) * len(power)) :] *= 1e-5
    return [features.measures(power) for power in powers]


def _part(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    size = int(rng.integers(140, 260))
    start = int(rng.integers(0, sound.shape[1] - size + 1))
    return sound[:, start : start + size]


def _gain(decibels: float) -> np.float32:
    return np.float32(10 ** (-decibels / 20))


def _noise(rng: np.random.Generator, length: int) -> np.ndarray:
    """Noise of any colour from white to brown, level 1."""
    at = np.fft.rfftfreq(length)
    at[0] = at[1]
    lines = (rng.standard_normal(len(at)) + 1j * rng.standard_normal(len(at))) * at ** (-rng.uniform(-0.2, 2.2) / 2)
    made = np.fft.irfft(lines, length)
    return (made / made.std()).astype(np.float32)


def _power(samples: np.ndarray) -> np.ndarray:
    return features.power(samples)


def announce() -> None:
    """Tells a person why it takes a while."""
    print("Learning how the paper town sounds (once; about half a minute) …", file=sys.stderr, flush=True)
