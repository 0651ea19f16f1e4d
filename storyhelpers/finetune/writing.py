"""Writing weights so that neither a full disk nor a kill leaves half a style where a whole one was."""

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine import BookTrouble
from ..files import trouble

if TYPE_CHECKING:
    import torch

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextlib.contextmanager
def aside(folder: Path) -> Iterator[Path]:
    """A passing folder inside `folder`, for files that are moved once they are whole. OSErrors become sentences."""
    side = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        side = Path(tempfile.mkdtemp(prefix=".saving-", dir=folder))
        yield side
    except OSError as error:
        if error.errno in FULL:
            raise trouble(folder / "the style", error) from error
        raise BookTrouble(
            f'{folder} cannot be written to ({error.strerror or error}). Save it elsewhere: training.save("my-style").'
        ) from error
    finally:
        if side:
            shutil.rmtree(side, ignore_errors=True)


def write(file: Path, weights: "Mapping[str, torch.Tensor]", header: Mapping[str, str]) -> None:
    """A safetensors file, on the disk when this returns. Raises OSError when the disk is full."""
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        save_file({name: weight.contiguous() for name, weight in weights.items()}, file, metadata=dict(header))
    except SafetensorError as error:
        raise _full_or(error) from error
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def _full_or(error: Exception) -> Exception:
    """The OSError that safetensors' own error tells of ("… (os error 28)"), else that error."""
    code = next((code for code in FULL if f"os error {code})" in str(error)), None)
    return OSError(code, os.strerror(code)) if code else error


def move(side: Path, folder: Path) -> None:
    """Moves all that is in a passing folder into its place, the U-Net last; what it replaces goes with the passing one.

    Other things in `folder` stay.
    """
    old = side / ".old"
    old.mkdir()
    for entry in sorted(side.iterdir(), key=lambda entry: (entry.name == "unet", entry.name)):
        if entry == old:
            continue
        if (folder / entry.name).exists():
            os.replace(folder / entry.name, old / entry.name)
        os.replace(entry, folder / entry.name)
