"""Runs the whole-chain notebook headless and shows its progress, step by step."""

import os
import re
import time
import zlib
from collections.abc import Collection
from pathlib import Path

from . import checks
from .book import Book, folder_of
from .engine import BadInput, NotHere, StoryError
from .media import Picture

NOTEBOOK = "05_the_whole_chain.ipynb"
STORY_ERRORS = {kind.__name__ for kind in (StoryError, *StoryError.__subclasses__())}
DEMO_IDEA = "大街上很多大大小小的人、事、物發生，有一隻帶著聖誕帽的小花貓悄悄的躲在圖片裡，找到他需要花點時間慢慢找。"


def run_demo(idea: str = "", picture: str = "", book: str = "", seed: int = 7) -> tuple[Path, Path]:
    """(book folder, sounding page) that notebook 05 makes from an idea, or from a picture file of one's own.

    Raises StoryError: for both at once, for an idea or a picture that cannot be used (before a notebook is started), or
    with the sentence a cell stopped at.
    """
    seed = checks.whole(seed, "SEED", 0, 2**32 - 1)
    if idea and picture:
        raise BadInput('Give an idea or a picture, not both: make demo IDEA="…" or make demo PICTURE=path.')
    if picture:
        picture = str(Path(picture).expanduser().absolute())
        if not Path(picture).is_file():
            raise BadInput(f"There is no picture file {picture}. Type its path: make demo PICTURE=holiday.jpg.")
        Picture.open(picture)
    elif idea:
        idea = checks.text(idea, "idea", 'make demo IDEA="a cat on a bench"')
    else:
        idea, book = DEMO_IDEA, book or "the-hidden-cat"
    folder = folder_of(book or slug(Path(picture).stem if picture else idea))
    values = {"IDEA": idea, "PICTURE": picture, "BOOK": str(folder), "SEED": seed}
    started = time.perf_counter()
    run_notebook(notebook_path(NOTEBOOK), values)
    print(f"done in {time.perf_counter() - started:.0f} s")
    made = Book.open(str(folder)).page().picture
    if made.note:
        print(made.note)
    if made.seed not in (None, seed):
        print(f"The book kept the picture that it had (SEED={made.seed}). For another picture: BOOK=another-name.")
    return folder, folder / f"{folder.name}.html"


def slug(text: str) -> str:
    """A folder name from the beginning of a text, in any script: "two-red-cars-in-front"."""
    words = "-".join(re.findall(r"\w+", text.lower())[:5])[:32].strip("-_")
    return words or f"book-{zlib.crc32(text.encode()):08x}"  # nothing but emoji: still a name of its own


def notebook_path(name: str) -> Path:
    """Where a notebook of the suite lies: under the working folder, or beside the package."""
    for root in (Path.cwd(), Path(__file__).parents[1]):
        if (root / "notebooks" / name).is_file():
            return root / "notebooks" / name
    raise NotHere(f"There is no notebooks/{name} here. Run this from the project's folder.")


def run_notebook(path: Path, values: dict, *, without: Collection[str] = ()):
    """Executes a notebook in its own folder with the parameters `values`, a line of progress per step.

    Returns the notebook (nbformat's node) with its outputs; nothing is written back. without: headings whose cells are
    left out. Raises StoryError with the sentence of the cell that failed.
    """
    try:
        from nbclient import NotebookClient
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
        from papermill.iorw import load_notebook_node
        from papermill.parameterize import parameterize_notebook
    except ImportError as error:
        raise NotHere(
            f"{error.name} is needed to run a notebook without a browser: pip install jupyterlab ipykernel papermill."
        ) from error
    notebook = parameterize_notebook(load_notebook_node(str(path)), values)
    steps = _steps(notebook)
    notebook.cells = [cell for index, cell in enumerate(notebook.cells) if steps.get(index) not in without]
    steps = _steps(notebook)
    total = len(set(steps.values()))
    shown: list[str] = []

    def starting(cell, cell_index):
        step = steps.get(cell_index)
        if step and (not shown or shown[-1] != step):
            shown.append(step)
            print(f"[{len(shown)}/{total}] {step}", flush=True)

    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    root = str(Path(__file__).parents[1])  # the kernel must import this very package, also from a plain checkout
    if root not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    client = NotebookClient(
        notebook, timeout=900, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}},
        on_cell_start=starting, extra_arguments=["--IPKernelApp.log_level=40"],  # its warnings help nobody here
    )  # fmt: skip
    try:
        return client.execute()
    except CellExecutionError as error:
        said = error.evalue if error.ename in STORY_ERRORS else f"{error.ename}: {error.evalue}"
        raise StoryError(f"The notebook stopped at “{shown[-1] if shown else path.name}”: {said}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise StoryError(
            f"The notebook stopped at “{shown[-1] if shown else path.name}”: {str(error).strip()[:300]}"
        ) from None


def _steps(notebook) -> dict[int, str]:
    """Cell number → the heading that it stands under, for code cells."""
    heading, steps = "", {}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            found = re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE)
            heading = found[-1] if found else heading
        elif heading:
            steps[index] = heading
    return steps
