"""Who works today: the engine of each craft by name, and the button that puts others in their places."""

from html import escape

import ipywidgets as widgets

from ...engine import about, name_of_engine
from ...locale import say
from ..by_hand import craft_name
from ..job import Job
from .layout import Card, field, row, shown

FIRST = ("describer", "sound_maker")  # the two that the page asks for at once; the others wait in a fold


class WhoCard(Card):
    """The addresses of the engines. A name, as `Studio(describer="…")` takes it; a function shows how it is called."""

    def __init__(self, page):
        self._page = page
        from ...casts import CRAFTS

        labels, words = page.labels, {
            "describer": lambda: say("Describer: address or engine name"),
            "sound_maker": lambda: say("Sound maker: address or engine name"),
            "prompt_writer": lambda: say("Prompt writer"),
            "illustrator": lambda: say("Illustrator"),
            "segmenter": lambda: say("Segmenter"),
        }  # fmt: skip
        self.fields = {}
        for craft in words:
            made = widgets.Combobox(options=tuple(CRAFTS[craft].ENGINES), ensure_option=False, continuous_update=True)
            self.fields[craft] = field(labels, made, words[craft])
        self.link = field(labels, widgets.Text(continuous_update=True), lambda: say("Link of the class"))
        self.toggle = labels.put(widgets.ToggleButton(value=False), "description", lambda: say("Who works today?"))
        self.toggle.observe(lambda _: self.refresh(), "value")
        self.job = Job(lambda: say("Reconnect"), self._reconnect, self._connected)
        labels.call(self.job.relabel)
        self.card = widgets.HTML()
        self.rest = row(*(self.fields[c] for c in self.fields if c not in FIRST))
        self.fold = widgets.VBox([row(*(self.fields[c] for c in FIRST)), self.rest, self.link, self.job])
        self.fold.add_class("studio-body")
        super().__init__("", None, lambda: say("Who works today?"), None, [row(self.toggle, self.card), self.fold])
        self.remove_class("studio-card-start")
        self.add_class("studio-who")
        self.head.layout.display = "none"
        self._names()
        self.refresh()

    def refresh(self) -> None:
        """Says who works."""
        studio = self._page.studio
        who = "".join(
            f"<li><span>{escape(craft_name(craft))}</span> <b>{escape(about(getattr(studio, craft)).name)}</b></li>"
            for craft in self.fields
        )
        self.card.value = f'<ul class="studio-crew">{who}</ul>'
        shown(self.fold, self.toggle.value)

    def _names(self) -> None:
        """Writes into each field who works: the engine's name in the list, else how it calls itself."""
        from ...casts import CRAFTS

        self._shown = {}
        for craft, box in self.fields.items():
            engine = getattr(self._page.studio, craft)
            known = [name for name, other in CRAFTS[craft].ENGINES.items() if other is engine]
            box.value = self._shown[craft] = known[0] if known else name_of_engine(engine)

    def _reconnect(self, progress) -> dict:
        asked = {craft: box.value.strip() for craft, box in self.fields.items()}
        changed = {craft: name for craft, name in asked.items() if name != self._shown[craft]}
        if link := self.link.value.strip():
            from ...casts import CRAFTS, elsewhere

            if not elsewhere(self._page.studio):
                return {**dict.fromkeys(CRAFTS, link), **changed}
            self._page.studio.reconnect(link)
        return changed

    def _connected(self, changed: dict) -> None:
        from ...classroom.far.link import is_link

        self._page.recast(**changed)
        for craft in changed.keys() & self.fields.keys():
            self._shown[craft] = self.fields[craft].value.strip()
        if self.link.value or any(is_link(name) for name in changed.values()):
            self.link.value = ""  # the code in it is nothing to leave lying about
            self._names()
        self._page.refresh()
