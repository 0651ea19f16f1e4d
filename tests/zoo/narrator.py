"""Tiny VITS checkpoints under the names of the MMS project, with letters; Korean asks for uroman, too."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

ENGLISH = "k'zyudhesw–3cp-1jmi flo0bra42n_xvtq56g"  # as the real one: some digits, no punctuation; "_" is padding
SPANISH = "ñ1óüsdvgnóaéíúczbmqhtipfrlkyejoxuá w_-4"


def vits(folder: Path, letters: str = ENGLISH, language: str = "eng", seed: int = 0, uroman: bool = False) -> None:
    """A VITS of the real hop (256) and rate (16 kHz), so that times are real; its rhythm is drawn, too."""
    import torch
    from transformers import VitsConfig, VitsModel

    vocab = {letter: number for number, letter in enumerate(dict.fromkeys(letters))}
    config = VitsConfig(
        vocab_size=len(vocab), hidden_size=32, num_hidden_layers=1, ffn_dim=32, flow_size=32, spectrogram_bins=65,
        upsample_initial_channel=32, resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1, 3, 5]],
        depth_separable_num_layers=1, duration_predictor_num_flows=2, duration_predictor_filter_channels=16,
        prior_encoder_num_flows=2, prior_encoder_num_wavenet_layers=1, posterior_encoder_num_wavenet_layers=1,
        architectures=["VitsModel"],
    )  # fmt: skip
    model = VitsModel(config)
    chance = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.ndim > 1 and "duration" not in name:
                weights.copy_(torch.randn(weights.shape, generator=chance) / weights[0].numel() ** 0.5)
    model.eval().save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), "utf-8")
    options = {
        "add_blank": True, "is_uroman": uroman, "language": language, "normalize": True, "pad_token": letters[0],
        "phonemize": False, "tokenizer_class": "VitsTokenizer", "unk_token": "<unk>",
    }  # fmt: skip
    (folder / "tokenizer_config.json").write_text(json.dumps(options), "utf-8")


BUILDERS: dict[str, Callable[[Path], None]] = {
    "facebook/mms-tts-eng": vits,
    "facebook/mms-tts-spa": partial(vits, letters=SPANISH, language="spa", seed=1),
    "facebook/mms-tts-kor": partial(vits, letters="abcdefghijklmnop _", language="kor", seed=2, uroman=True),
}
