"""Wrong tokens: slowed for whoever sends them, and noted now and then."""

import asyncio
import logging
from collections import Counter
from ipaddress import ip_address, ip_network

from cachetools import TTLCache

log = logging.getLogger(__name__)

REMEMBERED_SECONDS = 600
MOST_CLIENTS = 4096
FREE = 3
"""Wrong tokens that are answered at once: people mistype."""
FIRST_SECONDS, LONGEST_SECONDS = 0.5, 4.0
MOST_WAITING = 4
"""Answers that one client may wait for. What it sends beyond them is not even looked at."""
SAID_SECONDS = 60


class Attempts:
    """Counts wrong tokens of each client, for a while and within bounded memory.

    Nobody waits for others: the right token of another client, and who is signed in, are answered at once.
    """

    def __init__(self) -> None:
        self._wrong: TTLCache = TTLCache(MOST_CLIENTS, REMEMBERED_SECONDS)
        self._said: TTLCache = TTLCache(MOST_CLIENTS, SAID_SECONDS)
        self._waiting: Counter = Counter()

    def too_many(self, client: str) -> bool:
        """Tell whether a client already waits for as many answers as it may."""
        return self._waiting[_key(client)] >= MOST_WAITING

    async def wrong(self, client: str) -> None:
        """Note a wrong token, and return when it may be answered."""
        key = _key(client)
        count = self._wrong[key] = self._wrong.get(key, 0) + 1
        if key not in self._said:
            self._said[key] = True
            log.warning(
                "A wrong token came from %s (%d within %d minutes).", key, count, REMEMBERED_SECONDS // 60
            )
        seconds = delay(count)
        if not seconds:
            return
        self._waiting[key] += 1
        try:
            await _wait(seconds)
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key]


def delay(count: int) -> float:
    """Return the seconds after which the `count`-th wrong token is answered."""
    if count <= FREE:
        return 0.0
    return min(FIRST_SECONDS * 2 ** min(count - FREE - 1, 16), LONGEST_SECONDS)


async def _wait(seconds: float) -> None:
    await asyncio.sleep(seconds)


def _key(client: str) -> str:
    """Give the address that stands for a client: of IPv6, everybody has a whole network."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else client
