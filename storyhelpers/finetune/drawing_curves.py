"""The figure of a run's curves: what is drawn (Drawn), and how (draw). Matplotlib without pyplot: no global state."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ..engine import NotHere
from ..locale import language, say

# Colours that people with any kind of colour blindness tell apart (Okabe and Ito, 2008), on paper.
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072b2", "#d55e00", "#00795a", "#8a4a78", "#6b6259"
PAPER, INK, LINES = "#fffaf0", "#3a2a20", "#e3d6c3"
MOST_POINTS = 1500  # of a line: a wide screen has no more
SMOOTH = 25  # the smoothed line forgets within this share of the run: 1 / 25
WIDE, NARROW = (10.2, 6.4), (4.7, 8.6)  # inches
MOST_MARKS = 9


@dataclass(frozen=True, eq=False)
class Drawn:
    """What the curves show. A column is a float array over `step`; what was no number is NaN in it.

    validation: (step, loss) rows. marks: (step, what was said). best: (step, loss) of the least validation loss.
    pictures: how many are an epoch.
    """

    step: np.ndarray
    columns: Mapping[str, np.ndarray]
    validation: np.ndarray
    marks: tuple[tuple[int, str], ...]
    pictures: int | None

    @classmethod
    def of(cls, events: Iterable[Mapping], pictures: int | None = None) -> "Drawn":
        """Sorts the events; of two for one step the later one counts."""
        taken, measured, said = {}, {}, {}
        for event in events:
            step = event.get("step")
            if not isinstance(step, (int, float)) or not math.isfinite(step):
                continue
            kind, step = event.get("kind"), int(step)
            if kind == "step":
                taken[step] = event
            elif kind == "validation":
                measured[step] = event
            elif kind == "said" and event.get("text"):
                said.setdefault(step, []).append(" ".join(str(event["text"]).split()))
        steps = sorted(taken)
        columns = {
            name: np.array([_number(taken[step].get(name)) for step in steps], float)
            for name in ("loss", "rate", "grad", "memory", "seen")
        }
        validation = np.array([(step, _number(measured[step].get("loss"))) for step in sorted(measured)], float)
        marks = tuple((step, text) for step in sorted(said) for text in said[step])
        return cls(np.array(steps, float), columns, validation.reshape(-1, 2), marks[-MOST_MARKS:], pictures)

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return int(self.step[-1]) if len(self.step) else 0

    @property
    def first(self) -> float | None:
        """The first validation loss."""
        known = self.validation[np.isfinite(self.validation[:, 1])]
        return float(known[0, 1]) if len(known) else None

    @property
    def best(self) -> tuple[int, float] | None:
        """Step and value of the least validation loss."""
        known = self.validation[np.isfinite(self.validation[:, 1])]
        if not len(known):
            return None
        row = known[known[:, 1].argmin()]
        return int(row[0]), float(row[1])


def smoothed(values: np.ndarray, span: float) -> np.ndarray:
    """A moving average that forgets within `span` values, unbiased at its beginning; gaps are passed over."""
    keep, total, weight, out = 1 - 1 / max(1.0, span), 0.0, 0.0, np.empty(len(values))
    for i, value in enumerate(values):
        if math.isfinite(value):
            total, weight = keep * total + (1 - keep) * value, keep * weight + (1 - keep)
            if keep == 0:
                total, weight = value, 1.0
        out[i] = total / weight if weight else math.nan
    return out


def draw(drawn: Drawn, narrow: bool = False):
    """A Figure with its own canvas. Raises NotHere without matplotlib."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise NotHere("Curves need matplotlib, which is not installed here. Type: pip install matplotlib.") from error
    figure = Figure(NARROW if narrow else WIDE, facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    figure.get_layout_engine().set(h_pad=0.08, w_pad=0.08)
    pen = Pen(12 if narrow else 13)
    shape = [["loss"], ["rate"], ["grad"], ["memory"]] if narrow else [["loss"] * 3, ["rate", "grad", "memory"]]
    axes = figure.subplot_mosaic(shape, height_ratios=[2.6, 1, 1, 1] if narrow else [2.3, 1])
    for ax in axes.values():
        pen.paper(ax)
    _losses(axes["loss"], drawn, pen)
    _small(axes["rate"], drawn, "rate", say("Learning rate"), GREEN, pen)
    _small(axes["grad"], drawn, "grad", say("Gradient norm"), PURPLE, pen)
    _small(axes["memory"], drawn, "memory", say("Memory, GB"), GREY, pen, 1e9)
    return figure


class Pen:
    """How the words and lines of the figure look; the font is one that has the language's letters."""

    def __init__(self, size: float):
        from matplotlib.font_manager import FontProperties

        self.size, path = size, _font(language())
        self.font = FontProperties(fname=path, size=size) if path else FontProperties(family="DejaVu Sans", size=size)

    def words(self, size: float = 0, **options):
        """Options for a text."""
        font = self.font.copy()
        font.set_size(self.size + size)
        return {"fontproperties": font, "color": INK, **options}

    def paper(self, ax) -> None:
        """Light lines to read by, no frame."""
        from matplotlib.ticker import MaxNLocator

        ax.set_facecolor(PAPER)
        ax.grid(True, color=LINES, linewidth=0.8)
        ax.set_axisbelow(True)
        ax.spines[:].set_visible(False)
        ax.tick_params(labelsize=self.size - 2, colors=INK, length=0, pad=5)
        ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=1))


