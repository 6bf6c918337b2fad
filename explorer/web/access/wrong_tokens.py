"""Wrong tokens: slowed for whoever sends them, and noted now and then."""

import asyncio
import logging
from collections import Counter

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
        return self._waiting[client] >= MOST_WAITING

    async def wrong(self, client: str) -> None:
        """Note a wrong token, and return when it may be answered."""
        count = self._wrong[client] = self._wrong.get(client, 0) + 1
        if client not in self._said:
            self._said[client] = True
            log.warning(
                "A wrong token came from %s (%d within %d minutes).",
                client,
                count,
                REMEMBERED_SECONDS // 60,
            )
        seconds = delay(count)
        if not seconds:
            return
        self._waiting[client] += 1
        try:
            await _wait(seconds)
        finally:
            self._waiting[client] -= 1
            if not self._waiting[client]:
                del self._waiting[client]


def delay(count: int) -> float:
    """Return the seconds after which the `count`-th wrong token is answered."""
    if count <= FREE:
        return 0.0
    return min(FIRST_SECONDS * 2 ** min(count - FREE - 1, 16), LONGEST_SECONDS)


async def _wait(seconds: float) -> None:
    await asyncio.sleep(seconds)
