"""Places: which seats a class server has and what each works for. Models sit where the plan has them."""

import os
from collections.abc import Collection, Mapping, Sequence

from ..casts import CRAFTS
from ..devices import house
from ..engine import BadInput
from ..studio import Studio
from .desk import named

PROCESSORS = 4  # seats for engines that are no models: more would only take turns on the processor

Seats = Mapping[str, Collection[str]]


def places(studio: Studio, others: Mapping[str, Studio], seats: Seats | Sequence[str] | None = None) -> Seats:
    """Seat name → the crafts it works for.

    seats: None, then every model's craft belongs to the card that the plan gives it, all others to a few seats on the
    processor; names, then each seat does everything; or such a mapping itself. Raises BadInput.
    """
    seats = getattr(studio, "seats", None) if seats is None else seats  # a cluster's studio brings its own
    if isinstance(seats, Mapping):
        return {str(name): tuple(crafts) for name, crafts in seats.items()}
    if seats is not None:
        names = [seats] if isinstance(seats, str) else [str(name) for name in seats]
        if not names or len(set(names)) < len(names):
            raise BadInput('Seats are names, each once: serve(studio, seats=["one", "two"]); or leave seats out.')
        return dict.fromkeys(names, ("*",))
    found: dict[str, list[str]] = {}
    for craft, seat in _planned(studio, others).items():
        found.setdefault(seat, []).append(craft)
    taken = {craft for crafts in found.values() for craft in crafts}
    rest = [craft for craft in _crafts(studio, others) if craft not in taken]
    if rest:
        count = max(2, min(PROCESSORS, os.cpu_count() or 2))
        found |= {f"processor {number}": list(rest) for number in range(1, count + 1)}
    return {name: tuple(crafts) for name, crafts in found.items()}


def _crafts(studio: Studio, others: Mapping[str, Studio]) -> dict:
    """What the line calls each craft → its engine; another studio's own engines come after the first studio's."""
    found = {craft: getattr(studio, craft) for craft in CRAFTS}
    for name, other in others.items():
        found |= {named(name, craft): getattr(other, craft) for craft in CRAFTS
                  if getattr(other, craft) is not getattr(studio, craft)}  # fmt: skip
    return found


def _planned(studio: Studio, others: Mapping[str, Studio]) -> dict[str, str]:
    """Craft → the seat of its model. One plan for all studios, so that two illustrators have a card each."""
    models = {craft: engine for craft, engine in _crafts(studio, others).items() if hasattr(engine, "need")}
    if not models:
        return {}
    plan = house().plan(models)
    for one in (studio, *others.values()):
        one.sit(plan)
    return {craft: row.seat.name for row in plan.rows if row.seat for craft in row.craft.split(", ")}
