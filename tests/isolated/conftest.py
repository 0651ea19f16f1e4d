"""Workers with a toy to do, ended after each test; and whether a process has ended."""

import os
import textwrap
import time
from pathlib import Path

import pytest

from storyhelpers.isolated import Isolated


@pytest.fixture
def toy(tmp_path):
    """`toy()` is a worker of toy.py, `toy(code)` one of a file with this code."""
    made = []

    def make(code=None, **options):
        file = Path(__file__).with_name("toy.py")
        if code is not None:
            file = tmp_path / f"toy{len(made)}.py"
            file.write_text(textwrap.dedent(code), "utf-8")
        made.append(Isolated(file, name="Toy", **{"start_timeout": 30, "call_timeout": 20, **options}))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture
def gone():
    """`gone(pid)`: whether the process ends within ten seconds (a zombie has ended)."""

    def look(pid, seconds=10.0):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            try:
                os.kill(pid, 0)
                if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
            except (ProcessLookupError, FileNotFoundError):
                return True
            time.sleep(0.05)
        return False

    return look
