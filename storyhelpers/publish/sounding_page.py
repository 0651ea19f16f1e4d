"""A book becomes one HTML file: pictures that can be clicked and heard, with everything inside, for any browser.

The file needs no network and no other file: pictures are WebP and sounds MP3 inside it, its style and script too. Its
Content-Security-Policy lets nothing else in or out. Where scripts do not run, the sounds still play from the list.
"""

import html
import os
from pathlib import Path

from ..files import write_file
from .colophon import card_html, colophon
from .manuscript import Leaf, manuscript
from .web import data_uri, known_of, list_html, note_html, page_of, scene_html, script_of, style_of, tongue_note
from .words import Tongue

FILE_NAME = "sounding_page.html"


def sounding_page(
    book_or_page, path: str | os.PathLike, *, language: str | None = None, title: str | None = None
) -> Path:
    """Writes a Book or a Page as one self-contained HTML page with sounds, and returns its path.

    path: the file, or a folder that is there already, which then gets a `sounding_page.html`. language and title are
    the book's own when left out. Raises BadInput when there is no page or a page has no picture, BookTrouble when the
    file cannot be written; an older file is then untouched.
    """
    text = page_html(book_or_page, language=language, title=title)
    path = Path(path).expanduser()
    path = path / FILE_NAME if path.is_dir() else path
    return write_file(path, text.encode("utf-8", "replace"))


def page_html(book_or_page, *, language: str | None = None, title: str | None = None) -> str:
    """The whole page as text."""
    told = manuscript(book_or_page, language=language, title=title, link="").encode()
    tongue, leaves = told.tongue, told.leaves
    author = tongue.say("by", author=told.author) if told.author else ""
    return page_of(
        "page.html",
        told,
        style_of(leaves, "common", "page"),
        script_of("tools", "player", "listening", "seeking", "modes", "page"),
        [known_of(leaf) for leaf in leaves],
        author=f'<p class="author" dir="auto">{html.escape(author)}</p>' if author else "",
        pages="\n".join(_page(number, leaf, tongue, len(leaves)) for number, leaf in enumerate(leaves)),
        turn_label=html.escape(tongue.words["what_to_do"]),
        card=card_html(colophon(leaves, tongue), tongue),
        tongue_note=tongue_note(tongue, language or getattr(told.book, "language", None) or "en"),
    )


def _page(number: int, leaf: Leaf, tongue: Tongue, count: int) -> str:
    label = tongue.say("page_of", number=number + 1, count=count) if count > 1 else tongue.words["picture"]
    return f"""<section class="page" aria-label="{html.escape(label)}">
<div class="scene">
{scene_html(number, leaf, tongue)}
{note_html(leaf.picture)}{_tale(leaf, tongue)}
</div>
<div class="slot"></div>
{list_html(number, leaf, tongue)}
</section>"""


def _tale(leaf: Leaf, tongue: Tongue) -> str:
    """The story of the page and, where it was read aloud, the button for it."""
    reading = leaf.reading
    if not leaf.words and reading is None:
        return ""
    parts = [f'<p lang="{tongue.book}" dir="auto">{html.escape(leaf.words)}</p>'] if leaf.words else []
    if reading is not None:
        parts.append(
            f'<button type="button" class="plain read" data-needs-script hidden>'
            f'<svg aria-hidden="true"><use href="#i-play"/></svg>'
            f'{html.escape(tongue.words["read_to_me"])}</button><div class="on-paper"><audio controls preload="none" '
            f'class="reading" data-seconds="{reading.seconds:.2f}" aria-label="{html.escape(tongue.words["reading"])}" '
            f'src="{data_uri("audio/mpeg", reading.steady_mp3)}"></audio></div>'
        )
    return f'<div class="tale">{"".join(parts)}</div>'
