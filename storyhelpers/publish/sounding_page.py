"""A book becomes one HTML file: pictures that can be clicked and heard, with everything inside, for any browser.

The file needs no network and no other file: pictures are WebP and sounds MP3 inside it, its style and script too. Its
Content-Security-Policy lets nothing else in or out. Where scripts do not run, the sounds still play from the list.
"""

import base64
import hashlib
import html
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path
from string import Template

from ..files import write_file
from .colophon import card_html, colophon
from .manuscript import Leaf, manuscript
from .metadata import picture_file
from .things import Thing
from .words import STATIC, Tongue

LONGEST_SIDE = 2048  # px of a picture on the page; a larger one is shrunk, its outlines stay true
WEBP_QUALITY = 88
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
    told = manuscript(book_or_page, language=language, title=title, link="")
    tongue, leaves = told.tongue, told.leaves
    story = {
        "language": tongue.book,
        "words": {key: value for key, value in tongue.words.items() if not key.startswith(("card", "lang"))},
        "pages": [_story_of(leaf) for leaf in leaves],
    }
    css, script = _static("page.css") + _ratios(leaves), _static("page.js")
    author = tongue.say("by", author=told.author) if told.author else ""
    shelf = {f"w_{key}": html.escape(value) for key, value in tongue.words.items() if isinstance(value, str)}
    return Template(_static("page.html")).substitute(
        shelf,
        book_lang=tongue.book,
        page_lang=tongue.page,
        policy=_policy(css, script),
        icon=_data("image/svg+xml", _static("icon.svg").encode()),
        css=css,
        icons=_static("icons.svg"),
        title=html.escape(told.title),
        author=f'<p class="author" dir="auto">{html.escape(author)}</p>' if author else "",
        pages="\n".join(_page(number, leaf, tongue, len(leaves)) for number, leaf in enumerate(leaves)),
        turn_label=html.escape(tongue.words["what_to_do"]),
        card=card_html(colophon(leaves, tongue), tongue),
        date=date.today().isoformat(),
        tongue_note=_tongue_note(tongue, language or getattr(told.book, "language", None) or "en"),
        story=_json(story),
        script=script,
    )


# ---- What is on the page


def _story_of(leaf: Leaf) -> dict:
    """What the script needs to know of a page."""
    sounds = Counter(thing.heard for thing in leaf.things)
    return {
        "size": leaf.picture.size,
        "things": [
            {
                "name": thing.name,
                "kind": thing.kind,
                "like_another": sounds[thing.heard] > 1,
                "words": (thing.region if thing.region is not None else thing.sound).words or "",
                "box": thing.box,
                "centre": thing.centre,
                "hidden": thing.hidden,
                "seconds": round(thing.sound.seconds, 2) if thing.sound is not None else 0,
            }
            for thing in leaf.things
        ],
    }


# ---- How it is written


def _page(number: int, page: Leaf, tongue: Tongue, count: int) -> str:
    width, height = page.picture.size
    things, alt = page.things, page.alt
    by_size = sorted((i for i, t in enumerate(things) if t.line), key=lambda i: -things[i].region.mask.mean())
    outlines = "".join(_outline(number, i, things[i], tongue) for i in by_size)
    items = "".join(_item(number, i, thing, tongue) for i, thing in enumerate(things))
    empty = f'<p class="hush">{html.escape(tongue.words["list_empty"])}</p>'
    label = tongue.say("page_of", number=number + 1, count=count) if count > 1 else tongue.words["picture"]
    return f"""<section class="page" aria-label="{html.escape(label)}">
<div class="scene">
<div class="frame" id="frame-{number}">
<img alt="{html.escape(alt)}" lang="{tongue.book}" width="{width}" height="{height}" src="{_webp(page, tongue)}">
<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none">
<defs><radialGradient id="hint-light-{number}"><stop offset="0" stop-color="#fff3b0" stop-opacity="0.85"/><stop offset="0.7" stop-color="#ffc93c" stop-opacity="0.5"/><stop offset="1" stop-color="#ffc93c" stop-opacity="0"/></radialGradient></defs>
<path class="veil" d=""/><g class="things" role="group" aria-label="{html.escape(tongue.words["in_the_picture"])}">{outlines}</g></svg>
<div class="marks" aria-hidden="true" hidden></div>
</div>
{_note(page.picture)}{_tale(page, tongue)}
</div>
<div class="slot"></div>
<section class="list" id="list-{number}" tabindex="-1" aria-labelledby="list-title-{number}">
<h2 id="list-title-{number}">{html.escape(tongue.words["list"])}</h2>
{f'<ul role="list">{items}</ul>' if items else empty}
</section>
</section>"""  # noqa: E501 - the gradient is one thing


