"""What can be measured about a picture or a part of it without knowing what it shows: colours, shape, texture, light.

Every answer is one of the English words listed here; `telling_*.py` says them in a language.
Measured on at most `FINEST` pixels along the longer side, so a large photo takes no longer than a small one.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

FINEST = 320  # px
CLEAR = 12.0  # a difference in lightness (CIE L*, 0 … 100) that anybody sees
COLOUR_SHARE = 0.10  # a colour that covers less is not worth a word

NAMED = {  # name → family, sRGB samples; a pixel has the name of the sample nearest in CIE Lab
    "black": ("black", [(18, 18, 20), (44, 42, 46)]),
    "dark grey": ("grey", [(78, 78, 80)]),
    "grey": ("grey", [(132, 132, 134)]),
    "light grey": ("grey", [(190, 190, 192)]),
    "white": ("white", [(250, 250, 250), (228, 228, 226), (248, 243, 233)]),
    "cream": ("cream", [(238, 220, 185), (226, 205, 170)]),
    "dark brown": ("brown", [(62, 40, 28), (84, 56, 40)]),
    "brown": ("brown", [(120, 82, 54), (146, 98, 64)]),
    "light brown": ("brown", [(182, 142, 106), (200, 165, 130)]),
    "dark red": ("red", [(110, 24, 30)]),
    "red": ("red", [(190, 36, 36), (220, 62, 52)]),
    "orange": ("orange", [(235, 130, 40), (214, 110, 40), (250, 160, 80)]),
    "yellow": ("yellow", [(248, 208, 60), (240, 225, 120), (205, 170, 50)]),
    "dark green": ("green", [(30, 62, 34), (60, 80, 45)]),
    "green": ("green", [(70, 140, 60), (110, 140, 70), (96, 160, 88)]),
    "light green": ("green", [(160, 205, 125), (190, 215, 160)]),
    "turquoise": ("turquoise", [(50, 160, 160), (110, 200, 195)]),
    "light blue": ("blue", [(150, 195, 230), (190, 215, 235)]),
    "blue": ("blue", [(50, 105, 195), (72, 132, 204), (90, 120, 165)]),
    "dark blue": ("blue", [(26, 38, 84), (40, 56, 110)]),
    "purple": ("purple", [(128, 76, 168), (95, 60, 120), (170, 135, 200)]),
    "pink": ("pink", [(242, 150, 172), (235, 185, 190), (225, 90, 140)]),
}


@dataclass(frozen=True)
class Look:
    """What was measured about a region.

    colours: (name, share) from the largest on; shares of the region. around: the main colour around it, or "".
    shape: "round", "oval", "boxy", "slender", "tall", "wide", "irregular" or "compact".
    lean: "upright", "lying" or "slanting". jagged: its outline is. pieces: how many there are.
    share: of the picture. column, row: as `place` gives them. edge: it reaches the edge of the picture.
    texture: "smooth", "soft", "speckled", "striped" or "lively".
    light: "brighter", "darker" or "alike", compared with what is around it.
    """

    colours: tuple[tuple[str, float], ...]
    around: str
    shape: str
    lean: str
    jagged: bool
    pieces: int
    share: float
    column: str
    row: str
    edge: bool
    texture: str
    light: str


@dataclass(frozen=True)
class Impression:
    """What was measured about a whole picture.

    colours: as in Look. top, bottom: the main colours of the upper and the lower third.
    light: "dark", "dim", "bright" or "medium". warmth: "warm", "cool" or "". contrast: "strong", "soft" or "medium".
    brightest: where most light is, as (column, row), or None when it is even. busiest: where most detail is, or None.
    format: "wide", "tall" or "square". calm: whether most of it is without detail.
    """

    colours: tuple[tuple[str, float], ...]
    top: str
    bottom: str
    light: str
    warmth: str
    contrast: str
    brightest: tuple[str, str] | None
    busiest: tuple[str, str] | None
    format: str
    calm: bool


def look(image: Image.Image, mask: np.ndarray) -> Look:
    """Measures the pixels of `image` (RGB) where `mask` (bool, H × W, not empty) is true."""
    from scipy import ndimage

    full, size = mask, mask.shape[::-1]
    image, mask = _finer(image, mask)
    lab = _lab(np.asarray(image))
    inside = lab[mask]
    ring = ndimage.binary_dilation(mask, iterations=max(3, round(0.12 * np.sqrt(mask.sum())))) & ~mask
    around = lab[ring]
    difference = inside[:, 0].mean() - around[:, 0].mean() if len(around) else 0.0
    shape, lean, jagged, pieces = _shape(mask)
    column, row = place(full)
    return Look(
        colours=colours(inside),
        around=next((name for name, share in colours(around) if share >= 0.4), "") if len(around) else "",
        shape=shape,
        lean=lean,
        jagged=jagged,
        pieces=pieces,
        share=float(full.mean()),
        column=column,
        row=row,
        edge=touches_edge(full) and min(size) > 2,
        texture=_texture(lab[..., 0], mask),
        light="brighter" if difference > CLEAR else "darker" if difference < -CLEAR else "alike",
    )


def impression(image: Image.Image) -> Impression:
    """Measures a whole picture (RGB)."""
    from scipy import ndimage

    width, height = image.size
    image, _ = _finer(image, np.ones((height, width), bool))
    lab = _lab(np.asarray(image))
    lightness = lab[..., 0]
    third = max(1, lab.shape[0] // 3)
    detail = ndimage.gaussian_gradient_magnitude(lightness, 1.0)
    warmth = float(lab[..., 2].mean())
    spread = float(np.percentile(lightness, 95) - np.percentile(lightness, 5))
    mean = float(lightness.mean())
    return Impression(
        colours=colours(lab.reshape(-1, 3)),
        top=_main(lab[:third]),
        bottom=_main(lab[-third:]),
        light="dark" if mean < 28 else "dim" if mean < 45 else "bright" if mean > 68 else "medium",
        warmth="warm" if warmth > 8 else "cool" if warmth < -5 else "",
        contrast="strong" if spread > 72 else "soft" if spread < 40 else "medium",
        brightest=_strongest(lightness, CLEAR),
        busiest=_strongest(detail, 0.8 * float(detail.mean())),
        format="wide" if width > 1.15 * height else "tall" if height > 1.15 * width else "square",
        calm=float((detail < 2.0).mean()) > 0.7,
    )


def colours(lab: np.ndarray) -> tuple[tuple[str, float], ...]:
    """The colour names of CIE Lab pixels (N, 3) with their shares, from the largest on.

    Shades of one family that occur together become that family ("light brown" and "dark brown": "brown").
    """
    from scipy.spatial import cKDTree

    lab = lab[:: max(1, len(lab) // 20_000)]
    names = [name for name, (_, samples) in NAMED.items() for _ in samples]
    samples = np.array([sample for _, samples in NAMED.values() for sample in samples], np.uint8)
    nearest = cKDTree(_lab(samples[None])[0]).query(lab)[1]
    shares: dict[str, float] = {}
    for index, count in zip(*np.unique(nearest, return_counts=True)):
        shares[names[index]] = shares.get(names[index], 0.0) + count / len(lab)
    families: dict[str, dict[str, float]] = {}
    for name, share in shares.items():
        families.setdefault(NAMED[name][0], {})[name] = share
    found = []
    for family, shades in families.items():
        total = sum(shades.values())
        shade, most = max(shades.items(), key=lambda item: item[1])
        found.append((shade if most >= 0.7 * total else family, total))
    found.sort(key=lambda item: -item[1])
    return tuple((name, float(share)) for name, share in found if share >= COLOUR_SHARE) or (
        (found[0][0], found[0][1]),
    )


def place(mask: np.ndarray) -> tuple[str, str]:
    """(column, row) of the mask's centre: "left", "middle", "right" and "top", "middle", "bottom"."""
    rows, columns = np.nonzero(mask)
    x, y = (columns.mean() + 0.5) / mask.shape[1], (rows.mean() + 0.5) / mask.shape[0]
    return third(x, ("left", "middle", "right")), third(y, ("top", "middle", "bottom"))


