"""Seconds of work for 5 seconds of sound: the foley artist beside sox, both for a stereo file of 5 s at 44.1 kHz.

Ours: the median over all sounds, after one for warming up, from a name to finished samples (−16 LUFS, no peak above
−1 dBFS). The peer is what one would type instead: `sox -m` with filtered noise, a gliding tone and a plucked string,
a room and a peak level. Where sox is missing, espeak-ng speaks for about as long. Prints one line of JSON.
"""

import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from storyhelpers.papertown.foley import SOUNDS, play

SECONDS = 5.0
LIMIT = 0.2  # seconds of work, median
ROUNDS = 5


def peer_command(out: Path) -> tuple[str, list[str]]:
    if shutil.which("sox"):
        layer = "|sox -n -r 44100 -c 2 -p synth 5 "
        bed, tone, pulses = "pinknoise band 1200 800", "sine 440:880 tremolo 6 40", "pluck 220 repeat 0 gain -6"
        mix = ["sox", "-m", layer + bed, layer + tone, layer + pulses, str(out)]
        return "sox, three layers and a room", [
            *mix,
            "reverb",
            "30",
            "fade",
            "t",
            "0.01",
            "5",
            "0.25",
            "gain",
            "-n",
            "-1",
        ]
    text = "A cat meows softly, while cars pass and a crowd murmurs in the background. " * 2
    return "espeak-ng", ["espeak-ng", "-w", str(out), text]


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    play("cat", SECONDS, 0)
    ours = [timed(lambda name=name: play(name, SECONDS, 1)) for name in SOUNDS]
    with tempfile.TemporaryDirectory() as folder:
        peer_name, command = peer_command(Path(folder) / "peer.wav")
        if shutil.which(command[0]):
            peer = statistics.median(
                timed(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(ROUNDS)
            )
        else:
            peer_name, peer = "none (neither sox nor espeak-ng is here)", None
    median = statistics.median(ours)
    figure = {
        "name": f"{SECONDS:g} s of sound, median of {len(ours)} sounds (slowest {max(ours):.3f} s)",
        "ours": round(median, 4),
        "peer": peer and round(peer, 4),
        "peer_name": peer_name,
        "ratio": peer and round(median / peer, 3),
        "limit": LIMIT,
    }
    print(json.dumps(figure))


if __name__ == "__main__":
    main()
