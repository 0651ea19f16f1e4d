"""The other end of the pipe: a process that calls the functions of one file. And the form of a message, for both ends.

A message is MAGIC, the length of its head (uint32), the head (JSON), and the bytes of its arrays, one after the other.
The head is {"body": …, "arrays": [{"dtype": "|u1", "shape": [2, 3]}, …]}; in the body an array is {"__array__": 0}.
What travels is None, truth values, numbers, words, lists, dictionaries and NumPy arrays of numbers. Nothing is pickled.

Asked:     {"call": 7, "name": "describe", "arguments": {…}, "steps": true}, {"cancel": 7}
Answered:  {"ready": true} once, then {"id": 7, "step": [1, 20]}… and one of {"id": 7, "value": …},
           {"id": 7, "cancelled": true}, {"id": 7, "error": {"type": "ValueError", "text": "…", "memory": false}}

Runs as a script in any environment: `python -P worker.py WORK_FILE`. It ends when the pipe does.
"""

import gc
import importlib.util
import json
import os
import queue
import struct
import sys
import threading
import traceback
from pathlib import Path

MAGIC = b"SB1\n"
LONGEST_HEAD = 64_000_000
LONGEST_ARRAY = 2_000_000_000  # bytes: what is larger is no message of ours
NUMBERS = "biufc"  # kinds of NumPy dtypes that travel: truth values and numbers, no objects


class Garbled(ValueError):
    """What came through the pipe is no message."""


class CutOff(Garbled):
    """The pipe ended in the middle of a message."""


# ---- the form of a message ----


def pack(body) -> list:
    """The buffers of a message. Raises TypeError for what cannot travel; then nothing has been sent."""
    arrays: list = []
    packed = _packed(body, arrays)
    shapes = [{"dtype": array.dtype.str, "shape": list(array.shape)} for array in arrays]
    head = json.dumps({"body": packed, "arrays": shapes}).encode()
    return [MAGIC + struct.pack("<I", len(head)) + head, *(array.tobytes() for array in arrays)]


def _packed(thing, arrays: list):
    if thing is None or isinstance(thing, (bool, int, float, str)):
        return thing
    if isinstance(thing, (list, tuple)):
        return [_packed(item, arrays) for item in thing]
    if isinstance(thing, dict) and all(isinstance(key, str) for key in thing) and "__array__" not in thing:
        return {key: _packed(value, arrays) for key, value in thing.items()}
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(thing, numpy.generic) and thing.dtype.kind in NUMBERS:
        return thing.item()
    if numpy is not None and isinstance(thing, numpy.ndarray) and thing.dtype.kind in NUMBERS:
        arrays.append(thing)
        return {"__array__": len(arrays) - 1}
    raise TypeError(f"a {type(thing).__name__} cannot travel: numbers, words, lists, dictionaries and arrays can")


def read(stream):
    """The body of the next message; None at the end of the pipe. Raises Garbled for anything else."""
    start = stream.read(8)
    if not start:
        return None
    if len(start) < 8 and MAGIC.startswith(start[:4]):
        raise CutOff("the pipe ended in the middle of a message")
    if len(start) < 8 or start[:4] != MAGIC:
        raise Garbled(f"not a message: {start!r}")
    (length,) = struct.unpack("<I", start[4:])
    if length > LONGEST_HEAD:
        raise Garbled(f"a head of {length:,} bytes")
    try:
        head = json.loads(bytes(_exactly(stream, length)))
        body, shapes = head["body"], head["arrays"]
        if not isinstance(body, dict):
            raise Garbled("a body is a dictionary")
        arrays = [_array(stream, shape["dtype"], shape["shape"]) for shape in shapes]
        return _unpacked(body, arrays)
    except CutOff:
        raise
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise Garbled(f"not a message: {error}") from error


