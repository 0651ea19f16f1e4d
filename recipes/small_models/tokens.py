"""A tokenizer in CLIP's layout, with a small vocabulary of its own: bytes, word parts, and the captions' words."""

import json
import random
from pathlib import Path

from storyhelpers.small.scenes import caption, sample

VOCABULARY = 1400
START, END = "<|startoftext|>", "<|endoftext|>"
SPLIT = r"""<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""
NEIGHBOURS = """sketch drawing pencil black and white sketch of a picture storybook illustration painting watercolour
photo boy girl man woman horse zebra giraffe bird fish boat bus train sheep cow bear lion monkey mouse fox frog elephant
star stars cloud clouds rain river mountain forest garden park road castle dragon rocket king queen christmas hat scarf
big small little tiny happy sad running sitting standing sleeping flying near behind above under beside next to with
without very the is are in at from two three many hidden winter summer autumn spring morning evening style cute"""


def make_tokenizer(folder: Path):
    """Trains the tokenizer on captions and on NEIGHBOURS, words that people will try, saves it and returns it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    rng = random.Random("captions for the tokenizer")
    texts = [caption(sample(rng), rng) for _ in range(4000)] + [" ".join(NEIGHBOURS.split())] * 40
    letters = pre_tokenizers.ByteLevel.alphabet()
    byte_pairs = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    byte_pairs.normalizer = normalizers.Lowercase()
    byte_pairs.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, min_frequency=2, initial_alphabet=letters, end_of_word_suffix="</w>", show_progress=False
    )
    byte_pairs.train_from_iterator(texts, trainer)
    learned = json.loads(byte_pairs.to_str())["model"]["merges"]
    merges = [tuple(pair) if isinstance(pair, list) else tuple(pair.split(" ")) for pair in learned]
    alphabet = sorted(letters)
    names = [*alphabet, *(letter + "</w>" for letter in alphabet), *(a + b for a, b in merges), START, END]
    vocabulary = {name: number for number, name in enumerate(dict.fromkeys(names))}
    tokenizer = CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=77)
    tokenizer.save_pretrained(folder)
    return tokenizer


def numbers_of(tokenizer, captions: list[str], length: int = 40):
    """Captions → token numbers, int64 (n, length)."""
    options = {"padding": "max_length", "truncation": True, "return_tensors": "pt"}
    return tokenizer(captions, max_length=length, **options).input_ids
