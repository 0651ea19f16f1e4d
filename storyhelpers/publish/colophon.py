"""The origin and licence card: who made what, from which words and seed. Shared by all that is published.

`colophon` gives it as data, `card_html` as HTML.
"""

import html
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby

from ..media import Picture, Sound
from .words import Tongue, line, readable

OFFLINE = ("paper town", "papertown", "foley", "offline")  # engines of ours, which bring nothing of anybody else


@dataclass(frozen=True)
class Entry:
    """One thing of the card. rows: (label, value), neither empty. named: the heading is a name from the book.

    number: of the page, where the entry is one's.
    """

    heading: str
    rows: tuple[tuple[str, str], ...]
    named: bool = False
    number: int | None = None


@dataclass(frozen=True)
class Card:
    """The card: a line on rights, notes that several things share, an entry for every picture, thing and reading."""

    title: str
    rights: str
    notes: tuple[str, ...]
    entries: tuple[Entry, ...]


def colophon(leaves, tongue: Tongue, cover: Picture | None = None) -> Card:
    """The card of a book. leaves: of its `manuscript`. cover: its picture on the front, where no page has it."""
    entries, makers = [], []
    everything = [thing for leaf in leaves for thing in leaf.things]
    told = Counter(part.note for thing in everything for part in (thing.region, thing.sound) if part is not None)
    shared = tuple(note for note, count in told.items() if note and count > 1)  # said once for all
    if cover is not None:
        makers += _makers(cover)
        entries.append(_entry(tongue, tongue.words["cover"], _picture_rows(cover, tongue)))
    for leaf in leaves:
        alone = len(leaves) == 1
        label = tongue.words["picture"] if alone else tongue.say("page_of", number=leaf.number, count=len(leaves))
        makers += _makers(leaf.picture) + ([leaf.words_by] if leaf.words_by else [])
        rows = _picture_rows(leaf.picture, tongue, getattr(leaf.page, "prompt", ""))
        entry = _entry(tongue, label, [("story_by", leaf.words_by), *rows])
        entries.append(replace(entry, number=None if alone else leaf.number))
        for thing in leaf.things:
            entries.append(_entry(tongue, thing.name, _thing_rows(thing, tongue, shared), named=True))
            makers += [thing.sound.made_by] if thing.sound is not None else []
            makers += [thing.region.words_by] if thing.region is not None and thing.region.words_by else []
        for reading in (leaf.reading, leaf.reading_translated):
            if reading is not None:
                makers.append(reading.made_by)
                rows = [row for row in _sound_rows(reading, tongue) if row[0] != "prompt"]  # what is read stands above
                entries.append(_entry(tongue, tongue.words["reading"], rows))
    return Card(tongue.words["card"], _rights(makers, tongue), tuple(map(readable, shared)), tuple(entries))


def card_html(card: Card, tongue: Tongue) -> str:
    """The card as HTML that unfolds."""
    notes = "".join(f'<p class="hush" dir="auto">{html.escape(note)}</p>' for note in card.notes)
    entries = "".join(_entry_html(entry, tongue) for entry in card.entries)
    return (
        f'<details class="card" id="card"><summary>{html.escape(card.title)}</summary>'
        f'<p>{html.escape(card.rights)}</p>{notes}<div class="card-grid">{entries}</div></details>'
    )


TRAINED, ALGORITHMIC = (  # of https://cv.iptc.org/newscodes/digitalsourcetype
    "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
)


def source_type(pictures) -> str:
    """How pictures came about, as IPTC calls it: by a trained model, by an algorithm without one, "" if neither.

    The paper town is no trained model, and somebody's own photograph is neither.
    """
    makers = {picture.made_by for picture in pictures} - {"own picture", ""}
    if any(not is_ours(maker) for maker in makers):
        return TRAINED
    return ALGORITHMIC if makers else ""


def grouped(card: Card, tongue: Tongue) -> list[tuple[str, list[str]]]:
    """The card for paper, where nothing is said twice: (headings, ["label: value", …]) with like things together."""
    holders: dict[tuple[str, str], dict[tuple, None]] = {}  # dictionaries keep the order
    for entry in card.entries:
        for row in entry.rows:
            holders.setdefault(row, {})[entry.number or 0, "" if entry.number else entry.heading] = None
    groups: dict[tuple, list[str]] = {}
    for (label, value), owners in holders.items():
        groups.setdefault(tuple(owners), []).append(f"{label}: {value}")
    # What many have in common comes first.
    return [
        (_headings(owners, tongue), rows) for owners, rows in sorted(groups.items(), key=lambda pair: -len(pair[0]))
    ]


def _headings(owners: tuple, tongue: Tongue) -> str:
    """Page 1–4, 6 · white house · brown cat"""
    numbers = sorted(number for number, _ in owners if number)
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    pages = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    names = [heading for number, heading in owners if not number]
    return " · ".join([tongue.say("page", number=pages), *names] if pages else names)


def is_ours(maker: str) -> bool:
    """Whether an engine's name says that it is one of the offline ones, which contain no work of others."""
    return maker.casefold() in OFFLINE or maker.endswith("Storybook Studio, Apache-2.0")


def _makers(picture: Picture) -> list[str]:
    return [picture.made_by, *([picture.words_by] if picture.words_by else [])]


def _rights(makers, tongue: Tongue) -> str:
    ours = [is_ours(maker) for maker in makers]
    if all(ours):
        return tongue.words["card_offline"]
    return tongue.words["card_mixed" if any(ours) else "card_other"]


def _picture_rows(picture: Picture, tongue: Tongue, prompt: str = "") -> list[tuple]:
    return [
        ("made_by", picture.made_by or tongue.words["unknown"]),
        ("origin", picture.origin),
        ("seed", picture.seed),
        ("prompt", picture.words or prompt),
        ("words_by", picture.words_by),
        ("note", picture.note),
    ]


def _thing_rows(thing, tongue: Tongue, shared: tuple[str, ...]) -> list[tuple]:
    rows = []
    if thing.region is not None:
        region = thing.region
        rows = [("outline_by", region.made_by), ("origin", region.origin), ("words_by", region.words_by)]
        rows += [("note", region.note)]
    rows += _sound_rows(thing.sound, tongue) if thing.sound is not None else []
    return [row for row in rows if not (row[0] == "note" and row[1] in shared)]


def _sound_rows(sound: Sound, tongue: Tongue) -> list[tuple]:
    return [
        ("sound", f"{sound.made_by or tongue.words['unknown']}, {sound.seconds:.1f} s"),
        ("origin", sound.origin),
        ("prompt", sound.words),
        ("seed", sound.seed),
        ("note", sound.note),
    ]


def _entry(tongue: Tongue, heading: str, rows: list[tuple], named: bool = False) -> Entry:
    """rows: (key of the label, value), of which the empty ones are left out."""
    told = tuple((tongue.words[key], readable(value)) for key, value in rows if value not in (None, ""))
    return Entry(line(heading), told, named)


def _entry_html(entry: Entry, tongue: Tongue) -> str:
    lang = f' lang="{html.escape(tongue.book)}" dir="auto"' if entry.named and tongue.book else ""
    cells = "".join(
        f'<dt>{html.escape(label)}</dt><dd dir="auto">{html.escape(value)}</dd>' for label, value in entry.rows
    )
    rows = f"<dl>{cells}</dl>" if cells else ""
    return f'<section class="origin"><h3{lang}>{html.escape(entry.heading)}</h3>{rows}</section>'
