"""A picture as a pencil sketch: graphite outlines, a little tone, and hatching where it is dark, on greyish paper."""

import numpy as np
from PIL import Image

PAPER = (236, 234, 228)
GRAPHITE = (52, 52, 58)


def sketch(picture: Image.Image, seed: int = 0) -> Image.Image:
    """The picture drawn with a pencil, in its own size. Equal arguments give equal sketches.

    seed: the tooth of the paper, and where the hatching begins. Strokes are as thick as suits the size: 64 pixels and
    1,024 look alike from afar.
    """
    pixels = np.asarray(picture.convert("RGB"), np.float32) / 255
    height, width = pixels.shape[:2]
    unit = max(1.0, min(height, width) / 96)  # pixels of a pencil's line
    rng = np.random.default_rng(seed)
    graphite = np.maximum(_outlines(pixels, unit), _shading(pixels, unit, rng))
    tooth = _blurred(rng.standard_normal((height, width), dtype=np.float32), 0.5 * unit)
    graphite = np.clip(graphite * (1 + 0.15 * tooth) + 0.012 * tooth, 0, 1)[..., None]
    drawn = np.float32(PAPER) * (1 - graphite) + np.float32(GRAPHITE) * graphite
    return Image.fromarray(drawn.round().astype(np.uint8))


def _outlines(pixels: np.ndarray, unit: float) -> np.ndarray:
    """Graphite 0…1 on the dark side of every edge: the colour dodge of photo laboratories, for each of the colours."""
    fine = _blurred(pixels, (0.4 * unit, 0.4 * unit, 0)) if unit > 1 else pixels
    around = _blurred(pixels, (1.2 * unit, 1.2 * unit, 0))
    darker = (1 - (fine + 0.06) / (around + 0.06)).max(axis=2)
    return 0.92 * np.clip((darker - 0.012) * 4.5, 0, 1) ** 0.8


def _shading(pixels: np.ndarray, unit: float, rng: np.random.Generator) -> np.ndarray:
    """Graphite 0…1: an even tone, and slanting strokes where the picture is darker than half."""
    bright = _blurred(pixels @ np.float32((0.3, 0.59, 0.11)), 0.6 * unit)
    yy, xx = np.mgrid[: bright.shape[0], : bright.shape[1]].astype(np.float32)
    slant = (xx + yy) * (2 * np.pi / (5 * unit)) + rng.uniform(0, 2 * np.pi)
    strokes = 0.5 + 0.5 * np.cos(slant)
    dark = np.clip((0.62 - bright) / 0.5, 0, 1)
    return 0.3 * np.clip(0.92 - bright, 0, 1) + dark * (0.12 + 0.2 * strokes)


def _blurred(pixels: np.ndarray, sigma) -> np.ndarray:
    from scipy.ndimage import gaussian_filter

    return gaussian_filter(pixels, sigma)
