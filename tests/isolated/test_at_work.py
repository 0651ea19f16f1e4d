"""A worker at work: arrays, prints, cards, turns; it ends with the notebook."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from storyhelpers.engine import BadInput, NoAnswer
from storyhelpers.isolated import process, worker


def until(true, seconds=10):
    """Wait until it is ``true``: what a worker prints has a pipe of its own, which may be slower than its answers."""
    limit = time.monotonic() + seconds
    while not true() and time.monotonic() < limit:
        time.sleep(0.02)


def test_a_worker_gets_arrays_and_gives_arrays(toy):
    one = toy()
    picture = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
    said = one.call("times", array=picture, by=2)
    assert np.array_equal(said["made"], picture * 2) and said["kind"] == "uint8" and said["shape"] == [40, 60, 3]
    assert one.running and one.pid != os.getpid()


def test_a_large_picture_is_quick(toy):
    one = toy()
    one.start()
    picture = np.zeros((3000, 4000, 3), np.uint8)
    began = time.monotonic()
    assert one.call("times", array=picture, by=np.uint8(1))["made"].shape == picture.shape
    assert time.monotonic() - began < 5


def test_prints_do_not_break_the_pipe(toy):
    one = toy()
    assert one.call("chatter") == "heard"
    assert one.call("echo", a=1) == {"a": 1}
    until(lambda: "noise of a child" in one.log)
    for words in ("noise on stdout", "raw noise", "noise of a child"):
        assert words in one.log


def test_prints_while_the_file_is_opened_do_not_break_the_pipe(toy):
    assert toy('print("hello " * 9999)\ndef f(): return 1').call("f") == 1


def test_ten_megabytes_on_stderr_are_kept_short(toy):
    one = toy()
    assert one.call("flood") == "dry"
    assert one.call("echo", a=2) == {"a": 2}
    until(lambda: one.log.endswith("the last line\n"))
    assert len(one.log) <= process.KEPT and one.log.endswith("the last line\n")


def test_nobody_is_asked_for_input(toy):
    with pytest.raises(NoAnswer, match="EOFError"):
        toy().call("ask_person")


def test_the_worker_sees_one_card_or_none_and_works_in_a_folder_of_its_own(toy, monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    one = toy()
    found = one.call("where")
    assert (
        found["cuda"] == "" and found["folder"] != os.getcwd() and found["first"] != str(Path(worker.__file__).parent)
    )
    assert toy(device="cuda:1").call("where")["cuda"] == "1"
    one.stop()
    assert not Path(found["folder"]).exists()


@pytest.mark.parametrize(
    ("device", "already", "seen"),
    [
        ("cpu", "0,1", ""),
        ("cuda:1", None, "1"),
        ("cuda", None, "0"),
        ("cuda:1", "2,3", "3"),
        ("cuda:0", "GPU-a, GPU-b", "GPU-a"),
    ],
)
def test_which_card_is_shown(device, already, seen):
    assert process.visible(device, already) == seen


def test_a_card_that_is_not_there():
    for device, already in (("cuda:2", "0,1"), ("tpu:0", None), ("cuda:x", None)):
        with pytest.raises(BadInput, match=device):
            process.visible(device, already)


def test_load_is_called_after_every_start(toy):
    one = toy(opening={"word": "plum"})
    assert one.call("remember") == "plum" and one.opened["pid"] == one.pid
    one.stop()
    assert not one.running and one.opened is None
    assert one.call("remember") == "plum"


def test_two_threads_take_turns(toy):
    one, answers = toy(), {}
    threads = [threading.Thread(target=lambda n=n: answers.update({n: one.call("echo", n=n)["n"]})) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == {n: n for n in range(8)}


HOST = """
import os, sys
from storyhelpers.isolated import Isolated
one = Isolated(sys.argv[1], name="Toy")
one.start()
print(one.pid, flush=True)
"""


@pytest.mark.parametrize(
    "end", ["", "os.kill(os.getpid(), 9)", "one.call('hang', seconds=60)", "del one; import time; time.sleep(60)"]
)
def test_the_worker_ends_with_the_notebook(toy, end, gone):
    """At its exit, when it is killed, when it is killed during a call; and with the object."""
    file = toy().work_file
    host = subprocess.Popen([sys.executable, "-c", HOST + end, str(file)], stdout=subprocess.PIPE, text=True)
    try:
        pid = int(host.stdout.readline())
        if "call" in end:
            time.sleep(0.3)
            host.kill()
        assert gone(pid)
    finally:
        host.kill()
        host.wait()
        host.stdout.close()
