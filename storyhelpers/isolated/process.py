"""Our end of the pipe: starts the worker, asks it, and turns whatever becomes of it into one sentence.

Threads carry the bytes, because no `select` works on a pipe everywhere: one sends, one receives, one keeps stderr. So
nothing that the worker does or leaves undone can hold the notebook for longer than the timeout.
"""

import contextlib
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ..engine import BadInput, Cancelled, NoAnswer, NoRoom, NotHere
from . import worker
from .overlay import overlay

KEPT = 64_000  # bytes of what the worker wrote to stderr
GRACE = 10.0  # seconds that a cancelled job has to stop by itself
POLL = 0.2
SENTENCES = {kind.__name__: kind for kind in (BadInput, NotHere, NoRoom, NoAnswer)}


class Isolated:
    """A file of functions that is at work in a process of its own, with packages of its own.

    work_file: its functions are what `call` calls; it runs without us, in the overlay made of `pins` (every package in
    one exact version; () for our own packages). name: how sentences call it. device: "cpu", or the card it is shown as
    "cuda:0"; no other card can be seen there. opening: arguments of the file's own `load`, called after every start.
    start_timeout: seconds for a start and its `load`. call_timeout: seconds without a sign of life in a call.

    The worker starts with the first call, and again with the next one after it was killed, hung or fell ill. It ends
    with `stop()`, with this object, and with this process, whatever becomes of that.
    """

    def __init__(
        self,
        work_file: str | Path,
        pins: Iterable[str] = (),
        *,
        name: str,
        device: str = "cpu",
        opening: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        start_timeout: float = 900.0,
        call_timeout: float = 600.0,
        cache: Path | None = None,
    ):
        self.work_file, self.pins, self.name, self.device = Path(work_file), tuple(pins), name, device
        self.opening, self.environment = opening, dict(environment or {})
        self.start_timeout, self.call_timeout, self.cache = start_timeout, call_timeout, cache
        self.opened: Any = None  # what `load` returned at the last start
        self._child: _Child | None = None
        self._latest: _Child | None = None  # the last one, also when it is gone: it keeps the log
        self._closing: Callable[[], object] = lambda: None  # ends the worker once, at the latest when we are gone
        self._turn = threading.RLock()
        self._number = 0

    def start(self) -> None:
        """Starts the worker if it is not at work. Raises NotHere when it cannot be started, or what `load` raised."""
        with self._turn:
            self._ready()

    def call(
        self,
        work: str,
        /,
        *,
        on_step: Callable[[int, int], None] | None = None,
        timeout: float | None = None,
        **arguments,
    ) -> Any:
        """What the function of that name returns for these arguments: numbers, words, lists, dictionaries, arrays.

        on_step(done, total): handed on to a function that takes it; raising Cancelled in it stops the work, and the
        worker keeps what it has loaded. Raises NoAnswer when the function failed, the worker died or hung; MemoryError
        when memory ran out; BadInput, NotHere, NoRoom where the work raised an error of that name.
        """
        with self._turn:
            child = self._ready()
            return self._ask(child, work, arguments, on_step, timeout or self.call_timeout)

    def stop(self) -> None:
        """Ends the worker and gives all its memory back. The next call starts a new one."""
        self._child, self.opened = None, None
        self._closing()

    @property
    def running(self) -> bool:
        """Whether the worker is alive."""
        return self._child is not None and self._child.alive

    @property
    def pid(self) -> int | None:
        """The worker's process id while it is alive."""
        return self._child.process.pid if self.running else None

    @property
    def log(self) -> str:
        """The last that the worker wrote to stderr, or printed."""
        return self._latest.log if self._latest is not None else ""

    # ---- the inside ----

    def _ready(self) -> "_Child":
        child = self._child
        if child is not None and child.alive:
            return child
        self.stop()
        folder = overlay(self.name, self.pins, self.cache) if self.pins else None
        child = self._child = self._latest = _Child(self._command(), self._surroundings(folder))
        self._closing = weakref.finalize(self, child.end)
        try:
            self._hello(child, folder)
            if self.opening is not None:
                self.opened = self._ask(child, "load", dict(self.opening), None, self.start_timeout)
        except BaseException:
            self.stop()
            raise
        return child

    def _command(self) -> list[str]:
        if not sys.executable:
            raise NotHere(f"{self.name} needs a process of its own, and this Python does not say where its program is.")
        # -P: the folder of worker.py is no place to import from.
        return [sys.executable, "-P", "-u", "-X", "utf8", worker.__file__, str(self.work_file)]

    def _surroundings(self, folder: Path | None) -> dict[str, str]:
        """The worker's environment variables: the overlay before all other packages, and one card, or none."""
        variables = {**os.environ, **self.environment}
        paths = [str(folder)] if folder else []
        variables["PYTHONPATH"] = os.pathsep.join([*paths, *filter(None, [os.environ.get("PYTHONPATH")])])
        variables["CUDA_VISIBLE_DEVICES"] = visible(self.device, os.environ.get("CUDA_VISIBLE_DEVICES"))
        return variables

    def _hello(self, child: "_Child", folder: Path | None) -> None:
        """Waits until the worker has opened its file."""
        limit = time.monotonic() + self.start_timeout
        while True:
            kind, body = child.next(limit)
            if kind == "message" and body.get("ready") is True:
                return
            if kind == "message" and isinstance(body.get("error"), dict):
                why = f"{body['error'].get('type')}: {body['error'].get('text')}"
            elif kind == "late":
                why = f"no sign of life for {self.start_timeout:g} s"
            else:
                why = child.epitaph() if kind == "end" else f"it answered nonsense, {body}"
            again = f" If it goes on, delete {folder}." if folder else ""
            raise NotHere(f"The process of {self.name} could not start ({why}).{again}{child.last_words()}")

    def _ask(self, child: "_Child", work: str, arguments: dict, on_step, timeout: float) -> Any:
        self._number += 1
        number = self._number
        child.turn_page()
        child.send({"call": number, "name": work, "arguments": arguments, "steps": on_step is not None})
        limit, at_work = time.monotonic() + timeout, True
        try:
            while True:
                kind, body = child.next(limit)
                if kind != "message":
                    at_work = False
                    raise self._lost(child, kind, body, timeout)
                if body.get("id") not in (None, number):
                    continue  # the late end of a job that was given up
                if "step" in body:
                    limit = time.monotonic() + timeout
                    if on_step is not None:
                        on_step(*body["step"])
                    continue
                at_work = False
                match body:
                    case {"value": value}:
                        return value
                    case {"error": {"type": str(name), "text": str(text), "memory": bool(memory)}}:
                        raise self._failed(child, name, text, memory)
                    case {"cancelled": True}:
                        raise Cancelled(f"{self.name} was stopped.")
                    case _:
                        raise self._lost(child, "garbage", f"{body!r:.80}", timeout)
        except BaseException:
            if at_work:  # Cancelled, Ctrl-C, or an error of the caller's own on_step
                self._give_up(child, number, patient=on_step is not None)
            raise

    def _give_up(self, child: "_Child", number: int, patient: bool) -> None:
        """Lets a job that takes steps stop by itself, so that what is loaded stays; else ends the worker."""
        stopped = False
        try:
            child.send({"cancel": number})
            limit = time.monotonic() + GRACE
            while patient and not stopped:
                kind, body = child.next(limit)
                stopped = kind == "message" and body.get("id") == number and "step" not in body
                patient = kind == "message"
        finally:  # also when the person presses Ctrl-C once more
            if not stopped:
                self._end(child)

    def _failed(self, child: "_Child", name: str, text: str, memory: bool) -> Exception:
        if memory:
            return MemoryError(f"{self.name}: {text}")
        if name in SENTENCES:
            return SENTENCES[name](text)
        if "CUDA error" in text or "CUDA driver" in text:
            self._end(child)  # after such an error the process can never use its card again; a new one can
        return NoAnswer(
            f"{self.name} failed in its own process ({name}: {text[:300]}). The notebook goes on; try again, or take "
            "another engine."
        )

    def _lost(self, child: "_Child", kind: str, body, timeout: float) -> NoAnswer:
        why = {
            "late": f"gave no sign of life for {timeout:g} s and was ended",
            "garbage": f"answered nonsense ({body}) and was ended",
            "end": f"ended in the middle of the work: {child.epitaph()}" if kind == "end" else "",
        }[kind]
        words = child.last_words()
        self._end(child)
        return NoAnswer(f"The process of {self.name} {why}. The next call starts it again.{words}")

    def _end(self, child: "_Child") -> None:
        child.end()
        if self._child is child:
            self.stop()

    def __repr__(self):
        return f"Isolated({self.name}, {f'process {self.pid}' if self.running else 'not running'})"


