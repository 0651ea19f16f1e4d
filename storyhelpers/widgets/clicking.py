"""`click(picture, studio.cut_out)`: a picture that a person marks, and the region that comes of it."""

import threading
from collections.abc import Callable

from ..engine import BadInput, StoryError
from ..media import Picture, Point, Region


class Click:
    """What was clicked: `.points`, `.box`, the `.region` that they cut out, and all `.regions` that were kept.

    It shows itself as a canvas where a person is there to click, as a plain picture elsewhere.
    """

    def __init__(self, picture: Picture, cut_out: Callable[..., Region] | None):
        self.picture = picture
        self.cut_out = cut_out
        self.points: tuple[Point, ...] = ()
        self.box: tuple[float, float, float, float] | None = None
        self.kept: list[Region] = []
        self.marked: Region | None = None  # what the marks of this moment cut out
        self._canvas = None
        self._preparing: threading.Thread | None = None
        self._trouble: Exception | None = None  # what went wrong in the background, until it has been told

    def prepare(self) -> None:
        """Lets the segmenter look at the picture in the background, where it can, so that the first click is quick.

        Returns at once. What goes wrong there is raised by the first mark that needs the segmenter, and only there.
        """
        owner = getattr(self.cut_out, "__self__", None)  # the studio, of studio.cut_out
        prepare = getattr(owner, "prepare", None) or getattr(self.cut_out, "prepare", None)
        if self._preparing is not None or prepare is None or self.marked is not None:  # a mark prepared it already
            return

        def work():
            try:
                prepare(self.picture)
            except Exception as error:  # told at the first mark: nobody sees what a thread raises
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
                'another segmenter: studio.recast(segmenter="offline").'
            ) from trouble

    def mark(self, points=(), box=None) -> Region | None:
        """Takes these marks instead of the old ones and cuts out what they mean. Raises StoryError, keeping the old."""
        points = tuple(points)
        region = None
        if self.cut_out is not None and (box is not None or any(p.keep for p in points)):
            self._prepared()
            region = self.cut_out(self.picture, points, box=box)
        self.points, self.box, self.marked = points, box, region
        return region

    def keep(self) -> Region:
        """Puts the region aside, so that the next thing can be marked."""
        region = self.region
        self.kept.append(region)
        self.points, self.box, self.marked = (), None, None
        return region

    @property
    def region(self) -> Region:
        """The thing that is marked now, else the one kept last. Raises BadInput when nothing has been clicked yet."""
        if self.marked is not None:
            return self.marked
        if self.kept:
            return self.kept[-1]
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

    @property
    def canvas(self):
        """The widget (anywidget), made when it is first asked for."""
        if self._canvas is None:
            from .canvas import canvas_of

            self._canvas = canvas_of(self)
        return self._canvas

    def _repr_mimebundle_(self, **_):
        shown = self.marked._repr_html_() if self.marked is not None else self.picture._repr_html_()
        plain = {"text/plain": repr(self), "text/html": shown}
        try:
            from IPython import get_ipython

            if getattr(get_ipython(), "kernel", None) is None:
                return plain
            return {**self.canvas._repr_mimebundle_()[0], **plain}
        except ImportError:  # no anywidget here: the plain picture, and `at=` to say where
            return plain

    def __repr__(self):
        return f"Click({len(self.points)} point(s), {len(self.regions)} region(s))"


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


def answer(clicked: Click, marks: list[dict]) -> str:
    """Takes the marks that came from the canvas; answers the sentence to show, "" when all is well."""
    points = tuple(Point(float(m["x"]), float(m["y"]), bool(m.get("keep", True))) for m in marks if "x" in m)
    boxes = [tuple(float(v) for v in m["box"]) for m in marks if "box" in m]
    try:
        clicked.mark(points, boxes[-1] if boxes else None)
    except StoryError as error:
        return str(error)
    return ""
