"""Prompt by prompt: a row a prompt, a dot a model, so that one sees how many prompts a mean speaks for."""

import html
import math

from .measuring import Measure

LEFT, RIGHT = 3.0, 97.0  # per cent of the row between which the dots stand


def dots_html(measure: Measure, prompts) -> str:
    """The rows of a measure as HTML, the means first, then by the change of the last model (of one alone, its figure).

    Every row is an SVG of its own, whose places are per cent: it fits any width, and can be read aloud by its title.
    """
    models = list(measure.estimates)
    scale = _Scale(measure)
    key = "".join(f'<span class="key m{i % 5}">{html.escape(name)}</span>' for i, name in enumerate(models))
    order = sorted(range(len(prompts)), key=lambda number: -_change(measure, number))
    rows = [_mean_row(measure, scale)]
    rows += [_row(measure, scale, number, prompts[number]) for number in order]
    return (
        f'<div class="keys" aria-hidden="true">{key}</div><ul class="dots">{"".join(rows)}'
        f'<li class="axis" aria-hidden="true"><p></p><svg>{scale.names()}</svg></li></ul>'
    )


def _change(measure: Measure, number: int) -> float:
    figures = [estimate.per_prompt[number] for estimate in measure.estimates.values()]
    return figures[-1] - (figures[0] if figures[1:] else 0)


class _Scale:
    """From a figure to its place in a row."""

    def __init__(self, measure: Measure):
        figures = [v for values in measure.values.values() for v in values.ravel()]
        ends = [end for e in measure.estimates.values() for end in (e.low, e.high) if math.isfinite(end)]
        low, high = min(figures + ends), max(figures + ends)
        step = _round_step((high - low) * measure.scale or 1.0)
        self.measure = measure
        first, last = math.floor(low * measure.scale / step), math.ceil(high * measure.scale / step)
        self.ticks = [tick * step / measure.scale for tick in range(first, max(last, first + 1) + 1)]
        self.digits = max(0, -math.floor(math.log10(step)))

    def at(self, value: float) -> str:
        share = (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])
        return f"{LEFT + share * (RIGHT - LEFT):.2f}%"

    def lines(self) -> str:
        return "".join(
            f'<line class="grid-line" x1="{self.at(t)}" x2="{self.at(t)}" y1="0" y2="26"/>' for t in self.ticks
        )

    def names(self) -> str:
        return "".join(
            f'<text x="{self.at(tick)}" y="14" text-anchor="middle">'
            f"{tick * self.measure.scale:.{self.digits}f}{self.measure.unit}</text>"
            for tick in self.ticks
        )


def _round_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that gives three to six of them."""
    power = 10.0 ** math.floor(math.log10(span / 3))
    return next((power * part for part in (1, 2, 5, 10) if span / (power * part) <= 6), power * 10)


def _row(measure: Measure, scale: _Scale, number: int, prompt: str) -> str:
    figures = {name: estimate.per_prompt[number] for name, estimate in measure.estimates.items()}
    low, high = min(figures.values()), max(figures.values())
    parts = [scale.lines(), f'<line class="way" x1="{scale.at(low)}" x2="{scale.at(high)}" y1="13" y2="13"/>']
    for place, (name, figure) in enumerate(figures.items()):
        seeds = measure.values[name][number]
        if len(seeds) > 1:
            parts += [f'<circle class="speck m{place % 5}" cx="{scale.at(v)}" cy="13" r="2.5"/>' for v in seeds]
        parts.append(_dot(place, scale.at(figure)))
    said = ", ".join(f"{name} {measure.say(figure)}" for name, figure in figures.items())
    return _line("", f"{number + 1} {prompt}", f"{measure.title}: {said}", parts)


def _mean_row(measure: Measure, scale: _Scale) -> str:
    parts, said = [scale.lines()], []
    for place, (name, estimate) in enumerate(measure.estimates.items()):
        y = 13 + 5 * (place - (len(measure.estimates) - 1) / 2)
        said.append(f"{name} {measure.say(estimate.mean)}")
        if math.isfinite(estimate.low):
            ends = f'x1="{scale.at(estimate.low)}" x2="{scale.at(estimate.high)}"'
            parts.append(f'<line class="span m{place % 5}" {ends} y1="{y:g}" y2="{y:g}"/>')
            said[-1] += f" ({measure.span(estimate)})"
        parts.append(_dot(place, scale.at(estimate.mean), y))
    return _line("mean", "Mean of all prompts, with its interval", f"{measure.title}: {', '.join(said)}", parts)


def _dot(place: int, x: str, y: float = 13) -> str:
    return f'<circle class="dot m{place % 5}{"" if place else " first"}" cx="{x}" cy="{y:g}" r="5"/>'


def _line(kind: str, words: str, said: str, parts: list[str]) -> str:
    shown = words if len(words) <= 110 else words[:109].rstrip() + "…"
    title = html.escape(said, quote=True)
    return (
        f'<li class="{kind}"><p dir="auto">{html.escape(shown)}</p>'
        f'<svg role="img" aria-label="{title}"><title>{title}</title>{"".join(parts)}</svg></li>'
    )
