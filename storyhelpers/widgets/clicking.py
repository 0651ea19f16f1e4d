"""`click(picture, studio.cut_out)`: a picture that a person marks, and the region that comes of it."""

import secrets
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..engine import BadInput, StoryError
from ..media import Picture, Point, Region

FAST = 0.080  # seconds: a segmenter that answers within these may be asked wherever the pointer rests
LONGEST_NAME = 80
# Told apart by most colour-blind people, and dark enough for white figures on them. Blue is the thing marked now.
COLOURS = ("#b45309", "#0f766e", "#9d174d", "#6d28d9", "#4d7c0f", "#b91c1c", "#0e7490", "#854d0e")


@dataclass(frozen=True)
class Thing:
    """A region that was kept, with the colour in which it is shown."""

    id: str
    region: Region
    colour: str


class Click:
    """What was clicked: `.points`, `.box`, the `.region` that they cut out, and all `.regions` that were kept.

    It shows itself as a canvas where a person is there to click, as a plain picture elsewhere.
    """

    def __init__(self, picture: Picture, cut_out: Callable[..., Region] | None):
        self.picture = picture
        self.cut_out = cut_out
        self.things: list[Thing] = []
        self.by_hand = False  # whether it stands on a page for people who type nothing: errors are told accordingly
        self.catch_up: Callable[[], None] = lambda: None  # a canvas may hold clicks back for a moment, see Board
        self._points: tuple[Point, ...] = ()
        self._box: tuple[float, float, float, float] | None = None
        self._marked: Region | None = None  # what the marks of this moment cut out
        self._removed: dict[str, tuple[int, Thing]] = {}
        self._callbacks: list[Callable] = []
        self._seconds: deque[float] = deque(maxlen=5)  # how long the last cuts took
        self._board = self._canvas = self._widget = None
        self._preparing: threading.Thread | None = None
        self._trouble: BaseException | None = None  # what went wrong in the background, until it has been told

    # ---- getting ready ----

    @property
    def _prepare_function(self) -> Callable | None:
        owner = getattr(self.cut_out, "__self__", None)  # the studio, of studio.cut_out
        return getattr(owner, "prepare", None) or getattr(self.cut_out, "prepare", None)

    def prepare(self) -> None:
        """Lets the segmenter look at the picture in the background, where it can, so that the first click is quick.

        Returns at once. What goes wrong there is raised by the first mark that needs the segmenter, and only there.
        """
        prepare = self._prepare_function
        if self._preparing is not None or prepare is None or self._marked is not None:  # a mark prepared it already
            return

        def work():
            try:
                prepare(self.picture)
            except BaseException as error:  # told at the first mark: nobody sees what a thread raises
                self._trouble = error

        # A daemon: a kernel that is told to stop need not wait for a picture that nobody will click.
        self._preparing = threading.Thread(target=work, name="look at the picture", daemon=True)
        self._preparing.start()

    def _prepared(self) -> None:
        """Waits for the background, and raises once what went wrong there."""
        if self._preparing is None:
            return
        self._preparing.join()
        trouble, self._trouble = self._trouble, None
        if isinstance(trouble, StoryError):
            raise trouble
        if trouble is not None:  # a StoryError, because what else a canvas raises, nobody sees
            raise StoryError(
                f"The picture could not be looked at: {type(trouble).__name__}: {trouble}. Click once more, or take "
                'another segmenter: studio.recast(segmenter="offline").',
                "cutting failed", error=f"{type(trouble).__name__}: {trouble}",
            ) from trouble  # fmt: skip

    @property
    def fast(self) -> bool:
        """Whether the segmenter is ready and answers so quickly that it may be asked wherever the pointer rests."""
        ready = self._preparing is None or not (self._preparing.is_alive() or self._trouble)
        return ready and bool(self._seconds) and statistics.median(self._seconds) <= FAST

    # ---- marking ----

    @property
    def points(self) -> tuple[Point, ...]:
        """The points that are marked now."""
        self.catch_up()
        return self._points

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """The box that is drawn now, (x0, y0, x1, y1) in pixels, or None."""
        self.catch_up()
        return self._box

    @property
    def marked(self) -> Region | None:
        """What the marks of this moment cut out, or None."""
        self.catch_up()
        return self._marked

    def mark(self, points=(), box=None) -> Region | None:
        """Takes these marks instead of the old ones and cuts out what they mean. When that fails, the old ones stay."""
        points = tuple(points)
        region = self._cut(points, box)
        self._points, self._box, self._marked = points, box, region
        self._changed()
        return region

    def clear(self) -> None:
        """Takes all marks away; what was kept stays."""
        self.mark()

    def hint(self, points=(), box=None) -> Region | None:
        """What these marks would cut out. Changes nothing; None where that is not known at once."""
        return self._cut(tuple(points), box) if self.fast else None

    def _cut(self, points: tuple[Point, ...], box) -> Region | None:
        if self.cut_out is None or (box is None and not any(p.keep for p in points)):
            return None
        self._prepared()
        usual = self._marked is not None or self._preparing is not None or self._prepare_function is None
        start = time.perf_counter()
        region = self.cut_out(self.picture, points, box=box)
        if usual or self._seconds:  # a first cut that was not prepared for says nothing about the next ones
            self._seconds.append(time.perf_counter() - start)
        if not isinstance(region, Region):
            said = f"The segmenter answered {str(region)[:60]!r}; it must answer a Region."
            raise StoryError(said, "cutting failed", error=said)
        if region.picture.size != self.picture.size:
            said = (
                f"The segmenter answered a region of {region.picture.size} pixels; the picture has {self.picture.size}."
            )
            raise StoryError(said, "cutting failed", error=said)
        return region

    # ---- keeping ----

    def keep(self, name: str = "", id: str = "") -> Region:
        """Puts the thing that is marked now aside, so that the next one can be marked. Raises BadInput without one."""
        region = self.marked
        if region is None:
            raise BadInput("Nothing is marked, so there is nothing to keep. Click a thing first.", "nothing marked")
        region = replace(region, name=_short(name)) if name.strip() else region
        used = [thing.colour for thing in self.things]
        colour = min(COLOURS, key=used.count)  # one that is free, else the least used
        self.things.append(Thing(id or secrets.token_hex(4), region, colour))
        self._points, self._box, self._marked = (), None, None
        self._changed()
        return region

    def rename(self, id: str, name: str) -> None:
        """Gives a kept thing another name. Raises BadInput when there is no such thing."""
        where = self._where(id)
        thing = self.things[where]
        self.things[where] = replace(thing, region=replace(thing.region, name=_short(name)))
        self._changed()

    def remove(self, id: str) -> None:
        """Gives a kept thing up; `restore` takes it back. Raises BadInput when there is no such thing."""
        where = self._where(id)
        self._removed[id] = where, self.things.pop(where)
        self._changed()

    def restore(self, id: str) -> None:
        """Takes a thing back that was removed. Raises BadInput when there was none."""
        if id not in self._removed:
            raise BadInput("That thing cannot be taken back. Mark it once more.", "no way back")
        where, thing = self._removed.pop(id)
        self.things.insert(where, thing)
        self._changed()

    def _where(self, id: str) -> int:
        for where, thing in enumerate(self.things):
            if thing.id == id:
                return where
        raise BadInput("That thing was removed already.", "removed")

    @property
    def kept(self) -> list[Region]:
        """The regions that were put aside."""
        self.catch_up()
        return [thing.region for thing in self.things]

    @property
    def region(self) -> Region:
        """The thing that is marked now, else the one kept last. Raises BadInput when nothing has been clicked yet."""
        if self.regions:
            return self.regions[-1]
        if self.cut_out is None:
            raise BadInput("This click only collects points. For a region: click(picture, studio.cut_out).")
        raise BadInput(
            "Nothing has been clicked yet. Click the picture above, then run this cell again; "
            "or say where: click(picture, studio.cut_out, at=(310, 240))."
        )

    @property
    def regions(self) -> list[Region]:
        """All that were kept, and the one that is marked now."""
        return [*self.kept, *([self.marked] if self.marked is not None else [])]

    # ---- telling ----

    def on_change(self, callback: Callable[["Click"], object]) -> Callable[["Click"], object]:
        """Calls `callback(click)` after every mark, keep, rename, removal and clearing; a decorator, if you like."""
        self._callbacks.append(callback)
        return callback

    def _changed(self) -> None:
        troubles = []
        for callback in list(self._callbacks):
            try:
                callback(self)
            except Exception as error:  # the others are told all the same
                troubles.append(error)
        for error in troubles[:1]:
            if isinstance(error, StoryError):
                raise error
            raise StoryError(
                f"The marks were taken, but what listens to them stopped: {type(error).__name__}: {error}.",
                "listener failed", error=f"{type(error).__name__}: {error}",
            ) from error  # fmt: skip

    # ---- showing ----

    @property
    def canvas(self):
        """The canvas alone (anywidget), made when it is first asked for."""
        if self._canvas is None:
            from .canvas import canvas_of

            self._canvas = self._board = canvas_of(self)
        return self._canvas

    @property
    def board(self):
        """What the page and Python tell each other: the canvas, or, where there is no anywidget, a plain Board."""
        if self._board is None:
            try:
                return self.canvas
            except ImportError:
                from .board import Board

                self.prepare()
                self._board = Board()
                self._board.bind(self)
        return self._board

    @property
    def widget(self):
        """The canvas with what takes over where it does not come alive: put this into a page of your own."""
        if self._widget is None:
            from .bridge import place_of

            self._widget = place_of(self)
        return self._widget

    def relabel(self) -> None:
        """Says the labels of what is shown already again, in the language of now."""
        if self._board is not None:
            self._board.relabel()
        if self._widget is not None:
            self._widget.sliders.relabel()

    def _repr_mimebundle_(self, **_):
        shown = self.marked._repr_html_() if self.marked is not None else self.picture._repr_html_()
        plain = {"text/plain": repr(self), "text/html": shown}
        try:
            from IPython import get_ipython

            if getattr(get_ipython(), "kernel", None) is None:
                return plain
            from .bridge import bundle

            data, metadata = bundle(self.widget)
            return {**data, **plain}, metadata
        except ImportError:  # no ipywidgets here: the plain picture, and `at=` to say where
            return plain

    def __repr__(self):
        return f"Click({len(self.points)} point(s), {len(self.regions)} region(s))"


