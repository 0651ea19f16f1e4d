"""The offline listener on the paper town's sounds, and on what is none of them, beside a neighbour on MFCCs.

Recognised: every kind with new seeds, white noise at 10 dB. The peer learns from recordings with our seeds and
answers the kind of the nearest mean MFCC vector, the usual first attempt. Unknown: twenty signals that are no foley.
Round trip: what the sound maker makes for the words of each kind, without noise. Draws `confusions.webp`.
Prints one line of JSON a figure.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image, ImageDraw, ImageFont
from scipy.signal import resample_poly

from storyhelpers import Sound, Studio
from storyhelpers.crafts.listener import features, learning
from storyhelpers.crafts.listener.ears import Ears
from storyhelpers.crafts.narrator import Espeak
from storyhelpers.heard.sentences import phrase
from storyhelpers.papertown.foley import RATE, SOUNDS, play

KINDS, SEEDS, SNR, SECONDS = list(SOUNDS), (5, 6), 10.0, 5.0
HERE = Path(__file__).parent
SPOKEN = (
    ("en", "Good morning, everybody. Please open your books at page seven."),
    ("en", "The weather was fine, and nobody wanted to stay at home."),
    ("es", "Buenos días a todos. Hoy vamos a leer un cuento."),
    ("es", "El tren sale a las ocho y media de la mañana."),
    ("zh-TW", "從前有一隻小貓，住在海邊的房子裡。"),
    ("de", "Guten Morgen, heute lesen wir eine Geschichte."),
)


def noisy(kind: str, seed: int) -> np.ndarray:
    """A sound of the paper town in white noise, mono."""
    samples = play(kind, SECONDS, seed=seed).mean(1)
    noise = np.random.default_rng([seed, len(kind)]).standard_normal(len(samples))
    return (samples + noise * samples.std() * 10 ** (-SNR / 20)).astype(np.float32) * 0.3


def strangers() -> dict[str, np.ndarray]:
    """Twenty signals of five seconds that are no foley, at 44.1 kHz."""
    at, rng = np.arange(round(SECONDS * RATE)) / RATE, np.random.default_rng(0)
    tone = lambda hertz: np.sin(2 * np.pi * hertz * at)  # noqa: E731
    made = {f"tone {hertz} Hz": tone(hertz) for hertz in (120, 440, 1000, 5000)}
    made |= {"square wave": np.sign(tone(300)), "saw tooth": at * 220 % 1 - 0.5}
    made |= {"chord": tone(261) + tone(329) + tone(392), "dial tones": tone(697) + tone(1209)}
    made |= {"sweep": np.sin(2 * np.pi * (100 * at + 300 * at**2)), "beeps": tone(880) * (at * 2 % 1 < 0.3)}
    made |= {"vibrato": np.sin(2 * np.pi * 600 * at + 8 * np.sin(2 * np.pi * 6 * at))}
    made["white noise"] = rng.standard_normal(len(at))
    brown = np.cumsum(rng.standard_normal(len(at)))
    made["brown noise"] = brown - np.convolve(brown, np.ones(4001) / 4001, "same")
    made["noise in pulses"] = rng.standard_normal(len(at)) * (1 + np.sin(2 * np.pi * 3 * at))
    read = Espeak()
    for number, (language, words) in enumerate(SPOKEN, 1):
        spoken = read(words, language=language)
        made[f"speech {number} ({language})"] = resample_poly(spoken.samples.mean(1), RATE, spoken.rate)
    return {name: (0.3 * s / np.abs(s).max()).astype(np.float32) for name, s in made.items()}


def mfccs(samples: np.ndarray) -> np.ndarray:
    """The mean and spread of 13 cepstra of mono samples at 44.1 kHz."""
    level = np.log10(features._mel() @ features.power(resample_poly(samples, 1, 2)) + 1e-10)
    cepstra = features._cosines()[:13] @ level
    return np.concatenate([cepstra.mean(1), cepstra.std(1)])


def neighbour() -> tuple[np.ndarray, np.ndarray]:
    """What the peer knows: (vectors, their kinds), from the seeds that ours learns from."""
    rows, kinds = [], []
    for number, kind in enumerate(KINDS):
        for seed in range(learning.SEEDS):
            rows.append(mfccs(play(kind, learning.SECONDS, seed=learning.FIRST_SEED + seed).mean(1)))
            kinds.append(number)
    return np.array(rows), np.array(kinds)


def nearest(rows, kinds, x) -> list[int]:
    """The peer's kinds for a vector, the nearest first, each once."""
    far = np.linalg.norm((rows - x) / rows.std(0), axis=1)
    return list(dict.fromkeys(kinds[np.argsort(far)].tolist()))


