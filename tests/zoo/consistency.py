"""A tiny CLIP under its real name: it sees 64 × 64 pixels in patches of 16."""

from collections.abc import Callable
from pathlib import Path

from .describer import CLIP, STEPS, write


def clip(folder: Path) -> None:
    """Both halves, as on the hub; only the one that looks is loaded by us."""
    import torch
    from transformers import CLIPConfig, CLIPModel

    small = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = CLIPConfig(
        text_config={**small, "vocab_size": 64, "max_position_embeddings": 77, "projection_dim": 32},
        vision_config={**small, "image_size": 64, "patch_size": 16, "projection_dim": 32},
        projection_dim=32,
    )
    torch.manual_seed(5)
    CLIPModel(config).eval().save_pretrained(folder)
    write(folder, "preprocessor_config.json", {
        **STEPS, **CLIP, "image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 64},
        "crop_size": {"height": 64, "width": 64}, "do_center_crop": True, "resample": 3,
    })  # fmt: skip


BUILDERS: dict[str, Callable[[Path], None]] = {"laion/CLIP-ViT-B-32-laion2B-s34B-b79K": clip}
