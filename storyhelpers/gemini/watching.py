"""Waiting for a service without being deaf: what comes is fetched in a thread, and the caller can cancel meanwhile."""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator

TICK = 0.1  # seconds between two calls of on_wait: so long a Cancel may take


def watched(pieces: Iterator, on_wait: Callable[[], None] | None) -> Iterator:
    """The same pieces. on_wait() is called while the next one does not come; what it raises ends the waiting at once.

    Without on_wait nothing is started. A request that is still on its way when somebody cancels ends by itself.
    """
    if on_wait is None:
        yield from pieces
        return
    came: queue.SimpleQueue = queue.SimpleQueue()
    left = threading.Event()

    def fetch():
        try:
            with contextlib.closing(pieces):
                for piece in pieces:
                    if left.is_set():
                        return
                    came.put((piece, None))
            came.put((None, StopIteration()))
        except BaseException as error:  # it is raised again where the pieces are read
            came.put((None, error))

    threading.Thread(target=fetch, name="Gemini answers", daemon=True).start()
    try:
        while True:
            try:
                piece, error = came.get(timeout=TICK)
            except queue.Empty:
                on_wait()
                continue
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield piece
    finally:
        left.set()
