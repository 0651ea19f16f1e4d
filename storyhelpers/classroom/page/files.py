"""Files: where the page finds the pictures and sounds of a pupil. Only that pupil may fetch them."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image, ImageFilter

from ...media import Picture, Region, Sound
from .pupils import Pupil

WIDEST = 1024  # px of a picture on the page; the download is the whole one
CUTOUT = (160, 320)  # px: a thing that is far away is enlarged to the first, one that is near shrunk to the second
DIM, RIM = (250, 246, 238, 158), (240, 120, 30, 255)  # over what is not meant, and around the thing


class Files:
    """The files of one pupil, each written when it is first shown."""

    def __init__(self, results, pupil: Pupil):
        self._results, self._pupil = results, pupil

    def whole(self, picture: Picture) -> str:
        """The picture as it was made, with all that it knows of itself."""
        return self._kept(("png", picture.fingerprint), lambda: replace(picture).png, ".png")

    def path(self, picture: Picture) -> str:
        """Where the picture's file lies, for a component of Gradio's."""
        self.whole(picture)
        return self._pupil.paths["png", picture.fingerprint]

    def small(self, picture: Picture) -> str:
        """A copy for the page."""
        return self._kept(("webp", picture.fingerprint), lambda: shrunk(picture, WIDEST).webp(), ".webp")

    def outline(self, region: Region, key: str) -> str:
        """What is laid over the picture of a thing."""
        return self._kept(("outline", region.picture.fingerprint, key), lambda: outline_png(region), ".png")

    def cutout(self, region: Region, key: str) -> str:
        """The thing alone."""
        return self._kept(("cutout", region.picture.fingerprint, key), lambda: cutout(region).webp(), ".webp")

    def sound(self, sound: Sound, kind: str) -> str:
        """A sound as "wav" or "mp3"."""
        # By what it sounds like: the address of a Sound that is gone may be another one's.
        content = hashlib.sha256(np.ascontiguousarray(sound.samples)).hexdigest()
        return self._kept((kind, sound.rate, content), lambda: getattr(sound, kind), f".{kind}")

    def _kept(self, name: tuple, data: Callable[[], bytes], suffix: str) -> str:
        return self._pupil.address(self._results, name, data, suffix)


def shrunk(picture: Picture, most: int) -> Picture:
    """A copy of a picture, at most `most` px long, that knows nothing of itself."""
    image = picture.image.copy()
    image.thumbnail((most, most), Image.Resampling.LANCZOS)
    return Picture(image)


def cutout(region: Region) -> Picture:
    """The thing alone, smoother than a browser would enlarge it."""
    image = region.cutout.image
    grow = max(1.0, min(5.0, CUTOUT[0] / max(image.size)))
    size = [max(1, round(side * grow)) for side in image.size]
    return shrunk(Picture(image.resize(size, Image.Resampling.LANCZOS)), CUTOUT[1])


def outline_png(region: Region) -> bytes:
    """A PNG to be laid over the picture: clear where the thing is, with an orange rim, pale elsewhere."""
    mask = Image.fromarray(region.mask.astype(np.uint8) * 255)
    mask.thumbnail((WIDEST, WIDEST), Image.Resampling.BILINEAR)
    mask = mask.point(lambda value: 255 * (value > 127))
    layer = Image.new("RGBA", mask.size, DIM)
    width = max(5, round(max(mask.size) / 180) | 1)
    layer.paste(RIM, mask=mask.filter(ImageFilter.MaxFilter(width)))
    layer.paste((0, 0, 0, 0), mask=mask)
    out = io.BytesIO()
    layer.quantize(8, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()
