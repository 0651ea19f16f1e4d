"""A LoRA in the layout of kohya's trainer (sd-scripts), which ComfyUI and AUTOMATIC1111 read.

Per layer it has three tensors: NAME.lora_down.weight, NAME.lora_up.weight and NAME.alpha, a number; the layer adds
alpha / rank · up · down. NAME is the path of the layer with underscores: lora_unet_… for the U-Net, lora_te_… for the
text encoder. SDXL is different: its trainer has the U-Net of the original code, so the blocks are counted through
(input_blocks_4_1_…), and the two text encoders are lora_te1_… and lora_te2_….

Written from the published layout: github.com/kohya-ss/sd-scripts, networks/lora.py and library/sdxl_original_unet.py.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..engine import BadInput

if TYPE_CHECKING:
    import torch

    from .recipe import Recipe

DOWN, UP, MAGNITUDE = ".lora_A.weight", ".lora_B.weight", ".lora_magnitude_vector"  # how peft ends its names
OF_RESNETS = {
    "conv1": "in_layers.2",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}
OF_ENCODERS = {"text_encoder": "lora_te1_", "text_encoder_2": "lora_te2_"}
OF_ENDS = {
    "conv_in": "input_blocks.0.0",
    "conv_out": "out.2",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
}


def to_kohya(weights: "Mapping[str, torch.Tensor]", alpha: float, unet: Mapping) -> "dict[str, torch.Tensor]":
    """The tensors in kohya's layout.

    weights: peft's names behind "unet.", "text_encoder." or "text_encoder_2.", as trained (not yet times alpha / rank).
    unet: the U-Net's config. Raises BadInput for tensors that the layout has no place for (DoRA's magnitudes).
    """
    import torch

    made = {}
    for name, weight in weights.items():
        layer, end = _split(name)
        key = name_of(layer, unet)
        made[f"{key}.lora_{'down' if end == DOWN else 'up'}.weight"] = weight.contiguous()
        made[f"{key}.alpha"] = torch.tensor(float(alpha))
    return made


def name_of(layer: str, unet: Mapping) -> str:
    """kohya's name of a layer, such as "unet.down_blocks.0.attentions.0.proj_in"; unet: the U-Net's config."""
    network, _, path = layer.partition(".")
    if network == "unet":
        return f"lora_unet_{(_counted_through(path, unet) if is_xl(unet) else path).replace('.', '_')}"
    return (OF_ENCODERS[network] if is_xl(unet) else "lora_te_") + path.replace(".", "_")


def is_xl(unet: Mapping) -> bool:
    """Whether a U-Net's config is of SDXL's family, which hears of sizes beside the words."""
    return unet.get("addition_embed_type") == "text_time"


def notes(recipe: "Recipe", unet: Mapping, about: Mapping[str, Any]) -> dict[str, str]:
    """The ss_… and modelspec.… entries of the header, by which other programs sort and describe a LoRA."""
    version, kind = ("sdxl_base_v1-0", "stable-diffusion-xl-v1-base") if is_xl(unet) else _older(unet, about)
    alpha = float(recipe.alpha or recipe.rank)
    has = {
        "ss_network_module": "networks.lora", "ss_network_dim": recipe.rank, "ss_network_alpha": alpha,
        "ss_base_model_version": version, "ss_v2": version.startswith("sd_v2"), "ss_sd_model_name": about.get("base"),
        "ss_output_name": about.get("name"), "ss_seed": recipe.seed, "ss_max_train_steps": recipe.steps,
        "ss_steps": about.get("steps"), "ss_epoch": about.get("epochs"), "ss_learning_rate": about.get("rate"),
        "ss_batch_size_per_device": recipe.batch, "ss_gradient_accumulation_steps": recipe.accumulate,
        "ss_max_grad_norm": recipe.max_grad_norm, "ss_min_snr_gamma": recipe.snr_gamma,
        "ss_noise_offset": recipe.noise_offset, "ss_caption_dropout_rate": recipe.drop_captions,
        "ss_num_train_images": (about.get("data") or {}).get("pictures"), "ss_training_comment": about.get("made_by"),
        "modelspec.sai_model_spec": "1.0.0", "modelspec.architecture": f"{kind}/lora",
        "modelspec.implementation": "diffusers", "modelspec.title": about.get("name"),
        "modelspec.license": about.get("licence"), "modelspec.trigger_phrase": about.get("trigger"),
        "modelspec.prediction_type": {"epsilon": "epsilon", "v_prediction": "v"}.get(about.get("prediction")),
    }  # fmt: skip
    if any(part in target for target in recipe.targets for part in ("conv", "resnets")):
        has["ss_network_args"] = json.dumps({"conv_dim": recipe.rank, "conv_alpha": alpha})
    return {key: str(value) for key, value in has.items() if value not in (None, "")}


def _split(name: str) -> tuple[str, str]:
    for end in (DOWN, UP):
        if name.endswith(end):
            return name.removesuffix(end), end
    raise BadInput(f"{name} has no place in kohya's layout, which knows plain LoRA only. Use the diffusers file.")


def _counted_through(path: str, unet: Mapping) -> str:
    """A layer of diffusers' U-Net as the original code of SDXL numbers it."""
    if path in OF_ENDS:
        return OF_ENDS[path]
    steps, (part, *rest) = unet["layers_per_block"] + 1, path.split(".")
    if part == "mid_block":
        kind, number, *rest = rest
        where = "middle_block", 1 if kind == "attentions" else 2 * int(number)
    else:
        block, kind, number, *rest = rest
        down, at = part == "down_blocks", int(block) * steps + int(number)
        where = ("input_blocks", at + 1, 0) if down else ("output_blocks", at, 0)
        if kind == "attentions":
            where = (*where[:2], 1)
        elif kind == "downsamplers":
            where, rest = ("input_blocks", (int(block) + 1) * steps, 0), ["op"]
        elif kind == "upsamplers":  # it comes after the attention of its block, where that has one
            attends = "CrossAttn" in unet["up_block_types"][int(block)]
            where = ("output_blocks", int(block) * steps + steps - 1, 1 + attends)
    if kind == "resnets":
        rest = [OF_RESNETS[rest[0]]]
    return ".".join(str(piece) for piece in (*where, *rest))


def _older(unet: Mapping, about: Mapping[str, Any]) -> tuple[str, str]:
    """(version, architecture) of a Stable Diffusion before XL; 2 has linear projections, 1 has convolutions there."""
    if not unet.get("use_linear_projection"):
        return "sd_v1", "stable-diffusion-v1"
    kind = "768-v" if about.get("prediction") == "v_prediction" else "512"
    return "sd_v2", f"stable-diffusion-v2-{kind}"
