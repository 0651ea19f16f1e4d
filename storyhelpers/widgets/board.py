"""What the page and Python tell each other while a picture is marked, whatever carries it (see canvas.py, bridge.py).

The page asks in bundles, one at a time: `asked` = {"by": a page, "n": 3, "acts": [...]}; `heard` says that the bundle
came, `answered` that it is done, both as {page: n}. Acts are done in their order, and of several lists of marks in a
row only the last one counts: {"marks": [...]}, {"keep": id}, {"rename": [id, name]}, {"remove": id}, {"restore": id}.
A mark is {"x", "y", "keep"} or {"box": [x0, y0, x1, y1]}, in pixels of the picture. `wondered` asks what marks would
cut out; its answer is `hint`, and it changes nothing.
"""

import asyncio
import io
import sys
import textwrap
import time

import numpy as np
import traitlets
from PIL import Image

from ..engine import StoryError
from ..locale import say
from ..media import Point, Region
from .by_hand import KINDS, by_hand
from .clicking import Click

BLUE = "#2b6cff"
PAUSE = 0.02  # seconds: what arrives this soon after a cut was asked for during the cut; it waits for more of its kind


def here(trait: traitlets.TraitType, **tags) -> traitlets.TraitType:
    """A trait that the page has too."""
    return trait.tag(sync=True, **tags)


def from_page(trait: traitlets.TraitType) -> traitlets.TraitType:
    """A trait that the page sets; Python need not send it back."""
    return here(trait, echo_update=False)


