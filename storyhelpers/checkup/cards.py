"""The graphics cards and the memory: what the driver says, as seats on which models can be planned without torch."""

import sys

from .. import environment
from ..devices import Seat, gigabytes, house, seats_of_driver
from .packages import version_of
from .places import cure
from .report import Finding

ROOM = "This machine"


def seats() -> tuple[Seat, ...]:
    """The seats as they are now: from the driver, or from torch where this process has its models on the cards."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():  # the driver would count our own models as others'
        return house().now()
    return seats_of_driver(environment.cards(), version_of("torch"))


def findings(here: tuple[Seat, ...], place: str) -> list[Finding]:
    """The main memory, and each card with what it has to offer."""
    memory = here[-1]
    found = [Finding("memory", True, f"{gigabytes(memory.free)} of {gigabytes(memory.total)} are free", room=ROOM)]
    cards = [seat for seat in here if seat.is_card]
    if not cards:
        why = environment.trouble_with_cards()
        told = why or "none, and none is needed for the paper town"
        return [*found, Finding("GPU", None, told, cure("driver" if why else "card", place), ROOM)]
    return [*found, *(_card(seat, place) for seat in cards)]


def _card(seat: Seat, place: str) -> Finding:
    name = f"GPU {seat.name}"
    if not seat.usable:
        fault, old, _ = seat.why.partition(" is too old for this torch")
        return Finding(name, None, fault + old, cure("newer card", place) if old else "", ROOM)
    taken = f", {gigabytes(seat.others)} taken by other programs" if seat.others else ""
    room = f"{gigabytes(seat.room)} of {gigabytes(seat.total)} for models"
    return Finding(name, True, f"{seat.title}, {room}{taken}", room=ROOM)
