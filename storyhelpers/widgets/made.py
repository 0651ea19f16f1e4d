"""What somebody has made so far on a page of steps, as plain data: what is done, out of date, or next.

No widget is known here. A `Story` holds what was typed and drawn; a `Work` what was done with one picture; a `Thing`
what was made of one outline. All of them stay: whoever goes back to a picture finds its words and its sounds.
"""

from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from ..engine import BadInput
from ..locale import say
from ..media import Picture, Region, Sound

STEPS = ("idea", "prompt", "pictures", "thing", "sound", "book")
LOCKED, OPEN, DONE, STALE, SKIPPED = "locked", "open", "done", "stale", "skipped"
SIGNS = {DONE: "✓", STALE: "↻", OPEN: "○", LOCKED: "·", SKIPPED: "–"}
SHAPES = {  # that a picture may have
    "16:9": lambda: say("16:9 (wide)"),
    "4:3": lambda: say("4:3 (landscape)"),
    "1:1": lambda: say("1:1 (square)"),
    "3:4": lambda: say("3:4 (portrait)"),
    "9:16": lambda: say("9:16 (tall)"),
}
MOST_SHOWN = 12  # pictures in the gallery; older ones can be drawn again from their seeds


def shapes() -> list[tuple[str, str]]:
    """(words, shape) of each shape, as a choice has them."""
    return [(words(), shape) for shape, words in SHAPES.items()]


def mark_words(status: str) -> str:
    """How a step's mark reads."""
    return {
        DONE: lambda: say("Done"),
        STALE: lambda: say("Out of date"),
        OPEN: lambda: say("To do"),
        LOCKED: lambda: say("Later"),
        SKIPPED: lambda: say("Skipped"),
    }[status]()


@dataclass
class Text:
    """Words that an engine wrote and a person may change: what stands there, what was written, and from what."""

    now: str = ""
    written: str = ""
    source: str | None = None  # what it was written from; None: by the person alone

    def write(self, words: str, source: str) -> None:
        """An engine has written it."""
        self.now, self.written, self.source = words, words, source

    def restore(self) -> None:
        """Brings back what the engine wrote."""
        self.now = self.written

    @property
    def changed(self) -> bool:
        """Whether there is an original to go back to."""
        return bool(self.written) and self.now != self.written

    def stale(self, source: str) -> bool:
        """Whether it was written from something else than `source`."""
        return self.source is not None and self.source != source


@dataclass
class Thing:
    """An outline and what was made of it. `of`: what a sound was made of; `kept`: what the book has of this thing."""

    region: Region
    words: Text = field(default_factory=Text)
    sound_prompt: Text = field(default_factory=Text)
    sound: Sound | None = None
    steps: int = 25  # that the sound was made in
    of: tuple | None = None
    kept: tuple | None = None
    tried: bool = False  # whether it was described, or at least tried, by itself

    def holds(self) -> tuple:
        """What the book would be given."""
        return self.words.now, self.sound


@dataclass
class Work:
    """One picture and the outlines that were marked on it. `about`: its name in the book."""

    picture: Picture
    origin: str  # "drawn", "own" or "sample"
    about: str = ""
    click: object = None  # the Click that marks it, once it was shown
    in_book: tuple = ()  # (id, name) of the kept things as the book has them
    things: dict[str, Thing] = field(default_factory=dict)
    thing: Thing | None = None

    def mark(self, region: Region) -> Thing:
        """This outline is the one that is meant now."""
        self.thing = self.thing_of(region)
        return self.thing

    def thing_of(self, region: Region) -> Thing:
        """The thing with this outline: the one known already, else a new one."""
        return self.things.setdefault(sha256(np.packbits(region.mask)).hexdigest(), Thing(region))

    def key(self, thing: Thing | None) -> str:
        """Under which name a thing is in `things`; "" for one that is not."""
        return next((key for key, other in self.things.items() if other is thing), "")


