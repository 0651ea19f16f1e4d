"""Does everybody look the same on every page? A figure for each character and page.

A picture of the paper town knows who is in it and how they look: the figure is the share of looks that are as the
character sheet says. Of any other picture CLIP compares the character with how it was on the first page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .clip import MODELS as CLIPS
from .clip import Clip
from .crafts.describer.views import close_up
from .media import Picture, Region
from .story import Character, Page, cast_in
from .tables import table

MODELS = {"clip": CLIPS["clip-laion"]}


@dataclass(frozen=True)
class Consistency:
    """How alike everybody is on every page: figures[character name][page] is 0 … 1, None where nobody could tell.

    how: what measured, for each page: "paper town", "CLIP ViT-B/32" or "".
    """

    figures: dict[str, tuple[float | None, ...]]
    how: tuple[str, ...]

    @property
    def mean(self) -> float | None:
        """The mean of all figures; None where there is none."""
        known = [value for row in self.figures.values() for value in row if value is not None]
        return sum(known) / len(known) if known else None

    def __repr__(self):
        return "\n".join(f"{name}: {' '.join(map(_shown, row))}" for name, row in self.figures.items())

    def _repr_html_(self):
        rows = [(name, *map(_shown, row)) for name, row in self.figures.items()]
        pages = tuple(f"page {number}" for number in range(1, len(self.how) + 1))
        return table(
            ("character", *pages), [*rows, ("measured by", *self.how)], "How alike everybody looks: 1 is equal"
        )


def consistency(book, eye: "Callable[[Sequence[Picture]], np.ndarray] | None" = None) -> Consistency:
    """How alike the characters of a book look on its pages.

    book: has characters and pages. eye: pictures → unit vectors (n, d), such as ClipEye(); None leaves pictures that do
    not know what is in them without a figure.
    """
    return Consistency(
        {one.name: tuple(_figures(one, book.pages, eye)) for one in book.characters},
        tuple(_measured(page, eye) for page in book.pages),
    )


def _figures(one: Character, pages: Sequence[Page], eye) -> list[float | None]:
    from .papertown.reader import read
    from .papertown.sameness import sameness

    figure = next(iter(read(cast_in(f"[{one.name}]", [one])).figures), None)
    found: list[float | None] = [
        sameness(page.picture.scene, figure) if figure and page.picture is not None and page.picture.scene else None
        for page in pages
    ]
    if eye is None:
        return found
    seen = {
        number: view
        for number, page in enumerate(pages)
        if page.picture is not None and page.picture.scene is None and (view := _view(one, page)) is not None
    }
    if len(seen) < 2:  # alone there is nothing to compare it with
        return found
    vectors = eye(list(seen.values()))
    for number, likeness in zip(seen, vectors @ vectors[0], strict=True):
        found[number] = float(likeness)
    return found


def _view(one: Character, page: Page) -> Picture | None:
    """What the eye is shown of a character: its cut-out where it was cut out, else the page, if the prompt has it."""
    for region in page.regions:
        if one.name.casefold() in region.name.casefold() and not region.empty:
            return _closely(region)
    named = f"[{one.name}]".casefold() in page.prompt.casefold() or one.name.casefold() in page.words.casefold()
    return page.picture if named else None


def _closely(region: Region) -> Picture:
    return replace(region.picture, image=close_up(region, dim=1.0), scene=None)


def _measured(page: Page, eye) -> str:
    if page.picture is None:
        return ""
    if page.picture.scene is not None:
        return "paper town"
    return getattr(eye, "name", "your own eye") if eye is not None else ""


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


class ClipEye(Clip):
    """Pictures → unit vectors of CLIP; their products say how alike two pictures are, 1 being equal."""

    MODELS = MODELS


def looks_alike(book) -> Consistency:
    """`consistency` with CLIP where a graphics card and its libraries are, else with what the paper town knows."""
    from . import environment

    known = all(page.picture is None or page.picture.scene is not None for page in book.pages)
    if known or not environment.has_card() or environment.missing("gpu"):
        return consistency(book)
    return consistency(book, ClipEye())