class Board(traitlets.HasTraits):
    """The traits of the canvas, and what is done when the page sets them. `bind` it to a Click first."""

    image = here(traitlets.Bytes())
    mask = here(traitlets.Bytes())
    size = here(traitlets.Tuple(traitlets.Int(), traitlets.Int(), default_value=(1, 1)))
    marks = here(traitlets.List(traitlets.Dict()))
    suggested = here(traitlets.Bool(False))  # the first marks came from `at`, not from a person
    things = here(traitlets.List(traitlets.Dict()))  # what was kept: id, name, colour, mask, at
    busy = here(traitlets.Bool(False))
    words = here(traitlets.Unicode(""))
    wrong = here(traitlets.Bool(False))  # the words tell of something that went wrong
    label = here(traitlets.Unicode(""))
    labels = here(traitlets.Dict())
    hints = here(traitlets.Bool(False))  # the page may ask for hints
    hint = here(traitlets.Bytes())
    hinted = here(traitlets.List())
    heard = here(traitlets.Dict())
    answered = here(traitlets.Dict())
    asked = from_page(traitlets.Dict())
    wondered = from_page(traitlets.Dict())
    alive = from_page(traitlets.Bool(False))
    turn = traitlets.Int(0)  # counts what was told, for those who carry it to a page by themselves

    def bind(self, clicked: Click) -> None:
        """Shows this Click from now on, and marks it."""
        self._click = clicked
        self._todo: list[dict] = []
        self._numbers: dict[str, int] = {}  # of the last bundle that each page asked
        self._timer = None
        self._worked = -1.0
        self._working = self._showing = False
        self._from_page = 0
        picture = clicked.picture
        self.image, self.size = picture.webp(92), picture.size
        self.relabel()
        self.suggested = bool(self.marks)
        clicked.catch_up = self._catch_up
        clicked.on_change(lambda _: None if self._working else self._show())  # someone else marked: Python, a page
        self.observe(self._marks_set, "marks")
        self.observe(self._asked, "asked")
        self.observe(self._wondered, "wondered")

    def relabel(self) -> None:
        """Says everything once more, in the language of now."""
        self.label = textwrap.shorten(self._click.picture.words, 160, placeholder=" …") or say("Picture")
        self.labels = words_of_the_page()
        self._show()

    def do(self, acts: list[dict]) -> None:
        """Does these acts now."""
        self._todo += acts
        self._catch_up()

    # ---- what the page asks ----

    def set_state(self, sync_data):
        """Takes what the page sent (ipywidgets calls this)."""
        self._from_page += 1
        try:
            super().set_state(sync_data)
        finally:
            self._from_page -= 1

    def _marks_set(self, change):
        if not self._showing:
            self._take([{"marks": change.new}])

    def _asked(self, change):
        by, n = str(change.new.get("by", "")), int(change.new.get("n", 0))
        if n <= self._numbers.get(by, 0):  # asked twice, because the answer was slow or got lost
            if not self._todo:
                self._tell(answered={**self._numbers, "again": time.time()})
            return
        self._numbers[by] = n
        self._take(list(change.new.get("acts", ())))

    def _take(self, acts: list[dict]) -> None:
        """Does these acts now; just after a cut, a moment later, so that what piled up meanwhile is done in one."""
        self._todo += acts
        if self._working:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # no kernel: a test, a script
            loop = None
        piled_up = self._from_page and time.monotonic() - self._worked < PAUSE
        if (
            loop is None or not piled_up or "google.colab" in sys.modules
        ):  # Colab shows only what changes while a message is read
            self._catch_up()
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_later(PAUSE, self._catch_up)

    def _catch_up(self) -> None:
        """Does all acts that wait. Whatever happens: a sentence is shown, and the canvas goes on."""
        if self._working or not self._todo:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._working = True
        try:
            while self._todo:
                acts, self._todo = merged(self._todo), []
                numbers = dict(self._numbers)
                if not self._click.fast:  # a quick answer says by itself that the question came
                    self._tell(busy=True, heard=numbers)
                sentence, wrong = self._acts(acts)
                self._worked = time.monotonic()
                self._show(sentence, busy=False, wrong=wrong, heard=numbers, answered=numbers)
        finally:
            self._working = False

    def _acts(self, acts: list[dict]) -> tuple[str, bool]:
        """Does acts in their order; answers what to say, and whether something went wrong."""
        said, trouble, failed = "", "", False
        for act in acts:
            if failed and "keep" in act:  # what should have been kept was never cut out
                continue
            failed = False
            try:
                said = self._act(act)
            except BaseException as error:  # even a stopped kernel must not leave a page that waits for ever
                trouble, failed = trouble or sentence_of(error, self._click.by_hand), "marks" in act
                if isinstance(error, KeyboardInterrupt):
                    break
        return trouble or said, bool(trouble)

    def _act(self, act: dict) -> str:
        """Does one act; answers what to say about it, "" for what is usual."""
        clicked = self._click
        if "marks" in act:
            self.suggested = False
            clicked.mark(*points_and_box(act["marks"]))
        elif "keep" in act:
            clicked.keep(id=str(act["keep"]))
            return say("Kept: {name}. Mark the next one.", name=name_of(len(clicked.things) - 1, clicked))
        elif "rename" in act:
            clicked.rename(*map(str, act["rename"]))
        elif "remove" in act:
            clicked.remove(str(act["remove"]))
        elif "restore" in act:
            clicked.restore(str(act["restore"]))
        return ""

    def _wondered(self, change):
        asked = change.new
        try:
            region = self._click.hint(*points_and_box(asked.get("marks", ())))
        except BaseException:  # a hint that cannot be given is no news: the click itself will tell
            region = None
        hint = mask_png(region.mask, fill=56) if region is not None else b""
        self._tell(hint=hint, hinted=[asked.get("by"), asked.get("n")], hints=self._click.fast)

    # ---- what the page is shown ----

    def _tell(self, **traits) -> None:
        with self.hold_sync():
            for name, value in traits.items():
                setattr(self, name, value)
        self.turn += 1

    def hold_sync(self):
        """One message for all that changes inside (ipywidgets has its own)."""
        return getattr(super(), "hold_sync", self.hold_trait_notifications)()

    def _show(self, sentence: str = "", **traits) -> None:
        """Shows the Click as it is now."""
        clicked, self._showing = self._click, True
        region = clicked._marked
        marks = [{"x": p.x, "y": p.y, "keep": p.keep} for p in clicked._points]
        marks += [{"box": list(clicked._box)}] if clicked._box else []
        try:
            self._tell(
                marks=marks, mask=mask_png(region.mask) if region is not None else b"", things=self._things(),
                words=sentence or about(region), hints=clicked.fast, **traits,
            )  # fmt: skip
        finally:
            self._showing = False

    def _things(self) -> list[dict]:
        before = {(thing["id"], thing["colour"]): thing["mask"] for thing in self.things}
        return [
            {
                "id": thing.id, "colour": thing.colour, "name": name_of(number, self._click),
                "at": list(inner_point(thing.region)),
                "mask": before.get((thing.id, thing.colour)) or mask_png(thing.region.mask, thing.colour, thing.colour),
            }
            for number, thing in enumerate(self._click.things)
        ]  # fmt: skip


def merged(acts: list[dict]) -> list[dict]:
    """The same acts, but of lists of marks that follow each other only the last one."""
    return [act for act, later in zip(acts, [*acts[1:], {}]) if not ("marks" in act and "marks" in later)]


