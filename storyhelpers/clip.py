"""Clip: pictures and texts as vectors of one space, so that their cosine says how well they fit.

The one CLIP of the house: the books' consistency and everything in `evaluate` look through it.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from .engine import BadInput, NoAnswer
from .media import Picture
from .models import LocalModel, Model, Part, hub, out, to_place

SMALL = Path(__file__).parent / "small" / "weights" / "clip"
MODELS: dict[str, Model] = {  # name → hub id, licence, GB of the weights, GB of the work; Clip("tiny")
    "clip": Model("openai/clip-vit-base-patch32", "MIT", {"fp32": 0.61, "fp16": 0.31}, {"fp32": 0.1, "fp16": 0.05},
                  "CLIP ViT-B/32 (OpenAI)"),
    "clip-laion": Model("laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "MIT", {"fp32": 0.61, "fp16": 0.31},
                        {"fp32": 0.1, "fp16": 0.05}, "CLIP ViT-B/32"),
    "tiny": Model(str(SMALL), "Apache-2.0", {"fp32": 0.01, "fp16": 0.01}, {"fp32": 0.03, "fp16": 0.03}, "tiny CLIP"),
    "pickscore": Model("yuvalkirstain/PickScore_v1", "MIT", {"fp32": 3.94, "fp16": 1.97}, {"fp32": 0.4, "fp16": 0.2},
                       "PickScore", extra={"processor": "laion/CLIP-ViT-H-14-laion2B-s32B-b79K"}),
}  # fmt: skip
MOST = 64  # pictures or texts at once: more do not make it faster
KEPT = 4096  # vectors of pictures that are remembered: a page of results asks for the same ones several times

Step = Callable[[int, int], None]


class Loaded(NamedTuple):
    """The network, the rules of its pixels, and its tokenizer."""

    model: Any
    rules: dict
    tokenizer: Any


class Clip(LocalModel):
    """Says how well pictures fit words, and how alike pictures are, as cosines of CLIP's vectors.

    Source: Radford et al., Learning Transferable Visual Models From Natural Language Supervision, arXiv 2103.00020;
    PickScore is a CLIP that learned what people prefer: Kirstain et al., Pick-a-Pic, arXiv 2305.01569.
    """

    MODELS = MODELS
    DEFAULT = "clip"
    KINDS = ("clip",)
    GPU_DTYPES = ("fp16",)
    OLD = True  # OpenAI's own are on the hub as pytorch_model.bin alone

    def __init__(self, model=None, *, device=None, dtype=None, revision=None):
        if dtype == "nf4":
            raise BadInput('CLIP is small and stays whole: give it dtype="fp16" or leave dtype= out.')
        super().__init__(model, device=device, dtype=dtype, revision=revision)
        self._told: dict[str, np.ndarray] = {}  # text → vector
        self._seen: dict[str, np.ndarray] = {}  # fingerprint of a picture → vector
        self._cut: set[str] = set()  # texts of which it was said that they are too long

    # ---- the model ----

    def parts(self):
        """One network, whole."""
        return (Part("transformers:CLIPModel"),)

    def ignored(self):
        """The same weights for another library."""
        return ("open_clip*",)

    def load(self, folder: Path, place) -> Loaded:
        """The network with the rules for its pixels and its tokenizer."""
        from .crafts.describer.eyes import rules_of
        from .models.talking import VOCABULARIES, load_whole, tokenizer_of

        own = folder
        if "processor" in self.model.extra and not any((folder / name).is_file() for name in VOCABULARIES):
            own = hub.fetch(self.model.extra["processor"], patterns=hub.TEXTS)  # PickScore may come without its own
        return Loaded(load_whole("CLIPModel", folder, place), rules_of(own), tokenizer_of(own))

    def forget(self) -> None:
        """Drops the vectors: after the next load they may be made in another dtype."""
        self._told, self._seen = {}, {}

    # ---- vectors ----

    def __call__(self, pictures: Sequence[Picture | Image.Image], *, on_step: Step | None = None) -> np.ndarray:
        """float32 (n, d), each row of length 1. on_step(done, total) may raise Cancelled."""
        known = dict(self._seen)
        shown = [_picture(one) for one in pictures]
        fresh = {one.fingerprint: one for one in shown if one.fingerprint not in known}
        if fresh or not shown:
            rows = self._work(_look, list(fresh.values()), on_step)
            if not shown:
                return rows
            known.update(zip(fresh, rows, strict=True))
            self._seen = dict(list(known.items())[-KEPT:])
        return np.stack([known[one.fingerprint] for one in shown])

    pictures = __call__

    def texts(self, texts: Sequence[str]) -> np.ndarray:
        """float32 (m, d), each row of length 1; every text is embedded once.

        Of a text longer than CLIP reads (77 tokens) the first part counts, closed by the end token that the vector is
        read from; which words were cut is said once. Raises BadInput for what is no text.
        """
        if isinstance(texts, str):
            raise BadInput('Several texts are wanted: clip.texts(["a cat", "a dog"]).')
        if wrong := next((one for one in texts if not isinstance(one, str)), None):
            raise BadInput(f"A text is wanted, not {type(wrong).__name__}.")
        known = dict(self._told)
        fresh = [one for one in dict.fromkeys(texts) if one not in known]
        if fresh or not texts:
            rows = self._work(self._read, fresh, None)
            if not texts:
                return rows
            known.update(zip(fresh, rows, strict=True))
            self._told = known
        return np.stack([known[one] for one in texts])

    # ---- what is asked of them ----

    def scores(self, pictures: Sequence, prompts: str | Sequence[str], *, on_step: Step | None = None) -> np.ndarray:
        """Cosines (n,), −1 … 1, of each picture with its own prompt; one prompt serves all pictures.

        Raises BadInput when there are not as many prompts as pictures.
        """
        prompts = [prompts] * len(pictures) if isinstance(prompts, str) else list(prompts)
        if len(prompts) != len(pictures):
            raise BadInput(
                f"There are {len(pictures)} pictures and {len(prompts)} prompts: give one prompt for each picture, or "
                "one text for all."
            )
        if not prompts:
            return np.zeros(0, np.float32)
        return np.einsum("nd,nd->n", self(pictures, on_step=on_step), self.texts(prompts))

    def table(self, pictures: Sequence, prompts: Sequence[str], *, on_step: Step | None = None) -> np.ndarray:
        """Cosines (n, m) of every picture with every prompt."""
        return self(pictures, on_step=on_step) @ self.texts(prompts).T

    def clip_score(self, pictures: Sequence, prompts: str | Sequence[str]) -> np.ndarray:
        """CLIP scores (n,): 100 · max(cosine, 0), as torchmetrics counts; Hessel et al. (2104.08718) take 2.5 · ."""
        return 100 * np.maximum(self.scores(pictures, prompts), 0)

    def pick_probabilities(self, prompt: str, pictures: Sequence) -> np.ndarray:
        """The chances (n,) that each picture is preferred among these for the prompt; they add up to 1.

        Clip("pickscore") learned from people's choices; any other CLIP says which fits the words best.
        """
        points = self.logit_scale * self.scores(pictures, prompt).astype(np.float64)
        chances = np.exp(points - points.max(initial=-np.inf))
        return chances / chances.sum()

    @property
    def logit_scale(self) -> float:
        """What cosines are multiplied with before a softmax, as the model learned it; about 100."""
        return self.work(lambda loaded, place: float(loaded.model.logit_scale.float().exp()))

    # ---- inside ----

    def _work(self, embed: Callable[[Loaded, Sequence], Any], things: list, on_step: Step | None) -> np.ndarray:
        """The unit vectors of things, a batch after another; one at a time when the memory ran out."""

        def job(loaded, place, at_once=None):
            at_once = at_once or self._at_once(loaded.model, place)
            rows = [np.zeros((0, loaded.model.config.projection_dim), np.float32)]
            for start in range(0, len(things), at_once):
                if on_step is not None:
                    on_step(start, len(things))
                rows.append(out(embed(loaded, things[start : start + at_once])))
            if on_step is not None:
                on_step(len(things), len(things))
            return np.concatenate(rows)

        rows = self.work(job, smaller=lambda loaded, place: job(loaded, place, 1), on_step=on_step)
        if not np.isfinite(rows).all():
            raise NoAnswer(f'{self.name} lost its numbers in this dtype (they overflowed). Give it dtype="fp32".')
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def _at_once(self, model, place) -> int:
        """As many pictures as the memory that the plan keeps for the work allows, at most MOST."""
        eye = model.config.vision_config
        tokens = (eye.image_size // eye.patch_size) ** 2 + 1
        numbers = tokens * (8 * eye.hidden_size + 2 * eye.intermediate_size) + 6 * eye.image_size**2
        return max(1, min(MOST, self.need(place.dtype).work // (numbers * (4 if place.dtype == "fp32" else 2))))

    def _read(self, loaded: Loaded, texts: Sequence[str]):
        import torch

        most = loaded.model.config.text_config.max_position_embeddings
        rows = [self._tokens(loaded.tokenizer, text, most) for text in texts]
        longest = max(map(len, rows))
        filling = loaded.tokenizer.pad_token_id
        filling = loaded.tokenizer.eos_token_id if filling is None else filling
        ids = torch.tensor([row + [filling] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        given = to_place({"input_ids": ids, "attention_mask": mask}, loaded.model)
        return _vector(loaded.model.get_text_features(**given))

    def _tokens(self, tokenizer, text: str, most: int) -> list[int]:
        ids = list(tokenizer(text, verbose=False).input_ids)  # quiet: what is cut is said here
        if len(ids) <= most:
            return ids
        if text not in self._cut:
            self._cut.add(text)
            lost = tokenizer.decode(ids[most - 1 : -1]).strip()
            lost = lost if len(lost) <= 120 else f"{lost[:60]} … {lost[-50:]}"
            print(f'{self.name} reads {most} tokens of {len(ids)}; it did not read "{lost}".', file=sys.stderr)
        return [*ids[: most - 1], ids[-1]]


def _look(loaded: Loaded, pictures: Sequence[Picture]):
    import torch

    from .crafts.describer.views import pixels

    given = {"pixel_values": torch.from_numpy(np.stack([pixels(one.image, loaded.rules) for one in pictures]))}
    return _vector(loaded.model.get_image_features(**to_place(given, loaded.model)))


def _vector(found):
    """The vectors that CLIP gives: transformers 5 wraps them, earlier releases gave them bare."""
    return getattr(found, "pooler_output", found)


def _picture(thing) -> Picture:
    if isinstance(thing, Picture):
        return thing
    if isinstance(thing, Image.Image):
        return Picture(thing)
    raise BadInput(f"CLIP looks at pictures, not at {type(thing).__name__}: Picture.open(…) opens a file.")
