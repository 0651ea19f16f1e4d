"""CLIP cosines of a grid of 100 prompts × 6 pictures at the full size of ViT-B/32, random weights, on two threads.

The peer does what the tutorials do: processor and CLIPModel for each pair of picture and prompt, with transformers, on
the same weights. Ours reads every prompt once and looks at pictures in batches. Prompts begin with the words of a
style, as results of a style are judged. A second figure reads every picture with those words and without them, which
the report does; a third is the tiny architecture that the lessons use. Both sides are measured in turns, on a
machine that does nothing else. The cosines must agree within 0.0001.
`--quick` takes 10 prompts. torchmetrics is measured too where it is installed and works.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import CLIPConfig, CLIPModel, CLIPProcessor, CLIPTokenizer
from transformers.utils import logging

from storyhelpers.clip import Clip
from storyhelpers.evaluate.prompts import FIVE, HANDS, STRONG, STYLE_WORDS, styled

PROMPTS, SEEDS, BLOCK, SIDE, THREADS = 100, 6, 5, 512, 2
FASTER, NEAR = 2.0, 1e-4
PLACES = ("", " in the rain", " at night", " in the snow")
TINY = {"hidden_size": 128, "intermediate_size": 384, "num_attention_heads": 4, "projection_dim": 128}


def checkpoint(folder: Path, prompts: list[str], *, tiny: bool) -> None:
    """The network with random weights, a tokenizer that knows the prompts word by word, and the rules for pixels."""
    words = [
        "<|startoftext|>",
        "<|endoftext|>",
        *sorted({word for prompt in prompts for word in prompt.lower().split()}),
    ]
    vocabulary, merges = learned(words[2:])
    for end in words[:2]:
        vocabulary.setdefault(end, len(vocabulary))
    tokenizer = CLIPTokenizer(vocab=vocabulary, merges=merges)
    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id,
            "pad_token_id": tokenizer.pad_token_id}  # fmt: skip
    torch.manual_seed(0)
    config = CLIPConfig(text_config=ends)  # as it is: ViT-B/32
    if tiny:
        config = CLIPConfig(
            text_config={**TINY, **ends, "vocab_size": len(tokenizer), "num_hidden_layers": 3},
            vision_config={**TINY, "num_hidden_layers": 4, "image_size": 64, "patch_size": 8}, projection_dim=128,
        )  # fmt: skip
    CLIPModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    side = config.vision_config.image_size
    (folder / "preprocessor_config.json").write_text(json.dumps({
        "image_processor_type": "CLIPImageProcessor", "do_resize": True, "size": {"shortest_edge": side}, "resample": 3,
        "do_center_crop": True, "crop_size": {"height": side, "width": side}, "do_rescale": True, "do_normalize": True,
        "rescale_factor": 1 / 255, "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711], "do_convert_rgb": True,
    }), "utf-8")  # fmt: skip


def learned(words: list[str]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """Vocabulary and merges of CLIP's kind that make one token of each word, as the real one does of common words."""
    letters = sorted({letter for word in words for letter in word})
    tokens, merges = [*letters, *(f"{letter}</w>" for letter in letters)], {}
    for word in words:
        parts = [*word[:-1], f"{word[-1]}</w>"]
        while len(parts) > 1:
            merges.setdefault((parts[0], parts[1]))
            parts[:2] = [parts[0] + parts[1]]
            tokens.append(parts[0])
    return {token: number for number, token in enumerate(dict.fromkeys(tokens))}, list(merges)


def seconds(work, *given_to) -> tuple[float, np.ndarray]:
    """Seconds that a call takes, and what it gave."""
    start = time.perf_counter()
    given = work(*given_to)
    return time.perf_counter() - start, given


@torch.inference_mode()
def pair_by_pair(network, processor, pictures, prompts) -> np.ndarray:
    """Cosines (n,), everything done anew for each pair."""
    found = []
    for picture, prompt in zip(pictures, prompts, strict=True):
        inputs = processor(text=[prompt], images=picture, return_tensors="pt", padding=True)
        answer = network(**inputs)
        found.append(float((answer.image_embeds * answer.text_embeds).sum()))
    return np.array(found)


