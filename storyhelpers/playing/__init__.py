"""A sound as HTML: its waveform, a player with the sound inside, how long it was asked and is, and its downloads.

Plain HTML that needs no script, no network and no kernel, so that it plays in a saved notebook, on a page of nbconvert,
in JupyterLab, Colab and Voila. Where the page lets a small script in an attribute run, a line follows the sound over
the waveform, a click on the waveform goes there, and only one player is heard at a time.
"""

import base64
import html
import re
from functools import cache
from pathlib import Path

import numpy as np

from ..locale import language, language_of, say

BARS = 100  # of the waveform: about 3 px each in a narrow cell, 9 px in a wide one
SILENCE = 0.001  # a sound that never gets louder is silent to any ear
TOLERANCE = 0.05  # seconds; what is farther from what was asked is said
LONGEST_WORDS = 300  # letters
MOST_WAV = 3_000_000  # bytes that a page carries for a WAV download: 17 s in stereo
MP3_RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
ALONE = 'data-lm-suppress-shortcuts="true"'  # on what has the focus itself, or D D there deletes the cell in JupyterLab

# Scripts in attributes, because those also run where a page puts HTML in by `innerHTML`, which starts no <script>.
_PLAYS = """
const me = this, root = me.closest('.story-player');
document.querySelectorAll('.story-player audio, .story-sounding audio').forEach((a) => { if (a !== me) a.pause(); });
(function follow() {
  root.style.setProperty('--at', me.duration ? me.currentTime / me.duration : 0);
  if (!me.paused && me.isConnected) requestAnimationFrame(follow);
})();"""
_MOVES = "this.closest('.story-player').style.setProperty('--at', this.duration ? this.currentTime / this.duration : 0)"
_GOES = """
const audio = this.closest('.story-player').querySelector('audio'), frame = this.getBoundingClientRect();
audio.currentTime = Math.min(1, Math.max(0, (event.clientX - frame.left) / frame.width)) * (audio.duration || 0);
audio.play().catch(() => {});"""


def player_html(
    sound, *, steps: int | None = None, autoplay: bool = False, wav: bool = True, files: dict[str, str] | None = None
) -> str:
    """The player of a Sound as one piece of HTML.

    steps: how many the engine took, for the caption. autoplay: whether it begins by itself. wav: whether the page also
    carries the WAV file (nine times the size of the MP3); without it the player says how to save one. files: where a
    server has its files, {"WAV": address, "MP3": address}, the one to be played last: then none is inside.
    """
    peaks, loudest = _peaks(sound.samples), _loudest(sound)
    if not len(sound.samples):
        files = {}
    elif files is None:
        files = _inside(sound, wav)
    uri = list(files.values())[-1] if files else ""
    words = _shortened(sound.words)
    caption = say("Duration: {seconds} s", seconds=_number(round(sound.seconds, 1)))
    if steps is not None:
        caption += " | " + say("Steps: {steps}", steps=int(steps))
    about = [_length(sound)]
    about += [say("Made by {name}", name=sound.made_by)] if sound.made_by not in ("", "own sound") else []
    about += [say("Seed {seed}", seed=sound.seed)] if sound.seed is not None else []
    troubles = "".join(f'<p class="story-trouble">⚠ {html.escape(text)}</p>' for text in _troubles(sound, loudest))
    return (
        f'<div class="story-player" lang="{language()}">'
        f"<style>{_css()}</style><figure>"
        f"{_heading(words)}{_waveform(sound, peaks, loudest) + _audio(uri, words, autoplay) if uri else ''}"
        f'<figcaption><p class="story-caption">{html.escape(caption)}</p>{troubles}'
        f'<p class="story-about">{" · ".join(f"<span>{html.escape(text)}</span>" for text in about)}</p>'
        f"{_note(sound.note)}{_downloads(sound, files)}</figcaption></figure></div>"
    )


def file_name(sound) -> str:
    """A name for the sound's file, without its ending: its words, its length and its seed."""
    words = re.sub(r"[\W_]+", "-", sound.words[:200]).strip("-").lower()
    if len(words) > 40:
        words = words[:41].rsplit("-", 1)[0][:40] if "-" in words[:41] else words[:40]
    parts = [words or "sound", f"{round(sound.seconds, 1):g}s"]
    return "-".join(parts + ([f"seed-{sound.seed}"] if sound.seed is not None else []))


# ---- What is told


def _length(sound) -> str:
    """How long it was asked, and how long it truly is: the two are not the same thing to everybody."""
    if sound.asked is None:
        return say("{seconds} s long", seconds=_number(sound.seconds, 3))
    return say("{asked} s asked, {seconds} s long", asked=_number(sound.asked), seconds=_number(sound.seconds, 3))


def _troubles(sound, loudest) -> list[str]:
    found = []
    if not len(sound.samples):
        return [say("There is no sound in here. Make it again.")]
    if sound.asked is not None and abs(sound.asked - sound.seconds) > TOLERANCE:
        found.append(say("It is not as long as was asked."))
    if loudest is None:
        found.append(say("Nothing is to be heard in it. Make it again with another seed."))
    return found


