"""A finding, and the report that they make: data first; `showing` makes the table of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import environment
from ..devices import Plan
from ..tables import Code
from ..version import __version__
from . import showing


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report: works is True, False, or None for "not needed, nice to have".

    cure: what to do about it; a `tables.Code` is to be typed, any other text to be clicked or done. room: the heading
    under which it stands. plan: which model sits where, if that is what was found.
    """

    what: str
    works: bool | None
    found: str
    cure: str = ""
    room: str = ""
    plan: Plan | None = None


class Report(tuple):
    """The doctor's findings; shows itself as a table. `report.healthy` is False when something needed is missing.

    `Report((*doctor(), *more))` is one report of both.
    """

    @property
    def healthy(self) -> bool:
        """Whether everything that is needed works."""
        return all(f.works is not False for f in self)

    @property
    def plan(self) -> Plan | None:
        """Which models fit on which graphics card; None where no model could work at all."""
        return next((f.plan for f in self if f.plan), None)

    def as_json(self) -> Mapping[str, Any]:
        """The report as plain values, for a program: sizes in bytes."""
        plan = self.plan
        return {
            "healthy": self.healthy,
            "where": environment.where(),
            "version": __version__,
            "findings": [
                {"what": f.what, "works": f.works, "found": f.found, "cure": str(f.cure),
                 "to_type": isinstance(f.cure, Code), "room": f.room} for f in self
            ],
            "plan": [
                {"craft": row.craft, "model": row.name, "seat": row.seat.name if row.seat else None, "dtype": row.dtype,
                 "weights": row.weights, "work": row.work, "resident": bool(row.seat) and row.resident,
                 "partners": list(row.partners), "why": row.why} for row in (plan.rows if plan else ())
            ],
            "seats": [
                {"name": seat.name, "title": seat.title, "room": seat.room, "total": seat.total, "bf16": seat.bf16,
                 "usable": seat.usable, "why": seat.why} for seat in (plan.seats if plan else ())
            ],
            "sentences": list(plan.sentences) if plan else [],
        }  # fmt: skip

    def __repr__(self):
        return showing.text(self)

    def _repr_html_(self):
        return showing.html(self)
