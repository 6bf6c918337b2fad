"""How likely each image shows each of the encoder's classes, from its stored vector; made with the build.

An image's probabilities sum to one, and its best sixteen classes have nearly all of that; so these are all
that is kept, and what any set of classes has of each image is one sum, without a product over all vectors.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.cancellation import unless_cancelled
from explorer.cores import available_cores

KEPT = 16
BLOCK = 2048
GROUP = 16 * BLOCK
"""So many rows are scored between two looks at whether anybody still waits."""
MAX_THREADS = 4


class ScoresClasses(Protocol):
    """What scores classes."""

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """Score (m, d) vectors: (m, c) float32, whose softmax is each class's probability."""
        ...


@dataclass(frozen=True)
class ClassShares:
    """The best classes of every image.

    Attributes
    ----------
    classes : (n, k) uint16
        In no order.
    shares : (n, k) float16
        Probability of each.
    count : int
        Classes there are.
    synsets : (c,) uint32 or None
        What each class is: digits of WordNet 3.0's offset; None where that is not known.
    """

    classes: np.ndarray
    shares: np.ndarray
    count: int
    synsets: np.ndarray | None = None

    def of(self, wanted: Iterable[int]) -> np.ndarray:
        """(n,) float32 Probability that an image shows one of some classes; below 1/k it may be told too
        low."""
        table = np.zeros(self.count, np.float32)
        table[list(wanted)] = 1
        found = np.empty(len(self.classes), np.float32)
        for start in unless_cancelled(range(0, len(found), GROUP)):
            part = slice(start, start + GROUP)
            held = table[self.classes[part]]
            found[part] = np.einsum("ij,ij->i", held, self.shares[part].astype(np.float32))
        return found


def shares_of(embeddings: np.ndarray, head: ScoresClasses) -> ClassShares:
    """Score vectors.

    Parameters
    ----------
    embeddings : numpy.ndarray
        (n, d) unit rows, possibly memory-mapped; read in blocks.
    head : ScoresClasses
    """
    n, count = len(embeddings), head.logits(embeddings[:1]).shape[1]
    kept = min(KEPT, count)
    classes, shares = np.empty((n, kept), np.uint16), np.empty((n, kept), np.float16)

    def score(start: int) -> None:
        part = slice(start, start + BLOCK)
        logits = head.logits(embeddings[part])
        best = np.argpartition(logits, count - kept, axis=1)[:, count - kept :]
        likely = np.exp(logits - logits.max(axis=1, keepdims=True))
        classes[part] = best
        shares[part] = np.take_along_axis(likely, best, axis=1) / likely.sum(axis=1, keepdims=True)

    # The products use all cores by themselves; what stands between them uses one each.
    with ThreadPoolExecutor(min(available_cores(), MAX_THREADS)) as pool:
        for start in unless_cancelled(range(0, n, GROUP)):
            list(pool.map(score, range(start, min(start + GROUP, n), BLOCK)))
    return ClassShares(classes, shares, count)
