"""What is made of a book: `sounding_page` (one HTML file that can be clicked and heard)."""

from .sounding_page import sounding_page

__all__ = ["sounding_page"]
