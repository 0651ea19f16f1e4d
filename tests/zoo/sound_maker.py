"""Tiny TangoFlux, Stable Audio Open and CLAP under the real names, with the files that the real repositories have.

TangoFlux's text encoder is told by name: google/flan-t5-large has a tokenizer and a configuration here, no weights.
Its config.json says what the autoencoder is like; the real one says nothing and means diffusers' defaults.
"""

import json
from collections.abc import Callable
from pathlib import Path

WORDS = (
    "a", "an", "the", "cat", "dog", "small", "big", "old", "rain", "thunder", "meows", "barks", "soft", "loud",
    "in", "on", "of", "and", "while", "street", "sea", "wind", "bell", "car", "train", "bird", "sings", "falls",
    "rolls", "far", "near", "low", "quality",
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz,."
WIDTH = 64  # 4-bit weights need multiples of 64 on some processors
LOUD = 0.3
AUTOENCODER = {  # 2048 samples a latent, as the real one, so that lengths are real
    "encoder_hidden_size": 4, "downsampling_ratios": [2, 4, 4, 8, 8], "channel_multiples": [1, 1, 2, 2, 4],
    "decoder_channels": 4, "decoder_input_channels": 64, "audio_channels": 2, "sampling_rate": 44100,
}  # fmt: skip


def flan_t5(folder: Path) -> None:
    """The tokenizer and the configuration of T5, without weights."""
    _t5_config("gated-gelu").save_pretrained(folder)
    _t5_tokenizer(folder, 512)


def tangoflux(folder: Path) -> None:
    """config.json, tangoflux.safetensors (text encoder, transformer, fc, duration_emebdder), vae.safetensors."""
    from diffusers import FluxTransformer2DModel
    from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioNumberConditioner
    from safetensors.torch import save_file
    from torch import nn
    from transformers import T5EncoderModel

    sizes = {
        "num_layers": 1, "num_single_layers": 1, "in_channels": 64, "attention_head_dim": 128,
        "joint_attention_dim": WIDTH, "num_attention_heads": 1,
    }  # fmt: skip
    config = {**sizes, "audio_seq_len": 645, "max_duration": 30, "uncondition": False,
              "text_encoder_name": "google/flan-t5-large", "vae": AUTOENCODER}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config, indent=2), "utf-8")
    whole = nn.Module()
    whole.text_encoder = T5EncoderModel(_t5_config("gated-gelu"))
    whole.transformer = FluxTransformer2DModel(**sizes, pooled_projection_dim=WIDTH, guidance_embeds=False)
    whole.fc = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.ReLU())
    whole.duration_emebdder = StableAudioNumberConditioner(WIDTH, 0, 30)
    weights = _lively(whole, seed=1).state_dict()
    for name in ("weight", "bias"):
        weights[f"transformer.proj_out.{name}"] *= 0.02  # the flow of a real one is about as large as noise
    weights["duration_emebdder.time_positional_embedding.0.weights"] *= 30.0  # frequencies: one second more is heard
    weights.pop("text_encoder.encoder.embed_tokens.weight")  # the same as "shared"
    save_file({k: v.contiguous() for k, v in weights.items()}, folder / "tangoflux.safetensors")
    vae = _autoencoder()
    save_file({k: v.contiguous() for k, v in vae.state_dict().items()}, folder / "vae.safetensors")


def stable_audio(folder: Path) -> None:
    """The folders of a StableAudioPipeline, with the scheduler that asks for torchsde."""
    from diffusers import StableAudioDiTModel, StableAudioProjectionModel
    from transformers import T5EncoderModel

    transformer = StableAudioDiTModel(
        sample_size=256, in_channels=64, num_layers=2, attention_head_dim=32, num_attention_heads=4,
        num_key_value_attention_heads=2, out_channels=64, cross_attention_dim=WIDTH, time_proj_dim=64,
        global_states_input_dim=2 * WIDTH, cross_attention_input_dim=WIDTH,
    )  # fmt: skip
    _lively(transformer, seed=3).save_pretrained(folder / "transformer")
    _lively(StableAudioProjectionModel(WIDTH, WIDTH, 0, 512), seed=4).save_pretrained(folder / "projection_model")
    _lively(T5EncoderModel(_t5_config("relu")), seed=5).save_pretrained(folder / "text_encoder")
    _autoencoder().save_pretrained(folder / "vae")
    _t5_tokenizer(folder / "tokenizer", 128)
    scheduler = {
        "_class_name": "CosineDPMSolverMultistepScheduler", "_diffusers_version": "0.30.0.dev0",
        "euler_at_final": False, "final_sigmas_type": "zero", "lower_order_final": True, "num_train_timesteps": 1000,
        "prediction_type": "v_prediction", "rho": 7.0, "sigma_data": 1.0, "sigma_max": 500, "sigma_min": 0.3,
        "sigma_schedule": "exponential", "solver_order": 2, "solver_type": "midpoint",
    }  # fmt: skip
    (folder / "scheduler").mkdir()
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(scheduler, indent=2), "utf-8")
    index = {
        "_class_name": "StableAudioPipeline", "_diffusers_version": "0.30.0.dev0",
        "projection_model": ["stable_audio", "StableAudioProjectionModel"],
        "scheduler": ["diffusers", "CosineDPMSolverMultistepScheduler"],
        "text_encoder": ["transformers", "T5EncoderModel"], "tokenizer": ["transformers", "T5TokenizerFast"],
        "transformer": ["diffusers", "StableAudioDiTModel"], "vae": ["diffusers", "AutoencoderOobleck"],
    }  # fmt: skip
    (folder / "model_index.json").write_text(json.dumps(index, indent=2), "utf-8")


