"""A tiny DAM under its real name: the files of the real repository, with model code of our own that comes with them.

The real code is not here. The stand-in keeps what our engine relies on: `AutoModel` with `auto_map`, the folders llm,
vision_tower, mm_projector and context_provider, a LLaMA with its sentencepiece model as `model.llm`, `init_dam`,
`get_description` with its arguments, float16 and `.cuda()` written into it, and a name of transformers 4 that 5 lost.
"""

import io
import json
from collections.abc import Callable
from pathlib import Path

SIDE, PATCH, WIDTH, WORDS = 56, 14, 64, 96
TEXT = """A small red square lies on green grass. The cat sits in the window and looks at the street.
Two birds fly over the blue sea. An old man with a grey coat reads a newspaper on a wooden bench.
The round yellow lamp hangs above the table. A dog with brown fur runs along the beach."""

CODE = '''"""The stand-in's model code: a vision tower, a context provider, a projector and a LLaMA."""

import os

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import nn
from transformers import (
    AutoModelForCausalLM, AutoTokenizer, PretrainedConfig, PreTrainedModel, SiglipImageProcessor, SiglipVisionModel,
)
from transformers.modeling_utils import no_init_weights  # transformers 5 has moved it


class LlavaLlamaConfig(PretrainedConfig):
    model_type = "llava_llama"


class ContextProvider(nn.Module):
    """The focal crop looks at the whole picture; both know their masks."""

    def __init__(self, width, patch):
        super().__init__()
        self.mask = nn.Conv2d(1, width, patch, patch)
        self.attention = nn.MultiheadAttention(width, 2, batch_first=True)

    def forward(self, crop, crop_mask, full, full_mask):
        crop = crop + self.mask(crop_mask).flatten(2).transpose(1, 2)
        full = full + self.mask(full_mask).flatten(2).transpose(1, 2)
        return crop + self.attention(crop, full, full, need_weights=False)[0]


class LlavaLlamaModel(PreTrainedModel):
    config_class = LlavaLlamaConfig

    def __init__(self, config):
        super().__init__(config)
        root, dtype = config._name_or_path, torch.float16
        self.llm = AutoModelForCausalLM.from_pretrained(os.path.join(root, "llm"), torch_dtype=dtype)
        self.tokenizer = AutoTokenizer.from_pretrained(os.path.join(root, "llm"), use_fast=False, legacy=False)
        tower = os.path.join(root, "vision_tower")
        self.vision_tower, told = SiglipVisionModel.from_pretrained(tower, torch_dtype=dtype, output_loading_info=True)
        if told["missing_keys"]:
            raise ValueError(f"the vision tower lacks {told['missing_keys']}")
        self.image_processor = SiglipImageProcessor.from_pretrained(tower)
        width = config.hidden_size
        self.context_provider = ContextProvider(width, config.patch_size)
        self.mm_projector = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, width))
        for name in ("context_provider", "mm_projector"):
            part = getattr(self, name).to(dtype)
            part.load_state_dict(load_file(os.path.join(root, name, "model.safetensors")))

    @classmethod
    def from_pretrained(cls, path, *args, config=None, use_safetensors=None, torch_dtype=torch.float16, **kwargs):
        if torch_dtype is not torch.float16:
            raise ValueError("float16 only")
        config._name_or_path = str(path)
        return cls(config)

    def init_dam(self, conv_mode, prompt_mode):
        if (conv_mode, prompt_mode) != ("v1", "full+focal_crop"):
            raise ValueError(f"unknown modes {conv_mode} {prompt_mode}")
        return DescribeAnythingModel(self)


class DescribeAnythingModel(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def get_description(
        self, image_pil, mask_pil, query, streaming=False, temperature=0.2, top_p=0.5, num_beams=1,
        max_new_tokens=512, **kwargs,
    ):
        if "<image>" not in query:
            raise ValueError("no <image> tag found in input.")
        mask = (np.asarray(mask_pil) > 0).astype(np.uint8)
        rows, columns = np.nonzero(mask)
        top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
        high, wide = bottom - top, right - left
        part = np.s_[max(0, top - high) : bottom + high, max(0, left - wide) : right + wide]
        full, crop = self._see(np.asarray(image_pil), mask), self._see(np.asarray(image_pil)[part], mask[part])
        with torch.inference_mode():
            model = self.model
            towards = [model.vision_tower(picture).last_hidden_state for picture, _ in (crop, full)]
            seen = model.mm_projector(model.context_provider(towards[0], crop[1], towards[1], full[1]))
            before, after = f"USER: {query} ASSISTANT:".split("<image>")
            words = [model.tokenizer(text, return_tensors="pt").input_ids.cuda() for text in (before, after)]
            embed = model.llm.get_input_embeddings()
            given = torch.cat([embed(words[0]), seen, embed(words[1])], 1)
            ids = model.llm.generate(
                inputs_embeds=given, attention_mask=torch.ones(given.shape[:2], dtype=torch.long), use_cache=True,
                do_sample=temperature > 0, temperature=temperature, top_p=top_p, num_beams=num_beams,
                max_new_tokens=max_new_tokens, pad_token_id=0, **kwargs,
            )
        return model.tokenizer.batch_decode(ids, skip_special_tokens=True)[0].strip()

    def _see(self, picture, mask):
        prepare = self.model.image_processor
        pixels = prepare(Image.fromarray(picture), return_tensors="pt")["pixel_values"]
        side = (pixels.shape[-1], pixels.shape[-2])
        small = np.asarray(Image.fromarray(mask * 255).resize(side), np.float32) / 255
        return pixels.to(self.model.device, torch.float16), torch.from_numpy(small)[None, None].to(torch.float16)
'''


