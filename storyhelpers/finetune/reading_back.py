"""Reading a LoRA back by diffusers' own call, and comparing: every number, and what the networks answer with it.

diffusers leaves out layers whose names it does not know, and only warns; so nothing is called saved before this.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..crafts.illustrator.pipelines import quiet
from ..engine import NoAnswer
from .kohya import is_xl

if TYPE_CHECKING:
    import torch


def compare(file: Path, networks: Mapping[str, Any], packed: "Mapping[str, Mapping[str, torch.Tensor]]") -> None:
    """Raises NoAnswer unless diffusers brings every number of a file back, and the networks answer as the taught ones.

    networks: name in the pipeline → the taught network. packed: "unet_lora_layers" and the like → name → weight, as it
    was written.
    """
    import diffusers
    import torch

    nothing = dict.fromkeys(("vae", "text_encoder", "tokenizer", "scheduler"))
    more = ("text_encoder_2", "tokenizer_2") if is_xl(networks["unet"].config) else ("safety_checker",)
    nothing |= dict.fromkeys(more) | {"feature_extractor": None}
    if "safety_checker" in nothing:
        nothing["requires_safety_checker"] = False
    wrong = f"diffusers {diffusers.__version__} reads {file.name} back otherwise than it was taught"
    way_out = (
        "It was not kept; the checkpoint is whole. Try another version of diffusers: pip install -U diffusers peft."
    )
    with quiet():
        twins = {part: _twin(network) for part, network in networks.items()}
        pipe = pipeline_of(networks["unet"].config)(**(nothing | twins))
        try:
            pipe.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name="back", local_files_only=True)
        except (RuntimeError, ValueError, KeyError, TypeError) as error:
            raise NoAnswer(f"{wrong} ({str(error).splitlines()[0][:120]}). {way_out}") from error
    for part, twin in twins.items():
        back, given = _layers(part, twin), packed[f"{part}_lora_layers"]
        lost = [name for name in given if name not in back or not torch.equal(given[name].to(back[name]), back[name])]
        if lost or len(back) != len(given):
            raise NoAnswer(
                f"{wrong}: {len(lost)} of its {len(given)} layers, such as {(lost or list(back))[0]}. {way_out}"
            )
        ours, theirs = _answer(networks[part]), _answer(twin)
        exact = ours.dtype == torch.float32
        if not torch.allclose(ours, theirs, rtol=0, atol=float(ours.abs().max()) * (1e-4 if exact else 2e-2)):
            raise NoAnswer(
                f"{wrong}: its {part} answers by {float((ours - theirs).abs().max()):.2g} otherwise. {way_out}"
            )


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


def _layers(part: str, network) -> "dict[str, torch.Tensor]":
    from peft import get_peft_model_state_dict

    weights = get_peft_model_state_dict(network, adapter_name="back", save_embedding_layers=False)
    return {published(part, name): weight.cpu() for name, weight in weights.items()}


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
    import diffusers

    return diffusers.StableDiffusionXLPipeline if is_xl(unet) else diffusers.StableDiffusionPipeline
