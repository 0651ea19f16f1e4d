"""Who could work here: for each cast what it lacks, and which of its models fits on which graphics card.

The plan is made from what the engines declare, so neither torch nor the hub is asked, and nothing loads.
"""

from collections.abc import Mapping, Sequence

from .. import environment, reach
from ..casts import AS_GPU, CASTS, engine_of
from ..devices import Need, Plan, Seat, plan
from ..models import LocalModel
from ..studio import Studio
from .packages import wrong
from .places import cure, to_install, to_set
from .report import Finding

ROOM = "Who could work here"


class Declared:
    """A model as its table declares it; for the planner."""

    def __init__(self, model: LocalModel):
        self.name, self.device, self._model = model.name, model.device, model

    def dtypes(self, seat: Seat) -> tuple[str, ...]:
        """The dtypes in which it can work there, the best first."""
        return self._model.dtypes(seat)

    def need(self, dtype: str) -> Need:
        """What its table says that it takes."""
        return self._model.declared(dtype)


def models() -> dict[str, LocalModel]:
    """The models of the gpu cast, by craft."""
    return Studio("gpu").models


def findings(cast: Mapping[str, LocalModel], seats: Sequence[Seat], place: str, key: bool, net: bool) -> list[Finding]:
    """A finding for each cast. cast: the models of "gpu". key: whether Gemini's is set. net: whether there may be
    internet.
    """
    planned = _plan(cast, seats)
    absent = [] if net and not reach.is_offline() else [m.name for m in cast.values() if not reach.is_here(m.repo)]
    found = {
        "offline": Finding('Studio("offline")', True, "the paper town: works on any machine", room=ROOM),
        "gpu": _gpu(planned, seats, place, absent, len(cast)),
        "gemini": _gemini(cast, planned, seats, place, key, net),
        "remote": Finding('Studio("remote", link)', None, "needs the link of a class", "ask your teacher for it", ROOM),
    }
    return [found[name] for name in CASTS]


def _plan(cast: Mapping[str, LocalModel], seats: Sequence[Seat]) -> Plan | None:
    """None where no plan would help: every card is unfit, or there is none and no library that would do without."""
    cards = [seat for seat in seats if seat.is_card]
    if cards and not any(seat.usable for seat in cards) or not cards and environment.missing("gpu"):
        return None
    return plan({craft: Declared(model) for craft, model in cast.items()}, seats)


def _gpu(planned: Plan | None, seats: Sequence[Seat], place: str, absent: Sequence[str], all_of: int) -> Finding:
    """absent: the models that are not on this machine and cannot be fetched, of so many."""
    name, cards = 'Studio("gpu")', [seat for seat in seats if seat.is_card]
    how = "" if planned is None else _how(planned)
    if lack := _lack("gpu", place):
        told, typed = lack
        then = f"; then {how}" if how and cards else "; nor can its graphics card be used" if cards else ""
        return Finding(name, None, told + then, typed, ROOM, planned)
    if cards and planned is None:
        return Finding(name, None, "no graphics card that can be used", cure("newer card", place), ROOM)
    if absent:
        which = "its models are" if len(absent) == all_of else f"{', '.join(absent)}: models that are"
        told = f"{which} not here and cannot be fetched" + (f" (with them: {how})" if cards else "")
        return Finding(name, None, told, _without_hub(place), ROOM, planned)
    if not cards:
        told = f"no graphics card: its models would work on the processor, slowly; {how}"
        return Finding(name, None, told, cure("card", place), ROOM, planned)
    if planned.at_once or environment.is_installed("bitsandbytes"):
        return Finding(name, planned.fits or None, how, room=ROOM, plan=planned)
    told = f"{how}; with bitsandbytes they would take less room (weights of 4 bits)"
    return Finding(name, planned.fits or None, told, to_install("gpu", place), ROOM, planned)


def _without_hub(place: str) -> str:
    """What to do where models are not here and cannot be fetched."""
    fetch = to_set("HF_HUB_OFFLINE", "0", place, restart=True) if reach.is_offline() else cure("internet", place)
    got = "attach a dataset with" if place == "kaggle" else "copy"
    bring = f"{got} the hub's cache folder of a machine that has them, and set HF_HUB_CACHE to that folder"
    return f'Studio("offline") works without them; to have them: {fetch}; or {bring}'


def _gemini(cast, planned: Plan | None, seats, place: str, key: bool, net: bool) -> Finding:
    name = 'Studio("gemini")'
    if lack := _lack("gemini", place):
        return Finding(name, None, *lack, ROOM)
    if not net and (key or place == "kaggle"):  # whose secrets nobody can ask for without internet
        told = "needs internet; nobody can say whether there is, because the model hub does not answer"
        return Finding(name, None, told, cure("internet", place), ROOM)
    if not key:
        return Finding(name, None, "needs a key", "see GEMINI_API_KEY above", ROOM)
    helped = [craft for craft, engine in CASTS["gemini"].items() if engine == AS_GPU and craft in cast]
    if planned is None or all(engine_of("gemini", craft) == "offline" for craft in helped):
        return Finding(name, True, "Gemini writes and draws, the paper town does the rest", room=ROOM)
    if not planned.fits:
        planned = _plan({craft: cast[craft] for craft in helped}, seats)
    told = "Gemini writes and draws, models on the graphics card do the rest"
    return Finding(name, planned.fits or None, told if planned.fits else f"{told}: {_how(planned)}", room=ROOM)


def _lack(cast: str, place: str) -> tuple[str, str] | None:
    """(what a cast's libraries lack, what to type); None where they are all here and new enough."""
    needed = environment.MODEL_LIBRARIES[cast].values()
    if lacking := environment.missing(cast):
        return f"needs {', '.join(lacking)}", to_install(cast, place)
    if faults := {name: fault for name in needed if (fault := wrong(name))}:
        told = "; ".join(f"{name}: {fault}" for name, fault in faults.items())
        return told, to_install(cast, place)
    return None


def _how(planned: Plan) -> str:
    if planned.at_once:
        return "all its models sit at once"
    if planned.fits:
        return "its models take turns"
    return f"no room for {', '.join(row.name for row in planned.rows if not row.seat)}"
