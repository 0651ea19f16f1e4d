"""serve(studio): a class works with one studio, each pupil with a phone or a notebook of their own."""

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import quote, urlsplit

from .. import environment
from ..engine import BadInput
from ..locale import say
from ..media import Picture
from ..studio import Studio
from . import launching, places
from .card import card
from .desk import Desk
from .entrance.door import Door
from .queue.line import Line
from .results import Results
from .uploads import MOST_BYTES

MOST_PUPILS = 500


class Server:
    """A class that is being served. It shows itself as a card with link, code and QR code; `with serve(…) as server:`.

    url: where it is; link: the same with the code in it, which lets in whoever has it. notes: what a teacher should
    know. desk: the Desk behind it. app: the gr.Blocks.
    """

    def __init__(self, desk: Desk, door: Door, app, *, host: str, port: int, share: bool):
        self.desk, self.app, self.port, self.code = desk, app, port, door.code
        self.public = getattr(app, "share_url", None) or ""
        self.url = (self.public or f"http://{_in_url(launching.address(host))}:{port}").rstrip("/")
        self.link = f"{self.url}/?code={quote(self.code)}"
        self.notes = list(_notes(self.url, bool(share), bool(self.public)))
        self._over = threading.Event()

    @property
    def closed(self) -> bool:
        """Whether it has been closed."""
        return self._over.is_set()

    @property
    def qr(self) -> Picture:
        """The link as a QR code, to save or to print."""
        from PIL import Image

        from ..publish.qr import QUIET, squares

        rows = squares(self.link)
        side = len(rows) + 2 * QUIET
        image = Image.new("L", (side, side), 255)
        for y, row in enumerate(rows):
            for x, black in enumerate(row):
                if black:
                    image.putpixel((x + QUIET, y + QUIET), 0)
        size = side * max(4, 800 // side)
        image = image.resize((size, size), Image.Resampling.NEAREST)
        return Picture(image, words=self.link, made_by="Storybook Studio")

    def health(self) -> dict:
        """Who works where, how long the line is, how much memory is taken: what /health answers."""
        return self.desk.report()

    def wait(self, minutes: float | None = None) -> None:
        """Serves until Ctrl-C, for so many minutes at most, then closes; `minutes=0` goes on without waiting."""
        if minutes == 0:
            return
        with suppress(KeyboardInterrupt):
            self._over.wait(None if minutes is None else 60.0 * minutes)
        self.close()

    def close(self) -> None:
        """Ends the class: who waits is told so, the link is dead, and all files are deleted. Once is enough."""
        if self._over.is_set():
            return
        self._over.set()
        self.desk.line.close()
        if self.public:
            launching.end_tunnel(self.port)
        self.app.close(verbose=False)
        self.desk.results.close()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def __repr__(self):
        state = "closed" if self.closed else f"code {self.code}"
        return "\n".join([f"Server({self.url}, {state})", *self.notes])

    def _repr_html_(self):
        return card(self)


def serve(
    studio: Studio | str | None = None,
    *,
    compare: Studio | None = None,
    port: int | None = None,
    host: str = "127.0.0.1",
    share: bool = False,
    seats: Mapping[str, Sequence[str]] | Sequence[str] | None = None,
    pupils: int = 40,
    each: int = 3,
    waiting: int = 64,
    minutes_kept: float = 60.0,
    seconds: float | Mapping[str, float] = 180.0,
) -> Server:
    """A studio for a whole class: a page for phones, and an endpoint for every verb. It goes on in the background.

    compare: a second studio, whose illustrator is shown beside the first one's. port: None is the first free one from
    7860 on. host: "0.0.0.0" lets in the machines of the same network. share: a public link through Gradio's servers,
    for Kaggle and Colab. seats: who works where, None is as the plan has it; or ["one", "two"]; or seat → crafts.
    pupils: how many are expected. each: wishes of one pupil at a time; waiting: of all. minutes_kept: how long results
    stay. seconds: how long one job may last, also by craft. Nobody comes in without the code, which is new at every
    start. Raises BadInput, NotHere without gradio.
    """
    studio = studio if isinstance(studio, Studio) else Studio(studio)
    _check(port, pupils, each, waiting, minutes_kept)
    others = {"tuned": compare} if compare is not None else {}
    chosen = places.places(studio, others, seats)
    door, folder = Door.new(), launching.files_folder()
    app = launching.blocks(title="Storybook Studio")
    line = Line(chosen, most=waiting, each=each, seconds=seconds)
    results = Results(folder / f"results-{door.session}", 60.0 * minutes_kept, uploads=[folder])
    desk = Desk(studio, line, results, others, seats=chosen, session=door.session)
    try:
        _furnish(app, desk)
        port = launching.launch(
            app, [gate(door, results)], host=host, port=port, share=share,
            threads=max(40, 2 * pupils), most_bytes=MOST_BYTES,
        )  # fmt: skip
    except BaseException:
        line.close()
        results.close()
        raise
    return Server(desk, door, app, host=host, port=port, share=share)


def gate(door: Door, results: Results):
    """What stands in front of Gradio, as `launching.launch` takes it."""
    from starlette.middleware import Middleware

    from .entrance.gate import Gate

    return Middleware(Gate, door=door, results=results)


def _furnish(app, desk: Desk) -> None:
    """The pupils' page and the endpoints."""
    from .endpoints import add_all
    from .page import pupils_page

    with app:
        pupils_page(desk)
        add_all(desk)
    launching.settle(app)
    app.queue(max_size=None, default_concurrency_limit=None)  # the line has its own bounds, and says them


def _check(port, pupils, each, waiting, minutes_kept) -> None:
    for name, value, least, most in (
        ("pupils", pupils, 1, MOST_PUPILS), ("each", each, 1, 100), ("waiting", waiting, 1, 10_000),
        ("port", 1 if port is None else port, 1, 65535),
    ):  # fmt: skip
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise BadInput(f"{name} is a whole number from {least} to {most:,}, not {value!r:.40}.")
    if isinstance(minutes_kept, bool) or not isinstance(minutes_kept, (int, float)) or not 1 <= minutes_kept <= 1440:
        raise BadInput(f"minutes_kept is a number from 1 to 1,440, not {minutes_kept!r:.40}.")


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _notes(url: str, asked: bool, public: bool):
    """What a teacher should know of how the server can be reached."""
    if asked and not public:
        yield say(
            "There is no public link: Gradio's servers did not answer. Look whether this machine reaches the internet, "
            "then start the class again."
        )
    if public:
        return
    local = (urlsplit(url).hostname or "") in ("127.0.0.1", "localhost", "::1")
    if local and environment.where() != "local":
        yield say("Only this session itself can open that link. For a link that a class can open: "
                  "serve(studio, share=True).")  # fmt: skip
    elif local:
        yield say('Only this machine itself can open that link. For the phones of the same network: '
                  'serve(studio, host="0.0.0.0").')  # fmt: skip
