"""A grid of pictures: prompts × seeds × models, drawn once, on one machine or on several.

`python -m storyhelpers.evaluate.grid FOLDER --shard 1/2` draws a share of a grid that is there.
"""

from .cells import Cell
from .drawing import Grid
from .models import Drawer

__all__ = ["Cell", "Drawer", "Grid"]
