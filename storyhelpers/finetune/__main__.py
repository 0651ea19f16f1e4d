"""`python -m storyhelpers.finetune FOLDER` goes on with the run in a folder; so does `accelerate launch -m …`."""

import argparse
import sys

from ..engine import StoryError
from .launching import go_on
from .progress import Progress


def main() -> int:
    """Trains, and tells every second where it is; 1 when it cannot."""
    asked = argparse.ArgumentParser(prog="python -m storyhelpers.finetune", description=__doc__)
    asked.add_argument("folder", help="of a run: Training(recipe, pictures, FOLDER) makes it")
    told = 0.0

    def tell(progress: Progress) -> None:
        nonlocal told
        if progress.seconds - told >= 1:
            told = progress.seconds
            print(progress, flush=True)

    try:
        print(go_on(asked.parse_args().folder, tell), flush=True)
    except StoryError as error:
        print(f"storyhelpers: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
