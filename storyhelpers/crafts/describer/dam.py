"""DAM-3B, the Describe Anything Model: a picture and a mask → what is under the mask, in detail, in English.

Its code comes with its weights and works with transformers 4.46 to 4.50 only, so it runs in a process of its own
(`isolated`, `dam_worker`), in an overlay of the packages below; torch and bitsandbytes are ours.
"""

import json
import re
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from ...devices import house
from ...engine import BadInput, NoAnswer, NotHere
from ...locale import known
from ...media import Picture, Region
from ...models import LocalModel, hub
from ...models.weights import BLOCK, LOOKUP
from .languages import LENGTHS, english_only
from .models import MODELS
from .telling import told

if TYPE_CHECKING:
    from ...isolated import Isolated

# Complete: nothing else is brought in. opencv is imported by DAM's code for videos, and has to be there for pictures.
PINS = (
    "transformers==4.50.3", "tokenizers==0.21.4", "huggingface_hub==0.36.2", "safetensors==0.5.3",
    "accelerate==1.6.0", "sentencepiece==0.2.1", "protobuf==4.25.8", "opencv-python-headless==4.11.0.86",
    "numpy==1.26.4" if sys.version_info < (3, 13) else "numpy==2.1.3",  # no 1.26 was made for Python 3.13
    "pillow==11.3.0", "regex==2024.11.6", "PyYAML==6.0.2", "psutil==7.0.0", "requests==2.32.5", "urllib3==2.5.0",
    "certifi==2025.8.3", "idna==3.10", "charset-normalizer==3.4.3", "tqdm==4.67.1", "filelock==3.19.1",
    "packaging==25.0", "fsspec==2025.9.0", "typing_extensions==4.15.0",
)  # fmt: skip
QUERY = "<image>\nDescribe the masked region in detail."
MOST = {"short": 96, "long": 384}  # tokens
WORKER = Path(__file__).with_name("dam_worker.py")
SEED = 0  # the same region gets the same words
SHORT_FORMS = ("st", "mr", "mrs", "dr", "vs", "no", "approx", "e.g", "i.e")  # a full stop after these ends nothing


