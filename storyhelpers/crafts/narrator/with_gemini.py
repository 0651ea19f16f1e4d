"""Gemini reads aloud, in one of Google's thirty voices, whatever language the words are in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ...engine import BadInput, NoAnswer, nearest
from ...media import Sound

if TYPE_CHECKING:
    from ...gemini import Gemini

VOICES = {  # name → what Google says of it
    "Achernar": "soft", "Achird": "friendly", "Algenib": "gravelly", "Algieba": "smooth", "Alnilam": "firm",
    "Aoede": "breezy", "Autonoe": "bright", "Callirrhoe": "easy-going", "Charon": "informative", "Despina": "smooth",
    "Enceladus": "breathy", "Erinome": "clear", "Fenrir": "excitable", "Gacrux": "mature", "Iapetus": "clear",
    "Kore": "firm", "Laomedeia": "upbeat", "Leda": "youthful", "Orus": "firm", "Puck": "upbeat",
    "Pulcherrima": "forward", "Rasalgethi": "informative", "Sadachbia": "lively", "Sadaltager": "knowledgeable",
    "Schedar": "even", "Sulafat": "warm", "Umbriel": "easy-going", "Vindemiatrix": "gentle", "Zephyr": "bright",
    "Zubenelgenubi": "casual",
}  # fmt: skip
USUAL = "Sulafat"  # a warm one
NO_TIMINGS = "Gemini does not say when each word is heard, so words do not light up while it reads."
WINDOW = 0.04  # seconds of what is cut out and laid together again for another speed


class GeminiNarrator:
    """Gemini reads aloud, in one of thirty voices; it finds the language in the words. It gives no times of words.

    model: the name of one model, else what gemini.SPEECH_MODELS has. Raises NoAnswer and NotHere as `Gemini` does.
    """

    licence = "Gemini API terms; check them before you publish"
    source = "https://ai.google.dev/gemini-api"
    voices = tuple(VOICES)

    def __init__(self, model: str = "", *, key: str | None = None, client: "Gemini | None" = None):
        from ...gemini import Gemini

        self.client = client or Gemini(speech_models=model, key=key)

    @property
    def name(self) -> str:
        """How the card calls it: with the model, as soon as that is known."""
        return f"Gemini ({self.client.model_name('speech')})"

    def __call__(self, words: str, *, language: str, voice: str | None = None, speed: float = 1.0,
                 on_step: Callable[[int, int], None] | None = None) -> Sound:  # fmt: skip
        """The words read aloud, one channel. language: not sent, because the service hears it from the words.

        speed: Gemini reads at its own; what comes is stretched, its pitch stays. on_step may raise Cancelled meanwhile.
        Raises BadInput for a voice that it has not.
        """
        chosen = next((name for name in VOICES if name.casefold() == (voice or USUAL).strip().casefold()), None)
        if chosen is None:
            raise BadInput(f'Gemini has no voice "{voice}".{nearest(voice, VOICES)} There is: {", ".join(VOICES)}.')
        step = on_step and (lambda: on_step(0, 1))
        data, rate, model = self.client.speech(words, voice=chosen, on_wait=step)
        samples = np.frombuffer(data, "<i2").astype(np.float32) / 32768
        if not samples.any():
            raise NoAnswer(f"Gemini ({model}) gave silence. Run the line once more, or take another voice.")
        samples = stretched(samples, rate, speed)
        if on_step:
            on_step(1, 1)
        return Sound(samples[:, None], rate, words, f"Gemini ({model}), voice {chosen}", note=NO_TIMINGS)


def stretched(samples: np.ndarray, rate: int, speed: float) -> np.ndarray:
    """Speech at another speed with its pitch: float32 (frames,) of about len / speed.

    Short pieces are laid over each other closer or wider than they were cut; each is shifted by up to half a piece to
    where its wave fits the one before best (WSOLA; Verhelst and Roelands, 1993).
    """
    if abs(speed - 1) < 0.01 or len(samples) < 2 * WINDOW * rate:
        return samples
    size = int(WINDOW * rate) // 2 * 2
    hop, reach = size // 2, size // 4
    window = np.hanning(size + 1)[:size].astype(np.float32)
    length = round(len(samples) / speed)
    source = np.pad(samples, (reach, 2 * size + reach))
    made = np.zeros(length + 2 * size, np.float32)
    weight = np.zeros_like(made)
    follow = None  # how the piece before goes on
    for place in range(0, length, hop):
        middle = min(round(place * speed), len(samples)) + reach
        start = middle
        if follow is not None:
            around = source[middle - reach : middle + reach + size]
            start = middle - reach + int(np.argmax(np.correlate(around, follow, "valid")))
        made[place : place + size] += source[start : start + size] * window
        weight[place : place + size] += window
        follow = source[start + hop : start + hop + size]
        if len(follow) < size:
            break
    return (made / np.maximum(weight, 1e-3))[:length]
