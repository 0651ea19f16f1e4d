"""A zip file whose bytes are the same for the same content: nothing in it tells the hour or the machine."""

import io
import re
import zipfile
from collections.abc import Iterable

from ..engine import BadInput

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first hour that a zip file can hold
LARGEST = 2**32 - 2**20  # bytes; larger ones are another format, which readers of EPUB need not know
PACKED_ALREADY = re.compile(r"\.(jpe?g|png|webp|mp3|woff2?)$")
PLAIN_NAME = re.compile(r"(?!.*(^|/)\.{0,2}(/|$))[^\\:*?\"<>|\x00-\x1f]{1,200}")


def zipped(files: Iterable[tuple[str, bytes]], *, stored_first: bool = False) -> bytes:
    """A zip file of (name, bytes) in this order. stored_first: the first is not packed, as EPUB's mimetype must be.

    Names are paths inside the zip with "/", never absolute and never upwards. Raises ValueError for any other name or
    one that comes twice, BadInput where the file would be larger than 4 GB.
    """
    out, seen, size = io.BytesIO(), set(), 0
    with zipfile.ZipFile(out, "w") as file:
        for number, (name, data) in enumerate(files):
            if not PLAIN_NAME.fullmatch(name) or name.casefold() in seen:
                raise ValueError(f"{name!r} is no name for a file in a zip, or comes twice")
            seen.add(name.casefold())
            size += len(data)
            if size > LARGEST:
                raise BadInput("The book is too large for one file: more than 4 GB. Export fewer pages at a time.")
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            packed = not (PACKED_ALREADY.search(name) or (stored_first and number == 0))
            entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
            file.writestr(entry, data)
    return out.getvalue()
