"""SAM: points and boxes on a picture → the outline of the thing, by Meta's Segment Anything Model.

A picture is looked at once (its embedding: seconds on a CPU); each click after that only decodes (tens of
milliseconds). The embeddings of the last few pictures are kept. No torchvision is needed, nor used where it is.
"""

import contextlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ...engine import BadInput, NoAnswer, NotHere
from ...locale import say
from ...media import Picture, Point, Region
from ...models import LocalModel, Part, Place, out, quantised, to_place
from .models import MODELS

KEPT = 4  # embeddings of that many pictures stay on the seat; one of SAM is 4 MB in float32, one of SAM 2.1 17 MB
TOGETHER = 16  # objects decoded at once; each takes 30 to 40 MB while it is (float32)
WHOLE = ("mask_decoder", "prompt_encoder")  # 4 bits there cost four times the error and save next to nothing

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """How a picture lies in the square that a model sees. All in (width, height).

    size: the picture. inner: what it becomes, from the upper left corner on. side: the square; the rest is nothing.
    """

    size: tuple[int, int]
    inner: tuple[int, int]
    side: int

    def to_model(self, xy) -> np.ndarray:
        """Pixels of the picture, float (…, 2), as pixels of the square."""
        return np.asarray(xy, np.float64) * (np.array(self.inner) / np.array(self.size))

    def pixels(self, image: Image.Image, mean: Sequence[float], std: Sequence[float]) -> np.ndarray:
        """What the model sees of an RGB image: float32 (3, side, side), normalised, zeros where nothing is."""
        small = np.asarray(image.resize(self.inner, Image.Resampling.BILINEAR)).astype(np.float64) * (1 / 255)
        small = (small.astype(np.float32) - np.float32(mean)) / np.float32(std)
        seen = np.zeros((3, self.side, self.side), np.float32)
        seen[:, : self.inner[1], : self.inner[0]] = small.transpose(2, 0, 1)
        return seen


@dataclass
class Loaded:
    """A network on its seat, and the pictures that it has looked at; they go when it goes."""

    network: Any
    side: int
    mean: Sequence[float]
    std: Sequence[float]
    kept: OrderedDict