def third(value: float, words: tuple[str, str, str]) -> str:
    """The word for where in 0 … 1 a value is: the first, the second or the last third."""
    return words[0] if value < 0.34 else words[2] if value > 0.66 else words[1]


def touches_edge(mask: np.ndarray) -> bool:
    """Whether the mask reaches the edge of the picture."""
    return bool(mask[0].any() or mask[-1].any() or mask[:, 0].any() or mask[:, -1].any())


def _finer(image: Image.Image, mask: np.ndarray) -> tuple[Image.Image, np.ndarray]:
    """Image and mask cropped around the mask with some air, and shrunk to FINEST."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    air = max(4, round(0.15 * max(len(rows), len(columns))))
    x0, x1 = max(0, columns[0] - air), min(mask.shape[1], columns[-1] + 1 + air)
    y0, y1 = max(0, rows[0] - air), min(mask.shape[0], rows[-1] + 1 + air)
    image, mask = image.crop((int(x0), int(y0), int(x1), int(y1))), mask[y0:y1, x0:x1]
    shrink = FINEST / max(image.size)
    if shrink < 1:
        size = tuple(max(1, round(side * shrink)) for side in image.size)
        image = image.resize(size, Image.Resampling.BOX)
        covered = np.asarray(Image.fromarray(mask.astype(np.uint8) * 255).resize(size, Image.Resampling.BOX))
        mask = covered > (127 if covered.max() > 127 else 0)  # of a hair-thin region every touched pixel counts
        if not mask.any():
            mask = np.ones(size[::-1], bool)
    return image, mask


def _lab(rgb: np.ndarray) -> np.ndarray:
    from skimage.color import rgb2lab

    return rgb2lab(rgb).astype(np.float32)


def _main(lab: np.ndarray) -> str:
    """The colour that covers at least two fifths, or ""."""
    name, share = colours(lab.reshape(-1, 3))[0]
    return name if share >= 0.4 else ""


def _strongest(values: np.ndarray, margin: float) -> tuple[str, str] | None:
    """The ninth of the picture whose mean is clearly above that of the rest, as (column, row); None when none is."""
    means = np.array([[part.mean() for part in np.array_split(band, 3, 1)] for band in np.array_split(values, 3, 0)])
    row, column = np.unravel_index(int(means.argmax()), means.shape)
    if means[row, column] - np.delete(means.ravel(), row * 3 + column).mean() < margin:
        return None
    return ("left", "middle", "right")[column], ("top", "middle", "bottom")[row]


def _shape(mask: np.ndarray) -> tuple[str, str, bool, int]:
    from skimage.measure import label, regionprops

    pieces = label(mask)
    sizes = np.bincount(pieces.ravel())[1:]
    large = int((sizes >= max(8, 0.08 * sizes.sum())).sum())
    main = regionprops((pieces == 1 + int(sizes.argmax())).astype(np.uint8))[0]
    if main.area < 12:  # too small to have a shape
        return "compact", "slanting", False, max(large, 1)
    long, short = max(main.axis_major_length, 1.0), max(main.axis_minor_length, 1.0)
    ratio, solidity = long / short, float(main.solidity)
    roundness = 4 * np.pi * main.area / max(main.perimeter, 1.0) ** 2
    angle = abs(np.degrees(main.orientation))  # 0 is upright
    lean = "upright" if angle < 25 else "lying" if angle > 65 else "slanting"
    box_ratio = main.image.shape[0] / main.image.shape[1]
    hull = regionprops(main.image_convex.astype(np.uint8))[0].perimeter
    jagged = main.area > 60 and main.perimeter > 1.35 * max(hull, 1.0)  # much longer than a string around it
    if ratio >= 3.2:
        shape = "slender"
    elif main.extent > 0.9:
        shape = "boxy"
    elif ratio < 1.25 and solidity > 0.93 and roundness > 0.86:
        shape = "round"
    elif solidity > 0.93 and roundness > 0.6 and ratio < 2.4:
        shape = "oval"
    elif box_ratio >= 1.5:
        shape = "tall"
    elif box_ratio <= 1 / 1.5:
        shape = "wide"
    elif solidity < 0.75:
        shape = "irregular"
    else:
        shape = "compact"
    return shape, lean, bool(jagged), max(large, 1)


def _texture(lightness: np.ndarray, mask: np.ndarray) -> str:
    """How the surface looks, measured away from the outline, which is no texture."""
    from scipy import ndimage

    inner = ndimage.binary_erosion(mask, iterations=3)
    if inner.sum() < 60:
        return "smooth" if lightness[mask].std() < 6 else "soft"
    fine = np.abs(lightness - ndimage.gaussian_filter(lightness, 3.0))[inner]
    busy = float((fine > 5).mean())  # the part of the surface that is clearly darker or lighter than what is around it
    if busy < 0.08 and np.median(fine) < 1:
        return "smooth"
    if _striped(lightness, inner):
        return "striped"
    return "speckled" if busy > 0.5 else "lively" if busy > 0.2 else "soft"


def _striped(lightness: np.ndarray, inner: np.ndarray) -> bool:
    """Whether most of the light and dark comes and goes along one direction, at least four times."""
    from scipy import ndimage

    dy, dx = (ndimage.gaussian_filter(lightness, 1.0, order=order)[inner] for order in ((1, 0), (0, 1)))
    jxx, jyy, jxy = (dx * dx).mean(), (dy * dy).mean(), (dx * dy).mean()
    if np.hypot(jxx - jyy, 2 * jxy) < 0.4 * (jxx + jyy):
        return False
    rows, columns = np.nonzero(inner)
    angle = 0.5 * np.arctan2(2 * jxy, jxx - jyy)  # across the stripes
    across = np.round(columns * np.cos(angle) + rows * np.sin(angle)).astype(int)
    across -= across.min()
    values = lightness[inner]
    counts = np.maximum(np.bincount(across), 1)
    profile = np.bincount(across, values) / counts
    explained = np.var(profile[across]) / max(float(np.var(values)), 1e-9)
    return bool(explained > 0.4 and _waves(profile[counts >= 3]) >= 4)


def _waves(profile: np.ndarray) -> int:
    """How many times a line of lightness goes up and down by more than what the eye passes over."""
    from scipy.signal import find_peaks

    if len(profile) < 5:
        return 0
    return min(len(find_peaks(profile, prominence=6)[0]), len(find_peaks(-profile, prominence=6)[0]) + 1)
