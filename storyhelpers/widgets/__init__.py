"""Hands: what a person clicks in a notebook. They give data and never call a model themselves."""

from .clicking import Click, click
from .recorder import Recorder, record
from .studio_page import studio_page
from .typing import typing

__all__ = ["Click", "Recorder", "click", "record", "studio_page", "typing"]
