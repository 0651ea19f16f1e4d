"""AST: a transformer that looks at the spectrogram of a sound and knows the 527 categories of AudioSet."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ...engine import BadInput, NoAnswer
from ...heard import Heard, Moment
from ...locale import say
from ...media import Sound
from ...models import LocalModel, Part
from .blocks import windows
from .models import MODELS

RATE = 16000
WHOLE = 10.0  # seconds that it was taught with
WINDOW, HOP = 4.0, 2.0  # seconds of a moment
LEAST, MOST = 0.05, 5  # of the categories of a moment

Step = Callable[[int, int], None]


class AST(LocalModel):
    """Hears the 527 categories of AudioSet: animals, vehicles, music, weather … (AST, BSD-3-Clause).

    Every score is its own, 0 … 1: several may be high at once. Source: Gong et al., arXiv 2104.01778.
    """

    MODELS = {"ast": MODELS["ast"]}
    DEFAULT = "ast"
    KINDS = ("audio-spectrogram-transformer",)
    GPU_DTYPES = ("fp16", "fp32")

    def dtypes(self, seat) -> tuple[str, ...]:
        """What it can be loaded as on this seat; it is small and stays whole."""
        if self.dtype == "nf4":
            raise BadInput(f'{self.name} is small and has no 4-bit form: give it dtype="fp16", or leave dtype= out.')
        return super().dtypes(seat)

    def parts(self) -> list[Part]:
        """One network, counted from its config.json."""
        return [Part("transformers:ASTForAudioClassification", quantise=False)]

    def load(self, folder: Path, place):
        """The model with what makes its spectrograms."""
        from transformers import ASTFeatureExtractor

        from ...models.talking import load_whole

        model = load_whole("ASTForAudioClassification", folder, place)
        return model, ASTFeatureExtractor.from_pretrained(folder, local_files_only=True)

    def __call__(self, sound: Sound, *, on_step: Step | None = None) -> Heard:
        """The categories of each four seconds, and over all. on_step(done, total) may raise Cancelled."""
        return self.work(lambda loaded, place: self._heard(*loaded, sound, on_step), on_step=on_step)

    def _heard(self, model, extractor, sound: Sound, on_step) -> Heard:
        labels = [model.config.id2label[i] for i in range(model.config.num_labels)]
        total = int(sound.seconds / HOP) + int(sound.seconds / WHOLE) + 2
        moments, whole = [], []
        for start, end, samples in windows(sound, RATE, WINDOW, HOP):
            if on_step:
                on_step(len(moments), total)
            moments.append(Moment(start, end, named(labels, self._scores(model, extractor, samples))))
        for _, _, samples in windows(sound, RATE, WHOLE, WHOLE):
            if on_step:
                on_step(min(total, len(moments) + len(whole)), total)
            whole.append(self._scores(model, extractor, samples))
        if on_step:
            on_step(total, total)
        overall = named(labels, np.mean(whole, 0), MOST * 2)
        return Heard(sound, tuple(moments), overall, self.made_by, "" if overall else say("I do not know this sound."))

    def _scores(self, model, extractor, samples: np.ndarray) -> np.ndarray:
        """The score of every category for one stretch of mono samples at 16 kHz."""
        from ...models.precision import out, to_place

        given = extractor(samples, sampling_rate=RATE, return_tensors="pt")
        points = out(model(**to_place(given, model)).logits[0]).astype(np.float64)
        if not np.isfinite(points).all():
            raise NoAnswer(f'{self.name} lost its numbers in this dtype (they overflowed). Give it dtype="fp32".')
        return 1 / (1 + np.exp(-points))


def named(labels, scores: np.ndarray, most: int = MOST, least: float = LEAST) -> tuple[tuple[str, float], ...]:
    """The highest scores with their labels."""
    order = np.argsort(-scores)[:most]
    return tuple((labels[i], float(scores[i])) for i in order if scores[i] >= least)
