"""Is a picture of the style? A small classifier that says how often it errs, and how far two sets are apart."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from ..engine import BadInput, NotHere, name_of_engine
from ..files import DAMAGED_NPZ, write_file
from ..media import Picture
from ..tables import table
from .looks import LOOKS, looks
from .statistics import Share, share
from .wording import number

LEAST = 10  # pictures of each kind
BATCH = 64  # pictures that are open at a time
BLOCK = 1024  # rows of the table of all pairs at once
FOLDS = 5
FORMAT = 1
SIGMA, SCALE = 10.0, 1000.0  # of CMMD, as its authors chose them

Eye = Callable[[Sequence[Picture]], np.ndarray]


@dataclass(frozen=True, eq=False)
class StyleJudge:
    """Calls pictures "of the style" or not, by CLIP's vectors and a few measures of their look.

    `StyleJudge.fit` teaches it. error: the Shares of pictures that it got wrong, (of the style, of the others), each
    held out while it learned. A share near an error says nothing.
    """

    eye: Eye = field(repr=False)
    middle: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: float
    error: tuple[Share, Share]
    seen_by: str

    @classmethod
    def fit(
        cls, of_style: Sequence, others: Sequence, eye: Eye, *, groups: tuple[Sequence, Sequence] | None = None,
        strength: float = 0.1, seed: int = 0,
    ) -> "StyleJudge":  # fmt: skip
        """Learns from pictures of the style and others, and tries itself on those it was not shown.

        eye: pictures → unit vectors, such as Clip("tiny"). groups: which pictures belong together, such as the seeds
        they were made with: ([…], […]), one label a picture; no group is both learned from and tried on. None: picture
        i of the style and picture i of the others are one, as when one was made from the other. strength: how freely
        it may weigh its features (the C of logistic regression). Raises BadInput for fewer than 10 pictures of a kind
        or 5 groups.
        """
        from sklearn.model_selection import StratifiedGroupKFold

        if min(len(of_style), len(others)) < LEAST:
            raise BadInput(
                f"A judge needs {LEAST} pictures of the style and {LEAST} others, and got {len(of_style)} and "
                f"{len(others)}."
            )
        groups = groups or (range(len(of_style)), range(len(others)))
        if [len(some) for some in groups] != [len(of_style), len(others)]:
            raise BadInput("groups are two lists, one label for each picture of the style and for each of the others.")
        labels = [str(label) for some in groups for label in some]
        together = np.unique(labels, return_inverse=True)[1]
        if together.max() + 1 < FOLDS:
            raise BadInput(f"The pictures are of {together.max() + 1} groups; {FOLDS} are needed to hold some out.")
        features = _features([*of_style, *others], eye)
        truth = np.repeat([True, False], [len(of_style), len(others)])
        wrong = np.zeros(len(truth), bool)
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
        for learned, held_out in folds.split(features, truth, together):
            if len(set(truth[learned])) < 2:
                raise BadInput("The groups leave only one kind of picture to learn from: mix them.")
            found = _learned(features[learned], truth[learned], strength)
            wrong[held_out] = (_points(features[held_out], *found) > 0) != truth[held_out]
        error = tuple(share(int(wrong[truth == kind].sum()), int((truth == kind).sum())) for kind in (True, False))
        return cls(eye, *_learned(features, truth, strength), error, name_of_engine(eye))

    def chances(self, pictures: Sequence) -> np.ndarray:
        """How sure it is, (n,), 0 … 1, that each picture is of the style."""
        if not len(pictures):
            return np.zeros(0)
        features = _features(pictures, self.eye)
        if features.shape[1] != len(self.weights):
            raise BadInput(
                f"This judge learned with {self.seen_by}, whose vectors have another size: open it with that eye."
            )
        return 1 / (1 + np.exp(-_points(features, self.middle, self.scale, self.weights, self.bias)))

    def says(self, pictures: Sequence) -> np.ndarray:
        """bool (n,): whether each picture is called of the style."""
        return self.chances(pictures) > 0.5

    def share(self, pictures: Sequence) -> Share:
        """How many of the pictures are called of the style, with Wilson's interval."""
        return share(int(self.says(pictures).sum()), len(pictures))

    def test(self, of_style: Sequence, others: Sequence) -> tuple[Share, Share]:
        """Its errors on pictures that it has never seen: (of the style, of the others)."""
        return share(int((~self.says(of_style)).sum()), len(of_style)), self.share(others)

    # ---- shown and kept ----

    def __repr__(self):
        missed, taken = self.error
        return f"StyleJudge by {self.seen_by}: misses {missed!r} of the style, takes {taken!r} of the others for it"

    def _repr_html_(self):
        rows = [
            ("sees with", f"{self.seen_by}, and {', '.join(LOOKS)}"),
            ("pictures of the style that it misses", repr(self.error[0])),
            ("other pictures that it takes for the style", repr(self.error[1])),
        ]
        return table(("style judge", "held out while it learned, with 95 % intervals"), rows)

    def save(self, path: str | Path) -> Path:
        """Writes its numbers as .npz, which holds arrays only. Raises BookTrouble."""
        about = {
            "format": FORMAT, "eye": self.seen_by, "looks": LOOKS,
            "error": [[one.hits, one.of] for one in self.error], "bias": self.bias,
        }  # fmt: skip
        text = np.frombuffer(json.dumps(about).encode(), np.uint8)
        file = io.BytesIO()
        np.savez(file, about=text, middle=self.middle, scale=self.scale, weights=self.weights)
        return write_file(path, file.getvalue())

    @classmethod
    def open(cls, path: str | Path, eye: Eye) -> "StyleJudge":
        """Reads what `save` wrote. eye: the one it learned with. Raises NotHere, BadInput for another eye."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                about = json.loads(bytes(kept["about"]))
                arrays = [kept[name].astype(np.float64) for name in ("middle", "scale", "weights")]
            known = about["format"] == FORMAT and about["looks"] == list(LOOKS)
            error = tuple(share(*map(int, pair)) for pair in about["error"])
            seen_by, bias = str(about["eye"]), float(about["bias"])
        except FileNotFoundError:
            raise NotHere(f"There is no judge at {path}: StyleJudge.fit makes one, and save keeps it.") from None
        except DAMAGED_NPZ as fault:
            raise NotHere(f"{path} is no style judge that can be read: fit one again.") from fault
        if not known or len({one.shape for one in arrays}) != 1 or arrays[0].ndim != 1 or len(error) != 2:
            raise NotHere(f"{path} is a style judge of another release: fit one again.")
        if seen_by != name_of_engine(eye):
            raise BadInput(f"This judge learned with {seen_by}, not {name_of_engine(eye)}: open it with that eye.")
        return cls(eye, *arrays, bias, error, seen_by)


@dataclass(frozen=True)
class StyleDistance:
    """How far two sets of pictures are apart.

    cmmd: the squared maximum mean discrepancy of CLIP's vectors × 1000, without bias: two halves of one set have 0 on
    average, and may be a little below it. cosine: 1 − the cosine of the two means. pictures, training: how many there
    were. Both depend on the eye: compare only what one eye saw.
    """

    cmmd: float
    cosine: float
    pictures: int
    training: int
    seen_by: str

    def __float__(self):
        return self.cmmd

    def __repr__(self):
        few = "" if min(self.pictures, self.training) >= 50 else "; with so few the figure jumps"
        return (
            f"CMMD {number(self.cmmd)}, cosine distance of the means {number(self.cosine)} "
            f"({self.pictures} pictures against {self.training}, seen by {self.seen_by}{few})"
        )


def style_distance(pictures: Sequence, training: Sequence, eye: Eye) -> StyleDistance:
    """How far pictures are from those of a training set, as an eye such as Clip sees them.

    CMMD: Jayasumana et al., Rethinking FID (CVPR 2024, arXiv 2401.09603): a Gaussian kernel of width 10 on CLIP's unit
    vectors, which needs no normal distribution and far fewer pictures than FID. Theirs is taken with ViT-L/14 at 336
    pixels and keeps a bias of few pictures; ours has none. training: pictures, or a TrainingSet. Raises BadInput for
    fewer than two pictures on a side.
    """
    if min(len(pictures), len(training)) < 2:
        raise BadInput(f"Two pictures on each side are needed; there are {len(pictures)} and {len(training)}.")
    x, y = (_in_batches(eye, some) for some in (pictures, training))
    means = x.mean(0), y.mean(0)
    lengths = np.linalg.norm(means[0]) * np.linalg.norm(means[1])
    return StyleDistance(
        mmd(x, y), float(1 - means[0] @ means[1] / max(lengths, 1e-12)), len(x), len(y), name_of_engine(eye)
    )


def mmd(x: np.ndarray, y: np.ndarray, *, sigma: float = SIGMA, scale: float = SCALE) -> float:
    """The unbiased squared maximum mean discrepancy of two sets of vectors (n, d), (m, d), × scale.

    Gretton et al., A Kernel Two-Sample Test (2012), equation 3: a vector is not compared with itself.
    """

    def total(a: np.ndarray, b: np.ndarray) -> float:
        """The sum of all kernels less 1, which cancels, so that digits stay; a vector with itself then counts 0."""
        found, squares = 0.0, (b * b).sum(1)
        for rows in (a[first : first + BLOCK] for first in range(0, len(a), BLOCK)):
            apart = (rows * rows).sum(1)[:, None] + squares - 2 * rows @ b.T
            found += float(np.expm1(-np.maximum(apart, 0) / (2 * sigma * sigma)).sum())
        return found

    n, m = len(x), len(y)
    return scale * (total(x, x) / (n * (n - 1)) + total(y, y) / (m * (m - 1)) - 2 * total(x, y) / (n * m))


def _features(pictures: Sequence, eye: Eye) -> np.ndarray:
    return _in_batches(lambda shown: np.concatenate([np.asarray(eye(shown), np.float64), looks(shown)], 1), pictures)


def _in_batches(look: Eye, pictures: Iterable) -> np.ndarray:
    """float64 (n, d) of what `look` says of pictures, or of a training set's examples; BATCH are open at a time."""
    opened = (one.image() if callable(getattr(one, "image", None)) else one for one in pictures)
    rows = []
    while shown := list(islice(opened, BATCH)):
        rows.append(np.asarray(look(shown), np.float64))
    return np.concatenate(rows)


def _learned(features: np.ndarray, truth: np.ndarray, strength: float) -> tuple[Any, ...]:
    """(middle, scale, weights, bias) of a logistic regression on features of mean 0 and deviation 1."""
    from sklearn.linear_model import LogisticRegression

    middle, scale = features.mean(0), np.maximum(features.std(0), 1e-6)
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=2000)
    model.fit((features - middle) / scale, truth)
    return middle, scale, model.coef_[0].astype(np.float64), float(model.intercept_[0])


def _points(features: np.ndarray, middle, scale, weights, bias) -> np.ndarray:
    return ((features - middle) / scale) @ weights + bias
