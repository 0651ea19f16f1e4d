"""What is made of a book: `sounding_page` and `sounding_book`, one HTML file that can be clicked and heard."""

from .sounding_book import sounding_book
from .sounding_page import sounding_page

__all__ = ["sounding_book", "sounding_page"]