def _short(name: str) -> str:
    """A name on one line, not too long."""
    return " ".join(str(name).split())[:LONGEST_NAME]


def click(
    picture: Picture,
    cut_out: Callable[..., Region] | None = None,
    *,
    at: tuple[float, float] | Point | list | None = None,
    box: tuple[float, float, float, float] | None = None,
) -> Click:
    """A picture to click. `cut_out` (usually `studio.cut_out`) turns the clicks into a region at once.

    at: (x, y), a Point, or a list of them, in pixels of the picture: marked from the start, and what counts when
    nobody is there to click (Run All, a saved version). box: (x0, y0, x1, y1) likewise.
    Raises BadInput for marks outside the picture.
    """
    if not isinstance(picture, Picture):
        raise BadInput(
            f"click needs a Picture, not {type(picture).__name__}: click(studio.draw(prompt), studio.cut_out)."
        )
    clicked = Click(picture, cut_out)
    marks = [] if at is None else at if isinstance(at, list) else [at]
    try:
        points = tuple(p if isinstance(p, Point) else Point(*p) for p in marks)
    except TypeError:
        raise BadInput(f"at is (x, y) in pixels, for example at=(310, 240), not {at!r:.60}.") from None
    if points or box is not None:
        clicked.mark(points, box)
    return clicked
