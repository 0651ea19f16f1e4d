"""Tiny M2M100 and NLLB checkpoints under the real names; NLLB, as on the hub, with its weights in the old form only."""

import io
import json
from collections.abc import Callable
from pathlib import Path

from .describer import SENTENCES, lively, write

CHINESE = "\n一隻橘色的小貓戴著紅色的帽子坐在綠色的信箱後面\n老奶奶和她的狗在雨中慢慢地走\n两个孩子在木头围墙旁边玩\n"


def pieces(folder: Path) -> list[str]:
    """A sentencepiece model that was learned from SENTENCES, written into the folder; its pieces."""
    import sentencepiece

    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter((SENTENCES + CHINESE).strip().splitlines()), model_writer=made, vocab_size=320,
        model_type="bpe", minloglevel=2, hard_vocab_limit=False, character_coverage=1.0,
    )  # fmt: skip
    (folder / "sentencepiece.bpe.model").write_bytes(made.getvalue())
    reader = sentencepiece.SentencePieceProcessor(model_proto=made.getvalue())
    return [reader.id_to_piece(i) for i in range(3, reader.get_piece_size())]


def small(tokenizer, seed: int):
    """A model of two layers each way for that tokenizer, whose answer depends on what it is given."""
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    languages = getattr(tokenizer, "lang_code_to_id", {})  # M2M100's, which it does not count among its words
    rows = max([*tokenizer.get_vocab().values(), *languages.values()]) + 9  # eight that the real one never uses
    config = M2M100Config(
        vocab_size=rows, d_model=64, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=128, decoder_ffn_dim=128, max_position_embeddings=1024,
        encoder_layerdrop=0.0, decoder_layerdrop=0.0, bos_token_id=0, pad_token_id=1, eos_token_id=2,
        decoder_start_token_id=2, scale_embedding=True,
    )  # fmt: skip
    model = lively(M2M100ForConditionalGeneration(config), tokenizer, seed)
    words = [id for piece, id in tokenizer.get_vocab().items() if piece[:1] == "▁" and len(piece) > 2]
    quiet = torch.full((rows, 1), 0.05)  # so that it answers in words
    quiet[words] = 1.0
    with torch.no_grad():
        model.model.shared.weight.mul_(quiet)
    model.generation_config.update(max_length=200, num_beams=5, early_stopping=True, decoder_start_token_id=2)
    return model


def m2m100(folder: Path, seed: int = 0) -> None:
    """M2M100: a list of pieces, the languages behind it."""
    from transformers import M2M100Tokenizer

    known = ["<s>", "<pad>", "</s>", "<unk>", *pieces(folder)]
    write(folder, "vocab.json", dict(zip(known, range(len(known)))))
    tokenizer = M2M100Tokenizer(str(folder / "vocab.json"), str(folder / "sentencepiece.bpe.model"))
    tokenizer.save_pretrained(folder)
    small(tokenizer, seed).save_pretrained(folder)


def nllb(folder: Path, seed: int = 1) -> None:
    """NLLB: the same architecture with a tokenizer of its own."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import NllbTokenizer

    learner = Tokenizer(models.BPE(unk_token="<unk>"))
    learner.pre_tokenizer = pre_tokenizers.Metaspace()
    learner.train_from_iterator(
        (SENTENCES + CHINESE).splitlines(),
        trainers.BpeTrainer(vocab_size=320, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], show_progress=False),
    )
    model = json.loads(learner.to_str())["model"]
    tokenizer = NllbTokenizer(vocab=model["vocab"], merges=[tuple(pair) for pair in model["merges"]])
    tokenizer.save_pretrained(folder)
    made = small(tokenizer, seed)
    made.config.save_pretrained(folder)
    made.generation_config.save_pretrained(folder)
    torch.save({k: v.contiguous() for k, v in made.state_dict().items()}, folder / "pytorch_model.bin")


BUILDERS: dict[str, Callable[[Path], None]] = {
    "facebook/m2m100_418M": m2m100,
    "facebook/nllb-200-distilled-600M": nllb,
}
