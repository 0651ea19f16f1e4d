"""Draws a share of a grid that is in a folder:

    CUDA_VISIBLE_DEVICES=0 python -m storyhelpers.evaluate.grid grids/sketch --shard 1/2 &
    CUDA_VISIBLE_DEVICES=1 python -m storyhelpers.evaluate.grid grids/sketch --shard 2/2

A notebook begins the grid, with Grid(folder, …). On several machines each has a copy of that folder; when all are done,
the folders are copied together. Stopped at any point and started again, each goes on.
"""

import argparse
import sys

from ...engine import StoryError
from .drawing import Grid


def main(given: list[str] | None = None) -> int:
    """Answers 0, or 1 when something went wrong, which is then said."""
    parser = argparse.ArgumentParser("python -m storyhelpers.evaluate.grid", description="Draws a share of a grid.")
    parser.add_argument("folder", help="where the grid is: its grid.json and its pictures")
    parser.add_argument("--shard", default="1/1", help="which part of how many, such as 2/3; else all of it")
    parser.add_argument("--sheet", metavar="FILE", help="then writes a contact sheet, a PNG file")
    asked = parser.parse_args(given)
    try:
        grid = Grid.open(asked.folder)
        print(grid, flush=True)
        grid.draw(asked.shard, on_step=_Line())
        if asked.sheet:
            grid.sheet().save(asked.sheet)
        print(grid, flush=True)
    except StoryError as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Started again, it goes on.", file=sys.stderr)
        return 130
    return 0


class _Line:
    """One line a picture, whatever its steps are."""

    def __init__(self):
        self.told = -1

    def __call__(self, done: int, total: int) -> None:
        if done != self.told:
            self.told = done
            print(f"{done} of {total} pictures", flush=True)


if __name__ == "__main__":
    sys.exit(main())
