"""A training that can be watched: its progress, its curves, its newest pictures, what was said, and a Stop button.

`watch(training)` trains in the cell that calls it, so that the next cell finds a trained model, in Run All too. A
`TrainingPanel` on a page of one's own has a button, and trains beside the kernel as every Job does.
"""

import re
import time
from functools import cache
from html import escape
from pathlib import Path

import ipywidgets as widgets

from ..engine import Cancelled, NotHere
from ..environment import where
from ..locale import language, say
from ..playing import ALONE
from .job import Job, said_html, trouble_html

REDRAW, SELDOM = 1.0, 5.0  # seconds between two looks at the curves: at least, and at most
COST = 10  # between these, looking takes at most a tenth of the time
EVERY = 15.0  # seconds between two printed lines, where nothing can be shown
MOST_SAID = 5  # sentences that stand in the panel; the curves list all
STOP = """
const button = this, status = button.nextElementSibling;
const page = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
const token = document.cookie.match(/(?:^|; )_xsrf=([^;]*)/)?.[1] ?? "";
button.disabled = true;
status.textContent = button.dataset.stopping;
fetch(`${page.baseUrl ?? "/"}api/kernels/$KERNEL/interrupt`, { method: "POST", headers: { "X-XSRFToken": token } })
  .then((answer) => { if (!answer.ok) throw answer.status; })
  .catch(() => { button.disabled = false; status.textContent = button.dataset.note; });
"""


class TrainingPanel(widgets.VBox):
    """A training on a page: its button starts it or lets it go on, Stop ends it after the step at hand.

    training: has run(on_step=…) → Progress, curves(), strip() and journal.events(), as `finetune.Training`; on_step is
    given a Progress after each step and may raise Cancelled: the training then saves, and returns. A Progress has step,
    steps, share (0 … 1), seen (pictures), epochs, seconds, left (seconds or None), state ("running", "done", "stopped",
    "gave up") and said (sentences). inline: as for a Job.
    """

    def __init__(self, training, *, inline: bool | None = None):
        self.training, self.progress = training, None
        self._next, self._strip_of, self._trouble = 0.0, None, None
        self.job = Job(self._label, self._work, primary=True, inline=inline, cancelled=self._stopping)
        self.halt, self.ended, self.said, self.curves, self.strip = (widgets.HTML() for _ in range(5))
        super().__init__([widgets.HTML(_style()), self.job, self.halt, self.ended, self.said, self.curves, self.strip])
        self.add_class("story-training")

    def run(self):
        """Trains in this thread and returns the last Progress; raises what goes wrong.

        Its Stop, in JupyterLab, is the notebook's own: an interrupt. The training saves then, and returns.
        """
        inline, self.job.inline, self._trouble = self.job.inline, True, None
        self.halt.value, self.job.row.layout.display = _stop_html(), "none"
        try:
            self.job.start()
        finally:
            self.job.inline, self.halt.value, self.job.row.layout.display = inline, "", ""
        if self._trouble is not None:
            self.job.clear()  # the cell shows it
            raise self._trouble
        return self.progress

    def relabel(self) -> None:
        """Says the labels again, in the language of now."""
        self.job.relabel()
        self._show(self.progress)

    @property
    def html(self) -> str:
        """What it shows now as plain HTML, which stays in a saved notebook."""
        parts = (self.job.text, self.ended, self.said, self.curves, self.strip)
        whole = "".join(part.value for part in parts)
        return f'<div class="story-training" lang="{language()}">{_style()}{whole}</div>'

    # ---- what happens inside ----

    def _label(self) -> str:
        return say("Train") if self.progress is None else say("Go on training")

    def _work(self, progress):
        self.job.stop.description = say("Stop")
        self.ended.value, self._next = "", 0.0

        def on_step(now) -> None:
            self._show(now)
            progress(now.share, 1, _where(now))  # raises Cancelled after Stop

        try:
            last = self.training.run(on_step=on_step)
        except Cancelled:
            last = self.progress
        except BaseException as error:
            self._trouble = error
            raise
        finally:
            self._next = 0.0
            self._look(finished=True)
        self.progress, self.said.value = last, ""  # the curves list all that was said
        self.ended.value = said_html(_end(last))
        self.job.clear()
        self.job.button.description = self._label()
        return last

    def _stopping(self) -> str:
        return say("Stopping after this step …")

    def _show(self, now) -> None:
        """Shows where it is; the curves only when it is time."""
        if now is None:
            return
        self.progress = now
        said = "".join(f"<li>{escape(text)}</li>" for text in now.said[-MOST_SAID:])
        said = f'<ul role="status">{said}</ul>' if said else ""
        if said != self.said.value:
            self.said.value = said
        if time.monotonic() >= self._next:
            self._look()

    def _look(self, finished: bool = False) -> None:
        """Draws the curves, and the newest validation pictures where there are new ones."""
        began = time.monotonic()
        try:
            curves = self.training.curves()
            self.curves.value = curves._repr_html_() if finished else curves.live
        except NotHere as error:  # no matplotlib: a training does not end for that
            self.curves.value = trouble_html(str(error))
        pictures = [event.get("file") for event in self.training.journal.events() if event.get("kind") == "pictures"]
        if pictures and pictures[-1] != self._strip_of:
            self._strip_of, self.strip.value = pictures[-1], self.training.strip().newest
        now = time.monotonic()
        self._next = now + min(SELDOM, max(REDRAW, COST * (now - began)))


