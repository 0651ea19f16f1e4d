"""Ray is started or joined, replicas are placed, looked at and removed: all that speaks with Ray itself."""

import logging
import os
import time
from collections.abc import Callable, Mapping

from ...engine import BadInput, NoRoom, NotHere
from ...environment import is_installed
from .replica import Replica
from .settings import Group, check_room

STORE = 200_000_000  # bytes of memory that Ray's processes share, where we start it; pictures pass through it
LOOK = 0.5  # seconds between looks while replicas start
GROW, SHRINK = 5, 300  # seconds of load after which there are more replicas, and of rest after which fewer
_ours: list[bool] = []  # whether the Ray of this process was started by us


def check_ray() -> None:
    """Raises NotHere where Ray is not installed."""
    if not is_installed("ray"):
        raise NotHere('Replicas need Ray: pip install "ray[serve]", on every machine of the cluster.')


def check_sendable(choices: Mapping) -> None:
    """Raises BadInput for an engine of somebody's own that cannot be sent to another process."""
    from ray import cloudpickle

    for craft, choice in choices.items():
        if not isinstance(choice, str):
            try:
                cloudpickle.dumps(choice)
            except Exception as error:  # whatever an object raises that does not want to be copied
                raise BadInput(
                    f"The {craft} cannot be sent to another process ({error}). Keep it here: "
                    f'cluster_studio(…, crafts={{"{craft}": None}}).'
                ) from error


def start(address: str | None) -> None:
    """Joins the cluster at `address`, or RAY_ADDRESS, else starts a small Ray on this machine. Raises NotHere."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # else Ray tells its makers about the cluster
    import ray

    if ray.is_initialized():
        return
    address = address or os.environ.get("RAY_ADDRESS", "").strip() or None
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address:
            ray.init(address, **quiet)
        else:
            ray.init("local", include_dashboard=False, object_store_memory=STORE, **quiet)
    except Exception as error:  # Ray raises plain ones too, of a machine that is too busy for one
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        if address:
            raise NotHere(
                f"There is no Ray cluster at {address} that answers ({said}). Start one: ray start --head; or leave "
                "address= out for a small Ray on this machine."
            ) from error
        raise NoRoom(
            f"Ray could not start on this machine ({said}). It wants 2 GB of memory and idle cores; try again."
        ) from error
    _ours[:] = [not address]


def place(
    name: str, groups: list[Group], choices: Mapping, wait: float, *, grows: bool, first: bool
) -> dict[str, Callable]:
    """Places the replicas of all groups and waits until they run; answers what asks them, by group.

    first: no other studio of this process has replicas. Raises NoRoom where they do not fit, or do not run within
    `wait` seconds; then none of them is left.
    """
    import ray
    from ray import serve

    try:
        if not grows:
            check_room(groups, ray.cluster_resources())
        logging.getLogger("ray.serve").setLevel(logging.ERROR)  # a replica that dies is told of by engine.py
        # Serve's own HTTP door stays shut: it would let anybody in, without a class code.
        serve.start(proxy_location="Disabled", logging_config={"log_level": "WARNING", "enable_access_log": False})
        targets = [
            serve.RunTarget(
                _deployment(group).bind({craft: choices[craft] for craft in group.crafts}, group.share.seconds),
                name=_app(name, group), route_prefix=None,
            )
            for group in groups
        ]  # fmt: skip
        handles = serve.run_many(targets, wait_for_applications_running=False)
        _wait(name, groups, wait)
    except BaseException:
        remove(name, groups, last=first)
        raise
    return {group.name: handle.options(stream=True).ask.remote for group, handle in zip(groups, handles)}


def report(name: str, groups: list[Group]) -> dict:
    """By group of replicas: their crafts, how many run and are wanted, Ray's own word."""
    from ray import serve

    applications, told = serve.status().applications, {}
    for group in groups:
        found = applications.get(_app(name, group))
        replicas = found.deployments.get(group.name) if found else None
        told[group.name] = {
            "crafts": group.crafts, "running": replicas.replica_states.get("RUNNING", 0) if replicas else 0,
            "fewest": group.share.fewest, "most": group.share.most,
            "state": _plain(found.status) if found else "GONE",
            "word": " ".join(filter(None, (found.message, replicas and replicas.message))) if found else "",
        }  # fmt: skip
    return told


def remove(name: str, groups: list[Group], *, last: bool) -> None:
    """Ends the replicas; with the last studio, the Ray that we started ends too."""
    import ray
    from ray import serve

    if not ray.is_initialized():
        return
    if last and _ours == [True]:
        ray.shutdown()
        _ours.clear()
        return
    for group in groups:
        serve.delete(_app(name, group))


def deaths() -> tuple[type[Exception], ...]:
    """The errors by which Ray says that a replica, or its machine, is gone."""
    from ray import exceptions as found

    return (found.RayActorError, found.WorkerCrashedError, found.NodeDiedError, found.ObjectLostError,
            found.LocalRayletDiedError, found.RpcError)  # fmt: skip


def _deployment(group: Group):
    from ray import serve

    share = group.share
    scale = {"num_replicas": share.fewest} if share.fewest == share.most else {"autoscaling_config": {
        "min_replicas": share.fewest, "max_replicas": share.most, "target_ongoing_requests": 1,
        "upscale_delay_s": GROW, "downscale_delay_s": SHRINK,
    }}  # fmt: skip
    return serve.deployment(
        Replica, name=group.name, max_ongoing_requests=1, health_check_period_s=5, health_check_timeout_s=30,
        graceful_shutdown_timeout_s=5, ray_actor_options={"num_cpus": share.cpus, "num_gpus": share.gpus}, **scale,
    )  # fmt: skip


def _wait(name: str, groups: list[Group], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while True:
        told = report(name, groups)
        if failed := next((group for group, about in told.items() if about["state"] == "DEPLOY_FAILED"), None):
            raise NoRoom(f"The replicas of {failed} do not start: {told[failed]['word'][-600:]}")
        waiting = {group: about for group, about in told.items() if about["running"] < about["fewest"]}
        if not waiting:
            return
        if time.monotonic() > ends:
            lacking = ", ".join(f"{about['running']} of {about['fewest']} {group}" for group, about in waiting.items())
            raise NoRoom(
                f"After {seconds:g} s there are only these replicas: {lacking}. {next(iter(waiting.values()))['word']} "
                "Look at `ray status` on the cluster, take fewer replicas, or wait longer: wait=900."
            )
        time.sleep(LOOK)


def _app(name: str, group: Group) -> str:
    return f"{name}-{group.name}"


def _plain(status) -> str:
    return str(getattr(status, "value", status))
