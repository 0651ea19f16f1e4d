"""Tiny Florence-2, BLIP, LLaVA 1.5 and Qwen3-VL under the real names, with the files of the real repositories.

Their words are random but they are words: each has a tokenizer learned from a few sentences. Weights are drawn wide, so
that picture, box and question are seen in the answer; widths are multiples of 64, as 4-bit weights need.
"""

import json
from collections.abc import Callable
from pathlib import Path

CLIP = {"image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]}
IMAGENET = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
STEPS = {"do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "do_convert_rgb": True}
SENTENCES = """
a small orange cat with a red hat sits behind the green mailbox in a crowded street
the old woman walks slowly with her brown dog under a blue umbrella while rain falls on the roof
two children play near the wooden fence and a white horse runs across the field of yellow flowers
what does the region describe in detail what is shown in the image with a paragraph
describe only that thing what it is its colours what it does and where it is in one short sentence
a distant bell rings softly over birds and wind answer in english picture sound prompt write bright soft morning light
un gato pequeño duerme en la ventana azul mientras la lluvia cae sobre el tejado rojo
"""


def byte_level(special: list[str], size: int = 512):
    """A byte-level BPE tokenizer (GPT-2's kind) that was learned from SENTENCES: (vocabulary, merges)."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    learner.train_from_iterator(
        SENTENCES.splitlines(),
        trainers.BpeTrainer(
            vocab_size=size, initial_alphabet=sorted(alphabet), special_tokens=special, show_progress=False
        ),
    )
    model = json.loads(learner.to_str())["model"]
    return model["vocab"], [tuple(pair) for pair in model["merges"]]


def write(folder: Path, name: str, content) -> None:
    """A JSON or text file of the snapshot."""
    text = content if isinstance(content, str) else json.dumps(content, indent=2, ensure_ascii=False)
    (folder / name).write_text(text, "utf-8")


def lively(model, tokenizer, seed: int, width: float = 0.08):
    """Draws the weights anew, so wide that the answer depends on every part of what is given, and consists of words."""
    import torch

    generator, bert = torch.Generator().manual_seed(seed), type(tokenizer).__name__.startswith("Bert")
    loud = [i for i in range(len(tokenizer)) if _is_word(tokenizer.convert_ids_to_tokens(i), bert)]
    spoken = torch.full((len(tokenizer), 1), 0.05)
    spoken[loud] = 1.0
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.ndim > 1:
                crossing = "encoder_attn" in name or "crossattention" in name
                wide = 1.0 if "embed" in name else (4.0 if crossing else 2.0) / weight[0].numel() ** 0.5
                weight.copy_(torch.randn(weight.shape, generator=generator) * wide)
                if weight.shape[0] == len(tokenizer):
                    weight.mul_(spoken)
            elif "norm" not in name.lower():
                weight.copy_(torch.randn(weight.shape, generator=generator) * width)
    return model.eval()


def _is_word(token: str, bert: bool) -> bool:
    """Whether a token is a word of its own: it begins one ("Ġ", "▁") or is none of BERT's continuations ("##")."""
    bare = token.lstrip("Ġ▁")
    return bare.isalpha() and bare.isascii() and len(bare) > 2 and (bert or token != bare)


def florence(folder: Path, seed: int = 0) -> None:
    """Florence-2: DaViT of four stages, BART of two layers."""
    from transformers import BartTokenizer, Florence2Config, Florence2ForConditionalGeneration

    vocabulary, merges = byte_level(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    tokenizer = BartTokenizer(
        vocab=vocabulary, merges=merges, model_max_length=1024, extra_special_tokens={"image_token": "<image>"}
    )
    marks = ["<od>", "</od>", *(f"<loc_{i}>" for i in range(1000)), "<region_cap>", "</region_cap>"]
    tokenizer.add_tokens(marks, special_tokens=False)
    tokenizer.save_pretrained(folder)
    config = Florence2Config(
        text_config={
            "model_type": "bart", "vocab_size": len(tokenizer), "d_model": 64, "encoder_layers": 2, "decoder_layers": 2,
            "encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 128, "decoder_ffn_dim": 128,
            "max_position_embeddings": 256, "bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2,
            "decoder_start_token_id": 2, "is_encoder_decoder": True, "scale_embedding": False,
        },
        vision_config={
            "embed_dim": [64] * 4, "depths": [1] * 4, "num_heads": [1] * 4, "num_groups": [1] * 4,
            "window_size": 2, "projection_dim": 64, "mlp_ratio": 2.0, "drop_path_rate": 0.0,
        },
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"), bos_token_id=0, pad_token_id=1, eos_token_id=2,
    )  # fmt: skip
    model = lively(Florence2ForConditionalGeneration(config), tokenizer, seed)
    model.generation_config.update(
        num_beams=3, early_stopping=True, no_repeat_ngram_size=3, forced_bos_token_id=0, decoder_start_token_id=2
    )
    model.save_pretrained(folder)
    side = {"height": 128, "width": 128}
    write(folder, "preprocessor_config.json", {
        **STEPS, **IMAGENET, "image_processor_type": "CLIPImageProcessor", "processor_class": "Florence2Processor",
        "size": side, "crop_size": side, "do_center_crop": False, "resample": 3, "image_seq_length": 17,
    })  # fmt: skip
    write(folder, "processor_config.json", {"processor_class": "Florence2Processor", "num_additional_image_tokens": 0,
                                            "post_processor_config": {"pure_text": {}}})  # fmt: skip


def blip(folder: Path, seed: int = 0) -> None:
    """BLIP for captions: a ViT and a BERT that writes."""
    from transformers import BertTokenizer, BlipConfig, BlipForConditionalGeneration

    known = sorted(set(SENTENCES.split()))
    letters = sorted(set("".join(known)))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    words += [word for word in known if word not in words]
    write(folder, "vocab.txt", "\n".join(words) + "\n")
    tokenizer = BertTokenizer(vocab=dict(zip(words, range(len(words)))), model_max_length=512)
    tokenizer.add_special_tokens({"bos_token": "[DEC]"})
    tokenizer.add_tokens(["[ENC]"], special_tokens=True)
    tokenizer.save_pretrained(folder)
    config = BlipConfig(
        text_config={
            "vocab_size": len(tokenizer), "hidden_size": 64, "encoder_hidden_size": 64, "intermediate_size": 128,
            "num_hidden_layers": 2, "num_attention_heads": 2, "max_position_embeddings": 128, "projection_dim": 64,
            "bos_token_id": tokenizer.convert_tokens_to_ids("[DEC]"), "eos_token_id": 2, "pad_token_id": 0,
            "sep_token_id": 3,
        },
        vision_config={
            "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2,
            "image_size": 64, "patch_size": 16, "projection_dim": 64, "initializer_range": 0.02,
        },
        image_text_hidden_size=64, projection_dim=64,
    )  # fmt: skip
    lively(BlipForConditionalGeneration(config), tokenizer, seed).save_pretrained(folder)
    write(folder, "preprocessor_config.json", {
        **STEPS, **CLIP, "image_processor_type": "BlipImageProcessor", "processor_class": "BlipProcessor",
        "size": {"height": 64, "width": 64}, "resample": 3,
    })  # fmt: skip


LLAVA_TALK = """{% for message in messages %}{{ message['role'].upper() }}: \
{% for part in message['content'] if part['type'] == 'image' %}<image>
{% endfor %}{% for part in message['content'] if part['type'] == 'text' %}{{ part['text'] }} {% endfor %}{% endfor %}\
{% if add_generation_prompt %}ASSISTANT:{% endif %}"""


def llava(folder: Path, seed: int = 0) -> None:
    """LLaVA 1.5: a CLIP that sees, two layers between, a Llama that writes."""
    from safetensors.torch import save_file
    from tokenizers import Tokenizer, models, trainers
    from transformers import LlamaTokenizer, LlavaConfig, LlavaForConditionalGeneration

    learner = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    special = ["<unk>", "<s>", "</s>", *(f"<0x{i:02X}>" for i in range(256))]
    learner.train_from_iterator(
        (f"▁{line.replace(' ', '▁')}" for line in SENTENCES.splitlines()),
        trainers.BpeTrainer(vocab_size=640, special_tokens=special, show_progress=False, max_token_length=12),
    )
    model = json.loads(learner.to_str())["model"]
    tokenizer = LlamaTokenizer(vocab=model["vocab"], merges=[tuple(pair) for pair in model["merges"]])
    tokenizer.add_tokens(["<image>", "<pad>"], special_tokens=True)
    tokenizer.pad_token = "<pad>"
    tokenizer.save_pretrained(folder)
    write(folder, "chat_template.jinja", LLAVA_TALK)
    config = LlavaConfig(
        vision_config={
            "model_type": "clip_vision_model", "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
            "num_attention_heads": 2, "image_size": 56, "patch_size": 14, "projection_dim": 64, "vocab_size": 32,
        },
        text_config={
            "model_type": "llama", "vocab_size": len(tokenizer), "hidden_size": 64, "intermediate_size": 128,
            "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 2, "max_position_embeddings": 2048,
        },
        image_token_index=tokenizer.convert_tokens_to_ids("<image>"), image_seq_length=16,
        vision_feature_layer=-2, vision_feature_select_strategy="default",
    )  # fmt: skip
    model = lively(LlavaForConditionalGeneration(config), tokenizer, seed)
    model.save_pretrained(folder)
    save_file(
        {_as_on_the_hub(k): v for k, v in model.state_dict().items()}, folder / "model.safetensors", {"format": "pt"}
    )
    write(folder, "preprocessor_config.json", {
        **STEPS, **CLIP, "image_processor_type": "CLIPImageProcessor", "processor_class": "LlavaProcessor",
        "size": {"shortest_edge": 56}, "crop_size": {"height": 56, "width": 56}, "do_center_crop": True, "resample": 3,
    })  # fmt: skip
    write(folder, "processor_config.json", {
        "processor_class": "LlavaProcessor", "patch_size": 14, "num_additional_image_tokens": 1,
        "vision_feature_select_strategy": "default", "image_token": "<image>",
    })  # fmt: skip


def _as_on_the_hub(name: str) -> str:
    """LLaVA's weights as the real file calls them; transformers has renamed its own since, more than once."""
    name = name.removeprefix("model.")
    if name.startswith("vision_tower.") and not name.startswith("vision_tower.vision_model."):
        return name.replace("vision_tower.", "vision_tower.vision_model.")
    if name.startswith("language_model."):
        return name.replace("language_model.", "language_model.model.")
    return f"language_model.{name}" if name.startswith("lm_head") else name


QWEN_MARKS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|vision_start|>",
              "<|vision_end|>", "<|image_pad|>", "<|video_pad|>"]  # fmt: skip
QWEN_TALK = """{% for message in messages %}<|im_start|>{{ message['role'] }}
{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] %}\
{% if part['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part['text'] }}{% endif %}\
{% endfor %}{% endif %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""


def qwen_words(folder: Path):
    """The tokenizer of a Qwen, with its chat template, written into the folder."""
    from transformers import Qwen2Tokenizer

    vocabulary, merges = byte_level(QWEN_MARKS)
    tokenizer = Qwen2Tokenizer(vocab=vocabulary, merges=merges, model_max_length=4096, eos_token="<|im_end|>")
    tokenizer.add_special_tokens({"additional_special_tokens": QWEN_MARKS[1:]})
    tokenizer.chat_template = QWEN_TALK
    tokenizer.save_pretrained(folder)
    return tokenizer


def qwen_vl(folder: Path, seed: int = 0) -> None:
    """Qwen3-VL: a ViT with deepstack, a Qwen3 with three-way rotary places."""
    from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

    tokenizer = qwen_words(folder)
    ids = {name: tokenizer.convert_tokens_to_ids(f"<|{name}|>")
           for name in ("image_pad", "video_pad", "vision_start", "vision_end", "im_end", "endoftext")}  # fmt: skip
    config = Qwen3VLConfig(
        vision_config={
            "depth": 2, "hidden_size": 64, "intermediate_size": 128, "num_heads": 2, "patch_size": 16,
            "spatial_merge_size": 2, "temporal_patch_size": 2, "out_hidden_size": 64, "num_position_embeddings": 64,
            "deepstack_visual_indexes": [0, 1],
        },
        text_config={
            "vocab_size": len(tokenizer), "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3,
            "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 64, "max_position_embeddings": 4096,
            "rope_theta": 5000000, "rope_scaling": {"rope_type": "default", "mrope_section": [16, 8, 8],
                                                    "mrope_interleaved": True},
        },
        image_token_id=ids["image_pad"], video_token_id=ids["video_pad"], vision_start_token_id=ids["vision_start"],
        vision_end_token_id=ids["vision_end"], tie_word_embeddings=True,
    )  # fmt: skip
    model = lively(Qwen3VLForConditionalGeneration(config), tokenizer, seed)
    model.generation_config.update(
        do_sample=True, temperature=0.7, top_p=0.8, top_k=20, bos_token_id=ids["endoftext"],
        eos_token_id=[ids["im_end"], ids["endoftext"]], pad_token_id=ids["endoftext"],
    )  # fmt: skip
    model.save_pretrained(folder)
    write(folder, "preprocessor_config.json", {
        **STEPS, "image_processor_type": "Qwen2VLImageProcessorFast", "processor_class": "Qwen3VLProcessor",
        "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "patch_size": 16, "temporal_patch_size": 2, "merge_size": 2,
        "size": {"shortest_edge": 4096, "longest_edge": 65536},
    })  # fmt: skip


BUILDERS: dict[str, Callable[[Path], None]] = {
    "florence-community/Florence-2-base": florence,
    "Salesforce/blip-image-captioning-base": blip,
    "llava-hf/llava-1.5-7b-hf": llava,
    "Qwen/Qwen3-VL-2B-Instruct": qwen_vl,
}
