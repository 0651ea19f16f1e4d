"""What all parts of the page are made of: cards with a number and a mark, fields with labels, links to files."""

import base64
import io
import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import ipywidgets as widgets
from PIL import Image

from ...locale import say
from ..job import trouble_html
from ..made import LOCKED, SIGNS, mark_words

STATIC = Path(__file__).parents[1] / "static"


class Labels:
    """Who shows words, and how to say them; `again` says all of them in the language of now."""

    def __init__(self):
        self._all: list[Callable[[], None]] = []

    def put(self, widget, name: str, words: Callable[[], object]):
        """Sets a trait to what `words()` says, now and whenever the language changes; answers the widget."""

        def put():
            setattr(widget, name, words())

        put()
        self._all.append(put)
        return widget

    def call(self, again: Callable[[], None]) -> None:
        """Calls `again` whenever the language changes."""
        self._all.append(again)

    def again(self) -> None:
        """Everything once more."""
        for put in self._all:
            put()


class Card(widgets.VBox):
    """One step: its heading with its mark, and what is in it; while it is locked, a sentence says what comes first.

    name: the step's name in the story, "" for a card that is no step. title, first: functions that say the words.
    """

    def __init__(self, name: str, number: int | None, title: Callable[[], str], first: Callable[[], str] | None, body):
        self.name, self.number, self._title, self._first = name, number, title, first
        self.head, self.wait = widgets.HTML(), widgets.HTML()
        self.body = widgets.VBox(body)
        self.body.add_class("studio-body")
        super().__init__([self.head, self.wait, self.body])
        self.add_class("studio-card")
        self.add_class(f"studio-card-{name or 'start'}")

    def show(self, status: str | None) -> None:
        """Shows the mark of a status; None: no mark. What did not change is not sent."""
        mark = ""
        if status:
            sign = SIGNS[status]
            words = escape(mark_words(status))
            mark = f'<span class="studio-mark {status}"><span aria-hidden="true">{sign}</span> {words}</span>'
        number = f'<span class="studio-number" aria-hidden="true">{self.number}</span>' if self.number else ""
        title = self._title()
        title = say("Step {number}: {title}", number=self.number, title=title) if self.number else title
        self.head.value = (
            f'<div class="studio-head">{number}<h2 id="studio-{self.name}">{escape(title)}</h2>{mark}</div>'
        )
        locked = status == LOCKED
        self.wait.value = f'<p class="studio-wait">{escape(self._first())}</p>' if locked and self._first else ""
        shown(self.wait, locked)
        shown(self.body, not locked)


def shown(widget, yes: bool) -> None:
    """Shows or hides a widget; nothing is sent when it is so already."""
    display = None if yes else "none"
    if widget.layout.display != display:
        widget.layout.display = display


def row(*parts, name: str = "") -> widgets.HBox:
    """Widgets side by side that wrap on a narrow page."""
    made = widgets.HBox(parts)
    made.add_class("studio-row")
    if name:
        made.add_class(name)
    return made


def halves(*parts) -> widgets.HBox:
    """Lists of widgets as frames side by side; below each other on a narrow page."""
    frames = [widgets.VBox(part) for part in parts]
    for frame in frames:
        frame.add_class("studio-half")
    made = widgets.HBox(frames)
    made.add_class("studio-halves")
    return made


def button(labels: Labels, words: Callable[[], str], pressed: Callable[[], None], kind: str = "") -> widgets.Button:
    """A button that calls `pressed` without arguments."""
    made = widgets.Button(button_style=kind)
    made.on_click(lambda _: pressed())
    return labels.put(made, "description", words)


def area(labels: Labels, words: Callable[[], str], hint: Callable[[], str] | None = None, rows: int = 4):
    """A field for a few sentences, under its label."""
    made = labels.put(widgets.Textarea(rows=rows), "description", words)
    made.add_class("studio-field")
    return labels.put(made, "placeholder", hint) if hint else made


def field(labels: Labels, made, words: Callable[[], str]):
    """Any core field with its label above it."""
    made.add_class("studio-field")
    return labels.put(made, "description", words)


