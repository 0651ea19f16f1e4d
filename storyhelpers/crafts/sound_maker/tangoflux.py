"""TangoFlux (declare-lab/TangoFlux), loaded with diffusers' and transformers' own classes.

The `tangoflux` package pins torch 2.4 and transformers 4.44, has no seed, no half precision, no folder, and decodes 30
seconds for every sound. With the same weights and the same noise this gives the same latents, bit for bit.
"""

import json
from collections.abc import Callable
from pathlib import Path

from ...engine import BadInput, NotHere
from ...media import Sound
from ...models import LocalModel, Part, hub, quantise_linear, weights
from .decoding import cast, samples, slim, ticker
from .guard import numbers
from .models import MODELS

RATE = 44100
TOKENIZER = ("config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
KEEP = ("wo",)  # T5's output layers run over in fp16, and are float32 in nf4 too
FILES = ("config.json", "tangoflux.safetensors", "vae.safetensors")


class TangoFlux(LocalModel):
    """Makes a sound of English words with TangoFlux: 44.1 kHz stereo, up to 30 seconds, good in 25 steps.

    guidance: how closely it keeps to the words; 1 or less leaves the second, wordless pass out and takes half the time.
    Source: Hung et al., TangoFlux, arXiv 2412.21037.
    """

    MODELS = {"tangoflux": MODELS["tangoflux"]}
    PASSES = True
    DEFAULT = "tangoflux"

    def __init__(self, model=None, *, guidance: float | None = None, device=None, dtype=None, revision=None):
        super().__init__(model, device=device, dtype=dtype, revision=revision)
        self.guidance = float(self.model.extra["guidance"] if guidance is None else guidance)
        self._text = ""  # where T5's tokenizer is

    def __call__(
        self,
        words: str,
        *,
        seconds: float = 5.0,
        steps: int | None = None,
        seed: int = 0,
        on_step: Callable[[int, int], None] | None = None,
    ) -> Sound:
        """The same seed gives the same noise on every machine. Raises BadInput beyond the model's longest sound,
        Unsound when it makes something that is not a number."""
        steps = steps or self.model.extra["steps"]

        def job(parts, place):
            longest = float(parts.config["max_duration"])
            if seconds > longest:
                raise BadInput(f"{self.name} makes at most {longest:g} seconds of sound: seconds={longest:g}.")
            latents = denoise(parts, words, seconds, steps, self.guidance, seed, ticker(on_step, steps))
            return samples(parts.vae, latents.transpose(1, 2), seconds), place.dtype

        wave, dtype = self.work(job, on_step=on_step)
        wave = numbers(wave, self.name, dtype)
        return Sound(wave, RATE, words=words, made_by=self.made_by, seed=seed)

    # ---- loading ----

    def files(self):
        """Its three files; the repository also has a copy of the package's code."""
        return FILES

    def fetch(self) -> Path:
        """Its folder, after T5's tokenizer and configuration, which live in a repository of their own."""
        folder = super().fetch()
        if not self.loaded:
            hub.inspect_folder(folder, wanted=FILES)
            self._text = str(text_folder(folder))
        return folder

    def _weights(self, dtype: str) -> tuple[int, bool]:
        """Counted from both repositories' configurations where they are here, else declared."""
        try:
            folder = hub.fetch(self.repo, revision=self.revision, patterns=("config.json",), offline=True)
            parts = blank(read_config(folder), text_folder(folder, offline=True))
        except (NotHere, OSError):
            return super()._weights(dtype)
        del parts.vae.encoder
        kept = {"text_encoder": Part(keep_fp32=KEEP), "transformer": Part()}
        whole = Part(quantise=False)
        return sum(weights.count(part, kept.get(name, whole), dtype) for name, part in parts.named_children()), False

    def load(self, folder, place):
        """Builds the networks without numbers, then gives them those of the files: nothing is held twice."""
        from safetensors.torch import load_file
        from transformers import AutoTokenizer

        parts = blank(read_config(folder), self._text)
        own = load_file(folder / "tangoflux.safetensors")
        sound = {f"vae.{name}": tensor for name, tensor in load_file(folder / "vae.safetensors").items()}
        try:
            found = parts.load_state_dict({**own, **sound}, strict=False, assign=True)
        except RuntimeError as error:  # a weight of another size
            raise NotHere(_no_tango(folder)) from error
        missing = [name for name in found.missing_keys if name != "text_encoder.encoder.embed_tokens.weight"]
        if missing or found.unexpected_keys:
            raise NotHere(_no_tango(folder))
        _share(parts.text_encoder)
        parts.vae = slim(parts.vae, place)
        cast(parts.text_encoder, place.torch_dtype, KEEP)
        for part in (parts.transformer, parts.fc, parts.duration_emebdder):
            cast(part, place.torch_dtype)
        if place.dtype == "nf4":
            quantise_linear(parts.transformer)
            quantise_linear(parts.text_encoder, KEEP)
        parts.tokenizer = AutoTokenizer.from_pretrained(self._text, local_files_only=True)
        return parts.to(place.device).eval()


def read_config(folder: Path) -> dict:
    """TangoFlux's config.json with the defaults of those who wrote the model. Raises NotHere for another model's."""
    try:
        config = json.loads((Path(folder) / "config.json").read_text("utf-8"))
    except ValueError:
        config = {}
    if "num_single_layers" not in config:
        raise NotHere(_no_tango(folder))
    usual = {
        "num_layers": 6, "num_single_layers": 18, "in_channels": 64, "attention_head_dim": 128,
        "joint_attention_dim": 1024, "num_attention_heads": 8, "audio_seq_len": 645, "max_duration": 30,
        "text_encoder_name": "google/flan-t5-large", "vae": {},
    }  # fmt: skip
    return {**usual, **config}


def text_folder(folder: Path, offline: bool = False) -> Path:
    """The folder with T5's tokenizer and configuration, fetched where they are missing: its weights are not needed.

    A folder of that name inside the model's own is taken first, so that a copy of both works without a network.
    """
    repo = read_config(folder)["text_encoder_name"]
    inside = Path(folder) / repo
    return hub.fetch(str(inside) if inside.is_dir() else repo, patterns=TOKENIZER, offline=offline)


def blank(config: dict, text: Path | str):
    """All networks as one module on the meta device: shapes, no numbers. Their names are those in the files."""
    import torch
    from diffusers import AutoencoderOobleck, FluxTransformer2DModel
    from diffusers.pipelines.stable_audio.modeling_stable_audio import StableAudioNumberConditioner
    from torch import nn
    from transformers import T5Config, T5EncoderModel

    parts = nn.Module()
    parts.config = config
    with torch.device("meta"):
        parts.text_encoder = T5EncoderModel(T5Config.from_pretrained(text))
        width = parts.text_encoder.config.d_model
        sizes = ("num_layers", "num_single_layers", "in_channels", "attention_head_dim", "joint_attention_dim",
                 "num_attention_heads")  # fmt: skip
        parts.transformer = FluxTransformer2DModel(
            **{name: config[name] for name in sizes}, pooled_projection_dim=width, guidance_embeds=False
        )
        parts.fc = nn.Sequential(nn.Linear(width, config["joint_attention_dim"]), nn.ReLU())
        parts.duration_emebdder = StableAudioNumberConditioner(width, 0, config["max_duration"])  # spelt so in the file
        parts.vae = AutoencoderOobleck(**config["vae"])
    _share(parts.text_encoder)
    return parts


def _share(text_encoder):
    """One word table: the file holds it once, under the name "shared"."""
    text_encoder.set_input_embeddings(text_encoder.shared)


def _no_tango(folder) -> str:
    return (
        f"What is in {folder} is not a TangoFlux model. Give a model of that kind, or leave the name out: "
        'Studio(sound_maker="tangoflux").'
    )


# ---- making ----


def denoise(parts, words: str, seconds: float, steps: int, guidance: float, seed: int, tick):
    """Noise → latents, float32 (1, time, channels), in `steps` equal steps of a straight flow (Euler).

    All 645 latents are made, whatever `seconds`: the model was trained on them and learns the length from a token.
    """
    import numpy as np
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler

    config, network = parts.config, parts.transformer
    some = parts.duration_emebdder.time_positional_embedding[1].weight
    device, dtype = some.device, some.dtype
    frames = config["audio_seq_len"]
    chance = torch.Generator("cpu").manual_seed(seed)
    with torch.inference_mode():
        tick(0)
        text, pooled = read(parts, words, seconds, guided=guidance > 1)
        latents = torch.randn(1, frames, config["in_channels"], generator=chance).to(device)
        places = torch.arange(frames, device=device, dtype=torch.float32)[:, None].repeat(1, 3)
        scheduler = FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000)
        scheduler.set_timesteps(sigmas=np.linspace(1.0, 1 / steps, steps), device=device)
        for done, t in enumerate(scheduler.timesteps, 1):
            flow = network(
                hidden_states=latents.to(dtype).expand(len(text), -1, -1),
                timestep=(t / 1000)[None],
                guidance=None,
                pooled_projections=pooled,
                encoder_hidden_states=text,
                txt_ids=torch.zeros(text.shape[1], 3, device=device),
                img_ids=places,
                return_dict=False,
            )[0].float()
            if len(flow) > 1:
                wordless, told = flow.chunk(2)
                flow = wordless + guidance * (told - wordless)
            latents = scheduler.step(flow, t, latents).prev_sample
            tick(done)
    return latents


