"""Pictures from a prompt: MODELS, what an illustrator is, and the engines from the simplest to the heaviest."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from ..engine import BadInput
from ..media import Picture

MODELS: dict[str, str] = {}  # names → hub ids; this release draws with the paper town alone

PIXELS = 1024 * 576
STEP = 8  # sides are multiples of this


class Illustrator(Protocol):
    """Anything that turns an English prompt into n pictures; picture i is drawn with seed + i."""

    def __call__(self, prompt: str, *, n: int = 1, aspect: str = "16:9", seed: int = 0, steps: int | None = None,
                 on_step: Callable[[int, int], None] | None = None) -> list[Picture]: ...  # fmt: skip


def size_for(aspect: str) -> tuple[int, int]:
    """(width, height) in pixels for an aspect such as "16:9": about 1024 × 576 pixels in all, sides multiples of 8.

    Raises BadInput for anything but two positive numbers whose ratio is at most 5.
    """
    try:
        wide, high = (float(part) for part in str(aspect).replace("：", ":").split(":"))
        ratio = wide / high
        if not (math.isfinite(ratio) and wide > 0 and high > 0 and 0.2 <= ratio <= 5):
            raise ValueError
    except (ValueError, ZeroDivisionError) as error:
        raise BadInput(
            f'"{str(aspect)[:40]}" is not an aspect ratio. Type it as width:height from 1:5 to 5:1, such as "16:9".'
        ) from error
    return tuple(
        max(STEP, STEP * round(side / STEP)) for side in (math.sqrt(PIXELS * ratio), math.sqrt(PIXELS / ratio))
    )


def paper_town(prompt: str, *, n: int = 1, aspect: str = "16:9", seed: int = 0, steps: int | None = None,
               on_step: Callable[[int, int], None] | None = None) -> list[Picture]:  # fmt: skip
    """The offline illustrator: cuts the prompt's figures from paper. No model; its pictures know their outlines.

    on_step(figures painted, figures in all) may raise Cancelled. `steps` is for others: paper has none.
    """
    from ..papertown.cannot import note
    from ..papertown.painter import paint
    from ..papertown.reader import read

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


ENGINES: dict[str, Illustrator] = {"offline": paper_town}
