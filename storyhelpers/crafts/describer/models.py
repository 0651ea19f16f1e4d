"""The models that describe, by the names that `Studio(describer=…)` takes."""

from ...models import Model

MODELS: dict[str, Model] = {  # name → hub id, licence, GB of the weights, GB of the work; Studio(describer="blip")
    "florence": Model("florence-community/Florence-2-base", "MIT", {"fp32": 0.93, "fp16": 0.46, "nf4": 0.20},
                      {"fp32": 0.6, "fp16": 0.3, "nf4": 0.3}, "Florence-2 base"),
    "florence-large": Model("florence-community/Florence-2-large", "MIT", {"fp32": 3.11, "fp16": 1.55, "nf4": 0.56},
                            {"fp32": 0.9, "fp16": 0.5, "nf4": 0.5}, "Florence-2 large"),
    "blip": Model("Salesforce/blip-image-captioning-base", "BSD-3-Clause", {"fp32": 0.90, "fp16": 0.45, "nf4": 0.16},
                  {"fp32": 0.11, "fp16": 0.06, "nf4": 0.06}, "BLIP base"),
    "blip-large": Model("Salesforce/blip-image-captioning-large", "BSD-3-Clause",
                        {"fp32": 1.79, "fp16": 0.89, "nf4": 0.29}, {"fp32": 0.2, "fp16": 0.1, "nf4": 0.1},
                        "BLIP large"),
    "llava": Model("llava-hf/llava-1.5-7b-hf", "Llama 2 Community Licence", {"fp32": 28.3, "fp16": 14.1, "nf4": 4.35},
                   {"fp32": 1.4, "fp16": 0.7, "nf4": 0.7}, "LLaVA 1.5 7B"),
    "qwen-vl": Model("Qwen/Qwen3-VL-2B-Instruct", "Apache-2.0", {"fp32": 8.5, "fp16": 4.26, "nf4": 1.65},
                     {"fp32": 0.7, "fp16": 0.35, "nf4": 0.35}, "Qwen3-VL 2B", extra={"born": "bf16"}),
    "dam": Model(
        "nvidia/DAM-3B-Self-Contained",
        licence="NVIDIA Noncommercial License: no commercial use",
        weights={"fp16": 7.12, "nf4": 3.47},  # nf4: the language model only
        work={"fp16": 1.1, "nf4": 1.1},  # with the 0.45 GB that CUDA takes for a second process
        title="DAM-3B",
    ),
}  # fmt: skip
