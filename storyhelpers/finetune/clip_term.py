"""The CLIP term: a picture that the U-Net means should also look like its caption, as CLIP sees it.

Only where there is more signal than noise is the U-Net's answer a picture. It is decoded, shown to CLIP, and the cosine
with the caption's embedding is pulled up, with gradients all the way back. The VAE has to stay in memory for it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from .bases import Base
    from .objective import Noisy
    from .running import Run


class ClipTerm:
    """Called with what the U-Net said, it gives the mean of 1 - cosine over the pictures of a part; 0 for noisy ones.

    captions: of all pictures. For the base "tiny" the tiny CLIP is asked, else ViT-B/32 of OpenAI; both in fp32.
    """

    def __init__(self, base: "Base", captions: Sequence[str], device: "torch.device"):
        import torch

        from ..clip import Clip
        from ..devices import Place

        eye = Clip("tiny" if base.name == "tiny" else None, device="cpu", dtype="fp32")
        self.texts = torch.from_numpy(eye.texts(list(captions))).to(device)  # (pictures, d), each of length 1
        eye.unload()
        loaded = eye.load(eye.fetch(), Place(str(device), "fp32"))
        self.model = loaded.model.requires_grad_(False)
        self.side = self.model.config.vision_config.image_size
        self.mean, self.std = (
            torch.tensor(loaded.rules[name], device=device).view(1, 3, 1, 1) for name in ("image_mean", "image_std")
        )
        base.vae.enable_gradient_checkpointing()

    def __call__(self, run: "Run", output: "torch.Tensor", noisy: "Noisy", indices: "torch.Tensor") -> "torch.Tensor":
        """The term, a number with gradients."""
        clear = run.objective.is_clear(noisy)
        if not clear.any():
            return output.sum() * 0
        latents = run.objective.cleaned(output.float(), noisy)[clear]
        cosines = (self.vectors(run.base.pixels(latents)) * self.texts[indices.to(clear.device)[clear]]).sum(1)
        return (1 - cosines).sum() / len(indices)

    def vectors(self, pixels: "torch.Tensor") -> "torch.Tensor":
        """Unit vectors (n, d) of pictures (n, 3, h, w) in -1 … 1, of which the middle square is seen."""
        from torch.nn.functional import interpolate, normalize

        height, width = pixels.shape[2:]
        side = min(height, width)
        top, left = (height - side) // 2, (width - side) // 2
        square = pixels[:, :, top : top + side, left : left + side]
        seen = interpolate(square, (self.side, self.side), mode="bicubic", antialias=True).clamp(-1, 1) / 2 + 0.5
        found = self.model.get_image_features(pixel_values=(seen - self.mean) / self.std)
        return normalize(getattr(found, "pooler_output", found), dim=1)
