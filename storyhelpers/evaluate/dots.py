"""Dots: one for every prompt, above the interval of their mean; a drawing that needs no library and no network."""

import html
from collections.abc import Sequence
from math import isfinite

from .wording import number

WIDTH, HEIGHT, EDGE = 440, 74, 14
LINE = 36  # where the dots stand, in pixels from above


def dots(values: Sequence[float], low: float, high: float, labels: Sequence[str] = (), zero: bool = True) -> str:
    """An SVG: every value a dot that says its label, the interval a bar below them, a line at 0.

    zero: whether 0 has to be in view, as for differences.
    """
    shown = [*values, *(v for v in (low, high) if isfinite(v)), *([0.0] if zero else [])]
    left, right = min(shown), max(shown)

    def x(value: float) -> float:
        return round(EDGE + (value - left) / (right - left) * (WIDTH - 2 * EDGE), 1) if right > left else WIDTH / 2

    mean = sum(values) / len(values)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img" '
        'style="display:block;max-width:100%;height:auto" '
        f'aria-label="{len(values)} prompts from {number(min(values))} to {number(max(values))}, mean {number(mean)}" '
        'font-family="sans-serif" font-size="11" fill="currentColor">'
    ]
    if left <= 0 <= right:
        parts.append(f'<path d="M{x(0)} 8V58" stroke="currentColor" stroke-opacity=".4" stroke-dasharray="3 3"/>')
    for place, (value, lift) in enumerate(zip(values, _lifts([x(v) for v in values]), strict=True)):
        said = f"{labels[place]}: " if place < len(labels) else f"prompt {place + 1}: "
        parts.append(
            f'<circle cx="{x(value)}" cy="{LINE - lift}" r="4" fill="#2e788c" fill-opacity=".6">'
            f"<title>{html.escape(said)}{number(value)}</title></circle>"
        )
    if isfinite(low) and isfinite(high):
        parts.append(
            f'<path d="M{x(low)} 50H{x(high)}M{x(low)} 46v8M{x(high)} 46v8" stroke="#de6834" stroke-width="2"/>'
        )
    parts.append(f'<circle cx="{x(mean)}" cy="50" r="4.5" fill="#de6834"/>')
    ends = (
        [(left, EDGE - 10, "start"), (right, WIDTH - EDGE + 10, "end")] if right > left else [(left, x(left), "middle")]
    )
    if left < 0 < right and 40 < x(0) < WIDTH - 40:
        ends.append((0.0, x(0), "middle"))
    parts += [f'<text x="{at}" y="{HEIGHT - 4}" text-anchor="{way}">{number(value)}</text>' for value, at, way in ends]
    return "".join([*parts, "</svg>"])


def _lifts(places: Sequence[float]) -> list[int]:
    """How far each dot is lifted so that those that would lie on each other can be told apart: 0, 9 or 18 pixels."""
    lifts, last = [0] * len(places), [float("-inf")] * 3
    for dot in sorted(range(len(places)), key=places.__getitem__):
        row = next((r for r in range(3) if places[dot] - last[r] >= 8), dot % 3)
        lifts[dot], last[row] = 9 * row, places[dot]
    return lifts
