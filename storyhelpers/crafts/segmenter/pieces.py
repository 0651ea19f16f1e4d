"""A picture taken apart, once for all clicks on it: superpixels, who touches whom, and trees of merges.

Every superpixel is a leaf of three binary trees. Each tree merges neighbours in another order (by colour, by edges, by
how compact the union is), so that a thing which is one node in none of them is often one node in another.
"""

import heapq
import threading
import weakref
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from PIL import Image

from ...media import Picture

MOST_PIXELS = 600_000  # larger pictures are cut at a smaller size, and the mask is scaled up
MOST_PIECES = 1500
SOFT = 0.8  # pixels
GRAIN = 0.5  # in L*; the grain of the paper town is less
PER = 40  # pixels for each piece of a small picture
MANY = 64  # neighbours; beyond that a piece is a ground
KEPT = 4  # pictures whose pieces stay in memory
STRONG = 15.0  # ΔLab of an edge that anybody sees


@dataclass(frozen=True)
class Taste:
    """What a tree merges first: cost = (floor + colour·ΔLab + edge·gradient) × the powers of sizes and shapes below."""

    floor: float
    colour: float
    edge: float
    smaller: float  # power of the smaller one's size: small pieces go first
    union: float  # power of the union's size: large grounds go last
    box: float  # power of (bounding box / area): compact unions go first
    contact: float = 0.0  # power of (smaller one's width / shared border): well-joined pieces go first


TASTES = (
    Taste(floor=1, colour=0.3, edge=0.0, smaller=0.7, union=0.2, box=0.5, contact=0.3),
    Taste(floor=8, colour=0.5, edge=0.25, smaller=0.5, union=0.3, box=1.5, contact=0.7),
    Taste(floor=1, colour=0.5, edge=0.5, smaller=0.7, union=0.7, box=0.5),
)


@dataclass(frozen=True, eq=False)
class Tree:
    """Merges of n leaves. Node k < n is a leaf; its leaves are those whose rank is in start[k] … stop[k] − 1."""

    parent: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    rank: np.ndarray

    def leaves(self, nodes: np.ndarray) -> np.ndarray:
        """Bool (nodes, n): which leaves each node holds."""
        return (self.rank[None] >= self.start[nodes, None]) & (self.rank[None] < self.stop[nodes, None])

    def path(self, leaf: int) -> np.ndarray:
        """The nodes from a leaf up to the root."""
        found = [leaf]
        while self.parent[found[-1]] >= 0:
            found.append(int(self.parent[found[-1]]))
        return np.array(found)


@dataclass(frozen=True, eq=False)
class Pieces:
    """What `cutting` needs to know about a picture; all arrays at the working size.

    labels: int32 (h, w), the superpixel of each pixel. lab: float32 (h, w, 3). scale: picture width / working width.
    first, second: the pairs that touch; border: pixels they share; gradient, contrast: mean over that border.
    moments: (n, 6) sums over pixels of 1, x, y, x², y², xy. frame: pixels of each superpixel on the picture's edge.
    """

    labels: np.ndarray
    lab: np.ndarray
    scale: tuple[float, float]
    size: np.ndarray
    first: np.ndarray
    second: np.ndarray
    border: np.ndarray
    gradient: np.ndarray
    contrast: np.ndarray
    moments: np.ndarray
    frame: np.ndarray
    colour: np.ndarray
    trees: tuple[Tree, ...]
    _order: tuple = field(repr=False)

    @property
    def count(self) -> int:
        """How many superpixels there are."""
        return len(self.size)

    @cached_property
    def busy(self) -> float:
        """How full the picture is of strong edges: the log of their share. What one click means depends on it."""
        strong = self.border[self.gradient > STRONG].sum()
        return float(np.log(strong / self.labels.size + 1e-3))

    def distance(self, x: float, y: float) -> np.ndarray:
        """From (x, y) to the nearest pixel of each superpixel, to within two pixels; float (n,)."""
        xs, ys, order, starts, present = self._order
        nearest = np.hypot(self.moments[:, 1] / self.size - x, self.moments[:, 2] / self.size - y)
        nearest[present] = np.sqrt(np.minimum.reduceat(((xs - x) ** 2 + (ys - y) ** 2)[order], starts))
        return nearest


