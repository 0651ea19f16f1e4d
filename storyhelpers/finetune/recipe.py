"""Recipe: every setting of a training run on one screen."""

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from ..engine import BadInput, nearest

ATTENTION = ("to_q", "to_k", "to_v", "to_out.0")
CONVOLUTIONS = ("conv1", "conv2", "conv_shortcut")  # of the U-Net's residual blocks


@dataclass(frozen=True)
class Recipe:
    """How a picture model is taught. Every run keeps its recipe beside its results, and goes on only with the same one.

    Raises BadInput for a setting that cannot be.
    """

    base: str = "tiny"  # a name of the illustrator's MODELS, a hub id, or a folder
    # what is learned
    whole: bool = False  # the whole U-Net instead of a LoRA
    rank: int = 8
    alpha: float | None = None  # None: as the rank, so that the LoRA counts once
    targets: tuple[str, ...] = ATTENTION  # (*ATTENTION, *CONVOLUTIONS) learns lines and textures better
    text_encoder: bool = False  # a LoRA on the text encoder too; its embeddings are then not cached
    # how the pictures are shown to it
    size: int | None = None  # pixels of the square; None is what the base was trained on
    buckets: bool = False  # pictures keep their shape (aspect buckets) instead of a centre crop
    flip: bool = True
    drop_captions: float = 0.1  # share of captions left out, so that guidance goes on working
    batch: int = 4
    accumulate: int = 1
    cache: bool = True  # latents and text embeddings are computed once
    # how it learns
    steps: int = 400  # of the optimizer: each sees batch × accumulate × processes pictures
    minutes: float | None = None  # stop after so many; the learning rate falls to its end by then
    learning_rate: float | None = None  # None: found by a probe
    warmup: int = 20
    snr_gamma: float | None = 5.0  # min-SNR weighting; None for none
    noise_offset: float = 0.0
    clip_weight: float = 0.0  # of a CLIP-cosine term in the loss
    max_grad_norm: float = 1.0
    weight_decay: float = 1e-2
    ema: float | None = None  # decay of a moving average of the weights, such as 0.999
    eight_bit: bool = False  # 8-bit AdamW: for the whole U-Net; a LoRA's state is too small to gain
    checkpoint_gradients: bool = False  # less memory for a quarter more time
    precision: str | None = None  # "fp32", "fp16", "bf16"; None is what suits the device
    seed: int = 0
    # what is seen and kept on the way
    prompts: tuple[str, ...] = ()  # drawn every `show_every` steps with the same seeds; () takes captions
    show_every: int = 100
    check_every: int = 25  # steps between two readings of the validation loss
    save_every: int = 100
    trackers: tuple[str, ...] = ()  # beside TensorBoard's files: "wandb", "trackio"

    def __post_init__(self):
        for name, fits, asked in _RULES:
            try:
                right = fits(getattr(self, name))
            except TypeError:  # a text where a number belongs
                right = False
            if not right:
                raise BadInput(f"{name} is {asked}, not {getattr(self, name)!r}.")
        if self.whole and self.text_encoder:
            raise BadInput(
                "whole=True teaches the U-Net alone; text_encoder=True goes with a LoRA. Take one of the two."
            )

    def but(self, **changes) -> "Recipe":
        """The same recipe with other settings."""
        names = [field.name for field in fields(self)]
        for name in changes:
            if name not in names:
                raise BadInput(f'A recipe has no "{name}".{nearest(name, names)} It has: {", ".join(names)}.')
        return replace(self, **changes)

    def save(self, path: Path) -> None:
        """Writes it as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, default=str) + "\n", "utf-8")

    @classmethod
    def open(cls, path: Path) -> "Recipe":
        """Reads what `save` wrote. Raises BadInput when that is damaged."""
        known = {field.name for field in fields(cls)}
        try:
            kept = json.loads(path.read_text("utf-8"))
            return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in kept.items() if k in known})
        except (OSError, ValueError, AttributeError) as error:
            raise BadInput(
                f"{path} cannot be read ({error}). Begin again: Training(recipe, pictures, folder, anew=True)."
            ) from error


def _from_one(n) -> bool:
    return isinstance(n, int) and not isinstance(n, bool) and n >= 1


def _share(x) -> bool:
    return isinstance(x, (int, float)) and 0 <= x <= 1


def _texts(x) -> bool:
    return not isinstance(x, str) and all(isinstance(one, str) for one in x)


_RULES = (
    ("rank", _from_one, "a whole number from 1 on"),
    ("alpha", lambda x: x is None or x > 0, "more than 0, or None for the rank"),
    ("targets", lambda x: isinstance(x, tuple) and len(x) > 0, 'a tuple of layer names such as ("to_q", "to_v")'),
    ("size", lambda x: x is None or (_from_one(x) and x % 8 == 0), "a multiple of 8 pixels, or None"),
    ("drop_captions", _share, "a share from 0 to 1"),
    ("batch", _from_one, "a whole number from 1 on"),
    ("accumulate", _from_one, "a whole number from 1 on"),
    ("steps", _from_one, "a whole number from 1 on"),
    ("minutes", lambda x: x is None or x > 0, "more than 0, or None for no limit"),
    ("learning_rate", lambda x: x is None or 0 < x <= 1, "between 0 and 1 (such as 1e-4), or None for a probe"),
    ("warmup", lambda n: isinstance(n, int) and n >= 0, "a whole number from 0 on"),
    ("snr_gamma", lambda x: x is None or x > 0, "more than 0 (5 is usual), or None"),
    ("noise_offset", _share, "from 0 to 1 (0.05 is usual)"),
    ("clip_weight", lambda x: x >= 0, "0 or more"),
    ("max_grad_norm", lambda x: x > 0, "more than 0"),
    ("weight_decay", lambda x: x >= 0, "0 or more"),
    ("ema", lambda x: x is None or 0 < x < 1, "between 0 and 1, or None"),
    ("precision", lambda x: x in (None, "fp32", "fp16", "bf16"), '"fp32", "fp16", "bf16" or None'),
    ("prompts", _texts, 'a tuple of texts such as ("a cat",), with its comma'),
    ("show_every", _from_one, "a whole number from 1 on"),
    ("check_every", _from_one, "a whole number from 1 on"),
    ("save_every", _from_one, "a whole number from 1 on"),
    ("trackers", lambda x: set(x) <= {"wandb", "trackio"}, '() or some of "wandb", "trackio"'),
)
