"""Where a click is worth while, when nobody is there to click."""

import random
from collections import Counter
from itertools import zip_longest

import numpy as np

from ...media import Picture, Point
from ...outlines import deepest
from ...papertown.lexicon import ALIVE
from .pieces import Pieces, pieces_of

APART = 0.12  # of the picture's diagonal: how far two suggested points lie apart, at first
SMALLEST, LARGEST = 0.008, 0.4  # of the picture: what may be a thing of a photograph
LITTLE = 0.05  # what looks less like a thing comes only where there is nothing else
SCENERY = ("sun", "moon", "cloud", "star", "rain", "snow", "sea", "hill", "mountain")  # less to tell than the others


def points(picture: Picture, n: int, seed: int) -> list[Point]:
    """Up to n points, best first; see `segmenter.suggest`."""
    scene = picture.scene
    found = []
    if scene is not None and scene.labels is not None and scene.labels.any():
        found = _on_figures(scene, n, random.Random(seed))
    if not found:
        found = _on_photograph(picture, n, seed)
    return found[: max(1, n)]


def _on_figures(scene, n: int, chance: random.Random) -> list[Point]:
    seen = np.bincount(scene.labels.ravel(), minlength=len(scene.figures) + 1)[1:]
    visible = [i for i in range(len(scene.figures)) if seen[i]]
    first = [i for i in visible if scene.figures[i].hidden]
    first += sorted((i for i in visible if scene.figures[i].asked and i not in first), key=lambda i: -seen[i])
    rest = [i for i in visible if i not in first]
    chance.shuffle(rest)  # equals in different orders for different seeds
    alike = Counter((figure.name, figure.colour) for figure in scene.figures)

    def worth(i):  # what there is only one of comes first: "the white car" must be one car
        figure = scene.figures[i]
        return figure.name in SCENERY, alike[figure.name, figure.colour] > 1, -round(np.log2(seen[i]))

    lively = sorted((i for i in rest if scene.figures[i].name in ALIVE), key=worth)
    others = sorted((i for i in rest if scene.figures[i].name not in ALIVE), key=worth)
    rest = [i for pair in zip_longest(others, lively) for i in pair if i is not None]  # in turn: a bus, a dog, a shop …
    spots = {i: deepest(scene.labels == i + 1) for i in first[:n]}
    reach = float(np.hypot(*scene.labels.shape)) * APART
    for strict in (True, False):  # first one of each kind, spread out; then whatever is left
        for i in rest:
            if len(spots) >= n:
                break
            if i in spots or (strict and scene.figures[i].name in {scene.figures[j].name for j in spots}):
                continue
            x, y = deepest(scene.labels == i + 1)
            if not strict or all(np.hypot(x - a, y - b) > reach for a, b in spots.values()):
                spots[i] = (x, y)
    return [Point(*spot) for spot in spots.values()]


def _on_photograph(picture: Picture, n: int, seed: int) -> list[Point]:
    pieces = pieces_of(picture)
    nodes, worth = _things(pieces)
    worth = worth * np.random.default_rng(seed).uniform(0.9, 1.1, len(worth))
    height, width = pieces.labels.shape
    tried, taken, reach = [], np.zeros(pieces.count, bool), APART * np.hypot(width, height)
    for thing in np.argsort(-worth):
        members = nodes[thing]
        if len(tried) >= 2 * n + 4:
            break
        if (members & taken) @ pieces.size > 0.1 * (members @ pieces.size):
            continue
        x, y = deepest(members[pieces.labels])
        if all(np.hypot(x - a, y - b) > 0.6 * reach for a, b, _ in tried):
            tried.append((x, y, worth[thing]))
            taken |= members
    across, down = pieces.scale
    last_x, last_y = picture.size[0] - 1, picture.size[1] - 1
    points = [
        Point(min(int((x + 0.5) * across), last_x), min(int((y + 0.5) * down), last_y))
        for x, y, _ in tried or [(width // 2, height // 2, 1.0)]
    ]
    masks = [_meant(pieces, point.x / across, point.y / down) for point in points]
    return _best(points, masks, [worth for *_, worth in tried] or [1.0], n)


def _meant(pieces: Pieces, x: float, y: float) -> np.ndarray:
    """What a click there would cut out, bool at the working size."""
    from .cutting import Conversation

    talk = Conversation(pieces)
    talk.click(x, y, True)
    return talk.mask


def _best(points: list[Point], masks: list[np.ndarray], worth: list[float], n: int) -> list[Point]:
    """Up to n of the points, those first whose cut-out is large, whole and in the middle; no two cut out the same."""
    marks = [_looks(mask) for mask in masks]
    order = sorted(range(len(points)), key=lambda i: (marks[i] < LITTLE, -marks[i] * worth[i] ** 0.5))
    chosen: list[int] = []
    for i in order:
        same = any((masks[i] & masks[j]).sum() > 0.5 * min(masks[i].sum(), masks[j].sum()) for j in chosen)
        if not same and (marks[i] >= LITTLE or not chosen):
            chosen.append(i)
    return [points[i] for i in chosen[:n]]


def _looks(mask: np.ndarray) -> float:
    """0 … 1, how much a cut-out looks like a thing; 0 for slivers and specks."""
    from skimage.measure import regionprops

    step = max(1, max(mask.shape) // 256)
    mask = mask[::step, ::step]
    share = float(mask.mean())
    if not SMALLEST < share < LARGEST:
        return 0.0
    part = regionprops(mask.astype(np.uint8))[0]
    if part.solidity < 0.6 or part.axis_minor_length < 0.22 * part.axis_major_length:
        return 0.0
    y, x = np.array(part.centroid) / mask.shape - 0.5
    middle = 1 - 0.5 * min(1.0, float(np.hypot(x, y)) / 0.6)
    rim = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).mean()
    return float(part.solidity**3 * (part.axis_minor_length / part.axis_major_length) ** 0.3 * middle * (1 - rim) ** 2
                 * min(1.0, share / 0.04) ** 0.35)  # fmt: skip


def _things(pieces: Pieces) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of the trees that could be things, bool (nodes, pieces), and how much each stands out."""
    total = pieces.labels.size
    members = []
    for tree in pieces.trees:
        order = np.argsort(tree.rank)
        summed = np.concatenate([[0.0], np.cumsum(pieces.size[order])])
        size = summed[tree.stop] - summed[tree.start]
        members.append(tree.leaves(np.flatnonzero((size > 0.004 * total) & (size < 0.3 * total))))
    members = np.concatenate(members)
    if not len(members):
        return members, np.zeros(0)
    size = members @ pieces.size
    rim = (members[:, pieces.first] != members[:, pieces.second]).astype(np.float32)
    length = np.maximum(rim @ pieces.border.astype(np.float32), 1)
    contrast = rim @ (pieces.border * (pieces.gradient + pieces.contrast)).astype(np.float32) / length
    frame = members.astype(float) @ pieces.frame
    round_ = np.sqrt(4 * np.pi * size) / (length + frame)
    ordinary = pieces.size @ pieces.colour / total
    rare = np.linalg.norm((members * pieces.size) @ pieces.colour / size[:, None] - ordinary, axis=1)
    free = 1 - np.minimum(1, 2 * frame / (length + frame))
    return members, (contrast + 0.5 * rare) * np.sqrt(round_) * free * (size / total) ** 0.15
