"""How many bytes a model's weights will take, counted on the meta device from its configs before anything loads."""

import importlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..engine import NotHere
from .precision import ALWAYS_WHOLE, is_whole

BYTES = {"fp32": 4, "fp16": 2, "bf16": 2, "nf4": 2}  # of a number that is not 4-bit
BLOCK = 64  # 4-bit weights share one float32 scale per block
LOOKUP = 64  # bytes of the table of sixteen values that every 4-bit layer carries


@dataclass(frozen=True)
class Part:
    """One network of a model, to be counted.

    loader: "transformers:SamModel", "diffusers:UNet2DConditionModel", or "auto" for the class that the files name.
    folder: where its config.json is, inside the model's folder. quantise: whether nf4 touches it; skip: modules that
    nf4 leaves whole. keep_fp32: modules that are float32 whatever the dtype; True for all.
    """

    loader: str = "auto"
    folder: str = ""
    quantise: bool = True
    skip: tuple[str, ...] = ()
    keep_fp32: bool | tuple[str, ...] = ()


def bytes_of(parts: Iterable[Part], folder: Path, dtype: str) -> int:
    """The bytes of all parts' weights in this dtype ("fp32", "fp16", "bf16", "nf4"). Raises NotHere without configs."""
    return sum(count(skeleton(part, folder), part, dtype) for part in parts)


def count(module, part: Part, dtype: str) -> int:
    """The bytes that a network will take once it is loaded in this dtype, each shared weight counted once."""
    import torch

    four_bits = set()
    if dtype == "nf4" and part.quantise:
        whole = (*part.skip, *ALWAYS_WHOLE, *(part.keep_fp32 if isinstance(part.keep_fp32, tuple) else ()))
        layers = ((n, m) for n, m in module.named_modules() if type(m) is torch.nn.Linear)
        four_bits = {f"{name}.weight" for name, _ in layers if not is_whole(name, whole)}
    total = 0
    for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
        if name in four_bits:
            total += (tensor.numel() + 1) // 2 + 4 * -(-tensor.numel() // BLOCK) + LOOKUP
        elif not tensor.is_floating_point():
            total += tensor.numel() * tensor.element_size()
        else:
            single = part.keep_fp32 is True or (part.keep_fp32 and is_whole(name, part.keep_fp32))
            total += tensor.numel() * (4 if single else BYTES[dtype])
    return total


def skeleton(part: Part, folder: Path):
    """The network with its shapes and no numbers: built from its config on the meta device."""
    import torch

    folder = Path(folder)
    library, name = _class_of(part, folder)
    if library.split(".")[0] not in ("transformers", "diffusers"):  # a stranger's file must not choose what is imported
        raise NotHere(f"{folder} names a network of {library}, which this suite does not use.")
    where = folder / part.folder
    room = importlib.import_module(library)
    kind = getattr(room, name, None)
    if kind is None:
        raise NotHere(f"The installed {library} has no {name}: pip install --upgrade {library}, then restart.")
    with torch.device("meta"):
        if library == "diffusers":
            return kind.from_config(kind.load_config(where))
        # By way of a dictionary: from_pretrained warns where a config names a larger model that this is a part of.
        config = kind.config_class.from_dict(kind.config_class.get_config_dict(where)[0])
        module = kind(config)
        module.tie_weights()
        return module


def _class_of(part: Part, folder: Path) -> tuple[str, str]:
    if part.loader != "auto":
        library, _, name = part.loader.partition(":")
        return library, name
    index, config = _json(folder / "model_index.json"), _json(folder / part.folder / "config.json")
    if part.folder in index:
        library, name = index[part.folder]
        return library, name
    if "_class_name" in config:
        return "diffusers", config["_class_name"]
    if config.get("architectures"):
        return "transformers", config["architectures"][0]
    raise NotHere(f"{folder / part.folder} does not say what it is, so its size is not known before it is loaded.")


def _json(file: Path) -> dict:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
