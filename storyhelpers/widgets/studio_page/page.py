"""The studio page as a whole: its cards, who works, what was made, and the words in the person's language."""

import threading
from html import escape

import ipywidgets as widgets

from ...book import Book
from ...engine import BadInput
from ...locale import LANGUAGES, language, say
from ..clicking import click
from ..made import SIGNS, STEPS, Story, Work, mark_words
from .keeping import KeepingCard
from .layout import Labels, language_html, row, style_html
from .pictures import PicturesCard
from .sounds import SoundCard
from .start import StartCard
from .things import ThingCard
from .who import WhoCard
from .words import IdeaCard, PromptCard

BOOK = "my-studio-book"


class StudioPage(widgets.VBox):
    """All steps on one page. `.story` is what was made, `.studio` who works, `.book` where things are kept.

    Everything lasts as long as the kernel: shown again, or after the browser page was loaded again, it is as it was.
    """

    def __init__(self, studio=None, book=None):
        if not isinstance(book, Book | str | None):
            raise BadInput(f'A book is a Book or its name, not {book!r:.60}: studio_page(studio, "my-studio-book").')
        if studio is None:
            from ...studio import Studio

            studio = Studio()
        self.studio, self.story, self.labels = studio, Story(), Labels()
        self._showing, self._is_showing = threading.RLock(), False
        self.book_name = str(book.folder) if isinstance(book, Book) else str(book or BOOK)
        self._book = book if isinstance(book, Book) else None
        self.language = self.labels.put(
            widgets.Dropdown(options=[(name, tag) for tag, name in LANGUAGES.items()], value=language()),
            "description", lambda: say("Language"),
        )  # fmt: skip
        self.language.add_class("studio-field")
        self.language.observe(self._speak, "value")
        self.title, self.steps = widgets.HTML(), widgets.HTML()
        self.who, self.start, self.idea, self.prompt = WhoCard(self), StartCard(self), IdeaCard(self), PromptCard(self)
        self.pictures, self.thing, self.sound = PicturesCard(self), ThingCard(self), SoundCard(self)
        self.keeping = KeepingCard(self)
        self.cards = [self.idea, self.prompt, self.pictures, self.thing, self.sound, self.keeping]
        top = row(self.title, self.language, name="studio-top")
        super().__init__([widgets.HTML(style_html()), top, self.steps, self.who, self.start, *self.cards])
        self.add_class("studio-page")
        self.refresh()

    @property
    def book(self) -> Book:
        """The book, opened when it is first asked for. Raises BookTrouble."""
        if self._book is None:
            self._book = Book.open(self.book_name)
        return self._book

    def open_book_again(self) -> Book:
        """The book as it is on disk now, for when somebody else has changed it."""
        self._book = Book.open(str(self.book.folder))
        return self._book

    def go_on_with(self, picture, origin: str = "drawn", about: str = "") -> Work:
        """Goes on with this picture, in the step where it is clicked."""
        work = self.story.choose(picture, origin, about)
        if work.click is None:
            work.click = click(picture, self.studio.cut_out)
            work.click.by_hand = True
            work.click.on_change(self.thing.marked)
        self.refresh()
        return work

    def recast(self, **engines) -> None:
        """Other engines for some crafts; what was made stays. Raises StoryError for a name that there is not."""
        self.studio = self.studio.recast(**engines)
        for work in self.story.works.values():
            if work.click is not None:
                work.click.cut_out = self.studio.cut_out

    def refresh(self) -> None:
        """Shows the story as it is now; what did not change is not sent."""
        with self._showing:
            if not self._is_showing:  # what is shown calls back, as if it had been typed
                self._is_showing = True
                try:
                    self._show()
                finally:
                    self._is_showing = False

    def _show(self) -> None:
        for card in self.cards:
            card.show(self.story.status(card.name))
            card.refresh()
        self.who.refresh()
        self.start.refresh()
        self.title.value = (
            f"<h1>{escape(say('The story studio'))}</h1>{language_html(language())}"
            f"<p>{escape(say('From one sentence to a picture that can be clicked and heard.'))}</p>"
        )
        self.steps.value = self._overview()

    def _overview(self) -> str:
        items = []
        for number, card in enumerate(self.cards, 1):
            status = self.story.status(card.name)
            go = f"document.querySelector('.studio-card-{card.name}').scrollIntoView({{behavior:'smooth'}})"
            now = ' aria-current="step"' if self.story.next_step == card.name else ""
            items.append(
                f'<li><button type="button" class="{status}" onclick="{go}"{now}><b aria-hidden="true">'
                f"{SIGNS[status] if status in ('done', 'stale', 'skipped') else number}</b> {escape(card.short())}"
                f'<span class="studio-unseen">, {escape(mark_words(status))}</span></button></li>'
            )
        return f'<nav aria-label="{escape(say("Steps"))}"><ol class="studio-steps">{"".join(items)}</ol></nav>'

    def _speak(self, change) -> None:
        language(change.new)
        self.labels.again()
        self.refresh()

    def start_again(self) -> None:
        """Shows the choice of pictures; nothing is forgotten."""
        self.story.leave()
        self.refresh()

    def __repr__(self):
        marks = ", ".join(f"{step} {self.story.status(step)}" for step in STEPS)
        return f"StudioPage({marks})"
