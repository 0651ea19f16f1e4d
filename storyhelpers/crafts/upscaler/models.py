"""The models that enlarge, by the names that `Studio(upscaler=…)` takes."""

from ...models import Model

MODELS: dict[str, Model] = {  # the work is a tile's, so it is the same for every picture
    "swin2sr": Model("caidas/swin2SR-classical-sr-x2-64", "Apache-2.0", {"fp32": 0.05, "fp16": 0.025},
                     {"fp32": 0.9, "fp16": 0.5}, "Swin2SR", extra={"times": 2}),
    "swin2sr-x4": Model("caidas/swin2SR-classical-sr-x4-64", "Apache-2.0", {"fp32": 0.05, "fp16": 0.026},
                        {"fp32": 0.9, "fp16": 0.5}, "Swin2SR", extra={"times": 4}),
}  # fmt: skip
