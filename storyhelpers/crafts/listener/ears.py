"""The offline listener: it knows the sounds of the paper town, and says so when it hears something else."""

import hashlib
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from ...engine import BookTrouble
from ...files import DAMAGED_NPZ
from ...heard import Heard, Moment
from ...locale import say
from ...media import Sound
from ...version import __version__
from . import features
from .blocks import windows

WINDOW, HOP = 2.0, 1.0  # seconds of a moment
STRETCH = 5.0  # seconds of what is judged as a whole
LEAST = 0.1  # a category that is less sure is not told
QUIET = 1e-3  # −60 dB under the loudest moment: nothing is heard there
MOST = 3  # categories of a moment

Step = Callable[[int, int], None]


class Ears:
    """What was learnt, at work: measures → how near each kind is, and how far from everything known."""

    def __init__(self, learnt):
        self.learnt = {k: np.asarray(v) for k, v in learnt.items()}
        self.labels = [str(label) for label in self.learnt["labels"]]

    def points(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(log-likelihoods (n, labels), distance to the nearest kind (n,)) of rows of measures."""
        from .learning import WIDEST

        learnt = self.learnt
        x = np.clip((np.atleast_2d(rows) - learnt["mean"]) / learnt["scale"], -WIDEST, WIDEST)
        points = x @ learnt["weights"] + learnt["bias"]
        at = x @ learnt["white"]
        return points, np.sqrt(np.sum((at - learnt["centres"][points.argmax(1)]) ** 2, 1))

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """How sure it is of each label, (n, labels) from 0 to 1; all zero for what is none of the paper town's."""
        points, far = self.points(rows)
        points = points / float(self.learnt["heat"])
        sure = np.exp(points - points.max(1, keepdims=True))
        sure /= sure.sum(1, keepdims=True)
        noise = self.labels.index("") if "" in self.labels else None
        strange = far > self.learnt["far"][points.argmax(1)]
        if noise is not None:
            strange |= points.argmax(1) == noise
            sure[:, noise] = 0
        sure[strange] = 0
        return sure

    def save(self, path: Path) -> None:
        """Writes the arrays as an .npz file. Raises BookTrouble."""
        from ...files import write_file

        out = io.BytesIO()
        np.savez_compressed(out, **self.learnt)
        write_file(path, out.getvalue())

    @classmethod
    def open(cls, path: Path) -> "Ears | None":
        """Those of a file; None where it is not there or not whole."""
        try:
            with np.load(path, allow_pickle=False) as file:
                learnt = {name: file[name] for name in file.files}
            made = cls(learnt)
            made.scores(np.zeros((1, len(learnt["mean"]))))
            return made
        except DAMAGED_NPZ:
            return None


@cache
def fingerprint() -> str:
    """Another one whenever the foley, the measures, the way of learning or the release changes."""
    from ... import papertown

    digest = hashlib.sha256(__version__.encode())
    files = [*sorted((Path(papertown.__file__).parent / "foley").glob("*.py")),
             Path(__file__).with_name("features.py"), Path(__file__).with_name("learning.py")]  # fmt: skip
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def cache_file(folder: Path | None = None) -> Path:
    """Where what was learnt is kept."""
    from ...isolated.overlay import cache_folder

    return (folder or cache_folder().parent / "listener") / f"papertown-{fingerprint()}.npz"


class PaperTownEars:
    """The offline listener: recognises the sounds of the paper town, and says when it hears something else.

    It learns on first use, in about half a minute, from the paper town's own sounds, and keeps what it learnt in the
    user's cache folder. cache: another folder.
    """

    name = "ears of the paper town"

    def __init__(self, cache: str | Path | None = None):
        self.cache = Path(cache) if cache else None
        self._ears: Ears | None = None

    @property
    def kinds(self) -> list[str]:
        """What it can recognise."""
        from ...papertown.foley import SOUNDS

        return list(SOUNDS)

    def ears(self, on_step: Step | None = None) -> Ears:
        """What was learnt: from memory, from the cache folder, or learnt now."""
        if self._ears is None:
            from filelock import FileLock

            path = cache_file(self.cache)
            found = Ears.open(path)
            if found is None:
                try:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    with FileLock(f"{path}.lock"):  # two notebooks learn once
                        found = Ears.open(path)
                        if found is None:
                            found = self._learnt(on_step)
                            found.save(path)
                except (OSError, BookTrouble):  # a cache that cannot be written to only costs time
                    found = found or self._learnt(on_step)
            self._ears = found
        return self._ears

    @staticmethod
    def _learnt(on_step) -> Ears:
        from .learning import announce, learn

        announce()
        return Ears(learn(on_step))

    def __call__(self, sound: Sound, *, on_step: Step | None = None) -> Heard:
        """The kinds heard in each two seconds and over all. on_step(done, total) may raise Cancelled."""
        ears = self.ears(on_step)
        loud = float(np.sqrt(np.max(np.mean(sound.samples[: 10 * sound.rate] ** 2, axis=0), initial=0.0))) + 1e-9
        moments, whole = [], []
        steps = max(1, round(sound.seconds / STRETCH))
        for start, end, samples in windows(sound, features.RATE, WINDOW, HOP):
            moments.append(Moment(start, end, self._categories(ears, self._row(ears, samples, loud))))
        for done, (_, _, samples) in enumerate(windows(sound, features.RATE, STRETCH, STRETCH)):
            if on_step:
                on_step(min(done, steps), steps)
            whole.append(self._row(ears, samples, loud))
        if on_step:
            on_step(steps, steps)
        heard = [row for row in whole if row is not None]
        overall = self._categories(ears, np.mean(heard, 0) if heard else None, LEAST / 2)
        only = say("I know only the {n} sounds of the paper town.", n=len(self.kinds))
        note = only if overall or any(m.categories for m in moments) else f"{say('I do not know this sound.')} {only}"
        return Heard(sound, tuple(moments), overall, made_by=self.name, note=note)

    @staticmethod
    def _row(ears: Ears, samples: np.ndarray, loud: float) -> np.ndarray | None:
        """The scores of a stretch; None where it is silent."""
        if not len(samples) or np.sqrt(np.mean(samples**2)) < QUIET * loud:
            return None
        return ears.scores(features.measures(features.power(samples)))[0]

    @staticmethod
    def _categories(ears: Ears, scores: np.ndarray | None, least: float = LEAST) -> tuple:
        if scores is None:
            return ()
        order = np.argsort(-scores)[:MOST]
        return tuple((ears.labels[i], float(scores[i])) for i in order if scores[i] >= least)
