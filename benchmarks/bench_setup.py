"""Seconds that the Set up cell takes in a new session where all is installed, beside pip asked for the same."""

import json
import statistics
import subprocess
import sys

ROUNDS = 7
OURS = """
import time; started = time.perf_counter()
from storysetup import set_up
report = set_up()
print(time.perf_counter() - started, report[0].found == "nothing to install: all is here")
"""
ONLY_NEEDS = "import sys, time, subprocess; from storysetup import needs; started = time.perf_counter(); " + (
    "subprocess.run([sys.executable, '-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', "
    "*map(str, needs.requirements())], check=True); print(time.perf_counter() - started, True)"
)


def seconds(code: str) -> float:
    """How long one fresh interpreter needs for it, its own start taken off."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    took, as_wanted = done.stdout.split()
    assert as_wanted == "True", "something had to be installed: run this where all is here"
    return float(took)


seconds(OURS), seconds(ONLY_NEEDS)  # warms the file cache
rounds = [(seconds(OURS), seconds(ONLY_NEEDS)) for _ in range(ROUNDS)]
ours, peer = (statistics.median(column) for column in zip(*rounds))
figure = {
    "name": "the Set up cell where all is here (s)",
    "ours": ours,
    "peer": peer,
    "peer_name": "pip install with the same requirements",
    "ratio": ours / peer,
    "limit": "≤ 1 s",
    "note": f"median of {ROUNDS} new sessions, importing the package and the doctor's table included; pip says nothing",
}
print(json.dumps(figure))
