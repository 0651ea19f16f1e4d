"""The seats of this machine: its graphics cards, and the processor, which is always the last one.

All sizes are bytes; people read them in GB (10⁹ bytes), as the tables of model sizes do. A T4 has 15.8 of these.
"""

import contextlib
import ctypes
import os
import platform
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

CONTEXT = 450_000_000  # what CUDA and its libraries take on a card for themselves as soon as one model works there
SPARE = 1_500_000_000  # of the main memory (an eighth of a small one): left to the system, browser and notebook
NOISE = 300_000_000  # below this, what others seem to take on a card is the fault of the measure
CPU = "cpu"
ARCHITECTURE = re.compile(r"^(sm|compute)_(\d+)(\d)([af]?)$").findall


def gigabytes(size: int) -> str:
    """ "3.5 GB"; "0.06 GB" where one digit would hide it."""
    return f"{size / 1e9:.{1 if size >= 95_000_000 or size <= 0 else 2}f} GB"


@dataclass(frozen=True)
class Seat:
    """A place where one model works at a time: a card ("cuda:0") or the processor ("cpu").

    total, free, others, context: bytes. `free` is what other processes have not taken, so what this process holds
    already still counts as free; `others` is what they took; `context` is what CUDA (or the system) takes for itself.
    `bf16`: whether it computes in bfloat16 by itself (a T4 does not). An unusable seat says `why`.
    """

    name: str
    title: str
    total: int
    free: int
    bf16: bool = False
    usable: bool = True
    why: str = ""
    others: int = 0
    context: int | None = None

    def __post_init__(self):
        if self.context is None:
            object.__setattr__(self, "context", CONTEXT if self.is_card else 0)

    @property
    def room(self) -> int:
        """Bytes that weights and work may take here."""
        return max(0, min(self.free, self.total) - self.context) if self.usable else 0

    @property
    def is_card(self) -> bool:
        """Whether it is a graphics card."""
        return self.name != CPU

    def __str__(self):
        return f"{self.name} ({self.title})"


@dataclass(frozen=True)
class Need:
    """What a model takes in one dtype: bytes of its weights, and of its work above them at the highest moment.

    `declared`: the numbers are from a table; the model's own configs were not at hand. `passing`: bytes of main memory
    that are full while it loads to a card; 0 where its weights go from the files straight to the card.
    """

    weights: int
    work: int
    dtype: str
    declared: bool = False
    passing: int = 0

    @property
    def peak(self) -> int:
        """Bytes at the highest moment."""
        return self.weights + self.work


@dataclass(frozen=True)
class Place:
    """Where a model was seated: device "cpu" or "cuda:0", dtype "fp32", "fp16", "bf16" or "nf4"."""

    device: str
    dtype: str

    @property
    def torch_dtype(self):
        """The torch dtype of what is computed: nf4 holds its weights in 4 bits and computes in float16."""
        import torch

        names = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16", "nf4": "float16"}
        return getattr(torch, names[self.dtype])


class Candidate(Protocol):
    """What the planner asks of a model; anything with these four will do.

    name: what people read. device: None, or the seat that the person named ("cuda:1", "cpu").
    Optional: `outside = True` for a model whose bytes are in a worker process of its own; `unload()` to get up.
    """

    name: str
    device: str | None

    def dtypes(self, seat: Seat) -> tuple[str, ...]:
        """The dtypes in which it can work there, the best first; none when it cannot sit there at all."""

    def need(self, dtype: str) -> Need:
        """What it takes in that dtype."""


def seats() -> tuple[Seat, ...]:
    """The cards of this machine that torch knows, and the processor last. Imports torch, where it is installed."""
    return (*_cards(), processor())


def look_again(seat: Seat, inside: int = 0, outside: int = 0) -> Seat:
    """The same seat as it is now. inside, outside: bytes of our weights there, in this process and in our workers."""
    if not seat.usable:
        return seat
    if not seat.is_card:
        free = min(seat.total, _memory()[1] + inside + outside)
        return replace(seat, free=free, others=seat.total - free)
    try:
        return _measured(seat, inside, outside)
    except RuntimeError as error:
        return replace(seat, usable=False, free=0, why=_silent(seat.title, error))


def _cards() -> list[Seat]:
    from importlib.util import find_spec

    if find_spec("torch") is None:
        return []
    import torch

    if not torch.cuda.is_available():
        return []
    built_for = torch.cuda.get_arch_list()
    return [_card(number, built_for) for number in range(torch.cuda.device_count())]


