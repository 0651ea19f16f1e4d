"""The models that tell stories, by the names that `Studio(story_writer=…)` takes."""

from dataclasses import replace

from ...models import Model
from ..prompt_writer.models import MODELS as WRITERS

# The prompt writer's models write stories too; a story is longer, so its work takes more.
MODELS: dict[str, Model] = {
    "qwen": replace(WRITERS["qwen"], work={"fp32": 0.6, "fp16": 0.3, "nf4": 0.3}),
    "qwen-small": replace(WRITERS["qwen-small"], work={"fp32": 0.5, "fp16": 0.25, "nf4": 0.25}),
    "qwen-7b": Model("Qwen/Qwen2.5-7B-Instruct", "Apache-2.0", {"fp32": 30.46, "fp16": 15.23, "nf4": 5.85},
                     {"fp32": 1.2, "fp16": 0.6, "nf4": 0.6}, "Qwen2.5 7B Instruct", extra={"born": "bf16"}),
}  # fmt: skip
