"""Clicks on a picture without outlines → the thing that is meant.

Each click is answered in its turn: what could be meant are the nodes above the clicked superpixel in the trees of
`pieces`; each is measured (contrast along its rim, shape, how central the click is, …) and a ranker says how well it
would fit. The best ones vote for each superpixel. A later click adds or takes away such a node.
The ranker's weights are in `cutting.npz`; `benchmarks/fit_segmenter.py` fits them to paper-town pictures.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ...media import Picture, Point
from .pieces import STRONG, Pieces, pieces_of

SHARPNESS = 8.0  # of the vote: how much more a better candidate weighs
LARGEST = 0.9  # of the picture that one click can mean
FAINT = 6.0  # ΔLab that is hardly an edge
ALIKE = 10.0


@dataclass(frozen=True, eq=False)
class Ranker:
    """Predicts the overlap (IoU) with what is meant: a polynomial of degree 2 in the scaled measures."""

    mean: np.ndarray
    spread: np.ndarray
    weights: np.ndarray

    def __call__(self, measures: np.ndarray) -> np.ndarray:
        return polynomial(measures, self.mean, self.spread) @ self.weights


def polynomial(measures: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """1, every scaled measure, every product of two: (candidates, terms)."""
    scaled = np.clip((measures - mean) / spread, -4, 4)
    one, other = np.triu_indices(scaled.shape[1])
    return np.concatenate([np.ones((len(scaled), 1)), scaled, scaled[:, one] * scaled[:, other]], axis=1)


@cache
def rankers() -> dict[str, Ranker]:
    """The rankers of a "first" click, and of later ones to "keep" and to "drop"."""
    with np.load(Path(__file__).with_name("cutting.npz"), allow_pickle=False) as stored:
        return {
            step: Ranker(*(stored[f"{step}_{part}"].astype(float) for part in ("mean", "spread", "weights")))
            for step in ("first", "keep", "drop")
        }


@dataclass(frozen=True, eq=False)
class Candidates:
    """What a click could mean: members bool (candidates, pieces), their measures, and which ranker judges them."""

    members: np.ndarray
    measures: np.ndarray
    step: str


class Conversation:
    """The clicks on a picture, one after the other; `inside`, bool (pieces,), and `mask`, bool (h, w), so far.

    A superpixel belongs as a whole or not at all. Where a click is finer than that, a patch around it is painted.
    """

    def __init__(self, pieces: Pieces):
        self.pieces = pieces
        self.inside = np.zeros(pieces.count, bool)
        self.kept: list[int] = []  # superpixels that a click said to keep
        self.dropped: list[int] = []
        self.sure = 0.5
        self.from_first = None
        self._patches: list[tuple] = []

    @property
    def mask(self) -> np.ndarray:
        """What the clicks mean so far: bool (h, w) of the working size."""
        mask = self.inside[self.pieces.labels]
        for window, patch, keep in self._patches:
            mask[window][patch] = keep
        return mask

    def click(self, x: float, y: float, keep: bool, ranker=None) -> Candidates | None:
        """A click at (x, y) of the working size. Returns what it was chosen from; None when nothing was to choose."""
        pieces = self.pieces
        height, width = pieces.labels.shape
        column, row = min(int(x), width - 1), min(int(y), height - 1)
        leaf = int(pieces.labels[row, column])
        mask = self.mask
        if mask[row, column] == keep and self.kept:
            (self.kept if keep else self.dropped).append(leaf)
            return None
        if not self.kept and not keep and not self.inside.any():
            self.dropped.append(leaf)
            return None
        found = None
        if leaf not in self.kept and leaf not in self.dropped:
            away = pieces.distance(x, y)
            if not self.kept:
                self.from_first = away
            found = self._candidates(leaf, keep, away)
            scores = (ranker or rankers()[found.step])(found.measures)
            votes = np.exp(SHARPNESS * (scores - scores.max()))
            self.inside = (votes @ found.members) / votes.sum() > 0.5
            self.inside[self.dropped], self.inside[self.kept] = False, True
            self.sure = float(np.clip(scores.max(), 0.05, 0.95))
            if found.step == "first":
                self.inside[leaf] = True
            if self.inside[leaf] == keep:
                (self.kept if keep else self.dropped).append(leaf)
                return found
        self._patch(mask, row, column, keep)
        return found

    def _patch(self, mask: np.ndarray, row: int, column: int, keep: bool) -> None:
        """Paint the pixels near a click that look like it: as far as a sliver reaches whose middle was clicked."""
        reach = 40
        top, left = max(0, row - reach), max(0, column - reach)
        window = np.s_[top : row + reach + 1, left : column + reach + 1]
        rows, columns = np.indices(mask[window].shape)
        far = np.hypot(rows + top - row, columns + left - column)
        edge = far[mask[window] == keep].min(initial=reach / 2)
        alike = np.linalg.norm(self.pieces.lab[window] - self.pieces.lab[row, column], axis=-1) < ALIKE
        self._patches.append((window, ((far <= 2.5 * edge + 2) & alike) | (far < 1), keep))

    def _candidates(self, leaf: int, keep: bool, away: np.ndarray) -> Candidates:
        pieces = self.pieces
        first = keep and not self.inside.any()
        kept, members, trees = [*self.kept, leaf] if keep else self.kept, [], []
        for number, tree in enumerate(pieces.trees):
            nodes = tree.leaves(_grown(tree, leaf))
            if keep:
                nodes = nodes[~nodes[:, self.dropped].any(1) & (nodes @ pieces.size < LARGEST * pieces.labels.size)]
                found = [nodes] if first else [nodes | self.inside, nodes[nodes[:, kept].all(1)], self._filled(nodes)]
            else:
                found = [self.inside & ~nodes[~nodes[:, kept].any(1)]]
                if kept:
                    nodes = tree.leaves(_grown(tree, kept[0]))
                    whole = nodes[nodes[:, kept].all(1) & ~nodes[:, [*self.dropped, leaf]].any(1)]
                    found += [whole, whole & self.inside]
            if not first:
                found.append(self.inside[None])
            found = np.concatenate(found)
            members.append(found)
            trees.append(np.full(len(found), number))
        members, trees = np.concatenate(members), np.concatenate(trees)
        if not len(members):
            members, trees = np.zeros((1, pieces.count), bool), np.zeros(1, int)
            members[:, leaf] = True
        measures = [self.first_measures(members, trees)]
        if not first:
            change = members ^ self.inside
            size, before = change @ pieces.size, self.inside @ pieces.size + 1
            lost = (self.inside & ~members if keep else members & ~self.inside) @ pieces.size
            sizes = np.stack([np.log((size + 1) / before), np.minimum(lost / before, 3)], -1)
            measures += [self.measure(change, away), sizes]
        return Candidates(members, np.concatenate(measures, axis=1), "first" if first else "keep" if keep else "drop")

    def _filled(self, nodes: np.ndarray) -> np.ndarray:
        """The thing with a small node added, and the pieces that lie between: in their hull."""
        from scipy.spatial import ConvexHull, QhullError

        pieces, found = self.pieces, np.zeros((0, self.pieces.count), bool)
        middles = pieces.moments[:, 1:3] / pieces.size[:, None]
        limit = 2 * (self.inside @ pieces.size)
        for node in [node for node in nodes[:12:2] if node @ pieces.size < limit]:
            joined = self.inside | node
            try:
                hull = ConvexHull(middles[joined]).equations
            except (QhullError, ValueError):  # fewer than three pieces, or all in a line: nothing lies between
                continue
            within = (middles @ hull[:, :2].T + hull[:, 2] <= 0).all(1) | joined
            if not within[self.dropped].any():
                found = np.concatenate([found, within[None]])
        return found

    def first_measures(self, members: np.ndarray, trees: np.ndarray) -> np.ndarray:
        """What is seen of each candidate when it is the whole thing: (candidates, 15)."""
        agreement = _agreement(self.pieces, members, trees)
        busy = np.full(len(members), self.pieces.busy)
        return np.concatenate([self.measure(members, self.from_first), np.stack([agreement, busy], -1)], axis=1)

    def measure(self, members: np.ndarray, away: np.ndarray) -> np.ndarray:
        """What is seen of each candidate, (candidates, 13). away: distance from the click to each superpixel."""
        pieces = self.pieces
        sums = members.astype(float) @ pieces.moments
        size = np.maximum(sums[:, 0], 1)
        x, y = sums[:, 1] / size, sums[:, 2] / size
        wide, high = sums[:, 3] / size - x * x + 1 / 12, sums[:, 4] / size - y * y + 1 / 12
        ellipse = 4 * np.pi * np.sqrt(np.maximum(wide * high - (sums[:, 5] / size - x * y) ** 2, 1e-3))
        one, other = members[:, pieces.first], members[:, pieces.second]
        rim, within = (one != other).astype(np.float32), (one & other).astype(np.float32)
        border = pieces.border.astype(np.float32)
        length, seams = np.maximum(rim @ border, 1), np.maximum(within @ border, 1)
        frame = members.astype(float) @ pieces.frame
        radius = np.minimum(np.where(members, np.inf, away).min(1), np.hypot(*pieces.labels.shape) / 2)
        return np.stack([
            np.log(size / pieces.labels.size),
            size / ellipse,
            np.sqrt(4 * np.pi * size) / (length + frame),
            np.log(rim @ (border * pieces.gradient) / length + 2),
            np.log(rim @ (border * pieces.contrast) / length + 2),
            rim @ (border * (pieces.gradient < FAINT)) / length,
            rim @ (border * (pieces.contrast < FAINT)) / length,
            np.log(within @ (border * pieces.gradient) / seams + 2),
            np.log(within @ (border * pieces.contrast) / seams + 2),
            within @ (border * (pieces.gradient > STRONG)) / length,
            radius / np.sqrt(size / np.pi),
            np.sqrt(frame / (length + frame)),
            np.log(np.maximum(wide, high) / np.maximum(np.minimum(wide, high), 0.1)),
        ], axis=-1)  # fmt: skip


def _grown(tree, leaf: int) -> np.ndarray:
    """The nodes above a leaf, without those that are hardly larger than the one before."""
    path = tree.path(leaf)
    held = tree.stop[path] - tree.start[path]
    kept = [0]
    for step in range(1, len(path)):
        if held[step] > 1.02 * held[kept[-1]]:
            kept.append(step)
    return path[kept]


def _agreement(pieces: Pieces, members: np.ndarray, trees: np.ndarray) -> np.ndarray:
    """How far each tree has something like this candidate: the mean over trees of the best overlap."""
    weighted = members.astype(np.float32) * np.sqrt(pieces.size).astype(np.float32)
    shared = weighted @ weighted.T
    own = np.diag(shared)
    overlap = shared / np.maximum(own[:, None] + own[None] - shared, 1)
    return np.mean([overlap[:, trees == tree].max(1) for tree in np.unique(trees)], axis=0)


def cut(
    picture: Picture, points: tuple[Point, ...], box=None, allowed: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    """The mask, bool (H, W), that the points and the box mean, and how sure it is, 0 … 1.

    allowed: bool (H, W), where the thing can be; points to keep are always in the mask.
    """
    if box is None and not any(point.keep for point in points):  # "not this": all the rest
        mask, sure = cut(picture, tuple(Point(point.x, point.y) for point in points))
        return ~mask if allowed is None else ~mask & allowed, sure
    pieces = pieces_of(picture)
    talk = Conversation(pieces)
    if box is not None:
        _inside_box(talk, [v / pieces.scale[i % 2] for i, v in enumerate(box)])
    # The first click to keep says what the talk is about, so it is heard first.
    for point in sorted(points, key=lambda p: not p.keep) if points and not points[0].keep else points:
        talk.click(point.x / pieces.scale[0], point.y / pieces.scale[1], point.keep)
    small = _tidy(talk, points)
    mask = _full_size(small, picture.size, points, allowed)
    if box is not None and not mask.any():  # nothing in the box stands out
        x0, x1, y0, y1 = (int(v) for v in (*sorted((box[0], box[2])), *sorted((box[1], box[3]))))
        mask[y0 : y1 + 1, x0 : x1 + 1] = True if allowed is None else allowed[y0 : y1 + 1, x0 : x1 + 1]
    return mask, talk.sure


def _inside_box(talk: Conversation, box: list[float]) -> None:
    """Start the talk with what fills the box best: unions of nodes that stay inside it."""
    pieces = talk.pieces
    height, width = pieces.labels.shape
    x0, y0 = max(0, int(min(box[0], box[2]))), max(0, int(min(box[1], box[3])))
    x1, y1 = min(width, int(np.ceil(max(box[0], box[2])))), min(height, int(np.ceil(max(box[1], box[3]))))
    x0, y0, x1, y1 = min(x0, width - 1), min(y0, height - 1), max(x1, x0 + 1), max(y1, y0 + 1)
    held = np.bincount(pieces.labels[y0:y1, x0:x1].ravel(), minlength=pieces.count).astype(float)
    mostly = held > 0.5 * pieces.size
    if not mostly.any():
        mostly[held.argmax()] = True
    members, trees = [mostly[None]], [np.zeros(1, int)]
    for number, tree in enumerate(pieces.trees):
        order = np.argsort(tree.rank)
        total, within = (np.concatenate([[0.0], np.cumsum(v[order])]) for v in (pieces.size, held))
        share = (within[tree.stop] - within[tree.start]) / (total[tree.stop] - total[tree.start])
        inside = share > 0.85
        top = np.flatnonzero(inside & ~np.concatenate([inside, [False]])[tree.parent])
        top = top[np.argsort(total[tree.start[top]] - total[tree.stop[top]])][:12]
        nodes = tree.leaves(top)
        found = np.concatenate([nodes, np.logical_or.accumulate(nodes, axis=0)])
        members.append(found)
        trees.append(np.full(len(found), number))
    members, trees = np.concatenate(members), np.concatenate(trees)
    talk.from_first = pieces.distance((x0 + x1) / 2, (y0 + y1) / 2)
    scores = rankers()["first"](talk.first_measures(members, trees))
    scores += 1.5 * _fits(pieces, members & mostly, (x0, y0, x1, y1))
    best = int(scores.argmax())
    talk.inside = members[best] & mostly if (members[best] & mostly).any() else mostly
    biggest = np.flatnonzero(talk.inside)
    talk.kept = [int(biggest[pieces.size[biggest].argmax()])]
    talk.sure = 0.6


def _fits(pieces: Pieces, members: np.ndarray, box: tuple[int, int, int, int]) -> np.ndarray:
    """How well each candidate's bounds fill the box: intersection over union."""
    spread = np.sqrt(12) / 2  # a filled rectangle reaches that many standard deviations from its middle
    sums = members.astype(float) @ pieces.moments
    size = np.maximum(sums[:, 0], 1)
    x, y = sums[:, 1] / size, sums[:, 2] / size
    wide = spread * np.sqrt(np.maximum(sums[:, 3] / size - x * x, 0.1))
    high = spread * np.sqrt(np.maximum(sums[:, 4] / size - y * y, 0.1))
    across = np.minimum(x + wide, box[2]) - np.maximum(x - wide, box[0])
    down = np.minimum(y + high, box[3]) - np.maximum(y - high, box[1])
    shared = np.maximum(across, 0) * np.maximum(down, 0)
    return shared / (4 * wide * high + (box[2] - box[0]) * (box[3] - box[1]) - shared)


