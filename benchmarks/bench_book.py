"""A book of ten pages from a photograph: the whole chain, the exports alone, and how large the files are.

The peers: the same three notebooks run by papermill, with all their cells; and Chromium that prints our HTML book to
PDF, as one would do who has only a page.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from storyhelpers import Book, publish

ROOT = Path(__file__).parents[1]
PAGES = 10
EXPORTS = ("pdf", "epub", "sounding_book")
NOTEBOOKS = ("06_photo_to_story", "09_translate_and_read_aloud", "07_make_a_book")


def figure(name: str, ours: float, limit: str, peer: float | None = None, peer_name: str = "", note: str = "") -> None:
    """Prints one figure as the runner expects it."""
    beside = {} if peer is None else {"peer": peer, "peer_name": peer_name, "ratio": ours / peer}
    print(json.dumps({"name": name, "ours": ours, **beside, "limit": limit, "note": note}), flush=True)


def timed(command: list[str], **options) -> float:
    """Seconds that a command takes; its failure ends the benchmark."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    return time.perf_counter() - started


def whole(folder: Path) -> Book:
    """From the photograph to all files, and the same notebooks by papermill."""
    env = dict(os.environ, STORY_BOOKS=str(folder), PYTHONPATH=str(ROOT))
    env.pop("STORY_CAST", None)
    command = [sys.executable, "-m", "storyhelpers", "book", "--photo", "cat", "--pages", str(PAGES), "--book", "ours"]
    ours = timed(command, cwd=ROOT, env=env)
    theirs = 0.0
    for notebook in NOTEBOOKS:
        asked = ["-p", "BOOK", "theirs", *(["-p", "PAGES", str(PAGES)] if notebook.startswith("06") else [])]
        asked += ["-p", "TO", ""] if notebook.startswith("09") else []
        given = [str(ROOT / "notebooks" / f"{notebook}.ipynb"), str(folder / f"{notebook}.ipynb"), *asked]
        theirs += timed([sys.executable, "-m", "papermill", "--cwd", str(ROOT / "notebooks"), *given], env=env)
    figure(f"make book, {PAGES} pages, photo → PDF + EPUB + HTML and more (s)", ours, "≤ 60 s", theirs,
           "the three notebooks run by papermill, with all cells")  # fmt: skip
    return Book.open(str(folder / "ours"))


def exports(book: Book, folder: Path) -> None:
    """PDF, EPUB and HTML alone, one after the other; and their sizes."""
    warm = SimpleNamespace(title="Warm", author="", language="en", pages=[replace(book.pages[0])])
    warm.pages[0].sounds, warm.pages[0].reading = [], None  # libraries are imported and fonts looked for; nothing else
    for name in EXPORTS:
        getattr(publish, name)(warm, folder / f"warm.{name}")
    took, made = {}, {}
    shutil.rmtree(book.folder / ".mp3")
    for when, limit in (("the first time, every sound encoded", ""), ("again, as lesson 07 does after 09", "≤ 5 s")):
        for name in EXPORTS:
            fresh = Book.open(str(book.folder))  # nothing is left in memory
            started = time.perf_counter()
            made[name] = getattr(publish, name)(fresh, folder / f"{name}.{'html' if name == 'sounding_book' else name}")
            took[name] = time.perf_counter() - started
        each = ", ".join(f"{name} {seconds:.2f}" for name, seconds in took.items())
        figure(f"exports alone, {PAGES} pages: PDF + EPUB + HTML, {when} (s)", sum(took.values()), limit, note=each)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    printed = folder / "printed.pdf"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={printed}"]
    theirs = timed([chromium, *flags, made["sounding_book"].as_uri()])
    beside = {"peer_name": "Chromium prints the HTML book"}
    figure(f"PDF of {PAGES} pages (s)", took["pdf"], "", theirs, **beside)
    size = {name: path.stat().st_size / 1e6 for name, path in made.items()}
    figure(f"PDF of {PAGES} pages at 150 dpi (MB)", size["pdf"], "≤ 3 MB", printed.stat().st_size / 1e6, **beside)
    figure(f"HTML book of {PAGES} pages with narration and things (MB)", size["sounding_book"], "≤ 15 MB")
    figure(f"EPUB of {PAGES} pages with narration (MB)", size["epub"], "")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        exports(whole(Path(temporary)), Path(temporary))
