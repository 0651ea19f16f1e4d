"""Quick start: no picture is drawn; one of one's own, one of the samples, or one of the book is explored at once."""

from html import escape
from pathlib import Path

import ipywidgets as widgets

from ...engine import StoryError
from ...locale import say
from ...media import Picture
from ..job import Job
from .gallery import Gallery
from .layout import Card, row, shown
from .upload import UploadPlace

SAMPLES = (  # what the paper town draws when somebody wants to see samples: title, idea, seed
    (lambda: say("A busy street: where is the cat?"), "a small cat with a Santa hat hides in a crowded street", 7),
    (lambda: say("At the sea"), "by the sea a dog next to a boat, a bird, a child with a red balloon", 3),
    (lambda: say("In the park"), "in a park a musician, a fountain, a child next to a balloon and a duck", 3),
    (lambda: say("On the farm"), "on a farm two cows, a farmer, a horse, a chicken and a truck", 3),
)  # fmt: skip


class StartCard(Card):
    """An own picture, samples, and the pictures that the book has already."""

    def __init__(self, page):
        self._page, labels = page, page.labels
        self.samples: list[Picture] = []
        self.place = UploadPlace(labels, self._own)
        self.job = Job(lambda: say("Show sample pictures"), self._draw, self._drawn)
        labels.call(self.job.relabel)
        self.gallery = Gallery(self._sample, _explore)
        self.shelf_title = widgets.HTML()
        self.shelf = Gallery(self._from_book, _explore)
        self.told = labels.put(
            widgets.HTML(), "value",
            lambda: f"<p>{escape(say('Skip picture generation and explore a picture directly.'))}</p>",
        )  # fmt: skip
        self._on_shelf = self._pages_of_the_book()
        body = [self.told, row(self.place, self.job, name="studio-start"), self.gallery, self.shelf_title, self.shelf]
        super().__init__("", None, lambda: say("Quick start options"), None, body)

    def refresh(self) -> None:
        """Shows the story as it is."""
        self.show(None)
        work = self._page.story.work
        chosen = work.picture if work else None
        self.gallery.show(self.samples, chosen, [title() for title, *_ in SAMPLES])
        shown(self.gallery, bool(self.samples))
        shown(self.job.button, not self.samples)
        shown(self.job, not self.samples)
        pages = self._on_shelf
        self.shelf_title.value = f"<h3>{escape(say('Go on with your book'))}</h3>" if pages else ""
        self.shelf.show([page.picture for page in pages], chosen, [page.title for page in pages])
        shown(self.shelf, bool(pages))
        shown(self.shelf_title, bool(pages))

    def _pages_of_the_book(self) -> list:
        """The pages that an earlier session left. What is wrong with the book is told when something is kept."""
        try:
            return [page for page in self._page.book.pages if page.picture is not None][:6]
        except StoryError:
            return []

    def _own(self, picture: Picture, name: str) -> None:
        self._page.go_on_with(picture, "own", Path(name).name)

    def _sample(self, picture: Picture) -> None:
        number = [sample.fingerprint for sample in self.samples].index(picture.fingerprint)
        self._page.go_on_with(picture, "sample", SAMPLES[number][0]())

    def _from_book(self, picture: Picture) -> None:
        page = next(page for page in self._on_shelf if page.picture.fingerprint == picture.fingerprint)
        work = self._page.go_on_with(picture, "own", page.about)
        self._page.keeping.take_over(work, page)

    def _draw(self, progress) -> list[Picture]:
        from ...studio import Studio

        town, drawn = Studio("offline"), []  # samples are the paper town's, whoever works today
        for number, (_, idea, seed) in enumerate(SAMPLES):
            progress(number, len(SAMPLES))
            drawn.append(town.draw(town.write_prompt(idea), seed=seed))
        return drawn

    def _drawn(self, pictures: list[Picture]) -> None:
        self.samples = pictures
        self._page.refresh()


def _explore(chosen: bool) -> str:
    return say("✓ Selected") if chosen else say("Explore this picture")
