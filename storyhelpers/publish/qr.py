"""A link as a QR code: `qr(link)` gives an SVG drawing, `squares(link)` the plain black and white of it."""

import re
from urllib.parse import urlsplit

from ..engine import BadInput

LONGEST_LINK = 1000  # characters; a code with more can hardly be photographed from paper
QUIET = 4  # modules of white that a reader needs around the code (ISO/IEC 18004)


def checked_link(link) -> str:
    """The link as it is printed and opened, "" for none. Raises BadInput for what is no web address.

    Only http and https: a book from somebody else must not bring in a `javascript:` or a file of this machine.
    """
    link = str(link or "").strip()
    if not link:
        return ""
    wrong = ""
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        wrong = str(error)
    else:
        if parts.scheme.lower() not in ("http", "https") or not host:
            wrong = "it does not begin with https:// and the name of a site"
        elif re.search(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff<>\"\\^`{|}]", link):
            wrong = "it holds a space or a sign that no address has"
    if len(link) > LONGEST_LINK:
        wrong = f"it has {len(link):,} characters, and up to {LONGEST_LINK:,} fit"
    if wrong:
        raise BadInput(
            f'The link {link!r:.80} cannot be used: {wrong}. Give one such as "https://school.example/books/the-cat".'
        )
    return link


def squares(link: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of the code, True for black, without the quiet border. Raises BadInput for a link that is none."""
    link = checked_link(link)
    if not link:
        raise BadInput('A QR code needs a link: qr("https://school.example/books/the-cat").')
    import segno

    # The error level is a lower limit: segno raises it where the code grows no larger by that.
    return tuple(tuple(bool(cell) for cell in row) for row in segno.make_qr(link, error="m").matrix)


def qr(link: str) -> str:
    """The code of a link as an SVG drawing with its quiet border, black on white, one unit a module."""
    rows = squares(link)
    side = len(rows) + 2 * QUIET
    bars = "".join(f"M{x + QUIET} {y + QUIET}h{wide}v1h-{wide}z" for x, y, wide in runs(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{bars}"/></svg>'
    )


def runs(rows: tuple[tuple[bool, ...], ...]) -> list[tuple[int, int, int]]:
    """(x, y, length) of every horizontal bar of black."""
    found = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            wide = 0
            while x + wide < len(row) and row[x + wide]:
                wide += 1
            if wide:
                found.append((x, y, wide))
            x += wide or 1
    return found
