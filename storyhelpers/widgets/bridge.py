"""What takes over where the canvas does not come alive: the same page script on core widgets, and below that, sliders.

A `Place` holds the canvas. A small script beside it looks after three seconds whether the canvas is there; if not,
it asks Python for the bridge. Where no script runs at all, a button for plain sliders comes to light by CSS alone.
"""

import base64
import html
import io
import json
import secrets

import ipywidgets
from PIL import ImageDraw

from ..locale import say
from .board import Board, points_and_box
from .clicking import Click
from .page import STATIC, script, style

STILL = ("image", "size", "label", "labels")
FROM_PAGE = ("asked", "wondered", "alive")
PATIENCE = 3  # seconds
WATCH = """
const host = this.parentElement; this.remove();
setTimeout(() => {
  const place = host.closest(".story-place");
  if (!place || place.querySelector(".story-canvas")) return;
  const field = place.querySelector(".story-help input");
  field.value = "bridge " + Date.now();
  for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
}, %d);
"""
STYLE = """<style>
.story-place .story-plain { animation: story-plain 0s %ds both; }
.story-place:has(.story-canvas) .story-plain { display: none !important; }
@keyframes story-plain { from { visibility: hidden; height: 0; } to { visibility: visible; } }
</style>"""
HIDDEN = {"display": "none"}


def run_in_page(code: str) -> str:
    """HTML that runs this JavaScript once it is in the page; `this.parentElement` is where it may write."""
    return f'<div><img src="data:," alt="" style="display:none" onerror="{html.escape(code)}"></div>'


class Bridge(ipywidgets.VBox):
    """The canvas of a Board, carried by an HTML and a Text widget instead of anywidget."""

    def __init__(self, board: Board):
        self.board, self._key = board, secrets.token_hex(4)
        self._still, self._moving = (self._hidden(ipywidgets.HTML(), name) for name in ("still", "moving"))
        self._up = self._hidden(ipywidgets.Text(continuous_update=False), "up")
        code = (STATIC / "canvas" / "bridge.js").read_text("utf-8")
        code = code.replace("$KEY", self._key).replace("$SOURCE", base64.b64encode(script().encode()).decode())
        host = ipywidgets.HTML(f"<style>{style()}</style>{run_in_page(code)}")
        super().__init__([self._still, self._moving, self._up, host])
        self._names = [n for n in Board.class_trait_names(sync=True) if n not in (*FROM_PAGE, *STILL)]
        self._still.value = self._packed(STILL)  # the picture travels once
        self._push()
        board.observe(self._push, "turn")
        self._up.observe(self._pull, "value")

    def _hidden(self, widget, name):
        widget.layout = ipywidgets.Layout(**HIDDEN)
        widget.add_class(f"story-{name}-{self._key}")
        return widget

    def _push(self, _=None):
        self._moving.value = self._packed(self._names)

    def _packed(self, names) -> str:
        return html.escape(json.dumps({name: _packed(getattr(self.board, name)) for name in names}))

    def _pull(self, change):
        try:
            told = json.loads(change.new or "{}")
        except ValueError:  # somebody typed into the hidden field
            return
        for name in FROM_PAGE:
            if name in told and told[name] != getattr(self.board, name):
                setattr(self.board, name, told[name])


def _packed(value):
    """A value as JSON can carry it: bytes as {"base64": text}."""
    if isinstance(value, (bytes, memoryview, bytearray)):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, dict):
        return {key: _packed(one) for key, one in value.items()}
    return [_packed(one) for one in value] if isinstance(value, (list, tuple)) else value


