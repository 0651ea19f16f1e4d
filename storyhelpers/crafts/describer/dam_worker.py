"""DAM's own process: loads the model with its own code and describes. Runs in the overlay that `dam.PINS` makes.

The code of the model comes with its weights and runs here and nowhere else; transformers copies it to the folder that
this process was given to work in, and that is deleted with it.
"""

import importlib.metadata
import os

os.environ["HF_MODULES_CACHE"] = os.path.join(os.getcwd(), "modules")
os.environ.update(HF_HUB_OFFLINE="1", USE_TORCH="1", USE_TF="0", USE_FLAX="0", TOKENIZERS_PARALLELISM="false")

import numpy as np
import torch
from PIL import Image
from transformers import AutoModel, LogitsProcessor, LogitsProcessorList

PACKAGES = ("transformers", "tokenizers", "huggingface_hub", "numpy", "torch")
at_work = {}  # "dam": what describes, once `load` has been called


def load(folder: str, device: str, dtype: str) -> dict:
    """Loads the model from a folder and returns what runs here: {"bytes": of its weights, "versions": {…}}.

    device: "cpu" or "cuda:0" (of what this process sees). dtype: "fp16", or "nf4" for a language model in 4 bits.
    """
    if device == "cpu":  # DAM's code says .cuda() whatever the device is; here that is where the tensor is already
        torch.Tensor.cuda = lambda tensor, *_, **__: tensor
    model = AutoModel.from_pretrained(
        folder, trust_remote_code=True, torch_dtype=torch.float16, use_safetensors=True, local_files_only=True
    )
    if dtype == "nf4":
        from storyhelpers.models.precision import quantise_linear

        quantise_linear(model.llm, skip=("lm_head",))
    model = model.to(device).eval()
    at_work["dam"] = model.init_dam(conv_mode="v1", prompt_mode="full+focal_crop")
    return {"bytes": _bytes(model), "versions": {name: importlib.metadata.version(name) for name in PACKAGES}}


def describe(image, mask, query: str, tokens: int, seed: int, on_step=None) -> dict:
    """{"words": what is seen under the mask}. image: uint8 (H, W, 3); mask: bool (H, W); on_step(done, tokens)."""
    torch.manual_seed(seed)
    extra = {"logits_processor": LogitsProcessorList([_Step(on_step, tokens)])} if on_step else {}
    words = at_work["dam"].get_description(
        Image.fromarray(image), Image.fromarray(mask.astype(np.uint8) * 255), query, streaming=False,
        temperature=0.2, top_p=0.5, num_beams=1, max_new_tokens=tokens, **extra,
    )  # fmt: skip
    return {"words": str(words)}


def peak() -> int:
    """Bytes that torch held on the card at the highest moment; 0 without a card."""
    return torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 0


class _Step(LogitsProcessor):
    """Changes nothing; is called with every token, so that a person sees it and may stop it."""

    def __init__(self, on_step, tokens):
        self.on_step, self.tokens, self.done = on_step, tokens, 0

    def __call__(self, input_ids, scores):
        self.done += 1
        self.on_step(self.done, self.tokens)
        return scores


def _bytes(model) -> int:
    """What parameters and buffers hold, with the scales of 4-bit weights, each shared one once."""
    seen, total = set(), 0
    for tensor in [*model.parameters(), *model.buffers()]:
        if tensor.data_ptr() in seen:
            continue
        seen.add(tensor.data_ptr())
        total += tensor.numel() * tensor.element_size()
        state = getattr(tensor, "quant_state", None)
        if state is not None:
            total += sum(part.numel() * part.element_size() for part in (state.absmax, state.code))
    return total
