"""A book becomes one HTML file: pictures that can be clicked and heard, with everything inside, for any browser.

The file needs no network and no other file: pictures are WebP and sounds MP3 inside it, its style and script too. Its
Content-Security-Policy lets nothing else in or out. Where scripts do not run, the sounds still play from the list.
"""

import base64
import hashlib
import html
import json
import os
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from string import Template
from types import SimpleNamespace

import numpy as np

from ..crafts.describer import short_name
from ..engine import BadInput
from ..files import write_file
from ..locale import LANGUAGES, known
from ..outlines import drawn
from .colophon import colophon
from .web import script_of, static, style_of
from .words import STATIC, Tongue, tongue_of

LONGEST_SIDE = 2048  # px of a picture on the page; a larger one is shrunk, its outlines stay true
WEBP_QUALITY = 88
LONGEST_NAME, LONGEST_ALT = 60, 300  # letters
MEASURED = re.compile(r"(something|algo)\b|畫面\w{1,3}有一個.*東西", re.IGNORECASE)  # words that name nothing
MEASURED_NAME = re.compile(r"^the .*\bthing\b|^la cosa |東西$")
FILE_NAME = "sounding_page.html"


@dataclass(frozen=True)
class _Thing:
    """Something that can be touched: `line` is the d of its outline in pixels of the page's picture, "" without one.

    kind: its name without the number that tells it from others of the same name.
    """

    name: str
    kind: str
    words: str
    line: str
    box: tuple[float, float, float, float]
    centre: tuple[float, float]
    region: object
    sound: object


def sounding_page(
    book_or_page, path: str | os.PathLike, *, language: str | None = None, title: str | None = None
) -> Path:
    """Writes a Book or a Page as one self-contained HTML page with sounds, and returns its path.

    path: the file, or a folder that is there already, which then gets a `sounding_page.html`. language and title are
    the book's own when left out. Raises BadInput when there is no page or a page has no picture, BookTrouble when the
    file cannot be written; an older file is then untouched.
    """
    book = _as_book(book_or_page, language, title)
    _check(book)
    path = Path(path).expanduser()
    path = path / FILE_NAME if path.is_dir() else path
    return write_file(path, page_html(book).encode("utf-8", "replace"))


def page_html(book) -> str:
    """The whole page as text; `book` has title, author, language, pages."""
    tongue = tongue_of(book.language)
    things = {id(page): _things(page, tongue) for page in book.pages}
    story = {
        "language": tongue.book,
        "words": {key: value for key, value in tongue.words.items() if not key.startswith(("card", "lang"))},
        "pages": [_story_of(page, things[id(page)]) for page in book.pages],
    }
    css = style_of("common", "page") + _ratios(book.pages)
    script = script_of("tools", "player", "listening", "seeking", "modes", "page")
    title = book.title or tongue.words["untitled"]
    author = tongue.say("by", author=book.author) if book.author else ""
    shelf = {f"w_{key}": html.escape(value) for key, value in tongue.words.items() if isinstance(value, str)}
    return Template(_static("page.html")).substitute(
        shelf,
        book_lang=tongue.book,
        page_lang=tongue.page,
        policy=_policy(css, script),
        icon=_data("image/svg+xml", _static("icon.svg").encode()),
        css=css,
        icons=_static("icons.svg"),
        title=html.escape(title),
        author=f'<p class="author" dir="auto">{html.escape(author)}</p>' if author else "",
        pages="\n".join(_page(n, page, things[id(page)], tongue, len(book.pages)) for n, page in enumerate(book.pages)),
        panel=Template(static("panel.html")).substitute(shelf),
        turn_label=html.escape(tongue.words["what_to_do"]),
        card=colophon(book, tongue, lambda page: things[id(page)]),
        date=date.today().isoformat(),
        tongue_note=_tongue_note(tongue, book.language),
        story=_json(story),
        script=script,
    )


# ---- What is on the page


def _as_book(given, language, title):
    if not hasattr(given, "pages"):
        given = SimpleNamespace(pages=[given], title="", author="", language=getattr(given, "language", None))
    return SimpleNamespace(
        pages=list(given.pages),
        title=title or given.title or "",
        author=getattr(given, "author", "") or "",
        language=language or given.language or "en",
    )


def _check(book) -> None:
    if not book.pages:
        raise BadInput("The book has no page yet. Add one: book.pages = [Page(picture=studio.draw(prompt))].")
    for number, page in enumerate(book.pages, 1):
        which = f"Page {number}" if len(book.pages) > 1 else "The page"
        if getattr(page, "picture", None) is None:
            raise BadInput(f"{which} has no picture yet. Draw it first: page.picture = studio.draw(page.prompt).")
        for region in page.regions:
            if region.mask.ndim != 2:
                raise BadInput(f"{which} has a region whose mask is {region.mask.shape}; it must be (height, width).")


