"""Content hashes by the million: sixteen bytes each in one array, found by halving."""

from collections.abc import Sequence

import numpy as np

DIGEST = np.dtype("S16")
"""One hash. NumPy takes zero bytes at the end off what it hands out: use whole arrays, and `in`."""
HASH_DIGITS = 2 * DIGEST.itemsize
"""Hexadecimal digits of one."""


def pack(hashes: Sequence[str]) -> np.ndarray:
    """Return hashes of 32 hexadecimal digits as an (m,) `DIGEST` array."""
    return np.frombuffer(bytes.fromhex("".join(hashes)), DIGEST)


def unpack(digests: np.ndarray) -> str:
    """Return the hexadecimal digits of an (m,) `DIGEST` array back to back, 32 for each."""
    return digests.tobytes().hex()


class Digests:
    """A set of hashes: `hash in digests` for one of 32 hexadecimal digits.

    Every worker process has one, so it must be small: a set of strings takes ten times as much.

    Parameters
    ----------
    values : (m,) `DIGEST` array
        In any order; one may come more than once.
    """

    def __init__(self, values: np.ndarray) -> None:
        self._sorted = np.unique(values)

    def __len__(self) -> int:
        """Different hashes."""
        return len(self._sorted)

    def __contains__(self, digest: object) -> bool:
        """Whether this is one of them."""
        if not len(self._sorted) or not isinstance(digest, str):
            return False
        wanted = np.array(bytes.fromhex(digest), DIGEST)
        place = np.searchsorted(self._sorted, wanted)
        return bool(place < len(self._sorted) and self._sorted[place] == wanted)
