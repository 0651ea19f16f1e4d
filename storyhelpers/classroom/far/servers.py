"""One server of a class: who works there, what was brought there already, and whether it is left out for a while."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from ...media import Picture, Sound
from ..pipe import wire
from .client import Connection
from .link import Link

RESTING = 20.0  # seconds that a server which did not answer is left out, while there are others
MOST_KEPT = 500  # files that are remembered to be there
LARGE = 24_000_000  # bytes of a PNG file; a larger one, a photograph's, goes as WebP: the class takes 32 MB at once
LONG = 8_000_000  # bytes of a WAV file; longer sounds go as MP3


class Server:
    """A connection, and what is known of its other end. Threads may share it.

    crafts: craft → who works there ("engine", "licence", "source"). gone: it did not answer when it was asked last.
    """

    def __init__(self, link: Link, patience: float):
        self.link, self.connection = link, Connection(link, patience=patience)
        self.crafts: dict[str, dict] = {}
        self.gone, self._until = False, 0.0
        self._brought: OrderedDict[str, str] = OrderedDict()  # what was brought there → its path
        self._lock, self._bringing = threading.Lock(), {}

    def meet(self) -> None:
        """Asks who works there. Raises StoryError."""
        before = self.connection.session
        told = self.connection.health()
        self.crafts = {str(craft): one for craft, one in told["crafts"].items() if isinstance(one, dict)}
        self.gone = False
        if self.connection.session != before:
            self.forget()

    @property
    def resting(self) -> bool:
        """Whether it is left out for now."""
        return self.gone and time.monotonic() < self._until

    def rest(self) -> None:
        """It did not answer: for a while it is asked only when there is nobody else."""
        self.gone, self._until = True, time.monotonic() + RESTING

    # ---- what was brought there ----

    def has(self, thing: Picture | Sound) -> bool:
        """Whether that was brought there already."""
        return _key(thing) in self._brought

    def bring(self, thing: Picture | Sound, tick: Callable[[], None] | None = None) -> dict:
        """A picture or a sound as a message has it; brought there once, however often it is asked about."""
        key = _key(thing)
        with self._lock:
            turn = self._bringing.setdefault(key, threading.Lock())
        with turn:
            path = self._brought.get(key)
            if path is None:
                data, name = _file(thing)
                path = self.connection.upload(data, name, tick)
                self._remember(key, path)
        return wire.file_of(path, name=path.rsplit("/", 1)[-1])

    def made(self, made, files) -> None:
        """What was made there is there: it need not be brought when it is asked about."""
        pairs = zip(made, files) if isinstance(made, list) and isinstance(files, list) else [(made, files)]
        for thing, file in pairs:
            if isinstance(thing, Picture | Sound) and isinstance(file, dict):
                self._remember(_key(thing), str(file["path"]))

    def forget(self) -> None:
        """Nothing of it is there any more."""
        with self._lock:
            self._brought.clear()

    def _remember(self, key: str, path: str) -> None:
        with self._lock:
            self._brought[key] = path
            self._bringing.pop(key, None)
            while len(self._brought) > MOST_KEPT:
                self._brought.popitem(last=False)


def _key(thing: Picture | Sound) -> str:
    """The same for the same picture with the same story, and for the same sound."""
    if isinstance(thing, Picture):
        return f"{thing.fingerprint} {thing.scene is not None} {thing.words} {thing.name}"
    return hashlib.sha256(thing.samples.tobytes() + str(thing.rate).encode()).hexdigest()


def _file(thing: Picture | Sound) -> tuple[bytes, str]:
    """The bytes of a file, and a name that says nothing of the person."""
    if isinstance(thing, Picture):
        if len(thing.png) > LARGE:
            return thing.webp(95), f"{thing.fingerprint}.webp"
        return thing.png, f"{thing.fingerprint}.png"
    if thing.samples.nbytes // 2 > LONG:
        return thing.mp3, "sound.mp3"
    return thing.wav, "sound.wav"
