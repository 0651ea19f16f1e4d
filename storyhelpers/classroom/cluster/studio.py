"""cluster_studio: a Studio whose engines work in replicas."""

from collections.abc import Callable, Mapping

from ...casts import CRAFTS, engine_of
from ...engine import BadInput
from ...studio import Studio
from . import placing
from .engine import InReplicas
from .pump import Pump
from .settings import Share, groups_of, seats_of

_open: dict[str, "ClusterStudio"] = {}  # by name


class ClusterStudio(Studio):
    """A Studio whose engines work in replicas. seats: for `serve(studio, seats=studio.seats)`."""

    name = ""
    seats: Mapping[str, tuple[str, ...]] = {}

    def health(self) -> dict:
        """By group of replicas: their crafts, how many run and are wanted, how many died at work, Ray's own word."""
        report = placing.report(self.name, self._groups)
        for group in self._groups:
            engines = [engine for craft in group.crafts if isinstance(engine := getattr(self, craft), InReplicas)]
            report[group.name]["died"] = sum(engine.deaths for engine in engines)
        return report

    def close(self) -> None:
        """Ends the replicas, and Ray too where it was started for them. Called twice, it does nothing."""
        if _open.pop(self.name, None) is not None:
            self._pump.close()
            placing.remove(self.name, self._groups, last=not _open)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def cluster_studio(
    cast: str | None = None,
    *,
    replicas: int | tuple[int, int] = 2,
    gpus: float | None = None,
    cpus: float = 1.0,
    seconds: float = 180.0,
    crafts: Mapping[str, Share | None] | None = None,
    address: str | None = None,
    name: str = "story",
    grows: bool = False,
    wait: float = 300.0,
    **engines: str | Callable,
) -> ClusterStudio:
    """A Studio whose engines work in replicas of a Ray cluster; `engines` by craft, as Studio(…) takes them.

    replicas, gpus, cpus, seconds: of every engine, see Share; crafts: another Share for some of them, or None for one
    that stays in this process. address: of the cluster ("auto": the one that this machine is part of); None is
    RAY_ADDRESS, else a small Ray on this machine. name: of the application; a second studio needs another one. grows:
    the cluster adds machines when they are asked for, so what is lacking now is no error. wait: seconds until all
    replicas have to run. Raises NotHere without Ray, NoRoom where they do not fit, BadInput.
    """
    placing.check_ray()
    if name in _open:
        raise BadInput(f'There is a cluster studio "{name}" already. Close it, or give this one another name="…".')
    plain = Studio(cast, **engines)
    usual = Share(replicas=replicas, gpus=gpus, cpus=cpus, seconds=seconds)
    groups = groups_of({craft: getattr(plain, craft) for craft in CRAFTS}, usual, crafts or {})
    choices = {craft: engines.get(craft) or engine_of(plain.cast, craft) for craft in CRAFTS}
    placing.check_sendable({craft: choices[craft] for group in groups for craft in group.crafts})
    placing.start(address)
    ask = placing.place(name, groups, choices, wait, grows=grows, first=not _open)
    pump, died = Pump(), placing.deaths()
    made = {craft: getattr(plain, craft) for craft in CRAFTS}
    for group in groups:
        for craft in group.crafts:
            about = {"seconds": group.share.seconds, "died": died}
            made[craft] = InReplicas(craft, made[craft], ask[group.name], pump, **about)
    studio = ClusterStudio(plain.cast, **made)
    studio.why = f"{plain.why}; its engines work in replicas"
    studio.name, studio.seats = name, seats_of(groups)
    studio._groups, studio._pump = groups, pump
    _open[name] = studio
    return studio
