"""The studio page served by Voila, and hands that press what is on it: for the tests, and for looking at it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
CUT = """() => {
  const root = document.querySelector('.studio-page'), found = [], most = document.documentElement.clientWidth;
  const named = (e) => `${e.tagName.toLowerCase()}.${e.className} “${(e.innerText || e.value || '').slice(0, 40)}”`;
  for (const one of root.querySelectorAll('*')) {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (!box.width || one.closest('.studio-unseen, .story-whisper, svg') || style.visibility === 'hidden') continue;
    if (box.right > most + 1 || box.left < -1) found.push('wider than the page: ' + named(one));
    const texts = one.matches('button, label, select, a, h2, h3, .studio-mark, .widget-label');
    const over = one.scrollWidth > one.clientWidth + 1 && style.display !== 'inline';
    if (texts && over) found.push('cut off: ' + named(one));
    if (one.matches('select')) {   // a closed list does not say that its words are cut off
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = style.font;
      const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if (pen.measureText(one.selectedOptions[0]?.text || '').width > room) found.push('cut off: ' + named(one));
    }
  }
  return found;
}"""


@contextlib.contextmanager
def studio_in_voila(folder, language="en"):
    """Serves the studio, with its books and its log in `folder`; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = dict(os.environ, STORY_BOOKS=str(Path(folder) / "books"), STORY_LANGUAGE=language,
                       PYTHONPATH=str(ROOT))  # fmt: skip
    command = [sys.executable, "-m", "storyhelpers", "studio", "--port", str(port)]
    file = Path(folder) / "voila.log"
    with file.open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            yield _when_it_answers(server, f"http://127.0.0.1:{port}/", file)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:  # on a busy machine; a test does not fail for how its server ends
                server.kill()
                server.wait()


def _when_it_answers(server, address, log):
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}api/kernelspecs", timeout=2)
            return address
        except urllib.error.HTTPError:
            return address
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, log.read_text()
            time.sleep(0.25)
    raise AssertionError(log.read_text())


def card(page, name):
    return page.locator(f".studio-card-{name}")


def press(page, name, words):
    card(page, name).get_by_role("button", name=words, exact=True).click()


def click_on(page, picture, point):
    """Clicks a pixel of the picture."""
    stage = card(page, "thing").locator(".story-stage")
    stage.wait_for()
    stage.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.story-stage img').naturalWidth > 1")
    box = stage.locator("img").first.bounding_box()
    x, y = ((p + 0.5) / whole for p, whole in zip((point.x, point.y), picture.size, strict=True))
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def saved(page, link):
    """(file name, bytes) of what a link saves."""
    with page.expect_download() as download:
        link.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def written(page, name):
    """The words in a card's large field, as soon as there are some."""
    page.wait_for_function("n => document.querySelector(`.studio-card-${n} textarea`).value.length > 5", arg=name)
    return card(page, name).locator("textarea").input_value()


def cut_off(page) -> list[str]:
    """What is wider than the page, or whose words are cut off, as sentences."""
    return page.evaluate(CUT)
