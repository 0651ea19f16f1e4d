"""What is made of a book: `sounding_page` (one HTML file), `epub`, `h5p`, `archive` (a zip of plain files)."""

from .archive import archive
from .epub import epub
from .h5p import h5p
from .sounding_page import sounding_page

__all__ = ["archive", "epub", "h5p", "sounding_page"]
