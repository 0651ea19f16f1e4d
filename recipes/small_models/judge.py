"""What the finished models are worth: who sees what in 200 drawn scenes, and which of sixteen captions fits best.

The eye is a small network of its own, taught with true scenes only. How much it sees right in the true pictures of the
same scenes is said beside.
"""

import json
import random
from pathlib import Path

import numpy as np

from storyhelpers.small import SIXTEEN
from storyhelpers.small.scenes import GROUNDS, HATS, SKIES, THINGS, SmallScene, caption

from .clip import attribute_names, attributes, normal, roughened
from .clock import Clock
from .lessons import pictures
from .painter import draw_all

SCENES = 200


def judge(out: Path, log=print, minutes: float = 4.0, scenes: int = SCENES) -> dict:
    """The figures of the models in `out`, also written to out/figures.json."""
    import torch
    from diffusers import StableDiffusionPipeline
    from transformers import CLIPModel, CLIPProcessor

    pipe = StableDiffusionPipeline.from_pretrained(out / "painter" / "pipeline", torch_dtype=torch.float32)
    clip = CLIPModel.from_pretrained(out / "clip", dtype=torch.float32).eval()
    processor = CLIPProcessor.from_pretrained(out / "clip")
    eye = eye_of(out, minutes, 50 * scenes, log)
    true = pictures(scenes, "held out")
    rng = random.Random("captions of the held out")
    prompts = [full_caption(scene, rng) for scene in true.scenes]
    drawn = np.stack([np.asarray(image) for image in draw_all(pipe, prompts, range(1000, 1000 + scenes))])
    seeds = (7, 107, 207)
    sixteen = [image for first in seeds for image in draw_all(pipe, SIXTEEN, range(first, first + 16))]
    figures = {
        "eye on true scenes": seen_right(eye, true.scenes, true.pixels),
        "eye on drawn scenes": seen_right(eye, true.scenes, drawn),
        "CLIP: true held-out scenes, own caption first of all": clip_first(clip, processor, true.pixels, prompts),
        "CLIP: the sixteen, own caption first, of 3 seeds": [
            clip_first(clip, processor, np.stack([np.asarray(i) for i in sixteen[k * 16 : k * 16 + 16]]), SIXTEEN)
            for k in range(len(seeds))
        ],
    }
    (out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    log(json.dumps(figures, indent=1))
    return figures


def full_caption(scene: SmallScene, rng: random.Random) -> str:
    """A caption that leaves out neither ground, sky nor colours."""
    while True:
        words = caption(scene, rng, opening="")
        told = [any(phrase in words for phrase in GROUNDS[scene.ground]),
                any(phrase in words for phrase in SKIES[scene.sky])]  # fmt: skip
        if all(told) and all(f"{t.colour} " in words for t in scene.things):
            return words


def clip_first(clip, processor, pixels: np.ndarray, captions) -> float:
    """The share of pictures uint8 (n, h, w, 3) whose own caption fits better than the other n − 1."""
    import torch

    read = processor.tokenizer(list(captions), padding=True, truncation=True, return_tensors="pt")
    with torch.inference_mode():
        shown = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
        scores = clip(input_ids=read.input_ids, pixel_values=normal(shown)).logits_per_image
    return float((scores.argmax(1) == torch.arange(len(scores))).float().mean())


# ---- the eye ----


def new_eye():
    """A small convolutional network from pixels of 0…1 (n, 3, 64, 64) to scores (n, attributes)."""
    from torch import nn

    layers = []
    for inside, outside in ((3, 32), (32, 64), (64, 96), (96, 128)):
        layers += [nn.Conv2d(inside, outside, 3, stride=2, padding=1), nn.BatchNorm2d(outside), nn.ReLU()]
    layers += [nn.Conv2d(128, 128, 3, padding=1), nn.BatchNorm2d(128), nn.ReLU()]
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(128 * 16, len(attribute_names())))


def eye_of(out: Path, minutes: float, count: int = 10_000, log=print):
    """The eye that is kept in `out`; taught where there is none yet."""
    from safetensors.torch import load_file, save_file

    file = out / "eye.safetensors"
    if not file.exists():
        save_file(train_eye(minutes, count, log=log).state_dict(), file)
    eye = new_eye()
    eye.load_state_dict(load_file(file))
    return eye.eval()


def train_eye(minutes: float, count: int, seed: int = 99, log=print):
    """An eye taught with `count` true scenes, some of them soft and noisy, and with nothing drawn."""
    import torch
    import torch.nn.functional as F

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    sheet = pictures(count, f"eye/{seed}")
    facts, eye = attributes(sheet), new_eye()
    optimizer = torch.optim.AdamW(eye.parameters(), lr=3e-3, weight_decay=0.02, fused=True)
    clock, step, rare = Clock(minutes), 0, torch.tensor(4.0)
    while clock.share < 1:
        for group in optimizer.param_groups:
            group["lr"] = 3e-3 * clock.rate(step)
        rows = rng.integers(0, count, 64)
        shown = roughened(torch.from_numpy(sheet.pixels[rows]).permute(0, 3, 1, 2).float() / 255, rng)
        loss = F.binary_cross_entropy_with_logits(eye(shown), facts[rows], pos_weight=rare)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
        if step % 100 == 0:
            log(f"eye {step}: {clock.used:.0f} s, loss {loss:.4f}")
    return eye.eval()


def seen_right(eye, scenes: list[SmallScene], pixels: np.ndarray) -> dict[str, float]:
    """Shares: of scenes for sky and ground, of things for things, colours and hats, of pairs for both things.

    A thing counts as seen where it is among the likeliest of all, as many as the scene has.
    """
    import torch

    with torch.inference_mode():
        scores = eye(torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255).numpy()
    place = {name: number for number, name in enumerate(attribute_names())}
    found = {"sky": [], "ground": [], "thing": [], "colour": [], "hat": [], "both things": [], "all": []}
    for scene, row in zip(scenes, scores):
        best = {kind: max(names, key=lambda name, kind=kind: row[place[kind, name]])
                for kind, names in (("sky", SKIES), ("ground", GROUNDS))}  # fmt: skip
        right = [best["sky"] == scene.sky, best["ground"] == scene.ground]
        found["sky"].append(right[0])
        found["ground"].append(right[1])
        there = []
        likeliest = sorted(THINGS, key=lambda name, row=row: -max(row[place[name, c]] for c in THINGS[name].colours))
        likeliest = likeliest[: len(scene.things)]
        for thing in scene.things:
            colours = {colour: row[place[thing.name, colour]] for colour in THINGS[thing.name].colours}
            there.append(thing.name in likeliest)
            coloured = max(colours, key=colours.get) == thing.colour
            found["colour"].append(coloured)
            right.append(coloured)
            if thing.hat:
                hats = {hat: row[place[thing.name, "hat", hat]] for hat in HATS}
                found["hat"].append(max(hats.values()) > 0 and max(hats, key=hats.get) == thing.hat)
                right.append(found["hat"][-1])
        found["thing"] += there
        if len(there) == 2:
            found["both things"].append(all(there))
        found["all"].append(all(right) and all(there))
    return {name: round(float(np.mean(values)), 3) for name, values in found.items() if values}