def _things(page, tongue: Tongue) -> list[_Thing]:
    """The regions with their sounds; sounds beyond the last region are the whole picture's."""
    regions, sounds = list(page.regions), list(page.sounds)
    count = max(len(regions), len(sounds))
    regions += [None] * (count - len(regions))
    sounds += [None] * (count - len(sounds))
    width, height = page.picture.size
    things = []
    for number, (region, sound) in enumerate(zip(regions, sounds, strict=True), 1):
        if region is None and sound is None:
            continue
        name = _name(region, tongue, number)
        words = (region.words if region is not None else sound.words) or ""
        line, box, centre = _drawn(region, width, height)
        things.append(_Thing(name, name, words, line, box, centre, region, sound))
    return _numbered(things)


def _numbered(things: list[_Thing]) -> list[_Thing]:
    """The same things, with a number behind every name that there is more than once."""
    alike, seen = Counter(thing.kind.casefold() for thing in things), Counter()
    found = []
    for thing in things:
        key = thing.kind.casefold()
        seen[key] += 1
        found.append(replace(thing, name=f"{thing.kind} {seen[key]}") if alike[key] > 1 else thing)
    return found


def _name(region, tongue: Tongue, number: int) -> str:
    """A region's name, else the beginning of its words, else "Thing 3"."""
    if region is None:
        return tongue.words["whole_picture"]
    name = _told_in(tongue, region, " ".join((region.name or "").split()))
    if not name and not tongue.foreign and MEASURED.match(region.words or "") and not region.empty:
        name = short_name(region, known(tongue.book))
    if not name:
        first = re.split(r"[.。!！?？;；,，:：\n]", region.words or "", maxsplit=1)[0]
        name = " ".join(first.split())
    return _shortened(name, LONGEST_NAME) or tongue.say("thing", number=number)


def _told_in(tongue: Tongue, region, name: str) -> str:
    """What has no other name than the one that we gave it is called by it in the book's language."""
    from ..papertown.phrases import name_of  # brings in the lexicon

    figure = getattr(region, "figure", None)
    if tongue.foreign:
        return name
    if figure is None:
        if MEASURED_NAME.search(name) and name in {short_name(region, language) for language in LANGUAGES}:
            return short_name(region, known(tongue.book))
        return name
    own = {name_of(figure, language) for language in LANGUAGES}
    return name_of(figure, known(tongue.book)) if not name or name in own else name


def _drawn(region, width: int, height: int):
    """(outline, box, a point inside) in pixels of the page's picture; what has no region is drawn like nothing."""
    return drawn(np.zeros((1, 1), bool) if region is None else region.mask, width, height)


def _story_of(page, things: list[_Thing]) -> dict:
    """What the script needs to know of a page."""
    sounds = Counter(_heard(thing) for thing in things)
    return {
        "size": page.picture.size,
        "things": [
            {
                "name": thing.name,
                "kind": thing.kind,
                "like_another": sounds[_heard(thing)] > 1,
                "words": thing.words,
                "box": thing.box,
                "centre": thing.centre,
                "hidden": bool(getattr(getattr(thing.region, "figure", None), "hidden", False)),
                "seconds": round(thing.sound.seconds, 2) if thing.sound is not None else 0,
            }
            for thing in things
        ],
    }


def _heard(thing: _Thing):
    """What is equal for things that nobody can tell apart by ear."""
    if thing.sound is None:
        return None
    return " ".join(thing.sound.words.split()).casefold() or thing.sound.samples.tobytes()


# ---- How it is written


def _page(number: int, page, things: list[_Thing], tongue: Tongue, count: int) -> str:
    width, height = page.picture.size
    alt = _shortened(page.picture.words or page.words or tongue.words["picture"], LONGEST_ALT)
    by_size = sorted((i for i, t in enumerate(things) if t.line), key=lambda i: -things[i].region.mask.mean())
    outlines = "".join(_outline(number, i, things[i], tongue) for i in by_size)
    items = "".join(_item(number, i, thing, tongue) for i, thing in enumerate(things))
    empty = f'<p class="hush">{html.escape(tongue.words["list_empty"])}</p>'
    label = tongue.say("page_of", number=number + 1, count=count) if count > 1 else tongue.words["picture"]
    return f"""<section class="page" aria-label="{html.escape(label)}">
<div class="scene">
<div class="frame" id="frame-{number}">
<img alt="{html.escape(alt)}" lang="{tongue.book}" width="{width}" height="{height}" src="{_webp(page.picture)}">
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


def _outline(page: int, index: int, thing: _Thing, tongue: Tongue) -> str:
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


def _item(page: int, index: int, thing: _Thing, tongue: Tongue) -> str:
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


def _tale(page, tongue: Tongue) -> str:
    """The story of the page and, where it was read aloud, the button for it."""
    reading = getattr(page, "reading", None)
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


def _webp(picture) -> str:
    if max(picture.size) > LONGEST_SIDE:
        image = picture.image.copy()
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        picture = replace(picture, image=image, scene=None)
    return _data("image/webp", picture.webp(WEBP_QUALITY))


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


def _shortened(text: str, letters: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
