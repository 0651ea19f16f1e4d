"""Chance: all randomness of a run as a function of the recipe's seed and a number: nothing has to be remembered.

The n-th picture that a run ever sees has its own noise, noise level, flip and caption dropout, drawn on the CPU from
(seed, n). So a run that was stopped goes on to the bit, a batch may be cut into halves or shared out among processes,
and two devices draw the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Draws:
    """What chance gives n pictures, all float32 on the CPU.

    noise: (n, c, h, w) standard normal, for the objective. sample: the same shape, for the VAE's own spread.
    offset: (n, c, 1, 1) standard normal, for noise offset. level: (n,) in (0, 1), how noisy. variant: (n,) in [0, 1),
    which flip or crop. drop: (n,) in [0, 1), below recipe.drop_captions the caption is left out.
    """

    noise: "torch.Tensor"
    sample: "torch.Tensor"
    offset: "torch.Tensor"
    level: "torch.Tensor"
    variant: "torch.Tensor"
    drop: "torch.Tensor"


def generator(*what: int | str) -> "torch.Generator":
    """A CPU generator whose state is a function of `what` alone, such as (seed, "order", epoch)."""
    import torch

    digest = blake2b("/".join(map(str, what)).encode(), digest_size=8).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest, "big") >> 1)


def draws(seed: int, step: int, n: int, shape: Sequence[int], rows: Sequence[int] | None = None) -> Draws:
    """What chance gives the n pictures that all processes together see in a step; shape: (c, h, w) of the latents.

    rows: only these of the n. Row k of step s is the same as row 0 of a run with n = 1 at its step s·n + k.
    """
    import torch

    found = []
    for row in range(n) if rows is None else rows:
        dice = generator(seed, "picture", step * n + row)
        level, variant, drop = torch.rand(3, generator=dice, dtype=torch.float64)
        offset = torch.randn(shape[0], 1, 1, generator=dice)
        noise = torch.randn(tuple(shape), generator=dice)
        sample = torch.randn(tuple(shape), generator=dice)
        found.append((noise, sample, offset, level, variant, drop))
    noise, sample, offset, level, variant, drop = (torch.stack(column) for column in zip(*found))
    return Draws(noise, sample, offset, level.float().clamp(1e-6, 1 - 1e-6), variant.float(), drop.float())


class Order:
    """In which order a run sees its pictures: every epoch each of them once, shuffled by (seed, epoch).

    shapes: of each picture; pictures of different shapes cannot be stacked, so those of a group (what all processes
    see in one go) have the same. Where all are of one shape, groups run on over the end of an epoch; else an epoch's
    last group of a shape is filled up with pictures of that shape.
    """

    def __init__(self, shapes: Sequence[tuple[int, int]], seed: int, group: int):
        self.shapes, self.seed, self.group = [tuple(shape) for shape in shapes], seed, group
        self._kinds = sorted(set(self.shapes))
        self._epoch = lru_cache(2)(self._shuffled)  # a group of two epochs needs both

    def pictures(self, number: int) -> list[int]:
        """The indices of the pictures of a group; groups are numbered through the whole run."""
        if len(self._kinds) > 1:
            an_epoch = sum(-(-self.shapes.count(kind) // self.group) for kind in self._kinds)
            first = (number % an_epoch) * self.group
            return self._epoch(number // an_epoch)[first : first + self.group]
        many, first = len(self.shapes), number * self.group
        return [self._epoch(k // many)[k % many] for k in range(first, first + self.group)]

    def _shuffled(self, epoch: int) -> list[int]:
        import torch

        dice = generator(self.seed, "order", epoch)
        if len(self._kinds) == 1:
            return torch.randperm(len(self.shapes), generator=dice).tolist()
        groups = []
        for kind in self._kinds:
            own = [index for index, shape in enumerate(self.shapes) if shape == kind]
            mixed = [own[k] for k in torch.randperm(len(own), generator=dice).tolist()]
            while len(mixed) % self.group:
                mixed += mixed[: self.group - len(mixed) % self.group]
            groups += [mixed[k : k + self.group] for k in range(0, len(mixed), self.group)]
        return [index for k in torch.randperm(len(groups), generator=dice).tolist() for index in groups[k]]