def _number(value: float, decimals: int | None = None) -> str:
    """5 → "5", 4.25 → "4.25"; with `decimals` always so many; with a comma where the language writes one."""
    text = f"{round(value, 2):g}" if decimals is None else f"{value:.{decimals}f}"
    return text.replace(".", ",") if language() == "es" else text


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_WORDS else text[: LONGEST_WORDS - 1].rstrip() + "…"


# ---- How it is written


def _heading(words: str) -> str:
    return f'<p class="story-words" lang="{language_of(words)}" dir="auto">{html.escape(words)}</p>' if words else ""


def _note(note: str) -> str:
    return f'<p class="story-note" dir="auto">{html.escape(note)}</p>' if note else ""


def _audio(uri: str, words: str, autoplay: bool) -> str:
    label = html.escape(words or say("Sound"), quote=True)
    return (
        f'<audio {ALONE} controls preload="metadata"{" autoplay" if autoplay else ""} aria-label="{label}" '
        f'onplay="{html.escape(_PLAYS)}" ontimeupdate="{html.escape(_MOVES)}" src="{uri}"></audio>'
    )


def _waveform(sound, peaks, loudest: float | None) -> str:
    """The waveform as a drawing that is stretched to its place, and below it the seconds."""
    label = say("Waveform") if loudest is None else say("Waveform, loudest at {seconds} s", seconds=_number(loudest))
    line = "".join(f"M{10 * i + 5} {50 - 46 * high:.0f}V{50 - 46 * low:.0f}" for i, (low, high) in enumerate(peaks))
    return (
        f'<div class="story-wave" role="img" aria-label="{html.escape(label, quote=True)}" '
        f'onclick="{html.escape(_GOES)}" onpointerenter="this.style.cursor=\'pointer\'">'
        f'<svg viewBox="0 0 {10 * BARS} 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<path d="{line}" fill="none" stroke="currentColor" stroke-width="6.4"/></svg>'
        f'<i class="story-heard"></i></div>'
        f'<div class="story-seconds" aria-hidden="true">{_seconds(sound.seconds)}</div>'
    )


def _seconds(length: float) -> str:
    """The marks of the seconds below the waveform: at most seven of them, at round numbers."""
    if length <= 0:
        return ""
    step = next((s for s in (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600) if length / s <= 6), length)
    marks = []
    for i in range(int(length / step + 1e-6) + 1):
        at = 100 * min(1.0, i * step / length)
        text = _number(i * step) + (" s" if i == 0 else "")
        marks.append(f'<span style="left:{at:.2f}%;transform:translateX(-{at:.0f}%)">{text}</span>')
    return "".join(marks)


def _inside(sound, wav: bool) -> dict[str, str]:
    """The sound's files as addresses that hold them; the last is played."""
    kind = "MP3" if sound.rate in MP3_RATES else "WAV"
    files = {kind: _uri(sound, kind)}
    if wav and kind != "WAV" and len(sound.samples) * min(2, sound.samples.shape[1]) * 2 <= MOST_WAV:
        files = {"WAV": _uri(sound, "WAV"), **files}
    return files


def _downloads(sound, files: dict[str, str]) -> str:
    if not files:
        return ""
    name, label = html.escape(file_name(sound), quote=True), html.escape(say("Download the sound"))
    parts = [f'<span aria-hidden="true">{label}</span>']
    for kind, address in files.items():
        text = f"{kind}, {_size(len(sound.wav if kind == 'WAV' else sound.mp3))}"
        parts.append(
            f'<a {ALONE} download="{name}.{kind.lower()}" href="{html.escape(address)}" '
            f'aria-label="{label}: {text}">{text}</a>'
        )
    if "WAV" not in files:
        parts.append(f'<span>{html.escape(say("As WAV:"))} <code>sound.save("{name}.wav")</code></span>')
    return f'<p class="story-links">{"".join(parts)}</p>'


def _size(length: int) -> str:
    return f"{max(1, round(length / 1000))} kB" if length < 950_000 else f"{_number(round(length / 1e6, 1))} MB"


def _uri(sound, kind: str) -> str:
    data, mime = (sound.wav, "audio/wav") if kind == "WAV" else (sound.mp3, "audio/mpeg")
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


@cache
def _css() -> str:
    return (Path(__file__).parent / "player.css").read_text(encoding="utf-8")


# ---- What is measured


def _peaks(samples: np.ndarray) -> np.ndarray:
    """(lowest, highest) of all channels in each of the bars, as a share of the loudest moment; never quite nothing."""
    bars = np.zeros((BARS, 2), np.float32)
    if len(samples):
        low, high = samples.min(axis=1), samples.max(axis=1)
        starts = np.arange(BARS) * len(samples) // BARS
        bars = np.stack([np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)], 1)
        bars = bars / max(float(np.abs(bars).max()), SILENCE)
    bars[:, 0], bars[:, 1] = np.minimum(bars[:, 0], -0.03), np.maximum(bars[:, 1], 0.03)
    return bars


def _loudest(sound) -> float | None:
    """The second in which it is loudest; None for silence."""
    if not len(sound.samples):
        return None
    level = np.abs(sound.samples).max(axis=1)
    return None if level.max() <= SILENCE else round(int(level.argmax()) / sound.rate, 1)