def visible(device: str, already: str | None) -> str:
    """What CUDA_VISIBLE_DEVICES has to be for a process that shall see only this device of ours.

    already: our own CUDA_VISIBLE_DEVICES, by which our "cuda:1" may be another card's number, or a name.
    """
    if device == "cpu":
        return ""
    number = device.partition(":")[2] or "0"
    ours = [name.strip() for name in already.split(",") if name.strip()] if already else []
    if not number.isdigit() or not device.startswith("cuda") or (ours and int(number) >= len(ours)):
        raise BadInput(f'A device is "cpu", "cuda:0" or another card that is here, not "{device}".')
    return ours[int(number)] if ours else number


class _Child:
    """One life of the worker: the process, its three threads, what it wrote to stderr, and a folder to work in."""

    def __init__(self, command: list[str], variables: dict[str, str]):
        self.folder = tempfile.mkdtemp(prefix="storyhelpers-")
        self.owner = os.getpid()
        alone = (  # a Ctrl-C in the notebook is for the notebook: the worker is told by us
            {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
            if sys.platform == "win32"
            else {"start_new_session": True}
        )
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        try:
            self.process = subprocess.Popen(command, cwd=self.folder, env=variables, bufsize=1 << 16, **pipes, **alone)
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise NotHere(f"No process could be started ({error.strerror}): close what you can do without.") from error
        self.inbox: queue.Queue = queue.Queue()
        self.outbox: queue.Queue = queue.Queue()
        self._kept, self._written, self._page = bytearray(), 0, 0
        self._ending, self._stopped, self._ended = threading.Lock(), False, False
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._receive, self._send, self._keep)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def alive(self) -> bool:
        """Whether it runs, and is ours: after a fork, the pipe belongs to the one who opened it."""
        return self.owner == os.getpid() and self.process.poll() is None

    @property
    def log(self) -> str:
        return bytes(self._kept).decode("utf-8", "replace")

    def send(self, body) -> None:
        """Hands a message to the thread that sends. Raises TypeError for what cannot travel."""
        self.outbox.put(worker.pack(body))

    def turn_page(self) -> None:
        """From here on, words are of a new call."""
        self._page = self._written

    def next(self, limit: float) -> tuple[str, Any]:
        """("message", body), ("garbage", what), ("end", None), or ("late", None) after the limit (monotonic)."""
        while True:
            rest = limit - time.monotonic()
            try:
                return self.inbox.get(timeout=max(0.0, min(POLL, rest)))
            except queue.Empty:
                if rest <= 0:
                    return "late", None

    def epitaph(self) -> str:
        """Why it ended, in a few words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        code = self.process.returncode
        if self._stopped:
            return "it was stopped"
        if code is None:
            return "its pipe broke"
        if code >= 0:
            return f"exit code {code}"
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return f"{name}, as when the memory ran out" if name == "SIGKILL" else name
        return f"signal {-code}"

    def last_words(self) -> str:
        """' Its last words: …', what it wrote to stderr since this call began, or ''."""
        self._threads[2].join(0.5 if self.process.poll() is None else 5)
        fresh = bytes(self._kept[-max(0, self._written - self._page) :]) if self._written > self._page else b""
        lines = [line.strip() for line in fresh.decode("utf-8", "replace").splitlines() if line.strip(" ^~\t")]
        return f" Its last words: {' / '.join(lines[-3:])[-400:]}" if lines else ""

    def end(self) -> None:
        """Kills it and cleans up after it. May be called twice, and by any thread."""
        if self.owner != os.getpid():
            return  # a forked copy of us: the worker is not ours to end
        self._stopped = self._stopped or self.process.poll() is None
        with self._ending:
            if self._ended:
                return
            self._ended = True
            if self.process.poll() is None:
                with contextlib.suppress(OSError):
                    if sys.platform == "win32":
                        self.process.kill()
                    else:  # and whatever it started
                        os.killpg(self.process.pid, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
            self.outbox.put(None)
            for thread in self._threads:
                if thread is not threading.current_thread():
                    thread.join(5)
            shutil.rmtree(self.folder, ignore_errors=True)

    def _receive(self):
        try:
            while (body := worker.read(self.process.stdout)) is not None:
                self.inbox.put(("message", body))
            self.inbox.put(("end", None))
        except worker.CutOff:  # the end of the process, not nonsense
            self.inbox.put(("end", None))
        except worker.Garbled as error:
            self.inbox.put(("garbage", str(error)[:80]))
        except (OSError, ValueError):  # the pipe was closed under us
            self.inbox.put(("end", None))
        finally:
            with contextlib.suppress(OSError):
                self.process.stdout.close()

    def _send(self):
        with contextlib.suppress(OSError):  # a worker that is gone is noticed by the one who listens
            while (buffers := self.outbox.get()) is not None:
                for buffer in buffers:
                    self.process.stdin.write(buffer)
                self.process.stdin.flush()
        with contextlib.suppress(OSError):
            self.process.stdin.close()

    def _keep(self):
        with contextlib.suppress(OSError, ValueError):
            while chunk := self.process.stderr.read1(8192):
                self._kept += chunk
                self._written += len(chunk)
                del self._kept[:-KEPT]
        with contextlib.suppress(OSError):
            self.process.stderr.close()
