"""A book becomes one HTML file that is turned page by page, read aloud word by word, and sounds where it is touched.

Everything is inside the file, as with the sounding page, and nothing is fetched. Where no script runs, and on paper,
all pages stand one below the other.
"""

import colorsys
import html
import os
from pathlib import Path

import numpy as np

from ..files import write_file
from ..locale import LANGUAGES
from ..media import Picture, Sound
from .colophon import card_html, colophon
from .manuscript import Leaf, Manuscript, destination, manuscript
from .qr import qr
from .spoken import heard_in
from .web import data_uri, known_of, list_html, page_of, scene_html, script_of, style_of, tongue_note, webp
from .words import Tongue

PIECES = ("tools", "player", "listening", "seeking", "modes", "reading", "book")
MOST_DOTS = 16  # leaves; a longer book shows its place in words only
SHORT, LONG = 90, 330  # letters of the words on a page, or of a title; a Chinese one counts as three
COVER_SIDE = 1280  # px; it is shown at half of that, on fine screens at all of it
OPEN_AS = ".html"
CLOTHS = {0.0: "#7b2322", 0.08: "#7a3d14", 0.33: "#24502f", 0.5: "#144e4f", 0.6: "#1f3f6b", 0.82: "#58275a"}  # by hue


def sounding_book(
    book, path: str | os.PathLike, *, bilingual: str | None = None, title: str | None = None,
    language: str | None = None, link: str | None = None,
) -> Path:  # fmt: skip
    """Writes a Book as one HTML file with pages to turn, words that light up as they are read, and things that sound.

    path: the file, or a folder that is there already, which then gets a file named after the book. bilingual: a
    language tag of the pages' translations that stands on the page too. title, language and link (where the book can be
    fetched: a QR code at the end) are the book's own when left out. Raises BadInput for a book that cannot be shown,
    BookTrouble when the file cannot be written; an older file is then untouched.
    """
    told = manuscript(book, title=title, language=language, bilingual=bilingual, link=link).encode()
    return write_file(destination(path, told, OPEN_AS), book_html(told).encode("utf-8", "replace"))


def book_html(told: Manuscript) -> str:
    """The whole file as text."""
    tongue, leaves = told.tongue, told.leaves
    pages = [_Page(number, leaf, told) for number, leaf in enumerate(leaves)]
    return page_of(
        "book.html",
        told,
        style_of(leaves, "common", "book") + f".board {{ --cloth: {_cloth(told.cover)}; }}\n",
        script_of(*PIECES),
        [page.known() for page in pages],
        cover=_cover(told, any(any(page.readings) for page in pages)),
        pages="\n".join(page.html(len(leaves)) for page in pages),
        end=_end(told),
        dots=_dots(len(leaves), tongue),
        tongues=_tongues(told),
        tongue_note=tongue_note(tongue, tongue.book),
    )


# ---- One page


class _Page:
    """A page as it is written: its texts, each with its language, its reading and the words that are heard in it."""

    def __init__(self, number: int, leaf: Leaf, told: Manuscript):
        self.number, self.leaf, self.tongue = number, leaf, told.tongue
        self.texts = [(told.tongue.book, leaf.words, leaf.reading)]
        if told.second is not None:
            self.texts.append((told.second.book, leaf.translated, leaf.reading_translated))
        self.heard = [heard_in(words, reading) for _, words, reading in self.texts]

    @property
    def readings(self) -> list[Sound | None]:
        return [reading for _, _, reading in self.texts]

    def known(self) -> dict:
        """What the script needs to know of the page."""
        readings = [
            reading
            and {
                "seconds": round(reading.seconds, 2),
                "words": [[round(word.start, 3), round(word.end, 3)] for word in heard],
            }
            for reading, heard in zip(self.readings, self.heard, strict=True)
        ]
        return {**known_of(self.leaf), "readings": readings}

    def html(self, count: int) -> str:
        number, tongue = self.number, self.tongue
        label = html.escape(tongue.say("page_of", number=number + 1, count=count))
        texts = "".join(self._text(i) for i in range(len(self.texts)))
        wordless = not any(words.strip() for _, words, _ in self.texts)
        width, height = self.leaf.picture.size
        kinds = ["leaf", "page", *(["tall"] if height > width else []), *(["wordless"] if wordless else [])]
        kinds += [] if self.leaf.things else ["bare"]
        return f"""<section class="{" ".join(kinds)}" id="page-{number + 1}" aria-label="{label}">
<div class="scene">
{scene_html(number, self.leaf, tongue)}
<div class="slot below"></div>
</div>
<div class="side">
<div class="tale {_size(*(words for _, words, _ in self.texts))}">{texts}</div>
<div class="slot beside"></div>
<p class="folio" aria-hidden="true">{number + 1}</p>
</div>
{list_html(number, self.leaf, tongue)}
</section>"""

    def _text(self, i: int) -> str:
        """One text with its words marked, and its reading for where no script runs."""
        lang, words, reading = self.texts[i]
        pieces, at = [], 0
        for word in self.heard[i]:
            pieces.append(html.escape(words[at : word.first]))
            pieces.append(f'<span class="w">{html.escape(words[word.first : word.last])}</span>')
            at = word.last
        pieces.append(html.escape(words[at:]))
        text = "".join(pieces)
        where = f'id="text-{self.number}-{i}" data-tongue="{i}" lang="{html.escape(lang)}" dir="auto"'
        shown = f'<p class="text" {where}>{text}</p>' if text.strip() else ""
        return shown + (self._audio(i, lang, reading) if reading is not None else "")

    def _audio(self, i: int, lang: str, reading: Sound) -> str:
        label = html.escape(f"{self.tongue.words['reading']} ({_own_name(lang)})")
        return (
            f'<div class="on-paper"><audio controls preload="none" id="reading-{self.number}-{i}" '
            f'aria-label="{label}" src="{data_uri("audio/mpeg", reading.steady_mp3)}"></audio></div>'
        )