@dataclass
class Story:
    """Everything on the page that is worth keeping while the kernel lives."""

    idea: str = ""
    prompt: Text = field(default_factory=Text)
    count: int = 2
    aspect: str = "16:9"
    seed: int = 7
    style: str = ""
    pictures: list[Picture] = field(default_factory=list)
    drawn_of: tuple | None = None
    works: dict[str, Work] = field(default_factory=dict)
    work: Work | None = None
    seconds: float = 5.0
    steps: int = 25
    sound_seed: int = 7
    edition: int = 0  # counts what was saved in the book
    exported_of: int | None = None  # the edition that was written as a page

    # ---- what was done ----

    @property
    def request(self) -> tuple:
        """What the illustrator would be asked for."""
        return self.picture_prompt, self.count, self.aspect, self.seed

    @property
    def picture_prompt(self) -> str:
        """The prompt with the words of the style before it."""
        style, prompt = self.style.strip().rstrip(",.，。"), self.prompt.now.strip()
        return f"{style}. {prompt}" if style and prompt else prompt

    def drew(self, pictures: list[Picture], request: tuple) -> None:
        """Pictures have come; they go first in the gallery, and none is there twice."""
        new = {picture.fingerprint for picture in pictures}
        old = [picture for picture in self.pictures if picture.fingerprint not in new]
        self.pictures, self.drawn_of = [*pictures, *old][:MOST_SHOWN], request

    def choose(self, picture: Picture, origin: str = "drawn", about: str = "") -> Work:
        """Goes on with this picture; what was done with it before is there again."""
        new = Work(picture, origin, about or (self.idea.strip() if origin == "drawn" else "") or picture.words)
        self.work = self.works.setdefault(picture.fingerprint, new)
        return self.work

    def leave(self) -> None:
        """Back to the choice of a picture; nothing is forgotten."""
        self.work = None

    def mark(self, work: Work, region: Region) -> Thing:
        """This outline is the one that is meant now; if it has a sound, how that was made is what is shown."""
        thing = work.mark(region)
        if thing.of is not None:
            _, self.seconds, self.steps, self.sound_seed = thing.of
        return thing

    @property
    def thing(self) -> Thing | None:
        """What is marked now."""
        return self.work.thing if self.work else None

    def marked(self) -> Thing:
        """What is marked now, for work that starts a moment after its button was pressed. Raises BadInput without."""
        if (thing := self.thing) is None:
            raise BadInput("Nothing is marked. Click a thing first.", "nothing marked")
        return thing

    def sound_request(self, thing: Thing) -> tuple:
        """What the sound maker would be asked for, for this thing."""
        return thing.sound_prompt.now.strip(), self.seconds, self.steps, self.sound_seed

    # ---- where we are ----

    def status(self, step: str) -> str:
        """ "locked" (something before it is missing), "open", "done", "stale" (made of what has changed), "skipped"."""
        return getattr(self, f"_{step}")()

    @property
    def next_step(self) -> str | None:
        """The first step that waits for the person, or None when all is done."""
        return next((step for step in STEPS if self.status(step) in (OPEN, STALE)), None)

    @property
    def _skips(self) -> bool:
        return self.work is not None and self.work.origin != "drawn"

    def _idea(self):
        return DONE if self.idea.strip() else SKIPPED if self._skips or self.prompt.now.strip() else OPEN

    def _prompt(self):
        if self.prompt.now.strip():
            return STALE if self.prompt.stale(self.idea.strip()) and self.idea.strip() else DONE
        return SKIPPED if self._skips else OPEN

    def _pictures(self):
        if self._skips:
            return SKIPPED
        if self.pictures:
            return STALE if self.drawn_of and self.drawn_of[0] != self.picture_prompt and self.work is None else DONE
        return OPEN if self.prompt.now.strip() or self.idea.strip() else LOCKED

    def _thing(self):
        if self.work is None:
            return LOCKED
        return DONE if self.thing is not None and self.thing.words.now.strip() else OPEN

    def _sound(self):
        thing = self.thing
        if thing is None or not thing.words.now.strip():
            return LOCKED
        if thing.sound is None:
            return OPEN
        return (
            STALE
            if thing.of != self.sound_request(thing) or thing.sound_prompt.stale(thing.words.now.strip())
            else DONE
        )

    def _book(self):
        thing = self.thing
        if thing is None:
            return DONE if any(t.kept for work in self.works.values() for t in work.things.values()) else LOCKED
        if thing.kept is None:
            return OPEN
        return DONE if thing.kept == thing.holds() else STALE