class Sam(LocalModel):
    """Finds the thing under a click, in any picture: Meta's Segment Anything Model.

    model: "sam" (the base), "sam-large", "sam-huge", a hub id or a folder. One click gets the best of three outlines,
    by the model's own estimate of their quality; several points or a box get the single outline that is meant for them.
    The outline is the model's: it may leave out a clicked point, and then the region's note says so.

    Tested with tiny weights against transformers' own processor and full forward: equal to the bit in float32.
    """

    MODELS = {name: row for name, row in MODELS.items() if not name.startswith("sam2")}
    DEFAULT = "sam"
    KINDS = ("sam",)
    NETWORK = "SamModel"

    def __call__(self, picture: Picture, points: Sequence[Point] = (), *, box: Box | None = None) -> Region:
        """The region that points and a box mean together: mask bool (H, W) of the picture; score, its predicted IoU.

        points: pixels of the picture, keep=False takes away. box: (x0, y0, x1, y1) in pixels. Raises BadInput when
        there is neither, NoAnswer when the model's numbers overflow, NoRoom and NotHere as every model here.
        """
        return self._cut(picture, [(tuple(points), box)])[0]

    def objects(self, picture: Picture, groups: Sequence[Sequence[Point]]) -> list[Region]:
        """One region for each group of points, all decoded together: faster than a call for each."""
        return self._cut(picture, [(tuple(points), None) for points in groups])

    def prepare(self, picture: Picture) -> None:
        """Looks at a picture ahead of its first click: loads the model where it is not, and keeps the embedding."""
        self.work(lambda loaded, _: self._embedding(loaded, picture))

    # ---- what a LocalModel tells of itself ----

    def parts(self) -> list[Part]:
        """One network; nf4 leaves its decoder whole."""
        return [Part(f"transformers:{self.NETWORK}", skip=WHOLE)]

    def load(self, folder: Path, place: Place) -> Loaded:
        """The network on its seat, with how its pictures are to be normalised."""
        import transformers

        network, found = getattr(transformers, self.NETWORK).from_pretrained(
            folder, config=self._config(folder), dtype=place.torch_dtype, use_safetensors=True,
            attn_implementation="sdpa", quantization_config=quantised(place, skip=WHOLE),
            device_map={"": place.device}, output_loading_info=True,
        )  # fmt: skip
        if found["missing_keys"]:
            raise NotHere(
                f"{folder} lacks {len(found['missing_keys'])} of the weights of {self.name} "
                f"({min(found['missing_keys'])}, for one). Delete the folder and load the model again, or take another."
            )
        side = int(network.config.prompt_encoder_config.image_size)
        return Loaded(network.eval(), side, *_normalising(folder), OrderedDict())

    def _config(self, folder: Path):
        from transformers import SamConfig

        return SamConfig.from_pretrained(folder)

    # ---- the work ----

    def _cut(self, picture: Picture, asked: list[tuple[tuple[Point, ...], Box | None]]) -> list[Region]:
        if not all(points or box is not None for points, box in asked):
            raise BadInput("Nothing was clicked. Give a point inside the thing, for example (310, 240), or a box.")

        def job(loaded, place):
            return self._regions(loaded, picture, asked, TOGETHER), ""

        def smaller(loaded, place):
            loaded.kept.clear()
            return self._regions(loaded, picture, asked, 1), short_of_memory()

        found, short = self.work(job, smaller=smaller) if asked else ([], "")
        return [
            Region(
                picture, mask, points, box, score=score, made_by=self.made_by,
                note=" ".join(filter(None, (_note(mask, points), short))),
            )
            for (points, box), (mask, score) in zip(asked, found, strict=True)
        ]  # fmt: skip

    def _regions(self, loaded: Loaded, picture: Picture, asked: list, together: int) -> list[tuple[np.ndarray, float]]:
        """(mask, score) for each of `asked`, in its order."""
        embedding = self._embedding(loaded, picture)
        alike: dict[tuple[int, bool], list[int]] = {}  # only prompts of one shape can be decoded together: padding
        for number, (points, box) in enumerate(asked):  # a shorter one would change its outline
            alike.setdefault((len(points), box is not None), []).append(number)
        found = {}
        for numbers in alike.values():
            for start in range(0, len(numbers), together):
                some = numbers[start : start + together]
                decoded = self._decode(loaded, embedding, picture.size, [asked[number] for number in some])
                found.update(zip(some, decoded, strict=True))
        return [found[number] for number in range(len(asked))]

    def _embedding(self, loaded: Loaded, picture: Picture):
        """What the network made of the picture, computed once while it is among the last few."""
        import torch

        kept = loaded.kept
        if picture.fingerprint not in kept:
            seen = self._frame(picture.size, loaded.side).pixels(picture.image, loaded.mean, loaded.std)
            inputs = to_place({"pixel_values": torch.from_numpy(seen)[None]}, loaded.network)
            while len(kept) >= KEPT:
                kept.popitem(last=False)
            with torch.inference_mode():
                kept[picture.fingerprint] = loaded.network.get_image_embeddings(**inputs)
        kept.move_to_end(picture.fingerprint)
        return kept[picture.fingerprint]

    def _decode(self, loaded: Loaded, embedding, size: tuple[int, int], asked: list) -> list[tuple[np.ndarray, float]]:
        """(mask, score) for prompts that have equally many points each, and all a box or none."""
        import torch

        frame = self._frame(size, loaded.side)
        prompts = {name: value.to(loaded.network.device) for name, value in _prompts(frame, asked).items()}
        with torch.inference_mode():
            answer = loaded.network(image_embeddings=embedding, multimask_output=_is_ambiguous(*asked[0]), **prompts)
            scores, logits = out(answer.iou_scores[0]), answer.pred_masks[0]
            if not (np.isfinite(scores).all() and bool(torch.isfinite(logits).all())):
                raise self._overflow(loaded, embedding)
            found = []
            for row, of_one in zip(scores, logits, strict=True):
                best = int(row.argmax())  # only the best is enlarged, which is what takes the time
                large = self._full_size(of_one[best][None, None].float(), frame)[0, 0]
                found.append((out(large > 0), min(max(float(row[best]), 0.0), 1.0)))
        return found

    def _overflow(self, loaded: Loaded, embedding) -> NoAnswer:
        for key in [key for key, value in loaded.kept.items() if value is embedding]:
            del loaded.kept[key]
        return NoAnswer(
            f"{self.name} gave an outline that is not a number, as half precision does with some pictures and damaged "
            'weights with all. Take it with dtype="fp32", or another segmenter: studio.recast(segmenter="offline").'
        )

    # ---- what SAM 2 does otherwise ----

    def _frame(self, size: tuple[int, int], side: int) -> Frame:
        """The longer side fills the square, the shorter one is padded."""
        scale = side / max(size)
        return Frame(size, (max(1, int(size[0] * scale + 0.5)), max(1, int(size[1] * scale + 0.5))), side)

    def _full_size(self, logits, frame: Frame):
        """A small mask of numbers (1, 1, h, w) at the picture's size: enlarged to the square, cropped, enlarged."""
        from torch.nn.functional import interpolate

        width, height = frame.inner
        square = interpolate(logits, (frame.side, frame.side), mode="bilinear", align_corners=False)
        return interpolate(square[..., :height, :width], frame.size[::-1], mode="bilinear", align_corners=False)


