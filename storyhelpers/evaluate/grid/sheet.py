"""The contact sheet of a grid: a row a prompt, a column a model and seed, the prompts in words on the left."""

from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from ... import checks
from ...engine import BadInput, NotHere, nearest
from .cells import Cell

PAPER, INK, SOFT, EMPTY, HATCH = "#fffaf0", "#3a2a20", "#6b5443", "#f1e4cb", "#d9c39c"
RULES = ("#a63f14", "#24567a", "#2f6b3a", "#7a4a8a", "#8a6a00")  # under the names of the models
WIDEST = 12_000  # px of a sheet
EDGE, GAP, BETWEEN = 24, 6, 20  # px around the sheet, between pictures, between models
HEAD = 200  # px that edges and headings take at most


def sheet_of(
    grid, *, side: int | None = None, prompts: Sequence[int] | None = None, models: Sequence[str] | None = None
) -> Image.Image:
    """An RGB image. side: px of a picture's longer side; None is what suits their number.

    prompts: numbers from 0 of those to show, models: names; None is all. Raises BadInput for one that is not there.
    """
    models = tuple(grid.models if models is None else models)
    if wrong := [name for name in models if name not in grid.models]:
        raise BadInput(f'The grid has no model "{wrong[0]}".{nearest(wrong[0], grid.models)}')
    most = len(grid.prompts) - 1
    numbers = [checks.whole(number, "A prompt's number", 0, most) for number in (
        range(most + 1) if prompts is None else prompts)]  # fmt: skip
    columns = len(models) * len(grid.seeds)
    if side is None:
        side = max(64, min(256, 1500 // columns, (WIDEST - HEAD) // max(1, len(numbers)) - GAP))
    plan = _Plan(grid, models, numbers, checks.whole(side, "side", 16, 1024))
    if plan.width > WIDEST or plan.height > WIDEST:
        raise BadInput(
            f"The sheet would be {plan.width:,} × {plan.height:,} pixels; up to {WIDEST:,} can be looked at. Show a "
            "part: grid.sheet(prompts=range(20), side=64)."
        )
    return plan.drawn()


class _Plan:
    """Where everything stands on the sheet."""

    def __init__(self, grid, models, numbers, side: int):
        self.grid, self.models, self.numbers = grid, models, numbers
        wide, high = (int(part) for part in grid.aspect.split(":"))
        self.tile = (side, max(16, round(side * high / wide))) if wide >= high else (max(16, round(side * wide / high)),
                                                                                      side)  # fmt: skip
        self.size = max(12, min(18, side // 8))
        self.words = max(160, min(320, side * 3 // 2))
        self.group = len(grid.seeds) * (self.tile[0] + GAP) - GAP
        self.names = [_lines(name, self.size + 2, self.group, 3, bold=True) for name in models]
        several = len(grid.seeds) > 1
        self.head = max(map(len, self.names)) * _line(self.size + 2) + 12 + _line(self.size) * several
        self.width = EDGE + self.words + len(models) * (BETWEEN + self.group) + EDGE
        self.top = EDGE + self.head + 8
        self.height = self.top + len(numbers) * (self.tile[1] + GAP) - GAP + EDGE

    def drawn(self) -> Image.Image:
        sheet = Image.new("RGB", (self.width, self.height), PAPER)
        pen = ImageDraw.Draw(sheet)
        for column, model in enumerate(self.models):
            left = EDGE + self.words + column * (BETWEEN + self.group) + BETWEEN
            self._heading(pen, left, column)
            for row, number in enumerate(self.numbers):
                for place, seed in enumerate(self.grid.seeds):
                    at = left + place * (self.tile[0] + GAP), self.top + row * (self.tile[1] + GAP)
                    self._tile(sheet, pen, Cell(model, number, seed), at)
        most = max(1, self.tile[1] // _line(self.size))
        for row, number in enumerate(self.numbers):
            lines = _lines(f"{number + 1}  {self.grid.prompts[number]}", self.size, self.words, most)
            top = self.top + row * (self.tile[1] + GAP) + (self.tile[1] - len(lines) * _line(self.size)) / 2
            for place, line in enumerate(lines):
                write(pen, EDGE, top + place * _line(self.size), line, self.size, INK)
        return sheet

    def _heading(self, pen, left: int, column: int) -> None:
        for place, line in enumerate(self.names[column]):
            write(pen, left, EDGE + place * _line(self.size + 2), line, self.size + 2, INK, bold=True)
        rule = EDGE + max(map(len, self.names)) * _line(self.size + 2) + 4
        pen.rectangle((left, rule, left + self.group - 1, rule + 2), RULES[column % len(RULES)])
        if len(self.grid.seeds) > 1:
            for place, seed in enumerate(self.grid.seeds):
                line = _lines(f"seed {seed}", self.size - 1, self.tile[0], 1)
                write(pen, left + place * (self.tile[0] + GAP), rule + 6, "".join(line), self.size - 1, SOFT)

    def _tile(self, sheet, pen, cell: Cell, at: tuple[int, int]) -> None:
        index = self.grid.seeds.index(cell.seed)
        wide, high = self.tile
        try:
            image = self.grid.pictures[cell.model][cell.prompt][index].image
        except (NotHere, BadInput):  # not drawn yet, or only half of it was copied here
            pen.rectangle((at[0], at[1], at[0] + wide - 1, at[1] + high - 1), EMPTY)
            pen.line((at[0], at[1] + high - 1, at[0] + wide - 1, at[1]), HATCH, 1)
            return
        scale = min(wide / image.width, high / image.height)
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        image = image.resize(size, Image.Resampling.LANCZOS)
        sheet.paste(image, (at[0] + (wide - size[0]) // 2, at[1] + (high - size[1]) // 2))


# ---- Words on a picture, in any language for which this machine has a font


def _line(size: int) -> int:
    return round(size * 1.35)


@cache
def _shelf():
    from ...publish.fonts import Shelf

    return Shelf("en")


@cache
def _face(path: str, index: int, size: int):
    return ImageFont.truetype(path, size, index)


def _runs(text: str, size: int, bold: bool) -> list[tuple]:
    """(font, part of the text) after each other; a colour font is left out, for its glyphs have one size only."""
    runs = [(f, part) for f, part in _shelf().runs(text, bold) if not f.inside.coloured]
    if not runs:  # no font file at all: Pillow brings one for Latin letters
        return [(ImageFont.load_default(size), text.encode("ascii", "replace").decode())]
    return [(_face(str(font.path), font.index, size), part) for font, part in runs]


def write(pen: ImageDraw.ImageDraw, x: float, y: float, text: str, size: int, colour: str, *, bold=False) -> None:
    """Writes one line with the top of it at y."""
    for face, part in _runs(text, size, bold):
        pen.text((x, y + size), part, colour, face, anchor="ls")
        x += face.getlength(part)


def _width(text: str, size: int, bold: bool) -> float:
    return sum(face.getlength(part) for face, part in _runs(text, size, bold))


def _lines(text: str, size: int, width: float, most: int, *, bold: bool = False) -> list[str]:
    """The text in at most `most` lines; "…" where it does not fit."""
    from ...publish.lines import broken

    lines = broken(text[:400], width, lambda part: _width(part, size, bold))
    if len(lines) <= most and len(text) <= 400:
        return lines
    last = lines[most - 1] if len(lines) >= most else lines[-1]
    while last and _width(last + "…", size, bold) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip() + "…"]
