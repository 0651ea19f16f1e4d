"""From a folder to a pipeline that can draw: which kinds are known, which networks they hold, and how these load."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...engine import NotHere
from ...models import Part, Place, quantise_linear, quantised
from ...models.hub import fault_of

SAFETY = "diffusers.pipelines.stable_diffusion.safety_checker:StableDiffusionSafetyChecker"


@dataclass(frozen=True)
class Family:
    """What a kind of pipeline wants: its usual steps and guidance, how many words it reads, and its own arguments."""

    steps: int
    guidance: float
    tokens: int = 77
    negative: str | None = "blurry, deformed, extra limbs, text, watermark"  # None: it knows no "not this"
    unit: int = 8  # what the sides of a picture must divide by
    old_callback: bool = False  # calls `callback(step, t, latents)` after a step
    asks: tuple[tuple[str, Any], ...] = ()


# The words go in as they were typed, and in the size that was asked for.
_PLAIN = (("clean_caption", False), ("use_resolution_binning", False))
FAMILIES: dict[str, Family] = {
    "StableDiffusionPipeline": Family(steps=30, guidance=7.5),
    "StableDiffusionXLPipeline": Family(steps=30, guidance=5.0),
    "PixArtAlphaPipeline": Family(20, 4.5, tokens=120, negative="", unit=16, old_callback=True, asks=_PLAIN),
    "PixArtSigmaPipeline": Family(20, 4.5, tokens=300, negative="", unit=16, old_callback=True, asks=_PLAIN),
    "SanaPipeline": Family(20, 4.5, tokens=299, negative="", unit=32, asks=_PLAIN),
    "SanaSprintPipeline": Family(2, 4.5, tokens=299, negative=None, unit=32, asks=_PLAIN),
}


@dataclass
class Tools:
    """What draws: the pipeline, its family, and the refiner where there is one."""

    pipe: Any
    family: Family
    refiner: Any = None

    @property
    def network(self):
        """The U-Net or the transformer."""
        return getattr(self.pipe, "unet", None) or self.pipe.transformer

    @property
    def side(self) -> int:
        """Pixels of the square that it was trained on."""
        size = self.network.config.sample_size
        return (size if isinstance(size, int) else max(size)) * self.pipe.vae_scale_factor


@contextlib.contextmanager
def quiet():
    """While it lasts, diffusers and transformers show no bars and keep their warnings: notes say what counts."""
    import diffusers
    import transformers

    logs = [diffusers.utils.logging, transformers.utils.logging]
    usual = [(log.get_verbosity(), log.is_progress_bar_enabled()) for log in logs]
    for log in logs:
        log.set_verbosity_error()
        log.disable_progress_bar()
    try:
        yield
    finally:
        for log, (level, bars) in zip(logs, usual):
            log.set_verbosity(level)
            if bars:
                log.enable_progress_bar()


def networks_of(folder: Path) -> dict[str, tuple[str, str]]:
    """Name → (library, class) of the parts of a pipeline's folder that hold weights."""
    index = json.loads((folder / "model_index.json").read_text("utf-8"))
    return {
        name: tuple(entry)
        for name, entry in index.items()
        if isinstance(entry, list) and entry[0] and (folder / name / "config.json").exists()
    }


def parts_of(folder: Path) -> list[Part]:
    """The same parts, to be counted before anything loads."""
    return [
        Part(
            SAFETY if name == "safety_checker" else "auto",
            name,
            quantise=name not in ("vae", "safety_checker"),
            keep_fp32=("wo",) if kind == "T5EncoderModel" else (),  # it overflows in fp16
        )
        for name, (_, kind) in networks_of(folder).items()
    ]


