"""Pictures side by side, each with what can be done with it."""

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from ...media import Picture
from .layout import image_html, row

MOST = (640, 640)  # px of a picture in the gallery; the link has the whole one


class Gallery(widgets.HBox):
    """Pictures with a button each. `show` takes what is there now; a picture that stays is not sent again."""

    def __init__(self, choose: Callable[[Picture], None], words: Callable[[bool], str]):
        self._choose, self._words = choose, words
        self._items: dict[str, widgets.VBox] = {}
        self._pictures: dict[str, Picture] = {}
        super().__init__([])
        self.add_class("studio-gallery")

    def show(self, pictures: list[Picture], chosen: Picture | None = None, titles=(), extra=None) -> None:
        """pictures, the one that is chosen, a title for each, and what makes HTML to stand beside the button."""
        self._pictures = {picture.fingerprint: picture for picture in pictures}
        for number, (key, picture) in enumerate(self._pictures.items()):
            title = titles[number] if number < len(titles) else ""
            if key not in self._items:
                self._items[key] = self._item(key, picture)
            item = self._items[key]
            is_chosen = chosen is not None and chosen.fingerprint == key
            item.pick.description = self._words(is_chosen)
            item.pick.button_style = "success" if is_chosen else "primary"
            item.title.value = f"<p>{escape(title)}</p>" if title else ""
            if extra is not None and item.said != (words := extra(picture, False)):
                item.said, item.extra.value = words, extra(picture, True)
        self._items = {key: item for key, item in self._items.items() if key in self._pictures}
        children = tuple(self._items[key] for key in self._pictures)
        if self.children != children:
            self.children = children

    def _item(self, key: str, picture: Picture) -> widgets.VBox:
        item = widgets.VBox([])
        item.pick, item.title, item.extra, item.said = widgets.Button(), widgets.HTML(), widgets.HTML(), None
        item.pick.on_click(lambda _: key in self._pictures and self._choose(self._pictures[key]))
        image = widgets.HTML(image_html(picture.image, MOST, picture.words or picture.made_by))
        item.children = (image, item.title, row(item.pick, item.extra))
        item.add_class("studio-item")
        return item