_kept: dict[int, tuple] = {}
_lock = threading.Lock()


def pieces_of(picture: Picture) -> Pieces:
    """The pieces of a picture, computed once while the picture lives; the last few pictures are kept."""
    key = id(picture.image)
    with _lock:
        found = _kept.pop(key, None)
        if found is not None and found[0]() is picture.image:
            _kept[key] = found
            return found[1]
    pieces = take_apart(picture.image)
    with _lock:
        _kept[key] = (weakref.ref(picture.image), pieces)
        while len(_kept) > KEPT:
            _kept.pop(next(iter(_kept)))
    return pieces


def take_apart(image: Image.Image) -> Pieces:
    """The pieces of an RGB image."""
    from scipy.ndimage import find_objects, gaussian_filter
    from skimage.segmentation import watershed

    width, height = image.size
    times = np.sqrt(height * width / MOST_PIXELS)
    if times > 1:
        image = image.resize((max(1, round(width / times)), max(1, round(height / times))), Image.BOX, reducing_gap=2.0)
    lab = _lab(np.asarray(image))
    # Grain looks like a thousand edges: the more there is, the softer the picture is looked at.
    grain = float(np.median(np.abs(lab[..., 0] - gaussian_filter(lab[..., 0], SOFT))))
    soft = SOFT * min(max(grain / GRAIN, 1.0), 2.5)
    smooth = gaussian_filter(lab, (soft, soft, 0))
    slope = _slope(smooth)
    lab = smooth if soft > SOFT else lab
    basins = watershed(np.minimum(slope, 255).astype(np.uint8)).astype(np.int32)
    labels = np.maximum(basins - 1, 0)  # a picture of one colour has no basin at all
    labels, pairs = _merge_small(labels, lab, slope, min(MOST_PIECES, max(1, labels.size // PER)))
    first, second, edge, border = pairs
    count = int(labels.max()) + 1
    flat = labels.ravel()
    rows, columns = (v.ravel().astype(np.float64) for v in np.indices(labels.shape))
    sums = [None, columns, rows, columns * columns, rows * rows, columns * rows]
    moments = np.stack([np.bincount(flat, v, count).astype(float) for v in sums], -1)
    colour = np.stack([np.bincount(flat, lab[..., c].ravel(), count) for c in range(3)], -1) / moments[:, :1]
    frame = sum(np.bincount(v, minlength=count) for v in (labels[0], labels[-1], labels[:, 0], labels[:, -1]))
    boxes = [(s[1].start, s[0].start, s[1].stop, s[0].stop) for s in find_objects(labels + 1)]
    links = list(zip(first.tolist(), second.tolist(), edge.tolist(), border.tolist(), strict=True))
    start = (moments[:, 0].tolist(), colour.tolist(), boxes, links)
    ys, xs = np.mgrid[: labels.shape[0] : 2, : labels.shape[1] : 2]
    coarse = labels[::2, ::2].ravel()
    order = np.argsort(coarse, kind="stable")
    present, starts = np.unique(coarse[order], return_index=True)
    return Pieces(
        labels=labels, lab=lab, scale=(width / labels.shape[1], height / labels.shape[0]), size=moments[:, 0],
        first=first, second=second, border=border, gradient=edge / border,
        contrast=np.linalg.norm(colour[first] - colour[second], axis=1), moments=moments, frame=frame.astype(float),
        colour=colour, trees=tuple(_grow(taste, *start) for taste in TASTES),
        _order=(xs.ravel().astype(np.float32), ys.ravel().astype(np.float32), order, starts, present),
    )  # fmt: skip


def _lab(pixels: np.ndarray) -> np.ndarray:
    """CIE Lab (D65) of sRGB pixels, float32 (h, w, 3); four times as fast as skimage.color.rgb2lab, within 0.01."""
    level = np.arange(256) / 255
    linear = np.where(level > 0.04045, ((level + 0.055) / 1.055) ** 2.4, level / 12.92).astype(np.float32)
    to_xyz = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
    to_xyz = (to_xyz / [[0.95047], [1.0], [1.08883]]).astype(np.float32)
    xyz = linear[pixels] @ to_xyz.T
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + np.float32(16 / 116))
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _slope(lab: np.ndarray) -> np.ndarray:
    """How steeply the colour changes: ΔLab over two pixels, float32 (h, w)."""
    square = np.zeros(lab.shape[:2], np.float32)
    if lab.shape[1] > 2:
        square[:, 1:-1] += ((lab[:, 2:] - lab[:, :-2]) ** 2).sum(-1)
    if lab.shape[0] > 2:
        square[1:-1] += ((lab[2:] - lab[:-2]) ** 2).sum(-1)
    slope = np.sqrt(square)
    if min(slope.shape) > 2:
        slope[:, 0], slope[:, -1], slope[0], slope[-1] = slope[:, 1], slope[:, -2], slope[1], slope[-2]
    return slope


def _joined(first: np.ndarray, second: np.ndarray, edge: np.ndarray, border: np.ndarray) -> tuple:
    """The same pairs, each once, lower number first, their sums added up."""
    apart = first != second
    first, second = np.minimum(first, second)[apart], np.maximum(first, second)[apart]
    if not len(first):
        return first, second, edge[apart], border[apart]
    base = int(second.max()) + 1
    key, inverse = np.unique(first.astype(np.int64) * base + second, return_inverse=True)
    return key // base, key % base, np.bincount(inverse, edge[apart]), np.bincount(inverse, border[apart])


def _merge_small(labels: np.ndarray, lab: np.ndarray, slope: np.ndarray, goal: int) -> tuple[np.ndarray, tuple]:
    """At most `goal` superpixels: in rounds, each basin joins its most similar neighbour. Also the pairs that touch."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = int(labels.max()) + 1
    flat = labels.ravel()
    size = np.bincount(flat, minlength=count).astype(float)
    sums = np.stack([np.bincount(flat, lab[..., c].ravel(), count) for c in range(3)], -1)
    first = np.concatenate([labels[:, 1:].ravel(), labels[1:].ravel()])
    second = np.concatenate([labels[:, :-1].ravel(), labels[:-1].ravel()])
    edge = np.concatenate([np.maximum(slope[:, 1:], slope[:, :-1]).ravel(), np.maximum(slope[1:], slope[:-1]).ravel()])
    pairs = _joined(first, second, edge, np.ones(len(edge)))
    become = np.arange(count)
    limit = 2.0
    while count > goal and len(pairs[0]):
        first, second, edge, border = pairs
        colour = sums / size[:, None]
        cost = np.linalg.norm(colour[first] - colour[second], axis=1) + 0.5 * edge / border
        cost *= (np.minimum(size[first], size[second]) * goal / labels.size) ** 0.25
        order = np.argsort(cost, kind="stable")
        ends = np.stack([first[order], second[order]], -1).ravel()  # by rising cost, so the first hit is the best
        best = np.unique(order[np.unique(ends, return_index=True)[1] // 2])
        best = best[cost[best] <= limit]
        if len(best) < max(1, 0.02 * count):
            limit *= 1.5
        if len(best) > count - goal:
            best = best[np.argsort(cost[best])[: count - goal]]
        if not len(best):
            continue
        graph = coo_array((np.ones(len(best)), (first[best], second[best])), (count, count))
        count, new = connected_components(graph, directed=False)
        become, size = new[become], np.bincount(new, size, count)
        sums = np.stack([np.bincount(new, sums[:, c], count) for c in range(3)], -1)
        pairs = _joined(new[first], new[second], edge, border)
    return become[labels].astype(np.int32), pairs


def _grow(taste: Taste, sizes: list, colours: list, boxes: list, links: list) -> Tree:
    """Merge two neighbours at a time, cheapest first, until one is left. In plain lists, which suit single steps."""
    leaves = len(sizes)
    size, colour, box = list(sizes), list(colours), list(boxes)
    near = [{} for _ in range(leaves)]
    for a, b, edge, border in links:
        near[a][b] = near[b][a] = (edge, border)

    floor, per_colour, per_edge, contact = taste.floor, taste.colour, taste.edge, taste.contact
    of_smaller, of_union, of_box = taste.smaller + contact / 2, taste.union - taste.box, taste.box

    def cost(a, b, edge, border):  # the innermost line of the whole first click: written for speed
        p0, p1, p2 = colour[a]
        q0, q1, q2 = colour[b]
        one, other = size[a], size[b]
        left, top, right, bottom = box[a]
        x0, y0, x1, y1 = box[b]
        room = ((right if right > x1 else x1) - (left if left < x0 else x0)) * (
            (bottom if bottom > y1 else y1) - (top if top < y0 else y0)
        )
        apart = ((p0 - q0) ** 2 + (p1 - q1) ** 2 + (p2 - q2) ** 2) ** 0.5
        price = (floor + per_colour * apart + per_edge * edge / border) * (one if one < other else other) ** of_smaller
        price *= (one + other) ** of_union * room**of_box
        return price / border**contact if contact else price

    heap = [(cost(a, b, edge, border), a, b) for a, b, edge, border in links]
    heapq.heapify(heap)
    node = list(range(leaves))  # the tree's node that each place holds now; None where it went into another
    children: list = [None] * leaves
    while heap:
        price, a, b = heapq.heappop(heap)
        if node[a] is None or node[b] is None:
            continue
        if len(near[a]) < len(near[b]):
            a, b = b, a
        now = cost(a, b, *near[a][b])
        if now > price * 1.000001:  # it has grown since
            if len(near[a]) > MANY:
                heapq.heappush(heap, (now, a, b))
            continue
        children.append((node[a], node[b]))
        node[a], node[b] = len(children) - 1, None
        union = size[a] + size[b]
        colour[a] = [(p * size[a] + q * size[b]) / union for p, q in zip(colour[a], colour[b], strict=True)]
        size[a] = union
        r, s = box[a], box[b]
        box[a] = (min(r[0], s[0]), min(r[1], s[1]), max(r[2], s[2]), max(r[3], s[3]))
        mine, other = near[a], near[b]
        del mine[b], other[a]
        for c, (edge, border) in other.items():
            known = mine.get(c)
            mine[c] = near[c][a] = (edge + known[0], border + known[1]) if known else (edge, border)
            del near[c][b]
        near[b] = None
        # A ground that touches hundreds would take all the time: its old prices are looked at again when they come up.
        for c in mine if len(mine) <= MANY else other:
            heapq.heappush(heap, (cost(a, c, *mine[c]), a, c))
    return _numbered(children, leaves)


def _numbered(children: list, leaves: int) -> Tree:
    """The tree as arrays; the leaves of every node stand side by side in `rank`."""
    parent, start, stop = (np.full(len(children), -1) for _ in range(3))
    held = [1] * leaves
    for a, b in children[leaves:]:
        held.append(held[a] + held[b])
    begin = [0] * len(children)
    for node in range(len(children) - 1, leaves - 1, -1):
        a, b = children[node]
        parent[a] = parent[b] = node
        begin[a], begin[b] = begin[node], begin[node] + held[a]
    start[:] = begin
    stop[:] = start + np.array(held)
    return Tree(parent, start, stop, start[:leaves].copy())
