"""What the page shows that is no field and no button of Gradio's: heads, progress, galleries, the picture to tap."""

import base64
from functools import lru_cache
from html import escape

from ...locale import language, language_of, say, say_n
from ...media import Picture, Region
from ...playing import player_html
from ...widgets.made import DONE, LOCKED, SIGNS, SKIPPED, STALE, Thing, mark_words
from .errands import Errand, State
from .files import Files
from .pupils import Pupil
from .sentences import sentence_of


def head(name: str, number: int, title: str, status: str, first: str = "") -> str:
    """A step's heading with its mark; `first` says what comes before, while it is locked."""
    words, sign = escape(mark_words(status)), SIGNS[status]
    wait = f'<p class="pupil-wait">{escape(first)}</p>' if status == LOCKED and first else ""
    title = escape(say("Step {number}: {title}", number=number, title=title))
    return (
        f'<div class="pupil-head {status}" lang="{language()}"><b class="pupil-number" aria-hidden="true">{number}</b>'
        f'<h2 id="pupil-step-{name}">{title}</h2>'
        f'<span class="pupil-mark {status}"><span aria-hidden="true">{sign}</span> {words}</span></div>{wait}'
    )


def overview(steps: list[tuple[str, str, str]], now: str | None) -> str:
    """(name, word, status) of every step as a row of links to them; now: the one that waits for the pupil."""
    items = []
    for number, (name, word, status) in enumerate(steps, 1):
        sign = SIGNS[status] if status in (DONE, STALE, SKIPPED) else number
        here = ' aria-current="step"' if name == now else ""
        items.append(
            f'<li><a href="#pupil-step-{name}" class="{status}"{here}><b aria-hidden="true">{sign}</b>'
            f'<span>{escape(word)}<span class="pupil-unseen">, {escape(mark_words(status))}</span></span></a></li>'
        )
    label = escape(say("Steps"), quote=True)
    return f'<nav aria-label="{label}" lang="{language()}"><ol class="pupil-steps">{"".join(items)}</ol></nav>'


def note(words: str) -> str:
    """A quiet sentence."""
    return f'<p class="pupil-note" dir="auto">{escape(words)}</p>' if words else ""


def download(address: str, name: str, words: str) -> str:
    """A link that saves a file."""
    return (
        f'<a class="pupil-button" download="{escape(name, quote=True)}" href="{escape(address, quote=True)}">'
        f'<span aria-hidden="true">⤓ </span>{escape(words)}</a>'
    )


# ---- while something is done ----


def progress(pupil: Pupil, name: str) -> str:
    """How an errand stands: who is before, how far it is, what can be seen; once over, what went wrong."""
    errand = pupil.errands.get(name)
    if errand is None:
        return ""
    if errand.over:
        return trouble(errand.error) if errand.error is not None else ""
    return "".join(map(_state, _states(errand)))


def _states(errand: Errand) -> list[State]:
    return list(errand.states.values()) or [State(errand.words)]


def _state(state: State) -> str:
    update, share, words = state.update, "", state.words
    if update is not None and update.state == "waiting":
        words = (
            say_n("{n} wish before yours …", "{n} wishes before yours …", update.before)
            if update.before
            else say("You are next …")
        )
    elif update is not None and update.of:
        share = f' value="{min(1.0, update.done / update.of):.3f}"'
        words = f"{words} {min(1.0, update.done / update.of):.0%}"
    label, seen = escape(state.words, quote=True), state.seen[-1] if state.seen else None
    shown = (
        ""
        if seen is None
        else f'<img class="pupil-growing" alt="{escape(seen.note, quote=True)}" src="{inline(seen)}">'
    )
    bar = f'<progress max="1"{share} aria-label="{label}"></progress>'
    return f'<div class="pupil-said" role="status">{shown}{bar} {escape(words)}</div>'


def trouble(error: Exception) -> str:
    """What went wrong, as a sentence; that somebody pressed Stop is no trouble."""
    words, calm = sentence_of(error)
    if calm:
        return f'<div class="pupil-said" role="status">{escape(words)}</div>'
    return f'<div class="pupil-trouble" role="alert"><span aria-hidden="true">⚠ </span>{escape(words)}</div>'


@lru_cache(64)
def inline(picture: Picture) -> str:
    """A small picture as an address that holds it."""
    return f"data:image/webp;base64,{base64.b64encode(picture.webp(quality=70)).decode()}"


# ---- pictures ----


