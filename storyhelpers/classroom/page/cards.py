"""The page's cards: what stands where. What it shows and does is the page's."""

from collections.abc import Callable
from pathlib import Path

import gradio as gr

from ...locale import LANGUAGES, language, say
from ...widgets.made import shapes
from .labels import Job, Labels, area

STATIC = Path(__file__).parent / "static"
TOWN = Path(__file__).parents[2] / "widgets" / "static" / "town.svg"
STEPS_PAGE = "steps"
MOST = 4  # pictures at once: a class waits for the next
COUNTS = [(str(n), n) for n in range(1, MOST + 1)]


def style_html() -> str:
    """The page's style."""
    import base64

    town = base64.b64encode(TOWN.read_bytes()).decode()
    town = f'.gradio-container {{ --town: url("data:image/svg+xml;base64,{town}"); }}'
    return f"<style>{town}\n{(STATIC / 'page.css').read_text('utf-8')}</style>"


def script() -> str:
    """The page's script, as a function that Gradio calls once the page is there."""
    return (STATIC / "page.js").read_text("utf-8")


def title_html() -> str:
    """The head of the page."""
    from html import escape

    return (
        f'<header class="pupil-top" lang="{language()}"><h1>{escape(say("The story studio"))}</h1>'
        f"<p>{escape(say('From one sentence to a picture that can be clicked and heard.'))}</p></header>"
    )


