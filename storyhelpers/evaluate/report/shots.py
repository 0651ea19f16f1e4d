"""The pictures of the page: a slider a prompt for two models, a strip for more; other seeds wait folded."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from ...publish.web import data_uri
from ..captions import has_word
from ..grid import Grid

OPEN = 8  # prompts that are seen at once; the others unfold
MOST = 300  # pictures on a page; what is beyond is in the folder
SIDE, SMALL = 512, 200  # px of a picture, and of one among the other seeds
HIT = ' <b aria-hidden="true">✓</b><span class="unseen">, in the style</span>'
KNOB = (
    '<span class="knob" aria-hidden="true"><svg viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M9 6l-6 6 6 6M15 6l6 6-6 6"/></svg></span>'
)


def pictures_html(grid: Grid, said: Mapping = MappingProxyType({}), words: Sequence[str] = ()) -> str:
    """All prompts with their pictures. said: model → captions (prompts, seeds); those with a word are ticked."""
    shown = min(len(grid.prompts), max(1, MOST // len(grid.models)))
    seeds = max(1, min(len(grid.seeds), MOST // (shown * len(grid.models))))
    many = " many" if len(grid.models) > 2 else ""
    items = [_prompt(grid, number, seeds, _captions(grid, said, number, words)) for number in range(shown)]
    parts = [f'<ol class="prompts{many}">{"".join(items[:OPEN])}</ol>']
    if items[OPEN:]:
        label = f"{len(items) - OPEN} more prompts" if len(items) > OPEN + 1 else "1 more prompt"
        parts.append(
            f'<details class="rest"><summary>{label}</summary><ol class="prompts{many}" start="{OPEN + 1}">'
            f"{''.join(items[OPEN:])}</ol></details>"
        )
    if (shown, seeds) != (len(grid.prompts), len(grid.seeds)):
        left = len(grid.cells) - shown * seeds * len(grid.models)
        parts.append(f'<p class="hush">{left:,} pictures are not on this page, but in the numbers and the folder.</p>')
    return "\n".join(parts)


def _prompt(grid: Grid, number: int, seeds: int, captions: str) -> str:
    names, prompt = grid.models, grid.prompts[number]
    shots = "".join(_shot(grid, name, number, 0) for name in names)
    if len(names) == 2:
        label = html.escape(f"Slider between {names[0]} and {names[1]}: {prompt}", quote=True)
        both = html.escape("\n".join(names), quote=True).replace("\n", "&#10;")
        slider = f'<input type="range" min="0" max="100" value="50" hidden data-names="{both}" aria-label="{label}">'
        shots = f'<div class="pair">{shots}{slider}{KNOB}</div>'
    else:
        shots = f'<div class="strip">{shots}</div>'
    return (
        f'<li><figure>{shots}<figcaption dir="auto"><b>{number + 1}</b>{html.escape(prompt)}</figcaption></figure>'
        f"{captions}{_others(grid, number, seeds)}</li>"
    )


def _captions(grid: Grid, said: Mapping, number: int, words: Sequence[str]) -> str:
    """What a describer said of the pictures of the first seed."""
    lines = (
        f'<li class="key m{place % 5}"><span class="unseen">{html.escape(name)}: </span>'
        f"{html.escape(said[name][number][0])}{HIT * any(has_word(said[name][number][0], w) for w in words)}</li>"
        for place, name in enumerate(grid.models)
        if name in said
    )
    return f'<ul class="said" aria-label="Captions by a describer">{"".join(lines)}</ul>' if said else ""


def _shot(grid: Grid, name: str, number: int, place: int) -> str:
    tone = list(grid.models).index(name) % 5
    return (
        f'<div class="shot"><span class="tab m{tone}">{html.escape(name)}</span>{_img(grid, name, number, place, SIDE)}'
        "</div>"
    )


def _others(grid: Grid, number: int, seeds: int) -> str:
    """The pictures of the other seeds of a prompt, folded."""
    if seeds < 2:
        return ""
    rows = "".join(
        f'<figure><div class="strip">{"".join(_img(grid, name, number, place, SMALL) for name in grid.models)}</div>'
        f"<figcaption>{html.escape(' · '.join(grid.models))} · seed {grid.seeds[place]}</figcaption></figure>"
        for place in range(1, seeds)
    )
    label = f"{seeds - 1} other seed{'s' if seeds > 2 else ''}"
    return f'<details class="more"><summary>{label}</summary><div class="seeds">{rows}</div></details>'


def _img(grid: Grid, name: str, number: int, place: int, side: int) -> str:
    picture = grid.pictures[name][number][place]
    image = picture.image.copy()
    image.thumbnail((side, side))
    data = replace(picture, image=image).webp(quality=84)
    alt = html.escape(f"{name}, seed {grid.seeds[place]}: {grid.prompts[number]}", quote=True)
    return (
        f'<img alt="{alt}" width="{image.width}" height="{image.height}" src="{data_uri("image/webp", data)}" '
        'decoding="async">'
    )
