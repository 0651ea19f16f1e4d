"""A picture becomes a larger one: by the best of the plain methods, or by a model that adds fine lines."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from ...media import Picture


class Upscaler(Protocol):
    """Anything that makes a picture `times` (1 to 4) as wide and as high."""

    def __call__(self, picture: Picture, *, times: float = 2.0,
                 on_step: Callable[[int, int], None] | None = None) -> Picture: ...  # fmt: skip


def lanczos(picture: Picture, *, times: float = 2.0) -> Picture:
    """Enlarges with Lanczos's filter and sharpens gently. No model; outlines of the paper town grow with it."""
    from PIL import Image, ImageFilter

    size = tuple(max(1, round(side * times)) for side in picture.size)
    image = picture.image.resize(size, Image.Resampling.LANCZOS)
    if times > 1:  # as far as the blur of the enlarging reaches, and never so much that edges ring
        image = image.filter(ImageFilter.UnsharpMask(radius=0.6 * times, percent=60, threshold=2))
    return replace(picture, image=image, scene=enlarged(picture.scene, size))


lanczos.name = "Lanczos"


def enlarged(scene, size: tuple[int, int]):
    """A scene graph whose outlines and boxes fit a picture of another size, or None where there is none."""
    if scene is None or scene.labels is None:
        return scene
    import numpy as np
    from PIL import Image

    height, width = scene.labels.shape
    labels = np.array(Image.fromarray(np.array(scene.labels)).resize(size, Image.Resampling.NEAREST), dtype=np.uint16)
    labels.setflags(write=False)
    across, down = size[0] / width, size[1] / height

    def box(figure):
        x0, y0, x1, y1 = figure.box
        return round(x0 * across), round(y0 * down), round(x1 * across), round(y1 * down)

    figures = tuple(replace(f, box=box(f)) if f.box else f for f in scene.figures)
    return replace(scene, figures=figures, labels=labels)


ENGINES: dict[str, Upscaler] = {"offline": lanczos}

__all__ = ["ENGINES", "Upscaler", "enlarged", "lanczos"]
