"""A class server that is killed in the middle of a wish, and started anew on the same port."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from storyhelpers import Studio
from storyhelpers.classroom.far.troubles import ClassAnew

pytest.importorskip("gradio")
pytestmark = [pytest.mark.soak, pytest.mark.timeout(280)]
ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def process(port=0):
    command = [sys.executable, str(Path(__file__).parent / "class_process.py"), str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    try:
        link = next(line for line in running.stdout if "code=" in line).strip()
        yield running, link
    finally:
        running.kill()
        running.wait()


def test_killed_in_the_middle_and_started_anew_it_says_so_and_goes_on():
    with process() as (running, link):
        studio, steps, ended = Studio("remote", link), [], []

        def wish():
            try:
                studio.make_sound("a dog barks", on_step=lambda done, total: steps.append(done))
            except Exception as error:
                ended.append(error)

        waiting = threading.Thread(target=wish)
        waiting.start()
        deadline = time.monotonic() + 60
        while not steps or not steps[-1]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        running.kill()
        running.wait()
    port = int(link.rsplit(":", 1)[1].split("/")[0])
    with process(port) as (_, new):
        assert new.split("?")[0] == link.split("?")[0] and new != link
        waiting.join(90)
        assert [type(error) for error in ended] == [ClassAnew], "it held on, and came back to another class"
        assert studio.reconnect(new).write_prompt("a cat").startswith("Children")