def _normalising(folder: Path) -> tuple[list[float], list[float]]:
    """Mean and spread of the colours that the model was trained with. Raises NotHere where the files do not say."""
    for name in ("preprocessor_config.json", "processor_config.json"):  # as transformers 4, and as 5 writes it
        if (folder / name).is_file():
            with contextlib.suppress(ValueError, KeyError):
                said = json.loads((folder / name).read_text("utf-8"))
                said = said.get("image_processor", said)
                return said["image_mean"], said["image_std"]
    raise NotHere(
        f"{folder} does not say how its pictures are normalised (preprocessor_config.json is not there, or damaged). "
        "Delete the folder and load the model again."
    )


def _prompts(frame: Frame, asked: list[tuple[Sequence[Point], Box | None]]) -> dict:
    """The tensors of one picture's prompts: points (1, objects, points, 2), labels, boxes (1, objects, 4).

    Places stay float64, as transformers' own processor has them: float16 would move a click by half a pixel.
    """
    import torch

    prompts = {}
    if asked[0][0]:
        places = [[(point.x, point.y) for point in points] for points, _ in asked]
        prompts["input_points"] = torch.from_numpy(frame.to_model(places))[None]
        prompts["input_labels"] = torch.tensor([[[int(point.keep) for point in points] for points, _ in asked]])
    if asked[0][1] is not None:
        corners = [[np.minimum(box[:2], box[2:]), np.maximum(box[:2], box[2:])] for _, box in asked]
        prompts["input_boxes"] = torch.from_numpy(frame.to_model(corners).reshape(1, -1, 4))
    return prompts


def _is_ambiguous(points: Sequence[Point], box: Box | None) -> bool:
    """Whether three outlines are worth having: one point may mean a button, the shirt or the man (SAM's own advice)."""
    return len(points) == 1 and box is None


def _note(mask: np.ndarray, points: Sequence[Point]) -> str:
    """What the person should know of an outline that does not obey the clicks, else ""."""
    wrong = {point.keep for point in points if mask[int(point.y), int(point.x)] != point.keep}
    return " ".join(sentence() for keep, sentence in ((True, missed), (False, held)) if keep in wrong)


def missed() -> str:
    """What is told of a click that the outline leaves out."""
    return say(
        "The outline leaves out a point that was clicked. Click once more inside the thing, or drag a box around it."
    )


def held() -> str:
    """What is told of a "not this" that the outline still holds."""
    return say(
        "The outline still holds a point that was taken away. Take away one more, or drag a box around the thing."
    )


def short_of_memory() -> str:
    """What is told when the pictures of before had to be forgotten."""
    return say("The memory was short, so the pictures that were clicked before will be looked at anew.")
