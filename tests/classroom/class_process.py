"""A class server as a process of its own, to be killed: prints its link. `python class_process.py PORT`."""

import sys
import time

from storyhelpers import Studio
from storyhelpers.classroom.server import serve


def slow(words, *, seconds=5.0, seed=0, on_step=None):
    """A sound maker that takes half a minute."""
    for step in range(300):
        time.sleep(0.1)
        on_step(step, 300)
    return Studio("offline").make_sound(words, seconds=seconds, seed=seed)


if __name__ == "__main__":
    server = serve(Studio("offline", sound_maker=slow), port=int(sys.argv[1]) or None)
    print(server.link, flush=True)
    server.wait()