def read(parts, words: str, seconds: float, guided: bool):
    """Words and length → tokens (1 or 2, count, width) and their mean (1 or 2, width); empty words first if guided."""
    import torch

    some = parts.duration_emebdder.time_positional_embedding[1].weight
    limit = parts.tokenizer.model_max_length
    told = parts.tokenizer([words], max_length=limit, truncation=True, return_tensors="pt")
    length = told.input_ids.shape[1]
    batch = [told]
    if guided:
        batch.insert(0, parts.tokenizer([""], max_length=length, padding="max_length", truncation=True,
                                        return_tensors="pt"))  # fmt: skip
    hidden, masks = [], []
    for tokens in batch:
        mask = tokens.attention_mask.to(some.device)
        made = parts.text_encoder(input_ids=tokens.input_ids.to(some.device), attention_mask=mask)[0]
        hidden.append(made.to(some.dtype))
        masks.append(mask)
    hidden, masks = torch.cat(hidden), torch.cat(masks)
    pooled = parts.fc((hidden * masks[..., None]).sum(1) / masks.sum(1, keepdim=True))
    duration = parts.duration_emebdder(torch.tensor([float(seconds)], device=some.device))
    return torch.cat([hidden, duration.repeat(len(batch), 1, 1)], dim=1), pooled
