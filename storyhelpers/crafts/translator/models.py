"""The models that translate, by the names that `Studio(translator=…)` takes."""

from dataclasses import replace

from ...models import Model
from ..prompt_writer.models import MODELS as WRITERS

MODELS: dict[str, Model] = {
    "m2m100": Model("facebook/m2m100_418M", "MIT", {"fp32": 1.94, "fp16": 0.97, "nf4": 0.47},
                    {"fp32": 0.5, "fp16": 0.25, "nf4": 0.25}, "M2M100 418M"),
    "nllb": Model("facebook/nllb-200-distilled-600M", "CC-BY-NC-4.0: no commercial use",
                  {"fp32": 2.47, "fp16": 1.23, "nf4": 0.73}, {"fp32": 0.7, "fp16": 0.35, "nf4": 0.35},
                  "NLLB-200 distilled 600M"),
    "qwen": replace(WRITERS["qwen"], work={"fp32": 0.4, "fp16": 0.2, "nf4": 0.2}),
}  # fmt: skip
