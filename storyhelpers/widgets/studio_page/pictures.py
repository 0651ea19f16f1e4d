"""Step 3: how many pictures, in what shape, from which seed and in what style; then the gallery to choose from."""

import secrets

import ipywidgets as widgets

from ...locale import say, say_n
from ..job import Job
from ..made import shapes
from .gallery import Gallery
from .layout import Card, button, field, file_name, link, note_html, row, shown

MOST = 8


class PicturesCard(Card):
    """Draws, and shows what was drawn."""

    def __init__(self, page):
        self._page, labels = page, page.labels
        self.count = field(labels, widgets.Dropdown(options=[(str(n), n) for n in range(1, MOST + 1)], value=2),
                           lambda: say("Number of pictures"))  # fmt: skip
        self.aspect = field(labels, widgets.Dropdown(), lambda: say("Aspect ratio"))
        self.seed = field(labels, widgets.BoundedIntText(min=0, max=2**32 - 1), lambda: say("Seed"))
        self.style_ = field(labels, widgets.Text(), lambda: say("Style"))
        labels.put(self.style_, "placeholder", lambda: say("words that are put before the prompt"))
        for box, width in ((self.count, "short"), (self.aspect, "list"), (self.seed, "short"), (self.style_, "wide")):
            box.add_class(f"studio-{width}")
        self.dice = button(labels, lambda: say("Another seed"), self._dice)
        self._shapes()
        labels.call(self._shapes)
        for name, box in (("count", self.count), ("aspect", self.aspect), ("seed", self.seed), ("style", self.style_)):
            box.observe(lambda change, name=name: self._set(name, change.new), "value")
        self.job = Job(lambda: say("Generate pictures"), self._draw, self._drawn, primary=True)
        labels.call(self.job.relabel)
        self.told = widgets.HTML()
        self.gallery = Gallery(self._choose, lambda chosen: say("✓ Selected") if chosen else say("Select this picture"))
        settings = row(self.count, self.aspect, self.seed, self.dice, self.style_, name="studio-settings")
        super().__init__(
            "pictures", 3, lambda: say("generate pictures"),
            lambda: say("First describe your idea in step 1."), [settings, self.job, self.told, self.gallery],
        )  # fmt: skip

    def short(self) -> str:
        """Its name in the overview."""
        return say("Pictures")

    def refresh(self) -> None:
        """Shows the story as it is."""
        story = self._page.story
        self.count.value, self.aspect.value, self.seed.value = story.count, story.aspect, story.seed
        self.style_.value = story.style
        chosen = story.work.picture if story.work else None
        n = len(story.pictures)
        notes = " ".join(dict.fromkeys(picture.note for picture in story.pictures if picture.note))
        told = say_n("{n} picture is ready.", "{n} pictures are ready.", n) if n else ""
        if n and chosen is None:
            told += " " + say("Please select at least one picture.")
        self.told.value = (f"<h3>{say('Generated pictures')}</h3>" if n else "") + note_html(told) + note_html(notes)
        self.gallery.show(story.pictures, chosen, extra=self._link)
        shown(self.gallery, n > 0)

    def _link(self, picture, whole: bool) -> str:
        words = say("Download")
        if not whole:  # only to see whether it must be made anew
            return words
        return link(
            picture.png, "image/png", file_name(self._page.story.idea or picture.words, f"-{picture.seed}.png"), words
        )

    def _shapes(self) -> None:
        value = self.aspect.value or self._page.story.aspect
        self.aspect.options = shapes()
        self.aspect.value = value

    def _set(self, name: str, value) -> None:
        if value is None:  # a list that gets its options in another language is empty for a moment
            return
        setattr(self._page.story, name, value)
        self._page.refresh()

    def _dice(self) -> None:
        self._set("seed", secrets.randbelow(10_000))

    def _draw(self, progress):
        story, studio = self._page.story, self._page.studio
        written = None
        if not story.prompt.now.strip() and story.idea.strip():
            progress.doing(say("Writing the prompt …"))
            idea = story.idea.strip()
            written = studio.write_prompt(idea, on_step=progress), idea
            story.prompt.write(*written)
        progress.doing(say("Drawing …"))
        prompt, n, aspect, seed = request = story.request
        made = studio.draw(prompt, n=n, aspect=aspect, seed=seed, on_step=progress)
        made = made if isinstance(made, list) else [made]
        for picture in made:
            progress()
            picture.png  # noqa: B018  its bytes are made here, where the person sees that something goes on
        return made, request

    def _drawn(self, made) -> None:
        self._page.story.drew(*made)
        self._page.refresh()

    def _choose(self, picture) -> None:
        self._page.go_on_with(picture)
