"""The look at pictures before anything is learned from them: some of them, sizes, captions, doubles, the skipped."""

import base64
import html as html_
import io
from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from ..tables import table

if TYPE_CHECKING:
    from .data import Example, TrainingSet

SHOWN, SIDE = 12, 144  # pictures in the cell, and pixels of each
ROWS = 12  # of a table
WORDS_READ = 55  # a text encoder reads 77 tokens, which are about so many English words
ALIKE = 0.99  # correlation of two miniatures from which on the pictures are nearly the same
FLAT = 2.0  # grey values: a miniature that varies less says nothing
MOST = 1000  # pairs that look alike: a set of which so many do needs no longer list
BLOCK = 1024  # rows of the table of all pairs at once
BAR, RED = "#3f7cac", "#cf4a3c"  # seen on light and on dark notebooks; all else has the notebook's own colours


def twice(pictures: "TrainingSet") -> list[list["Example"]]:
    """Groups of pictures whose files are the same to the byte, under more than one name."""
    groups = defaultdict(dict)
    for one in pictures:
        groups[one.digest].setdefault(one.name, one)
    return [list(group.values()) for group in groups.values() if len(group) > 1]


def alike(pictures: "TrainingSet") -> list[tuple["Example", "Example"]]:
    """Pairs of different files that look nearly the same: resized, or saved again. At most MOST of them."""
    distinct = list({one.digest: one for one in pictures}.values())
    looks = np.array([list(one.look) for one in distinct], dtype=np.float32).reshape(len(distinct), -1)
    looks -= looks.mean(1, keepdims=True)
    telling = looks.std(1) > FLAT
    looks /= np.maximum(np.linalg.norm(looks, axis=1, keepdims=True), 1e-6)
    looks[~telling] = 0
    pairs = []
    for first in range(0, len(distinct), BLOCK):
        close = looks[first : first + BLOCK] @ looks[first:].T > ALIKE
        rows, columns = np.nonzero(np.triu(close, 1))
        pairs += [(distinct[first + row], distinct[first + column]) for row, column in zip(rows, columns)]
        if len(pairs) >= MOST:
            break
    return pairs[:MOST]


def sizes(pictures: "TrainingSet") -> list[tuple[str, int]]:
    """("width × height", how many), the commonest first."""
    return Counter(f"{one.size[0]:,} × {one.size[1]:,}" for one in pictures).most_common()


def lengths(pictures: "TrainingSet") -> list[int]:
    """Words of each caption that is there. Of Chinese and other writing without spaces, three letters are two words."""
    return [_words(one.caption) for one in pictures if one.caption]


