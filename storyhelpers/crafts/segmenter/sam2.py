"""SAM 2.1: the Segment Anything Model of the second generation, for still pictures."""

from pathlib import Path

from .models import MODELS
from .sam import Frame, Sam


class Sam2(Sam):
    """Finds the thing under a click, finer at the rims than SAM: Meta's SAM 2.1.

    model: "sam2" (the large), "sam2-base-plus", a hub id or a folder. All else is as with `Sam`.

    transformers' own picture processor for SAM 2 needs torchvision, so the picture is resized and normalised here,
    whether torchvision is there or not: within one grey level of what torchvision gives. Tested with tiny weights
    against transformers' full forward on the same pixels, without torchvision.
    """

    MODELS = {name: row for name, row in MODELS.items() if name.startswith("sam2")}
    DEFAULT = "sam2"
    KINDS = ("sam2", "sam2_video")  # the hub has it as a video model, whose picture part is what we load
    NETWORK = "Sam2Model"

    def _config(self, folder: Path):
        from transformers import Sam2Config

        return Sam2Config.from_dict(Sam2Config.get_config_dict(folder)[0])

    def _frame(self, size: tuple[int, int], side: int) -> Frame:
        """The picture fills the square, whatever its shape."""
        return Frame(size, (side, side), side)

    def _full_size(self, logits, frame: Frame):
        """A small mask of numbers (1, 1, h, w) at the picture's size."""
        from torch.nn.functional import interpolate

        return interpolate(logits, frame.size[::-1], mode="bilinear", align_corners=False)
