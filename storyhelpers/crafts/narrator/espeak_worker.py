"""espeak-ng's own process: loads the library, speaks, and forgets it again. Called by `espeak` through `isolated`.

A process of its own, because the library can fall over its input (1.52's Kannada voice and the sign "ⓜ": stack
smashing) and would take the notebook with it. It is loaded anew for every reading, which takes 3 ms: it keeps the state
of its oscillators from one text to the next, so only a fresh one says the same thing twice the same way.
"""

import ctypes
import os
import shutil
import sys
import zlib

import numpy as np

SYNCHRONOUS, DONT_EXIT = 2, 0x8000
CHARACTERS, UTF8 = 1, 1  # positions are counted in characters; SSML stays off
RATE, VOLUME, PITCH, RANGE, GAP = 1, 2, 3, 4, 7  # espeak_PARAMETER
WORD = 1  # espeak_EVENT_TYPE
QUIET = 60  # percent: at 100 some voices run into the limits of 16 bits
LONGEST_PATH = 100  # bytes; the library has room for 160 with what it appends


class NotHere(Exception):
    """Our end of the pipe raises it as the engine's NotHere."""


class TooLong(Exception):
    """More sound than was asked for at most."""


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int), ("message", ctypes.c_uint), ("position", ctypes.c_int), ("length", ctypes.c_int),
        ("milliseconds", ctypes.c_int), ("sample", ctypes.c_int), ("user", ctypes.c_void_p), ("id", ctypes.c_char * 8),
    )  # fmt: skip


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p), ("languages", ctypes.c_void_p), ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte), ("age", ctypes.c_ubyte), ("variant", ctypes.c_ubyte), ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int), ("spare", ctypes.c_void_p),
    )  # fmt: skip


_HEARD = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class _Library:
    """`with _Library(path, data) as espeak`: loaded anew, and gone afterwards."""

    def __init__(self, path: str, data: str | None):
        self.path, self.data = path, data

    def __enter__(self):
        try:
            self.espeak = ctypes.CDLL(self.path)
        except OSError as error:
            raise NotHere(f"The library of espeak-ng, {self.path}, cannot be loaded ({error}).") from error
        self.espeak.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        self.espeak.espeak_GetCurrentVoice.restype = ctypes.POINTER(_Voice)
        self.espeak.espeak_Info.restype = ctypes.c_char_p
        data = None if self.data is None else os.fsencode(_short(self.data))
        self.rate = self.espeak.espeak_Initialize(SYNCHRONOUS, 0, data, DONT_EXIT)
        if self.rate <= 0:
            self._unload()
            raise NotHere(f"espeak-ng finds no data in {self.data or 'its own folder'}; install it anew.")
        return self

    def __exit__(self, *trouble):
        self.espeak.espeak_Terminate()
        self._unload()

    def _unload(self):
        import _ctypes

        handle = self.espeak._handle
        (_ctypes.FreeLibrary if sys.platform == "win32" else _ctypes.dlclose)(handle)

    def voices(self) -> list:
        found, listed, number = [], self.espeak.espeak_ListVoices(None), 0
        while listed[number]:
            voice, number = listed[number].contents, number + 1
            at, tags = voice.languages, []
            while (priority := ctypes.string_at(at, 1)[0]) != 0:
                tag = ctypes.string_at(at + 1)
                tags.append([tag.decode(), priority])
                at += 2 + len(tag)
            found.append([voice.identifier.decode(), voice.name.decode(), tags])
        return found

    def choose(self, voice: str) -> None:
        """Takes a voice, "gmw/en-US+f4". It says yes to a variant that it lacks, so it is asked which one it took."""
        failed = self.espeak.espeak_SetVoiceByName(voice.encode())
        taken = None if failed else self.espeak.espeak_GetCurrentVoice().contents.identifier.decode()
        if taken != voice:
            raise NotHere(f'espeak-ng has no voice "{voice}" here (it would take {taken or "none"}). Update it.')

    def say(self, text: str, most: int) -> tuple[np.ndarray, list]:
        """Samples, and [character, frame] of each word; stops, and raises TooLong, after `most` frames."""
        waves, words, frames = [], [], 0

        def heard(wave, count, events):
            nonlocal frames
            if wave and count > 0:
                waves.append(ctypes.string_at(wave, 2 * count))
                frames += count
            number = 0
            while events[number].type != 0:
                if events[number].type == WORD:
                    words.append([events[number].position - 1, events[number].sample])
                number += 1
            return int(frames > most)

        callback = _HEARD(heard)  # kept alive until the text is said
        self.espeak.espeak_SetSynthCallback(callback)
        data = text.encode() + b"\0"
        if self.espeak.espeak_Synth(data, len(data), 0, CHARACTERS, 0, UTF8, None, None) != 0:
            raise RuntimeError("espeak_Synth failed")
        if frames > most:
            raise TooLong(f"more than {most / self.rate:.0f} seconds")
        return np.frombuffer(b"".join(waves), np.int16), words


def _short(data: str) -> str:
    """The same folder by a path that the library can hold: a link in the folder where this process works."""
    if len(os.fsencode(data)) <= LONGEST_PATH and data.isascii():
        return data
    near = f"data-{zlib.crc32(data.encode())}"
    if not os.path.exists(near):
        try:
            os.symlink(data, near)
        except OSError:  # Windows without the right to make links
            shutil.copytree(data, near)
    return near


def voices(library: str, data: str | None) -> dict:
    """{"version": …, "voices": [[identifier, name, [[language tag, priority], …]], …]}."""
    with _Library(library, data) as espeak:
        return {"version": espeak.espeak.espeak_Info(None).decode(), "voices": espeak.voices()}


def speak(library: str, data: str | None, pieces: list, longest: float, on_step=None) -> dict:
    """Says pieces, each {"text", "voice", "rate", "pitch", "range", "gap"}, one after the other.

    Answers {"rate": Hz, "samples": int16, "lengths": frames of each piece, "words": [[character, frame], …] of each};
    or {"too_long": True} when that would last longer than `longest` seconds.
    """
    waves, words = [np.zeros(0, np.int16)], []
    with _Library(library, data) as espeak:
        for number, piece in enumerate(pieces):
            if on_step:
                on_step(number, len(pieces))
            espeak.choose(piece["voice"])
            wishes = ((RATE, piece["rate"]), (PITCH, piece["pitch"]), (RANGE, piece["range"]), (GAP, piece["gap"]))
            for parameter, value in ((VOLUME, QUIET), *wishes):
                espeak.espeak.espeak_SetParameter(parameter, value, 0)
            try:
                wave, heard = espeak.say(piece["text"], round(longest * espeak.rate) - sum(map(len, waves)))
            except TooLong:
                return {"too_long": True}
            waves.append(wave)
            words.append(heard)
    return {
        "rate": espeak.rate, "samples": np.concatenate(waves), "lengths": [len(w) for w in waves[1:]], "words": words,
    }  # fmt: skip
