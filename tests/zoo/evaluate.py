"""Tiny CLIPs under their real names: they see 64 × 64 pixels in patches of 16 and read 77 tokens.

OpenAI's is on the hub as pytorch_model.bin alone, and PickScore without a tokenizer, so they are here too.
"""

import functools
from collections.abc import Callable
from pathlib import Path

from .describer import CLIP, STEPS, byte_level, lively, write


def clip(folder: Path, *, seed: int = 5, old: bool = False) -> None:
    """Both halves with their processor, as on the hub. old: the weights as pytorch_model.bin."""
    network(folder, seed=seed, old=old)
    processor(folder)


def network(folder: Path, *, seed: int = 5, old: bool = False) -> None:
    """Both halves alone."""
    import torch
    from transformers import CLIPConfig, CLIPModel

    small = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2}
    words = tokenizer()
    ends = {"bos_token_id": words.bos_token_id, "eos_token_id": words.eos_token_id, "pad_token_id": words.pad_token_id}
    config = CLIPConfig(
        text_config={**small, **ends, "vocab_size": len(words), "max_position_embeddings": 77, "projection_dim": 32},
        vision_config={**small, "image_size": 64, "patch_size": 16, "projection_dim": 32},
        projection_dim=32,
    )
    torch.manual_seed(seed)
    model = lively(CLIPModel(config), words, seed)
    model.logit_scale.data.fill_(4.6052)  # where training leaves it
    if old:
        model.config.save_pretrained(folder)
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    else:
        model.save_pretrained(folder)


def tokenizer():
    """A tokenizer of CLIP's kind, with its own end-of-word marks."""
    from transformers import CLIPTokenizer

    vocabulary, _ = byte_level([], 300)
    letters = [*vocabulary, *(f"{letter}</w>" for letter in vocabulary), "<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={token: number for number, token in enumerate(letters)}, merges=[])


def processor(folder: Path) -> None:
    """The tokenizer and the rules for pixels."""
    tokenizer().save_pretrained(folder)
    write(folder, "preprocessor_config.json", {
        **STEPS, **CLIP, "image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 64},
        "crop_size": {"height": 64, "width": 64}, "do_center_crop": True, "resample": 3,
    })  # fmt: skip


BUILDERS: dict[str, Callable[[Path], None]] = {
    "openai/clip-vit-base-patch32": functools.partial(clip, seed=6, old=True),
    "laion/CLIP-ViT-B-32-laion2B-s34B-b79K": clip,
    "laion/CLIP-ViT-H-14-laion2B-s32B-b79K": processor,
    "yuvalkirstain/PickScore_v1": functools.partial(network, seed=7),
}