def _losses(ax, drawn: Drawn, pen: Pen) -> None:
    loss, validation = drawn.columns["loss"], drawn.validation
    ax.set_ylabel(say("Loss"), **pen.words())
    ax.set_xlabel(say("Steps"), **pen.words())
    line = smoothed(loss, len(loss) / SMOOTH)
    every = -(-len(loss) // MOST_POINTS) or 1
    ax.plot(drawn.step[::every], loss[::every], color=BLUE, alpha=0.22, linewidth=1)
    if np.isfinite(loss).any():
        ax.plot(drawn.step[::every], line[::every], color=BLUE, linewidth=2.4, label=say("Training, smoothed"))
    known = validation[np.isfinite(validation[:, 1])]
    if len(known):
        ax.plot(*known.T, color=ORANGE, linewidth=1.4, marker="o", markersize=6, label=say("Validation, fixed noise"))
        ax.plot(*drawn.best, color=ORANGE, marker="*", markersize=19, markeredgecolor=INK, linestyle="", zorder=5,
                label=say("Best, at step {step}", step=drawn.best[0]))  # fmt: skip
    low, high = _window(loss, line, known[:, 1])
    ax.set_ylim(low, high)
    _outside(ax, drawn, known, low, high, pen)
    _marks(ax, drawn, pen)
    if not len(drawn.step) and not len(validation):
        ax.text(0.5, 0.5, say("No step has been taken yet."), transform=ax.transAxes, ha="center", **pen.words())
        ax.set(xticks=[], yticks=[])
    elif ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper right", frameon=True, framealpha=0.85, facecolor=PAPER, edgecolor="none", prop=pen.font,
                  labelcolor=INK)  # fmt: skip
    _pictures_seen(ax, drawn, pen)


