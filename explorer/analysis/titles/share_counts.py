"""How many images of a slice show each of the encoder's classes, as expected by their probabilities."""

from collections.abc import Sequence

import numpy as np

from explorer.analysis.titles.terms import Terms, make_terms
from explorer.index.class_shares import ClassShares
from explorer.nouns import Nouns

BLOCK = 1024
"""Rows between two running sums."""


class ShareCounts:
    """Sums probabilities in slices, in time that hardly depends on their length.

    What is stored of an image counts as all of it: the other classes are as unlikely as they are many.

    Parameters
    ----------
    shares : ClassShares
        With the synsets of their classes.
    nouns : Nouns
        Of which these are some.
    """

    def __init__(self, shares: ClassShares, nouns: Nouns) -> None:
        synsets = [] if shares.synsets is None else shares.synsets.tolist()
        self.terms: Terms = make_terms([f"n{synset:08d}" for synset in synsets], nouns)
        self._shares = shares
        n = len(shares.classes)
        self.codes = shares.classes[np.arange(n), shares.shares.argmax(axis=1)].astype(np.int32)
        whole = n // BLOCK
        self._before = np.zeros((whole + 1, shares.count))
        for i in range(whole):
            self._before[i + 1] = self._before[i] + self._read(i * BLOCK, (i + 1) * BLOCK)

    def count_each(
        self, spans: Sequence[tuple[int, int]], mask: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return (s, t) float64 images expected under each term, and (s,) the size of each slice."""
        sums = np.array([self._sum(lo, hi, mask) for lo, hi in spans])
        sizes = [hi - lo if mask is None else np.count_nonzero(mask[lo:hi]) for lo, hi in spans]
        return self.terms.spread(sums), np.array(sizes)

    def _sum(self, lo: int, hi: int, mask: np.ndarray | None) -> np.ndarray:
        head, tail = -(-lo // BLOCK), hi // BLOCK
        if mask is not None or tail <= head:
            return self._read(lo, hi, mask)
        inside = self._before[tail] - self._before[head]
        return self._read(lo, head * BLOCK) + inside + self._read(tail * BLOCK, hi)

    def _read(self, lo: int, hi: int, mask: np.ndarray | None = None) -> np.ndarray:
        classes, shares = self._shares.classes[lo:hi], self._shares.shares[lo:hi]
        if mask is not None:
            classes, shares = classes[mask[lo:hi]], shares[mask[lo:hi]]
        kept = shares.astype(np.float32)
        kept /= kept.sum(axis=1, keepdims=True)
        return np.bincount(classes.ravel(), kept.ravel(), self._shares.count)
