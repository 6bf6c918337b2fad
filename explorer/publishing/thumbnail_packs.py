"""Thumbnails in packs, the coarsest sample of all images first: what a far view draws is a few packs.

The rows 0, S, 2S, … are a stratified sample of the tree (`docs/architecture.md`). Those of the largest
stride S are packed first, then those of S / 4 that are not among them, and so on down to all images. So a
view of any size finds about as many images as it draws in packs that hold little else.
"""

from dataclasses import dataclass

import numpy as np

from explorer.publishing.published_rows import PublishedRows

FACTOR = 4
"""Each sample has so many times as many rows as the one before."""
PACK = 512
"""Places of its sample that a pack covers."""
FEWEST = 600
"""Rows of the coarsest sample, where there are so many."""
HEAD, ENTRY = 12, 8
"""Bytes of a pack before its table, and of an entry of that."""


@dataclass(frozen=True)
class Sample:
    """Thumbnails of one size of the rows at one stride.

    Attributes
    ----------
    size : int
        Of the stored level, in pixels.
    stride : int
    packs : int
    rows : int
        That have a thumbnail of this size.
    bytes : int
        Of all packs.
    """

    size: int
    stride: int
    packs: int
    rows: int
    bytes: int


class ThumbnailPacks:
    """Makes the packs of a copy.

    Parameters
    ----------
    published : PublishedRows

    Attributes
    ----------
    coarsest : int
        The largest stride.
    samples : list of Sample
        All that could be packed, the coarsest of the smallest size first; without sizes that nothing has.
    """

    def __init__(self, published: PublishedRows) -> None:
        self._published = published
        self._store = published.index.thumbnails
        self.coarsest = coarsest(published.n)
        levels = published.index.manifest.levels
        self._lengths = {
            size: self._store.lengths(place)[published.rows] for place, size in enumerate(levels)
        }
        self.samples = [
            self._measured(size, self.coarsest // FACTOR**i)
            for size, lengths in self._lengths.items()
            if lengths.any()
            for i in range(_steps(self.coarsest))
        ]

    def make(self, sample: Sample, number: int) -> bytes:
        """Return a pack of a sample as `DTHM` (`docs/format.md`), with rows of the copy."""
        width = sample.stride * PACK
        rows = self._rows(sample.stride, number * width, (number + 1) * width)
        rows = rows[self._lengths[sample.size][rows] > 0]
        return renumbered(self._store.pack(rows + self._published.lo, sample.size), rows)

    def _measured(self, size: int, stride: int) -> Sample:
        lengths = self._lengths[size][self._rows(stride, 0, self._published.n)]
        packs = -(-self._published.n // (stride * PACK))
        some = int(np.count_nonzero(lengths))
        return Sample(size, stride, packs, some, int(lengths.sum()) + HEAD * packs + ENTRY * some)

    def _rows(self, stride: int, first: int, last: int) -> np.ndarray:
        """Return the rows of `[first, last)` at a stride that are not at the next larger one."""
        rows = np.arange(first, min(last, self._published.n), stride, dtype=np.int64)
        return rows if stride == self.coarsest else rows[rows % (stride * FACTOR) != 0]


def coarsest(n: int) -> int:
    """Return the largest stride, a power of `FACTOR`, that leaves `FEWEST` of n rows or more; 1 at least."""
    stride = 1
    while n // (stride * FACTOR) >= FEWEST:
        stride *= FACTOR
    return stride


def renumbered(pack: bytes, rows: np.ndarray) -> bytes:
    """Return a pack in which the images are called by other rows."""
    table = np.frombuffer(pack, "<u4", 2 * len(rows), HEAD).reshape(-1, 2).copy()
    table[:, 0] = rows
    return pack[:HEAD] + table.tobytes() + pack[HEAD + table.nbytes :]


def _steps(stride: int) -> int:
    return 1 + round(np.log(stride) / np.log(FACTOR))
