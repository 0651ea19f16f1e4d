"""Wrong codes are answered late: later with each one from the same address, and later when there are many in all.

What keeps strangers out is the code's 36 bits, not the waiting: a right code passes at once, so whoever opens many
connections need not wait for their answers. The waiting is for whoever tries by hand or in a row, and it is bounded:
so many addresses are remembered, so many wrong answers wait at a time, and the rest is turned away without waiting.
"""

import asyncio
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

FIRST, LONGEST = 0.3, 8.0  # seconds that the first and the worst wrong code wait; each one doubles it
APART = 0.05  # seconds between wrong answers in all: twenty a second
FORGOTTEN = 300.0  # seconds after which an address begins anew
ADDRESSES = 1000  # remembered
WAITING = 100  # wrong answers that wait at a time


class Guesses:
    """Who gave wrong codes lately. clock, sleep: for tests."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ):
        self._clock, self._sleep = clock, sleep
        self._of: OrderedDict[str, tuple[int, float]] = OrderedDict()  # address → (wrong codes, when the last one was)
        self._next = 0.0  # when the next wrong answer may leave
        self.waiting = 0

    async def wrong(self, address: str) -> bool:
        """Notes a wrong code and waits as long as it has to; False, at once, when too many wait already."""
        seconds = self._note(neighbourhood(address))
        if self.waiting >= WAITING:
            return False
        self.waiting += 1
        try:
            await self._sleep(seconds)
        finally:
            self.waiting -= 1
        return True

    def _note(self, address: str) -> float:
        now = self._clock()
        count, last = self._of.pop(address, (0, now))
        count = 0 if now - last > FORGOTTEN else count
        self._of[address] = (count + 1, now)
        if len(self._of) > ADDRESSES:
            self._of.popitem(last=False)
        self._next = min(max(self._next, now) + APART, now + LONGEST)
        return max(self._next - now, min(FIRST * 2 ** min(count, 10), LONGEST))

    def __len__(self):
        return len(self._of)


def neighbourhood(address: str) -> str:
    """An address, or of IPv6 its first half: one machine has the whole of the other half to itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found.ipv4_mapped or found) if found.version == 6 else str(found)
