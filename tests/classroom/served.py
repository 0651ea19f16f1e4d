"""A class server in a process of its own, which can be watched, killed and started again at the same address.

The program itself, `python -m tests.classroom.served '{"engines": "marked", "speed": 10, …}'`, prints one line of JSON
({"url", "link", "code", "pid"}) when it is up, and ends when its standard input does, so never outlives who started it.
"""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Served:
    """A running server. options: what `serve` is given, besides `engines` ("marked", "moody"), `speed` and `log`."""

    def __init__(self, folder: Path, **options):
        self.folder, self.options = Path(folder), {"port": free_port(), "seats": ["one", "two"], **options}
        self.process = None
        self.start()

    def start(self, patience: float = 60.0) -> None:
        """Starts it and waits until it is up."""
        place = dict(
            os.environ, PYTHONPATH=str(ROOT), TMPDIR=str(self.folder), GRADIO_TEMP_DIR=str(self.folder / "gradio"),
            OMP_NUM_THREADS="1",
        )  # fmt: skip
        self.output = (self.folder / "server.log").open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.classroom.served", json.dumps(self.options)], cwd=ROOT, env=place, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.output,
        )  # fmt: skip
        for line in self.process.stdout:
            if line.startswith('{"url"'):
                told = json.loads(line)
                self.url, self.link, self.code = told["url"].rstrip("/"), told["link"], told["code"]
                break
        else:
            raise RuntimeError(f"The server did not start.\n{self.said()[-4000:]}")
        self.watched = psutil.Process(self.process.pid)

    def said(self) -> str:
        """What it wrote to standard error so far."""
        return (self.folder / "server.log").read_text()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    def memory(self) -> int:
        """Bytes of memory of the process and its children (RSS)."""
        return sum(p.memory_info().rss for p in (self.watched, *self.watched.children(recursive=True)))

    def kill(self) -> None:
        """SIGKILL, as when a session is cut off."""
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> float:
        """Ends it the gentle way; the seconds that took. A server that does not end is killed."""
        begun = time.perf_counter()
        if self.alive:
            self.process.stdin.close()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process.stdout.close()
        self.output.close()
        return time.perf_counter() - begun

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_) -> None:
        self.stop()


def main() -> None:
    """The server's side."""
    options = json.loads(sys.argv[1])
    from storyhelpers.classroom import serve

    from . import marked, moody

    speed, engines, log = options.pop("speed", 10.0), options.pop("engines", "marked"), options.pop("log", "")
    studio = moody.studio(log, speed) if engines == "moody" else marked.studio(speed)
    server = serve(studio, **options)
    print(json.dumps({"url": server.url, "link": server.link, "code": server.code, "pid": os.getpid()}), flush=True)
    sys.stdin.read()
    server.close()


if __name__ == "__main__":
    main()
