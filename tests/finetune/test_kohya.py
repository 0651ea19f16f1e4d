"""kohya's layout, key by key: the real U-Nets of SD 1.5 and SDXL against tables that are built in another way."""

import json
from collections import Counter

import pytest
from finetune.lora_kit import ATTENTION, BOTH, OF_ENCODERS
from hypothesis import given
from hypothesis import strategies as st

from storyhelpers.engine import BadInput
from storyhelpers.finetune import Recipe, kohya

SD15 = {
    "down_block_types": ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
    "up_block_types": ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
    "block_out_channels": (320, 640, 1280, 1280), "layers_per_block": 2, "cross_attention_dim": 768,
    "attention_head_dim": 8,
}  # fmt: skip
SDXL = {
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "block_out_channels": (320, 640, 1280), "layers_per_block": 2, "cross_attention_dim": 2048,
    "attention_head_dim": (5, 10, 20), "transformer_layers_per_block": (1, 2, 10), "use_linear_projection": True,
    "addition_embed_type": "text_time", "addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816,
}  # fmt: skip
LINEAR = ("proj_in", "proj_out", "ff.net.0.proj", "ff.net.2")  # what kohya takes beside attention
RESNETS = ("conv1", "conv2", "conv_shortcut", "time_emb_proj", "downsamplers.0.conv", "upsamplers.0.conv")


@pytest.fixture(scope="module")
def build():
    """A function: a U-Net's settings → (the network, its rank-4 LoRA by name), on the meta device."""
    import torch
    from diffusers import UNet2DConditionModel
    from peft import LoraConfig, get_peft_model_state_dict

    def built(settings, targets):
        with torch.device("meta"):
            unet = UNet2DConditionModel(**settings)
            unet.add_adapter(LoraConfig(r=4, lora_alpha=2, target_modules=list(targets)))
        weights = get_peft_model_state_dict(unet)
        return unet, {f"unet.{name}": weight for name, weight in weights.items()}

    return built


def shapes(weights):
    return {name: tuple(weight.shape) for name, weight in weights.items()}


def as_kohya_walks(unet, conv):
    """kohya's walk over a U-Net of diffusers: every Linear and Conv2d in its target modules, dots made underscores."""
    kinds = {"Transformer2DModel"} | ({"ResnetBlock2D", "Downsample2D", "Upsample2D"} if conv else set())
    table = {}
    for name, module in unet.named_modules():
        if type(module).__name__ not in kinds:
            continue
        for child, layer in module.named_modules():
            if hasattr(layer, "base_layer"):
                table["lora_unet_" + f"{name}.{child}".replace(".", "_")] = layer.base_layer
    return table


def as_the_original_code_builds(conv):
    """SDXL's U-Net as the original code builds it, block after block: kohya's name → (inputs, outputs)."""
    table, at, width, skips = {}, 1, 320, [320]
    depths, widths = (0, 2, 10), (320, 640, 1280)

    def resnet(place, inputs, outputs):
        if conv:
            table[f"{place}_in_layers_2"] = inputs, outputs
            table[f"{place}_emb_layers_1"] = 1280, outputs
            table[f"{place}_out_layers_3"] = outputs, outputs
            if inputs != outputs:
                table[f"{place}_skip_connection"] = inputs, outputs

    def transformer(place, channels, depth):
        table[f"{place}_proj_in"] = table[f"{place}_proj_out"] = channels, channels
        for i in range(depth):
            block = f"{place}_transformer_blocks_{i}"
            for attention, words in (("attn1", channels), ("attn2", 2048)):
                table[f"{block}_{attention}_to_q"] = table[f"{block}_{attention}_to_out_0"] = channels, channels
                table[f"{block}_{attention}_to_k"] = table[f"{block}_{attention}_to_v"] = words, channels
            table[f"{block}_ff_net_0_proj"] = channels, 8 * channels
            table[f"{block}_ff_net_2"] = 4 * channels, channels

    for level in range(3):
        for _ in range(2):
            resnet(f"lora_unet_input_blocks_{at}_0", width, widths[level])
            width = widths[level]
            if depths[level]:
                transformer(f"lora_unet_input_blocks_{at}_1", width, depths[level])
            skips.append(width)
            at += 1
        if level < 2:
            if conv:
                table[f"lora_unet_input_blocks_{at}_0_op"] = width, width
            skips.append(width)
            at += 1
    resnet("lora_unet_middle_block_0", width, width)
    transformer("lora_unet_middle_block_1", width, 10)
    resnet("lora_unet_middle_block_2", width, width)
    at = 0
    for level in (2, 1, 0):
        for i in range(3):
            resnet(f"lora_unet_output_blocks_{at}_0", width + skips.pop(), widths[level])
            width, inner = widths[level], 1
            if depths[level]:
                transformer(f"lora_unet_output_blocks_{at}_1", width, depths[level])
                inner += 1
            if level and i == 2 and conv:
                table[f"lora_unet_output_blocks_{at}_{inner}_conv"] = width, width
            at += 1
    return table


