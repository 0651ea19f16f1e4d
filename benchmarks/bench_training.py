"""Images per second and peak memory of teaching Stable Diffusion 1.5 at its full size, random weights, on a processor.

Ours caches what the VAE and the text encoder say; the peer is the plain loop of `plain_loop.py`. Same folder, pictures,
size, batch, precision and optimizer; each runs in a process of its own, in turns, and the first steps are not counted.
A LoRA of rank 8 on the attention, then the whole U-Net. Before that both give their first ten losses with the same
noise and without caches, which must be equal. `--quick` takes fewer steps and leaves the whole U-Net out.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PICTURES, SIZE, THREADS = 8, 256, 2
SKIPPED = 2  # steps before the clock
RATE = 1e-5


def checkpoint(folder: Path) -> None:
    """Stable Diffusion 1.5 in its real shape, fp32, random weights; the tokenizer knows few words."""
    import torch
    from diffusers import AutoencoderKL, PNDMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    from tests.zoo.illustrator import clip_tokenizer

    torch.manual_seed(0)
    StableDiffusionPipeline(
        vae=AutoencoderKL(
            down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
            block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4, sample_size=512,
        ),
        text_encoder=CLIPTextModel(CLIPTextConfig(
            vocab_size=49408, hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
        )),
        tokenizer=clip_tokenizer(),
        unet=UNet2DConditionModel(sample_size=64, cross_attention_dim=768, attention_head_dim=8),
        scheduler=PNDMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", skip_prk_steps=True,
            set_alpha_to_one=False, steps_offset=1,
        ),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    ).save_pretrained(folder)  # fmt: skip


def photographs(folder: Path) -> None:
    """Pictures of noise with a caption each, as an imagefolder."""
    import numpy as np
    from PIL import Image

    chance = np.random.default_rng(0)
    rows = ["file_name,text"]
    for number in range(PICTURES):
        coarse = Image.fromarray(chance.integers(0, 256, (16, 16, 3), np.uint8))
        coarse.resize((SIZE, SIZE)).save(folder / f"{number}.png")
        rows.append(f"{number}.png,a cat in the snow at night {number}")
    (folder / "metadata.csv").write_text("\n".join(rows) + "\n", "utf-8")


def peak() -> float:
    """GB that this process has taken at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def recipe_for(base: Path, whole: bool, steps: int, **changes):
    """Ours, as near to the plain loop's settings as its knobs go: one picture a step, no weighting, fp32."""
    from storyhelpers.finetune import Recipe

    return Recipe(
        base=str(base), whole=whole, size=SIZE, batch=1, steps=steps, learning_rate=RATE, warmup=0, snr_gamma=None,
        drop_captions=0.0, check_every=10_000, show_every=10_000, save_every=10_000, precision="fp32",
    ).but(**changes)  # fmt: skip


def nothing_shown() -> None:
    """Instead of the strip of pictures at the beginning and the end of a run: the peer draws none."""


def ours(base: Path, data: Path, folder: Path, whole: bool, steps: int) -> dict:
    """Seconds of each counted step, peak memory, and what opening and caching took."""
    from storyhelpers.finetune import Training, TrainingSet

    training = Training(recipe_for(base, whole, steps + 1), TrainingSet.open(data), folder)
    start = time.perf_counter()
    training.running.show = nothing_shown  # opens the base and fills the cache
    opened = time.perf_counter() - start
    ticks: list[float] = []
    training.run(on_step=lambda progress: ticks.append(time.perf_counter()))
    times = [after - before for before, after in zip(ticks, ticks[1:])][SKIPPED - 1 : -1]  # the last one also saves
    return {"seconds": times, "memory": peak(), "opened": opened}


def theirs(base: Path, data: Path, folder: Path, whole: bool, steps: int) -> dict:
    """The same of the plain loop."""
    from plain_loop import teach

    times, begun = [], [time.perf_counter()]

    def ticked(step, loss):
        times.append(time.perf_counter() - begun[0])
        begun[0] = time.perf_counter()

    teach(
        base, examples(data), size=SIZE, steps=steps, rank=None if whole else 8, learning_rate=RATE, on_step=ticked
    )  # fmt: skip
    return {"seconds": times[SKIPPED:], "memory": peak()}