def dam(folder: Path) -> None:
    """Writes the tiny DAM into a folder."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, SiglipVisionConfig, SiglipVisionModel

    words = _sentencepiece()
    llm = {
        "vocab_size": WORDS, "hidden_size": WIDTH, "intermediate_size": 128, "num_hidden_layers": 2,
        "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 1024,
    }  # fmt: skip
    eyes = {
        "hidden_size": WIDTH, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2,
        "image_size": SIDE, "patch_size": PATCH,
    }  # fmt: skip
    torch.manual_seed(3)
    language = LlamaForCausalLM(LlamaConfig(**llm, tie_word_embeddings=False)).state_dict()
    vision = SiglipVisionModel(SiglipVisionConfig(**eyes, vision_use_head=False)).state_dict()
    vision = {n if n.startswith("vision_model.") else f"vision_model.{n}": t for n, t in vision.items()}
    vision = {n: t for n, t in vision.items() if t.is_floating_point()}
    context = {
        "mask.weight": torch.empty(WIDTH, 1, PATCH, PATCH), "mask.bias": torch.empty(WIDTH),
        "attention.in_proj_weight": torch.empty(3 * WIDTH, WIDTH), "attention.in_proj_bias": torch.empty(3 * WIDTH),
        "attention.out_proj.weight": torch.empty(WIDTH, WIDTH), "attention.out_proj.bias": torch.empty(WIDTH),
    }  # fmt: skip
    projector = {
        f"{n}.{kind}": torch.empty(*shape) for n in (0, 2) for kind, shape in (("weight", (64, 64)), ("bias", (64,)))
    }
    parts = {
        "llm": (language, {"model_type": "llama", "architectures": ["LlamaForCausalLM"], **llm}),
        "vision_tower": (
            vision,
            {
                "model_type": "siglip_vision_model",
                "architectures": ["SiglipVisionModel"],
                **eyes,
                "vision_use_head": False,
            },
        ),
        "context_provider": (context, {"model_type": "context_provider", "architectures": ["ContextProvider"]}),
        "mm_projector": (projector, {"model_type": "v2l_projector", "architectures": ["MultimodalProjector"]}),
    }
    for name, (weights, config) in parts.items():
        (folder / name).mkdir(parents=True)
        _write(folder / name / "config.json", {**config, "torch_dtype": "float16"})
        _save(_lively(weights), folder / name / "model.safetensors")
    _write(
        folder / "config.json",
        {
            "model_type": "llava_llama", "architectures": ["LlavaLlamaModel"], "hidden_size": WIDTH,
            "patch_size": PATCH, "auto_map": {
                "AutoConfig": "llava_llama.LlavaLlamaConfig", "AutoModel": "llava_llama.LlavaLlamaModel",
            }, **{f"{name}_cfg": config for name, (_, config) in parts.items()},
        },
    )  # fmt: skip
    (folder / "llava_llama.py").write_text(CODE, "utf-8")
    (folder / "llm" / "tokenizer.model").write_bytes(words)
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    _write(folder / "llm" / "special_tokens_map.json", special)
    _write(
        folder / "llm" / "tokenizer_config.json",
        {"tokenizer_class": "LlamaTokenizer", **special, "model_max_length": 1024, "legacy": False},
    )
    _write(
        folder / "vision_tower" / "preprocessor_config.json",
        {
            "image_processor_type": "SiglipImageProcessor", "size": {"height": SIDE, "width": SIDE}, "resample": 3,
            "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "rescale_factor": 1 / 255, "do_resize": True,
            "do_rescale": True, "do_normalize": True, "do_convert_rgb": True,
        },
    )  # fmt: skip


def _lively(weights: dict) -> dict:
    """Weights drawn anew, so large that picture and mask are seen in the words."""
    import torch

    for name, tensor in weights.items():
        if "norm" in name:
            tensor.fill_(1.0 if name.endswith("weight") else 0.0)
        elif tensor.dim() < 2:
            torch.nn.init.normal_(tensor, std=0.1)
        elif "embed" in name and "patch" not in name:
            torch.nn.init.normal_(tensor, std=0.7)
        else:
            torch.nn.init.normal_(tensor, std=1.6 / tensor[0].numel() ** 0.5)
    return weights


def _sentencepiece() -> bytes:
    """A LLaMA-like word list: <unk>, <s>, </s>, and pieces of TEXT."""
    import sentencepiece

    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT.splitlines()), model_writer=made, vocab_size=WORDS, model_type="bpe",
        normalization_rule_name="identity", byte_fallback=False, minloglevel=2, num_threads=1,
    )  # fmt: skip
    return made.getvalue()


def _write(file: Path, data: dict) -> None:
    file.write_text(json.dumps(data, indent=2), "utf-8")


def _save(weights: dict, file: Path) -> None:
    from safetensors.torch import save_file

    save_file({name: tensor.half().contiguous() for name, tensor in weights.items()}, file, metadata={"format": "pt"})


BUILDERS: dict[str, Callable[[Path], None]] = {"nvidia/DAM-3B-Self-Contained": dam}
