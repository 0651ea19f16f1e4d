"""The recorder's page: an anywidget that records in the browser, a core field where it is not alive, and the player.

The page sends one take after the other, each in pieces (recorded.py): `sent` = {"by": a page, "take": 3, "piece": 0,
"pieces": 2, …} with `piece`, the bytes. The next piece comes when `heard` says that this one did, because a page that
sends faster than it is answered only sends the last one; and Colab loses a message of 1 MB. `heard` says "came" when
the take is whole, and "done" when those who listen to the recorder are through with it.
"""

import time
from functools import cache
from html import escape
from math import isfinite
from pathlib import Path
from textwrap import shorten

import ipywidgets as widgets
import traitlets

from ..engine import StoryError
from ..environment import where
from ..locale import language, say
from ..media import Sound
from ..playing import player_html
from .job import trouble_html
from .recorded import LONGEST_FILE, Pieces, _number, sound_of
from .shown import Shown

STATIC = Path(__file__).parent / "static"
PARTS = ("ear", "wave", "sending", "recorder")  # of one script, in this order
PIECE, PIECE_ON_COLAB = 4_000_000, 500_000  # bytes
RATE, RATE_ON_COLAB = 48_000, 24_000  # Hz at most; a microphone's own rate where that is less
MEGABYTES, MEGABYTES_ON_COLAB = 8, 0.9  # that come through the core field, which sends a file as it is
LARGEST = 200_000_000  # bytes of a file that a browser is asked to open
INSTEAD = """<style>
.story-record-place .story-instead { animation: story-instead 0s 3s both; }
.story-record-place:has(.story-recorder) .story-instead { display: none !important; }
.story-record-place .jupyter-widgets-error-widget { display: none; }
@keyframes story-instead { from { visibility: hidden; } to { visibility: visible; } }
</style>"""


@cache
def script() -> str:
    """The page's JavaScript, one module: anywidget loads one file."""
    return "\n".join((STATIC / "recorder" / f"{part}.js").read_text("utf-8") for part in PARTS)


@cache
def microphone_class():
    """The anywidget, made when it is first needed. Raises ImportError where there is no anywidget."""
    import anywidget

    class Microphone(anywidget.AnyWidget):
        """A button, a meter and a field for a file; what they yield goes to `take(data, about)`."""

        _esm = script()
        _css = (STATIC / "recorder.css").read_text("utf-8")
        piece = traitlets.CBytes(b"").tag(sync=True, echo_update=False)
        sent = traitlets.Dict().tag(sync=True, echo_update=False)
        alive = traitlets.Bool(False).tag(sync=True, echo_update=False)
        heard = traitlets.Dict().tag(sync=True)
        words = traitlets.Unicode("").tag(sync=True)
        wrong = traitlets.Bool(False).tag(sync=True)
        has_sound = traitlets.Bool(False).tag(sync=True)
        longest = traitlets.Float(10.0).tag(sync=True)
        rate = traitlets.Int(RATE).tag(sync=True)
        most = traitlets.Int(PIECE).tag(sync=True)
        largest = traitlets.Int(LARGEST).tag(sync=True)
        longest_file = traitlets.Int(LONGEST_FILE).tag(sync=True)
        labels = traitlets.Dict().tag(sync=True)

        def __init__(self, take, **traits):
            super().__init__(**traits)
            self._take, self._pieces = take, Pieces()
            self._taken: dict[str, int] = {}  # page → its last take that was done
            self.observe(self._came, "sent")

        def _came(self, change):
            """One piece, or a problem, came. Whatever it holds: a sentence, and the page goes on."""
            told, data, done = change.new, bytes(self.piece), True
            here = {name: told.get(name) for name in ("by", "take", "piece")}
            words, wrong = self.words, self.wrong
            try:
                by, take, piece, pieces = str(told["by"])[:20], *(int(told[k]) for k in ("take", "piece", "pieces"))
                if take > self._taken.get(by, 0):  # else it was sent twice, because the answer was slow or got lost
                    whole = b"" if told.get("problem") else self._pieces.add(data, by, take, piece, pieces)
                    done = whole is not None
                    if done:
                        self._taken[by] = take
                        self.heard = {**here, "came": True, "time": time.time()}  # whoever listens may take long
                        words, wrong = self._take(whole, told)
            except StoryError as error:
                words, wrong = str(error), True
            except Exception as error:  # nobody sees what a callback raises
                words, wrong = _failed(error), True
            with self.hold_sync():
                self.words, self.wrong, self.piece = words, wrong, b""
                self.heard = {**here, "done": done, "time": time.time()}

    return Microphone


