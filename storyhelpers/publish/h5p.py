"""A book becomes H5P: an Interactive Book for the site of a school (Moodle, WordPress, Drupal, Lumi …).

The file has the content alone, not the programs that show it. A site shows it where it has H5P's Interactive Book 1.11
installed with all that this brings, as every site has that once took it from the H5P Hub; any other site names what it
lacks and refuses the file. Each page has its picture, whose things tell their words and sound when they are touched,
then the story, then the reading. (H5P has nothing that lights up words while they are heard.)
"""

import html
import json
import os
import re
import uuid
from pathlib import Path

from ..engine import BadInput
from ..files import write_file
from ..version import __version__
from .colophon import Card, colophon
from .manuscript import Leaf, Manuscript, destination, manuscript
from .metadata import picture_file
from .things import Thing, shortened
from .words import Tongue, line
from .zips import zipped

BOOK, COLUMN, HOTSPOTS = "H5P.InteractiveBook 1.11", "H5P.Column 1.18", "H5P.ImageHotspots 1.10"
IMAGE, AUDIO, RICH_TEXT, TEXT = "H5P.Image 1.1", "H5P.Audio 1.5", "H5P.AdvancedText 1.1", "H5P.Text 1.1"
KINDS = {COLUMN: "Page", HOTSPOTS: "Image Hotspots", IMAGE: "Image", AUDIO: "Audio", RICH_TEXT: "Text", TEXT: "Text"}
BUTTONS = {
    "read": "open_book", "displayTOC": "show_contents", "hideTOC": "hide_contents", "nextPage": "next",
    "previousPage": "previous", "navigateToTop": "to_top", "fullscreen": "full_screen",
    "exitFullscreen": "end_full_screen",
}  # fmt: skip
MOST_PAGES = 48  # an Interactive Book has 50 chapters at most; one is the card
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "storybook-studio.h5p")
COLOUR = "#a63f14"
LONGEST_SIDE = 1600  # px of a picture
LONGEST_FIELD, LONGEST_EXTRA = 255, 5000  # letters that a site takes


def h5p(
    book, path: str | os.PathLike, *, title: str | None = None, author: str | None = None, language: str | None = None,
    bilingual: str | None = None, link: str | None = None,
) -> Path:  # fmt: skip
    """Writes a book as an H5P Interactive Book, to be uploaded to a site that has that installed; returns its path.

    path: the file, or a folder that is there already. title, author, language and link are the book's own when left
    out. bilingual: the tag of a second language whose words go on the page too. Raises BadInput, also for more than 48
    pages; BookTrouble when the file cannot be written.
    """
    told = manuscript(book, title=title, author=author, language=language, bilingual=bilingual, link=link).encode()
    if len(told.leaves) > MOST_PAGES:
        raise BadInput(
            f"The book has {len(told.leaves)} pages; an Interactive Book of H5P holds {MOST_PAGES}. Export it in "
            "parts: h5p(Story(book.pages[:40], title=book.title), …)."
        )
    return write_file(destination(path, told, ".h5p"), h5p_bytes(told))


def h5p_bytes(told: Manuscript) -> bytes:
    """The bytes of the H5P file of a manuscript: the same for the same book."""
    card = colophon(told.leaves, told.tongue, told.cover if told.own_cover else None)
    content = _Content(told, card)
    parameters = content.book()
    files = [("h5p.json", _json(_about(told, card, content.libraries))), ("content/content.json", _json(parameters))]
    return zipped(files + [(f"content/{name}", data) for name, data in content.files.items()])


def _about(told: Manuscript, card: Card, libraries: set[str]) -> dict:
    """What h5p.json says: the title, who made it, which programs show it."""
    extra = "\n".join([card.rights, *card.notes])[:LONGEST_EXTRA]
    authors = [{"name": shortened(told.author, LONGEST_FIELD), "role": "Author"}] if told.author else []
    return {
        # Some programs put a title into a page as it stands.
        "title": shortened(told.title, LONGEST_FIELD).replace("<", "‹").replace(">", "›"),
        "language": _language(told.tongue),
        "defaultLanguage": _language(told.tongue),
        "mainLibrary": _dependency(BOOK)["machineName"],
        "embedTypes": ["iframe"],
        "license": "U",  # undisclosed: whoever publishes the book decides; what its makers ask for stands beside it
        "licenseExtras": extra,
        "authors": authors or [{"name": "Storybook Studio", "role": "Editor"}],
        "authorComments": f"{told.tongue.words['made_with']} {__version__}.",
        "changes": [],
        "preloadedDependencies": [_dependency(one) for one in sorted(libraries)],
    }


