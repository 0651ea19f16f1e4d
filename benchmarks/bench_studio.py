"""The studio page in Voila: seconds from the kernel's start to its first paint, beside a page of one button.

The kernel is up when Voila begins to run the first cell; the page is painted when its last card has a place on the
screen. The peer is the same Voila with a notebook of one core button: no page of widgets can be faster than that.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 5
UP = """
  new MutationObserver(() => {
    if (window.upAt === undefined && document.querySelector('[cell-index]')) window.upAt = performance.now();
  }).observe(document, { childList: true, subtree: true });"""
PAINTED = """(selector) => new Promise((done) => {
  const look = () => {
    const shown = document.querySelector(selector);
    if (!shown || !shown.getBoundingClientRect().height || !shown.offsetParent) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => done((performance.now() - window.upAt) / 1000)));  // after this frame
  };
  look();
})"""


def button(folder: Path) -> Path:
    """A notebook that shows one button."""
    cell = {"cell_type": "code", "execution_count": None, "id": "0", "metadata": {"tags": ["page"]}, "outputs": [],
            "source": "import ipywidgets\nipywidgets.Button(description='one')"}  # fmt: skip
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    path = folder / "button.ipynb"
    path.write_text(json.dumps({"cells": [cell], "metadata": about, "nbformat": 4, "nbformat_minor": 5}))
    return path


def serve(notebook: Path, folder: Path) -> tuple[subprocess.Popen, str]:
    """(the server, its address)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = dict(os.environ, STORY_BOOKS=str(folder / "books"), STORY_CAST="offline", PYTHONPATH=str(ROOT),
                       JUPYTER_PATH=str(ROOT / "storyhelpers" / "widgets" / "static"))  # fmt: skip
    command = [sys.executable, "-m", "voila", str(notebook), "--template=story", "--no-browser", f"--port={port}",
               "--Voila.ip=127.0.0.1"]  # fmt: skip
    log = (folder / "voila.log").open("a")
    server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}/"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}api/kernelspecs", timeout=2)
        except urllib.error.HTTPError:
            break
        except OSError:
            if server.poll() is not None:
                sys.exit((folder / "voila.log").read_text())
            time.sleep(0.25)
            continue
        break
    return server, address


def seconds_to_paint(browser, address: str, selector: str) -> float:
    """From the moment the kernel is up, in a browser context of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.add_init_script(UP)
    tab = context.new_page()
    tab.goto(address, wait_until="commit")
    tab.wait_for_selector(selector, state="attached", timeout=60_000)
    taken = tab.evaluate(PAINTED, selector)
    context.close()
    return taken


def main() -> None:
    """Prints the figure."""
    from playwright.sync_api import sync_playwright

    times = {}
    pages = {"ours": (ROOT / "notebooks" / "studio.ipynb", ".studio-card-book"), "peer": (None, ".jupyter-button")}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (notebook, selector) in pages.items():
            server, address = serve(notebook or button(Path(folder)), Path(folder))
            try:
                seconds_to_paint(browser, address, selector)  # files that are read for the first time
                times[name] = [seconds_to_paint(browser, address, selector) for _ in range(ROUNDS)]
            finally:
                server.terminate()
                server.wait(30)
        browser.close()
    ours, peer = statistics.median(times["ours"]), statistics.median(times["peer"])
    print(json.dumps({
        "name": "the studio in Voila, kernel up until it is painted (s)",
        "ours": round(ours, 2), "peer": round(peer, 2),
        "peer_name": "Voila with one core button", "ratio": round(ours / peer, 2), "limit": "≤ 4 s",
        "note": f"median of {ROUNDS}, slowest {max(times['ours']):.1f} s",
    }))  # fmt: skip


if __name__ == "__main__":
    main()
