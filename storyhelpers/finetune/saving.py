"""What was taught, as files that others can open: a LoRA in two layouts, or a whole pipeline.

A LoRA is written under peft's own names, as the pipeline's `save_lora_weights` lays them out. (By diffusers' documented
way, `convert_state_dict_to_diffusers`, attention and convolutions get two styles of names, and its loader drops one.)
alpha / rank is multiplied into the up matrices, so that it counts in every program, also in those that know no alpha
there. Nothing takes its place before it was read back and compared with what was taught.
"""

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..crafts.illustrator.lora import USUAL
from ..crafts.illustrator.origin import Origin, unet_key
from ..engine import BadInput, NoAnswer
from ..version import __version__
from .kohya import MAGNITUDE, UP, notes, to_kohya
from .reading_back import compare, pipeline_of, published
from .writing import aside, move, write

if TYPE_CHECKING:
    import torch

    from .bases import Base
    from .recipe import Recipe

MADE_BY = f"Storybook Studio {__version__}"
UNET = "diffusion_pytorch_model.safetensors"


def save_lora(
    unet, recipe: "Recipe", folder: str | os.PathLike, text_encoder=None, about: Mapping[str, Any] | None = None
) -> Path:
    """Writes the LoRA of a U-Net (and of text encoders) into a folder, in diffusers' layout and in kohya's.

    unet: with its LoRA put on by `add_adapter`. text_encoder: one network or several that carry a LoRA too. about: see
    `card.about`. The folder gets pytorch_lora_weights.safetensors and NAME_kohya.safetensors (none for a DoRA, which
    kohya's layout has no place for). Raises BadInput without a LoRA, BookTrouble when it cannot be written, NoAnswer
    when diffusers brings back something else; what was saved before is then still there.
    """
    folder, about = Path(folder), dict(about or {})
    networks = {"unet": unet, **_named(text_encoder)}
    raw, scale = _taught(networks)
    name = about.setdefault("name", folder.resolve().name)
    header = {"format": "pt", **_header(unet.config, recipe, about)}
    kind = pipeline_of(unet.config)
    with aside(folder) as side:
        packed = {f"{part}_lora_layers": _folded(weights, scale) for part, weights in raw.items()}
        kind.save_lora_weights(side, **packed, save_function=lambda weights, file: write(Path(file), weights, header))
        compare(side / USUAL, networks, packed)
        files = [USUAL]
        if not any(key.endswith(MAGNITUDE) for key in raw["unet"]):
            files.append(f"{name}_kohya.safetensors")
            flat = {f"{part}.{key}": weight for part, weights in raw.items() for key, weight in weights.items()}
            alpha = next(iter(unet.peft_config.values())).lora_alpha
            write(side / files[1], to_kohya(flat, alpha, unet.config), header | notes(recipe, unet.config, about))
            compare(side / files[1], networks, {f"{part}_lora_layers": weights for part, weights in raw.items()})
        for file in files:  # both are good
            os.replace(side / file, folder / file)
    return folder


def save_whole(
    base: "Base",
    recipe: "Recipe",
    folder: str | os.PathLike,
    about: Mapping[str, Any] | None = None,
    *,
    ema: "Mapping[str, torch.Tensor] | None" = None,
    half: bool = False,
) -> Path:
    """Writes the base's pipeline with its taught U-Net as a folder that Diffusion and diffusers open.

    ema: the moving average of the U-Net's weights by name, saved instead of the last ones. half: all weights in fp16,
    half the size. The rest of the pipeline is the base's own, copied. Raises as `save_lora` does.
    """
    folder, about = Path(folder), dict(about or {})
    weights = {name: weight.detach().cpu() for name, weight in base.unet.state_dict().items()}
    if ema:
        if strange := sorted(set(ema) - set(weights)):
            raise BadInput(f"The moving average has weights that the U-Net has not, such as {strange[0]}.")
        weights |= {name: weight.detach().cpu() for name, weight in ema.items()}
    if any("lora_" in name for name in weights):
        raise BadInput("This U-Net carries a LoRA, which is saved as one: save_lora(unet, …).")
    weights = {name: _cast(weight, half) for name, weight in weights.items()}
    header = {"format": "pt", **_header(base.unet.config, recipe, about)}
    with aside(folder) as side:
        _copy(base.folder, side, half)
        write(side / "unet" / UNET, weights, header)
        _same(side / "unet" / UNET, weights)
        move(side, folder)
    return folder


