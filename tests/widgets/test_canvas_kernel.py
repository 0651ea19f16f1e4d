"""The canvas in a real kernel: what a page sends over a comm is done, and answered to the page."""

import contextlib
import json
import time
from queue import Empty

import pytest

pytest.importorskip("jupyter_client", reason="no kernel here: pip install '.[lab]'")

CODE = """
import json, time
import numpy as np
from PIL import Image
from storyhelpers import Picture, Region, click

calls = []
def disc(picture, points, *, box=None):
    calls.append(len(points))
    time.sleep(PACE)
    mask = np.zeros(picture.size[::-1], bool)
    for p in points:
        mask[int(p.y), int(p.x)] = p.keep
    return Region(picture, mask, points, box)

PACE = 0
spot = click(Picture(Image.new("RGB", (320, 180), "teal")), disc)
spot
"""
MARK = {"x": 100, "y": 50, "keep": True}


class Kernel:
    """A kernel with a page that listens and sends."""

    def __init__(self):
        from jupyter_client.manager import start_new_kernel

        self.manager, self.client = start_new_kernel(kernel_name="python3")
        self.state, self.comm = {}, ""

    def run(self, code):
        """Runs a cell; answers what it printed. Fails when the cell fails."""
        said, failed = [], []

        def hear(message):
            content = message["content"]
            if message["msg_type"] == "stream" and content["name"] == "stdout":
                said.append(content["text"])
            elif message["msg_type"] == "error":
                failed.append("\n".join(content["traceback"]))
            self.hear(message)

        self.client.execute_interactive(code, output_hook=hear, timeout=60)
        assert not failed, failed[0]
        return "".join(said)

    def hear(self, message):
        data = message["content"].get("data", {})
        ours = message["msg_type"] == "comm_msg" and message["content"].get("comm_id") == self.comm
        if ours and data.get("method") == "update":
            self.state.update(data["state"], **{path[0]: buffer for path, buffer in
                              zip(data["buffer_paths"], message["buffers"]) if len(path) == 1})  # fmt: skip

    def send(self, **state):
        """What a page does when its model changes."""
        content = {"comm_id": self.comm, "data": {"method": "update", "state": state, "buffer_paths": []}}
        self.client.shell_channel.send(self.client.session.msg("comm_msg", content))

    def until(self, done, seconds=20):
        """Listens until `done(state)`."""
        end = time.monotonic() + seconds
        while not done(self.state):
            assert time.monotonic() < end, self.state
            with contextlib.suppress(Empty):
                self.hear(self.client.get_iopub_msg(timeout=1))


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel(now=True)


@pytest.fixture
def fresh(kernel):
    kernel.state = {}
    kernel.comm = ""
    kernel.run(CODE)
    kernel.comm = kernel.run("print(spot.canvas.model_id)").strip()
    return kernel


def asked(n, *acts, by="page"):
    return {"by": by, "n": n, "acts": list(acts), "time": 0}


def test_a_click_is_answered_with_a_mask(fresh):
    fresh.send(alive=True)
    fresh.send(asked=asked(1, {"marks": [MARK]}))
    fresh.until(lambda state: state.get("answered") == {"page": 1})
    assert bytes(fresh.state["mask"])[:4] == b"\x89PNG" and fresh.state["marks"] == [MARK]
    assert fresh.run("print(bool(spot.region.mask[50, 100]), spot.canvas.alive)") == "True True\n"


def test_two_hundred_messages_at_once_are_few_cuts_and_the_last_one_counts(fresh):
    fresh.run("PACE = 0.05")
    for n in range(1, 201):
        fresh.send(asked=asked(n, {"marks": [{"x": n, "y": 20, "keep": True}]}))
    told = json.loads(fresh.run("print(json.dumps([[p.x for p in spot.points], len(calls)]))"))  # a cell, right after
    assert told[0] == [200] and told[1] <= 40, told
    shown = "print(json.dumps([spot.canvas.answered, spot.canvas.busy, spot.canvas.marks]))"
    assert json.loads(fresh.run(shown)) == [{"page": 200}, False, [{"x": 200, "y": 20, "keep": True}]]


def test_keeping_and_marking_in_one_burst_loses_nothing(fresh):
    fresh.run("PACE = 0.02")
    for n in range(1, 11):
        fresh.send(asked=asked(n, {"marks": [{"x": n, "y": 20, "keep": True}]}, {"keep": f"t{n}"}))
    assert fresh.run("print([bool(r.mask[20, n + 1]) for n, r in enumerate(spot.kept)])") == f"{[True] * 10}\n"


def test_a_segmenter_that_breaks_leaves_the_kernel_and_the_canvas_alive(fresh):
    fresh.run("def broken(*_, **__): raise SystemExit('out of here')\nspot.cut_out = broken")
    fresh.send(asked=asked(1, {"marks": [MARK]}))
    fresh.until(lambda state: state.get("answered") == {"page": 1})
    assert "SystemExit: out of here" in fresh.state["words"] and fresh.state["wrong"]
    fresh.run("spot.cut_out = disc")
    fresh.send(asked=asked(2, {"marks": [MARK]}))
    fresh.until(lambda state: state.get("answered") == {"page": 2})
    assert fresh.run("print(len(spot.regions))") == "1\n"


def test_the_bridge_in_a_kernel(fresh):
    fresh.run("place = spot.widget; place._help.value = 'bridge 1'; bridge = place.children[0]")
    fresh.comm = fresh.run("print(bridge._up.model_id)").strip()
    fresh.send(value=json.dumps({"asked": asked(1, {"marks": [MARK]}), "alive": True}))
    assert fresh.run("print(bool(spot.region.mask[50, 100]), bridge.board.answered)") == "True {'page': 1}\n"
