"""The models that write prompts, by the names that `Studio(prompt_writer=…)` takes."""

from ...models import Model

MODELS: dict[str, Model] = {  # name → hub id, licence, GB of the weights, GB of the work
    "qwen": Model("Qwen/Qwen2.5-1.5B-Instruct", "Apache-2.0", {"fp32": 6.17, "fp16": 3.09, "nf4": 1.20},
                  {"fp32": 0.3, "fp16": 0.15, "nf4": 0.15}, "Qwen2.5 1.5B Instruct", extra={"born": "bf16"}),
    "qwen-small": Model("Qwen/Qwen2.5-0.5B-Instruct", "Apache-2.0", {"fp32": 1.98, "fp16": 0.99, "nf4": 0.47},
                        {"fp32": 0.25, "fp16": 0.12, "nf4": 0.12}, "Qwen2.5 0.5B Instruct", extra={"born": "bf16"}),
}  # fmt: skip
