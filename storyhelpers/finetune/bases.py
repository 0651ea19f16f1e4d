"""Base: the picture model that is taught, its parts opened when they are first asked for and let go when they are not.

What a U-Net of this kind was trained to predict is read from its scheduler and never guessed: a Playground v2.5 trained
as if it predicted the noise gives noise. Pictures are (n, 3, h, w) in -1 … 1, latents (n, c, h / scale, w / scale).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..crafts.illustrator.diffusion import Diffusion
from ..crafts.illustrator.models import MODELS
from ..crafts.illustrator.pipelines import FAMILIES, networks_of, open_network, quiet
from ..devices import Place
from ..engine import BadInput, NotHere
from ..models import hub
from ..models.local import free_memory
from .reading import Reading

if TYPE_CHECKING:
    import torch
    from PIL import Image

    from .recipe import Recipe

KINDS = ("StableDiffusionPipeline", "StableDiffusionXLPipeline")
PREDICTIONS = ("epsilon", "v_prediction")
EDM = ("EDMDPMSolverMultistepScheduler", "EDMEulerScheduler")  # the network's input, output and noise level are scaled
DISTILLED = ("LCMScheduler", "TCDScheduler", "SCMScheduler")
DTYPES = ("fp32", "fp16", "bf16")
BUCKET = 64  # pixels: sides of the large models' pictures divide by it
SAMPLES, SAMPLE = 64, 1 << 20  # of a large file of weights, to tell it from another: so many pieces of so many bytes


class Base(Reading):
    """A Stable Diffusion 1.5, 2, SDXL or Playground v2.5, opened to be taught.

    unet, vae, text_encoders and tokenizers are loaded when they are first asked for, frozen; `release` lets them go.
    The U-Net has the dtype that was asked for, the VAE always fp32 (SDXL's overflows in fp16).
    """

    def __init__(self, folder: Path, *, name: str, repo: str, licence: str, guidance: float, device: str, dtype: str):
        self.folder, self.name, self.repo, self.licence, self.guidance = folder, name, repo, licence, guidance
        self.device, self.dtype = device, dtype
        self.index = _read(folder / "model_index.json")
        self.family: str = self.index["_class_name"]
        unet, vae = _read(folder / "unet/config.json"), _read(folder / "vae/config.json")
        self.scheduler_config = _read(folder / "scheduler/scheduler_config.json")
        self.prediction = _prediction(name, self.scheduler_config)
        self.channels: int = vae.get("latent_channels", 4)  # of the latents
        if unet.get("in_channels", self.channels) != self.channels:
            raise BadInput(
                f"The U-Net of {name} takes {unet['in_channels']} channels and its latents have {self.channels}: it is "
                'a model for repainting parts of pictures. Teach the plain model that it was made from, such as "sd15".'
            )
        self.scale: int = 2 ** (len(vae.get("block_out_channels", ())) - 1)  # pixels a latent
        side = unet["sample_size"]
        self.size: int = (side if isinstance(side, int) else max(side)) * self.scale  # pixels it was trained on
        halvings = len(unet.get("block_out_channels", ())) - 1
        self.unit: int = BUCKET if self.size >= 8 * BUCKET else self.scale * 2**halvings  # pixels that sides divide by
        self._latents_at = _normalisation(vae)
        self._parts: dict[str, Any] = {}

    @classmethod
    def open(cls, recipe: "Recipe", device: str = "cpu", dtype: str = "fp32") -> "Base":
        """The base of a recipe: a name of the illustrator's MODELS, a hub id, or a folder. dtype: the U-Net's.

        Only configurations are read at first, so a model that cannot be taught is refused before its gigabytes are
        fetched. Raises NotHere for what is not on the hub (its mirror is named where one is known) or has its weights
        as pickles, BadInput for a model of another family.
        """
        if dtype not in DTYPES:
            raise BadInput(f"A U-Net is taught in {', '.join(DTYPES)}, not {dtype!r}.")
        model = _model(recipe.base, device, dtype)
        where = {"revision": model.revision, "ignore": model.ignored(), "mirror": model.model.mirror}
        folder = hub.fetch(model.repo, patterns=hub.TEXTS, **where)
        kind = hub.kind_of(folder)
        if kind not in KINDS:
            raise BadInput(
                f"{model.name} is {f'a {kind}' if kind else 'no pipeline of diffusers'}, and only Stable Diffusion "
                '1.5 and 2, SDXL and Playground v2.5 can be taught here. Take base="sd15", "sd2", "sdxl" or '
                '"playground".'
            )
        name = "tiny" if recipe.base == "tiny" else model.name
        about = {
            "name": name, "licence": "Apache-2.0" if name == "tiny" else model.licence, "repo": model.repo,
            "guidance": model.model.extra.get("guidance", FAMILIES[kind].guidance), "device": device, "dtype": dtype,
        }  # fmt: skip
        cls(folder, **about)  # raises what there is to raise
        folder = hub.fetch(model.repo, patterns=model.files(), **where)
        hub.inspect_folder(folder)
        return cls(folder, **about)

    # ---- its parts ----

    @property
    def unet(self):
        """The U-Net, frozen, in the base's dtype."""
        return self._part("unet", self.dtype)

    @property
    def vae(self):
        """The autoencoder, frozen, in fp32."""
        return self._part("vae", "fp32")

    @property
    def text_encoders(self) -> tuple:
        """The text encoders, frozen, in the base's dtype: one, or two in SDXL's family."""
        return tuple(self._part(name, self.dtype) for name in self.named("text_encoder"))

    @cached_property
    def tokenizers(self) -> tuple:
        """Their tokenizers."""
        import transformers

        return tuple(
            transformers.CLIPTokenizer.from_pretrained(self.folder / name, local_files_only=True)
            for name in self.named("tokenizer")
        )

    @property
    def scheduler(self):
        """A fresh scheduler of the base's own class and settings: to draw with, and for the objective."""
        import diffusers

        return getattr(diffusers, self.scheduler_config["_class_name"]).from_config(self.scheduler_config)

    def release(self, *names: str) -> None:
        """Lets parts go: "unet", "vae", "text_encoder", "text_encoder_2"; without names the VAE and the encoders."""
        gone = [self._parts.pop(name, None) for name in names or ("vae", *self.named("text_encoder"))]
        if any(part is not None for part in gone):
            del gone
            free_memory()

    @property
    def loaded(self) -> tuple[str, ...]:
        """Which parts are in memory now."""
        return tuple(self._parts)

    @cached_property
    def fingerprint(self) -> str:
        """A text that is the same for the same VAE, text encoders and tokenizers: what a cache depends on."""
        digest = hashlib.sha256()
        for name in ("vae", *self.named("text_encoder"), *self.named("tokenizer")):
            for file in sorted(path for path in (self.folder / name).rglob("*") if path.is_file()):
                digest.update(f"{name}/{file.name} {file.stat().st_size}\n".encode())
                for piece in _pieces(file):
                    digest.update(piece)
        return digest.hexdigest()[:16]

    def named(self, start: str) -> tuple[str, ...]:
        """The parts of the pipeline that are called so: text_encoder, text_encoder_2."""
        return tuple(name for name in (start, f"{start}_2") if (self.index.get(name) or [None])[0])

    def _part(self, name: str, dtype: str):
        if name not in self._parts:
            library, kind = networks_of(self.folder)[name]
            with quiet():
                network = open_network(self.folder / name, library, kind, Place(self.device, dtype))
            self._parts[name] = network.requires_grad_(False)
        return self._parts[name]

    # ---- pictures and latents ----

    def encode_pictures(self, pixels: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
        """(mean, std) of the VAE for (n, 3, h, w) pixels in -1 … 1; float32, not yet scaled."""
        import torch

        with torch.no_grad(), self._whole_numbers():
            found = self.vae.encode(pixels.to(self.device, torch.float32)).latent_dist
        return found.mean, found.std

    def latents(self, mean: "torch.Tensor", std: "torch.Tensor", noise: "torch.Tensor") -> "torch.Tensor":
        """One draw from what the VAE said, scaled as the U-Net wants it. All are (n, c, h, w)."""
        middle, spread = self._spread(mean)
        return (mean + std * noise - middle) / spread

    def pixels(self, latents: "torch.Tensor") -> "torch.Tensor":
        """What the VAE makes of scaled latents (n, c, h, w): (n, 3, h, w), about -1 … 1, float32, with gradients."""
        middle, spread = self._spread(latents)
        with self._whole_numbers():
            return self.vae.decode((latents.float() * spread + middle).to(self.device)).sample.float()

    def decode(self, latents: "torch.Tensor") -> "list[Image.Image]":
        """PIL pictures of scaled latents (n, c, h, w)."""
        import torch
        from PIL import Image

        with torch.no_grad():
            pixels = self.pixels(latents)
        pixels = ((pixels / 2 + 0.5).clamp(0, 1) * 255).round().to("cpu", torch.uint8)
        return [Image.fromarray(one.permute(1, 2, 0).numpy()) for one in pixels]

    def _whole_numbers(self):
        """A context in which a training's autocast does not reach the VAE."""
        import torch

        return torch.autocast(torch.device(self.device).type, enabled=False)

    def _spread(self, like: "torch.Tensor") -> "tuple[torch.Tensor, torch.Tensor]":
        """(middle, spread) so that scaled = (raw - middle) / spread, each (1, c or 1, 1, 1)."""
        middle, spread = (like.new_tensor(values).float().view(1, -1, 1, 1) for values in self._latents_at)
        return middle, spread

    # ---- drawing on the way ----

    def pipeline(self, text: bool = True):
        """diffusers' pipeline around the same U-Net object. text: with text encoders; False when embeddings are given.

        The VAE is fp32 whatever the U-Net is, so call it with output_type="latent" and give that to `decode`.
        """
        import diffusers

        names, kinds = self.named("text_encoder"), self.named("tokenizer")
        parts = {"vae": self.vae, "unet": self.unet, "scheduler": self.scheduler}
        parts |= dict(zip(kinds, self.tokenizers))
        parts |= dict(zip(names, self.text_encoders if text else [None] * len(names)))
        if self.family == "StableDiffusionPipeline":
            parts |= {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
        else:
            parts |= {"force_zeros_for_empty_prompt": self.empty_is_zero, "add_watermarker": False}
        with quiet():
            pipe = getattr(diffusers, self.family)(**parts)
        pipe.set_progress_bar_config(disable=True)
        return pipe

    def draw(
        self,
        text: "Mapping[str, torch.Tensor]",
        empty: "Mapping[str, torch.Tensor]",
        seeds: Sequence[int],
        *,
        steps: int = 20,
        guidance: float | None = None,
        rescale: float = 0.0,
        size: tuple[int, int] | None = None,
        together: int = 4,
    ) -> "list[Image.Image]":
        """Pictures by the U-Net as it is now, one a row of `text`, without text encoders and global randomness.

        text, empty: rows of `encode_captions`, and the one of `encode_nothing`. size: (width, height).
        rescale: diffusers' guidance_rescale. together: how many at once.
        """
        import torch

        width, height = size or (self.size, self.size)
        pipe, made = self.pipeline(text=False), []
        training = self.unet.training
        self.unet.eval()
        try:
            for first in range(0, len(seeds), together):
                some = list(seeds[first : first + together])
                rows = {name: value[first : first + together] for name, value in text.items()}
                options = {
                    "prompt_embeds": rows["hidden"],
                    "negative_prompt_embeds": empty["hidden"].expand_as(rows["hidden"]),
                }
                if "pooled" in rows:
                    options["pooled_prompt_embeds"] = rows["pooled"]
                    options["negative_pooled_prompt_embeds"] = empty["pooled"].expand_as(rows["pooled"])
                options = {name: value.to(self.device, self.unet.dtype) for name, value in options.items()}
                with torch.no_grad(), quiet():
                    latents = pipe(
                        **options, num_inference_steps=steps, width=width, height=height, output_type="latent",
                        guidance_scale=self.guidance if guidance is None else guidance, guidance_rescale=rescale,
                        generator=[torch.Generator().manual_seed(seed) for seed in some],
                    ).images  # fmt: skip
                made += self.decode(latents)
        finally:
            self.unet.train(training)
        return made

    def __repr__(self):
        kept = ", ".join(self._parts) or "nothing loaded"
        return (
            f"Base({self.name}, {self.family}, {self.prediction}, {self.size} px, {self.device}, {self.dtype}: {kept})"
        )


def _pieces(file: Path) -> Iterator[bytes]:
    """A file's bytes; of a large one, pieces from its first byte to its last."""
    size = file.stat().st_size
    starts = range(0, size, SAMPLE)
    if len(starts) > SAMPLES:
        starts = [(size - SAMPLE) * piece // (SAMPLES - 1) for piece in range(SAMPLES)]
    with file.open("rb") as stream:
        for start in starts:
            stream.seek(start)
            yield stream.read(SAMPLE)


def _model(base: str, device: str, dtype: str) -> Diffusion:
    """The illustrator of that name, for its files. Raises BadInput for those that are taught by teaching another."""
    if base == "tiny":
        from ..small import painter

        return Diffusion(painter(), device=device, dtype=dtype)
    model = Diffusion(base, device=device, dtype=dtype)
    row = next((row for row in MODELS.values() if row is model.model or row.repo == model.repo == base), model.model)
    if row.extra.get("made_for"):
        raise BadInput(
            f"{row.title} draws in {row.extra['made_for'][1]} steps because it was distilled, and forgets that when it "
            'is taught. Teach "sdxl" or "sd15": their LoRAs can be used with the quick ones.'
        )
    return model


def _prediction(name: str, config: Mapping[str, Any]) -> str:
    """ "epsilon", "v_prediction" or "edm": what the U-Net says of a noisy picture. Raises BadInput for others."""
    kind, said = config["_class_name"], config.get("prediction_type", "epsilon")
    if kind in EDM and said in PREDICTIONS:
        return "edm"
    flow = "Flow" in kind or "flow" in said or config.get("use_flow_sigmas")
    if not flow and kind not in (*DISTILLED, *EDM) and said in PREDICTIONS:
        return said
    why = "learns by flow matching" if flow else f"has a {kind} that predicts {said!r}"
    raise BadInput(
        f"{name} {why}, which this training does not know: it knows models that predict the noise (epsilon), the "
        'velocity (v_prediction), or as EDM does. Take base="sd15", "sd2", "sdxl" or "playground".'
    )


def _normalisation(vae: Mapping[str, Any]) -> tuple[list[float], list[float]]:
    """(middle, spread) of raw latents: scaled = (raw - middle) / spread. Playground has one of each per channel."""
    factor = vae.get("scaling_factor", 0.18215)
    if vae.get("latents_mean") is not None and vae.get("latents_std") is not None:
        return list(vae["latents_mean"]), [std / factor for std in vae["latents_std"]]
    return [vae.get("shift_factor") or 0.0], [1 / factor]


def _read(file: Path) -> dict:
    """A configuration. Raises NotHere when it is missing or cannot be read."""
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotHere(f"{file} cannot be read: delete that folder and load the model again.") from error
