"""The canvas' script in a page of its own, with a model that is not Python: what it asks is written down."""

import base64
import io
import json

import numpy as np
from PIL import Image

from storyhelpers.widgets.board import mask_png, words_of_the_page
from storyhelpers.widgets.page import script, style

WIDTH, HEIGHT = 320, 180
FAKE = """
window.bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
window.model = {
  state: {}, listeners: {}, saved: [], answering: true, hearing: true,
  get(name) { return this.state[name]; },
  set(name, value) { this.state[name] = value; this.fresh = { ...this.fresh, [name]: value }; },
  on(event, act) { (this.listeners[event] ||= []).push(act); },
  off(event, act) { this.listeners[event] = (this.listeners[event] || []).filter((one) => one !== act); },
  fire(event) { for (const act of this.listeners[event] || []) act(); },
  told(values) { Object.assign(this.state, values); for (const name in values) this.fire("change:" + name); },
  save_changes() {
    const fresh = this.fresh || {};
    this.fresh = {};
    this.saved.push(fresh);
    if (fresh.asked) setTimeout(() => this.python(fresh.asked), this.delay || 0);
    if (fresh.wondered) setTimeout(() => this.think(fresh.wondered), this.thinking || 0);
  },
  python({ by, n, acts }) {
    if (this.hearing) this.told({ heard: { [by]: n } });
    if (!this.answering) return;
    let { marks, things, mask } = this.state;
    for (const act of acts) {
      if (act.marks) { marks = act.marks; mask = marks.length ? this.cut : bytes(""); }
      if (act.keep) {
        things = [...things, { id: act.keep, name: "thing", colour: "#b45309", mask: this.kept, at: [40, 40] }];
        marks = []; mask = bytes("");
      }
      if (act.remove) things = things.filter((thing) => thing.id !== act.remove);
      if (act.rename) things = things.map((t) => t.id === act.rename[0] ? { ...t, name: act.rename[1] } : t);
    }
    this.told({ marks, things, mask, answered: { [by]: n } });
  },
  think({ by, n }) { this.told({ hint: this.cut, hinted: [by, n] }); },
};
const { labels, image, cut, kept, ...start } = JSON.parse(document.getElementById("start").textContent);
Object.assign(model, { cut: bytes(cut), kept: bytes(kept) });
Object.assign(model.state, { image: bytes(image), labels, mask: bytes(""), hint: bytes(""), hinted: [], heard: {},
  answered: {}, things: [], marks: [], words: "", wrong: false, busy: false, hints: false, suggested: false,
  ...start });
"""


def coded() -> Image.Image:
    """A picture whose every pixel tells by its colour where it is."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return Image.fromarray(np.dstack([x % 256, y, 64 * (x // 256)]).astype(np.uint8))


def open_desk(page, css="", before="", after="", **state):
    """Opens the canvas in `page`; `state` are traits that differ from a fresh canvas."""
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[60:120, 100:200] = True
    out = io.BytesIO()
    coded().save(out, "PNG")
    start = {"labels": words_of_the_page(), "image": out.getvalue(), "cut": mask_png(mask), "size": [WIDTH, HEIGHT],
             "kept": mask_png(mask, "#b45309", "#b45309"), "label": "a picture of colours", **state}  # fmt: skip
    packed = {k: base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in start.items()}
    page.set_content(
        "<!doctype html><html lang=en><title>desk</title><meta name=viewport content='width=device-width'>"
        f"<style>body{{margin:0}}{style()}{css}</style><main>{before}"
        f"<div id=host></div>{after}</main><script id=start type=application/json>{json.dumps(packed)}</script></html>"
    )
    start_it = (
        "window.render_again = (id) => render({ model, el: document.getElementById(id) });"
        "window.stop = render_again('host');"
    )
    page.add_script_tag(content=FAKE + script() + start_it, type="module")
    page.wait_for_selector(".story-picture:not([hidden])")
    page.wait_for_function("document.querySelector('.story-picture').naturalWidth > 0")
    return page.locator(".story-stage")


QUIET = """() => {
  const last = model.saved.filter((one) => one.asked).at(-1);
  return !last || model.state.answered[last.asked.by] === last.asked.n;
}"""


def marks(page):
    """The marks, when everything is answered."""
    page.wait_for_function(QUIET)
    return page.evaluate("model.get('marks')")


def asked(page):
    """All bundles of acts that were sent."""
    return page.evaluate("model.saved.filter((one) => one.asked).map((one) => one.asked.acts)")
