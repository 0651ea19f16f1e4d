"""What is made of a book.

`sounding_page` (one HTML file that can be clicked and heard), `pdf` and `quiz` (to be printed), `epub` (reads itself
aloud), `h5p` (for the site of a school), `archive` (a zip of plain files).
"""

from .archive import archive
from .epub import epub
from .h5p import h5p
from .pdf import pdf
from .quiz import quiz
from .sounding_page import sounding_page

__all__ = ["archive", "epub", "h5p", "pdf", "quiz", "sounding_page"]
