"""A JupyterLab over a folder, for the tests and the benchmark that click in a real notebook."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = {  # all cells stay in the page, and no news popup lies over them
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


def notebook(path, *cells, tags=()):
    """Writes a notebook of code cells."""
    body = [{"cell_type": "code", "id": f"c{n}", "metadata": {"tags": list(tags)}, "execution_count": None,
             "outputs": [], "source": cell} for n, cell in enumerate(cells)]  # fmt: skip
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    Path(path).write_text(json.dumps({"cells": body, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}))


@contextlib.contextmanager
def jupyterlab(work, place, python=sys.executable, **variables):
    """Serves `work`; its settings and its log lie in `place`. Gives a function: file name → address."""
    for plugin, choice in SETTINGS.items():
        file = Path(place) / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(choice))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    command = [python, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
               f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
               f"--ServerApp.root_dir={work}", "--LabApp.news_url=", "--LabApp.extension_manager=readonly",
               "--MappingKernelManager.cull_idle_timeout=60", "--MappingKernelManager.cull_interval=20",
               ]  # fmt: skip  # a kernel that no page looks at any more gives its memory back
    environment = dict(os.environ, PYTHONPATH=str(ROOT), JUPYTERLAB_SETTINGS_DIR=f"{place}/settings",
                       JUPYTERLAB_WORKSPACES_DIR=f"{place}/workspaces", **variables)  # fmt: skip
    address, log = f"http://127.0.0.1:{port}", Path(place) / "lab.log"
    with log.open("w") as told:
        server = subprocess.Popen(command, stdout=told, stderr=told, env=environment)
        try:
            for _ in range(480):
                try:
                    urllib.request.urlopen(f"{address}/api?token={token}", timeout=2)
                    break
                except (urllib.error.URLError, OSError):
                    assert server.poll() is None, log.read_text()
                    time.sleep(0.25)
            yield lambda name: f"{address}/lab/tree/{name}?token={token}&reset"
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:  # on a busy machine; a test does not fail for how its server ends
                server.kill()
                server.wait()


def run_all(page, address):
    """Opens a notebook, waits for its kernel, and runs all cells."""
    page.goto(address)
    page.wait_for_selector(".jp-Notebook", timeout=90_000)
    page.get_by_text("| Idle").wait_for(timeout=90_000)  # before that, running asks for a kernel
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
