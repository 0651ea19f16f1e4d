"""Whatever a worker does or suffers, the notebook gets one sentence and lives on."""

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from storyhelpers.engine import Cancelled, NoAnswer, NoRoom, NotHere
from storyhelpers.isolated import process, worker

# ---- what can go wrong in the work ----


def test_an_error_of_the_work_is_a_sentence_and_the_worker_lives(toy):
    one = toy()
    with pytest.raises(NoAnswer, match="Toy failed in its own process.*ValueError: the seventh layer is upside down"):
        one.call("fail", how="badly")
    pid = one.pid
    for work in ("fail", "odd", "no_such_function"):
        with pytest.raises(NoAnswer):
            one.call(work, **({"how": "exit"} if work == "fail" else {}))
    assert one.call("echo", a=1) == {"a": 1} and one.pid == pid
    assert "seventh layer" in one.log


def test_errors_that_we_know_keep_their_name(toy):
    one = toy()
    with pytest.raises(MemoryError, match="out of memory"):
        one.call("fail", how="memory")
    with pytest.raises(NoRoom, match=r"^No room for it\.$"):
        one.call("fail", how="room")


def test_a_broken_card_takes_the_worker_with_it(toy, gone):
    one = toy()
    one.start()
    pid = one.pid
    with pytest.raises(NoAnswer, match="illegal memory access"):
        one.call("fail", how="cuda")
    assert gone(pid) and not one.running
    assert one.call("echo", a=1) == {"a": 1} and one.pid != pid


@pytest.mark.parametrize(("by", "why"), [("kill", "SIGKILL"), ("exit", "exit code 7")])
def test_a_worker_that_dies_in_the_middle_is_started_again(toy, by, why):
    one = toy(opening={"word": "fig"})
    with pytest.raises(NoAnswer, match=f"ended in the middle of the work: {why}.*goodbye"):
        one.call("die", by=by)
    assert not one.running
    assert one.call("remember") == "fig"


def test_a_worker_killed_between_two_calls_is_started_again(toy, gone):
    one = toy()
    one.start()
    pid = one.pid
    os.kill(pid, signal.SIGKILL)
    assert gone(pid)
    while one.running:  # its other threads may take a moment longer
        time.sleep(0.01)
    assert one.call("echo", a=1) == {"a": 1} and one.pid != pid


def test_a_worker_killed_from_outside_during_a_call(toy):
    one = toy()
    one.start()
    threading.Timer(0.4, os.kill, (one.pid, signal.SIGKILL)).start()
    began = time.monotonic()
    with pytest.raises(NoAnswer, match="SIGKILL"):
        one.call("hang", seconds=60)
    assert time.monotonic() - began < 10


def test_a_worker_that_hangs_is_ended(toy, gone):
    one = toy()
    one.start()
    pid, began = one.pid, time.monotonic()
    with pytest.raises(NoAnswer, match=r"no sign of life for 0\.5 s.*next call starts it again"):
        one.call("hang", seconds=60, timeout=0.5)
    assert time.monotonic() - began < 8 and gone(pid)
    assert one.call("echo", a=1) == {"a": 1}


def test_a_stopped_worker_cannot_hold_the_notebook_with_a_full_pipe(toy):
    one = toy()
    one.start()
    os.kill(one.pid, signal.SIGSTOP)
    with pytest.raises(NoAnswer, match="no sign of life"):
        one.call("times", array=np.zeros(20_000_000), by=1.0, timeout=0.5)
    assert one.call("echo", a=1) == {"a": 1}


def test_steps_are_signs_of_life(toy):
    seen = []
    assert toy().call("walk", steps=32, pause=0.05, timeout=1.5, on_step=lambda *at: seen.append(at)) == 32
    assert seen == [(i + 1, 32) for i in range(32)]  # in 1.6 s or more


def test_what_a_worker_started_ends_with_it(toy, gone):
    one = toy()
    pid = one.call("child")
    one.stop()
    assert gone(pid)


# ---- Cancel ----


def press_cancel(at):
    def on_step(done, total):
        if done == at:
            raise Cancelled("pressed")

    return on_step


def test_cancel_stops_the_work_and_keeps_the_worker(toy):
    one = toy(opening={"word": "pear"})
    one.start()
    pid, began = one.pid, time.monotonic()
    with pytest.raises(Cancelled, match="pressed"):
        one.call("walk", steps=1000, on_step=press_cancel(3))
    assert time.monotonic() - began < 5
    assert one.call("walk", steps=2) == 2 and one.call("remember") == "pear" and one.pid == pid