class Sliders(ipywidgets.VBox):
    """Marking without any script: two sliders and buttons. The picture is sent when it is asked for."""

    def __init__(self, clicked: Click):
        self._click = clicked
        width, height = clicked.picture.size
        wide = ipywidgets.Layout(width="min(100%, 640px)")
        self.opener = ipywidgets.Button(layout=wide)
        self.picture = ipywidgets.Image(format="jpeg", layout=wide)
        self.x = ipywidgets.IntSlider(width // 2, 0, width - 1, description="x", layout=wide, continuous_update=False)
        self.y = ipywidgets.IntSlider(height // 2, 0, height - 1, description="y", layout=wide, continuous_update=False)
        self.yes, self.no, self.clear, self.keep = (
            ipywidgets.Button(layout=ipywidgets.Layout(width="auto")) for _ in range(4)
        )
        self.relabel()
        row = ipywidgets.Layout(flex_flow="row wrap")
        self.buttons = ipywidgets.Box([self.yes, self.no, self.clear, self.keep], layout=row)
        self.words = ipywidgets.HTML()
        super().__init__([self.opener])
        self.add_class("story-plain")
        self.opener.on_click(self._opened)
        for slider in (self.x, self.y):
            slider.observe(lambda _: self._draw(), "value")
        self.yes.on_click(lambda _: self._add(True))
        self.no.on_click(lambda _: self._add(False))
        self.clear.on_click(lambda _: self._do([{"marks": []}]))
        self.keep.on_click(lambda _: self._do([{"keep": secrets.token_hex(4)}]))

    def relabel(self) -> None:
        """Says the labels, in the language of now."""
        self.opener.description = say("The picture does not appear? Mark it with sliders")
        self.yes.description, self.no.description = say("＋ This"), say("－ Not this")
        self.clear.description, self.keep.description = say("✕ Clear"), say("Keep it, mark the next")

    def _opened(self, _):
        self.children = [self.picture, self.x, self.y, self.buttons,
                         self.words]  # fmt: skip
        self._draw()

    def _add(self, keep):
        board = self._click.board
        marks = [] if board.suggested and keep else list(board.marks)
        self._do([{"marks": [*marks, {"x": self.x.value, "y": self.y.value, "keep": keep}]}])

    def _do(self, acts):
        board = self._click.board
        board.do(acts)
        self.words.value = html.escape(board.words)
        self._draw()

    def _draw(self):
        clicked, board = self._click, self._click.board
        marked = clicked.marked
        image = (marked.overlay if marked is not None else clicked.picture.image).copy()
        pen, (width, height), x, y = ImageDraw.Draw(image), image.size, self.x.value, self.y.value
        thick = max(1, round(max(image.size) / 500))
        for colour, more in (("black", 2), ("#ffd400", 0)):  # a line that is seen on any ground
            pen.line((0, y, width, y), colour, thick + more)
            pen.line((x, 0, x, height), colour, thick + more)
        for point in points_and_box(board.marks)[0]:
            radius, colour = 4 * thick, "#12804a" if point.keep else "#b3203f"
            pen.ellipse(
                (point.x - radius, point.y - radius, point.x + radius, point.y + radius), colour, "white", thick
            )
        out = io.BytesIO()
        image.save(out, "JPEG", quality=85)
        self.picture.value = out.getvalue()


class Place(ipywidgets.VBox):
    """Where the canvas stands, with all that takes over for it."""

    def __init__(self, clicked: Click):
        self._click = clicked
        watch = ipywidgets.HTML(STYLE % (2 * PATIENCE + 2) + run_in_page(WATCH % (1000 * PATIENCE)))
        self._help = ipywidgets.Text(continuous_update=False, layout=ipywidgets.Layout(**HIDDEN))
        self._help.add_class("story-help")
        self._help.observe(self._called, "value")
        self.sliders = Sliders(clicked)
        try:
            first = clicked.canvas
        except ImportError:  # no anywidget here
            first = bridge_of(clicked)
        super().__init__([first, watch, self._help, self.sliders])
        self.add_class("story-place")

    def _called(self, change):
        if change.new and not isinstance(self.children[0], Bridge):
            self.children = [bridge_of(self._click), *self.children[1:]]


def bridge_of(clicked: Click) -> Bridge:
    """The bridge to a Click: to its canvas' own Board, or to a plain one where there is no anywidget."""
    return Bridge(clicked.board)


def place_of(clicked: Click) -> Place:
    """The canvas of this Click with all that takes over for it."""
    return Place(clicked)


def bundle(place: Place) -> tuple[dict, dict]:
    """(data, metadata) that show a widget, for ipywidgets 7 and 8."""
    first = place.children[0]
    metadata = first._repr_mimebundle_()[1] if not isinstance(first, Bridge) else {}  # Colab's place of widget scripts
    view = {"version_major": 2, "version_minor": 0, "model_id": place.model_id}
    return {"application/vnd.jupyter.widget-view+json": view}, metadata
