"""What the HTML pages that we publish are put together from: pieces of style and script, pictures, things, policy."""

import base64
import hashlib
import html
import json
from collections import Counter
from datetime import date
from string import Template

from ..media import Picture
from .manuscript import Leaf, Manuscript
from .metadata import picture_file
from .things import Thing
from .words import STATIC, Tongue

LONGEST_SIDE = 2048  # px of a picture on the page; a larger one is shrunk, its outlines stay true
WEBP_QUALITY = 88
UNSAID = ("card", "lang")  # words that no script says


def page_of(frame: str, told: Manuscript, css: str, script: str, known: list[dict], **parts: str) -> str:
    """A whole HTML file.

    frame: its file in the static folder. known: what the script is told of each page. parts: what fills the frame's
    other gaps, as HTML.
    """
    tongue = told.tongue
    words = {key: value for key, value in tongue.words.items() if not key.startswith(UNSAID)}
    shelf = {f"w_{key}": html.escape(value) for key, value in tongue.words.items() if isinstance(value, str)}
    return Template(static(frame)).substitute(
        shelf,
        book_lang=tongue.book,
        page_lang=tongue.page,
        policy=policy(css, script),
        icon=data_uri("image/svg+xml", static("icon.svg").encode()),
        css=css,
        icons=static("icons.svg"),
        title=html.escape(told.title),
        panel=Template(static("panel.html")).substitute(shelf),
        date=date.today().isoformat(),
        story=json_inside({"language": tongue.book, "words": words, "pages": known}),
        script=script,
        **parts,
    )


# ---- A picture and its things


def scene_html(number: int, leaf: Leaf, tongue: Tongue) -> str:
    """The picture with the outlines of its things over it; number: of the page, from 0."""
    width, height = leaf.picture.size
    things = leaf.things
    by_size = sorted((i for i, t in enumerate(things) if t.line), key=lambda i: -things[i].region.mask.mean())
    outlines = "".join(_outline(number, i, things[i], tongue) for i in by_size)
    return f"""<div class="frame" id="frame-{number}">
<img alt="{html.escape(leaf.alt)}" lang="{tongue.book}" width="{width}" height="{height}" src="{webp(leaf.picture, leaf.alt, tongue)}">
<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none">
<defs><radialGradient id="hint-light-{number}"><stop offset="0" stop-color="#fff3b0" stop-opacity="0.85"/><stop offset="0.7" stop-color="#ffc93c" stop-opacity="0.5"/><stop offset="1" stop-color="#ffc93c" stop-opacity="0"/></radialGradient></defs>
<path class="veil" d=""/><g class="things" role="group" aria-label="{html.escape(tongue.words["in_the_picture"])}">{outlines}</g></svg>
<div class="marks" aria-hidden="true" hidden></div>
</div>"""  # noqa: E501 - the gradient is one thing


def list_html(number: int, leaf: Leaf, tongue: Tongue) -> str:
    """The things of a page as a list, each with its sound for where no script runs."""
    items = "".join(_item(number, i, thing, tongue) for i, thing in enumerate(leaf.things))
    empty = f'<p class="hush">{html.escape(tongue.words["list_empty"])}</p>'
    return f"""<section class="list" id="list-{number}" tabindex="-1" aria-labelledby="list-title-{number}">
<h2 id="list-title-{number}">{html.escape(tongue.words["list"])}</h2>
{f'<ul role="list">{items}</ul>' if items else empty}
</section>"""


def known_of(leaf: Leaf) -> dict:
    """What the script needs to know of a page's picture and things."""
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
        uri = data_uri("audio/mpeg", thing.sound.mp3)
        audio = f'<audio controls preload="none" id="sound-{page}-{index}" aria-label="{name}" src="{uri}"></audio>'
    else:
        mark, silent, audio = "i-quiet", f"<small>{html.escape(tongue.words['silent_mark'])}</small>", ""
    return (
        f'<li><button type="button" class="item" id="item-{page}-{index}" data-thing="{index}">'
        f'<svg aria-hidden="true"><use href="#{mark}"/></svg><span><span {lang}>{name}</span> {silent}</span></button>'
        f'<div class="on-paper"><p {lang}>{words}</p>{audio}</div></li>'
    )


def note_html(picture: Picture) -> str:
    """What the engine had to tell about the picture, such as what it could not draw."""
    return f'<p class="hush note" dir="auto">{html.escape(picture.note)}</p>' if picture.note else ""


def tongue_note(tongue: Tongue, language: str) -> str:
    """A line for a book in a language that the page itself does not speak."""
    if not tongue.foreign:
        return ""
    return f'<p class="hush">{html.escape(tongue.say("tongue_note", language=language))}</p>'


# ---- Style, script, and what may be inside


def static(name: str) -> str:
    """A file of the static folder as text."""
    return (STATIC / name).read_text(encoding="utf-8")


def script_of(*pieces: str) -> str:
    """Pieces of script (`player` for player.js) as one, so that they share their names and leave none outside."""
    joined = "\n".join(static(f"{piece}.js") for piece in pieces)
    return f'(() => {{\n"use strict";\n{joined}}})();\n'


def style_of(leaves, *pieces: str) -> str:
    """Pieces of style (`common` for common.css) as one, and in it the shape of every picture.

    So the page does not jump while it opens, and needs no style attribute.
    """
    rules = []
    for number, leaf in enumerate(leaves):
        width, height = leaf.picture.size
        rules.append(f"#frame-{number} {{ --ratio: {width / height:.4f}; }}")
        rules.append(f"#frame-{number} .hint {{ fill: url(#hint-light-{number}); }}")
    return "\n".join([*(static(f"{piece}.css") for piece in pieces), *rules]) + "\n"


def policy(css: str, script: str) -> str:
    """The Content-Security-Policy of a file that has this style and script, and needs nothing from outside."""

    def mark(text):
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; img-src data:; media-src data:; style-src {mark(css)}; script-src {mark(script)}; "
        "base-uri 'none'; form-action 'none'"
    )


def json_inside(data) -> str:
    """JSON that may stand inside a script element: no < or & is left in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def webp(picture: Picture, alt: str, tongue: Tongue, longest: int = LONGEST_SIDE) -> str:
    """A picture as a data URI, its longer side at most `longest` px; it says itself how it came to be."""
    about = {"alt": alt, "language": tongue.book}
    return data_uri("image/webp", picture_file(picture, "WEBP", quality=WEBP_QUALITY, longest=longest, **about))


def data_uri(kind: str, data: bytes) -> str:
    """Bytes as an address that holds them."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
