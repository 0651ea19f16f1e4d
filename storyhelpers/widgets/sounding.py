"""The sounding picture in a notebook: the things that were kept glow, and a click plays them from the page itself.

It is one piece of HTML: the picture, its things as outlines, and a list with a player for each. That is all that a page
without scripts shows. Where scripts may run, the picture's own `onload` wakes `static/sounding.js`, which needs no
kernel, no network and no widget of ours: so it is the same in JupyterLab, Colab, Voila and a saved notebook.
"""

import base64
import html
import re
from collections import Counter
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from ..engine import BadInput
from ..locale import language, language_of, say
from ..media import Picture, Region, Sound
from ..outlines import drawn
from ..playing import ALONE

STATIC = Path(__file__).parent / "static"
LONGEST_SIDE = 1600  # px of the picture in a cell; its outlines stay true
LONGEST_NAME, LONGEST_ALT = 60, 300  # letters


def sounding_picture(page):
    """A page whose kept things glow and play, as a widget.

    page: a Page (with picture, regions, sounds), or a list of (Region, Sound or None) of one picture. Raises BadInput
    when there is no picture.
    """
    from .shown import Shown

    page = _page(page)
    return Shown(_html(page), f"A picture that sounds, with {len(page.regions)} thing(s)")


def sounding_html(page) -> str:
    """The same as HTML."""
    return _html(_page(page))


def _page(given):
    """What has picture, regions and sounds, the last two equally many. Raises BadInput."""
    if isinstance(given, list | tuple):
        pairs = [pair if isinstance(pair, list | tuple) else (pair, None) for pair in given]
        if not pairs or any(len(pair) != 2 or not isinstance(pair[0], Region) for pair in pairs):
            raise BadInput(
                "sounding_picture needs a page, or regions with their sounds: sounding_picture([(region, sound), …])."
            )
        regions, sounds = [list(part) for part in zip(*pairs, strict=True)]
        if len({region.picture.fingerprint for region in regions}) > 1:
            raise BadInput("These regions are of different pictures; a sounding picture has one.")
        given = SimpleNamespace(picture=regions[0].picture, regions=regions, sounds=sounds)
    if not all(hasattr(given, name) for name in ("picture", "regions", "sounds")):
        raise BadInput(f"sounding_picture needs a page, not {type(given).__name__}: sounding_picture(book.page()).")
    if not isinstance(given.picture, Picture):
        raise BadInput("The page has no picture yet. Draw it first: page.picture = studio.draw(page.prompt).")
    sounds = [*given.sounds, *[None] * len(given.regions)][: len(given.regions)]
    wrong = next((sound for sound in sounds if not isinstance(sound, Sound | None)), None)
    if wrong is not None:
        raise BadInput(f"A thing's sound is a Sound or None, not {type(wrong).__name__}.")
    return SimpleNamespace(picture=given.picture, regions=list(given.regions), sounds=sounds)


def _html(page) -> str:
    width, height = page.picture.size
    names = _names(page.regions)
    placed = [drawn(region.mask, width, height) for region in page.regions]
    # The largest first, so that what lies over it can be touched.
    order = sorted(range(len(placed)), key=lambda i: -page.regions[i].mask.mean())
    outlines = "".join(_outline(i, names[i], page.sounds[i], *placed[i]) for i in order if placed[i][0])
    items = "".join(_item(i, names[i], r, s) for i, (r, s) in enumerate(zip(page.regions, page.sounds, strict=True)))
    alt = _short(page.picture.words, LONGEST_ALT) or say("The picture")
    welcome = say("Touch something in the picture.") if items else say("No thing of this picture has been kept yet.")
    wake = f"(function (root) {{{_static('sounding.js')}}})(this.closest('.story-sounding'))"
    return (
        f'<div class="story-sounding" lang="{language()}" '
        f'data-silent="{_escaped(say("It has no sound of its own yet."))}" '
        f'data-cannot="{_escaped(say("This sound cannot be played here."))}">'
        f"<style>{_static('sounding.css')}</style>"
        f'<div class="story-scene" data-size="{width} {height}" style="--ratio:{width / height:.4f}">'
        f'<img alt="{_escaped(alt)}" width="{width}" height="{height}" src="{_webp(page.picture)}" '
        f'onload="{_escaped(wake)}">'
        f'<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none" role="group" aria-hidden="true" '
        f'aria-label="{_escaped(say("Things in the picture"))}"><path class="story-veil"/>{outlines}</svg>'
        f'<span class="story-tag" aria-hidden="true" hidden dir="auto"></span></div>'
        f'<div class="story-panel"><div role="status"><p class="story-name" dir="auto">{_escaped(welcome)}</p>'
        f'<p class="story-told" dir="auto"></p><p class="story-trouble"></p></div>'
        f'<button type="button" class="story-stop" disabled>■ {_escaped(say("Stop"))}</button><i></i></div>'
        f'<ul class="story-list" role="list" aria-label="{_escaped(say("Things in the picture"))}">{items}</ul></div>'
    )


def _outline(index: int, name: str, sound, line: str, box, centre) -> str:
    box, centre = " ".join(map(str, box)), f"{centre[0]:g} {centre[1]:g}"
    return (
        f'<g class="story-thing" data-thing="{index}" data-box="{box}" data-centre="{centre}" '
        f'aria-label="{_escaped(_label(name, sound))}"><path fill-rule="evenodd" vector-effect="non-scaling-stroke" '
        f'd="{line}"/></g>'
    )


def _item(index: int, name: str, region, sound) -> str:
    words = _escaped(region.words)
    told = f'<p class="story-words" lang="{language_of(region.words)}" dir="auto">{words}</p>' if words else ""
    mark, audio = ("▶", _audio(name, sound)) if sound is not None else ("○", "")
    return (
        f'<li class="story-item" data-name="{_escaped(name)}">'
        f'<button type="button" data-thing="{index}" aria-label="{_escaped(_label(name, sound))}">'
        f'<span aria-hidden="true">{mark}</span> <span dir="auto">{_escaped(name)}</span></button>'
        f'<div class="story-paper"><p><strong dir="auto">{_escaped(name)}</strong></p>{told}{audio}</div></li>'
    )


def _audio(name: str, sound: Sound) -> str:
    source = f"data:audio/mpeg;base64,{base64.b64encode(sound.mp3).decode()}"
    return f'<audio controls preload="none" {ALONE} aria-label="{_escaped(name)}" src="{source}"></audio>'


def _label(name: str, sound) -> str:
    return say("{name}: play its sound", name=name) if sound is not None else say("{name}: no sound", name=name)


def _names(regions) -> list[str]:
    """A name for each: its own, else the beginning of its words, else "Thing 3"; equal ones get numbers."""
    names = []
    for number, region in enumerate(regions, 1):
        clause = re.split(r"[.。!！?？;；,，:：\n]", region.words, maxsplit=1)[0]
        names.append(_short(region.name or clause, LONGEST_NAME) or say("Thing {number}", number=number))
    alike, seen = Counter(name.casefold() for name in names), Counter()
    for i, name in enumerate(names):
        seen[name.casefold()] += 1
        if alike[name.casefold()] > 1:
            names[i] = f"{name} {seen[name.casefold()]}"
    return names


def _webp(picture: Picture) -> str:
    if max(picture.size) > LONGEST_SIDE:
        image = picture.image.copy()
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        picture = Picture(image)
    return f"data:image/webp;base64,{base64.b64encode(picture.webp()).decode()}"


def _short(text: str, letters: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)


@cache
def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
