"""What is made of a book: one HTML file that can be clicked and heard, a PDF for print, a sheet of questions."""

from .pdf import pdf
from .quiz import quiz
from .sounding_page import sounding_page

__all__ = ["pdf", "quiz", "sounding_page"]
