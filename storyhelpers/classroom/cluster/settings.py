"""How many replicas an engine has and how much of a machine each gets; who shares, who stays here. Arithmetic only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...casts import CRAFTS
from ...engine import BadInput, NoRoom, nearest

CARD = 15e9  # bytes of a graphics card, where its model says how many it needs: a T4 has 15 GB for us
OTHERS = "others"  # the replicas of all engines that are no models
NO_CARDS = " (gpus=0: they work on processors)"
HERE = 2  # jobs at a time of the engines that stay in this process
MOST = 64  # replicas of one engine


@dataclass(frozen=True)
class Share:
    """What the replicas of an engine get.

    replicas: how many, or (fewest, most), and then as many as the load asks for. gpus: of a graphics card for each,
    such as 0.5, or whole cards; None is counted from what its model needs. cpus: processor cores for each. seconds: a
    job that lasts longer is given up, and its replica replaced. Ray keeps count of cards and cores and forbids nothing:
    two replicas at half a card share its memory as they please, so gpus has to be what the model really takes.
    """

    replicas: int | tuple[int, int] = 2
    gpus: float | None = None
    cpus: float = 1.0
    seconds: float = 180.0

    def __post_init__(self):
        fewest, most = self.fewest, self.most
        if not (isinstance(fewest, int) and isinstance(most, int) and 1 <= fewest <= most <= MOST):
            raise BadInput(
                f"replicas is a whole number from 1 to {MOST}, or (fewest, most) such as (1, 4), not {self.replicas!r}."
            )
        if self.gpus is not None and not (0 <= self.gpus <= 16 and (self.gpus <= 1 or self.gpus == int(self.gpus))):
            raise BadInput(f"gpus is a part of a card such as 0.5, or 1, 2, … whole cards, not {self.gpus!r}.")
        if not 0 < self.cpus <= 256 or not 0 < self.seconds <= 86_400:
            raise BadInput("cpus is a number of cores above 0, seconds a time from above 0 to a day.")

    @property
    def fewest(self) -> int:
        """How many replicas there are at least."""
        return self.replicas[0] if isinstance(self.replicas, tuple) else self.replicas

    @property
    def most(self) -> int:
        """How many there are under load."""
        return self.replicas[-1] if isinstance(self.replicas, tuple) else self.replicas


@dataclass(frozen=True)
class Group:
    """Replicas that are alike: each can do the work of all these crafts."""

    name: str
    crafts: tuple[str, ...]
    share: Share


def groups_of(engines: Mapping, usual: Share, own: Mapping[str, Share | None]) -> list[Group]:
    """Which replicas there are. engines: by craft. own: by craft, another Share than the usual, or None: stays here.

    Raises BadInput for a craft that there is not.
    """
    if wrong := next((craft for craft in own if craft not in CRAFTS), None):
        raise BadInput(f'There is no craft "{wrong}".{nearest(wrong, CRAFTS)} There is: {", ".join(CRAFTS)}.')
    if odd := next((craft for craft, share in own.items() if not isinstance(share, (Share, type(None)))), None):
        raise BadInput(f'crafts={{"{odd}": Share(replicas=4, gpus=0.5)}} or None to stay here, not {own[odd]!r:.60}.')
    found, together = [], []
    for craft, engine in engines.items():
        if own.get(craft, usual) is None or (craft not in own and needs_key(engine)):
            continue
        if craft in own or hasattr(engine, "need"):
            share = own.get(craft, usual)
            gpus = part_of_card(engine) if share.gpus is None else share.gpus
            found.append(Group(craft, (craft,), replace(share, gpus=gpus)))
        else:
            together.append(craft)
    if together:
        found.append(Group(OTHERS, tuple(together), replace(usual, gpus=0)))
    if not found:
        raise BadInput("No engine is left that could have replicas. Take Studio(…) instead of cluster_studio(…).")
    return found


def needs_key(engine) -> bool:
    """Whether an engine asks Google's Gemini."""
    kind = engine if hasattr(engine, "__qualname__") else type(engine)
    return "gemini" in f"{kind.__module__}.{kind.__qualname__}".lower()


def part_of_card(engine) -> float:
    """Tenths of a card of CARD bytes that an engine's model needs; whole cards above one; 0 for what is no model."""
    if not hasattr(engine, "need"):
        return 0.0
    part = engine.need("fp16").peak / CARD
    return math.ceil(part * 10) / 10 if part <= 1 else float(math.ceil(part))


def seats_of(groups: list[Group]) -> dict[str, tuple[str, ...]]:
    """The seats of a Line, each with the crafts it works for: one for every replica that there may be, "illustrator 1".

    Engines that stay in this process have HERE seats of their own, "here 1".
    """
    seats = {f"{group.name} {n}": group.crafts for group in groups for n in range(1, group.share.most + 1)}
    gone = {craft for group in groups for craft in group.crafts}
    if stays := tuple(craft for craft in CRAFTS if craft not in gone):
        seats |= {f"here {n}": stays for n in range(1, HERE + 1)}
    return seats


def check_room(groups: list[Group], there: Mapping[str, float]) -> None:
    """Raises NoRoom when a cluster with these resources ("GPU", "CPU") cannot hold the fewest replicas."""
    for kind, what in (("gpus", "GPU"), ("cpus", "CPU")):
        asked = {group.name: group.share.fewest * getattr(group.share, kind) for group in groups}
        least, found = sum(asked.values()), there.get(what, 0)
        if least > found + 1e-6:
            told = ", ".join(f"{name} {amount:g}" for name, amount in asked.items() if amount)
            raise NoRoom(
                f"The replicas ask for {least:g} {what}s ({told}), and this Ray cluster has {found:g}. Take fewer "
                f"replicas, a smaller {kind}= for each{NO_CARDS if what == 'GPU' else ''}, or add a machine; "
                "grows=True waits for one."
            )