def points_and_box(marks) -> tuple[tuple[Point, ...], tuple | None]:
    """The points, and the last box, of marks that came from the page."""
    points = tuple(Point(float(m["x"]), float(m["y"]), bool(m.get("keep", True))) for m in marks if "x" in m)
    boxes = [tuple(float(v) for v in m["box"]) for m in marks if "box" in m]
    return points, boxes[-1] if boxes else None


def sentence_of(error: BaseException, for_hands: bool = False) -> str:
    """What a person reads about any error; for_hands: somebody who presses buttons, and types nothing."""
    if isinstance(error, StoryError) and str(error).strip():
        return by_hand(error)[0] if for_hands else str(error)
    if isinstance(error, KeyboardInterrupt):
        return say("Stopped. Click once more to go on.")
    if for_hands:
        return KINDS["cutting failed"](error=f"{type(error).__name__}: {error}")
    text = textwrap.shorten(f"{type(error).__name__}: {error}", 200, placeholder=" …")
    return say(
        "Cutting out did not work ({error}). Your marks are as they were: click once more, or take another segmenter: "
        'studio.recast(segmenter="offline").',
        error=text,
    )


def name_of(number: int, clicked: Click) -> str:
    """What a kept thing is called."""
    return clicked.things[number].region.name or say("Thing {number}", number=number + 1)


def about(region: Region | None) -> str:
    """One line about the region that is marked now."""
    if region is None:
        return ""
    share = np.count_nonzero(region.mask) / region.mask.size
    size = say("{share} of the picture", share=f"{share:.1%}") if share >= 0.001 else say("a tiny part of the picture")
    return " · ".join(filter(None, (region.name, size, region.note)))


def inner_point(region: Region) -> tuple[float, float]:
    """A pixel well inside the thing, for its number."""
    from scipy.ndimage import distance_transform_edt

    if region.empty:
        return region.picture.size[0] / 2, region.picture.size[1] / 2
    x0, y0, x1, y1 = region.bounds
    step = max(1, max(x1 - x0, y1 - y0) // 200)
    inside = np.pad(region.mask[y0:y1:step, x0:x1:step], 1)
    y, x = np.unravel_index(distance_transform_edt(inside).argmax(), inside.shape)
    return float(min(x0 + max(0, x - 1) * step, x1 - 1)), float(min(y0 + max(0, y - 1) * step, y1 - 1))


def mask_png(mask: np.ndarray, tint: str = BLUE, rim: str = "#ffffff", fill: int = 75) -> bytes:
    """A bool mask (H, W) as a small indexed PNG: clear outside, tinted inside, an opaque rim."""
    pixels = mask.astype(np.uint8)
    rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    if len(rows):  # only where the mask is, which is most often a small part of the picture
        here = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        around = np.pad(mask[here], 2)
        inner = around[:-4, 2:-2] & around[4:, 2:-2] & around[2:-2, :-4] & around[2:-2, 4:]
        pixels[here] += mask[here] & ~inner
    image = Image.fromarray(pixels, "P")
    image.putpalette([0, 0, 0, *bytes.fromhex(tint[1:]), *bytes.fromhex(rim[1:])])
    out = io.BytesIO()
    image.save(out, "PNG", transparency=bytes((0, fill, 255)), bits=2, compress_level=4)
    return out.getvalue()


def words_of_the_page() -> dict[str, str]:
    """All words that the page says by itself. Gaps in braces are filled there."""
    return {
        "yes": say("＋ This"),
        "no": say("－ Not this"),
        "box": say("▭ Box"),
        "undo": say("↶ Undo"),
        "clear": say("✕ Clear"),
        "keep": say("Keep it, mark the next"),
        "tools": say("Marking tools"),
        "kept": say("Things that were kept"),
        "name": say("Name of thing {number}"),
        "remove": say("Remove {name}"),
        "role": say("picture to click"),
        "keys": say("Arrow keys move, Enter marks, Shift and Enter says “not this”, Backspace undoes, Delete clears."),
        "start": say("Click a thing. Shift or right click says “not this”; drag a box around it."),
        "touch": say("Tap a thing. “－ Not this” takes away, “▭ Box” draws a frame around it."),
        "busy": say("Cutting out …"),
        "still": say("Cutting out … {seconds} s"),
        "silent": say(
            "Python has not answered for {seconds} s. It works on another cell, or it was restarted: "
            "then run this cell again. Your clicks are kept on this page until then."
        ),
        "gone": say("Python was stopped or restarted. Run this cell again to go on marking."),
        "place": say("Column {x}, row {y}"),
        "corner": say("First corner: column {x}, row {y}. Enter sets the other one."),
        "removed": say("Removed: {name}. Undo takes it back."),
    }
