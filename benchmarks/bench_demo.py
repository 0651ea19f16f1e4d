"""Seconds of the demo command: warm, and from a fresh clone without caches; beside it the notebook run by nbconvert."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
EMPTY = {"IDEA": "", "PICTURE": "", "BOOK": "", "SEED": "7"}


def timed(command: list[str], **options) -> float:
    """Seconds that a command takes; its failure ends the benchmark."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    return time.perf_counter() - started


def figure(name: str, ours: float, peer: float, peer_name: str, limit: str) -> None:
    """Prints one figure as the runner expects it."""
    print(
        json.dumps(
            {"name": name, "ours": ours, "peer": peer, "peer_name": peer_name, "ratio": ours / peer, "limit": limit}
        )
    )


def warm(folder: Path) -> None:
    """Three runs of each, in turn."""
    convert = ["nbconvert", "--to", "notebook", "--execute", "notebooks/05_the_whole_chain.ipynb", "--stdout"]
    ours, peer = [], []
    for number in range(3):
        env = dict(os.environ, **EMPTY, STORY_BOOKS=str(folder / f"{number}"), PYTHONPATH=str(ROOT))
        ours.append(timed(["make", "--no-print-directory", "demo"], cwd=ROOT, env=env))
        env["STORY_BOOKS"] += "-peer"
        peer.append(timed([sys.executable, "-m", "jupyter", *convert], cwd=ROOT, env=env))
    figure(
        "make demo, warm (s)",
        statistics.median(ours),
        statistics.median(peer),
        "the notebook run by nbconvert",
        "≤ 60 s",
    )


def fresh(folder: Path) -> None:
    """A clone of what is committed, with nothing installed and no cache."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    env = dict(os.environ, **EMPTY, PIP_NO_CACHE_DIR="1", STORY_BOOKS=str(folder / "fresh"))
    env.pop("PYTHONPATH", None)
    ours = timed(["make", "--no-print-directory", "demo"], cwd=clone, env=env)
    shutil.rmtree(clone / ".venv")
    lab = "python3 -m venv .venv && .venv/bin/pip install --quiet jupyterlab"
    peer = timed(["sh", "-c", lab], cwd=clone, env=env)
    figure("make demo, fresh clone, no caches (s)", ours, peer, "installing JupyterLab alone", "≤ 360 s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        warm(Path(temporary))
        fresh(Path(temporary))
