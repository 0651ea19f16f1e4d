"""LoRA: a small file that teaches a picture model a style. Found, loaded, and counted, so that no layer is lost."""

import contextlib
import re
import tempfile
from pathlib import Path

from ...engine import BadInput, NotHere, StoryError
from ...environment import is_installed
from ...models.hub import PICKLES, TEXTS, WEIGHTS, fault_of, fetch
from .origin import PAGE, Origin, unet_key

USUAL = "pytorch_lora_weights.safetensors"
_LAYER = re.compile(r"lora_(A|B|up|down|linear_layer|embedding|magnitude)|lora\.(up|down)")
_NAME = "style"


def find(lora: str | Path) -> Path:
    """The .safetensors file of a LoRA: a file, a folder that holds one, or a hub id "owner/name" (downloaded once)."""
    path = Path(lora)
    if path.is_file():
        if path.suffix != ".safetensors":
            raise NotHere(f"{path} is no .safetensors file; other files can run any program when they are opened.")
        return path
    if not path.is_dir():
        if not is_hub_id(lora):
            raise NotHere(
                f'There is no LoRA at "{lora}". Give a .safetensors file, a folder, or a hub id "owner/name".'
            )
        path = fetch(str(lora), patterns=(*WEIGHTS, *TEXTS, PAGE))
    files = sorted(path.glob("*.safetensors"))
    usual = [file for file in files if file.name == USUAL]
    if not files and (pickles := sorted(file.name for kind in PICKLES for file in path.glob(kind))):
        raise NotHere(
            f"{path} has its LoRA only as {pickles[0]}, a pickle, which can run any program when it is opened. Look "
            "for the same style as .safetensors."
        )
    if not files:
        raise NotHere(f"{path} holds no .safetensors file, so there is no LoRA to load.")
    if not usual and len(files) > 1:
        raise BadInput(f"{path} holds {len(files)} LoRAs; name one: lora={str(files[0])!r}.")
    return (usual or files)[0]


def is_hub_id(lora: str | Path) -> bool:
    """Whether it is written as "owner/name"."""
    return str(lora).count("/") == 1 and not str(lora).startswith((".", "/", "~"))


def origin_of(lora: str | Path) -> Origin:
    """What a LoRA says of its base, read without its weights; an empty Origin for one that is not here or says nothing.

    Of a hub id that is not on this machine yet, only the page and the configuration (a few kB) are fetched.
    """
    try:
        path = Path(lora)
        if not path.exists() and is_hub_id(lora):
            folder = fetch(str(lora), patterns=(PAGE, *TEXTS))
            path = next(iter(sorted(folder.glob("*.safetensors"))), folder / USUAL)
        return Origin.of(path if path.is_file() or not path.is_dir() else find(path))
    except StoryError:  # said when it is loaded, where it can be helped
        return Origin()


def look_at(file: Path) -> int:
    """How many numbers a LoRA holds. Raises NotHere when its file is damaged, BadInput when it is something else."""
    if fault := fault_of(file):
        raise NotHere(f"{file} is damaged ({fault}): fetch it again.")
    if not is_installed("peft"):
        raise NotHere("A LoRA needs peft: pip install peft, then restart the kernel.")
    if found := _numbers_in(file):
        return found
    raise BadInput(f"{file.name} is no LoRA: it holds no low-rank layers. Give the file of a LoRA.")


def teach(pipe, file: Path, strength: float, name: str = "") -> None:
    """Loads a LoRA into a pipeline, `name` being what people call that.

    Raises BadInput when the LoRA was made for another model, or a layer found no place.
    """
    expected = look_at(file)
    kind = type(pipe).__name__
    if not hasattr(pipe, "load_lora_weights"):
        raise BadInput(f"{file.name} cannot be used: diffusers knows no LoRA for {kind}. Take SD, SDXL or Sana.")
    origin = Origin.of(file)
    other = f"{origin}, another model" if str(origin) else "another model"
    wrong = f"{file.name} was made for {other} than this {name or kind}"
    way_out = "Leave the model out and it is taken from the LoRA, or take the model that its page names."
    if origin.unet and hasattr(pipe, "unet") and origin.unet != unet_key(pipe.unet.config):
        raise BadInput(f"{wrong}: their layers differ. {way_out}")
    try:
        with _one_style(file) as one:
            # Before diffusers 0.40 a folder without the name of the file is looked for on the hub.
            pipe.load_lora_weights(str(one.parent), weight_name=one.name, adapter_name=_NAME, local_files_only=True)
    except (RuntimeError, ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise BadInput(f"{wrong}: its layers do not fit. {way_out}") from error
    found = sum(weight.numel() for weight in layers(pipe).values())
    if found != expected:
        raise BadInput(f"{wrong}: {found:,} of its {expected:,} numbers found a place. {way_out}")
    pipe.set_adapters([_NAME], [strength])


@contextlib.contextmanager
def _one_style(file: Path):
    """The file, or a passing copy of it with one style of names.

    Convolutions and attention saved in diffusers' documented way have two, and `load_lora_weights` drops one of them.
    """
    from safetensors import safe_open
    from safetensors.torch import load_file, save_file

    with safe_open(file, "pt") as weights:
        names, about = list(weights.keys()), weights.metadata()
    if not (any(".lora_A." in name for name in names) and any(".lora.down." in name for name in names)):
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        weights = load_file(file).items()
        named = {n.replace(".lora.down.", ".lora_A.").replace(".lora.up.", ".lora_B."): w for n, w in weights}
        save_file(named, copy, metadata=about)
        yield copy


def layers(pipe) -> dict[str, object]:
    """Name → weight of all LoRA layers in a pipeline's networks."""
    import torch

    return {
        f"{part}.{name}": weight
        for part, network in pipe.components.items()
        if isinstance(network, torch.nn.Module)
        for name, weight in network.named_parameters()
        if f".{_NAME}." in name
    }


def _numbers_in(file: Path) -> int:
    """How many numbers the low-rank layers of a file hold; alphas do not count."""
    from safetensors import safe_open

    with safe_open(file, "pt") as weights:
        shapes = {key: weights.get_slice(key).get_shape() for key in weights.keys() if _LAYER.search(key)}  # noqa: SIM118
    return sum(_product(shape) for key, shape in shapes.items() if not key.endswith("alpha"))


def _product(shape) -> int:
    total = 1
    for side in shape:
        total *= side
    return total