def _window(loss: np.ndarray, line: np.ndarray, validation: np.ndarray) -> tuple[float, float]:
    """(low, high) of the axis: all that can be read, not the spikes that would press the rest flat."""
    loss, line = loss[np.isfinite(loss)], line[np.isfinite(line)]
    both = np.concatenate([loss, validation])
    if not len(both):
        return 0.0, 1.0
    # A run begins high, and that is to be seen; what is as high later is a spike, and may leave at the top.
    beginning = [*line[: max(1, len(line) // 20)], *validation[:1]]
    highest = max(2.5 * abs(float(np.median(both))), *beginning)
    values = np.concatenate([line, np.percentile(loss, [2, 98]) if len(loss) else [], validation])
    values = values[values <= highest]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, highest)
    room = (high - low) or abs(high) or 1.0
    return low - 0.14 * room, high + 0.16 * room  # the marks stand at the bottom, the legend on top


def _outside(ax, drawn: Drawn, known: np.ndarray, low: float, high: float, pen: Pen) -> None:
    """Says at the edges what the axis does not show: validation above it, losses that were no numbers."""
    above = known[known[:, 1] > high]
    if len(above):
        ax.plot(above[:, 0], [high] * len(above), color=ORANGE, marker="^", markersize=10, linestyle="", clip_on=False)
    lost = [*drawn.step[~np.isfinite(drawn.columns["loss"])]]
    lost += [*drawn.validation[~np.isfinite(drawn.validation[:, 1]), 0]]
    if lost:
        ax.plot(lost, [low] * len(lost), color=INK, marker="x", markersize=8, markeredgewidth=2, linestyle="",
                clip_on=False, label=say("Not a number"))  # fmt: skip


def _marks(ax, drawn: Drawn, pen: Pen) -> None:
    """A line where something was said, with its number; the words stand below the figure."""
    circle = {"boxstyle": "circle,pad=0.25", "facecolor": PAPER, "edgecolor": INK, "linewidth": 1}
    for number, (step, _) in enumerate(drawn.marks, 1):
        ax.axvline(step, color=INK, linewidth=1.1, linestyle=(0, (2, 3)), alpha=0.7, zorder=1)
        beside = sum(other == step for other, _ in drawn.marks[: number - 1])
        ax.annotate(
            str(number), (step, 0.0), (10 + 20 * beside, 11), xycoords=ax.get_xaxis_transform(),
            textcoords="offset points", ha="center", va="center", bbox=circle, **pen.words(-3),
        )  # fmt: skip


def _pictures_seen(ax, drawn: Drawn, pen: Pen) -> None:
    """A second axis: how many pictures were seen by then, and how many are an epoch."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    known = np.isfinite(drawn.columns["seen"])
    steps, seen = drawn.step[known], drawn.columns["seen"][known]
    if len(steps) < 2 or not (np.diff(seen) > 0).all():
        return
    steps, seen = np.insert(steps, 0, 0.0), np.insert(seen, 0, 0.0)
    steps, seen = (steps[1:], seen[1:]) if steps[1] == 0 else (steps, seen)
    slope = (seen[-1] - seen[-2]) / (steps[-1] - steps[-2])

    def forth(x):  # beyond the run it goes on as at its end
        return np.where(x > steps[-1], seen[-1] + (x - steps[-1]) * slope, np.interp(x, steps, seen) + np.minimum(x, 0))

    def back(y):
        return np.where(y > seen[-1], steps[-1] + (y - seen[-1]) / slope, np.interp(y, seen, steps) + np.minimum(y, 0))

    top = ax.secondary_xaxis("top", functions=(forth, back))
    top.spines[:].set_visible(False)
    top.tick_params(labelsize=pen.size - 2, colors=INK, length=0, pad=3)
    top.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    top.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    label = say("Pictures seen")
    if drawn.pictures:
        label = say("Pictures seen; {n} are one epoch", n=f"{drawn.pictures:,}")
    top.set_xlabel(label, labelpad=6, **pen.words(-1))


def _small(ax, drawn: Drawn, name: str, title: str, colour: str, pen: Pen, unit: float = 1.0) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    values = drawn.columns[name] / unit
    every = -(-len(values) // MOST_POINTS) or 1
    ax.set_title(title, loc="left", pad=6, **pen.words())
    known = values[np.isfinite(values)]
    ax.yaxis.set_major_locator(MaxNLocator(3))
    if not len(known):
        ax.text(0.5, 0.5, "–", transform=ax.transAxes, ha="center", va="center", **pen.words(4))
        ax.set(xticks=[], yticks=[])
        return
    ax.plot(drawn.step[::every], values[::every], color=colour, linewidth=1.8)
    high = float(np.percentile(known, 99)) * 1.25 if name == "grad" else float(known.max()) * 1.12
    ax.set_ylim(0, high or 1.0)
    if name == "rate":
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}".replace("e-0", "e-")))


def _font(tag: str) -> str | None:
    """A font file of this machine that writes the language; None: matplotlib's own will do."""
    if not tag.startswith("zh"):
        return None
    from ..publish.fonts import Shelf

    try:
        return str(Shelf(tag).first.path)
    except NotHere:  # no such font: matplotlib draws boxes, and the words below the figure say the same
        return None


def _number(value) -> float:
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else math.nan