def _size(*texts: str) -> str:
    """How large words are written: what is short stands large."""
    letters = sum(3 if ord(letter) > 0x2E80 else 1 for text in texts for letter in text)
    return "short" if letters <= SHORT else "long" if letters > LONG else "middle"


# ---- Cover and end


def _cover(told: Manuscript, anybody_reads: bool) -> str:
    tongue = told.tongue
    author = tongue.say("by", author=told.author) if told.author else ""
    author = f'<p class="author" dir="auto">{html.escape(author)}</p>' if author else ""
    width, height = told.cover.size
    whole = (
        f'<button type="button" class="strong" id="read-whole"><svg aria-hidden="true"><use href="#i-play"/></svg>'
        f"{html.escape(tongue.words['read_whole'])}</button>"
    )
    return f"""<section class="leaf cover" id="cover" aria-label="{html.escape(tongue.words["cover"])}">
<div class="board">
<img alt="" width="{width}" height="{height}" src="{webp(told.cover, "" if told.own_cover else told.leaves[0].alt, tongue, COVER_SIDE)}">
<p class="cover-title {_size(told.title)}" lang="{tongue.book}" dir="auto" aria-hidden="true">{html.escape(told.title)}</p>
{author}
</div>
<div class="begin" data-needs-script hidden>
<button type="button" class="plain" id="open-book"><svg aria-hidden="true"><use href="#i-book"/></svg>{html.escape(tongue.words["open_the_book"])}</button>
{whole if anybody_reads else ""}
</div>
</section>"""  # noqa: E501 - the button is one thing


def _end(told: Manuscript) -> str:
    tongue, words = told.tongue, told.tongue.words
    code = ""
    if told.link:
        link = html.escape(told.link)
        code = (
            f'<figure class="code"><div role="img" aria-label="{html.escape(words["qr_label"])}">{qr(told.link)}</div>'
            f'<figcaption>{html.escape(words["qr_help"])} <a href="{link}" rel="noopener noreferrer" dir="ltr">{link}'
            "</a></figcaption></figure>"
        )
    card = card_html(colophon(told.leaves, tongue, told.cover if told.own_cover else None), tongue)
    return f"""<section class="leaf end" id="end" aria-label="{html.escape(words["the_end"])}">
<div class="scene">
<h2 class="fin">{html.escape(words["the_end"])}</h2>
<svg class="flourish" aria-hidden="true" viewBox="0 0 240 24"><path d="M4 12c40-16 70 16 104 0m128 0c-40 16-70-16-104 0" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/><path d="M120 4l2.4 5.3 5.800.6-4.300 3.900 1.200 5.700-5.100-2.900-5.100 2.900 1.200-5.700-4.300-3.900 5.800-.6z" fill="currentColor"/></svg>
<button type="button" class="strong" id="from-start" data-needs-script hidden><svg aria-hidden="true"><use href="#i-again"/></svg>{html.escape(words["from_start"])}</button>
</div>
<div class="side">
{code}
{card}
</div>
</section>"""  # noqa: E501 - the flourish is one thing


def _dots(count: int, tongue: Tongue) -> str:
    """A dot for the cover, every page and the end; none where there are too many to hit."""
    if count + 2 > MOST_DOTS:
        return ""
    places = [("cover", tongue.words["cover"])]
    places += [(f"page-{n}", tongue.say("page", number=n)) for n in range(1, count + 1)]
    places += [("end", tongue.words["the_end"])]
    return "".join(
        f'<li><a class="dot" href="#{place}" aria-label="{html.escape(label)}"></a></li>' for place, label in places
    )


def _tongues(told: Manuscript) -> str:
    """The switch for which of two texts is read."""
    if told.second is None:
        return ""
    buttons = "".join(
        f'<button type="button" class="way choose" data-tongue="{i}" lang="{html.escape(tongue.book)}" '
        f'aria-pressed="false">{html.escape(_own_name(tongue.book))}</button>'
        for i, tongue in enumerate((told.tongue, told.second))
    )
    label = html.escape(told.tongue.words["which_language"])
    return f'<div class="tongues" role="group" aria-label="{label}">{buttons}</div>'


def _own_name(tag: str) -> str:
    """What a language calls itself, else its tag; the browser may know better."""
    if tag.lower().startswith(("zh-hans", "zh-cn")):
        return "简体中文"
    first = tag.split("-")[0].lower()
    return next((name for known, name in LANGUAGES.items() if known.split("-")[0] == first), tag)


def _cloth(picture: Picture) -> str:
    """The colour of the cover's cloth that is nearest to the strongest hue of its picture."""
    small = np.asarray(picture.image.resize((24, 24))).reshape(-1, 3) / 255
    hues = np.array([colorsys.rgb_to_hls(*pixel) for pixel in small])
    weights = hues[:, 2] * (1 - np.abs(2 * hues[:, 1] - 1))  # how colourful each pixel looks
    if weights.sum() < 4:
        return CLOTHS[0.6]  # a picture in black and white
    apart = np.abs(hues[:, :1] - np.array(list(CLOTHS)))
    votes = (weights[:, None] * np.maximum(0, 0.12 - np.minimum(apart, 1 - apart))).sum(0)
    return list(CLOTHS.values())[int(votes.argmax())]
