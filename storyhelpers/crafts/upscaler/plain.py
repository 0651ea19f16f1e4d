"""Enlarging without a model, and what grows with every enlarged picture: the outlines of its things."""

from dataclasses import replace

from ...media import Picture


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
