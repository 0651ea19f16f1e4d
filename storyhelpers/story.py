"""Page, Character, Story: what a book is made of, before it lies in a folder.

A picture prompt names a character in square brackets, "[Mimi] sits on a wall". Only when it is drawn do the character's
looks take that place: so whoever changes the looks once changes them on every page.
"""

import html
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .engine import BadInput
from .media import Picture, Point, Region, Sound
from .tables import table

IMAGE_FILE = re.compile(r"\.(jpe?g|png|webp|gif|bmp|tiff?)$", re.IGNORECASE)
STEPS = ("prompt", "picture", "regions", "sounds")  # in the order in which each needs the one before
SPOKEN = ("words", "translations", "reading", "readings")  # likewise


@dataclass
class Page:
    """One page: what it is about, and what has been made of that so far.

    sounds[i] is the sound of regions[i], or None. reading is the page's words read aloud. translations and readings
    hold the words in further languages, and those read aloud, by language tag ("es", "zh-TW").
    """

    about: str = ""
    words: str = ""
    prompt: str = ""
    picture: Picture | None = None
    regions: list[Region] = field(default_factory=list)
    sounds: list[Sound | None] = field(default_factory=list)
    reading: Sound | None = None
    translations: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Sound] = field(default_factory=dict)

    def keep(self, region: Region, sound: Sound | None = None) -> Region:
        """Keeps a thing and its sound on the page.

        The same outline again takes the place of its earlier self, whose words and sound stay where no new ones came.
        Raises BadInput for a thing of another picture.
        """
        if self.picture is None or region.picture.fingerprint != self.picture.fingerprint:
            raise BadInput(
                "That thing was cut from another picture than this page's. Click this page's picture, then keep it."
            )
        self.sounds += [None] * (len(self.regions) - len(self.sounds))  # things that were kept without a sound
        for i, old in enumerate(self.regions):
            if np.array_equal(old.mask, region.mask):
                self.regions[i] = region if region.words else region.saying(old.words)
                self.sounds[i] = sound or self.sounds[i]
                return self.regions[i]
        self.regions.append(region)
        self.sounds.append(sound)
        return region

    @property
    def title(self) -> str:
        """A title: the beginning of the idea in the person's own words, or the name of their picture file."""
        if IMAGE_FILE.search(self.about):
            title = re.sub(r"[-_]+", " ", Path(self.about).stem)
        else:
            clause = re.split(r"[,;:.!?，；：。！？](?=\s|\w|$)", self.about)[0]
            title = self.about if len(self.about) <= 40 else clause
            title = (textwrap.shorten(title, 70, placeholder=" …") if " " in title else title[:70]).strip(" .。")
        return title[:1].upper() + title[1:]

    def thing_at(self, point: Point) -> Region | None:
        """The kept thing under a point of the picture, or None."""
        return next((r for r in self.regions if r.mask[int(point.y), int(point.x)]), None)

    def sound_of(self, region: Region) -> Sound | None:
        """The sound kept for a thing with this outline, or None."""
        for old, sound in zip(self.regions, self.sounds, strict=False):
            if np.array_equal(old.mask, region.mask):
                return sound
        return None

    def heard(self, language: str = "") -> Sound | None:
        """The page's words read aloud, or its translation; None where nobody read it, or where it was changed since."""
        words = self.translations.get(language, "") if language else self.words
        made = self.readings.get(language) if language else self.reading
        return (
            made
            if made is not None and (not made.words or "".join(made.words.split()) == "".join(words.split()))
            else None
        )

    def forget(self, step: str) -> "Page":
        """Empties one step and what was made from it, to do it again.

        step: "prompt", "picture", "regions", "sounds"; or "words", "translations", "reading", "readings".
        """
        row = STEPS if step in STEPS else SPOKEN
        if step not in row:
            raise BadInput(f'A page has no step "{step}". There is: {", ".join(STEPS + SPOKEN)}.')
        for name in row[row.index(step) :]:
            setattr(self, name, type(getattr(self, name))() if name not in ("picture", "reading") else None)
        return self


