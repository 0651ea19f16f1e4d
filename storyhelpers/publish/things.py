"""The things of a published page: what each is called, how it sounds, and where its outline lies."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from ..crafts.describer import short_name
from ..locale import LANGUAGES, known
from ..media import Region, Sound
from ..outlines import drawn
from .words import Tongue, readable

LONGEST_NAME, LONGEST_ALT = 60, 300  # letters
MEASURED = re.compile(r"(something|algo)\b|畫面\w{1,3}有一個.*東西", re.IGNORECASE)  # words that name nothing
MEASURED_NAME = re.compile(r"^the .*\bthing\b|^la cosa |東西$")
_PLACES: WeakKeyDictionary[Region, dict] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Thing:
    """Something that can be touched and, where it has a sound, heard.

    kind: its name without the number that tells it from others of the same name. words: its description. region or
    sound may be None, never both. size: (width, height) of the page's picture, in whose pixels its places are.
    """

    name: str
    kind: str
    words: str
    region: Region | None
    sound: Sound | None
    size: tuple[int, int]

    @property
    def line(self) -> str:
        """The d of its outline as an SVG path, to be filled by the even-odd rule; "" without one."""
        return self._place[0]

    @property
    def box(self) -> tuple[int, int, int, int]:
        """(x0, y0, x1, y1) around it, x1 and y1 exclusive; zeros without an outline."""
        return self._place[1]

    @property
    def centre(self) -> tuple[float, float]:
        """A point inside it."""
        return self._place[2]

    @property
    def _place(self) -> tuple:
        if self.region is None:  # drawn like nothing
            return drawn(np.zeros((1, 1), bool), *self.size)
        known_places = _PLACES.setdefault(self.region, {})  # most of an export's time, and each book has several
        if self.size not in known_places:
            known_places[self.size] = drawn(self.region.mask, *self.size)
        return known_places[self.size]

    @property
    def hidden(self) -> bool:
        """Whether it is the one that takes a while to find."""
        return bool(getattr(getattr(self.region, "figure", None), "hidden", False))

    @property
    def heard(self):
        """What is equal for things that nobody can tell apart by ear; None for a silent one."""
        if self.sound is None:
            return None
        return " ".join(self.sound.words.split()).casefold() or self.sound.samples.tobytes()


def things_of(page, tongue: Tongue) -> tuple[Thing, ...]:
    """A page's regions with their sounds; sounds beyond the last region are the whole picture's."""
    regions, sounds = list(getattr(page, "regions", ())), list(getattr(page, "sounds", ()))
    count = max(len(regions), len(sounds))
    regions += [None] * (count - len(regions))
    sounds += [None] * (count - len(sounds))
    things = []
    for number, (region, sound) in enumerate(zip(regions, sounds, strict=True), 1):
        if region is None and sound is None:
            continue
        name = readable(_name(region, tongue, number))
        words = readable((region.words if region is not None else sound.words) or "")
        things.append(Thing(name, name, words, region, sound, page.picture.size))
    return _numbered(things)


def shortened(text: str, letters: int) -> str:
    """A text on one line with at most so many letters, the last of them "…" where something was left out."""
    text = " ".join(text.split())
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _numbered(things: list[Thing]) -> tuple[Thing, ...]:
    """The same things, with a number behind every name that there is more than once."""
    alike, seen = Counter(thing.kind.casefold() for thing in things), Counter()
    found = []
    for thing in things:
        key = thing.kind.casefold()
        seen[key] += 1
        found.append(replace(thing, name=f"{thing.kind} {seen[key]}") if alike[key] > 1 else thing)
    return tuple(found)


def _name(region: Region | None, tongue: Tongue, number: int) -> str:
    """A region's name, else the beginning of its words, else "Thing 3"."""
    if region is None:
        return tongue.words["whole_picture"]
    name = _told_in(tongue, region, " ".join((region.name or "").split()))
    if not name and not tongue.foreign and MEASURED.match(region.words or "") and not region.empty:
        name = short_name(region, known(tongue.book))
    if not name:
        first = re.split(r"[.。!！?？;；,，:：\n]", region.words or "", maxsplit=1)[0]
        name = " ".join(first.split())
    return shortened(name, LONGEST_NAME) or tongue.say("thing", number=number)


def _told_in(tongue: Tongue, region: Region, name: str) -> str:
    """What has no other name than the one that we gave it is called by it in the book's language."""
    from ..papertown.phrases import name_of  # brings in the lexicon

    figure = getattr(region, "figure", None)
    if tongue.foreign:
        return name
    if figure is None:
        if MEASURED_NAME.search(name) and name in {short_name(region, language) for language in LANGUAGES}:
            return short_name(region, known(tongue.book))
        return name
    own = {name_of(figure, language) for language in LANGUAGES}
    return name_of(figure, known(tongue.book)) if not name or name in own else name
