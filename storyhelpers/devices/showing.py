"""A plan as text, as a table, and as a picture with one bar for each seat."""

import html as html_
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from ..media import Picture
from ..tables import table
from .seat import Seat, gigabytes

HEAD = ("craft", "engine", "seat", "dtype", "weights", "work", "")
COLOURS = ("#3f7cac", "#b9741a", "#4c8a5a", "#b5586a", "#7d6bb0", "#2f8483", "#a85f30", "#737a2f")
PAPER, INK, FREE, GREY, KEPT, HATCH, RED = "#fbf8f1", "#2c2a26", "#ece6d8", "#857f74", "#cfc7b6", "#bdb4a2", "#b3392f"
LEGEND = (
    ("weights", COLOURS[0]),
    ("work, one model at a time", None),
    ("free", FREE),
    ("kept for CUDA or others", KEPT),
)
WIDTH, EDGE, BAR, LINE, TOP = 1000, 32, 64, 24, 76
SHARP = 2  # drawn this many times larger, then reduced: smooth edges and letters


def text(plan) -> str:
    """The plan as lines of text, for a terminal."""
    if not plan.rows:
        return "No engine of this cast needs a seat."
    rows = [HEAD, *map(_cells, plan.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    return "\n".join([*lines, *(_total(plan, seat) for seat in _shown(plan)), *plan.sentences])


def html(plan) -> str:
    """The plan as a table, with the sums of the seats and what a person should know below."""
    if not plan.rows:
        return "<p>No engine of this cast needs a seat.</p>"
    below = [*(_total(plan, seat) for seat in _shown(plan)), *plan.sentences]
    return table(HEAD, [_cells(row) for row in plan.rows], "Who sits where") + "".join(
        f"<p>{html_.escape(line)}</p>" for line in below
    )


def _cells(row) -> tuple[str, ...]:
    if row.seat is None:
        return (row.craft, row.name, "nowhere", "", "", "", "see below")
    notes = [f"takes turns with {', '.join(row.partners)}" if row.partners else "takes turns"] * (not row.resident)
    notes += ["declared"] * row.declared
    sizes = (gigabytes(row.weights), gigabytes(row.work))
    return (row.craft, row.name, str(row.seat), row.dtype, *sizes, ", ".join(notes))


def _shown(plan) -> Sequence[Seat]:
    """The cards, and the processor if somebody sits there or there is nothing else."""
    cards = [seat for seat in plan.seats if seat.is_card]
    return [seat for seat in plan.seats if seat.is_card or plan.on(seat.name) or not cards]


def _peak(plan, seat: Seat) -> int:
    """Bytes that those who stay on the seat take at the highest moment."""
    rows = [row for row in plan.on(seat.name) if row.resident]
    return sum(row.weights for row in rows) + max((row.work for row in rows), default=0)


def _total(plan, seat: Seat) -> str:
    if not seat.usable:
        return f"{seat}: cannot be used"
    return f"{seat}: {gigabytes(_peak(plan, seat))} of {gigabytes(seat.room)} at the highest moment"


def picture(plan) -> Picture:
    """A Picture: one bar for each seat; who sits there, the work area hatched, the free room light."""
    shown = _shown(plan)
    page = _Pen(Image.new("RGB", (WIDTH * SHARP, (TOP + 220 * len(shown) + 400) * SHARP), PAPER))
    page.write(EDGE, 22, "Who sits where", 24)
    page.legend(WIDTH - EDGE, 28)
    widest = max((seat.total for seat in shown if seat.is_card and seat.total), default=1)
    colours = {id(row.model): COLOURS[k % len(COLOURS)] for k, row in enumerate(plan.rows)}
    top = TOP
    for seat in shown:
        # Bars have the scale of the largest card; a small one still has a bar in which something can be read.
        share = min(1, max(0.4, seat.total / widest))
        top = _seat(page, plan, seat, top, (WIDTH - 2 * EDGE) * share, colours) + 16
    for row in (row for row in plan.rows if row.seat is None):
        page.write(EDGE, top, f"{row.name} fits nowhere", 15, RED)
        top += LINE
    image = page.image.crop((0, 0, WIDTH * SHARP, (top + 12) * SHARP))
    image = image.resize((WIDTH, top + 12), Image.Resampling.LANCZOS)
    return Picture(image, words="Who sits where. " + text(plan), made_by="Storybook Studio")


def _seat(page: "_Pen", plan, seat: Seat, top: int, length: float, colours: dict) -> int:
    """One seat: its title, its bar, and below the names that had no room in it. Returns the lower edge."""
    page.write(EDGE, top, str(seat), 17)
    full = f"{gigabytes(_peak(plan, seat))} of {gigabytes(seat.room)}" if seat.usable else "cannot be used"
    titles = page.width(str(seat), 17) + page.width(full, 15) + 24
    page.write(EDGE + max(length, titles), top + 2, full, 15, GREY if seat.usable else RED, anchor="ra")
    bar, end, scale = top + 28, EDGE + length, length / max(seat.total, 1)
    if not seat.usable:
        page.box(EDGE, bar, end, bar + BAR, KEPT)
        return bar + BAR + 8
    page.box(EDGE, bar, end, bar + BAR, FREE)
    x, below = EDGE, []
    for row in (row for row in plan.on(seat.name) if row.resident):
        right, colour = x + row.weights * scale, colours[id(row.model)]
        page.box(x, bar, right, bar + BAR, colour)
        size = f"{row.dtype}, {gigabytes(row.weights)}"
        if not page.inside(x, right, bar, (row.name, size), "white"):
            below.append((x, f"{row.name} ({size})", colour))
        x = right
    work = max((row.work for row in plan.on(seat.name) if row.resident), default=0)
    page.hatch(x, bar, x + work * scale, bar + BAR)
    page.inside(x, x + work * scale, bar, ("work", gigabytes(work)), INK, behind=PAPER)
    room = EDGE + seat.room * scale
    page.inside(x + work * scale, room, bar, ("free", gigabytes(max(0, seat.room - _peak(plan, seat)))), GREY)
    page.box(room, bar, end, bar + BAR, KEPT)
    for row in (row for row in plan.on(seat.name) if not row.resident):
        partners = f" with {', '.join(row.partners)}" if row.partners else ""
        label = f"{row.name} ({row.dtype}, {gigabytes(row.weights)}) takes turns{partners}"
        below.append((0, label, colours[id(row.model)]))
    return _below(page, below, bar + BAR + 8)


def _below(page: "_Pen", labels: list[tuple[float, str, str]], top: int) -> int:
    """Names under a bar, each behind a spot of its colour, in as many lines as they need. Returns their lower edge."""
    x, start = EDGE, top
    for wanted, label, colour in labels:
        wide = page.width(label, 14) + 18
        x = max(x, min(wanted, WIDTH - EDGE - wide))
        if x + wide > WIDTH - EDGE and x > EDGE:
            x, top = EDGE, top + LINE
        page.box(x, top + 3, x + 12, top + 15, colour)
        page.write(x + 18, top, label, 14)
        x += wide + 20
    return top + LINE if labels else start


class _Pen:
    """Draws on a page SHARP times as large, in the small numbers of the page."""

    def __init__(self, image: Image.Image):
        self.image, self.draw = image, ImageDraw.Draw(image)

    def write(self, x, y, words, size, colour=INK, anchor="la"):
        self.draw.text((x * SHARP, y * SHARP), words, colour, _font(size), anchor)

    def width(self, words, size) -> float:
        return self.draw.textlength(words, _font(size)) / SHARP

    def box(self, left, top, right, bottom, colour):
        if right - left >= 1 / SHARP:
            self.draw.rectangle([round(v * SHARP) for v in (left, top, right - 1 / SHARP, bottom)], colour)

    def inside(self, left, right, bar, lines, colour, behind=None) -> bool:
        """Two short lines in the middle of a block of a bar; False, and nothing drawn, where they have no room."""
        wide = max(self.width(line, 14) for line in lines)
        if wide + 12 > right - left:
            return False
        middle = (left + right) / 2
        if behind:
            self.box(middle - wide / 2 - 6, bar + 10, middle + wide / 2 + 6, bar + 54, behind)
        for line, down in zip(lines, (13, 34)):
            self.write(middle, bar + down, line, 14, colour, anchor="ma")
        return True

    def hatch(self, left, top, right, bottom):
        size = (round((right - left) * SHARP), round((bottom - top) * SHARP) + 1)
        if size[0] < 1:
            return
        tile = Image.new("RGB", size, PAPER)
        draw = ImageDraw.Draw(tile)
        for x in range(-size[1], size[0], 9 * SHARP):
            draw.line([(x, size[1]), (x + size[1], 0)], HATCH, SHARP + 1)
        self.image.paste(tile, (round(left * SHARP), round(top * SHARP)))

    def legend(self, right, top):
        """What the colours mean, from the right edge to the left."""
        for label, colour in reversed(LEGEND):
            right -= self.width(label, 13)
            self.write(right, top, label, 13, GREY)
            right -= 20
            if colour:
                self.box(right, top + 2, right + 14, top + 14, colour)
            else:
                self.hatch(right, top + 2, right + 14, top + 14)
            right -= 18


def _font(size: int):
    return ImageFont.load_default(size * SHARP)
