"""What is made of a book: HTML files that can be clicked, turned and heard, a PDF for print, a sheet of questions."""

from .pdf import pdf
from .quiz import quiz
from .sounding_book import sounding_book
from .sounding_page import sounding_page

__all__ = ["pdf", "quiz", "sounding_book", "sounding_page"]
