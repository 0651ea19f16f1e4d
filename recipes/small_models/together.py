"""Several processes that teach one network: each takes a part of the batch, and they meet once a step.

Each has one thread. So a processor that others use too is waited for once a step, not at every layer.
"""

from collections.abc import Callable
from pathlib import Path


def spawn(job: Callable, processes: int, folder: Path, *rest) -> None:
    """Runs job(rank, processes, folder, *rest) in so many processes, or here for one."""
    if processes == 1:
        job(0, 1, folder, *rest)
        return
    import torch

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "meeting").unlink(missing_ok=True)
    torch.multiprocessing.spawn(job, (processes, folder, *rest), processes)


def meet(rank: int, processes: int, folder: Path) -> None:
    """To be called first by a job."""
    import torch

    if processes > 1:
        place = f"file://{(folder / 'meeting').resolve()}"
        torch.distributed.init_process_group("gloo", init_method=place, rank=rank, world_size=processes)
        torch.set_num_threads(1)


def agreed(share: float, processes: int) -> float:
    """The number that the first process gives."""
    import torch

    said = torch.tensor(share)
    if processes > 1:
        torch.distributed.broadcast(said, 0)
    return float(said)


def share_gradients(network, processes: int) -> None:
    """Every process has the mean of the gradients of all."""
    import torch

    if processes == 1:
        return
    gradients = [weight.grad for weight in network.parameters() if weight.grad is not None]
    flat = torch.cat([gradient.flatten() for gradient in gradients])
    torch.distributed.all_reduce(flat)
    parts = flat.div_(processes).split([gradient.numel() for gradient in gradients])
    for gradient, part in zip(gradients, parts):
        gradient.copy_(part.view_as(gradient))
