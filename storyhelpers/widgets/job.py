"""Job: a button for work that lasts, with its progress, a Cancel button, and what went wrong as a sentence in place.

Work runs in one thread beside the kernel, one piece after the other, because models share one card. Colab shows
nothing that such a thread changes (colabtools#3373), so there the work runs inside the button's own callback.
"""

import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from html import escape

import ipywidgets as widgets
import traitlets

from ..engine import Cancelled, StoryError
from ..environment import where
from ..locale import say
from .by_hand import by_hand

QUEUED = 0.3  # seconds; a press that arrives so soon after work inside a callback was made while it ran
PACE = 0.1  # seconds between two pictures of the progress


@cache
def worker() -> ThreadPoolExecutor:
    """The one thread in which jobs run, in the order in which they were started."""
    return ThreadPoolExecutor(1, thread_name_prefix="studio job")


class Progress:
    """What a piece of work is given: `progress(done, total)` is an `on_step`; `progress.doing("…")` says what comes.

    `progress(done, total, words)` says what is done at that step. All raise Cancelled when Cancel was pressed.
    """

    def __init__(self, job: "Job"):
        self._job, self._told, self._words = job, 0.0, ""
        self.stopped = threading.Event()
        self.came = False  # its answer is there and being shown; too late to cancel

    def __call__(self, done: float = 0, total: float = 0, words: str = "") -> None:
        if self.stopped.is_set():
            raise Cancelled(say("Cancelled. Nothing was changed."))
        self._words = words or self._words
        if time.monotonic() - self._told >= PACE:
            self._told = time.monotonic()
            self._job._show_progress(self, min(1.0, done / total) if total else None, self._words)

    def doing(self, words: str) -> None:
        """Says what is being done now."""
        self._words, self._told = words, 0.0
        self()


