"""The small CLIP: pictures and captions side by side, with a second task that makes it look at every single thing.

The text half becomes the text encoder of the painter. The second task, which attributes a scene has (the red hat of the
cat, the house at the left), is asked of a linear layer that is thrown away afterwards.
"""

from pathlib import Path

import numpy as np

from storyhelpers.small.scenes import GROUNDS, HATS, SKIES, THINGS, SmallScene

from .clock import Clock
from .lessons import SIDE, WORDINGS, Pictures, pictures
from .tokens import numbers_of

BATCH, RATE, SKETCHES = 128, 1.2e-3, 0.4
WIDTH = {"hidden_size": 128, "intermediate_size": 384, "num_attention_heads": 4, "projection_dim": 128}


def train_clip(tokenizer, minutes: float, seed: int, count: int = 20_000, log=print, begin: Path | None = None):
    """A CLIPModel taught for so many minutes with `count` scenes, two fifths of them sketches; and its processor.

    begin: the folder of one that has learned something already.
    """
    import torch
    import torch.nn.functional as F

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    sheets = [pictures(round(count * (1 - SKETCHES)), f"clip/{seed}"),
              pictures(round(count * SKETCHES), f"clip sketches/{seed}", sketches=True)]  # fmt: skip
    numbers = [numbers_of(tokenizer, sum(s.captions, [])).view(len(s), WORDINGS, -1) for s in sheets]
    facts = [attributes(s) for s in sheets]
    model, processor = new_clip(tokenizer)
    if begin:
        model = type(model).from_pretrained(begin, dtype=torch.float32).train()
    asked = torch.nn.Linear(WIDTH["hidden_size"], facts[0].shape[1])
    weights = [*model.parameters(), *asked.parameters()]
    optimizer = torch.optim.AdamW(weights, lr=RATE, betas=(0.9, 0.98), weight_decay=0.05)
    clock, step = Clock(minutes), 0
    while clock.share < 1:
        for group in optimizer.param_groups:
            group["lr"] = RATE * clock.rate(step)
        drawn, read, true = [], [], []
        for sheet, words, fact, many in zip(sheets, numbers, facts, _parts(BATCH)):
            rows = rng.choice(len(sheet), min(many, len(sheet)), replace=False)
            drawn.append(torch.from_numpy(sheet.pixels[rows]))
            read.append(words[rows, torch.from_numpy(rng.integers(0, WORDINGS, len(rows)))])
            true.append(fact[rows])
        pixels = roughened(torch.cat(drawn).permute(0, 3, 1, 2).float() / 255, rng)
        words = torch.cat(read)
        words = words[:, : int((words != tokenizer.eos_token_id).sum(1).max()) + 1]
        with torch.autocast("cpu", torch.bfloat16):
            out = model(input_ids=words, pixel_values=normal(pixels))
        scores = out.logits_per_image.float()
        pairs = torch.arange(len(scores))
        contrast = (F.cross_entropy(scores, pairs) + F.cross_entropy(scores.T, pairs)) / 2
        seen = asked(out.vision_model_output.pooler_output.float())
        loss = contrast + 3 * F.binary_cross_entropy_with_logits(seen, torch.cat(true))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        with torch.no_grad():
            model.logit_scale.clamp_(0, np.log(100))
        step += 1
        if step % 50 == 0:
            log(f"clip {step}: {clock.used:.0f} s, contrast {contrast:.3f}, loss {loss:.3f}")
    return model.eval(), processor


def new_clip(tokenizer):
    """A CLIPModel of 1.3 million numbers drawn at random, and its CLIPProcessor."""
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor

    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id,
            "pad_token_id": tokenizer.pad_token_id}  # fmt: skip
    text = {**WIDTH, **ends, "num_hidden_layers": 3, "vocab_size": len(tokenizer), "max_position_embeddings": 77}
    vision = {**WIDTH, "num_hidden_layers": 4, "image_size": SIDE, "patch_size": 8}
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=WIDTH["projection_dim"]))
    looks = CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    return model, CLIPProcessor(looks, tokenizer)


def normal(pixels):
    """Pixels of 0…1 as CLIP's image processor makes them."""
    import torch
    from transformers.image_utils import OPENAI_CLIP_MEAN, OPENAI_CLIP_STD

    mean, spread = (torch.tensor(numbers)[:, None, None] for numbers in (OPENAI_CLIP_MEAN, OPENAI_CLIP_STD))
    return (pixels - mean) / spread


def attributes(sheet: Pictures):
    """What is so in each scene, float32 (n, attributes) of 0 and 1."""
    import torch

    names = attribute_names()
    facts = torch.zeros(len(sheet), len(names))
    for row, scene in zip(facts, sheet.scenes):
        row[[names.index(name) for name in facts_of(scene)]] = 1
    return facts


def attribute_names() -> list[tuple]:
    """Every attribute a scene can have."""
    names = [("sky", sky) for sky in SKIES] + [("ground", ground) for ground in GROUNDS]
    for thing, manner in THINGS.items():
        names += [(thing, colour) for colour in manner.colours] + [(thing, "left"), (thing, "right")]
        names += [(thing, "hat", hat) for hat in HATS] if manner.hats else []
    return names


def facts_of(scene: SmallScene) -> list[tuple]:
    """The attributes of one scene."""
    facts = [("sky", scene.sky), ("ground", scene.ground)]
    for thing in scene.things:
        facts.append((thing.name, thing.colour))
        facts += [(thing.name, thing.side)] if thing.side else []
        facts += [(thing.name, "hat", thing.hat)] if thing.hat else []
    return facts


def _parts(batch: int) -> tuple[int, int]:
    return batch - round(batch * SKETCHES), round(batch * SKETCHES)


def roughened(pixels, rng):
    """Moved by some pixels, and often soft, noisy or pale: drawn pictures are less clean than true scenes."""
    import torch
    import torch.nn.functional as F

    pixels = torch.roll(pixels, tuple(int(n) for n in rng.integers(-3, 4, 2)), (2, 3))
    if rng.random() < 0.5:
        soft = F.avg_pool2d(F.pad(pixels, (1, 1, 1, 1), mode="replicate"), 3, 1)
        share = torch.from_numpy(rng.random((len(pixels), 1, 1, 1), np.float32))
        pixels = pixels + (soft - pixels) * share + torch.randn_like(pixels) * 0.03
    return pixels * rng.uniform(0.9, 1.06)


def save_clip(model, processor, folder: Path) -> None:
    """As fp16 safetensors, with the processor's files."""
    import torch

    model.to(torch.float16).save_pretrained(folder)
    processor.save_pretrained(folder)
    model.float()
