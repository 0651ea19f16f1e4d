"""How long a client goes on asking, and how a person hears of it."""

import random
import sys
import threading
import time
from collections.abc import Callable

from ...engine import BadInput, NoAnswer, NotHere
from ...locale import say, say_n
from ...media import Picture

FIRST, LONGEST = 0.25, 5.0  # seconds between two tries: the first pause, and the longest
MOST = 100  # tries in all, for a line that works for a moment each time
QUIET = 2.0  # seconds of waiting of which nobody needs to hear


class Patience:
    """Pauses that grow, up to `seconds` without a sign of life; then `wait` says False."""

    def __init__(self, seconds: float):
        self.seconds, self.tries = seconds, 0
        self._pause, self._since = FIRST, time.monotonic()

    def alive(self) -> None:
        """Something came."""
        self._pause, self._since = FIRST, None  # the clock runs from the next loss on

    def wait(self, stopped: threading.Event | None = None) -> bool:
        """Pauses; whether to try again. A class of thirty does not come back in one and the same instant."""
        now = time.monotonic()
        self._since = now if self._since is None else self._since
        self.tries += 1
        left = self._since + self.seconds - now
        if left <= 0 or self.tries > MOST:
            return False
        pause = min(self._pause * random.uniform(0.5, 1.5), left)
        self._pause = min(2 * self._pause, LONGEST)
        if stopped is None:
            time.sleep(pause)
            return True
        return not stopped.wait(pause)


class Telling:
    """Tells who waits how it goes: by `on_step(done, total)`, in words where it takes them, and else on stderr.

    on_step may raise Cancelled, at any time: `tick` calls it again and again while nothing comes.
    """

    def __init__(
        self,
        on_step: Callable | None = None,
        on_text: Callable[[str], None] | None = None,
        on_picture: Callable[[int, Picture], None] | None = None,
    ):
        self.on_step, self.on_text, self.on_picture = on_step, on_text, on_picture
        self.fetch: Callable[[str], bytes] | None = None  # brings a preview, given its path on the server
        self._preview = self._text = ""
        self._at, self._words, self._began = (0, 1), "", time.monotonic()

    @property
    def tick(self) -> Callable[[], None] | None:
        """What is called several times a second; None where nobody could cancel."""
        return None if self.on_step is None else lambda: self.on_step(*self._at)

    def __call__(self, result, status: dict) -> None:
        """What came of the work: a status, and the text so far."""
        state = status.get("state")
        if state == "waiting":
            before = _whole(status.get("before"))
            if before:
                self._say(say_n("{n} wish before yours …", "{n} wishes before yours …", before))
            self._step()
        elif state == "working":
            self._say("")
            of = _whole(status.get("of"))
            self._at = (min(_whole(status.get("done")), of), of) if of else (0, 1)
            self._step()
            text = status.get("text") or result
            if self.on_text is not None and isinstance(text, str) and text != self._text:
                self._text = text
                self.on_text(text)
            if self.on_picture is not None:
                self._show(status.get("preview"))

    def lost(self) -> None:
        """The connection was lost, and is being made again."""
        self._say(say("The connection was lost. Trying again …"), at_once=True)
        self._step()

    def _show(self, preview) -> None:
        path = preview.get("path") if isinstance(preview, dict) else None
        if not isinstance(path, str) or path == self._preview or self.fetch is None:
            return
        self._preview = path
        try:
            picture = Picture.open(self.fetch(path))
        except (BadInput, NoAnswer, NotHere):  # a preview that is late, or gone already, is no loss
            return
        self.on_picture(self._at[0], picture)

    def _say(self, words: str, at_once: bool = False) -> None:
        if words == self._words:
            return
        if not at_once and words and self.on_step is None and time.monotonic() - self._began < QUIET:
            return
        self._words = words
        if doing := getattr(self.on_step, "doing", None):
            doing(words or say("Working …"))
        elif words and self.on_step is None:
            print(words, file=sys.stderr, flush=True)

    def _step(self) -> None:
        """Also where nothing new is to be told: it may raise Cancelled."""
        if self.on_step is not None:
            self.on_step(*self._at)


def _whole(value) -> int:
    return max(0, int(value)) if isinstance(value, (int, float)) and value == value and abs(value) < 1e9 else 0
