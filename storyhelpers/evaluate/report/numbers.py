"""The table of numbers, and the sentences above the page that say what it shows."""

import html
from collections.abc import Iterator, Sequence

from ..grid import Grid
from ..power import smallest_p
from ..wording import counted
from .measuring import Measure


def verdicts(measures: Sequence[Measure]) -> Iterator[str]:
    """A sentence a compared figure and model, as list items."""
    for measure in measures:
        for name, gap in measure.differences.items():
            first = next(iter(measure.estimates))
            word = "higher" if gap.mean > 0 else "lower"
            said = f"“{name}” is {measure.say(abs(gap.mean), points=True)} {word} than “{first}”"
            if smallest_p(gap.prompts) >= 1 - gap.confidence and gap.mean:
                said += f" on these, but {counted(gap.prompts, 'prompt')} cannot show that it is on others"
            elif not gap.shown:
                found = measure.say(gap.mean, sign=True, points=True)
                said = f"no difference between “{first}” and “{name}” is shown ({found})"
            sure = "" if gap.prompts == 1 else f": 95 % interval {measure.span(gap, sign=True)}, {p_of(gap.p)}"
            mark = "" if gap.shown else ' class="open"'
            yield f"<li{mark}><b>{html.escape(measure.title)}</b>: {html.escape(said + sure)}.</li>"


def numbers_html(grid: Grid, measures: Sequence[Measure]) -> str:
    """The table: a row a measure, a column a model."""
    heads = "".join(
        f'<th scope="col"><span class="key m{i % 5}">{html.escape(name)}</span></th>'
        for i, name in enumerate(grid.models)
    )
    rows = "".join(_row(measure, grid.models) for measure in measures)
    rows += _plain_row("Seconds a picture", "while it drew; loading left out", [_seconds(grid, n) for n in grid.models])
    if any(grid.memory(name) for name in grid.models):
        sizes = [_gigabytes(grid.memory(name)) for name in grid.models]
        rows += _plain_row("Memory of the card", "at the highest moment", sizes)
    return (
        '<div class="wide" role="region" tabindex="0" aria-label="Table of the numbers"><table>'
        "<caption>Below each figure its 95 % interval over prompts (Wilson’s over the pictures, where it is a share), "
        "and the difference from the first model with its interval over prompts and p (sign flips over prompts, "
        "two-sided). – is what was not measured.</caption>"
        f"<thead><tr>{heads}</tr></thead>{rows}</table></div>"
    )


def _row(measure: Measure, models: Sequence[str]) -> str:
    cells = []
    for name in models:
        estimate, gap = measure.estimates.get(name), measure.differences.get(name)
        if estimate is None:
            cells.append("<td>–</td>")
            continue
        span = measure.span(estimate)
        below = f"<small>{html.escape(span)}</small>" if span else ""
        if gap is not None:
            said = measure.say(gap.mean, sign=True, points=True)
            more = f" ({measure.span(gap, sign=True)}), {p_of(gap.p)}" if gap.prompts > 1 else ""
            below += f'<small class="gap">{html.escape(said + more)}</small>'
        cells.append(f"<td><b>{html.escape(measure.say(estimate.mean))}</b>{below}</td>")
    return _block(measure.title, measure.how, cells)


def _block(title: str, how: str, cells: Sequence[str]) -> str:
    """A figure's name over its cells: on a phone the cells have the whole width."""
    name = f"{html.escape(title)}<small>{html.escape(how)}</small>"
    head = f'<tr class="name"><th scope="rowgroup" colspan="{len(cells)}">{name}</th></tr>'
    return f"<tbody>{head}<tr>{''.join(cells)}</tr></tbody>"


def _plain_row(title: str, how: str, cells: Sequence[str]) -> str:
    return _block(title, how, [f"<td>{cell}</td>" for cell in cells])


def _seconds(grid: Grid, name: str) -> str:
    found = grid.seconds(name)
    return f"<b>{sum(found) / len(found):.2g}</b>" if found else "–"


def _gigabytes(size: int | None) -> str:
    return f"<b>{size / 1e9:.1f} GB</b>" if size else "–"


def p_of(p: float) -> str:
    """ "p = 0.03", "p < 0.001"."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"