def open_pipeline(folder: Path, place: Place, given: Mapping[str, Any] | None = None):
    """The pipeline of a folder, every network on its place. given: parts that are here already (None: left out).

    Raises NotHere for a folder of another kind, and for weights that are pickles, damaged, or of another network.
    """
    from diffusers import DiffusionPipeline

    parts = dict(given or {})
    for name, (library, kind) in networks_of(folder).items():
        if name not in parts:
            parts[name] = open_network(folder / name, library, kind, place)
    checker = parts.pop("safety_checker", None)
    if checker is not None:  # put in below: when it is given here, the library prints all its layers
        parts |= {"safety_checker": None, "requires_safety_checker": False}
    # Networks are given, so what this loads is tokenizers and the scheduler.
    pipe = DiffusionPipeline.from_pretrained(folder, local_files_only=True, **parts)
    if checker is not None:
        pipe.register_modules(safety_checker=checker)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def open_network(folder: Path, library: str, kind: str, place: Place):
    """One network of a pipeline on its place, from safetensors, in 4 bits where the place says so."""
    import diffusers
    import transformers

    whole = [f for f in folder.glob("*.safetensors") if ".fp16" not in f.name and "non_ema" not in f.name]
    halves = list(folder.glob("*.fp16.safetensors"))
    if not whole and not halves:
        raise NotHere(
            f"{folder} holds no .safetensors file, only {_names(folder)}. Other files can run any program when they "
            "are opened, so look for the same model with .safetensors files."
        )
    options: dict[str, Any] = {"use_safetensors": True, "local_files_only": True, "output_loading_info": True}
    if halves and (place.dtype != "fp32" or not whole):
        options["variant"] = "fp16"
    if library == "diffusers":
        cls = getattr(diffusers, kind)
        network, found = _read(cls, folder, options | {"torch_dtype": place.torch_dtype})
        if place.dtype == "nf4" and not kind.startswith("Autoencoder"):
            quantise_linear(network)
        return _complete(network, found, folder).to(place.device).eval()
    if kind == "StableDiffusionSafetyChecker":
        from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker as cls

        config = None
    else:
        cls, config = getattr(transformers, kind), quantised(place)
    if config is not None:
        options["quantization_config"] = config
    if config is not None or place.device != "cpu":  # straight to its card: PixArt's T5 would fill Colab's main memory
        options["device_map"] = {"": place.device}
    network, found = _read(cls, folder, options | {"dtype": place.torch_dtype})
    return _complete(network, found, folder).eval()


def open_distilled(config: Path, file: Path, place: Place):
    """A U-Net whose shape is one folder's config.json and whose weights are one file (SDXL-Lightning)."""
    import torch
    from diffusers import UNet2DConditionModel
    from safetensors.torch import load_file

    if fault := fault_of(file):
        raise NotHere(f"{file.name} is damaged ({fault}), perhaps half-downloaded: delete {file.resolve()}, try again.")
    with torch.device("meta"):  # 2.6 billion numbers are not drawn only to be thrown away
        network = UNet2DConditionModel.from_config(UNet2DConditionModel.load_config(config))
    weights = {name: weight.to(place.torch_dtype) for name, weight in load_file(file).items()}
    try:
        network.load_state_dict(weights, assign=True)
    except RuntimeError as error:
        raise NotHere(f"{file} is not a U-Net of the shape of {config}: delete it and load the model again.") from error
    network.requires_grad_(False)
    return (quantise_linear(network) if place.dtype == "nf4" else network).to(place.device).eval()


def _read(cls, folder: Path, options):
    """(network, what was found). Raises NotHere when the weights do not fit the config."""
    from safetensors import SafetensorError

    try:
        return cls.from_pretrained(folder, **options)
    except SafetensorError as error:
        raise NotHere(f"The weights in {folder} are damaged: delete that folder and load the model again.") from error
    except (RuntimeError, ValueError) as error:
        if "size" not in str(error) and "shape" not in str(error):
            raise
        raise NotHere(
            f"The weights in {folder} are of another network than its config.json says: delete that folder and load "
            "the model again."
        ) from error


def _complete(network, found, folder: Path):
    """The network. Raises NotHere when weights were missing: a library would draw them at random and only warn."""
    missing = sorted(found["missing_keys"])
    if missing:
        raise NotHere(
            f"The weights in {folder} lack {len(missing)} of the network's parts, such as {missing[0]}: they are of "
            "another model, or of an older version. Delete that folder and load the model again."
        )
    return network


def _names(folder: Path) -> str:
    names = sorted(f.name for f in folder.iterdir() if f.suffix in (".bin", ".ckpt", ".pt", ".pth", ".msgpack"))
    return ", ".join(names) or "a config"