def examples(data: Path) -> list:
    """(image, caption) of each picture, in the order of the table."""
    import csv

    from PIL import Image

    with open(data / "metadata.csv", encoding="utf-8") as file:
        return [(Image.open(data / row["file_name"]), row["text"]) for row in csv.DictReader(file)]


def equality(base: Path, data: Path, folder: Path, whole: bool, steps: int) -> dict:
    """The largest difference of the first losses, without our caches, with the same noise."""
    from plain_loop import teach

    from storyhelpers.finetune import Training, TrainingSet

    training = Training(recipe_for(base, whole, steps, cache=False, flip=False), TrainingSet.open(data), folder)
    training.running.show = nothing_shown
    seen = [part for step in range(steps) for part in training.running.parts(step)]
    times = training.running.objective.times
    training.run(on_step=lambda progress: None)
    taken = training.journal.of("step")
    training.close()
    losses: list[float] = []
    teach(
        base, examples(data), size=SIZE, steps=steps, rank=None if whole else 8,
        draws=lambda step: (seen[step][0], seen[step][1].sample, seen[step][1].noise, times(seen[step][1].level)),
        rate=lambda step: taken[step]["rate"], on_step=lambda step, loss: losses.append(loss),
    )  # fmt: skip
    return {"difference": max(abs(a["loss"] - b) for a, b in zip(taken, losses, strict=True)), "losses": losses}


def apart(what: str, base: Path, data: Path, whole: bool, steps: int) -> dict:
    """What a function of this file gives in a process of its own."""
    with tempfile.TemporaryDirectory(dir=base.parent) as folder:
        asked = [sys.executable, __file__, "--one", what, str(base), str(data), folder, str(int(whole)), str(steps)]
        done = subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def one(what: str, base: str, data: str, folder: str, whole: str, steps: str) -> None:
    """A function of this file by its name; prints what it gives."""
    import torch

    torch.set_num_threads(THREADS)
    print(json.dumps(globals()[what](Path(base), Path(data), Path(folder) / "run", bool(int(whole)), int(steps))))


def main():
    """Prints the figures."""
    quick = "--quick" in sys.argv
    steps = SKIPPED + (4 if quick else 10)
    with tempfile.TemporaryDirectory() as place:
        base, data = Path(place) / "base", Path(place) / "data"
        data.mkdir()
        checkpoint(base)
        photographs(data)
        same = apart("equality", base, data, False, 10)
        print(f"losses {same['losses']}, largest difference {same['difference']:.2e}", flush=True)
        assert same["difference"] < 1e-4, "the two loops do not do the same"
        for whole in (False,) if quick else (False, True):
            times: dict = {"ours": [], "theirs": []}
            memory: dict = {"ours": [], "theirs": []}
            for _ in range(1 if quick or whole else 2):  # in turns, so that a busy moment meets both
                for who in ("ours", "theirs"):
                    found = apart(who, base, data, whole, steps)
                    times[who] += found["seconds"]
                    memory[who].append(found["memory"])
                    if who == "ours":
                        opened = found["opened"]
            speed = {who: 1 / statistics.median(seconds) for who, seconds in times.items()}
            what = "whole U-Net" if whole else "LoRA of rank 8"
            about = f"SD 1.5 at full size, random weights, {SIZE} px, batch 1, fp32, {THREADS} threads"
            note = f"{about}; medians of {len(times['ours'])} steps; opening, and caching {PICTURES} pictures with "
            note += f"flips, {opened:.0f} s"
            peer = "diffusers' text-to-image LoRA loop, rebuilt"
            show(f"{what}: images per second", speed["ours"], peer, speed["theirs"],
                 f"≥ {1.1 if whole else 1.25} ×", note)  # fmt: skip
            held = f"same losses on the first ten steps (≤ {same['difference']:.0e})"
            if whole:
                held = "ours holds the best weights (3.4 GB) for the guard, and saves; the plain loop does neither"
            show(f"{what}: peak memory (GB)", max(memory["ours"]), peer, max(memory["theirs"]), "≤ 1 ×", held)


def show(name, own, peer_name, peer, limit, note):
    """One figure as a line."""
    print(json.dumps({
        "name": f"teaching, {name}", "ours": round(own, 4), "peer": round(peer, 4), "peer_name": peer_name,
        "ratio": round(own / peer, 4), "limit": limit, "note": note,
    }, ensure_ascii=False), flush=True)  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:])
    else:
        main()