class Cards:
    """All components. jobs: buttons of what lasts; fields: what a pupil types; heads, bodies: of steps; each by name.

    compare: makes the page for two models, or None where there is none.
    """

    def __init__(self, labels: Labels, compare: Callable[[], object] | None = None):
        self.labels, self.jobs, self.fields, self.heads, self.bodies = labels, {}, {}, {}, {}
        gr.HTML(style_html(), elem_classes="pupil-style")
        self.wire = gr.Textbox(elem_id="pupil-wire", elem_classes="pupil-hidden", show_label=False, container=False)
        self.edition = gr.Number(0, elem_classes="pupil-hidden", show_label=False, container=False)
        self.title = labels.put(gr.HTML(title_html()), value=title_html)
        self.language = labels.put(
            gr.Radio([(name, tag) for tag, name in LANGUAGES.items()], value=language(), label=say("Language"),
                     elem_id="pupil-language", elem_classes="pupil-chips"),
            label=lambda: say("Language"),
        )  # fmt: skip
        self.pages = labels.put(  # no gr.Tabs: on a phone those hide the second one in a menu
            gr.Radio(_pages(), value=STEPS_PAGE, label=say("What to do"), visible=compare is not None,
                     elem_id="pupil-pages", elem_classes="pupil-chips"),
            label=lambda: say("What to do"), choices=_pages,
        )  # fmt: skip
        self.steps = gr.Column(elem_classes="pupil-cards")
        with self.steps:
            self._steps()
        self.second = gr.Column(visible=False)
        with self.second:
            self.compare = compare() if compare else None

    def _steps(self) -> None:
        self.overview = gr.HTML(elem_classes="pupil-overview")
        self._idea()
        self._prompt()
        self._pictures()
        self._thing()
        self._sound()
        self._book()

    @property
    def marks(self) -> list:
        """What follows as soon as something is typed."""
        return [self.overview, *self.heads.values(), self.restore, self.restore_sound]

    def _job(self, name: str, words, *, primary: bool = True) -> Job:
        self.jobs[name] = Job(self.labels, name, words, lambda: say("Stop"), primary=primary)
        return self.jobs[name]

    def _button(self, words, name: str):
        return self.labels.put(gr.Button(words(), variant="secondary", elem_id=f"pupil-{name}"), value=words)

    def _alone(self, words, name: str):
        """A button in a row of its own: on a wide page it is as wide as its words."""
        with gr.Row(elem_classes="pupil-row"):
            return self._button(words, name)

    def _card(self, name: str):
        card = gr.Column(elem_classes=["pupil-card", f"pupil-card-{name}"])
        with card:
            self.heads[name] = gr.HTML()
            self.bodies[name] = gr.Column(elem_classes="pupil-body")
        return self.bodies[name]

    def _idea(self) -> None:
        with self._card("idea"):
            self.fields["idea"] = area(
                self.labels, lambda: say("Your idea, in your own words and language"), 3, "idea",
                lambda: say("A small cat with a Santa hat hides in a crowded street …"),
            )  # fmt: skip
            self._job("prompt", lambda: say("Enhance prompt"))
            self.or_else = self.labels.put(
                gr.HTML(),
                value=lambda: (
                    f'<p class="pupil-or">{say("Or skip picture generation, and explore a picture of your own:")}</p>'
                ),
            )
            with gr.Row(elem_classes="pupil-row"):
                self.photo = self.labels.put(
                    gr.UploadButton(say("Choose a picture"), file_types=["image"], elem_id="pupil-photo"),
                    label=lambda: say("Choose a picture"),
                )
            self.photo_said = gr.HTML(elem_id="pupil-said-photo")

    def _prompt(self) -> None:
        with self._card("prompt"):
            self.fields["prompt"] = area(self.labels, lambda: say("Enhanced prompt"), 5, "prompt", lambda: say(
                "First describe your idea and press “Enhance prompt”. You may also write a prompt yourself."
            ))  # fmt: skip
            self.restore = self._alone(lambda: say("Restore the original version"), "restore")

    def _pictures(self) -> None:
        with self._card("pictures"):
            with gr.Column(elem_classes="pupil-settings"):
                self.fields["count"] = self.labels.put(
                    gr.Radio(COUNTS, value=2, label=say("Number of pictures"), elem_classes="pupil-chips"),
                    label=lambda: say("Number of pictures"),
                )
                self.fields["aspect"] = self.labels.put(
                    gr.Radio(shapes(), value="16:9", label=say("Aspect ratio"), elem_classes="pupil-chips"),
                    label=lambda: say("Aspect ratio"), choices=shapes,
                )  # fmt: skip
            self._job("pictures", lambda: say("Generate pictures"))
            self.pictures_told = gr.HTML()
            self.gallery = gr.HTML()

    def _thing(self) -> None:
        with self._card("thing"), gr.Row(elem_classes="pupil-both"):
            with gr.Column(elem_classes="pupil-place"):
                self.tap = gr.HTML()
                self.not_this = self.labels.put(
                    gr.Checkbox(False, label=say("Not this: the next tap leaves something out"), elem_id="pupil-not"),
                    label=lambda: say("Not this: the next tap leaves something out"),
                )
                with gr.Row(elem_classes="pupil-row"):
                    self.undo = self._button(lambda: say("Undo the last tap"), "undo")
                    self.new_thing = self._button(lambda: say("Describe a new region"), "new-thing")
                with gr.Row(elem_classes="pupil-row"):
                    self.stop_cut = self.labels.put(
                        gr.Button(say("Stop"), variant="stop", visible=False, elem_id="pupil-stop-cut"),
                        value=lambda: say("Stop"),
                    )
                self.cut_said = gr.HTML(elem_id="pupil-said-cut")
            with gr.Column(elem_classes="pupil-panel"):
                self.preview = gr.HTML()
                self.fields["words"] = area(self.labels, lambda: say("Description of the region"), 4, "words")
                self.copy = gr.HTML()
                self._job("words", lambda: say("Describe the region"))
                self.fields["automatic"] = self.labels.put(
                    gr.Checkbox(False, label=say("Make the audio automatically"), elem_id="pupil-automatic"),
                    label=lambda: say("Make the audio automatically"),
                )
                self.new_picture = self._alone(lambda: say("Try another picture"), "new-picture")

    def _sound(self) -> None:
        labels = self.labels
        with self._card("sound"):
            self._job("one_go", lambda: say("Generate audio in one go"))
            labels.put(gr.HTML(), value=lambda: f"<h3>{say('Audio step 1: what is heard')}</h3>")
            self._job("sound_prompt", lambda: say("Enhance audio prompt"), primary=False)
            self.fields["sound_prompt"] = area(labels, lambda: say("Enhanced audio prompt"), 3, "sound-prompt")
            self.restore_sound = self._alone(lambda: say("Restore the original version"), "restore-sound")
            labels.put(gr.HTML(), value=lambda: f"<h3>{say('Audio step 2: how long')}</h3>")
            with gr.Column(elem_classes="pupil-settings"):
                self.fields["seconds"] = labels.put(
                    gr.Slider(0.5, 30, 5, step=0.5, label=say("Duration (seconds)"), elem_id="pupil-seconds"),
                    label=lambda: say("Duration (seconds)"),
                )
                self.fields["steps"] = labels.put(
                    gr.Slider(1, 100, 25, step=1, label=say("Number of steps"), elem_id="pupil-steps"),
                    label=lambda: say("Number of steps"),
                )
            self._job("sound", lambda: say("Generate audio"))
            self.heard = gr.Column(visible=False, elem_classes="pupil-body")
            with self.heard:
                labels.put(gr.HTML(), value=lambda: f"<h3>{say('Audio step 3: generated audio')}</h3>")
                self.player = gr.HTML()
                self.reset = self._alone(lambda: say("Reset audio"), "reset")

    def _book(self) -> None:
        with self._card("book"):
            self.shelf = gr.HTML()
            self.fields["title"] = area(self.labels, lambda: say("Title of the page"), 1, "title", most=80)
            self._job("page", lambda: say("Make the sounding page"))
            self.link = gr.HTML()


def _pages() -> list[tuple[str, str]]:
    return [(say("The story studio"), STEPS_PAGE), (say("Two models side by side"), "both")]
