"""How a thing shows itself as a table in a cell."""

import html
from collections.abc import Sequence


class Code(str):
    """A text that is shown as something to type."""


class Long(str):
    """A text that few want to read: it unfolds where it is clicked. brief: what stands there before."""

    def __new__(cls, text: str, brief: str):
        made = super().__new__(cls, text)
        made.brief = brief
        return made


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...] | str], caption: str = "") -> str:
    """HTML of a left-aligned table; every cell is escaped, a Code cell is shown as code, a Long one unfolds.

    A row that is a text is a heading over those below it; one of fewer cells has its last one reach to the edge.
    """
    left = 'style="text-align:left"'
    body = "".join(f"<tr>{_row(row, len(head), left)}</tr>" for row in rows)
    top = "".join(f"<th scope=col {left}>{html.escape(word)}</th>" for word in head)
    above = f"<caption {left}>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _row(row: tuple[str, ...] | str, width: int, left: str) -> str:
    if isinstance(row, str):
        return f"<th scope=rowgroup colspan={width} {left}>{html.escape(row)}</th>"
    wide = f" colspan={width - len(row) + 1}" if len(row) < width else ""
    cells = [f"<td {left}>{_cell(text)}</td>" for text in row[:-1]]
    return "".join([*cells, f"<td{wide} {left}>{_cell(row[-1])}</td>"])


def _cell(text: str) -> str:
    if isinstance(text, Long):
        return f"<details><summary>{html.escape(text.brief)}</summary>{html.escape(text)}</details>"
    return f"<code>{html.escape(text)}</code>" if text and isinstance(text, Code) else html.escape(text)
