"""A person opens lesson 02 in JupyterLab, runs it, clicks the canvas, and the kernel has the region."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from storyhelpers import Book, Studio

SETTINGS = {  # all cells stay in the page, and no news popup lies over them
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture
def lab(tmp_path):
    """(address, folder) of a JupyterLab over a copy of the lessons, with a book that has a picture already."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: pip install '.[lab]'")
    work = tmp_path / "lessons"
    shutil.copytree(ROOT / "notebooks", work, ignore=shutil.ignore_patterns("books", ".ipynb_checkpoints"))
    studio = Studio("offline")
    book = Book.open(str(tmp_path / "books" / "my-first-book"))
    page = book.page("a big red balloon next to a cat")
    page.picture = studio.draw(page.about, seed=2)
    book.save()
    for plugin, choice in SETTINGS.items():
        file = tmp_path / "settings" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(choice))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
               f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
               f"--ServerApp.root_dir={work}", "--LabApp.news_url=", "--LabApp.extension_manager=readonly"]  # fmt: skip
    environment = dict(os.environ, STORY_BOOKS=str(tmp_path / "books"), PYTHONPATH=str(ROOT),
                       JUPYTERLAB_SETTINGS_DIR=str(tmp_path / "settings"),
                       JUPYTERLAB_WORKSPACES_DIR=str(tmp_path / "workspaces"))  # fmt: skip
    log = (tmp_path / "lab.log").open("w")
    server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api?token={token}", timeout=2)
                break
            except (urllib.error.URLError, OSError):
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                time.sleep(0.25)
        yield f"{address}/lab/tree/02_click_and_cut.ipynb?token={token}&reset", work
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def test_click_in_jupyterlab(lab, browser, tmp_path):
    address, _ = lab
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(address)
    page.wait_for_selector(".jp-Notebook", timeout=60_000)
    page.get_by_text("| Idle").wait_for(timeout=60_000)  # before that, running asks for a kernel
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
    stage = page.locator(".story-stage")
    stage.wait_for(timeout=120_000)
    stage.scroll_into_view_if_needed()
    status = page.locator(".story-tools [role=status]")
    status.get_by_text("of the picture").or_(status).first.wait_for()
    mask = page.locator(".story-mask")
    mask.wait_for(state="visible", timeout=30_000)
    before = mask.get_attribute("src")

    frame = stage.locator("img").first.bounding_box()
    picture = Book.open(str(tmp_path / "books" / "my-first-book")).page().picture
    first = Studio("offline").find_things(picture, 1)[0]  # what `at` has marked; another thing is clicked now
    index = next(i for i in (0, 1) if i != picture.scene.figure_at(first.x, first.y))
    ys, xs = picture.scene.mask(index).nonzero()
    x, y = xs[len(xs) // 2], ys[len(ys) // 2]
    assert page.locator(".story-marks .yes").count() == 1  # the mark that `at` made; a person's first click replaces it
    page.mouse.click(
        frame["x"] + (x + 0.5) / picture.size[0] * frame["width"],
        frame["y"] + (y + 0.5) / picture.size[1] * frame["height"],
    )
    page.wait_for_function(f"document.querySelector('.story-mask').src != {json.dumps(before)}")
    assert picture.scene.figures[index].name in status.inner_text()
    assert page.locator(".story-marks .yes").count() == 1

    stage.focus()  # by keyboard: a mark in the middle, taken back again
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.story-marks .yes').length == 2")
    page.keyboard.press("Backspace")
    page.wait_for_function("document.querySelectorAll('.story-marks .yes').length == 1")
    page.keyboard.press("d")
    page.keyboard.press("d")  # in command mode this would delete the cell
    assert stage.is_visible()
    page.screenshot(path=tmp_path / "lab.png")
    page.close()