def test_cancel_at_the_last_step_drops_the_answer(toy):
    one = toy()
    with pytest.raises(Cancelled):
        one.call("walk", steps=3, on_step=press_cancel(3))
    assert one.call("echo", a=5) == {"a": 5}


def test_a_job_that_does_not_heed_cancel_is_ended(toy, monkeypatch, gone):
    monkeypatch.setattr(process, "GRACE", 0.3)
    one = toy()
    one.start()
    pid = one.pid
    with pytest.raises(Cancelled):
        one.call("stuck", on_step=press_cancel(1))
    assert gone(pid) and one.call("echo", a=1) == {"a": 1}


def test_an_error_in_the_callers_step_stops_the_work_too(toy):
    one = toy()
    with pytest.raises(ZeroDivisionError):
        one.call("walk", steps=1000, on_step=lambda done, total: 1 / 0)
    assert one.call("echo", a=1) == {"a": 1}


@pytest.fixture
def ctrl_c():
    """A Ctrl-C reaches this process as it reaches a person's: shells start what runs in their background without."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_a_job_without_steps(toy, gone, ctrl_c):
    one = toy()
    one.start()
    pid = one.pid
    with pytest.raises(KeyboardInterrupt):
        one.call("interrupt", pid=os.getpid())
    assert gone(pid) and one.call("echo", a=1) == {"a": 1}


def test_stop_from_another_thread(toy):
    one = toy()
    one.start()
    threading.Timer(0.4, one.stop).start()
    with pytest.raises(NoAnswer, match="it was stopped"):
        one.call("hang", seconds=60)


# ---- starting ----


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import no_such_package_at_all", "ModuleNotFoundError: No module named 'no_such_package_at_all'"),
        ("def f(:", "SyntaxError"),
        ("import os; os._exit(9)", "exit code 9"),
        ("import sys; sys.exit('nothing to do')", "SystemExit: nothing to do"),
        ("import os; os.abort()", "SIGABRT"),
    ],
)
def test_a_crash_at_the_start_is_a_sentence(toy, code, why):
    one = toy(code)
    for _ in range(2):
        with pytest.raises(NotHere, match="process of Toy could not start") as caught:
            one.call("f")
        assert why in str(caught.value) and not one.running


def test_a_start_that_never_ends(toy):
    with pytest.raises(NotHere, match=r"no sign of life for 0\.5 s"):
        toy("import time; time.sleep(60)", start_timeout=0.5).start()


def test_a_load_that_fails_leaves_no_worker(toy):
    one = toy("def load(): raise MemoryError('out of memory')", opening={})
    with pytest.raises(MemoryError):
        one.start()
    assert not one.running


@pytest.mark.parametrize("noise", ["b'hello there, no message'", "b'SB1' + bytes([10, 255, 255, 255, 255])"])
def test_a_worker_that_answers_garbage_is_ended(toy, monkeypatch, tmp_path, noise):
    """A worker loop that is not ours: it says that it is ready, then nonsense."""
    loop = tmp_path / "loop.py"
    loop.write_text(
        "import sys, time\n"
        f"sys.path.insert(0, {str(Path(worker.__file__).parent)!r})\n"
        "from worker import pack\n"
        "sys.stdout.buffer.write(pack({'ready': True})[0])\n"
        "sys.stdout.buffer.flush(); sys.stdin.buffer.read(8)\n"
        f"sys.stdout.buffer.write({noise}); sys.stdout.buffer.flush(); time.sleep(60)\n",
        "utf-8",
    )
    one = toy()
    with monkeypatch.context() as patch:
        patch.setattr(worker, "__file__", str(loop))
        with pytest.raises(NoAnswer, match="answered nonsense"):
            one.call("echo", a=1)
    assert not one.running
    assert one.call("echo", a=1) == {"a": 1}


def test_a_message_of_another_form_is_nonsense_too(toy, monkeypatch, tmp_path):
    loop = tmp_path / "loop.py"
    loop.write_text(
        "import sys, time\n"
        f"sys.path.insert(0, {str(Path(worker.__file__).parent)!r})\n"
        "from worker import pack\n"
        "for body in ({'ready': True}, {'id': 1, 'values': 3}):\n"
        "    sys.stdout.buffer.write(pack(body)[0])\n"
        "sys.stdout.buffer.flush(); time.sleep(60)\n",
        "utf-8",
    )
    monkeypatch.setattr(worker, "__file__", str(loop))
    with pytest.raises(NoAnswer, match="answered nonsense"):
        toy().call("echo", a=1)
