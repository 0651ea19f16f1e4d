"""The models that make and judge sounds, by the names that `Studio(sound_maker=…)` takes."""

from ...models import Model

MODELS: dict[str, Model] = {  # GB; "work" is the peak above the weights, while ten seconds are decoded
    "tangoflux": Model(
        "declare-lab/TangoFlux",
        "non-commercial research (TangoFlux licence; Stability AI Community License)",
        weights={"fp32": 3.75, "fp16": 2.02, "nf4": 0.93},
        work={"fp32": 1.8, "fp16": 0.9, "nf4": 0.9},
        title="TangoFlux",
        extra={"steps": 25, "guidance": 4.5},
    ),
    "stable-audio": Model(
        "stabilityai/stable-audio-open-1.0",
        "Stability AI Community License",
        weights={"fp32": 4.98, "fp16": 2.55, "nf4": 0.95},
        work={"fp32": 1.8, "fp16": 0.9, "nf4": 0.9},
        title="Stable Audio Open",
        extra={"steps": 100, "guidance": 7.0, "without": "Low quality."},
    ),
    "clap": Model(  # judges sounds for best_of=
        "laion/clap-htsat-fused",
        "Apache-2.0",
        revision="0ebdccc578498c90ecb34353b57d2f197cae6e0a",  # the hub's own conversion; the main branch has a pickle
        weights={"fp32": 0.62, "fp16": 0.31},
        work={"fp32": 0.4, "fp16": 0.2},
        title="CLAP",
    ),
}