class Dam(LocalModel):
    """Describes what is under the mask in detail, in English; works in a process of its own; non-commercial."""

    MODELS = {"dam": MODELS["dam"]}
    DEFAULT = "dam"
    KINDS = ("llava_llama",)
    GPU_DTYPES = ("fp16", "nf4")
    CPU_DTYPES = ("fp16",)  # float16 is written into its code
    languages: ClassVar[tuple[str, ...]] = ("en",)
    PASSES = True
    outside = True  # its bytes are in another process

    def __init__(self, model=None, *, device=None, dtype=None, revision=None):
        super().__init__(model, device=device, dtype=dtype, revision=revision)
        if dtype not in (None, *self.GPU_DTYPES):
            raise BadInput(f'{self.name} computes in float16 only: dtype is "fp16" or "nf4" (4 bits), not "{dtype}".')
        self.versions: dict[str, str] = {}  # of the packages in its process, once it runs
        self._worker: Isolated | None = None

    def __call__(
        self, region_or_picture: Region | Picture, *, language: str = "en", length: str = "short", on_step=None
    ) -> str:
        """What is there, in English: the first sentence, or up to four.

        on_step(done, total): called with every token; may raise Cancelled, and DAM stays loaded. Raises BadInput for
        another language, NotHere without a graphics card, NoAnswer when it finds no words.
        """
        english_only(self, known(language))
        if length not in LENGTHS:
            raise BadInput(f'length is "short" or "long", not {length!r}.')
        image, mask = _seen(region_or_picture)
        self._look_for_a_card()
        most = MOST[length]
        asked = {"image": image, "mask": mask, "query": QUERY, "tokens": most, "seed": SEED}
        said = self.work(
            lambda worker, place: worker.call("describe", on_step=on_step or _no_step, **asked),
            on_step=on_step,
        )
        words = sentences(told(said["words"]))
        if not any(c.isalnum() for c in "".join(words)):
            raise NoAnswer(
                f"{self.name} had nothing to say about this. Click another thing, or take another describer: "
                'Studio(describer="offline").'
            )
        return words[0] if length == "short" else " ".join(words[:4])

    @property
    def source(self) -> str:
        """Where weights and code come from, with the commit once it is known."""
        return super().source + (f"@{self.revision[:12]}" if self.revision else "")

    @property
    def loaded(self) -> bool:
        """Whether its process is alive; a process that died has given its memory back."""
        return self._loaded is not None and self._worker is not None and self._worker.running

    def dtypes(self, seat) -> tuple[str, ...]:
        """What suits the seat. Raises NotHere for the processor, unless `device="cpu"` asks for it."""
        if seat.name == "cpu" and self.device != "cpu":
            raise self._no_card()
        return super().dtypes(seat)

    def files(self) -> tuple[str, ...]:
        """The configs, the weights, and the code."""
        return (*hub.TEXTS, *hub.WEIGHTS, "*.py")

    def fetch(self) -> Path:
        """The folder with its files, always of one commit: code is never taken from a branch that may have moved.

        Without `revision=` it is the commit that is on this machine already, else the newest, which then stays.
        """
        at_a_branch = self.revision is None and not Path(self.repo).is_dir()
        if at_a_branch:
            self.revision = self._commit_here()
        folder = super().fetch()
        if folder.parent.name == "snapshots":
            self.revision = folder.name
            if at_a_branch and not self.loaded:
                print(f"{self.name} runs the code of its commit {folder.name}.", file=sys.stderr, flush=True)
        return folder

    def _commit_here(self) -> str | None:
        try:
            folder = hub.fetch(self.repo, patterns=("config.json",), offline=True)
        except NotHere:
            return None
        return folder.name if folder.parent.name == "snapshots" else None

    def load(self, folder: Path, place) -> "Isolated":
        """Starts its process, which makes the overlay the first time, and lets it load the model there."""
        from ...isolated import Isolated

        for pickle in (file for pattern in hub.PICKLES for file in folder.rglob(pattern)):
            if not any(pickle.parent.glob("*.safetensors")):
                raise NotHere(f"{pickle} is a pickle, which can run any program. Give a folder with .safetensors only.")
        self._worker = Isolated(
            WORKER,
            PINS,
            name=self.name,
            device=place.device,
            opening={
                "folder": str(folder.absolute()),
                "device": "cpu" if place.device == "cpu" else "cuda:0",  # the only card that it sees
                "dtype": place.dtype,
            },
        )
        self._worker.start()
        self.versions = self._worker.opened["versions"]
        return self._worker

    def forget(self) -> None:
        """Ends its process."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _look_for_a_card(self) -> None:
        """Raises NotHere before anything is downloaded where only the processor is, unless `device="cpu"` was said."""
        if self.device != "cpu" and not any(seat.is_card and seat.usable for seat in (self.seating or house()).seats):
            raise self._no_card()

    def _no_card(self) -> NotHere:
        return NotHere(
            f"{self.name} needs an NVIDIA graphics card (its code says so). Take another describer, "
            'Studio(describer="florence") or "offline", or let it try on the processor with '
            'storyhelpers.crafts.describer.Dam(device="cpu"): about 8 GB of memory, and slow.'
        )

    def _weights(self, dtype: str) -> tuple[int, bool]:
        """Counted from the heads of its weight files, since its classes are not ours; declared until they are here."""
        try:
            folder = hub.fetch(self.repo, revision=self.revision, patterns=self.files(), offline=True)
            return bytes_here(folder, dtype), False
        except (NotHere, OSError, ValueError, KeyError, struct.error):
            return super()._weights(dtype)


def _no_step(done: int, total: int) -> None:
    """Nobody watches; but every token is a sign of life, and Ctrl-C between two of them keeps the model loaded."""


def bytes_here(folder: Path, dtype: str) -> int:
    """The bytes of a DAM's weights in float16, or with 4 bits for its language model. Raises KeyError if some lack."""
    total, parts = 0, set()
    for index in folder.rglob("*.safetensors.index.json"):
        for name in set(json.loads(index.read_text("utf-8"))["weight_map"].values()):
            if not index.with_name(name).is_file():
                raise KeyError(name)
    for file in folder.rglob("*.safetensors"):
        part = file.relative_to(folder).parts[0]
        parts.add(part)
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            head = json.loads(stream.read(length))
        for name, tensor in head.items():
            if name == "__metadata__":
                continue
            numbers = int(np.prod(tensor["shape"], dtype=np.int64))
            whole = part != "llm" or len(tensor["shape"]) != 2 or "embed_tokens" in name or "lm_head" in name
            if dtype == "nf4" and not whole:
                total += (numbers + 1) // 2 + 4 * -(-numbers // BLOCK) + LOOKUP
            else:
                total += 2 * numbers
    for part in ("llm", "vision_tower"):
        if part not in parts:
            raise KeyError(part)
    return total


def sentences(text: str) -> list[str]:
    """The sentences of an answer; a last one that was cut off is left out, unless there is no other."""
    text = re.sub(r"\s+", " ", text).strip()
    found, start = [], 0
    for stop in re.finditer(r"[.!?]+[\"”')]*(?=\s+[\"“'(]?[A-Z0-9]|$)", text):
        before = text[start : stop.start()].rsplit(" ", 1)[-1].lower()
        if stop.group().startswith(".") and before in SHORT_FORMS:
            continue
        found.append(text[start : stop.end()].strip())
        start = stop.end()
    rest = text[start:].strip()
    return found or ([rest] if rest else [])


def _seen(thing: Region | Picture) -> tuple[np.ndarray, np.ndarray]:
    """The picture (uint8, H, W, 3) and what of it is meant (bool, H, W). Raises BadInput."""
    if isinstance(thing, Picture):
        image = np.asarray(thing.image.convert("RGB"))
        return image, np.ones(image.shape[:2], bool)
    if not isinstance(thing, Region):
        raise BadInput(f"A region or a picture can be described, not {type(thing).__name__}.")
    if thing.empty:
        raise BadInput("The region is empty. Click the picture again, in the middle of the thing.")
    return np.asarray(thing.picture.image.convert("RGB")), np.asarray(thing.mask, bool)
