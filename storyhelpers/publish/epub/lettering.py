"""The letters of an EPUB: the font that goes along, cut down to what the book needs, and how wide its letters are."""

from dataclasses import dataclass

from ..colophon import Card
from ..manuscript import Manuscript
from .fitting import Measure, estimate


@dataclass(frozen=True)
class Lettering:
    """css: the rules that name the fonts. files: those fonts. measures: for the book's language and the second one."""

    css: str
    files: tuple[tuple[str, bytes], ...]
    measures: tuple[Measure, ...]


def lettering(told: Manuscript, card: Card) -> Lettering:
    """What the book's words are set in; where no font of this machine may go along, in the reader's own."""
    tongues = [told.tongue, *([told.second] if told.second else [])]
    return Lettering("", (), tuple(estimate for _ in tongues))
