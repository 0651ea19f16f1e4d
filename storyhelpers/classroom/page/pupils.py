"""Pupil: what one pupil has made, and its files. The server keeps both for a while, whatever the phone does."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from ...locale import speaking
from ...media import Picture, Region
from ...widgets.made import Story, Thing, Work
from ..entrance.login import spoken_by
from .errands import Errand
from .fields import EMPTY, Editions

MOST_PUPILS = 200  # on one server; who was away longest is forgotten first
MOST_WORKS, MOST_THINGS = 6, 12  # pictures of a pupil that were clicked, things in one of them


@dataclass
class Pupil:
    """One pupil. story: what was made. errands: what is being done, by the name of the step. left_out: things that are
    not to be on the sounding page. file: that page, once it was made. tuned: the pictures of two models, side by side.
    """

    id: str
    language: str = "en"
    story: Story = field(default_factory=Story)
    errands: dict[str, Errand] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    automatic: bool = False
    title: str = ""
    file: tuple[str, str] | None = None  # path, name to be saved under
    both: dict = field(default_factory=dict)
    points: list = field(default_factory=list)  # that were tapped for the outline of now
    seen: float = field(default_factory=time.monotonic)
    paths: dict[tuple, str] = field(default_factory=dict)
    editions: Editions = field(default_factory=lambda: Editions(dict(EMPTY)))

    def start(self, desk, name: str, work: Callable[[Errand], Awaitable[None]], *, again: bool = False) -> Errand:
        """Starts an errand in the pupil's language; while there is one of that name, that one. again: instead."""
        running = self.errands.get(name)
        if running is not None and not running.over:
            if not again:
                return running
            running.stop()
        with speaking(self.language):
            self.errands[name] = Errand(desk, self.id, work)
        return self.errands[name]

    def busy(self, name: str) -> bool:
        """Whether something of that name is being done."""
        return name in self.errands and not self.errands[name].over

    def stop(self, name: str) -> None:
        """Stops the errand of that name, if there is one."""
        if name in self.errands:
            self.errands[name].stop()

    # ---- things ----

    def choose(self, picture: Picture, origin: str = "drawn", about: str = "") -> Work:
        """Goes on with this picture; the oldest that was clicked makes room."""
        work = self.story.choose(picture, origin, about)
        for old in list(self.story.works)[: max(0, len(self.story.works) - MOST_WORKS)]:
            if self.story.works[old] is not work:
                del self.story.works[old]
        self.points = list(work.thing.region.points) if work.thing else []
        return work

    def mark(self, work: Work, region: Region, instead: Thing | None) -> Thing:
        """This outline is the one that is meant now; `instead` of another, where that was only refined."""
        thing = work.mark(region)
        self.left_out.discard(work.key(thing))
        if instead is not None and instead is not thing:
            self.left_out.add(work.key(instead))
        while len(work.things) > MOST_THINGS:
            unwanted = [k for k, t in work.things.items() if k in self.left_out or not t.words.now.strip()]
            del work.things[next(k for k in [*unwanted, *work.things] if work.things[k] is not thing)]
        return thing

    def wanted(self) -> list[tuple[Work, str, Thing]]:
        """What goes on the sounding page: things that have words or a sound, and are not left out, with their keys."""
        return [
            (work, key, thing) for work in self.story.works.values() for key, thing in work.things.items()
            if key not in self.left_out and (thing.words.now.strip() or thing.sound)
        ]  # fmt: skip

    # ---- files ----

    def address(self, results, name: tuple, data: Callable[[], bytes], suffix: str) -> str:
        """Where the page finds a file, relative to itself. name: the same for the same content; it is written once."""
        path = self.paths.get(name)
        if path is None or not Path(path).exists():
            path = self.paths[name] = str(results.keep(data(), suffix, self.id))
        return link_to(path)


def link_to(path: str) -> str:
    """The address of a file, relative to the page."""
    return "gradio_api/file=" + quote(str(path).replace("\\", "/"), safe="/:")


class Pupils:
    """All pupils of a page, each found again by who they are.

    kept: seconds that what a pupil made stays, counted from the last press of a button.
    """

    def __init__(self, kept: float = 3600.0):
        self.kept = kept
        self._all: dict[str, Pupil] = {}

    def of(self, request) -> Pupil:
        """Whoever asks; somebody new speaks the language of the browser."""
        name = pupil_name(request)
        self._forget()
        pupil = self._all.pop(name, None) or Pupil(name, spoken_by(request.headers))
        pupil.seen = time.monotonic()
        self._all[name] = pupil  # at the end: who was away longest stands first
        return pupil

    def _forget(self) -> None:
        """Those who were away for long; and where there are too many, the others for whom nothing is being done."""
        old = time.monotonic() - self.kept
        for name, pupil in list(self._all.items()):
            if pupil.seen > old and (len(self._all) < MOST_PUPILS or any(map(pupil.busy, pupil.errands))):
                continue
            for errand in pupil.errands.values():
                errand.stop()
            del self._all[name]

    def __iter__(self):
        """All of them; who was here last stands last."""
        return iter(list(self._all.values()))

    def __len__(self):
        return len(self._all)


def pupil_name(request) -> str:
    """Who asks: whom the door let in, else this page of this browser."""
    return request.headers.get("x-story-pupil") or request.session_hash or "somebody"
