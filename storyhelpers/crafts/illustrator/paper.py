"""The offline illustrator: the paper town draws, with no model."""

from collections.abc import Callable
from dataclasses import replace

from ...media import Picture
from .sizes import size_for


def paper_town(prompt: str, *, n: int = 1, aspect: str = "16:9", seed: int = 0, steps: int | None = None,
               on_step: Callable[[int, int], None] | None = None) -> list[Picture]:  # fmt: skip
    """The offline illustrator: cuts the prompt's figures from paper. No model; its pictures know their outlines.

    on_step(figures painted, figures in all) may raise Cancelled. `steps` is for others: paper has none.
    """
    from ...papertown.cannot import note
    from ...papertown.painter import paint
    from ...papertown.reader import read

    scene, size = read(prompt), size_for(aspect)
    pictures = (paint(scene, size, seed + i, _share(on_step, i, n)) for i in range(n))
    return [
        replace(p, words=prompt, made_by="paper town", seed=seed + i, note=note(scene, p.scene, prompt))
        for i, p in enumerate(pictures)
    ]


paper_town.name = "paper town"


def _share(on_step, i: int, n: int):
    """An on_step for picture i of n, which counts on for the whole series; None where nobody listens."""
    return on_step and (lambda done, total: on_step(i * total + done, n * total))
