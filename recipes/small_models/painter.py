"""The painter: a U-Net of 7 million numbers over the VAE's latents, and the text encoder that it learns together with.

It predicts v on a schedule that ends in pure noise (zero terminal SNR), so that it can draw a night as well as snow.
What it learned is kept every few minutes, as safetensors with a JSON beside them: a stopped training goes on.
"""

import json
import os
import random
import time
from pathlib import Path

from storyhelpers.small.scenes import caption

from .clock import Clock
from .lessons import pictures, to_tensor
from .together import agreed, meet, share_gradients, spawn
from .tokens import numbers_of
from .vae import LATENTS

BATCH, RATE, TEXT_RATE, DROPPED = 32, 1.2e-3, 2e-4, 0.1
CHANNELS = (48, 96, 160)
WORDINGS = 4  # of each scene
EMA = 0.999
KEEP_EVERY = 300  # seconds
GUIDANCE, STEPS = 4.0, 20


def new_unet():
    """A UNet2DConditionModel for 16 × 16 latents, its numbers drawn at random."""
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=16, in_channels=LATENTS, out_channels=LATENTS, layers_per_block=1, block_out_channels=CHANNELS,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=128, attention_head_dim=4, norm_num_groups=16,
    )  # fmt: skip


def new_scheduler():
    """The schedule of Stable Diffusion, stretched so that its last step is pure noise (arXiv:2305.08891)."""
    from diffusers import DDIMScheduler

    return DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=True,
        steps_offset=1, prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing",
    )  # fmt: skip


def train_painter(out: Path, minutes: float, seed: int, count: int, log=print, processes: int = 1) -> None:
    """Teaches the U-Net and the text encoder; out/painter/pipeline is the result of the moving averages so far.

    processes: the batch is shared among so many, each with one thread: they meet once a step, so that a processor that
    others use too is not waited for at every layer.
    """
    lessons(out, seed, count, log)
    spawn(_train, processes, out / "painter", minutes, seed)


def _train(rank: int, processes: int, folder: Path, minutes: float, seed: int) -> None:
    import torch
    from diffusers import AutoencoderKL
    from safetensors.torch import load_file
    from transformers import CLIPModel, CLIPTextModel, CLIPTokenizer

    meet(rank, processes, folder)
    out = folder.parent
    torch.manual_seed(seed)
    tokenizer = CLIPTokenizer.from_pretrained(out / "tokenizer")
    vae = AutoencoderKL.from_pretrained(out / "vae").eval()
    kept = load_file(folder / "lessons.safetensors")
    latents, words = kept["latents"], kept["words"]
    many = BATCH // processes
    clip = CLIPModel.from_pretrained(out / "clip", dtype=torch.float32)
    text = CLIPTextModel(clip.config.text_config)
    text.load_state_dict(clip.text_model.state_dict())
    both = torch.nn.ModuleDict({"unet": new_unet(), "text": text})
    rates = [{"params": both["unet"].parameters(), "usual": RATE}, {"params": text.parameters(), "usual": TEXT_RATE}]
    optimizer = torch.optim.AdamW(rates, lr=RATE, betas=(0.9, 0.99), weight_decay=1e-2, fused=True)
    average = torch.optim.swa_utils.AveragedModel(both, multi_avg_fn=_mix)
    step, used = _restore(folder, both, optimizer, average)
    clock, saved, running = Clock(minutes, used), used, None
    scheduler = new_scheduler()
    alphas = scheduler.alphas_cumprod
    nothing = numbers_of(tokenizer, [""], tokenizer.model_max_length)

    def keep() -> None:
        _keep(folder, both, optimizer, average, {"step": step, "used": clock.used})
        pipe = save_pipeline(folder / "pipeline", vae, average.module, tokenizer, scheduler)
        show(pipe, folder / f"sheet-{step:06d}.webp")

    while (share := agreed(clock.share, processes)) < 1:
        generator = torch.Generator().manual_seed((seed * 1_000_003 + step) * processes + rank)
        for group in optimizer.param_groups:
            group["lr"] = group["usual"] * clock.rate(step, warmup=200, hold=0.4, share=share)
        rows = torch.randint(len(words), (many,), generator=generator)
        clean = latents[rows].float()
        read = words[rows, torch.randint(WORDINGS, (many,), generator=generator)].long()
        read = torch.where(torch.rand(many, 1, generator=generator) < DROPPED, nothing, read)
        times = (torch.arange(many) + torch.rand(many, generator=generator)) / many  # spread evenly
        times = (times * len(alphas)).long()
        alpha = alphas[times].view(-1, 1, 1, 1)
        noise = torch.randn(clean.shape, generator=generator)
        noisy = alpha.sqrt() * clean + (1 - alpha).sqrt() * noise
        target = alpha.sqrt() * noise - (1 - alpha).sqrt() * clean
        with torch.autocast("cpu", torch.bfloat16):
            guess = both["unet"](noisy, times, text(read).last_hidden_state).sample.float()
        lost = ((guess - target) ** 2).mean((1, 2, 3))
        signal = (alpha / (1 - alpha)).flatten()
        loss = (lost * torch.clamp(5 / (signal + 1), max=1)).mean()  # min-SNR for v, whose weight is SNR + 1
        optimizer.zero_grad()
        loss.backward()
        share_gradients(both, processes)
        torch.nn.utils.clip_grad_norm_(both.parameters(), 1.0)
        optimizer.step()
        step += 1
        average.update_parameters(both)
        running = loss.item() if running is None else 0.99 * running + 0.01 * loss.item()
        if rank == 0 and step % 100 == 0:
            print(f"painter {step}: {clock.used:.0f} s, loss {running:.4f}", flush=True)
        if rank == 0 and clock.used - saved > KEEP_EVERY:
            saved = clock.used
            keep()
    if rank == 0:
        keep()


