"""The offline narrator: espeak-ng, a small synthesiser that speaks a hundred languages on any machine.

Its library comes with the package espeakng-loader, or from the system (libespeak-ng). It works in a process of its own
(`espeak_worker`), sentence by sentence; the pauses, the loudness and the words' times are ours.
"""

import ctypes.util
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from ...engine import BadInput, NotHere
from ...environment import is_installed
from ...media import Sound
from . import reading, sounding, voices

WORKER = Path(__file__).with_name("espeak_worker.py")
SLOWEST, FASTEST = 80, 449  # espeak's own limits, "words a minute"
LONGEST = 60_000  # characters; a thousand last about a minute
KANJI = re.compile(r"[\u3400-\u9fff]")


class Espeak:
    """Reads aloud in a hundred languages, without a network: clear, and plainly a machine.

    voice: "female", "male", "child", "grandmother", "grandfather", "giant", "mouse". voices: who of the story speaks
    how, {"Mimi": "child"}: direct speech is said in that voice where the text says who speaks (“Hello,” said Mimi).
    """

    name = "espeak-ng"
    licence = "GPL-3.0 or later (the program; the speech it makes is yours)"
    source = "espeak-ng, github.com/espeak-ng/espeak-ng"

    def __init__(self, voice: str | None = None, voices: Mapping[str, str] | None = None):
        if voices is not None and not isinstance(voices, Mapping):
            raise BadInput('voices says who speaks how: Espeak(voices={"Mimi": "child", "Tom": "male"}).')
        self.voice, self.voices = voice, {str(name).strip(): voice for name, voice in (voices or {}).items()}
        self._speakers()

    def __call__(
        self,
        words: str,
        *,
        language: str = "en",
        voice: str | None = None,
        speed: float = 1.0,
        on_step: Callable[[int, int], None] | None = None,
    ) -> Sound:
        """Words → mono at 22.05 kHz, with the time of every word; the same words always sound the same.

        Raises BadInput for a language it has not, words without a letter or more than twenty minutes, NotHere for a
        voice it has not.
        """
        if not isinstance(words, str) or not reading.words_of(words):
            raise BadInput("There is nothing to read aloud: no letter and no number.")
        if len(words) > LONGEST:
            raise BadInput(f"That has {len(words):,} characters; up to {LONGEST:,} can be read aloud at once.")
        known = voices.languages(inventory()[1])
        tongue = voices.language(language, known)
        speakers = self._speakers(voice)
        if tongue == "ja" and (kanji := KANJI.search(words)):
            raise NotHere(
                f"espeak-ng reads Japanese in kana only, and there is “{kanji[0]}”. Write it in kana, or take another "
                'narrator: Studio(narrator="gemini").'
            )
        plan = reading.pieces_of(words, speakers.keys() - {""}, chinese=tongue in ("cmn", "yue", "hak"))
        orders, where = [], []
        for piece in plan:
            spoken = "cmn" if piece.chinese else tongue
            text, positions = reading.sayable(words, piece.first, piece.last)
            orders.append(_order(text, known[spoken], speakers[piece.who], voices.pace(spoken) * speed))
            where.append(positions)
        answer = _process().call(
            "speak", **_library(), pieces=orders, longest=sounding.LONGEST, on_step=on_step or _no_step
        )
        if answer.get("too_long"):
            raise BadInput(sounding.TOO_LONG)
        said, at = [], 0
        for piece, positions, length, marks in zip(plan, where, answer["lengths"], answer["words"]):
            samples = answer["samples"][at : at + length].astype(np.float32) / 32768
            at += length
            said.append(_said(words, piece, samples, positions, marks, answer["rate"], speed))
        if on_step:
            on_step(len(plan), len(plan))
        heard = [(piece, order["voice"]) for piece, order in zip(said, orders) if len(piece.samples)]
        if not heard:
            raise BadInput(f"espeak-ng finds nothing in these words that it can say in {language}.")
        said, who = (list(column) for column in zip(*heard))
        if len(set(who)) > 1:
            said = sounding.levelled(said, who, answer["rate"])
        return sounding.together(said, answer["rate"], words=words, made_by=f"{self.name} {inventory()[0]}")

    def _speakers(self, voice: str | None = None) -> dict[str, voices.Speaker]:
        """Who speaks how; "" is the narrator."""
        own = {name: voices.speaker(how) for name, how in self.voices.items() if name}
        return {"": voices.speaker(voice or self.voice), **own}


def _order(text: str, voice: str, speaker: voices.Speaker, pace: float) -> dict:
    """What the worker is asked for one piece.

    Below espeak's slowest, the words are set apart, as a teacher does it: a gap unit is 33 ms there, and a word lasts
    about 44 / pace seconds.
    """
    pace *= speaker.pace
    gap = 0 if pace >= SLOWEST else round((43.8 / pace - 43.8 / SLOWEST) / 0.033)
    return {
        "text": text, "voice": f"{voice}+{speaker.variant}", "rate": round(min(max(pace, SLOWEST), FASTEST)),
        "pitch": speaker.pitch, "range": speaker.range, "gap": gap,
    }  # fmt: skip


def _said(text, piece, samples, positions, marks, rate, speed) -> sounding.Said:
    samples, cut = sounding.trimmed(samples, rate)
    heard = [(positions[at], frame / rate - cut) for at, frame in marks if 0 <= at < len(positions)]
    inside = [(a, b) for a, b in reading.words_of(text[piece.first : piece.last])]
    inside = [(a + piece.first, b + piece.first) for a, b in inside]
    return sounding.Said(samples, sounding.timed(inside, heard, samples, rate), piece.pause / speed)


def _no_step(done: int, total: int) -> None:
    """Nobody watches; but every piece is a sign of life, and Ctrl-C between two of them keeps the process."""


@cache
def _process():
    """The one process that speaks; it is asked by one at a time."""
    from ...isolated import Isolated

    return Isolated(WORKER, name="espeak-ng", call_timeout=120.0)


@cache
def _library() -> dict[str, str | None]:
    """Where the library and its data are. Raises NotHere with what to type."""
    if is_installed("espeakng_loader"):
        import espeakng_loader

        path = Path(espeakng_loader.get_library_path())
        if path.is_file():
            return {"library": str(path), "data": str(path.with_name("espeak-ng-data"))}
    if found := ctypes.util.find_library("espeak-ng"):
        return {"library": found, "data": None}
    raise NotHere(
        "The offline narrator needs espeak-ng: pip install espeakng-loader (or, on Linux, apt install libespeak-ng1), "
        "then restart the kernel."
    )


@cache
def inventory() -> tuple[str, tuple]:
    """(version, ((identifier, name, ((language tag, priority), …)), …)) of the espeak-ng that is here."""
    told = _process().call("voices", **_library())
    rows = ((identifier, name, tuple(map(tuple, tags))) for identifier, name, tags in told["voices"])
    return told["version"].split()[0], tuple(rows)


def languages() -> tuple[str, ...]:
    """The tags of all languages and dialects that the offline narrator speaks."""
    return tuple(sorted(voices.languages(inventory()[1])))