class MicrophonePlace(widgets.VBox):
    """The recorder of a Recorder, what stands in for it, and the player of its sound."""

    def __init__(self, recorder):
        self._recorder = recorder
        colab = where() == "colab"
        self.player = Shown("", "")
        self.plain = widgets.FileUpload(accept="audio/*", multiple=False, layout=widgets.Layout(width="max-content"))
        self.plain.observe(lambda _: self._plain(), "value")
        self.note, self.said = widgets.HTML(), widgets.HTML()
        instead = widgets.VBox([self.plain, self.note, self.said])
        instead.add_class("story-instead")
        try:
            self.microphone = microphone_class()(
                self.take, longest=recorder.seconds, rate=RATE_ON_COLAB if colab else RATE,
                most=PIECE_ON_COLAB if colab else PIECE,
            )  # fmt: skip
        except ImportError:  # no anywidget here
            self.microphone = None
        first = [self.microphone] if self.microphone is not None else []
        super().__init__([*first, instead, self.player, widgets.HTML(INSTEAD)])
        self.add_class("story-record-place")
        self.relabel()

    @property
    def metadata(self) -> dict:
        """What Colab needs beside the view: its place of widget scripts."""
        return self.microphone._repr_mimebundle_()[1] if self.microphone is not None else {}

    def relabel(self) -> None:
        """Says everything once more, in the language of now."""
        self.plain.description = say("Choose a sound file")
        megabytes = _number(MEGABYTES_ON_COLAB if where() == "colab" else MEGABYTES)
        self.note.value = escape(say("Here only sound files of up to {megabytes} MB arrive.", megabytes=megabytes))
        if self.microphone is not None:
            self.microphone.labels = words_of_the_recorder(self._recorder.seconds)
            self.microphone.words, self.microphone.wrong = "", False
        self.said.value = ""
        self.show()

    def show(self) -> None:
        """Shows the recorder's sound as it is now."""
        sound = self._recorder.sound
        self.player.value = player_html(sound, wav=False) if sound is not None else ""
        self.player.alt = repr(sound) if sound is not None else ""
        if self.microphone is not None:
            self.microphone.has_sound = sound is not None

    def take(self, data: bytes, about: dict) -> tuple[str, bool]:
        """Takes what came. Answers what to say, and whether something went wrong; then the old sound stays."""
        try:
            sound = sound_of(data, about, self._recorder.seconds)
        except StoryError as error:
            return str(error), True
        try:
            self._recorder.take(sound)
        except BaseException as error:  # of whoever listens; even a stopped kernel must not leave a page that waits
            return _failed(error), True
        return _told(sound, bool(about.get("name"))), False

    def _plain(self) -> None:
        files = self.plain.value
        if isinstance(files, dict):  # ipywidgets 7: {name: {"metadata", "content"}}
            files = [{"name": name, **file} for name, file in files.items()]
        if files:
            words, wrong = self.take(bytes(files[0]["content"]), {"name": str(files[0]["name"])})
            self.said.value = trouble_html(words) if wrong else ""


def _told(sound: Sound, from_file: bool) -> str:
    """What is said about a sound that came."""
    seconds = _number(sound.seconds, 1)
    if from_file:
        return say("The file is here: {seconds} s.", seconds=seconds)
    if abs(sound.samples).max() < 0.001:
        return say(
            "{seconds} s were recorded, but nothing is to be heard. Is the microphone switched on?", seconds=seconds
        )
    return say("Recorded: {seconds} s.", seconds=seconds)


def _failed(error: BaseException) -> str:
    if isinstance(error, StoryError) and str(error).strip():
        return str(error)
    error = shorten(f"{type(error).__name__}: {error}", 200, placeholder=" …")
    return say("The sound came, but what should follow did not work ({error}).", error=error)


def words_of_the_recorder(longest: float) -> dict[str, str]:
    """All words that the page says by itself. Gaps in braces are filled there."""
    most = _number(longest) if isfinite(longest) else ""
    return {
        "language": language(),
        "record": say("Record"),
        "stop": say("Stop"),
        "again": say("Record again"),
        "file": say("Choose a sound file"),
        "most": say("up to {longest} s", longest=most),
        "clock": say("{seconds} s of {longest} s").replace("{longest}", most),
        "level": say("Loudness"),
        "whole": say("Recorder"),
        "start": say("Press “{button}” and make a sound, or choose a file.", button=say("Record")),
        "asking": say("The browser asks whether this page may use the microphone. Please allow it."),
        "recording": say("Recording …"),
        "silent": say("Nothing is heard yet. Is the microphone switched on?"),
        "loud": say("That is too loud. Go a little away from the microphone."),
        "lost": say("The microphone went away. What it recorded until then is kept."),
        "reading": say("Reading …"),
        "sending": say("Sending the sound …"),
        "working": say("Python works with the sound … {seconds} s"),
        "waiting": say(
            "Python has not answered for {seconds} s. It works on another cell, or it was restarted. The sound is kept "
            "on this page: save it before you run this cell again."
        ),
        "gone": say("Python was stopped or restarted. Save the sound, then run this cell again."),
        "save": say("Save the sound"),
        "insecure": say(
            "This page has no secure address (https), so the browser lends it no microphone. Choose a sound file, or "
            "open the page by https or on localhost."
        ),
        "refused": say(
            "The browser does not lend this page the microphone. Allow it beside the page's address and press "
            "“{button}”, or choose a sound file.",
            button=say("Record"),
        ),
        "framed": say("The page around this notebook lends it no microphone. Choose a sound file."),
        "missing": say("No microphone was found. Plug one in and press “{button}”, or choose a sound file.",
                       button=say("Record")),
        "taken": say("The microphone gives nothing; perhaps another program uses it. Close that and press “{button}”, "
                     "or choose a sound file.", button=say("Record")),
        "old": say("This browser cannot record. Choose a sound file, or take another browser."),
    }  # fmt: skip
