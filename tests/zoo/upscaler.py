"""Tiny Swin2SR checkpoints under the real names, for two and for four times."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from .describer import write


def swin2sr(folder: Path, times: int = 2, seed: int = 0) -> None:
    """Swin2SR of two stages whose random weights keep near the picture: a change one can see, and no mere noise."""
    import torch
    from transformers import Swin2SRConfig, Swin2SRForImageSuperResolution

    config = Swin2SRConfig(
        image_size=64, embed_dim=12, depths=[2, 2], num_heads=[2, 2], window_size=8, mlp_ratio=2.0, upscale=times,
        img_range=1.0, upsampler="pixelshuffle", resi_connection="1conv",
    )  # fmt: skip
    torch.manual_seed(seed)
    model = Swin2SRForImageSuperResolution(config).eval()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim > 1 and "upsample" in name:
                weight.copy_(torch.randn(weight.shape, generator=generator) * 0.1)
        model.upsample.final_convolution.weight.mul_(0.5)
        model.upsample.final_convolution.bias.fill_(0.05)
    model.save_pretrained(folder)
    write(folder, "preprocessor_config.json", {
        "image_processor_type": "Swin2SRImageProcessor", "do_rescale": True, "rescale_factor": 1 / 255, "do_pad": True,
        "pad_size": 8,
    })  # fmt: skip


BUILDERS: dict[str, Callable[[Path], None]] = {
    "caidas/swin2SR-classical-sr-x2-64": partial(swin2sr, times=2),
    "caidas/swin2SR-classical-sr-x4-64": partial(swin2sr, times=4),
}
