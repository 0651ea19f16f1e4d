"""Two models side by side: one prompt and one seed, drawn by both, with a slider between the two pictures."""

import asyncio
from html import escape

import gradio as gr
from PIL import Image

from ...engine import BadInput, about
from ...locale import language, say
from ...media import Picture
from ...widgets.made import shapes
from . import parts
from .errands import Errand
from .files import Files
from .labels import Job, Labels, area
from .pupils import Pupil

BASE, TUNED = "", "tuned"  # how the desk calls the two studios
NAMES = {BASE: lambda: say("Base model"), TUNED: lambda: say("Fine-tuned model")}
MOST_SEED = 2**32 - 1


class Compare:
    """The second page: its components, what its button does, and how it looks for a pupil."""

    def __init__(self, desk, labels: Labels):
        self.desk = desk
        with gr.Column(elem_classes="pupil-card"):
            labels.put(gr.HTML(), value=lambda: self._told())
            self.prompt = area(labels, lambda: say("Prompt for both"), 3, "both-prompt")
            with gr.Column(elem_classes="pupil-settings"):
                self.aspect = labels.put(
                    gr.Radio(shapes(), value="1:1", label=say("Aspect ratio"), elem_classes="pupil-chips"),
                    label=lambda: say("Aspect ratio"), choices=shapes,
                )  # fmt: skip
                self.seed = labels.put(
                    gr.Number(
                        7, precision=0, minimum=0, maximum=MOST_SEED, label=say("Seed"), elem_id="pupil-both-seed"
                    ),
                    label=lambda: say("Seed"),
                )
            self.job = Job(labels, "both", lambda: say("Draw with both"), lambda: say("Stop"))
            self.slider = gr.ImageSlider(
                show_label=False, interactive=False, visible=False, type="filepath", max_height=640,
                elem_id="pupil-slider",
            )  # fmt: skip
            self.about = gr.HTML(elem_id="pupil-both-about")
        self.given = [self.prompt, self.aspect, self.seed]

    def draw(self, pupil: Pupil, prompt, aspect, seed) -> Errand:
        """Asks both at once; whichever fails, the other's picture is shown."""
        prompt = prompt.strip() if isinstance(prompt, str) else ""
        seed = int(seed) if isinstance(seed, int | float) and 0 <= seed <= MOST_SEED else 0

        async def work(errand: Errand):
            if not prompt:
                raise BadInput(say("Write a prompt first; both models draw it."), "said")
            asked = [
                errand.ask("draw", name(), studio=studio, prompt=prompt, aspect=aspect, seed=seed)
                for studio, name in NAMES.items()
            ]
            made = await asyncio.gather(*asked, return_exceptions=True)
            good = {studio: one for studio, one in zip(NAMES, made) if isinstance(one, Picture)}
            seen = {studio: list(errand.states[studio].seen) for studio in good}
            pupil.both = {"made": good, "seen": seen, "asked": (prompt, aspect, seed)} if good else pupil.both
            for wrong in made:
                if isinstance(wrong, BaseException):
                    raise wrong

        return pupil.start(self.desk, "both", work)

    def shown(self, pupil: Pupil, results) -> dict:
        """Component → update."""
        made, files, busy = pupil.both.get("made", {}), Files(results, pupil), pupil.busy("both")
        pair = self._pair(made, files) if len(made) == len(NAMES) else None
        return {
            self.job.button: gr.update(interactive=not busy),
            self.job.stop: gr.update(visible=busy),
            self.job.said: gr.update(value=parts.progress(pupil, "both")),
            self.slider: gr.update(value=pair, visible=pair is not None),
            self.about: gr.update(value=self._about(pupil, made, files, alone=pair is None)),
        }

    def typed(self, pupil: Pupil) -> dict:
        """What was typed here before the page was loaded again."""
        asked = pupil.both.get("asked")
        return {} if asked is None else {c: gr.update(value=v) for c, v in zip(self.given, asked)}

    def _pair(self, made: dict[str, Picture], files: Files) -> tuple[str, str]:
        base, tuned = made[BASE], made[TUNED]
        if tuned.size != base.size:  # the slider lays them over each other
            tuned = Picture(tuned.image.resize(base.size, Image.Resampling.LANCZOS))
        return files.path(base), files.path(tuned)

    def _about(self, pupil: Pupil, made: dict[str, Picture], files: Files, alone: bool) -> str:
        items = []
        for studio, picture in made.items():
            side = say("left") if studio == BASE else say("right")
            title = NAMES[studio]() if alone else f"{NAMES[studio]()} ({side})"
            alt = escape(f"{title}: {picture.words}", quote=True)
            whole = f'<img alt="{alt}" src="{files.small(picture)}">' if alone else ""
            told = [picture.made_by, say("Seed {seed}", seed=picture.seed), picture.note or _generation(picture)]
            saved = parts.download(files.whole(picture), f"{studio or 'base'}-{picture.seed}.png", say("Download"))
            items.append(
                f"<li>{whole}<h3>{escape(title)}</h3>{parts.note(' · '.join(told))}"
                f'{_steps(pupil.both["seen"].get(studio, []))}<div class="pupil-row">{saved}</div></li>'
            )
        return f'<ul class="pupil-both-list" lang="{language()}">{"".join(items)}</ul>' if items else ""

    def _told(self) -> str:
        base, tuned = (about(studio.illustrator).name for studio in (self.desk.studio, self.desk.others[TUNED]))
        words = say("One prompt and one seed, drawn by two models. Move the slider to see what the training changed.")
        return f"<h2>{escape(say('Two models side by side'))}</h2><p>{escape(words)}</p>" + parts.note(
            f"{NAMES[BASE]()}: {base} · {NAMES[TUNED]()}: {tuned}"
        )


def _steps(seen: list[Picture]) -> str:
    """The step pictures, as a strip."""
    items = [f'<li><img alt="" src="{parts.inline(one)}"><span>{escape(one.note)}</span></li>' for one in seen]
    label = escape(say("Step pictures"), quote=True)
    return f'<ol class="pupil-strip" tabindex="0" aria-label="{label}">{"".join(items)}</ol>' if items else ""


def _generation(picture: Picture) -> str:
    """An id for a picture whose engine gave it none: the same for the same pixels."""
    return say("Generation {name}.", name=picture.fingerprint[:12])
