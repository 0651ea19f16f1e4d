"""What the page shows that is no field and no button of Gradio's: heads, progress, galleries, the picture to tap."""

from html import escape

import numpy as np
from PIL import Image, ImageFilter

from ...locale import language, language_of, say, say_n
from ...media import Picture, Region
from ...playing import player_html
from ...widgets.made import DONE, LOCKED, SIGNS, SKIPPED, STALE, Thing, mark_words
from .pupils import Pupil, key_of
from .sentences import sentence_of

WIDEST = 1024  # px of a picture on the page; the download is the whole one
DIM, RIM = (250, 246, 238, 158), (240, 120, 30, 255)


def head(name: str, number: int, title: str, status: str, first: str = "") -> str:
    """A step's heading with its mark; `first` says what comes before, while it is locked."""
    mark = (
        f'<span class="pupil-mark {status}"><span aria-hidden="true">{SIGNS[status]}</span> {mark_words(status)}</span>'
    )
    wait = f'<p class="pupil-wait">{escape(first)}</p>' if status == LOCKED and first else ""
    title = escape(say("Step {number}: {title}", number=number, title=title))
    return (
        f'<div class="pupil-head {status}" lang="{language()}"><span class="pupil-number" aria-hidden="true">{number}</span>'
        f'<h2 id="pupil-{name}">{title}</h2>{mark}</div>{wait}'
    )


def overview(steps: list[tuple[str, str, str]], now: str | None) -> str:
    """(name, word, status) of every step as a row of links to them; now: the one that waits for the pupil."""
    items = []
    for number, (name, word, status) in enumerate(steps, 1):
        sign = SIGNS[status] if status in (DONE, STALE, SKIPPED) else number
        here = ' aria-current="step"' if name == now else ""
        items.append(
            f'<li><a href="#pupil-{name}" class="{status}"{here}><b aria-hidden="true">{sign}</b> '
            f'<span>{escape(word)}<span class="pupil-unseen">, {escape(mark_words(status))}</span></span></a></li>'
        )
    return f'<nav aria-label="{escape(say("Steps"))}" lang="{language()}"><ol class="pupil-steps">{"".join(items)}</ol></nav>'


def progress(pupil: Pupil, name: str) -> str:
    """How an errand stands: who is before, how far it is, what can be seen of it; and what went wrong, as a sentence."""
    errand = pupil.errands.get(name)
    if errand is None:
        return ""
    if errand.over:
        return trouble(errand.error) if errand.error is not None else ""
    update, share, words = errand.update, None, errand.words
    if update is not None and update.state == "waiting":
        words = say_n("{n} before you", "{n} before you", update.before) if update.before else say("You are next …")
    elif update is not None and update.of:
        share = min(1.0, update.done / update.of)
        words = f"{words} {share:.0%}"
    at = "" if share is None else f' value="{share:.3f}"'
    shown = ""
    if errand.preview is not None:
        told = errand.preview.note or say("The picture so far")
        shown = f'<img class="pupil-growing" alt="{escape(told, quote=True)}" src="{inline(errand.preview)}">'
    label = escape(errand.words, quote=True)
    return f'<div class="pupil-said" role="status">{shown}<progress max="1"{at} aria-label="{label}"></progress> {escape(words)}</div>'


def trouble(error: Exception) -> str:
    """What went wrong, as a sentence; that somebody pressed Stop is no trouble."""
    words, calm = sentence_of(error)
    if calm:
        return f'<div class="pupil-said" role="status">{escape(words)}</div>'
    return f'<div class="pupil-trouble" role="alert"><span aria-hidden="true">⚠ </span>{escape(words)}</div>'


def inline(picture: Picture) -> str:
    """A small picture as an address that holds it."""
    import base64

    return f"data:image/webp;base64,{base64.b64encode(picture.webp(quality=70)).decode()}"


def note(words: str) -> str:
    """A quiet sentence."""
    return f'<p class="pupil-note" dir="auto">{escape(words)}</p>' if words else ""


# ---- pictures ----


class Files:
    """Where the page finds pictures and sounds of a pupil: as files that only this pupil may fetch."""

    def __init__(self, results, pupil: Pupil):
        self._results, self._pupil = results, pupil

    def whole(self, picture: Picture) -> str:
        """The picture as it was made, with all that it knows of itself."""
        return self._kept(("png", picture.fingerprint), lambda: fresh(picture).png, ".png")

    def small(self, picture: Picture) -> str:
        """A copy for the page."""
        return self._kept(("webp", picture.fingerprint), lambda: fresh(shrunk(picture)).webp(), ".webp")

    def outline(self, region: Region, key: str) -> str:
        """What is laid over its picture: everything else dimmed, and a bright rim."""
        return self._kept(("outline", region.picture.fingerprint, key), lambda: outline_png(region), ".png")

    def cutout(self, region: Region, key: str) -> str:
        """The thing alone."""
        return self._kept(("cutout", region.picture.fingerprint, key), lambda: cutout(region).webp(), ".webp")

    def sound(self, sound, kind: str) -> str:
        """A sound as WAV or MP3."""
        return self._kept((kind, id(sound)), lambda: getattr(sound, kind), f".{kind}")

    def _kept(self, name: tuple, data, suffix: str) -> str:
        return self._pupil.address(self._results, name, data, suffix)


def fresh(picture: Picture) -> Picture:
    """A twin of a picture, so that the bytes of its file are not kept with it in memory."""
    from dataclasses import replace

    return replace(picture)


def shrunk(picture: Picture, most: int = WIDEST) -> Picture:
    """A copy of a picture, at most `most` px long."""
    image = picture.image.copy()
    image.thumbnail((most, most), Image.Resampling.LANCZOS)
    return Picture(image)


