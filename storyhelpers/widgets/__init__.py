"""Hands: what a person clicks in a notebook. They give data and never call a model themselves."""

from .clicking import Click, click

__all__ = ["Click", "click"]
