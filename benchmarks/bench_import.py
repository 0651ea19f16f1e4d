"""Seconds that `import storyhelpers` takes, beside importing at once all the libraries it uses later."""

import json
import statistics
import subprocess
import sys

EAGER = "import numpy, PIL.Image, scipy.signal, scipy.ndimage, skimage.segmentation, soundfile, pyloudnorm, anywidget"


def seconds(code: str) -> float:
    """Median of 9 fresh interpreters, the empty interpreter's start taken off."""
    timed = f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
    runs = [subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True) for _ in range(9)]
    return statistics.median(float(run.stdout) for run in runs)


seconds(EAGER)  # warms the file cache
ours, peer = seconds("import storyhelpers"), seconds(EAGER)
figure = {
    "name": "import storyhelpers (s)",
    "ours": ours,
    "peer": peer,
    "peer_name": "importing all its libraries at once",
    "ratio": ours / peer,
    "limit": "≤ 0.3 s",
}
print(json.dumps(figure))