def lessons(out: Path, seed: int, count: int, log=print) -> None:
    """What the painter learns from, once, into out/painter/lessons.safetensors.

    latents: scaled, fp16 (n, 8, 16, 16). words: token numbers of every wording, int16 (n, WORDINGS, 77).
    """
    import torch
    from diffusers import AutoencoderKL
    from safetensors.torch import save_file
    from transformers import CLIPTokenizer

    file = out / "painter" / "lessons.safetensors"
    if file.exists():
        return
    began = time.monotonic()
    file.parent.mkdir(parents=True, exist_ok=True)
    vae = AutoencoderKL.from_pretrained(out / "vae").eval()
    tokenizer = CLIPTokenizer.from_pretrained(out / "tokenizer")
    drawn = pictures(count, f"painter/{seed}")
    rng = random.Random(f"wordings/{seed}")
    texts = [caption(scene, rng) for scene in drawn.scenes for _ in range(WORDINGS)]
    words = numbers_of(tokenizer, texts, tokenizer.model_max_length).view(count, WORDINGS, -1).short()
    latents = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, count, 64):
            made = vae.encode(to_tensor(drawn.pixels[start : start + 64])).latent_dist.mean
            latents.append((made.float() * vae.config.scaling_factor).half())
    save_file({"latents": torch.cat(latents).contiguous(), "words": words.contiguous()}, file)
    log(f"painter: {count} scenes drawn and encoded in {time.monotonic() - began:.0f} s")


def _mix(averages, values, count) -> None:
    """One more step into the moving averages; the first ones count more, or the beginning would stay for long."""
    import torch

    share = min(EMA, (1 + float(count)) / (10 + float(count)))
    torch._foreach_lerp_(averages, values, 1 - share)


def save_pipeline(folder: Path, vae, both, tokenizer, scheduler):
    """The StableDiffusionPipeline of both networks, saved in fp16; and itself, in fp32."""
    import copy

    import torch
    from diffusers import StableDiffusionPipeline

    pipe = StableDiffusionPipeline(
        vae=copy.deepcopy(vae), text_encoder=copy.deepcopy(both["text"]).eval(),
        unet=copy.deepcopy(both["unet"]).eval(), tokenizer=tokenizer, scheduler=scheduler, safety_checker=None,
        feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    pipe.vae.register_to_config(_name_or_path="")  # where it lay while it was taught is nobody's business
    pipe.to(torch.float16).save_pretrained(folder)
    return pipe.to(torch.float32)


def show(pipe, file: Path, size: int = 128) -> None:
    """The sheet of the sixteen captions, with seed 7 + their number."""
    from PIL import Image

    drawn = draw_sixteen(pipe)
    sheet = Image.new("RGB", (4 * (size + 4) + 4, 4 * (size + 4) + 4), "white")
    for number, image in enumerate(drawn):
        place = (4 + (number % 4) * (size + 4), 4 + number // 4 * (size + 4))
        sheet.paste(image.resize((size, size), Image.LANCZOS), place)
    sheet.save(file, quality=90)


def draw_sixteen(pipe, first_seed: int = 7) -> list:
    """Pictures of the sixteen captions, as the engine "tiny" draws them."""
    from storyhelpers.small import SIXTEEN

    return draw_all(pipe, SIXTEEN, range(first_seed, first_seed + len(SIXTEEN)))


def draw_all(pipe, prompts, seeds) -> list:
    """A picture of every prompt with its seed, sixteen at a time."""
    import torch

    pipe.set_progress_bar_config(disable=True)
    prompts, seeds, drawn = list(prompts), list(seeds), []
    for start in range(0, len(prompts), 16):
        some = slice(start, start + 16)
        generators = [torch.Generator().manual_seed(seed) for seed in seeds[some]]
        drawn += pipe(prompts[some], num_inference_steps=STEPS, guidance_scale=GUIDANCE, generator=generators).images
    return drawn


def _keep(folder: Path, both, optimizer, average, state: dict) -> None:
    """Everything a training needs to go on, in one file that is whole or not there."""
    from safetensors.torch import save_file

    tensors = {f"weights/{name}": value.contiguous() for name, value in both.state_dict().items()}
    tensors |= {f"average/{name}": value.contiguous() for name, value in average.state_dict().items()}
    for number, memory in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer/{number}/{name}": value for name, value in memory.items()}
    save_file(tensors, folder / "training.part", {"state": json.dumps(state)})
    os.replace(folder / "training.part", folder / "training.safetensors")


def _restore(folder: Path, both, optimizer, average) -> tuple[int, float]:
    """(steps, seconds) of the training that was kept in the folder; (0, 0.0) where there is none."""
    from safetensors import safe_open

    file = folder / "training.safetensors"
    if not file.exists():
        return 0, 0.0
    with safe_open(file, "pt") as kept:
        state = json.loads(kept.metadata()["state"])
        tensors = {name: kept.get_tensor(name) for name in kept.keys()}  # noqa: SIM118 — it is no dict

    def part(head):
        return {name.removeprefix(head): value for name, value in tensors.items() if name.startswith(head)}

    both.load_state_dict(part("weights/"))
    average.load_state_dict(part("average/"))
    whole, memory = optimizer.state_dict(), {}
    for name, value in part("optimizer/").items():
        number, key = name.split("/")
        memory.setdefault(int(number), {})[key] = value
    optimizer.load_state_dict({**whole, "state": memory})
    return state["step"], state["used"]
