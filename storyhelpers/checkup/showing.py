"""The report as a table: as text for a terminal, as HTML for a notebook.

What works needs few words: the packages that are here share a line, and so do those that nobody needs.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..devices import Plan, gigabytes
from ..tables import Long, table

SIGNS = {True: "works", False: "FAILS", None: "–"}
MARKS = {True: "✔\u00a0works", False: "✘\u00a0fails", None: "–"}
HEAD = ("", "what", "found", "to click or type")
BESIDES = "Besides"  # the heading of findings without one
PACKAGES = "Packages"
PLAN = "Which model sits where: its weights + what it needs at work"


def text(report) -> str:
    """Lines for a terminal: heading, then sign, what, found, and what to do."""
    lines = []
    for heading, rows in _rooms(report):
        wide = max((len(row[1]) for row in rows if len(row) > 2), default=0)
        lines += ["", heading] if lines else [heading]
        for works, *row in rows:
            if len(row) == 1:
                lines.append(f"         {row[0]}")
                continue
            what, found, cure = row
            lines.append(f"  {SIGNS[works]:6} {what:{wide}}  {found}{f'  → {cure}' if cure else ''}".rstrip())
    return "\n".join(lines)


def html(report) -> str:
    """One table with a heading over each group."""
    rows = []
    for heading, group in _rooms(report):
        rows.append(heading)
        rows += [("", row[0]) if len(row) == 1 else (MARKS[works], *row) for works, *row in group]
    return table(HEAD, rows)


def _rooms(report) -> Iterator[tuple[str, list[tuple]]]:
    """(heading, rows of (works, what, found, cure) or (works, sentence)): each heading once, in the report's order."""
    headings = dict.fromkeys(finding.room or BESIDES for finding in report)
    for heading in headings:
        group = [finding for finding in report if (finding.room or BESIDES) == heading]
        yield heading, list(_together(group) if heading == PACKAGES else map(_row, group))
        for finding in group:
            if finding.plan is not None and any(seat.is_card for seat in finding.plan.seats):  # else one line says it
                yield PLAN, _plan(finding.plan, bool(finding.works) or not finding.plan.fits)


def _row(finding) -> tuple:
    return finding.works, finding.what, finding.found, finding.cure


def _together(findings: Sequence) -> Iterator[tuple]:
    """Those that are here in one row, those that nobody needs in one row for each cure, faults one by one."""
    here = [finding for finding in findings if finding.works]
    yield from (_row(finding) for finding in findings if finding.works is False)
    if here:
        versions = ", ".join(f"{finding.what} {finding.found.split(' (')[0]}" for finding in here)
        yield True, f"{len(here)} packages" if len(here) > 1 else "1 package", Long(versions, "here"), ""
    idle = [finding for finding in findings if finding.works is None]
    for cure, group in groupby(idle, key=lambda finding: finding.cure):
        yield None, "not installed", ", ".join(finding.what for finding in group), cure


def _plan(plan: Plan, ready: bool) -> list[tuple]:
    """A row for each model: its seat, its dtype, its size, and whether it stays; then what a person should know.

    ready: whether it lacks nothing but room, so that one with a seat works.
    """
    rows: list[tuple] = []
    for row in plan.rows:
        if row.seat is None:
            rows.append((None, row.craft, f"{row.name}: fits nowhere", ""))
            continue
        turns = f"takes turns with {', '.join(row.partners)}" if row.partners else "takes turns"
        sizes = f"{gigabytes(row.weights)} + {gigabytes(row.work)}"
        stays = "stays there" if row.resident else turns
        rows.append((ready or None, row.craft, f"{row.name}: {row.seat.name}, {row.dtype}, {sizes}, {stays}", ""))
    return [*rows, *((None, sentence) for sentence in plan.sentences)]