def _tidy(talk: Conversation, points: tuple[Point, ...]) -> np.ndarray:
    """The mask at the working size: a smooth rim, small holes filled, stray islands dropped, every click obeyed."""
    from scipy.ndimage import label, uniform_filter

    mask, scale = talk.mask, talk.pieces.scale
    height, width = mask.shape
    spots = [(min(int(p.y / scale[1]), height - 1), min(int(p.x / scale[0]), width - 1)) for p in points]
    smooth = uniform_filter(mask.astype(np.float32), 3, mode="nearest") > 0.5
    if smooth.any():
        mask = smooth
    for (row, column), point in sorted(zip(spots, points, strict=True), key=lambda pair: pair[1].keep):
        mask[row, column] = point.keep
    least = 0.001 * mask.size
    holes, _ = label(~mask)
    sizes = np.bincount(holes.ravel())
    small = sizes < min(least, 0.02 * mask.sum())
    small[[0] + [holes[spot] for spot, point in zip(spots, points, strict=True) if not point.keep]] = False
    mask |= small[holes]
    islands, _ = label(mask)
    sizes = np.bincount(islands.ravel())
    sizes[0] = 0
    stray = sizes < max(min(least, 0.1 * sizes.max()), 0.02 * sizes.max())
    stray[[islands[spot] for spot, point in zip(spots, points, strict=True) if point.keep]] = False
    return mask & ~stray[islands]


def _full_size(
    small: np.ndarray, size: tuple[int, int], points: tuple[Point, ...], allowed: np.ndarray | None
) -> np.ndarray:
    """The mask at the picture's own size; points to keep are inside it, whatever else."""
    from PIL import Image

    mask = small
    if small.shape != size[::-1]:
        mask = np.asarray(Image.fromarray(small.astype(np.uint8) * 255).resize(size, Image.BILINEAR)) > 127
    if allowed is not None:
        mask = mask & allowed
    mask = mask.copy()
    for keep in (False, True):
        for point in points:
            if point.keep == keep:
                mask[min(int(point.y), size[1] - 1), min(int(point.x), size[0] - 1)] = keep
    return mask
