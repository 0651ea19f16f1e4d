"""A piece of HTML as a widget that stays readable where no widget lives: in a saved notebook, on a printed page."""

from ipywidgets import HTML, Layout


class Shown(HTML):
    """An ipywidgets.HTML that leaves its HTML in the cell's output too. Imported when something is first shown."""

    _ipython_display_ = None  # ipywidgets 7 shows itself by this, and then leaves nothing but the view

    def __init__(self, value: str, alt: str):
        # as wide as its place: left to itself it would be as narrow as its words
        super().__init__(value, layout=Layout(width="100%", margin="0"))
        self.alt = alt

    def _repr_mimebundle_(self, **_):
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        live = {"application/vnd.jupyter.widget-view+json": view} if self.model_id else {}
        return {"text/plain": self.alt, "text/html": self.value, **live}