def race(folder: Path, grid: list[tuple[str, list[Image.Image]]], readings: int) -> tuple[float, float, float]:
    """(seconds of ours, of the peer's, largest difference) for a grid; each picture read with 1 or 2 texts."""
    network, processor = CLIPModel.from_pretrained(folder).eval(), CLIPProcessor.from_pretrained(folder)
    clip = Clip(folder, device="cpu", dtype="fp32")
    clip.scores([Image.new("RGB", (64, 64))], "a cat")  # loads it
    mine = theirs = apart = 0.0
    for start in range(0, len(grid), BLOCK):  # in turns, so that a busy moment of the machine meets both
        rows = grid[start : start + BLOCK]
        pictures = [one for _, some in rows for one in some]
        plain = [prompt for prompt, some in rows for _ in some]
        for texts in (styled(plain), plain)[:readings]:
            took, ours = seconds(clip.scores, pictures, texts)
            mine += took
            took, peers = seconds(pair_by_pair, network, processor, pictures, texts)
            theirs += took
            apart = max(apart, float(np.abs(ours - peers).max()))
    assert apart < NEAR, f"not the same cosines: {apart}"
    return mine, theirs, apart


def of_torchmetrics(folder: Path, grid) -> str:
    """What torchmetrics takes for a picture, or why it gives nothing."""
    try:
        from torchmetrics.multimodal import CLIPScore
    except ImportError:
        return "torchmetrics is not installed here"
    try:
        metric = CLIPScore(lambda: (CLIPModel.from_pretrained(folder).eval(), CLIPProcessor.from_pretrained(folder)))
        pictures = [torch.from_numpy(np.array(one)).permute(2, 0, 1) for one in grid[0][1]]
        took, _ = seconds(lambda: [metric.update(one, grid[0][0]) for one in pictures])
    except (AttributeError, TypeError, ValueError, RuntimeError) as error:
        return f"torchmetrics fails with this transformers ({type(error).__name__}: {str(error)[:60]})"
    return f"torchmetrics takes {took / len(pictures):.3g} s a picture"


def main():
    """Prints the three figures."""
    torch.set_num_threads(THREADS)
    logging.disable_progress_bar()
    chance = np.random.default_rng(0)
    texts = [prompt + place for place in PLACES for prompt in (*STRONG, *FIVE, *HANDS)]
    texts = texts[: 10 if "--quick" in sys.argv else PROMPTS]
    grid = [
        (text, [Image.fromarray(chance.integers(0, 256, (SIDE, SIDE, 3), np.uint8)) for _ in range(SEEDS)])
        for text in texts
    ]
    small = [(text, [one.resize((64, 64)) for one in some]) for text, some in grid]
    words = [STYLE_WORDS, *texts]
    pairs = f"{len(texts)} prompts × {SEEDS} pictures"
    for name, tiny, readings in (
        ("CLIP ViT-B/32", False, 1),
        ("the same, read with and without the words of the style", False, 2),
        ("tiny CLIP of the lessons", True, 1),
    ):
        with tempfile.TemporaryDirectory() as folder:
            checkpoint(Path(folder), words, tiny=tiny)
            mine, theirs, apart = race(Path(folder), small if tiny else grid, readings)
            also = f"; {of_torchmetrics(Path(folder), grid)}" if readings == 1 and not tiny else ""
        print(json.dumps({
            "name": f"{name}: cosines of {pairs} (s)", "ours": round(mine, 2), "peer": round(theirs, 2),
            "peer_name": "CLIPModel pair by pair (transformers)", "ratio": round(mine / theirs, 3),
            "limit": f"≤ 1/{FASTER:g}" if readings == 1 and not tiny else None,
            "note": f"{theirs / mine:.2f} × faster, {THREADS} threads, {SIDE} px; largest difference {apart:.1e}{also}",
        }, ensure_ascii=False), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
