"""The models that listen, by the names that `Studio(listener=…)` takes."""

from ...models import Model
from ..sound_maker.models import MODELS as SOUND_MODELS

MODELS: dict[str, Model] = {  # the work is that of ten seconds
    "ast": Model("MIT/ast-finetuned-audioset-10-10-0.4593", "BSD-3-Clause", weights={"fp32": 0.35, "fp16": 0.18},
                 work={"fp32": 0.5, "fp16": 0.3}, title="AST"),
    "clap": SOUND_MODELS["clap"],
}  # fmt: skip
