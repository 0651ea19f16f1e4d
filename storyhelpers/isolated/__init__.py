"""Engines whose pins exclude ours: each works in a process of its own, with packages and a device of its own.

overlay.py   the packages: exact versions in a folder, made once, laid over ours (torch is shared)
process.py   our end of the pipe: start, ask, wait, and what to do when the other end is silent, ill or gone
worker.py    the other end, and the form of a message; runs alone
"""

from .overlay import cache_folder, overlay
from .process import Isolated

__all__ = ["Isolated", "cache_folder", "overlay"]
