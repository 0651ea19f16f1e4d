"""What the tests of the line share."""

import time


def eventually(what, seconds=5.0):
    """Waits until it is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it never was"
        time.sleep(0.002)
