"""Swin2SR: a model that was taught to put fine lines back into pictures that were made small.

It works in tiles that overlap, so that a large picture takes no more memory than a small one. Its pixels are prepared
here as its own processor prepares them, which needs no torchvision.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...engine import BadInput, NoAnswer
from ...media import Picture
from ...models import LocalModel, Part
from .models import MODELS
from .plain import enlarged

Step = Callable[[int, int], None]
UNIT = 8  # pixels: the model's window; its processor pads to the next multiple, by a whole one where it is one already
TILE, OVERLAP = 192, 24  # pixels of the small picture


class Swin2SR(LocalModel):
    """Enlarges a picture and draws its lines and edges finely (Swin2SR, Apache-2.0).

    For up to two times the model for two is used, for more the one for four, made smaller to what was asked for. tile:
    pixels of the small picture that are worked on at once; less takes less memory. It wants a graphics card: on a
    processor a tile takes minutes.
    """

    MODELS = MODELS
    DEFAULT = "swin2sr"
    KINDS = ("swin2sr",)
    GPU_DTYPES = ("fp16", "fp32")
    OLD = True

    def __init__(self, model=None, *, tile: int = TILE, **place):
        super().__init__(model, **place)
        self.tile = max(4 * UNIT, tile)
        self._given, self._larger = model is not None, None
        self._rest = place

    def dtypes(self, seat) -> tuple[str, ...]:
        """What it can be loaded as on this seat; four bits would save nothing and cost lines."""
        if self.dtype == "nf4":
            raise BadInput(f'{self.name} is small and has no 4-bit form: give it dtype="fp16", or leave dtype= out.')
        return super().dtypes(seat)

    def parts(self) -> list[Part]:
        """One network, counted from its config.json."""
        return [Part("transformers:Swin2SRForImageSuperResolution", quantise=False)]

    def load(self, folder: Path, place):
        """The model."""
        from ...models.talking import load_whole

        return load_whole("Swin2SRForImageSuperResolution", folder, place)

    def __call__(self, picture: Picture, *, times: float = 2.0, on_step: Step | None = None) -> Picture:
        """The picture `times` as wide and as high. on_step(tiles done, tiles) may raise Cancelled.

        The outlines of a paper-town picture grow with it.
        """
        size = tuple(max(1, round(side * times)) for side in picture.size)
        if times <= 1:
            return replace(picture)
        if times > 2 and not self._given:
            return self._for_four()(picture, times=times, on_step=on_step)

        def job(model, place, tile=self.tile):
            return self._large(model, picture.array, tile, on_step)

        array = self.work(job, smaller=lambda model, place: job(model, place, self.tile // 2), on_step=on_step)
        from PIL import Image

        image = Image.fromarray(array)
        if image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS)
        return replace(picture, image=image, scene=enlarged(picture.scene, size),
                       note=" ".join(filter(None, (picture.note, self._said()))))  # fmt: skip

    def _said(self) -> str:
        times = self.model.extra.get("times")
        return f"Enlarged by {self.name}{f', the model for {times} times' if times else ''}."

    def _for_four(self) -> "Swin2SR":
        """The sibling for more than two times; it takes a seat when it is first needed."""
        if self._larger is None:
            self._larger = Swin2SR("swin2sr-x4", tile=self.tile, **self._rest)
        self._larger.seating, self._larger.dtype, self._larger.device = self.seating, self.dtype, self.device
        return self._larger

    def _large(self, model, array: np.ndarray, tile: int, on_step: Step | None) -> np.ndarray:
        """The pixels enlarged, uint8 (H, W, 3): tile by tile, blended where they overlap."""
        height, width = array.shape[:2]
        times = int(model.config.upscale)
        total = np.zeros((height * times, width * times, 3), np.float32)
        weight = np.zeros((height * times, width * times, 1), np.float32)
        boxes = list(tiles(width, height, tile))
        for done, (x0, y0, x1, y1) in enumerate(boxes):
            if on_step:
                on_step(done, len(boxes))
            made = self._tile(model, array[y0:y1, x0:x1])
            ramp = ramp_of(x1 - x0, times)[None, :] * ramp_of(y1 - y0, times)[:, None]
            place = (slice(y0 * times, y1 * times), slice(x0 * times, x1 * times))
            total[place] += made * ramp[..., None]
            weight[place] += ramp[..., None]
        if on_step:
            on_step(len(boxes), len(boxes))
        total /= weight
        return (np.clip(total, 0, 1) * 255).round().astype(np.uint8)

    def _tile(self, model, array: np.ndarray) -> np.ndarray:
        """One tile through the model: float32 (H × times, W × times, 3), 0 … 1, without its padding."""
        import torch

        from ...models.precision import out, to_place

        height, width = array.shape[:2]
        times = int(model.config.upscale)
        given = torch.from_numpy(padded(array)[None])
        made = out(model(**to_place({"pixel_values": given}, model)).reconstruction[0])
        if not np.isfinite(made).all():
            raise NoAnswer(f'{self.name} lost its numbers in this dtype (they overflowed). Give it dtype="fp32".')
        return made.transpose(1, 2, 0)[: height * times, : width * times]


def tiles(width: int, height: int, tile: int) -> Iterator[tuple[int, int, int, int]]:
    """(x0, y0, x1, y1) of tiles that cover a picture and overlap by OVERLAP or more.

    They begin at whole windows of the model, so that it parts every tile as it would part the whole picture.
    """
    for y0, y1 in _spans(height, tile):
        for x0, x1 in _spans(width, tile):
            yield x0, y0, x1, y1


def _spans(length: int, tile: int) -> list[tuple[int, int]]:
    tile = tile // UNIT * UNIT
    if length <= tile:
        return [(0, length)]
    step = max(UNIT, tile - min(OVERLAP, tile // 2) // UNIT * UNIT)
    starts = list(range(0, length - tile, step))
    starts.append(-(-(length - tile) // UNIT) * UNIT)  # the last one may be a little smaller
    return [(start, min(start + tile, length)) for start in starts]


def ramp_of(length: int, times: int) -> np.ndarray:
    """How much each pixel of a tile counts along one side: less towards its ends, where less was seen around it."""
    edge = np.minimum(np.arange(length * times), np.arange(length * times)[::-1]).astype(np.float32) + 1
    return np.minimum(edge / (OVERLAP * times), 1.0)


def padded(array: np.ndarray) -> np.ndarray:
    """The pixels as the model's processor makes them: float32 (3, H, W), 0 … 1, mirrored on to the next window."""
    height, width = array.shape[:2]
    down, right = ((side // UNIT + 1) * UNIT - side for side in (height, width))
    array = np.pad(array, ((0, down), (0, right), (0, 0)), mode="symmetric")
    return np.ascontiguousarray(array.astype(np.float32).transpose(2, 0, 1) / np.float32(255))
