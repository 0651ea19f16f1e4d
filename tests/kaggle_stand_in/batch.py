"""Save & Run All as it is on Kaggle: a notebook alone in /kaggle/working, no hands, no browser, secrets over HTTP.

    with on_kaggle(tmp_path) as kaggle:
        made = kaggle.run("05_the_whole_chain")     # the notebook with its outputs
        kaggle.working / "books"

The package is there as if the image had it (from this checkout); installing it is tests/places' business.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from storyhelpers import demo, environment

from .service import TOKEN, Service

SESSION = Path(__file__).parent / "session"
WIDGET = "application/vnd.jupyter.widget-view+json"


class Kaggle:
    """The folders and services of one session."""

    def __init__(self, root: Path, secrets: Service, proxy: Service):
        self.root, self.secrets, self.proxy = root, secrets, proxy
        self.working, self.input = root / "working", root / "input"

    def run(self, lesson: str, values: dict | None = None):
        """Runs a copy of a lesson where Kaggle would; returns it with its outputs. Raises StoryError."""
        path = shutil.copy(demo.notebook_path(f"{lesson}.ipynb"), self.working)
        return demo.run_notebook(Path(path), values or {})


@contextlib.contextmanager
def on_kaggle(folder: Path, **attached: str) -> Iterator[Kaggle]:
    """A session in batch mode below `folder`, with these secrets attached; kernels started inside are on Kaggle."""
    root = folder / "kaggle"
    for name in ("working", "input", "home"):
        (root / name).mkdir(parents=True, exist_ok=True)
    with Service(**attached) as secrets, Service() as proxy:
        variables = {
            "KAGGLE_KERNEL_RUN_TYPE": "Batch", "KAGGLE_URL_BASE": secrets.address, "KAGGLE_USER_SECRETS_TOKEN": TOKEN,
            "KAGGLE_DATA_PROXY_URL": proxy.address, "KAGGLE_DATA_PROXY_TOKEN": "a-token-of-the-proxy",
            "STAND_IN_KAGGLE": str(root), "HOME": str(root / "home"),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(SESSION), os.environ.get("PYTHONPATH")])),
        }  # fmt: skip
        with mock.patch.dict(os.environ, variables), mock.patch.object(environment, "KAGGLE", root):
            os.environ.pop("STORY_BOOKS", None)
            yield Kaggle(root, secrets, proxy)


def outputs(cell) -> list[dict]:
    """What a cell showed: its MIME bundles."""
    return [output.data for output in cell.get("outputs", []) if "data" in output]


def is_saved_well(notebook) -> bool:
    """Whether a saved version of it is green and ends with something plain: those of Kaggle keep no live widgets."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    kinds = {output.output_type for cell in code for output in cell.outputs}
    plain = [WIDGET not in shown for cell in code for shown in outputs(cell)]
    return "error" not in kinds and plain[-1] and all(cell.execution_count for cell in code)