def _card(number: int, built_for: list[str]) -> Seat:
    import torch

    name = f"cuda:{number}"
    try:
        about = torch.cuda.get_device_properties(number)
        compute = (about.major, about.minor)
        if why := unfit(about.name, compute, built_for):
            return Seat(name, about.name, about.total_memory, 0, usable=False, why=why)
        bf16 = torch.cuda.is_bf16_supported() if torch.version.hip else compute >= (8, 0)
        return _measured(Seat(name, about.name, about.total_memory, 0, bf16))
    except RuntimeError as error:  # torch's own error for a card that hangs, is lost, or is for one process only
        return Seat(name, "card", 0, 0, usable=False, why=_silent(name, error))


def _measured(seat: Seat, inside: int = 0, outside: int = 0) -> Seat:
    """The card with its free bytes. What torch only keeps in store, and our own weights, are free for our models."""
    import torch

    free, total = torch.cuda.mem_get_info(seat.name)
    held = torch.cuda.memory_allocated(seat.name)
    store = torch.cuda.memory_reserved(seat.name) - held
    others = total - free - store - min(held, inside) - outside - CONTEXT
    others = others if others > NOISE else 0
    return replace(seat, total=total, free=total - others, others=others)


def unfit(title: str, compute: tuple[int, int], built_for: list[str]) -> str:
    """Why this torch cannot work on a card of this compute capability; '' when it can.

    built_for: `torch.cuda.get_arch_list()`. "sm_75" runs on 7.5 and later ones of the 7 family; "compute_90" is
    translated for every later card; "sm_90a" runs on 9.0 alone. An empty list (not NVIDIA's) says nothing.
    """
    known = [(kind, (int(major), int(minor)), only) for a in built_for for kind, major, minor, only in ARCHITECTURE(a)]
    for kind, least, only in known:
        family = least[0] == compute[0] and compute >= least
        if (compute == least) if only == "a" else (compute >= least if kind == "compute" else family):
            return ""
    if not known:
        return ""
    if compute < min(least for _, least, _ in known):
        return too_old(title, compute)
    return f"{title} (compute {compute[0]}.{compute[1]}) is too new for this torch; install a newer torch."


def too_old(title: str, compute: tuple[int, int]) -> str:
    """The sentence for a card that torch has no programs for any more, with the way out."""
    cure = "on Kaggle take the accelerator GPU T4 x2, elsewhere a newer card, or an older torch"
    return f"{title} (compute {compute[0]}.{compute[1]}) is too old for this torch; {cure}."


def _silent(title: str, error: Exception) -> str:
    first = str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__
    return f"{title} does not answer ({first}); restart the kernel, or the machine."


def processor() -> Seat:
    """The processor with the main memory, which is the last seat of every machine."""
    total, free = _memory()
    title = f"processor, {os.cpu_count() or 1} cores"
    return Seat(CPU, title, total, free, others=total - free, context=min(SPARE, total // 8))


def _memory() -> tuple[int, int]:
    """(all, free) bytes of main memory; in a container, of what it was given."""
    total, free = _system_memory()
    with contextlib.suppress(OSError, ValueError, StopIteration):  # not Linux, or no limit ("max")
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text())
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
        stat = Path("/sys/fs/cgroup/memory.stat").read_text().splitlines()
        files = next(int(line.split()[1]) for line in stat if line.startswith("inactive_file "))
        total, free = min(total, limit), min(free, max(0, limit - used + files))
    return total, free


def _system_memory() -> tuple[int, int]:
    try:
        import psutil
    except ImportError:
        return _windows_memory() if platform.system() == "Windows" else _unix_memory()
    memory = psutil.virtual_memory()
    return memory.total, memory.available


def _unix_memory() -> tuple[int, int]:
    page, total = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, StopIteration):  # Linux: what programs could still take, file caches included
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
        return page * total, free
    return page * total, page * total // 2  # macOS tells no more without psutil: half is a careful guess


def _windows_memory() -> tuple[int, int]:
    names = ["total", "free", "total_page", "free_page", "total_virtual", "free_virtual", "free_extended"]
    fields = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong), *((name, ctypes.c_ulonglong) for name in names)]
    status = type("MemoryStatus", (ctypes.Structure,), {"_fields_": fields})()
    status.length = ctypes.sizeof(status)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return status.total, status.free
