"""LocalModel: a model on this machine, loaded when it is first needed, that gets up when another needs the seat."""

import contextlib
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from ..devices import Need, Place, Seating, house
from ..engine import BadInput, NoAnswer, NoRoom, NotHere, StoryError, nearest
from . import hub
from .hub import Model
from .weights import Part, bytes_of

GB = 1_000_000_000
DTYPES = ("fp32", "fp16", "bf16", "nf4")


class LocalModel:
    """An engine whose model lives on this machine. A craft's engine inherits it and says what `load` does.

    model: a name of the class's MODELS, any hub id ("owner/name"), or a folder. device: "cuda:1" or "cpu"; None leaves
    it to the plan. dtype: "fp32", "fp16", "bf16" or "nf4" (4 bits); None is what suits the device. revision: a commit
    of the hub.
    """

    MODELS: ClassVar[Mapping[str, Model]] = {}
    DEFAULT: ClassVar[str] = ""
    KINDS: ClassVar[Sequence[str]] = ()  # what config.json or model_index.json has to say; () for anything
    GPU_DTYPES: ClassVar[Sequence[str]] = ("fp16", "nf4")  # in order of preference
    CPU_DTYPES: ClassVar[Sequence[str]] = ("fp32",)

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        device: str | None = None,
        dtype: str | None = None,
        revision: str | None = None,
    ):
        self.model = self._row(str(model or self.DEFAULT))
        self.repo, self.revision = self.model.repo, revision or self.model.revision
        if dtype is not None and dtype not in DTYPES:
            raise BadInput(f'dtype is one of {", ".join(DTYPES)}, not "{dtype}".{nearest(dtype, DTYPES)}')
        self.device, self.dtype = device, dtype
        self.seating: Seating | None = None  # the studio's; else the one of the process
        self._loaded: Any = None
        self._place: Place | None = None
        self._needs: dict[str, Need] = {}

    def _row(self, model: str) -> Model:
        if model in self.MODELS:
            return self.MODELS[model]
        usual = self.MODELS[self.DEFAULT]
        known = next((row for row in self.MODELS.values() if model in (row.repo, row.mirror)), None)
        if known is not None:
            return known if model == known.repo else Model(**{**vars(known), "repo": model, "mirror": ""})
        if "/" not in model and not Path(model).is_dir():
            raise NotHere(
                f'There is no model "{model}" here.{nearest(model, self.MODELS)} There is: {", ".join(self.MODELS)}; '
                'or give a hub id such as "owner/name", or a folder.'
            )
        title = Path(model).name if Path(model).is_dir() else model
        return Model(model, "see the model's own page", usual.weights, usual.work, title, extra=usual.extra)

    # ---- what the card, the plan and the colophon ask ----

    @property
    def name(self) -> str:
        """How the card calls it."""
        return self.model.title or self.repo

    @property
    def licence(self) -> str:
        """The licence of the weights."""
        return self.model.licence

    @property
    def source(self) -> str:
        """Where the weights come from."""
        return self.repo if Path(self.repo).is_dir() else f"huggingface.co/{self.repo}"

    @property
    def made_by(self) -> str:
        """What a picture, a region or a sound says of who made it."""
        return self.name if self.name == self.repo else f"{self.name} ({self.repo})"

    @property
    def loaded(self) -> bool:
        """Whether its weights are in memory now."""
        return self._loaded is not None

    def dtypes(self, seat) -> tuple[str, ...]:
        """What it can be loaded as on this seat, the best first."""
        if self.dtype == "bf16" and not seat.bf16:
            raise BadInput(f'{seat.title} has no bfloat16: give {self.name} dtype="fp16", or leave dtype= out.')
        if self.dtype:
            return (self.dtype,)
        return tuple(self.CPU_DTYPES if seat.name == "cpu" else self.GPU_DTYPES)

    def parts(self) -> Sequence[Part]:
        """The networks that make it up, to be counted before anything is loaded; none where they cannot be."""
        return ()

    def need(self, dtype: str) -> Need:
        """The bytes it takes in this dtype: weights counted from its configs if they are here, else declared."""
        if dtype not in self._needs:
            weights, declared = self._weights(dtype)
            self._needs[dtype] = Need(weights, int(self._declared(self.model.work, dtype) * GB), dtype, declared)
        return self._needs[dtype]

    def _weights(self, dtype: str) -> tuple[int, bool]:
        parts = self.parts()
        if parts:
            try:
                folder = hub.fetch(self.repo, revision=self.revision, patterns=hub.TEXTS, offline=True)
                return bytes_of(parts, folder, dtype), False
            except (NotHere, OSError):  # the configs are not here yet: what was declared has to do
                pass
        return int(self._declared(self.model.weights, dtype) * GB), True

    @staticmethod
    def _declared(table: Mapping[str, float], dtype: str) -> float:
        """GB of a table in this dtype; where the dtype is missing, from another one by the bytes of a number."""
        if dtype in table or not table:
            return table.get(dtype, 0.0)
        if dtype == "bf16" and "fp16" in table:
            return table["fp16"]
        known = next(iter(table))
        size = {"fp32": 4, "fp16": 2, "bf16": 2, "nf4": 0.7}
        return table[known] * size[dtype] / size[known]

    # ---- what an engine says of itself ----

    def files(self) -> Sequence[str]:
        """The patterns of the files that it needs from the hub."""
        return hub.TEXTS + hub.WEIGHTS

    def ignored(self) -> Sequence[str]:
        """Patterns of files that it can do without, although `files` names them."""
        return ()

    def load(self, folder: Path, place: Place) -> Any:
        """Loads the weights from a folder to a place and returns what the engine works with. Heavy imports go here."""
        raise NotImplementedError

    def forget(self) -> None:
        """Called when the model gets up: drop what was computed with it. Nothing to do for most."""

    # ---- work ----

    def work(
        self,
        job: Callable[[Any, Place], Any],
        *,
        smaller: Callable[[Any, Place], Any] | None = None,
        on_wait: Callable[[int], None] | None = None,
    ) -> Any:
        """Runs `job(loaded, place)` when its turn has come, the model being loaded first where it is not.

        smaller: the same job in a smaller size, tried once when the memory ran out. on_wait(before_you): called while
        others work on the same seat. Raises NoRoom when the memory ran out for good, NotHere when the card is gone.
        """
        folder = None if self.loaded else self.fetch()
        seating = self.seating or house()
        with seating.turn(self, on_wait=on_wait) as place:
            done, result = self._attempt(job, folder, place)
            if not done and smaller is not None:
                done, result = self._attempt(smaller, folder, place)
            if not done:
                raise NoRoom(
                    f"{self.name} ran out of memory on {place.device} ({place.dtype}). Ask for less (a smaller "
                    'picture, fewer at once), give it dtype="nf4", or take a smaller model.'
                )
            return result

    def _attempt(self, job, folder: Path | None, place: Place) -> tuple[bool, Any]:
        """(True, result), or (False, None) when the memory ran out; then what can be freed is freed."""
        try:
            loaded = self._at(place, folder)
            with no_gradients():
                return True, job(loaded, place)
        except (MemoryError, RuntimeError) as error:
            if not out_of_memory(error):
                raise self._said(error, place) from error
        # Only here, outside the except, the frames that hold the tensors are gone.
        free_memory()
        return False, None

    def fetch(self) -> Path:
        """The folder with its files, downloaded where they are missing, and looked through."""
        folder = hub.fetch(
            self.repo, revision=self.revision, patterns=self.files(), ignore=self.ignored(), mirror=self.model.mirror
        )
        hub.inspect_folder(folder, self.KINDS)
        return folder

    def _at(self, place: Place, folder: Path | None) -> Any:
        if self._loaded is not None and self._place != place:
            self.unload()
        if self._loaded is None:
            print(f"Loading {self.name} on {place.device} ({place.dtype}) …", file=sys.stderr, flush=True)
            try:
                self._loaded = self.load(folder or self.fetch(), place)
            except BaseException:
                self.unload()
                raise
            self._place = place
        return self._loaded

    def unload(self) -> None:
        """Gives its memory back. The next call loads it again."""
        self._loaded = self._place = None
        self.forget()
        free_memory()

    def _said(self, error: Exception, place: Place) -> Exception:
        """What a card or a library raised, as a sentence where there is one; else the error itself."""
        text = str(error)
        if isinstance(error, StoryError):
            return error
        if "no kernel image is available" in text:
            return NotHere(
                f"{place.device} is too old for the installed torch. Take another card (on Kaggle: T4 x2), or "
                'device="cpu".'
            )
        if "CUDA error" in text or "CUDA driver" in text or "cuDNN error" in text or "NCCL" in text:
            return NotHere(
                f"The graphics card {place.device} stopped answering while {self.name} worked. Restart the kernel "
                "and run the notebook again: the book goes on where it was saved."
            )
        return error

    def __repr__(self):
        where = f", on {self._place.device} ({self._place.dtype})" if self._place else ""
        return f"{type(self).__name__}({self.name}{where})"


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that the memory of a card, or of the machine, ran out."""
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "OutOfMemoryError"
        or "out of memory" in str(error)
        or "can't allocate memory" in str(error)
    )


def no_gradients():
    """A context without gradients, which nobody here needs; nothing where torch is not used at all."""
    torch = sys.modules.get("torch")
    return torch.no_grad() if torch is not None else contextlib.nullcontext()


def free_memory() -> None:
    """Collects what nobody holds any more and gives cached memory back to the cards."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()


def finite(numbers, what: str, engine: LocalModel):
    """The array as it was given. Raises NoAnswer when it holds something that is not a number, as fp16 may produce."""
    import numpy as np

    if not np.isfinite(numbers).all():
        raise NoAnswer(
            f'{engine.name} gave {what} that is not a number. Give it dtype="fp32" (twice the memory), or try '
            "another seed."
        )
    return numbers
