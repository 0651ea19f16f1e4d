"""What a model is shown of a region: the whole picture with the thing marked, and the thing close up.

Everything is a plain RGB image, shrunk here: a model's own preparation would shrink it anyway, after more work.
"""

import numpy as np
from PIL import Image, ImageOps

from ...media import Picture, Region

OVERVIEW, CLOSE_UP = 640, 512  # pixels of the longer side
MARGIN = 0.25  # of the thing's larger side, left around it in a close-up
PAPER = (250, 246, 238)  # what the surroundings fade into
LEAST = 32  # pixels: a close-up is never smaller, however small the thing


def whole(picture: Picture, longest: int = OVERVIEW) -> Image.Image:
    """The picture as it is, at most `longest` pixels long."""
    return _shrunk(picture.image, longest)


def overview(region: Region, longest: int = OVERVIEW) -> Image.Image:
    """The whole picture, everything but the thing dimmed, an orange rim around it."""
    return _shrunk(region.overlay, longest)


def close_up(region: Region, longest: int = CLOSE_UP, *, dim: float = 0.45) -> Image.Image:
    """The thing with some of its surroundings, which are dimmed by `dim` (0 leaves them, 1 hides them)."""
    box = around(region)
    image = region.picture.image.crop(box)
    mask = Image.fromarray(region.mask).crop(box)
    faded = Image.blend(image, Image.new("RGB", image.size, PAPER), dim)
    faded.paste(image, mask=mask)
    return _shrunk(faded, longest)


def around(region: Region) -> tuple[int, int, int, int]:
    """(x0, y0, x1, y1): the region's bounds with a margin, within the picture, as near to a square as that allows."""
    x0, y0, x1, y1 = region.bounds
    side = max(x1 - x0, y1 - y0) * (1 + 2 * MARGIN)
    width, height = region.picture.size
    (left, right), (top, bottom) = _span(x0, x1, side, width), _span(y0, y1, side, height)
    return left, top, right, bottom


def square(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """The image in the middle of a square of one colour: for models that would cut the sides off."""
    side = max(image.size)
    return ImageOps.pad(image, (side, side), color=colour) if image.width != image.height else image


def _span(start: int, end: int, side: float, most: int) -> tuple[int, int]:
    """`side` pixels around start … end, moved so that they lie within 0 … most."""
    side = min(most, max(LEAST, round(side)))
    first = min(max(0, round((start + end - side) / 2)), most - side)
    return first, first + side


def _shrunk(image: Image.Image, longest: int) -> Image.Image:
    factor = longest / max(image.size)
    if factor >= 1:
        return image
    return image.resize([max(1, round(side * factor)) for side in image.size], Image.Resampling.LANCZOS)


def pixels(image: Image.Image, rules: dict) -> np.ndarray:
    """The image as a model's preprocessor_config.json wants it: float32 (3, H, W).

    Resized to a fixed size, or by its shorter side and cut from the middle; then scaled and normalised. This needs
    neither torchvision nor a certain release of transformers.
    """
    image = image.convert("RGB")
    if rules.get("do_resize", True):
        image = image.resize(_size(rules["size"], image.size), Image.Resampling(rules.get("resample", 3)))
    if rules.get("do_center_crop") and (crop := rules.get("crop_size")):
        width, height = (crop["width"], crop["height"]) if isinstance(crop, dict) else (crop, crop)
        left, top = (image.width - width) // 2, (image.height - height) // 2
        image = image.crop((left, top, left + width, top + height))
    return normalised(image, rules)


def normalised(image: Image.Image, rules: dict) -> np.ndarray:
    """The pixels as float32 (3, H, W), scaled to 0 … 1, minus the mean, over the deviation that the rules name."""
    array = np.asarray(image, np.float32) * np.float32(rules.get("rescale_factor", 1 / 255))
    if rules.get("do_normalize", True):
        array = (array - np.array(rules["image_mean"], np.float32)) / np.array(rules["image_std"], np.float32)
    return np.ascontiguousarray(array.transpose(2, 0, 1))


def patches(image: Image.Image, rules: dict) -> tuple[np.ndarray, tuple[int, int, int]]:
    """The image as Qwen's vision models want it: float32 (patches, values of a patch), and (time, rows, columns).

    Its sides become multiples of patch × merge, its area lies between the rules' shortest_edge and longest_edge
    (which are areas in pixels, whatever their names say). A still picture is a film of equal frames.
    """
    size, merge, frames = rules["patch_size"], rules["merge_size"], rules["temporal_patch_size"]
    area = rules.get("size") or {}
    least = area.get("shortest_edge") or rules.get("min_pixels") or 65536
    most = area.get("longest_edge") or rules.get("max_pixels") or 16777216
    width, height = _fitting(image.size, size * merge, least, most)
    image = image.convert("RGB").resize((width, height), Image.Resampling(rules.get("resample", 3)))
    rows, columns = height // size, width // size
    cut = normalised(image, rules).reshape(3, rows // merge, merge, size, columns // merge, merge, size)
    cut = cut.transpose(1, 4, 2, 5, 0, 3, 6)[:, :, :, :, :, None]  # neighbours that are merged stand together
    cut = np.repeat(cut, frames, axis=5)
    return cut.reshape(rows * columns, -1), (1, rows, columns)


def _fitting(size: tuple[int, int], unit: int, least: int, most: int) -> tuple[int, int]:
    """(width, height) in multiples of `unit`, of about the same shape, with an area of least … most pixels."""
    width, height = size
    fitted = [max(1, round(side / unit)) * unit for side in size]
    if fitted[0] * fitted[1] > most:
        factor = (width * height / most) ** 0.5
        fitted = [max(1, int(side / factor / unit)) * unit for side in size]
    elif fitted[0] * fitted[1] < least:
        factor = (least / (width * height)) ** 0.5
        fitted = [-int(-side * factor // unit) * unit for side in size]
    return fitted[0], fitted[1]


def _size(wanted, size: tuple[int, int]) -> tuple[int, int]:
    if isinstance(wanted, int) or "shortest_edge" in wanted:
        shortest = wanted if isinstance(wanted, int) else wanted["shortest_edge"]
        width, height = size
        if width <= height:
            return shortest, int(shortest * height / width)
        return int(shortest * width / height), shortest
    return wanted["width"], wanted["height"]
