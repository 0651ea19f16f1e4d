"""The studio as a web page: its notebook, served by Voila (`python -m storyhelpers studio`, `make studio`)."""

import json
import os
import socket
import tempfile
from importlib.util import find_spec
from pathlib import Path

from .demo import notebook_path
from .engine import BadInput, NotHere

NOTEBOOK = "studio.ipynb"
PORT = 8866
TEMPLATES = Path(__file__).parent / "widgets" / "static"  # Voila looks for voila/templates/story in it
CELL = "from storyhelpers.widgets import studio_page\n\nstudio_page()"  # where the lessons are not here


def serve_studio(port: int | str = PORT) -> None:
    """Serves the studio until Ctrl-C. Raises NotHere without Voila, BadInput for a port that cannot be had."""
    port = port_of(port)
    if lacking := [name for name in ("voila", "ipykernel") if find_spec(name) is None]:
        raise NotHere(f"The studio as a web page needs {' and '.join(lacking)}: pip install {' '.join(lacking)}.")
    _is_free(port)
    with tempfile.TemporaryDirectory(prefix="studio-") as spare:
        notebook, variables = studio_notebook(Path(spare))
        paths = [str(TEMPLATES), *filter(None, [os.environ.get("JUPYTER_PATH")])]
        os.environ.update(variables, JUPYTER_PATH=os.pathsep.join(paths))
        from voila.app import Voila

        print(f"The studio: http://localhost:{port}/ (end it with Ctrl-C)", flush=True)
        # In this process, so that whatever ends it ends Voila and its kernels too.
        Voila.launch_instance(
            [str(notebook), "--template=story", "--no-browser", f"--port={port}", "--Voila.port_retries=0"]
        )


def studio_notebook(spare: Path) -> tuple[Path, dict[str, str]]:
    """(the studio's notebook, variables for its kernel); without the lessons, a notebook of one cell in `spare`."""
    try:
        return notebook_path(NOTEBOOK), {}
    except NotHere:  # installed by pip, without the project's folder
        body = {"cell_type": "code", "id": "page", "metadata": {"tags": ["page"]}, "source": CELL, "outputs": [],
                "execution_count": None}  # fmt: skip
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        path = spare / NOTEBOOK
        path.write_text(json.dumps({"cells": [body], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
        return path, {"STORY_BOOKS": os.environ.get("STORY_BOOKS", "").strip() or str(Path.cwd() / "books")}


def port_of(port: int | str) -> int:
    """A port as a number. Raises BadInput."""
    if str(port).isdecimal() and 1 <= int(port) <= 65535:
        return int(port)
    raise BadInput(f"A port is a whole number from 1 to 65535, not {str(port)[:20]!r}: --port {PORT}.")


def _is_free(port: int) -> None:
    with socket.socket() as asked:
        if asked.connect_ex(("127.0.0.1", port)) == 0:
            raise BadInput(
                f"Something else answers on port {port} already. Take another one: --port {port % 65535 + 1}."
            )
