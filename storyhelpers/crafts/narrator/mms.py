"""MMS: one small VITS for each language, from Meta's Massively Multilingual Speech project, on this machine.

VITS decides how many frames each letter lasts before it makes a sound of it. Those numbers are caught on the way, so
the time of every word is known to 16 milliseconds. Source: Pratap et al., Scaling Speech Technology to 1,000+
Languages, arXiv 2305.13516; Kim et al., VITS, arXiv 2106.06103.
"""

import json
import math
import re
from collections.abc import Callable
from pathlib import Path

from ...engine import BadInput, NotHere
from ...media import Sound
from ...models import LocalModel, Part, out
from . import reading, sounding
from .models import CODES, MODELS
from .numbers import NUMBER, in_words

SEED = 0  # VITS draws its rhythm and its noise: the same seed for every sentence, so that a page stays as it was heard
LONGEST = 400  # letters in one go: the network looks from every letter to every other
CLAUSE = 0.2  # seconds of silence at a comma: these models know no punctuation and would run on
_BREAK = re.compile(r"[,;:()«»“”\"，、；：—–…]")


class Mms(LocalModel):
    """Reads aloud with MMS, in the language of the words: natural, 16 kHz, one voice a language, good on a processor.

    model: None takes for each text the model of its language; a name, "facebook/mms-tts-…" or a folder is then used
    for all. Weights: CC-BY-NC-4.0, not for sale. There is no Chinese and no Japanese.
    """

    MODELS = MODELS
    DEFAULT = "mms-eng"
    KINDS = ("vits", "VitsModel")
    PASSES = True
    GPU_DTYPES = ("fp32",)

    def __init__(self, model=None, *, device=None, dtype=None, revision=None):
        if dtype not in (None, "fp32"):
            raise BadInput("MMS is small (0.15 GB) and stays whole: leave dtype= out.")
        super().__init__(model, device=device, dtype=dtype, revision=revision)
        self._for_all = model is not None
        self._others: dict[str, Mms] = {}

    def __call__(
        self,
        words: str,
        *,
        language: str = "en",
        voice: str | None = None,
        speed: float = 1.0,
        on_step: Callable[[int, int], None] | None = None,
    ) -> Sound:
        """Words → mono at 16 kHz with the time of every word; the same words always sound the same on one machine.

        Raises BadInput for a language without a model, NotHere for a voice or for letters that it cannot read.
        """
        if voice is not None:
            raise NotHere('MMS has one voice a language: leave voice= out, or take Studio(narrator="offline").')
        return self.of(language)._read(words, str(language).split("-")[0].casefold(), speed, on_step)

    def of(self, language: str) -> "Mms":
        """The engine that reads this language; each keeps its own model, and they take turns on the seat."""
        code = code_of(language)
        if self._for_all or self.model is MODELS.get(f"mms-{code}"):
            return self
        if code not in self._others:
            other = Mms(f"mms-{code}", device=self.device, dtype=self.dtype)
            other.seating = self.seating
            self._others[code] = other
        return self._others[code]

    def _read(self, words: str, language: str, speed: float, on_step) -> Sound:
        plan = [part for piece in reading.pieces_of(words) for part in _parted(words, piece)]
        if not plan:
            raise BadInput("There is nothing to read aloud: no letter and no number.")

        def job(loaded, place):
            said = []
            for number, piece in enumerate(plan):
                if on_step:
                    on_step(number, len(plan))
                ids, where, unknown = loaded.letters(words, piece, language)
                missing.update(dict.fromkeys(unknown))
                if where:
                    samples, times = loaded.speak(ids, speed)
                    said += _said(words, piece, samples, times, where, loaded.rate, speed)
            return said, loaded.rate

        missing: dict[str, None] = {}
        said, rate = self.work(job, on_step=on_step)
        if not said:
            raise NotHere(f"{self.name} knows none of these letters. Is the language right? language=…")
        if on_step:
            on_step(len(plan), len(plan))
        left = f"{self.name} cannot read, and left out: {', '.join(list(missing)[:8])}." if missing else ""
        return sounding.together(
            said, rate, words=words, made_by=self.made_by, soften=False, note=left, seed=SEED,
            origin=", ".join((self.source, self.licence)),
        )  # fmt: skip

    # ---- loading ----

    def parts(self):
        """One network, whole."""
        return (Part("transformers:VitsModel", quantise=False),)

    def load(self, folder, place):
        """The network and its letters. Raises NotHere for a language that has to be put into Latin letters first."""
        from transformers import VitsModel

        letters, options = _json(folder / "vocab.json"), _json(folder / "tokenizer_config.json")
        if options.get("is_uroman") or options.get("phonemize"):
            raise NotHere(
                f"{self.name} reads its language in Latin letters, or in sounds, which another program would have to "
                'make of the words (uroman, phonemizer). Take another narrator: Studio(narrator="offline").'
            )
        own = {"use_safetensors": True, "local_files_only": True}
        model = VitsModel.from_pretrained(folder, dtype=place.torch_dtype, **own)
        return _Voice(model.to(place.device).eval(), letters, options)

    def forget(self) -> None:
        """The other languages go too."""
        for other in self._others.values():
            other.unload()