def watch(training):
    """Trains here and now, to the end or to a stop, while the cell shows how it goes; returns the last Progress.

    In a notebook it shows a TrainingPanel, and leaves what that showed last as plain HTML, so that a saved notebook
    has it. Elsewhere it prints a line now and then. Raises what the training raises.
    """
    try:
        from IPython import get_ipython
        from IPython.display import HTML, display
    except ImportError:
        return _print(training)
    if getattr(get_ipython(), "kernel", None) is None:
        return _print(training)
    panel = TrainingPanel(training)
    place = display(panel, display_id=True)
    try:
        return panel.run()
    finally:
        place.update(HTML(panel.html))
        panel.close()


def _print(training):
    """Trains, and prints where it is now and then."""
    told, heard = time.monotonic(), 0

    def on_step(now) -> None:
        nonlocal told, heard
        for text in now.said[heard:]:
            print(text, flush=True)
        heard = len(now.said)
        if time.monotonic() - told >= EVERY:
            told = time.monotonic()
            print(_where(now), flush=True)

    last = training.run(on_step=on_step)
    print(_end(last), flush=True)
    return last


@cache
def _style() -> str:
    css = (Path(__file__).parent / "static" / "training.css").read_text(encoding="utf-8")
    return f"<style>{css}</style>"


def _stop_html() -> str:
    """A button that does what the notebook's own stop button does: while a cell runs Python hears no other."""
    stopping = escape(say("Stopping after this step …"))
    note = escape(say("To stop, press ■ of the notebook; what was learned is kept."))
    kernel = re.search(r"kernel-([\w-]+)\.json$", _connection_file())
    if not kernel or where() != "local":
        return f'<p class="story-halt">{note}</p>'
    script = escape(STOP.replace("$KERNEL", kernel[1]))
    return (
        f'<p class="story-halt"><button type="button" {ALONE} data-stopping="{stopping}" '
        f'data-note="{note}" onclick="{script}">■ {escape(say("Stop"))}</button> <span role="status"></span></p>'
    )


def _connection_file() -> str:
    try:
        from ipykernel import get_connection_file

        return get_connection_file()
    except (ImportError, RuntimeError):  # some other kind of kernel
        return ""


# ---- What is told


def _where(now) -> str:
    """ "step 120 of 400 · 960 pictures seen = 3.75 epochs · 1.9 min left"."""
    text = say("step {step} of {steps} · {seen} pictures seen = {epochs} epochs", **_numbers(now))
    return text if now.left is None else text + " · " + say("{time} left", time=_time(now.left))


def _end(last) -> str:
    if last is None:
        return say("Stopped before the first step.")
    if last.state == "done":
        return say(
            "Done in {time}: {step} steps, {seen} pictures seen = {epochs} epochs.",
            time=_time(last.seconds), **{name: text for name, text in _numbers(last).items() if name != "steps"},
        )  # fmt: skip
    if last.state == "gave up":
        return say("Given up at step {step}; the best weights were kept.", step=last.step)
    return say("Stopped at step {step}; run the cell again to go on.", step=last.step)


def _numbers(now) -> dict[str, str]:
    return {
        "step": str(now.step), "steps": str(now.steps), "seen": f"{now.seen:,}".replace(",", "\u202f"),
        "epochs": _figure(round(now.epochs, 2)),
    }  # fmt: skip


def _time(seconds: float) -> str:
    """ "40 s", "1.9 min", "2.5 h": the units are the same in all languages."""
    for limit, unit, name in ((100, 1, "s"), (6000, 60, "min")):
        if seconds < limit:
            return f"{_figure(round(seconds / unit, 1 if unit > 1 else 0))} {name}"
    return f"{_figure(round(seconds / 3600, 1))} h"


def _figure(value: float) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if language() == "es" else text