def _array(stream, dtype: str, shape: list):
    import numpy

    kind = numpy.dtype(dtype)
    size = kind.itemsize
    for side in shape:
        size *= side
    if kind.kind not in NUMBERS or not 0 <= size <= LONGEST_ARRAY:
        raise Garbled(f"an array of {dtype} {shape}")
    return numpy.frombuffer(_exactly(stream, size), kind).reshape(shape)


def _exactly(stream, size: int) -> bytearray:
    buffer = bytearray(size)
    view, filled = memoryview(buffer), 0
    while filled < size:
        got = stream.readinto(view[filled:])
        if not got:
            raise CutOff("the pipe ended in the middle of a message")
        filled += got
    return buffer


def _unpacked(thing, arrays: list):
    if isinstance(thing, list):
        return [_unpacked(item, arrays) for item in thing]
    if isinstance(thing, dict):
        if "__array__" in thing:
            return arrays[thing["__array__"]]
        return {key: _unpacked(value, arrays) for key, value in thing.items()}
    return thing


# ---- the process ----


class _Stop(Exception):
    """The person pressed Cancel: raised inside `on_step` of the work."""


class _Line:
    """The pipe as the worker sees it: one thread listens, so that the end of the pipe is noticed during work."""

    def __init__(self, inward, outward):
        self.inward, self.outward = inward, outward
        self.jobs: queue.Queue = queue.Queue()
        self.cancelled: set[int] = set()
        self.lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def say(self, body) -> None:
        buffers = pack(body)
        with self.lock:
            for buffer in buffers:
                self.outward.write(buffer)
            self.outward.flush()

    def _listen(self):
        try:
            while (message := read(self.inward)) is not None:
                if "cancel" in message:
                    self.cancelled.add(message["cancel"])
                else:
                    self.jobs.put(message)
        finally:  # whoever asked is gone, so nobody waits for an answer
            os._exit(0)


def _own_pipes():
    """The two ends for messages; from now on prints go to stderr and `input()` finds nothing."""
    inward, outward = os.fdopen(os.dup(0), "rb", 1 << 16), os.fdopen(os.dup(1), "wb", 1 << 16)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return inward, outward


def _open(file: Path):
    spec = importlib.util.spec_from_file_location(f"isolated_{file.stem}", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _do(line: _Line, work, message: dict) -> dict:
    """Calls the function that the message names; what it returned or raised, as an answer."""
    number, arguments = message["call"], dict(message["arguments"])

    def on_step(done, total):
        if number in line.cancelled:
            raise _Stop
        line.say({"id": number, "step": [done, total]})

    if message.get("steps"):
        arguments["on_step"] = on_step
    try:
        answer = {"id": number, "value": getattr(work, message["name"])(**arguments)}
        pack(answer)  # what cannot travel is an error of the work, not of the pipe
        return answer
    except _Stop:
        return {"id": number, "cancelled": True}
    except BaseException as error:  # also SystemExit: the work may call anything, and this process has to live on
        traceback.print_exc()
        return {"id": number, "error": _told(error)}


def _told(error: BaseException) -> dict:
    name, text = type(error).__name__, str(error)[:2000]
    memory = (
        isinstance(error, MemoryError)
        or name == "OutOfMemoryError"
        or "out of memory" in text
        or "_ALLOC_FAILED" in text
    )
    return {"type": name, "text": text, "memory": memory}


def _sweep() -> None:
    """Gives back what an error left in memory, on the card too."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.empty_cache()


def main(file: str) -> None:
    """Opens the work file, says that it is ready, and works until the pipe ends."""
    line = _Line(*_own_pipes())
    sys.path.append(str(Path(__file__).parents[2]))  # last, so that the overlay and the host's packages come first
    try:
        work = _open(Path(file))
    except BaseException as error:  # whatever it is, the other end has to hear of it
        traceback.print_exc()
        line.say({"ready": False, "error": _told(error)})
        return
    line.say({"ready": True})
    while True:
        message = line.jobs.get()
        answer = _do(line, work, message)
        line.cancelled.discard(message["call"])
        line.say(answer)
        if "value" not in answer:
            _sweep()


if __name__ == "__main__":
    main(sys.argv[1])
