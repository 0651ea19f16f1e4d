"""Seconds of work per second of narration: the offline narrator beside the program `espeak-ng`, called for each page.

Both read the same four pages, one a language. Ours: the median page, after one for warming up, from words to
finished samples (pauses, −16 LUFS, no peak above −1 dBFS, the time of every word). The peer is what one would type
instead, `espeak-ng -v … -w page.wav`, which gives samples alone. Another program than the one on the path: ESPEAK=…
Prints one line of JSON a figure.
"""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
import wave
from functools import partial
from pathlib import Path

from storyhelpers.crafts.narrator import Espeak

PAGES = (
    ("en", "en-us", "Once there was a small cat who lived in a house by the sea. Every morning she sat on the warm "
     "wall and looked at the boats. One day a little boat came without a sailor. “Who is there?” asked the cat."),
    ("es", "es", "Había una vez un gato pequeño que vivía en una casa junto al mar. Cada mañana se sentaba en el muro "
     "y miraba los barcos. Un día llegó un barquito sin marinero. ¿Quién está ahí?"),
    ("zh-TW", "cmn", "從前有一隻小貓，住在海邊的房子裡。每天早上，牠坐在溫暖的牆上看船。有一天，"
     "來了一艘沒有水手的小船。小貓問：「是誰在那裡？」"),
    ("de", "de", "Es war einmal eine kleine Katze, die wohnte in einem Haus am Meer. Jeden Morgen saß sie auf der "
     "warmen Mauer und sah den Booten zu. Eines Tages kam ein Boot ohne Matrosen. „Wer ist da?“"),
)  # fmt: skip
ROUNDS = 5
LIMIT = 0.05  # seconds of work for one of narration


def timed(work) -> tuple[float, float]:
    """(seconds of work, seconds of narration) of something that answers the latter."""
    start = time.perf_counter()
    lasts = work()
    return time.perf_counter() - start, lasts


def narrated(read: Espeak, text: str, language: str) -> float:
    """One page read by ours; how long it lasts."""
    return read(text, language=language).seconds


def program() -> str | None:
    """The espeak-ng to measure against."""
    return os.environ.get("ESPEAK") or shutil.which("espeak-ng")


def called(espeak: str, voice: str, text: str, out: Path) -> float:
    """One page read by the program; how long it lasts."""
    subprocess.run([espeak, "-v", voice, "-w", str(out), text], check=True, capture_output=True)
    with wave.open(str(out)) as file:
        return file.getnframes() / file.getframerate()


def main() -> None:
    """Measures and prints."""
    read = Espeak()
    first, _ = timed(partial(narrated, read, "Hello.", "en"))
    ours, theirs, whole = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for language, voice, text in PAGES:
                work, lasts = timed(partial(narrated, read, text, language))
                ours.append(work / lasts)
                whole.append(work)
                if espeak := program():
                    work, lasts = timed(partial(called, espeak, voice, text, Path(folder) / "page.wav"))
                    theirs.append(work / lasts)
    mine, peer = statistics.median(ours), statistics.median(theirs) if theirs else None
    print(json.dumps({
        "name": "seconds of work for one of narration, offline",
        "ours": round(mine, 5), "peer": peer and round(peer, 5),
        "peer_name": "espeak-ng, once a page" if theirs else "none (espeak-ng is not here)",
        "ratio": peer and round(mine / peer, 2), "limit": f"≤ {LIMIT}",
        "note": f"a page {statistics.median(whole):.2f} s; ours also levels it and times every word; "
        f"the first reading, process and all, {first:.2f} s",
    }, ensure_ascii=False))  # fmt: skip


if __name__ == "__main__":
    main()