def clap(folder: Path) -> None:
    """A CLAP with feature fusion; it hears 10 seconds at 48 kHz, as the real one."""
    from transformers import ClapConfig, ClapFeatureExtractor, ClapModel, ClapProcessor, RobertaTokenizer

    pieces = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", "Ġ", *LETTERS]  # letters only: byte pairs without a merge
    config = ClapConfig(
        text_config={
            "vocab_size": len(pieces), "hidden_size": WIDTH, "intermediate_size": 128,
            "num_hidden_layers": 1, "num_attention_heads": 2, "max_position_embeddings": 514, "projection_dim": WIDTH,
        },
        audio_config={
            "patch_embeds_hidden_size": 16, "hidden_size": 128, "depths": [1, 1, 1, 1], "projection_dim": WIDTH,
            "num_attention_heads": [1, 1, 2, 2], "enable_fusion": True, "num_classes": 8,
        },
        projection_dim=WIDTH,
    )  # fmt: skip
    _lively(ClapModel(config), seed=6).save_pretrained(folder)
    tokenizer = RobertaTokenizer(vocab={p: i for i, p in enumerate(pieces)}, merges=[], model_max_length=512)
    ClapProcessor(ClapFeatureExtractor(truncation="fusion"), tokenizer).save_pretrained(folder)


def _autoencoder():
    """An autoencoder that is about as loud as a real one."""
    import torch
    from diffusers import AutoencoderOobleck

    vae = _lively(AutoencoderOobleck(**AUTOENCODER), seed=2)
    with torch.no_grad():
        vae.decoder.conv2.weight_g.mul_(LOUD)
    return vae


def _t5_config(feed_forward: str):
    from transformers import T5Config

    return T5Config(
        vocab_size=len(_pieces()), d_model=WIDTH, d_kv=16, d_ff=128, num_layers=2, num_heads=4,
        feed_forward_proj=feed_forward, tie_word_embeddings=False, architectures=["T5EncoderModel"],
    )  # fmt: skip


def _pieces() -> list[tuple[str, float]]:
    """T5's word pieces and how likely each is: our words whole, all else by letters."""
    special = [(name, 0.0) for name in ("<pad>", "</s>", "<unk>")]
    return [*special, *((f"▁{word}", -3.0) for word in WORDS), *((letter, -9.0) for letter in "▁" + LETTERS)]


def _t5_tokenizer(folder: Path, longest: int) -> None:
    from transformers import T5Tokenizer

    T5Tokenizer(vocab=_pieces(), extra_ids=0, model_max_length=longest).save_pretrained(folder)


def _lively(model, seed: int):
    """The model with weights drawn anew, so that what goes in is heard in what comes out."""
    import torch

    chance = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            drawn = torch.randn(weights.shape, generator=chance)
            if name.endswith("weight_g"):  # the length of the direction that weight_v gives
                weights.copy_((0.2 if "res_unit" in name else 1.0) * (1.0 + 0.05 * drawn))
            elif name.endswith(("alpha", "beta")) or ("norm" in name and weights.dim() < 2):
                continue
            elif weights.dim() < 2:
                weights.copy_(0.1 * drawn)
            elif "embed" in name or "shared" in name:
                weights.copy_(0.7 * drawn)
            else:
                weights.copy_(drawn / weights[0].numel() ** 0.5)
    return model.eval()


BUILDERS: dict[str, Callable[[Path], None]] = {
    "google/flan-t5-large": flan_t5,
    "declare-lab/TangoFlux": tangoflux,
    "stabilityai/stable-audio-open-1.0": stable_audio,
    "laion/clap-htsat-fused": clap,
}