def _dependency(library: str) -> dict:
    name, version = library.split(" ")
    major, minor = version.split(".")
    return {"machineName": name, "majorVersion": int(major), "minorVersion": int(minor)}


def _language(tongue: Tongue) -> str:
    """The tag as H5P knows it: two letters, and "zh-hant" where it matters; at most ten letters and hyphens."""
    tag = tongue.book.casefold()
    if tag.startswith("zh"):
        return "zh-hans" if "hans" in tag else "zh-hant"
    first = tag.split("-")[0]
    return first if re.fullmatch("[a-z]{2,3}", first) else "und"


def _json(data) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _safe(text) -> str:
    """A text as HTML that shows it: H5P's programs put even plain fields into their pages as they stand."""
    return html.escape(line(text))


class _Content:
    """Builds content.json, and gathers the files and the libraries that it names."""

    def __init__(self, told: Manuscript, card: Card):
        self.told, self.card, self.words = told, card, told.tongue.words
        self.files: dict[str, bytes] = {}
        self.libraries: set[str] = {BOOK}
        self._count = 0

    def book(self) -> dict:
        told, words = self.told, self.words
        by = _safe(told.tongue.say("by", author=told.author)) if told.author else ""
        by = by and f'<p style="text-align: center;">{by}</p>'
        cover = self._image(told.cover, "images/cover.jpg", words["cover"])
        chapters = [self._chapter(leaf.heading, self._page(leaf)) for leaf in told.leaves]
        chapters.append(self._chapter(self.card.title, [self._rich(self._card_html(), self.card.title)]))
        return {
            "showCoverPage": True,
            "bookCover": {"coverDescription": by, "coverMedium": cover},
            "chapters": chapters,
            "behaviour": {"baseColor": COLOUR, "defaultTableOfContents": False, "progressIndicators": False,
                          "progressAuto": True, "displaySummary": False, "enableRetry": False},
            **{key: _safe(words[ours]) for key, ours in BUTTONS.items()},
        }  # fmt: skip

    def _chapter(self, heading: str, parts: list[dict]) -> dict:
        content = [{"content": part, "useSeparator": "disabled"} for part in parts]
        return self._part(COLUMN, {"content": content}, heading)

    def _page(self, leaf: Leaf) -> list[dict]:
        """A page's picture with its things, its words and its readings."""
        told, parts = self.told, [self._picture(leaf)]
        for tongue, words, reading, name in (
            (told.tongue, leaf.words, leaf.reading, f"audios/page-{leaf.number:03d}.mp3"),
            (told.second, leaf.translated, leaf.reading_translated, f"audios/page-{leaf.number:03d}-second.mp3"),
        ):
            if tongue is not None and words.strip():
                parts.append(self._rich(_paragraphs(words, tongue, size="1.5em"), leaf.heading))
            if tongue is not None and reading is not None and len(reading.samples):
                self.files[name] = reading.steady_mp3
                parts.append(self._audio(name, self.words["reading"], reading))
        return parts

    def _picture(self, leaf: Leaf) -> dict:
        name, picture = f"images/page-{leaf.number:03d}.jpg", leaf.picture
        things = [thing for thing in leaf.things if thing.sound is not None or thing.words or thing.name]
        if not things:
            return self._image(picture, name, leaf.alt)
        spots = [self._spot(leaf, number, thing) for number, thing in enumerate(things, 1)]
        parameters = {
            "image": self._file(picture, name, leaf.alt), "backgroundImageAltText": _safe(leaf.alt),
            "globalIconType": "icon", "globalIcon": "plus", "globalColor": COLOUR, "hotspots": spots,
            "untitledHotspotLabel": _safe(self.words["in_the_picture"]), "closeButtonLabel": _safe(self.words["close"]),
            "containsAudioVideoLabel": _safe(self.words["has_sound_here"]),
        }  # fmt: skip
        return self._part(HOTSPOTS, parameters, leaf.heading, picture)

    def _spot(self, leaf: Leaf, number: int, thing: Thing) -> dict:
        width, height = leaf.picture.size
        x, y = thing.centre
        parts = []
        if thing.words and thing.words.casefold().rstrip(".。") != thing.name.casefold():
            parts.append(self._part(TEXT, {"text": _paragraphs(thing.words, self.told.tongue)}, thing.name))
        if thing.sound is not None and len(thing.sound.samples):
            name = f"audios/page-{leaf.number:03d}-thing-{number:02d}.mp3"
            self.files[name] = thing.sound.mp3
            parts.append(self._audio(name, thing.name, thing.sound))
        if not parts:
            parts.append(self._part(TEXT, {"text": _paragraphs(thing.name, self.told.tongue)}, thing.name))
        return {
            "position": {"x": round(100 * x / width, 2), "y": round(100 * y / height, 2), "legacyPositioning": False},
            "hotspotIconType": "default", "alwaysFullscreen": False, "header": _safe(thing.name), "content": parts,
        }  # fmt: skip

    # ---- the parts of H5P

    def _part(self, library: str, parameters: dict, title: str, made=None) -> dict:
        """A part of the content. made: the picture or sound in it, whose makers are named."""
        self.libraries.add(library)
        self._count += 1
        about = {"contentType": KINDS[library], "license": "U", "title": _safe(shortened(title, 120)) or KINDS[library],
                 "authors": [], "changes": []}  # fmt: skip
        if made is not None:
            about["authors"] = [{"name": _safe(made.made_by)[:LONGEST_FIELD], "role": "Author"}] if made.made_by else []
            about["licenseExtras"] = _safe(made.origin)[:LONGEST_EXTRA] or None
        about = {key: value for key, value in about.items() if value is not None}
        number = f"{self.told.title}\n{self._count}\n{json.dumps(parameters, sort_keys=True)}"
        mark = str(uuid.uuid5(NAMESPACE, number.encode("utf-8", "replace").decode()))
        return {"library": library, "params": parameters, "subContentId": mark, "metadata": about}

    def _file(self, picture, name: str, alt: str) -> dict:
        data = picture_file(picture, "JPEG", longest=LONGEST_SIDE, alt=alt, rights=self.card.rights,
                            language=self.told.tongue.book)  # fmt: skip
        self.files[name] = data
        factor = min(1.0, LONGEST_SIDE / max(picture.size))
        width, height = (max(1, round(side * factor)) for side in picture.size)
        return {"path": name, "mime": "image/jpeg", "copyright": {"license": "U"}, "width": width, "height": height}

    def _image(self, picture, name: str, alt: str) -> dict:
        parameters = {"file": self._file(picture, name, alt), "decorative": False, "alt": _safe(alt),
                      "contentName": _safe(self.words["picture"])}  # fmt: skip
        return self._part(IMAGE, parameters, alt, picture)

    def _audio(self, name: str, title: str, sound) -> dict:
        parameters = {
            "files": [{"path": name, "mime": "audio/mpeg", "copyright": {"license": "U"}}],
            "playerMode": "full", "fitToWrapper": False, "controls": True, "autoplay": False,
            "contentName": _safe(title), "playAudio": _safe(self.words["play"]),
            "pauseAudio": _safe(self.words["stop"]),
        }  # fmt: skip
        return self._part(AUDIO, parameters, title, sound)

    def _rich(self, marks: str, title: str) -> dict:
        return self._part(RICH_TEXT, {"text": marks}, title)

    def _card_html(self) -> str:
        """The card on where everything comes from, with the marks that H5P's text takes."""
        card = self.card
        parts = [f"<p>{_safe(text)}</p>" for text in (card.rights, *card.notes)]
        if self.told.link:
            parts.append(f'<p><a href="{_safe(self.told.link)}">{_safe(self.told.link)}</a></p>')
        for entry in card.entries:
            rows = "".join(f"<li>{_safe(label)}: {_safe(value)}</li>" for label, value in entry.rows)
            parts.append(f"<p><strong>{_safe(entry.heading)}</strong></p>" + (f"<ul>{rows}</ul>" if rows else ""))
        return "".join(parts) + f"<p>{_safe(self.words['made_with'])}.</p>"


def _paragraphs(words: str, tongue: Tongue, size: str = "") -> str:
    """Words as HTML paragraphs in their language. size: of the letters, "1.5em"."""
    rows = [_safe(row) for row in words.split("\n") if row.strip()]
    if size:
        rows = [f'<span style="font-size: {size};">{row}</span>' for row in rows]
    return "".join(f'<p lang="{tongue.book}" dir="auto">{row}</p>' for row in rows)
