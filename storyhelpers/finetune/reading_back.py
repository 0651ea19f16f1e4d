"""Reading a LoRA back by diffusers' own call, and comparing: every number, and what the networks answer with it.

diffusers leaves out layers whose names it does not know, and only warns; so nothing is called saved before this.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..crafts.illustrator.pipelines import quiet
from ..engine import NoAnswer
from .kohya import MAGNITUDE, is_xl

if TYPE_CHECKING:
    import torch


_BACK = "back"  # the name of the adapter that is loaded to be compared
NEAR = {"float32": 1e-4, "float16": 2e-2, "bfloat16": 5e-2}  # of the largest number in an answer, per dtype


def compare(file: Path, networks: Mapping[str, Any], packed: "Mapping[str, Mapping[str, torch.Tensor]]") -> None:
    """Raises NoAnswer unless diffusers brings every number of a file back, and the networks answer as the taught ones.

    networks: name in the pipeline → the taught network. packed: "unet_lora_layers" and the like → name → weight, as it
    was written.
    """
    import diffusers

    with quiet():
        twins = {part: _twin(network) for part, network in networks.items()}
        pipe = _pipeline(networks["unet"].config, twins)
        try:
            pipe.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name=_BACK, local_files_only=True)
            found = [_difference(part, networks[part], twins[part], packed[f"{part}_lora_layers"]) for part in twins]
        except (RuntimeError, ValueError, KeyError, TypeError) as error:
            found = [str(error).strip().splitlines()[0][:120]]
    if wrong := ", ".join(filter(None, found)):
        raise NoAnswer(
            f"diffusers {diffusers.__version__} reads {file.name} back otherwise than it was taught ({wrong}). It was "
            "not kept; the checkpoint is whole. Try another version of diffusers: pip install -U diffusers peft."
        )


def _difference(part: str, network, twin, given: "Mapping[str, torch.Tensor]") -> str:
    """What differs between a taught network and the twin that got its LoRA from a file; "" for nothing."""
    import torch

    back = {_named(part, name): weight for name, weight in twin.named_parameters() if f".{_BACK}." in name}
    lost = [name for name in given if name not in back or not torch.equal(given[name].to(back[name]), back[name])]
    if lost or len(back) != len(given):
        return (
            f"{len(lost)} of the {len(given)} layers of its {part}, such as {(lost or list(set(back) - set(given)))[0]}"
        )
    for name, weight in back.items():  # a base in 16 bits rounds what it loads; to compare, as exactly as it was taught
        weight.data = given[name].to(weight.device)
    ours, theirs = _answer(network), _answer(twin)
    if not ours.isfinite().all():  # 16 bits that overflow on noise say nothing about the file
        return ""
    far = float((ours - theirs).abs().max())
    near = NEAR[str(ours.dtype).removeprefix("torch.")] * float(ours.abs().max())
    return "" if far <= near else f"its {part} answers by {far:.2g} otherwise"


def _pipeline(unet: Mapping, parts: Mapping[str, Any]):
    """A pipeline of these networks and nothing else."""
    nothing = ["vae", "text_encoder", "tokenizer", "scheduler", "feature_extractor"]
    if is_xl(unet):
        return pipeline_of(unet)(**(dict.fromkeys([*nothing, "text_encoder_2", "tokenizer_2"]) | parts))
    return pipeline_of(unet)(**(dict.fromkeys([*nothing, "safety_checker"]) | parts), requires_safety_checker=False)


def _named(part: str, name: str) -> str:
    """A parameter's name in a network as files have it."""
    magnitude = f"{MAGNITUDE}.{_BACK}.weight"
    return published(part, name.replace(magnitude, MAGNITUDE).replace(f".{_BACK}.", "."))


def _twin(network):
    """The network without its LoRA, sharing every weight: no memory is taken, and nothing that wraps it comes along."""
    import torch

    with torch.device("meta"):
        kind = type(network)
        twin = kind.from_config(network.config) if hasattr(kind, "from_config") else kind(network.config)
    tensors = {**dict(network.named_parameters()), **dict(network.named_buffers())}
    plain = {name.replace(".base_layer.", "."): weight for name, weight in tensors.items() if ".lora_" not in name}
    twin.load_state_dict({name: weight.detach() for name, weight in plain.items()}, strict=False, assign=True)
    for name, _ in list(twin.named_buffers()):  # those that no state dict holds
        where, _, leaf = name.rpartition(".")
        twin.get_submodule(where).register_buffer(leaf, plain[name], persistent=False)
    return twin.requires_grad_(False).eval()


def _answer(network) -> "torch.Tensor":
    """What a network makes of fixed small inputs."""
    import torch

    config, like = network.config, next(network.parameters())
    dice = torch.Generator().manual_seed(0)

    def noise(*shape):
        return torch.randn(*shape, generator=dice).to(like)

    training = network.training
    network.eval()
    try:
        with torch.no_grad():
            if hasattr(config, "vocab_size"):
                words = torch.randint(config.vocab_size, (1, 8), generator=dice).to(like.device)
                return network(input_ids=words)[0]
            side, more = 2 ** len(config.block_out_channels), {}
            if is_xl(config):
                pooled = config.projection_class_embeddings_input_dim - 6 * config.addition_time_embed_dim
                more = {"added_cond_kwargs": {"text_embeds": noise(1, pooled), "time_ids": noise(1, 6)}}
            words = noise(1, 8, config.cross_attention_dim)
            return network(noise(1, config.in_channels, side, side), 500, encoder_hidden_states=words, **more).sample
    finally:
        network.train(training)


def published(part: str, name: str) -> str:
    """A name as files have it: CLIP's inner model is called so there, whatever the installed transformers does."""
    return name if part == "unet" or name.startswith("text_model.") else f"text_model.{name}"


def pipeline_of(unet: Mapping):
    """The class of diffusers whose U-Net has this config: what a LoRA of it is saved and loaded by."""
    import diffusers

    return diffusers.StableDiffusionXLPipeline if is_xl(unet) else diffusers.StableDiffusionPipeline
