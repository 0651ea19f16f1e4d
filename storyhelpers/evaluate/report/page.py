"""report: the whole page, one HTML file that needs no network; its sliders want a few lines of script, no more."""

import html
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from string import Template

from ...engine import NotHere
from ...files import write_file
from ...media import Picture
from ...publish.web import data_uri, policy, static
from ..captions import SKETCH_WORDS
from ..grid import Grid
from .honest import honest
from .measuring import Measure, measures_of
from .numbers import counted, numbers_html, verdicts
from .rows import dots_html
from .shots import pictures_html

STATIC = Path(__file__).parents[1] / "static"
FILE_NAME = "report.html"


def report(
    grid: Grid,
    path: str | os.PathLike,
    *,
    clip=None,
    style: str = "",
    judge=None,
    captions: str | Callable | None = None,
    words: Sequence[str] = SKETCH_WORDS,
    training: Sequence[Picture] = (),
    pickscore=None,
    title: str = "",
    on_step: Callable[[int, int], None] | None = None,
) -> Path:
    """Writes the report of a grid as ONE self-contained HTML file, and returns its path.

    path: the file, or a folder that is there already, which then gets a `report.html`. The first model of the grid is
    the one that the others are compared with. clip: a Clip, for how well pictures fit their prompts; style: words
    before each prompt ("a pencil sketch of") for CLIP, not for the models. judge: a StyleJudge. captions: a describer,
    whose captions are searched for the `words` of the style. training: pictures of the style, for the style distance
    (by `clip`). pickscore: Clip("pickscore"). What is not given is not on the page. Raises NotHere while a picture is
    missing, BookTrouble when the file cannot be written.
    """
    if missing := grid.missing:
        raise NotHere(
            f"{len(missing)} of {len(grid.cells)} pictures have not been drawn, the first being {missing[0]}. Draw "
            "them: grid.draw()."
        )
    measures = measures_of(
        grid, clip=clip, style=style, judge=judge, captions=captions, words=words, training=training,
        pickscore=pickscore, on_step=on_step,
    )  # fmt: skip
    path = Path(path).expanduser()
    path = path / FILE_NAME if path.is_dir() else path
    return write_file(path, page_html(grid, measures, title, words).encode("utf-8", "replace"))


def page_html(grid: Grid, measures: Sequence[Measure], title: str = "", words: Sequence[str] = ()) -> str:
    """The whole page as text."""
    css = "\n".join([static("common.css"), (STATIC / "report.css").read_text("utf-8")])
    script = (STATIC / "report.js").read_text("utf-8")
    title = title or _title(grid.models)
    return Template((STATIC / "report.html").read_text("utf-8")).substitute(
        policy=policy(css, script),
        icon=data_uri("image/svg+xml", static("icon.svg").encode()),
        css=css,
        script=script,
        title=html.escape(title),
        compared=html.escape(_compared(grid)),
        verdicts="".join(verdicts(measures)),
        pictures=pictures_html(grid, next((m.said for m in measures if m.said), {}), words),
        numbers=numbers_html(grid, measures),
        dots="\n".join(_dots(measure, grid) for measure in measures if measure.values),
        honest="".join(f"<li>{html.escape(sentence)}</li>" for sentence in honest(grid, measures)),
        origin=_origin(grid),
        date=date.today().isoformat(),
    )


def _title(models: Sequence[str]) -> str:
    if len(models) == 1:
        return f"“{models[0]}”"
    first, *others = (f"“{name}”" for name in models)
    return f"{first} beside {' and '.join([', '.join(others[:-1]), others[-1]] if others[1:] else others)}"


def _compared(grid: Grid) -> str:
    steps = "as many steps as is usual for each model" if grid.steps is None else counted(grid.steps, "step")
    seeds = ", ".join(map(str, grid.seeds[:8])) + ("…" if len(grid.seeds) > 8 else "")
    return (
        f"{counted(len(grid.prompts), 'prompt')} × {counted(len(grid.seeds), 'seed')} ({seeds}) for each of "
        f"{counted(len(grid.models), 'model')}: {counted(len(grid.cells), 'picture')}, drawn with {steps}, in the "
        f"shape {grid.aspect}."
    )


def _dots(measure: Measure, grid: Grid) -> str:
    mark = f"dots-{measure.key}"
    return (
        f'<section class="sheet" aria-labelledby="{mark}"><h2 id="{mark}">{html.escape(measure.title)}, prompt by '
        f"prompt</h2>\n{dots_html(measure, grid.prompts)}</section>"
    )


def _origin(grid: Grid) -> str:
    return f'<div class="origin-grid">{"".join(_card(grid, i, name) for i, name in enumerate(grid.models))}</div>'


def _card(grid: Grid, place: int, name: str) -> str:
    drawer = grid.drawers[name]
    said = {key: value for key, value in (drawer.description or {}).items() if value is not None}
    first = grid.pictures[name][0][0]
    rows = [
        ("engine", drawer.about.name), ("pictures say", first.made_by),
        ("source", drawer.about.source or "not stated"), ("licence", drawer.about.licence or "not stated"),
        ("style", Path(str(said["lora"])).name if said.get("lora") else ""),
        ("strength", said.get("strength")), ("guidance", said.get("guidance")), ("not to show", said.get("negative")),
        ("picture", f"{first.size[0]} × {first.size[1]} pixels"),
    ]  # fmt: skip
    cells = "".join(
        f'<dt>{label}</dt><dd dir="auto">{html.escape(str(value))}</dd>'
        for label, value in rows
        if value not in (None, "")
    )
    return f'<div><h3><span class="key m{place % 5}">{html.escape(name)}</span></h3><dl>{cells}</dl></div>'