def _copy(base: Path, side: Path, half: bool) -> None:
    """All of a pipeline's folder but the U-Net's weights: each network once, in fp16 if so asked."""
    from safetensors.torch import load_file

    for file in sorted(path for path in base.rglob("*") if path.is_file()):
        place = side / file.relative_to(base)
        part = place.parent.relative_to(side)
        weights = file.suffix == ".safetensors"
        if file.suffix not in (".json", ".txt", ".model") and not weights:
            continue
        if (weights or ".index" in file.name) and (part in (Path(), Path("unet")) or _doubled(file)):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if weights and half:
            cast = {name: _cast(weight, half) for name, weight in load_file(file).items()}
            write(place.with_name(file.name.replace(".fp16", "")), cast, {"format": "pt"})
        elif weights:
            shutil.copyfile(file, place.with_name(file.name.replace(".fp16", "")))
        else:
            place.with_name(file.name.replace(".fp16", "")).write_text(_unplaced(file.read_text("utf-8")), "utf-8")


def _unplaced(text: str) -> str:
    """A configuration without the path that the libraries note where it was loaded from."""
    return re.sub(r'("_?name_or_path": *)"([^"]*)"', lambda m: f'{m[1]}"{public(m[2])}"', text)


def _doubled(file: Path) -> bool:
    """Whether a file is the fp16 twin of one that is there whole, or weights of another format."""
    if "non_ema" in file.name:
        return True
    return ".fp16" in file.name and file.with_name(file.name.replace(".fp16", "")).exists()


# ---- what was taught ----


def _named(text_encoder) -> dict[str, Any]:
    """The text encoders by the names that they have in a pipeline."""
    several = text_encoder if isinstance(text_encoder, Sequence) else [text_encoder]
    named = {f"text_encoder{'_2' if i else ''}": network for i, network in enumerate(several)}
    return {name: network for name, network in named.items() if network is not None}


def _taught(networks: Mapping[str, Any]) -> "tuple[dict[str, dict[str, torch.Tensor]], float]":
    """(network → peft's name → weight in fp32 on the CPU, alpha / rank). Raises BadInput where there is no LoRA."""
    from peft import get_peft_model_state_dict

    found, scales = {}, set()
    for part, network in networks.items():
        config = getattr(network, "peft_config", None)
        if not config:
            raise BadInput(f"The {part} carries no LoRA, so there is nothing to save. Put one on with add_adapter.")
        adapter, settings = next(iter(config.items()))
        weights = get_peft_model_state_dict(network, adapter_name=adapter, save_embedding_layers=False)
        if not weights:
            raise BadInput(f"The LoRA of the {part} has no layers: none of {settings.target_modules} is in it.")
        if broken := [name for name, weight in weights.items() if not bool(weight.isfinite().all())]:
            raise NoAnswer(f"{len(broken)} layers of the LoRA hold no numbers (NaN), such as {broken[0]}. Train again.")
        found[part] = {published(part, name): weight.detach().float().cpu() for name, weight in weights.items()}
        scales.add(settings.lora_alpha / settings.r)
    if len(scales) > 1:
        raise BadInput("The LoRAs of U-Net and text encoder have different alpha / rank. Give both the same.")
    return found, scales.pop()


def _folded(weights: "Mapping[str, torch.Tensor]", scale: float) -> "dict[str, torch.Tensor]":
    return {name: weight * scale if name.endswith(UP) else weight for name, weight in weights.items()}


def _cast(weight: "torch.Tensor", half: bool) -> "torch.Tensor":
    return weight.half() if half and weight.is_floating_point() else weight


def _header(unet: Mapping, recipe: "Recipe", about: Mapping[str, Any]) -> dict[str, str]:
    """What the file says of itself. No path of this machine: a folder is called by its name."""
    base = public(recipe.base)
    origin = Origin(base, public(about.get("repo") or "", hub=True), about.get("title") or base,
                    pipeline_of(unet).__name__, unet_key(unet))  # fmt: skip
    settings = asdict(recipe) | {"base": base}
    said = {"made_by": MADE_BY, "licence": about.get("licence") or "", "settings": json.dumps(settings, default=str)}
    if not recipe.whole:
        said |= {"rank": recipe.rank, "alpha": recipe.alpha or recipe.rank}
    return origin.header() | {key: str(value) for key, value in said.items() if value != ""}


def public(name: str | os.PathLike, hub: bool = False) -> str:
    """A name that may be published: of a folder somewhere on this machine the last part alone. hub: only hub ids."""
    text = str(name).replace("\\", "/")
    here = text.startswith(("/", "~")) or ":" in text[:3] or Path(str(name)).is_absolute()
    if hub:
        return "" if here or text.count("/") != 1 or Path(text).is_dir() else text
    return text.rstrip("/").rsplit("/", 1)[-1] if here else text


def _same(file: Path, weights: "Mapping[str, torch.Tensor]") -> None:
    """Raises NoAnswer unless a file holds just these weights; read one by one, for want of memory."""
    import torch
    from safetensors import safe_open

    with safe_open(file, "pt") as kept:
        wrong = set(kept.keys()) ^ set(weights) or {
            name for name, weight in weights.items() if not torch.equal(kept.get_tensor(name), weight)
        }
    if wrong:
        raise NoAnswer(
            f"{len(wrong)} weights of {file.name} were not written as they are, such as {min(wrong)}. Save again."
        )
