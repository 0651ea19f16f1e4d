"""A picture of one's own: a small anywidget that shrinks it in the browser, and a core field where that is not alive.

More than 10 MB from the browser ends its connection to the kernel, and Colab loses 1 MB, so what is sent is smaller.
"""

from collections.abc import Callable
from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets

from ...engine import BadInput, StoryError
from ...environment import where
from ...locale import say
from ...media import Picture
from ..by_hand import by_hand
from .layout import Labels, trouble

STATIC = Path(__file__).parents[1] / "static"
MOST, MOST_ON_COLAB = 6_000_000, 900_000  # bytes that may be sent
LONGEST_SIDE = 2048  # px that a photo is shrunk to
LARGEST = 200_000_000  # bytes of a file that a browser is asked to open


class Upload(anywidget.AnyWidget):
    """A field for one picture. The page sets `data`, and `about` = {"name", "size", "length", "was", "now", "problem"}.

    problem: "", "pdf", "heic", "large", "cut" or "unreadable". length: the bytes that were sent. `sent` counts them.
    """

    _esm = STATIC / "upload.js"
    _css = ""
    data = traitlets.CBytes(b"").tag(sync=True)
    about = traitlets.Dict().tag(sync=True)
    sent = traitlets.Int(0).tag(sync=True)
    most = traitlets.Int(MOST).tag(sync=True)
    longest = traitlets.Int(LONGEST_SIDE).tag(sync=True)
    largest = traitlets.Int(LARGEST).tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    alive = traitlets.Bool(False).tag(sync=True)


class UploadPlace(widgets.VBox):
    """The upload, what stands in for it, and what has to be said. Calls `came(picture, name)` with a good picture."""

    def __init__(self, labels: Labels, came: Callable[[Picture, str], None]):
        self._came = came
        self.upload = Upload(most=MOST_ON_COLAB if where() == "colab" else MOST)
        labels.put(self.upload, "labels", words_of_the_field)
        self.upload.observe(lambda _: self._sent(), "sent")
        self.plain = labels.put(
            widgets.FileUpload(accept="image/*", multiple=False), "description", lambda: say("Choose a picture")
        )
        self.plain.observe(lambda change: self._plain(), "value")
        # It shows itself after three seconds, unless the field above has come alive: see studio.css.
        instead = widgets.VBox([self.plain, labels.put(widgets.HTML(), "value", _small_only)])
        instead.add_class("studio-instead")
        self.said = widgets.HTML()
        super().__init__([self.upload, instead, self.said])
        self.add_class("studio-upload-place")

    def _sent(self) -> None:
        data, about = bytes(self.upload.data), dict(self.upload.about)
        self.take(data, about)
        self.upload.data = b""  # a page that is loaded again need not be sent it

    def _plain(self) -> None:
        files = self.plain.value
        if isinstance(files, dict):  # ipywidgets 7: {name: {"metadata", "content"}}
            files = [{"name": name, **file} for name, file in files.items()]
        if files:
            name, data = str(files[0]["name"]), bytes(files[0]["content"])
            self.take(data, {"name": name, "length": len(data), "problem": kind_of(data)})

    def take(self, data: bytes, about: dict) -> None:
        """Takes what the page sent: a picture, or a sentence in place."""
        try:
            picture = picture_of(data, about)
        except StoryError as error:
            trouble(self.said, by_hand(error)[0])
            return
        trouble(self.said, "")
        self._came(picture, str(about.get("name") or ""))


def picture_of(data: bytes, about: dict) -> Picture:
    """The picture that was sent. Raises BadInput with a sentence for everything else."""
    from dataclasses import replace

    name = str(about.get("name") or say("That file"))[:80]
    problem = about.get("problem") or kind_of(data)
    if problem == "heic":
        raise BadInput(say(
            "{name} is a HEIC photo, which this browser cannot open. Save it as a JPEG and take that "
            "(on an iPhone: Settings, Camera, Formats, Most Compatible).", name=name,
        ), "said")  # fmt: skip
    if problem == "pdf":
        raise BadInput(say("{name} is a PDF, not a picture. Take a JPEG, PNG or WebP file.", name=name), "said")
    if problem == "large":
        megabytes = round(int(about.get("size") or 0) / 1e6)
        raise BadInput(say("{name} has {megabytes} MB, which is too much for a browser. Make it smaller first.",
                           name=name, megabytes=megabytes), "said")  # fmt: skip
    if problem == "cut" or len(data) != int(about.get("length", len(data))):
        raise BadInput(f"{name} is cut short.", "damaged", name=name)
    if problem == "unreadable" or not data:
        raise BadInput(f"{name} is not a picture that can be read.", "unreadable", name=name)
    try:
        picture = Picture.open(data)
    except BadInput as error:
        error.facts["name"] = name  # there are only bytes to open, which have no name
        raise
    was, now = about.get("was"), about.get("now")
    if was and now and list(was) != list(now):
        note = say("The picture was shrunk from {w} × {h} to {x} × {y} pixels.", w=was[0], h=was[1], x=now[0], y=now[1])
        picture = replace(picture, note=note)
    return picture


def kind_of(data: bytes) -> str:
    """What a file is that says it is a picture: "pdf", "heic", or "" for what is worth a try."""
    if data[:1024].lstrip().startswith(b"%PDF"):
        return "pdf"
    return "heic" if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc") else ""


def words_of_the_field() -> dict[str, str]:
    """What the field says."""
    return {
        "choose": say("Choose a picture of your own, or drop it here"),
        "hint": say("JPEG, PNG or WebP; large photos are made smaller here before they are sent"),
        "reading": say("Reading the picture …"),
        "sending": say("Sending the picture …"),
    }


def _small_only() -> str:
    return f'<p class="studio-note">{say("Here only pictures up to 8 MB arrive.")}</p>'
