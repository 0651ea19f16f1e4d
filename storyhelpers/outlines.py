"""A mask becomes a drawn outline: a bool array → the `d` of an SVG path, smooth, with holes, and small.

The path is filled with `fill-rule="evenodd"`, so a hole is simply one more closed line inside. Coordinates are pixels
of the mask, y down, (0, 0) at the upper left corner of the first pixel.
"""

import numpy as np

FARTHEST = 1.5  # px; the drawn line stays this close to the true edge
SPECK = 6.0  # px²; no pixel of a smaller patch is deeper than FARTHEST, so leaving it out breaks no promise
MOST_RINGS = 300  # and so many patches and holes at most, the largest ones
MOST_POINTS = 4000  # a ragged mask (a photographed bush) is drawn more coarsely rather than as a megabyte of path


def outline(mask: np.ndarray) -> str:
    """The outline of a bool mask (H, W) as the `d` of an SVG path; "" for an empty mask.

    Every pixel deeper than 1.5 px inside or outside keeps its side, unless the mask is so ragged that it needs more
    than 4000 points or 300 patches and holes.
    """
    mask = np.asarray(mask, dtype=bool)
    if mask.ndim != 2:
        raise ValueError(f"a mask is (height, width), not {mask.shape}")
    if not mask.any():
        return ""
    rings = _rings(mask)
    for tolerance in (0.5, 1.0, 2.0, 4.0):
        rings = [ring for ring in (_simplified(ring, tolerance) for ring in rings) if len(ring) >= 3]
        if sum(map(len, rings)) <= MOST_POINTS:
            break
    return "".join(_closed_line(ring) for ring in rings)


def deepest(mask: np.ndarray) -> tuple[int, int]:
    """(x, y) of the pixel of a bool mask that is farthest from its outside; the mask is not empty."""
    from scipy.ndimage import distance_transform_edt

    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    part = np.pad(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
    y, x = np.unravel_index(distance_transform_edt(part).argmax(), part.shape)
    return int(x) - 1 + int(columns[0]), int(y) - 1 + int(rows[0])


def middle(mask: np.ndarray) -> tuple[float, float]:
    """(x, y) of the centre of that pixel: where one would put a finger."""
    x, y = deepest(np.asarray(mask, dtype=bool))
    return x + 0.5, y + 0.5


def drawn(mask: np.ndarray, width: int, height: int) -> tuple[str, tuple[int, int, int, int], tuple[float, float]]:
    """(outline, box, a point inside) of a mask in pixels of a picture, whatever the size of the mask itself.

    An empty mask has the outline "", an empty box, and the picture's middle.
    """
    nothing = "", (0, 0, 0, 0), (width / 2, height / 2)
    mask = np.asarray(mask, dtype=bool)
    if not mask.any():
        return nothing
    if mask.shape != (height, width):  # cut from a smaller or larger copy of this picture
        rows = np.minimum((np.arange(height) + 0.5) * mask.shape[0] / height, mask.shape[0] - 1).astype(int)
        columns = np.minimum((np.arange(width) + 0.5) * mask.shape[1] / width, mask.shape[1] - 1).astype(int)
        mask = mask[rows][:, columns]
        if not mask.any():
            return nothing
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    return outline(mask), box, middle(mask)


def _rings(mask: np.ndarray) -> list[np.ndarray]:
    """The closed edges of the mask as float arrays (N, 2) of x, y, the largest first, without specks."""
    from skimage.measure import find_contours

    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, left = rows[0], columns[0]
    part = np.pad(mask[top : rows[-1] + 1, left : columns[-1] + 1], 1).astype(float)
    # A contour at (row, column) runs through pixel centres; the padding took one pixel, a centre lies half a pixel in.
    shift = np.array([left - 0.5, top - 0.5])
    rings = [ring[:-1, ::-1] + shift for ring in find_contours(part, 0.5)]
    rings.sort(key=_area, reverse=True)
    return [_smoothed(ring) for ring in rings[:1] + [r for r in rings[1:MOST_RINGS] if _area(r) >= SPECK]]


def _area(ring: np.ndarray) -> float:
    x, y = ring.T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def _smoothed(ring: np.ndarray) -> np.ndarray:
    """The ring without the stairs of its pixels: a running mean over five neighbours, twice; short rings stay."""
    if len(ring) < 24:
        return ring
    for _ in range(2):
        ring = sum(np.roll(ring, step, axis=0) for step in (-2, -1, 0, 1, 2)) / 5
    return ring


def _simplified(ring: np.ndarray, tolerance: float) -> np.ndarray:
    """Fewer points, none of the left-out ones farther than `tolerance` px from the new line; the ring stays open."""
    from skimage.measure import approximate_polygon

    if len(ring) < 8:
        return ring
    if np.ptp(ring, axis=0).min() < 3:  # a thread: half a pixel is much of its width
        tolerance = min(tolerance, 0.1)
    # The simplification keeps its two ends, so it is cut at the point farthest from the middle: a true corner.
    ring = np.roll(ring, -int(np.argmax(((ring - ring.mean(0)) ** 2).sum(1))), axis=0)
    return approximate_polygon(np.vstack([ring, ring[:1]]), tolerance)[:-1]


def _closed_line(ring: np.ndarray) -> str:
    """Relative line commands in tenths of a pixel: half the bytes of absolute ones."""
    tenths = np.rint(ring * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    start = f"M{_number(tenths[0, 0])} {_number(tenths[0, 1])}l"
    return start + " ".join(f"{_number(x)} {_number(y)}" for x, y in steps if x or y) + "z"


def _number(tenths: int) -> str:
    whole, rest = divmod(abs(int(tenths)), 10)
    return ("-" if tenths < 0 else "") + (f"{whole}.{rest}" if rest else str(whole))
