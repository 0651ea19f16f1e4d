"""Writing files so that a kill, a full disk or a locked folder never leaves half a file."""

import errno
import os
import tempfile
import tokenize
import zipfile
import zlib
from pathlib import Path

from .engine import BookTrouble

PART = ".part"  # the ending of a side file
# What numpy and zipfile raise for an .npz file that is damaged: RuntimeError where a bit says "encrypted" or "packed in
# another way", TokenError where the line about an array's shape is cut.
DAMAGED_NPZ = (
    OSError, ValueError, KeyError, TypeError, EOFError, AttributeError, RuntimeError, zipfile.BadZipFile, zlib.error,
    tokenize.TokenError,
)  # fmt: skip


def write_file(path: str | os.PathLike, data: bytes) -> Path:
    """Writes `data` to a side file and moves it into place. Raises BookTrouble; the old file is then still there."""
    path = Path(path)
    side = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, side = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=PART, dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(side, 0o666 & ~_umask())  # mkstemp makes files that only their owner may read
        os.replace(side, path)
    except OSError as error:
        if side:
            Path(side).unlink(missing_ok=True)
        raise trouble(path, error) from error
    except BaseException:
        if side:
            Path(side).unlink(missing_ok=True)
        raise
    return path


def trouble(path: Path, error: OSError) -> BookTrouble:
    """The sentence for an OSError met while writing `path`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return BookTrouble(
            f"The disk is full: {path.name} could not be written to {path.parent}. What was saved before is there; "
            "free some space and run the cell again.",
            "disk full", folder=str(path.parent),
        )  # fmt: skip
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return BookTrouble(
            f"The folder {path.parent} may not be written to. Choose another one, for example "
            f'Book.open("{Path.home() / "storybooks" / "my-book"}"), or set STORY_BOOKS to a folder of yours.',
            "folder closed", folder=str(path.parent),
        )  # fmt: skip
    return BookTrouble(f"{path.name} could not be written to {path.parent}: {error.strerror or error}.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
