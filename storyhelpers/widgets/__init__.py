"""Hands: what a person clicks in a notebook. They give data and never call a model themselves."""

from .before_after import before_after
from .clicking import Click, click
from .film import film
from .recorder import Recorder, record
from .studio_page import studio_page
from .typing import typing

__all__ = ["Click", "Recorder", "before_after", "click", "film", "record", "studio_page", "typing"]
