"""The zoo: tiny checkpoints of the real architectures, with random weights, under the real names in a hub cache.

    python -m tests.zoo FOLDER        builds all of them; then HF_HOME=FOLDER HF_HUB_OFFLINE=1 jupyter lab notebooks

Each file here is a craft's: its BUILDERS maps a hub id to the function that writes the snapshot into a folder.
"""

import hashlib
import importlib
import os
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock

CRAFTS = ("prompt_writer", "illustrator", "segmenter", "describer", "dam", "sound_maker", "evaluate", "narrator",
          "translator", "upscaler", "story_writer", "listener")  # fmt: skip
LIBRARIES = ("torch", "transformers", "diffusers", "tokenizers")


def builders() -> dict:
    """Hub id → the function that writes its snapshot into a folder."""
    here = Path(__file__).parent
    rooms = [importlib.import_module(f"{__name__}.{craft}") for craft in CRAFTS if (here / f"{craft}.py").exists()]
    return {repo: builder for room in rooms for repo, builder in room.BUILDERS.items()}


def place(repo: str, home: Path) -> Path:
    """The snapshot folder of a hub id in the cache of this HF_HOME, built if it is not there: once, whoever asks."""
    repository = home / "hub" / f"models--{repo.replace('/', '--')}"
    snapshot = repository / "snapshots" / commit()
    if not snapshot.is_dir() and repo not in builders():
        raise KeyError(f"The zoo has no {repo}; it has: {', '.join(builders())}")
    repository.mkdir(parents=True, exist_ok=True)
    with FileLock(repository / ".building.lock"):  # other workers wait, and find it built
        if not snapshot.is_dir():
            side = Path(tempfile.mkdtemp(dir=repository))
            builders()[repo](side)
            snapshot.parent.mkdir(exist_ok=True)
            os.rename(side, snapshot)
        for revision in pinned(repo):
            link = snapshot.with_name(revision)
            if link.is_symlink() and os.readlink(link) != snapshot.name:
                link.unlink()
            if not link.exists():
                link.symlink_to(snapshot.name)
        main = repository / "refs" / "main"
        if not main.is_file() or main.read_text() != snapshot.name:
            main.parent.mkdir(exist_ok=True)
            main.write_text(snapshot.name)
    return snapshot


def pinned(repo: str) -> set[str]:
    """The commits of this hub id that the crafts' tables name: in the zoo they are the one that is built."""
    from storyhelpers.casts import CRAFTS

    rows = [row for room in CRAFTS.values() for row in getattr(room, "MODELS", {}).values()]
    return {row.revision for row in rows if row.repo == repo and row.revision}


@cache
def commit() -> str:
    """What the cache calls the revision: another one whenever the zoo's files or a library changes."""
    digest = hashlib.sha1(usedforsecurity=False)
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    for library in LIBRARIES:
        digest.update(version(library).encode())
    return digest.hexdigest()


class Zoo:
    """`zoo["facebook/sam-vit-base"]` is the snapshot's folder, built on demand."""

    def __init__(self, home: Path):
        self.home = home

    def __getitem__(self, repo: str) -> Path:
        return place(repo, self.home)

    def all(self) -> dict[str, Path]:
        """Everything, built."""
        return {repo: self[repo] for repo in builders()}
