"""How a thing shows itself as a table in a cell."""

import html


class Code(str):
    """A text that is shown as something to type."""


def table(head: tuple[str, ...], rows: list[tuple[str, ...]], caption: str = "") -> str:
    """HTML of a left-aligned table; every cell is escaped, a Code cell is shown as code."""
    left = 'style="text-align:left"'
    body = "".join("<tr>" + "".join(f"<td {left}>{_cell(text)}</td>" for text in row) + "</tr>" for row in rows)
    top = "".join(f"<th scope=col {left}>{html.escape(word)}</th>" for word in head)
    above = f"<caption {left}>{html.escape(caption)}</caption>" if caption else ""
    return f"<table>{above}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    return f"<code>{html.escape(text)}</code>" if text and isinstance(text, Code) else html.escape(text)
