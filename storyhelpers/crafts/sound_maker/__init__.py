"""A description of sound → the sound: MODELS, what a sound maker is, and the engines from the simplest to the heaviest.

offline       the foley artist of the paper town: every sound is computed (`foley_artist`)
tangoflux     TangoFlux, good sounds in 25 steps (`tangoflux`)
stable-audio  Stable Audio Open, slower, for fields of sound and music (`stable_audio`)

`guard` listens to every sound before a person does, and masters it. `best_of` makes several and keeps the one that fits
the words best.
"""

from collections.abc import Callable
from typing import Protocol

from ...media import Sound
from .best_of import MOST, Clap, best_of
from .foley_artist import chosen, foley, layers_of
from .guard import Unsound, guarded
from .models import MODELS
from .stable_audio import StableAudio
from .tangoflux import TangoFlux


class SoundMaker(Protocol):
    """Anything callable that makes a sound of words, exactly `seconds` long.

    steps: for models that work in steps; None is what suits the model. on_step(done, total) is called as it goes and
    may raise Cancelled.
    """

    def __call__(
        self,
        words: str,
        *,
        seconds: float = 5.0,
        steps: int | None = None,
        seed: int = 0,
        on_step: Callable[[int, int], None] | None = None,
    ) -> Sound: ...


ENGINES: dict[str, SoundMaker] = {"offline": foley, "tangoflux": TangoFlux, "stable-audio": StableAudio}

__all__ = [
    "ENGINES", "MODELS", "MOST", "Clap", "SoundMaker", "StableAudio", "TangoFlux", "Unsound", "best_of", "chosen",
    "foley", "guarded", "layers_of",
]  # fmt: skip
