"""A real kernel in an environment with other versions of the notebook's packages, for tests to talk to."""

import json
import os
import queue
import subprocess
import sys
import time
from pathlib import Path

from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from storyhelpers.isolated.overlay import overlay

ROOT = Path(__file__).parents[2]
# What the notebook services had in August 2026, as far as widgets see it; what is not named comes from here.
PLACES = {
    "colab": (
        "ipywidgets==7.7.1", "ipython==7.34.0", "ipykernel==6.17.1", "anywidget==0.9.21", "traitlets==5.7.1",
        "jupyter_client==7.4.9", "ipython_genutils==0.2.0", "backcall==0.2.0", "pickleshare==0.7.5",
        "decorator==5.2.1", "entrypoints==0.4",
    ),
    "kaggle": (
        "ipywidgets==8.1.5", "ipython==7.34.0", "ipykernel==6.17.1", "anywidget==0.9.21", "traitlets==5.7.1",
        "jupyter_client==7.4.9", "backcall==0.2.0", "pickleshare==0.7.5", "decorator==5.2.1", "entrypoints==0.4",
    ),
    "here": (),
}  # fmt: skip


class Kernel:
    """A kernel of one of PLACES; `with Kernel("colab", tmp_path) as kernel: kernel.run("…")`."""

    def __init__(self, place: str, folder: Path):
        pins, path = PLACES[place], [str(ROOT)]
        if pins:
            path.insert(0, str(overlay(f"{place}'s widgets", pins, ROOT / ".pytest_cache" / "overlays")))
        self.log = folder / "kernel.log"
        if place == "colab":  # by this package the house knows that it is there, and works inside the callbacks
            (folder / "google" / "colab").mkdir(parents=True)
            (folder / "google" / "colab" / "__init__.py").touch()
            path.append(str(folder))
        own = {name: value for name, value in os.environ.items() if not name.startswith("STORY_")}
        self.environment = dict(
            own, PYTHONPATH=os.pathsep.join(path), IPYTHONDIR=str(folder / "ipython"),
            STORY_BOOKS=str(folder / "books"),
        )  # fmt: skip
        self.file = str(folder / "kernel.json")
        self.shown: list[dict] = []  # what the last run displayed: {mime type: data}

    def __enter__(self):
        write_connection_file(self.file)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ipykernel_launcher", "-f", self.file],
                env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self.client = BlockingKernelClient(connection_file=self.file)
        self.client.load_connection_file()
        self.client.start_channels()
        end = time.monotonic() + 90
        while True:
            try:
                self.client.wait_for_ready(timeout=30)
                return self
            except RuntimeError as error:  # also "died", for a heart that misses a beat while it still starts
                if self.process.poll() is not None or time.monotonic() > end:
                    self.__exit__()
                    raise AssertionError(f"The kernel did not start: {self.log.read_text()}") from error

    def __exit__(self, *_):
        self.client.stop_channels()
        self.process.kill()
        self.process.wait()

    def run(self, code: str, seconds: float = 60):
        """Runs code and answers the value of `answer` in it, if it sets one. An exception there is a failure here."""
        end = "\nimport json as _j; print('\\x02' + _j.dumps(globals().pop('answer', None)) + '\\x03')"
        printed, self.shown = [], []

        def hear(message):
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            elif message["msg_type"] in ("display_data", "execute_result"):
                self.shown.append(message["content"]["data"])

        reply = self.client.execute_interactive(code + end, output_hook=hear, timeout=seconds, store_history=False)
        said = "".join(printed)
        assert reply["content"]["status"] == "ok", f"{said}\n" + "\n".join(reply["content"].get("traceback", []))
        return json.loads(said.split("\x02")[1].split("\x03")[0])

    def set(self, model_id: str, **state) -> list[dict]:
        """What a browser does when a person acts: sets traits by a comm message. Answers what the kernel sent back."""
        content = {"comm_id": model_id, "data": {"method": "update", "state": state, "buffer_paths": []}}
        return self._send(content)

    def set_bytes(self, model_id: str, name: str, data: bytes, **state) -> list[dict]:
        """The same with a trait that is bytes, which travel beside the message."""
        told = {"method": "update", "state": state, "buffer_paths": [[name]]}
        return self._send({"comm_id": model_id, "data": told}, [data])

    def press(self, model_id: str) -> list[dict]:
        """A click on a core button."""
        return self._send({"comm_id": model_id, "data": {"method": "custom", "content": {"event": "click"}}})

    def _send(self, content: dict, buffers: list[bytes] | None = None) -> list[dict]:
        message = self.client.session.msg("comm_msg", content)
        # shell_channel.send would leave the bytes behind
        self.client.session.send(self.client.shell_channel.socket, message, buffers=buffers)
        heard, end = [], time.monotonic() + 60
        while time.monotonic() < end:
            try:
                answer = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            heard.append(answer)
            if answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
                return heard
        raise AssertionError(f"The kernel did not answer a comm message: {self.log.read_text()}")