class Job(widgets.VBox):
    """`Job(label, work, done)`: the button `label()`; a press calls `work(progress)` and then `done(its answer)`.

    label: a function, asked again by `relabel` when the language changes. cancelled: likewise, what is said after a
    Cancel, for work that keeps what it has done. A press while it is busy does nothing, so ten presses are one run.
    After Cancel the button can be used at once; an answer that still comes is thrown away. inline: whether the work
    runs inside the callback; None: only on Colab.
    """

    busy = traitlets.Bool(False)

    def __init__(
        self,
        label: Callable[[], str],
        work: Callable[[Progress], object],
        done: Callable[[object], None] | None = None,
        *,
        primary: bool = False,
        inline: bool | None = None,
        cancelled: Callable[[], str] = lambda: say("Cancelled. Nothing was changed."),
    ):
        self._label, self._work, self._done, self._cancelled = label, work, done, cancelled
        self.inline = where() == "colab" if inline is None else inline
        self._lock = threading.RLock()
        self._run: Progress | None = None  # the run whose answer counts
        self._ended = -QUEUED
        self._shown = ""  # "progress", "said" or "trouble"
        self._trouble: Callable[[], str] = str  # says once more what went wrong, in the language of now
        self._future: Future | None = None
        self.button = widgets.Button(button_style="primary" if primary else "")
        self.stop = widgets.Button(layout=widgets.Layout(display="none"))
        self.text = widgets.HTML()
        self.button.on_click(lambda _: self._pressed())
        self.stop.on_click(lambda _: self.cancel())
        self.row = widgets.HBox([self.button, self.stop])
        super().__init__([self.row, self.text])
        for part, name in ((self, "studio-job"), (self.stop, "studio-stop"), (self.row, "studio-row")):
            part.add_class(name)
        self.relabel()

    def relabel(self) -> None:
        """Says the labels again, in the language of now."""
        self.button.description = self._label()
        self.stop.description = say("Cancel")
        if self._shown == "said":
            self.clear()
        elif self._shown == "trouble":
            self.text.value = self._trouble()

    def start(self) -> Future | None:
        """Starts the work, unless it runs already; its Future, or None where nothing was started or is left to do."""
        return self.start_with(self._work)

    def start_with(self, work: Callable[[Progress], object]) -> Future | None:
        """The same with other work, for this once."""
        with self._lock:
            if self._run is not None:
                return None
            run = self._run = Progress(self)
            self.busy = self.button.disabled = True
            self.stop.layout.display = "none" if self.inline else ""
        waiting = self._future is not None and not self._future.done()
        self._show_progress(run, None, say("Waiting for earlier work to end …") if waiting else say("Working …"))
        if self.inline:
            self._do(run, work)
            return None
        self._future = worker().submit(self._do, run, work)
        return self._future

    def cancel(self) -> None:
        """Stops at the next step; what the work still answers after this is thrown away."""
        with self._lock:
            run = self._run
            if run is None or run.came:
                return
            run.stopped.set()
        self._finish(run, "said", said_html(self._cancelled()))

    def wait(self, seconds: float = 60) -> None:
        """Returns when the work is done; for programs and tests."""
        if self._future is not None:
            self._future.result(seconds)

    def clear(self) -> None:
        """Takes away what was said."""
        if self._run is None:
            self.text.value, self._shown = "", ""

    def tell(self, sentence: str) -> None:
        """Says a sentence in place, as for an error."""
        self._trouble = lambda: trouble_html(sentence)
        self.text.value, self._shown = self._trouble(), "trouble"

    # ---- what happens inside ----

    def _pressed(self) -> None:
        if self.inline and time.monotonic() - self._ended < QUEUED:
            self._ended = time.monotonic()  # it was pressed while the callback was busy, and waited in the queue
            return
        self.start()

    def _do(self, run: Progress, work: Callable) -> None:
        if run.stopped.is_set():  # cancelled before its turn came
            return
        shown, html = "", ""
        try:
            made = work(run)
            with self._lock:
                if self._run is not run:  # cancelled meanwhile
                    return
                run.came = True
            if self._done is not None:
                self._done(made)
        except (Cancelled, KeyboardInterrupt):  # the kernel's own stop button reaches work inside a callback only
            shown, html = "said", said_html(self._cancelled())
        except Exception as error:  # nobody sees what a callback or a thread raises, so it is shown here
            self._trouble = partial(error_html, error)
            shown, html = "trouble", self._trouble()
        self._finish(run, shown, html)

    def _finish(self, run: Progress, shown: str, html: str) -> None:
        """Ends `run`, if its answer still counts, and shows `html`."""
        with self._lock:
            if run is not self._run:
                return
            self._run, self._ended = None, time.monotonic()
            self.button.disabled, self.stop.layout.display = False, "none"
            self._shown, self.text.value = shown, html  # the last to change: who reads it finds the button ready
        self.busy = False  # whoever listens may start the next run

    def _show_progress(self, run: Progress, share: float | None, words: str) -> None:
        with self._lock:
            if self._run is not run:
                return
            at = "" if share is None else f' value="{share:.3f}"'
            figure = "" if share is None else f" {share:.0%}"
            label = escape(words or say("Working …"))
            self._shown = "progress"
            self.text.value = said_html(
                f"{words or say('Working …')}{figure}", f'<progress max="1"{at} aria-label="{label}"></progress> '
            )


def trouble_html(sentence: str, details: str = "") -> str:
    """A sentence about what went wrong, as HTML; whatever it quotes stays text."""
    more = (
        f"<details><summary>{escape(say('Details'))}</summary><pre>{escape(details)}</pre></details>" if details else ""
    )
    return f'<div class="studio-trouble" role="alert"><span aria-hidden="true">⚠ </span>{escape(sentence)}{more}</div>'


def error_html(error: Exception) -> str:
    """Any error, as HTML in the language of now: one of ours in a sentence, another one with its traceback folded."""
    if isinstance(error, StoryError):
        return trouble_html(*by_hand(error))
    sentence = say("This did not work: {error}", error=f"{type(error).__name__}: {error}")
    return trouble_html(sentence, "".join(traceback.format_exception(error)))


def said_html(sentence: str, before: str = "") -> str:
    """A sentence about what happens, as HTML, after the HTML `before`."""
    return f'<p class="studio-said" role="status">{before}{escape(sentence)}</p>'
