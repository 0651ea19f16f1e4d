"""Step 5: what is seen becomes what is heard, and then a sound exactly as long as was asked."""

import ipywidgets as widgets

from ...locale import say
from ..job import Job
from ..player import player_html
from .layout import Card, area, button, field, halves, row, shown


class SoundCard(Card):
    """A prompt for the sound, how long and in how many steps, and the player; or all of it by one press."""

    def __init__(self, page):
        self._page, labels = page, page.labels
        self.all_at_once = Job(lambda: say("Generate audio in one go"), self._make_all, self._made, primary=True)
        self.reset = button(labels, lambda: say("Reset audio"), self._reset)
        self.enhance = Job(lambda: say("Enhance audio prompt"), self._write, self._written)
        self.box = area(labels, lambda: say("Enhanced audio prompt"), rows=3)
        self.box.observe(self._typed, "value")
        self.back = button(labels, lambda: say("Restore the original version"), self._restore)
        self.seconds = field(
            labels, widgets.BoundedFloatText(min=0.1, max=30, step=0.5), lambda: say("Duration (seconds)")
        )
        self.steps = field(labels, widgets.BoundedIntText(min=1, max=500), lambda: say("Number of steps"))
        self.seed = field(labels, widgets.BoundedIntText(min=0, max=2**32 - 1), lambda: say("Seed"))
        for name, box in (("seconds", self.seconds), ("steps", self.steps), ("sound_seed", self.seed)):
            box.observe(lambda change, name=name: self._set(name, change.new), "value")
        self.job = Job(lambda: say("Generate audio"), self._make, self._made, primary=True)
        self.heads = [labels.put(widgets.HTML(), "value", words) for words in (
            lambda: f"<h3>{say('Audio step 1: what is heard')}</h3>",
            lambda: f"<h3>{say('Audio step 2: how long')}</h3>",
            lambda: f"<h3>{say('Audio step 3: generated audio')}</h3>",
        )]  # fmt: skip
        self.player = widgets.HTML()  # with its length, its steps and its downloads
        self.heard = widgets.VBox([self.heads[2], self.player])
        for job in (self.all_at_once, self.enhance, self.job):
            labels.call(job.relabel)
        labels.call(lambda: setattr(self, "_playing", None))  # the player speaks the language too
        self._playing = None
        super().__init__(
            "sound", 5, lambda: say("generate audio"),
            lambda: say("First click a thing in step 4, so that it has words."),
            [row(self.all_at_once, self.reset), halves(
                [self.heads[0], self.enhance, self.box, row(self.back)],
                [self.heads[1], row(self.seconds, self.steps, self.seed, name="studio-settings"), self.job],
            ), self.heard],
        )  # fmt: skip

    def short(self) -> str:
        """Its name in the overview."""
        return say("Audio")

    def refresh(self) -> None:
        """Shows the story as it is."""
        story, thing = self._page.story, self._page.story.thing
        self.seconds.value, self.steps.value, self.seed.value = story.seconds, story.steps, story.sound_seed
        self.box.value = thing.sound_prompt.now if thing else ""
        self.back.disabled = not (thing and thing.sound_prompt.changed)
        sound = thing.sound if thing else None
        self.reset.disabled = not (thing and (thing.sound_prompt.now or sound))
        shown(self.heard, sound is not None)
        if sound is not self._playing:
            self._playing = sound
            self.player.value = player_html(sound, steps=thing.steps) if sound else ""

    def _typed(self, change) -> None:
        thing = self._page.story.thing
        if thing is not None and change.new != thing.sound_prompt.now:
            thing.sound_prompt.now = change.new
            self._page.refresh()

    def _set(self, name: str, value) -> None:
        setattr(self._page.story, name, value)
        self._page.refresh()

    def _restore(self) -> None:
        if self._page.story.thing is not None:
            self._page.story.thing.sound_prompt.restore()
            self._page.refresh()

    def _reset(self) -> None:
        thing = self._page.story.thing
        if thing is not None:
            for job in (self.all_at_once, self.enhance, self.job):
                job.cancel()
                job.clear()
            thing.sound_prompt, thing.sound, thing.of = type(thing.sound_prompt)(), None, None
            self._page.refresh()

    def _write(self, progress):
        return self._write_for(self._page.story.marked(), progress)

    def _write_for(self, thing, progress):
        words = thing.words.now.strip()
        progress.doing(say("Writing the audio prompt …"))
        return thing, self._page.studio.write_sound_prompt(words, on_step=progress), words

    def _written(self, made) -> None:
        thing, prompt, words = made
        thing.sound_prompt.write(prompt, words)
        self._page.refresh()

    def _make(self, progress):
        return self._make_for(self._page.story.marked(), progress)

    def _make_for(self, thing, progress):
        """The sound of this thing, whatever is marked by the time that it is ready."""
        if not thing.sound_prompt.now.strip():
            self._written(self._write_for(thing, progress))
        progress.doing(say("Making the sound …"))
        prompt, seconds, steps, seed = request = self._page.story.sound_request(thing)
        sound = self._page.studio.make_sound(prompt, seconds=seconds, steps=steps, seed=seed, on_step=progress)
        return thing, sound, request

    def _make_all(self, progress):
        thing = self._page.story.marked()
        if not thing.sound_prompt.now.strip() or thing.sound_prompt.stale(thing.words.now.strip()):
            self._written(self._write_for(thing, progress))
        return self._make_for(thing, progress)

    def _made(self, made) -> None:
        thing, sound, request = made
        thing.sound, thing.steps, thing.of = sound, request[2], request
        self._page.refresh()
