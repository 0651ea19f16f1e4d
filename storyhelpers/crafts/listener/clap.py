"""CLAP as a listener: which of the paper town's sentences fits a sound best; it needs no training for new ones."""

from collections.abc import Callable, Mapping

import numpy as np

from ...engine import BadInput
from ...heard import Heard, Moment
from ...locale import say
from ...media import Sound
from ..sound_maker.best_of import RATE, Clap, text_and_sound
from .ast import named
from .blocks import windows

WINDOW, HOP = 4.0, 2.0  # seconds of a moment
WHOLE = 10.0
LEAST = 0.1  # with 95 sentences, an even share is 0.01

Step = Callable[[int, int], None]


class ClapListener(Clap):
    """Finds which sentence fits a sound best, the paper town's or your own, with CLAP (Apache-2.0).

    labels: name → sentence, such as {"dog": "a dog barks"}; None is all sounds of the paper town. The scores of all
    sentences add up to 1, so one of them is always the best: give one for "none of these" where that matters.
    """

    def __init__(self, model=None, *, labels: Mapping[str, str] | None = None, **place):
        super().__init__(model, **place)
        if labels is not None and (len(labels) < 2 or not all(str(text).strip() for text in labels.values())):
            raise BadInput('CLAP chooses between sentences; give two or more: labels={"dog": "a dog barks", …}.')
        self.labels = dict(labels) if labels is not None else None
        self._told: tuple[tuple, np.ndarray] | None = None

    def forget(self) -> None:
        """Drops the vectors of the sentences, which another model would make differently."""
        self._told = None

    def __call__(self, sound: Sound, *, on_step: Step | None = None) -> Heard:
        """The sentences' names by the four seconds, and over all. on_step(done, total) may raise Cancelled."""
        from ...papertown.foley import SOUNDS

        labels = self.labels or {name: recipe.one for name, recipe in SOUNDS.items()}
        return self.work(lambda loaded, place: self._heard(loaded, labels, sound, on_step), on_step=on_step)

    def _heard(self, loaded, labels: dict[str, str], sound: Sound, on_step) -> Heard:
        heat = np.exp(float(loaded[0].logit_scale_a))
        if self._told is None or self._told[0] != tuple(labels.items()):
            self._told = (tuple(labels.items()), unit(text_and_sound(loaded, list(labels.values()), [])[0]))
        names, told = list(labels), self._told[1]
        total = int(sound.seconds / HOP) + int(sound.seconds / WHOLE) + 2
        moments, whole = [], []

        def scores(samples) -> np.ndarray:
            if on_step:
                on_step(min(total, len(moments) + len(whole)), total)
            points = heat * (told @ unit(text_and_sound(loaded, [], [samples])[1])[0])
            sure = np.exp(points - points.max())
            return sure / sure.sum()

        for start, end, samples in windows(sound, RATE, WINDOW, HOP):
            moments.append(Moment(start, end, named(names, scores(samples), 3, LEAST)))
        for _, _, samples in windows(sound, RATE, WHOLE, WHOLE):
            whole.append(scores(samples))
        if on_step:
            on_step(total, total)
        overall = named(names, np.mean(whole, 0), 3, LEAST / 2)
        note = "" if overall else say("I do not know this sound.")
        return Heard(sound, tuple(moments), overall, self.made_by, note)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors (n, d) of length 1."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