def cutout(region: Region) -> Picture:
    """The thing alone, at least 160 px long, smoother than a browser would enlarge it."""
    image = region.cutout.image
    grow = max(1.0, min(5.0, 160 / max(image.size)))
    return shrunk(
        Picture(image.resize([max(1, round(side * grow)) for side in image.size], Image.Resampling.LANCZOS)), 320
    )


def outline_png(region: Region) -> bytes:
    """A PNG to be laid over the picture: clear where the thing is, with an orange rim, pale elsewhere."""
    import io

    mask = Image.fromarray(region.mask.astype(np.uint8) * 255)
    mask.thumbnail((WIDEST, WIDEST), Image.Resampling.BILINEAR)
    mask = mask.point(lambda value: 255 * (value > 127))
    layer = Image.new("RGBA", mask.size, DIM)
    width = max(5, round(max(mask.size) / 180) | 1)
    layer.paste(RIM, mask=mask.filter(ImageFilter.MaxFilter(width)))
    layer.paste((0, 0, 0, 0), mask=mask)
    out = io.BytesIO()
    layer.quantize(8, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


def gallery(pictures: list[Picture], chosen: Picture | None, files: Files, file_name: str) -> str:
    """Pictures with a button to choose each and a link to save it."""
    items = []
    for number, picture in enumerate(pictures, 1):
        is_chosen = chosen is not None and chosen.fingerprint == picture.fingerprint
        alt = escape(
            say("Picture {number}: {words}", number=number, words=picture.words or picture.made_by), quote=True
        )
        seed = (
            f'<p class="pupil-note">{escape(say("Seed {seed}", seed=picture.seed))}</p>'
            if picture.seed is not None
            else ""
        )
        items.append(
            f'<li class="{"chosen" if is_chosen else ""}"><img alt="{alt}" width="{picture.size[0]}" '
            f'height="{picture.size[1]}" src="{files.small(picture)}">{seed}<div class="pupil-row">'
            f'<button type="button" class="pupil-button{" good" if is_chosen else ""}" aria-pressed="{str(is_chosen).lower()}" '
            f'data-do="choose" data-picture="{picture.fingerprint}">'
            f"{escape(say('✓ Selected') if is_chosen else say('Select this picture'))}</button>"
            f"{download(files.whole(picture), f'{file_name}-{picture.seed}.png', say('Download'))}</div></li>"
        )
    return f'<ul class="pupil-gallery" lang="{language()}">{"".join(items)}</ul>' if items else ""


def download(address: str, name: str, words: str) -> str:
    """A link that saves a file."""
    return (
        f'<a class="pupil-button" download="{escape(name, quote=True)}" href="{escape(address, quote=True)}">'
        f'<span aria-hidden="true">⤓ </span>{escape(words)}</a>'
    )


def to_tap(picture: Picture, region: Region | None, points, files: Files, key: str, busy: bool) -> str:
    """The picture to tap, with what is outlined in it and where it was tapped."""
    width, height = picture.size
    radius = max(width, height) / 60
    dots = "".join(
        f'<g class="{"keep" if p.keep else "not"}" transform="translate({p.x:.1f} {p.y:.1f})"><circle r="{radius:.1f}"/>'
        f'<path d="M{-radius / 2:.1f} 0H{radius / 2:.1f}{"" if not p.keep else f"M0 {-radius / 2:.1f}V{radius / 2:.1f}"}"/></g>'
        for p in points
    )
    over = f'<img class="pupil-outline" alt="" src="{files.outline(region, key)}">' if region is not None else ""
    alt = escape(picture.words or picture.name or say("Your picture"), quote=True)
    label = escape(say("Picture to tap. With the keyboard: arrows move the cross, Enter taps."), quote=True)
    return (
        f'<div class="pupil-tap{" busy" if busy else ""}" data-tap="{picture.fingerprint}" data-width="{width}" '
        f'data-height="{height}" tabindex="0" role="application" aria-label="{label}" style="aspect-ratio:{width}/{height}" '
        f'lang="{language()}"><img alt="{alt}" src="{files.small(picture)}" draggable="false">{over}'
        f'<svg viewBox="0 0 {width} {height}" aria-hidden="true" stroke-width="{radius / 4:.1f}">{dots}</svg></div>'
    )


def preview(thing: Thing, files: Files) -> str:
    """The thing alone, with its name."""
    name = escape(thing.region.name or say("The region"))
    address = files.cutout(thing.region, key_of(thing))
    return f'<figure class="pupil-cutout" lang="{language()}"><img alt="" src="{address}"><figcaption>{name}</figcaption></figure>'


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
    items = []
    for _, thing in pupil.wanted():
        key, words = key_of(thing), thing.words.now.strip()
        name = thing.region.name or say("A thing")
        sound = (
            f' <span role="img" aria-label="{escape(say("has a sound"), quote=True)}">♪</span>' if thing.sound else ""
        )
        items.append(
            f'<li><img alt="" src="{files.cutout(thing.region, key)}"><div><b>{escape(name)}</b>{sound}'
            f'<p lang="{language_of(words)}" dir="auto">{escape(words)}</p></div><button type="button" class="pupil-button" '
            f'data-do="leave" data-thing="{key}" aria-label="{escape(say("Leave out {name}", name=name), quote=True)}">✕</button></li>'
        )
    told = say_n("{n} thing is on your page.", "{n} things are on your page.", len(items))
    return (
        f'<div lang="{language()}"><h3>{escape(told)}</h3><ul class="pupil-shelf">{"".join(items)}</ul></div>'
        if items
        else ""
    )