@dataclass(frozen=True)
class Character:
    """Somebody of a book who is to look the same on every page.

    name: as the story's words and the brackets in its picture prompts have it. looks: in English, without an article:
    "small orange tabby cat wearing a red scarf". kind: the noun of it, "cat". called: the name in Latin letters, for
    picture prompts, where `name` is not.
    """

    name: str
    looks: str
    kind: str = ""
    called: str = ""

    @property
    def latin(self) -> str:
        """The name in Latin letters, or "" where there is none."""
        return self.called or (self.name if self.name.isascii() else "")

    @property
    def noun(self) -> str:
        """The noun of the looks: `kind`, else the last word before what is worn."""
        plain = re.split(r"\b(?:wearing|with|in|named|who|that)\b|,", self.looks)[0].split()
        return self.kind or (plain[-1] if plain else "one")


def cast_in(prompt: str, characters: Iterable[Character]) -> str:
    """A picture prompt in which looks stand for the names in brackets: at the first mention whole, later the noun.

    "[Mimi] naps. The sun warms [Mimi]." → "A small orange cat named Mimi naps. The sun warms the cat."
    """
    for one in characters:
        mark = re.compile(rf"\[\s*{re.escape(one.name)}\s*\]", re.IGNORECASE)
        looks = re.sub(r"^(?:an?|the)\s+", "", one.looks.strip(), flags=re.IGNORECASE)
        article = "an" if looks[:1].lower() in "aeiou" else "a"
        whole = f"{article} {looks}" + (f" named {one.latin}" if one.latin else "")
        prompt = mark.sub(lambda found, words=whole: _begun(found, words), prompt, count=1)
        prompt = mark.sub(lambda found, words=f"the {one.noun}": _begun(found, words), prompt)
    return re.sub(r"\[([^\[\]]{1,60})\]", r"\1", prompt)  # a name that nobody has


def _begun(found: re.Match, words: str) -> str:
    """The words with a capital letter where they begin a sentence."""
    before = found.string[: found.start()].rstrip()
    return words[:1].upper() + words[1:] if not before or before[-1] in ".!?" else words


class Story(list):
    """The pages of a story in order, a list like any other, that also knows its title and who is in it.

    title, language: as told. characters: who looks the same on every page. caption: what was seen in the picture that
    it began with. age: for readers of how many years. note: what the writer has to tell. made_by, origin: the writer.
    """

    def __init__(self, pages: Iterable[Page] = (), *, title: str = "", language: str = "en",
                 characters: Sequence[Character] = (), caption: str = "", age: int = 6, note: str = "",
                 made_by: str = "", origin: str = ""):  # fmt: skip
        super().__init__(pages)
        self.title, self.language, self.caption, self.age, self.note = title, language, caption, age, note
        self.characters = tuple(characters)
        self.made_by, self.origin = made_by, origin

    def like(self, pages: Iterable[Page], **changed) -> "Story":
        """The same story with other pages."""
        return Story(pages, **{**vars(self), **changed})

    def keeping(self, before: "Story") -> list[Page]:
        """This story's pages, told again from `before`: a page with the same words and prompt is the one from there.

        Where only the words are others, what was drawn and heard stays, and what was spoken goes.
        """
        pages = []
        for page in self:
            same = (old for old in before if (old.words, old.prompt) == (page.words, page.prompt))
            drawn = next((old for old in before if page.prompt and old.prompt == page.prompt), None)
            old = next(same, None)
            if old is None and drawn is not None:
                page.picture, page.regions, page.sounds = drawn.picture, list(drawn.regions), list(drawn.sounds)
            pages.append(old or page)
        return pages

    def text(self) -> str:
        """Title and pages as plain text."""
        return "\n\n".join([self.title, *(page.words for page in self)])

    def __repr__(self):
        return f'Story("{self.title}", {len(self)} page(s), {self.language}, by {self.made_by or "?"})'

    def _repr_html_(self):
        rows = [(str(number), page.about, page.words, page.prompt) for number, page in enumerate(self, 1)]
        looks = "; ".join(f"{one.name}: {one.looks}" for one in self.characters)
        below = f"{self.title}  ({looks})" if looks else self.title
        note = f"<p><small>{html.escape(self.note)}</small></p>" if self.note else ""
        return table(("page", "scene", "words", "picture prompt"), rows, below) + note
