"""Numbers in and out of a model: the dtype its weights have, 4-bit weights, and plain float32 for everybody else."""

from collections.abc import Iterable, Mapping

from ..engine import NotHere

ALWAYS_WHOLE = ("lm_head",)  # the last layer of a language model: 4 bits there cost more than they save


def to_place(inputs: Mapping, model) -> dict:
    """The inputs on the model's device, floating ones in the dtype of its weights.

    The dtype is the one of the first floating parameter: 4-bit weights are whole numbers and say nothing. What is no
    tensor goes through as it is.
    """
    first = next((p for p in model.parameters() if p.is_floating_point()), None)
    device = first.device if first is not None else next(model.parameters()).device
    moved = {}
    for name, value in inputs.items():
        if hasattr(value, "is_floating_point"):
            floats = value.is_floating_point() and first is not None
            value = value.to(device, first.dtype) if floats else value.to(device)
        moved[name] = value
    return moved


def out(tensor):
    """A tensor as a NumPy array on the CPU: float32 where it was floating, else as it is."""
    tensor = tensor.detach()
    return (tensor.float() if tensor.is_floating_point() else tensor).cpu().numpy()


def quantised(place, skip: Iterable[str] = ()):
    """What `from_pretrained(quantization_config=…)` of transformers wants at this place: 4 bits (nf4), or None.

    skip: names of modules that stay whole.
    """
    if place.dtype != "nf4":
        return None
    _need_bitsandbytes()
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=place.torch_dtype,
        llm_int8_skip_modules=[*ALWAYS_WHOLE, *skip],
    )


def quantise_linear(module, skip: Iterable[str] = ()):
    """Swaps every `nn.Linear` of a module for a 4-bit one (nf4), in place, and returns the module.

    For diffusers' models, whose own loader wants a GPU. skip: parts of names that stay whole. The weights become
    4 bits when the module is moved to its device, so move it afterwards: `module.to(place.device)`.
    """
    _need_bitsandbytes()
    import bitsandbytes
    import torch

    skip = tuple(skip)
    for name, layer in list(module.named_modules()):
        if type(layer) is not torch.nn.Linear or is_whole(name, skip):
            continue
        small = bitsandbytes.nn.Linear4bit(
            layer.in_features,
            layer.out_features,
            bias=layer.bias is not None,
            compute_dtype=layer.weight.dtype,
            compress_statistics=False,
            quant_type="nf4",
            device="meta",
        )
        small.weight = bitsandbytes.nn.Params4bit(
            layer.weight.data, requires_grad=False, compress_statistics=False, quant_type="nf4"
        )
        small.bias = layer.bias
        parent, _, own = name.rpartition(".")
        setattr(module.get_submodule(parent), own, small)
    return module


def is_whole(name: str, skip: Iterable[str]) -> bool:
    """Whether the module of this dotted name stays whole: one of `skip` is a part of its path, or several in a row."""
    return any(f".{part}." in f".{name}." for part in skip)


def _need_bitsandbytes():
    from importlib.util import find_spec

    if find_spec("bitsandbytes") is None:
        raise NotHere('Weights of 4 bits (nf4) need bitsandbytes: pip install "bitsandbytes>=0.48", or dtype="fp16".')
