"""Tiny Qwen2.5 Instruct checkpoints under the real names, with their tokenizers and chat templates."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from .describer import lively, qwen_words


def qwen(folder: Path, layers: int = 2, seed: int = 0, tied: bool = True) -> None:
    """A Qwen2 of a few layers, its last layer tied to its first as in the small ones of the family."""
    from transformers import Qwen2Config, Qwen2ForCausalLM

    tokenizer = qwen_words(folder)
    end, pad = (tokenizer.convert_tokens_to_ids(f"<|{name}|>") for name in ("im_end", "endoftext"))
    config = Qwen2Config(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=layers,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=4096, tie_word_embeddings=tied,
        bos_token_id=pad, eos_token_id=end, pad_token_id=pad,
    )  # fmt: skip
    model = lively(Qwen2ForCausalLM(config), tokenizer, seed)
    model.generation_config.update(
        do_sample=True, temperature=0.7, top_p=0.8, top_k=20, repetition_penalty=1.1, bos_token_id=pad,
        eos_token_id=[end, pad], pad_token_id=pad,
    )  # fmt: skip
    model.save_pretrained(folder)


BUILDERS: dict[str, Callable[[Path], None]] = {
    "Qwen/Qwen2.5-1.5B-Instruct": partial(qwen, layers=3, seed=1),
    "Qwen/Qwen2.5-0.5B-Instruct": partial(qwen, layers=2, seed=2),
}
