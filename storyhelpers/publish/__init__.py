"""What is made of a book: `sounding_page` (one HTML file), `epub`, `h5p`, `archive` (a zip of plain files)."""

from .epub import epub
from .sounding_page import sounding_page

__all__ = ["epub", "sounding_page"]
