"""LocalModel: a model on this machine, loaded when it is first needed, that gets up when another needs the seat."""

import contextlib
import gc
import logging
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from .. import environment
from ..devices import Need, Place, Seating, house
from ..engine import BadInput, NoRoom, NotHere, StoryError, nearest
from . import hub
from .hub import Model
from .weights import Part, bytes_of

GB = 1_000_000_000
logging.getLogger("bitsandbytes").setLevel(logging.ERROR)  # it warns of kernels that nobody here uses
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
    outside: ClassVar[bool] = False  # whether its bytes are in a process of its own
    PASSES: ClassVar[bool] = False  # whether all its weights lie in the main memory while it loads to a card
    OLD: ClassVar[bool] = False  # whether its weights are on the hub in the old form only, and may be

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
        self._folder: Path | None = None  # asked for once a session: the model stays the one that it is

    def _row(self, model: str) -> Model:
        if model in self.MODELS:
            return self.MODELS[model]
        usual = self.MODELS[self.DEFAULT]
        known = next((row for row in self.MODELS.values() if model in (row.repo, row.mirror)), None)
        if known is not None:
            return known if model == known.repo else Model(**{**vars(known), "repo": model, "mirror": ""})
        if "/" not in model and not Path(model).expanduser().is_dir():
            raise NotHere(
                f'There is no model "{model}" here.{nearest(model, self.MODELS)} There is: {", ".join(self.MODELS)}; '
                'or give a hub id such as "owner/name", or a folder.'
            )
        model = str(Path(model).expanduser()) if Path(model).expanduser().is_dir() else model
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
        if Path(self.repo).is_dir():  # the name alone: what is exported need not tell where somebody keeps their files
            return f"own folder {Path(self.repo).name}"
        return f"huggingface.co/{self.repo}"

    @property
    def made_by(self) -> str:
        """What a picture, a region or a sound says of who made it."""
        return self.name if self.name == self.repo or Path(self.repo).is_dir() else f"{self.name} ({self.repo})"

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
        names = self.CPU_DTYPES if seat.name == "cpu" else self.GPU_DTYPES
        if seat.bf16 and self.model.extra.get("born") == "bf16":  # what was trained in bfloat16 may overflow in float16
            names = ["bf16" if name == "fp16" else name for name in names]
        return tuple(name for name in names if name != "nf4" or environment.is_installed("bitsandbytes"))

    def parts(self) -> Sequence[Part]:
        """The networks that make it up, to be counted before anything is loaded; none where they cannot be."""
        return ()

    def need(self, dtype: str) -> Need:
        """The bytes it takes in this dtype: weights counted from its configs if they are here, else declared."""
        if dtype in self._needs:
            return self._needs[dtype]
        weights, declared = self._weights(dtype)
        need = replace(self.declared(dtype), weights=weights, declared=declared)
        if not declared:  # else it is counted as soon as the configs are here
            self._needs[dtype] = need
        return need

    def declared(self, dtype: str) -> Need:
        """The bytes that its table says it takes in this dtype. Nothing is imported or read to know that."""
        weights, work = (int(self._declared(table, dtype) * GB) for table in (self.model.weights, self.model.work))
        return Need(weights, work, dtype, True, self._passing(dtype))

    def _passing(self, dtype: str) -> int:
        """Bytes of main memory that are full while it loads to a card: what becomes 4 bits arrives in 16."""
        full = "fp16" if dtype == "nf4" else dtype
        return int(self._declared(self.model.weights, full) * GB) if self.PASSES else 0

    def _weights(self, dtype: str) -> tuple[int, bool]:
        try:
            parts = self.parts()
            if parts and (not self.KINDS or hub.kind_of(self.configs()) in self.KINDS):
                return bytes_of(parts, self.configs(), dtype), False
        except (NotHere, OSError):  # the configs are not here yet: what was declared has to do
            return int(self._declared(self.model.weights, dtype) * GB), True
        except Exception as error:  # a library may fail in any way at strange files; the other engines still get seats
            why = type(error).__name__
            print(f"The size of {self.name} is taken from a table: its files cannot be read ({why}).", file=sys.stderr)
        return int(self._declared(self.model.weights, dtype) * GB), True

    def configs(self) -> Path:
        """The folder with its configurations, without the weights. Raises NotHere where they are not on this machine.

        A model of our tables is not asked for, because its size is declared; of any other a few kB are downloaded.
        """
        self._libraries()
        texts = [pattern for pattern in self.files() if not pattern.endswith(".safetensors")]
        known = any(self.repo == row.repo for row in self.MODELS.values())
        return self._folder or hub.fetch(
            self.repo, revision=self.revision, patterns=texts, ignore=self.ignored(), offline=known
        )

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
        on_step: Callable[[int, int], None] | None = None,
    ) -> Any:
        """Runs `job(loaded, place)` when its turn has come, the model being loaded first where it is not.

        When the memory runs out, the idle models on the same seat get up and it is tried again; then `smaller`, the
        same job in a smaller size, is tried once. on_step(0, 1): called while others work on the same seat, and may
        raise Cancelled. Raises NoRoom when the memory ran out for good, NotHere when the card is gone.
        """
        self._libraries()
        if self._folder is None:
            self._folder = self.fetch()
        seating = self.seating or house()
        with seating.turn(self, on_wait=on_step and (lambda _: on_step(0, 1))) as place:
            done, result = self._attempt(job, place)
            if not done and seating.make_way(self):
                done, result = self._attempt(job, place)
            if not done and smaller is not None:
                done, result = self._attempt(smaller, place)
            if not done:
                raise NoRoom(
                    f"{self.name} ran out of memory on {place.device} ({place.dtype}). Ask for less (a smaller "
                    'picture, fewer at once), give it dtype="nf4", or take a smaller model.'
                )
            return result

    def _attempt(self, job, place: Place) -> tuple[bool, Any]:
        """(True, result), or (False, None) when the memory ran out; then what can be freed is freed."""
        try:
            loaded = self._at(place)
            with no_gradients():
                return True, job(loaded, place)
        except (MemoryError, RuntimeError) as error:
            if not out_of_memory(error):
                raise self._said(error, place) from error
        # Only here, outside the except, the frames that hold the tensors are gone.
        free_memory()
        return False, None

    def _libraries(self) -> None:
        """Raises NotHere, with what to type, where the libraries of the real models are not installed."""
        if lacking := environment.missing("gpu"):
            raise NotHere(
                f"{self.name} needs {', '.join(lacking)}: pip install {' '.join(lacking)}, then restart the kernel.",
                "lacking", engine=self.name, packages=tuple(lacking),
            )  # fmt: skip

    def fetch(self) -> Path:
        """The folder with its files, downloaded where they are missing, and looked through."""
        folder = hub.fetch(
            self.repo, revision=self.revision, patterns=self.files(), ignore=self.ignored(), mirror=self.model.mirror
        )
        if self.OLD and not any(folder.glob("*.safetensors")):
            old = (*hub.TEXTS, hub.OLD_WEIGHTS)
            folder = hub.fetch(self.repo, revision=self.revision, patterns=old, mirror=self.model.mirror)
        hub.inspect_folder(folder, self.KINDS, old=self.OLD)
        return folder

    def _at(self, place: Place) -> Any:
        if self._loaded is not None and self._place != place:
            self.unload()
        if self._loaded is None:
            print(f"Loading {self.name} on {place.device} ({place.dtype}) …", file=sys.stderr, flush=True)
            try:
                with quiet_libraries(self.outside):
                    self._loaded = self.load(self._folder, place)
            except (OSError, ValueError) as error:  # how the libraries say that files are missing or are others
                self.unload()
                folder, self._folder = self._folder, None
                raise NotHere(
                    f"{self.name} cannot be loaded from {folder} ({str(error).strip().splitlines()[0][:160]}). "
                    "Delete that folder and load the model again, or give another model."
                ) from error
            except BaseException:
                self.unload()
                self._folder = None
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
        or "_ALLOC_FAILED" in str(error)  # how cuBLAS and cuDNN say it
        or "can't allocate memory" in str(error)
    )


def no_gradients():
    """A context without gradients, which nobody here needs; nothing where torch is not used at all."""
    torch = sys.modules.get("torch")
    return torch.no_grad() if torch is not None else contextlib.nullcontext()


@contextlib.contextmanager
def quiet_libraries(outside: bool):
    """While a model loads, our own line says so: no bars, and no warnings that only a programmer can heed."""
    if outside:
        yield
        return
    from transformers.utils import logging as bars

    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            for kind in (FutureWarning, DeprecationWarning, UserWarning):
                warnings.simplefilter("ignore", kind)
            yield
    finally:
        if shown:
            bars.enable_progress_bar()


def free_memory() -> None:
    """Collects what nobody holds any more and gives cached memory back to the cards."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
