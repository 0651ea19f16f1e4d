"""The work file of the tests: functions that do what a worker may do, or suffer."""

import os
import signal
import subprocess
import sys
import time

loaded = []


class NoRoom(Exception):
    """Named like one of ours."""


def load(word="nothing"):
    loaded.append(word)
    return {"pid": os.getpid(), "word": word}


def times(array, by):
    return {"made": array * by, "kind": str(array.dtype), "shape": list(array.shape)}


def echo(**given):
    return given


def remember():
    return loaded[-1]


def where():
    return {"cuda": os.environ["CUDA_VISIBLE_DEVICES"], "folder": os.getcwd(), "first": sys.path[0]}


def chatter():
    print("noise on stdout")
    sys.stdout.flush()
    os.write(1, b"SB1\n raw noise on descriptor 1")
    os.system("echo noise of a child")
    sys.__stdout__.write("more noise")
    return "heard"


def flood():
    for _ in range(160):
        sys.stderr.write("x" * 65535 + "\n")
    sys.stderr.write("the last line\n")
    return "dry"


def ask_person():
    return input("name? ")


def fail(how):
    if how == "memory":
        raise MemoryError("CUDA out of memory. Tried to allocate 2 GB")
    if how == "exit":
        sys.exit(3)
    if how == "room":
        raise NoRoom("No room for it.")
    if how == "cuda":
        raise RuntimeError("CUDA error: an illegal memory access was encountered")
    raise ValueError("the seventh layer is upside down")


def die(by):
    print("goodbye", file=sys.stderr, flush=True)
    if by == "exit":
        os._exit(7)
    os.kill(os.getpid(), signal.SIGKILL)


def hang(seconds):
    time.sleep(seconds)
    return "awake"


def interrupt(pid):
    """Presses Ctrl-C in another process while this one is surely at work, and goes on."""
    time.sleep(0.1)
    os.kill(pid, signal.SIGINT)
    time.sleep(60)


def stuck(on_step):
    on_step(1, 2)
    time.sleep(60)


def walk(steps, pause=0.02, on_step=None):
    for i in range(steps):
        time.sleep(pause)
        if on_step:
            on_step(i + 1, steps)
    return steps


def odd():
    return object()


def child():
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid
