"""Steps 1 and 2: an idea in the person's own words, and the prompt that is made of it."""

from ...locale import say
from ..job import Job
from .layout import Card, area, button, row


class IdeaCard(Card):
    """Free text in any language, and the button that makes a prompt of it."""

    def __init__(self, page):
        self._page, labels = page, page.labels
        self.box = area(labels, lambda: say("Your idea, in your own words and language"),
                        lambda: say("A small cat with a Santa hat hides in a crowded street …"))  # fmt: skip
        self.box.observe(self._typed, "value")
        self.job = Job(lambda: say("Enhance prompt"), self._write, self._written, primary=True)
        labels.call(self.job.relabel)
        super().__init__("idea", 1, lambda: say("describe your idea"), None, [self.box, self.job])

    def short(self) -> str:
        """Its name in the overview."""
        return say("Idea")

    def refresh(self) -> None:
        """Shows the story as it is."""
        self.box.value = self._page.story.idea

    def _typed(self, change) -> None:
        self._page.story.idea = change.new
        self._page.refresh()

    def _write(self, progress):
        idea = self._page.story.idea.strip()
        return self._page.studio.write_prompt(idea, on_step=progress), idea

    def _written(self, made) -> None:
        self._page.story.prompt.write(*made)
        self._page.refresh()


class PromptCard(Card):
    """The prompt, which may be changed by hand, and the way back to what was written."""

    def __init__(self, page):
        self._page, labels = page, page.labels
        self.box = area(labels, lambda: say("Enhanced prompt"), lambda: say(
            "First describe your idea and press “Enhance prompt”. You may also write a prompt yourself."
        ), rows=6)  # fmt: skip
        self.box.observe(self._typed, "value")
        self.back = button(labels, lambda: say("Restore the original version"), self._restore)
        super().__init__("prompt", 2, lambda: say("the enhanced prompt"), None, [self.box, row(self.back)])

    def short(self) -> str:
        """Its name in the overview."""
        return say("Prompt")

    def refresh(self) -> None:
        """Shows the story as it is."""
        prompt = self._page.story.prompt
        self.box.value, self.back.disabled = prompt.now, not prompt.changed

    def _typed(self, change) -> None:
        self._page.story.prompt.now = change.new
        self._page.refresh()

    def _restore(self) -> None:
        self._page.story.prompt.restore()
        self._page.refresh()
