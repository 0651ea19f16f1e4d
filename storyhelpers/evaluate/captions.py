"""A second opinion: a describer says what it sees in the results, and the words of the style are counted."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..engine import BadInput, call, name_of_engine, pick
from ..media import Picture
from ..tables import table
from .statistics import Share, share

SKETCH_WORDS = ("sketch", "drawing", "black and white")
SHOWN = 12  # captions in a cell

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class CaptionCheck:
    """What a describer said of pictures, and in how many captions the words of a style are.

    captions: one for each picture. words: style word → its Share. any: the Share with at least one of them.
    """

    captions: tuple[str, ...]
    words: Mapping[str, Share]
    any: Share
    describer: str

    def __repr__(self):
        told = "; ".join(f"“{word}” in {found}" for word, found in self.words.items())
        return f"{self.describer}: {told}; any of them in {self.any}"

    def _repr_html_(self):
        rows = [*((f"“{word}”", str(found)) for word, found in self.words.items()), ("any of them", str(self.any))]
        head = table((f"captions by {self.describer}", "how many, with a 95 % interval"), rows)
        said = "".join(f"<li>{_marked(caption, self.words)}</li>" for caption in self.captions[:SHOWN])
        more = len(self.captions) - SHOWN
        return f"{head}<ol>{said}</ol>" + (f"<p>… and {more} more</p>" if more > 0 else "")


def caption_check(
    pictures: Sequence[Picture], describer: str | Callable = "blip", words: Sequence[str] = SKETCH_WORDS, *,
    on_step: Step | None = None,
) -> CaptionCheck:  # fmt: skip
    """Has the pictures described, in one English sentence each, and counts the words of the style.

    describer: a name such as "blip" or "offline", or anything callable; its sentence for a picture counts for each word
    at most once. on_step(done, total) may raise Cancelled. Raises BadInput without pictures or words.
    """
    from ..crafts.describer import ENGINES

    if not pictures or not words or isinstance(words, str):
        raise BadInput('Pictures and a list of words are wanted: caption_check(pictures, "blip", ["sketch"]).')
    engine = pick("describer", describer, ENGINES)
    captions = []
    for number, picture in enumerate(pictures):
        if on_step:
            on_step(number, len(pictures))
        picture = picture if isinstance(picture, Picture) else Picture(picture)
        captions.append(str(call(engine, picture, language="en", length="short")))
    if on_step:
        on_step(len(pictures), len(pictures))
    return count_words(captions, words, name_of_engine(engine))


def count_words(captions: Sequence[str], words: Sequence[str] = SKETCH_WORDS, describer: str = "") -> CaptionCheck:
    """The same of captions that are there already."""
    counted = {word: share(sum(has_word(one, word) for one in captions), len(captions)) for word in words}
    hits = sum(any(has_word(one, word) for word in words) for one in captions)
    return CaptionCheck(tuple(captions), counted, share(hits, len(captions)), describer)


def has_word(caption: str, word: str) -> bool:
    """Whether a caption has a word or several in a row, in whatever letters, in the plural too, never inside another.

    "two Sketches" has "sketch"; "a sketchy street" has not.
    """
    return _pattern(word).search(caption) is not None


def _pattern(word: str) -> re.Pattern:
    parts = word.split()
    if not parts:
        raise BadInput("A word of the style is empty: give words such as “sketch”.")
    together = r"[\s-]+".join(map(re.escape, parts))
    return re.compile(rf"(?<!\w){together}(?:s|es)?(?!\w)", re.IGNORECASE)


def _marked(caption: str, words: Sequence[str]) -> str:
    """HTML of a caption, the words of the style marked."""
    spans = sorted(m.span() for word in words for m in _pattern(word).finditer(caption))
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [html.escape(caption[at:start]), f"<mark>{html.escape(caption[start:end])}</mark>"]
            at = end
    return "".join([*parts, html.escape(caption[at:])])