@pytest.mark.models
@pytest.mark.parametrize(("conv", "modules"), [(False, 192), (True, 278)])
def test_sd15_is_as_kohya_walks_it(build, conv, modules):
    unet, weights = build(SD15, (*ATTENTION, *LINEAR, *(RESNETS if conv else ())))
    made = kohya.to_kohya(weights, 2.0, unet.config)
    table = as_kohya_walks(unet, conv)
    assert len(table) == modules  # "create LoRA for U-Net: 192 modules", its trainer says
    assert set(made) == {f"{name}.{end}" for name in table for end in ("lora_down.weight", "lora_up.weight", "alpha")}
    for name, layer in table.items():
        kernel, first = tuple(layer.weight.shape[2:]), layer.weight.shape[1]
        assert tuple(made[f"{name}.lora_down.weight"].shape) == (4, first, *kernel)
        assert tuple(made[f"{name}.lora_up.weight"].shape) == (layer.weight.shape[0], 4, *(1 for _ in kernel))
        assert float(made[f"{name}.alpha"]) == 2.0 and made[f"{name}.alpha"].ndim == 0
    for name in (  # as they stand in files that kohya's trainer wrote
        "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q.lora_down.weight",
        "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_out_0.alpha",
        "lora_unet_up_blocks_3_attentions_2_transformer_blocks_0_ff_net_0_proj.lora_up.weight",
        *(("lora_unet_down_blocks_0_downsamplers_0_conv.alpha",
           "lora_unet_up_blocks_0_resnets_1_conv_shortcut.alpha") if conv else ()),
    ):  # fmt: skip
        assert name in made


@pytest.mark.models
@pytest.mark.parametrize("conv", [False, True])
def test_sdxl_is_numbered_as_the_original_code(build, conv):
    unet, weights = build(SDXL, (*ATTENTION, *LINEAR, *(RESNETS if conv else ())))
    made = kohya.to_kohya(weights, 2.0, unet.config)
    table = as_the_original_code_builds(conv)
    if not conv:
        assert len(table) == 722  # "create LoRA for U-Net: 722 modules"
    assert {name.split(".")[0] for name in made} == set(table)
    for name, (inputs, outputs) in table.items():
        assert made[f"{name}.lora_down.weight"].shape[:2] == (4, inputs)
        assert made[f"{name}.lora_up.weight"].shape[:2] == (outputs, 4)
    for name in (
        "lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q.lora_down.weight",
        "lora_unet_middle_block_1_transformer_blocks_9_attn2_to_k.lora_up.weight",
        "lora_unet_output_blocks_5_1_transformer_blocks_1_ff_net_2.alpha",
        *(("lora_unet_input_blocks_3_0_op.alpha", "lora_unet_output_blocks_2_2_conv.alpha") if conv else ()),
    ):
        assert name in made


