"""Seconds from a click to its mask on a picture of 1024 × 576, beside OpenCV's GrabCut.

A picture of one figure and a crowd scene without their outlines, and one with them. The first click on a picture also
takes it apart; later ones use what is kept. Median over pictures and clicks. GrabCut starts from nothing each time.
"""

import json
import statistics
import sys
import time

import numpy as np
from bench_segmenter import grab_cut
from PIL import Image
from towns import LEAST, centre, town

from storyhelpers.crafts.segmenter import offline
from storyhelpers.media import Picture, Point


def seconds(work) -> float:
    """How long one call of `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main():
    """Prints the three figures."""
    quick = "--quick" in sys.argv
    first, later, peer = [], [], []
    for seed in range(3_000_000, 3_000_000 + (2 if quick else 8)):
        pixels, truths = town(seed, crowd=bool(seed % 2))
        truths = [truth for truth in truths if truth.sum() >= LEAST]
        picture = Picture(Image.fromarray(pixels))
        for number, truth in enumerate(truths[:4]):
            _, x, y = centre(truth)
            missing, other = centre(truth & (np.hypot(*(np.indices(truth.shape) - [[[y]], [[x]]])) > 8)), centre(~truth)
            clicks = (Point(x, y), Point(*missing[1:]), Point(*other[1:], keep=False))
            times = [seconds(lambda picture=picture, some=clicks[:n]: offline(picture, some)) for n in (1, 2, 3)]
            (later if number else first).append(times[0])
            later += times[1:]
        peer.append(seconds(lambda: grab_cut(pixels)([(x, y, True)])))  # noqa: B023
    theirs = statistics.median(peer)
    rows = (
        ("a click → mask, 1024 × 576, median of all clicks", first + later, 0.3, f"{len(first) + len(later)} clicks"),
        ("the first click on a picture", first, None, "takes the picture apart as well"),
        ("later clicks on it", later, None, "uses what was kept"),
    )
    for name, times, limit, note in rows:
        mine = statistics.median(times)
        print(json.dumps({
            "name": f"{name} (s)", "ours": round(mine, 4), "peer": round(theirs, 4), "peer_name": "OpenCV GrabCut",
            "ratio": round(mine / theirs, 4), "limit": limit, "note": note,
        }), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
