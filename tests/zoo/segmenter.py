"""Tiny SAM and SAM 2.1 checkpoints under the real names, with the files that the real repositories have.

A fresh SAM answers the same to every click (its weights start at 1e-10), so the weights are drawn anew: large enough
that picture and click are seen in the mask. Widths are multiples of 64, which 4-bit weights need on some processors.
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

SIDE = 256  # pixels of the square that the tiny models see; the real ones see 1024
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def sam(folder: Path, layers: int = 2, seed: int = 0) -> None:
    """A SAM 1 of two or more vision layers, windowed and global attention."""
    from transformers import SamConfig, SamModel

    config = SamConfig(
        vision_config={
            "hidden_size": 64, "output_channels": 64, "num_hidden_layers": layers, "num_attention_heads": 2,
            "image_size": SIDE, "patch_size": 16, "num_pos_feats": 32, "mlp_dim": 128, "window_size": 7,
            "global_attn_indexes": [layers - 1], "initializer_range": 0.02,
        },
        prompt_encoder_config={"hidden_size": 64, "image_size": SIDE, "patch_size": 16},
        mask_decoder_config={"hidden_size": 64, "mlp_dim": 128, "num_attention_heads": 4, "iou_head_hidden_dim": 64},
    )  # fmt: skip
    _lively(SamModel(config), seed).save_pretrained(folder)
    about = {
        "image_processor_type": "SamImageProcessor", "processor_class": "SamProcessor", "size": {"longest_edge": SIDE},
        "pad_size": {"height": SIDE, "width": SIDE}, "mask_size": {"longest_edge": SIDE // 4},
        "mask_pad_size": {"height": SIDE // 4, "width": SIDE // 4}, "resample": 2, "image_mean": MEAN,
        "image_std": STD, "rescale_factor": 1 / 255, "do_resize": True, "do_rescale": True, "do_normalize": True,
        "do_pad": True, "do_convert_rgb": True,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(about, indent=2), "utf-8")


def sam2(folder: Path, seed: int = 0) -> None:
    """A SAM 2.1 as the hub has it: a video model (with memory) whose picture part is what we load."""
    from transformers import Sam2VideoConfig, Sam2VideoModel

    fold = SIDE // 16
    config = Sam2VideoConfig(
        vision_config={
            "model_type": "sam2_vision_model",
            "backbone_config": {
                "model_type": "sam2_hiera_det_model", "hidden_size": 64, "num_attention_heads": 1,
                "image_size": [SIDE, SIDE], "blocks_per_stage": [1, 1, 2, 1],
                "embed_dim_per_stage": [64, 128, 192, 256], "num_attention_heads_per_stage": [1, 2, 3, 4],
                "window_size_per_stage": [8, 4, 4, 4], "global_attention_blocks": [3], "mlp_ratio": 1.0,
            },
            "backbone_channel_list": [256, 192, 128, 64], "fpn_hidden_size": 64,
            "backbone_feature_sizes": [[4 * fold, 4 * fold], [2 * fold, 2 * fold], [fold, fold]],
        },
        prompt_encoder_config={"hidden_size": 64, "image_size": SIDE, "patch_size": 16},
        mask_decoder_config={"hidden_size": 64, "mlp_dim": 128, "num_attention_heads": 4, "iou_head_hidden_dim": 64},
        memory_attention_hidden_size=64, memory_attention_num_layers=1, memory_attention_feed_forward_hidden_size=64,
        memory_attention_rope_feat_sizes=[fold, fold], memory_encoder_hidden_size=64,
        memory_encoder_output_channels=64, mask_downsampler_embed_dim=64, memory_fuser_num_layers=1,
        memory_fuser_embed_dim=64, memory_fuser_intermediate_dim=64, image_size=SIDE,
    )  # fmt: skip
    _lively(Sam2VideoModel(config), seed).save_pretrained(folder)
    about = {
        "image_processor_type": "Sam2ImageProcessorFast", "processor_class": "Sam2VideoProcessor",
        "size": {"height": SIDE, "width": SIDE}, "mask_size": {"height": SIDE // 4, "width": SIDE // 4}, "resample": 2,
        "image_mean": MEAN, "image_std": STD, "rescale_factor": 1 / 255, "do_resize": True, "do_rescale": True,
        "do_normalize": True, "do_convert_rgb": True,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(about, indent=2), "utf-8")
    (folder / "processor_config.json").write_text(
        json.dumps({"processor_class": "Sam2VideoProcessor", "point_pad_value": -10, "target_size": SIDE}), "utf-8"
    )


def _lively(model, seed: int):
    """The model with weights drawn anew: a signal keeps about its size from layer to layer."""
    import torch

    chance = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if "norm" in name and name.endswith("weight"):
                continue
            drawn = torch.randn(weights.shape, generator=chance)
            if "positional_embedding" in name:
                weights.copy_(drawn)
            elif weights.dim() < 2:
                weights.copy_(0.1 * drawn)
            elif "embed" in name and "proj" not in name:
                weights.copy_(0.7 * drawn)
            else:
                weights.copy_(drawn * 1.4 / weights[0].numel() ** 0.5)
    return model.eval()


BUILDERS: dict[str, Callable[[Path], None]] = {
    "facebook/sam-vit-base": sam,
    "facebook/sam-vit-large": partial(sam, layers=3, seed=1),
    "facebook/sam-vit-huge": partial(sam, layers=4, seed=2),
    "facebook/sam2.1-hiera-large": partial(sam2, seed=3),
    "facebook/sam2.1-hiera-base-plus": partial(sam2, seed=4),
}
