"""python -m tests.zoo FOLDER: all tiny checkpoints as a hub cache in FOLDER."""

import sys
from pathlib import Path

from . import builders, place


def main() -> int:
    """Builds the zoo into the folder named on the command line."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    home = Path(sys.argv[1]).resolve()
    for repo in builders():
        folder = place(repo, home)
        size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
        print(f"{size / 1e6:7.1f} MB  {repo}")
    print(f"Use it: HF_HOME={home} HF_HUB_OFFLINE=1")
    return 0


if __name__ == "__main__":
    sys.exit(main())