def gallery(pictures: list[Picture], chosen: Picture | None, files: Files, file_name: str) -> str:
    """Pictures with a button to choose each and a link to save it."""
    items = []
    for number, picture in enumerate(pictures, 1):
        mine = chosen is not None and chosen.fingerprint == picture.fingerprint
        words = picture.words or picture.made_by
        alt = escape(say("Picture {number}: {words}", number=number, words=words), quote=True)
        about = [say("Seed {seed}", seed=picture.seed)] if picture.seed is not None else []
        width, height = picture.size
        items.append(
            f'<li{" class=chosen" if mine else ""}><img alt="{alt}" width="{width}" height="{height}" '
            f'src="{files.small(picture)}">{note(" · ".join(filter(None, [*about, picture.note])))}'
            f'<div class="pupil-row"><button type="button" class="pupil-button{" good" if mine else ""}" '
            f'aria-pressed="{str(mine).lower()}" data-do="choose" data-picture="{picture.fingerprint}">'
            f"{escape(say('✓ Selected') if mine else say('Select this picture'))}</button>"
            f"{download(files.whole(picture), f'{file_name}-{picture.seed}.png', say('Download'))}</div></li>"
        )
    return f'<ul class="pupil-gallery" lang="{language()}">{"".join(items)}</ul>' if items else ""


def to_tap(picture: Picture, region: Region | None, points, files: Files, key: str, busy: bool) -> str:
    """The picture to tap, with what is outlined in it and where it was tapped."""
    width, height = picture.size
    size = max(width, height) / 60
    over = f'<img class="pupil-outline" alt="" src="{files.outline(region, key)}">' if region is not None else ""
    alt = escape(picture.words or picture.name or say("Your picture"), quote=True)
    label = escape(say("Picture to tap. With the keyboard: arrows move the cross, Enter taps."), quote=True)
    return (
        f'<div class="pupil-window"><div class="pupil-tap{" busy" if busy else ""}" data-tap="{picture.fingerprint}" '
        f'data-width="{width}" data-height="{height}" tabindex="0" role="application" aria-label="{label}" '
        f'lang="{language()}" style="aspect-ratio:{width}/{height};--ratio:{width / height:.4f}">'
        f'<img alt="{alt}" src="{files.small(picture)}" draggable="false">{over}'
        f'<svg viewBox="0 0 {width} {height}" aria-hidden="true" stroke-width="{size / 4:.1f}">'
        f"{''.join(_dot(point, size) for point in points)}</svg></div></div>"
        f'<button type="button" class="pupil-button" data-larger aria-pressed="false">{escape(say("Larger picture"))}'
        "</button>"
    )


def _dot(point, size: float) -> str:
    cross = f"M{-size / 2:.1f} 0H{size / 2:.1f}" + (f"M0 {-size / 2:.1f}V{size / 2:.1f}" if point.keep else "")
    return (
        f'<g class="{"keep" if point.keep else "not"}" transform="translate({point.x:.1f} {point.y:.1f})">'
        f'<circle r="{size:.1f}"/><path d="{cross}"/></g>'
    )


def preview(thing: Thing, key: str, files: Files) -> str:
    """The thing alone, with its name."""
    name = escape(thing.region.name or say("The region"))
    image = f'<img alt="" src="{files.cutout(thing.region, key)}">'
    return f'<figure class="pupil-cutout" lang="{language()}">{image}<figcaption>{name}</figcaption></figure>'


# ---- words, sounds, things ----


def copy_button() -> str:
    """A button that puts the description on the clipboard, and says so."""
    copied = escape(say("✓ Copied"), quote=True)
    return (
        f'<button type="button" class="pupil-button" aria-live="polite" lang="{language()}" data-copy="#pupil-words" '
        f'data-copied="{copied}">{escape(say("Copy description"))}</button>'
    )


def player(thing: Thing, files: Files) -> str:
    """The player of a thing's sound, with its downloads."""
    if thing.sound is None:
        return ""
    kinds = {"WAV": files.sound(thing.sound, "wav"), "MP3": files.sound(thing.sound, "mp3")}
    return player_html(thing.sound, steps=thing.steps, files=kinds)


def shelf(pupil: Pupil, files: Files) -> str:
    """The things that go on the sounding page, each with a button that leaves it out."""
    items = [_on_shelf(key, thing, files) for _, key, thing in pupil.wanted()]
    told = escape(say_n("{n} thing is on your page.", "{n} things are on your page.", len(items)))
    if not items:
        return ""
    return f'<div lang="{language()}"><h3>{told}</h3><ul class="pupil-shelf">{"".join(items)}</ul></div>'


def _on_shelf(key: str, thing: Thing, files: Files) -> str:
    words, name = thing.words.now.strip(), thing.region.name or say("A thing")
    sound = f' <span role="img" aria-label="{escape(say("has a sound"), quote=True)}">♪</span>' if thing.sound else ""
    label = escape(say("Leave out {name}", name=name), quote=True)
    return (
        f'<li><img alt="" src="{files.cutout(thing.region, key)}"><div><b>{escape(name)}</b>{sound}'
        f'<p lang="{language_of(words)}" dir="auto">{escape(words)}</p></div>'
        f'<button type="button" class="pupil-button" data-do="leave" data-thing="{key}" aria-label="{label}">✕</button>'
        "</li>"
    )
