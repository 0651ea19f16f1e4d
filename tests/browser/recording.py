"""The recorder's page in Chromium with its Python behind it: what the page saves goes to the real widget, and back."""

import base64

from storyhelpers.widgets import record

SECURE, OPEN = "https://studio.test/", "http://studio.test/"
MODEL = """
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
const text = (view) => {
  const all = new Uint8Array(view.buffer);
  let letters = "";
  for (let i = 0; i < all.length; i += 8192) letters += String.fromCharCode(...all.subarray(i, i + 8192));
  return btoa(letters);
};
window.model = {
  state: {}, listeners: {}, fresh: {}, saved: [], answering: true,
  get(name) { return this.state[name]; },
  set(name, value) { this.state[name] = value; this.fresh[name] = value; },
  on(event, act) { (this.listeners[event] ||= []).push(act); },
  off(event, act) { this.listeners[event] = (this.listeners[event] || []).filter((one) => one !== act); },
  fire(event) { for (const act of this.listeners[event] || []) act(); },
  told(values) {
    Object.assign(this.state, values);
    for (const name in values) this.fire("change:" + name);
  },
  async save_changes() {
    const { piece, ...fresh } = this.fresh;
    this.fresh = {};
    this.saved.push({ ...fresh, bytes: piece ? piece.byteLength : 0 });
    if (!this.answering) return;
    this.told(await python({ ...fresh, ...(piece ? { piece: text(piece) } : {}) }));
  },
};
"""
DOWN = ("heard", "words", "wrong", "has_sound", "longest", "rate", "most", "largest", "longest_file", "labels")


class Desk:
    """A recorder on a page of its own. `spot` is the Recorder, `page` the browser's."""

    def __init__(self, page, seconds=10, at=None, address=SECURE, style="", **traits):
        self.page, self.spot = page, record(seconds, at=at)
        self.microphone = self.spot.widget.microphone
        for name, value in traits.items():
            setattr(self.microphone, name, value)
        page.route(f"{address}**", lambda route: route.fulfill(content_type="text/html", body=self._html(style)))
        page.expose_function("python", self._python)
        page.goto(address)
        page.evaluate("state => model.told(state)", self.state())
        script = self.microphone._esm
        page.add_script_tag(
            content=f"{script}\nwindow.stop = render({{ model, el: document.getElementById('host') }});", type="module"
        )
        page.locator(".story-recorder").wait_for()

    def _html(self, style):
        return (
            "<!doctype html><html lang=en><meta charset=utf-8><title>recorder</title><link rel=icon href=data:,>"
            "<meta name=viewport content='width=device-width'>"
            f"<style>body{{margin:8px;{style}}}{self.microphone._css}</style>"
            f"<main><h1>A cell</h1><div id=host></div><div id=player></div></main><script>{MODEL}</script></html>"
        )

    def state(self):
        """All traits that Python has for the page."""
        return {name: getattr(self.microphone, name) for name in DOWN}

    def _python(self, fresh):
        if "piece" in fresh:
            fresh["piece"] = memoryview(base64.b64decode(fresh["piece"]))
        self.microphone.set_state(fresh)
        return self.state()

    # ---- hands and eyes ----

    @property
    def main(self):
        """The button that records and stops."""
        return self.page.locator(".story-main")

    @property
    def status(self):
        """The sentence of now."""
        return self.page.locator(".story-said")

    def said(self, words):
        """Waits until these words are said."""
        self.page.get_by_role("status").filter(has_text=words).wait_for()
        return self.status.inner_text()

    def in_state(self, state):
        """Waits until the page is there."""
        self.page.locator(f".story-recorder[data-state={state}]").wait_for()

    def has_recorded(self, seconds):
        """Waits until so much sound is there. On a busy machine that is less than the time that went by."""
        self.page.wait_for_function(
            "least => parseFloat(document.querySelector('.story-clock').textContent) >= least", arg=seconds
        )

    def record(self, seconds=None):
        """Records at least so much, or until it stops by itself; answers the Sound when it has come."""
        before = self.spot.sound
        self.main.click()
        self.in_state("recording")
        if seconds is not None:
            self.has_recorded(seconds)
            self.main.click()
        return self.came(before)

    def bring(self, name, data, mime="audio/wav"):
        """Chooses a file."""
        self.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": mime, "buffer": data})

    def came(self, before=None):
        """The Sound that is there after `before`."""
        for _ in range(1200):
            if self.spot.sound is not None and self.spot.sound is not before:
                return self.spot.sound
            self.page.wait_for_timeout(25)
        raise AssertionError(f"no sound came: {self.status.inner_text()!r}")
