"""From an event loop of our own to the thread that waits: a stream of messages with a patience.

A teacher's cell runs inside Jupyter's event loop, a server's seat in a plain thread; Ray's streams want an event loop
that is theirs. So one loop lives in a thread of its own, and whoever asks takes the messages out of a queue: there the
listeners are called, and there Ctrl-C arrives.
"""

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator

END = object()
ENDING = 10.0  # seconds that the end of the loop may take


class Silence(Exception):
    """Nothing was heard for as long as one was ready to wait."""


class Pump:
    """An event loop in a daemon thread."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cluster", daemon=True)
        self._thread.start()

    def stream(self, begin: Callable[[], AsyncIterator], patience: Callable[[bool], float]) -> Iterator:
        """The messages of `begin()`, which is called in the loop; closed when the taker leaves.

        patience(begun): seconds that the next message may take. Raises Silence, and whatever the stream raises.
        """
        heard: queue.SimpleQueue = queue.SimpleQueue()
        running = asyncio.run_coroutine_threadsafe(self._take(begin, heard.put), self._loop)
        begun = False
        try:
            while True:
                try:
                    message, error = heard.get(timeout=max(0.0, patience(begun)))
                except queue.Empty:
                    raise Silence from None
                if error is not None:
                    raise error
                if message is END:
                    return
                begun = True
                yield message
        finally:
            running.cancel()

    async def _take(self, begin, put) -> None:
        stream = begin()
        try:
            async for message in stream:
                put((message, None))
            put((END, None))
        except asyncio.CancelledError:
            close = getattr(stream, "cancel", None) or stream.aclose
            left = close()
            if asyncio.iscoroutine(left):
                await left
            put((None, Silence()))  # to one who still waits, because the loop ends
            raise
        except BaseException as error:  # handed to the thread that waits, which raises it
            put((None, error))

    def close(self) -> None:
        """Ends the loop. Who waits for a stream hears of it at once, as Silence."""
        asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop).result(ENDING)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ENDING)
        self._loop.close()

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
