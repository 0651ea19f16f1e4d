"""The origin and licence card: who made what, from which words and seed. Shared by all that is published."""

import html
from collections import Counter

from .words import Tongue

OFFLINE = ("paper town", "papertown", "foley", "offline")  # engines of ours, which bring nothing of anybody else


def colophon(book, tongue: Tongue, things_of) -> str:
    """The card as HTML: one line on rights, then an entry for every picture, thing, sound and reading.

    book: what has `pages`. things_of: page → its list of things with `name`, `region`, `sound`.
    """
    entries, makers = [], []
    everything = [thing for page in book.pages for thing in things_of(page)]
    told = Counter(part.note for thing in everything for part in (thing.region, thing.sound) if part is not None)
    shared = [note for note, count in told.items() if note and count > 1]  # said once for all
    for number, page in enumerate(book.pages, 1):
        alone = len(book.pages) == 1
        label = tongue.words["picture"] if alone else tongue.say("page_of", number=number, count=len(book.pages))
        picture = page.picture
        makers += [picture.made_by, *([picture.words_by] if picture.words_by else [])]
        entries.append(
            _entry(tongue, label, "", [
                ("made_by", picture.made_by or tongue.words["unknown"]),
                ("origin", picture.origin),
                ("seed", picture.seed),
                ("prompt", picture.words or getattr(page, "prompt", "")),
                ("words_by", picture.words_by),
                ("note", picture.note),
            ])
        )  # fmt: skip
        for thing in things_of(page):
            entries.append(_entry(tongue, thing.name, tongue.book, _thing_rows(thing, tongue, shared)))
            makers += [thing.sound.made_by] if thing.sound is not None else []
            makers += [thing.region.words_by] if thing.region is not None and thing.region.words_by else []
        reading = getattr(page, "reading", None)
        if reading is not None:
            makers.append(reading.made_by)
            entries.append(_entry(tongue, tongue.words["reading"], "", _sound_rows(reading, tongue)))
    notes = "".join(f'<p class="hush" dir="auto">{html.escape(note)}</p>' for note in shared)
    return (
        f'<details class="card" id="card"><summary>{html.escape(tongue.words["card"])}</summary>'
        f"<p>{html.escape(_rights(makers, tongue))}</p>{notes}"
        f'<div class="card-grid">{"".join(entries)}</div></details>'
    )


def _rights(makers, tongue: Tongue) -> str:
    ours = [is_ours(maker) for maker in makers]
    if all(ours):
        return tongue.words["card_offline"]
    return tongue.words["card_mixed" if any(ours) else "card_other"]


def is_ours(maker: str) -> bool:
    """Whether an engine's name says that it is one of the offline ones, which contain no work of others."""
    return maker.casefold() in OFFLINE or maker.endswith("Storybook Studio, Apache-2.0")


def _thing_rows(thing, tongue: Tongue, shared: list[str]) -> list[tuple]:
    rows = []
    if thing.region is not None:
        region = thing.region
        rows = [("outline_by", region.made_by), ("origin", region.origin), ("words_by", region.words_by)]
        rows += [("note", region.note)]
    rows += _sound_rows(thing.sound, tongue) if thing.sound is not None else []
    return [row for row in rows if not (row[0] == "note" and row[1] in shared)]


def _sound_rows(sound, tongue: Tongue) -> list[tuple]:
    return [
        ("sound", f"{sound.made_by or tongue.words['unknown']}, {sound.seconds:.1f} s"),
        ("origin", sound.origin),
        ("prompt", sound.words),
        ("seed", sound.seed),
        ("note", sound.note),
    ]


def _entry(tongue: Tongue, heading: str, language: str, rows: list[tuple]) -> str:
    """One thing of the card; rows are (key of the word, value)."""
    lang = f' lang="{html.escape(language)}" dir="auto"' if language else ""
    cells = "".join(
        f'<dt>{html.escape(tongue.words[key])}</dt><dd dir="auto">{html.escape(str(value))}</dd>'
        for key, value in rows
        if value not in (None, "")
    )
    rows = f"<dl>{cells}</dl>" if cells else ""
    return f'<section class="origin"><h3{lang}>{html.escape(heading)}</h3>{rows}</section>'
