"""The report of a grid: one HTML page with the pictures, the numbers, and what they do not say."""

from .measuring import Measure, measures_of
from .page import report

__all__ = ["Measure", "measures_of", "report"]
