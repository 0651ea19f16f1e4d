"""The loop that a user would use instead: what diffusers' own text-to-image LoRA script does, step by step.

Rebuilt from its documented steps, because that script needs torchvision to start: pictures resized, cropped, perhaps
flipped and brought to −1 … 1; each step encodes them with the VAE and their captions with the text encoder, adds noise
and lets the U-Net predict it; mean squared error, gradients clipped at 1, AdamW at a constant rate.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from accelerate import Accelerator
from diffusers import AutoencoderKL, DDPMScheduler, UNet2DConditionModel
from diffusers.optimization import get_scheduler
from diffusers.training_utils import cast_training_params
from peft import LoraConfig
from PIL import Image, ImageOps
from transformers import CLIPTextModel, CLIPTokenizer

ATTENTION = ["to_k", "to_q", "to_v", "to_out.0"]


def pixels_of(image: Image.Image, size: int, flip: bool) -> torch.Tensor:
    """float32 (3, size, size) in −1 … 1, cropped from the middle."""
    image = ImageOps.fit(image.convert("RGB"), (size, size), Image.Resampling.LANCZOS)
    if flip:
        image = ImageOps.mirror(image)
    raw = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
    return raw.view(size, size, 3).permute(2, 0, 1).float() / 127.5 - 1


def teach(
    base: Path,
    examples: Sequence[tuple[Image.Image, str]],
    *,
    size: int,
    steps: int,
    batch: int = 1,
    rank: int | None = 8,
    learning_rate: float = 1e-4,
    seed: int = 0,
    draws: Callable | None = None,
    rate: Callable[[int], float] | None = None,
    on_step: Callable[[int, float], None] = lambda step, loss: None,
) -> UNet2DConditionModel:
    """The tuned U-Net; rank None teaches all of it.

    draws: step → (rows, sample noise, noise, timesteps) of a batch instead of this loop's own chance, and rate: step →
    learning rate instead of a constant one, so that two loops can be compared. on_step(step, loss) after each.
    """
    accelerator = Accelerator(cpu=True)
    tokenizer = CLIPTokenizer.from_pretrained(base, subfolder="tokenizer")
    reads = CLIPTextModel.from_pretrained(base, subfolder="text_encoder", dtype=torch.float32).requires_grad_(False)
    vae = AutoencoderKL.from_pretrained(base, subfolder="vae", torch_dtype=torch.float32).requires_grad_(False)
    unet = UNet2DConditionModel.from_pretrained(base, subfolder="unet", torch_dtype=torch.float32)
    schedule = DDPMScheduler.from_pretrained(base, subfolder="scheduler")
    if rank is not None:
        torch.manual_seed(seed)
        unet.requires_grad_(False)
        unet.add_adapter(LoraConfig(r=rank, lora_alpha=rank, init_lora_weights="gaussian", target_modules=ATTENTION))
        cast_training_params(unet, torch.float32)
    learned = [weight for weight in unet.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=learning_rate, weight_decay=1e-2)
    rates = get_scheduler("constant", optimizer)
    unet.train()
    unet, optimizer, rates = accelerator.prepare(unet, optimizer, rates)
    chance = torch.Generator().manual_seed(seed)
    for step in range(steps):
        if draws is None:
            rows = torch.randint(0, len(examples), (batch,), generator=chance)
            flips = torch.rand(batch, generator=chance) < 0.5
        else:
            rows, of_sample, noise, times = draws(step)
            flips = torch.zeros(batch, dtype=torch.bool)
        if rate is not None:
            for group in optimizer.param_groups:
                group["lr"] = rate(step)
        shown = torch.stack([pixels_of(examples[int(row)][0], size, bool(flip)) for row, flip in zip(rows, flips)])
        captions = [examples[int(row)][1] for row in rows]
        with accelerator.accumulate(unet):
            with torch.no_grad():
                found = vae.encode(shown).latent_dist
                latents = found.sample() if draws is None else found.mean + found.std * of_sample
                latents = latents * vae.config.scaling_factor
                ids = tokenizer(captions, max_length=tokenizer.model_max_length, padding="max_length", truncation=True,
                                return_tensors="pt").input_ids  # fmt: skip
                hidden = reads(ids, return_dict=False)[0]
            if draws is None:
                noise = torch.randn_like(latents)
                times = torch.randint(0, schedule.config.num_train_timesteps, (batch,))
            noisy = schedule.add_noise(latents, noise, times)
            if schedule.config.prediction_type == "v_prediction":
                target = schedule.get_velocity(latents, noise, times)
            else:
                target = noise
            loss = F.mse_loss(unet(noisy, times, hidden, return_dict=False)[0].float(), target.float())
            accelerator.backward(loss)
            if accelerator.sync_gradients:
                accelerator.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            if rate is None:
                rates.step()
            optimizer.zero_grad()
        on_step(step, loss.item())
    return accelerator.unwrap_model(unet)