def trouble(said: widgets.HTML, sentence: str) -> None:
    """Shows a sentence in place, or takes it away."""
    said.value = trouble_html(sentence) if sentence else ""


def note_html(words: str) -> str:
    """A quiet sentence."""
    return f'<p class="studio-note">{escape(words)}</p>' if words else ""


def file_name(words: str, ending: str) -> str:
    """A file name from the beginning of a text, in any script."""
    return ("-".join(re.findall(r"\w+", words.lower())[:6])[:40].strip("-_") or "story") + ending


def link(data: bytes, kind: str, name: str, words: str, *, opens: bool = False) -> str:
    """A link, as HTML, that saves `data` under `name`, or opens it in a new tab; the bytes are in the page already."""
    href = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    if not opens:
        name = escape(name, quote=True)
        sign = '<span aria-hidden="true">⤓ </span>'
        return f'<a class="studio-link" download="{name}" href="{href}">{sign}{escape(words)}</a>'
    # Browsers open no data: address in a tab of its own, but they do open a blob made of it.
    make = (
        "if(this.href.startsWith('data:')){const s=atob(this.href.split(',')[1]),"
        "b=Uint8Array.from(s,c=>c.charCodeAt(0));"
        f"this.href=window.URL.createObjectURL(new Blob([b],{{type:'{kind}'}}))}}"
    )
    return (
        f'<a class="studio-link" target="_blank" rel="noopener" onclick="{make}" href="{href}">'
        f'<span aria-hidden="true">↗ </span>{escape(words)}</a>'
    )


def image_html(image: Image.Image, most: tuple[int, int], words: str = "", quality: int = 84, larger: int = 1) -> str:
    """A small copy of a picture, as HTML; without words it only decorates what stands beside it.

    larger: how many times a thing that is far away may be enlarged, smoother than a browser would do it.
    """
    grow = min(larger, most[0] / image.width, most[1] / image.height)
    size = (round(image.width * grow), round(image.height * grow))
    small = image.resize(size, Image.Resampling.LANCZOS) if grow > 1 else image.copy()
    small.thumbnail(most, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=quality, method=2)
    source = f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
    return f'<img src="{source}" alt="{escape(words, quote=True)}" width="{small.width}" height="{small.height}">'


def copy_button(words: str, copied: str) -> str:
    """A button, as HTML, that puts the text of the field in its card on the clipboard and says so."""
    act = (
        "const t=this.closest('.studio-copies').querySelector('textarea'),b=this,w=b.textContent;"
        "const ok=()=>{b.textContent=b.dataset.copied;setTimeout(()=>b.textContent=w,1600)};"
        "const old=()=>{t.select();document.execCommand('copy')&&ok()};"  # where the page is not a safe one
        "if(navigator.clipboard)navigator.clipboard.writeText(t.value).then(ok,old);else old()"
    )
    return (
        f'<button type="button" class="studio-link" aria-live="polite" data-copied="{escape(copied, quote=True)}" '
        f'onclick="{act}">{escape(words)}</button>'
    )


def style_html() -> str:
    """The page's style, and what makes JupyterLab leave the keys that are typed here alone (D D deletes a cell).

    A mark on the page alone would not do: JupyterLab asks what has the focus. So plain keys do not leave the page.
    """
    mark = (
        "const page=this.closest('.studio-page');if(page)page.addEventListener('keydown',"
        "e=>{if(!e.ctrlKey&&!e.metaKey&&!e.altKey&&e.key!=='Tab')e.stopPropagation()})"
    )
    town = base64.b64encode((STATIC / "town.svg").read_bytes()).decode()
    town = f'.studio-page {{ --town: url("data:image/svg+xml;base64,{town}"); }}'
    return f'<style onload="{mark}">{town}\n{(STATIC / "studio.css").read_text("utf-8")}</style>'


def language_html(tag: str) -> str:
    """What tells the page's root, and in Voila the whole document, which language it speaks: no core widget can."""
    act = (
        f"const page=this.closest('.studio-page');if(page)page.lang='{tag}';"
        f"if(document.querySelector('#rendered_cells'))document.documentElement.lang='{tag}'"
    )
    return f'<style onload="{act}"></style>'