@pytest.mark.models
@pytest.mark.parametrize("settings", [SD15, SDXL])
def test_diffusers_reads_every_name_back(build, settings):
    from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
    from diffusers.utils.state_dict_utils import convert_unet_state_dict_to_peft

    ends = ("conv_in", "conv_out", "time_embedding.linear_1", "time_embedding.linear_2")
    ends += ("add_embedding.linear_1", "add_embedding.linear_2") if settings is SDXL else ()
    unet, weights = build(settings, (*BOTH, *LINEAR, *RESNETS, *ends))
    made = kohya.to_kohya(weights, 2.0, unet.config)
    kind = StableDiffusionXLPipeline if settings is SDXL else StableDiffusionPipeline
    back, alphas = kind.lora_state_dict(made, unet_config=unet.config)
    assert shapes(convert_unet_state_dict_to_peft(back)) == shapes(weights)
    assert set(alphas.values()) == {2.0} and len(alphas) == len(weights) / 2


@pytest.mark.models
@pytest.mark.parametrize(("settings", "starts"), [(SD15, ["lora_te_"]), (SDXL, ["lora_te1_", "lora_te2_"])])
def test_text_encoders(settings, starts):
    import torch

    places = [*(f"self_attn.{name}_proj" for name in ("q", "k", "v", "out")), "mlp.fc1", "mlp.fc2"]
    layers = [f"encoder.layers.{i}.{place}" for i in range(12) for place in places]
    parts = ["text_encoder", "text_encoder_2"][: len(starts)]
    weights = {
        f"{part}.text_model.{layer}.lora_{end}.weight": torch.zeros(2, 2)
        for part in parts for layer in layers for end in "AB"
    }  # fmt: skip
    made = kohya.to_kohya(weights, 1, settings)
    expected = {f"{start}text_model_{layer.replace('.', '_')}" for start in starts for layer in layers}
    assert {name.split(".")[0] for name in made} == expected and len(expected) == 72 * len(starts)
    assert {layer.rsplit(".", 1)[1] for layer in layers} == set(OF_ENCODERS)


@pytest.mark.models
def test_what_the_layout_has_no_place_for():
    import torch

    with pytest.raises(BadInput, match="no place in kohya's layout"):
        kohya.to_kohya({"unet.conv_in.lora_magnitude_vector": torch.zeros(1)}, 1, SD15)


def test_two_layers_never_share_a_name():
    resnets = [f"{part}.{i}.resnets.{j}.{layer}" for part in ("down_blocks", "up_blocks") for i in range(3)
               for j in range(3) for layer in kohya.OF_RESNETS if part == "up_blocks" or j < 2]  # fmt: skip
    middle = [f"mid_block.resnets.{j}.conv1" for j in range(2)] + ["mid_block.attentions.0.proj_in"]
    names = [kohya.name_of(f"unet.{layer}", SDXL) for layer in (*resnets, *middle, *kohya.OF_ENDS)]
    assert max(Counter(names).values()) == 1


@given(st.integers(1, 256), st.one_of(st.none(), st.floats(0.5, 256)), st.booleans(), st.sampled_from([SD15, SDXL]))
def test_notes_are_texts(rank, alpha, both, settings):
    recipe = Recipe(base="sd15", rank=rank, alpha=alpha, targets=BOTH if both else ATTENTION)
    said = kohya.notes(recipe, settings, {"name": "sketch", "base": "sd15", "steps": 400, "data": {"pictures": 12}})
    assert all(isinstance(text, str) and text and text != "None" for text in said.values())
    assert float(said["ss_network_alpha"]) == (alpha or rank) and said["ss_network_dim"] == str(rank)
    assert said["ss_base_model_version"] == ("sdxl_base_v1-0" if settings is SDXL else "sd_v1")
    assert ("ss_network_args" in said) == both and said["ss_num_train_images"] == "12"
    if both:
        assert json.loads(said["ss_network_args"])["conv_dim"] == rank


def test_the_version_of_sd2():
    said = kohya.notes(Recipe(base="sd2"), {"use_linear_projection": True}, {})
    assert said["ss_base_model_version"] == "sd_v2" and said["ss_v2"] == "True"
    assert said["modelspec.architecture"] == "stable-diffusion-v2-512/lora"
    said = kohya.notes(Recipe(base="sd2"), {"use_linear_projection": True}, {"prediction": "v_prediction"})
    assert said["modelspec.architecture"] == "stable-diffusion-v2-768-v/lora"
