"""The small VAE: 64 × 64 pixels to 16 × 16 latents of eight channels and back.

It begins almost without noise (log-variance −5), so that it learns to draw before it learns to be vague; differences of
neighbouring pixels count as much as pixels, which keeps outlines sharp. Some of its pictures are sketches.
"""

from pathlib import Path

import numpy as np

from .clock import Clock
from .lessons import SIDE, pictures, to_tensor

BATCH, RATE, SKETCHES = 8, 1.5e-3, 0.2
CHANNELS, LATENTS = (32, 48, 64), 8


def new_vae():
    """An AutoencoderKL with a factor of 4, its numbers drawn at random."""
    from diffusers import AutoencoderKL

    vae = AutoencoderKL(
        in_channels=3, out_channels=3, down_block_types=("DownEncoderBlock2D",) * 3,
        up_block_types=("UpDecoderBlock2D",) * 3, block_out_channels=CHANNELS, layers_per_block=1,
        latent_channels=LATENTS, norm_num_groups=8, sample_size=SIDE,
    )  # fmt: skip
    vae.quant_conv.bias.data[LATENTS:] = -5
    vae.quant_conv.weight.data[LATENTS:] *= 0.05
    return vae


def train_vae(minutes: float, seed: int, count: int = 12_000, log=print, begin: Path | None = None):
    """An AutoencoderKL taught for so many minutes with `count` scenes; its scaling factor makes latents of spread 1.

    begin: the folder of one that has learned something already.
    """
    import torch

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    coloured = pictures(round(count * (1 - SKETCHES)), f"vae/{seed}").pixels
    sketched = pictures(round(count * SKETCHES), f"vae sketches/{seed}", sketches=True).pixels
    pixels = np.concatenate([coloured, sketched])
    vae = new_vae()
    if begin:
        vae = type(vae).from_pretrained(begin).train()
    optimizer = torch.optim.AdamW(vae.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=1e-4)
    clock, step = Clock(minutes), 0
    while clock.share < 1:
        for group in optimizer.param_groups:
            group["lr"] = RATE * clock.rate(step)
        true = to_tensor(pixels[rng.integers(0, len(pixels), BATCH)])
        true = true.flip(3) if rng.random() < 0.5 else true
        with torch.autocast("cpu", torch.bfloat16):
            latents = vae.encode(true).latent_dist
            drawn = vae.decode(latents.sample()).sample
        drawn = drawn.float()
        vague = latents.kl().float().mean() / (LATENTS * (SIDE // 4) ** 2)
        loss = (drawn - true).abs().mean() + edges(drawn, true) + 0.5 * ((drawn - true) ** 2).mean() + 2e-4 * vague
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            noise = -10 * torch.log10(((drawn - true) ** 2).mean() / 4)
            log(f"vae {step}: {clock.used:.0f} s, loss {loss:.4f}, PSNR {noise:.1f} dB, KL {vague:.2f}")
    vae.eval()
    with torch.no_grad():
        spread = vae.encode(to_tensor(coloured[:256])).latent_dist.mean.std()
    vae.register_to_config(scaling_factor=float(1 / spread))
    return vae


def edges(drawn, true):
    """How differently neighbouring pixels differ, at the full and at half the size."""
    import torch.nn.functional as F

    lost = 0
    for scale in (1, 2):
        a, b = (F.avg_pool2d(x, scale) if scale > 1 else x for x in (drawn, true))
        lost = lost + (a.diff(dim=3) - b.diff(dim=3)).abs().mean() + (a.diff(dim=2) - b.diff(dim=2)).abs().mean()
    return lost
