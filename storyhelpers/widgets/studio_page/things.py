"""Step 4: a picture is clicked, an outline appears, and the thing gets its words."""

from html import escape

import ipywidgets as widgets

from ...locale import say
from ..job import Job
from .layout import Card, area, button, copy_button, image_html, note_html, row, shown


class ThingCard(Card):
    """The canvas, and beside it what the thing is."""

    def __init__(self, page):
        self._page, labels = page, page.labels
        self.place = widgets.VBox([])  # the canvas of the picture of now
        self.place.add_class("studio-place")
        self.note, self.preview = widgets.HTML(), widgets.HTML()
        self.words = area(labels, lambda: say("Description of the region"), rows=6)
        self.words.observe(self._typed, "value")
        self.copy = labels.put(widgets.HTML(), "value", lambda: copy_button(say("Copy description"), say("✓ Copied")))
        self.job = Job(lambda: say("Describe the region"), self._describe, self._described, primary=True)
        labels.call(self.job.relabel)
        labels.call(self._relabel)
        self.job.observe(self._describe_newer, "busy")
        self.automatic = labels.put(
            widgets.Checkbox(value=False, indent=False), "description", lambda: say("Make the audio automatically")
        )
        self.new_region = button(labels, lambda: say("Describe a new region"), self._new_region)
        self.new_picture = button(labels, lambda: say("Try another picture"), page.start_again)
        self.panel = widgets.VBox(
            [self.preview, self.words, row(self.copy), self.job, self.automatic, row(self.new_region, self.new_picture)]
        )
        self.panel.add_class("studio-panel")
        self.panel.add_class("studio-copies")
        self.both = widgets.HBox([self.place, self.panel])
        self.both.add_class("studio-both")
        super().__init__(
            "thing", 4, lambda: say("click a thing"),
            lambda: say(
                "Please select at least one picture: one that you generate in step 3, or one of the quick start."
            ),
            [self.both, self.note],
        )  # fmt: skip

    def _relabel(self) -> None:
        for work in self._page.story.works.values():
            if work.click is not None:
                work.click.relabel()

    def short(self) -> str:
        """Its name in the overview."""
        return say("Click")

    def refresh(self) -> None:
        """Shows the story as it is."""
        work, thing = self._page.story.work, self._page.story.thing
        canvas = (work.click.widget,) if work and work.click else ()
        if self.place.children != canvas:
            self.place.children = canvas
        self.note.value = note_html(work.picture.note if work else "")
        self.words.value = thing.words.now if thing else ""
        self.words.disabled = thing is None
        self.job.button.disabled = self.job.busy or thing is None
        self.preview.value = preview(thing.region) if thing else note_html(say("Click a thing in the picture."))
        shown(self.copy, bool(thing and thing.words.now))
        self.new_region.disabled = thing is None

    def marked(self, clicked) -> None:
        """The canvas was marked, cleared, or something was kept on it."""
        story = self._page.story
        work = next((work for work in story.works.values() if work.click is clicked), None)
        if work is None:
            return
        if clicked.marked is not None:
            story.mark(work, clicked.marked)
        elif work.thing is not None and not any(work.thing.region is region for region in clicked.kept):
            work.thing = None
        self._page.keeping.follow(work)
        self._page.refresh()
        self._describe_newer()

    @property
    def at_once(self) -> bool:
        """Whether a thing is described as soon as it is marked: not by a model, which takes its time."""
        return not hasattr(self._page.studio.describer, "need")

    def _describe_newer(self, change=None) -> None:
        """Describes what was marked last, when nobody is at it and it has no words yet."""
        thing = self._page.story.thing
        wanted = thing is not None and thing.words.source is None and not thing.words.now and not thing.tried
        if wanted and self.at_once and not self.job.busy:
            thing.tried = True  # what fails once is tried again by hand only
            self.job.start()

    def _describe(self, progress):
        thing = self._page.story.marked()
        progress.doing(say("Looking at the region …"))
        return thing, self._page.studio.describe(thing.region, length="long", on_step=progress)

    def _described(self, made) -> None:
        thing, words = made
        thing.words.write(words, "region")
        self._page.refresh()
        if self.automatic.value and thing is self._page.story.thing:
            self._page.sound.all_at_once.start()

    def _typed(self, change) -> None:
        thing = self._page.story.thing
        if thing is not None and change.new != thing.words.now:
            thing.words.now = change.new
            self._page.refresh()

    def _new_region(self) -> None:
        work = self._page.story.work
        if work is not None:
            work.thing = None
            work.click.clear()
            self._page.refresh()


def preview(region) -> str:
    """The thing alone, small, with its name, as HTML."""
    name = escape(region.name or say("The region"))
    image = image_html(region.cutout.image, (240, 160), larger=5)
    return f'<figure class="studio-cutout">{image}<figcaption>{name}</figcaption></figure>'
