"""Originals of many rows, opened ahead where they have to be fetched."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

import numpy as np

from explorer.errors import OriginalError
from explorer.index.originals import Original
from explorer.index.reader import Index
from explorer.remote.threads import WaitingThreads

_AHEAD = 16


class OpenedAhead:
    """Opens originals by their places among some rows, which are asked for in ascending order.

    Parameters
    ----------
    index : Index
    rows : (m,) int64 array
    unwanted : callable, optional
        Tells of a place whether it will not be asked for.
    """

    def __init__(self, index: Index, rows: np.ndarray, unwanted: Callable[[int], bool] | None = None) -> None:
        self._index, self._rows, self._unwanted = index, rows, unwanted
        self._threads = WaitingThreads(_AHEAD)
        self._coming: dict[int, Future[Original]] = {}
        self._next = 0 if index.has_addresses else len(rows)
        self._latest: str | None = None

    def open(self, place: int) -> Original:
        """Return the original of a place, open; errors are those of `Index.open_image`."""
        self._pass_over(place)
        for ahead in range(max(self._next, place), min(place + _AHEAD, len(self._rows))):
            self._ask(ahead)
        coming = self._coming.pop(place, None)
        return self._index.open_image(int(self._rows[place])) if coming is None else coming.result()

    def close(self) -> None:
        """Let go of what was opened and not taken."""
        self._threads.close()
        self._pass_over(len(self._rows))

    def _ask(self, place: int) -> None:
        self._next = place + 1
        if self._unwanted is not None and self._unwanted(place):
            return
        row = int(self._rows[place])
        with suppress(OriginalError):  # which is said when it is opened
            address, part = self._index.remote_original(row)
            # Boxes of one picture are one file.
            if address is not None and (part is not None or address != self._latest):
                self._latest = address
                self._coming[place] = self._threads.submit(self._index.open_image, row)

    def _pass_over(self, place: int) -> None:
        for before in [each for each in self._coming if each < place]:
            coming = self._coming.pop(before)
            if not coming.cancel():
                coming.add_done_callback(_closed)


def _closed(coming: Future[Original]) -> None:
    if not coming.cancelled() and coming.exception() is None:
        coming.result().close()