def _outline(page: int, index: int, thing: Thing, tongue: Tongue) -> str:
    key = "has_sound" if thing.sound is not None else "is_silent"
    label = html.escape(tongue.say(key, name=thing.name))
    line = f"line-{page}-{index}"
    glow = "".join(f'<use href="#{line}" class="{kind}"/>' for kind in ("dusk", "amber", "light"))
    return (
        f'<g class="thing" id="thing-{page}-{index}" data-thing="{index}" role="button" tabindex="0" '
        f'aria-label="{label}">'
        f'<defs><path id="{line}" fill-rule="evenodd" vector-effect="non-scaling-stroke" d="{thing.line}"/></defs>'
        f'<g class="glow">{glow}</g><use href="#{line}" class="hit"/></g>'
    )


def _item(page: int, index: int, thing: Thing, tongue: Tongue) -> str:
    name, words = html.escape(thing.name), html.escape(thing.words)
    lang = f'lang="{tongue.book}" dir="auto"'
    if thing.sound is not None:
        mark, silent = "i-play", ""
        uri = _data("audio/mpeg", thing.sound.mp3)
        audio = f'<audio controls preload="none" id="sound-{page}-{index}" aria-label="{name}" src="{uri}"></audio>'
    else:
        mark, silent, audio = "i-quiet", f"<small>{html.escape(tongue.words['silent_mark'])}</small>", ""
    return (
        f'<li><button type="button" class="item" id="item-{page}-{index}" data-thing="{index}">'
        f'<svg aria-hidden="true"><use href="#{mark}"/></svg><span><span {lang}>{name}</span> {silent}</span></button>'
        f'<div class="on-paper"><p {lang}>{words}</p>{audio}</div></li>'
    )


def _note(picture) -> str:
    """What the engine had to tell about the picture, such as what it could not draw."""
    return f'<p class="hush note" dir="auto">{html.escape(picture.note)}</p>' if picture.note else ""


def _tale(page: Leaf, tongue: Tongue) -> str:
    """The story of the page and, where it was read aloud, the button for it."""
    reading = page.reading
    if not page.words and reading is None:
        return ""
    parts = [f'<p lang="{tongue.book}" dir="auto">{html.escape(page.words)}</p>'] if page.words else []
    if reading is not None:
        parts.append(
            f'<button type="button" class="plain read" data-needs-script hidden>'
            f'<svg aria-hidden="true"><use href="#i-play"/></svg>'
            f'{html.escape(tongue.words["read_to_me"])}</button><div class="on-paper"><audio controls preload="none" '
            f'class="reading" data-seconds="{reading.seconds:.2f}" aria-label="{html.escape(tongue.words["reading"])}" '
            f'src="{_data("audio/mpeg", reading.mp3)}"></audio></div>'
        )
    return f'<div class="tale">{"".join(parts)}</div>'


def _tongue_note(tongue: Tongue, language: str) -> str:
    if not tongue.foreign:
        return ""
    return f'<p class="hush">{html.escape(tongue.say("tongue_note", language=language))}</p>'


def _ratios(pages) -> str:
    """The shape of every picture as style, so that the page does not jump and no style attribute is needed."""
    rules = []
    for number, page in enumerate(pages):
        width, height = page.picture.size
        rules.append(f"#frame-{number} {{ --ratio: {width / height:.4f}; }}")
        rules.append(f"#frame-{number} .hint {{ fill: url(#hint-light-{number}); }}")
    return "\n".join(rules) + "\n"


def _webp(leaf: Leaf, tongue: Tongue) -> str:
    about = {"alt": leaf.alt, "language": tongue.book}
    return _data("image/webp", picture_file(leaf.picture, "WEBP", quality=WEBP_QUALITY, longest=LONGEST_SIDE, **about))


def _data(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _policy(css: str, script: str) -> str:
    def mark(text):
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; img-src data:; media-src data:; style-src {mark(css)}; script-src {mark(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _json(data) -> str:
    """JSON that may stand inside a script element: no < or & is left in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
