"""What is made of a book.

`sounding_page` and `sounding_book` (one HTML file: all pages to be touched, or a book to be turned and read aloud),
`pdf` and `quiz` (to be printed), `epub` (reads itself aloud), `h5p` (for the site of a school), `archive` (a zip of
plain files).
"""

from .archive import archive
from .epub import epub
from .h5p import h5p
from .pdf import pdf
from .qr import checked_link
from .quiz import quiz
from .sounding_book import sounding_book
from .sounding_page import sounding_page

__all__ = ["archive", "checked_link", "epub", "h5p", "pdf", "quiz", "sounding_book", "sounding_page"]
