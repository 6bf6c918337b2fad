"""The decisions of an opened index as they are now, and what tells that they are others than before."""

from collections.abc import Hashable
from threading import Lock
from time import monotonic

from explorer.decisions.decided import Decided, follow
from explorer.decisions.store import DecisionStore
from explorer.errors import DecisionsError
from explorer.index.once import label_free
from explorer.index.reader import Index

_REST_SECONDS = 1.0
"""Before a file that cannot be read is looked at again."""


@label_free
class Current:
    """Follows the store of an index; safe to share between threads."""

    def __init__(self, index: Index) -> None:
        self.store = DecisionStore(index.path)
        self._index = index
        self._lock = Lock()
        self._decided = Decided()
        self._file: Hashable = None
        self._rest_until = 0.0

    def decided(self) -> Decided:
        """Return what is decided now; where that cannot be read, nothing, and the `problem`."""
        with self._lock:
            if monotonic() < self._rest_until:
                return self._decided
            try:
                revision = self.store.revision()
                if (
                    self.store.identity != self._file
                    or revision < self._decided.revision
                    or self._decided.problem
                ):
                    self._decided, self._file = Decided(), self.store.identity
                if revision != self._decided.revision:
                    self._decided = follow(self._index, self.store, self._decided)
            except DecisionsError as error:
                self._decided = Decided(revision=-1, problem=str(error))
                self._rest_until = monotonic() + _REST_SECONDS
            return self._decided


def current(index: Index) -> Current:
    """Return what follows the decisions of an index."""
    return index.cached(Current)


def decided(index: Index) -> Decided:
    """Return what is decided about the images of an index now."""
    return current(index).decided()


def readable(index: Index) -> Decided:
    """Return the same; raise `DecisionsError` with the problem where it cannot be read."""
    now = decided(index)
    if now.problem:
        raise DecisionsError(now.problem)
    return now