def _words(caption: str) -> int:
    close = sum("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af" for letter in caption)
    return max(len(caption.split()), close * 2 // 3)


def text(pictures: "TrainingSet") -> str:
    """The look in a few lines, for a terminal."""
    exact, near = twice(pictures), alike(pictures)
    said = [f"TrainingSet({pictures.name}): {_count(len(pictures), 'picture')}"]
    said += [f"{label}: {told}" for label, told in _facts(pictures, exact, near)]
    said += pictures.said
    said += [f"skipped {name}: {why}" for name, why in pictures.skipped[:ROWS]]
    if len(pictures.skipped) > ROWS:
        said.append(f"… and {len(pictures.skipped) - ROWS} more skipped")
    return "\n".join(said)


def html(pictures: "TrainingSet") -> str:
    """The look as HTML: some pictures with their captions, a table, the lengths of captions, what was skipped."""
    exact, near = twice(pictures), alike(pictures)
    parts = [f"<p><b>{_escape(pictures.name)}</b>: {_count(len(pictures), 'picture')}</p>", _sheet(pictures)]
    parts.append(table(("", ""), _facts(pictures, exact, near)))
    parts.append(_histogram(lengths(pictures)))
    parts += [f'<p style="margin:.3em 0;color:{RED}">{_escape(sentence)}</p>' for sentence in pictures.said]
    doubles = [(", ".join(one.name for one in group), "the same file") for group in exact]
    doubles += [(f"{one.name}, {other.name}", "nearly the same") for one, other in near]
    parts.append(_some(("pictures", "are"), doubles, "Doubles"))
    parts.append(_some(("file", "why"), list(pictures.skipped), "Skipped"))
    return f'<div style="max-width:960px">{"".join(parts)}</div>'


def _facts(pictures: "TrainingSet", exact: list, near: list) -> list[tuple[str, str]]:
    """(what, how much) of a set."""
    common, lacking = sizes(pictures), len(pictures.uncaptioned)
    facts = []
    told = ", ".join(f"{size} ({count:,})" for size, count in common[:4])
    facts.append(("pixels", told + (f" and {len(common) - 4:,} other sizes" if len(common) > 4 else "")))
    have = [one.caption for one in pictures if one.caption]
    missing = f"; {lacking:,} missing" if lacking else ""
    facts.append(("captions", f"{len(have):,}, {len(set(have)):,} distinct{missing}"))
    if counts := lengths(pictures):
        told = f"{min(counts)} to {max(counts):,}, half of them up to {median(counts):.0f}"
        long = sum(count > WORDS_READ for count in counts)
        told += f"; {long:,} longer than {WORDS_READ}: their ends may not be read (77 tokens)" if long else ""
        facts.append(("words a caption", told))
    if exact or near:
        pairs = f"{MOST:,} pairs or more" if len(near) == MOST else _count(len(near), "pair")
        facts.append(("doubles", f"{len(exact):,} the same to the byte, {pairs} nearly the same"))
    if pictures.skipped:
        facts.append(("skipped", f"{len(pictures.skipped):,}"))
    if pictures.licence:
        facts.append(("licence", pictures.licence))
    return facts


def _sheet(pictures: "TrainingSet") -> str:
    """Some pictures, spread over the whole set, each with the beginning of its caption."""
    chosen = [pictures[i * len(pictures) // min(SHOWN, len(pictures))] for i in range(min(SHOWN, len(pictures)))]
    cells = []
    for one in chosen:
        image = one.image()
        image.thumbnail((2 * SIDE, 2 * SIDE), Image.Resampling.LANCZOS)  # twice as fine, for sharp screens
        out = io.BytesIO()
        image.save(out, "WEBP", quality=80, method=4)
        data = base64.b64encode(out.getvalue()).decode()
        words = one.caption or "(no caption)"
        short = words if len(words) <= 70 else words[:70].rsplit(" ", 1)[0] + " …"
        cells.append(
            f'<figure style="margin:0"><img src="data:image/webp;base64,{data}" alt="{_escape(short)}" '
            'style="width:100%;aspect-ratio:1;object-fit:contain;border-radius:6px"><figcaption '
            f'style="font-size:11px;line-height:1.3;overflow-wrap:anywhere{"" if one.caption else f";color:{RED}"}">'
            f"{_escape(short)}</figcaption></figure>"
        )
    columns = "repeat(auto-fill,minmax(104px,1fr))"
    return f'<div style="display:grid;grid-template-columns:{columns};gap:10px;margin:.5em 0">{"".join(cells)}</div>'


def _histogram(counts: list[int]) -> str:
    """How many captions have how many words, as bars (SVG); a dashed line where a text encoder stops reading."""
    if not counts:
        return ""
    width, height, bins = 420, 90, 24
    top = max(*counts, 10) if len(counts) > 1 else max(counts[0], 10)
    top = min(top, 120)  # one endless caption shall not squeeze the others
    step = max(1, -(-top // bins))
    bars = Counter(min(count, top) // step for count in counts)
    last = top // step
    wide, most = width / (last + 1), max(bars.values())
    drawn = "".join(
        f'<rect x="{k * wide + 1:.1f}" y="{height - max(1, height * n / most):.1f}" width="{max(wide - 2, 1):.1f}" '
        f'height="{max(1, height * n / most):.1f}" fill="{BAR if k * step <= WORDS_READ else RED}">'
        f"<title>{k * step} to {k * step + step - 1} words: {n}</title></rect>"
        for k, n in sorted(bars.items())
    )
    if last * step > WORDS_READ:
        at = WORDS_READ / step * wide
        drawn += f'<path d="M{at:.1f} 0V{height}" stroke="{RED}" stroke-dasharray="4 3" fill="none"/>'
    ticks = "".join(
        f'<text x="{min(k * wide + wide / 2, width - 8):.1f}" y="{height + 13}" font-size="10" text-anchor="middle" '
        f'fill="currentColor" opacity=".7">{k * step}{"+" if k == last and max(counts) > top else ""}</text>'
        for k in range(0, last + 1, max(1, -(-(last + 1) // 8)))
    )
    label = f'<text x="0" y="{height + 28}" font-size="11" fill="currentColor" opacity=".7">words a caption</text>'
    return (
        f'<svg viewBox="0 0 {width} {height + 32}" style="width:100%;max-width:{width}px;margin:.5em 0;display:block" '
        f'role="img" aria-label="How many words the captions have">{drawn}{ticks}{label}</svg>'
    )


def _some(head: tuple[str, str], rows: list[tuple[str, str]], title: str) -> str:
    """The first rows of a table, and how many more there are."""
    if not rows:
        return ""
    more = [(f"… and {len(rows) - ROWS:,} more", "")] if len(rows) > ROWS else []
    return f'<div style="margin-top:.8em">{table(head, [*rows[:ROWS], *more], f"{title}: {len(rows):,}")}</div>'


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _escape(words: str) -> str:
    return html_.escape(words, quote=True)
