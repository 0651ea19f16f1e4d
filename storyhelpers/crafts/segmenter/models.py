"""The models that cut out, by the names that `Studio(segmenter=…)` takes."""

from ...models import Model

MODELS = {
    "sam": Model(
        "facebook/sam-vit-base", "Apache-2.0", {"fp32": 0.375, "fp16": 0.187, "nf4": 0.065},
        work={"fp32": 2.0, "fp16": 1.0, "nf4": 1.0}, title="SAM base",
    ),
    "sam-large": Model(
        "facebook/sam-vit-large", "Apache-2.0", {"fp32": 1.249, "fp16": 0.625, "nf4": 0.191},
        work={"fp32": 2.6, "fp16": 1.3, "nf4": 1.3}, title="SAM large",
    ),
    "sam-huge": Model(
        "facebook/sam-vit-huge", "Apache-2.0", {"fp32": 2.564, "fp16": 1.282, "nf4": 0.378},
        work={"fp32": 2.7, "fp16": 1.4, "nf4": 1.4}, title="SAM huge",
    ),
    "sam2": Model(
        "facebook/sam2.1-hiera-large", "Apache-2.0", {"fp32": 0.868, "fp16": 0.434, "nf4": 0.129},
        work={"fp32": 0.8, "fp16": 0.4, "nf4": 0.4}, title="SAM 2.1 large",
    ),
    "sam2-base-plus": Model(
        "facebook/sam2.1-hiera-base-plus", "Apache-2.0", {"fp32": 0.293, "fp16": 0.147, "nf4": 0.048},
        work={"fp32": 0.8, "fp16": 0.4, "nf4": 0.4}, title="SAM 2.1 base plus",
    ),
}  # fmt: skip
MODELS["sam-base"] = MODELS["sam"]
