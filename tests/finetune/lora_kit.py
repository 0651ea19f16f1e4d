"""A LoRA as training leaves it: put on the U-Net (and text encoders) of a tiny checkpoint, with random weights."""

from types import SimpleNamespace

from storyhelpers.crafts.illustrator import MODELS
from storyhelpers.finetune import ATTENTION, CONVOLUTIONS, Recipe

BOTH = (*ATTENTION, *CONVOLUTIONS)
EVERYTHING = (
    *BOTH, "proj_in", "proj_out", "ff.net.0.proj", "ff.net.2", "time_emb_proj", "downsamplers.0.conv",
    "upsamplers.0.conv", "conv_in", "conv_out", "time_embedding.linear_1", "time_embedding.linear_2",
)  # fmt: skip
OF_ENCODERS = ("q_proj", "k_proj", "v_proj", "out_proj", "fc1", "fc2")


def about(name):
    """What a card is told of a row."""
    row = MODELS[name]
    return {"repo": row.repo, "title": row.title, "licence": row.licence, "base": name, "prediction": "epsilon"}


def taught(zoo, name="sd15", targets=ATTENTION, rank=4, alpha=None, text=False, seed=0, **options):
    """SimpleNamespace(unet, encoders, recipe, folder): a row's networks with a LoRA of random weights."""
    import torch
    import transformers
    from diffusers import UNet2DConditionModel
    from peft import LoraConfig

    folder = zoo[MODELS[name].repo]
    recipe = Recipe(base=name, rank=rank, alpha=alpha, targets=targets, text_encoder=text)
    settings = {"r": rank, "lora_alpha": alpha or rank, **options}
    unet = UNet2DConditionModel.from_pretrained(folder, subfolder="unet").requires_grad_(False)
    unet.add_adapter(LoraConfig(target_modules=list(targets), **settings))
    encoders = []
    for part in ("text_encoder", "text_encoder_2")[: 2 if (folder / "text_encoder_2").exists() else 1] if text else ():
        kind = transformers.CLIPTextModelWithProjection if part.endswith("2") else transformers.CLIPTextModel
        encoder = kind.from_pretrained(folder, subfolder=part, dtype=torch.float32).requires_grad_(False)
        encoder.add_adapter(LoraConfig(target_modules=list(OF_ENCODERS), **settings))
        encoders.append(encoder)
    for network in (unet, *encoders):
        randomise(network, seed)
    return SimpleNamespace(unet=unet, encoders=encoders, recipe=recipe, folder=folder, about=about(name))


def randomise(network, seed=0, size=0.2):
    """Random numbers in the LoRA of a network: peft begins with zeros."""
    import torch

    dice = torch.Generator().manual_seed(seed)
    for name, weight in network.named_parameters():
        if "lora_A" in name or "lora_B" in name:
            weight.data.copy_(torch.randn(weight.shape, generator=dice) * size)


def pipeline(kit, lora=None):
    """diffusers' pipeline of a kit: with the taught networks, or the base with a LoRA loaded by diffusers' own call."""
    import torch
    from diffusers import DiffusionPipeline

    names = ("text_encoder", "text_encoder_2")
    given = {} if lora else {"unet": kit.unet, **dict(zip(names, kit.encoders))}
    more = {} if (kit.folder / "text_encoder_2").exists() else {"safety_checker": None}
    pipe = DiffusionPipeline.from_pretrained(kit.folder, torch_dtype=torch.float32, **given, **more)
    pipe.set_progress_bar_config(disable=True)
    if lora:
        pipe.load_lora_weights(str(lora.parent), weight_name=lora.name)
    return pipe


def picture(pipe, seed=3):
    """A (64, 64, 3) array of float grey levels 0 … 255."""
    import torch

    options = {"width": 64, "height": 64, "num_inference_steps": 2, "generator": torch.manual_seed(seed)}
    return 255 * pipe("a red cat sits on a bench", output_type="np", **options).images[0]
