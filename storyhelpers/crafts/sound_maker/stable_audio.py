"""Stable Audio Open (stabilityai/stable-audio-open-1.0) through diffusers' StableAudioPipeline.

Its scheduler draws noise from a Brownian tree and needs torchsde for that. Here the same solver (DPM-Solver++ 2M SDE)
takes plain noise from the seed's generator: at fixed steps the tree's increments are independent Gaussians too.
"""

from collections.abc import Callable

from ...engine import BadInput, NotHere
from ...media import Sound
from ...models import LocalModel, Part, hub, quantise_linear, weights
from .decoding import cast, samples, slim, ticker
from .guard import numbers
from .models import MODELS

RATE = 44100
ROOMS = ("projection_model", "scheduler", "text_encoder", "tokenizer", "transformer", "vae")
KEEP = ("wo",)  # T5's output layers run over in fp16, and are float32 in nf4 too


class StableAudio(LocalModel):
    """Makes a sound of English words with Stable Audio Open: 44.1 kHz stereo, up to 47 seconds, good in 100 steps.

    guidance: how closely it keeps to the words; 1 or less leaves the second pass out. without: what the sound should
    not be like. The weights are gated: accept their licence on the hub once. Source: Evans et al., arXiv 2407.14358.
    """

    MODELS = {"stable-audio": MODELS["stable-audio"]}
    PASSES = True
    DEFAULT = "stable-audio"
    KINDS = ("StableAudioPipeline",)

    def __init__(
        self,
        model=None,
        *,
        guidance: float | None = None,
        without: str | None = None,
        device=None,
        dtype=None,
        revision=None,
    ):
        super().__init__(model, device=device, dtype=dtype, revision=revision)
        self.guidance = float(self.model.extra["guidance"] if guidance is None else guidance)
        self.without = self.model.extra["without"] if without is None else without

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

        def job(pipe, place):
            longest = pipe.transformer.config.sample_size * pipe.vae.hop_length / RATE
            if seconds > longest:
                raise BadInput(f"{self.name} makes at most {longest:.1f} seconds: seconds={int(longest)}.")
            return samples(pipe.vae, self._denoise(pipe, words, seconds, steps, seed, on_step), seconds), place.dtype

        wave, dtype = self.work(job, on_step=on_step)
        wave = numbers(wave, self.name, dtype)
        return Sound(wave, RATE, words=words, made_by=self.made_by, seed=seed)

    def _denoise(self, pipe, words, seconds, steps, seed, on_step):
        """Noise → latents (1, channels, time) for all 47 seconds; the length is told to the model."""
        import torch

        tick = ticker(on_step, steps)
        tick(0)
        guided = self.guidance > 1
        return pipe(
            words,
            negative_prompt=self.without if guided and self.without else None,
            audio_end_in_s=float(seconds),
            num_inference_steps=steps,
            guidance_scale=self.guidance if guided else 1.0,
            generator=torch.Generator("cpu").manual_seed(seed),
            callback=lambda done, t, latents: tick(done + 1),
            output_type="latent",
        ).audios

    # ---- loading ----

    def _weights(self, dtype: str) -> tuple[int, bool]:
        """Counted from its configurations where they are here, else declared; of the autoencoder only the decoder."""
        kinds = {
            "transformer": Part("diffusers:StableAudioDiTModel", "transformer"),
            "text_encoder": Part("transformers:T5EncoderModel", "text_encoder", keep_fp32=KEEP),
            "projection_model": Part("diffusers:StableAudioProjectionModel", "projection_model", quantise=False),
            "vae": Part("diffusers:AutoencoderOobleck", "vae", quantise=False),
        }
        try:
            folder = self.configs()
            parts = {name: weights.skeleton(part, folder) for name, part in kinds.items()}
        except (NotHere, OSError):
            return super()._weights(dtype)
        del parts["vae"].encoder
        return sum(weights.count(parts[name], part, dtype) for name, part in kinds.items()), False

    def files(self):
        """The pipeline's folders; the repository has the same weights once more for Stability's own program."""
        return ["model_index.json", *(f"{room}/{kind}" for room in ROOMS for kind in hub.TEXTS + hub.WEIGHTS)]

    def fetch(self):
        """Its folder, with every part of the pipeline in it."""
        folder = super().fetch()
        if not self.loaded:
            needed = [f"{room}/*.safetensors" for room in ROOMS if room not in ("scheduler", "tokenizer")]
            hub.inspect_folder(folder, wanted=["scheduler/scheduler_config.json", "tokenizer/*.json", *needed])
        return folder

    def load(self, folder, place):
        """The pipeline with a scheduler that needs nothing else, T5's `wo` in float32, and a decoder only."""
        from diffusers import AutoencoderOobleck, StableAudioDiTModel, StableAudioPipeline, StableAudioProjectionModel
        from transformers import AutoTokenizer, T5EncoderModel

        dtype, own = place.torch_dtype, {"use_safetensors": True, "local_files_only": True}
        transformer = StableAudioDiTModel.from_pretrained(folder / "transformer", torch_dtype=dtype, **own)
        text = cast(T5EncoderModel.from_pretrained(folder / "text_encoder", **own), dtype, KEEP)
        if place.dtype == "nf4":
            quantise_linear(transformer)
            quantise_linear(text, KEEP)
        pipe = StableAudioPipeline(
            vae=slim(AutoencoderOobleck.from_pretrained(folder / "vae", **own), place),
            text_encoder=text.to(place.device),
            projection_model=StableAudioProjectionModel.from_pretrained(
                folder / "projection_model", torch_dtype=dtype, **own
            ).to(place.device),
            tokenizer=AutoTokenizer.from_pretrained(folder / "tokenizer", local_files_only=True),
            transformer=transformer.to(place.device),
            scheduler=solver(folder / "scheduler"),
        )
        pipe.set_progress_bar_config(disable=True)
        return pipe


def solver(folder):
    """The model's own solver and noise levels, with noise from a generator instead of torchsde's Brownian tree."""
    import json
    import math

    from diffusers import EDMDPMSolverMultistepScheduler

    class CosineSolver(EDMDPMSolverMultistepScheduler):
        """DPM-Solver++ 2M SDE in which the network is told a noise level σ as 2/π · atan σ."""

        def precondition_noise(self, sigma):
            """σ → what the network is told of it."""
            return sigma.atan() * 2 / math.pi

    own = json.loads((folder / "scheduler_config.json").read_text("utf-8"))
    known = {name: value for name, value in own.items() if not name.startswith("_")}
    return CosineSolver(**{**known, "algorithm_type": "sde-dpmsolver++"})
