"""The pupils' page as a whole: its cards, what its buttons do, and what each pupil sees of it."""

from collections.abc import AsyncIterator, Callable

import gradio as gr
from gradio.context import Context

from ...locale import LANGUAGES, speaking
from .acts import Acts
from .cards import STEPS_PAGE, Cards, script
from .compare import Compare
from .errands import Errand
from .fields import EMPTY, SETTINGS, TEXTS, TYPED, take, values_of
from .labels import EVENT, Labels, merged
from .pupils import Pupil, Pupils
from .show import shown


class PupilsPage:
    """The page of one server, in the gr.Blocks of now. All pupils look at the same components; each has a `Pupil`."""

    def __init__(self, desk):
        self.desk, self.acts, self.pupils, self.labels = desk, Acts(desk), Pupils(desk.results.seconds), Labels()
        self.cards = Cards(self.labels, (lambda: Compare(desk, self.labels)) if "tuned" in desk.others else None)
        self.given = [self.cards.edition, *(self.cards.fields[name] for name in TYPED)]
        rest = self._shown(Pupil("nobody"))
        for component, update in rest.items():  # what is seen before the server has answered for the first time
            for name in update.keys() - {"__type__"}:
                setattr(component, name, update[name])
        self.outputs = list(dict.fromkeys([*rest, *self.labels.components, *self.given, self.cards.language]))
        self._wire()

    def _wire(self) -> None:
        cards, acts, root = self.cards, self.acts, Context.root_block
        root.load(self._load, None, self.outputs, **EVENT)
        root.load(None, None, None, js=script())
        cards.language.input(self._speak, [cards.language, *self.given], self.outputs, **EVENT)
        jobs = {"prompt": acts.enhance, "pictures": acts.draw, "words": acts.describe, "one_go": acts.one_go,
                "sound_prompt": acts.enhance_sound, "sound": acts.make_sound, "page": acts.keep}  # fmt: skip
        for name, act in jobs.items():
            self._on(cards.jobs[name].button.click, act)
            self._on(cards.jobs[name].stop.click, lambda pupil, name=name: pupil.stop(name))
        self._on(cards.stop_cut.click, lambda pupil: pupil.stop("cut"))
        self._on(cards.restore.click, lambda pupil: pupil.story.prompt.restore())
        self._on(cards.restore_sound.click, acts.restore_sound)
        self._on(cards.undo.click, acts.undo)
        self._on(cards.new_thing.click, acts.new_thing)
        self._on(cards.new_picture.click, acts.new_picture)
        self._on(cards.reset.click, acts.reset_sound)
        self._on(cards.photo.upload, acts.photo, [cards.photo])
        self._on(cards.wire.change, acts.tell, [cards.wire, cards.not_this], trigger_mode="multiple")
        if both := cards.compare:
            cards.pages.input(_turn, cards.pages, [cards.steps, cards.second], queue=False, **EVENT)
            self._on(both.job.button.click, both.draw, both.given)
            self._on(both.job.stop.click, lambda pupil: pupil.stop("both"))
        left = {**dict.fromkeys(TEXTS, "blur"), **dict.fromkeys(SETTINGS, "input"), "automatic": "input"}
        left |= {"seconds": "release", "steps": "release"}
        for name, event in left.items():
            getattr(cards.fields[name], event)(self._typed, self.given, cards.marks, queue=False, **EVENT)

    def _on(self, event: Callable, act: Callable[..., Errand | None], given=(), **options) -> None:
        """An event that does `act(pupil, …)` with what was typed, and shows what comes of it until that is over."""

        async def happens(request: gr.Request, seen, *values):
            pupil = self.pupils.of(request)
            take(pupil, seen := _edition(seen), dict(zip(TYPED, values)))
            errand = act(pupil, *values[len(TYPED) :])
            async for updates in self._follow(pupil, errand, seen):
                yield updates

        event(happens, [*self.given, *given], self.outputs, **{**EVENT, **options})

    async def _load(self, request: gr.Request):
        pupil = self.pupils.of(request)
        yield self._all(pupil)
        seen = pupil.editions.now
        for errand in [errand for errand in pupil.errands.values() if not errand.over]:
            async for updates in self._follow(pupil, errand, seen):
                yield updates

    async def _speak(self, request: gr.Request, language, seen, *values):
        pupil = self.pupils.of(request)
        take(pupil, _edition(seen), dict(zip(TYPED, values)))
        pupil.language = language if language in LANGUAGES else pupil.language
        return self._all(pupil)

    async def _follow(self, pupil: Pupil, errand: Errand | None, seen: int) -> AsyncIterator[dict]:
        """What changes on the page, until the errand is over and those that it started."""
        last = None

        def news() -> dict:
            nonlocal seen
            with speaking(pupil.language):
                now = self._shown(pupil)
            fields = self._fields(pupil, seen)
            seen = pupil.editions.now
            return merged(now, fields)

        # Each tells all, of which Gradio sends what is new: what another press has told a moment later than it was true
        # would else stay on the page.
        yield news()
        while errand is not None:
            async for _ in errand.changes():
                if (now := news()) != last or errand.over:
                    last = now
                    yield now
            errand = errand.next

    async def _typed(self, request: gr.Request, seen, *values):
        """Something was typed or chosen: the marks of the steps follow."""
        pupil = self.pupils.of(request)
        take(pupil, _edition(seen), dict(zip(TYPED, values)))
        with speaking(pupil.language):
            now = self._shown(pupil)
        return {component: now[component] for component in self.cards.marks}

    def _shown(self, pupil: Pupil) -> dict:
        both = self.cards.compare.shown(pupil, self.desk.results) if self.cards.compare else {}
        return {**shown(self.cards, pupil, self.desk.results), **both}

    def _fields(self, pupil: Pupil, seen: int) -> dict:
        """The fields that the server has changed after the edition that the browser has seen."""
        values, editions = values_of(pupil), pupil.editions
        editions.notice(values)
        return self._sent(values, editions.newer(seen), editions.now)

    def _sent(self, values: dict, names, edition: int) -> dict:
        told = {self.cards.fields[name]: gr.update(value=values[name]) for name in names}
        return {**told, self.cards.edition: gr.update(value=edition)} if told else {}

    def _all(self, pupil: Pupil) -> dict:
        """Everything on the page, in the pupil's language. What is empty is not sent: somebody may be typing there."""
        values, editions = values_of(pupil), pupil.editions
        editions.notice(values)
        filled = [name for name in TYPED if values[name] != EMPTY[name]]
        with speaking(pupil.language):
            return merged(
                self.labels.again(), self._shown(pupil),
                self._sent(values, filled, editions.now),
                self.cards.compare.typed(pupil) if self.cards.compare else {},
                {self.cards.language: gr.update(value=pupil.language)},
            )  # fmt: skip


def _turn(page):
    """Shows one of the two pages."""
    return gr.update(visible=page == STEPS_PAGE), gr.update(visible=page != STEPS_PAGE)


def _edition(seen) -> int:
    return int(seen) if isinstance(seen, int | float) and abs(seen) < 1e12 else 0
