"""The small VAE: 64 × 64 pixels to 16 × 16 latents of eight channels and back.

It begins almost without noise (log-variance −5), so that it learns to draw before it learns to be vague; differences of
neighbouring pixels count as much as pixels, which keeps outlines sharp. Some of its pictures are sketches.
"""

from pathlib import Path

import numpy as np

from .clock import Clock
from .lessons import SIDE, pictures, to_tensor
from .together import agreed, meet, share_gradients, spawn

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


def train_vae(out: Path, minutes: float, seed: int, count: int = 12_000, processes: int = 1) -> None:
    """Teaches an AutoencoderKL with `count` scenes into out/vae; its scaling factor makes latents of spread 1.

    One that is there already is taught on.
    """
    spawn(_train, processes, out / "vae", minutes, seed, count)


def _train(rank: int, processes: int, folder: Path, minutes: float, seed: int, count: int) -> None:
    import torch

    meet(rank, processes, folder)
    torch.manual_seed(seed)
    rng = np.random.default_rng((seed, rank))
    coloured = pictures(round(count * (1 - SKETCHES)) // processes, f"vae/{seed}/{rank}").pixels
    sketched = pictures(round(count * SKETCHES) // processes, f"vae sketches/{seed}/{rank}", sketches=True).pixels
    pixels = np.concatenate([coloured, sketched])
    vae = new_vae()
    if (folder / "config.json").exists():
        vae = type(vae).from_pretrained(folder).train()
    optimizer = torch.optim.AdamW(vae.parameters(), lr=RATE, betas=(0.9, 0.99), weight_decay=1e-4, fused=True)
    clock, step = Clock(minutes), 0
    while (share := agreed(clock.share, processes)) < 1:
        for group in optimizer.param_groups:
            group["lr"] = RATE * clock.rate(step, share=share)
        true = to_tensor(pixels[rng.integers(0, len(pixels), BATCH)])
        true = true.flip(3) if rng.random() < 0.5 else true
        with torch.autocast("cpu", torch.bfloat16):
            latents = vae.encode(true).latent_dist
            drawn = vae.decode(latents.sample()).sample
        drawn = drawn.float()
        vague = latents.kl().float().mean() / (LATENTS * (SIDE // 4) ** 2)
        far = ((drawn - true) ** 2).mean()  # squares, so that small things of a rare colour are not lost
        loss = 8 * far + (drawn - true).abs().mean() + 0.5 * edges(drawn, true) + 2e-4 * vague
        optimizer.zero_grad()
        loss.backward()
        share_gradients(vae, processes)
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimizer.step()
        step += 1
        if rank == 0 and step % 50 == 0:
            noise = -10 * torch.log10(far / 4)
            print(f"vae {step}: {clock.used:.0f} s, loss {loss:.4f}, PSNR {noise:.1f} dB, KL {vague:.2f}", flush=True)
    if rank == 0:
        vae.eval()
        with torch.no_grad():
            spread = vae.encode(to_tensor(coloured[:256])).latent_dist.mean.std()
        vae.register_to_config(scaling_factor=float(1 / spread))
        vae.save_pretrained(folder)


def edges(drawn, true):
    """How differently neighbouring pixels differ, at the full and at half the size."""
    import torch.nn.functional as F

    lost = 0
    for scale in (1, 2):
        a, b = (F.avg_pool2d(x, scale) if scale > 1 else x for x in (drawn, true))
        lost = lost + (a.diff(dim=3) - b.diff(dim=3)).abs().mean() + (a.diff(dim=2) - b.diff(dim=2)).abs().mean()
    return lost
