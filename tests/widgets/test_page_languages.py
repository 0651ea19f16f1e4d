"""The studio page in every language: what stands on it at each step is said in that language, also after a change."""

import re
from functools import cache
from html.parser import HTMLParser

import pytest
from words import said

from storyhelpers import Studio, language
from storyhelpers.locale import LANGUAGES, catalogue
from storyhelpers.widgets.studio_page import studio_page

pytestmark = pytest.mark.timeout(200)
SPOKEN = ("description", "placeholder", "tooltip", "words", "label", "options", "labels")
SCRIPTED = {"Canvas", "Upload"}


class Shown(HTMLParser):
    """The texts of a piece of HTML that a person reads or a screen reader says."""

    def __init__(self, html: str):
        super().__init__()
        self.texts, self._hidden = [], 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self._hidden += tag in ("style", "script")
        names = ("aria-label", "title", "alt", "placeholder", "data-copied", "data-silent", "data-cannot")
        self.texts += [value for name, value in attributes if name in names and value]

    def handle_endtag(self, tag):
        self._hidden -= tag in ("style", "script")

    def handle_data(self, text):
        if not self._hidden:
            self.texts.append(text)


def texts(widget):
    """Every text of a widget and of what is in it, as (kind of widget, text)."""
    import ipywidgets

    found = []
    for name in SPOKEN:
        value = getattr(widget, name, None)
        values = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else [value]
        found += [v[0] if isinstance(v, tuple) else v for v in values]
    if isinstance(widget, ipywidgets.HTML):
        found += Shown(widget.value).texts
    yield from ((type(widget).__name__, text.strip()) for text in found if isinstance(text, str) and text.strip())
    for child in getattr(widget, "children", ()):
        yield from texts(child)


MESSAGES = [text for m in said() for text in (m.id if isinstance(m.id, tuple) else [m.id])]


@cache
def in_english(tag):
    """A pattern for all labels in English that read otherwise in another language."""
    own = [text for text in MESSAGES if re.search("[A-Za-z]{3}", text) and catalogue(tag).get(text) != (text,)]
    return re.compile("|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text in own), re.DOTALL)


def untranslated(page):
    """What stands on the page in English although there are words for it in the language of now."""
    english = in_english(language())
    return {(kind, text) for kind, text in texts(page) if language() != "en" and english.fullmatch(text)}


def steps(page):
    """Goes through the page as a person would; stops after each step."""
    yield "empty"
    page.idea.box.value = "a big red balloon next to a cat"
    page.idea.job.start()
    page.idea.job.wait()
    yield "prompt"
    page.prompt.box.value += " At night."
    page.story.aspect, page.story.count = "1:1", 1
    page.pictures.job.start()
    page.pictures.job.wait()
    yield "pictures"
    page.pictures.gallery.children[0].pick.click()
    yield "picture chosen"
    point = page.studio.find_things(page.story.work.picture, 1)[0]
    page.story.work.click.mark([point])
    page.thing.job.wait()
    yield "described"
    page.story.seconds = 1.0
    page.sound.all_at_once.start()
    page.sound.all_at_once.wait()
    yield "sound"
    page.keeping.keep.start()
    page.keeping.keep.wait()
    yield "kept"
    page.keeping.export.start()
    page.keeping.export.wait()
    yield "exported"


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag != "en"])
def test_every_step_is_said_in_the_language(tag):
    language(tag)
    page = studio_page(Studio("offline"))
    for step in steps(page):
        assert not untranslated(page), step
        # Only a script fills gaps later; what core widgets show has none.
        assert not [text for kind, text in texts(page) if re.search(r"\{\w+\}", text) and kind not in SCRIPTED], step
    assert page.story.status("book") == "done", page


def test_the_language_may_change_at_any_moment():
    page = studio_page(Studio("offline"))
    english = {text for _, text in texts(page)}
    assert "Language" in english
    for _ in steps(page):
        pass
    for tag in ("zh-TW", "es", "en", "zh-TW"):
        page.language.value = tag
        assert language() == tag and not untranslated(page), tag