def shown(table: np.ndarray, path: Path) -> None:
    """The confusions as a picture: a row for what it was, a column for what was heard; the last: not known."""
    cell, left = 9, 110
    size = len(KINDS)
    image = Image.new("RGB", (left + (size + 1) * cell + 8, left + size * cell + 8), (255, 253, 248))
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(8.5)
    for row in range(size):
        pen.text((left - 5, left + row * cell + cell / 2), KINDS[row], (60, 50, 45), font, anchor="rm")
        for column in range(size + 1):
            share = table[row, column] / max(table[row].sum(), 1)
            good = row == column
            full = (46, 120, 140) if good else (222, 104, 52)
            colour = tuple(round(240 + (c - 240) * share) for c in full)
            x, y = left + column * cell, left + row * cell
            pen.rectangle((x, y, x + cell - 2, y + cell - 2), colour)
    for column, name in enumerate([*KINDS, "not known"]):
        strip = Image.new("RGB", (left, cell + 2), (255, 253, 248))
        ImageDraw.Draw(strip).text((3, (cell + 2) / 2), name, (60, 50, 45), font, anchor="lm")
        image.paste(strip.rotate(90, expand=True), (left + column * cell - 1, 0))
    image.save(path, quality=90, method=6)


def memory() -> float:
    """MB above the start while a file of ten minutes is listened to, in this very process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.wav"
        part = play("street", 20.0, seed=1)
        with soundfile.SoundFile(path, "w", RATE, 2) as file:
            for _ in range(30):
                file.write(part)
        studio = Studio("offline")
        studio.listen(Sound(part[: RATE * 3], RATE))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        studio.listen(path)
        print(f"ten minutes were listened to in {time.perf_counter() - start:.1f} s")
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        return more * (1 if sys.platform == "darwin" else 1024) / 1e6


def main() -> None:
    """Measures and prints."""

    def tell(**figure):
        print(json.dumps(figure, ensure_ascii=False), flush=True)

    more = memory()  # first: the highest mark of a process never comes down
    studio = Studio("offline")
    ears = studio.listener
    start = time.perf_counter()
    Ears(learning.learn())
    learnt = time.perf_counter() - start
    rows, kinds = neighbour()
    table = np.zeros((len(KINDS), len(KINDS) + 1))
    top1 = top3 = peer1 = peer3 = tried = 0
    for number, kind in enumerate(KINDS):
        for seed in SEEDS:
            samples = noisy(kind, seed)
            heard = [label for label, _ in ears(Sound(samples, RATE)).overall]
            top1, top3, tried = top1 + (heard[:1] == [kind]), top3 + (kind in heard), tried + 1
            table[number, KINDS.index(heard[0]) if heard else len(KINDS)] += 1
            theirs = nearest(rows, kinds, mfccs(samples))
            peer1, peer3 = peer1 + (theirs[0] == number), peer3 + (number in theirs[:3])
    shown(table, HERE / "confusions.webp")
    wrong = [
        f"{KINDS[row]} → {[*KINDS, 'not known'][column]}"
        for row, column in np.argwhere(table) if row != column and table[row, column]
    ]  # fmt: skip
    what = f"of {len(KINDS)} kinds at {SNR:g} dB SNR"
    tell(name=f"recognised first {what}, offline", ours=round(top1 / tried, 3), peer=round(peer1 / tried, 3),
         peer_name="nearest neighbour on MFCCs", ratio=round(top1 / max(peer1, 1), 1), limit="≥ 0.85",
         note=f"{tried} sounds, white noise, new seeds; learns in {learnt:.0f} s; confusions.webp; wrong: "
         + ", ".join(wrong))  # fmt: skip
    tell(name=f"among the first three {what}, offline", ours=round(top3 / tried, 3), peer=round(peer3 / tried, 3),
         peer_name="nearest neighbour on MFCCs", ratio=round(top3 / max(peer3, 1), 1), limit="≥ 0.95",
         note="")  # fmt: skip
    odd = strangers()
    known = [f"{name} → {heard.overall[0][0]}" for name, s in odd.items() if (heard := ears(Sound(s, RATE))).known]
    tell(name=f"of {len(odd)} strange signals said to be unknown", ours=round(1 - len(known) / len(odd), 3), peer=0.0,
         peer_name="nearest neighbour, which always answers", ratio=None, limit="≥ 0.8",
         note="tones, speech by espeak-ng, noise; taken for known: " + (", ".join(known) or "none"))  # fmt: skip
    lost = []
    for number, kind in enumerate(KINDS):
        heard = studio.listen(studio.make_sound(phrase(kind), seconds=SECONDS, seed=100 + number))
        top = heard.get_top_categories(1)
        lost += [] if top and top[0][0] == kind else [f"{kind} → {top[0][0] if top else 'not known'}"]
    tell(name="round trip: kinds heard as what they were made for", ours=round(1 - len(lost) / len(KINDS), 3),
         peer=None, peer_name="", ratio=None, limit="", note="lost: " + (", ".join(lost) or "none"))  # fmt: skip
    ten = Sound(play("street", 10.0, seed=3), RATE)
    ears(ten)
    times = []
    for _ in range(9):
        start = time.perf_counter()
        ears(ten)
        times.append(time.perf_counter() - start)
    tell(name="ten seconds of sound heard (s), offline", ours=round(statistics.median(times), 3), peer=None,
         peer_name="", ratio=None, limit="≤ 0.3", note="warm; nine moments and the whole; median of 9")  # fmt: skip
    whole = RATE * 600 * 8 / 1e6
    tell(name="ten minutes of sound heard: memory above the start (MB)", ours=round(more, 1), peer=round(whole, 1),
         peer_name="the file's own samples in stereo", ratio=round(more / whole, 2), limit="≤ 300",
         note="a WAV file, read in blocks; above the highest mark before it")  # fmt: skip


if __name__ == "__main__":
    main()