def code_of(language: str) -> str:
    """The ISO 639-3 code of the model for a tag. Raises BadInput with what to type instead."""
    base = str(language).replace("_", "-").split("-")[0].casefold()
    if base in CODES:
        return CODES[base]
    if base in CODES.values():
        return base
    what = {"zh": "Chinese", "cmn": "Chinese", "yue": "Cantonese", "ja": "Japanese", "it": "Italian"}.get(base)
    raise BadInput(
        f"MMS has no {what or f'voice for {language!s:.20}'}{' voice' if what else ''} here. Type "
        'Studio(narrator="offline") (espeak-ng) or Studio(narrator="gemini"). It reads '
        f"{', '.join(sorted(CODES))}."
    )


class _Voice:
    """A VITS with its letters, as `load` gives it."""

    def __init__(self, model, letters: dict[str, int], options: dict):
        self.model, self.known = model, letters
        self.blanks, self.romanian = options.get("add_blank", True), options.get("language") == "ron"
        self.rate, self.hop = model.config.sampling_rate, math.prod(model.config.upsample_rates)

    def letters(self, words: str, piece, language: str) -> tuple[list[int], list[int], list[str]]:
        """The ids of a piece, for each letter its position in `words`, and what the network has no letter for.

        As VitsTokenizer does it (small letters, no punctuation, blanks between), with the positions kept.
        """
        text, where = reading.sayable(words, piece.first, piece.last)
        kept: list[tuple[str, int]] = []
        unknown, at = [], 0
        while at < len(text):
            spoken = None
            if number := NUMBER.match(text, at):
                spoken = in_words(number[0], language)
            if spoken:
                kept += [(letter, where[at]) for letter in spoken if letter in self.known]
                at = number.end()
                continue
            letter = text[at]
            plain = letter if letter in self.known else letter.lower()
            plain = "ţ" if self.romanian and plain == "ț" else plain.replace("’", "'")
            kept += [(small, where[at]) for small in plain if small in self.known]
            if letter.isalnum() and not any(small in self.known for small in plain):
                unknown.append(letter)
            at += 1
        while kept and kept[0][0] == " ":
            kept.pop(0)
        while kept and kept[-1][0] == " ":
            kept.pop()
        kept = [pair for n, pair in enumerate(kept) if not (pair[0] == " " and n and kept[n - 1][0] == " ")]
        ids = [self.known[letter] for letter, _ in kept]
        if self.blanks:
            ids = [0, *(id for letter in ids for id in (letter, 0))]
        return ids, [position for _, position in kept], unknown

    def speak(self, ids: list[int], speed: float):
        """(samples, seconds at which each id begins, and the end). The rhythm is what the network drew."""
        import numpy as np
        import torch

        caught = {}
        hook = self.model.duration_predictor.register_forward_hook(lambda _, given, drawn: caught.update(drawn=drawn))
        device = self.model.device
        try:
            with torch.random.fork_rng([device] if device.type == "cuda" else []):
                torch.manual_seed(SEED)
                made = self.model(
                    torch.tensor([ids], device=device), speaking_rate=self.model.config.speaking_rate * speed
                )
        finally:
            hook.remove()
        lasts = torch.ceil(torch.exp(caught["drawn"].float()) / (self.model.config.speaking_rate * speed))
        begins = np.concatenate([[0.0], np.cumsum(out(lasts)[0, 0])]) * self.hop / self.rate
        return out(made.waveform)[0], begins


def _said(words, piece, samples, begins, where, rate, speed) -> list[sounding.Said]:
    """A sentence as it was said: its words with their times, parted at its commas."""
    blanks = len(begins) > len(where) + 1
    first_of, last_of = {}, {}
    for number, position in enumerate(where):  # letter n is id 2n + 1, between two blanks that belong to it
        first_of.setdefault(position, begins[2 * number if blanks else number])
        last_of[position] = begins[2 * number + 3 if blanks else number + 1]
    timed = []
    for first, last in reading.words_of(words[piece.first : piece.last]):
        first, last = first + piece.first, last + piece.first
        spoken = [position for position in range(first, last) if position in first_of]
        if spoken:
            start = max(first_of[spoken[0]], timed[-1][3] if timed else 0.0)
            timed.append((first, last, float(start), float(max(last_of[spoken[-1]], start))))
    if not timed:
        return []
    said, at, group = [], 0.0, []
    for number, word in enumerate(timed):
        group.append(word)
        after = timed[number + 1] if number + 1 < len(timed) else None
        if after and not _BREAK.search(words[word[1] : after[0]]):
            continue
        end = (word[3] + after[2]) / 2 if after else len(samples) / rate
        wave = samples[round(at * rate) : round(end * rate)]
        shifted = [(first, last, start - at, stop - at) for first, last, start, stop in group]
        said.append(sounding.Said(wave, shifted, (CLAUSE if after else piece.pause) / speed))
        at, group = end, []
    return said


def _parted(words: str, piece) -> list:
    """A piece in parts that the network can hold, cut between words where one can."""
    from dataclasses import replace

    parts, first = [], piece.first
    while piece.last - first > LONGEST:
        space = words.rfind(" ", first + LONGEST // 2, first + LONGEST)
        last = space + 1 if space > 0 else first + LONGEST
        parts.append(replace(piece, first=first, last=last, pause=0.0))
        first = last
    return [*parts, replace(piece, first=first)]


def _json(file: Path) -> dict:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotHere(
            f"{file.parent.name} lacks {file.name}, or it cannot be read. Delete the folder, load again."
        ) from error
    return found if isinstance(found, dict) else {}
