"""What the figures of a report allow to say, and what they do not: in sentences, beside the numbers."""

from collections.abc import Sequence
from functools import partial

from ..grid import Grid
from ..wording import counted, number
from .measuring import SHARES, Measure


def honest(grid: Grid, measures: Sequence[Measure]) -> list[str]:
    """The sentences, each once."""
    said = []
    for measure in measures:
        for gap in measure.differences.values():
            said.append(f"{measure.title}: {gap.note_in(partial(_points, measure))}")
        said += measure.notes
    prompts, seeds = len(grid.prompts), len(grid.seeds)
    said.append(
        f"The intervals are over {counted(prompts, 'prompt')}: they speak of prompts like these, not of others. More "
        f"seeds {'make' if seeds > 1 else 'would make'} each prompt's figure surer, and do not replace prompts."
    )
    if seeds > 1 and any(measure.key in SHARES for measure in measures):
        said.append(
            f"The interval of a share takes all {prompts * seeds} pictures of a model for independent. The {seeds} of "
            "one prompt are alike, so it is too narrow; the interval of a difference is over prompts, and is not."
        )
    compared = sum(len(measure.differences) for measure in measures)
    if compared > 2:
        said.append(
            f"{compared} comparisons stand on this page. By chance alone one in twenty would look like a difference, "
            "so a single p just below 0.05 is weak."
        )
    if not measures:
        said.append("Nothing was measured: give report() a clip=, and a judge= for a style.")
    said.append("No figure here says whether a picture is beautiful or whole. Look at the hands and faces yourself.")
    return list(dict.fromkeys(said))


def _points(measure: Measure, value: float) -> str:
    """A difference that can be seen, in the units of the table, with the digits that it needs."""
    return number(value * measure.scale) + (" points" if measure.unit == " %" else measure.unit)
